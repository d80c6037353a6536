// A changed identity number leads to the same person, through the real pipeline and its vault.
#include "tests/ledger/commit/office.h"

namespace xueji::test {
namespace {

using P = PersonalField;

/// One student on the roll.
struct Registered {
  Office office;
  StudentId student;

  Registered() {
    office.set_up();
    student = office.students(1).front();
    office.registered(office.roster_lines({student}));
  }
  OrganisationId school() { return office.organisations.at("SCHOOL"); }
  Date today() { return china_date(office.clock.now()); }

  DraftEvent new_number(const std::string& number) {
    return {SubjectKind::student,
            subject_of(student),
            today(),
            StudentInfoChanged{"identity_number", ReasonCode::data_wrong},
            {{P::new_value, number}, {P::document_digest, std::string(64, 'a')}}};
  }
  DraftEvent admission(const std::string& number) {
    StudentAdmitted facts;
    facts.school = school();
    facts.cohort = 2024;
    facts.season = Season::autumn;
    facts.major_code = office.major_code;
    facts.major_catalogue = office.major_catalogue;
    facts.route = EntryRoute::exam;
    facts.category = CandidateCategory::junior_graduate;
    facts.basis = AdmissionBasis::exam_list;
    facts.prior_education = PriorEducation::junior_high;
    facts.admitted_on = today();
    return {SubjectKind::student,
            subject_of(office.random.draw<StudentId>()),
            today(),
            facts,
            {{P::name, "演示数据"}, {P::identity_type, "1"}, {P::identity_number, number}}};
  }
  bool is_refused(Form form, const DraftEvent& draft, const std::string& rule) {
    const auto refusal =
        office.refused(form, school(), office.signer("SCHOOL/status_officer"), {draft});
    for (const auto& problem : refusal.verdict.problems) {
      if (problem.rule == rule) return true;
    }
    return false;
  }
};

}  // namespace

TEST_CASE("after a change of the identity number both numbers lead to one person",
          "[SY-1.5a][SY-1.4d]") {
  Registered town;
  auto& office = town.office;
  const auto number = invented_id("420322", make_date(2008, 9, 2), 951);
  const auto id = office
                      .file(Form::info_change, town.school(),
                            office.signer("SCHOOL/status_officer"), {town.new_number(number)})
                      .submission;
  office.sign(id, "principal", office.signer("SCHOOL/principal"));
  const auto effect = office.sign(id, "authority", office.signer("COUNTY/section_officer"));
  CHECK(effect.in_effect);
  // The new number, and the one that the admission stated, are those of a student on the roll.
  CHECK(town.is_refused(Form::admission, town.admission(number), "SY-1.5a"));
  std::string old;
  for (const auto& [field, value] : office.identities.at(town.student)) {
    if (field == P::identity_number) old = value;
  }
  CHECK(town.is_refused(Form::admission, town.admission(old), "SY-1.5a"));
  // It outlives the process.
  office.reopen();
  CHECK(town.is_refused(Form::admission, town.admission(number), "SY-1.5a"));
  // A number that nobody holds is free.
  const auto free = invented_id("420322", make_date(2008, 9, 2), 953);
  office.file(Form::admission, town.school(), office.signer("SCHOOL/status_officer"),
              {town.admission(free)});
}

TEST_CASE("a change that was only filed claims no number", "[SY-1.5a]") {
  Registered town;
  auto& office = town.office;
  const auto number = invented_id("420322", make_date(2008, 9, 2), 955);
  office.file(Form::info_change, town.school(), office.signer("SCHOOL/status_officer"),
              {town.new_number(number)});
  office.file(Form::admission, town.school(), office.signer("SCHOOL/status_officer"),
              {town.admission(number)});
}

}  // namespace xueji::test
