#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>

#include "tests/tools/sheet/fixture.h"
#include "tools/sheet/wire.h"

namespace xueji::sheet {
namespace {

using fixture::Folder;
using fixture::ods_parts;
using fixture::refusal;
using fixture::xlsx_parts;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool confined = false;
#else
constexpr bool confined = true;
#endif

bool contains(const std::string& text, const char* piece) {
  INFO(text);
  CHECK(text.find(piece) != std::string::npos);
  return text.find(piece) != std::string::npos;
}

TEST_CASE("every way in which XLSX stores a value is read") {
  const Folder folder;
  const std::string strings =
      R"(<si><t>plain &#x20000;_x000A_</t></si><si><r><t>rich</t></r><r><rPr><b/></rPr><t xml:space="preserve"> two</t></r></si><si><t>name</t><rPh sb="0" eb="1"><t>READING</t></rPh></si>)";
  const std::string rows =
      R"(<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c><c r="D2" t="inlineStr"><is><t>inline</t></is></c><c r="F2" s="1"/></row>)"
      R"(<row r="3"><c r="A3"><v>420301200801011234</v></c><c r="B3" s="1"><v>45000</v></c><c r="C3" s="2"><v>45000.5</v></c><c r="D3" t="b"><v>1</v></c><c r="E3" t="e"><v>#N/A</v></c></row>)"
      R"(<row r="4"><c r="A4"><f>1+1</f><v>2</v></c><c r="B4" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="C4"><f/></c></row>)"
      R"(<row><c><v>7</v></c><c><v>8.50</v></c></row>)";
  const std::string formats = R"(<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/>)";
  fixture::zip(folder / "a.csv", xlsx_parts(rows, strings, formats));
  const auto book = read_workbook(folder / "a.csv");
  REQUIRE(book);
  REQUIRE(book->sheets.size() == 1);
  const Sheet& sheet = book->sheets[0];
  const auto empty = CellKind::empty;
  CHECK(sheet.name == "S1");
  CHECK(sheet.rows.size() == 5);
  CHECK(sheet.rows[0].empty());
  CHECK(sheet.rows[1].size() == 4);
  CHECK(cell_at(sheet, 1, 0) == Cell{CellKind::text, empty, "plain 𠀀\n", 0});
  CHECK(cell_at(sheet, 1, 1) == Cell{CellKind::text, empty, "rich two", 0});
  CHECK(cell_at(sheet, 1, 2) == Cell{CellKind::text, empty, "name", 0});
  CHECK(cell_at(sheet, 1, 3) == Cell{CellKind::text, empty, "inline", 0});
  CHECK(cell_at(sheet, 2, 0).text == "420301200801011234");
  CHECK(cell_at(sheet, 2, 1) == Cell{CellKind::date, empty, "2023-03-15", 45000});
  CHECK(cell_at(sheet, 2, 2) == Cell{CellKind::date, empty, "2023-03-15T12:00:00", 45000.5});
  CHECK(cell_at(sheet, 2, 3) == Cell{CellKind::boolean, empty, "TRUE", 1});
  CHECK(cell_at(sheet, 2, 4) == Cell{CellKind::error, empty, "#N/A", 0});
  CHECK(cell_at(sheet, 3, 0) == Cell{CellKind::formula, CellKind::number, "2", 2});
  CHECK(cell_at(sheet, 3, 1) == Cell{CellKind::formula, CellKind::text, "ab", 0});
  CHECK(cell_at(sheet, 4, 1) == Cell{CellKind::number, empty, "8.50", 8.5});
}

TEST_CASE("ODS cells, repeated and empty ones are read") {
  const Folder folder;
  const std::string rows =
      R"(<table:table table:name="名单"><table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>张<text:s text:c="2"/>三</text:p><text:p>二</text:p><office:annotation><text:p>note</text:p></office:annotation></table:table-cell><table:table-cell table:number-columns-repeated="16382"/></table:table-row>)"
      R"(<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>)"
      R"(<table:table-row><table:table-cell office:value-type="float" office:value="420301200801011234"><text:p>4.2E+17</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2008-01-01"><text:p>1/1</text:p></table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell table:formula="of:=1" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>)"
      R"(<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row></table:table>)";
  fixture::zip(folder / "a", ods_parts(rows));
  const auto book = read_workbook(folder / "a");
  REQUIRE(book);
  const Sheet& sheet = book->sheets.at(0);
  CHECK(sheet.name == "名单");
  CHECK(sheet.rows.size() == 6);
  CHECK(cell_at(sheet, 1, 1).text == "张  三\n二");
  CHECK(sheet.rows[1].size() == 2);
  CHECK(cell_at(sheet, 5, 0).text == "420301200801011234");
  CHECK(cell_at(sheet, 5, 0).kind == CellKind::number);
  CHECK(cell_at(sheet, 5, 1) == Cell{CellKind::date, CellKind::empty, "2008-01-01", 0});
  CHECK(cell_at(sheet, 5, 2).text == "TRUE");
  CHECK(cell_at(sheet, 5, 3) == Cell{CellKind::formula, CellKind::number, "1", 1});
}

TEST_CASE("an ODS cell repeated without end is refused") {
  const Folder folder;
  const std::string cell = R"(><table:table-cell office:value-type="string"><text:p>x</text:p>)";
  const std::string close = "</table:table-cell></table:table-row></table:table>";
  const std::string row = R"(<table:table table:name="t"><table:table-row)";
  fixture::zip(folder / "rows",
               ods_parts(row + R"( table:number-rows-repeated="99999999999")" + cell + close));
  CHECK(contains(refusal(folder / "rows"), "行数超过"));
  fixture::zip(folder / "columns",
               ods_parts(row + R"(><table:table-cell table:number-columns-repeated="4000000000" )" +
                         R"(office:value-type="string"><text:p>x</text:p>)" + close));
  CHECK(contains(refusal(folder / "columns"), "列数超过"));
}

TEST_CASE("an encrypted ODS and a document that is no spreadsheet are refused") {
  const Folder folder;
  auto parts = ods_parts("");
  fixture::zip(folder / "text", parts);
  CHECK(contains(refusal(folder / "text"), "不是表格"));
  parts.push_back({"META-INF/manifest.xml", "<m><encryption-data/></m>"});
  fixture::zip(folder / "locked", parts);
  CHECK(contains(refusal(folder / "locked"), "密码"));
  fixture::zip(folder / "docx", {{"word/document.xml", "<d/>"}});
  CHECK(contains(refusal(folder / "docx"), "不是表格"));
}

TEST_CASE("a bomb that its directory declares is refused before it is unpacked") {
  const Folder folder;
  auto parts = xlsx_parts("");
  parts.push_back({"xl/media/zeros", std::string(200u << 20, '\0')});
  fixture::zip(folder / "bomb", parts);
  REQUIRE(std::filesystem::file_size(folder / "bomb") < (1u << 20));
  ReadLimits limits;
  limits.unpacked_bytes_max = 100u << 20;
  const auto start = std::chrono::steady_clock::now();
  CHECK(contains(refusal(folder / "bomb", limits), "解压后的大小超过限制"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
}

TEST_CASE("a bomb whose directory lies about sizes is refused") {
  const Folder folder;
  fixture::zip(folder / "a", xlsx_parts("<row>" + std::string(8u << 20, ' ') + "</row>"));
  std::string bytes = fixture::read_bytes(folder / "a");
  // The unpacked size of the last central record, at offset 24, becomes 100 bytes.
  const auto record = bytes.rfind("PK\x01\x02");
  REQUIRE(record != std::string::npos);
  bytes.replace(record + 24, 4, std::string("\x64\0\0\0", 4));
  ReadLimits limits;
  limits.unpacked_bytes_max = 1u << 20;
  CHECK_FALSE(refusal(folder.file("b", bytes), limits).empty());
}

TEST_CASE("entities, broken XML and cut packages are refused") {
  const Folder folder;
  auto parts = xlsx_parts("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
  fixture::zip(folder / "sound", parts);
  REQUIRE(refusal(folder / "sound").empty());
  parts.back().second = "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"aaaa\">]><w>&a;</w>";
  fixture::zip(folder / "entities", parts);
  CHECK(contains(refusal(folder / "entities"), "文档类型声明"));
  parts.back().second = "<worksheet><sheetData><row>";
  fixture::zip(folder / "broken", parts);
  CHECK(contains(refusal(folder / "broken"), "xl/worksheets/sheet1.xml"));
  const std::string bytes = fixture::read_bytes(folder / "sound");
  for (std::size_t size = 4; size < bytes.size(); size += 131) {
    CHECK_FALSE(refusal(folder.file("cut", bytes.substr(0, size))).empty());
  }
}

TEST_CASE("flipped bytes never hang or crash the caller") {
  const Folder folder;
  fixture::zip(folder / "sound", xlsx_parts("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"));
  const std::string bytes = fixture::read_bytes(folder / "sound");
  for (std::size_t at = 0; at < bytes.size(); at += 97) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    const auto book = read_workbook(folder.file("damaged", damaged));
    if (book) CHECK(book->sheets.size() <= 1);
  }
}

TEST_CASE("too many rows, columns and cells of a package are refused by name") {
  const Folder folder;
  const auto refused = [&](const std::string& rows, const ReadLimits& limits) {
    fixture::zip(folder / "a", xlsx_parts(rows));
    return refusal(folder / "a", limits);
  };
  const std::string far_row = R"(<row r="1048576"><c r="A1048576"><v>1</v></c></row>)";
  CHECK(contains(refused(far_row, {}), "“S1”的行数超过"));
  CHECK(contains(refused(R"(<row r="1"><c r="XFD1"><v>1</v></c></row>)", {}), "列数超过"));
  ReadLimits limits;
  limits.cells_max = 1;
  const std::string two = R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>)";
  CHECK(contains(refused(two, limits), "单元格超过 1"));
  // Formatted cells without a value are no data, however far out.
  CHECK(refused(R"(<row r="1"><c r="XFD1" s="0"/></row>)", {}).empty());
}

TEST_CASE("two cells at one place are refused") {
  const Folder folder;
  fixture::zip(folder / "a",
               xlsx_parts(R"(<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>)"));
  CHECK(contains(refusal(folder / "a"), "B1"));
  fixture::zip(folder / "b", xlsx_parts(R"(<row r="1"><c r="A1" t="s"><v>9</v></c></row>)"));
  CHECK(contains(refusal(folder / "b"), "A1"));
}

TEST_CASE("a worker that exceeds its memory ends with a clear error") {
  if (!confined) return;
  const Folder folder;
  std::string strings;
  for (int i = 0; i < 300'000; ++i)
    strings += "<si><t>a string that is not short at all</t></si>";
  fixture::zip(folder / "a", xlsx_parts("", strings));
  REQUIRE(refusal(folder / "a").empty());
  ReadLimits limits;
  limits.memory_bytes_max = 16u << 20;
  CHECK(contains(refusal(folder / "a", limits), "内存超过限制"));
}

TEST_CASE("a worker that takes too long, dies or cannot start gives a clear error") {
  const Folder folder;
  fixture::zip(folder / "a", xlsx_parts(""));
  ReadLimits limits;
  limits.wall_max = std::chrono::milliseconds(200);
  limits.worker_program = folder.script("slow", "exec sleep 30");
  const auto start = std::chrono::steady_clock::now();
  CHECK(contains(refusal(folder / "a", limits), "时间超过限制"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  limits.wall_max = std::chrono::seconds(5);
  limits.worker_program = folder.script("dying", "printf XJS1; kill -SEGV $$");
  CHECK(contains(refusal(folder / "a", limits), "cut off"));
  limits.worker_program = folder.script("burning", "ulimit -t 1; while :; do :; done");
  CHECK_FALSE(refusal(folder / "a", limits).empty());
  limits.worker_program = folder / "absent";
  const auto failed = read_workbook(folder / "a", limits);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::unavailable);
}

TEST_CASE("the sandbox leaves no way to files, network or processes") {
  if (!confined) return;
  const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  const int status = std::system(("'" + self + "' __break-out").c_str());
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

Bytes sound_answer() {
  WireWriter writer;
  writer.sheet("名单", false);
  writer.row(3);
  writer.cell(2, Cell{CellKind::text, CellKind::empty, "张三", 0});
  writer.end(1);
  return writer.take();
}

TEST_CASE("a sound answer of the worker is taken, every cut of it is refused") {
  const Bytes answer = sound_answer();
  const auto book = read_wire(answer, {});
  REQUIRE(book);
  CHECK(cell_at(book->sheets.at(0), 3, 2).text == "张三");
  for (std::size_t size = 0; size < answer.size(); ++size) {
    CHECK_FALSE(read_wire(ByteView(answer).first(size), {}));
  }
  Bytes longer = answer;
  longer.push_back('Z');
  CHECK_FALSE(read_wire(longer, {}));
}

TEST_CASE("an answer of the worker that breaks its form is refused") {
  const Cell cell{CellKind::text, CellKind::empty, "x", 0};
  const auto refused = [](const auto& write, const ReadLimits& limits = {}) {
    WireWriter writer;
    write(writer);
    const auto book = read_wire(writer.take(), limits);
    return !book && book.error().code == ErrorCode::malformed;
  };
  CHECK(refused([&](WireWriter& w) { w.row(0), w.end(0); }));
  CHECK(refused([&](WireWriter& w) { w.sheet("a", false), w.cell(0, cell), w.end(1); }));
  CHECK(refused([&](WireWriter& w) { w.sheet("a", false), w.row(1), w.row(1), w.end(0); }));
  CHECK(refused([&](WireWriter& w) { w.sheet("a", false), w.row(4'000'000'000u), w.end(0); }));
  CHECK(refused([&](WireWriter& w) {
    w.sheet("a", false), w.row(0), w.cell(1, cell), w.cell(1, cell), w.end(2);
  }));
  CHECK(refused([&](WireWriter& w) {
    w.sheet("a", false), w.row(0), w.cell(4'000'000'000u, cell), w.end(1);
  }));
  CHECK(refused([&](WireWriter& w) { w.sheet("a", false), w.row(0), w.cell(0, cell), w.end(2); }));
  CHECK(refused([&](WireWriter& w) { w.sheet("a\xff", false), w.end(0); }));
  CHECK(refused([&](WireWriter& w) { w.end(0); }));
  CHECK(
      refused([&](WireWriter& w) { w.sheet("a", false), w.row(0), w.cell(0, Cell{}), w.end(1); }));
  CHECK(refused([&](WireWriter& w) {
    w.sheet("a", false), w.row(0);
    w.cell(0, Cell{static_cast<CellKind>(9), CellKind::empty, "x", 0});
    w.end(1);
  }));
  CHECK_FALSE(read_wire(bytes_of("garbage"), {}));
}

TEST_CASE("an error that the worker reports cannot steer the terminal") {
  WireWriter writer;
  writer.error(make_error(ErrorCode::malformed, Text{"坏\x1b[2J", "bad\n"}));
  const auto book = read_wire(writer.take(), {});
  REQUIRE_FALSE(book);
  CHECK(book.error().what.zh == "坏 [2J");
  CHECK(book.error().what.en == "bad ");
}

}  // namespace
}  // namespace xueji::sheet
