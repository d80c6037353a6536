// Who exists and may act is granted from above; what a school files about itself.
#include <catch2/catch.hpp>

#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;

namespace {
/// Files a set-up form as the administrator of this authority, about it.
Rules set_up(World& world, const OrganisationId& author, Form form,
             std::vector<SubmittedEvent> events) {
  auto submission = world.submit(form, std::move(events));
  auto& header = submission.header.header;
  header.organisation = author;
  const auto [person, key] = world.holder(Role::authority_administrator, author);
  header.capacity = {person, Role::authority_administrator, author, {}};
  header.key = key;
  return refusals(decide_filing(world.input(), submission).verdict);
}
OrganisationRegistered new_school(const World& world) {
  OrganisationRegistered facts;
  facts.kind = OrganisationKind::school;
  facts.code = "S999";
  facts.name = "新学校";
  facts.division_code = world.county_code;
  facts.supervisor = world.county;
  facts.school_type = SchoolType::secondary_vocational;
  return facts;
}
SubmittedEvent about(const World& world, const OrganisationId& subject, const auto& facts) {
  return world.event(SubjectKind::organisation, subject_of(subject), facts);
}
}  // namespace

TEST_CASE("an organisation is registered from above, with a code of its own") {
  World world("shiyan");
  const auto fresh = id<OrganisationId>(20);
  auto facts = new_school(world);
  CHECK(set_up(world, world.county, Form::organisation, {about(world, fresh, facts)}).empty());
  CHECK(set_up(world, world.city, Form::organisation, {about(world, fresh, facts)}).empty());
  facts.supervisor = world.city;
  CHECK(set_up(world, world.county, Form::organisation, {about(world, fresh, facts)}) ==
        Rules{"AUTHORITY"});
  facts.supervisor = world.school;
  CHECK(set_up(world, world.city, Form::organisation, {about(world, fresh, facts)}) ==
        Rules{"AUTHORITY"});
  facts = new_school(world);
  world.state.edit_identifier(IdentifierKind::organisation_code, "S999").holder =
      subject_of(world.school);
  CHECK(set_up(world, world.city, Form::organisation, {about(world, fresh, facts)}) ==
        Rules{"AUTHORITY"});
  facts.code = "S1";
  CHECK(set_up(world, world.city, Form::organisation,
               {about(world, fresh, facts), about(world, id<OrganisationId>(21), facts)}) ==
        Rules{"AUTHORITY"});
}

TEST_CASE("a county and its school stand in one file") {
  World world("shiyan");
  const auto county = id<OrganisationId>(20);
  OrganisationRegistered facts;
  facts.kind = OrganisationKind::county;
  facts.code = "C2";
  facts.name = "房县教育局";
  facts.division_code = "420325";
  facts.supervisor = world.city;
  auto school = new_school(world);
  school.supervisor = county;
  CHECK(set_up(world, world.city, Form::organisation,
               {about(world, county, facts), about(world, id<OrganisationId>(21), school)})
            .empty());
}

TEST_CASE("a skilled-worker school may be known, but not as owner of status [FJ-02][SY-1.5c]") {
  World world("fujian");
  auto facts = new_school(world);
  facts.school_type = SchoolType::skilled_worker;
  CHECK(set_up(world, world.city, Form::organisation,
               {about(world, id<OrganisationId>(20), facts)}) == Rules{"FJ-02"});
  facts.owns_status = false;
  CHECK(set_up(world, world.city, Form::organisation, {about(world, id<OrganisationId>(20), facts)})
            .empty());
}

TEST_CASE("roles fit the organisation and are given from above") {
  World world("shiyan");
  const auto person = world.holder(Role::class_teacher, world.school).first;
  const auto grant = [&](Role role, const OrganisationId& where, const OrganisationId& author) {
    RoleGranted facts{role, where, make_date(2024, 9, 1), {}};
    return set_up(world, author, Form::role,
                  {world.event(SubjectKind::person, subject_of(person), facts)});
  };
  CHECK(grant(Role::principal, world.school, world.county).empty());
  CHECK(grant(Role::deputy_director, world.school, world.county) == Rules{"AUTHORITY"});
  CHECK(grant(Role::deputy_director, world.city, world.county) == Rules{"AUTHORITY"});
  CHECK(grant(Role::exam_officer, world.county, world.county) == Rules{"AUTHORITY"});
}

TEST_CASE("one key has one owner; a seal key belongs to an organisation") {
  World world("shiyan");
  const auto person = world.holder(Role::class_teacher, world.school).first;
  KeyEnrolled facts;
  facts.purpose = KeyPurpose::personal;
  facts.public_key = Bytes(32, 7);
  facts.proof = Bytes(64, 1);
  facts.key = id<KeyId>(500);
  const auto event = world.event(SubjectKind::person, subject_of(person), facts);
  CHECK(set_up(world, world.county, Form::key, {event}).empty());
  const auto other = world.holder(Role::principal, world.school).first;
  CHECK(set_up(world, world.county, Form::key,
               {event, world.event(SubjectKind::person, subject_of(other), facts)}) ==
        Rules{"AUTHORITY"});
  world.state.edit_key(facts.key).person = person;
  CHECK(set_up(world, world.county, Form::key, {event}) == Rules{"AUTHORITY"});
  facts.key = id<KeyId>(501);
  facts.purpose = KeyPurpose::seal;
  CHECK(set_up(world, world.county, Form::key,
               {world.event(SubjectKind::person, subject_of(person), facts)}) ==
        Rules{"AUTHORITY"});
  CHECK(set_up(world, world.county, Form::key, {about(world, world.school, facts)}).empty());
}

TEST_CASE("a delegation is given by who holds the role [SY-3.2b]") {
  World world("shiyan");
  const auto principal = world.holder(Role::principal, world.school).first;
  const auto deputy = world.holder(Role::academic_office, world.school).first;
  DelegationGranted facts;
  facts.delegation = id<DelegationId>(1);
  facts.from_person = principal;
  facts.role = Role::principal;
  facts.organisation = world.school;
  facts.from = make_date(2024, 10, 1);
  facts.until = make_date(2024, 12, 31);
  const auto give = [&] {
    return set_up(world, world.county, Form::delegation,
                  {world.event(SubjectKind::person, subject_of(deputy), facts)});
  };
  CHECK(give().empty());
  facts.from_person = deputy;
  CHECK(give() == Rules{"AUTHORITY"});
  facts.from_person = world.holder(Role::class_teacher, world.school).first;
  CHECK(give() == Rules{"AUTHORITY"});
}

TEST_CASE("nobody extends their own deadline") {
  World world("shiyan");
  DeadlineExtended facts{"SY-1.2l", 2024, Season::autumn, make_date(2024, 11, 30),
                         ReasonCode::natural_disaster};
  auto submission = world.submit(Form::deadline_extension, {world.of_school(facts)});
  CHECK(refusals(decide_filing(world.input(), submission).verdict).empty());
  const auto [person, key] = world.holder(Role::deputy_director, world.school);
  submission.header.header.capacity = {person, Role::deputy_director, world.school, {}};
  submission.header.header.key = key;
  CHECK(refusals(decide_filing(world.input(), submission).verdict).contains("AUTHORITY"));
}

TEST_CASE("the officer designated holds the role there [SY-1.4b][FJ-08b]") {
  World world("shiyan");
  const auto officer = world.holder(Role::status_officer, world.school).first;
  CHECK(refusals(world.file(Form::officer, {world.of_school(OfficerDesignated{officer})})).empty());
  const auto teacher = world.holder(Role::class_teacher, world.school).first;
  CHECK(refusals(world.file(Form::officer, {world.of_school(OfficerDesignated{teacher})})) ==
        Rules{"SY-1.4b"});
}

TEST_CASE("a roster of a school without a designated officer is refused [SY-1.4b]") {
  World world("shiyan");
  auto submission = world.submit(Form::entry_roster, {world.line(1)});
  world.edit_school().officer = {};
  CHECK(refusals(decide_filing(world.input(), submission).verdict) == Rules{"SY-1.4b"});
}

TEST_CASE("a school rule is published in Fujian; Shiyan only files it [FJ-45b]") {
  SchoolRuleFiled facts{SchoolRuleKind::status_management, "学籍管理实施细则", id<Digest>(5), {}};
  World fujian("fujian");
  CHECK(refusals(fujian.file(Form::school_rule, {fujian.of_school(facts)})) == Rules{"FJ-45b"});
  facts.published_on = make_date(2024, 9, 1);
  CHECK(refusals(fujian.file(Form::school_rule, {fujian.of_school(facts)})).empty());
  World world("shiyan");
  facts.published_on = {};
  CHECK(refusals(world.file(Form::school_rule, {world.of_school(facts)})).empty());
}

TEST_CASE("a Fujian plan requires internship, skill certificate and physical education [FJ-20b]") {
  World world("fujian");
  TeachingPlanFiled facts;
  facts.cohort = 2024;
  facts.major_code = "610101";
  facts.major_catalogue = "2021";
  facts.document = id<Digest>(5);
  facts.courses = {{"顶岗实习", CourseKind::internship, true, 600, 30},
                   {"职业技能证书", CourseKind::skill_certificate, true, 60, 4},
                   {"体育", CourseKind::physical_education, true, 120, 6}};
  CHECK(refusals(world.file(Form::teaching_plan, {world.of_school(facts)})).empty());
  facts.courses[2].required = false;
  CHECK(refusals(world.file(Form::teaching_plan, {world.of_school(facts)})) == Rules{"FJ-20b"});
  facts.courses.pop_back();
  CHECK(refusals(world.file(Form::teaching_plan, {world.of_school(facts)})) == Rules{"FJ-20b"});
  facts.courses.push_back({"体育", CourseKind::physical_education, true, 0, 6});
  CHECK(refusals(world.file(Form::teaching_plan, {world.of_school(facts)})) == Rules{"FJ-20b"});
}

TEST_CASE("terms of a calendar stand in order inside the school year") {
  World world("shiyan");
  SchoolCalendarSet facts{2024,
                          {{1, make_date(2024, 9, 1), make_date(2025, 1, 15), 560},
                           {2, make_date(2025, 2, 20), make_date(2025, 7, 5), 560}}};
  CHECK(refusals(world.file(Form::school_calendar, {world.of_school(facts)})).empty());
  std::swap(facts.terms[0], facts.terms[1]);
  CHECK(refusals(world.file(Form::school_calendar, {world.of_school(facts)})) == Rules{"SY-3.2d"});
  facts.terms = {{1, make_date(2024, 9, 1), make_date(2024, 8, 1), 560}};
  CHECK(refusals(world.file(Form::school_calendar, {world.of_school(facts)})) == Rules{"SY-3.2d"});
}

TEST_CASE("absentees are students of the class, once each [SY-1.5d]") {
  World world("shiyan");
  world.on_roll(1);
  PresenceConfirmed facts;
  facts.year = 2024;
  facts.month = 10;
  facts.present = 39;
  facts.absentees = {World::student_id(1)};
  const auto file = [&] { return refusals(world.file(Form::presence, {world.of_class(facts)})); };
  CHECK(file().empty());
  facts.absentees.push_back(World::student_id(1));
  CHECK(file() == Rules{"SY-1.5d"});
  facts.absentees = {World::student_id(2)};
  CHECK(file() == Rules{"SY-1.5d"});
  facts.absentees.clear();
  facts.month = 11;
  CHECK(file() == Rules{"SY-1.5d"});
}
