#include "projections/obligations_study.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "ledger/authority/authority.h"
#include "ledger/registry/study_days.h"
#include "projections/roster.h"
#include "projections/school_year.h"

namespace xueji {
namespace {

struct Internship {
  InternshipApplied facts;
  Date started_on{};
  Date ended_on{};  ///< Set by the summary.
};
using Internships = std::map<InternshipId, Internship>;

struct FoldInternship {
  Internships& all;
  void operator()(const InternshipApplied& facts) const { all[facts.internship].facts = facts; }
  void operator()(const InternshipStarted& facts) const {
    all[facts.internship].started_on = facts.started_on;
  }
  void operator()(const InternshipClosed& facts) const {
    all[facts.internship].ended_on = facts.ended_on;
  }
  template <class Other>
  void operator()(const Other&) const {}
};

/// How many students lack something by a day, and how many have it.
struct Count {
  std::uint32_t owed = 0;
  std::uint32_t done = 0;
};

class StudyObligations {
 public:
  StudyObligations(const StateView& state, const Pack& pack, const OrganisationState& school,
                   Date day, std::vector<Obligation>& out)
      : state_(state), pack_(pack), school_(school), day_(day), out_(out) {}

  void add_internships(const Internships& all) {
    const auto ahead = pack_.integer("internship_apply_days");
    const auto after = pack_.integer("internship_summary_days");
    for (const auto& [id, one] : all) {
      if (ahead) {
        auto& applied =
            add(ObligationKind::internship_application, Form::internship, "internship_apply_days");
        applied.cohort = one.facts.cohort;
        applied.detail = to_text(id);
        applied.due = add_days(one.facts.from, -static_cast<int>(*ahead));
        settle(applied, {0, 1});
      }
      if (!after || !one.started_on.ok()) continue;
      auto& summary = add(ObligationKind::internship_summary, Form::internship_summary,
                          "internship_summary_days");
      summary.cohort = one.facts.cohort;
      summary.detail = to_text(id);
      const bool closed = one.ended_on.ok();
      summary.due = add_days(closed ? one.ended_on : one.facts.until, static_cast<int>(*after));
      settle(summary, {closed ? 0U : 1U, closed ? 1U : 0U});
    }
  }

  void add_cases(const StudentState& student) {
    const auto service_days = pack_.integer("sanction_service_days");
    const auto answer_days = pack_.integer("appeal_answer_working_days");
    for (const auto& held : student.cases) {
      if (service_days && held.decided_on.ok()) {
        auto& one =
            add(ObligationKind::sanction_service, Form::sanction_service, "sanction_service_days");
        about(one, student, held);
        one.due = add_days(held.decided_on, static_cast<int>(*service_days));
        const bool served = held.served_on.ok();
        settle(one, {served ? 0U : 1U, served ? 1U : 0U});
      }
      if (!answer_days || !held.appealed_on.ok()) continue;
      auto& one =
          add(ObligationKind::appeal_answer, Form::appeal_answer, "appeal_answer_working_days");
      about(one, student, held);
      one.due = working_days_after(held.appealed_on, static_cast<int>(*answer_days));
      const bool answered = held.answered_on.ok();
      settle(one, {answered ? 0U : 1U, answered ? 1U : 0U});
    }
  }

  /// SY-1.7d: from the first day of grade 1, second term.
  void count_spot_exam(const OrganisationDuties& duties, const StudentState& student) {
    const auto first = pack_.integer("city_tests_from_cohort");
    const auto grade = pack_.integer("spot_exam_grade");
    const auto number = pack_.integer("spot_exam_term");
    if (!first || !grade || !number || student.cohort < *first || !on_roll(student.status)) return;
    const int entry = student.season == Season::spring ? student.cohort - 1 : student.cohort;
    const auto* term =
        term_of(duties, entry + static_cast<int>(*grade) - 1, static_cast<std::uint8_t>(*number));
    if (term == nullptr || day_ < term->starts) return;
    auto& count = spot_exams_[{student.cohort, student.season, term->ends}];
    ++(student.spot_exam == ReviewResult::none ? count.owed : count.done);
  }

  /// FJ-18b: of every term that is over and that the student was on the roll for.
  void count_results(const OrganisationDuties& duties, const StudentState& student) {
    if (!pack_.integer("results_days") || !in_school(student.status)) return;
    for (const auto& [year, terms] : duties.calendar) {
      for (const auto& term : terms) {
        if (term.ends >= day_ || !student.enrolled_from.ok() || student.enrolled_from > term.ends) {
          continue;
        }
        auto& count = results_[{year, term.number, term.ends}];
        const bool there =
            std::any_of(student.terms.begin(), student.terms.end(), [&](const TermEntry& entry) {
              return entry.school_year == year && entry.term == term.number && entry.has_results;
            });
        ++(there ? count.done : count.owed);
      }
    }
  }

  void add_counts() {
    for (const auto& [key, count] : spot_exams_) {
      auto& one = add(ObligationKind::spot_exam, Form::city_results, "spot_exam_grade");
      std::tie(one.cohort, one.season, one.due) = key;
      settle(one, count);
    }
    const auto days = pack_.integer("results_days");
    for (const auto& [key, count] : results_) {
      const auto& [year, number, ends] = key;
      auto& one = add(ObligationKind::term_results, Form::term_results, "results_days");
      one.detail = std::to_string(year) + "-" + std::to_string(number);
      one.due = add_days(ends, static_cast<int>(*days));
      settle(one, count);
    }
  }

 private:
  static const CalendarTerm* term_of(const OrganisationDuties& duties, int year,
                                     std::uint8_t number) {
    const auto found = duties.calendar.find(static_cast<std::uint16_t>(year));
    if (found == duties.calendar.end()) return nullptr;
    for (const auto& term : found->second) {
      if (term.number == number) return &term;
    }
    return nullptr;
  }

  /// Owed by the first author that the form's chain names.
  Obligation& add(ObligationKind kind, Form form, std::string_view parameter) {
    Obligation one;
    one.kind = kind;
    one.school = one.owed_by = school_.id;
    if (const auto* named = pack_.parameter(parameter)) {
      one.rules = named->rules;
      one.due_assumed = named->assumed;
    }
    const auto* chain = pack_.chain(form);
    if (chain != nullptr && !chain->authors.empty()) {
      const auto& author = chain->authors.front();
      one.role = author.role;
      one.owed_by = resolve(state_, author.relation, school_.id).value_or(school_.id);
    }
    return out_.emplace_back(std::move(one));
  }
  static void about(Obligation& one, const StudentState& student, const SanctionCase& held) {
    one.student = student.id;
    one.detail = to_text(held.case_id);
  }
  void settle(Obligation& one, Count count) const {
    one.owed = count.owed;
    one.done = count.done;
    if (count.owed == 0) {
      one.state = ObligationState::done;
    } else if (day_ > one.due) {
      one.state = ObligationState::overdue;
    } else {
      const auto warn = static_cast<int>(pack_.integer("registration_warn_days").value_or(0));
      one.state = day_ < add_days(one.due, -warn) ? ObligationState::open : ObligationState::warn;
    }
  }

  const StateView& state_;
  const Pack& pack_;
  const OrganisationState& school_;
  Date day_;
  std::vector<Obligation>& out_;
  std::map<std::tuple<std::uint16_t, Season, Date>, Count> spot_exams_;
  std::map<std::tuple<std::uint16_t, std::uint8_t, Date>, Count> results_;
};

/// Approved internships and those that wait for their approval: filed is applied for.
Result<Internships> internships_of(const Views& views, const LedgerView& ledger,
                                   const OrganisationState& school,
                                   const std::vector<SubmissionState>& waiting, Date day) {
  Internships all;
  for (const auto& submission : waiting) {
    if (submission.form != Form::internship || submission.stage != SubmissionStage::open) continue;
    auto events = ledger.events_of(submission);
    if (!events) return fail(events.error());
    for (const auto& event : *events)
      visit(FoldInternship{all}, event.facts);
  }
  auto records = duty_records(views.rows(), school.id, day);
  if (!records) return fail(records.error());
  for (const auto& record : *records)
    visit(FoldInternship{all}, record.event.facts);
  return all;
}

}  // namespace

Status add_study_obligations(const Views& views, const LedgerView& ledger, const Pack& pack,
                             const OrganisationState& school,
                             const std::vector<SubmissionState>& waiting, Date day,
                             std::vector<Obligation>& out) {
  if (school.kind != OrganisationKind::school || !school.owns_status) return {};
  StudyObligations study(ledger.state(), pack, school, day, out);
  auto internships = internships_of(views, ledger, school, waiting, day);
  if (!internships) return fail(internships.error());
  study.add_internships(*internships);
  auto duties = duties_as_of(views, school.id, day);
  if (!duties) return fail(duties.error());
  const AsOf as_of{Axis::recorded, day, std::nullopt};
  auto walked = for_each_student(views, school.id, as_of, [&](const StudentAsOf& one) -> Status {
    if (one.state.school != school.id) return {};
    study.add_cases(one.state);
    study.count_spot_exam(*duties, one.state);
    study.count_results(*duties, one.state);
    return {};
  });
  if (!walked) return fail(walked.error());
  study.add_counts();
  return {};
}

}  // namespace xueji
