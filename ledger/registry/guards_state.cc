// Built in: does the status allow the act (rules.md §9), and do student, class and school of a line
// belong together?
#include <algorithm>
#include <map>

#include "ledger/registry/guards_families.h"
#include "ledger/registry/other_school.h"
#include "ledger/registry/succession.h"
#include "ledger/registry/transitions.h"

namespace xueji {
namespace {

using enum StudentStatus;

/// Off the roll: their file is archived or handed over (FJ-08b).
std::vector<StudentStatus> left_for_good() {
  return {transferred_out, withdrawn, expelled,         completed,
          incomplete,      graduated, status_cancelled, deceased};
}

/// From which status an event that leaves it as it is may happen. Those that change it have their
/// rows in transitions.h.
const std::map<EventType, std::vector<StudentStatus>>& kept_by() {
  static const std::map<EventType, std::vector<StudentStatus>> table = {
      {EventType::entry_photo_uploaded, {admitted, pending, active, on_leave}},
      {EventType::identity_reviewed, {admitted, pending}},
      {EventType::health_reviewed, {admitted, pending}},
      {EventType::student_number_assigned, {active, on_leave}},
      {EventType::file_opened, {active, on_leave}},
      {EventType::external_registration_confirmed,
       {active, on_leave, withdrawn, transferred_out}},  // FJ-17: these are uploaded too.
      {EventType::term_registered, {active}},
      {EventType::term_registration_deferred, {active}},
      {EventType::major_direction_confirmed, {active}},
      {EventType::custody_transferred, {active}},
      {EventType::student_info_changed, {active, on_leave}},
      {EventType::major_changed, {active}},
      {EventType::grade_repeated, {active}},
      {EventType::transfer_requested, {active}},
      {EventType::transfer_completed, {active}},
      {EventType::resumption_notice_served, {on_leave}},
      // Resits come after completion too (FJ-32c).
      {EventType::term_result_recorded, {active, on_leave, completed}},
      {EventType::credit_recognised, {active, on_leave, completed}},
      {EventType::exam_irregularity_recorded, {active, completed}},
      {EventType::makeup_approved, {active, completed}},
      {EventType::city_result_recorded, {active, on_leave, completed}},
      {EventType::award_granted, {active, on_leave, completed, graduated}},
      {EventType::sanction_proposed, {active, on_leave}},
      {EventType::hearing_offered, {active, on_leave}},
      {EventType::sanction_decided, {active, on_leave}},
      // An expulsion ends the status, and only that of a student in school: transitions.h.
      {EventType::sanction_served, {active, on_leave}},
      {EventType::appeal_filed, {active, on_leave, expelled, completed, graduated}},
      {EventType::appeal_answered, {active, on_leave, expelled, completed, graduated}},
      {EventType::sanction_lifted, {active, on_leave}},
      {EventType::graduation_photo_collected, {active}},
      {EventType::graduation_assessed, {active, completed}},
      // Who withdrew may still get the paper; the status stays (rules.md §9).
      {EventType::incomplete_study_certified, {active, withdrawn}},
      {EventType::diploma_issued, {graduated}},
      {EventType::admission_violation_found,
       {active, on_leave, completed, graduated, incomplete, withdrawn}},
      {EventType::certificate_recalled, {completed, graduated, incomplete, withdrawn}},
      {EventType::certificate_voided, {completed, graduated, incomplete, withdrawn}},
      {EventType::graduation_proof_issued, {graduated}},
      {EventType::certificate_data_corrected, {completed, graduated, incomplete, withdrawn}},
      {EventType::file_archived, left_for_good()},
      {EventType::file_handed_over, left_for_good()},
  };
  return table;
}

/// Every status from which the event may happen; empty: it is not about a status.
std::vector<StudentStatus> allowed_from(EventType type) {
  if (const auto kept = kept_by().find(type); kept != kept_by().end()) return kept->second;
  std::vector<StudentStatus> from;
  for (const auto& row : status_transitions()) {
    const bool known = std::find(from.begin(), from.end(), row.from) != from.end();
    if (row.event == type && !known) from.push_back(row.from);
  }
  return from;
}

Text expected_statuses(const std::vector<StudentStatus>& statuses) {
  Text text;
  for (const auto status : statuses) {
    const auto label =
        status == none ? Text{"尚无学籍记录", "no status on record"} : label_of(status);
    text.zh += (text.zh.empty() ? "" : "、") + label.zh;
    text.en += (text.en.empty() ? "" : ", ") + label.en;
  }
  return text;
}

/// The school, the class and the intake that a line names, whatever its type.
struct Claim {
  const OrganisationId* school = nullptr;
  const ClassId* class_id = nullptr;
  std::uint16_t cohort = 0;
  Season season{};
  std::string_view major_code;
};

Claim claim_of(const Event& event) {
  Claim claim;
  visit(
      [&](const auto& facts) {
        if constexpr (requires { facts.school; }) claim.school = &facts.school;
        if constexpr (requires { facts.class_id; }) claim.class_id = &facts.class_id;
        if constexpr (requires {
                        facts.class_id;
                        facts.cohort;
                      }) {
          claim.cohort = facts.cohort;
        }
        if constexpr (requires { facts.major_code; }) claim.major_code = facts.major_code;
        if constexpr (requires {
                        facts.school;
                        facts.major_code;
                      }) {
          claim.cohort = facts.cohort;
          claim.season = facts.season;
        }
      },
      event.facts);
  return claim;
}

/// The set-up forms name organisations within the author's reach (guards_set_up.cc). Every other
/// event of an organisation is about the one that the submission is of: its chain, its pack and its
/// guards were looked up for that one.
bool reaches_others(EventType type) {
  using enum EventType;
  switch (type) {
    case organisation_registered:
    case organisation_changed:
    case teaching_point_registered:
    case key_enrolled:
    case key_revoked:
    case policy_pack_activated:
    case reporting_window_announced:
    case deadline_extended:
    case external_list_imported:
      return true;
    default:
      return false;
  }
}

class Belonging {
 public:
  Belonging(const GuardContext& context, std::vector<Problem>& out)
      : context_(context), out_(out) {}

  void check(const Line& line) {
    const auto claim = claim_of(*line.event);
    const auto& home = context_.submission.organisation;
    if (claim.school && *claim.school != home) {
      refuse(line, "school", {"不是本校的事项", "it concerns another school"});
    }
    // Row 67: nobody new comes to a school that is no more.
    if ((claim.school || takes_over(context_.submission.form)) &&
        has_ended(context_.organisation(), context_.today)) {
      refuse(line, "school", {"本校已合并或撤销", "this school has merged or closed"});
    }
    // Who comes over from another school is judged by the guard of two schools.
    if (line.student && !is_ours(line.student->school) && !takes_over(context_.submission.form)) {
      refuse(line, "subject", {"该生不在本校", "the student is not of this school"});
    }
    const auto kind = line.event->subject_kind;
    const bool is_foreign = kind == SubjectKind::organisation && !reaches_others(line.type) &&
                            line.event->subject != subject_of(home);
    if (is_foreign) {
      refuse(line, "subject", {"不是本单位的事项", "it concerns another organisation"});
    }
    if (kind == SubjectKind::school_class) {
      check_class_subject(line);
    }
    if (claim.class_id) check_class(line, claim);
    if (const auto* roster = get_if<RosterLine>(&line.event->facts)) {
      check_same_admission(line, *roster);
    }
    if (kind == SubjectKind::student && !line.student && line.type == EventType::consent) {
      check_consent_subject(line);
    }
  }

 private:
  /// Of the school that files, or of one that it took over (row 67).
  [[nodiscard]] bool is_ours(const OrganisationId& school) const {
    return answer_as_one(context_.state(), school, context_.submission.organisation,
                         context_.today);
  }

  void refuse(const Line& line, std::string_view field, Text message) {
    context_.refuse(out_, &line, field, "", std::move(message),
                    {"填报本校的学生与班级", "a student and class of the school that files"});
  }

  void check_class_subject(const Line& line) {
    const auto id = as<ClassId>(line.event->subject);
    if (context_.submission.opened_here.contains(id)) {
      if (line.type == EventType::class_opened && context_.state().school_class(id)) {
        refuse(line, "subject", {"班级编号已存在", "the class exists already"});
      }
      return;
    }
    const auto* row = context_.state().school_class(id);
    if (!row || !is_ours(row->school)) {
      refuse(line, "subject", {"班级不存在或不属本校", "no such class in this school"});
    }
  }

  void check_class(const Line& line, const Claim& claim) {
    const auto* row = context_.state().school_class(*claim.class_id);
    if (!row || !is_ours(row->school)) {
      refuse(line, "class_id", {"班级不存在或不属本校", "no such class in this school"});
      return;
    }
    const auto cohort = claim.cohort ? claim.cohort : line.student ? line.student->cohort : 0;
    if (cohort != 0 && row->cohort != cohort) {
      refuse(line, "class_id", {"班级与学生的年级不符", "the class is of another cohort"});
    }
    // A class of a broad category (FJ-05a) holds lines of the majors in it.
    if (!claim.major_code.empty() && !claim.major_code.starts_with(row->major_code) &&
        !std::string_view(row->major_code).starts_with(claim.major_code)) {
      refuse(line, "major_code", {"班级与专业不符", "the class is of another major"});
    }
  }

  /// The roster registers whom the admission named: changes go through their own events.
  void check_same_admission(const Line& line, const RosterLine& roster) {
    const auto* student = line.student;
    if (!student) return;
    const bool same = student->cohort == roster.cohort && student->season == roster.season &&
                      student->route == roster.route && student->joint == roster.joint;
    if (!same) {
      refuse(line, "cohort",
             {"年级、季别、入学途径或联招类型与录取记录不符",
              "cohort, season, route or joint programme differ from the admission"});
    }
    if (!student->class_id.is_none() && student->class_id != roster.class_id) {
      refuse(line, "class_id", {"与报到分班不符", "the student was placed in another class"});
    }
  }

  void check_consent_subject(const Line& line) {
    for (const auto* admitted : context_.submission.of(EventType::general_high_student_admitted)) {
      if (admitted->event->subject == line.event->subject) return;
    }
    refuse(line, "subject", {"同意书所指学生不存在", "the consent names an unknown student"});
  }

  const GuardContext& context_;
  std::vector<Problem>& out_;
};

}  // namespace

void check_student_state(const GuardContext& context, std::vector<Problem>& out) {
  std::map<EventType, std::vector<StudentStatus>> allowed;
  for (const auto& line : context.submission.lines) {
    const auto [found, is_new] = allowed.try_emplace(line.type);
    if (is_new) found->second = allowed_from(line.type);
    const auto& from = found->second;
    if (from.empty()) continue;
    const auto status = line.student ? line.student->status : none;
    if (std::find(from.begin(), from.end(), status) == from.end()) {
      const auto seen = line.student ? label_of(status) : Text{"无此学生", "no such student"};
      context.refuse(
          out, &line, "status", std::string(code_of(status)),
          {"现有状态不允许此事项:" + seen.zh, "the present status does not allow this: " + seen.en},
          expected_statuses(from));
    }
    const auto* import = get_if<OpeningStatusImported>(&line.event->facts);
    if (import && !transition_allowed(line.type, none, import->status)) {
      context.refuse(out, &line, "status", std::string(code_of(import->status)),
                     {"期初导入只收在籍学生", "only students on the roll are imported"},
                     expected_statuses({active, on_leave}));
    }
  }
}

void check_belonging(const GuardContext& context, std::vector<Problem>& out) {
  Belonging belonging(context, out);
  for (const auto& line : context.submission.lines)
    belonging.check(line);
}

}  // namespace xueji
