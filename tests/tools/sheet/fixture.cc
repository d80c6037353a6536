#include "tests/tools/sheet/fixture.h"

#include <unistd.h>
#include <zip.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace xueji::sheet::fixture {

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "xueji-sheet-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test's files");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path Folder::file(std::string_view name, std::string_view bytes) const {
  const auto path = path_ / name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::filesystem::path Folder::script(std::string_view name, std::string_view commands) const {
  const auto path = file(name, "#!/bin/sh\n" + std::string(commands) + "\n");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

void zip(const std::filesystem::path& path, const Parts& parts) {
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  if (archive == nullptr) throw std::runtime_error("the test's package cannot be made");
  for (const auto& [name, content] : parts) {
    auto* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  }
  if (zip_close(archive) != 0) throw std::runtime_error("the test's package cannot be written");
}

Parts xlsx_parts(const std::string& rows, const std::string& strings, const std::string& formats) {
  const std::string head = R"(<?xml version="1.0" encoding="UTF-8"?>)";
  const std::string main = R"( xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main")";
  const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const std::string package = "http://schemas.openxmlformats.org/package/2006/relationships";
  const auto relationship = [&](const char* id, const char* type, const char* target) {
    return "<Relationship Id=\"" + std::string(id) + "\" Type=\"" + office + "/" + type +
           "\" Target=\"" + target + "\"/>";
  };
  const auto relationships = [&](const std::string& content) {
    return head + "<Relationships xmlns=\"" + package + "\">" + content + "</Relationships>";
  };
  return {
      {"[Content_Types].xml", head + "<Types/>"},
      {"_rels/.rels", relationships(relationship("r1", "officeDocument", "xl/workbook.xml"))},
      {"xl/workbook.xml",
       head + "<workbook" + main + " xmlns:r=\"" + office +
           R"("><sheets><sheet name="S1" sheetId="1" r:id="r1"/></sheets></workbook>)"},
      {"xl/_rels/workbook.xml.rels",
       relationships(relationship("r1", "worksheet", "worksheets/sheet1.xml") +
                     relationship("r2", "sharedStrings", "sharedStrings.xml") +
                     relationship("r3", "styles", "/xl/styles.xml"))},
      {"xl/sharedStrings.xml", head + "<sst" + main + ">" + strings + "</sst>"},
      {"xl/styles.xml",
       head + "<styleSheet" + main +
           R"(><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m"/></numFmts>)" +
           "<cellXfs>" + formats + "</cellXfs></styleSheet>"},
      {"xl/worksheets/sheet1.xml",
       head + "<worksheet" + main + "><sheetData>" + rows + "</sheetData></worksheet>"},
  };
}

Parts ods_parts(const std::string& tables) {
  const std::string space = "urn:oasis:names:tc:opendocument:xmlns:";
  return {
      {"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
      {"content.xml", R"(<?xml version="1.0"?><office:document-content xmlns:office=")" + space +
                          "office:1.0\" xmlns:table=\"" + space + "table:1.0\" xmlns:text=\"" +
                          space + "text:1.0\"><office:body><office:spreadsheet>" + tables +
                          "</office:spreadsheet></office:body></office:document-content>"}};
}

std::string refusal(const std::filesystem::path& path, const ReadLimits& limits) {
  const auto result = read_workbook(path, limits);
  if (result) return "";
  const auto& error = result.error();
  return error.what.zh + "|" + error.next.zh + "|" + error.what.en + "|" + error.next.en;
}

std::string read_bytes(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

}  // namespace xueji::sheet::fixture
