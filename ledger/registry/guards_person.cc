// Who the person is: the identity number itself, one status per person, lists of other systems
// (SY-1.5a, SY-1.5c, SY-3.2d, FJ-06f, FJ-39; D-20, D-35).
#include <optional>
#include <string>
#include <unordered_map>

#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

constexpr std::string_view citizen_id_type = "1";
constexpr std::string_view no_document_type = "A";

/// Lines that begin or register a status and say who it is for.
bool names_a_person(EventType type) {
  return type == EventType::student_admitted || type == EventType::roster_line ||
         type == EventType::general_high_student_admitted ||
         type == EventType::opening_status_imported;
}

/// Lines by which a person comes into the ledger; a roster line registers who is there already.
bool begins_status(EventType type) {
  return names_a_person(type) && type != EventType::roster_line;
}

/// Not on the roll yet, but a place is held.
bool holds_place(StudentStatus status) {
  using enum StudentStatus;
  return status == admitted || status == entry_place_retained || status == pending;
}

template <class Visitor>
void each_person(const GuardContext& context, Visitor&& visit) {
  for (const auto& line : context.submission.lines) {
    if (names_a_person(line.type)) visit(line);
  }
}

std::string shown_number(const Line& line) {
  return masked(PersonalField::identity_number, line.identity_number);
}

void refuse_identity(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                     PersonalField field, std::string seen, Text message, Text expected) {
  context.refuse(out, &line, code_of(field), std::move(seen), std::move(message),
                 std::move(expected));
}

/// Birth date and sex as stated agree with those in the citizen id.
void check_agreement(const GuardContext& context, std::vector<Problem>& out, const Line& line) {
  const auto& citizen = *line.citizen;
  if (const auto birth = line.personal(PersonalField::birth_date)) {
    if (date_from_text(*birth) != std::optional(citizen.birth)) {
      refuse_identity(context, out, line, PersonalField::birth_date, "****",
                      {"出生日期与身份证号不符", "the birth date is not that of the citizen id"},
                      {"与身份证号第7至14位一致", "digits 7 to 14 of the citizen id"});
    }
  }
  if (const auto sex = line.personal(PersonalField::sex)) {
    if (*sex != std::string_view(&citizen.sex, 1)) {
      refuse_identity(
          context, out, line, PersonalField::sex, "*",
          {"性别与身份证号不符", "the sex is not that of the citizen id"},
          {"与身份证号第17位一致(单数为男)", "digit 17 of the citizen id (odd is male)"});
    }
  }
}

/// SY-3.2d, FJ-39, D-35: the check digit rule holds for citizen ids; other documents need a number,
/// "none yet" has none.
void identity_number_valid(const GuardContext& context, std::vector<Problem>& out) {
  each_person(context, [&](const Line& line) {
    if (!line.disclosure || line.identity_type.empty()) return;  // FORMAT says so.
    if (line.identity_type == no_document_type) {
      if (line.identity_number.empty()) return;
      refuse_identity(context, out, line, PersonalField::identity_number, shown_number(line),
                      {"证件类型为“暂无证件”,却填了号码", "no document, but a number is stated"},
                      {"改填证件类型", "state the type of document"});
    } else if (line.identity_number.empty()) {
      refuse_identity(context, out, line, PersonalField::identity_number, "",
                      {"未填证件号码", "the number of the document is missing"},
                      {"填写号码,或证件类型填 A(暂无证件)", "state it, or type A (none yet)"});
    } else if (line.citizen_fault) {
      refuse_identity(context, out, line, PersonalField::identity_number, shown_number(line),
                      {"身份证号不正确:" + line.citizen_fault->what.zh,
                       "the citizen id does not hold: " + line.citizen_fault->what.en},
                      line.citizen_fault->expected);
    } else if (line.identity_type == citizen_id_type && line.citizen) {
      check_agreement(context, out, line);
    }
  });
}

/// Coded personal fields hold codes of their tables.
void personal_codes_known(const GuardContext& context, std::vector<Problem>& out) {
  struct Coded {
    PersonalField field;
    std::string_view table;
  };
  static constexpr Coded coded[] = {
      {PersonalField::identity_type, "identity_types"},
      {PersonalField::sex, "sexes"},
      {PersonalField::ethnic_group, "ethnic_groups"},
      {PersonalField::political_status, "political_statuses"},
      {PersonalField::health, "health_statuses"},
      {PersonalField::household_type, "household_types"},
  };
  const auto refuse = [&](const Line& line, PersonalField field) {
    context.refuse(
        out, &line, code_of(field), masked(field, line.personal(field).value_or("")),
        {label_of(field).zh + "不在代码表内", label_of(field).en + " is not a code of its table"},
        {"请使用代码表中的代码", "a code of the table"});
  };
  each_person(context, [&](const Line& line) {
    for (const auto& [field, table] : coded) {
      const auto value = line.personal(field);
      if (value && !context.knows_code(table, *value).value_or(true)) refuse(line, field);
    }
    for (const auto field : {PersonalField::household_county, PersonalField::home_county}) {
      const auto value = line.personal(field);
      if (value && !context.knows_division(*value)) refuse(line, field);
    }
  });
}

/// How the index of persons writes a number, so that E1 and e1 are one.
std::string folded(std::string_view number) {
  std::string out;
  for (const char c : number) {
    if (c == ' ') continue;
    out.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return out;
}

/// A number once per file, found by hash.
void person_once_in_file(const GuardContext& context, std::vector<Problem>& out) {
  std::unordered_map<std::string, std::uint32_t> seen;
  each_person(context, [&](const Line& line) {
    if (line.identity_number.empty()) return;
    const auto key = line.identity_type + "/" + folded(line.identity_number);
    const auto [first, is_new] = seen.emplace(key, line.index);
    if (is_new) return;
    const auto where = line_text(first->second);
    refuse_identity(context, out, line, PersonalField::identity_number, shown_number(line),
                    {"与" + where.zh + "是同一人", "the same person as " + where.en},
                    {"每人一行", "one line for each person"});
  });
}

/// Reads the person's other statuses; the place they are held is named in the refusal.
class OneStatus {
 public:
  OneStatus(const GuardContext& context, std::vector<Problem>& out)
      : context_(context), out_(out) {}

  void check(const Line& line) {
    const auto person = line.person ? line.person : person_of_status(line);
    if (!person) return;
    if (const auto* row = context_.state().person(*person)) {
      for (const auto& id : row->statuses) {
        if (subject_of(id) != line.event->subject) check_other(line, id);
      }
    }
    check_reserved(line, *person);
    const bool registered = line.student && !line.student->person.is_none();
    // A number that nobody was admitted with is another one than the admission's; taken as it is,
    // it would stay free for a second status.
    const bool is_unknown = registered && !line.identity_number.empty() && !line.person;
    if (registered && (is_unknown || *person != line.student->person)) {
      refuse(line,
             {"证件号码与录取时登记的不是同一人",
              "the number belongs to another person than the one admitted"},
             {"核对证件号码;录取有误的先取消入学资格再重新录取",
              "check the number; cancel the place and admit again if the admission was wrong"});
    }
  }

 private:
  static std::optional<PersonId> person_of_status(const Line& line) {
    if (!line.student || line.student->person.is_none()) return std::nullopt;
    return line.student->person;
  }

  void check_other(const Line& line, const StudentId& id) {
    const auto* other = context_.state().student(id);
    if (!other) return;
    if (on_roll(other->status)) {
      const auto* school = context_.state().organisation(other->school);
      const auto name = school ? school->name : to_text(other->school);
      const auto label = label_of(other->status);
      refuse(line,
             {"该生已有学籍:" + name + "," + label.zh,
              "the person has a status already: " + name + ", " + label.en},
             {"一人一籍:先办结原学籍", "one status for a person: the other must end first"});
      return;
    }
    if (begins_status(line.type) && holds_place(other->status)) return refuse_place(line, *other);
    const auto* held = context_.state().reservation(ReservationKind::student, ByteView(id.bytes));
    if (!held || !is_live(*held)) return;
    const auto* holder = context_.state().submission(held->holder);
    const bool registering =
        holder && (holder->form == Form::entry_roster || holder->form == Form::five_year_roster);
    if (registering) refuse_held(line, held->holder);
  }

  /// Whoever was admitted competes with a second admission, at the same school as at another: the
  /// first place is cancelled first. A roster line only registers the place that it names.
  void refuse_place(const Line& line, const StudentState& other) {
    const auto* school = context_.state().organisation(other.school);
    const auto name = school ? school->name : to_text(other.school);
    const auto label = label_of(other.status);
    refuse(line,
           {"该生已被录取:" + name + "," + label.zh,
            "the person was admitted already: " + name + ", " + label.en},
           {"一人一籍:重复的不再录取;另校的先取消入学资格(表单 entry-place)",
            "one place for a person: leave the line out, or have the other place cancelled first "
            "(form entry-place)"});
  }

  void check_reserved(const Line& line, const PersonId& person) {
    const auto* held =
        context_.state().reservation(ReservationKind::person, ByteView(person.bytes));
    if (held && is_live(*held)) refuse_held(line, held->holder);
  }

  /// Held by another submission; one that was returned holds until its successor or `lapsed`.
  bool is_live(const Reservation& held) const {
    return held.holder != context_.submission.id && held.holder != context_.submission.supersedes;
  }

  void refuse_held(const Line& line, const SubmissionId& holder) {
    const auto id = to_text(holder);
    refuse(line,
           {"该生正由另一申报 " + id + " 办理", "submission " + id + " is registering this person"},
           {"等其办结,或由其撤回", "wait for its outcome, or have it withdrawn"});
  }

  void refuse(const Line& line, Text message, Text expected) {
    refuse_identity(context_, out_, line, PersonalField::identity_number, shown_number(line),
                    std::move(message), std::move(expected));
  }

  const GuardContext& context_;
  std::vector<Problem>& out_;
};

/// SY-1.5a: across schools and packs, pending filings included.
void one_status_per_person(const GuardContext& context, std::vector<Problem>& out) {
  OneStatus one(context, out);
  each_person(context, [&](const Line& line) { one.check(line); });
}

/// SY-1.5c: not on the register of skilled-worker schools.
void not_on_other_register(const GuardContext& context, std::vector<Problem>& out) {
  each_person(context, [&](const Line& line) {
    if (line.identity_number.empty()) return;
    if (!context.input.persons.listed(ExternalListKind::skilled_worker_register,
                                      line.identity_number)) {
      return;
    }
    refuse_identity(context, out, line, PersonalField::identity_number, shown_number(line),
                    {"该生已在技工类学校注册,不得“双重”学籍",
                     "the person is on the register of skilled-worker schools"},
                    {"先注销技工类学籍并更新名单", "leave that register, then import it again"});
  });
}

constexpr int levels_max = 8;

/// The newest list of a kind that the organisation or an authority above it imported.
const ImportedList* newest_list(const GuardContext& context, ExternalListKind kind) {
  const ImportedList* newest = nullptr;
  const auto* row = &context.organisation();
  for (int level = 0; row && level < levels_max; ++level) {
    for (const auto& list : row->lists) {
      if (list.kind == kind && (!newest || list.as_of > newest->as_of)) newest = &list;
    }
    row = context.state().organisation(row->supervisor);
  }
  return newest;
}

/// SY-1.5c: a stale or missing list is for the inspector.
void other_register_fresh(const GuardContext& context, std::vector<Problem>& out) {
  if (context.submission.of(EventType::roster_line).empty()) return;
  const auto days = static_cast<int>(context.number("double_system_list_days"));
  const auto* list = newest_list(context, ExternalListKind::skilled_worker_register);
  if (list && add_days(list->as_of, days) >= context.today) return;
  context.refuse(
      out, nullptr, "as_of", list ? to_text(list->as_of) : "",
      {"技工类学籍名单缺失或过期", "the register of the other system is missing or stale"},
      {std::to_string(days) + "天内的名单",
       "a list of the last " + std::to_string(days) + " days"});
}

/// FJ-06f: each line is on the city's admission list, late additions included.
void on_city_admission_list(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine&) {
    const bool listed =
        !line.identity_number.empty() &&
        context.input.persons.listed(ExternalListKind::city_admission_list, line.identity_number);
    if (listed) return;
    refuse_identity(
        context, out, line, PersonalField::identity_number, shown_number(line),
        {"不在市招办录取花名册(含后期补录)中", "not on the city's admission list"},
        {"先由市招办补录并导入名单", "have the city add the student and import the list"});
  });
}

}  // namespace

std::span<const Guard> person_guards() {
  static const std::vector<Guard> guards = {
      {"identity_number_valid", identity_number_valid},
      {"not_on_other_register", not_on_other_register},
      {"on_city_admission_list", on_city_admission_list},
      {"one_status_per_person", one_status_per_person},
      {"other_register_fresh",
       other_register_fresh,
       {{"double_system_list_days", NeededType::number}}},
      {"person_once_in_file", person_once_in_file},
      {"personal_codes_known", personal_codes_known},
  };
  return guards;
}

}  // namespace xueji
