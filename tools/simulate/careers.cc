#include "tools/simulate/careers.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "ledger/registry/study_days.h"
#include "tools/simulate/papers.h"
#include "tools/simulate/registration.h"
#include "tools/simulate/supervision.h"

namespace xueji::simulate {
namespace {

// ---- Leave and resumption. ---------------------------------------------------------------------

/// From that day on; without one, from today.
Status grant_leave_from(World& world, const Cast& who, Date from) {
  const int year = year_of(world.desk.today());
  auto& student = student_of(world, who);
  auto row = who_cells(student);
  row["action"] = "granted";
  row["ground"] = "illness";
  row["hospital"] = "grade_2a";
  row["from"] = to_text(from.ok() ? from : world.desk.today());
  row["until"] = to_text(make_date(year, 7, 5));
  row["absent_hours"] = "250";
  row["document_digest"] = paper_digest(world);
  row["reason_text"] = "演示:住院治疗";
  add_consent(world, row);
  return change_status(
      world, who.school, who.student,
      {Form::leave, EventType::leave_granted, "leave", {row}, {{1}}, [&student]() -> Status {
         student.on_leave = true;
         return {};
       }});
}

Status grant_leave(World& world, const Cast& who) {
  return grant_leave_from(world, who, {});
}

Status resume(World& world, const Cast& who) {
  auto& student = student_of(world, who);
  auto row = who_cells(student);
  row["class_id"] = world.roll.classes[student.class_index].name;
  row["applied_on"] = to_text(world.desk.today());
  row["progress_proven"] = "true";
  row["progress_recognised"] = "true";
  row["document_digest"] = paper_digest(world);
  add_consent(world, row);
  return change_status(world, who.school, who.student,
                       {Form::resumption,
                        EventType::study_resumed,
                        "resumption",
                        {row},
                        {{1}},
                        [&student]() -> Status {
                          student.on_leave = false;
                          return {};
                        }});
}

/// FJ-13a: the leave is prolonged before it is over, and ends a year later.
Status extend_leave(World& world, const Cast& who) {
  const int year = year_of(world.desk.today());
  auto row = paper_cells(world, student_of(world, who), "演示:继续治疗");
  row["action"] = "extended";
  row["ground"] = "illness";
  row["hospital"] = "grade_2a";
  row["from"] = to_text(make_date(year, 7, 6));
  row["until"] = to_text(make_date(year + 1, 7, 5));
  add_consent(world, row);
  return change_status(
      world, who.school, who.student,
      {Form::leave, EventType::leave_extended, "leave-extension", {row}, {{1}}, {}});
}

void plan_long_leave(World& world, int year) {
  const auto who = cast(world, world.school(2), year, stays_on_leave);
  if (!who) return;
  const auto at = [&](Date day, Status (*act)(World&, const Cast&)) {
    world.agenda.at(day, Hour::late, [&world, act, who = *who] { return act(world, who); });
  };
  at(make_date(year, 3, 19), grant_leave);
  at(make_date(year, 7, 9), extend_leave);
  if (year + 1 < world.options.first_year + world.options.years) {
    at(make_date(year + 1, 8, 20), resume);
  }
}

/// SY-1.4g: the leave began in May, and the paper came after the report of May was filed.
void plan_late_paper(World& world, int year) {
  const auto who = cast(world, world.school(2), year, is_reported_late);
  if (!who || world.is_provincial || !world.wants_in(year, "UNREPORTED_CHANGE")) return;
  world.agenda.at(make_date(year, 6, 6), Hour::late, [&world, who = *who, year] {
    return grant_leave_from(world, who, make_date(year, 5, 28));
  });
  world.agenda.at(make_date(year, 8, 20), Hour::late,
                  [&world, who = *who] { return resume(world, who); });
}

void plan_leaves(World& world, int year) {
  plan_long_leave(world, year);
  plan_late_paper(world, year);
  each_school(world, year, takes_leave, [&](const Cast& who) {
    world.agenda.at(make_date(year, 3, 18), Hour::late,
                    [&world, who] { return grant_leave(world, who); });
    world.agenda.at(make_date(year, 8, 20), Hour::late,
                    [&world, who] { return resume(world, who); });
  });
  if (year != world.options.first_year) return;
  // Who was on leave when the ledger began comes back: before a term, where terms are registered.
  for (StudentIndex i = 0; i < world.roll.students.size(); ++i) {
    const auto& student = world.roll.students[i];
    if (!student.on_leave || student.way != WayIn::ordinary) continue;
    const Cast who{world.roll.classes[student.class_index].school, i};
    world.agenda.at(world.is_provincial ? make_date(year, 2, 22) : make_date(year, 8, 21),
                    Hour::late, [&world, who] { return resume(world, who); });
  }
  const auto who = cast(world, world.school(1), year, never_comes_back);
  if (!who || !world.wants_in(year, "LEAVE_OVERDUE")) return;
  world.agenda.at(make_date(year, 3, 18), Hour::late, [&world, who = *who, year]() -> Status {
    if (world.desk.pack().integer("leave_years")) {
      world
          .expect("LEAVE_OVERDUE", "FJ-13a", who.school, subject_text(student_of(world, who).id),
                  "a leave that nobody ended or extended")
          .lasts_from(make_date(year, 9, 1));
    }
    return grant_leave(world, who);
  });
}

// ---- Information and major. --------------------------------------------------------------------

Status change_address(World& world, const Cast& who) {
  const auto& student = student_of(world, who);
  auto row = who_cells(student);
  row["changed"] = "home_address";
  row["old_value"] = "演示路1号";
  row["new_value"] = "演示新村8号";
  row["reason"] = "household_moved";
  row["document_digest"] = paper_digest(world);
  row["reason_text"] = "演示:搬迁";
  StatusChange change{
      Form::info_change, EventType::student_info_changed, "info-change", {row}, {{1, 4}}, {}};
  change.way.signer = [&world, who](const Step& step) {
    return step.id == "principal" ? acting_principal(world, who.school) : std::nullopt;
  };
  if (const auto other = other_device(world, who.school)) {
    change.author = *other;
    change.filed = [&world, who](const SubmissionId& id) {
      // Fujian has no rule about devices.
      if (world.is_provincial) return;
      world.expect("DEVICE_MISMATCH", "SY-3.2c", who.school, subject_text(id) + "/author",
                   "the officer signed with a key of another device");
    };
  }
  return change_status(world, who.school, who.student, std::move(change));
}

void plan_information(World& world, int year) {
  each_school(world, year, changes_address, [&](const Cast& who) {
    world.agenda.at(make_date(year, 4, 8), Hour::late,
                    [&world, who] { return change_address(world, who); });
  });
}

void plan_majors(World& world, int year) {
  each_school(world, year, changes_major, [&](const Cast& who) {
    const auto classes = stage(world, who.school, year - 1);
    if (classes.size() < 2) return;
    const auto target = classes[1];
    world.agenda.at(make_date(year, 3, 11), Hour::late, [&world, who, target]() -> Status {
      auto row = who_cells(student_of(world, who));
      add_class(world, row, target);
      row["reason"] = "aptitude";
      row["reason_text"] = "演示:兴趣";
      add_consent(world, row);
      return change_status(world, who.school, who.student,
                           {Form::change_of_major,
                            EventType::major_changed,
                            "change-of-major",
                            {row},
                            {{1}},
                            [&world, who, target]() -> Status {
                              move_to_class(world, who.student, target);
                              return {};
                            }});
    });
  });
}

// ---- Transfer. ---------------------------------------------------------------------------------

/// The first day on which a paper that is filed today, and signed on these days, is one that its
/// authority has not filed in time (FJ-11b, FJ-16a).
Date first_day_unfiled(const World& world, Form form, const std::vector<int>& days) {
  const auto& chain = *world.desk.pack().chain(form);
  const auto effect = chain.effect_step().value_or(0);
  const auto on = office_day(add_days(world.desk.today(), days[std::min(effect, days.size() - 1)]));
  int hold_days = 0;
  for (const auto& step : chain.steps)
    hold_days = step.is_filing ? step.hold_days : hold_days;
  return add_days(on, hold_days + 1);
}

Status transfer(World& world, const Cast& who, OfficeIndex to) {
  const auto target = stage(world, to, year_of(world.desk.today()) - 1).front();
  auto row = who_cells(student_of(world, who));
  row["applied_on"] = to_text(world.desk.today());
  row["reason"] = "household_moved";
  add_class(world, row, target);
  row["document_digest"] = paper_digest(world);
  row["reason_text"] = "演示:父母工作调动";
  add_consent(world, row);
  Way way{{1, 2, 10}};
  const auto unfiled_from = first_day_unfiled(world, Form::transfer, way.days);
  way.signer = [&world, who](const Step& step) -> std::optional<Signer> {
    if (step.actor.relation != Relation::other_school) return std::nullopt;
    return world.city.signer(who.school, Role::principal);
  };
  const bool unfiled =
      world.is_provincial && world.wants_now("TRANSFER_NOT_FILED") && who.school == world.school(1);
  if (unfiled) way.stop_before = 2;
  StatusChange change{Form::transfer,
                      EventType::transfer_completed,
                      "transfer",
                      {row},
                      std::move(way),
                      [&world, who, target]() -> Status {
                        move_to_class(world, who.student, target);
                        return {};
                      }};
  change.left = who.school;
  if (unfiled) {
    change.filed = [&world, to, unfiled_from](const SubmissionId& id) {
      world
          .expect("TRANSFER_NOT_FILED", "FJ-11b", to, subject_text(id),
                  "a transfer that the authority never filed")
          .lasts_from(unfiled_from);
    };
  }
  return change_status(world, to, who.student, std::move(change));
}

void plan_transfers(World& world, int year) {
  const auto& schools = world.city.schools();
  if (schools.size() < 2) return;
  each_school(world, year, moves_away, [&](const Cast& who) {
    // Results that were recorded late would follow the student to the other school.
    const bool late = year == world.options.first_year && names_officer_late(world, who.school);
    if (world.is_provincial && late) return;
    const auto to = world.school(world.number_of(who.school) + 1);
    if (stage(world, to, year - 1).empty()) return;
    world.agenda.at(make_date(year, 3, 5), Hour::late,
                    [&world, who, to] { return transfer(world, who, to); });
  });
}

// ---- Withdrawal. -------------------------------------------------------------------------------

Status withdraw(World& world, const Cast& who, bool unfiled) {
  auto& student = student_of(world, who);
  auto row = who_cells(student);
  row["ground"] = "own_request";
  row["notified_on"] = to_text(world.desk.today());
  row["reason_text"] = "演示:外出就业";
  add_consent(world, row);
  Way way{{1, 8}};
  const auto unfiled_from = first_day_unfiled(world, Form::withdrawal, way.days);
  if (unfiled) way.stop_before = 1;
  StatusChange change{Form::withdrawal,
                      EventType::withdrawn,
                      "withdrawal",
                      {row},
                      std::move(way),
                      [&world, &student]() -> Status {
                        world.leave_roll(student);
                        return {};
                      }};
  if (unfiled) {
    change.filed = [&world, who, unfiled_from](const SubmissionId& id) {
      world
          .expect("WITHDRAWAL_NOT_FILED", "FJ-16a", who.school, subject_text(id),
                  "a withdrawal that the authority never filed")
          .lasts_from(unfiled_from);
    };
  }
  return change_status(world, who.school, who.student, std::move(change));
}

void plan_withdrawals(World& world, int year) {
  each_school(world, year, withdraws_in_spring, [&](const Cast& who) {
    world.agenda.at(make_date(year, 4, 15), Hour::late,
                    [&world, who] { return withdraw(world, who, false); });
    const bool open = world.is_provincial && world.wants_in(year, "LEAVER_FILE_OPEN") &&
                      who.school == world.school(0);
    world.agenda.at(make_date(year, 5, 6), Hour::late, [&world, who, open]() -> Status {
      if (!open) return close_files(world, who.school, {who.student});
      world
          .expect("LEAVER_FILE_OPEN", "FJ-08b", who.school, subject_text(student_of(world, who).id),
                  "a file that nobody archived in time")
          .lasts_from(make_date(year_of(world.desk.today()), 5, 17));
      return {};
    });
    if (!open || !world.is_lived_in(year + 1)) return;
    world.agenda.at(make_date(year + 1, 3, 7), Hour::late, [&world, who]() -> Status {
      world.put_right("LEAVER_FILE_OPEN", subject_text(student_of(world, who).id));
      return close_files(world, who.school, {who.student});
    });
  });
  each_school(world, year, withdraws_in_autumn, [&](const Cast& who) {
    const bool unfiled = world.is_provincial && world.wants_in(year, "WITHDRAWAL_NOT_FILED") &&
                         who.school == world.school(2);
    world.agenda.at(make_date(year, 10, 14), Hour::late,
                    [&world, who, unfiled] { return withdraw(world, who, unfiled); });
    world.agenda.at(make_date(year, 11, 6), Hour::late,
                    [&world, who] { return close_files(world, who.school, {who.student}); });
    if (!world.is_provincial) return;
    const bool owed = world.wants_in(year, "CERTIFICATE_OWED") && who.school == world.school(1);
    world.agenda.at(make_date(year, 10, 30), Hour::late, [&world, who, owed]() -> Status {
      if (!owed) return certify_incomplete(world, who);
      world
          .expect("CERTIFICATE_OWED", "FJ-16b", who.school, subject_text(student_of(world, who).id),
                  "a certificate not issued in time")
          .lasts_from(make_date(year_of(world.desk.today()), 11, 15));
      return {};
    });
    if (!owed || !world.is_lived_in(year + 1)) return;
    world.agenda.at(make_date(year + 1, 3, 7), Hour::late, [&world, who]() -> Status {
      world.put_right("CERTIFICATE_OWED", subject_text(student_of(world, who).id));
      return certify_incomplete(world, who);
    });
  });
}

// ---- Awards and sanctions. ---------------------------------------------------------------------

Status grant_award(World& world, const Cast& who) {
  const bool misfiled = world.is_provincial && world.wants_now("ARCHIVE_REF_MISSING") &&
                        who.school == world.school(1);
  const auto& student = student_of(world, who);
  auto row = who_cells(student);
  row["title"] = "merit_student";
  row["awarded_on"] = to_text(world.desk.today());
  row["in_student_file"] = "true";
  row["in_office_archive"] = misfiled ? "false" : "true";
  const auto filed = file_sheet(world, {Form::award,
                                        who.school,
                                        world.city.signer(who.school, Role::student_affairs),
                                        paper_name("award", world, who.student),
                                        {row},
                                        {{1}}});
  if (!filed) return fail(filed.error());
  if (misfiled) {
    world.expect_of_event("ARCHIVE_REF_MISSING", "FJ-29c", who.school, subject_text(student.id),
                          "papers that stay out of the office archive", filed->id);
  }
  return {};
}

void plan_awards(World& world, int year) {
  each_school(world, year, wins_award, [&](const Cast& who) {
    world.agenda.at(make_date(year, 5, 20), Hour::late,
                    [&world, who] { return grant_award(world, who); });
  });
}

/// One case before a school: what happens on which day.
class SanctionCaseRun : public std::enable_shared_from_this<SanctionCaseRun> {
 public:
  SanctionCaseRun(World& world, const Cast& who, std::string_view kind)
      : world_(world), who_(who), kind_(kind) {}

  void propose_from(Date day) {
    at(day, &SanctionCaseRun::propose);
    at(add_days(day, 4), &SanctionCaseRun::hear);
    at(add_days(day, 9), &SanctionCaseRun::decide);
  }
  void serve_on(Date day) { at(day, &SanctionCaseRun::serve); }
  void appeal_on(Date day) { at(day, &SanctionCaseRun::appeal); }
  void answer_on(Date day) { at(day, &SanctionCaseRun::answer); }
  void lift_on(Date day) { at(day, &SanctionCaseRun::lift); }
  /// Heard, decided with the consent of the authority, served: the status ends (FJ-28).
  void expel_from(Date day) {
    at(day, &SanctionCaseRun::propose);
    at(add_days(day, 4), &SanctionCaseRun::hear);
    at(add_days(day, 9), &SanctionCaseRun::expel);
    at(add_days(day, 17), &SanctionCaseRun::serve_expulsion);
    at(add_days(day, 30), &SanctionCaseRun::close_file);
  }
  /// Nothing follows in time, and an inspection must find that.
  void expect_unserved() { is_served_late_ = true; }
  void expect_unanswered() { is_answered_late_ = true; }

 private:
  using Act = Status (SanctionCaseRun::*)();
  void at(Date day, Act act) {
    world_.agenda.at(day, Hour::late,
                     [self = shared_from_this(), act] { return (self.get()->*act)(); });
  }

  [[nodiscard]] Cells row() const { return who_cells(world_.roll.students[who_.student]); }
  [[nodiscard]] std::string today() const { return to_text(world_.desk.today()); }
  [[nodiscard]] PersonId person(Role role) const {
    return world_.city.staff(world_.city.holder(who_.school, role)).person;
  }
  Status file(Form form, Role role, std::string_view name, Cells cells) {
    return file_paper(world_, form, who_.school, world_.city.signer(who_.school, role), name,
                      who_.student, {std::move(cells)});
  }

  Status propose() {
    auto cells = row();
    const auto& student = world_.roll.students[who_.student];
    const auto teacher = world_.roll.classes[student.class_index].teacher;
    cells["kind"] = kind_;
    cells["rule_clause"] = "第3条";
    cells["act_on"] = to_text(add_days(world_.desk.today(), -2));
    cells["evidence_count"] = "1";
    cells["reporter"] = to_text(world_.city.staff(teacher).person);
    cells["case_facts"] = "演示:旷课";
    cells["evidence_digests"] = paper_digest(world_);
    cells["reason_text"] = "演示:拟处分";
    const auto filed = file_sheet(world_, {Form::sanction_proposal,
                                           who_.school,
                                           world_.city.signer(who_.school, Role::student_affairs),
                                           paper_name("sanction-proposal", world_, who_.student),
                                           {cells},
                                           {{1}}});
    if (!filed) return fail(filed.error());
    const auto& facts = get<SanctionProposed>(filed->events.front().facts);
    case_ = subject_text(student.id) + "/" + to_text(facts.case_id);
    return {};
  }
  Status hear() {
    auto cells = row();
    cells["offered_on"] = today();
    cells["student_statement"] = "defended";
    cells["guardian_statement"] = "reserved";
    return file(Form::hearing, Role::student_affairs, "hearing", std::move(cells));
  }
  [[nodiscard]] Cells decision() const {
    auto cells = row();
    cells["kind"] = kind_;
    cells["decided_on"] = today();
    cells["decider"] = to_text(person(Role::principal));
    cells["in_student_file"] = "true";
    cells["in_office_archive"] = "true";
    return cells;
  }
  Status decide() {
    if (is_served_late_) {
      const auto days = world_.desk.pack().integer("sanction_service_days").value_or(0);
      world_
          .expect("SANCTION_NOT_SERVED", "FJ-28d", who_.school, case_,
                  "a decision not served in time")
          .lasts_from(add_days(world_.desk.today(), static_cast<int>(days) + 1));
    }
    return file(Form::sanction_decision, Role::student_affairs, "sanction", decision());
  }
  [[nodiscard]] Cells service() const {
    auto cells = row();
    cells["to_student_on"] = today();
    cells["to_guardian_on"] = today();
    cells["method"] = "in_person";
    return cells;
  }
  Status serve() {
    world_.put_right("SANCTION_NOT_SERVED", case_);
    return file(Form::sanction_service, Role::student_affairs, "sanction-service", service());
  }
  Status expel() {
    const auto filed = file_sheet(world_, {Form::expulsion,
                                           who_.school,
                                           world_.city.signer(who_.school, Role::student_affairs),
                                           paper_name("expulsion", world_, who_.student),
                                           {decision()},
                                           {{1, 4}}});
    return filed ? Status{} : fail(filed.error());
  }
  Status serve_expulsion() {
    const auto filed = file_sheet(world_, {Form::sanction_service,
                                           who_.school,
                                           world_.city.signer(who_.school, Role::student_affairs),
                                           paper_name("expulsion-service", world_, who_.student),
                                           {service()},
                                           {{1}}});
    if (!filed) return fail(filed.error());
    world_.leave_roll(world_.roll.students[who_.student]);
    note_change(world_, who_.school, EventType::sanction_served, filed->id);
    return {};
  }
  Status close_file() { return close_files(world_, who_.school, {who_.student}); }
  Status appeal() {
    auto cells = row();
    cells["filed_on"] = today();
    add_consent(world_, cells);
    if (is_answered_late_) {
      const auto days = world_.desk.pack().integer("appeal_answer_working_days").value_or(0);
      const auto due = working_days_after(world_.desk.today(), static_cast<int>(days));
      world_
          .expect("APPEAL_UNANSWERED", "FJ-28e", who_.school, case_,
                  "an appeal that nobody answered in time")
          .lasts_from(add_days(due, 1));
    }
    return file(Form::appeal, Role::student_affairs, "appeal", std::move(cells));
  }
  Status answer() {
    world_.put_right("APPEAL_UNANSWERED", case_);
    auto cells = row();
    cells["outcome"] = "upheld";
    cells["answered_on"] = today();
    cells["reviewer"] = to_text(person(Role::academic_office));
    return file(Form::appeal_answer, Role::academic_office, "appeal-answer", std::move(cells));
  }
  Status lift() {
    auto cells = row();
    cells["applied_on"] = today();
    cells["lifted_on"] = today();
    add_consent(world_, cells);
    return file(Form::sanction_lifting, Role::student_affairs, "sanction-lifting",
                std::move(cells));
  }

  World& world_;
  Cast who_;
  std::string kind_;
  std::string case_;  ///< As findings name it, once it was proposed.
  bool is_served_late_ = false;
  bool is_answered_late_ = false;
};

/// Somebody of age on that day, who plays no other part (FJ-28a: minors are not expelled).
std::optional<Cast> cast_adult(const World& world, Date day) {
  constexpr std::size_t with_parts = 9;  // At the end of the second class (casting.h).
  constexpr int years_before = 2;
  const auto majority = static_cast<int>(world.desk.pack().integer("majority_age").value_or(0));
  for (const auto school : {world.school(1), world.school(2), world.school(0)}) {
    for (std::size_t at = with_parts;; ++at) {
      const auto who = cast(world, school, year_of(day), {years_before, 1, at});
      if (!who) break;
      if (add_years(world.roll.students[who->student].person.birth, majority) <= day) return who;
    }
    for (std::size_t at = 0;; ++at) {
      const auto who = cast(world, school, year_of(day), {years_before, 0, at});
      if (!who) break;
      if (add_years(world.roll.students[who->student].person.birth, majority) <= day) return who;
    }
  }
  return std::nullopt;
}

void plan_expulsion(World& world, int year) {
  const auto day = make_date(year, 11, 4);
  if (const auto who = cast_adult(world, day)) {
    std::make_shared<SanctionCaseRun>(world, *who, "expulsion")->expel_from(day);
  }
}

void plan_sanctions(World& world, int year) {
  if (year == world.options.first_year) plan_expulsion(world, year);
  each_school(world, year, is_warned, [&](const Cast& who) {
    const auto run = std::make_shared<SanctionCaseRun>(world, who, "warning");
    run->propose_from(make_date(year, 5, 6));
    run->serve_on(make_date(year, 5, 21));
    run->lift_on(make_date(year, 11, 12));
  });
  each_school(world, year, appeals, [&](const Cast& who) {
    const auto run = std::make_shared<SanctionCaseRun>(world, who, "demerit");
    run->propose_from(make_date(year, 9, 9));
    run->serve_on(make_date(year, 9, 24));
    run->appeal_on(make_date(year, 9, 26));
    run->answer_on(make_date(year, 10, 9));
  });
  if (!world.is_provincial) return;
  const bool goes_on = world.is_lived_in(year + 1);
  const auto unanswered = cast(world, world.school(2), year, waits_for_an_answer);
  if (unanswered && world.wants_in(year, "APPEAL_UNANSWERED")) {
    const auto run = std::make_shared<SanctionCaseRun>(world, *unanswered, "demerit");
    run->expect_unanswered();
    run->propose_from(make_date(year, 9, 9));
    run->serve_on(make_date(year, 9, 24));
    run->appeal_on(make_date(year, 9, 26));
    if (goes_on) run->answer_on(make_date(year + 1, 3, 6));
  }
  const auto untold = cast(world, world.school(0), year, is_never_told);
  if (untold && world.wants_in(year, "SANCTION_NOT_SERVED")) {
    const auto run = std::make_shared<SanctionCaseRun>(world, *untold, "warning");
    run->expect_unserved();
    run->propose_from(make_date(year, 9, 9));
    if (goes_on) run->serve_on(make_date(year + 1, 3, 6));
  }
}

}  // namespace

Status certify_incomplete(World& world, const Cast& who) {
  auto row = who_cells(student_of(world, who));
  const bool misnumbered = world.wants_now("CERT_NUMBER_INVALID") && who.school == world.school(2);
  row["kind"] = "incomplete_study";
  row["certificate_number"] = misnumbered
                                  ? "YY" + to_text(world.desk.today())
                                  : world.next_certificate(who.school, year_of(world.desk.today()));
  if (misnumbered) {
    world.expect("CERT_NUMBER_INVALID", "FJ-41", who.school,
                 subject_text(student_of(world, who).id), "a number in another form");
  }
  row["terms_studied"] = "2";
  row["issued_on"] = to_text(world.desk.today());
  return file_paper(world, Form::incomplete_study, who.school, world.city.officer(who.school),
                    "incomplete-study", who.student, {row});
}

void plan_careers(World& world, int year) {
  plan_leaves(world, year);
  plan_information(world, year);
  plan_majors(world, year);
  plan_transfers(world, year);
  plan_withdrawals(world, year);
  plan_awards(world, year);
  plan_sanctions(world, year);
}

}  // namespace xueji::simulate
