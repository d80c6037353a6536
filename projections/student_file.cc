#include "projections/student_file.h"

#include <algorithm>

#include "ledger/schema/codec.h"
#include "projections/history.h"
#include "projections/sanction_archive.h"

namespace xueji {
namespace {

template <class Line>
const Line* find_line(const std::vector<Line>& lines, std::uint32_t line) {
  const auto found =
      std::find_if(lines.begin(), lines.end(), [&](const Line& l) { return l.line == line; });
  return found == lines.end() ? nullptr : &*found;
}

LineOutcome outcome_of(SubmissionStage stage) {
  using enum SubmissionStage;
  switch (stage) {
    case in_effect:
    case complete:
      return LineOutcome::in_effect;
    case returned:
    case superseded:
      return LineOutcome::returned;
    case withdrawn:
      return LineOutcome::withdrawn;
    case lapsed:
      return LineOutcome::lapsed;
    default:
      return LineOutcome::waiting;
  }
}

void judge_line(TimelineEntry& entry, const SubmissionState& submission) {
  entry.outcome = outcome_of(submission.stage);
  if (const auto* struck = find_line(submission.struck, entry.line)) {
    entry.outcome = LineOutcome::struck;
    entry.struck_reason = struck->reason;
  } else if (const auto* lapsed = find_line(submission.lapsed, entry.line)) {
    entry.outcome = LineOutcome::lapsed;
    entry.lapsed_rule = lapsed->rule;
  }
}

Result<TimelineEntry> timeline_entry(const Views& views, const LedgerView& ledger, Position at) {
  auto raw = ledger.entry(at);
  if (!raw) return fail(raw.error());
  auto* event = std::get_if<Event>(&raw->body);
  auto filed = submission_around(views, at);
  if (!filed) return fail(filed.error());
  const auto* submission = *filed ? ledger.state().submission((*filed)->submission) : nullptr;
  if (event == nullptr || submission == nullptr) {
    return fail(ErrorCode::corrupt,
                "entry " + std::to_string(at.value) + " is no event of a submission");
  }
  TimelineEntry entry;
  entry.event_at = at;
  entry.event = std::move(*event);
  entry.submission = submission->id;
  entry.form = submission->form;
  entry.line = static_cast<std::uint32_t>(at.value - submission->header_at.value - 1);
  entry.author = submission->author;
  entry.author_role = submission->author_role;
  entry.author_organisation = submission->author_organisation;
  entry.filed_at = submission->filed_at;
  entry.signers = submission->steps;
  judge_line(entry, *submission);
  if (entry.outcome != LineOutcome::in_effect) return entry;
  entry.effect_at = submission->in_effect_at;
  auto effect = ledger.entry(entry.effect_at);
  if (!effect) return fail(effect.error());
  entry.effect_recorded_at = effect->envelope.recorded_at;
  return entry;
}

/// Events about the school that changed this status, an internship's: they stand in its history of
/// changes, not under its subject.
Result<std::vector<Position>> told_by_school(const Views& views, const StudentId& student) {
  std::vector<Position> positions;
  auto schools = views.rows().get(view_key(ViewTable::student, {student.view()}));
  if (!schools) return fail(schools.error());
  if (!*schools) return positions;
  if ((*schools)->size() < OrganisationId::size_bytes) return damaged_view("student index");
  const auto school = ByteView(**schools).first(OrganisationId::size_bytes);
  auto history = views.rows().get(view_key(ViewTable::roster, {school, student.view()}));
  if (!history) return fail(history.error());
  if (!*history) return damaged_view("student history");
  HistoryReader reader(**history);
  while (reader.next()) {
    const auto event = reader.change().event;
    if (event == EventType::internship_applied || event == EventType::internship_closed) {
      positions.push_back(reader.change().event_at);
    }
  }
  if (reader.damaged()) return damaged_view("student history");
  return positions;
}

/// What a later reversal took back does not hold any more (D-26).
void mark_reversed(std::vector<TimelineEntry>& timeline) {
  for (const auto& later : timeline) {
    const auto* reversal = get_if<EventReversed>(&later.event.facts);
    if (reversal == nullptr || later.outcome != LineOutcome::in_effect) continue;
    for (auto& entry : timeline) {
      if (entry.event_at != reversal->reverses) continue;
      entry.outcome = LineOutcome::reversed;
      entry.reversed_at = later.event_at;
    }
  }
}

Result<std::vector<OtherStatus>> other_statuses(const Views& views, const StudentId& student,
                                                const PersonId& person) {
  std::vector<OtherStatus> others;
  auto row = views.rows().get(view_key(ViewTable::person, {person.view()}));
  if (!row) return fail(row.error());
  if (!*row) return others;
  auto state = decode_trusted<PersonState>(**row);
  if (!state) return fail(state.error());
  bool earlier = true;
  for (const auto& id : state->statuses) {
    if (id == student) {
      earlier = false;
      continue;
    }
    auto other = student_at(views, id, {});
    if (!other) return fail(other.error());
    if (!*other) return damaged_view("statuses of a person");
    const auto& then = (*other)->state;
    others.push_back({id, then.school, then.status, then.status_from, earlier});
  }
  return others;
}

}  // namespace

Text label_of(LineOutcome outcome) {
  switch (outcome) {
    case LineOutcome::waiting:
      return {"待签", "waiting"};
    case LineOutcome::in_effect:
      return {"已生效", "in effect"};
    case LineOutcome::struck:
      return {"已划去", "struck"};
    case LineOutcome::lapsed:
      return {"已失效", "lapsed"};
    case LineOutcome::returned:
      return {"已退回", "returned"};
    case LineOutcome::withdrawn:
      return {"已撤回", "withdrawn"};
    case LineOutcome::reversed:
      return {"已被撤销", "reversed"};
  }
  return {"未知", "unknown"};
}

Result<StudentFile> student_file(const Views& views, const LedgerView& ledger,
                                 const StudentId& student, const AsOf& as_of, FileView view) {
  StudentFile file;
  file.reflects = views.size();
  file.as_of = as_of;
  auto positions = ledger.history(SubjectKind::student, subject_of(student));
  if (!positions) return fail(positions.error());
  if (positions->empty()) {
    return fail(ErrorCode::not_found, Text{"没有这条学籍:" + to_text(student),
                                           "there is no such status: " + to_text(student)});
  }
  auto of_school = told_by_school(views, student);
  if (!of_school) return fail(of_school.error());
  positions->insert(positions->end(), of_school->begin(), of_school->end());
  std::sort(positions->begin(), positions->end());
  for (const auto at : *positions) {
    auto entry = timeline_entry(views, ledger, at);
    if (!entry) return fail(entry.error());
    file.timeline.push_back(*std::move(entry));
  }
  mark_reversed(file.timeline);
  auto then = student_at(views, student, as_of);
  if (!then) return fail(then.error());
  file.student = *std::move(then);
  auto now = student_at(views, student, {});
  if (!now) return fail(now.error());
  if (!*now) return file;
  if (view == FileView::student_file) withhold_lifted(file, (*now)->state.cases);
  auto others = other_statuses(views, student, (*now)->state.person);
  if (!others) return fail(others.error());
  file.others = *std::move(others);
  return file;
}

}  // namespace xueji
