// Monthly reports: missing, late, incomplete, or not what the ledger had (SY-1.4, D-02, D-28,
// D-33).
#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "ledger/authority/authority.h"
#include "projections/obligations_control.h"
#include "replay/inspection/detect.h"

namespace xueji::inspection {
namespace {

constexpr ReportForm report_forms[] = {ReportForm::info_changes, ReportForm::status_changes};

using ReportKey = std::tuple<OrganisationId, Month, ReportForm>;

Month month_of(const ReportSeen& report) {
  return {report.facts.year, report.facts.month};
}
ReportKey key_of(const ReportSeen& report) {
  return {report.organisation, month_of(report), report.facts.form};
}

/// The day on which the organisation itself had done its part of a report (D-33); nothing before.
std::optional<Date> done_on(const Case& c, const ReportSeen& report) {
  const auto* row = c.state.submission(report.submission);
  const auto* chain = row == nullptr ? nullptr : chain_of(c.packs, *row);
  if (chain == nullptr || row->stage == SubmissionStage::superseded ||
      row->stage == SubmissionStage::withdrawn || row->stage == SubmissionStage::returned ||
      !own_part_is_done(*chain, *row)) {
    return std::nullopt;
  }
  return china_date(own_part_done_at(c.packs, *row));
}

/// The first report of each organisation, month and form whose own part was done.
std::map<ReportKey, std::pair<const ReportSeen*, Date>> first_done(const Case& c) {
  std::map<ReportKey, std::pair<const ReportSeen*, Date>> done;
  for (const auto& report : c.seen.reports) {
    if (const auto day = done_on(c, report)) done.try_emplace(key_of(report), &report, *day);
  }
  return done;
}

Text form_text(Month month, ReportForm form) {
  const auto label = label_of(form);
  return {to_text(month) + " " + label.zh, label.en + " of " + to_text(month)};
}

Subject subject_report(const OrganisationId& organisation, Month month, ReportForm form) {
  auto subject =
      subject_matter(organisation, "report:" + to_text(month) + "/" + std::string(code_of(form)));
  subject.label = form_text(month, form).zh;
  return subject;
}

/// The pack under which a month is reported: the one in force on the day after the month. What is
/// adopted later does not judge it again (rules.md §12.7).
const Pack* pack_of_month(const Case& c, const OrganisationId& organisation, Month month) {
  const auto* then = c.pack_for(organisation, first_day_of(next_month(month)));
  return then != nullptr ? then : c.pack_for(organisation, c.cut_off);
}

/// Calls `visit(organisation, seen, pack, month, form, due)` for each report whose day has passed.
template <class Visitor>
void for_each_due(const Case& c, Visitor&& visit) {
  for (const auto& [id, seen] : c.seen.organisations) {
    const auto* row = c.state.organisation(id);
    if (row == nullptr || !seen.registered_on.ok()) continue;
    const auto last = calendar_month(c.cut_off);
    for (auto month = calendar_month(seen.registered_on); month < last; month = next_month(month)) {
      const auto* pack = pack_of_month(c, id, month);
      if (pack == nullptr) continue;
      const auto months = owed_months(*pack, *row, seen.registered_on, c.cut_off);
      if (months.none() || month < months.first || month > months.last) continue;
      const auto due = report_due(*pack, month);
      if (due >= c.cut_off) continue;
      for (const auto form : report_forms)
        visit(id, seen, *pack, month, form, due);
    }
  }
}

/// Reports of a school and form that took effect before a size.
std::vector<EarlierReport> earlier_than(const Case& c, const OrganisationId& school,
                                        ReportForm form, TreeSize size) {
  std::vector<EarlierReport> earlier;
  for (const auto& report : c.seen.reports) {
    const bool counts = report.effect && report.organisation == school &&
                        report.facts.form == form && report.effect->effect_at.value < size.value;
    if (counts) earlier.push_back({month_of(report), report.facts.computed_from});
  }
  return earlier;
}

struct Recomputed {
  Digest content;
  std::uint32_t lines = 0;
  std::uint32_t supplements = 0;
};

Recomputed recompute_school(const Case& c, const ReportSeen& report) {
  const auto month = month_of(report);
  const auto size = report.facts.computed_from;
  const auto earlier = earlier_than(c, report.organisation, report.facts.form, size);
  Recomputed found;
  std::vector<ReportableChange> lines;
  for (const auto& change : c.seen.changes) {
    const bool ours = change.school == report.organisation && change.form == report.facts.form;
    if (!ours || !stands_in(change.key, month, size, earlier)) continue;
    ++(is_supplement(change.key, month) ? found.supplements : found.lines);
    lines.push_back(change.key);
  }
  found.content = content_of_school(report.organisation, month, report.facts.form, size, lines);
  return found;
}

Recomputed recompute_authority(const Case& c, const ReportSeen& report) {
  Recomputed found;
  std::vector<SchoolContent> schools;
  for (const auto& [id, seen] : c.seen.organisations) {
    const auto* row = c.state.organisation(id);
    const bool owed = row != nullptr && row->kind == OrganisationKind::school && row->owns_status &&
                      is_at_or_above(c.state, report.organisation, id) &&
                      seen.registered_at.value < report.facts.computed_from.value;
    if (!owed) continue;
    SchoolContent school{id, no_position, {}};
    for (const auto& one : c.seen.reports) {
      const bool counts = one.effect && one.organisation == id &&
                          month_of(one) == month_of(report) &&
                          one.facts.form == report.facts.form &&
                          one.effect->effect_at.value < report.facts.computed_from.value;
      if (!counts) continue;
      school.report_at = one.event_at;
      school.content = one.facts.content;
      found.lines += one.facts.lines;
      found.supplements += one.facts.supplements;
    }
    schools.push_back(school);
  }
  found.content = content_of_authority(report.organisation, month_of(report), report.facts.form,
                                       report.facts.computed_from, std::move(schools));
  return found;
}

}  // namespace

/// SY-1.4c: no report by the day, and none until the cut-off; nil months included.
void detect_monthly_missing(const Case& c, const FindingDefinition& definition,
                            std::vector<Finding>& out) {
  const auto done = first_done(c);
  for_each_due(c, [&](const OrganisationId& id, const OrganisationSeen& seen, const Pack& pack,
                      Month month, ReportForm form, Date due) {
    if (done.contains({id, month, form})) return;
    auto finding =
        open_finding(definition, &pack, id, subject_report(id, month, form), add_days(due, 1));
    prove(finding, seen.registered_at, ProofKind::event);
    const auto what = form_text(month, form);
    finding.facts.push_back(
        {what.zh + " 应于 " + to_text(due) + " 前上报,至截止日未报",
         "the " + what.en + " was due on " + to_text(due) + " and is not there at the cut-off"});
    out.push_back(std::move(finding));
  });
}

/// SY-1.4c, D-33: done after the day; the day itself is in time (D-01).
void detect_monthly_late(const Case& c, const FindingDefinition& definition,
                         std::vector<Finding>& out) {
  const auto done = first_done(c);
  for_each_due(c, [&](const OrganisationId& id, const OrganisationSeen&, const Pack& pack,
                      Month month, ReportForm form, Date due) {
    const auto found = done.find({id, month, form});
    if (found == done.end() || found->second.second <= due) return;
    const auto& [report, on] = found->second;
    auto finding =
        open_finding(definition, &pack, id, subject_report(id, month, form), add_days(due, 1));
    finding.submission = report->submission;
    finding.closed_on = on;
    prove(finding, report->event_at, ProofKind::event);
    const auto what = form_text(month, form);
    const auto days = number_text(days_between(due, on));
    finding.facts.push_back({what.zh + " 应于 " + to_text(due) + " 前上报,于 " + to_text(on) +
                                 " 办结,迟 " + days + " 天",
                             "the " + what.en + " was due on " + to_text(due) + " and done on " +
                                 to_text(on) + ", " + days + " days late"});
    out.push_back(std::move(finding));
  });
}

/// SY-1.4g: effective in a month whose report does not have it; put right by the supplement.
void detect_unreported_change(const Case& c, const FindingDefinition& definition,
                              std::vector<Finding>& out) {
  for (const auto& change : c.seen.changes) {
    const auto month = calendar_month(change.key.effective_on);
    const ReportSeen* own = nullptr;
    const ReportSeen* later = nullptr;
    for (const auto& report : c.seen.reports) {
      const bool same =
          report.effect && report.organisation == change.school && report.facts.form == change.form;
      if (!same) continue;
      if (month_of(report) == month) own = &report;
      const bool has_it = month_of(report) >= month &&
                          change.key.effect_at.value < report.facts.computed_from.value;
      if (has_it && (later == nullptr || report.event_at < later->event_at)) later = &report;
    }
    if (own == nullptr || later == own) continue;
    if (change.key.effect_at.value < own->facts.computed_from.value) continue;
    const auto filed_on = own->effect->effect_on;
    auto finding = open_finding(definition, c.pack_of(own->submission), change.school,
                                subject_student(change.student),
                                std::max(filed_on, add_days(change.key.effective_on, 1)));
    finding.subject.key += "/" + to_text(month) + "/" + std::string(code_of(change.form)) + "/" +
                           std::to_string(change.key.event_at.value);
    prove(finding, change.happened);
    prove(finding, *own->effect);
    finding.submission = change.happened.submission;
    if (later != nullptr) {
      finding.closed_on = later->effect->effect_on;
      prove(finding, *later->effect);
    }
    const auto label = label_of(change.type);
    finding.facts.push_back({"“" + label.zh + "”于 " + to_text(change.key.effective_on) + " 生效," +
                                 to_text(month) + " 月报中没有",
                             label.en + " held from " + to_text(change.key.effective_on) +
                                 " and is not in the report of " + to_text(month)});
    out.push_back(std::move(finding));
  }
}

/// Design §6: a report is frozen; computed again from the same entries it must be the same.
void detect_report_differs(const Case& c, const FindingDefinition& definition,
                           std::vector<Finding>& out) {
  for (const auto& report : c.seen.reports) {
    const auto* row = c.state.organisation(report.organisation);
    if (!report.effect || row == nullptr) continue;
    const auto again = row->kind == OrganisationKind::school ? recompute_school(c, report)
                                                             : recompute_authority(c, report);
    const bool agrees = again.content == report.facts.content &&
                        again.lines == report.facts.lines &&
                        again.supplements == report.facts.supplements;
    if (agrees) continue;
    auto finding =
        open_finding(definition, c.pack_of(report.submission), report.organisation,
                     subject_report(report.organisation, month_of(report), report.facts.form),
                     report.effect->effect_on);
    prove(finding, *report.effect);
    const auto filed =
        number_text(report.facts.lines) + "+" + number_text(report.facts.supplements);
    const auto found = number_text(again.lines) + "+" + number_text(again.supplements);
    finding.facts.push_back(
        {"月报所载(" + filed + " 行)与台账前 " +
             number_text(static_cast<std::int64_t>(report.facts.computed_from.value)) +
             " 条记录重算的结果(" + found + " 行)不符",
         "the report says " + filed + " lines; the same entries of the ledger give " + found +
             ", and another content"});
    out.push_back(std::move(finding));
  }
}

}  // namespace xueji::inspection
