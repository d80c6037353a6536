#include "projections/obligations_control.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/policy/parameters.h"
#include "projections/duties.h"

namespace xueji {
namespace {

constexpr ReportForm report_forms[] = {ReportForm::info_changes, ReportForm::status_changes};

/// What one organisation has done about its reports and inspections by the end of a day.
struct Done {
  Date registered_on{};
  PersonId officer;
  std::set<std::pair<Month, ReportForm>> reported;
  std::set<int> inspected;  ///< Years whose inspection was opened.
};

Result<Done> done_by(const Views& views, const LedgerView& ledger,
                     const OrganisationState& organisation,
                     const std::vector<SubmissionState>& waiting, Date day) {
  Done done;
  const auto records = duty_records(views.rows(), organisation.id, day);
  if (!records) return fail(records.error());
  for (const auto& record : *records) {
    if (holds_alternative<OrganisationRegistered>(record.event.facts)) {
      done.registered_on = china_date(record.recorded_at);
    }
    if (const auto* named = get_if<OfficerDesignated>(&record.event.facts)) {
      done.officer = named->officer;
    }
    if (const auto* handed = get_if<OfficerHandedOver>(&record.event.facts)) {
      done.officer = handed->to_officer;
    }
    if (const auto* report = get_if<MonthlyReportFiled>(&record.event.facts)) {
      done.reported.emplace(Month{report->year, report->month}, report->form);
    }
    if (const auto* opened = get_if<InspectionOpened>(&record.event.facts)) {
      done.inspected.insert(opened->year);
    }
  }
  // D-33: the school's part is done with its seal, whoever holds the paper afterwards.
  for (const auto& submission : waiting) {
    const bool reports =
        submission.form == Form::monthly_report || submission.form == Form::county_report;
    const auto* chain = reports ? chain_of(views.packs(), submission) : nullptr;
    if (chain == nullptr || submission.stage == SubmissionStage::returned) continue;
    if (!own_part_is_done(*chain, submission)) continue;
    const auto events = ledger.events_of(submission);
    if (!events) return fail(events.error());
    for (const auto& event : *events) {
      const auto* report = get_if<MonthlyReportFiled>(&event.facts);
      if (report != nullptr)
        done.reported.emplace(Month{report->year, report->month}, report->form);
    }
  }
  return done;
}

std::vector<std::string> rules_of(const Pack& pack, std::string_view parameter) {
  const auto* found = pack.parameter(parameter);
  return found == nullptr ? std::vector<std::string>{} : found->rules;
}

ObligationState state_of(bool is_done, Date due, Date day) {
  if (is_done) return ObligationState::done;
  return day > due ? ObligationState::overdue : ObligationState::warn;
}

/// Each month by the pack that was in force on the day after it: what is adopted later does not
/// judge it again (rules.md §12.7).
void add_reports(const LedgerView& ledger, const Pack& now, const OrganisationState& organisation,
                 const Done& done, Date day, std::vector<Obligation>& out) {
  if (!done.registered_on.ok()) return;
  const auto this_month = calendar_month(day);
  for (auto month = calendar_month(done.registered_on); month < this_month;
       month = next_month(month)) {
    const auto then = ledger.pack_for(organisation.id, first_day_of(next_month(month)));
    const auto& pack = then ? *then->pack : now;
    const auto months = owed_months(pack, organisation, done.registered_on, day);
    if (months.none() || month < months.first || month > months.last) continue;
    for (const auto form : report_forms) {
      Obligation one;
      one.kind = ObligationKind::monthly_report;
      one.school = organisation.id;
      one.owed_by = organisation.id;
      one.role = Role::status_officer;
      one.person = done.officer;
      one.rules = rules_of(pack, "report_day");
      one.due = report_due(pack, month);
      one.detail = to_text(month) + " " + std::string(code_of(form));
      const bool reported = done.reported.contains({month, form});
      one.owed = reported ? 0 : 1;
      one.done = reported ? 1 : 0;
      one.state = state_of(reported, one.due, day);
      out.push_back(std::move(one));
    }
  }
}

void add_inspection(const Pack& pack, const OrganisationState& organisation, const Done& done,
                    Date day, std::vector<Obligation>& out) {
  const auto from = pack.month_day("inspection_from");
  const auto until = pack.month_day("inspection_until");
  if (!from || !until || pack.chain(Form::inspection) == nullptr) return;
  const int year = year_of(day) - 1;
  if (!done.registered_on.ok() || year_of(done.registered_on) > year) return;
  if (day < in_year(*from, year + 1)) return;
  Obligation one;
  one.kind = ObligationKind::inspection;
  one.school = organisation.id;
  one.owed_by = organisation.id;
  one.role = Role::inspector;
  one.rules = rules_of(pack, "inspection_from");
  one.due = in_year(*until, year + 1);
  one.detail = std::to_string(year);
  const bool opened = done.inspected.contains(year);
  one.owed = opened ? 0 : 1;
  one.done = opened ? 1 : 0;
  one.state = state_of(opened, one.due, day);
  out.push_back(std::move(one));
}

}  // namespace

OwedMonths owed_months(const Pack& pack, const OrganisationState& organisation, Date registered_on,
                       Date day) {
  constexpr OwedMonths nothing{{1, 1}, {0, 0}};
  const bool reports = pack.integer("report_day") && pack.lists("report_levels", organisation.kind);
  const bool owns = organisation.kind != OrganisationKind::school || organisation.owns_status;
  if (!reports || !owns || !registered_on.ok()) return nothing;
  auto last = previous_month(calendar_month(day));
  if (organisation.ended_on.ok()) last = std::min(last, calendar_month(organisation.ended_on));
  return {calendar_month(registered_on), last};
}

Date report_due(const Pack& pack, Month month) {
  const auto day = static_cast<int>(pack.integer("report_day").value_or(1));
  return add_days(first_day_of(next_month(month)), day - 1);
}

bool own_part_is_done(const ChainTemplate& chain, const SubmissionState& submission) {
  return std::all_of(chain.steps.begin(), chain.steps.end(), [&](const Step& step) {
    if (step.actor.relation != Relation::own) return true;
    return std::any_of(submission.steps.begin(), submission.steps.end(), [&](const auto& done) {
      return done.step == step.id && done.decision == Decision::approve;
    });
  });
}

Status add_control_obligations(const Views& views, const LedgerView& ledger, const Pack& pack,
                               const OrganisationState& organisation,
                               const std::vector<SubmissionState>& waiting, Date day,
                               std::vector<Obligation>& out) {
  const auto done = done_by(views, ledger, organisation, waiting, day);
  if (!done) return fail(done.error());
  add_reports(ledger, pack, organisation, *done, day, out);
  if (organisation.kind == OrganisationKind::city) {
    add_inspection(pack, organisation, *done, day, out);
  }
  return {};
}

}  // namespace xueji
