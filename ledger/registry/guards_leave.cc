// Leave on its five grounds, extension, resumption, withdrawal (FJ-12 to FJ-16; D-07, D-09, D-10,
// D-17).
#include <algorithm>
#include <optional>
#include <string>

#include "ledger/registry/guards_families.h"
#include "ledger/registry/school_terms.h"

namespace xueji {
namespace {

using P = PersonalField;

void require_document(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                      Text what) {
  if (line.personal(P::document_digest)) return;
  context.refuse(out, &line, code_of(P::document_digest), "",
                 {"缺少" + what.zh, what.en + " is missing"},
                 {"附扫描件摘要", "the digest of its scan"});
}

/// D-07: hard at the level of the article, a warning below the level of article 7.
void require_hospital(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                      HospitalLevel level) {
  const auto needed = from_code<HospitalLevel>(context.text("hospital_level_leave"));
  const auto usual = from_code<HospitalLevel>(context.text("hospital_level_entry"));
  XUEJI_ASSERT(needed && usual);
  const auto seen = std::string(code_of(level));
  if (level < *needed) {
    const auto label = label_of(*needed);
    context.refuse(out, &line, "hospital", seen,
                   {"诊断医院级别不够", "the hospital's level does not suffice"},
                   {label.zh + "以上", label.en + " or higher"});
  } else if (level < *usual) {
    const auto label = label_of(*usual);
    context.warn(out, &line, "hospital", seen,
                 {"低于第七条“下同”所指的" + label.zh,
                  "below " + label.en + ", which article 7 calls for 'hereinafter'"},
                 {label.zh + "以上更稳妥", label.en + " or higher is the safer reading"});
  }
}

/// D-10: strictly more than the part, in whole hours.
bool exceeds_part(std::uint16_t hours, std::uint16_t all, std::int64_t divisor) {
  return std::int64_t{hours} * divisor > std::int64_t{all};
}

/// The hours of the term are those of the calendar, where the school filed one (row 63).
void check_term_hours(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                      const LeaveGranted& facts) {
  const auto term = term_on(context.organisation(), facts.from);
  if (!term || term->term.hours == 0 || term->term.hours == facts.term_hours) return;
  const auto hours = std::to_string(term->term.hours);
  context.refuse(out, &line, "term_hours", std::to_string(facts.term_hours),
                 {"学期总学时与备案校历不符", "the hours are not those of the school calendar"},
                 {hours, hours});
}

void check_hours(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                 const LeaveGranted& facts) {
  check_term_hours(context, out, line, facts);
  const auto divisor = context.number("leave_hours_divisor");
  if (exceeds_part(facts.absent_hours, facts.term_hours, divisor)) return;
  const auto part = std::to_string(divisor);
  context.refuse(
      out, &line, "absent_hours",
      std::to_string(facts.absent_hours) + "/" + std::to_string(facts.term_hours),
      {"未超过学期总学时的1/" + part, "not more than 1/" + part + " of the term's hours"},
      {"超过1/" + part + "(正好等于不算)", "strictly more than 1/" + part});
}

template <class Check>
void each_leave_on(const GuardContext& context, LeaveGround ground, Check&& check) {
  each<LeaveGranted>(context, [&](const Line& line, const LeaveGranted& facts) {
    if (facts.ground == ground) check(line, facts);
  });
}

/// FJ-12a: one of the five grounds, asked for by student and guardian; on a diagnosis the school
/// itself may ask.
void leave_applied_for(const GuardContext& context, std::vector<Problem>& out) {
  const auto agreed = consents_of(context);
  const auto check = [&](const Line& line, LeaveGround ground) {
    if (ground == LeaveGround::none) {
      context.refuse(out, &line, "ground", "",
                     {"没有注明休学情形", "the ground of the leave is not stated"},
                     {"五种情形之一", "one of the five grounds"});
      return;
    }
    const bool diagnosed = ground == LeaveGround::illness || ground == LeaveGround::unfit_disease;
    if (diagnosed || agreed.both(line.event->subject)) return;
    context.refuse(out, &line, "consent", "",
                   {"缺少学生本人和家长(监护人)的申请", "student and guardian have not applied"},
                   {"在同一申报中附两人签署的申请(Consent)",
                    "a Consent event of both in the same submission"});
  };
  each<LeaveGranted, LeaveExtended>(
      context, [&](const Line& line, const auto& facts) { check(line, facts.ground); });
}

/// D-18, article 17 of the national measures as far as known: a diagnosis is of a hospital of the
/// level.
void leave_hospital_reached(const GuardContext& context, std::vector<Problem>& out) {
  for (const auto ground : {LeaveGround::illness, LeaveGround::unfit_disease}) {
    each_leave_on(context, ground, [&](const Line& line, const LeaveGranted& facts) {
      require_hospital(context, out, line, facts.hospital);
    });
  }
}

/// FJ-12b.
void illness_leave_diagnosed(const GuardContext& context, std::vector<Problem>& out) {
  each_leave_on(context, LeaveGround::illness, [&](const Line& line, const LeaveGranted& facts) {
    require_hospital(context, out, line, facts.hospital);
    require_document(context, out, line, {"诊断证明", "the diagnosis"});
    check_hours(context, out, line, facts);
  });
}

/// FJ-12c.
void absence_leave_counted(const GuardContext& context, std::vector<Problem>& out) {
  each_leave_on(context, LeaveGround::absence, [&](const Line& line, const LeaveGranted& facts) {
    check_hours(context, out, line, facts);
  });
}

/// FJ-12d.
void unfit_leave_explained(const GuardContext& context, std::vector<Problem>& out) {
  each_leave_on(
      context, LeaveGround::unfit_disease, [&](const Line& line, const LeaveGranted& facts) {
        require_hospital(context, out, line, facts.hospital);
        require_document(context, out, line, {"诊断证明", "the diagnosis"});
        const auto told = facts.guardian_notified_on;
        if (is_set(told) && told <= context.today) return;
        context.refuse(out, &line, "guardian_notified_on", is_set(told) ? to_text(told) : "",
                       {"没有通知家长的日期", "no day on which the parents were told"},
                       {"不晚于今天的日期", "a day not after today"});
      });
}

/// The birth date that the roster registered, where it can be opened.
std::optional<Date> registered_birth(const GuardContext& context, const Line& line) {
  if (!line.student || line.student->roster_at == no_position) return std::nullopt;
  const auto opened = context.input.persons.disclosure_at(line.student->roster_at);
  if (!opened) return std::nullopt;
  const auto birth = value_of(personal_fields_of(EventType::roster_line), *opened, P::birth_date);
  return birth ? date_from_text(*birth) : std::nullopt;
}

/// The stated verdict agrees with the birth date where that is shown.
void check_age(const GuardContext& context, std::vector<Problem>& out, const Line& line,
               const LeaveGranted& facts) {
  const auto years = static_cast<int>(context.number("work_leave_age"));
  const auto text = std::to_string(years);
  const auto refuse = [&](std::string_view field, Text message) {
    context.refuse(out, &line, field, "****", std::move(message),
                   {"休学首日已满" + text + "周岁", text + " years on the first day of leave"});
  };
  const auto birth = line.personal(P::birth_date);
  const auto born = birth ? date_from_text(*birth) : std::nullopt;
  const auto registered = registered_birth(context, line);
  if (line.disclosure && !born) {
    refuse(code_of(P::birth_date), {"未填出生日期", "the birth date is not stated"});
  } else if (born && registered && *born != *registered) {
    refuse(code_of(P::birth_date),
           {"与注册时的出生日期不符", "it is not the birth date that was registered"});
  } else if (!facts.of_age || (born && age_on(*born, facts.from) < years)) {
    refuse("of_age", {"未满" + text + "周岁", "not yet " + text + " years old"});
  }
}

/// FJ-12e.
void work_leave_allowed(const GuardContext& context, std::vector<Problem>& out) {
  const auto years = static_cast<int>(context.number("work_leave_years"));
  each_leave_on(context, LeaveGround::work_study, [&](const Line& line, const LeaveGranted& facts) {
    check_age(context, out, line, facts);
    const auto came = line.student ? entry_day(*line.student) : Date{};
    if (!is_set(came) || add_years(came, years) > facts.from) {
      const auto text = std::to_string(years);
      context.refuse(out, &line, "from", to_text(facts.from),
                     {"入学未满" + text + "年", "less than " + text + " year in school"},
                     {is_set(came) ? to_text(add_years(came, years)) + " 起" : "入学日期不明",
                      is_set(came) ? "from " + to_text(add_years(came, years)) + " on"
                                   : "the day of entry is not known"});
    }
    if (facts.agreement) return;
    context.refuse(out, &line, "agreement", "",
                   {"没有与学校签订协议", "no agreement with the school was signed"},
                   {"签订工学交替协议后填“是”", "yes, once the agreement is signed"});
  });
}

/// FJ-12f.
void state_leave_documented(const GuardContext& context, std::vector<Problem>& out) {
  each_leave_on(context, LeaveGround::state_rule, [&](const Line& line, const LeaveGranted&) {
    require_document(context, out, line, {"国家规定所依的证明", "the paper of the state rule"});
  });
}

/// FJ-13a: a leave, and each extension of it, is for a year; service has its own length.
void leave_within_a_year(const GuardContext& context, std::vector<Problem>& out) {
  const auto years = static_cast<int>(context.number("leave_years"));
  const auto check = [&](const Line& line, Date from, Date until) {
    const auto last = add_days(add_years(from, years), -1);
    if (until >= from && until <= last) return;
    context.refuse(
        out, &line, "until", to_text(until), {"休学期限不对", "the leave does not have its length"},
        {to_text(from) + " 至 " + to_text(last), to_text(from) + " to " + to_text(last)});
  };
  each<LeaveGranted>(context, [&](const Line& line, const LeaveGranted& facts) {
    if (!is_set(facts.service_until)) check(line, facts.from, facts.until);
  });
  each<LeaveExtended>(context, [&](const Line& line, const LeaveExtended& facts) {
    const auto* leave = line.student ? leave_of(*line.student) : nullptr;
    if (leave && facts.from != add_days(leave->until, 1)) {
      const auto next = to_text(add_days(leave->until, 1));
      context.refuse(out, &line, "from", to_text(facts.from),
                     {"续休应接原休学期满之日", "an extension follows the leave's last day"},
                     {next, next});
    }
    if (facts.ground != LeaveGround::state_rule) check(line, facts.from, facts.until);
  });
}

/// FJ-13b, D-09: all leave but service, this one included.
void leave_total_within_cap(const GuardContext& context, std::vector<Problem>& out) {
  const auto years_max = static_cast<int>(context.number("leave_years_max"));
  const auto check = [&](const Line& line, LeaveGround ground, Date from, Date until) {
    if (ground == LeaveGround::state_rule || !line.student || until < from) return;
    auto total = leave_time(*line.student);
    total.add(from, until);
    if (!total.exceeds(years_max)) return;
    const auto text = std::to_string(years_max);
    context.refuse(out, &line, "until", to_text(until),
                   {"休学累计超过" + text + "年", "more than " + text + " years of leave in all"},
                   {"累计不超过" + text + "年(服兵役不计),或附例外说明",
                    "at most " + text + " years, service not counted, or an override"});
  };
  each<LeaveGranted, LeaveExtended>(context, [&](const Line& line, const auto& facts) {
    check(line, facts.ground, facts.from, facts.until);
  });
}

/// FJ-13c: a leave for service lasts as long as the service.
void service_leave_matches(const GuardContext& context, std::vector<Problem>& out) {
  each_leave_on(context, LeaveGround::state_rule, [&](const Line& line, const LeaveGranted& facts) {
    if (!is_set(facts.service_from) && !is_set(facts.service_until)) return;
    const bool fits = is_set(facts.service_from) && is_set(facts.service_until) &&
                      facts.service_from <= facts.service_until &&
                      facts.from <= facts.service_from && facts.until == facts.service_until;
    if (fits) return;
    context.refuse(
        out, &line, "until", to_text(facts.until),
        {"休学期限与服役期限不相当", "the leave does not match the service"},
        {"不晚于入伍之日起,至服役期满之日止", "from no later than its first day to its last day"});
  });
}

// ---- Resumption. -------------------------------------------------------------------------------

/// FJ-14a: before the term begins, with proof.
void resumption_applied_in_time(const GuardContext& context, std::vector<Problem>& out) {
  each<StudyResumed>(context, [&](const Line& line, const StudyResumed& facts) {
    require_document(context, out, line, {"复学证明材料", "the paper that supports it"});
    const auto& school = context.organisation();
    const auto day = line.event->effective_on;
    auto term = term_on(school, day);
    // Between two terms a student comes back for the next one.
    if (!term || term->term.ends < day) term = term_from(school, day);
    if (!term) {
      context.refuse(out, &line, "effective_on", to_text(day),
                     {"该学期没有备案校历", "no school calendar for that term"},
                     {"先填报校历(表单 school-calendar)", "file the form school-calendar first"});
    } else if (facts.applied_on >= term->term.starts) {
      const auto starts = to_text(term->term.starts);
      context.refuse(out, &line, "applied_on", to_text(facts.applied_on),
                     {"复学申请应在开学前提出", "resumption is applied for before the term begins"},
                     {"早于 " + starts, "before " + starts});
    }
  });
}

/// FJ-14b: the cohort after as many years as the absence lasted, at least one.
std::uint16_t next_cohort(const OrganisationState& school, const StudentState& student,
                          Date resumed_on) {
  const auto& leaves = student.leaves;
  int years = 1;
  if (!leaves.empty()) {
    // Leaves that follow each other without a day between are one absence.
    auto first = leaves.rbegin();
    while (std::next(first) != leaves.rend() &&
           add_days(std::next(first)->until, 1) == first->from) {
      ++first;
    }
    const int terms = term_index_ahead(school, resumed_on) - term_index_ahead(school, first->from);
    years = std::max(1, (terms + 1) / 2);
  }
  return static_cast<std::uint16_t>(student.cohort + years);
}

/// Same major, or one of the same class of majors (相近专业: the first four digits).
bool is_near_major(std::string_view a, std::string_view b) {
  constexpr std::size_t class_digits = 4;
  const auto digits = std::min({class_digits, a.size(), b.size()});
  return a.substr(0, digits) == b.substr(0, digits);
}

void resumed_with_next_cohort(const GuardContext& context, std::vector<Problem>& out) {
  each<StudyResumed>(context, [&](const Line& line, const StudyResumed& facts) {
    if (!line.student) return;
    const auto wanted =
        next_cohort(context.organisation(), *line.student, line.event->effective_on);
    if (facts.cohort != wanted && facts.cohort != line.student->cohort) {
      const auto text = std::to_string(wanted);
      context.refuse(out, &line, "cohort", std::to_string(facts.cohort),
                     {"原则上随下一年级学习", "in principle with the next cohort"},
                     {text + "级,或附例外说明", "cohort " + text + ", or an override"});
    }
    const auto* room = context.state().school_class(facts.class_id);
    if (!room || is_near_major(room->major_code, line.student->major_code)) return;
    context.refuse(out, &line, "class_id", room->major_code,
                   {"班级专业与原专业不相近", "the class is of no near major"},
                   {"同专业或同一专业类的班级,或附例外说明",
                    "a class of the same class of majors, or an override"});
  });
}

/// FJ-14c.
void original_cohort_proven(const GuardContext& context, std::vector<Problem>& out) {
  each<StudyResumed>(context, [&](const Line& line, const StudyResumed& facts) {
    if (!line.student || facts.cohort != line.student->cohort) return;
    if (facts.progress_proven && facts.progress_recognised) return;
    context.refuse(out, &line, facts.progress_proven ? "progress_recognised" : "progress_proven",
                   "",
                   {"随原年级学习须有成绩证明并经学校认定",
                    "the original cohort needs proof of progress, recognised by the school"},
                   {"两项都为“是”,或随下一年级", "both yes, or the next cohort"});
  });
}

/// FJ-16c: a withdrawal is final; a mistaken one is reversed, not resumed.
void not_after_withdrawal(const GuardContext& context, std::vector<Problem>& out) {
  each<StudyResumed>(context, [&](const Line& line, const StudyResumed&) {
    if (!line.student || line.student->status != StudentStatus::withdrawn) return;
    context.refuse(out, &line, "status", std::string(code_of(line.student->status)),
                   {"退学的学生不得申请复学", "who withdrew cannot resume"},
                   {"误办的退学用更正(reversal)", "a mistaken withdrawal is reversed"});
  });
}

// ---- Withdrawal. -------------------------------------------------------------------------------

/// FJ-15a: a right of the student: on request, never as a sanction.
void withdrawal_requested(const GuardContext& context, std::vector<Problem>& out) {
  const auto agreed = consents_of(context);
  each<Withdrawn>(context, [&](const Line& line, const Withdrawn&) {
    if (agreed.both(line.event->subject)) return;
    context.refuse(out, &line, "consent", "",
                   {"退学不是处分,须由学生本人和家长(监护人)申请",
                    "withdrawal is no sanction: student and guardian apply for it"},
                   {"在同一申报中附两人签署的申请(Consent)",
                    "a Consent event of both in the same submission"});
  });
}

/// FJ-15d.
void illness_withdrawal_diagnosed(const GuardContext& context, std::vector<Problem>& out) {
  each<Withdrawn>(context, [&](const Line& line, const Withdrawn& facts) {
    if (facts.ground != WithdrawalGround::serious_illness) return;
    require_hospital(context, out, line, facts.hospital);
    require_document(context, out, line, {"诊断证明", "the diagnosis"});
  });
}

/// FJ-15b: the notice is proven.
void notice_proven(const GuardContext& context, std::vector<Problem>& out) {
  each<ResumptionNoticeServed>(context, [&](const Line& line, const ResumptionNoticeServed& facts) {
    require_document(context, out, line, {"送达证明", "the proof of delivery"});
    if (facts.served_on <= context.today) return;
    context.refuse(out, &line, "served_on", to_text(facts.served_on),
                   {"送达日期未到", "the day of service has not come"},
                   {"不晚于 " + to_text(context.today), "not after " + to_text(context.today)});
  });
}

/// FJ-15b, D-17: the leave is over, the student was told, and the days since then have passed.
void deemed_after_notice(const GuardContext& context, std::vector<Problem>& out) {
  const auto days = static_cast<int>(context.number("resumption_notice_days"));
  each<DeemedWithdrawn>(context, [&](const Line& line, const DeemedWithdrawn& facts) {
    if (facts.ground != DeemedGround::leave_overdue || !line.student) return;
    const auto* leave = leave_of(*line.student);
    const auto served = line.student->notice_served_on;
    if (leave && leave->until >= context.today) {
      context.refuse(out, &line, "until", to_text(leave->until),
                     {"休学期未满", "the leave is not over"}, {"期满之后", "after its last day"});
    }
    if (!is_set(served)) {
      context.refuse(out, &line, "notice", "",
                     {"没有复学告知的送达记录", "no resumption notice was served"},
                     {"先填报表单 resumption-notice", "file the form resumption-notice first"});
    } else if (add_days(served, days) >= context.today) {
      const auto first = to_text(add_days(served, days + 1));
      context.refuse(out, &line, "notice", to_text(served),
                     {"告知后未满" + std::to_string(days) + "天(假定)",
                      "less than " + std::to_string(days) + " days since the notice (assumed)"},
                     {"自 " + first + " 起", "from " + first + " on"});
    }
  });
}

/// FJ-15c, D-08, D-09: the maximum study time is over, and the student does not serve.
void study_time_is_over(const GuardContext& context, std::vector<Problem>& out) {
  const auto more = static_cast<int>(context.number("study_time_more_years"));
  each<DeemedWithdrawn>(context, [&](const Line& line, const DeemedWithdrawn& facts) {
    if (!line.student) return;
    const auto* leave = leave_of(*line.student);
    if (leave && is_service(*leave) && leave->until >= context.today) {
      context.refuse(out, &line, "ground", std::string(code_of(facts.ground)),
                     {"服役期间不得视为自动退学", "nobody is deemed withdrawn while serving"},
                     {"服役期满之后", "after the service"});
      return;
    }
    if (facts.ground != DeemedGround::study_time_exceeded) return;
    const auto last = study_time_ends(*line.student, more);
    if (is_set(last) && last < context.today) return;
    context.refuse(out, &line, "ground", std::string(code_of(facts.ground)),
                   {"未超过最长学习年限", "the maximum study time is not over"},
                   {is_set(last) ? "晚于 " + to_text(last) : "入学日期或学制不明",
                    is_set(last) ? "after " + to_text(last) : "entry or base are not known"});
  });
}

/// FJ-16a: flagged, because the text gives no day.
void withdrawal_notified(const GuardContext& context, std::vector<Problem>& out) {
  each<Withdrawn, DeemedWithdrawn>(context, [&](const Line& line, const auto& facts) {
    if (is_set(facts.notified_on) && facts.notified_on <= context.today) return;
    context.refuse(
        out, &line, "notified_on", is_set(facts.notified_on) ? to_text(facts.notified_on) : "",
        {"没有通知家长(监护人)或有关单位的日期", "no day on which guardian or employer was told"},
        {"通知后补填;缺失将列为检查问题", "tell them; its absence is a finding"});
  });
}

/// SY-1.5d: an empty status is cancelled on evidence of absence, not before.
void empty_status_proven(const GuardContext& context, std::vector<Problem>& out) {
  const auto days = static_cast<int>(context.number("presence_days"));
  each<StatusCancelled>(context, [&](const Line& line, const StatusCancelled& facts) {
    if (facts.ground != CancellationGround::empty_status) return;
    const auto since = facts.absent_since;
    if (is_set(since) && add_days(since, days) < context.today) return;
    const auto text = std::to_string(days);
    context.refuse(out, &line, "absent_since", is_set(since) ? to_text(since) : "",
                   {"空挂学籍须有超过" + text + "天不在校的证据",
                    "an empty status needs evidence of more than " + text + " days of absence"},
                   {"早于 " + to_text(add_days(context.today, -days)),
                    "before " + to_text(add_days(context.today, -days))});
  });
}

}  // namespace

std::span<const Guard> leave_guards() {
  using T = NeededType;
  static const ParameterNeed hospital{"hospital_level_leave", T::text};
  static const ParameterNeed usual{"hospital_level_entry", T::text};
  static const ParameterNeed divisor{"leave_hours_divisor", T::number};
  static const std::vector<Guard> guards = {
      {"absence_leave_counted", absence_leave_counted, {divisor}},
      {"deemed_after_notice", deemed_after_notice, {{"resumption_notice_days", T::number}}},
      {"empty_status_proven", empty_status_proven, {{"presence_days", T::number}}},
      {"illness_leave_diagnosed", illness_leave_diagnosed, {hospital, usual, divisor}},
      {"illness_withdrawal_diagnosed", illness_withdrawal_diagnosed, {hospital, usual}},
      {"leave_applied_for", leave_applied_for},
      {"leave_hospital_reached", leave_hospital_reached, {hospital, usual}},
      {"leave_total_within_cap", leave_total_within_cap, {{"leave_years_max", T::number}}},
      {"leave_within_a_year", leave_within_a_year, {{"leave_years", T::number}}},
      {"not_after_withdrawal", not_after_withdrawal},
      {"notice_proven", notice_proven},
      {"original_cohort_proven", original_cohort_proven},
      {"resumed_with_next_cohort", resumed_with_next_cohort},
      {"resumption_applied_in_time", resumption_applied_in_time},
      {"service_leave_matches", service_leave_matches},
      {"state_leave_documented", state_leave_documented},
      {"study_time_is_over", study_time_is_over, {{"study_time_more_years", T::number}}},
      {"unfit_leave_explained", unfit_leave_explained, {hospital, usual}},
      {"withdrawal_notified", withdrawal_notified},
      {"withdrawal_requested", withdrawal_requested},
      {"work_leave_allowed",
       work_leave_allowed,
       {{"work_leave_age", T::number}, {"work_leave_years", T::number}}},
  };
  return guards;
}

}  // namespace xueji
