// The forms of ongoing changes: into a sheet and back, and what a row may leave out.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "ledger/schema/codec.h"
#include "tests/tools/intake/office.h"
#include "tools/intake/to_sheet.h"
#include "tools/sheet/read.h"

namespace xueji::intake::office {
namespace {

using P = PersonalField;

const Digest paper = id<Digest>(0xab);
const std::string paper_text = to_text(paper);
const auto left_school = id<OrganisationId>(0x04);
const Date day = make_date(2024, 10, 8);

struct Sample {
  Form form{};
  std::vector<DraftEvent> events;
};

/// The office under Fujian's pack, with a second school.
struct StatusOffice : Office {
  StudentId here, elsewhere;

  StatusOffice() : Office("fujian") {
    auto& other = state.edit_organisation(left_school);
    other = *state.organisation(school);
    other.id = left_school;
    other.code = "S002";
    other.name = "演示第二职业学校";
    directory.add(other);
    state.edit_organisation(school).calendar = {
        {2024, {{1, make_date(2024, 9, 2), make_date(2025, 1, 18), 600}}}};
    here = add_student(1, StudentStatus::active);
    elsewhere = add_student(2, StudentStatus::active);
    state.edit_student(here).cohort = 2024;
    state.edit_student(elsewhere).school = left_school;
  }

  DraftEvent act(const StudentId& who, Facts facts, PersonalValues personal = {}) const {
    return {SubjectKind::student, subject_of(who), day, std::move(facts), std::move(personal)};
  }
  DraftEvent consent(const StudentId& who) const {
    return act(who, Consent{true, true, true, day},
               {{P::document_digest, to_text(id<Digest>(0xcd))}});
  }
  static PersonalValues papers() {
    return {{P::document_digest, paper_text}, {P::reason_text, "演示数据"}};
  }

  std::vector<Sample> samples() const;
};

std::vector<Sample> StatusOffice::samples() const {
  LeaveGranted leave;
  leave.ground = LeaveGround::work_study;
  leave.from = day;
  leave.until = make_date(2025, 10, 7);
  leave.agreement = true;
  leave.of_age = true;
  auto leave_papers = papers();
  leave_papers.emplace_back(P::birth_date, "2008-03-10");
  const auto transfer = [&](TransferScope scope) {
    return std::vector{
        act(elsewhere,
            TransferRequested{left_school, school, scope, day, ReasonCode::household_moved},
            papers()),
        consent(elsewhere),
        act(elsewhere, TransferCompleted{school, class_two, 2024, "710201", "2021"})};
  };
  return {
      {Form::term_registration, {act(here, TermRegistered{2024, 1, day})}},
      {Form::term_registration,
       {act(here, TermRegistrationDeferred{2024, 1, day, ReasonCode::illness}, papers())}},
      {Form::major_direction,
       {act(here, MajorDirectionConfirmed{"710201", "2021", day}), consent(here)}},
      {Form::custody_transfer,
       {act(elsewhere,
            CustodyTransferred{left_school, school, class_one, JointProgramme::three_stage, 2})}},
      {Form::info_change,
       {act(here, StudentInfoChanged{"ethnic_group", ReasonCode::data_wrong},
            {{P::old_value, "01"}, {P::new_value, "03"}, {P::document_digest, paper_text}})}},
      {Form::change_of_major,
       {act(here, MajorChanged{class_two, "710201", "2021", 1, ReasonCode::aptitude}, papers()),
        consent(here)}},
      {Form::repetition,
       {act(here, GradeRepeated{class_two, 2025, ReasonCode::study_difficulty}, papers()),
        consent(here)}},
      {Form::transfer, transfer(TransferScope::in_province)},
      {Form::transfer_across, transfer(TransferScope::into_province)},
      {Form::transfer_out,
       {act(here,
            TransferRequested{
                school, {}, TransferScope::out_of_province, day, ReasonCode::household_moved},
            papers()),
        consent(here), act(here, TransferredOut{TransferScope::out_of_province, day, paper})}},
      {Form::leave, {act(here, leave, leave_papers), consent(here)}},
      {Form::leave,
       {act(here, LeaveExtended{LeaveGround::illness, day, make_date(2025, 10, 7)}, papers())}},
      {Form::resumption_notice,
       {act(here, ResumptionNoticeServed{day, ServiceMethod::registered_mail},
            {{P::document_digest, paper_text}})}},
      {Form::resumption, {act(here, StudyResumed{class_two, 2025, day, true, false}, papers())}},
      {Form::withdrawal,
       {act(here, Withdrawn{WithdrawalGround::serious_illness, HospitalLevel::county, day},
            papers()),
        consent(here)}},
      {Form::deemed_withdrawal,
       {act(here, DeemedWithdrawn{DeemedGround::leave_overdue, day}, papers())}},
      {Form::cancellation,
       {act(here, StatusCancelled{CancellationGround::empty_status, day}, papers())}},
      {Form::death, {act(here, StudentDied{day}, papers())}},
  };
}

void check_same(const Sample& sample, const FormReading& reading) {
  INFO(code_of(sample.form) << "\n" << listed(reading.problems));
  CHECK_FALSE(reading.refused());
  REQUIRE(reading.drafts.size() == sample.events.size());
  for (std::size_t i = 0; i < sample.events.size(); ++i) {
    const auto& want = sample.events[i];
    const auto& got = reading.drafts[i];
    CHECK(got.subject == want.subject);
    CHECK(got.effective_on == want.effective_on);
    CHECK(encode(Event{{}, {}, {}, {}, got.facts}) == encode(Event{{}, {}, {}, {}, want.facts}));
    auto sorted = [](PersonalValues values) {
      std::sort(values.begin(), values.end());
      return values;
    };
    CHECK(sorted(got.personal) == sorted(want.personal));
  }
}

}  // namespace

TEST_CASE("every form of an ongoing change survives the way into a sheet and back") {
  StatusOffice office;
  const SheetNames names{office.directory, {}};
  const Folder folder;
  std::set<Form> shown;
  for (const auto& sample : office.samples()) {
    INFO(code_of(sample.form));
    auto rows = rows_of(sample.form, sample.events, names);
    const bool is_here = sample.events[0].subject == subject_of(office.here);
    for (auto& row : rows) {
      row.insert_or_assign("name", "李明");
      row.insert_or_assign("identity_number", citizen(is_here ? 1 : 2));
    }
    const auto written = write_form_sheet(sample.form, office.pack, rows, SheetFormat::csv_utf8,
                                          folder / "sheet.csv");
    INFO((written ? std::string() : written.error().what.en));
    REQUIRE(written);
    const auto workbook = sheet::read_workbook(folder / "sheet.csv");
    REQUIRE(workbook);
    check_same(sample, read(office, sample.form, *workbook));
    shown.insert(sample.form);
  }
  for (const auto& spec : status_forms()) {
    INFO(code_of(spec.form));
    CHECK(shown.contains(spec.form));
  }
}

TEST_CASE("a transfer's row finds the student at the school left, and only there", "[FJ-11b]") {
  StatusOffice office;
  const std::vector<std::string> header = {"姓名", "身份证号", "申请日期", "事由", "班级"};
  const auto reading =
      read(office, Form::transfer,
           book({header, {"李明", citizen(2), "2024-10-08", "household_moved", "24计算机1班"}}));
  INFO(listed(reading.problems));
  REQUIRE(reading.drafts.size() == 2);
  CHECK(get<TransferRequested>(reading.drafts[0].facts).from_school == left_school);
  const auto& done = get<TransferCompleted>(reading.drafts[1].facts);
  CHECK(done.to_school == school);
  CHECK(done.cohort == 2024);
  CHECK(done.major_code == "710201");
  const auto own =
      read(office, Form::transfer,
           book({header, {"李明", citizen(1), "2024-10-08", "household_moved", "24计算机1班"}}));
  CHECK(own.refused());
  CHECK(own.drafts.empty());
  REQUIRE(at(own.problems, "B2") != nullptr);
}

TEST_CASE("a student of a merged school is found by the one that took it over, from the day on",
          "[D-26]") {
  StatusOffice office;
  const std::vector<std::string> header = {"姓名",     "身份证号", "班级",       "事由",
                                           "申请日期", "学生同意", "监护人同意", "申请书签署日期"};
  const auto found = [&](Form form) {
    const auto reading = read(office, form,
                              book({header,
                                    {"李明", citizen(2), "24计算机1班", "aptitude", "2024-10-08",
                                     "是", "是", "2024-10-08"}}));
    return at(reading.problems, "B2") == nullptr;
  };
  CHECK_FALSE(found(Form::change_of_major));
  CHECK(found(Form::transfer));
  auto& merged = office.state.edit_organisation(left_school);
  merged.merged_into = school;
  merged.ended_on = add_days(today, 1);
  CHECK_FALSE(found(Form::change_of_major));
  merged.ended_on = today;
  CHECK(found(Form::change_of_major));
  CHECK_FALSE(found(Form::transfer));  // Nothing to transfer: the school answers already.
}

TEST_CASE("a transfer or a change of major that names no major takes that of the class",
          "[FJ-10a][FJ-11b]") {
  StatusOffice office;
  const std::vector<std::string> header = {"姓名",       "身份证号",      "班级",     "修读专业",
                                           "专业代码",   "事由",          "申请日期", "学生同意",
                                           "监护人同意", "申请书签署日期"};
  const auto row = [&](const std::string& id, const std::string& major) {
    return book({header,
                 {"李明", id, "24计算机1班", major, "", "aptitude", "2024-10-08", "是", "是",
                  "2024-10-08"}});
  };
  const auto& room = *office.state.school_class(class_one);
  REQUIRE(room.major_code == "710201");
  const auto changed = read(office, Form::change_of_major, row(citizen(1), ""));
  INFO(listed(changed.problems));
  CHECK_FALSE(changed.refused());
  REQUIRE_FALSE(changed.drafts.empty());
  CHECK(get<MajorChanged>(changed.drafts[0].facts).major_code == room.major_code);
  CHECK(get<MajorChanged>(changed.drafts[0].facts).major_catalogue == room.major_catalogue);
  for (const auto form : {Form::transfer, Form::transfer_across}) {
    const auto moved = read(office, form, row(citizen(2), ""));
    INFO(listed(moved.problems));
    CHECK_FALSE(moved.refused());
    REQUIRE(moved.drafts.size() == 3);
    CHECK(get<TransferCompleted>(moved.drafts[2].facts).major_code == room.major_code);
    CHECK(get<TransferCompleted>(moved.drafts[2].facts).major_catalogue == room.major_catalogue);
  }
  // A major that is stated stays what it says, and a wrong one is named.
  const auto wrong = read(office, Form::change_of_major, row(citizen(1), "没有这个专业"));
  CHECK(wrong.refused());
  CHECK(at(wrong.problems, "D2") != nullptr);
  // A direction has no class to take it from.
  const auto none = read(
      office, Form::major_direction,
      book({{"姓名", "身份证号", "修读专业", "确认日期"}, {"李明", citizen(1), "", "2024-10-08"}}));
  CHECK(none.refused());
  CHECK(at(none.problems, "C2") != nullptr);
}

TEST_CASE("what the calendar and the number say need not be written for a leave",
          "[FJ-12c][FJ-12e]") {
  StatusOffice office;
  const std::vector<std::string> header = {"姓名",         "身份证号",     "办理事项", "休学情形",
                                           "休学起始日期", "休学截止日期", "缺课学时"};
  const auto leave = [&](const std::string& ground) {
    const auto reading = read(
        office, Form::leave,
        book({header, {"李明", citizen(1), "休学", ground, "2024-10-08", "2025-10-07", "201"}}));
    INFO(listed(reading.problems));
    REQUIRE(reading.drafts.size() == 1);
    return reading.drafts[0];
  };
  CHECK(get<LeaveGranted>(leave("absence").facts).term_hours == 600);
  CHECK(leave("absence").personal.empty());
  const auto work = leave("work_study");
  CHECK(get<LeaveGranted>(work.facts).of_age);
  CHECK(work.personal == PersonalValues{{P::birth_date, "2008-03-10"}});
  const auto bad = read(
      office, Form::leave,
      book({header, {"李明", citizen(1), "休学", "没有这种", "2024-10-08", "2025-13-07", "201"}}));
  CHECK(bad.refused());
  CHECK(at(bad.problems, "D2") != nullptr);
  CHECK(at(bad.problems, "F2") != nullptr);
}

TEST_CASE("a changed code may be written by its label", "[SY-1.4d]") {
  StatusOffice office;
  const auto reading = read(office, Form::info_change,
                            book({{"姓名", "身份证号", "变更项目", "变更前", "变更后", "事由"},
                                  {"李明", citizen(1), "民族", "汉族", "回族", "data_wrong"}}));
  INFO(listed(reading.problems));
  REQUIRE(reading.drafts.size() == 1);
  CHECK(get<StudentInfoChanged>(reading.drafts[0].facts).changed == "ethnic_group");
  CHECK(reading.drafts[0].personal == PersonalValues{{P::old_value, "01"}, {P::new_value, "03"}});
}

}  // namespace xueji::intake::office
