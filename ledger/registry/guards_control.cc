// Monthly reports (SY-1.4), the yearly inspection (SY-3.3), reversals (D-26) and ends of
// organisations. What a report must contain is recomputed from the log where it is filed
// (projections/monthly_report.h) and again by the inspection; here stands what decision state
// knows.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "ledger/authority/authority.h"
#include "ledger/registry/guards_families.h"
#include "ledger/registry/reportable.h"
#include "ledger/registry/reversal.h"
#include "ledger/signoff/signoff.h"

namespace xueji {
namespace {

constexpr unsigned months_a_year = 12;

/// Months since year 0: neighbours differ by one.
unsigned month_number(unsigned year, unsigned month) {
  return year * months_a_year + month - 1;
}

std::string month_text(unsigned number) {
  const auto month = number % months_a_year + 1;
  return std::to_string(number / months_a_year) + (month < 10 ? "-0" : "-") + std::to_string(month);
}

bool is_month(const MonthlyReportFiled& facts) {
  return facts.month >= 1 && facts.month <= months_a_year && facts.year >= 1990 &&
         facts.year < 3000;
}

// ---- Monthly reports. --------------------------------------------------------------------------

unsigned month_number(Date day) {
  return month_number(static_cast<unsigned>(year_of(day)), month_of(day));
}

/// SY-1.4a, D-02: a month is reported once it is over; the first is the one whose reports were due
/// in the month in which the ledger began.
void report_month_is_over(const GuardContext& context, std::vector<Problem>& out) {
  const auto first = month_number(china_date(context.state().genesis().created_at)) - 1;
  const auto now = month_number(context.today);
  each<MonthlyReportFiled>(context, [&](const Line& line, const MonthlyReportFiled& facts) {
    const auto month = month_number(facts.year, facts.month);
    if (is_month(facts) && month < first) {
      context.refuse(out, &line, "month", month_text(month),
                     {"该月早于台账建立前一个月", "the month is long before the ledger began"},
                     {"不早于 " + month_text(first), "not before " + month_text(first)});
      return;
    }
    if (is_month(facts) && month < now) return;
    context.refuse(out, &line, "month", is_month(facts) ? month_text(month) : "",
                   {"该月尚未结束或月份有误", "this month is not over, or is no month"},
                   {"不晚于 " + month_text(now - 1), "not after " + month_text(now - 1)});
  });
}

/// SY-1.4c: each form once for a month, and no month left out, so that what came too late always
/// has a next report to stand in (D-02).
void report_follows_last(const GuardContext& context, std::vector<Problem>& out) {
  std::set<std::pair<ReportForm, unsigned>> reported;
  for (const auto& held : context.organisation().reports) {
    reported.emplace(held.form, month_number(held.year, held.month));
  }
  each<MonthlyReportFiled>(context, [&](const Line& line, const MonthlyReportFiled& facts) {
    if (!is_month(facts)) return;
    const auto month = month_number(facts.year, facts.month);
    if (!reported.emplace(facts.form, month).second) {
      context.refuse(out, &line, "month", month_text(month),
                     {"该月的这份月报已上报", "this form of the month is reported already"},
                     {"迟到的变动列入下月补报", "what came late stands in the next report"});
      return;
    }
    const auto of_form = [&](const auto& one) { return one.first == facts.form; };
    const bool is_first = std::count_if(reported.begin(), reported.end(), of_form) == 1;
    const bool has_earlier = std::any_of(reported.begin(), reported.end(), [&](const auto& one) {
      return of_form(one) && one.second < month;
    });
    if (is_first || !has_earlier || reported.contains({facts.form, month - 1})) return;
    context.refuse(out, &line, "month", month_text(month),
                   {"上月的这份月报尚未上报", "this form of the month before is not reported yet"},
                   {"先报 " + month_text(month - 1), month_text(month - 1) + " first"});
  });
}

/// SY-1.4b: the designated officer files, or who acts for the officer on record. Who files as
/// status officer is judged by signoff for every form; here the others are, such as a section
/// officer.
void report_by_designated_officer(const GuardContext& context, std::vector<Problem>& out) {
  if (!context.submission.author) return;
  const auto& author = *context.submission.author;
  if (author.role == Role::status_officer) return;
  const auto& officer = context.organisation().officer;
  const auto giver = giver_of(context.state(), author);
  if (!officer.is_none() && (author.person == officer || giver == std::optional(officer))) return;
  context.refuse(
      out, nullptr, "author", "",
      officer.is_none()
          ? Text{"本单位尚未指定学籍专人", "no status officer is designated here"}
          : Text{"月报由指定的学籍专人填报", "the designated status officer files reports"},
      {"由指定专人填报(表单 officer 指定专人)",
       "file as the designated officer (form officer designates one)"});
}

/// Which signature a paper waits for.
Text waits_for(const GuardContext& context, const SubmissionState& paper) {
  if (paper.stage == SubmissionStage::returned) return {"退回待改", "was returned to its author"};
  const auto* packs = context.input.packs;
  const auto* pack = packs && !paper.packs.empty() ? packs->find(paper.packs.front()) : nullptr;
  const auto* chain = pack ? pack->chain_of(paper) : nullptr;
  const auto* step = chain ? next_step(*chain, paper) : nullptr;
  if (step == nullptr) return {"尚未办结", "is not approved yet"};
  return {"待“" + step->name.zh + "”", "waits for \"" + step->name.en + "\""};
}

/// SY-1.4f: the month is not closed while a change of it lacks an approval; each one is named.
void report_leaves_nothing_pending(const GuardContext& context, std::vector<Problem>& out) {
  if (context.input.undecided == nullptr) return;
  each<MonthlyReportFiled>(context, [&](const Line& line, const MonthlyReportFiled& facts) {
    if (!is_month(facts)) return;
    const auto first = make_date(facts.year, facts.month, 1);
    const auto last = add_days(add_months(first, 1), -1);
    const auto look = [&](const SubmissionState& paper, std::span<const Event> events) {
      const auto& school = context.submission.organisation;
      if (paper.id == context.submission.id) return;
      if (!concerns(context.state(), paper, school, context.today)) return;
      const auto due = lines_due(context.state(), paper, events, facts.form, last);
      if (due == 0) return;
      const auto count = std::to_string(due);
      const auto label = label_of(paper.form);
      const auto waits = waits_for(context, paper);
      context.refuse(
          out, &line, "month", to_text(paper.id),
          {"“" + label.zh + "”" + count + " 行尚未办结审批(" + waits.zh + "),不得结月",
           count + " lines of a " + label.en + " lack their approval (it " + waits.en +
               "): the month is not closed"},
          {"先办结、撤回或更正该申报", "have it approved, withdrawn or corrected first"});
    };
    context.input.undecided->each_undecided(context.submission.organisation, look);
  });
}

bool has_reported(const OrganisationState& school, const MonthlyReportFiled& facts) {
  return std::any_of(school.reports.begin(), school.reports.end(), [&](const ReportHeld& held) {
    return held.year == facts.year && held.month == facts.month && held.form == facts.form;
  });
}

/// SY-1.4c, D-28, D-33: a report says from what it was computed; a county names the schools whose
/// report it did not have, and a school names none.
void report_is_whole(const GuardContext& context, std::vector<Problem>& out) {
  const auto& own = context.organisation();
  const bool of_authority = context.submission.form == Form::county_report;
  if (of_authority == (own.kind == OrganisationKind::school)) {
    context.refuse(out, nullptr, "form", std::string(code_of(own.kind)),
                   {"学校填 monthly-report,县局填 county-report",
                    "schools file monthly-report, bureaus county-report"},
                   {"与单位相应的表单", "the form of this organisation"});
  }
  each<MonthlyReportFiled>(context, [&](const Line& line, const MonthlyReportFiled& facts) {
    if (facts.computed_from.value == 0 || facts.computed_from > context.state().size()) {
      context.refuse(out, &line, "computed_from", std::to_string(facts.computed_from.value),
                     {"计算所依的台账位置不存在", "it was computed from entries that do not exist"},
                     {"不超过 " + std::to_string(context.state().size().value),
                      "at most " + std::to_string(context.state().size().value)});
    }
    for (const auto& id : facts.missing_schools) {
      const auto* school = context.state().organisation(id);
      const bool fits = of_authority && school && school->kind == OrganisationKind::school &&
                        is_at_or_above(context.state(), own.id, school->id) &&
                        !has_reported(*school, facts);
      if (fits) continue;
      context.refuse(out, &line, "missing_schools", school ? school->code : to_text(id),
                     {"不是本局所辖,或该校已上报", "not a school below, or it has reported"},
                     {"所辖且未上报的学校", "schools below that have not reported"});
    }
  });
}

// ---- The yearly inspection. --------------------------------------------------------------------

/// SY-3.3a: in January, over the past calendar year; FJ-45a names no month, the pack assumes one.
void inspection_in_season(const GuardContext& context, std::vector<Problem>& out) {
  each<InspectionOpened>(context, [&](const Line& line, const InspectionOpened& facts) {
    const Date first = context.day_in("inspection_from", facts.year + 1);
    const Date last = context.day_in("inspection_until", facts.year + 1);
    if (facts.opened_on >= first && facts.opened_on <= last) return;
    context.refuse(
        out, &line, "opened_on", to_text(facts.opened_on),
        {"年检不在规则包所列的期间内",
         "the inspection is not held in the days that the pack names"},
        {to_text(first) + " 至 " + to_text(last), to_text(first) + " to " + to_text(last)});
  });
}

/// SY-3.3d: what is in the ledger is proven by its positions; what was found on the spot is told.
void finding_is_proven(const GuardContext& context, std::vector<Problem>& out) {
  each<FindingRaised>(context, [&](const Line& line, const FindingRaised& facts) {
    const bool in_log = std::all_of(facts.proof.begin(), facts.proof.end(), [&](std::uint64_t at) {
      return at < context.state().size().value;
    });
    if (!in_log || (facts.proof.empty() && !facts.on_the_spot)) {
      context.refuse(out, &line, "proof", "",
                     {"问题没有台账位置为证,或位置不存在", "no entry of the ledger proves it"},
                     {"证明它的记录位置,或注明现场发现",
                      "positions that prove it, or say that it was found on the spot"});
    }
    if (facts.on_the_spot && context.moment == Moment::filing &&
        !line.personal(PersonalField::reason_text)) {
      context.refuse(out, &line, "reason_text", "",
                     {"现场发现的问题须写明情况", "what was found on the spot is described"},
                     {"填写情况说明", "state what was found"});
    }
    if (facts.first_day > context.today) {
      context.refuse(out, &line, "first_day", to_text(facts.first_day),
                     {"问题尚未发生", "it has not happened yet"},
                     {"不晚于 " + to_text(context.today), "not after " + to_text(context.today)});
    }
  });
}

/// SY-3.3b: the school is heard before a finding is closed; only a referral needs no answer.
void finding_answered_before_closing(const GuardContext& context, std::vector<Problem>& out) {
  each<FindingClosed>(context, [&](const Line& line, const FindingClosed& facts) {
    if (facts.outcome == FindingOutcome::referred) return;
    for (const auto& held : context.organisation().findings) {
      if (held.finding != facts.finding || held.answered_on.ok()) continue;
      context.refuse(out, &line, "finding", to_text(facts.finding),
                     {"学校尚未答复", "the school has not answered yet"},
                     {"先由学校答复(表单 finding-answer)", "form finding-answer first"});
    }
  });
}

// ---- Reversals and ends. -----------------------------------------------------------------------

/// D-26, FJ-16c: which change, and what holds again.
void reversal_fits_status(const GuardContext& context, std::vector<Problem>& out) {
  each<EventReversed>(context, [&](const Line& line, const EventReversed& facts) {
    if (!line.student) return;  // STATE refuses a status that does not exist.
    const auto fault = cannot_be_reversed(*line.student, facts);
    if (!fault) return;
    const auto seen = fault->field == "reverses"   ? std::to_string(facts.reverses.value)
                      : fault->field == "restored" ? std::string(code_of(facts.restored))
                                                   : std::string(code_of(line.student->status));
    context.refuse(out, &line, fault->field, seen, fault->message, fault->expected);
  });
}

/// SY-1.5a: nobody comes back onto the roll beside another status of the same person.
void reversal_keeps_one_status(const GuardContext& context, std::vector<Problem>& out) {
  each<EventReversed>(context, [&](const Line& line, const EventReversed& facts) {
    if (!line.student || !on_roll(facts.restored)) return;
    const auto* person = context.state().person(line.student->person);
    if (!person) return;
    for (const auto& id : person->statuses) {
      const auto* other = context.state().student(id);
      if (id == line.student->id || !other || !on_roll(other->status)) continue;
      const auto* school = context.state().organisation(other->school);
      const auto where = school ? school->code : to_text(other->school);
      context.refuse(out, &line, "subject", where,
                     {"该生现在学校 " + where + " 有在籍学籍",
                      "the student is on the roll of school " + where},
                     {"每人只有一个在籍学籍", "one status on the roll for a person"});
    }
  });
}

/// Row 67: what takes over is in being and of the same kind.
void successor_in_being(const GuardContext& context, std::vector<Problem>& out) {
  each<OrganisationMerged>(context, [&](const Line& line, const OrganisationMerged& facts) {
    const auto* into = context.state().organisation(facts.into);
    const auto& own = context.organisation();
    if (into && into->kind == own.kind && into->id != own.id && !into->ended_on.ok()) return;
    context.refuse(out, &line, "into", into ? into->code : to_text(facts.into),
                   {"并入的单位不存在、已撤销或种类不同",
                    "what takes over is unknown, has ended, or is of another kind"},
                   {"在办的同类单位", "an organisation of the same kind that goes on"});
  });
}

}  // namespace

std::span<const Guard> control_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"finding_answered_before_closing", finding_answered_before_closing},
      {"finding_is_proven", finding_is_proven},
      {"inspection_in_season",
       inspection_in_season,
       {{"inspection_from", T::month_day}, {"inspection_until", T::month_day}}},
      {"report_by_designated_officer", report_by_designated_officer},
      {"report_follows_last", report_follows_last},
      {"report_is_whole", report_is_whole},
      {"report_leaves_nothing_pending", report_leaves_nothing_pending},
      {"report_month_is_over", report_month_is_over},
      {"reversal_fits_status", reversal_fits_status},
      {"reversal_keeps_one_status", reversal_keeps_one_status},
      {"successor_in_being", successor_in_being},
  };
  return guards;
}

}  // namespace xueji
