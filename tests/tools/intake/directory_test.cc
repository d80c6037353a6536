// Whose names the forms of an organisation may use.
#include "tools/intake/directory.h"

#include "ledger/policy/identity.h"
#include "tests/ledger/commit/office.h"
#include "tools/intake/names.h"

namespace xueji::test {

TEST_CASE("a school names its own staff and the authorities', never that of other schools",
          "[privacy]") {
  Office office;
  office.set_up();
  const auto county = office.organisations.at("COUNTY");
  office.organisation(OrganisationKind::school, "NEXT", county, "420322");
  const auto stranger = office.person("NEXT", Role::class_teacher).person;
  const auto guest = office.person("NEXT", Role::principal).person;
  const auto seconded = office.person("NEXT", Role::status_officer).person;
  const auto school = office.organisations.at("SCHOOL");
  const auto today = china_date(office.clock.now());
  // Employed by the other school, and a teacher of this one.
  office.file(Form::role, office.root, office.signer("CITY/authority_administrator"),
              {{SubjectKind::person, subject_of(guest), today,
                RoleGranted{Role::class_teacher, school, today, {}}}});
  REQUIRE(office.view->refresh());
  const auto read = [&](const OrganisationId& asking) {
    auto directory =
        intake::Directory::read(*office.view, asking, &office.ledger->personal().vault());
    REQUIRE(directory);
    return *std::move(directory);
  };
  const auto of_school = read(school);
  CHECK(of_school.staff(stranger) == nullptr);
  REQUIRE(of_school.staff(guest) != nullptr);
  CHECK_FALSE(of_school.staff(guest)->name.empty());
  CHECK(of_school.staff(office.signer("SCHOOL/class_teacher").person) != nullptr);
  CHECK(of_school.staff(office.signer("COUNTY/section_officer").person) != nullptr);
  // Employed by the other school, at work for the county.
  office.file(Form::role, office.root, office.signer("CITY/authority_administrator"),
              {{SubjectKind::person, subject_of(seconded), today,
                RoleGranted{Role::section_officer, county, today, {}}}});
  REQUIRE(office.view->refresh());
  CHECK(read(school).staff(seconded) != nullptr);
  // An authority names everybody.
  REQUIRE(read(county).staff(stranger) != nullptr);
  CHECK_FALSE(read(county).staff(stranger)->name.empty());
}

TEST_CASE("a name that never was the student's shows that the number is another's", "[privacy]") {
  Office office;
  office.set_up();
  const auto students = office.students(2);
  const auto lines = office.roster_lines(students);
  office.registered(lines);
  const auto name_of = [&](std::size_t i) {
    for (const auto& [field, value] : lines[i].personal) {
      if (field == PersonalField::name) return value;
    }
    return std::string();
  };
  auto& vault = office.ledger->personal().vault();
  intake::FormReading reading;
  intake::CellProblem place;
  place.row = 3;
  place.seen = "演**";
  reading.named = {{students[0], name_of(0), place}, {students[1], name_of(0), place}};
  REQUIRE(name_of(0) != name_of(1));
  const auto found = intake::check_names(reading, vault);
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  CHECK(found->front().level == intake::Level::refused);
  CHECK(found->front().row == 3U);
  CHECK(found->front().message.en.find(mask_name(name_of(1))) != std::string::npos);
  CHECK(found->front().message.en.find(name_of(1)) == std::string::npos);
  // Whom nobody can name is nobody's to refuse.
  reading.named = {{office.random.draw<StudentId>(), "演示", place}};
  CHECK(intake::check_names(reading, vault)->empty());
}

}  // namespace xueji::test
