#include "tools/sheet/write.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>
#include <sstream>

#include "tests/tools/sheet/fixture.h"
#include "tools/sheet/table.h"

namespace xueji::sheet {
namespace {

using fixture::Folder;
using fixture::read_bytes;

WorkbookSpec roster() {
  WorkbookSpec spec;
  spec.title = "新生名单";
  auto& sheet = spec.sheets.emplace_back();
  sheet.name = "名单[1]";
  sheet.title = "某校 2024 级";
  sheet.frozen_columns = 1;
  sheet.entry_rows = 100;
  sheet.columns = {{"姓名", 12, true, true, {}, "与身份证一致"},
                   {"证件号", 22, true, true, {}, ""},
                   {"性别", 6, true, true, {"男", "女"}, ""},
                   {"专业", 20, true, false, std::vector<std::string>(60, "数控技术应用"), ""},
                   {"成绩", 8, false, false, {}, ""}};
  sheet.rows = {{OutCell("张𠀀"), OutCell("420301200801011234", Tone::bad, "校验码不符"),
                 OutCell("男"), OutCell(), OutCell(92.5)}};
  return spec;
}

TEST_CASE("a written workbook reads back with ids as text") {
  const Folder folder;
  REQUIRE(write_xlsx(folder / "a.xlsx", roster()));
  const auto book = read_workbook(folder / "a.xlsx");
  REQUIRE(book);
  REQUIRE(book->sheets.size() == 2);
  const Sheet& sheet = book->sheets[0];
  CHECK(sheet.name == "名单_1_");
  CHECK(cell_at(sheet, 0, 0).text == "某校 2024 级");
  CHECK(cell_at(sheet, 1, 1).text == "证件号");
  CHECK(cell_at(sheet, 2, 0).text == "张𠀀");
  CHECK(cell_at(sheet, 2, 1) == Cell{CellKind::text, CellKind::empty, "420301200801011234", 0});
  CHECK(cell_at(sheet, 2, 4) == Cell{CellKind::number, CellKind::empty, "92.5", 92.5});
  CHECK(book->sheets[1].hidden);  // The long list of choices.
}

TEST_CASE("the same content gives the same bytes at any time") {
  const Folder folder;
  REQUIRE(write_xlsx(folder / "a.xlsx", roster()));
  REQUIRE(write_xlsx(folder / "b.xlsx", roster()));
  CHECK(read_bytes(folder / "a.xlsx") == read_bytes(folder / "b.xlsx"));
  CHECK_FALSE(std::filesystem::exists(folder / "a.xlsx.part"));
}

TEST_CASE("a failed write leaves the old file alone") {
  const Folder folder;
  const auto path = folder.file("a.xlsx", "old");
  auto spec = roster();
  spec.sheets[0].rows.push_back({OutCell(std::string(40'000, 'x'))});
  const auto status = write_xlsx(path, spec);
  REQUIRE_FALSE(status);
  CHECK(status.error().code == ErrorCode::invalid_argument);
  CHECK(read_bytes(path) == "old");
  CHECK_FALSE(std::filesystem::exists(folder / "a.xlsx.part"));
  CHECK(write_xlsx(folder / "absent/a.xlsx", roster()).error().code == ErrorCode::io);
  CHECK(write_csv(folder / "absent/a.csv", {}, {}).error().code == ErrorCode::io);
}

TEST_CASE("a marked sheet has the same cells and lists every problem last") {
  const Folder folder;
  const std::vector<std::string> header{"姓名", "证件号", "年龄"};
  const std::vector<std::vector<std::string>> rows{{"张三", "420301200801011234", "16"},
                                                   {"李四", "", "17"}};
  REQUIRE(write_csv(folder / "a.csv", header, rows));
  auto original = read_workbook(folder / "a.csv");
  REQUIRE(original);
  original->sheets[0].rows[1][2] = {CellKind::number, CellKind::empty, "16", 16};
  original->sheets[0].rows[2][2] = {CellKind::number, CellKind::empty, "4.2E+17", 4.2e17};
  const std::vector<Problem> problems{{0, 1, 1, {"校验码不符", "checksum"}, Severity::error},
                                      {0, 2, 1, {"缺少证件号", "id missing"}, Severity::error},
                                      {0, 2, std::nullopt, {"请核对", "check"}, Severity::warning}};
  REQUIRE(write_marked(*original, problems, folder / "m.xlsx", Language::chinese));
  const auto marked = read_workbook(folder / "m.xlsx");
  REQUIRE(marked);
  REQUIRE(marked->sheets.size() == 2);
  const Sheet& sheet = marked->sheets[0];
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      CHECK(cell_at(sheet, row, column).text == cell_at(original->sheets[0], row, column).text);
    }
  }
  CHECK(cell_at(sheet, 1, 1).kind == CellKind::text);
  CHECK(cell_at(sheet, 1, 2).kind == CellKind::number);
  CHECK(cell_at(sheet, 2, 2).kind == CellKind::text);
  const Sheet& summary = marked->sheets[1];
  CHECK(summary.name == "问题清单");
  CHECK(summary.rows.size() == 4);
  CHECK(cell_at(summary, 2, 1).text == "B3");
  CHECK(cell_at(summary, 3, 1).text == "3");
  CHECK(cell_at(summary, 3, 3).text == "请核对");
}

TEST_CASE("CSV has a byte order mark, CRLF, quotes where needed, and runs no formula") {
  const std::vector<std::string> header{"a", "b"};
  const std::vector<std::vector<std::string>> rows{{"x,\"y\"", "=cmd()"}, {"-5", "l1\nl2"}};
  CHECK(csv_text(header, rows) ==
        "\xef\xbb\xbf"
        "a,b\r\n\"x,\"\"y\"\"\",'=cmd()\r\n-5,\"l1\nl2\"\r\n");
}

TEST_CASE("a table for the terminal aligns wide characters and carries no control codes") {
  CHECK(display_width("张三ab") == 6);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("𠀀") == 2);
  std::ostringstream out;
  const std::vector<std::string> header{"姓名", "n", "x"};
  const std::vector<std::vector<std::string>> rows{{"张三丰", "7", "\x1b[2Jz"}, {"Li", "12", ""}};
  print_table(out, header, rows, {{1}, 2});
  CHECK(out.str() ==
        "姓名     n  x\n"
        "------  --  ----\n"
        "张三丰   7  [2Jz\n"
        "Li      12\n");
}

/// The size of a large school's yearly file; the figure printed is what a release build is held to.
TEST_CASE("five thousand lines of 48 columns are read and bound in good time") {
  const Folder folder;
  constexpr std::size_t lines = 5'000;
  constexpr std::size_t columns = 48;
  WorkbookSpec spec;
  auto& sheet = spec.sheets.emplace_back();
  std::vector<WantedColumn> wanted;
  std::vector<std::string> header;
  for (std::size_t i = 0; i < columns; ++i) {
    header.push_back("列" + std::to_string(i));
    wanted.push_back({header.back(), {}, true});
    auto& column = sheet.columns.emplace_back();
    column.header = header.back();
  }
  std::vector<std::vector<std::string>> texts(lines);
  for (std::size_t row = 0; row < lines; ++row) {
    auto& cells = sheet.rows.emplace_back();
    for (std::size_t i = 0; i < columns; ++i) {
      texts[row].push_back("值" + std::to_string(row * (i % 7)) + "湖北省十堰市");
      cells.emplace_back(texts[row].back());
    }
  }
  REQUIRE(write_xlsx(folder / "a.xlsx", spec));
  REQUIRE(write_csv(folder / "a.csv", header, texts));
  for (const auto* name : {"a.xlsx", "a.csv"}) {
    const auto start = std::chrono::steady_clock::now();
    const auto book = read_workbook(folder / name);
    REQUIRE(book);
    const auto binding = bind_columns(book->sheets[0], wanted);
    REQUIRE(binding);
    REQUIRE(check_binding(book->sheets[0], *binding, wanted));
    REQUIRE(data_rows(book->sheets[0], *binding).size() == lines);
    const auto spent = std::chrono::steady_clock::now() - start;
    const auto spent_ms = std::chrono::duration_cast<std::chrono::milliseconds>(spent).count();
    std::cout << name << ": " << spent_ms << " ms to read and bind 5,000 x 48 cells\n";
    CHECK(cell_at(book->sheets[0], lines, columns - 1).text == texts[lines - 1][columns - 1]);
    // Loose, because unoptimised and sanitized builds on a busy machine run this too.
    CHECK(spent < std::chrono::seconds(20));
  }
}

}  // namespace
}  // namespace xueji::sheet
