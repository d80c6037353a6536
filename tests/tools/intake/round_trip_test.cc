// For every form: events → the spreadsheet that a registrar would have filled in → the same events.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "ledger/schema/codec.h"
#include "tests/tools/intake/office.h"
#include "tools/intake/template.h"
#include "tools/intake/to_sheet.h"
#include "tools/sheet/read.h"

namespace xueji::intake::office {
namespace {

using P = PersonalField;

const Digest paper = id<Digest>(0xab);
const std::string paper_text = to_text(paper);

struct Sample {
  Form form{};
  std::vector<DraftEvent> events;  ///< Of one row, or with the parts of one group.
  FormRow extra = {};
  OrganisationId who = school;
  bool draws_subject = false;
};

DraftEvent act(SubjectKind kind, const SubjectId& subject, Date day, Facts facts,
               PersonalValues personal = {}) {
  return {kind, subject, day, std::move(facts), std::move(personal)};
}

const Date day = make_date(2024, 9, 3);

std::vector<Sample> student_samples(const StudentId& student, const std::string& number) {
  using K = SubjectKind;
  const auto who = subject_of(student);
  const PersonalValues known = {
      {P::name, "李明"}, {P::identity_type, "1"}, {P::identity_number, number}, {P::sex, "1"}};
  const FormRow numbered = {{"name", "李明"}, {"identity_number", number}};
  return {
      {Form::admission,
       {act(K::student, who, day,
            StudentAdmitted{school, 2024, Season::autumn, "710201", "2021", EntryRoute::exam,
                            CandidateCategory::junior_graduate, AdmissionBasis::exam_list,
                            PriorEducation::junior_high, day, JointProgramme::none},
            known)},
       {},
       school,
       true},
      {Form::ordinary_high_admission,
       {act(K::student, who, day,
            GeneralHighStudentAdmitted{school, 2024, Season::autumn, "710201", "2021", 3,
                                       EntryRoute::ordinary_high_diversion, day},
            known),
        act(K::student, who, day, Consent{true, true, true, day},
            {{P::document_digest, paper_text}})},
       {},
       school,
       true},
      {Form::arrival,
       {act(K::student, who, day, ArrivalConfirmed{class_one, day, FeeStatus::paid, day})},
       numbered},
      {Form::entry_photo,
       {act(K::student, who, day, EntryPhotoUploaded{true, day}, {{P::photo_digest, paper_text}})},
       numbered},
      {Form::identity_review,
       {act(K::student, who, day,
            IdentityReviewed{ReviewResult::passed, true, false, true, true, true, true, false, day},
            {{P::review_remarks, "户籍已迁"}})},
       numbered},
      {Form::health_review,
       {act(K::student, who, day,
            HealthReviewed{ReviewResult::passed, HospitalLevel::county, day})},
       numbered},
      {Form::entry_place,
       {act(K::student, who, day,
            EntryPlaceRetained{HospitalLevel::grade_2a, day, make_date(2025, 9, 2)},
            {{P::document_digest, paper_text}}),
        act(K::student, who, day, Consent{false, true, true, day},
            {{P::document_digest, to_text(id<Digest>(0xcd))}})},
       numbered},
      {Form::entry_roster,
       {act(K::student, who, day,
            RosterLine{school, class_two, 2024, Season::autumn, 1, make_date(2024, 9, 1), "710201",
                       "2021", StudyMode::flexible, 3, EntryRoute::exam, CandidateCategory::veteran,
                       "1", site, true, JointProgramme::western, "J1", true},
            {{P::name, "李明"},
             {P::identity_type, "1"},
             {P::identity_number, number},
             {P::sex, "1"},
             {P::ethnic_group, "01"},
             {P::birth_date, "2008-03-10"},
             {P::household_province, "420000"},
             {P::household_city, "420300"},
             {P::household_county, "420325"},
             {P::low_income, "0"},
             {P::student_phone, "13800000000"},
             {P::previous_certificate_number, "0012"},
             {P::remark, "=1+1"}})}},
      {Form::student_number,
       {act(K::student, who, day, StudentNumberAssigned{2024, "2411010001"}),
        act(K::student, who, day, FileOpened{true, true, officer})},
       numbered},
      {Form::external_confirmation,
       {act(K::student, who, day,
            ExternalRegistrationConfirmed{ExternalSystem::national_status_system, day, false},
            {{P::national_student_number, "G" + number}})},
       numbered},
      {Form::opening_import,
       {act(K::student, who, day,
            OpeningStatusImported{school,
                                  class_one,
                                  2024,
                                  Season::autumn,
                                  make_date(2024, 9, 1),
                                  "710201",
                                  "2021",
                                  StudyMode::full_time,
                                  3,
                                  StudentStatus::active,
                                  "77",
                                  paper,
                                  {}},
            {{P::name, "李明"},
             {P::identity_type, "1"},
             {P::identity_number, number},
             {P::sex, "1"},
             {P::birth_date, "2008-03-10"},
             {P::ethnic_group, "01"},
             {P::household_county, "420304"},
             {P::household_province, "420000"}})},
       {},
       school,
       true},
  };
}

std::vector<Sample> school_samples() {
  using K = SubjectKind;
  const auto of_class = subject_of(class_one);
  const auto own = subject_of(school);
  return {
      {Form::class_headcount,
       {act(K::school_class, of_class, day, ClassHeadcountVerified{45, day})}},
      {Form::presence,
       {act(K::school_class, of_class, day, PresenceConfirmed{2024, 9, 44, {}, 1})}},
      {Form::on_site_verification,
       {act(K::school_class, of_class, day, OnSiteVerified{45, day, true})},
       {{"school", "S001"}},
       county},
      {Form::out_of_area_review,
       {act(K::organisation, own, day,
            OutOfAreaReviewed{2024, Season::autumn, 120, ReviewResult::passed, day})},
       {},
       county},
      {Form::school_class,
       {act(K::school_class, subject_of(id<ClassId>(0x29)), day,
            ClassOpened{school, "24新班", 2024, Season::autumn, "710201", "2021", site}),
        act(K::school_class, subject_of(id<ClassId>(0x29)), day, ClassTeacherAssigned{teacher})},
       {},
       school,
       true},
      {Form::teaching_plan,
       {act(K::organisation, own, day,
            TeachingPlanFiled{2024,
                              "710201",
                              "2021",
                              {{"语文", CourseKind::ordinary, true, 144, 8},
                               {"顶岗实习", CourseKind::internship, false, 600, 30}},
                              paper})}},
      {Form::school_calendar,
       {act(K::organisation, own, day,
            SchoolCalendarSet{2024,
                              {{1, day, make_date(2025, 1, 18), 560},
                               {2, make_date(2025, 2, 20), make_date(2025, 7, 5), 580}}})}},
      {Form::school_rule,
       {act(K::organisation, own, day,
            SchoolRuleFiled{SchoolRuleKind::discipline, "处分规定", paper, day})}},
      {Form::officer, {act(K::organisation, own, day, OfficerDesignated{officer})}},
      {Form::officer_handover,
       {act(K::organisation, own, day, OfficerHandedOver{officer, teacher})}},
      {Form::deadline_extension,
       {act(K::organisation, own, day,
            DeadlineExtended{"SY-1.2l", 2024, Season::autumn, make_date(2024, 11, 25),
                             ReasonCode::natural_disaster},
            {{P::reason_text, "洪水"}})},
       {},
       city},
      {Form::reporting_window,
       {act(K::organisation, subject_of(city), day,
            ReportingWindowAnnounced{Form::entry_roster, 2024, Season::autumn, day,
                                     make_date(2024, 11, 15)})},
       {},
       city},
  };
}

std::vector<Sample> set_up_samples() {
  using K = SubjectKind;
  return {
      {Form::organisation,
       {act(K::organisation, {}, day,
            OrganisationRegistered{OrganisationKind::school, "S009", "新学校", "420304", county,
                                   SchoolType::vocational_high, SchoolTier::national_key, day, "",
                                   "", true})},
       {},
       city,
       true},
      {Form::organisation,
       {act(K::organisation, subject_of(school), day,
            OrganisationChanged{SchoolTier::provincial_key, day, county, "更名学校"})},
       {},
       city},
      {Form::person,
       {act(K::person, {}, day, PersonRegistered{school},
            {{P::name, "买买提·阿不都热依木"}, {P::staff_number, "T009"}})},
       {},
       city,
       true},
      {Form::role,
       {act(K::person, subject_of(officer), day,
            RoleGranted{Role::status_officer, school, day, {}})},
       {},
       city},
      {Form::role,
       {act(K::person, subject_of(officer), day, RoleEnded{Role::status_officer, school})},
       {},
       city},
  };
}

/// Facts and personal values, without what is drawn anew.
void check_same(const Sample& sample, const FormReading& reading) {
  INFO(code_of(sample.form) << "\n" << listed(reading.problems));
  CHECK_FALSE(reading.refused());
  REQUIRE(reading.drafts.size() == sample.events.size());
  for (std::size_t i = 0; i < sample.events.size(); ++i) {
    const auto& want = sample.events[i];
    const auto& got = reading.drafts[i];
    CHECK(got.subject_kind == want.subject_kind);
    if (!sample.draws_subject) CHECK(got.subject == want.subject);
    CHECK(got.effective_on == want.effective_on);
    CHECK(encode(Event{{}, {}, {}, {}, got.facts}) == encode(Event{{}, {}, {}, {}, want.facts}));
    auto sorted = [](PersonalValues values) {
      std::sort(values.begin(), values.end());
      return values;
    };
    CHECK(sorted(got.personal) == sorted(want.personal));
  }
}

TEST_CASE("every form survives the way into a sheet and back") {
  Office office;
  const auto student = office.add_student(1);
  const SheetNames names{office.directory, {}};
  const Folder folder;
  std::set<Form> shown;
  std::vector<Sample> samples = student_samples(student, citizen(1));
  for (auto& more : {school_samples(), set_up_samples()}) {
    samples.insert(samples.end(), more.begin(), more.end());
  }
  for (const auto& sample : samples) {
    INFO(code_of(sample.form));
    auto rows = rows_of(sample.form, sample.events, names);
    for (auto& row : rows) {
      for (const auto& [key, value] : sample.extra)
        row.insert_or_assign(key, value);
    }
    for (const auto format : {SheetFormat::csv_utf8, SheetFormat::csv_gb18030}) {
      const auto status =
          write_form_sheet(sample.form, office.pack, rows, format, folder / "sheet.csv");
      INFO((status ? std::string() : status.error().what.en));
      REQUIRE(status);
      const auto workbook = sheet::read_workbook(folder / "sheet.csv");
      REQUIRE(workbook);
      auto reading = read(office, sample.form, *workbook, sample.who);
      // A leading = is defused in CSV; what XLSX keeps is shown below.
      if (sample.form != Form::entry_roster) check_same(sample, reading);
    }
    shown.insert(sample.form);
  }
  // Lists hold numbers, keys hold proofs, delegations draw ids: shown in their own tests, as are
  // the forms after the entry into status, in the test of their chapter.
  for (const auto& spec : form_specs()) {
    const auto own_test = spec.form == Form::external_list || spec.form == Form::key ||
                          spec.form == Form::delegation || spec.form == Form::five_year_roster ||
                          spec.form >= Form::term_registration;
    INFO(code_of(spec.form));
    CHECK((shown.contains(spec.form) || own_test));
  }
}

TEST_CASE("a roster written as XLSX reads back with every personal value") {
  Office office;
  const auto student = office.add_student(1);
  const Folder folder;
  for (const auto& sample : student_samples(student, citizen(1))) {
    if (sample.form != Form::entry_roster) continue;
    const auto rows = rows_of(sample.form, sample.events, SheetNames{office.directory, {}});
    REQUIRE(write_form_sheet(sample.form, office.pack, rows, SheetFormat::xlsx, folder / "r.xlsx"));
    const auto workbook = sheet::read_workbook(folder / "r.xlsx");
    REQUIRE(workbook);
    check_same(sample, read(office, sample.form, *workbook));
  }
}

TEST_CASE("an external list gives one event, and its numbers apart", "[SY-1.5c]") {
  Office office;
  const auto reading = read(office, Form::external_list,
                            book({{"名单类别", "名单日期", "身份证号"},
                                  {"技工学校学籍名册", "2024-09-01", citizen(1)},
                                  {"技工学校学籍名册", "2024-09-01", citizen(2)},
                                  {"技工学校学籍名册", "2024-09-01", citizen(2)}}),
                            city);
  INFO(listed(reading.problems));
  REQUIRE(reading.drafts.size() == 1);
  const auto& facts = get<ExternalListImported>(reading.drafts[0].facts);
  CHECK(facts.kind == ExternalListKind::skilled_worker_register);
  CHECK(facts.count == 2);
  CHECK(facts.content == id<Digest>(0x77));
  REQUIRE(reading.lists.size() == 1);
  CHECK(reading.lists[0].numbers == std::vector<std::string>{citizen(1), citizen(2)});
}

TEST_CASE("a delegation is drawn when granted and found when ended", "[SY-3.2b]") {
  Office office;
  const std::vector<std::string> header = {"操作",     "受托人", "委托人",   "职务",
                                           "单位代码", "表单",   "起始日期", "截止日期"};
  const auto granted = read(office, Form::delegation,
                            book({header,
                                  {"授予", "T002", "T001", "学籍管理员", "S001",
                                   "entry-roster、arrival", "2024-09-01", "2024-12-31"}}),
                            city);
  INFO(listed(granted.problems));
  REQUIRE(granted.drafts.size() == 1);
  const auto& facts = get<DelegationGranted>(granted.drafts[0].facts);
  CHECK(facts.forms == std::vector<Form>{Form::entry_roster, Form::arrival});
  CHECK(facts.from_person == officer);
  CHECK_FALSE(facts.delegation.is_none());
  auto& held = office.state.edit_person(teacher).delegations.emplace_back();
  held.delegation = facts.delegation;
  held.from_person = officer;
  held.role = Role::status_officer;
  const auto ended =
      read(office, Form::delegation,
           book({header, {"终止", "T002", "T001", "学籍管理员", "S001", "", "", ""}}), city);
  REQUIRE(ended.drafts.size() == 1);
  CHECK(get<DelegationEnded>(ended.drafts[0].facts).delegation == facts.delegation);
}

TEST_CASE("the empty sheet of every form reads as empty, its example left out") {
  for (const auto* pack : {"shiyan", "fujian"}) {
    Office office(pack);
    const Folder folder;
    for (const auto& spec : form_specs()) {
      INFO(code_of(spec.form));
      REQUIRE(write_template(spec.form, office.pack, Language::chinese, folder / "t.xlsx"));
      const auto workbook = sheet::read_workbook(folder / "t.xlsx");
      REQUIRE(workbook);
      const auto reading = read(office, spec.form, *workbook);
      INFO(listed(reading.problems));
      CHECK(reading.drafts.empty());
      CHECK(reading.rows_read == 0);
      REQUIRE(reading.problems.size() == 1);
      CHECK(reading.problems[0].message.zh == "表中没有数据行");
    }
  }
}

}  // namespace
}  // namespace xueji::intake::office
