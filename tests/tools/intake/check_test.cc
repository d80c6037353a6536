// The whole check: reading, sealing, the pack's rules, the marked sheet, and how fast it is.
#include "tools/intake/check.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>

#include "tests/tools/intake/office.h"
#include "tools/intake/marked.h"
#include "tools/intake/to_sheet.h"
#include "tools/sheet/read.h"

namespace xueji::intake::office {
namespace {

FormRow full_row(int serial) {
  return {{"name", "李明"},
          {"identity_number", citizen(serial)},
          {"sex", (serial % 900 + 100) % 2 == 1 ? "1" : "2"},
          {"ethnic_group", "01"},
          {"birth_date", "200803" + citizen(serial).substr(12, 2)},
          {"household_province", "420000"},
          {"household_city", "420300"},
          {"household_county", "420304"},
          {"household_address", "城关镇一号"},
          {"household_type", "1"},
          {"low_income", "0"},
          {"receives_grant", "1"},
          {"monthly_grant", "200"},
          {"guardian_name", "李强"},
          {"guardian_phone", "13800000000"},
          {"health", "1"},
          {"home_province", "420000"},
          {"home_city", "420300"},
          {"home_county", "420304"},
          {"home_address", "城关镇一号"},
          {"student_phone", "13800000001"},
          {"postal_code", "442000"},
          {"political_status", "03"},
          {"native_place", "湖北十堰"},
          {"previous_school", "第一中学"},
          {"email", "a@example.org"},
          {"grant_card", "6200000000000000001"},
          {"remark", "无"},
          {"campus_number", "2024" + std::to_string(serial)},
          {"previous_certificate_number", "C1"},
          {"family_economy", "一般"},
          {"origin_place", "十堰"},
          {"major_name", "计算机应用"},
          {"major_code", "710201"},
          {"major_catalogue", "2021"},
          {"cohort", "2024"},
          {"season", "autumn"},
          {"entered_on", "202409"},
          {"programme_years", "3"},
          {"study_mode", "full_time"},
          {"class_id", "24计算机1班"},
          {"site", "校本部"},
          {"route", "exam"},
          {"category", "junior_graduate"},
          {"student_category", "1"},
          {"grade", "1"},
          {"off_main_campus", "0"}};
}

std::vector<FormRow> full_rows(Office& office, int count) {
  std::vector<FormRow> rows;
  for (int i = 0; i < count; ++i) {
    office.add_student(i);
    rows.push_back(full_row(i));
  }
  return rows;
}

TEST_CASE("the pack's rules speak at the cells of the sheet", "[SY-1.2k]") {
  Office office;
  const Folder folder;
  auto rows = full_rows(office, 3);
  rows[1].erase("study_mode");
  rows[2]["sex"] = rows[2]["sex"] == "1" ? "2" : "1";
  REQUIRE(write_form_sheet(Form::entry_roster, office.pack, rows, SheetFormat::csv_gb18030,
                           folder / "r.csv"));
  const auto workbook = sheet::read_workbook(folder / "r.csv");
  REQUIRE(workbook);
  const auto intake = office.context();
  const auto result = check_form(*workbook, Form::entry_roster, office.check_context(intake));
  REQUIRE(result);
  INFO(listed(result->problems));
  CHECK_FALSE(result->acceptable());
  CHECK(result->events.size() == 3);
  CHECK_FALSE(result->rules_checked.empty());
  const auto found = [&](std::size_t row, std::string_view header) {
    return std::any_of(result->problems.begin(), result->problems.end(), [&](const auto& problem) {
      return problem.row == row && problem.header == header && problem.level == Level::refused;
    });
  };
  CHECK(found(2, "学习形式"));
  CHECK(found(3, "性别"));
  CHECK_FALSE(found(1, "学习形式"));
  CHECK(std::is_sorted(result->problems.begin(), result->problems.end(),
                       [](const auto& a, const auto& b) { return a.row < b.row; }));

  REQUIRE(write_marked(*workbook, result->problems, Language::chinese, folder / "marked.xlsx"));
  const auto marked = sheet::read_workbook(folder / "marked.xlsx");
  REQUIRE(marked);
  CHECK(marked->sheets.back().name == "问题清单");
  // The marked sheet itself can be corrected and read again.
  const auto again = read(office, Form::entry_roster, *marked);
  CHECK(again.drafts.size() == 3);
}

TEST_CASE("five thousand lines are answered quickly, and split") {
  using Clock = std::chrono::steady_clock;
  Office office;
  const Folder folder;
  const auto ms = [](Clock::duration took) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
  };
  const auto rows = full_rows(office, 5'000);
  for (const std::size_t count : {std::size_t{500}, std::size_t{5'000}}) {
    const std::span<const FormRow> part(rows.data(), count);
    REQUIRE(write_form_sheet(Form::entry_roster, office.pack, part, SheetFormat::xlsx,
                             folder / "r.xlsx"));
    const auto start = Clock::now();
    const auto workbook = sheet::read_workbook(folder / "r.xlsx");
    const auto parsed = Clock::now();
    REQUIRE(workbook);
    const auto intake = office.context();
    const auto reading = read_form(*workbook, Form::entry_roster, intake);
    const auto was_read = Clock::now();
    const auto result = check_form(*workbook, Form::entry_roster, office.check_context(intake));
    const auto checked = Clock::now();
    REQUIRE(reading);
    REQUIRE(result);
    CHECK(reading->drafts.size() == count);
    if (reading->refused()) FAIL(listed(reading->problems).substr(0, 2'000));
    const bool too_many = std::any_of(
        result->problems.begin(), result->problems.end(),
        [](const auto& problem) { return problem.expected.zh.find("拆分") != std::string::npos; });
    CHECK(too_many == (count > lines_per_submission_max));
    std::cout << count << " lines: parse " << ms(parsed - start) << " ms, read "
              << ms(was_read - parsed) << " ms, check (read, seal, rules) "
              << ms(checked - was_read) << " ms\n";
  }
}

}  // namespace
}  // namespace xueji::intake::office
