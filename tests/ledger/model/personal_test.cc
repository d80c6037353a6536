#include "ledger/model/personal.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace xueji {
namespace {

TEST_CASE("personal fields are listed in number order, each code and header once") {
  std::set<std::string_view> codes;
  std::set<std::string_view> headers;
  int number = 0;
  for (const auto& term : personal_field_terms()) {
    INFO(term.code);
    CHECK(static_cast<int>(term.field) == ++number);
    CHECK(codes.insert(term.code).second);
    CHECK(headers.insert(term.zh).second);
    CHECK(code_of(term.field) == term.code);
    CHECK(label_of(term.field).zh == term.zh);
  }
  CHECK(number == 51);
  CHECK(code_of(PersonalField::none) == "unknown");
}

TEST_CASE("a roster line has every personal column of the national import sheet") {
  // Domain facts §5; the other columns of the sheet are clear facts of the line.
  static constexpr std::string_view columns[] = {"身份证号",
                                                 "姓名",
                                                 "性别",
                                                 "民族",
                                                 "户籍所在省",
                                                 "户籍所在市",
                                                 "户籍所在区县",
                                                 "详细地址",
                                                 "户籍性质",
                                                 "是否低保",
                                                 "是否享受国家助学金",
                                                 "月发放标准(元)",
                                                 "家长(监护人)姓名",
                                                 "家长(监护人)电话",
                                                 "健康情况",
                                                 "现家庭所在省",
                                                 "现家庭所在市",
                                                 "现家庭所在区县",
                                                 "现家庭详细地址",
                                                 "出生日期",
                                                 "校内学号",
                                                 "学生本人联系电话",
                                                 "邮政编码",
                                                 "省级电子注册学籍号",
                                                 "曾用名",
                                                 "政治面貌",
                                                 "籍贯",
                                                 "港澳台侨胞",
                                                 "毕业学校",
                                                 "电子邮箱",
                                                 "中职学生资助卡号",
                                                 "备注"};
  const auto fields = personal_fields_of(EventType::roster_line);
  for (const auto column : columns) {
    INFO(column);
    CHECK(std::any_of(fields.begin(), fields.end(),
                      [&](PersonalField field) { return label_of(field).zh == column; }));
  }
  const auto imported = personal_fields_of(EventType::opening_status_imported);
  CHECK(std::equal(fields.begin(), fields.end(), imported.begin(), imported.end()));
}

TEST_CASE("a form names no field twice and fits the limit of one root") {
  for (const auto& term : terms_of<EventType>()) {
    const auto fields = personal_fields_of(term.value);
    INFO(term.code);
    CHECK(std::set(fields.begin(), fields.end()).size() == fields.size());
    CHECK(fields.size() <= 64);
  }
}

TEST_CASE("a value is found only when it is stated and the form has the field") {
  const auto fields = personal_fields_of(EventType::person_registered);
  const Disclosure disclosure{{}, {"张三", std::nullopt, "T-17"}};
  CHECK(value_of(fields, disclosure, PersonalField::name) == "张三");
  CHECK_FALSE(value_of(fields, disclosure, PersonalField::staff_phone).has_value());
  CHECK(value_of(fields, disclosure, PersonalField::staff_number) == "T-17");
  CHECK_FALSE(value_of(fields, disclosure, PersonalField::health).has_value());
  CHECK_FALSE(value_of(fields, {}, PersonalField::name).has_value());
}

}  // namespace
}  // namespace xueji
