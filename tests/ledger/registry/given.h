// A small school world for tests of guards and deciders: given / when / then in three lines.
// Header only; deterministic.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/authority/authority.h"
#include "ledger/policy/identity.h"
#include "ledger/policy/pack.h"
#include "ledger/registry/decide.h"
#include "ledger/registry/guards.h"
#include "ledger/registry/memory_state.h"

namespace xueji::given {

using Personal = std::map<PersonalField, std::string>;

/// An id that is different for each number and never none.
template <class Id>
Id id(unsigned number, unsigned char kind = 1) {
  Id out;
  out.bytes[0] = kind;
  for (unsigned i = 0; i < 4; ++i)
    out.bytes[1 + i] = static_cast<std::uint8_t>(number >> (8 * i));
  out.bytes.back() = 1;
  return out;
}

/// A valid citizen id of an invented person; odd numbers are male.
inline std::string citizen_id(unsigned number, const std::string& division = "420304") {
  const auto birth = add_days(make_date(2008, 1, 1), static_cast<int>(number / 100));
  std::string day = to_text(birth);
  day.erase(std::remove(day.begin(), day.end(), '-'), day.end());
  const auto digits = division + day + std::to_string(900 + number % 100);
  return digits + citizen_id_check_character(digits);
}

inline std::string birth_date(unsigned number) {
  return to_text(add_days(make_date(2008, 1, 1), static_cast<int>(number / 100)));
}

class Persons final : public PersonDirectory {
 public:
  std::map<std::string, PersonId> known;
  std::set<std::pair<ExternalListKind, std::string>> lists;
  std::optional<PersonId> find(std::string_view, std::string_view number) const override {
    const auto found = known.find(std::string(number));
    return found == known.end() ? std::nullopt : std::optional(found->second);
  }
  bool listed(ExternalListKind kind, std::string_view number) const override {
    return lists.contains({kind, std::string(number)});
  }
};

inline Pack shipped(std::string_view name) {
  return *load_pack(*shipped_pack(name));
}

/// A school on 20 October 2024 with one class of autumn 2024, everything filed that its pack wants.
class World {
 public:
  explicit World(const std::string& pack_id)
      : pack(shipped_once(pack_id)), fujian(pack_id == "fujian") {
    now = Instant{start_of(make_date(2024, 10, 20)).ms + 1000};
    Genesis genesis;
    genesis.root_organisation = province;
    genesis.created_at = start_of(make_date(2024, 1, 1));
    state.set_genesis(genesis);
    const std::string city_code = fujian ? "350100" : "420300";
    county_code = fujian ? "350102" : "420304";
    organisation(province, OrganisationKind::province, fujian ? "350000" : "420000", {});
    organisation(city, OrganisationKind::city, city_code, province);
    organisation(county, OrganisationKind::county, county_code, city);
    organisation(school, OrganisationKind::school, county_code, county);
    auto& row = edit_school();
    row.school_type = SchoolType::secondary_vocational;
    row.tiers = {{SchoolTier::national_key, make_date(2010, 1, 1)}};
    row.number_county_code = "11";
    row.number_school_code = "01";
    row.plans = {{2024, "610101", Position{1}}};
    state.edit_organisation(province).packs = {
        {pack_digest, pack.metadata().id, pack.metadata().version, make_date(2020, 1, 1)}};
    auto& room = edit_class();
    room.id = class_id;
    room.school = school;
    room.name = "24园艺1班";
    room.cohort = 2024;
    room.season = Season::autumn;
    room.major_code = "610101";
    room.major_catalogue = "2021";
    room.arrived = 40;
    room.headcount = 40;
    room.headcount_on = make_date(2024, 9, 10);
    room.headcount_at = Position{5};
  }

  MemoryState state;
  const Pack& pack;
  Persons persons;
  Instant now;
  bool fujian;
  std::string county_code;
  OrganisationId province = id<OrganisationId>(1), city = id<OrganisationId>(2),
                 county = id<OrganisationId>(3), school = id<OrganisationId>(4),
                 other_school = id<OrganisationId>(5);
  ClassId class_id = id<ClassId>(1, 2);
  Digest pack_digest = id<Digest>(1, 3);
  SubmissionId submission = id<SubmissionId>(1, 4);

  OrganisationState& edit_school() { return state.edit_organisation(school); }
  ClassState& edit_class() { return state.edit_class(class_id); }
  Date today() const { return china_date(now); }

  OrganisationState& organisation(const OrganisationId& of, OrganisationKind kind,
                                  const std::string& division, const OrganisationId& supervisor) {
    auto& row = state.edit_organisation(of);
    row.id = of;
    row.kind = kind;
    row.code = to_text(of);
    row.name = std::string(code_of(kind));
    row.division_code = division;
    row.supervisor = supervisor;
    return row;
  }

  static StudentId student_id(unsigned number) { return id<StudentId>(number, 5); }
  static PersonId person_id(unsigned number) { return id<PersonId>(number, 6); }

  /// A student admitted, arrived, photographed and reviewed: ready for the roster.
  StudentState& student(unsigned number) {
    auto& row = state.edit_student(student_id(number));
    row.id = student_id(number);
    row.person = person_id(number);
    row.status = StudentStatus::pending;
    row.school = school;
    row.class_id = class_id;
    row.cohort = 2024;
    row.season = Season::autumn;
    row.major_code = "610101";
    row.major_catalogue = "2021";
    row.route = EntryRoute::exam;
    row.category = CandidateCategory::junior_graduate;
    row.basis = AdmissionBasis::exam_list;
    row.prior_education = PriorEducation::junior_high;
    row.admitted_on = make_date(2024, 8, 20);
    row.arrived_on = make_date(2024, 9, 1);
    row.fee = FeeStatus::waived;
    row.attending_from = make_date(2024, 9, 2);
    row.photo = row.photo_online = true;
    row.identity_review = row.health_review = ReviewResult::passed;
    persons.known[citizen_id(number)] = row.person;
    state.edit_person(row.person).statuses = {row.id};
    return row;
  }

  /// A student on the roll already.
  StudentState& on_roll(unsigned number) {
    const auto* before = state.student(student_id(number));
    if (!before || before->status != StudentStatus::active) ++edit_class().registered;
    auto& row = student(number);
    row.status = StudentStatus::active;
    return row;
  }

  Personal personal(unsigned number) const {
    using P = PersonalField;
    return {{P::name, "张伟"},
            {P::identity_type, "1"},
            {P::identity_number, citizen_id(number)},
            {P::sex, number % 2 == 1 ? "1" : "2"},
            {P::ethnic_group, "01"},
            {P::birth_date, birth_date(number)},
            {P::household_province, county_code.substr(0, 2) + "0000"},
            {P::household_city, county_code.substr(0, 4) + "00"},
            {P::household_county, county_code},
            {P::household_address, "某路1号"},
            {P::home_address, "某路1号"},
            {P::student_phone, "13800000000"},
            {P::postal_code, "442000"},
            {P::political_status, "13"},
            {P::health, "1"},
            {P::previous_school, "某初中"},
            {P::previous_certificate_number, "C0001"},
            {P::family_economy, "一般"},
            {P::origin_place, "本市"}};
  }

  RosterLine roster_facts() const {
    RosterLine facts;
    facts.school = school;
    facts.class_id = class_id;
    facts.cohort = 2024;
    facts.season = Season::autumn;
    facts.grade = 1;
    facts.entered_on = make_date(2024, 9, 1);
    facts.major_code = "610101";
    facts.major_catalogue = "2021";
    facts.study_mode = StudyMode::full_time;
    facts.programme_years = 3;
    facts.route = EntryRoute::exam;
    facts.category = CandidateCategory::junior_graduate;
    facts.student_category = "1";
    return facts;
  }

  /// Who entered on that day and is on the paper registers of the school.
  OpeningStatusImported import_facts(Date entered_on) const {
    OpeningStatusImported facts;
    facts.school = school;
    facts.class_id = class_id;
    facts.cohort = 2024;
    facts.season = Season::autumn;
    facts.entered_on = entered_on;
    facts.major_code = "610101";
    facts.major_catalogue = "2021";
    facts.study_mode = StudyMode::full_time;
    facts.programme_years = 3;
    facts.status = StudentStatus::active;
    facts.paper_register = id<Digest>(4, 4);
    return facts;
  }

  template <class Facts>
  SubmittedEvent event(SubjectKind kind, const SubjectId& subject, Facts facts,
                       const Personal& values = {}) const {
    SubmittedEvent out;
    out.event.subject_kind = kind;
    out.event.subject = subject;
    out.event.effective_on = std::min(today(), make_date(2024, 10, 1));
    const auto fields = personal_fields_of(Facts::type);
    out.event.facts = std::move(facts);
    if (!fields.empty()) {
      Disclosure disclosure;
      for (const auto field : fields) {
        const auto found = values.find(field);
        disclosure.values.push_back(found == values.end() ? std::nullopt
                                                          : std::optional(found->second));
      }
      out.disclosure = std::move(disclosure);
    }
    return out;
  }
  template <class Facts>
  SubmittedEvent of_student(unsigned number, Facts facts, const Personal& values = {}) const {
    return event(SubjectKind::student, subject_of(student_id(number)), std::move(facts), values);
  }
  template <class Facts>
  SubmittedEvent of_school(Facts facts, const Personal& values = {}) const {
    return event(SubjectKind::organisation, subject_of(school), std::move(facts), values);
  }
  template <class Facts>
  SubmittedEvent of_class(Facts facts) const {
    return event(SubjectKind::school_class, subject_of(class_id), std::move(facts));
  }
  /// A roster line of a ready student.
  SubmittedEvent line(unsigned number) {
    student(number);
    return of_student(number, roster_facts(), personal(number));
  }
  SubmittedEvent line(unsigned number, const RosterLine& facts) {
    student(number);
    return of_student(number, facts, personal(number));
  }
  SubmittedEvent override_of(const SubmittedEvent& of, const std::string& rule) const {
    RuleOverridden facts;
    facts.rule = rule;
    facts.reason = ReasonCode::approved_by_letter;
    facts.evidence = id<Digest>(9, 9);
    return event(of.event.subject_kind, of.event.subject, facts);
  }
  StudentAdmitted admission_facts() const {
    StudentAdmitted facts;
    facts.school = school;
    facts.cohort = 2024;
    facts.season = Season::autumn;
    facts.major_code = "610101";
    facts.major_catalogue = "2021";
    facts.route = EntryRoute::exam;
    facts.category = CandidateCategory::junior_graduate;
    facts.basis = AdmissionBasis::exam_list;
    facts.prior_education = PriorEducation::junior_high;
    facts.admitted_on = make_date(2024, 8, 20);
    return facts;
  }

  /// A person who holds this role there, with a key; made when first asked for.
  std::pair<PersonId, KeyId> holder(Role role, const OrganisationId& where) {
    const unsigned number = static_cast<unsigned>(role) * 256 + where.bytes[1];
    const auto person = id<PersonId>(number, 7);
    const auto key = id<KeyId>(number, 8);
    auto& row = state.edit_person(person);
    if (row.roles.empty()) {
      row.id = person;
      row.employer = where;
      row.roles.push_back({role, where, make_date(2020, 1, 1), {}, Position{1}});
      auto& key_row = state.edit_key(key);
      key_row.id = key;
      key_row.purpose = KeyPurpose::personal;
      key_row.person = person;
      if (role == Role::status_officer) state.edit_organisation(where).officer = person;
    }
    return {person, key};
  }

  Submission submit(Form form, std::vector<SubmittedEvent> events) {
    Submission out;
    auto& header = out.header.header;
    const auto* chain = pack.chain(form);
    header.submission = submission;
    header.form = form;
    header.organisation = school;
    header.count = static_cast<std::uint32_t>(events.size());
    header.packs = {pack_digest};
    for (const auto& author : chain->authors) {
      const auto where = resolve(state, author.relation, school);
      if (!where) continue;
      const auto [person, key] = holder(author.role, *where);
      header.capacity = {person, author.role, *where, {}};
      header.key = key;
      break;
    }
    out.events = std::move(events);
    return out;
  }

  DecisionInput input() const { return {state, pack, persons, now}; }
  Verdict file(Form form, std::vector<SubmittedEvent> events) {
    return decide_filing(input(), submit(form, std::move(events))).verdict;
  }
  Verdict roster(std::vector<SubmittedEvent> events) {
    return file(Form::entry_roster, std::move(events));
  }

  /// The filed roster as state, waiting for its signatures.
  SubmissionState& filed(Form form, std::size_t count) {
    auto& row = state.edit_submission(submission);
    row.id = submission;
    row.form = form;
    row.organisation = school;
    row.count = static_cast<std::uint32_t>(count);
    row.stage = SubmissionStage::open;
    row.filed_at = row.first_filed_at = now;
    return row;
  }

 private:
  static const Pack& shipped_once(const std::string& name) {
    static std::map<std::string, Pack> packs;
    auto found = packs.find(name);
    if (found == packs.end()) found = packs.emplace(name, shipped(name)).first;
    return found->second;
  }
};

inline std::vector<Event> events_of(const std::vector<SubmittedEvent>& submitted) {
  std::vector<Event> out;
  for (const auto& one : submitted)
    out.push_back(one.event);
  return out;
}

/// Rules that keep the submission out.
inline std::set<std::string> refusals(const std::vector<Problem>& problems) {
  std::set<std::string> out;
  for (const auto& problem : problems) {
    if (problem.severity != Severity::warning) out.insert(problem.rule);
  }
  return out;
}
inline std::set<std::string> refusals(const Verdict& verdict) {
  return refusals(verdict.problems);
}
inline std::set<std::string> warnings(const Verdict& verdict) {
  std::set<std::string> out;
  for (const auto& problem : verdict.problems) {
    if (problem.severity == Severity::warning) out.insert(problem.rule);
  }
  return out;
}
using Rules = std::set<std::string>;

}  // namespace xueji::given
