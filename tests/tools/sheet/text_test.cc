#include <catch2/catch.hpp>

#include "tests/tools/sheet/fixture.h"
#include "tools/sheet/encoding.h"

namespace xueji::sheet {
namespace {

using fixture::Folder;
using fixture::refusal;

std::string text_at(const Workbook& book, std::size_t row, std::size_t column) {
  return cell_at(book.sheets.at(0), row, column).text;
}

TEST_CASE("GB18030 with two-byte and four-byte characters is decoded") {
  const Folder folder;
  // 姓名,张 and then U+20000 as its four bytes, U+9FB4 likewise beyond GBK.
  const auto path = folder.file("a.csv", "\xd0\xd5\xc3\xfb,\xd5\xc5\x95\x32\x82\x36\r\n");
  const auto book = read_workbook(path);
  REQUIRE(book);
  CHECK(text_at(*book, 0, 0) == "姓名");
  CHECK(text_at(*book, 0, 1) == "张𠀀");
}

TEST_CASE("a byte order mark is not part of the first header") {
  const Folder folder;
  const auto utf8 = read_workbook(folder.file("a.csv", "\xef\xbb\xbf姓名;性别\n张三;男"));
  REQUIRE(utf8);
  CHECK(text_at(*utf8, 0, 0) == "姓名");
  CHECK(text_at(*utf8, 1, 1) == "男");
  const auto utf16 =
      read_workbook(folder.file("b.txt", std::string("\xff\xfe\x20\x5f\x09\0b\0", 8)));
  REQUIRE(utf16);
  CHECK(text_at(*utf16, 0, 0) == "张");
  CHECK(text_at(*utf16, 0, 1) == "b");
}

TEST_CASE("an undecodable byte is named by line and byte") {
  const Folder folder;
  const auto in_utf8 = refusal(folder.file("a.csv", "姓名,性别\n张三李四王五赵六钱七,\xff\n"));
  CHECK(in_utf8.find("第 2 行第 32 个字节") != std::string::npos);
  CHECK(in_utf8.find("UTF-8") != std::string::npos);
  CHECK(in_utf8.find("line 2, byte 32") != std::string::npos);
  const auto in_gb = refusal(folder.file("b.csv", "\xd0\xd5\xc3\xfb\n\xd5\xc5\xff\xff\n"));
  CHECK(in_gb.find("第 2 行第 3 个字节") != std::string::npos);
  CHECK(in_gb.find("GB18030") != std::string::npos);
}

TEST_CASE("commas, tabs and semicolons are told apart, quoted ones are text") {
  const Folder folder;
  const auto tabs = read_workbook(folder.file("a", "a\tb,c\td\n1\t\"x\ty\"\t3\n"));
  REQUIRE(tabs);
  CHECK(text_at(*tabs, 0, 1) == "b,c");
  CHECK(text_at(*tabs, 1, 1) == "x\ty");
  const auto quoted = read_workbook(folder.file("b", "a,\"say \"\"hi\"\",\r\nthen\"\r\n,x"));
  REQUIRE(quoted);
  CHECK(text_at(*quoted, 0, 1) == "say \"hi\",\r\nthen");
  CHECK(text_at(*quoted, 1, 1) == "x");
  const auto hinted = read_workbook(folder.file("c", "sep=;\na,b;c\n"));
  REQUIRE(hinted);
  CHECK(text_at(*hinted, 0, 1) == "c");
}

TEST_CASE("a cell of CSV stays the text that it was") {
  const Folder folder;
  const auto book = read_workbook(folder.file("a", "007,=\"008\", 9 ,\n"));
  REQUIRE(book);
  CHECK(cell_at(book->sheets[0], 0, 0) == Cell{CellKind::text, CellKind::empty, "007", 0});
  CHECK(cell_at(book->sheets[0], 0, 1) == Cell{CellKind::formula, CellKind::text, "008", 0});
  CHECK(text_at(*book, 0, 2) == " 9 ");
  CHECK(book->sheets[0].rows[0].size() == 3);
}

TEST_CASE("a broken quote is refused with its line") {
  const Folder folder;
  CHECK(refusal(folder.file("a", "a,b\n\"c,d\ne,f\n")).find("第 2 行") != std::string::npos);
  CHECK(refusal(folder.file("b", "a,b\n\"c\"d,e\n")).find("line 2") != std::string::npos);
}

TEST_CASE("what is not a spreadsheet is refused with what to do next") {
  const Folder folder;
  const std::string ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + std::string(600, '\0');
  const auto wide = [](std::string_view name) {
    std::string out;
    for (const char c : name)
      out.append({c, '\0'});
    return out;
  };
  const auto says = [&](std::string_view name, const std::string& bytes, const char* what) {
    const auto message = refusal(folder.file(name, bytes));
    INFO(message);
    return message.find(what) != std::string::npos;
  };
  // Named as something else throughout: content decides.
  CHECK(says("xls.xlsx", ole + wide("Workbook"), ".xlsx"));
  CHECK(says("xls.csv", ole + wide("Workbook"), "Excel 97"));
  CHECK(says("locked.xlsx", ole + wide("EncryptedPackage"), "密码"));
  CHECK(says("doc.xlsx", ole + wide("WordDocument"), "不是表格"));
  CHECK(says("empty.csv", "", "空"));
  CHECK(says("blank.csv", " \r\n\t\r\n", "空"));
  CHECK(says("pdf.csv", "%PDF-1.7 ...", "PDF"));
  CHECK(says("web.xls", "\n<html><table>", "网页"));
  CHECK(says("binary.csv", std::string("a,b\0c", 5), "二进制"));
  CHECK(read_workbook(folder / "absent").error().code == ErrorCode::not_found);
  CHECK(read_workbook(folder / ".").error().code == ErrorCode::io);
}

TEST_CASE("CSV limits are refused, not cut") {
  const Folder folder;
  ReadLimits limits;
  limits.rows_max = 2;
  limits.columns_max = 3;
  CHECK(refusal(folder.file("a", "1\n2\n3\n"), limits).find("行数超过 2") != std::string::npos);
  CHECK(refusal(folder.file("b", "1,2,3,4\n"), limits).find("列数超过 3") != std::string::npos);
  CHECK(refusal(folder.file("c", "1,2,3\n4,5,6\n"), limits).empty());
  limits.file_bytes_max = 4;
  CHECK_FALSE(refusal(folder.file("d", "1,2,3\n"), limits).empty());
}

TEST_CASE("UTF-8 is checked strictly") {
  CHECK(is_utf8("张𠀀"));
  CHECK_FALSE(is_utf8("\xc0\xaf"));
  CHECK_FALSE(is_utf8("\xed\xa0\x80"));
  CHECK_FALSE(is_utf8("\xf4\x90\x80\x80"));
  CHECK_FALSE(is_utf8("\xe5\xbc"));
}

}  // namespace
}  // namespace xueji::sheet
