// Effects of awards and sanctions (rules.md §10 rows 44 to 48). A case runs proposed → heard →
// decided → served; from the service on it holds (FJ-28d).
#include <algorithm>

#include "ledger/registry/effects_student.h"

namespace xueji::effects {
namespace {

/// The case of an event, or corruption when the student has none of that id.
Result<SanctionCase*> case_of(const Effect& effect, StudentState& student, const CaseId& id) {
  for (auto& held : student.cases) {
    if (held.case_id == id) return &held;
  }
  return corrupt(effect.event_at, {"没有这个处分案件", "the student has no such case"});
}

/// Changes one case; `make(student, held)` returns a Status.
template <class Change>
Status change_case(const Effect& effect, const CaseId& id, Change&& make) {
  if (auto known = known_student(effect); !known) return known;
  return change(effect, [&](StudentState& student) -> Status {
    auto held = case_of(effect, student, id);
    if (!held) return fail(held.error());
    return make(student, **held);
  });
}

bool appeal_is_open(const SanctionCase& held) {
  return held.appealed_on.ok() && !held.answered_on.ok();
}

}  // namespace

Status apply(const Effect& effect, const AwardGranted&) {
  // Honours are read from the log; the row only shows that something happened.
  return note(effect, [](StudentState&) {});
}

Status apply(const Effect& effect, const SanctionProposed& facts) {
  if (auto known = known_student(effect); !known) return known;
  return change(effect, [&](StudentState& student) -> Status {
    const bool taken =
        std::any_of(student.cases.begin(), student.cases.end(),
                    [&](const SanctionCase& held) { return held.case_id == facts.case_id; });
    if (taken || facts.case_id.is_none()) {
      return corrupt(effect.event_at, {"案件标识为空或已存在", "the case's id is none or taken"});
    }
    SanctionCase row;
    row.case_id = facts.case_id;
    row.kind = facts.kind;
    row.reporter = facts.reporter;
    row.proposed_at = effect.event_at;
    student.cases.push_back(std::move(row));
    return {};
  });
}

Status apply(const Effect& effect, const HearingOffered& facts) {
  return change_case(effect, facts.case_id, [&](StudentState&, SanctionCase& held) -> Status {
    if (held.decided_on.ok()) {
      return corrupt(effect.event_at, {"该案件已作出决定", "the case is decided already"});
    }
    held.heard_on = facts.offered_on;
    return {};
  });
}

Status apply(const Effect& effect, const SanctionDecided& facts) {
  return change_case(effect, facts.case_id, [&](StudentState&, SanctionCase& held) -> Status {
    if (held.decided_on.ok()) {
      return corrupt(effect.event_at, {"该案件已作出决定", "the case is decided already"});
    }
    held.kind = facts.kind;
    held.decider = facts.decider;
    held.decided_on = facts.decided_on;
    return {};
  });
}

Status apply(const Effect& effect, const SanctionServed& facts) {
  return change_case(
      effect, facts.case_id, [&](StudentState& student, SanctionCase& held) -> Status {
        if (!held.decided_on.ok() || held.served_on.ok()) {
          return corrupt(effect.event_at, {"该案件尚未决定或已经送达",
                                           "the case is not decided yet, or served already"});
        }
        held.served_on = facts.to_guardian_on.ok()
                             ? std::max(facts.to_student_on, facts.to_guardian_on)
                             : facts.to_student_on;
        if (held.kind != SanctionKind::expulsion) return {};
        return set_status(effect, student, StudentStatus::expelled);
      });
}

Status apply(const Effect& effect, const AppealFiled& facts) {
  return change_case(effect, facts.case_id, [&](StudentState&, SanctionCase& held) -> Status {
    if (!held.decided_on.ok() || appeal_is_open(held)) {
      return corrupt(effect.event_at, {"该案件尚未决定,或已有申诉待答复",
                                       "the case is not decided yet, or an appeal is open"});
    }
    held.appealed_on = facts.filed_on;
    held.answered_on = {};
    return {};
  });
}

Status apply(const Effect& effect, const AppealAnswered& facts) {
  return change_case(effect, facts.case_id, [&](StudentState&, SanctionCase& held) -> Status {
    if (!appeal_is_open(held)) {
      return corrupt(effect.event_at, {"该案件没有待答复的申诉", "no appeal of the case is open"});
    }
    held.answered_on = facts.answered_on;
    if (facts.outcome == AppealOutcome::changed) held.kind = facts.kind;
    held.revoked = facts.outcome == AppealOutcome::revoked;
    return {};
  });
}

Status apply(const Effect& effect, const SanctionLifted& facts) {
  return change_case(effect, facts.case_id, [&](StudentState&, SanctionCase& held) -> Status {
    if (!held.served_on.ok() || held.lifted_on.ok() || held.revoked) {
      return corrupt(effect.event_at,
                     {"该处分未送达、已撤销或已被申诉撤销",
                      "the sanction is not served, lifted already, or revoked on appeal"});
    }
    held.lifted_on = facts.lifted_on;
    return {};
  });
}

}  // namespace xueji::effects
