#include "tools/simulate/reports.h"

#include <algorithm>
#include <utility>

#include "ledger/commit/ledger_view.h"
#include "projections/monthly_content.h"
#include "tools/simulate/registration.h"

namespace xueji::simulate {
namespace {

constexpr ReportForm report_forms[] = {ReportForm::info_changes, ReportForm::status_changes};
constexpr int months_a_year = 12;

std::string report_subject(Month month, ReportForm form) {
  return "report:" + to_text(month) + "/" + std::string(code_of(form));
}

Date due_of(const World& world, Month month) {
  const auto day = static_cast<int>(world.desk.pack().integer("report_day").value_or(1));
  return add_days(first_day_of(next_month(month)), day - 1);
}

/// Facts of a report without lines, but for its content.
MonthlyReportFiled nil_report(const World& world, Month month, ReportForm form) {
  MonthlyReportFiled facts;
  facts.year = month.year;
  facts.month = month.month;
  facts.form = form;
  facts.computed_from = world.desk.seen().size;
  return facts;
}

DraftEvent about(const Office& office, Month month, MonthlyReportFiled facts) {
  return {
      SubjectKind::organisation, subject_of(office.id), last_day_of(month), std::move(facts), {}};
}

/// The lines that one report of a school holds.
struct ReportLines {
  std::vector<ReportableChange> all;
  std::uint32_t supplements = 0;
};

/// The earlier reports of the school and form, from decision state.
Result<std::vector<EarlierReport>> earlier_reports(const LedgerView& ledger,
                                                   const OrganisationState& school,
                                                   ReportForm form) {
  std::vector<EarlierReport> earlier;
  for (const auto& held : school.reports) {
    if (held.form != form) continue;
    const auto entry = ledger.entry(held.at);
    if (!entry) return fail(entry.error());
    const auto& facts = get<MonthlyReportFiled>(std::get<Event>(entry->body).facts);
    earlier.push_back({{held.year, held.month}, facts.computed_from});
  }
  return earlier;
}

/// Every change of the school that takes its line from this report on; what belonged into an
/// earlier one was not reported in its month (SY-1.4g).
Result<ReportLines> lines_of(World& world, const LedgerView& ledger, OfficeIndex school,
                             Month month, ReportForm form, TreeSize computed_from) {
  ReportLines lines;
  const auto* row = ledger.state().organisation(world.office(school).id);
  XUEJI_ASSERT(row != nullptr);
  const auto earlier = earlier_reports(ledger, *row, form);
  if (!earlier) return fail(earlier.error());
  for (const auto& act : world.acts) {
    if (act.school != school || act.form != form) continue;
    const auto* submission = ledger.state().submission(act.submission);
    if (submission == nullptr || submission->in_effect_at == no_position) continue;
    const auto events = ledger.events_of(*submission);
    if (!events) return fail(events.error());
    for (std::size_t line = 0; line < events->size(); ++line) {
      const auto& event = (*events)[line];
      const ReportableChange change{Position{submission->header_at.value + 1 + line},
                                    submission->in_effect_at, event.effective_on};
      if (type_of(event) != act.type || !stands_in(change, month, computed_from, *earlier))
        continue;
      lines.all.push_back(change);
      if (!is_supplement(change, month)) continue;
      ++lines.supplements;
      auto& finding =
          world.expect("UNREPORTED_CHANGE", "SY-1.4g", school,
                       subject_text(as<StudentId>(event.subject)) + "/" +
                           to_text(calendar_month(change.effective_on)) + "/" +
                           std::string(code_of(form)) + "/" + std::to_string(change.event_at.value),
                       "in effect only after the report of its month was filed");
      finding.lasts_from(add_days(change.effective_on, 1));
      finding.until = world.desk.today();
    }
  }
  return lines;
}

/// One school counts by hand, and finds a line too many.
bool is_miscounted(const World& world, OfficeIndex school, Month month, ReportForm form) {
  constexpr int july = 7;
  return world.wants_in(month.year, "REPORT_DIFFERS") && month.month == july &&
         school == world.school_in(month.year, 1) && form == ReportForm::status_changes;
}

Status file_of_school(World& world, OfficeIndex school, Month month) {
  if (auto settled = world.desk.settle(); !settled) return settled;
  const auto ledger = LedgerView::over(world.desk.ledger().log());
  if (!ledger) return fail(ledger.error());
  const auto& office = world.office(school);
  std::vector<DraftEvent> drafts;
  for (const auto form : report_forms) {
    auto facts = nil_report(world, month, form);
    auto lines = lines_of(world, **ledger, school, month, form, facts.computed_from);
    if (!lines) return fail(lines.error());
    facts.supplements = lines->supplements;
    facts.lines = static_cast<std::uint32_t>(lines->all.size()) - lines->supplements;
    facts.content =
        content_of_school(office.id, month, form, facts.computed_from, std::move(lines->all));
    if (is_miscounted(world, school, month, form)) {
      ++facts.lines;
      world
          .expect("REPORT_DIFFERS", "SY-1.4e", school, report_subject(month, form),
                  "a count that the ledger does not give")
          .lasts_from(world.desk.today());
    }
    drafts.push_back(about(office, month, std::move(facts)));
    if (world.desk.today() > due_of(world, month)) {
      auto& finding = world.expect("MONTHLY_LATE", "SY-1.4c", school, report_subject(month, form),
                                   "the officer was designated after the day");
      finding.lasts_from(add_days(due_of(world, month), 1));
      finding.until = world.desk.today();
    }
  }
  return file_and_follow(world, Form::monthly_report, school, world.city.officer(school),
                         std::move(drafts), {{0, 0, 0, 1}});
}

/// What the schools below a county had reported by then.
void add_up(const World& world, const LedgerView& ledger, OfficeIndex county, Month month,
            MonthlyReportFiled& facts) {
  std::vector<SchoolContent> schools;
  for (const auto school : world.city.schools()) {
    const auto* row = ledger.state().organisation(world.office(school).id);
    if (world.office(school).supervisor != county || row == nullptr || !row->owns_status) continue;
    SchoolContent content{row->id, no_position, {}};
    for (const auto& held : row->reports) {
      const bool same =
          held.year == month.year && held.month == month.month && held.form == facts.form;
      const auto entry = same ? ledger.entry(held.at) : Result<Entry>(Entry{});
      const auto* event = same && entry ? std::get_if<Event>(&entry->body) : nullptr;
      if (event == nullptr) continue;
      content.report_at = held.at;
      const auto& report = get<MonthlyReportFiled>(event->facts);
      content.content = report.content;
      facts.lines += report.lines;
      facts.supplements += report.supplements;
    }
    if (content.report_at == no_position) facts.missing_schools.push_back(row->id);
    schools.push_back(content);
  }
  facts.content = content_of_authority(world.office(county).id, month, facts.form,
                                       facts.computed_from, std::move(schools));
}

Status file_of_counties(World& world, Month month) {
  if (auto settled = world.desk.settle(); !settled) return settled;
  const auto ledger = LedgerView::over(world.desk.ledger().log());
  if (!ledger) return fail(ledger.error());
  for (const auto county : world.city.counties()) {
    const auto& office = world.office(county);
    const auto* row = (*ledger)->state().organisation(office.id);
    const bool has_officer = row != nullptr && !row->officer.is_none();
    std::vector<DraftEvent> drafts;
    for (const auto form : report_forms) {
      // Only the designated officer may file (SY-1.4b): without one the reports stay owed.
      if (!has_officer) {
        world
            .expect("MONTHLY_MISSING", "SY-1.4c", county, report_subject(month, form),
                    "no officer who could file it")
            .lasts_from(add_days(due_of(world, month), 1));
        continue;
      }
      auto facts = nil_report(world, month, form);
      facts.computed_from = (*ledger)->state().size();
      add_up(world, **ledger, county, month, facts);
      drafts.push_back(about(office, month, std::move(facts)));
    }
    if (drafts.empty()) continue;
    auto filed = file_and_follow(world, Form::county_report, county,
                                 world.city.signer(county, Role::section_officer),
                                 std::move(drafts), {{1, 1}});
    if (!filed) return filed;
  }
  return {};
}

}  // namespace

void plan_reports(World& world, int year) {
  if (world.desk.pack().chain(Form::monthly_report) == nullptr) return;
  for (int number = 1; number <= months_a_year; ++number) {
    const Month month{static_cast<std::uint16_t>(year), static_cast<std::uint8_t>(number)};
    const Date day = first_day_of(next_month(month));
    for (const auto school : world.city.schools()) {
      world.agenda.at(std::max(day, add_days(school_start(world, school), 1)), Hour::forenoon,
                      [&world, school, month] { return file_of_school(world, school, month); });
    }
    world.agenda.at(day, Hour::late, [&world, month] { return file_of_counties(world, month); });
  }
}

}  // namespace xueji::simulate
