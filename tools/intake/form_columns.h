// The columns of every form, as data: header, meaning, how a cell is read, which fact or personal
// field it becomes. What differs between jurisdictions (labels, allowed codes, required fields)
// comes from the policy pack. Thread safety: immutable after first use.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/text.h"
#include "ledger/model/event.h"
#include "ledger/policy/pack.h"

namespace xueji::intake {

/// How a cell is read. References (class, major, …) are found by name or code and become ids.
enum class CellType : std::uint8_t {
  text,          ///< Free text.
  name,          ///< A person's or body's name: middle dots made one.
  code,          ///< A code without inner spaces.
  choice,        ///< One code of a table; its label is accepted too.
  choices,       ///< Several of them, separated by commas.
  whole_number,  ///< "3", "3年", "2024级".
  tenths,        ///< "168", "168.5": kept in tenths.
  position,      ///< The position of an entry of the ledger.
  month,         ///< "2024-09", "2024年9月", a whole date; becomes its first day.
  date,
  yes_no,
  digest,           ///< SHA-256, 64 hexadecimal digits.
  bytes,            ///< Hexadecimal or base64.
  identity_number,  ///< Citizen id or other document; by it a student is found.
  identity_list,    ///< Several citizen ids: students of the school.
  student_id,       ///< A student by the ledger's own id, for those without a document.
  province,
  city,
  county,        ///< Read with its province and city; becomes a division code.
  division,      ///< A division by its six digits.
  organisation,  ///< By code or name.
  school_class,  ///< By name, within its school.
  site,          ///< A teaching point by name; 校本部 and empty are the main campus.
  major_name,
  major_code,
  person,        ///< Staff, by staff number, name or id.
  checked_only,  ///< Stands in the national sheet; nothing of it is stored.
};

struct Choice {
  std::string code;
  Text label;
};

struct Column {
  std::string_view header;  ///< Official Chinese header.
  std::string_view field;   ///< Code of the fact or personal field, as refusals name it.
  CellType type = CellType::text;
  bool required = false;
  std::string_view table = {};  ///< Code table of the pack; without it the text stands as it is.
  std::string_view parameter = {};                ///< Pack parameter that narrows the codes.
  std::vector<Choice> (*vocabulary)() = nullptr;  ///< Codes of the software's own vocabulary.
  std::string_view fallback = {};                 ///< What an empty cell means.
  EventType only = EventType::none;  ///< The one event that takes it; none: every one that can.
  double width = 12;
  std::vector<std::string_view> aliases = {};
  Text help = {};
  std::string_view example = {};
};

/// Where the subject of an event comes from.
enum class SubjectSource : std::uint8_t {
  student,           ///< Found by identity number, at this school.
  new_student,       ///< Drawn here.
  school_class,      ///< The class of the column `class_id`.
  new_class,         ///< Drawn here, unless the school has the class already.
  own_organisation,  ///< Who files, unless the column `organisation` or `school` names another.
  new_organisation,
  person,  ///< The person of the column `person`.
  new_person,
  key_owner,  ///< Person or organisation, whichever is stated.
};

/// One kind of event that a row of the form becomes.
struct FormEvent {
  EventType type{};
  SubjectSource subject{};
  std::string_view effective = {};  ///< Field whose date it holds from; empty: 生效日期, or today.
  /// The row becomes this event only if this column is filled, or holds `when_code`.
  std::string_view when_field = {};
  std::string_view when_code = {};
};

struct FormSpec {
  Form form{};
  std::vector<FormEvent> events;
  std::vector<Column> columns;
  /// Rows that agree in these fields become one event; its parts are the rows.
  std::vector<std::string_view> group_by = {};
  /// Each row names a student, though the event is about the school: an internship's list.
  bool rows_are_students = false;
  /// A row that names no major means that of its class.
  bool major_of_class = false;
  /// Pack parameter that lists further required fields.
  std::string_view required_parameter = {};
};

/// Every form that a sheet can file, with the columns for overrides and the effective day.
[[nodiscard]] std::span<const FormSpec> form_specs();
/// nullptr for a form without a sheet (policy packs).
[[nodiscard]] const FormSpec* find_form_spec(Form form);

/// Index of the column of this field; nothing if the form has none.
[[nodiscard]] std::optional<std::size_t> column_of(const FormSpec& spec, std::string_view field);
/// The column that feeds a field of an event of `type`: one that is meant for it alone before one
/// for every event. By `field`, or by the personal field when one is given. An override takes its
/// own columns only.
[[nodiscard]] std::optional<std::size_t> source_of(const FormSpec& spec, EventType type,
                                                   std::string_view field,
                                                   PersonalField personal = PersonalField::none);
/// Whether a cell of this column must be filled under this pack.
[[nodiscard]] bool is_required(const FormSpec& spec, const Column& column, const Pack& pack);
/// What a choice column accepts under this pack, in table order; empty: any text.
[[nodiscard]] std::vector<Choice> choices_of(const Column& column, const Pack& pack);
/// The personal field of this code; none for clear facts.
[[nodiscard]] PersonalField personal_field_of(std::string_view field);

/// Parts of the tables, by area (forms_*.cc).
[[nodiscard]] std::vector<FormSpec> student_forms();
[[nodiscard]] std::vector<FormSpec> school_forms();
[[nodiscard]] std::vector<FormSpec> set_up_forms();
[[nodiscard]] std::vector<FormSpec> control_forms();
[[nodiscard]] std::vector<FormSpec> discipline_forms();
[[nodiscard]] std::vector<FormSpec> exit_forms();
[[nodiscard]] std::vector<FormSpec> status_forms();
[[nodiscard]] std::vector<FormSpec> study_forms();

/// The codes of an enumeration without its "none".
template <class Enum>
[[nodiscard]] std::vector<Choice> vocabulary_of() {
  std::vector<Choice> choices;
  for (const auto& term : terms_of<Enum>()) {
    if (term.code == "none") continue;
    choices.push_back({std::string(term.code), {std::string(term.zh), std::string(term.en)}});
  }
  return choices;
}

}  // namespace xueji::intake
