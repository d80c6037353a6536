#include "projections/obligations.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "ledger/authority/authority.h"
#include "ledger/policy/parameters.h"
#include "ledger/registry/succession.h"
#include "projections/mergers.h"
#include "projections/obligations_control.h"
#include "projections/obligations_exit.h"
#include "projections/obligations_study.h"
#include "projections/school_year.h"

namespace xueji {
namespace {

constexpr int levels_max = 8;  ///< Authorities are few levels deep.

constexpr Term<ObligationKind> kinds[] = {
    {ObligationKind::e_registration, "e_registration", "新生电子注册", "e-registration"},
    {ObligationKind::identity_review, "identity_review", "新生信息复查", "identity review"},
    {ObligationKind::class_headcount, "class_headcount", "逐班核查", "headcount of the class"},
    {ObligationKind::on_site_verification, "on_site_verification", "到校核查",
     "on-site verification"},
    {ObligationKind::out_of_area_review, "out_of_area_review", "区域外生源审核",
     "out-of-area review"},
    {ObligationKind::teaching_plan, "teaching_plan", "教学计划备案", "teaching plan"},
    {ObligationKind::reporting_window, "reporting_window", "注册表报送", "form hand-in window"},
    {ObligationKind::officer, "officer", "指定学籍专人", "designated officer"},
    {ObligationKind::school_rule, "school_rule", "校规备案", "school rule"},
    {ObligationKind::external_confirmation, "external_confirmation", "电子注册回执",
     "external receipt"},
    {ObligationKind::retained_place, "retained_place", "保留入学资格到期", "retained place ends"},
    {ObligationKind::presence, "presence", "在校确认", "presence"},
    {ObligationKind::term_registration, "term_registration", "学期注册", "term registration"},
    {ObligationKind::resumption, "resumption", "开学前申请复学", "resumption before the term"},
    {ObligationKind::leave_end, "leave_end", "休学期满", "leave ends"},
    {ObligationKind::study_time, "study_time", "最长学习年限到期", "maximum study time ends"},
    {ObligationKind::signature, "signature", "待签环节", "signature"},
    {ObligationKind::filing, "filing", "备案", "filing"},
    {ObligationKind::monthly_report, "monthly_report", "学籍月报", "monthly report"},
    {ObligationKind::inspection, "inspection", "学籍管理年检", "yearly inspection"},
    {ObligationKind::internship_application, "internship_application", "顶岗实习申报",
     "internship application"},
    {ObligationKind::internship_summary, "internship_summary", "顶岗实习实结",
     "internship summary"},
    {ObligationKind::spot_exam, "spot_exam", "文化基础课抽考", "spot exam"},
    {ObligationKind::term_results, "term_results", "学期成绩登记", "results of a term"},
    {ObligationKind::sanction_service, "sanction_service", "处分送达", "service of a sanction"},
    {ObligationKind::appeal_answer, "appeal_answer", "申诉答复", "answer to an appeal"},
    {ObligationKind::graduation_photo, "graduation_photo", "毕业照片采集", "graduation photo"},
    {ObligationKind::stamping, "stamping", "毕业证书验印", "stamping of diplomas"},
    {ObligationKind::verification, "verification", "毕业证书电子验证", "certificate verification"},
    {ObligationKind::correction, "correction", "退回待更正", "correction"},
};

constexpr Term<ObligationState> states[] = {
    {ObligationState::open, "open", "待办", "open"},
    {ObligationState::warn, "warn", "临近", "due soon"},
    {ObligationState::overdue, "overdue", "逾期", "overdue"},
    {ObligationState::done, "done", "已办", "done"},
};

template <class Enum, std::size_t count>
const Term<Enum>& term_of(const Term<Enum> (&terms)[count], Enum value) {
  for (const auto& term : terms) {
    if (term.value == value) return term;
  }
  return terms[0];
}

// ---- Submissions as they stood on a day. -------------------------------------------------------

using Submissions = std::map<OrganisationId, std::vector<SubmissionState>>;

/// What waits now, by organisation.
Result<Submissions> waiting_now(const Views& views) {
  Submissions waiting;
  auto walked = for_each_waiting(views, [&](const SubmissionState& submission) -> Status {
    waiting[submission.organisation].push_back(submission);
    return {};
  });
  if (!walked) return fail(walked.error());
  return waiting;
}

/// The submission as it stood at the end of a day; nothing when nobody owed an act on it then.
std::optional<SubmissionState> as_it_stood(const Views& views, const SubmissionState& now,
                                           Instant until) {
  const auto* chain = chain_of(views.packs(), now);
  if (now.filed_at > until || chain == nullptr || chain->takes_effect_when_accepted()) {
    return std::nullopt;
  }
  auto then = now;
  std::erase_if(then.steps, [&](const StepDone& done) { return done.recorded_at > until; });
  then.stage = SubmissionStage::open;
  for (const auto& done : then.steps) {
    const auto index = chain->step_index(done.step);
    if (done.decision == Decision::withdraw) return std::nullopt;
    if (done.decision == Decision::return_) then.stage = SubmissionStage::returned;
    if (done.decision == Decision::approve && index && chain->steps[*index].effect) {
      then.stage = SubmissionStage::in_effect;
    }
  }
  return then;
}

Result<std::vector<SubmissionState>> waiting_then(const Views& views, const LedgerView& ledger,
                                                  const OrganisationId& organisation, Date day) {
  auto headers = ledger.filed_by(organisation);
  if (!headers) return fail(headers.error());
  const Instant until = end_of(day);
  std::vector<SubmissionState> waiting;
  std::set<SubmissionId> superseded;
  for (const auto header_at : *headers) {
    auto filed = submission_around(views, header_at);
    if (!filed) return fail(filed.error());
    const auto* now = *filed ? ledger.state().submission((*filed)->submission) : nullptr;
    if (now == nullptr) continue;  // Filed after the position that the views reflect.
    if (now->filed_at > until) break;
    if (!now->supersedes.is_none()) superseded.insert(now->supersedes);
    if (auto then = as_it_stood(views, *now, until)) waiting.push_back(*std::move(then));
  }
  std::erase_if(waiting, [&](const auto& one) { return superseded.contains(one.id); });
  return waiting;
}

// ---- One organisation. -------------------------------------------------------------------------

/// What all obligations of one answer share.
struct Answering {
  const Views& views;
  const LedgerView& ledger;
  Date day;
  std::map<OrganisationId, OrganisationDuties> authorities = {};  ///< Folded once each.

  [[nodiscard]] const StateView& state() const { return ledger.state(); }
  Result<const OrganisationDuties*> duties_of(const OrganisationId& organisation) {
    const auto found = authorities.find(organisation);
    if (found != authorities.end()) return &found->second;
    auto duties = duties_as_of(views, organisation, day);
    if (!duties) return fail(duties.error());
    return &(authorities[organisation] = *std::move(duties));
  }
};

const std::vector<std::string>& rules_of(const Pack& pack, std::string_view parameter) {
  static const std::vector<std::string> none;
  const auto* found = pack.parameter(parameter);
  return found == nullptr ? none : found->rules;
}

class SchoolObligations {
 public:
  SchoolObligations(Answering& answering, const Pack& pack, const OrganisationState& school,
                    std::vector<Obligation>& out)
      : answering_(answering),
        pack_(pack),
        school_(school),
        warn_days_(static_cast<int>(pack.integer("registration_warn_days").value_or(0))),
        out_(out) {}

  /// Extensions and windows of the authorities above count for their schools.
  Status load_authorities(const OrganisationDuties& own) {
    lines_of_authority_.push_back(&own);
    auto above = school_.supervisor;
    for (int level = 0; !above.is_none() && level < levels_max; ++level) {
      auto duties = answering_.duties_of(above);
      if (!duties) return fail(duties.error());
      lines_of_authority_.push_back(*duties);
      const auto* row = answering_.state().organisation(above);
      above = row == nullptr ? OrganisationId{} : row->supervisor;
    }
    return {};
  }

  void of_school(const SchoolAsOf& school) {
    officer_ = school.duties.officer;
    add_officer(school.duties);
    add_school_rules(school.duties);
    for (const auto& [intake, students] : school.intakes) {
      add_registration(intake, students);
      add_reviews(intake, students);
      add_confirmations(intake, students);
      add_out_of_area(intake, students, school.duties);
      for (const auto& major : students.majors)
        add_plan(intake, major, school.duties);
      add_windows(intake, students);
    }
    for (const auto& [id, row] : school.duties.classes) {
      const Intake intake{row.opened.cohort, row.opened.season};
      // Classes of the opening import had their entry season before the ledger began.
      if (school.intakes.contains(intake)) add_class(id, row, intake, school.duties);
      add_presence(id, row);
    }
    for (const auto& place : school.retained)
      add_retained(place);
    for (const auto& [id, duty] : school.status.terms)
      add_term(id, duty, school.duties);
    for (const auto& duty : school.status.students)
      add_student_duty(duty);
  }

  void add_officer(const OrganisationDuties& duties) {
    if (!pack_.lists("officer_required", school_.kind)) return;
    auto& one = add(ObligationKind::officer, rules_of(pack_, "officer_required"));
    one.role = school_.kind == OrganisationKind::school ? Role::principal : Role::director;
    settle(one, duties.officer.is_none() ? 1 : 0, duties.officer.is_none() ? 0 : 1);
    // Owed at all times: there is no day by which it could still be in time.
    if (one.owed > 0) one.state = ObligationState::overdue;
  }

  void add_submission(const SubmissionState& submission) {
    if (submission.stage == SubmissionStage::returned) {
      add_correction(submission);
      return;
    }
    const auto waits =
        waiting_step(answering_.state(), answering_.views.packs(), submission, answering_.day);
    if (!waits) return;
    const bool filing = waits->step->is_filing;
    auto& one =
        add(filing ? ObligationKind::filing : ObligationKind::signature, waits->step->rules);
    one.owed_by = waits->organisation;
    one.role = waits->step->actor.role;
    one.submission = submission.id;
    one.detail = waits->step->id;
    one.due = waits->due;
    one.due_assumed = true;
    // A paper is expected to be held for some days: it is open, and then it is held too long.
    settle(one, 1, 0, 0);
  }

 private:
  Obligation& add(ObligationKind kind, std::vector<std::string> rules) {
    Obligation one;
    one.kind = kind;
    one.school = school_.id;
    one.owed_by = school_.id;
    one.rules = std::move(rules);
    out_.push_back(std::move(one));
    return out_.back();
  }

  /// The first author that the chain of a form names: whose act is missing.
  void owed_by_author_of(Obligation& one, Form form) {
    const auto* chain = pack_.chain(form);
    if (chain == nullptr || chain->authors.empty()) return;
    const auto& author = chain->authors.front();
    one.role = author.role;
    one.owed_by = resolve(answering_.state(), author.relation, school_.id).value_or(school_.id);
    if (author.role == Role::status_officer && one.owed_by == school_.id) one.person = officer_;
  }

  void settle(Obligation& one, std::uint32_t owed, std::uint32_t done) {
    settle(one, owed, done, warn_days_);
  }
  void settle(Obligation& one, std::uint32_t owed, std::uint32_t done, int warn_days) {
    one.owed = owed;
    one.done = done;
    if (owed == 0) {
      one.state = ObligationState::done;
    } else if (!one.due.ok() || answering_.day < add_days(one.due, -warn_days)) {
      one.state = ObligationState::open;
    } else {
      one.state = answering_.day > one.due ? ObligationState::overdue : ObligationState::warn;
    }
    // Without days of warning, the last day itself is not a warning yet.
    if (warn_days == 0 && one.state == ObligationState::warn) one.state = ObligationState::open;
  }

  void set_intake(Obligation& one, const Intake& intake) {
    one.cohort = intake.first;
    one.season = intake.second;
  }

  /// The latest extension for one of the rules, of the school or an authority above it (row 66).
  void extend(Obligation& one) {
    for (const auto* duties : lines_of_authority_) {
      for (const auto& [facts, event_at] : duties->extensions) {
        const bool fits =
            facts.cohort == one.cohort && facts.season == one.season &&
            std::find(one.rules.begin(), one.rules.end(), facts.rule) != one.rules.end();
        if (!fits || facts.until <= one.due) continue;
        one.moved_by = MovedBy{event_at, one.moved_by ? one.moved_by->was : one.due, facts.reason};
        one.due = facts.until;
      }
    }
  }

  [[nodiscard]] Date registration_day(const Intake& intake) const {
    return pack_.registration_deadline(intake.first, intake.second);
  }

  void add_registration(const Intake& intake, const IntakeStudents& students) {
    const auto* name = intake.second == Season::spring ? "registration_deadline_spring"
                                                       : "registration_deadline_autumn";
    auto& one = add(ObligationKind::e_registration, rules_of(pack_, name));
    set_intake(one, intake);
    owed_by_author_of(one, Form::entry_roster);
    one.due = registration_day(intake);
    extend(one);
    settle(one, students.unregistered, students.filed + students.registered);
  }

  void add_reviews(const Intake& intake, const IntakeStudents& students) {
    const auto* name = intake.second == Season::spring ? "identity_review_deadline_spring"
                                                       : "identity_review_deadline_autumn";
    for (const auto& [due, counts] : students.reviews) {
      auto& one = add(ObligationKind::identity_review, rules_of(pack_, name));
      set_intake(one, intake);
      owed_by_author_of(one, Form::identity_review);
      one.due = due;
      extend(one);
      settle(one, counts.first, counts.second);
    }
  }

  void add_confirmations(const Intake& intake, const IntakeStudents& students) {
    for (const auto& [due, counts] : students.confirmations) {
      auto& one = add(ObligationKind::external_confirmation, rules_of(pack_, "external_systems"));
      set_intake(one, intake);
      owed_by_author_of(one, Form::external_confirmation);
      one.due = due;
      one.due_assumed = true;
      settle(one, counts.first, counts.second);
    }
  }

  void add_out_of_area(const Intake& intake, const IntakeStudents& students,
                       const OrganisationDuties& duties) {
    const auto limit = pack_.integer("out_of_area_limit");
    if (!limit || students.out_of_area <= *limit) return;
    auto& one = add(ObligationKind::out_of_area_review, rules_of(pack_, "out_of_area_limit"));
    set_intake(one, intake);
    owed_by_author_of(one, Form::out_of_area_review);
    one.due = registration_day(intake);
    const bool reviewed = duties.out_of_area_reviewed.contains(intake);
    settle(one, reviewed ? 0 : students.out_of_area, reviewed ? students.out_of_area : 0);
  }

  void add_plan(const Intake& intake, const std::string& major, const OrganisationDuties& duties) {
    if (!pack_.is_on("requires_teaching_plan")) return;
    auto& one = add(ObligationKind::teaching_plan, rules_of(pack_, "requires_teaching_plan"));
    set_intake(one, intake);
    owed_by_author_of(one, Form::teaching_plan);
    one.detail = major;
    one.due = registration_day(intake);
    const bool filed = duties.plans.contains({intake.first, major});
    settle(one, filed ? 0 : 1, filed ? 1 : 0);
  }

  void add_windows(const Intake& intake, const IntakeStudents& students) {
    if (!pack_.is_on("reporting_window_announced")) return;
    for (const auto* duties : lines_of_authority_) {
      for (const auto& [facts, event_at] : duties->windows) {
        if (Intake{facts.cohort, facts.season} != intake) continue;
        auto& one =
            add(ObligationKind::reporting_window, rules_of(pack_, "reporting_window_announced"));
        set_intake(one, intake);
        owed_by_author_of(one, facts.form);
        one.detail = code_of(facts.form);
        one.due = facts.closes;
        settle(one, students.unregistered, students.filed + students.registered);
      }
    }
  }

  /// The first day of the term in which an intake starts; absent without a calendar.
  [[nodiscard]] static Date term_start(const Intake& intake, const OrganisationDuties& duties) {
    const bool spring = intake.second == Season::spring;
    const auto year = static_cast<std::uint16_t>(spring ? intake.first - 1 : intake.first);
    const auto found = duties.calendar.find(year);
    if (found == duties.calendar.end()) return {};
    for (const auto& term : found->second) {
      if (term.number == (spring ? 2 : 1)) return term.starts;
    }
    return {};
  }

  void add_class(const ClassId& id, const ClassDuties& row, const Intake& intake,
                 const OrganisationDuties& duties) {
    if (row.arrived == 0) return;
    if (pack_.is_on("requires_headcount")) {
      auto& one = add(ObligationKind::class_headcount, rules_of(pack_, "requires_headcount"));
      set_intake(one, intake);
      owed_by_author_of(one, Form::class_headcount);
      one.class_id = id;
      one.person = row.teacher;
      one.due = registration_day(intake);
      settle(one, row.headcount_on.ok() ? 0 : 1, row.headcount_on.ok() ? 1 : 0);
    }
    if (pack_.is_on("requires_on_site_verification")) {
      auto& one = add(ObligationKind::on_site_verification,
                      rules_of(pack_, "requires_on_site_verification"));
      set_intake(one, intake);
      owed_by_author_of(one, Form::on_site_verification);
      one.class_id = id;
      const Date starts = term_start(intake, duties);
      if (starts.ok()) one.due = add_days(starts, static_cast<int>(*pack_.integer("on_site_days")));
      one.due_assumed = true;
      settle(one, row.on_site_on.ok() ? 0 : 1, row.on_site_on.ok() ? 1 : 0);
    }
  }

  void add_presence(const ClassId& id, const ClassDuties& row) {
    if (row.on_roll == 0 || pack_.chain(Form::presence) == nullptr) return;
    auto& one = add(ObligationKind::presence, pack_.chain(Form::presence)->rules);
    set_intake(one, {row.opened.cohort, row.opened.season});
    owed_by_author_of(one, Form::presence);
    one.class_id = id;
    one.person = row.teacher;
    const Date base = std::max(row.present_on, row.first_on_roll);
    one.due = add_days(base, static_cast<int>(*pack_.integer("presence_days")));
    one.due_assumed = true;
    settle(one, row.on_roll, 0);
  }

  void add_retained(const RetainedPlace& place) {
    auto& one = add(ObligationKind::retained_place, rules_of(pack_, "entry_place_retained_years"));
    set_intake(one, place.intake);
    owed_by_author_of(one, Form::entry_place);
    one.student = place.student;
    one.due = place.until;
    settle(one, 1, 0);
  }

  void add_term(const ClassId& id, const TermDuty& duty, const OrganisationDuties& duties) {
    auto& one = add(ObligationKind::term_registration, rules_of(pack_, "term_registration_days"));
    owed_by_author_of(one, Form::term_registration);
    one.class_id = id;
    const auto row = duties.classes.find(id);
    if (row != duties.classes.end()) {
      set_intake(one, {row->second.opened.cohort, row->second.opened.season});
      one.person = row->second.teacher;
    }
    one.detail = std::to_string(duty.school_year) + "-" + std::to_string(unsigned{duty.term});
    one.due = duty.due;
    one.due_assumed = true;
    settle(one, duty.owed, duty.done);
  }

  void add_student_duty(const StudentDuty& duty) {
    struct Row {
      StudentDuty::Kind duty;
      ObligationKind kind;
      std::string_view parameter;  ///< Whose rules are named; empty: those of the form's chain.
      Form form;
    };
    static constexpr Row rows[] = {
        {StudentDuty::Kind::resumption, ObligationKind::resumption, "", Form::resumption},
        {StudentDuty::Kind::leave_end, ObligationKind::leave_end, "leave_years", Form::leave},
        {StudentDuty::Kind::study_time, ObligationKind::study_time, "study_time_warn_months",
         Form::deemed_withdrawal},
    };
    for (const auto& row : rows) {
      if (row.duty != duty.kind) continue;
      const auto* chain = pack_.chain(row.form);
      const auto rules = !row.parameter.empty() ? rules_of(pack_, row.parameter)
                         : chain == nullptr     ? std::vector<std::string>()
                                                : chain->rules;
      auto& one = add(row.kind, rules);
      set_intake(one, {duty.cohort, duty.season});
      owed_by_author_of(one, row.form);
      one.student = duty.student;
      one.due = duty.due;
      settle(one, 1, 0);
    }
  }

  void add_school_rules(const OrganisationDuties& duties) {
    const auto inspection = *pack_.month_day("inspection_from");
    Date due = in_year(inspection, year_of(answering_.day));
    if (due < answering_.day) due = in_year(inspection, year_of(answering_.day) + 1);
    for (const auto& code : pack_.texts("school_rules_required")) {
      const auto kind = from_code<SchoolRuleKind>(code);
      auto& one = add(ObligationKind::school_rule, rules_of(pack_, "school_rules_required"));
      owed_by_author_of(one, Form::school_rule);
      one.detail = code;
      one.due = due;
      one.due_assumed = true;
      const bool filed = kind && duties.rules.contains(*kind);
      settle(one, filed ? 0 : 1, filed ? 1 : 0);
    }
  }

  void add_correction(const SubmissionState& submission) {
    auto& one = add(ObligationKind::correction, rules_of(pack_, "return_days"));
    one.owed_by = submission.author_organisation;
    one.role = submission.author_role;
    one.person = submission.author;
    one.submission = submission.id;
    one.detail = code_of(submission.form);
    const auto days = static_cast<int>(*pack_.integer("return_days"));
    one.due = add_days(china_date(submission.steps.back().recorded_at), days);
    one.due_assumed = true;
    settle(one, 1, 0, 0);
  }

  Answering& answering_;
  const Pack& pack_;
  const OrganisationState& school_;
  int warn_days_;
  PersonId officer_;
  std::vector<const OrganisationDuties*> lines_of_authority_;
  std::vector<Obligation>& out_;
};

/// Students whom an open roster already names.
Result<std::set<StudentId>> on_open_rosters(const LedgerView& ledger,
                                            const std::vector<SubmissionState>& submissions) {
  std::set<StudentId> students;
  for (const auto& submission : submissions) {
    const bool roster =
        submission.form == Form::entry_roster || submission.form == Form::five_year_roster;
    if (!roster || submission.stage != SubmissionStage::open) continue;
    auto events = ledger.events_of(submission);
    if (!events) return fail(events.error());
    for (std::uint32_t line = 0; line < events->size(); ++line) {
      const bool struck =
          std::any_of(submission.struck.begin(), submission.struck.end(),
                      [&](const MarkedLine& marked) { return marked.line == line; });
      const auto& event = (*events)[line];
      if (!struck && holds_alternative<RosterLine>(event.facts)) {
        students.insert(as<StudentId>(event.subject));
      }
    }
  }
  return students;
}

Status add_organisation(Answering& answering, const OrganisationState& organisation,
                        const std::vector<SubmissionState>& submissions, Obligations& answer) {
  const auto pack = answering.ledger.pack_for(organisation.id, answering.day);
  if (!pack) {
    answer.without_pack.push_back(organisation.id);
    return {};
  }
  SchoolObligations of(answering, *pack->pack, organisation, answer.items);
  const bool is_school = organisation.kind == OrganisationKind::school &&
                         organisation.owns_status && !has_ended(organisation, answering.day);
  if (is_school) {
    auto rosters = on_open_rosters(answering.ledger, submissions);
    if (!rosters) return fail(rosters.error());
    auto school =
        school_as_of(answering.views, *pack->pack, organisation.id, *rosters, answering.day);
    if (!school) return fail(school.error());
    if (auto loaded = of.load_authorities(school->duties); !loaded) return loaded;
    of.of_school(*school);
    auto leaving = add_exit_obligations(answering.views, answering.ledger, *pack->pack,
                                        organisation, answering.day, answer.items);
    if (!leaving) return leaving;
  } else if (!has_ended(organisation, answering.day)) {
    auto duties = answering.duties_of(organisation.id);
    if (!duties) return fail(duties.error());
    of.add_officer(**duties);
  }
  for (const auto& submission : submissions)
    of.add_submission(submission);
  auto study = add_study_obligations(answering.views, answering.ledger, *pack->pack, organisation,
                                     submissions, answering.day, answer.items);
  if (!study) return study;
  return add_control_obligations(answering.views, answering.ledger, *pack->pack, organisation,
                                 submissions, answering.day, answer.items);
}

bool comes_first(const Obligation& a, const Obligation& b) {
  const auto rank = [](const Obligation& one) {
    static constexpr std::array ranks{1, 1, 0,
                                      2};  // Open and warn by day, overdue before, done after.
    return ranks[static_cast<std::size_t>(one.state)];
  };
  const auto due = [](const Obligation& one) {
    return one.due.ok() ? one.due : make_date(9999, 12, 31);
  };
  return std::tuple(rank(a), due(a), a.school, a.kind, a.class_id, a.student, a.submission) <
         std::tuple(rank(b), due(b), b.school, b.kind, b.class_id, b.student, b.submission);
}

}  // namespace

std::string_view code_of(ObligationKind kind) {
  return term_of(kinds, kind).code;
}
Text label_of(ObligationKind kind) {
  const auto& term = term_of(kinds, kind);
  return {std::string(term.zh), std::string(term.en)};
}
std::string_view code_of(ObligationState state) {
  return term_of(states, state).code;
}
Text label_of(ObligationState state) {
  const auto& term = term_of(states, state);
  return {std::string(term.zh), std::string(term.en)};
}

Result<Obligations> obligations(const Views& views, const LedgerView& ledger,
                                const ObligationsQuery& query) {
  if (!query.as_of.ok()) {
    return fail(ErrorCode::invalid_argument, Text{"须指定日期", "obligations are asked for a day"});
  }
  Obligations answer;
  answer.reflects = views.size();
  answer.as_of = query.as_of;
  auto organisations = ledger.organisations();
  if (!organisations) return fail(organisations.error());
  const auto mergers = Mergers::read(views);
  if (!mergers) return fail(mergers.error());
  const AsOf as_of{Axis::recorded, query.as_of, std::nullopt};
  const bool past = query.as_of < china_date(views.recorded_at());
  auto waiting = past ? Result<Submissions>(Submissions{}) : waiting_now(views);
  if (!waiting) return fail(waiting.error());
  Answering answering{views, ledger, query.as_of};
  for (const auto& organisation : *organisations) {
    // Row 67: from the merger on whoever took over owes what the merged organisation still owed.
    const auto owes = mergers->answers_for(organisation.id, as_of);
    const bool asked = query.organisations.empty() ||
                       std::find(query.organisations.begin(), query.organisations.end(), owes) !=
                           query.organisations.end();
    if (!asked) continue;
    const auto first = answer.items.size();
    auto submissions = past ? waiting_then(views, ledger, organisation.id, query.as_of)
                            : Result<std::vector<SubmissionState>>((*waiting)[organisation.id]);
    if (!submissions) return fail(submissions.error());
    auto as_then = organisation;
    if (owes == organisation.id && !organisation.merged_into.is_none()) {
      as_then.ended_on = {};  // Not yet, or not known yet, on the day that is asked for.
      as_then.merged_into = {};
    }
    auto added = add_organisation(answering, as_then, *submissions, answer);
    if (!added) return fail(added.error());
    if (owes == organisation.id) continue;
    const auto* row = ledger.state().organisation(owes);
    for (auto at = first; at < answer.items.size(); ++at) {
      auto& one = answer.items[at];
      if (one.owed_by != organisation.id) continue;
      one.owed_by = owes;
      one.person = one.role == Role::status_officer && row != nullptr ? row->officer : PersonId{};
    }
  }
  std::erase_if(answer.items, [&](const Obligation& one) {
    return (!query.with_done && one.state == ObligationState::done) ||
           (query.owed_by && one.owed_by != *query.owed_by);
  });
  std::sort(answer.items.begin(), answer.items.end(), comes_first);
  return answer;
}

}  // namespace xueji
