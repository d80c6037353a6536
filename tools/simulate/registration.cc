#include "tools/simulate/registration.h"

#include <algorithm>
#include <memory>

#include "ledger/crypto/sha256.h"
#include "tools/simulate/papers.h"
#include "tools/simulate/student_cells.h"

namespace xueji::simulate {
namespace {

std::uint64_t stagger(const World& world, OfficeIndex school) {
  return world.number_of(school) % 5;
}

/// One batch on its way; kept alive by what it put on the agenda.
class BatchRun : public std::enable_shared_from_this<BatchRun> {
 public:
  BatchRun(World& world, const Batch& batch)
      : world_(world), batch_(batch), school_(batch.school) {}

  void plan() {
    const int year = batch_.cohort;
    const bool spring = batch_.season == Season::spring;
    const bool late = batch_.special == Special::late;
    // The city's approval of who comes from an ordinary high school takes its days (SY-1.1b).
    const bool diverted = batch_.special == Special::diverted;
    admitted_ = spring     ? make_date(year, 2, 26)
                : late     ? make_date(year, 9, 23)
                : diverted ? make_date(year, 8, 12)
                           : make_date(year, 8, 19);
    arrives_ = office_day(spring ? make_date(year, 3, 4)
                          : late ? make_date(year, 9, 30)
                                 : make_date(year, 9, 2));
    plan_classes(world_, school_, batch_.classes, add_days(admitted_, -5));
    at(admitted_, Hour::early, diverted ? &BatchRun::divert : &BatchRun::admit);
    plan_arrivals();
    tries_the_door_ = is_first_autumn() && school_ == world_.school(0) && !world_.is_door_tried;
    world_.is_door_tried = world_.is_door_tried || tries_the_door_;
    if (tries_the_door_) at(add_days(arrives_, 2), Hour::late, &BatchRun::file_without_photo);
    at(add_days(arrives_, 3), Hour::early, &BatchRun::upload_photos);
    if (world_.is_provincial) {
      plan_reviews();
    } else {
      plan_headcounts();
      at(add_days(arrives_, 17), Hour::forenoon, &BatchRun::verify_on_site);
    }
    at(roster_day(), Hour::early, &BatchRun::file_roster);
  }

 private:
  using Act = Status (BatchRun::*)();

  void at(Date day, Hour hour, Act act) {
    world_.agenda.at(day, hour, [self = shared_from_this(), act] { return (self.get()->*act)(); });
  }

  /// An ordinary batch of an autumn; each year another school plays the part of this number.
  [[nodiscard]] bool is_autumn_of(std::size_t number) const {
    return batch_.season == Season::autumn && batch_.special == Special::none &&
           school_ == world_.school_in(batch_.cohort, number);
  }
  [[nodiscard]] bool is_first_autumn() const {
    return batch_.season == Season::autumn && batch_.special == Special::none &&
           batch_.cohort == world_.options.first_year;
  }
  [[nodiscard]] bool is_first_spring() const {
    return batch_.season == Season::spring && batch_.cohort == world_.options.first_year;
  }

  [[nodiscard]] Date roster_day() const {
    const int year = batch_.cohort;
    const auto spread = static_cast<int>(stagger(world_, school_));
    const bool late = batch_.special == Special::late;
    if (world_.is_provincial) {
      if (batch_.season == Season::spring) return add_days(make_date(year, 6, 10), spread);
      if (late && world_.wants("LATE_REGISTRATION")) return make_date(year + 1, 1, 3);
      return add_days(make_date(year, 11, 5), spread);
    }
    if (batch_.season == Season::spring) return add_days(make_date(year, 3, 25), spread);
    if (late) return make_date(year, 11, world_.wants("LATE_REGISTRATION") ? 25 : 7);
    if (batch_.special == Special::extended) return make_date(year, 11, 20);
    if (batch_.special == Special::open) return make_date(year, 11, 6);
    return add_days(make_date(year, 10, 9), spread);
  }

  [[nodiscard]] std::string sheet_name(std::string_view what) const {
    return std::string(what) + "-" + std::to_string(batch_.cohort) + "-" +
           std::string(code_of(batch_.season)) + "-" + std::to_string(batch_.number);
  }

  template <class Visit>
  void each_student(Visit&& visit) {
    for (const auto index : batch_.classes) {
      for (const auto student : world_.roll.classes[index].students) {
        visit(world_.roll.students[student]);
      }
    }
  }
  template <class MakeCells>
  [[nodiscard]] std::vector<Cells> rows(MakeCells&& make) {
    std::vector<Cells> all;
    each_student([&](Student& student) { all.push_back(make(student)); });
    return all;
  }

  [[nodiscard]] Result<std::vector<DraftEvent>> through(Form form, std::string_view name,
                                                        SheetFormat format,
                                                        const std::vector<Cells>& cells) {
    return world_.sheets.through(form, world_.office(school_), sheet_name(name), format, cells);
  }

  [[nodiscard]] Status file_effective(Form form, const Signer& author,
                                      std::vector<DraftEvent> drafts, Way way = {{1}}) {
    return file_and_follow(world_, form, school_, author, std::move(drafts), std::move(way));
  }

  // ---- Admission and arrival. ------------------------------------------------------------------

  Status admit() {
    // Whose place was kept has been admitted before (ways_in.h).
    std::vector<Student*> new_students;
    each_student([&](Student& s) {
      if (s.way != WayIn::place_restored) new_students.push_back(&s);
    });
    std::vector<Cells> cells;
    for (const auto* student : new_students)
      cells.push_back(admission_cells(world_, *student));
    if (cells.empty()) return {};
    auto drafts = through(Form::admission, "admission", SheetFormat::xlsx, cells);
    if (!drafts) return fail(drafts.error());
    for (std::size_t i = 0; i < new_students.size(); ++i)
      new_students[i]->id = as<StudentId>((*drafts)[i].subject);
    // In Fujian the admissions office files for the schools of its city (FJ-03b).
    auto author = world_.city.officer(school_);
    if (world_.is_provincial && world_.office(school_).supervisor != world_.city.root()) {
      author = world_.city.signer(world_.city.related(school_, Relation::admissions_office),
                                  Role::admissions_officer);
    }
    return file_effective(Form::admission, author, *std::move(drafts));
  }

  /// SY-1.1: student and guardian agree, the city approves.
  Status divert() {
    auto cells = rows([&](Student& s) {
      auto row = diversion_cells(world_, s);
      row["document_digest"] = paper_digest(world_);
      add_consent(world_, row);
      return row;
    });
    const auto filed = file_sheet(world_, {Form::ordinary_high_admission,
                                           school_,
                                           world_.city.officer(school_),
                                           sheet_name("diversion"),
                                           std::move(cells),
                                           {{1, 2, 4, 6, 7, 9}}});
    if (!filed) return fail(filed.error());
    auto event = filed->events.begin();
    each_student([&](Student& s) {
      while (get_if<Consent>(&event->facts) != nullptr)
        ++event;
      s.id = as<StudentId>((event++)->subject);
    });
    return {};
  }

  void plan_arrivals() {
    // One class of one school is recorded long after its students came.
    const bool late = world_.wants("LATE_RECORDING") && !world_.is_provincial &&
                      batch_.season == Season::spring &&
                      school_ == world_.school_in(batch_.cohort, 1);
    for (const auto index : batch_.classes) {
      const bool this_late = late && index == batch_.classes.front();
      world_.agenda.at(add_days(arrives_, this_late ? 9 : 0), Hour::forenoon,
                       [self = shared_from_this(), index, this_late] {
                         return self->record_arrival(index, this_late);
                       });
    }
  }

  Status record_arrival(ClassIndex index, bool is_late) {
    const auto& one = world_.roll.classes[index];
    std::vector<Cells> cells;
    for (const auto student : one.students) {
      cells.push_back(
          arrival_cells(world_, world_.roll.students[student], add_days(arrives_, -1), arrives_));
    }
    auto drafts = world_.sheets.through(Form::arrival, world_.office(school_),
                                        sheet_name("arrival") + "-" + std::to_string(index),
                                        SheetFormat::csv, cells);
    if (!drafts) return fail(drafts.error());
    auto filed = world_.desk.file(Form::arrival, world_.office(school_).id,
                                  world_.city.staff_signer(one.teacher, Role::class_teacher),
                                  *std::move(drafts));
    if (!filed) return fail(filed.error());
    if (is_late) {
      world_.expect("LATE_RECORDING", "SY-3.2d", school_, subject_text(filed->id),
                    "arrivals recorded more than the tolerated days after they happened");
    }
    filed->events.clear();
    follow(world_, school_, *filed, {{0}});
    return {};
  }

  Status upload_photos() {
    auto drafts = through(Form::entry_photo, "photo", SheetFormat::csv,
                          rows([&](Student& s) { return photo_cells(world_, s); }));
    if (!drafts) return fail(drafts.error());
    return file_effective(Form::entry_photo, world_.city.officer(school_), *std::move(drafts));
  }

  // ---- Shiyan: headcount and on-site verification. ---------------------------------------------

  void plan_headcounts() {
    for (const auto index : batch_.classes) {
      world_.agenda.at(add_days(arrives_, 14), Hour::forenoon,
                       [self = shared_from_this(), index] { return self->count_heads(index); });
    }
  }

  Status count_heads(ClassIndex index) {
    const auto& one = world_.roll.classes[index];
    ClassHeadcountVerified facts{static_cast<std::uint16_t>(one.students.size()),
                                 world_.desk.today()};
    return file_effective(
        Form::class_headcount, world_.city.staff_signer(one.teacher, Role::class_teacher),
        {{SubjectKind::school_class, subject_of(one.id), world_.desk.today(), facts, {}}});
  }

  Status verify_on_site() {
    std::vector<DraftEvent> drafts;
    for (const auto index : batch_.classes) {
      const auto& one = world_.roll.classes[index];
      const auto present = std::count_if(
          one.students.begin(), one.students.end(),
          [&](StudentIndex student) { return !world_.roll.students[student].is_struck; });
      drafts.push_back({SubjectKind::school_class,
                        subject_of(one.id),
                        world_.desk.today(),
                        OnSiteVerified{static_cast<std::uint16_t>(present), world_.desk.today()},
                        {}});
    }
    return file_effective(
        Form::on_site_verification,
        world_.city.signer(world_.office(school_).supervisor, Role::section_officer),
        std::move(drafts));
  }

  // ---- Fujian: identity and health review. -----------------------------------------------------

  void plan_reviews() {
    const int year = batch_.cohort;
    const bool spring = batch_.season == Season::spring;
    const bool late = batch_.special == Special::late && world_.wants("LATE_REGISTRATION");
    at(spring ? make_date(year, 5, 13)
       : late ? make_date(year, 12, 18)
              : make_date(year, 10, 14),
       Hour::forenoon, &BatchRun::review_identities);
    at(spring ? make_date(year, 5, 20) : make_date(year, 10, 21), Hour::forenoon,
       &BatchRun::review_health);
  }

  Status review_identities() {
    auto drafts = through(Form::identity_review, "identity-review", SheetFormat::xlsx,
                          rows([&](Student& s) { return identity_review_cells(world_, s); }));
    if (!drafts) return fail(drafts.error());
    auto filed = world_.desk.file(Form::identity_review, world_.office(school_).id,
                                  world_.city.officer(school_), *std::move(drafts));
    if (!filed) return fail(filed.error());
    const auto deadline =
        world_.desk.pack().identity_review_deadline(batch_.cohort, batch_.season, admitted_);
    if (deadline && world_.desk.today() > *deadline) {
      world_.expect("LATE_REGISTRATION", "FJ-06a", school_, subject_text(filed->id),
                    "identity review filed after its day");
    }
    each_student([&](const Student& s) {
      if (!s.fails_review) return;
      world_
          .expect("ID_MISMATCH", "FJ-06a", school_, subject_text(s.id),
                  "identity review found a difference")
          .lasts_from(world_.desk.today());
    });
    filed->events.clear();
    follow(world_, school_, *filed, {{2}});
    return {};
  }

  Status review_health() {
    auto drafts = through(Form::health_review, "health-review", SheetFormat::csv,
                          rows([&](Student& s) { return health_review_cells(world_, s); }));
    if (!drafts) return fail(drafts.error());
    return file_effective(Form::health_review, world_.city.signer(school_, Role::school_doctor),
                          *std::move(drafts), {{2}});
  }

  // ---- Roster. ---------------------------------------------------------------------------------

  [[nodiscard]] bool is_listed(const Student& student) const { return !student.fails_review; }

  Status file_roster() {
    std::vector<Cells> cells;
    lines_.clear();
    each_student([&](Student& s) {
      if (!is_listed(s)) return;
      auto& row = cells.emplace_back(roster_cells(world_, s));
      if (batch_.special == Special::diverted) {
        row["route"] = "ordinary_high_diversion";
        row["category"] = "ordinary_high_student";
      }
      lines_.push_back(&s);
    });
    auto drafts = through(Form::entry_roster, "roster", SheetFormat::xlsx, cells);
    if (!drafts) return fail(drafts.error());
    std::vector<SubmittedEvent> events;
    for (const auto& draft : *drafts) {
      auto sealed = world_.desk.seal(draft);
      if (!sealed) return fail(sealed.error());
      events.push_back(*std::move(sealed));
    }
    if (tries_the_door_) {
      if (auto tried = try_wrong_lines(drafts->front()); !tried) return tried;
    }
    if (auto reviewed = review_out_of_area(*drafts); !reviewed) return reviewed;
    if (is_late()) return file_late(std::move(events));
    return send(std::move(events), {});
  }

  // ---- What the ledger refuses at the door. ----------------------------------------------------

  /// A roster of students whose photos are still to be taken.
  Status file_without_photo() {
    const Student* first = nullptr;
    each_student([&](const Student& s) { first = first == nullptr && is_listed(s) ? &s : first; });
    if (first == nullptr) return {};
    auto drafts = through(Form::entry_roster, "roster-without-photo", SheetFormat::csv,
                          {roster_cells(world_, *first)});
    if (!drafts) return fail(drafts.error());
    return world_.try_refused("PHOTO_MISSING", "photo_taken_online", Form::entry_roster, school_,
                              std::move(drafts->front()));
  }

  /// One line of the roster, each time with one thing wrong.
  Status try_wrong_lines(const DraftEvent& right) {
    const auto attempt = [&](std::string_view code, std::string_view guard,
                             const std::function<void(RosterLine&)>& spoil) {
      auto draft = right;
      auto line = get<RosterLine>(right.facts);
      spoil(line);
      draft.facts = std::move(line);
      return world_.try_refused(code, guard, Form::entry_roster, school_, std::move(draft));
    };
    const auto unknown_major = [](RosterLine& line) { line.major_code = "999999"; };
    for (const auto& tried :
         {attempt("STUDY_MODE_MISSING", "study_mode_stated",
                  [](RosterLine& line) { line.study_mode = StudyMode::none; }),
          attempt("MAJOR_NOT_IN_CATALOGUE", "major_in_catalogue", unknown_major),
          attempt("MAJOR_NOT_IN_CATALOGUE", "major_or_category_in_catalogue", unknown_major),
          attempt("OTHER_YEAR_REGISTRATION", "registered_in_intake_year",
                  [](RosterLine& line) { --line.cohort; }),
          attempt("GHS_WITHOUT_APPROVAL", "ordinary_high_approved", [](RosterLine& line) {
            line.route = EntryRoute::ordinary_high_diversion;
            line.category = CandidateCategory::ordinary_high_student;
          })}) {
      if (!tried) return tried;
    }
    return {};
  }

  [[nodiscard]] bool is_late() const {
    return batch_.special == Special::late && world_.wants("LATE_REGISTRATION");
  }

  /// SY-2.1a: more recruits from elsewhere than the limit are reviewed before the county signs.
  Status review_out_of_area(const std::vector<DraftEvent>& drafts) {
    const auto outside = std::count_if(drafts.begin(), drafts.end(), [](const DraftEvent& draft) {
      const auto* line = get_if<RosterLine>(&draft.facts);
      return line && line->out_of_area;
    });
    const auto limit = world_.desk.pack().integer("out_of_area_limit");
    if (!limit || outside <= *limit) return {};
    const auto today = world_.desk.today();
    OutOfAreaReviewed facts{batch_.cohort, batch_.season, static_cast<std::uint16_t>(outside),
                            ReviewResult::passed, today};
    return file_effective(
        Form::out_of_area_review,
        world_.city.signer(world_.office(school_).supervisor, Role::section_officer),
        {{SubjectKind::organisation, subject_of(world_.office(school_).id), today, facts, {}}});
  }

  /// Shiyan refuses without an override, then takes it with one; Fujian lets it through.
  Status file_late(std::vector<SubmittedEvent> events) {
    if (!world_.is_provincial) {
      const auto rule = world_.rule_of("registered_by_deadline", Form::entry_roster);
      world_.desk.expect_refusal(rule);
      auto refused = world_.desk.file_sealed(Form::entry_roster, world_.office(school_).id,
                                             world_.city.officer(school_), events);
      if (!refused) return fail(refused.error());
      RuleOverridden facts{rule, ReasonCode::approved_by_letter, invented_document(world_)};
      auto excuse = world_.desk.seal({SubjectKind::organisation,
                                      subject_of(world_.office(school_).id),
                                      world_.desk.today(),
                                      facts,
                                      {{PersonalField::reason_text, "演示:因灾停课,经批准补报"}}});
      if (!excuse) return fail(excuse.error());
      events.push_back(*std::move(excuse));
    }
    return send(std::move(events), {});
  }

  [[nodiscard]] std::vector<int> signing_days() const {
    if (world_.is_provincial) return {2, 7};
    if (batch_.special == Special::open) return {1, 2, 6, 8, 12, 13, 15, 20};
    const bool stalls =
        world_.wants("SIGNOFF_STALLED") && is_first_spring() && school_ == world_.school(0);
    if (stalls) return {2, 3, 17, 20, 23, 25, 28, 37};
    return {2, 3, 8, 12, 15, 17, 20, 29};
  }

  Status send(std::vector<SubmittedEvent> events, const SubmissionId& supersedes) {
    auto filed =
        world_.desk.file_sealed(Form::entry_roster, world_.office(school_).id,
                                world_.city.officer(school_), std::move(events), supersedes);
    if (!filed) return fail(filed.error());
    note_findings(*filed);
    Way way{signing_days()};
    if (batch_.special == Special::open) {
      way.stop_before = batch_.open_step;
      const auto& step = world_.desk.pack().chain(Form::entry_roster)->steps[batch_.open_step];
      world_.truth.open.push_back(
          {world_.office(school_).code, "entry-roster", to_text(filed->id), step.id});
    }
    const bool comes_back = returns_once() && supersedes.is_none();
    const auto self = shared_from_this();
    way.signer = [self](const Step& step) { return self->other_signer(step); };
    way.options = [self, comes_back](const Step& step) {
      return self->step_options(step, comes_back);
    };
    way.in_effect = [self] { return self->took_effect(); };
    if (comes_back) {
      auto returned = std::make_shared<Filed>(*filed);
      way.returned = [self, returned] { return self->plan_correction(*returned); };
    }
    filed->events.clear();
    follow(world_, school_, *filed, std::move(way));
    return {};
  }

  void note_findings(const Filed& filed) {
    const auto subject = subject_text(filed.id);
    if (principal_seals()) {
      world_.expect("SAME_SIGNER", "SY-3.2g", school_, subject,
                    "the principal holds the office of seal keeper too and sealed");
    }
    if (is_late()) {
      world_.expect("LATE_REGISTRATION", world_.is_provincial ? "FJ-06c" : "SY-1.2l", school_,
                    subject,
                    world_.is_provincial ? "roster filed after its day"
                                         : "roster filed after its day with an override");
      if (!world_.is_provincial) {
        world_.expect("OVERRIDE_USED", "SY-1.2l", school_, subject, "override with reason");
      }
    }
  }

  [[nodiscard]] bool returns_once() const {
    return is_first_autumn() && (school_ == world_.school(1) || school_ == world_.school(5));
  }
  [[nodiscard]] bool principal_seals() const {
    return !world_.is_provincial && world_.wants("SAME_SIGNER") && is_autumn_of(2);
  }

  std::optional<Signer> other_signer(const Step& step) {
    if (step.id == "seal" && principal_seals()) {
      auto signer = world_.city.signer(school_, Role::seal_keeper, 0);
      signer.seal = world_.office(school_).seal.get();
      return signer;
    }
    if (signs_on_paper(step)) return world_.city.officer(school_);
    return std::nullopt;
  }
  /// One school's spring roster is admitted on paper, and its officer attests it.
  [[nodiscard]] bool signs_on_paper(const Step& step) const {
    return step.paper && step.id == "exam_institute" && is_first_spring() &&
           school_ == world_.school(2);
  }

  Desk::StepOptions step_options(const Step& step, bool comes_back) {
    Desk::StepOptions options;
    if (signs_on_paper(step)) {
      options.paper_signed_on = add_days(world_.desk.today(), -1);
      options.paper_signer = "演示考官";
      options.scan_digest = to_text(sha256(bytes_of("演示扫描件")));
    }
    const bool at_authority = step.id == "county" || step.id == "confirm";
    if (comes_back && at_authority) {
      options.decision = Decision::return_;
      options.reason = ReasonCode::data_wrong;
      options.reason_text = "演示:家庭地址有误";
      options.lines = {{0, ReasonCode::data_wrong}};
      return options;
    }
    const bool before_authority = step.id == "principal" || step.id == "seal";
    if (before_authority || world_.is_provincial) return options;
    for (std::uint32_t line = 0; line < lines_.size(); ++line) {
      if (lines_[line]->is_struck) options.lines.push_back({line, ReasonCode::not_present});
    }
    return options;
  }

  /// The first line is put right; the others go again as they were.
  Status plan_correction(const Filed& returned) {
    world_.agenda.at(
        add_days(world_.desk.today(), 2), Hour::early,
        [self = shared_from_this(), before = returned] { return self->correct(before); });
    return {};
  }

  Status correct(const Filed& before) {
    lines_.front()->person.phone.back() = '9';
    auto drafts = through(Form::entry_roster, "roster-corrected", SheetFormat::xlsx,
                          {roster_cells(world_, *lines_.front())});
    if (!drafts) return fail(drafts.error());
    auto events = before.events;
    auto sealed = world_.desk.seal(drafts->front());
    if (!sealed) return fail(sealed.error());
    events.front() = *std::move(sealed);
    return send(std::move(events), before.id);
  }

  // ---- After the effect. -----------------------------------------------------------------------

  Status took_effect() {
    for (auto* student : lines_)
      student->on_roll = !student->is_struck;
    const auto today = world_.desk.today();
    if (world_.is_provincial) at(add_days(today, 6), Hour::early, &BatchRun::assign_numbers);
    at(add_days(today, 10), Hour::early, &BatchRun::confirm_outside);
    return {};
  }

  Status assign_numbers() {
    std::vector<Cells> cells;
    for (const auto* student : lines_) {
      auto row = who_cells(*student);
      row["number"] = world_.next_number(school_, batch_.cohort);
      row["entry_year"] = std::to_string(batch_.cohort);
      cells.push_back(std::move(row));
    }
    auto drafts = through(Form::student_number, "student-number", SheetFormat::csv, cells);
    if (!drafts) return fail(drafts.error());
    const auto keeper_id = world_.city.staff(world_.city.holder(school_, Role::file_keeper)).person;
    for (const auto* student : lines_) {
      drafts->push_back({SubjectKind::student,
                         subject_of(student->id),
                         world_.desk.today(),
                         FileOpened{true, true, keeper_id},
                         {}});
    }
    return file_effective(Form::student_number, world_.city.officer(school_), *std::move(drafts));
  }

  Status confirm_outside() {
    std::vector<Cells> cells;
    std::size_t forgotten = 0;
    bool found_twice = false;
    // The batch took effect ten days ago; from the day after its days the receipt is owed.
    const auto days = world_.desk.pack().integer("external_confirmation_days").value_or(0);
    const auto owed_from = add_days(world_.desk.today(), static_cast<int>(days) - 9);
    for (const auto* student : lines_) {
      if (!student->on_roll) continue;
      const auto rule = world_.is_provincial ? "FJ-06d" : "SY-1.3d";
      if (is_autumn_of(2) && world_.wants("NOT_UPLOADED") && forgotten < 3) {
        ++forgotten;
        world_
            .expect("NOT_UPLOADED", rule, school_, subject_text(student->id),
                    "no external receipt within its days")
            .lasts_from(owed_from);
        unconfirmed_.push_back(student);
        continue;
      }
      const bool twice = is_autumn_of(1) && !found_twice && world_.wants("DUPLICATE_STATUS");
      if (twice) {
        found_twice = true;
        world_
            .expect("DUPLICATE_STATUS", world_.is_provincial ? "FJ-38" : "SY-1.5a", school_,
                    subject_text(student->id), "external receipt reports another status")
            .lasts_from(world_.desk.today());
        unconfirmed_.push_back(student);
      }
      cells.push_back(confirmation_cells(world_, *student, !twice));
    }
    const auto spring = make_date(batch_.cohort + 1, 3, 12);
    const bool follows = !unconfirmed_.empty() && world_.is_lived_in(batch_.cohort + 1);
    if (follows) at(spring, Hour::early, &BatchRun::confirm_the_rest);
    return file_confirmations("external-confirmation", cells);
  }

  Status file_confirmations(std::string_view name, const std::vector<Cells>& cells) {
    if (cells.empty()) return {};
    auto drafts = through(Form::external_confirmation, name, SheetFormat::csv, cells);
    if (!drafts) return fail(drafts.error());
    return file_effective(Form::external_confirmation, world_.city.officer(school_),
                          *std::move(drafts));
  }

  /// In the spring after, the other system has everybody, and everybody once.
  Status confirm_the_rest() {
    std::vector<Cells> cells;
    for (const auto* student : unconfirmed_) {
      if (!student->on_roll) continue;
      world_.put_right("NOT_UPLOADED", subject_text(student->id));
      world_.put_right("DUPLICATE_STATUS", subject_text(student->id));
      cells.push_back(confirmation_cells(world_, *student, true));
    }
    return file_confirmations("external-confirmation-after", cells);
  }

  World& world_;
  const Batch batch_;
  const OfficeIndex school_;
  Date admitted_{};
  Date arrives_{};
  bool tries_the_door_ = false;  ///< One batch, before it files what is right.
  std::vector<Student*> lines_;
  std::vector<const Student*> unconfirmed_;  ///< Without a receipt that agrees.
};

}  // namespace

bool names_officer_late(const World& world, OfficeIndex school) {
  return world.wants("NO_OFFICER") && school == world.school(0);
}

Date school_start(const World& world, OfficeIndex school) {
  const auto year = world.options.first_year;
  return names_officer_late(world, school) ? make_date(year, 2, 6) : make_date(year, 1, 4);
}

void plan_classes(World& world, OfficeIndex school, std::vector<ClassIndex> classes, Date day) {
  world.agenda.at(day, Hour::forenoon, [&world, school, classes = std::move(classes)]() -> Status {
    std::vector<DraftEvent> drafts;
    const auto today = world.desk.today();
    for (const auto index : classes) {
      const auto& one = world.roll.classes[index];
      ClassOpened opened{
          world.office(school).id,      one.name, one.cohort, one.season, std::string(one.major),
          std::string(major_catalogue), {}};
      drafts.push_back(
          {SubjectKind::school_class, subject_of(one.id), today, std::move(opened), {}});
      drafts.push_back({SubjectKind::school_class,
                        subject_of(one.id),
                        today,
                        ClassTeacherAssigned{world.city.staff(one.teacher).person},
                        {}});
    }
    Way way{{1}};
    way.in_effect = [&world, school]() -> Status {
      world.sheets.forget(world.office(school).id);
      return {};
    };
    return file_and_follow(world, Form::school_class, school, world.city.officer(school),
                           std::move(drafts), std::move(way));
  });
}

void plan_import(World& world, const ImportBatch& batch) {
  const auto start = school_start(world, batch.school);
  const auto day = add_days(start, 7 + static_cast<int>(stagger(world, batch.school)));
  world.agenda.at(day, Hour::early, [&world, batch]() -> Status {
    const auto& school = world.office(batch.school);
    const auto paper = invented_document(world);
    std::vector<Cells> cells;
    auto lines = std::make_shared<std::vector<Student*>>();
    for (const auto index : batch.classes) {
      for (const auto student : world.roll.classes[index].students) {
        auto& one = world.roll.students[student];
        // The paper register may hold a number of another entry year (D-34).
        const bool misnumbered = one.way == WayIn::misnumbered;
        const auto number =
            world.is_provincial
                ? world.next_number(batch.school, batch.cohort - (misnumbered ? 5 : 0))
                : std::string();
        cells.push_back(import_cells(world, one, paper, number));
        lines->push_back(&one);
      }
    }
    const auto name = "opening-import-" + std::to_string(batch.cohort) + "-" +
                      std::to_string(batch.classes.front());
    auto drafts =
        world.sheets.through(Form::opening_import, school, name, SheetFormat::xlsx, cells);
    if (!drafts) return fail(drafts.error());
    for (std::size_t i = 0; i < lines->size(); ++i) {
      auto& student = *(*lines)[i];
      student.id = as<StudentId>((*drafts)[i].subject);
      if (student.way != WayIn::misnumbered) continue;
      world
          .expect("NUMBER_INVALID", "FJ-08c", batch.school, subject_text(student.id),
                  "opening import of a number of another entry year")
          .lasts_from(world.desk.today());
    }
    Way way{{2, 3, 8, 14}};
    way.in_effect = [lines]() -> Status {
      for (auto* student : *lines)
        student->on_roll = true;
      return {};
    };
    return file_and_follow(world, Form::opening_import, batch.school,
                           world.city.officer(batch.school), *std::move(drafts), std::move(way));
  });
}

void plan_batch(World& world, const Batch& batch) {
  std::make_shared<BatchRun>(world, batch)->plan();
}

std::size_t on_roll_count(const World& world, const SchoolClass& one) {
  return static_cast<std::size_t>(
      std::count_if(one.students.begin(), one.students.end(),
                    [&](StudentIndex student) { return world.roll.students[student].on_roll; }));
}

}  // namespace xueji::simulate
