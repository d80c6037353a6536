#include "projections/monthly_report.h"

#include <algorithm>
#include <map>
#include <set>

#include "ledger/authority/authority.h"
#include "ledger/crypto/sha256.h"
#include "ledger/policy/identity.h"
#include "ledger/registry/guards.h"
#include "ledger/registry/reportable.h"
#include "ledger/registry/succession.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"
#include "projections/duties.h"
#include "projections/history.h"
#include "projections/mergers.h"
#include "projections/roster.h"

namespace xueji {
namespace {

constexpr std::size_t roster_key_size_bytes = 1 + 16 + 16;

tl::unexpected<Error> no_such(const OrganisationId& id) {
  return fail(ErrorCode::not_found,
              Text{"没有这个单位:" + to_text(id), "there is no organisation " + to_text(id)});
}

// ---- What changed at a school. -----------------------------------------------------------------

/// One change with the states around it.
struct SeenChange {
  Change change;
  ReportableChange key;
  ReportedAs as;
  StudentState before;
  StudentState after;
  std::optional<NamedBy> named_by;
};

/// Every change of a school that belongs on one form and was in effect in the first entries.
class ChangesOfSchool {
 public:
  ChangesOfSchool(const OrganisationId& school, ReportForm form, TreeSize computed_from,
                  const Mergers& mergers)
      : school_(school), form_(form), computed_from_(computed_from), mergers_(mergers) {}

  Status read(const Views& views) {
    Status bad;
    const auto schools = mergers_.ever_answered_by(school_);
    const bool several = schools.size() > 1;
    std::set<StudentId> seen;
    const auto on_row = [&](ByteView key, ByteView history) {
      if (key.size() != roster_key_size_bytes) {
        bad = damaged_view("roster key");
        return Visit::stop;
      }
      const auto student = *StudentId::from(key.subspan(17));
      // A status that two of the schools held has a row in each, and both say the same.
      if (several && !seen.insert(student).second) return Visit::more;
      bad = walk(student, history);
      return bad ? Visit::more : Visit::stop;
    };
    for (const auto& school : schools) {
      const auto prefix = view_key(ViewTable::roster, {school.view()});
      if (auto scanned = views.rows().scan({.prefix = prefix}, on_row); !scanned) return scanned;
      if (!bad) return bad;
    }
    return bad;
  }

  std::vector<SeenChange> found;

 private:
  Status walk(const StudentId& student, ByteView history) {
    StudentState state;
    state.id = student;
    std::optional<NamedBy> named_by;
    HistoryReader reader(history);
    while (reader.next() && reader.change().effect_at.value < computed_from_.value) {
      const auto& change = reader.change();
      if (reader.named_by()) named_by = reader.named_by();
      before_ = state;
      reader.apply_to(state);
      const auto stored = state.school;
      before_.school = answered_then(before_.school, change);
      state.school = answered_then(state.school, change);
      const auto as = reported_as(change.event, before_, state, school_);
      const bool here = before_.school == school_ || state.school == school_;
      if (as.form == form_ && here) {
        found.push_back({change,
                         {change.event_at, change.effect_at, change.effective_on},
                         as,
                         before_,
                         state,
                         named_by});
      }
      state.school = stored;  // What the next change is stored against.
    }
    if (reader.damaged()) return damaged_view("student history");
    return {};
  }

  /// Row 67: a change stands in the report of the school that answered on the day of its recording.
  [[nodiscard]] OrganisationId answered_then(const OrganisationId& school,
                                             const Change& change) const {
    return mergers_.answered_at(school, change.effect_at, china_date(change.recorded_at));
  }

  OrganisationId school_;
  ReportForm form_;
  TreeSize computed_from_;
  const Mergers& mergers_;
  StudentState before_;
};

/// What the two kinds of events say about why.
struct ReasonOf {
  MonthlyLine& line;

  void operator()(const LeaveGranted& facts) const { line.ground = label_of(facts.ground); }
  void operator()(const LeaveExtended& facts) const { line.ground = label_of(facts.ground); }
  void operator()(const Withdrawn& facts) const { line.ground = label_of(facts.ground); }
  void operator()(const DeemedWithdrawn& facts) const { line.ground = label_of(facts.ground); }
  void operator()(const StatusCancelled& facts) const { line.ground = label_of(facts.ground); }
  void operator()(const CustodyTransferred& facts) const {
    line.ground = label_of(facts.programme);
  }
  void operator()(const StudentInfoChanged& facts) const {
    line.changed = facts.changed;
    line.reason = facts.reason;
  }
  template <class Facts>
  void operator()(const Facts& facts) const {
    if constexpr (requires { line.reason = facts.reason; }) line.reason = facts.reason;
  }
};

/// Names of classes, schools and majors, looked up once each.
class Naming {
 public:
  Naming(const Views& views, const LedgerView& ledger) : views_(views), ledger_(ledger) {}

  Result<MonthlyPlace> place(const StudentState& state) {
    MonthlyPlace place;
    place.status = state.status;
    place.school = state.school;
    place.class_id = state.class_id;
    place.major_code = state.major_code;
    place.cohort = state.cohort;
    if (const auto* row = ledger_.state().organisation(state.school)) place.school_name = row->name;
    place.major_name = major(state);
    if (!state.class_id.is_none()) {
      const auto [at, created] = classes_.try_emplace(state.class_id);
      if (created) {
        auto name = class_name(views_, state.class_id);
        if (!name) return fail(name.error());
        at->second = *std::move(name);
      }
      place.class_name = at->second;
    }
    return place;
  }

 private:
  [[nodiscard]] std::string major(const StudentState& state) const {
    for (const auto& [digest, pack] : ledger_.packs().all()) {
      const auto* found = pack.majors().find(state.major_code, state.major_catalogue);
      if (found != nullptr) return found->name;
    }
    return {};
  }

  const Views& views_;
  const LedgerView& ledger_;
  std::map<ClassId, std::string> classes_;
};

Result<MonthlyLine> line_of(const Views& views, const LedgerView& ledger, Naming& naming,
                            SeenChange&& seen, Month period) {
  MonthlyLine line;
  line.event_at = seen.key.event_at;
  line.effect_at = seen.key.effect_at;
  line.recorded_at = seen.change.recorded_at;
  line.effective_on = seen.key.effective_on;
  line.supplement = is_supplement(seen.key, period);
  line.event = seen.change.event;
  line.change = seen.as.change;
  line.student = seen.after.id;
  line.number = seen.after.number.empty() ? seen.before.number : seen.after.number;
  auto before = naming.place(seen.before);
  if (!before) return fail(before.error());
  line.before = *std::move(before);
  auto after = naming.place(seen.after);
  if (!after) return fail(after.error());
  line.after = *std::move(after);
  line.named_by = naming_disclosure(line.student, seen.named_by);

  const auto raw = ledger.log().entry(line.event_at);
  if (!raw) return fail(raw.error());
  const auto split = split_entry(*raw, ErrorCode::corrupt);
  if (!split) return fail(split.error());
  line.own = {SubjectKind::student, subject_of(line.student), line.event, sha256(split->second)};
  const auto event = decode_trusted<Event>(split->second);
  if (!event) return fail(event.error());
  visit(ReasonOf{line}, event->facts);

  const auto filed = submission_around(views, line.event_at);
  if (!filed) return fail(filed.error());
  const auto* submission = *filed ? ledger.state().submission((*filed)->submission) : nullptr;
  if (submission == nullptr) return damaged_view("submission of a change");
  line.submission = submission->id;
  line.author = submission->author;
  return line;
}

// ---- What still waits for a signature (SY-1.4f). -----------------------------------------------

Result<std::vector<PendingChange>> pending_changes(const Views& views, const LedgerView& ledger,
                                                   const OrganisationId& school, ReportForm form,
                                                   Month period) {
  std::vector<PendingChange> pending;
  const auto today = china_date(views.recorded_at());
  auto walked = for_each_waiting(views, [&](const SubmissionState& waiting) -> Status {
    if (!is_undecided(waiting.stage) || !concerns(ledger.state(), waiting, school, today))
      return {};
    const auto events = ledger.events_of(waiting);
    if (!events) return fail(events.error());
    PendingChange change;
    change.lines = static_cast<std::uint32_t>(
        lines_due(ledger.state(), waiting, *events, form, last_day_of(period)));
    if (change.lines == 0) return {};
    change.submission = waiting.id;
    change.form = waiting.form;
    change.header_at = waiting.header_at;
    const auto waits = waiting_step(ledger.state(), views.packs(), waiting, today);
    if (waiting.stage == SubmissionStage::open && waits) change.step = waits->step->id;
    pending.push_back(std::move(change));
    return {};
  });
  if (!walked) return fail(walked.error());
  std::sort(pending.begin(), pending.end(),
            [](const auto& a, const auto& b) { return a.header_at < b.header_at; });
  return pending;
}

// ---- The forms. --------------------------------------------------------------------------------

std::vector<EarlierReport> earlier_reports(const std::vector<FiledReport>& filed, ReportForm form,
                                           TreeSize computed_from) {
  std::vector<EarlierReport> earlier;
  for (const auto& report : filed) {
    if (report.facts.form != form || report.effect_at.value >= computed_from.value) continue;
    earlier.push_back({{report.facts.year, report.facts.month}, report.facts.computed_from});
  }
  return earlier;
}

void add_total(MonthlyReport& report, std::string code, Text label, std::uint32_t lines,
               std::uint32_t supplements) {
  auto at = std::find_if(report.totals.begin(), report.totals.end(),
                         [&](const MonthlyTotal& total) { return total.code == code; });
  if (at == report.totals.end()) {
    at = report.totals.insert(at, {std::move(code), std::move(label), 0, 0});
  }
  at->lines += lines;
  at->supplements += supplements;
}

Text label_of_changed(const std::string& code) {
  for (const auto& term : personal_field_terms()) {
    if (term.code == code) return label_of(term.field);
  }
  return {code, code};
}

void count_line(MonthlyReport& report, const MonthlyLine& line) {
  ++(line.supplement ? report.supplement_count : report.line_count);
  const bool info = report.form == ReportForm::info_changes;
  add_total(report, info ? line.changed : std::string(line.change.code),
            info ? label_of_changed(line.changed)
                 : Text{std::string(line.change.zh), std::string(line.change.en)},
            line.supplement ? 0 : 1, line.supplement ? 1 : 0);
}

/// Of the month first, then supplements; each by where they took effect.
bool comes_first(const MonthlyLine& a, const MonthlyLine& b) {
  return std::tuple(a.supplement, a.effect_at, a.event_at) <
         std::tuple(b.supplement, b.effect_at, b.event_at);
}

Status fill_school(const Views& views, const LedgerView& ledger,
                   const std::vector<FiledReport>& filed, MonthlyReport& report) {
  const auto mergers = Mergers::read(views);
  if (!mergers) return fail(mergers.error());
  ChangesOfSchool changes(report.organisation, report.form, report.computed_from, *mergers);
  if (auto read = changes.read(views); !read) return read;
  const auto earlier = earlier_reports(filed, report.form, report.computed_from);
  Naming naming(views, ledger);
  std::vector<ReportableChange> keys;
  for (auto& seen : changes.found) {
    if (!stands_in(seen.key, report.period, report.computed_from, earlier)) continue;
    keys.push_back(seen.key);
    auto line = line_of(views, ledger, naming, std::move(seen), report.period);
    if (!line) return fail(line.error());
    report.lines.push_back(*std::move(line));
  }
  std::sort(report.lines.begin(), report.lines.end(), comes_first);
  for (const auto& line : report.lines)
    count_line(report, line);
  report.content = content_of_school(report.organisation, report.period, report.form,
                                     report.computed_from, std::move(keys));
  return {};
}

Status fill_school_row(const Views& views, const LedgerView& ledger, MonthlyReport& report,
                       SchoolInCounty& row) {
  const auto filed = filed_reports(views, ledger, row.school);
  if (!filed) return fail(filed.error());
  for (const auto& one : *filed) {
    const bool same =
        Month{one.facts.year, one.facts.month} == report.period && one.facts.form == report.form;
    if (!same || one.effect_at.value >= report.computed_from.value) continue;
    row.filed = true;
    row.report_at = one.event_at;
    row.lines = one.facts.lines;
    row.supplements = one.facts.supplements;
    row.content = one.facts.content;
    row.sealed_at = one.sealed_at;
  }
  if (!row.filed) return {};
  TreeSize school_size;
  for (const auto& one : *filed) {
    if (one.event_at == row.report_at) school_size = one.facts.computed_from;
  }
  report.line_count += row.lines;
  report.supplement_count += row.supplements;
  const auto of_school =
      monthly_report(views, ledger, {row.school, report.period, report.form, school_size});
  if (!of_school) return fail(of_school.error());
  for (const auto& total : of_school->totals) {
    add_total(report, total.code, total.label, total.lines, total.supplements);
  }
  return {};
}

/// Whether the authority's form names the school as one that did not report.
bool is_missed(const MonthlyReport& report, const OrganisationState& school) {
  if (!report.filed) return !has_ended(school, first_day_of(report.period));
  const auto& missing = report.filed->facts.missing_schools;
  return std::find(missing.begin(), missing.end(), school.id) != missing.end();
}

Status fill_authority(const Views& views, const LedgerView& ledger, MonthlyReport& report) {
  auto organisations = ledger.organisations();
  if (!organisations) return fail(organisations.error());
  std::vector<SchoolContent> contents;
  for (const auto& school : *organisations) {
    const bool owed = school.kind == OrganisationKind::school && school.owns_status &&
                      is_at_or_above(ledger.state(), report.organisation, school.id);
    if (!owed) continue;
    SchoolInCounty row;
    row.school = school.id;
    row.code = school.code;
    row.name = school.name;
    if (auto filled = fill_school_row(views, ledger, report, row); !filled) return filled;
    contents.push_back({row.school, row.report_at, row.content});
    // The digest counts every school below; the form leaves out who had ended before the month, and
    // once it is filed shows what was signed.
    if (row.filed || is_missed(report, school)) report.schools.push_back(std::move(row));
  }
  report.content = content_of_authority(report.organisation, report.period, report.form,
                                        report.computed_from, std::move(contents));
  return {};
}

// ---- Personal values. --------------------------------------------------------------------------

std::string masked_change(const std::string& changed, std::string_view value) {
  for (const auto& term : personal_field_terms()) {
    if (term.code == changed) return masked(term.field, value);
  }
  return masked(PersonalField::old_value, value);
}

void fill_name(MonthlyLine& line, const OpenedDisclosure& opened) {
  line.names = opened.state;
  if (!opened.disclosure) return;
  const auto fields = personal_fields_of(line.named_by->type);
  const auto value = [&](PersonalField field) {
    return value_of(fields, *opened.disclosure, field).value_or(std::string_view{});
  };
  line.name = mask_name(value(PersonalField::name));
  line.sex = value(PersonalField::sex);
  line.identity_number = mask_number(value(PersonalField::identity_number));
}

void fill_own(MonthlyLine& line, const OpenedDisclosure& opened) {
  if (!opened.disclosure) return;
  const auto fields = personal_fields_of(line.event);
  const auto value = [&](PersonalField field) {
    return value_of(fields, *opened.disclosure, field).value_or(std::string_view{});
  };
  line.old_value = masked_change(line.changed, value(PersonalField::old_value));
  line.new_value = masked_change(line.changed, value(PersonalField::new_value));
  line.evidence = value(PersonalField::document_digest);
}

}  // namespace

MonthlyReportFiled filed_facts(const MonthlyReport& report) {
  MonthlyReportFiled facts;
  facts.year = report.period.year;
  facts.month = report.period.month;
  facts.form = report.form;
  facts.lines = report.line_count;
  facts.supplements = report.supplement_count;
  facts.content = report.content;
  facts.computed_from = report.computed_from;
  for (const auto& school : report.schools) {
    if (!school.filed) facts.missing_schools.push_back(school.school);
  }
  return facts;
}

Result<std::vector<FiledReport>> filed_reports(const Views& views, const LedgerView& ledger,
                                               const OrganisationId& organisation) {
  const auto records = duty_records(views.rows(), organisation, std::nullopt);
  if (!records) return fail(records.error());
  std::vector<FiledReport> reports;
  for (const auto& record : *records) {
    const auto* facts = get_if<MonthlyReportFiled>(&record.event.facts);
    if (facts == nullptr) continue;
    const auto filed = submission_around(views, record.event_at);
    if (!filed) return fail(filed.error());
    const auto* submission = *filed ? ledger.state().submission((*filed)->submission) : nullptr;
    if (submission == nullptr) return damaged_view("submission of a report");
    FiledReport report;
    report.event_at = record.event_at;
    report.effect_at = record.effect_at;
    report.submission = submission->id;
    report.facts = *facts;
    report.filed_at = submission->filed_at;
    report.sealed_at = own_part_done_at(views.packs(), *submission);
    reports.push_back(std::move(report));
  }
  return reports;
}

Instant own_part_done_at(const PackShelf& packs, const SubmissionState& submission) {
  const auto* chain = chain_of(packs, submission);
  Instant done = submission.filed_at;
  for (const auto& step : submission.steps) {
    const auto index = chain == nullptr ? std::nullopt : chain->step_index(step.step);
    const bool own = index && chain->steps[*index].actor.relation == Relation::own;
    if (own && step.decision == Decision::approve) done = step.recorded_at;
  }
  return done;
}

Result<MonthlyReport> monthly_report(const Views& views, const LedgerView& ledger,
                                     const MonthlyQuery& query) {
  const auto* row = ledger.state().organisation(query.organisation);
  if (row == nullptr) return no_such(query.organisation);
  MonthlyReport report;
  report.organisation = row->id;
  report.organisation_code = row->code;
  report.organisation_name = row->name;
  report.organisation_kind = row->kind;
  report.period = query.period;
  report.form = query.form;
  const bool is_school = row->kind == OrganisationKind::school;

  auto filed = filed_reports(views, ledger, query.organisation);
  if (!filed) return fail(filed.error());
  for (const auto& one : *filed) {
    const bool same =
        Month{one.facts.year, one.facts.month} == query.period && one.facts.form == query.form;
    if (same) report.filed = one;
  }
  report.computed_from = query.computed_from ? *query.computed_from
                         : report.filed      ? report.filed->facts.computed_from
                                             : views.size();
  if (report.computed_from > views.size()) {
    return fail(ErrorCode::invalid_argument,
                Text{"台账没有这么多条记录", "the ledger has fewer entries than that"});
  }
  auto filled = is_school ? fill_school(views, ledger, *filed, report)
                          : fill_authority(views, ledger, report);
  if (!filled) return fail(filled.error());
  if (is_school && report.computed_from == views.size()) {
    auto pending = pending_changes(views, ledger, row->id, query.form, query.period);
    if (!pending) return fail(pending.error());
    report.pending = *std::move(pending);
  }
  std::sort(report.totals.begin(), report.totals.end(),
            [](const auto& a, const auto& b) { return a.code < b.code; });
  return report;
}

Status add_masked_values(MonthlyReport& report, Vault& vault) {
  std::vector<DisclosureRequest> requests;
  std::vector<std::size_t> named;
  for (std::size_t i = 0; i < report.lines.size(); ++i) {
    if (!report.lines[i].named_by) continue;
    requests.push_back({*report.lines[i].named_by});
    named.push_back(i);
  }
  const bool info = report.form == ReportForm::info_changes;
  if (info) {
    for (const auto& line : report.lines)
      requests.push_back({line.own});
  }
  const auto opened = vault.open_sealed(requests);
  if (!opened) return fail(opened.error());
  for (std::size_t i = 0; i < named.size(); ++i)
    fill_name(report.lines[named[i]], (*opened)[i]);
  for (std::size_t i = 0; info && i < report.lines.size(); ++i) {
    fill_own(report.lines[i], (*opened)[named.size() + i]);
  }
  return {};
}

std::string title_of(const Pack& pack, ReportForm form, Month period) {
  std::string title(
      pack.text(form == ReportForm::info_changes ? "report_info_title" : "report_status_title"));
  const auto put = [&](std::string_view name, unsigned value) {
    if (const auto at = title.find(name); at != std::string::npos) {
      title.replace(at, name.size(), std::to_string(value));
    }
  };
  put("{year}", period.year);
  put("{month}", period.month);
  return title;
}

}  // namespace xueji
