#include "ledger/policy/parameters.h"

#include <tuple>

#include "ledger/model/event.h"
#include "ledger/model/personal.h"

namespace xueji {
namespace {

template <class Enum>
bool is_code_of(std::string_view code) {
  for (const auto& term : terms_of<Enum>()) {
    if (term.code == code) return true;
  }
  return false;
}

/// A column of a roster: a personal field, a fact of the roster line, or the student number.
bool is_roster_field(std::string_view code) {
  for (const auto& term : personal_field_terms()) {
    if (term.code == code) return true;
  }
  const bool fact =
      std::apply([&](const auto&... f) { return ((f.name == code) || ...); }, RosterLine::fields());
  return fact || code == "student_number";
}

/// A column of the stamping list: a personal field or a fact of its line (FJ-40).
bool is_stamping_field(std::string_view code) {
  for (const auto& term : personal_field_terms()) {
    if (term.code == code) return true;
  }
  return std::apply([&](const auto&... f) { return ((f.name == code) || ...); },
                    StampingLine::fields());
}

bool is_photo_source(std::string_view code) {
  return code == "online" || code == "paper";
}

using enum ParameterType;

constexpr bool needed = true;
constexpr bool optional = false;

// Integers carry their bounds, so that a slip of the pen in a county's pack does not pass.
constexpr KnownParameter known[] = {
    {"accountability_from", date, "date", optional},
    {"adult_categories", texts, "codes", optional, is_code_of<CandidateCategory>},
    {"adult_credit_sources", texts, "codes", optional, is_code_of<CreditSource>},
    {"appeal_answer_working_days", integer, "working-days", optional, nullptr, 1, 250},
    {"award_titles", texts, "codes", optional, is_code_of<AwardTitle>},
    {"candidate_categories", texts, "codes", needed, is_code_of<CandidateCategory>},
    {"certificate_number_format", text, "format", optional},
    {"certificate_number_routes", texts, "codes", optional, is_code_of<EntryRoute>},
    {"certificate_owed_days", integer, "days", optional, nullptr, 1, 365},
    {"changes_uploaded", texts, "codes", optional, is_code_of<EventType>},
    {"city_tests_from_cohort", integer, "year", optional, nullptr, 1990, 2200},
    {"city_tests_required", texts, "codes", optional, is_code_of<CityTest>},
    {"diversion_minimum_stay_terms", integer, "terms", optional, nullptr, 0, 20},
    {"diversion_school_tier", text, "code", optional, is_code_of<SchoolTier>},
    {"diversion_terms_completed", integer, "terms", optional, nullptr, 0, 6},
    {"double_system_list_days", integer, "days", optional, nullptr, 1, 3650},
    {"early_graduation_years", integer, "years", optional, nullptr, 0, 3},
    {"entry_place_retained_years", integer, "years", optional, nullptr, 1, 5},
    {"entry_routes", texts, "codes", needed, is_code_of<EntryRoute>},
    {"external_confirmation_days", integer, "days", needed, nullptr, 1, 365},
    {"external_systems", texts, "codes", needed, is_code_of<ExternalSystem>},
    {"file_closing_days", integer, "days", optional, nullptr, 1, 365},
    {"five_year_quota", reaction, "reaction", optional},
    {"flexible_programme", reaction, "reaction", needed},
    {"graduation_photo_grade", integer, "grade", optional, nullptr, 1, 7},
    {"graduation_photo_term", integer, "term", optional, nullptr, 1, 2},
    {"hospital_level_entry", text, "code", optional, is_code_of<HospitalLevel>},
    {"hospital_level_leave", text, "code", optional, is_code_of<HospitalLevel>},
    {"identity_review_deadline_autumn", month_day, "month-day", optional},
    {"identity_review_deadline_spring", month_day, "month-day", optional},
    {"identity_review_fields", texts, "fields", optional, is_roster_field},
    {"incomplete_study_terms", integer, "terms", optional, nullptr, 1, 14},
    {"inspection_from", month_day, "month-day", needed},
    {"inspection_until", month_day, "month-day", needed},
    {"internship_apply_days", integer, "days", optional, nullptr, 0, 180},
    {"internship_from_cohort", integer, "year", optional, nullptr, 1990, 2200},
    {"internship_plan_thirds", integer, "thirds", optional, nullptr, 0, 3},
    {"internship_school_years_max", integer, "years", optional, nullptr, 1, 7},
    {"internship_summary_days", integer, "days", optional, nullptr, 1, 180},
    {"joint_partner_tier", text, "code", optional, is_code_of<SchoolTier>},
    {"key_school_diversion_needs_city_approval", boolean, "switch", optional},
    {"late_intake_from", month_day, "month-day", optional},
    {"late_intake_review_deadline", month_day, "month-day", optional},
    {"late_recording_days", integer, "days", needed, nullptr, 0, 365},
    {"late_registration", reaction, "reaction", needed},
    {"leave_hours_divisor", integer, "part", optional, nullptr, 1, 10},
    {"leave_years", integer, "years", optional, nullptr, 1, 5},
    {"leave_years_max", integer, "years", optional, nullptr, 1, 10},
    {"major_catalogue_versions", texts, "codes", needed},
    {"major_change_grade_max", integer, "grade", optional, nullptr, 1, 6},
    {"majority_age", integer, "years", optional, nullptr, 1, 30},
    {"officer_required", texts, "codes", needed, is_code_of<OrganisationKind>},
    {"on_site_days", integer, "days", needed, nullptr, 1, 365},
    {"other_year_registration", reaction, "reaction", needed},
    {"out_of_area_level", text, "code", optional, is_code_of<OrganisationKind>},
    {"out_of_area_limit", integer, "students", optional, nullptr, 0, 100000},
    {"override_role", role, "role", needed},
    {"photo_source", text, "code", optional, is_photo_source},
    {"presence_days", integer, "days", needed, nullptr, 1, 365},
    {"principal_delegation_recorded", boolean, "switch", optional},
    {"prior_education_allowed", texts, "codes", optional, is_code_of<PriorEducation>},
    {"programme_years", integers, "years", needed, nullptr, 1, 10},
    {"programme_years_junior", integer, "years", optional, nullptr, 1, 10},
    {"programme_years_senior", integer, "years", optional, nullptr, 1, 10},
    {"proof_newspaper_level", text, "code", optional, is_code_of<NewspaperLevel>},
    {"proof_photos", integer, "photos", optional, nullptr, 0, 10},
    {"registration_deadline_autumn", month_day, "month-day", needed},
    {"registration_deadline_spring", month_day, "month-day", needed},
    {"registration_warn_days", integer, "days", needed, nullptr, 0, 180},
    {"report_day", integer, "day-of-month", optional, nullptr, 1, 28},
    {"report_info_title", text, "title", optional},
    {"report_levels", texts, "codes", optional, is_code_of<OrganisationKind>},
    {"report_nil_required", boolean, "switch", optional},
    {"report_status_title", text, "title", optional},
    {"reporting_window_announced", boolean, "switch", optional},
    {"required_courses", texts, "codes", optional, is_code_of<CourseKind>},
    {"requires_admission", boolean, "switch", needed},
    {"requires_arrival", boolean, "switch", needed},
    {"requires_fee", boolean, "switch", needed},
    {"requires_headcount", boolean, "switch", needed},
    {"requires_health_review", boolean, "switch", needed},
    {"requires_identity_review", boolean, "switch", needed},
    {"requires_on_site_verification", boolean, "switch", needed},
    {"requires_photo", boolean, "switch", needed},
    {"requires_study_place", boolean, "switch", needed},
    {"requires_teaching_plan", boolean, "switch", needed},
    {"results_days", integer, "days", optional, nullptr, 1, 365},
    {"resumption_notice_days", integer, "days", optional, nullptr, 0, 365},
    {"return_days", integer, "days", needed, nullptr, 1, 365},
    {"roster_columns", texts, "fields", needed, is_roster_field},
    {"roster_flagged_fields", texts, "fields", needed, is_roster_field},
    {"roster_required_fields", texts, "fields", needed, is_roster_field},
    {"roster_title", text, "title", needed},
    {"sanction_archive_roles", texts, "codes", optional, is_code_of<Role>},
    {"sanction_kinds", texts, "codes", optional, is_code_of<SanctionKind>},
    {"sanction_service_days", integer, "days", optional, nullptr, 1, 365},
    {"school_rules_required", texts, "codes", needed, is_code_of<SchoolRuleKind>},
    {"school_types_allowed", texts, "codes", needed, is_code_of<SchoolType>},
    {"signature_days_max", integer, "days", optional, nullptr, 1, 365},
    {"spot_exam_grade", integer, "grade", optional, nullptr, 1, 7},
    {"spot_exam_term", integer, "term", optional, nullptr, 1, 2},
    {"spring_first_month", integer, "month", needed, nullptr, 1, 12},
    {"spring_last_month", integer, "month", needed, nullptr, 1, 12},
    {"stamping_from", month_day, "month-day", optional},
    {"stamping_required_fields", texts, "fields", optional, is_stamping_field},
    {"stamping_until", month_day, "month-day", optional},
    {"student_number_format", text, "format", optional},
    {"student_number_kept_routes", texts, "codes", optional, is_code_of<EntryRoute>},
    {"student_number_renewed_routes", texts, "codes", optional, is_code_of<EntryRoute>},
    {"study_modes", texts, "codes", needed, is_code_of<StudyMode>},
    {"study_time_more_years", integer, "years", optional, nullptr, 0, 10},
    {"study_time_warn_months", integer, "months", optional, nullptr, 0, 24},
    {"term_registration_days", integer, "days", optional, nullptr, 0, 90},
    {"three_stage_key_tier", text, "code", optional, is_code_of<SchoolTier>},
    {"transfer_terms_min", integer, "terms", optional, nullptr, 0, 8},
    {"transfer_window_months", integer, "months", optional, nullptr, 0, 12},
    {"unique_status", boolean, "switch", needed},
    {"verification_autumn", month_day, "month-day", optional},
    {"verification_spring", month_day, "month-day", optional},
    {"verification_warn_days", integer, "days", optional, nullptr, 0, 60},
    {"work_leave_age", integer, "years", optional, nullptr, 14, 30},
    {"work_leave_years", integer, "years", optional, nullptr, 0, 5},
};

struct ValueText {
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(bool on) const { return on ? "true" : "false"; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(MonthDay day) const { return xueji::to_text(day); }
  std::string operator()(Date day) const { return xueji::to_text(day); }
  std::string operator()(Reaction reaction) const { return std::string(code_of(reaction)); }
  std::string operator()(Role role) const { return std::string(code_of(role)); }
  template <class Item>
  std::string operator()(const std::vector<Item>& items) const {
    std::string joined;
    for (const auto& item : items) {
      if (!joined.empty()) joined += ", ";
      joined += (*this)(item);
    }
    return joined;
  }
};

}  // namespace

std::optional<MonthDay> month_day_from_text(std::string_view text) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  for (const std::size_t i : {0U, 1U, 3U, 4U}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const auto two = [&](std::size_t at) {
    return static_cast<unsigned>((text[at] - '0') * 10 + (text[at + 1] - '0'));
  };
  const MonthDay day{std::chrono::month{two(0)}, std::chrono::day{two(3)}};
  if (!day.ok()) return std::nullopt;
  return day;
}

std::string to_text(MonthDay day) {
  // The text form of a date in a leap year, without its year: the house has one date format.
  return to_text(Date{std::chrono::year{2000}, day.month(), day.day()}).substr(5);
}

Date in_year(MonthDay day, int year) {
  const Date date{std::chrono::year{year}, day.month(), day.day()};
  if (date.ok()) return date;
  return make_date(year, 2, 28);
}

std::string to_text(const ParameterValue& value) {
  return std::visit(ValueText{}, value);
}

std::span<const KnownParameter> known_parameters() {
  return known;
}

const KnownParameter* find_known_parameter(std::string_view name) {
  for (const auto& parameter : known) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

}  // namespace xueji
