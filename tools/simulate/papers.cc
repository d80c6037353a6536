#include "tools/simulate/papers.h"

#include <algorithm>
#include <utility>

namespace xueji::simulate {
namespace {

/// The receipt of the platform for a change.
Status confirm_change(World& world, OfficeIndex school, StudentIndex student,
                      std::string_view name) {
  const auto& one = world.roll.students[student];
  return file_paper(world, Form::external_confirmation, school, world.city.officer(school),
                    "receipt-" + std::string(name), student,
                    {confirmation_cells(world, one, true)});
}

}  // namespace

std::string paper_digest(World& world) {
  return to_hex(invented_document(world).view());
}

void add_consent(World& world, Cells& cells) {
  cells["by_student"] = "true";
  cells["by_guardian"] = "true";
  cells["on_paper"] = "true";
  cells["signed_on"] = to_text(world.desk.today());
  cells["consent_document"] = paper_digest(world);
}

std::string paper_name(std::string_view what, const World& world, StudentIndex student) {
  return std::string(what) + "-" + std::to_string(student) + "-" + to_text(world.desk.today());
}

Status file_paper(World& world, Form form, OfficeIndex school, const Signer& author,
                  std::string_view name, StudentIndex student, std::vector<Cells> rows) {
  const auto filed = file_sheet(
      world, {form, school, author, paper_name(name, world, student), std::move(rows), {{1}}});
  return filed ? Status{} : fail(filed.error());
}

void note_change(World& world, OfficeIndex school, EventType type, const SubmissionId& id) {
  const auto form = type == EventType::student_info_changed ? ReportForm::info_changes
                                                            : ReportForm::status_changes;
  world.acts.push_back({school, form, type, id});
}

DraftEvent excuse(World& world, OfficeIndex school, std::string rule) {
  return {SubjectKind::organisation,
          subject_of(world.office(school).id),
          world.desk.today(),
          RuleOverridden{std::move(rule), ReasonCode::approved_by_letter, invented_document(world)},
          {{PersonalField::reason_text, "演示:经批准补办"}}};
}

void add_class(const World& world, Cells& cells, ClassIndex target) {
  const auto& one = world.roll.classes[target];
  cells["class_id"] = one.name;
  cells["major_name"] = major_name(one.major);
  cells["major_code"] = one.major;
  cells["major_catalogue"] = major_catalogue;
}

Cells paper_cells(World& world, const Student& student, std::string_view reason_text) {
  auto cells = who_cells(student);
  cells["document_digest"] = paper_digest(world);
  cells["reason_text"] = reason_text;
  return cells;
}

Status hand_file_over(World& world, OfficeIndex school, StudentIndex student) {
  auto row = who_cells(world.roll.students[student]);
  row["handed_on"] = to_text(world.desk.today());
  row["receiver"] = "演示市人才服务中心";
  row["document_digest"] = paper_digest(world);
  return file_paper(world, Form::file_closing, school, world.city.signer(school, Role::file_keeper),
                    "file-handing-over", student, {std::move(row)});
}

Status change_status(World& world, OfficeIndex school, StudentIndex student, StatusChange change) {
  const auto id = std::make_shared<SubmissionId>();
  const auto uploaded = world.desk.pack().texts("changes_uploaded");
  const bool is_uploaded =
      std::find(uploaded.begin(), uploaded.end(), code_of(change.type)) != uploaded.end();
  auto way = std::move(change.way);
  way.in_effect = [&world, id, school, student, is_uploaded, type = change.type, name = change.name,
                   left = change.left, in_effect = std::move(change.in_effect)]() -> Status {
    note_change(world, school, type, *id);
    if (left) note_change(world, *left, type, *id);
    if (is_uploaded) {
      world.agenda.at(
          add_days(world.desk.today(), 10), Hour::early,
          [&world, school, student, name] { return confirm_change(world, school, student, name); });
    }
    return in_effect ? in_effect() : Status{};
  };
  SheetErrand errand{change.form,
                     school,
                     change.author.value_or(world.city.officer(school)),
                     paper_name(change.name, world, student),
                     std::move(change.rows),
                     std::move(way),
                     std::move(change.excuse)};
  const auto filed = file_sheet(world, std::move(errand));
  if (!filed) return fail(filed.error());
  *id = filed->id;
  if (change.filed) change.filed(filed->id);
  return {};
}

Status close_files(World& world, OfficeIndex school, const std::vector<StudentIndex>& students) {
  const auto keeper = world.city.holder(school, Role::file_keeper);
  std::vector<Cells> rows;
  for (const auto index : students) {
    auto row = who_cells(world.roll.students[index]);
    row["archived_on"] = to_text(world.desk.today());
    row["keeper"] = to_text(world.city.staff(keeper).person);
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return {};
  const auto filed = file_sheet(world, {Form::file_closing,
                                        school,
                                        world.city.signer(school, Role::file_keeper),
                                        paper_name("file-closing", world, students.front()),
                                        std::move(rows),
                                        {{1}}});
  if (!filed) return fail(filed.error());
  world.closings.push_back({school, world.desk.today(), filed->id});
  return {};
}

void move_to_class(World& world, StudentIndex student, ClassIndex target) {
  auto& one = world.roll.students[student];
  std::erase(world.roll.classes[one.class_index].students, student);
  world.roll.classes[target].students.push_back(student);
  one.class_index = target;
}

}  // namespace xueji::simulate
