#include "tools/sheet/table.h"

#include <catch2/catch.hpp>

#include "tests/tools/sheet/fixture.h"
#include "tools/sheet/normalise.h"

namespace xueji::sheet {
namespace {

const std::vector<WantedColumn> wanted{{"姓名", {"学生姓名"}, true},
                                       {"身份证件号", {"身份证号", "证件号码"}, true},
                                       {"备注", {}, false}};

Cell text_cell(const char* text) {
  return {CellKind::text, CellKind::empty, text, 0};
}
Cell number_cell(const char* text) {
  return {CellKind::number, CellKind::empty, text, 1};
}

Sheet sheet_of(const std::vector<std::vector<const char*>>& rows) {
  Sheet sheet;
  sheet.name = "名单";
  for (const auto& texts : rows) {
    auto& row = sheet.rows.emplace_back();
    for (const auto* text : texts)
      row.push_back(*text == '\0' ? Cell{} : text_cell(text));
  }
  return sheet;
}

TEST_CASE("columns are bound by name in any order, under a merged title") {
  const Sheet sheet = sheet_of({{"十堰市某校 2024 级新生名单", "", ""},
                                {},
                                {"班级", "* 身份证号", "姓 名"},
                                {"1班", "42", "张三"},
                                {"", "　", ""},
                                {"2班", "", "李四"}});
  const auto binding = bind_columns(sheet, wanted);
  REQUIRE(binding);
  CHECK(binding->header_row == 2);
  CHECK(binding->columns[0] == 2u);
  CHECK(binding->columns[1] == 1u);
  CHECK_FALSE(binding->columns[2]);
  CHECK(binding->missing.empty());
  REQUIRE(binding->unknown.size() == 1);
  CHECK(binding->unknown[0].name == "班级");
  CHECK(check_binding(sheet, *binding, wanted));
  CHECK(data_rows(sheet, *binding) == std::vector<std::size_t>{3, 5});
  CHECK(bound_cell(sheet, *binding, 3, 0).text == "张三");
  CHECK(bound_cell(sheet, *binding, 3, 2).is_empty());
}

TEST_CASE("two columns of one name are an error that names both") {
  for (const auto* second : {"姓名", "学生姓名", " 姓名 "}) {
    const Sheet sheet = sheet_of({{"姓名", "身份证号", second}});
    const auto binding = bind_columns(sheet, wanted);
    REQUIRE(binding);
    REQUIRE(binding->duplicates.size() == 1);
    const auto status = check_binding(sheet, *binding, wanted);
    REQUIRE_FALSE(status);
    CHECK(status.error().what.zh.find("姓名 (A1)") != std::string::npos);
    CHECK(status.error().what.en.find("(C1)") != std::string::npos);
  }
  const Sheet unknown = sheet_of({{"姓名", "身份证号", "其他", "其他"}});
  CHECK(bind_columns(unknown, wanted)->duplicates.size() == 1);
}

TEST_CASE("missing columns and a missing header row are named") {
  const Sheet sheet = sheet_of({{"姓名"}});
  const auto binding = bind_columns(sheet, wanted);
  REQUIRE(binding);
  CHECK(binding->missing == std::vector<std::size_t>{1});
  CHECK(check_binding(sheet, *binding, wanted).error().what.zh.find("缺少列:身份证件号") !=
        std::string::npos);
  const auto none = bind_columns(sheet_of({{"a", "b"}}), wanted);
  REQUIRE_FALSE(none);
  CHECK(none.error().next.zh.find("姓名") != std::string::npos);
}

TEST_CASE("full-width digits, ideographic spaces and invisible characters are put right") {
  CHECK(normalise("　４２０３　０１２００８０１０１１２３Ｘ\u200b", Reading::code) ==
        "42030120080101123X");
  CHECK(normalise("\ufeff 张三　", Reading::name) == "张三");
  CHECK(normalise("2024.0", Reading::code) == "2024");
  CHECK(normalise("2024.05", Reading::code) == "2024.05");
  CHECK(normalise("上海路\n1号", Reading::text) == "上海路 1号");
  CHECK(normalise_header("*Ｎａｍｅ（必填）") == "name(必填)");
}

TEST_CASE("the dots of names become one, decomposed letters compose, rare characters survive") {
  for (const auto* dot : {"‧", "•", "・", "·", "・"}) {
    CHECK(normalise(std::string("买买提") + dot + "艾力", Reading::name) == "买买提·艾力");
  }
  CHECK(normalise("e\u0301", Reading::name) == "é");
  CHECK(normalise("𠀀𫘝䶮", Reading::name) == "𠀀𫘝䶮");
  CHECK(normalise("a・b", Reading::text) == "a・b");
}

TEST_CASE("an id number held as a number has lost its digits") {
  for (const auto* text :
       {"420301200801011234", "4.2030120080101101E+17", "4203012008010110", "420301200801011000"}) {
    CHECK(read_value(number_cell(text), Reading::code).lost_digits);
  }
  for (const auto* text : {"420301800101123", "0.1234567890123456", "12.5", "2024"}) {
    CHECK_FALSE(read_value(number_cell(text), Reading::code).lost_digits);
  }
  CHECK(read_value(text_cell("4.20301E+17"), Reading::code).lost_digits);
  const auto old_form = read_value(text_cell("420301800101123"), Reading::code);
  CHECK(old_form.digits == 15);
  CHECK_FALSE(old_form.lost_digits);
  CHECK_FALSE(read_value(text_cell("420301200801011234"), Reading::code).lost_digits);
}

TEST_CASE("a formula is read by its cached value and flagged") {
  const Cell cell{CellKind::formula, CellKind::number, "420301200801011234", 4.2e17};
  const auto value = read_value(cell, Reading::code);
  CHECK(value.is_formula);
  CHECK(value.is_number);
  CHECK(value.lost_digits);
  CHECK(value.text == "420301200801011234");
  CHECK(read_value({CellKind::error, CellKind::empty, "#N/A", 0}, Reading::text).is_error);
}

TEST_CASE("cells have the names that people see") {
  CHECK(cell_name(0, 0) == "A1");
  CHECK(cell_name(6, 25) == "Z7");
  CHECK(column_name(26) == "AA");
  CHECK(column_name(701) == "ZZ");
  CHECK(column_name(16383) == "XFD");
}

}  // namespace
}  // namespace xueji::sheet
