#include "tools/simulate/graduation.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "tools/simulate/papers.h"

namespace xueji::simulate {
namespace {

std::vector<StudentIndex> in_school(const World& world, const SchoolClass& one) {
  std::vector<StudentIndex> students;
  for (const auto index : one.students) {
    const auto& student = world.roll.students[index];
    if (student.on_roll && !student.on_leave) students.push_back(index);
  }
  return students;
}

/// The exception of a rule, in the same submission (D-04).
DraftEvent excuse(World& world, OfficeIndex school, std::string rule) {
  return {SubjectKind::organisation,
          subject_of(world.office(school).id),
          world.desk.today(),
          RuleOverridden{std::move(rule), ReasonCode::approved_by_letter, invented_document(world)},
          {{PersonalField::reason_text, "演示:经批准补办"}}};
}

// ---- Internship. -------------------------------------------------------------------------------

struct InternshipPlan {
  ClassIndex class_index = 0;
  Date applied{};
  Date from{};
  Date until{};
  Date summary{};           ///< Nothing: none is ever filed.
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
    at(plan_.applied, &InternshipRun::apply);
    at(plan_.from, &InternshipRun::start);
    if (plan_.summary.ok()) at(plan_.summary, &InternshipRun::close);
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
  void expect(std::string_view code, std::string_view rule, std::string_view source) {
    world_.expect(code, rule, school_, "internship:" + to_text(id_), source);
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
    SheetErrand errand{Form::internship,    school_,       teacher(),
                       sheet("internship"), application(), {{1, 2, 5, 8}}};
    if (plan_.is_excused) errand.excuse = excuse(world_, school_, "SY-1.6e");
    const auto filed = file_sheet(world_, std::move(errand));
    if (!filed) return fail(filed.error());
    id_ = get<InternshipApplied>(filed->events.front().facts).internship;
    if (plan_.is_excused) {
      expect("INTERNSHIP_LATE", "SY-1.6e", "applied too late, with an override");
      world_.expect("OVERRIDE_USED", "SY-1.6e", school_, subject_text(filed->id),
                    "override with reason");
    }
    if (!plan_.summary.ok()) {
      expect("INTERNSHIP_NO_SUMMARY", "SY-1.6j", "a summary that was never filed");
    }
    return {};
  }

  Status start() {
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
    const auto summary = paper_digest(world_);
    for (const auto index : students_) {
      auto row = who_cells(world_.roll.students[index]);
      row["internship"] = to_text(id_);
      row["ended_on"] = to_text(plan_.until);
      row["summary"] = summary;
      row["result"] = "passed";
      rows.push_back(std::move(row));
    }
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

/// The first class of a cohort at a school.
std::optional<ClassIndex> first_class(const World& world, OfficeIndex school, int cohort) {
  for (ClassIndex i = 0; i < world.roll.classes.size(); ++i) {
    const auto& one = world.roll.classes[i];
    if (one.school == school && one.cohort == cohort) return i;
  }
  return std::nullopt;
}

/// In autumn the next cohort goes out (SY-1.6).
void plan_autumn_internships(World& world) {
  const int year = world.options.first_year;
  const auto go = [&](OfficeIndex school, Date applied, bool excused, bool summary) {
    const auto at = first_class(world, school, year - 2);
    if (!at) return;
    InternshipPlan plan{*at, applied, make_date(year, 10, 14), make_date(year, 12, 6), {}, excused};
    if (summary) plan.summary = make_date(year, 12, 10);
    std::make_shared<InternshipRun>(world, plan)->plan();
  };
  if (world.wants("INTERNSHIP_NO_SUMMARY")) {
    go(world.school(0), make_date(year, 9, 18), false, false);
  }
  if (world.wants("INTERNSHIP_LATE") && world.city.schools().size() > 1) {
    go(world.school(1), make_date(year, 9, 30), true, true);
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
        year_(world.options.first_year) {}

  void plan() {
    InternshipPlan internship{class_index_, make_date(year_, 3, 6), make_date(year_, 3, 25),
                              make_date(year_, 5, 24), make_date(year_, 5, 28)};
    std::make_shared<InternshipRun>(world_, internship)->plan();
    if (!world_.desk.pack().texts("city_tests_required").empty()) {
      at(make_date(year_, 5, 14), [](GraduationRun& run) { return run.record_tests(); });
    }
    at(make_date(year_, 6, 5), [](GraduationRun& run) { return run.assess(); });
    const bool fujian = world_.fujian;
    at(fujian ? make_date(year_, 7, 10) : make_date(year_, 6, 17),
       [](GraduationRun& run) { return run.stamp_class(); });
    at(fujian ? make_date(year_, 7, 24) : make_date(year_, 7, 10),
       [](GraduationRun& run) { return run.issue(run.stamped_); });
    at(fujian ? make_date(year_, 8, 2) : make_date(year_, 7, 18),
       [](GraduationRun& run) { return close_files(run.world_, run.school_, run.stamped_); });
    if (!keeps_one_back()) return;
    at(fujian ? make_date(year_, 8, 26) : make_date(year_, 8, 12),
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
    return world_.wants("STAMP_OUTSIDE_WINDOW") && school_ == world_.school(2);
  }
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
    const auto filed =
        file_sheet(world_, {form, school_, author, sheet(name), std::move(rows), {{1}}});
    return filed ? Status{} : fail(filed.error());
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

  Status assess() {
    std::vector<Cells> rows;
    for (const auto index : in_school(world_, class_)) {
      auto row = who_cells(world_.roll.students[index]);
      for (const auto* condition :
           {"moral_passed", "physical_passed", "internship_passed", "skill_certificate",
            "other_passed", "plan_complete", "appraisal_form"}) {
        row[condition] = "true";
      }
      row["credits_tenths"] = "170";
      row["credits_required_tenths"] = "170";
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
    row["study_from"] = to_text(make_date(class_.cohort, 9, 1));
    row["study_until"] = to_text(make_date(year_, 6, 30));
    row["major_name"] = major_name(class_.major);
    row["major_code"] = class_.major;
    row["major_catalogue"] = major_catalogue;
    row["study_mode"] = "full_time";
    row["programme_years"] = std::to_string(programme_years);
    row["credits_tenths"] = "170";
    row["skill_certificate_number"] = skill_number(index);
    numbers_[index] = world_.next_certificate(school_, year_);
    if (!numbers_[index].empty()) row["certificate_number"] = numbers_[index];
    row["issue_on"] = to_text(add_days(world_.desk.today(), 14));
    row["results"] = results;
    return row;
  }

  Status stamp(const std::vector<StudentIndex>& students, Date last_day) {
    std::vector<Cells> rows;
    const auto results = paper_digest(world_);
    for (const auto index : students)
      rows.push_back(stamping_row(index, results));
    Way way{{1, 2, 5, 9, 13}};
    way.in_effect = [self = shared_from_this(), students]() -> Status {
      for (const auto index : students)
        self->world_.roll.students[index].on_roll = false;
      return {};
    };
    SheetErrand errand{Form::stamping,    school_,         academic_office(),
                       sheet("stamping"), std::move(rows), std::move(way)};
    const bool outside = world_.desk.today() > last_day;
    const bool needs_excuse = outside && !world_.fujian;
    if (needs_excuse) errand.excuse = excuse(world_, school_, "SY-1.7f");
    const auto filed = file_sheet(world_, std::move(errand));
    if (!filed) return fail(filed.error());
    const auto subject = subject_text(filed->id);
    world_.expect("STAMP_WITHOUT_ROSTER_LINE", world_.fujian ? "FJ-35b" : "SY-1.7a", school_,
                  subject, "graduates who rest on the opening import");
    if (outside) {
      world_.expect("STAMP_OUTSIDE_WINDOW", world_.fujian ? "FJ-42" : "SY-1.7f", school_, subject,
                    world_.fujian ? "stamped after the day of the verification"
                                  : "filed after the window, with an override");
    }
    if (needs_excuse) {
      world_.expect("OVERRIDE_USED", "SY-1.7f", school_, subject, "override with reason");
    }
    return {};
  }
  [[nodiscard]] Date last_day() const {
    return world_.fujian ? make_date(year_, 8, 20) : make_date(year_, 7, 31);
  }

  Status stamp_class() {
    stamped_ = in_school(world_, class_);
    if (keeps_one_back()) {
      kept_back_ = stamped_.back();
      stamped_.pop_back();
    }
    return stamp(stamped_, last_day());
  }
  Status stamp_late() { return stamp({kept_back_}, last_day()); }

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
  std::map<StudentIndex, std::string> numbers_;
};

}  // namespace

void plan_graduation(World& world) {
  const int year = world.options.first_year;
  for (ClassIndex i = 0; i < world.roll.classes.size(); ++i) {
    if (world.roll.classes[i].cohort + programme_years != year) continue;
    std::make_shared<GraduationRun>(world, i)->plan();
  }
  if (!world.fujian) plan_autumn_internships(world);
}

}  // namespace xueji::simulate
