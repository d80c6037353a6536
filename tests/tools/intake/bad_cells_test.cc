// What a registrar can get wrong in a sheet, and at which cell it is said.
#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/policy/identity.h"
#include "ledger/schema/codec.h"
#include "tests/tools/intake/office.h"

namespace xueji::intake::office {
namespace {

const std::vector<std::string> roster_header = {
    "姓名",       "身份证号",     "性别",     "民族",       "出生日期", "户籍所在省",
    "户籍所在市", "户籍所在区县", "修读专业", "专业代码",   "年级",     "入学年月",
    "学制",       "学习形式",     "班级",     "教学点名称", "招生类型"};

std::vector<std::string> roster_line(int serial) {
  return {"李明",   citizen(serial), "男",          "汉族",   "2008-03-10", "湖北省",
          "十堰市", "郧阳区",        "计算机应用",  "710201", "2024级",     "202409",
          "3",      "全日制",        "24计算机1班", "校本部", "统招"};
}

/// One good roster line with this column (0-based) changed; the problem at its cell.
const CellProblem* problem_of(Office& office, std::size_t column, const std::string& text,
                              FormReading& reading) {
  auto line = roster_line(1);
  line[column] = text;
  reading = read(office, Form::entry_roster, book({roster_header, line}));
  INFO(listed(reading.problems));
  return at(reading.problems, sheet::cell_name(1, column));
}

TEST_CASE("an id number held as a number is refused with how to mend the column", "[SY-3.2d]") {
  Office office;
  office.add_student(1);
  auto workbook = book({roster_header, roster_line(1)});
  workbook.sheets[0].rows[1][1] = {sheet::CellKind::number, sheet::CellKind::empty,
                                   "420304200803101000", 420304200803101000.0};
  const auto reading = read(office, Form::entry_roster, workbook);
  const auto* problem = at(reading.problems, "B2");
  REQUIRE(problem);
  CHECK(problem->level == Level::refused);
  CHECK(problem->rule == "SY-3.2d");
  CHECK(problem->expected.zh.find("文本") != std::string::npos);
  CHECK(problem->seen == "4203**********1000");
  CHECK(reading.drafts.empty());
}

TEST_CASE("each wrong cell of a roster is named at its place with what would be accepted") {
  Office office;
  office.add_student(1);
  struct Case {
    std::size_t column;
    std::string text;
    std::string expected;
  };
  auto wrong_check = citizen(1);
  wrong_check.back() = wrong_check.back() == '1' ? '2' : '1';
  const std::vector<Case> cases = {{1, wrong_check, ""},
                                   {2, "难", "男"},
                                   {3, "汉", "汉族"},
                                   {4, "2008-02-30", "2024"},
                                   {7, "郧洋区", "郧阳区"},
                                   {8, "计算机运用", "计算机应用"},
                                   {9, "730301", "710201"},
                                   {11, "2024.13", "202409"},
                                   {12, "三点五", "整数"},
                                   {13, "半日制", "全日制"},
                                   {14, "24计算机3班", "24计算机1班"},
                                   {15, "西教学点", "东教学点"},
                                   {16, "自招", "统招"}};
  for (const auto& one : cases) {
    FormReading reading;
    const auto* problem = problem_of(office, one.column, one.text, reading);
    INFO(one.text << "\n" << listed(reading.problems));
    REQUIRE(problem);
    CHECK(problem->level == Level::refused);
    CHECK(problem->header == roster_header[one.column]);
    CHECK(problem->expected.zh.find(one.expected) != std::string::npos);
    CHECK_FALSE(problem->expected.en.empty());
  }
}

TEST_CASE("a broad category of majors stands in the code column where the pack allows it",
          "[FJ-05a]") {
  const auto read_major = [](std::string_view pack, const std::string& name,
                             const std::string& code, FormReading& reading) {
    Office office(pack);
    office.add_student(1);
    auto line = roster_line(1);
    line[8] = name;
    line[9] = code;
    reading = read(office, Form::entry_roster, book({roster_header, line}));
    const auto& problems = reading.problems;
    const auto* problem = at(problems, sheet::cell_name(1, 8));
    return problem != nullptr ? problem : at(problems, sheet::cell_name(1, 9));
  };
  for (const auto* code : {"71", "7102"}) {
    for (const auto* name : {"", "电子与信息大类", "计算机应用"}) {
      FormReading reading;
      INFO(code << " " << name << "\n" << listed(reading.problems));
      CHECK(read_major("fujian", name, code, reading) == nullptr);
      REQUIRE(reading.drafts.size() == 1);
      CHECK(get<RosterLine>(reading.drafts[0].facts).major_code == code);
    }
  }
  FormReading reading;
  const auto* foreign = read_major("fujian", "计算机应用", "73", reading);
  REQUIRE(foreign);
  CHECK(foreign->rule == "FJ-05a");
  const auto* unknown = read_major("fujian", "", "99", reading);
  REQUIRE(unknown);
  CHECK(unknown->level == Level::refused);
  const auto* elsewhere = read_major("shiyan", "", "71", reading);
  REQUIRE(elsewhere);
  CHECK(elsewhere->level == Level::refused);
}

TEST_CASE("a good roster line has no problem and its facts follow from the sheet", "[SY-2.1a]") {
  Office office;
  const auto student = office.add_student(1);
  const auto reading = read(office, Form::entry_roster, book({roster_header, roster_line(1)}));
  INFO(listed(reading.problems));
  CHECK(reading.problems.empty());
  REQUIRE(reading.drafts.size() == 1);
  CHECK(reading.drafts[0].subject == subject_of(student));
  const auto& line = get<RosterLine>(reading.drafts[0].facts);
  CHECK(line.school == school);
  CHECK(line.class_id == class_one);
  CHECK(line.season == Season::autumn);
  CHECK(line.major_code == "710201");
  CHECK(line.programme_years == 3);
  CHECK(line.grade == 1);
  CHECK(line.entered_on == make_date(2024, 9, 1));
  CHECK_FALSE(line.out_of_area);
  const auto personal = [&](PersonalField field) {
    for (const auto& [key, value] : reading.drafts[0].personal) {
      if (key == field) return value;
    }
    return std::string();
  };
  CHECK(personal(PersonalField::sex) == "1");
  CHECK(personal(PersonalField::ethnic_group) == "01");
  CHECK(personal(PersonalField::household_county) == "420304");
  CHECK(personal(PersonalField::household_city) == "420300");
  CHECK(personal(PersonalField::identity_type) == "1");

  auto outside = roster_line(1);
  outside[7] = "房县";
  const auto other = read(office, Form::entry_roster, book({roster_header, outside}));
  CHECK(get<RosterLine>(other.drafts.at(0).facts).out_of_area);

  // A household book of before 2014 says 郧县, which is the county of the school now (D-19).
  auto old = roster_line(1);
  old[7] = "郧县";
  const auto renamed = read(office, Form::entry_roster, book({roster_header, old}));
  CHECK_FALSE(get<RosterLine>(renamed.drafts.at(0).facts).out_of_area);
}

TEST_CASE("a missing required column, an unknown and a double one are said at the header") {
  Office office;
  office.add_student(1);
  auto header = roster_header;
  auto line = roster_line(1);
  header[3] = "民簇";
  header.push_back("姓名");
  line.push_back("李明");
  const auto reading = read(office, Form::entry_roster, book({header, line}));
  INFO(listed(reading.problems));
  const auto* missing = at(reading.problems, "1");
  REQUIRE(missing);
  CHECK(missing->header == "民族");
  CHECK(missing->level == Level::refused);
  const auto* unknown = at(reading.problems, "D1");
  REQUIRE(unknown);
  CHECK(unknown->level == Level::warning);
  CHECK(unknown->expected.zh.find("民族") != std::string::npos);
  const auto* twice = at(reading.problems, "R1");
  REQUIRE(twice);
  CHECK(twice->level == Level::refused);
}

TEST_CASE("an id of 15 digits is converted and said", "[FJ-39]") {
  Office office;
  const std::string old = "420304800310101";
  auto number = std::string("42030419800310101");
  number += citizen_id_check_character(number);
  office.add_student(1);
  const auto person = office.numbers.known.begin()->second;
  office.numbers.known[{"1", number}] = person;
  FormReading reading;
  const auto* problem = problem_of(office, 1, old, reading);
  REQUIRE(problem);
  CHECK(problem->level == Level::warning);
  REQUIRE(reading.drafts.size() == 1);
}

TEST_CASE("the same person twice is refused at the second row", "[SY-1.5a]") {
  Office office;
  office.add_student(1);
  const auto reading =
      read(office, Form::entry_roster, book({roster_header, roster_line(1), roster_line(1)}));
  const auto* problem = at(reading.problems, "B3");
  REQUIRE(problem);
  CHECK(problem->message.zh.find("第2行") != std::string::npos);
  CHECK(at(reading.problems, "B2") == nullptr);
}

TEST_CASE("who is not admitted at this school is named as such") {
  Office office;
  const auto reading = read(office, Form::entry_roster, book({roster_header, roster_line(5)}));
  const auto* problem = at(reading.problems, "B2");
  REQUIRE(problem);
  CHECK(problem->rule == "SY-1.3b");
  CHECK(problem->expected.zh.find("admission") != std::string::npos);
}

TEST_CASE("full-width digits and spaces are put right and noted, not refused") {
  Office office;
  office.add_student(1);
  auto line = roster_line(1);
  line[0] = " 李明　";
  line[12] = "３";
  const auto reading = read(office, Form::entry_roster, book({roster_header, line}));
  INFO(listed(reading.problems));
  CHECK_FALSE(reading.refused());
  REQUIRE(at(reading.problems, "M2"));
  CHECK(at(reading.problems, "M2")->level == Level::note);
  CHECK(get<RosterLine>(reading.drafts.at(0).facts).programme_years == 3);
}

TEST_CASE("columns may stand in any order, and example rows are left out") {
  Office office;
  office.add_student(1);
  auto header = roster_header;
  auto line = roster_line(1);
  std::reverse(header.begin(), header.end());
  std::reverse(line.begin(), line.end());
  auto example = line;
  example[0] = "示例 统招";
  const auto straight = read(office, Form::entry_roster, book({roster_header, roster_line(1)}));
  const auto shuffled = read(office, Form::entry_roster, book({header, example, line}));
  REQUIRE(shuffled.drafts.size() == 1);
  CHECK(encode(Event{{}, {}, {}, {}, shuffled.drafts[0].facts}) ==
        encode(Event{{}, {}, {}, {}, straight.drafts[0].facts}));
  CHECK(shuffled.origins[0].row == 2);
}

TEST_CASE("an override stands behind the line that it excuses", "[SY-1.2l]") {
  Office office;
  const auto student = office.add_student(1);
  auto header = roster_header;
  auto line = roster_line(1);
  for (const auto* name : {"例外规则", "例外原因", "例外依据"})
    header.emplace_back(name);
  line.insert(line.end(), {"SY-1.2l", "自然灾害", std::string(64, 'a')});
  const auto reading = read(office, Form::entry_roster, book({header, line}));
  INFO(listed(reading.problems));
  REQUIRE(reading.drafts.size() == 2);
  const auto& excuse = get<RuleOverridden>(reading.drafts[1].facts);
  CHECK(excuse.rule == "SY-1.2l");
  CHECK(excuse.reason == ReasonCode::natural_disaster);
  CHECK(reading.drafts[1].subject == subject_of(student));
}

TEST_CASE("JSON takes headers or field codes and gives the same problems") {
  const auto workbook = workbook_from_json(
      R"([{"姓名":"李明","identity_number":420304200803101000},{"姓名":"王五"}])");
  REQUIRE(workbook);
  Office office;
  const auto reading = read(office, Form::arrival, *workbook);
  INFO(listed(reading.problems));
  REQUIRE(at(reading.problems, "B2"));
  CHECK(at(reading.problems, "B2")->expected.zh.find("文本") != std::string::npos);
  CHECK_FALSE(workbook_from_json("[{]"));
  CHECK_FALSE(workbook_from_json("{}"));
}

}  // namespace
}  // namespace xueji::intake::office
