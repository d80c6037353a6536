#include "tools/simulate/student_cells.h"

namespace xueji::simulate {
namespace {

const SchoolClass& class_of(const World& world, const Student& student) {
  return world.roll.classes[student.class_index];
}

/// Province, city and county by their names, as the national form wants them.
void add_place(const World& world, Cells& cells, const std::string& county,
               std::string_view province_field, std::string_view city_field,
               std::string_view county_field) {
  const auto& divisions = world.desk.pack().divisions();
  cells[province_field] = divisions.name_of(county.substr(0, 2) + "0000");
  cells[city_field] = divisions.name_of(county.substr(0, 4) + "00");
  cells[county_field] = divisions.name_of(county);
}

void add_household(const World& world, Cells& cells, const Student& student) {
  add_place(world, cells, student.person.household, "household_province", "household_city",
            "household_county");
}

void add_intake(const World& world, Cells& cells, const Student& student) {
  const auto& one = class_of(world, student);
  if (student.way == WayIn::by_category) {
    constexpr std::size_t category_digits = 2;
    cells["major_code"] = one.major.substr(0, category_digits);
  } else {
    cells["major_name"] = major_name(one.major);
    cells["major_code"] = one.major;
  }
  cells["major_catalogue"] = major_catalogue;
  cells["cohort"] = std::to_string(one.cohort) + "级";
  cells["season"] = code_of(one.season);
}

void add_person(Cells& cells, const Student& student) {
  cells["sex"] = std::string(1, student.person.sex);
  cells["birth_date"] = to_text(student.person.birth);
}

void add_joint_programme(const World& world, Cells& cells, const Student& student) {
  if (student.way == WayIn::joint)
    cells["joint"] = world.is_provincial ? "three_stage" : "other_joint";
}

std::string digest_text(World& world) {
  return to_hex(invented_document(world).view());
}

/// The columns that rosters and opening imports share.
Cells national_cells(World& world, const Student& student) {
  const auto& one = class_of(world, student);
  const auto& person = student.person;
  auto cells = who_cells(student);
  add_person(cells, student);
  add_intake(world, cells, student);
  add_household(world, cells, student);
  add_place(world, cells, person.household, "home_province", "home_city", "home_county");
  cells["entered_on"] = std::to_string(one.cohort) + (one.season == Season::spring ? "03" : "09");
  cells["programme_years"] = "3";
  cells["study_mode"] = "full_time";
  cells["class_id"] = one.name;
  cells["ethnic_group"] = person.ethnic_group;
  cells["household_address"] = "演示路" + std::to_string(student.class_index + 1) + "号";
  cells["household_type"] = "1";
  cells["low_income"] = "false";
  cells["receives_grant"] = "true";
  cells["monthly_grant"] = "200";
  cells["guardian_name"] = person.guardian;
  cells["guardian_phone"] = person.phone;
  cells["health"] = "1";
  cells["home_address"] = cells["household_address"];
  cells["student_phone"] = person.phone;
  cells["postal_code"] = "000000";
  cells["political_status"] = "03";
  cells["native_place"] = cells["household_city"];
  cells["previous_school"] = person.previous_school;
  cells["previous_certificate_number"] = "YS" + person.phone;
  cells["origin_place"] = cells["household_county"];
  return cells;
}

}  // namespace

Cells who_cells(const Student& student) {
  return {{"name", student.person.name},
          {"identity_type", "1"},
          {"identity_number", student.person.number}};
}

Cells admission_cells(const World& world, const Student& student) {
  auto cells = who_cells(student);
  add_person(cells, student);
  add_intake(world, cells, student);
  add_household(world, cells, student);
  cells["route"] = "exam";
  cells["category"] = "junior_graduate";
  cells["basis"] = "exam_list";
  cells["prior_education"] = "junior_high";
  cells["admitted_on"] = to_text(world.desk.today());
  cells["previous_school"] = student.person.previous_school;
  cells["previous_certificate_number"] = "YS" + student.person.phone;
  add_joint_programme(world, cells, student);
  return cells;
}

Cells diversion_cells(const World& world, const Student& student) {
  auto cells = admission_cells(world, student);
  cells["route"] = "ordinary_high_diversion";
  cells["terms_completed"] = "3";
  cells["reason_text"] = "演示:普高分流";
  return cells;
}

Cells arrival_cells(const World& world, const Student& student, Date arrived_on,
                    Date attending_from) {
  auto cells = who_cells(student);
  cells["class_id"] = class_of(world, student).name;
  cells["arrived_on"] = to_text(arrived_on);
  cells["fee"] = "waived";
  cells["attending_from"] = to_text(attending_from);
  return cells;
}

Cells photo_cells(World& world, const Student& student) {
  auto cells = who_cells(student);
  cells["photo_digest"] = digest_text(world);
  cells["taken_online"] = "true";
  cells["taken_on"] = to_text(world.desk.today());
  return cells;
}

Cells roster_cells(World& world, const Student& student) {
  auto cells = national_cells(world, student);
  cells["route"] = "exam";
  cells["category"] = "junior_graduate";
  cells["student_category"] = "1";
  cells["grade"] = "1";
  cells["off_main_campus"] = "false";
  add_joint_programme(world, cells, student);
  if (student.way == WayIn::joint) cells["joint_partner_code"] = "0000000000";
  return cells;
}

Cells import_cells(World& world, const Student& student, const Digest& paper_register,
                   const std::string& number) {
  auto cells = national_cells(world, student);
  cells["status"] = student.on_leave ? "on_leave" : "active";
  cells["paper_register"] = to_hex(paper_register.view());
  if (!number.empty()) cells["number"] = number;
  return cells;
}

Cells identity_review_cells(const World& world, const Student& student) {
  auto cells = who_cells(student);
  cells["result"] = student.fails_review ? "failed" : "passed";
  cells["against_city_roster"] = "true";
  cells["against_certificate"] = "false";
  for (const auto* item : {"name_agrees", "sex_agrees", "birth_month_agrees", "household_agrees"}) {
    cells[item] = "true";
  }
  cells["identity_number_agrees"] = student.fails_review ? "false" : "true";
  cells["reviewed_on"] = to_text(world.desk.today());
  return cells;
}

Cells health_review_cells(const World& world, const Student& student) {
  auto cells = who_cells(student);
  cells["result"] = "passed";
  cells["hospital"] = "grade_2a";
  cells["reviewed_on"] = to_text(world.desk.today());
  return cells;
}

Cells confirmation_cells(const World& world, const Student& student, bool matched) {
  auto cells = who_cells(student);
  cells["system"] = world.is_provincial ? "provincial" : "national_status_system";
  cells["confirmed_on"] = to_text(world.desk.today());
  cells["matched"] = matched ? "true" : "false";
  cells["national_student_number"] = "G" + student.person.number;
  return cells;
}

}  // namespace xueji::simulate
