#include "tools/sheet/read.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include "tools/sheet/csv.h"
#include "tools/sheet/encoding.h"
#include "tools/sheet/package.h"
#include "tools/sheet/worker.h"

namespace xueji::sheet {
namespace {

constexpr std::string_view ole_magic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
constexpr std::string_view zip_magics[] = {"PK\x03\x04", "PK\x05\x06"};

struct Foreign {
  std::string_view beginning;
  std::string_view zh;
  std::string_view en;
};
/// What people send by mistake, often under the name of a spreadsheet.
constexpr Foreign foreign_formats[] = {
    {"%PDF", "PDF 文件", "a PDF file"},
    {"\x89PNG", "图片(PNG)", "a picture (PNG)"},
    {"\xff\xd8\xff", "图片(JPEG)", "a picture (JPEG)"},
    {"GIF8", "图片(GIF)", "a picture (GIF)"},
    {"Rar!", "RAR 压缩包", "a RAR archive"},
    {"7z\xbc\xaf", "7z 压缩包", "a 7z archive"},
    {"\x1f\x8b", "gzip 压缩包", "a gzip archive"},
    {"{\\rtf", "RTF 文档", "an RTF document"},
    {"\x7f"
     "ELF",
     "程序文件", "a program"},
    {"<", "网页或 XML 文件(请在表格软件中打开后另存为 .xlsx)",
     "a web page or XML file (open it in a spreadsheet program and save it as .xlsx)"},
};

/// The names inside an OLE2 container are UTF-16LE.
bool has_wide_name(std::string_view bytes, std::string_view name) {
  std::string wide;
  for (const char c : name)
    wide.append({c, '\0'});
  return bytes.find(wide) != std::string_view::npos;
}

Error ole_refusal(std::string_view bytes) {
  if (has_wide_name(bytes, "EncryptedPackage")) return has_password();
  if (has_wide_name(bytes, "Workbook") || has_wide_name(bytes, "Book")) {
    return make_error(
        ErrorCode::malformed,
        Text{"不支持旧格式 .xls(Excel 97–2003)",
             "the old .xls format (Excel 97–2003) is not supported"},
        Text{"请在表格软件中另存为 .xlsx", "save it as .xlsx in a spreadsheet program"});
  }
  return not_a_spreadsheet("旧格式的 Office 文档", "an old Office document");
}

Error unreadable(ErrorCode code, const std::filesystem::path& path, int why) {
  const std::string reason = std::generic_category().message(why);
  return make_error(code, Text{"无法打开文件 " + path.string() + ":" + reason,
                               "cannot open " + path.string() + ": " + reason});
}

struct OpenFile {
  int descriptor;
  explicit OpenFile(int number) : descriptor(number) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor >= 0) close(descriptor);
  }
};

Result<std::string> content_of(int file, const std::filesystem::path& path, std::uint64_t most) {
  struct stat info {};
  if (fstat(file, &info) != 0) return fail(unreadable(ErrorCode::io, path, errno));
  if (!S_ISREG(info.st_mode)) {
    return fail(unreadable(ErrorCode::io, path, S_ISDIR(info.st_mode) ? EISDIR : EINVAL));
  }
  if (static_cast<std::uint64_t>(info.st_size) > most) {
    const auto megabytes = std::to_string(most >> 20);
    return fail(
        too_large("文件超过 " + megabytes + " MB", "the file exceeds " + megabytes + " MB"));
  }
  std::string content(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t done = 0;
  while (done < content.size()) {
    const auto got =
        pread(file, content.data() + done, content.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(unreadable(ErrorCode::io, path, errno));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  content.resize(done);
  return content;
}

Result<Workbook> read_text(const std::string& content, const ReadLimits& limits) {
  const auto text = decode_text(content);
  if (!text) return fail(text.error());
  const std::string_view blank = " \t\r\n";
  const auto first = text->find_first_not_of(blank);
  if (first == std::string::npos) {
    return fail(make_error(ErrorCode::malformed, Text{"文件是空的", "the file is empty"},
                           Text{"请提供有数据的表格", "give a spreadsheet with data"}));
  }
  for (const auto& format : foreign_formats) {
    if (format.beginning == "<" && (*text)[first] == '<') {
      return fail(not_a_spreadsheet(format.zh, format.en));
    }
  }
  if (text->find('\0') != std::string::npos) {
    return fail(not_a_spreadsheet("二进制文件", "a binary file"));
  }
  return read_csv(*text, limits);
}

}  // namespace

Result<Workbook> read_workbook(const std::filesystem::path& path, const ReadLimits& limits) {
  // Without O_NONBLOCK a pipe that somebody left under this name would hang the program.
  const OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.descriptor < 0) {
    return fail(unreadable(errno == ENOENT ? ErrorCode::not_found : ErrorCode::io, path, errno));
  }
  const auto content = content_of(file.descriptor, path, limits.file_bytes_max);
  if (!content) return fail(content.error());
  const auto begins_with = [&](std::string_view magic) { return content->starts_with(magic); };
  if (std::any_of(std::begin(zip_magics), std::end(zip_magics), begins_with)) {
    return read_in_worker(file.descriptor, limits);
  }
  if (begins_with(ole_magic)) return fail(ole_refusal(*content));
  for (const auto& format : foreign_formats) {
    if (begins_with(format.beginning)) return fail(not_a_spreadsheet(format.zh, format.en));
  }
  return read_text(*content, limits);
}

}  // namespace xueji::sheet
