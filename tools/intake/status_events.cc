// What a row about an ongoing change leaves out, because the ledger or the class says it: the
// school left, cohort and major of a class, the hours of a term, the age on a day, the code behind
// a label.
#include <algorithm>
#include <map>
#include <type_traits>

#include "ledger/policy/identity.h"
#include "ledger/registry/other_school.h"
#include "ledger/registry/school_terms.h"
#include "ledger/vault/person_index.h"
#include "tools/intake/row_reader.h"

namespace xueji::intake {
namespace {

using P = PersonalField;

void add_if_missing(PersonalValues& values, PersonalField field, std::string value) {
  const auto same = [&](const auto& entry) { return entry.first == field; };
  if (value.empty() || std::any_of(values.begin(), values.end(), same)) return;
  values.emplace_back(field, std::move(value));
}

std::string* find_value(PersonalValues& values, PersonalField field) {
  for (auto& [key, value] : values) {
    if (key == field) return &value;
  }
  return nullptr;
}

/// Changes into a class take the cohort and the major of it where the row is silent.
template <class Facts>
constexpr bool follows_class =
    std::is_same_v<Facts, MajorChanged> || std::is_same_v<Facts, GradeRepeated> ||
    std::is_same_v<Facts, TransferCompleted> || std::is_same_v<Facts, StudyResumed>;

template <class Facts>
void take_from_class(Facts& facts, const StateView& state) {
  if constexpr (follows_class<Facts>) {
    const auto* row = state.school_class(facts.class_id);
    if (row == nullptr) return;
    if constexpr (requires { facts.cohort; }) {
      if (facts.cohort == 0) facts.cohort = row->cohort;
    }
    if constexpr (requires { facts.major_code; }) {
      if (!facts.major_code.empty()) return;
      facts.major_code = row->major_code;
      facts.major_catalogue = row->major_catalogue;
    }
  }
}

TransferScope scope_of(Form form, TransferScope stated) {
  if (form == Form::transfer) return TransferScope::in_province;
  return form == Form::transfer_across ? TransferScope::into_province : stated;
}

/// A coded field may be stated by its label; numbers are written as the index writes them.
void normalise_change(const Pack& pack, const std::string& changed, std::string& value) {
  static const std::map<std::string_view, std::string_view> tables = {
      {"identity_type", "identity_types"}, {"sex", "sexes"},
      {"ethnic_group", "ethnic_groups"},   {"political_status", "political_statuses"},
      {"health", "health_statuses"},       {"household_type", "household_types"},
  };
  if (changed == code_of(P::identity_number)) {
    const auto slash = value.find('/');
    const auto type = slash == std::string::npos ? std::string("1") : value.substr(0, slash);
    const auto number = slash == std::string::npos ? value : value.substr(slash + 1);
    const auto clean = normalised_number(type, number);
    value = slash == std::string::npos ? clean : type + "/" + clean;
    return;
  }
  if (changed == code_of(P::birth_date)) {
    if (const auto day = date_from_text(value)) value = to_text(*day);
    return;
  }
  const auto name = tables.find(changed);
  const auto* table = name == tables.end() ? nullptr : pack.table(name->second);
  if (table == nullptr) return;
  for (const auto& code : table->codes()) {
    if (code.label.zh == value || code.label.en == value) {
      value = code.code;
      return;
    }
  }
}

}  // namespace

void RowReader::derive_change(DraftEvent& draft) {
  const auto* student = context_.state.student(as<StudentId>(draft.subject));
  const auto school = school_of_row();
  visit([&](auto& facts) { take_from_class(facts, context_.state); }, draft.facts);
  if (auto* request = get_if<TransferRequested>(&draft.facts)) {
    const bool comes = takes_over(spec_.form);
    if (student != nullptr) request->from_school = student->school;
    if (comes) request->to_school = school;
    request->scope = scope_of(spec_.form, request->scope);
  } else if (auto* completed = get_if<TransferCompleted>(&draft.facts)) {
    completed->to_school = school;
  } else if (auto* custody = get_if<CustodyTransferred>(&draft.facts)) {
    if (student != nullptr) custody->from = student->school;
    custody->to = school;
  } else if (auto* leave = get_if<LeaveGranted>(&draft.facts)) {
    derive_leave(*leave, draft.personal);
  } else if (auto* change = get_if<MajorChanged>(&draft.facts)) {
    const auto* row = context_.state.organisation(school);
    if (change->grade == 0 && student != nullptr && row != nullptr) {
      change->grade = static_cast<std::uint8_t>(grade_on(*row, *student, draft.effective_on));
    }
  } else if (auto* info = get_if<StudentInfoChanged>(&draft.facts)) {
    for (const auto field : {P::old_value, P::new_value}) {
      if (auto* value = find_value(draft.personal, field)) {
        normalise_change(context_.pack, info->changed, *value);
      }
    }
  }
}

void RowReader::derive_leave(LeaveGranted& facts, PersonalValues& personal) {
  const auto* school = context_.state.organisation(school_of_row());
  const auto term = school == nullptr ? std::nullopt : term_on(*school, facts.from);
  const bool by_hours =
      facts.ground == LeaveGround::illness || facts.ground == LeaveGround::absence;
  if (by_hours && facts.term_hours == 0 && term) facts.term_hours = term->term.hours;
  if (facts.ground != LeaveGround::work_study) return;
  // Only this ground asks for an age (FJ-12e); no other leave shows a birth date.
  const auto* number = value("identity_number");
  if (number != nullptr) {
    const auto read = parse_citizen_id(number->text, context_.pack.divisions(), context_.today);
    if (read) add_if_missing(personal, P::birth_date, to_text(read->birth));
  }
  const auto* birth = find_value(personal, P::birth_date);
  const auto born = birth == nullptr ? std::nullopt : date_from_text(*birth);
  const auto age = context_.pack.integer("work_leave_age");
  facts.of_age = born && age && age_on(*born, facts.from) >= *age;
}

}  // namespace xueji::intake
