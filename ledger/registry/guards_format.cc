// Built in: is each event of its form complete, with known codes and days that exist?
#include <algorithm>
#include <array>
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
      {term_registered, K::student, true, {"school_year", "term", "registered_on"}, {}},
      {term_registration_deferred,
       K::student,
       true,
       {"school_year", "term", "until", "reason"},
       {}},
      {major_direction_confirmed,
       K::student,
       true,
       {"major_code", "major_catalogue", "confirmed_on"},
       {}},
      {custody_transferred, K::student, true, {"from", "to", "class_id", "programme"}, {}},
      {student_info_changed, K::student, true, {"changed", "reason"}, {}},
      {major_changed,
       K::student,
       true,
       {"class_id", "major_code", "major_catalogue", "reason"},
       {}},
      {grade_repeated, K::student, true, {"class_id", "cohort", "reason"}, {}},
      {transfer_requested, K::student, true, {"scope", "applied_on", "reason"}, {}},
      {transfer_completed,
       K::student,
       true,
       {"to_school", "class_id", "cohort", "major_code", "major_catalogue"},
       {}},
      {transferred_out, K::student, true, {"scope", "left_on"}, {}},
      {leave_granted, K::student, true, {"ground", "from", "until"}, {}},
      {leave_extended, K::student, true, {"ground", "from", "until"}, {}},
      {resumption_notice_served, K::student, true, {"served_on", "method"}, {}},
      {study_resumed, K::student, true, {"class_id", "cohort", "applied_on"}, {}},
      {withdrawn, K::student, true, {"ground"}, {}},
      {deemed_withdrawn, K::student, true, {"ground"}, {}},
      {status_cancelled, K::student, true, {"ground"}, {}},
      {student_died, K::student, true, {"died_on"}, {}},
      {term_result_recorded, K::student, true, {"school_year", "term", "results"}, {}},
      {credit_recognised,
       K::student,
       true,
       {"source", "course_code", "credits_tenths", "recognised_on"},
       {}},
      {exam_irregularity_recorded,
       K::student,
       true,
       {"school_year", "term", "course_code", "kind", "outcome", "happened_on"},
       {}},
      {makeup_approved,
       K::student,
       true,
       {"school_year", "term", "course_code", "approved_on"},
       {}},
      {city_result_recorded, K::student, true, {"test", "result", "taken_on"}, {}},
      {internship_applied,
       K::organisation,
       false,
       {"internship", "cohort", "company", "lead_teacher", "from", "until", "plan_hours",
        "plan_hours_done", "students"},
       {}},
      {internship_started, K::organisation, false, {"internship", "started_on"}, {}},
      {internship_closed, K::organisation, false, {"internship", "ended_on", "summary"}, {}},
      {award_granted, K::student, true, {"title", "awarded_on"}, {}},
      {sanction_proposed,
       K::student,
       true,
       {"case_id", "kind", "rule_clause", "act_on", "reporter"},
       {}},
      {hearing_offered,
       K::student,
       true,
       {"case_id", "offered_on", "student_statement", "guardian_statement"},
       {}},
      {sanction_decided, K::student, true, {"case_id", "kind", "decided_on", "decider"}, {}},
      {sanction_served, K::student, true, {"case_id", "to_student_on", "method"}, {}},
      {appeal_filed, K::student, true, {"case_id", "filed_on"}, {}},
      {appeal_answered, K::student, true, {"case_id", "outcome", "answered_on", "reviewer"}, {}},
      {sanction_lifted, K::student, true, {"case_id", "applied_on", "lifted_on"}, {}},
      {graduation_photo_collected, K::student, true, {"taken_on", "collector"}, {}},
      {graduation_assessed, K::student, true, {"assessed_on"}, {}},
      {stamping_line,
       K::student,
       true,
       {"school", "cohort", "graduation_year", "kind", "study_from", "study_until", "major_code",
        "major_catalogue", "study_mode", "issue_on", "registration"},
       {}},
      {diploma_issued, K::student, true, {"issued_on"}, {}},
      {completion_certified, K::student, true, {"issued_on"}, {}},
      {incomplete_study_certified, K::student, true, {"kind", "terms_studied", "issued_on"}, {}},
      {admission_violation_found, K::student, true, {"found_on", "reason"}, {}},
      {certificate_recalled, K::student, true, {"recalled_on"}, {}},
      {certificate_voided, K::student, true, {"voided_on"}, {}},
      {graduation_proof_issued,
       K::student,
       true,
       {"proof_number", "newspaper", "newspaper_level", "announced_on", "issued_on"},
       {}},
      {certificate_data_corrected, K::student, true, {"changed", "letter", "corrected_on"}, {}},
      {file_archived, K::student, true, {"keeper", "archived_on"}, {}},
      {file_handed_over, K::student, true, {"receiver", "handed_on"}, {}},
      {monthly_report_filed,
       K::organisation,
       false,
       {"year", "month", "form", "content", "computed_from"},
       {}},
      {inspection_opened, K::organisation, false, {"year", "opened_on"}, {}},
      {finding_raised,
       K::organisation,
       false,
       {"finding", "year", "code", "rule", "first_day"},
       {}},
      {finding_answered, K::organisation, false, {"finding", "answered_on"}, {}},
      {finding_closed, K::organisation, false, {"finding", "outcome", "closed_on"}, {}},
      {inspection_closed, K::organisation, false, {"year", "closed_on"}, {}},
      {commendation_recorded, K::organisation, false, {"year", "title", "commended_on"}, {}},
      {event_reversed, K::student, true, {"reverses", "restored", "reason"}, {}},
      {organisation_merged, K::organisation, false, {"into", "merged_on"}, {}},
      {organisation_closed, K::organisation, false, {"closed_on"}, {}},
  };
  static const auto by_type = [] {
    std::map<EventType, EventShape> map;
    for (const auto& row : rows)
      map.emplace(row.type, row);
    return map;
  }();
  return by_type;
}

/// Which events a form may hold; RuleOverridden may stand in any. EventReversed has no form of its
/// own: it takes the way of the event that it takes back (D-26), see `may_hold`.
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
      {Form::term_registration, {term_registered, term_registration_deferred}},
      {Form::major_direction, {major_direction_confirmed, consent}},
      {Form::custody_transfer, {custody_transferred}},
      {Form::info_change, {student_info_changed}},
      {Form::change_of_major, {major_changed, consent}},
      {Form::repetition, {grade_repeated, consent}},
      {Form::transfer, {transfer_requested, consent, transfer_completed}},
      {Form::transfer_across, {transfer_requested, consent, transfer_completed}},
      {Form::transfer_out, {transfer_requested, consent, transferred_out}},
      {Form::leave, {leave_granted, leave_extended, consent}},
      {Form::resumption_notice, {resumption_notice_served}},
      {Form::resumption, {study_resumed, consent}},
      {Form::withdrawal, {withdrawn, consent}},
      {Form::deemed_withdrawal, {deemed_withdrawn}},
      {Form::cancellation, {status_cancelled}},
      {Form::death, {student_died}},
      {Form::term_results, {term_result_recorded}},
      {Form::credit_recognition, {credit_recognised, consent}},
      {Form::exam_irregularity, {exam_irregularity_recorded}},
      {Form::makeup_exam, {makeup_approved}},
      {Form::city_results, {city_result_recorded}},
      {Form::internship, {internship_applied}},
      {Form::internship_start, {internship_started}},
      {Form::internship_summary, {internship_closed}},
      {Form::award, {award_granted}},
      {Form::sanction_proposal, {sanction_proposed}},
      {Form::hearing, {hearing_offered, consent}},
      {Form::sanction_decision, {sanction_decided}},
      {Form::expulsion, {sanction_decided}},
      {Form::sanction_service, {sanction_served}},
      {Form::appeal, {appeal_filed, consent}},
      {Form::appeal_answer, {appeal_answered}},
      {Form::sanction_lifting, {sanction_lifted, consent}},
      {Form::graduation_photo, {graduation_photo_collected}},
      {Form::graduation_assessment, {graduation_assessed, consent}},
      {Form::stamping, {stamping_line}},
      {Form::diploma_issue, {diploma_issued}},
      {Form::completion, {completion_certified}},
      {Form::incomplete_study, {incomplete_study_certified}},
      {Form::admission_violation, {admission_violation_found}},
      {Form::certificate_void, {certificate_recalled, certificate_voided}},
      {Form::graduation_proof, {graduation_proof_issued, consent}},
      {Form::certificate_correction, {certificate_data_corrected}},
      {Form::file_closing, {file_archived, file_handed_over}},
      {Form::monthly_report, {monthly_report_filed}},
      {Form::county_report, {monthly_report_filed}},
      {Form::inspection, {inspection_opened, inspection_closed}},
      {Form::finding, {finding_raised}},
      {Form::finding_answer, {finding_answered}},
      {Form::finding_closing, {finding_closed}},
      {Form::commendation, {commendation_recorded}},
      {Form::organisation_end, {organisation_merged, organisation_closed}},
  };
  return contents;
}

/// Facts that attest something past: their day has come.
const std::set<std::string_view>& past_days() {
  static const std::set<std::string_view> names = {
      "admitted_on", "arrived_on", "attending_from", "taken_on", "counted_on", "reviewed_on",
      "verified_on", "confirmed_on", "applied_on", "signed_on", "as_of", "published_on",
      "entered_on", "compromised_from",
      // Study and discipline: what was examined, decided, served or answered.
      "recognised_on", "happened_on", "approved_on", "started_on", "ended_on", "awarded_on",
      "act_on", "offered_on", "decided_on", "to_student_on", "to_guardian_on", "filed_on",
      "answered_on", "lifted_on"};
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

/// Whether a citizen id stands in a text that the log keeps in clear (design §4): a numbered class,
/// or the number that a school calls its students by.
bool holds_citizen_id(const GuardContext& context, std::string_view text) {
  constexpr std::size_t size = 18;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t at = 0; at + size <= text.size(); ++at) {
    const auto part = text.substr(at, size);
    if (!std::all_of(part.begin(), part.end() - 1, is_digit)) continue;
    if (parse_citizen_id(part, context.pack().divisions(), context.today)) return true;
  }
  return false;
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
      } else if (holds_citizen_id(context, value)) {
        context.refuse(out, &line, name, mask_number(value),
                       {"此栏公开,不得填写身份证号", "this field is in clear: no citizen id here"},
                       {"改用其他编号,或留空", "another number, or none"});
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

/// Days of an event that begin and end something: what ends before it begins is refused.
struct SpanChecker {
  struct Span {
    std::string_view first;
    std::string_view last;
    Date from{};
    Date until{};
  };
  std::array<Span, 3> spans{
      {{"from", "until"}, {"service_from", "service_until"}, {"starts", "ends"}}};

  template <class F, class T>
  void operator()(const F& field, const T& value) {
    if constexpr (std::is_same_v<T, Date>) {
      for (auto& span : spans) {
        if (field.name == span.first) span.from = value;
        if (field.name == span.last) span.until = value;
      }
    }
  }
  void finish(const GuardContext& context, std::vector<Problem>& out, const Line& line) const {
    for (const auto& span : spans) {
      if (!is_set(span.from) || !is_set(span.until) || span.from <= span.until) continue;
      const auto day = to_text(span.from);
      context.refuse(out, &line, span.last, to_text(span.until),
                     {"终止日早于起始日", "it ends before it begins"},
                     {"不早于 " + day, "not before " + day});
    }
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

bool may_hold(const std::vector<EventType>& content, const Line& line) {
  const auto holds = [&](EventType type) {
    return std::find(content.begin(), content.end(), type) != content.end();
  };
  const bool same_way =
      line.type == event_reversed && line.student && holds(line.student->status_event);
  return line.type == rule_overridden || same_way || holds(line.type);
}

void check_line(const GuardContext& context, std::vector<Problem>& out, const Line& line) {
  const auto shape = shapes().find(line.type);
  const auto content = form_contents().find(context.submission.form);
  const bool allowed = shape != shapes().end() && content != form_contents().end() &&
                       may_hold(content->second, line);
  if (!allowed) {
    context.refuse(out, &line, "facts", "",
                   {"此表单不收这类事项", "this form does not take such an event"},
                   {"请改用相应的表单", "use the form made for it"});
    return;
  }
  check_subject(context, out, line, shape->second);
  check_effective_day(context, out, line);
  check_personal(context, out, line, shape->second);
  visit(
      [&](const auto& facts) {
        if constexpr (Described<std::remove_cvref_t<decltype(facts)>>) {
          for_each_field(facts, FieldChecker{context, out, line, shape->second});
          SpanChecker spans;
          for_each_field(facts, spans);
          spans.finish(context, out, line);
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
