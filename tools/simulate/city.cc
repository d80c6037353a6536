#include "tools/simulate/city.h"

#include <algorithm>
#include <array>
#include <map>

#include "ledger/crypto/key_file.h"

namespace xueji::simulate {
namespace {

struct Place {
  std::string_view division;
  std::string_view name;
};
constexpr auto shiyan_counties = std::to_array<Place>({{"420302", "茅箭区"},
                                                       {"420303", "张湾区"},
                                                       {"420304", "郧阳区"},
                                                       {"420322", "郧西县"},
                                                       {"420323", "竹山县"},
                                                       {"420324", "竹溪县"},
                                                       {"420325", "房县"},
                                                       {"420381", "丹江口市"}});
constexpr auto fujian_cities =
    std::to_array<Place>({{"350100", "福州市"}, {"350200", "厦门市"}, {"350500", "泉州市"}});
/// Where the schools of each of these cities stand.
constexpr auto fujian_counties = std::to_array<std::string_view>({"350102", "350203", "350502"});

constexpr auto school_types = std::to_array<SchoolType>(
    {SchoolType::secondary_vocational, SchoolType::vocational_high,
     SchoolType::secondary_vocational, SchoolType::adult_secondary, SchoolType::college_attached});

Result<std::unique_ptr<SigningKey>> draw_key(Random& keys) {
  auto key = SigningKey::generate(Suite::sha256_ed25519, keys);
  if (!key) return fail(key.error());
  return std::make_unique<SigningKey>(*std::move(key));
}

std::string two_digits(std::size_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

DraftEvent about_organisation(const OrganisationId& id, Date today, Facts facts) {
  return {SubjectKind::organisation, subject_of(id), today, std::move(facts), {}};
}
DraftEvent about_person(const PersonId& id, Date today, Facts facts) {
  return {SubjectKind::person, subject_of(id), today, std::move(facts), {}};
}

}  // namespace

OfficeIndex City::add_office(Office office, Random& keys) {
  office.id = keys.draw<OrganisationId>();
  offices_.push_back(std::move(office));
  return offices_.size() - 1;
}

Status City::add_staff(OfficeIndex office, std::vector<Role> roles, Random& keys,
                       PeopleGenerator& people) {
  auto key = draw_key(keys);
  if (!key) return fail(key.error());
  offices_[office].staff.push_back(staff_.size());
  staff_.push_back(
      {keys.draw<PersonId>(), *std::move(key), people.staff_name(), office, std::move(roles)});
  return {};
}

void City::add_photo_units(Random& keys) {
  constexpr std::size_t units = 3;
  for (std::size_t i = 0; i < units; ++i) {
    photo_units_.push_back(
        add_office({.kind = OrganisationKind::entrusted_unit,
                    .code = "DEMOPU" + two_digits(i + 1),
                    .name = "演示第" + std::to_string(i + 1) + "摄影服务部(演示)",
                    .division = offices_[root()].division,
                    .supervisor = root()},
                   keys));
  }
}

Status City::add_authorities(const CityPlan& plan, Random& keys, PeopleGenerator& people) {
  using enum Role;
  using K = OrganisationKind;
  const auto employ = [&](OfficeIndex office, std::initializer_list<Role> roles) -> Status {
    for (const auto role : roles) {
      if (auto added = add_staff(office, {role}, keys, people); !added) return added;
    }
    return {};
  };
  if (plan.is_provincial) {
    const auto root = add_office(
        {.kind = K::province, .code = "DEMOFJ", .name = "福建省教育厅(演示)", .division = "350000"},
        keys);
    if (auto done = employ(root, {authority_administrator, director, section_officer, section_chief,
                                  deputy_director, recorder, inspector, auditor});
        !done) {
      return done;
    }
    for (const auto& place : fujian_cities) {
      const auto number = two_digits(counties_.size() + 1);
      const auto city = add_office({.kind = K::city,
                                    .code = "DEMOFC" + number,
                                    .name = std::string(place.name) + "教育局(演示)",
                                    .division = std::string(place.division),
                                    .supervisor = root},
                                   keys);
      counties_.push_back(city);
      auto done = employ(city, {director, section_officer, section_chief, deputy_director});
      if (!done) return done;
      const auto admissions = add_office({.kind = K::admissions_office,
                                          .code = "DEMOFA" + number,
                                          .name = std::string(place.name) + "招生办公室(演示)",
                                          .division = std::string(place.division),
                                          .supervisor = city},
                                         keys);
      if (auto filled = employ(admissions, {admissions_officer}); !filled) return filled;
    }
    add_photo_units(keys);
    return {};
  }
  const auto root = add_office(
      {.kind = K::city, .code = "DEMOSY", .name = "十堰市教育局(演示)", .division = "420300"},
      keys);
  if (auto done =
          employ(root, {authority_administrator, director, section_officer, clerk, section_chief,
                        deputy_director, recorder, inspector, auditor, photo_unit});
      !done) {
    return done;
  }
  const auto exams = add_office({.kind = K::exam_institute,
                                 .code = "DEMOSYE",
                                 .name = "十堰市招生考试院(演示)",
                                 .division = "420300",
                                 .supervisor = root},
                                keys);
  if (auto done = employ(exams, {exam_officer}); !done) return done;
  for (const auto& place : shiyan_counties) {
    const auto county = add_office({.kind = K::county,
                                    .code = "DEMOC" + two_digits(counties_.size() + 1),
                                    .name = std::string(place.name) + "教育局(演示)",
                                    .division = std::string(place.division),
                                    .supervisor = root},
                                   keys);
    counties_.push_back(county);
    if (auto done = employ(county, {authority_administrator, director, section_officer}); !done) {
      return done;
    }
  }
  add_photo_units(keys);
  return {};
}

Status City::add_schools(const CityPlan& plan, const Pack& pack, Random& keys,
                         PeopleGenerator& people) {
  using enum Role;
  for (std::size_t i = 0; i < plan.teachers.size(); ++i) {
    Office school{.kind = OrganisationKind::school,
                  .code = "DEMO" + two_digits(i + 1),
                  .name = "演示市第" + std::to_string(i + 1) + "职业学校(演示)"};
    school.type = school_types[i % school_types.size()];
    school.tier = i % 4 == 0   ? SchoolTier::national_key
                  : i % 4 == 2 ? SchoolTier::provincial_key
                               : SchoolTier::ordinary;
    if (plan.is_provincial) {
      const auto at = i % fujian_counties.size();
      school.supervisor = i % 4 == 3 ? root() : counties_[at];
      school.division = std::string(fujian_counties[at]);
      const auto* code =
          pack.county_codes() ? pack.county_codes()->find_division(school.division) : nullptr;
      if (code) school.number_county_code = code->code;
      school.number_school_code = two_digits(i + 1);
    } else {
      // Every third school stands in the city's own districts and under the city (SY-1.2f).
      const bool of_city = i % 3 == 0;
      const auto at = of_city ? i % 2 : 2 + (i - i / 3 - 1) % (shiyan_counties.size() - 2);
      school.supervisor = of_city ? root() : counties_[at];
      school.division = std::string(shiyan_counties[at].division);
    }
    const auto index = add_office(std::move(school), keys);
    schools_.push_back(index);
    auto seal = draw_key(keys);
    if (!seal) return fail(seal.error());
    offices_[index].seal = *std::move(seal);
    // Two status officers: one serves, the other may take over. The principal may also keep a
    // seal, which nothing forbids and an inspection reports (D-29).
    for (auto roles : std::vector<std::vector<Role>>{{principal, seal_keeper},
                                                     {seal_keeper},
                                                     {status_officer},
                                                     {status_officer},
                                                     {academic_office},
                                                     {school_doctor},
                                                     {student_affairs},
                                                     {lead_teacher},
                                                     {file_keeper}}) {
      if (auto added = add_staff(index, std::move(roles), keys, people); !added) return added;
    }
    for (std::size_t n = 0; n < plan.teachers[i]; ++n) {
      if (auto added = add_staff(index, {class_teacher}, keys, people); !added) return added;
    }
    offices_[index].officer = holder(index, status_officer, 0);
  }
  return {};
}

Result<City> City::draw(const CityPlan& plan, const Pack& pack, Random& keys,
                        PeopleGenerator& people) {
  City city;
  if (auto added = city.add_authorities(plan, keys, people); !added) return fail(added.error());
  if (auto added = city.add_schools(plan, pack, keys, people); !added) return fail(added.error());
  auto recovery = draw_key(keys);
  if (!recovery) return fail(recovery.error());
  city.recovery_ = *std::move(recovery);
  city.recovery_person_ = keys.draw<PersonId>();
  for (const auto which : {Spare::of_file_keeper, Spare::of_officer}) {
    auto spare = draw_key(keys);
    if (!spare) return fail(spare.error());
    XUEJI_ASSERT(city.spares_.size() == static_cast<std::size_t>(which));
    city.spares_.push_back(*std::move(spare));
  }
  return city;
}

GenesisOptions City::genesis() const {
  const auto& office = offices_[root()];
  const auto& administrator = staff_[holder(root(), Role::authority_administrator)];
  GenesisOptions options;
  options.origin = "xueji.example/" + office.code;
  options.root_kind = office.kind;
  options.root_code = office.code;
  options.root_name = office.name;
  options.root_division_code = office.division;
  options.root_organisation = office.id;
  options.root_keys = {{to_bytes(administrator.key->public_key().view()), administrator.person,
                        administrator.key->id()}};
  options.recovery_keys = {
      {to_bytes(recovery_->public_key().view()), recovery_person_, recovery_->id()}};
  options.demonstration = true;
  return options;
}

Result<DraftEvent> City::enrolment(const Desk& desk, SubjectKind kind, const SubjectId& owner,
                                   KeyPurpose purpose, const SigningKey& key,
                                   const KeyId& replaces) {
  auto proof = prove_possession(desk.ledger_id(), kind, owner, purpose, key);
  if (!proof) return fail(proof.error());
  KeyEnrolled facts{purpose,
                    static_cast<std::uint16_t>(key.suite()),
                    to_bytes(key.public_key().view()),
                    *std::move(proof),
                    replaces,
                    key.id()};
  return DraftEvent{kind, owner, desk.today(), std::move(facts), {}};
}

void City::replace_key(StaffIndex who, Spare by) {
  auto& member = staff_[who];
  member.former.push_back(std::move(member.key));
  member.key = std::move(spares_[static_cast<std::size_t>(by)]);
}

Result<std::vector<DraftEvent>> City::key_drafts(const Desk& desk) const {
  std::vector<DraftEvent> drafts;
  const auto enrol = [&](SubjectKind kind, const SubjectId& owner, KeyPurpose purpose,
                         const SigningKey& key) -> Status {
    auto draft = enrolment(desk, kind, owner, purpose, key, {});
    if (!draft) return fail(draft.error());
    drafts.push_back(*std::move(draft));
    return {};
  };
  for (StaffIndex i = 1; i < staff_.size(); ++i) {
    const auto& member = staff_[i];
    auto done =
        enrol(SubjectKind::person, subject_of(member.person), KeyPurpose::personal, *member.key);
    if (!done) return fail(done.error());
  }
  for (const auto school : schools_) {
    const auto& office = offices_[school];
    auto done =
        enrol(SubjectKind::organisation, subject_of(office.id), KeyPurpose::seal, *office.seal);
    if (!done) return fail(done.error());
  }
  return drafts;
}

Status City::file_set_up(Desk& desk) const {
  const auto today = desk.today();
  const auto administrator = signer(root(), Role::authority_administrator);
  const auto file = [&](Form form, std::vector<DraftEvent> drafts) -> Status {
    auto filed = desk.file(form, offices_[root()].id, administrator, std::move(drafts));
    return filed ? Status{} : fail(filed.error());
  };
  std::vector<DraftEvent> organisations;
  for (OfficeIndex i = 1; i < offices_.size(); ++i) {
    const auto& office = offices_[i];
    OrganisationRegistered facts;
    facts.kind = office.kind;
    facts.code = office.code;
    facts.name = office.name;
    facts.division_code = office.division;
    facts.supervisor = offices_[office.supervisor].id;
    facts.school_type = office.type;
    facts.tier = office.tier;
    if (office.tier != SchoolTier::ordinary) facts.tier_from = add_years(today, -5);
    facts.number_county_code = office.number_county_code;
    facts.number_school_code = office.number_school_code;
    organisations.push_back(about_organisation(office.id, today, std::move(facts)));
  }
  if (auto done = file(Form::organisation, std::move(organisations)); !done) return done;
  // The root administrator stands in genesis.
  std::vector<DraftEvent> persons;
  std::vector<DraftEvent> roles;
  for (StaffIndex i = 1; i < staff_.size(); ++i) {
    const auto& member = staff_[i];
    const auto& employer = offices_[member.office].id;
    auto draft = about_person(member.person, today, PersonRegistered{employer});
    draft.personal = {{PersonalField::name, member.name},
                      {PersonalField::staff_number, "演示" + std::to_string(1000 + i)}};
    persons.push_back(std::move(draft));
    for (const auto role : member.roles) {
      roles.push_back(about_person(member.person, today, RoleGranted{role, employer, today, {}}));
    }
  }
  if (auto done = file(Form::person, std::move(persons)); !done) return done;
  auto keys = key_drafts(desk);
  if (!keys) return fail(keys.error());
  if (auto done = file(Form::key, *std::move(keys)); !done) return done;
  if (auto done = file(Form::role, std::move(roles)); !done) return done;
  // A signature is verified with keys that stand in the log.
  return desk.settle();
}

Result<std::size_t> City::write_keys(const std::filesystem::path& directory, Random& random) const {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return fail(ErrorCode::io, "cannot create " + directory.string());
  std::map<std::string, std::size_t> taken;
  std::size_t written = 0;
  const auto write = [&](const std::string& stem, const SigningKey& key) -> Status {
    const auto number = ++taken[stem];
    const auto name = number == 1 ? stem : stem + "-" + std::to_string(number);
    ++written;
    return write_key_file(directory / (name + ".pem"), key, {}, random);
  };
  for (const auto& member : staff_) {
    const auto& office = offices_[member.office];
    auto done = write(office.code + "-" + std::string(code_of(member.roles.front())), *member.key);
    if (!done) return fail(done.error());
  }
  for (const auto school : schools_) {
    const auto& office = offices_[school];
    if (auto done = write(office.code + "-seal", *office.seal); !done) return fail(done.error());
  }
  if (auto done = write(offices_[root()].code + "-recovery", *recovery_); !done) {
    return fail(done.error());
  }
  for (const auto& spare : spares_) {
    auto done = write(offices_[root()].code + "-spare", *spare);
    if (!done) return fail(done.error());
  }
  return written;
}

StaffIndex City::holder(OfficeIndex office, Role role, std::size_t n) const {
  for (const auto index : offices_[office].staff) {
    const auto& roles = staff_[index].roles;
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) continue;
    if (n-- == 0) return index;
  }
  XUEJI_ASSERT(!"somebody holds the role");
  return nobody;
}

Signer City::staff_signer(StaffIndex who, Role role) const {
  const auto& member = staff_[who];
  return {member.key.get(), {member.person, role, offices_[member.office].id, {}}, nullptr};
}

Signer City::signer(OfficeIndex office, Role role, std::size_t n) const {
  return staff_signer(holder(office, role, n), role);
}

Signer City::officer(OfficeIndex school) const {
  return staff_signer(offices_[school].officer, Role::status_officer);
}

OfficeIndex City::related(OfficeIndex school, Relation relation) const {
  const auto upward = [&](OrganisationKind kind) {
    auto at = school;
    while (at != nobody && offices_[at].kind != kind)
      at = offices_[at].supervisor;
    return at;
  };
  const auto below_an_authority = [&](OrganisationKind kind) {
    for (auto above = school; above != nobody; above = offices_[above].supervisor) {
      for (OfficeIndex i = 0; i < offices_.size(); ++i) {
        if (offices_[i].kind == kind && offices_[i].supervisor == above) return i;
      }
    }
    return nobody;
  };
  switch (relation) {
    case Relation::own:
      return school;
    case Relation::supervisor:
      return offices_[school].supervisor;
    case Relation::city:
      // As the registry has it: the province stands in where no city is above the school.
      if (const auto city = upward(OrganisationKind::city); city != nobody) return city;
      return upward(OrganisationKind::province);
    case Relation::province:
      return upward(OrganisationKind::province);
    case Relation::exam_institute:
      return below_an_authority(OrganisationKind::exam_institute);
    case Relation::admissions_office:
      return below_an_authority(OrganisationKind::admissions_office);
    case Relation::other_school:
    case Relation::other_supervisor:
      return nobody;  // Depends on the lines: the transfer's own plan names the signer.
  }
  return nobody;
}

Signer City::step_signer(OfficeIndex school, const Step& step) const {
  if (step.actor.role == Role::status_officer) return officer(school);
  const auto place = related(school, step.actor.relation);
  XUEJI_ASSERT(place != nobody);
  // The principal keeps a seal too; who seals is the keeper.
  if (step.actor.role == Role::seal_keeper) {
    auto keeper = signer(place, Role::seal_keeper, 1);
    keeper.seal = offices_[place].seal.get();
    return keeper;
  }
  return signer(place, step.actor.role);
}

OfficeIndex City::find(const OrganisationId& id) const {
  for (OfficeIndex i = 0; i < offices_.size(); ++i) {
    if (offices_[i].id == id) return i;
  }
  return nobody;
}

}  // namespace xueji::simulate
