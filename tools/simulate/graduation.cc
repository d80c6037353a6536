#include "tools/simulate/graduation.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "tools/simulate/casting.h"
#include "tools/simulate/papers.h"

namespace xueji::simulate {
namespace {

/// Credits, of who came by opening import, on the school's word.
constexpr std::string_view credits_of_import = "170";

std::vector<StudentIndex> in_school(const World& world, const SchoolClass& one) {
  std::vector<StudentIndex> students;
  for (const auto index : one.students) {
    const auto& student = world.roll.students[index];
    if (student.on_roll && !student.on_leave) students.push_back(index);
  }
  return students;
}

// ---- Internship. -------------------------------------------------------------------------------

struct InternshipPlan {
  ClassIndex class_index = 0;
  Date applied{};
  Date from{};
  Date until{};
  Date ended{};             ///< Last day as it was; unset: as approved.
  Date summary{};           ///< Nothing: none is ever filed.
  Date late_summary{};      ///< Filed after all, beyond the inspected year.
  bool is_excused = false;  ///< Applied too late, with an exception.
};

class InternshipRun : public std::enable_shared_from_this<InternshipRun> {
 public:
  InternshipRun(World& world, const InternshipPlan& plan)
      : world_(world),
        plan_(plan),
        class_(world.roll.classes[plan.class_index]),
        school_(class_.school) {}

  void plan() {
    world_.roll.classes[plan_.class_index].was_on_internship = true;
    at(plan_.applied, &InternshipRun::apply);
    at(plan_.from, &InternshipRun::start);
    if (plan_.summary.ok()) at(plan_.summary, &InternshipRun::close);
    if (plan_.late_summary.ok()) at(plan_.late_summary, &InternshipRun::close);
  }

 private:
  using Act = Status (InternshipRun::*)();
  void at(Date day, Act act) {
    world_.agenda.at(day, Hour::late,
                     [self = shared_from_this(), act] { return (self.get()->*act)(); });
  }

  [[nodiscard]] std::string sheet(std::string_view what) const {
    return std::string(what) + "-" + std::to_string(plan_.class_index);
  }
  [[nodiscard]] Signer teacher() const { return world_.city.signer(school_, Role::lead_teacher); }
  [[nodiscard]] std::string subject() const { return "internship:" + to_text(id_); }
  ExpectedFinding& expect(std::string_view code, std::string_view rule, std::string_view source) {
    return world_.expect(code, rule, school_, subject(), source);
  }

  [[nodiscard]] std::vector<Cells> application() {
    std::vector<Cells> rows;
    students_ = in_school(world_, class_);
    const auto plan = paper_digest(world_);
    for (const auto index : students_) {
      auto row = who_cells(world_.roll.students[index]);
      row["cohort"] = std::to_string(class_.cohort) + "级";
      row["major_name"] = major_name(class_.major);
      row["major_code"] = class_.major;
      row["major_catalogue"] = major_catalogue;
      row["company"] = "演示制造有限公司";
      for (const auto* duty : {"company_inspected", "post_fits_major", "safety_agreement",
                               "safety_education", "off_campus"}) {
        row[duty] = "true";
      }
      row["lead_teacher"] =
          to_text(world_.city.staff(world_.city.holder(school_, Role::lead_teacher)).person);
      row["from"] = to_text(plan_.from);
      row["until"] = to_text(plan_.until);
      row["plan_hours"] = "3000";
      row["plan_hours_done"] = "2400";
      row["plan"] = plan;
      rows.push_back(std::move(row));
    }
    return rows;
  }

  Status apply() {
    auto rows = application();
    if (rows.empty()) return {};
    SheetErrand errand{Form::internship,    school_,         teacher(),
                       sheet("internship"), std::move(rows), {{1, 2, 5, 8}}};
    if (plan_.is_excused) {
      errand.excuse =
          excuse(world_, school_, world_.rule_of("internship_applied_in_time", Form::internship));
    }
    const auto filed = file_sheet(world_, std::move(errand));
    if (!filed) return fail(filed.error());
    id_ = get<InternshipApplied>(filed->events.front().facts).internship;
    if (plan_.is_excused) {
      expect("INTERNSHIP_LATE", "SY-1.6e", "applied too late, with an override");
      world_.expect("OVERRIDE_USED", "SY-1.6e", school_, subject_text(filed->id),
                    "override with reason");
    }
    if (!plan_.summary.ok()) {
      const auto days = world_.desk.pack().integer("internship_summary_days").value_or(0);
      expect("INTERNSHIP_NO_SUMMARY", "SY-1.6j", "a summary that was not filed in time")
          .lasts_from(add_days(plan_.until, static_cast<int>(days) + 1));
    }
    if (plan_.ended.ok()) {
      expect("INTERNSHIP_TOO_LONG", "SY-1.6b", "a summary that shows a later end than approved")
          .happened_on(office_day(add_days(plan_.summary, 1)));
    }
    return {};
  }

  Status start() {
    if (students_.empty()) return {};
    Cells row{{"internship", to_text(id_)}, {"started_on", to_text(world_.desk.today())}};
    const auto filed = file_sheet(world_, {Form::internship_start,
                                           school_,
                                           teacher(),
                                           sheet("internship-start"),
                                           {std::move(row)},
                                           {{1}}});
    return filed ? Status{} : fail(filed.error());
  }

  Status close() {
    std::vector<Cells> rows;
    world_.put_right("INTERNSHIP_NO_SUMMARY", subject());
    const auto summary = paper_digest(world_);
    const auto ended = plan_.ended.ok() ? plan_.ended : plan_.until;
    for (const auto index : students_) {
      const auto& student = world_.roll.students[index];
      if (!student.on_roll) continue;
      auto row = who_cells(student);
      row["internship"] = to_text(id_);
      row["ended_on"] = to_text(ended);
      row["summary"] = summary;
      row["result"] = "passed";
      rows.push_back(std::move(row));
    }
    if (rows.empty()) return {};
    const auto filed = file_sheet(world_, {Form::internship_summary,
                                           school_,
                                           teacher(),
                                           sheet("internship-summary"),
                                           std::move(rows),
                                           {{1, 5}}});
    return filed ? Status{} : fail(filed.error());
  }

  World& world_;
  InternshipPlan plan_;
  const SchoolClass& class_;
  OfficeIndex school_;
  InternshipId id_;
  std::vector<StudentIndex> students_;
};

/// SY-1.6b: approved within the limit; the summary shows that it was passed.
void plan_long_internship(World& world) {
  const int year = world.options.first_year;
  const auto classes = stage(world, world.school(2), year - 2);
  constexpr std::size_t needed = 2;
  if (classes.size() < needed || !world.wants("INTERNSHIP_TOO_LONG")) return;
  InternshipPlan plan{classes[1],
                      make_date(year, 1, 30),
                      make_date(year, 2, 19),
                      make_date(year, 11, 29),
                      make_date(year, 12, 27),
                      make_date(year, 12, 30)};
  std::make_shared<InternshipRun>(world, plan)->plan();
}

/// In autumn the next cohort goes out (SY-1.6).
void plan_autumn_internships(World& world, int year) {
  const auto go = [&](OfficeIndex school, Date applied, bool excused, bool summary) {
    const auto classes = stage(world, school, year - 2);
    if (classes.empty() || world.roll.classes[classes.front()].was_on_internship) return;
    InternshipPlan plan{classes.front(), applied, make_date(year, 10, 14), make_date(year, 12, 6)};
    plan.is_excused = excused;
    if (summary) plan.summary = make_date(year, 12, 10);
    // Who owes the summary brings it when the class shall graduate (SY-1.6k).
    if (!summary && (world.is_lived_in(year + 1) || world.options.years == programme_years)) {
      plan.late_summary = make_date(year + 1, 4, 8);
    }
    std::make_shared<InternshipRun>(world, plan)->plan();
  };
  if (world.wants_in(year, "INTERNSHIP_NO_SUMMARY")) {
    go(world.school_in(year, 0), make_date(year, 9, 18), false, false);
  }
  if (world.wants_in(year, "INTERNSHIP_LATE") && world.city.schools().size() > 1) {
    go(world.school_in(year, 1), make_date(year, 9, 30), true, true);
  }
}

// ---- Graduation. -------------------------------------------------------------------------------

class GraduationRun : public std::enable_shared_from_this<GraduationRun> {
 public:
  GraduationRun(World& world, ClassIndex index)
      : world_(world),
        class_index_(index),
        class_(world.roll.classes[index]),
        school_(class_.school),
        year_(class_.cohort + programme_years) {}

  void plan() {
    if (!class_.was_on_internship) {
      InternshipPlan internship{class_index_, make_date(year_, 3, 6), make_date(year_, 3, 25),
                                make_date(year_, 5, 24)};
      internship.summary = make_date(year_, 5, 28);
      std::make_shared<InternshipRun>(world_, internship)->plan();
    }
    if (!world_.desk.pack().integer("results_days")) {
      at(make_date(year_, 5, 30), [](GraduationRun& run) { return run.record_results(); });
    }
    if (!world_.desk.pack().texts("city_tests_required").empty()) {
      at(make_date(year_, 5, 14), [](GraduationRun& run) { return run.record_tests(); });
    }
    at(make_date(year_, 6, 5), [](GraduationRun& run) { return run.assess(); });
    const bool is_provincial = world_.is_provincial;
    at(is_provincial ? make_date(year_, 7, 10) : make_date(year_, 6, 17),
       [](GraduationRun& run) { return run.stamp_class(); });
    at(is_provincial ? make_date(year_, 7, 24) : make_date(year_, 7, 10),
       [](GraduationRun& run) { return run.issue(run.stamped_); });
    at(is_provincial ? make_date(year_, 8, 2) : make_date(year_, 7, 18),
       [](GraduationRun& run) { return run.close(); });
    if (completes_one()) plan_completion();
    if (is_first()) plan_certificate_acts();
    if (!keeps_one_back()) return;
    at(is_provincial ? make_date(year_, 8, 26) : make_date(year_, 8, 12),
       [](GraduationRun& run) { return run.stamp_late(); });
    at(make_date(year_, 9, 12), [](GraduationRun& run) { return run.issue({run.kept_back_}); });
    at(make_date(year_, 9, 19),
       [](GraduationRun& run) { return close_files(run.world_, run.school_, {run.kept_back_}); });
  }

 private:
  template <class Act>
  void at(Date day, Act act) {
    world_.agenda.at(day, Hour::late, [self = shared_from_this(), act] { return act(*self); });
  }
  /// One graduate of one school is stamped after the window.
  [[nodiscard]] bool keeps_one_back() const {
    return is_first() && world_.wants("STAMP_OUTSIDE_WINDOW") && school_ == world_.school(2);
  }
  /// One of another school does not meet the conditions (FJ-32a).
  [[nodiscard]] bool completes_one() const { return is_first() && school_ == world_.school(1); }
  [[nodiscard]] bool is_first() const { return year_ == world_.options.first_year; }
  [[nodiscard]] bool is_imported() const { return class_.cohort < world_.options.first_year; }

  // ---- What follows for a few certificates of the first summer. --------------------------------

  void plan_completion() {
    at(make_date(year_, 7, 12), [](GraduationRun& run) { return run.complete(); });
    at(make_date(year_, 7, 25),
       [](GraduationRun& run) { return close_files(run.world_, run.school_, {run.completes_}); });
  }
  void plan_certificate_acts() {
    if (school_ == world_.school(0)) {
      at(make_date(year_, 10, 14), [](GraduationRun& run) { return run.find_violation(); });
      at(make_date(year_, 10, 28), [](GraduationRun& run) { return run.void_certificate(); });
    }
    if (school_ == world_.school(1)) {
      at(make_date(year_, 11, 5), [](GraduationRun& run) { return run.prove_graduation(); });
    }
    if (school_ == world_.school(2)) {
      at(make_date(year_, 10, 17), [](GraduationRun& run) { return run.correct_certificate(); });
    }
  }
  /// Student, certificate, evidence and reason.
  [[nodiscard]] Cells certificate_cells(StudentIndex index, std::string_view reason_text) {
    auto row = paper_cells(world_, world_.roll.students[index], reason_text);
    if (!numbers_[index].empty()) row["certificate_number"] = numbers_[index];
    return row;
  }
  Status file_of_officer(Form form, std::string_view name, StudentIndex index, Cells row,
                         std::function<Status()> in_effect = {}) {
    Way way{{1, 5}};
    way.in_effect = std::move(in_effect);
    const auto filed = file_sheet(world_, {form,
                                           school_,
                                           world_.city.officer(school_),
                                           paper_name(name, world_, index),
                                           {std::move(row)},
                                           std::move(way)});
    return filed ? Status{} : fail(filed.error());
  }
  /// FJ-32a: the plan finished, the conditions not met.
  Status complete() {
    auto& student = world_.roll.students[completes_];
    auto row = who_cells(student);
    numbers_[completes_] = world_.next_certificate(school_, year_);
    if (!numbers_[completes_].empty()) row["certificate_number"] = numbers_[completes_];
    row["issued_on"] = to_text(world_.desk.today());
    row["plan_complete"] = "true";
    return file_of_officer(Form::completion, "completion", completes_, std::move(row),
                           [this, &student]() -> Status {
                             world_.leave_roll(student);
                             return {};
                           });
  }
  /// FJ-36a: somebody who should never have been admitted.
  Status find_violation() {
    const auto index = stamped_.front();
    auto row = certificate_cells(index, "演示:冒名入学");
    row["found_on"] = to_text(world_.desk.today());
    row["reason"] = "unlawful_entry";
    return file_of_officer(Form::admission_violation, "admission-violation", index, std::move(row));
  }
  /// FJ-36b: the school takes the certificate back, the authority declares it void.
  Status void_certificate() {
    const auto index = stamped_.front();
    auto row = certificate_cells(index, "演示:违规入学");
    row["recalled_on"] = to_text(world_.desk.today());
    row["voided_on"] = to_text(world_.desk.today());
    return file_of_officer(Form::certificate_void, "certificate-void", index, std::move(row));
  }
  /// FJ-37: for a lost diploma, once.
  Status prove_graduation() {
    const auto index = stamped_[stamped_.size() / 2];
    auto row = certificate_cells(index, "演示:遗失");
    const auto number = world_.next_certificate(school_, year_);
    row["proof_number"] = number.empty() ? "YS90001" : number;
    row["newspaper"] = "演示日报";
    row["newspaper_level"] = "city";
    row["announced_on"] = to_text(add_days(world_.desk.today(), -20));
    row["photos"] = "2";
    row["application_form"] = "true";
    row["issued_on"] = to_text(world_.desk.today());
    add_consent(world_, row);
    return file_of_officer(Form::graduation_proof, "graduation-proof", index, std::move(row));
  }
  /// FJ-43.
  Status correct_certificate() {
    const auto index = stamped_.back();
    auto row = certificate_cells(index, "演示:姓名用字有误");
    row["changed"] = "name";
    row["old_value"] = world_.roll.students[index].person.name;
    row["new_value"] = "演示" + world_.roll.students[index].person.name;
    row["letter"] = paper_digest(world_);
    row["corrected_on"] = to_text(world_.desk.today());
    return file_of_officer(Form::certificate_correction, "certificate-correction", index,
                           std::move(row));
  }

  // ---- Towards the stamp. ----------------------------------------------------------------------

  [[nodiscard]] std::string sheet(std::string_view what) const {
    return std::string(what) + "-" + std::to_string(class_index_) + "-" +
           to_text(world_.desk.today());
  }
  [[nodiscard]] Signer academic_office() const {
    return world_.city.signer(school_, Role::academic_office);
  }
  [[nodiscard]] std::string skill_number(StudentIndex index) const {
    return "YS" + std::to_string(10'000'000 + index);
  }

  Status file(Form form, const Signer& author, std::string_view name, std::vector<Cells> rows) {
    if (rows.empty()) return {};
    const auto filed =
        file_sheet(world_, {form, school_, author, sheet(name), std::move(rows), {{1}}});
    return filed ? Status{} : fail(filed.error());
  }

  /// Shiyan records no results term by term; a diploma stands on them all the same (SY-1.6l). What
  /// lies before an opening import stands on the school's assessment (D-34).
  Status record_results() {
    if (is_imported()) return {};
    std::vector<Cells> rows;
    for (const auto index : in_school(world_, class_)) {
      auto row = who_cells(world_.roll.students[index]);
      row["school_year"] = std::to_string(year_ - 1);
      row["term"] = "2";
      row["course_code"] = "ZY01";
      row["kind"] = "ordinary";
      row["credits_tenths"] = credits_of_import;
      row["passed"] = "true";
      row["score"] = std::to_string(60 + world_.desk.random().below(41));
      row["moral_result"] = "passed";
      rows.push_back(std::move(row));
    }
    return file(Form::term_results, academic_office(), "results", std::move(rows));
  }

  Status record_tests() {
    for (const auto* test : {"spot_exam", "skills_contest"}) {
      std::vector<Cells> rows;
      for (const auto index : in_school(world_, class_)) {
        auto row = who_cells(world_.roll.students[index]);
        row["test"] = test;
        row["result"] = "passed";
        row["taken_on"] = to_text(add_days(world_.desk.today(), -1));
        rows.push_back(std::move(row));
      }
      const auto city = world_.city.signer(world_.city.root(), Role::section_officer);
      auto done = file(Form::city_results, city, std::string("city-") + test, std::move(rows));
      if (!done) return done;
    }
    return {};
  }

  /// Who was registered in this ledger has exactly the credits that it holds.
  Status count_credits(const std::vector<StudentIndex>& students) {
    const auto state = world_.sheets.state();
    if (!state) return fail(state.error());
    for (const auto index : students) {
      const auto* row = (*state)->student(world_.roll.students[index].id);
      if (row == nullptr || row->opening_import) continue;
      unsigned tenths = 0;
      for (const auto& course : row->courses)
        tenths += course.passed ? course.credits_tenths : 0U;
      credits_[index] = std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
    }
    return {};
  }
  [[nodiscard]] std::string credits(StudentIndex index) const {
    const auto found = credits_.find(index);
    return found == credits_.end() ? std::string(credits_of_import) : found->second;
  }

  Status assess() {
    std::vector<Cells> rows;
    auto students = in_school(world_, class_);
    if (completes_one() && !students.empty()) {
      completes_ = students.back();
      students.pop_back();
    }
    if (auto counted = count_credits(students); !counted) return counted;
    for (const auto index : students) {
      auto row = who_cells(world_.roll.students[index]);
      for (const auto* condition :
           {"moral_passed", "physical_passed", "internship_passed", "skill_certificate",
            "other_passed", "plan_complete", "appraisal_form"}) {
        row[condition] = "true";
      }
      row["credits_tenths"] = credits(index);
      row["credits_required_tenths"] = credits(index);
      row["skill_certificate_number"] = skill_number(index);
      row["assessed_on"] = to_text(world_.desk.today());
      rows.push_back(std::move(row));
    }
    return file(Form::graduation_assessment, academic_office(), "graduation-assessment",
                std::move(rows));
  }

  // ---- The stamp. ------------------------------------------------------------------------------

  [[nodiscard]] Cells stamping_row(StudentIndex index, const std::string& results) {
    const auto& student = world_.roll.students[index];
    auto row = who_cells(student);
    row["sex"] = std::string(1, student.person.sex);
    row["birth_date"] = to_text(student.person.birth);
    row["cohort"] = std::to_string(class_.cohort) + "级";
    row["graduation_year"] = std::to_string(year_);
    row["season"] = "autumn";
    row["kind"] = "graduation";
    const int entered = student.repeated_from != 0 ? student.repeated_from : class_.cohort;
    row["study_from"] = to_text(make_date(entered, class_.season == Season::spring ? 3 : 9, 1));
    row["study_until"] = to_text(make_date(year_, 6, 30));
    row["major_name"] = major_name(class_.major);
    row["major_code"] = class_.major;
    row["major_catalogue"] = major_catalogue;
    row["study_mode"] = "full_time";
    row["programme_years"] = std::to_string(programme_years);
    row["credits_tenths"] = credits(index);
    row["skill_certificate_number"] = skill_number(index);
    numbers_[index] = world_.next_certificate(school_, year_);
    if (!numbers_[index].empty()) row["certificate_number"] = numbers_[index];
    row["issue_on"] = to_text(add_days(world_.desk.today(), 14));
    row["results"] = results;
    return row;
  }

  Status stamp(const std::vector<StudentIndex>& students, Date last_day) {
    if (students.empty()) return {};
    std::vector<Cells> rows;
    const auto results = paper_digest(world_);
    for (const auto index : students)
      rows.push_back(stamping_row(index, results));
    Way way{{1, 2, 5, 9, 13}};
    way.in_effect = [self = shared_from_this(), students]() -> Status {
      for (const auto index : students)
        self->world_.leave_roll(self->world_.roll.students[index]);
      return {};
    };
    SheetErrand errand{Form::stamping,    school_,         academic_office(),
                       sheet("stamping"), std::move(rows), std::move(way)};
    const bool outside = world_.desk.today() > last_day;
    const bool needs_excuse = outside && !world_.is_provincial;
    if (needs_excuse) {
      errand.excuse = excuse(world_, school_, world_.rule_of("stamped_in_window", Form::stamping));
    }
    const auto filed = file_sheet(world_, std::move(errand));
    if (!filed) return fail(filed.error());
    const auto subject = subject_text(filed->id);
    if (is_imported()) {
      world_.expect("STAMP_WITHOUT_ROSTER_LINE", world_.is_provincial ? "FJ-35b" : "SY-1.7a",
                    school_, subject, "graduates who rest on the opening import");
    }
    if (outside) {
      world_.expect("STAMP_OUTSIDE_WINDOW", world_.is_provincial ? "FJ-42" : "SY-1.7f", school_,
                    subject,
                    world_.is_provincial ? "stamped after the day of the verification"
                                         : "filed after the window, with an override");
    }
    if (needs_excuse) {
      world_.expect("OVERRIDE_USED", "SY-1.7f", school_, subject, "override with reason");
    }
    return {};
  }
  [[nodiscard]] Date last_day() const {
    return world_.is_provincial ? make_date(year_, 8, 20) : make_date(year_, 7, 31);
  }

  Status stamp_class() {
    stamped_ = in_school(world_, class_);
    if (completes_one()) std::erase(stamped_, completes_);
    if (keeps_one_back()) {
      kept_back_ = stamped_.back();
      stamped_.pop_back();
    }
    return stamp(stamped_, last_day());
  }
  Status stamp_late() { return stamp({kept_back_}, last_day()); }

  /// One file goes on with its graduate, the others into the archive (FJ-08b).
  Status close() {
    auto archived = stamped_;
    if (is_first() && school_ == world_.school(2) && !archived.empty()) {
      auto handed = hand_file_over(world_, school_, archived.back());
      if (!handed) return handed;
      archived.pop_back();
    }
    return close_files(world_, school_, archived);
  }

  Status issue(const std::vector<StudentIndex>& students) {
    std::vector<Cells> rows;
    for (const auto index : students) {
      auto row = who_cells(world_.roll.students[index]);
      if (!numbers_[index].empty()) row["certificate_number"] = numbers_[index];
      row["issued_on"] = to_text(world_.desk.today());
      rows.push_back(std::move(row));
    }
    return file(Form::diploma_issue, academic_office(), "diploma-issue", std::move(rows));
  }

  World& world_;
  ClassIndex class_index_;
  const SchoolClass& class_;
  OfficeIndex school_;
  int year_;
  std::vector<StudentIndex> stamped_;
  StudentIndex kept_back_ = 0;
  StudentIndex completes_ = 0;  ///< Finished the plan without meeting the conditions.
  std::map<StudentIndex, std::string> credits_;
  std::map<StudentIndex, std::string> numbers_;
};

// ---- The photo of grade two (SY-2.3b). ---------------------------------------------------------

Status collect_photos(World& world, ClassIndex index) {
  const auto& one = world.roll.classes[index];
  std::vector<Cells> rows;
  for (const auto student : in_school(world, one)) {
    auto row = who_cells(world.roll.students[student]);
    row["photo_digest"] = paper_digest(world);
    row["taken_on"] = to_text(world.desk.today());
    row["collector"] = world.office(world.city.photo_unit()).code;
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return {};
  const auto filed = file_sheet(world, {Form::graduation_photo,
                                        one.school,
                                        world.city.signer(world.city.root(), Role::photo_unit),
                                        "graduation-photo-" + std::to_string(index),
                                        std::move(rows),
                                        {{2}}});
  return filed ? Status{} : fail(filed.error());
}

void plan_photos(World& world, int year) {
  for (ClassIndex i = 0; i < world.roll.classes.size(); ++i) {
    if (world.roll.classes[i].cohort + 1 != year) continue;
    world.agenda.at(make_date(year, 11, 13), Hour::late,
                    [&world, i] { return collect_photos(world, i); });
  }
}

}  // namespace

void plan_graduation(World& world, int year) {
  if (!world.is_provincial && year == world.options.first_year) plan_long_internship(world);
  if (!world.is_provincial && world.is_lived_in(year)) plan_autumn_internships(world, year);
  for (ClassIndex i = 0; i < world.roll.classes.size(); ++i) {
    if (world.roll.classes[i].cohort + programme_years != year) continue;
    std::make_shared<GraduationRun>(world, i)->plan();
  }
  if (!world.is_provincial) plan_photos(world, year);
}

}  // namespace xueji::simulate
