// A school under the Fujian pack whose students came by the opening import three years ago and now
// leave: stamped, completed, withdrawn. Invented people only (演示数据).
#pragma once

#include <string>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "tests/ledger/commit/office.h"

namespace xueji::test {

class GraduationOffice {
 public:
  Office office{1, "fujian"};
  OrganisationId school;
  ClassId class_id;
  std::vector<StudentId> students;
  std::shared_ptr<SigningKey> seal;

  /// `count` students of autumn 2021 on the roll, one of them with each index.
  explicit GraduationOffice(std::size_t count) {
    office.set_up();
    open_school();
    open_class();
    import(count);
  }

  [[nodiscard]] Date today() { return china_date(office.clock.now()); }
  void go_to(Date day) { office.clock.set(Instant{start_of(day).ms + 12 * 3'600'000}); }
  [[nodiscard]] const Signer& signer(Role role) {
    return office.signer("GRAD/" + std::string(code_of(role)));
  }

  /// Files and has every step up to the effect signed.
  SubmissionId done(Form form, Role author, const std::vector<DraftEvent>& events) {
    const auto receipt = office.file(form, school, signer(author), events);
    if (!receipt.in_effect) sign_chain(receipt.submission);
    return receipt.submission;
  }
  [[nodiscard]] DraftEvent act(std::size_t student, Facts facts, PersonalValues personal = {}) {
    return {SubjectKind::student, subject_of(students.at(student)), today(), std::move(facts),
            std::move(personal)};
  }

  void assess(std::size_t student) {
    GraduationAssessed sheet;
    sheet.moral_passed = sheet.physical_passed = sheet.internship_passed = true;
    sheet.skill_certificate = sheet.other_passed = sheet.plan_complete = true;
    sheet.appraisal_form = true;
    sheet.credits_tenths = sheet.credits_required_tenths = 1700;
    sheet.assessed_on = today();
    done(Form::graduation_assessment, Role::academic_office,
         {act(student, sheet, {{PersonalField::skill_certificate_number, "S-DEMO"}})});
  }

  [[nodiscard]] StampingLine line(std::size_t student, const std::string& number) {
    REQUIRE(office.view->refresh());
    StampingLine line;
    line.school = school;
    line.cohort = 2021;
    line.graduation_year = 2024;
    line.season = Season::autumn;
    line.kind = CertificateKind::graduation;
    line.study_from = make_date(2021, 9, 1);
    line.study_until = make_date(2024, 8, 31);
    line.major_code = office.major_code;
    line.major_catalogue = office.major_catalogue;
    line.study_mode = StudyMode::full_time;
    line.programme_years = 3;
    line.credits_tenths = 1700;
    line.certificate_number = number;
    line.issue_on = make_date(2024, 9, 1);
    line.registration = office.view->state().student(students.at(student))->roster_at;
    line.results = sha256(bytes_of("演示成绩"));
    return line;
  }
  [[nodiscard]] PersonalValues printed(std::size_t student) {
    PersonalValues values;
    for (const auto& [field, value] : office.identities.at(students.at(student))) {
      if (field == PersonalField::name || field == PersonalField::identity_type ||
          field == PersonalField::identity_number || field == PersonalField::sex ||
          field == PersonalField::birth_date) {
        values.emplace_back(field, value);
      }
    }
    values.emplace_back(PersonalField::skill_certificate_number, "S-DEMO");
    return values;
  }
  [[nodiscard]] std::string name_of(std::size_t student) {
    for (const auto& [field, value] : office.identities.at(students.at(student))) {
      if (field == PersonalField::name) return value;
    }
    return {};
  }
  SubmissionId stamp(std::size_t student, const std::string& number) {
    return done(Form::stamping, Role::status_officer,
                {act(student, line(student, number), printed(student))});
  }
  void issue(std::size_t student, const std::string& number) {
    done(Form::diploma_issue, Role::status_officer, {act(student, DiplomaIssued{number, today()})});
  }

 private:
  void sign_chain(const SubmissionId& id) {
    REQUIRE(office.view->refresh());
    const auto form = office.view->state().submission(id)->form;
    const auto* chain = office.context().pack.chain(form);
    REQUIRE(chain != nullptr);
    for (const auto& step : chain->steps) {
      REQUIRE(office.view->refresh());
      const auto where =
          organisation_of_step(office.view->state(), step, *office.view->state().submission(id));
      const Signer* found = nullptr;
      for (const auto& [name, someone] : office.signers) {
        const bool fits =
            someone.capacity.role == step.actor.role && someone.capacity.organisation == where;
        if (fits) found = &someone;
      }
      INFO(code_of(form) << " " << step.id);
      REQUIRE(found != nullptr);
      office.sign(id, step.id, *found, {}, step.seal ? seal.get() : nullptr);
      if (step.effect) return;
    }
  }

  void open_school() {
    const auto id = office.random.draw<OrganisationId>();
    OrganisationRegistered facts;
    facts.kind = OrganisationKind::school;
    facts.code = "GRAD";
    facts.name = "演示毕业学校";
    facts.division_code = "350102";
    facts.supervisor = office.organisations.at("COUNTY");
    facts.school_type = SchoolType::secondary_vocational;
    facts.tier = SchoolTier::national_key;
    facts.tier_from = make_date(2010, 1, 1);
    facts.number_county_code = "11";
    facts.number_school_code = "01";
    office.file(Form::organisation, office.root, office.signer("CITY/authority_administrator"),
                {{SubjectKind::organisation, subject_of(id), today(), facts}});
    office.organisations["GRAD"] = school = id;
    for (const auto role : {Role::principal, Role::status_officer, Role::seal_keeper,
                            Role::academic_office, Role::file_keeper}) {
      office.person("GRAD", role);
    }
    auto key = SigningKey::generate(Suite::sha256_ed25519, office.random);
    REQUIRE(key);
    seal = std::make_shared<SigningKey>(*std::move(key));
    KeyEnrolled enrolled;
    enrolled.purpose = KeyPurpose::seal;
    enrolled.public_key = to_bytes(seal->public_key().view());
    enrolled.key = seal->id();
    auto proof = prove_possession(office.view->ledger_id(), SubjectKind::organisation,
                                  subject_of(school), KeyPurpose::seal, *seal);
    REQUIRE(proof);
    enrolled.proof = *std::move(proof);
    office.file(Form::key, office.root, office.signer("CITY/authority_administrator"),
                {{SubjectKind::organisation, subject_of(school), today(), enrolled}});
    office.file(Form::officer, school, signer(Role::principal),
                {{SubjectKind::organisation, subject_of(school), today(),
                  OfficerDesignated{signer(Role::status_officer).person}}});
  }

  void open_class() {
    class_id = office.random.draw<ClassId>();
    ClassOpened opened;
    opened.school = school;
    opened.name = "2021级1班";
    opened.cohort = 2021;
    opened.season = Season::autumn;
    opened.major_code = office.major_code;
    opened.major_catalogue = office.major_catalogue;
    done(Form::school_class, Role::status_officer,
         {{SubjectKind::school_class, subject_of(class_id), today(), opened}});
  }

  void import(std::size_t count) {
    std::vector<DraftEvent> lines;
    for (std::size_t i = 0; i < count; ++i) {
      const auto id = office.random.draw<StudentId>();
      students.push_back(id);
      const auto birth = add_days(make_date(2006, 1, 1), static_cast<int>(i));
      auto& values = office.identities[id];
      values = {{PersonalField::name, "演示毕业生" + std::to_string(i + 1)},
                {PersonalField::identity_type, "1"},
                {PersonalField::identity_number, invented_id("350102", birth, 901)},
                {PersonalField::sex, "1"},
                {PersonalField::birth_date, to_text(birth)},
                {PersonalField::ethnic_group, "01"},
                {PersonalField::household_province, "350000"},
                {PersonalField::household_city, "350100"},
                {PersonalField::household_county, "350102"},
                {PersonalField::previous_school, "演示初级中学"},
                {PersonalField::previous_certificate_number, "DEMO" + std::to_string(i)},
                {PersonalField::origin_place, "本市"}};
      OpeningStatusImported facts;
      facts.school = school;
      facts.class_id = class_id;
      facts.cohort = 2021;
      facts.season = Season::autumn;
      facts.entered_on = make_date(2021, 9, 1);
      facts.major_code = office.major_code;
      facts.major_catalogue = office.major_catalogue;
      facts.study_mode = StudyMode::full_time;
      facts.programme_years = 3;
      facts.status = StudentStatus::active;
      facts.number = "211101" + std::to_string(1001 + i);
      facts.paper_register = sha256(bytes_of("演示纸质名册"));
      lines.push_back(act(students.size() - 1, facts, values));
    }
    done(Form::opening_import, Role::status_officer, lines);
  }
};

}  // namespace xueji::test
