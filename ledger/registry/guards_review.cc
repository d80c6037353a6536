// Reviews after entry, and places kept for the ill (FJ-06a, FJ-06b, FJ-07a to FJ-07e).
#include <string>

#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

/// FJ-06a, FJ-06b: a pass means that all five items agree with a named source.
void identity_review_consistent(const GuardContext& context, std::vector<Problem>& out) {
  each<IdentityReviewed>(context, [&](const Line& line, const IdentityReviewed& facts) {
    const bool sourced = facts.against_city_roster || facts.against_certificate;
    if (!sourced) {
      context.refuse(out, &line, "against_city_roster", "",
                     {"未注明核对依据", "the review names no source"},
                     {"录取花名册或原毕业证书", "the city roster or the original certificate"});
    }
    const bool all = facts.name_agrees && facts.sex_agrees && facts.birth_month_agrees &&
                     facts.identity_number_agrees && facts.household_agrees;
    if (facts.result == ReviewResult::passed && !all) {
      context.refuse(
          out, &line, "result", std::string(code_of(facts.result)),
          {"五项信息未全部一致,不能评为合格", "not all five items agree: that is no pass"},
          {"更正信息后复查,或评为不合格", "correct the data and review again, or fail"});
    }
  });
}

void identity_review_passed(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine&) {
    if (line.student && line.student->identity_review == ReviewResult::passed) return;
    context.refuse(
        out, &line, "identity_review", "",
        {"信息核对复查未合格,不能取得学籍", "no status without a passed identity review"},
        {"先填报信息复查(表单 identity-review)", "file the review first (form identity-review)"});
  });
}

void health_review_passed(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine&) {
    if (line.student && line.student->health_review == ReviewResult::passed) return;
    context.refuse(
        out, &line, "health_review", "",
        {"健康复查未合格,不能取得学籍", "no status without a passed health review"},
        {"先填报健康复查(表单 health-review)", "file the review first (form health-review)"});
  });
}

/// D-07: hospital levels are ordered by their numbers.
bool reaches(HospitalLevel level, const std::string& least) {
  const auto wanted = from_code<HospitalLevel>(least);
  return wanted && level >= *wanted;
}

void refuse_hospital(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                     HospitalLevel level, const std::string& least) {
  const auto wanted = from_code<HospitalLevel>(least).value_or(HospitalLevel::none);
  const auto label = label_of(wanted);
  context.refuse(out, &line, "hospital", std::string(code_of(level)),
                 {"诊断医院等级不足", "the hospital's level is too low"},
                 {label.zh + "以上", label.en + " or higher"});
}

/// FJ-07b, FJ-07d: a diagnosis of a hospital of the level that the pack names.
void hospital_level_reached(const GuardContext& context, std::vector<Problem>& out) {
  const auto least = context.text("hospital_level_entry");
  each<EntryPlaceRetained, EntryPlaceRestored>(context, [&](const Line& line, const auto& facts) {
    if (!reaches(facts.hospital, least)) refuse_hospital(context, out, line, facts.hospital, least);
  });
  each<HealthReviewed>(context, [&](const Line& line, const HealthReviewed& facts) {
    if (facts.result != ReviewResult::not_suitable || reaches(facts.hospital, least)) return;
    refuse_hospital(context, out, line, facts.hospital, least);
  });
}

/// FJ-07b: kept for exactly the pack's years, counted from its first day.
void place_kept_for_its_term(const GuardContext& context, std::vector<Problem>& out) {
  const auto years = static_cast<int>(context.number("entry_place_retained_years"));
  each<EntryPlaceRetained>(context, [&](const Line& line, const EntryPlaceRetained& facts) {
    if (!is_set(facts.from) || !is_set(facts.until)) return;
    const auto until = add_years(facts.from, years);
    if (facts.until == until) return;
    context.refuse(out, &line, "until", to_text(facts.until),
                   {"保留入学资格的期限应为" + std::to_string(years) + "年",
                    "an entry place is kept for " + std::to_string(years) + " year(s)"},
                   {to_text(until), to_text(until)});
  });
}

/// FJ-07d: applied within the year, and the school's review passed.
void place_restored_in_time(const GuardContext& context, std::vector<Problem>& out) {
  each<EntryPlaceRestored>(context, [&](const Line& line, const EntryPlaceRestored& facts) {
    if (facts.school_review != ReviewResult::passed) {
      context.refuse(
          out, &line, "school_review", std::string(code_of(facts.school_review)),
          {"学校复查未合格", "the school's review is not passed"},
          {"复查合格后恢复,否则取消入学资格", "restore after a pass, or cancel the place"});
    }
    if (!line.student || !is_set(line.student->retained_until)) return;
    if (facts.applied_on <= line.student->retained_until) return;
    const auto until = to_text(line.student->retained_until);
    context.refuse(out, &line, "applied_on", to_text(facts.applied_on),
                   {"已过保留期限", "the place had expired"},
                   {"不晚于 " + until, "not after " + until});
  });
}

/// FJ-07e, D-17: lateness is a cause only after the year is over.
void place_cancelled_for_cause(const GuardContext& context, std::vector<Problem>& out) {
  each<EntryPlaceCancelled>(context, [&](const Line& line, const EntryPlaceCancelled& facts) {
    const auto* student = line.student;
    if (!student || student->status != StudentStatus::entry_place_retained) return;
    const bool expired = context.today > student->retained_until;
    if (facts.reason != ReasonCode::late || expired) return;
    const auto until = to_text(student->retained_until);
    context.refuse(out, &line, "reason", std::string(code_of(facts.reason)),
                   {"保留期限未满,不能以逾期为由取消", "the place has not expired yet"},
                   {until + " 之后,或其他事由", "after " + until + ", or another reason"});
  });
}

}  // namespace

std::span<const Guard> review_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"health_review_passed", health_review_passed},
      {"hospital_level_reached", hospital_level_reached, {{"hospital_level_entry", T::text}}},
      {"identity_review_consistent", identity_review_consistent},
      {"identity_review_passed", identity_review_passed},
      {"place_cancelled_for_cause", place_cancelled_for_cause},
      {"place_kept_for_its_term",
       place_kept_for_its_term,
       {{"entry_place_retained_years", T::number}}},
      {"place_restored_in_time", place_restored_in_time},
  };
  return guards;
}

}  // namespace xueji
