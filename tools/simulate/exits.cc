#include "tools/simulate/exits.h"

#include <memory>
#include <optional>
#include <utility>

#include "ledger/registry/reversal.h"
#include "tools/simulate/careers.h"
#include "tools/simulate/papers.h"

namespace xueji::simulate {
namespace {

using Act = Status (*)(World&, const Cast&);

void at(World& world, Date day, const Cast& who, Act act) {
  world.agenda.at(day, Hour::late, [&world, who, act] { return act(world, who); });
}

/// After its effect the student is off the roll.
StatusChange last_change(World& world, const Cast& who, Form form, EventType type,
                         std::string_view name, Cells row, Way way) {
  auto& student = student_of(world, who);
  return {form, type, name, {std::move(row)}, std::move(way), [&world, &student]() -> Status {
            world.leave_roll(student);
            return {};
          }};
}

Status archive(World& world, const Cast& who) {
  return close_files(world, who.school, {who.student});
}

// ---- Death, cancellation, a school outside the ledger. -----------------------------------------

Status die(World& world, const Cast& who) {
  auto row = paper_cells(world, student_of(world, who), "演示:因病去世");
  row["died_on"] = to_text(add_days(world.desk.today(), -2));
  return change_status(world, who.school, who.student,
                       last_change(world, who, Form::death, EventType::student_died, "death",
                                   std::move(row), {{1, 4}}));
}

Status cancel(World& world, const Cast& who) {
  auto row = paper_cells(world, student_of(world, who), "演示:登记有误");
  row["ground"] = "registration_error";
  return change_status(world, who.school, who.student,
                       last_change(world, who, Form::cancellation, EventType::status_cancelled,
                                   "cancellation", std::move(row), {{1, 4}}));
}

/// FJ-11c: the school that receives is no part of this ledger; its consent is a paper.
Status leave_the_city(World& world, const Cast& who) {
  auto row = paper_cells(world, student_of(world, who), "演示:随父母迁往外省");
  row["applied_on"] = to_text(world.desk.today());
  row["reason"] = "household_moved";
  row["scope"] = "out_of_province";
  row["left_on"] = to_text(world.desk.today());
  row["reference"] = paper_digest(world);
  add_consent(world, row);
  return change_status(world, who.school, who.student,
                       last_change(world, who, Form::transfer_out, EventType::transferred_out,
                                   "transfer-out", std::move(row), {{1, 8}}));
}

void plan_simple_exits(World& world, int year) {
  if (const auto who = cast(world, world.school(1), year, leaves_the_city)) {
    at(world, make_date(year, 3, 6), *who, leave_the_city);
    world.agenda.at(make_date(year, 3, 25), Hour::late, [&world, who = *who] {
      return hand_file_over(world, who.school, who.student);
    });
  }
  if (const auto who = cast(world, world.school(2), year, dies)) {
    at(world, make_date(year, 4, 22), *who, die);
    at(world, make_date(year, 5, 8), *who, archive);
  }
  if (const auto who = cast(world, world.school(0), year, is_cancelled)) {
    at(world, make_date(year, 5, 13), *who, cancel);
    at(world, make_date(year, 5, 28), *who, archive);
  }
}

// ---- Who never comes back (FJ-15b). ------------------------------------------------------------

Status notify(World& world, const Cast& who) {
  auto row = who_cells(student_of(world, who));
  row["served_on"] = to_text(world.desk.today());
  row["method"] = "registered_mail";
  row["document_digest"] = paper_digest(world);
  return file_paper(world, Form::resumption_notice, who.school, world.city.officer(who.school),
                    "resumption-notice", who.student, {std::move(row)});
}

Status deem_withdrawn(World& world, const Cast& who, std::string_view ground) {
  auto row = paper_cells(world, student_of(world, who), "演示:逾期未复学");
  row["ground"] = ground;
  row["notified_on"] = to_text(world.desk.today());
  return change_status(world, who.school, who.student,
                       last_change(world, who, Form::deemed_withdrawal, EventType::deemed_withdrawn,
                                   "deemed-withdrawal", std::move(row), {{1, 8}}));
}

void plan_deemed_withdrawal(World& world, int year) {
  const auto who = cast(world, world.school(1), year, never_comes_back);
  if (!who || !world.wants("LEAVE_OVERDUE")) return;
  at(world, make_date(year, 9, 5), *who, notify);
  at(world, make_date(year, 10, 9), *who,
     [](World& all, const Cast& one) { return deem_withdrawn(all, one, "leave_overdue"); });
  if (world.is_provincial) at(world, make_date(year, 10, 24), *who, certify_incomplete);
  at(world, make_date(year, 10, 29), *who, archive);
}

// ---- A withdrawal in error (D-26). -------------------------------------------------------------

Status withdraw_in_error(World& world, const Cast& who) {
  auto row = paper_cells(world, student_of(world, who), "演示:外出就业");
  row["ground"] = "own_request";
  row["notified_on"] = to_text(world.desk.today());
  add_consent(world, row);
  return change_status(world, who.school, who.student,
                       last_change(world, who, Form::withdrawal, EventType::withdrawn,
                                   "withdrawal-in-error", std::move(row), {{1, 8}}));
}

/// The same people sign as for the withdrawal itself.
Status take_back(World& world, const Cast& who) {
  auto& student = student_of(world, who);
  const auto state = world.sheets.state();
  if (!state) return fail(state.error());
  const auto* row = (*state)->student(student.id);
  if (row == nullptr) return fail(ErrorCode::not_found, "no status to restore");
  const EventReversed facts{row->status_event_at, row->previous_status,
                            ReasonCode::recorded_in_error};
  DraftEvent draft{SubjectKind::student,
                   subject_of(student.id),
                   world.desk.today(),
                   facts,
                   {{PersonalField::reason_text, "演示:录错学生"}}};
  const auto filed = world.desk.file(Form::withdrawal, world.office(who.school).id,
                                     world.city.officer(who.school), {std::move(draft)});
  if (!filed) return fail(filed.error());
  Way way{{1, 8}};
  way.in_effect = [&world, &student, who, id = filed->id]() -> Status {
    student.on_roll = true;
    note_change(world, who.school, EventType::event_reversed, id);
    return {};
  };
  follow(world, who.school, *filed, std::move(way));
  return {};
}

void plan_error(World& world, int year) {
  const auto who = cast(world, world.school(2), year, is_withdrawn_in_error);
  if (!who) return;
  at(world, make_date(year, 4, 24), *who, withdraw_in_error);
  at(world, make_date(year, 5, 14), *who, take_back);
}

// ---- Away beyond every limit (FJ-13b, FJ-15c). -------------------------------------------------

/// A year of leave that the paper register held, or the present one.
Status extend(World& world, const Cast& who, int from_year, bool over_the_cap) {
  auto row = paper_cells(world, student_of(world, who), "演示:长期治疗");
  row["action"] = "extended";
  row["ground"] = "illness";
  row["hospital"] = "grade_2a";
  const auto from = make_date(from_year, 3, 1);
  row["from"] = to_text(from);
  row["until"] = to_text(add_days(add_years(from, 1), -1));
  StatusChange change{
      Form::leave, EventType::leave_extended, "leave-extension", {std::move(row)}, {{1}}, {}};
  if (over_the_cap) {
    // The leave before it was over when this one was recorded; what ended before the opening import
    // is told afterwards, and no finding.
    const auto on_leave = subject_text(student_of(world, who).id);
    world
        .expect("LEAVE_OVERDUE", "FJ-13a", who.school, on_leave,
                "an extension that was recorded after the leave was over")
        .lasts_from(from);
    world.put_right("LEAVE_OVERDUE", on_leave);
    change.excuse = excuse(world, who.school, world.rule_of("leave_total_within_cap", Form::leave));
    change.filed = [&world, who](const SubmissionId& id) {
      const auto subject = subject_text(student_of(world, who).id);
      const auto today = world.desk.today();
      world.expect("LEAVE_CAP", "FJ-13b", who.school, subject, "a fifth year of leave, excused")
          .lasts_from(today);
      world.expect("OVERRIDE_USED", "FJ-13b", who.school, subject_text(id), "override with reason");
      world
          .expect("STUDY_TIME_NEAR_END", "FJ-15c", who.school, subject,
                  "opening import of somebody who entered seven years ago")
          .lasts_from(today);
    };
  }
  return change_status(world, who.school, who.student, std::move(change));
}

void plan_long_absence(World& world, int year) {
  for (StudentIndex i = 0; i < world.roll.students.size(); ++i) {
    const auto& student = world.roll.students[i];
    if (student.way != WayIn::long_absent) continue;
    const Cast who{world.roll.classes[student.class_index].school, i};
    constexpr int years_on_paper = 4;
    for (int past = 0; past <= years_on_paper; ++past) {
      const bool over = past == years_on_paper;
      const auto day = over ? make_date(year, 3, 6) : make_date(year, 2, 6 + 3 * unsigned(past));
      const int from = year - years_on_paper + past;
      world.agenda.at(day, Hour::late,
                      [&world, who, from, over] { return extend(world, who, from, over); });
    }
    at(world, make_date(year, 11, 6), who,
       [](World& all, const Cast& one) { return deem_withdrawn(all, one, "study_time_exceeded"); });
    at(world, make_date(year, 11, 26), who, archive);
  }
}

}  // namespace

void plan_exits(World& world) {
  const int year = world.options.first_year;
  plan_simple_exits(world, year);
  plan_deemed_withdrawal(world, year);
  plan_error(world, year);
  plan_long_absence(world, year);
}

}  // namespace xueji::simulate
