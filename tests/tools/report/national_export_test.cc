// The national export: its headers, and that nothing is lost on the way out and back in.
#include "tools/report/national_export.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/replay/inspection/city_year.h"
#include "tools/intake/read_form.h"
#include "tools/sheet/read.h"

namespace xueji::test {
namespace {

struct Exporter {
  CityYear city;
  TemporaryDirectory home;
  std::unique_ptr<Views> views;

  Result<report::NationalExport> write(bool clear) {
    auto& office = city.office;
    REQUIRE(office.view->refresh());
    auto folded = Views::in_memory(office.ledger->log(), office.view->packs());
    REQUIRE(folded);
    views = *std::move(folded);
    auto& vault = office.ledger->personal().vault();
    return report::write_national_export(
        home.path() / "out", {city.school()},
        {*views, *office.view,
         [&](std::span<const DisclosureRequest> requests, std::span<const PersonalField> fields) {
           const auto& officer = office.signer("SCHOOL/status_officer");
           return vault.open_clear(requests, fields, {officer.person, Role::status_officer, "导出"},
                                   office.clock.now());
         },
         clear});
  }
};

PersonalValues sorted(PersonalValues values) {
  std::erase_if(values, [](const auto& one) { return one.second.empty(); });
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

TEST_CASE("the export has the headers of the national system, in its order", "[SY-1.3d][FJ-17]") {
  Exporter exporter;
  exporter.city.register_students(2);
  const auto written = exporter.write(true);
  INFO((written ? "" : written.error().what.en));
  REQUIRE(written);
  CHECK(written->lines == 2);
  REQUIRE(written->files.size() == 2);
  for (const auto& file : written->files) {
    INFO(file.string());
    const auto book = sheet::read_workbook(file);
    REQUIRE(book);
    const auto& sheet = book->sheets.front();
    CHECK(report::national_headers().size() == 45);
    for (std::size_t i = 0; i < report::national_headers().size(); ++i)
      CHECK(sheet::cell_at(sheet, 0, i).text == report::national_headers()[i]);
    CHECK(sheet::cell_at(sheet, 0, 0).text == "身份证号");
    CHECK(sheet::cell_at(sheet, 0, 44).text == "备注");
    CHECK(sheet::cell_at(sheet, 1, 5).text == "202409");
  }
}

TEST_CASE("what is exported reads back as the lines that were registered", "[SY-1.3d]") {
  Exporter exporter;
  exporter.city.register_students(3);
  const auto written = exporter.write(true);
  REQUIRE(written);
  auto& office = exporter.city.office;
  const auto book = sheet::read_workbook(written->files.front());
  REQUIRE(book);
  const auto directory = intake::Directory::read(*office.view, exporter.city.school(), nullptr);
  REQUIRE(directory);
  const PersonsInFlight nobody;
  PersonsKnown persons(office.ledger->personal().vault().persons(), nobody);
  const auto authoring = office.context();
  const intake::IntakeContext context{
      office.view->state(),  *directory,   persons, authoring.pack, exporter.city.school(),
      exporter.city.today(), office.random};
  const auto reading = intake::read_form(*book, Form::entry_roster, context);
  REQUIRE(reading);
  for (const auto& problem : reading->problems)
    CHECK(problem.level != intake::Level::refused);
  REQUIRE(reading->drafts.size() == 3);
  for (const auto& filed : office.roster_lines(exporter.city.students)) {
    const auto back =
        std::find_if(reading->drafts.begin(), reading->drafts.end(),
                     [&](const DraftEvent& draft) { return draft.subject == filed.subject; });
    REQUIRE(back != reading->drafts.end());
    CHECK(sorted(back->personal) == sorted(filed.personal));
    const auto& then = get<RosterLine>(filed.facts);
    const auto& now = get<RosterLine>(back->facts);
    CHECK(now.class_id == then.class_id);
    CHECK(now.major_code == then.major_code);
    CHECK(now.entered_on == then.entered_on);
    CHECK(now.study_mode == then.study_mode);
    CHECK(now.route == then.route);
    CHECK(now.category == then.category);
    CHECK(now.season == then.season);
  }
}

TEST_CASE("masked values are no export", "[privacy]") {
  Exporter exporter;
  exporter.city.register_students(1);
  const auto refused = exporter.write(false);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::refused);
  CHECK_FALSE(std::filesystem::exists(exporter.home.path() / "out"));
}

}  // namespace xueji::test
