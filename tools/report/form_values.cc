#include "tools/report/form_values.h"

#include <algorithm>
#include <type_traits>

#include "ledger/policy/identity.h"
#include "tools/intake/form_columns.h"
#include "tools/intake/to_sheet.h"

namespace xueji::report {
namespace {

enum class Mask : std::uint8_t { name, number, year, none };

struct FieldMaskRow {
  PersonalField field;
  Mask mask;
};
/// Every field that is not here is hidden whole.
constexpr FieldMaskRow masks[] = {
    {PersonalField::name, Mask::name},
    {PersonalField::former_name, Mask::name},
    {PersonalField::guardian_name, Mask::name},
    {PersonalField::identity_number, Mask::number},
    {PersonalField::national_student_number, Mask::number},
    {PersonalField::provincial_registration_number, Mask::number},
    {PersonalField::previous_certificate_number, Mask::number},
    {PersonalField::skill_certificate_number, Mask::number},
    {PersonalField::guardian_phone, Mask::number},
    {PersonalField::student_phone, Mask::number},
    {PersonalField::birth_date, Mask::year},
    {PersonalField::identity_type, Mask::none},
};

constexpr std::string_view tenths_suffix = "_tenths";

std::string tenths_text(const std::string& tenths) {
  const auto value = std::stoul(tenths);
  const auto whole = std::to_string(value / 10);
  return value % 10 == 0 ? whole : whole + "." + std::to_string(value % 10);
}

/// The column of a sheet that holds this field: its table says what a code means.
const intake::Column* sheet_column(PersonalField field) {
  for (const auto form : {Form::entry_roster, Form::admission}) {
    const auto* spec = intake::find_form_spec(form);
    if (spec == nullptr) continue;
    const auto at = intake::column_of(*spec, code_of(field));
    if (at) return &spec->columns[*at];
  }
  return nullptr;
}

}  // namespace

std::string masked_value(PersonalField field, std::string_view value) {
  if (value.empty()) return {};
  const auto* row = std::find_if(std::begin(masks), std::end(masks),
                                 [&](const auto& mask) { return mask.field == field; });
  if (row == std::end(masks)) return "***";
  switch (row->mask) {
    case Mask::name:
      return mask_name(value);
    case Mask::number:
      return mask_number(value);
    case Mask::year:
      return std::string(value.substr(0, 4)) + "-**-**";
    case Mask::none:
      break;
  }
  return std::string(value);
}

template <class T>
std::string FormValues::text_of(const T& value) const {
  if constexpr (std::is_same_v<T, Date>) {
    return value.ok() && value != Date{} ? to_text(value) : std::string();
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "是" : "否";
  } else if constexpr (std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (std::is_same_v<T, StudyMode>) {
    return pack_.study_mode_label(value).zh;
  } else if constexpr (std::is_enum_v<T>) {
    return code_of(value) == "none" ? std::string() : label_of(value).zh;
  } else if constexpr (std::is_integral_v<T>) {
    return std::to_string(value);
  } else if constexpr (std::is_same_v<T, Position>) {
    return value == no_position ? std::string() : std::to_string(value.value);
  } else if constexpr (std::is_same_v<T, OrganisationId>) {
    const auto* row = ledger_.state().organisation(value);
    return row != nullptr ? row->name : std::string();
  } else if constexpr (std::is_same_v<T, ClassId>) {
    const auto* row = ledger_.state().school_class(value);
    return row != nullptr ? row->name : std::string();
  } else {
    return {};
  }
}

template <class Struct>
void FormValues::put_fields(const Struct& facts, FieldTexts& into) const {
  OrganisationId school;
  for_each_field(facts, [&](const auto& field, const auto& member) {
    using T = std::remove_cvref_t<decltype(member)>;
    // What the ledger has not been told of a status is no statement that it is not so.
    if (std::is_same_v<Struct, StudentState> && std::is_same_v<T, bool>) return;
    auto text = text_of(member);
    if (field.name.ends_with(tenths_suffix)) {
      const auto name = field.name.substr(0, field.name.size() - tenths_suffix.size());
      into.insert_or_assign(std::string(name), tenths_text(text));
      return;
    }
    if constexpr (std::is_same_v<T, OrganisationId>) school = member;
    if constexpr (std::is_same_v<T, SiteId>) {
      text = "校本部";
      if (const auto* row = ledger_.state().organisation(school)) {
        for (const auto& point : row->sites) {
          if (point.site == member) text = point.name;
        }
      }
    }
    into.insert_or_assign(std::string(field.name), std::move(text));
  });
  if constexpr (requires { facts.major_catalogue; }) {
    into.insert_or_assign("major_code", major_text(facts.major_code, facts.major_catalogue));
  }
}

void FormValues::put_facts(const Event& event, FieldTexts& into) const {
  visit(
      [&](const auto& facts) {
        if constexpr (Described<std::remove_cvref_t<decltype(facts)>>) put_fields(facts, into);
      },
      event.facts);
}

void FormValues::put_student(const StudentState& student, FieldTexts& into) const {
  put_fields(student, into);
  into.insert_or_assign("student_number", student.number);
}

void FormValues::put_personal(PersonalField field, std::string_view value, FieldTexts& into) const {
  auto text = std::string(value);
  if (!clear_) {
    text = masked_value(field, value);
  } else if (const auto* column = sheet_column(field)) {
    text = column->type == intake::CellType::county ? pack_.divisions().full_name_of(value)
                                                    : intake::shown_value(*column, pack_, value);
    if (text.empty()) text = value;
  }
  into.insert_or_assign(std::string(code_of(field)), std::move(text));
}

void FormValues::put_personal(std::span<const PersonalField> fields, const Disclosure& disclosure,
                              FieldTexts& into) const {
  for (const auto field : fields) {
    const auto value = value_of(fields, disclosure, field);
    if (value) put_personal(field, *value, into);
  }
}

std::string FormValues::major_text(std::string_view code, std::string_view catalogue) const {
  const auto* major = pack_.majors().find(code, catalogue);
  if (major == nullptr) return std::string(code);
  return major->name + "(" + std::string(code) + ")";
}

}  // namespace xueji::report
