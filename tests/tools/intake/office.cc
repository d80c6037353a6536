#include "tests/tools/intake/office.h"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "ledger/policy/identity.h"
#include "ledger/policy/pack_files.h"

namespace xueji::intake::office {
namespace {

Pack shipped(std::string_view id) {
  const auto files = shipped_pack(id);
  REQUIRE(files);
  auto pack = load_pack(*files);
  REQUIRE(pack);
  return *std::move(pack);
}

}  // namespace

std::string citizen(int serial, std::string_view division) {
  const auto digits = std::to_string(100 + serial % 900);
  const auto day = std::to_string(10 + serial / 900);
  auto number = std::string(division) + "200803" + day + digits;
  number += citizen_id_check_character(number);
  return number;
}

std::optional<PersonId> Numbers::find(std::string_view type, std::string_view number) const {
  const auto at = known.find({std::string(type), std::string(number)});
  return at == known.end() ? std::nullopt : std::optional(at->second);
}

Office::Office(std::string_view pack_id) : pack(shipped(pack_id)) {
  const auto add = [&](const OrganisationId& which, OrganisationKind kind, std::string code,
                       std::string name, const OrganisationId& above) {
    auto& row = state.edit_organisation(which);
    row.id = which;
    row.kind = kind;
    row.code = std::move(code);
    row.name = std::move(name);
    row.supervisor = above;
    row.division_code = "420304";
    row.school_type = SchoolType::secondary_vocational;
  };
  add(city, OrganisationKind::city, "C00", "演示市教育局", {});
  add(county, OrganisationKind::county, "C01", "演示县教育局", city);
  add(school, OrganisationKind::school, "S001", "演示职业技术学校", county);
  state.edit_organisation(school).sites = {{site, "东教学点", "420304"}};
  const auto open = [&](const ClassId& which, std::string name, const SiteId& where) {
    auto& row = state.edit_class(which);
    row.id = which;
    row.school = school;
    row.name = std::move(name);
    row.cohort = 2024;
    row.season = Season::autumn;
    row.major_code = "710201";
    row.major_catalogue = "2021";
    row.site = where;
    directory.add(row);
  };
  open(class_one, "24计算机1班", {});
  open(class_two, "24计算机2班", site);
  for (const auto& which : {city, county, school})
    directory.add(*state.organisation(which));
  for (const auto& [person, name, number] :
       {std::tuple(officer, "王芳", "T001"), std::tuple(teacher, "赵强", "T002")}) {
    state.edit_person(person).employer = school;
    directory.add(StaffEntry{person, school, name, number});
  }
}

StudentId Office::add_student(int serial, StudentStatus status) {
  const auto person = random.draw<PersonId>();
  const auto student = random.draw<StudentId>();
  auto& row = state.edit_student(student);
  row.id = student;
  row.person = person;
  row.school = school;
  row.status = status;
  auto& holder = state.edit_person(person);
  holder.id = person;
  holder.statuses.push_back(student);
  numbers.known[{"1", citizen(serial)}] = person;
  return student;
}

IntakeContext Office::context(const OrganisationId& who) {
  return {state, directory, numbers, pack, who, today, random, id<Digest>(0x77)};
}

CheckContext Office::check_context(const IntakeContext& intake) const {
  return {intake,
          id<LedgerId>(0x55),
          id<Digest>(0x66),
          {officer, Role::status_officer, school, {}},
          {},
          Instant{start_of(today).ms + 3'600'000}};
}

sheet::Workbook book(const std::vector<std::vector<std::string>>& lines) {
  sheet::Workbook workbook;
  auto& sheet = workbook.sheets.emplace_back();
  for (const auto& line : lines) {
    auto& row = sheet.rows.emplace_back();
    for (const auto& text : line) {
      row.push_back(text.empty()
                        ? sheet::Cell{}
                        : sheet::Cell{sheet::CellKind::text, sheet::CellKind::empty, text, 0});
    }
  }
  return workbook;
}

FormReading read(Office& office, Form form, const sheet::Workbook& workbook,
                 const OrganisationId& who) {
  auto reading = read_form(workbook, form, office.context(who));
  REQUIRE(reading);
  return *std::move(reading);
}

const CellProblem* at(const std::vector<CellProblem>& problems, std::string_view place) {
  for (const auto& problem : problems) {
    if (place_of(problem) == place) return &problem;
  }
  return nullptr;
}

std::string listed(const std::vector<CellProblem>& problems) {
  std::string out;
  for (const auto& problem : problems) {
    out += place_of(problem) + " " + problem.rule + " " + label_of(problem.level).en + ": " +
           problem.header + ": " + problem.message.en + " [" + problem.expected.zh + "]\n";
  }
  return out;
}

Folder::Folder() {
  auto name = (std::filesystem::temp_directory_path() / "intake-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace xueji::intake::office
