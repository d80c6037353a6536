// The sheets of graduation, stamping and certificates: to the spreadsheet and back, and what a cell
// that cannot be read says.
#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/schema/codec.h"
#include "tests/tools/intake/office.h"
#include "tools/intake/to_sheet.h"
#include "tools/sheet/read.h"

namespace xueji::intake::office {
namespace {

using P = PersonalField;
const Date day = make_date(2024, 10, 1);
const Digest paper = id<Digest>(0xab);
const std::string paper_text = to_text(paper);

struct Sample {
  Form form{};
  std::vector<DraftEvent> events;
};

StampingLine stamping_line() {
  StampingLine line;
  line.school = school;
  line.cohort = 2021;
  line.graduation_year = 2024;
  line.season = Season::autumn;
  line.kind = CertificateKind::graduation;
  line.study_from = make_date(2021, 9, 1);
  line.study_until = make_date(2024, 6, 30);
  line.major_code = "710201";
  line.major_catalogue = "2021";
  line.study_mode = StudyMode::full_time;
  line.programme_years = 3;
  line.credits_tenths = 1685;
  line.certificate_number = "202411010001";
  line.issue_on = make_date(2024, 7, 1);
  line.registration = Position{412};
  line.results = paper;
  return line;
}

std::vector<Sample> samples(const StudentId& student, const std::string& number) {
  const auto act = [&](Facts facts, PersonalValues personal = {}) {
    return DraftEvent{SubjectKind::student, subject_of(student), day, std::move(facts),
                      std::move(personal)};
  };
  GraduationAssessed sheet;
  sheet.moral_passed = sheet.internship_passed = sheet.skill_certificate = true;
  sheet.plan_complete = sheet.appraisal_form = true;
  sheet.credits_tenths = 1685;
  sheet.credits_required_tenths = 1700;
  sheet.assessed_on = day;
  GraduationProofIssued proof;
  proof.certificate_number = "202311010001";
  proof.proof_number = "202411019001";
  proof.newspaper = "某县报";
  proof.newspaper_level = NewspaperLevel::county;
  proof.announced_on = make_date(2024, 9, 1);
  proof.photos = 2;
  proof.application_form = true;
  proof.issued_on = day;
  return {
      {Form::graduation_photo,
       {act(GraduationPhotoCollected{day, county}, {{P::photo_digest, paper_text}})}},
      {Form::graduation_assessment,
       {act(sheet, {{P::skill_certificate_number, "S1"}, {P::document_digest, paper_text}})}},
      {Form::stamping,
       {act(stamping_line(), {{P::name, "李明"},
                              {P::identity_type, "1"},
                              {P::identity_number, number},
                              {P::sex, "1"},
                              {P::birth_date, "2008-03-10"},
                              {P::skill_certificate_number, "S1"}})}},
      {Form::diploma_issue, {act(DiplomaIssued{"202411010001", day})}},
      {Form::completion, {act(CompletionCertified{"202411010009", day, true})}},
      {Form::incomplete_study,
       {act(IncompleteStudyCertified{CertificateKind::factual_record, "202411010008", 3, day},
            {{P::reason_text, "外出务工"}})}},
      {Form::admission_violation,
       {act(AdmissionViolationFound{day, ReasonCode::other}, {{P::document_digest, paper_text}})}},
      {Form::certificate_void,
       {act(CertificateRecalled{"202411010001", day}),
        act(CertificateVoided{"202411010001", day}, {{P::reason_text, "违规入学"}})}},
      {Form::graduation_proof,
       {act(proof, {{P::document_digest, paper_text}}),
        act(Consent{true, false, true, day}, {{P::document_digest, to_text(id<Digest>(0xcd))}})}},
      {Form::certificate_correction,
       {act(CertificateDataCorrected{"202411010001", "name", paper, day},
            {{P::old_value, "李朋"}, {P::new_value, "李明"}, {P::document_digest, paper_text}})}},
      {Form::file_closing, {act(FileArchived{officer, day})}},
      {Form::file_closing,
       {act(FileHandedOver{"某区人才服务中心", day}, {{P::document_digest, paper_text}})}},
  };
}

void check_same(const Sample& sample, const FormReading& reading) {
  INFO(code_of(sample.form) << "\n" << listed(reading.problems));
  CHECK_FALSE(reading.refused());
  REQUIRE(reading.drafts.size() == sample.events.size());
  for (std::size_t i = 0; i < sample.events.size(); ++i) {
    auto want = sample.events[i];
    auto got = reading.drafts[i];
    CHECK(got.subject == want.subject);
    CHECK(got.effective_on == want.effective_on);
    CHECK(encode(Event{{}, {}, {}, {}, got.facts}) == encode(Event{{}, {}, {}, {}, want.facts}));
    std::sort(got.personal.begin(), got.personal.end());
    std::sort(want.personal.begin(), want.personal.end());
    CHECK(got.personal == want.personal);
  }
}

std::vector<FormRow> rows_for(Office& office, const Sample& sample) {
  auto rows = rows_of(sample.form, sample.events, SheetNames{office.directory, {}});
  for (auto& row : rows) {
    row.insert_or_assign("name", "李明");
    row.insert_or_assign("identity_number", citizen(1));
  }
  return rows;
}

TEST_CASE("the forms of graduation survive the way into a sheet and back") {
  Office office;
  const auto student = office.add_student(1, StudentStatus::active);
  const Folder folder;
  for (const auto& sample : samples(student, citizen(1))) {
    INFO(code_of(sample.form));
    const auto rows = rows_for(office, sample);
    for (const auto format : {SheetFormat::csv_utf8, SheetFormat::xlsx}) {
      const auto file = folder / (format == SheetFormat::xlsx ? "sheet.xlsx" : "sheet.csv");
      const auto status = write_form_sheet(sample.form, office.pack, rows, format, file);
      INFO((status ? std::string() : status.error().what.en));
      REQUIRE(status);
      const auto workbook = sheet::read_workbook(file);
      REQUIRE(workbook);
      check_same(sample, read(office, sample.form, *workbook));
    }
  }
}

TEST_CASE("the registration form need not be looked up by hand", "[SY-1.7a]") {
  Office office;
  const auto student = office.add_student(1, StudentStatus::active);
  office.state.edit_student(student).roster_at = Position{77};
  office.state.edit_student(student).programme_years = 3;
  Sample sample{Form::stamping, {}};
  auto line = stamping_line();
  line.registration = {};
  line.programme_years = 0;
  sample.events = {{SubjectKind::student, subject_of(student), day, line, {}}};
  auto rows = rows_for(office, sample);
  rows[0].erase("学制");
  const Folder folder;
  REQUIRE(
      write_form_sheet(Form::stamping, office.pack, rows, SheetFormat::csv_utf8, folder / "s.csv"));
  const auto reading = read(office, Form::stamping, *sheet::read_workbook(folder / "s.csv"));
  INFO(listed(reading.problems));
  REQUIRE(reading.drafts.size() == 1);
  const auto& read_line = get<StampingLine>(reading.drafts[0].facts);
  CHECK(read_line.registration == Position{77});
  CHECK(read_line.programme_years == 3);
}

TEST_CASE("credits have one decimal, a position has digits") {
  Office office;
  office.add_student(1, StudentStatus::active);
  const auto assessed = [&](const std::string& credits) {
    return read(office, Form::graduation_assessment,
                book({{"姓名", "身份证号", "所得学分", "审核日期"},
                      {"李明", citizen(1), credits, "2024-10-01"}}));
  };
  const auto half = assessed("168.5");
  INFO(listed(half.problems));
  REQUIRE(half.drafts.size() == 1);
  CHECK(get<GraduationAssessed>(half.drafts[0].facts).credits_tenths == 1685);
  CHECK(get<GraduationAssessed>(assessed("170").drafts.at(0).facts).credits_tenths == 1700);
  for (const auto* wrong : {"168.55", "168.5.5", "-1", "六千六百"}) {
    INFO(wrong);
    const auto reading = assessed(wrong);
    REQUIRE(at(reading.problems, "C2") != nullptr);
    CHECK(at(reading.problems, "C2")->message.zh == "不是学分数");
  }
  const auto stamped =
      read(office, Form::stamping,
           book({{"姓名", "身份证号", "注册表位置"}, {"李明", citizen(1), "第412条"}}));
  REQUIRE(at(stamped.problems, "C2") != nullptr);
  CHECK(at(stamped.problems, "C2")->message.zh == "不是台账位置");
}

TEST_CASE("one code, two labels: adult class at registration, adult education on the certificate",
          "[FJ-39][FJ-40]") {
  const Office office("fujian");
  const auto* spec = find_form_spec(Form::stamping);
  REQUIRE(spec != nullptr);
  const auto& column = spec->columns[*column_of(*spec, "study_mode")];
  CHECK(shown_value(column, office.pack, "adult_class") == "成人教育");
  const auto* roster = find_form_spec(Form::entry_roster);
  const auto& entry = roster->columns[*column_of(*roster, "study_mode")];
  CHECK(shown_value(entry, office.pack, "adult_class") == "成人班");
}

}  // namespace
}  // namespace xueji::intake::office
