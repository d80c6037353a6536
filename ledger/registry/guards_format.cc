// Built in: is each event of its form complete, with known codes and days that exist?
#include <algorithm>
#include <map>
#include <set>
#include <type_traits>
#include <unordered_set>

#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

using enum EventType;

/// What an event type demands beside the types of its fields.
struct EventShape {
  EventType type;
  SubjectKind subject;
  bool once_per_subject;  ///< At most one such event for a subject in one submission.
  std::vector<std::string_view> required;
  std::vector<PersonalField> required_personal;
};

const std::map<EventType, EventShape>& shapes() {
  using K = SubjectKind;
  using P = PersonalField;
  static const std::vector<EventShape> rows = {
      {organisation_registered,
       K::organisation,
       true,
       {"kind", "code", "name", "division_code", "supervisor"},
       {}},
      {organisation_changed, K::organisation, true, {}, {}},
      {teaching_point_registered, K::organisation, false, {"site", "name", "division_code"}, {}},
      {person_registered, K::person, true, {"employer"}, {P::name}},
      {key_revoked, K::none, false, {"key", "kind"}, {}},
      {key_enrolled, K::none, false, {"purpose", "suite", "public_key", "proof"}, {}},
      {role_granted, K::person, false, {"role", "organisation", "from"}, {}},
      {role_ended, K::person, false, {"role", "organisation"}, {}},
      {delegation_granted,
       K::person,
       false,
       {"delegation", "from_person", "role", "organisation", "from", "until"},
       {}},
      {delegation_ended, K::person, false, {"delegation"}, {}},
      {policy_pack_activated, K::organisation, true, {"pack", "pack_id", "pack_version"}, {}},
      {officer_designated, K::organisation, true, {"officer"}, {}},
      {officer_handed_over, K::organisation, true, {"from_officer", "to_officer"}, {}},
      {school_rule_filed, K::organisation, false, {"kind", "title", "document"}, {}},
      {teaching_plan_filed,
       K::organisation,
       false,
       {"cohort", "major_code", "major_catalogue", "courses", "document"},
       {}},
      {reporting_window_announced,
       K::organisation,
       false,
       {"form", "cohort", "season", "opens", "closes"},
       {}},
      {school_calendar_set, K::organisation, false, {"school_year", "terms"}, {}},
      {class_opened,
       K::school_class,
       true,
       {"school", "name", "cohort", "season", "major_code", "major_catalogue"},
       {}},
      {class_teacher_assigned, K::school_class, true, {"teacher"}, {}},
      {deadline_extended,
       K::organisation,
       false,
       {"rule", "cohort", "season", "until", "reason"},
       {}},
      {external_list_imported, K::organisation, false, {"kind", "as_of", "content"}, {}},
      {student_admitted,
       K::student,
       true,
       {"school", "cohort", "season", "major_code", "major_catalogue", "route", "admitted_on"},
       {P::name, P::identity_type}},
      {general_high_student_admitted,
       K::student,
       true,
       {"school", "cohort", "season", "major_code", "major_catalogue", "route", "admitted_on"},
       {P::name, P::identity_type}},
      {arrival_confirmed, K::student, true, {"class_id", "arrived_on"}, {}},
      {entry_photo_uploaded, K::student, true, {"taken_on"}, {P::photo_digest}},
      {class_headcount_verified, K::school_class, true, {"counted", "counted_on"}, {}},
      {identity_reviewed, K::student, true, {"result", "reviewed_on"}, {}},
      {health_reviewed, K::student, true, {"result", "reviewed_on"}, {}},
      {entry_place_retained, K::student, true, {"hospital", "from", "until"}, {P::document_digest}},
      {entry_place_restored,
       K::student,
       true,
       {"hospital", "applied_on", "school_review"},
       {P::document_digest}},
      {entry_place_cancelled, K::student, true, {"reason"}, {}},
      {on_site_verified, K::school_class, true, {"verified_on"}, {}},
      {out_of_area_reviewed,
       K::organisation,
       false,
       {"cohort", "season", "result", "reviewed_on"},
       {}},
      {roster_line,
       K::student,
       true,
       {"school", "class_id", "cohort", "season", "grade", "entered_on", "major_code",
        "major_catalogue", "route"},
       {P::name, P::identity_type}},
      {student_number_assigned, K::student, true, {"entry_year", "number"}, {}},
      {file_opened, K::student, true, {"keeper"}, {}},
      {external_registration_confirmed, K::student, true, {"system", "confirmed_on"}, {}},
      {opening_status_imported,
       K::student,
       true,
       {"school", "class_id", "cohort", "season", "entered_on", "major_code", "major_catalogue",
        "study_mode", "programme_years", "status", "paper_register"},
       {P::name, P::identity_type}},
      {presence_confirmed, K::school_class, true, {"year", "month"}, {}},
      {consent, K::student, true, {"signed_on"}, {}},
      {rule_overridden, K::none, false, {"rule", "reason", "evidence"}, {}},
  };
  static const auto by_type = [] {
    std::map<EventType, EventShape> map;
    for (const auto& row : rows)
      map.emplace(row.type, row);
    return map;
  }();
  return by_type;
}

/// Which events a form may hold; RuleOverridden may stand in any.
const std::map<Form, std::vector<EventType>>& form_contents() {
  static const std::map<Form, std::vector<EventType>> contents = {
      {Form::organisation,
       {organisation_registered, organisation_changed, teaching_point_registered}},
      {Form::person, {person_registered}},
      {Form::key, {key_enrolled, key_revoked}},
      {Form::role, {role_granted, role_ended}},
      {Form::delegation, {delegation_granted, delegation_ended}},
      {Form::pack, {policy_pack_activated}},
      {Form::officer, {officer_designated}},
      {Form::school_rule, {school_rule_filed}},
      {Form::teaching_plan, {teaching_plan_filed}},
      {Form::reporting_window, {reporting_window_announced}},
      {Form::admission, {student_admitted}},
      {Form::arrival, {arrival_confirmed}},
      {Form::entry_photo, {entry_photo_uploaded}},
      {Form::class_headcount, {class_headcount_verified}},
      {Form::identity_review, {identity_reviewed}},
      {Form::health_review, {health_reviewed}},
      {Form::entry_place,
       {entry_place_retained, entry_place_restored, entry_place_cancelled, consent}},
      {Form::on_site_verification, {on_site_verified}},
      {Form::out_of_area_review, {out_of_area_reviewed}},
      {Form::entry_roster, {roster_line}},
      {Form::five_year_roster, {roster_line}},
      {Form::student_number, {student_number_assigned, file_opened}},
      {Form::external_confirmation, {external_registration_confirmed}},
      {Form::ordinary_high_admission, {general_high_student_admitted, consent}},
      {Form::opening_import, {opening_status_imported}},
      {Form::school_calendar, {school_calendar_set}},
      {Form::school_class, {class_opened, class_teacher_assigned}},
      {Form::presence, {presence_confirmed}},
      {Form::deadline_extension, {deadline_extended}},
      {Form::officer_handover, {officer_handed_over}},
      {Form::external_list, {external_list_imported}},
  };
  return contents;
}

/// Facts that attest something past: their day has come.
const std::set<std::string_view>& past_days() {
  static const std::set<std::string_view> names = {
      "admitted_on", "arrived_on",   "attending_from", "taken_on",        "counted_on",
      "reviewed_on", "verified_on",  "confirmed_on",   "applied_on",      "signed_on",
      "as_of",       "published_on", "entered_on",     "compromised_from"};
  return names;
}

constexpr std::size_t text_size_max_bytes = 400;
constexpr int year_earliest = 1949;
constexpr unsigned cohort_earliest = 1990;

/// Strict UTF-8 (RFC 3629) without control characters.
bool is_clean_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80) {
      if (first < 0x20 || first == 0x7F) return false;
      ++i;
      continue;
    }
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || i + size > text.size()) return false;
    char32_t code = first & (0xFFU >> (size + 1));
    for (std::size_t j = 1; j < size; ++j) {
      const auto next = static_cast<unsigned char>(text[i + j]);
      if ((next & 0xC0U) != 0x80U) return false;
      code = (code << 6) | (next & 0x3FU);
    }
    const bool shortest =
        size == 2 || (size == 3 && code >= 0x800) || (size == 4 && code >= 0x10000);
    if (!shortest || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
    i += size;
  }
  return true;
}

template <class T>
concept Id = requires(const T& id) {
  id.is_none();
};

template <class T>
bool is_absent(const T& value) {
  if constexpr (std::is_same_v<T, Date>) {
    return !is_set(value);
  } else if constexpr (Id<T>) {
    return value.is_none();
  } else if constexpr (requires { value.empty(); }) {
    return value.empty();
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    return value == T{};
  } else {
    return false;
  }
}

/// The checks of one field of the facts, named by its own description.
struct FieldChecker {
  const GuardContext& context;
  std::vector<Problem>& out;
  const Line& line;
  const EventShape& shape;

  template <class F, class T>
  void operator()(const F& field, const T& value) const {
    const auto& required = shape.required;
    if (is_absent(value) &&
        std::find(required.begin(), required.end(), field.name) != required.end()) {
      context.refuse(out, &line, field.name, "", {"必填项为空", "a required field is empty"},
                     {"请填写 " + std::string(field.name), "state " + std::string(field.name)});
      return;
    }
    check_value(field.name, value);
  }

  template <class T>
  void check_value(std::string_view name, const T& value) const {
    if constexpr (std::is_same_v<T, Date>) {
      check_date(name, value);
    } else if constexpr (std::is_enum_v<T>) {
      if (!find_term(value)) {
        context.refuse(out, &line, name, std::to_string(static_cast<unsigned>(value)),
                       {"代码不在代码表内", "the code is not in its table"},
                       {"请使用代码表中的代码", "use a code of the table"});
      }
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (value.size() > text_size_max_bytes || !is_clean_text(value)) {
        context.refuse(
            out, &line, name, "",
            {"文字过长或含有非法字符", "the text is too long or holds illegal characters"},
            {"不超过400字节的UTF-8文字,不含控制字符",
             "UTF-8 of at most 400 bytes without control characters"});
      }
    } else if constexpr (std::is_same_v<T, std::uint16_t>) {
      if (name == "cohort" || name == "entry_year") check_cohort(name, value);
    }
  }

  void check_date(std::string_view name, Date date) const {
    if (date == Date{}) return;  // Absent, and not required.
    if (!is_set(date) || year_of(date) < year_earliest) {
      context.refuse(out, &line, name, is_set(date) ? to_text(date) : "",
                     {"日期不存在或过早", "the day does not exist or is too early"},
                     {"1949年以后的真实日期", "a real day after 1949"});
    } else if (date > context.today && past_days().contains(name)) {
      context.refuse(out, &line, name, to_text(date),
                     {"所记之事尚未发生", "what is recorded has not happened yet"},
                     {"不晚于 " + to_text(context.today), "not after " + to_text(context.today)});
    }
  }

  void check_cohort(std::string_view name, std::uint16_t year) const {
    const auto last = static_cast<unsigned>(year_of(context.today)) + 1;
    if (year >= cohort_earliest && year <= last) return;
    if (year == 0) return;  // Absent; refused above where it is required.
    context.refuse(out, &line, name, std::to_string(year),
                   {"年级(年份)不合理", "the year is not plausible"},
                   {"1990 至 " + std::to_string(last), "1990 to " + std::to_string(last)});
  }
};

void check_subject(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                   const EventShape& shape) {
  const auto kind = line.event->subject_kind;
  const bool owner_of_key = shape.type == key_enrolled || shape.type == key_revoked;
  const bool fits =
      shape.type == rule_overridden ? kind != SubjectKind::none && kind != SubjectKind::submission
      : owner_of_key ? kind == SubjectKind::person || kind == SubjectKind::organisation
                     : kind == shape.subject;
  if (fits && !line.event->subject.is_none()) return;
  context.refuse(out, &line, "subject", "",
                 {"事项的主体种类不符或缺失", "the subject is missing or of another kind"},
                 {"按事项类型给出主体", "the kind of subject that this event concerns"});
}

void check_personal(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                    const EventShape& shape) {
  const auto fields = personal_fields_of(line.type);
  if (fields.empty()) return;
  if (!line.disclosure || line.disclosure->values.size() != fields.size()) {
    context.refuse(out, &line, "fields_root", "",
                   {"未随附个人信息", "the personal fields were not handed in"},
                   {"随附本事项的全部个人信息", "hand in the disclosure of this event"});
    return;
  }
  for (const auto field : shape.required_personal) {
    if (line.personal(field)) continue;
    context.refuse(out, &line, code_of(field), "", {"必填项为空", "a required field is empty"},
                   {"请填写" + label_of(field).zh, "state the " + label_of(field).en});
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& value = line.disclosure->values[i];
    if (!value) continue;
    const bool padded = !value->empty() && (value->front() == ' ' || value->back() == ' ');
    if (value->size() <= personal_value_size_max_bytes && is_clean_text(*value) && !padded)
      continue;
    context.refuse(out, &line, code_of(fields[i]), "",
                   {"内容过长、前后有空格或含有非法字符",
                    "too long, padded with spaces, or with illegal characters"},
                   {"不超过1024字节的UTF-8文字", "UTF-8 of at most 1,024 bytes"});
  }
}

void check_effective_day(const GuardContext& context, std::vector<Problem>& out, const Line& line) {
  const auto day = line.event->effective_on;
  const bool of_student = line.event->subject_kind == SubjectKind::student ||
                          line.event->subject_kind == SubjectKind::school_class;
  const auto last = of_student ? context.today : add_years(context.today, 1);
  if (is_set(day) && year_of(day) >= year_earliest && day <= last) return;
  context.refuse(out, &line, "effective_on", is_set(day) ? to_text(day) : "",
                 {"生效日期缺失或不合理", "the effective day is missing or not plausible"},
                 {"不晚于 " + to_text(last), "not after " + to_text(last)});
}

void check_line(const GuardContext& context, std::vector<Problem>& out, const Line& line) {
  const auto shape = shapes().find(line.type);
  const auto content = form_contents().find(context.submission.form);
  const bool allowed =
      shape != shapes().end() && content != form_contents().end() &&
      (line.type == rule_overridden || std::find(content->second.begin(), content->second.end(),
                                                 line.type) != content->second.end());
  if (!allowed) {
    context.refuse(out, &line, "facts", "",
                   {"此表单不收这类事项", "this form does not take such an event"},
                   {"请改用相应的表单", "use the form made for it"});
    return;
  }
  check_subject(context, out, line, shape->second);
  check_effective_day(context, out, line);
  check_personal(context, out, line, shape->second);
  std::visit(
      [&](const auto& facts) {
        if constexpr (Described<std::remove_cvref_t<decltype(facts)>>) {
          for_each_field(facts, FieldChecker{context, out, line, shape->second});
        }
      },
      line.event->facts);
}

}  // namespace

SubjectKind subject_kind_of(EventType type) {
  const auto shape = shapes().find(type);
  return shape == shapes().end() ? SubjectKind::none : shape->second.subject;
}

void check_format(const GuardContext& context, std::vector<Problem>& out) {
  std::unordered_map<SubjectId, std::vector<std::pair<EventType, std::uint32_t>>> seen;
  for (const auto& line : context.submission.lines) {
    check_line(context, out, line);
    const auto shape = shapes().find(line.type);
    if (shape == shapes().end() || !shape->second.once_per_subject) continue;
    auto& of_subject = seen[line.event->subject];
    const auto same = std::find_if(of_subject.begin(), of_subject.end(),
                                   [&](const auto& entry) { return entry.first == line.type; });
    if (same != of_subject.end()) {
      const auto where = line_text(same->second);
      context.refuse(out, &line, "subject", "",
                     {"与" + where.zh + "重复:同一主体的同类事项",
                      "repeats " + where.en + ": the same subject and kind of event"},
                     {"每个主体只报一次", "one such event for a subject"});
    } else {
      of_subject.emplace_back(line.type, line.index);
    }
  }
}

}  // namespace xueji
