#include "tools/intake/form_columns.h"

#include <algorithm>

namespace xueji::intake {
namespace {

/// Columns that any form may have: the effective day, and what excuses a line (D-04).
std::vector<Column> common_columns() {
  using enum CellType;
  return {
      {.header = "生效日期",
       .field = "effective_on",
       .type = date,
       .help = {"不填则按表中日期或当日", "empty: the day of the act, or today"}},
      {.header = "例外规则",
       .field = "rule",
       .type = code,
       .only = EventType::rule_overridden,
       .aliases = {"override_rule"},
       .help = {"申请例外的规则编号,如SY-1.2l", "the rule to be excused, e.g. SY-1.2l"}},
      {.header = "例外原因",
       .field = "reason",
       .type = choice,
       .vocabulary = vocabulary_of<ReasonCode>,
       .only = EventType::rule_overridden,
       .aliases = {"override_reason"}},
      {.header = "例外依据",
       .field = "evidence",
       .type = digest,
       .only = EventType::rule_overridden,
       .width = 24,
       .aliases = {"override_evidence"},
       .help = {"批复文件的SHA-256(64位十六进制)", "SHA-256 of the letter, 64 hex digits"}},
      {.header = "例外说明",
       .field = "reason_text",
       .type = text,
       .only = EventType::rule_overridden,
       .width = 20,
       .aliases = {"override_reason_text"}},
  };
}

std::vector<FormSpec> all_forms() {
  std::vector<FormSpec> specs;
  for (auto part : {student_forms(), school_forms(), set_up_forms(), status_forms(), study_forms(),
                    discipline_forms(), exit_forms(), control_forms()}) {
    for (auto& spec : part) {
      for (auto& column : common_columns())
        spec.columns.push_back(std::move(column));
      specs.push_back(std::move(spec));
    }
  }
  return specs;
}

}  // namespace

std::span<const FormSpec> form_specs() {
  static const auto specs = all_forms();
  return specs;
}

const FormSpec* find_form_spec(Form form) {
  for (const auto& spec : form_specs()) {
    if (spec.form == form) return &spec;
  }
  return nullptr;
}

std::optional<std::size_t> column_of(const FormSpec& spec, std::string_view field) {
  for (std::size_t i = 0; i < spec.columns.size(); ++i) {
    if (spec.columns[i].field == field) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> source_of(const FormSpec& spec, EventType type, std::string_view field,
                                     PersonalField personal) {
  std::optional<std::size_t> general;
  for (std::size_t i = 0; i < spec.columns.size(); ++i) {
    const auto& column = spec.columns[i];
    const bool fits = personal == PersonalField::none ? column.field == field
                                                      : personal_field_of(column.field) == personal;
    if (!fits) continue;
    if (column.only == type) return i;
    if (column.only == EventType::none && !general) general = i;
  }
  return type == EventType::rule_overridden ? std::nullopt : general;
}

bool is_required(const FormSpec& spec, const Column& column, const Pack& pack) {
  if (column.required) return true;
  if (spec.required_parameter.empty() || column.field.empty()) return false;
  const auto fields = pack.texts(spec.required_parameter);
  return std::find(fields.begin(), fields.end(), column.field) != fields.end();
}

std::vector<Choice> choices_of(const Column& column, const Pack& pack) {
  std::vector<Choice> choices;
  if (const auto* table = column.table.empty() ? nullptr : pack.table(column.table)) {
    for (const auto& code : table->codes())
      choices.push_back({code.code, code.label});
  } else if (column.vocabulary != nullptr) {
    choices = column.vocabulary();
  }
  if (!column.parameter.empty()) {
    const auto allowed = pack.texts(column.parameter);
    if (!allowed.empty()) {
      std::erase_if(choices, [&](const Choice& choice) {
        return std::find(allowed.begin(), allowed.end(), choice.code) == allowed.end();
      });
    }
  }
  return choices;
}

PersonalField personal_field_of(std::string_view field) {
  // Forms that take a consent along have two documents in one row.
  if (field == "consent_document") return PersonalField::document_digest;
  for (const auto& term : personal_field_terms()) {
    if (term.code == field) return term.field;
  }
  return PersonalField::none;
}

}  // namespace xueji::intake
