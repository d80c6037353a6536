#include "tools/intake/row_reader.h"

#include <algorithm>

#include "ledger/registry/guards.h"
#include "tools/sheet/normalise.h"

namespace xueji::intake {
namespace {

EventPlan plan_of(const FormSpec& spec, const FormEvent& event) {
  EventPlan plan{.event = event, .facts = {}, .personal = {}, .when_column = {}};
  for (const auto name : fact_names(event.type)) {
    if (const auto column = source_of(spec, event.type, name)) {
      plan.facts.emplace_back(name, *column);
    }
  }
  for (const auto field : personal_fields_of(event.type)) {
    if (const auto column = source_of(spec, event.type, {}, field)) {
      plan.personal.emplace_back(field, *column);
    }
  }
  if (!event.when_field.empty()) plan.when_column = column_of(spec, event.when_field);
  return plan;
}

bool is_major(const Column& column) {
  return column.type == CellType::major_name || column.type == CellType::major_code;
}

bool is_about_students(const FormSpec& spec) {
  return spec.rows_are_students ||
         std::any_of(spec.events.begin(), spec.events.end(), [](const FormEvent& event) {
           return event.subject == SubjectSource::student ||
                  event.subject == SubjectSource::new_student;
         });
}

}  // namespace

RowReader::RowReader(const FormSpec& spec, const IntakeContext& context, FormReading& out)
    : spec_(spec), context_(context), out_(out) {
  for (const auto& column : spec.columns) {
    ReadColumn read;
    read.column = &column;
    read.choices = ChoiceLookup(column, context.pack);
    // A major may be named by either of two columns; resolve_major sees to it.
    read.required =
        is_required(spec, column, context.pack) && column.fallback.empty() && !is_major(column);
    if (column.type == CellType::identity_number) read.required = is_about_students(spec);
    read.personal = personal_field_of(column.field);
    read.fallback = value_of_text(column.fallback, column, read.choices);
    columns_.push_back(std::move(read));
  }
  for (const auto& event : spec.events)
    plans_.push_back(plan_of(spec, event));
  override_plan_ = plan_of(spec, {.type = EventType::rule_overridden,
                                  .subject = {},
                                  .effective = {},
                                  .when_field = "rule",
                                  .when_code = {}});
  for (const auto& binding : context.pack.guards()) {
    if (std::find(binding.forms.begin(), binding.forms.end(), spec.form) == binding.forms.end()) {
      continue;
    }
    rules_.emplace(binding.guard, binding.rule);
  }
}

std::vector<sheet::WantedColumn> RowReader::wanted() const {
  std::vector<sheet::WantedColumn> wanted;
  for (const auto& read : columns_) {
    sheet::WantedColumn column{std::string(read.column->header), {}, read.required};
    for (const auto alias : read.column->aliases)
      column.aliases.emplace_back(alias);
    if (read.column->only == EventType::none || read.column->aliases.empty()) {
      column.aliases.emplace_back(read.column->field);
    }
    wanted.push_back(std::move(column));
  }
  return wanted;
}

void RowReader::begin_sheet(const sheet::Sheet& sheet, std::size_t index,
                            const sheet::Binding& binding) {
  sheet_ = &sheet;
  sheet_index_ = index;
  binding_ = &binding;
  SheetColumns known{index, binding.header_row, binding.columns, {}};
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].changed = columns_[i].formulas = 0;
    const auto& at = binding.columns[i];
    known.headers.push_back(at ? sheet::cell_at(sheet, binding.header_row, *at).text
                               : std::string(columns_[i].column->header));
  }
  out_.sheets.push_back(std::move(known));
}

void RowReader::read_row(std::size_t row) {
  row_ = row;
  const auto count = columns_.size();
  values_.assign(count, {});
  texts_.assign(count, {});
  faulty_.assign(count, false);
  student_.reset();
  new_class_.reset();
  class_is_new_ = no_subject_ = false;
  ++out_.rows_read;
  read_cells();
  resolve();
  make_events();
}

void RowReader::read_cells() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (binding_->columns[i]) read_one_cell(i);
    auto& read = columns_[i];
    if (values_[i].stated || faulty_[i]) continue;
    if (read.fallback.stated) {
      values_[i] = read.fallback;
    } else if (read.required && binding_->columns[i] &&
               read.column->type != CellType::identity_number) {
      const bool of_pack = !read.column->required;
      const auto* parameter = of_pack ? context_.pack.parameter(spec_.required_parameter) : nullptr;
      refuse(
          i, "", {"必填项为空", "a required cell is empty"}, {"请填写", "fill it in"},
          parameter != nullptr && !parameter->rules.empty() ? parameter->rules.front() : "FORMAT");
    }
  }
}

void RowReader::read_one_cell(std::size_t column) {
  auto& read = columns_[column];
  const auto& cell = sheet::bound_cell(*sheet_, *binding_, row_, column);
  if (cell.is_empty() || read.column->type == CellType::checked_only) return;
  auto got = read_cell(cell, *read.column, read.choices);
  if (got.was_changed && read.changed++ == 0) read.changed_first_row = row_;
  if (got.was_formula && read.formulas++ == 0) read.formulas_first_row = row_;
  texts_[column] = got.text;
  values_[column] = std::move(got.value);
  if (!got.fault) return;
  const bool is_identity = read.personal == PersonalField::identity_number;
  // What is in no table identifies nobody; shown as it stands, the registrar can see the slip.
  const bool open = read.column->type == CellType::choice || read.column->type == CellType::yes_no;
  refuse(column, open ? got.text : shown(column, got.text), got.fault->message, got.fault->expected,
         is_identity                                    ? rule_of("identity_number_valid")
         : open && read.personal != PersonalField::none ? rule_of("personal_codes_known")
                                                        : "FORMAT");
}

void RowReader::end_sheet() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto& read = columns_[i];
    if (read.changed > 0) {
      const auto count = std::to_string(read.changed);
      report(read.changed_first_row, binding_->columns[i], Level::note, "FORMAT", "",
             {"已规范化 " + count + " 个单元格(空格、全角字符等),此为第一个",
              count + " cells normalised (spaces, full-width characters), this is the first"},
             {"无须处理", "nothing to do"});
    }
    if (read.formulas > 0) {
      const auto count = std::to_string(read.formulas);
      report(read.formulas_first_row, binding_->columns[i], Level::warning, "FORMAT", "",
             {count + " 个单元格是公式,按缓存的结果读取,此为第一个",
              count + " cells are formulas, read as their cached values; this is the first"},
             {"用“粘贴为数值”代替公式", "paste values instead of formulas"});
    }
  }
}

CellProblem RowReader::problem_at(std::optional<std::size_t> row,
                                  std::optional<std::size_t> column) const {
  CellProblem problem;
  problem.sheet = sheet_index_;
  problem.sheet_name = sheet_->name;
  problem.row = row;
  problem.column = column;
  if (column) {
    problem.header = sheet::cell_at(*sheet_, binding_->header_row, *column).text;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (binding_->columns[i] == column) problem.field = columns_[i].column->field;
    }
  }
  return problem;
}

void RowReader::report(std::optional<std::size_t> row, std::optional<std::size_t> column,
                       Level level, std::string rule, std::string seen, Text message,
                       Text expected) {
  auto problem = problem_at(row, column);
  problem.rule = std::move(rule);
  problem.level = level;
  problem.seen = std::move(seen);
  problem.message = std::move(message);
  problem.expected = std::move(expected);
  out_.problems.push_back(std::move(problem));
}

void RowReader::refuse(std::size_t column, std::string seen, Text message, Text expected,
                       std::string rule) {
  faulty_[column] = true;
  values_[column] = {};
  const auto& read = columns_[column];
  report(row_, binding_->columns[column], Level::refused, std::move(rule), std::move(seen),
         std::move(message), std::move(expected));
  auto& problem = out_.problems.back();
  if (problem.header.empty()) problem.header = read.column->header;
  problem.field = read.column->field;
}

std::string RowReader::rule_of(std::string_view guard) const {
  const auto rule = rules_.find(guard);
  return rule == rules_.end() ? "FORMAT" : rule->second;
}

std::string RowReader::shown(std::size_t column, const std::string& text) const {
  const auto& read = columns_[column];
  if (read.column->type == CellType::identity_number) return mask_number(text);
  if (read.column->type == CellType::person) return mask_name(text);
  return read.personal == PersonalField::none ? text : masked(read.personal, text);
}

bool RowReader::is_stated(std::optional<std::size_t> column) const {
  return column && values_[*column].stated;
}

const CellValue* RowReader::value(std::string_view field) const {
  const auto column = column_of(spec_, field);
  return is_stated(column) ? &values_[*column] : nullptr;
}

std::optional<std::size_t> RowReader::bound(std::string_view field) const {
  const auto column = column_of(spec_, field);
  return column && binding_->columns[*column] ? column : std::nullopt;
}

}  // namespace xueji::intake
