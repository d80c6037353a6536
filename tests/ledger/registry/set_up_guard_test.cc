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

TEST_CASE("a school files about itself and never about another [SY-1.4b][SY-3.2a]") {
  World world("shiyan");
  world.organisation(world.other_school, OrganisationKind::school, world.county_code, world.county);
  const auto officer = world.holder(Role::status_officer, world.school).first;
  const auto foreign = [&](auto facts) {
    return world.event(SubjectKind::organisation, subject_of(world.other_school), facts);
  };
  CHECK(refusals(world.file(Form::officer, {foreign(OfficerDesignated{officer})})) ==
        Rules{"STATE"});
  SchoolRuleFiled rule{SchoolRuleKind::status_management, "细则", id<Digest>(5), world.today()};
  CHECK(refusals(world.file(Form::school_rule, {foreign(rule)})) == Rules{"STATE"});
  SchoolCalendarSet calendar{2024, {{1, make_date(2024, 9, 1), make_date(2025, 1, 15), 560}}};
  CHECK(refusals(world.file(Form::school_calendar, {foreign(calendar)})) == Rules{"STATE"});
  OutOfAreaReviewed review{2024, Season::autumn, 120, ReviewResult::passed, world.today()};
  CHECK(refusals(world.file(Form::out_of_area_review, {foreign(review)})) == Rules{"STATE"});
  CHECK(refusals(world.file(Form::out_of_area_review, {world.of_school(review)})).empty());
}

TEST_CASE("a teaching point is registered from above, once, in a division that exists") {
  World world("shiyan");
  TeachingPointRegistered facts{id<SiteId>(1), "城区教学点", world.county_code};
  const auto register_at = [&](const OrganisationId& author, const OrganisationId& school) {
    return set_up(world, author, Form::organisation, {about(world, school, facts)});
  };
  CHECK(register_at(world.county, world.school).empty());
  const auto elsewhere = id<OrganisationId>(30);
  world.organisation(elsewhere, OrganisationKind::county, "420325", world.city);
  CHECK(register_at(elsewhere, world.school) == Rules{"AUTHORITY"});
  facts.division_code = "999999";
  CHECK(register_at(world.county, world.school) == Rules{"AUTHORITY"});
  facts.division_code = world.county_code;
  world.edit_school().sites = {{facts.site, facts.name, facts.division_code}};
  CHECK(register_at(world.county, world.school) == Rules{"STATE"});
}

TEST_CASE("a pack is adopted that the ledger carries") {
  World world("shiyan");
  Genesis genesis = world.state.genesis();
  const auto& about_pack = world.pack.metadata();
  genesis.packs = {{world.pack_digest, about_pack.id, about_pack.version, 1, 1}};
  world.state.set_genesis(genesis);
  PolicyPackActivated facts{world.pack_digest, about_pack.id, about_pack.version};
  const auto adopt = [&] {
    return set_up(world, world.city, Form::pack, {about(world, world.city, facts)});
  };
  CHECK(adopt().empty());
  facts.pack_version = "another";
  CHECK(adopt() == Rules{"AUTHORITY"});
  facts = {id<Digest>(77), about_pack.id, about_pack.version};
  CHECK(adopt() == Rules{"AUTHORITY"});
}

TEST_CASE("of a retired key one may still learn that it was stolen; twice revoked it is not") {
  World world("shiyan");
  const auto [person, key] = world.holder(Role::class_teacher, world.school);
  auto& row = world.state.edit_key(key);
  row.revoked_at = Position{9};
  row.revocation = RevocationKind::retired;
  const auto revoke = [&](RevocationKind kind, std::size_t times = 1) {
    KeyRevoked facts;
    facts.key = key;
    facts.kind = kind;
    facts.compromised_from = make_date(2024, 9, 1);
    const std::vector events(times,
                             world.event(SubjectKind::person, subject_of(person), facts));
    return set_up(world, world.county, Form::key, events);
  };
  CHECK(revoke(RevocationKind::compromised).empty());
  CHECK(revoke(RevocationKind::compromised, 2) == Rules{"STATE"});
  CHECK(revoke(RevocationKind::retired) == Rules{"AUTHORITY"});
  row.revocation = RevocationKind::compromised;
  CHECK(revoke(RevocationKind::compromised) == Rules{"AUTHORITY"});
}

TEST_CASE("a class sits at a registered teaching point under a class teacher of the school "
          "[SY-3.2d][FJ-39]") {
  for (const auto& [name, rule] : {std::pair{"shiyan", "SY-3.2d"}, std::pair{"fujian", "FJ-39"}}) {
    World world(name);
    const auto room = id<ClassId>(40, 2);
    ClassOpened opened;
    opened.school = world.school;
    opened.name = "24园艺2班";
    opened.cohort = 2024;
    opened.season = Season::autumn;
    opened.major_code = "610101";
    opened.major_catalogue = "2021";
    opened.site = id<SiteId>(1);
    const auto teacher = world.holder(Role::class_teacher, world.school).first;
    const auto open = [&](const PersonId& led_by) {
      return refusals(world.file(
          Form::school_class,
          {world.event(SubjectKind::school_class, subject_of(room), opened),
           world.event(SubjectKind::school_class, subject_of(room), ClassTeacherAssigned{led_by})}));
    };
    CHECK(open(teacher) == Rules{rule});
    world.edit_school().sites = {{opened.site, "城区教学点", world.county_code}};
    CHECK(open(teacher).empty());
    CHECK(open(world.holder(Role::principal, world.school).first) == Rules{rule});
    CHECK(open(world.holder(Role::class_teacher, world.county).first) == Rules{rule});
  }
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
