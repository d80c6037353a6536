// Sheets of study and discipline: rows to events, events to rows, and what is said of wrong cells.
#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/policy/identity.h"
#include "ledger/schema/codec.h"
#include "tests/tools/intake/office.h"
#include "tools/intake/to_sheet.h"
#include "tools/sheet/read.h"

namespace xueji::intake::office {
namespace {

using P = PersonalField;

/// A school with two students on the roll, and an office under the province's pack.
struct School {
  Office office;
  StudentId one;
  StudentId two;
  Folder folder;

  explicit School(std::string_view pack = "fujian") : office(pack) {
    one = office.add_student(1, StudentStatus::active);
    two = office.add_student(2, StudentStatus::active);
  }
  SanctionCase& add_case(unsigned char byte) {
    auto& held = office.state.edit_student(one).cases.emplace_back();
    held.case_id = id<CaseId>(byte);
    return held;
  }
  FormReading read_rows(Form form, const std::vector<std::vector<std::string>>& lines) {
    return read(office, form, book(lines));
  }
  /// Events → rows → sheet → events.
  FormReading there_and_back(Form form, const std::vector<DraftEvent>& events,
                             const FormRow& extra) {
    const SheetNames names{office.directory, {}};
    auto rows = rows_of(form, events, names);
    for (auto& row : rows) {
      for (const auto& [key, value] : extra)
        row.insert_or_assign(key, value);
    }
    REQUIRE(write_form_sheet(form, office.pack, rows, SheetFormat::csv_utf8, folder / "s.csv"));
    const auto workbook = sheet::read_workbook(folder / "s.csv");
    REQUIRE(workbook);
    return read(office, form, *workbook);
  }
  void check_same(Form form, const std::vector<DraftEvent>& events, const FormRow& extra) {
    INFO(code_of(form));
    const auto reading = there_and_back(form, events, extra);
    INFO(listed(reading.problems));
    CHECK(reading.problems.empty());
    REQUIRE(reading.drafts.size() == events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
      CHECK(reading.drafts[i].subject == events[i].subject);
      CHECK(reading.drafts[i].effective_on == events[i].effective_on);
      CHECK(same_facts(reading.drafts[i].facts, events[i].facts));
      for (const auto& stated : events[i].personal) {
        const auto& personal = reading.drafts[i].personal;
        CHECK(std::find(personal.begin(), personal.end(), stated) != personal.end());
      }
    }
  }
  static bool same_facts(const Facts& a, const Facts& b) {
    Event left, right;
    left.facts = a;
    right.facts = b;
    return encode(left) == encode(right);
  }
  DraftEvent of_one(Facts facts, Date on, PersonalValues personal = {}) const {
    return {SubjectKind::student, subject_of(one), on, std::move(facts), std::move(personal)};
  }
  FormRow named() const { return {{"name", "李明"}, {"identity_number", citizen(1)}}; }
};

const Date day = make_date(2024, 10, 8);
const auto paper = id<Digest>(0xab);

}  // namespace

TEST_CASE("the courses of a term become one event, their marks one personal value", "[FJ-18a]") {
  School given;
  const auto reading = given.read_rows(
      Form::term_results,
      {{"姓名", "身份证号", "学年", "学期", "课程代码", "学分", "是否合格", "成绩", "德育考核",
        "缺课课时", "学期总课时"},
       {"李明", citizen(1), "2023", "2", "YW01", "4.5", "是", "86", "合格", "12", "600"},
       {"王丽", citizen(2), "2023", "2", "YW01", "4.5", "是", "77", "合格", "0", "600"},
       {"李明", citizen(1), "2023", "2", "SX01", "0", "否", "51", "合格", "12", "600"}});
  INFO(listed(reading.problems));
  CHECK(reading.problems.empty());
  REQUIRE(reading.drafts.size() == 2);
  CHECK(reading.drafts[0].subject == subject_of(given.one));
  const auto& facts = get<TermResultRecorded>(reading.drafts[0].facts);
  CHECK(facts.school_year == 2023);
  CHECK(facts.moral_result == ReviewResult::passed);
  CHECK(facts.absent_hours == 12);
  REQUIRE(facts.results.size() == 2);
  CHECK(facts.results[0].credits_tenths == 45);
  CHECK(facts.results[1].course_code == "SX01");
  CHECK_FALSE(facts.results[1].passed);
  CHECK(reading.drafts[0].personal == PersonalValues{{P::score_sheet, "YW01=86;SX01=51"}});
  CHECK(get<TermResultRecorded>(reading.drafts[1].facts).results.size() == 1);
}

TEST_CASE("forms of study survive the way into a sheet and back") {
  School given;
  TermResultRecorded results;
  results.school_year = 2023;
  results.term = 2;
  results.results = {{"YW01", CourseKind::ordinary, 45, true, false},
                     {"TY01", CourseKind::physical_education, 0, false, true}};
  results.moral_result = ReviewResult::passed;
  results.absent_hours = 3;
  results.term_hours = 600;
  given.check_same(Form::term_results,
                   {given.of_one(results, today, {{P::score_sheet, "YW01=86;TY01=55"}})},
                   given.named());
  given.check_same(Form::credit_recognition,
                   {given.of_one(CreditRecognised{CreditSource::qualification, "YW01",
                                                  CourseKind::ordinary, 30, day},
                                 day, {{P::document_digest, to_text(paper)}}),
                    given.of_one(Consent{true, false, true, day}, day)},
                   given.named());
  given.check_same(Form::exam_irregularity,
                   {given.of_one(ExamIrregularityRecorded{2024, 1, "YW01", Irregularity::assisting,
                                                          IrregularityOutcome::criticism, day},
                                 day)},
                   given.named());
  given.check_same(
      Form::makeup_exam,
      {given.of_one(MakeupApproved{2024, 1, "YW01", day}, day, {{P::reason_text, "认真悔改"}})},
      given.named());
  given.check_same(
      Form::city_results,
      {given.of_one(CityResultRecorded{CityTest::skills_contest, ReviewResult::failed, day}, day)},
      given.named());
}

TEST_CASE("forms of discipline survive the way into a sheet and back") {
  School given;
  auto& held = given.add_case(0x41);
  const auto case_id = held.case_id;
  const auto back = [&](Form form, Facts facts, PersonalValues personal = {}) {
    given.check_same(form, {given.of_one(std::move(facts), day, std::move(personal))},
                     given.named());
  };
  back(Form::award, AwardGranted{AwardTitle::skill_expert, day, true, false});
  back(Form::sanction_proposal,
       SanctionProposed{case_id, SanctionKind::demerit, "第3条", day, 2, teacher},
       {{P::case_facts, "演示"}, {P::evidence_digests, "ab;cd"}});
  back(Form::hearing,
       HearingOffered{case_id, day, HearingStatement::defended, HearingStatement::waived});
  SanctionDecided decided;
  decided.case_id = case_id;
  decided.kind = SanctionKind::probation;
  decided.decided_on = day;
  decided.until = make_date(2025, 10, 7);
  decided.minor = true;
  decided.in_student_file = true;
  decided.decider = officer;
  back(Form::sanction_decision, decided, {{P::identity_number, citizen(1)}});
  decided.kind = SanctionKind::expulsion;
  decided.legal_basis = paper;
  back(Form::expulsion, decided);
  held.decided_on = day;
  back(Form::sanction_service,
       SanctionServed{case_id, day, day, ServiceMethod::registered_mail, true});
  held.served_on = day;
  back(Form::appeal, AppealFiled{case_id, day});
  back(Form::sanction_lifting, SanctionLifted{case_id, day, day});
  held.appealed_on = day;
  back(Form::appeal_answer,
       AppealAnswered{case_id, AppealOutcome::changed, SanctionKind::warning, day, officer});
}

TEST_CASE("an internship has a row for each student and becomes one event", "[SY-1.6d]") {
  School given("shiyan");
  const std::vector<std::string> header = {
      "姓名",     "身份证号",     "年级",         "专业代码",       "实习单位",  "带队教师",
      "校外实习", "实习开始日期", "实习结束日期", "教学计划总课时", "已完成课时"};
  const auto row = [&](int serial) -> std::vector<std::string> {
    return {"李明",       citizen(serial), "2024级", "710201", "演示电子有限公司", "T002", "是",
            "2024-11-01", "2025-05-31",    "3000",   "2000"};
  };
  const auto reading = given.read_rows(Form::internship, {header, row(1), row(2)});
  INFO(listed(reading.problems));
  CHECK(reading.problems.empty());
  REQUIRE(reading.drafts.size() == 1);
  CHECK(reading.drafts[0].subject == subject_of(school));
  const auto& facts = get<InternshipApplied>(reading.drafts[0].facts);
  CHECK_FALSE(facts.internship.is_none());
  CHECK(facts.students == std::vector<StudentId>{given.one, given.two});
  CHECK(facts.lead_teacher == teacher);
  CHECK(facts.off_campus);
  CHECK(facts.plan_hours_done == 2000);
  // The same student twice is told at the cell.
  const auto twice = given.read_rows(Form::internship, {header, row(1), row(1)});
  CHECK(at(twice.problems, "B3") != nullptr);
  // A stranger as well.
  CHECK(at(given.read_rows(Form::internship, {header, row(9)}).problems, "B2") != nullptr);
}

TEST_CASE("start and summary find the internship that is meant", "[SY-1.6f][SY-1.6j]") {
  School given("shiyan");
  const auto start = [&] {
    return given.read_rows(Form::internship_start, {{"实际开始日期"}, {"2024-10-01"}});
  };
  CHECK(at(start().problems, "A1") == nullptr);
  CHECK_FALSE(start().problems.empty());  // None is approved.
  auto& all = given.office.state.edit_organisation(school).internships;
  InternshipHeld held;
  held.internship = id<InternshipId>(0x51);
  held.students = {given.one, given.two};
  all.push_back(held);
  const auto found = start();
  INFO(listed(found.problems));
  REQUIRE(found.drafts.size() == 1);
  CHECK(get<InternshipStarted>(found.drafts[0].facts).internship == held.internship);
  held.internship = id<InternshipId>(0x52);
  held.students = {};
  all.push_back(held);
  CHECK_FALSE(start().problems.empty());  // Which of the two?
  const auto named =
      given.read_rows(Form::internship_start,
                      {{"实习标识", "实际开始日期"}, {to_text(held.internship), "2024-10-01"}});
  REQUIRE(named.drafts.size() == 1);
  CHECK(get<InternshipStarted>(named.drafts[0].facts).internship == held.internship);

  for (auto& one : all)
    one.started_on = make_date(2024, 10, 1);
  const auto summary =
      given.read_rows(Form::internship_summary,
                      {{"姓名", "身份证号", "实际结束日期", "实结报告摘要", "实习考核结果"},
                       {"李明", citizen(1), "2024-10-08", to_text(paper), "合格"},
                       {"王丽", citizen(2), "2024-10-08", to_text(paper), "不合格"}});
  INFO(listed(summary.problems));
  CHECK(summary.problems.empty());
  REQUIRE(summary.drafts.size() == 1);
  const auto& closed = get<InternshipClosed>(summary.drafts[0].facts);
  CHECK(closed.internship == id<InternshipId>(0x51));  // The one in which the student is.
  CHECK(closed.passed == std::vector<StudentId>{given.one});
  CHECK(closed.failed == std::vector<StudentId>{given.two});
}

TEST_CASE("a case needs no id while the student has only one at the stage", "[FJ-28c]") {
  School given;
  const auto hear = [&] {
    return given.read_rows(Form::hearing,
                           {{"姓名", "身份证号", "听取日期", "学生意见", "监护人意见"},
                            {"李明", citizen(1), "2024-10-08", "申辩", "保留意见"}});
  };
  CHECK_FALSE(hear().problems.empty());
  const auto first = given.add_case(0x41).case_id;
  const auto one = hear();
  INFO(listed(one.problems));
  CHECK(one.problems.empty());
  REQUIRE(one.drafts.size() == 1);
  CHECK(get<HearingOffered>(one.drafts[0].facts).case_id == first);
  given.add_case(0x42);
  CHECK_FALSE(hear().problems.empty());
  given.office.state.edit_student(given.one).cases[1].decided_on = day;
  CHECK(hear().problems.empty());
}

TEST_CASE("whether the student is a minor is derived from the number in the row", "[FJ-28a]") {
  School given;
  given.add_case(0x41);
  const auto decide = [&](const std::string& on) {
    const auto reading = given.read_rows(
        Form::sanction_decision,
        {{"姓名", "身份证号", "处分种类", "决定日期", "决定人", "归入本人档案", "归入学校文书档案"},
         {"李明", citizen(1), "警告", on, "T001", "是", "是"}});
    INFO(listed(reading.problems));
    REQUIRE(reading.drafts.size() == 1);
    return get<SanctionDecided>(reading.drafts[0].facts).minor;
  };
  const auto born = parse_citizen_id(citizen(1), given.office.pack.divisions(), today)->birth;
  CHECK(decide(to_text(add_days(add_years(born, 18), -1))));
  CHECK_FALSE(decide(to_text(add_years(born, 18))));
}

}  // namespace xueji::intake::office
