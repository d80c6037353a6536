#include "ledger/registry/reversal.h"

#include <algorithm>

namespace xueji {
namespace {

/// A certificate that was stamped or given with the change that is taken back.
bool came_with(const CertificateHeld& held, const StudentState& student) {
  using enum CertificateKind;
  switch (student.status) {
    case StudentStatus::graduated:
      return held.stamped_at == student.status_at;
    case StudentStatus::completed:
      return held.kind == completion;
    case StudentStatus::incomplete:
      return held.kind == incomplete_study || held.kind == factual_record;
    default:
      return false;
  }
}

bool is_in_use(const CertificateHeld& held) {
  return held.issued_on.ok() && !held.voided_on.ok();
}

}  // namespace

bool can_be_reversed(StudentStatus status) {
  using enum StudentStatus;
  switch (status) {
    case transferred_out:
    case withdrawn:
    case expelled:
    case completed:
    case incomplete:
    case graduated:
    case place_cancelled:
    case status_cancelled:
    case deceased:
      return true;
    default:
      return false;
  }
}

std::optional<ReversalFault> cannot_be_reversed(const StudentState& student,
                                                const EventReversed& facts) {
  if (!can_be_reversed(student.status) || student.status_event == EventType::event_reversed) {
    return ReversalFault{
        "subject",
        {"该学籍现为“" + label_of(student.status).zh + "”,没有可撤销的终结",
         "the status is " + std::string(code_of(student.status)) + ": nothing ended it"},
        {"已终结的学籍", "a status that has ended"}};
  }
  if (facts.reverses != student.status_event_at) {
    const auto newest = std::to_string(student.status_event_at.value);
    return ReversalFault{"reverses",
                         {"只能撤销最近一次学籍变动(第 " + newest + " 条记录)",
                          "only the newest change of the status is taken back: entry " + newest},
                         {newest, newest}};
  }
  if (facts.restored != student.previous_status) {
    const auto before = student.previous_status;
    return ReversalFault{"restored",
                         {"撤销后应恢复为“" + label_of(before).zh + "”",
                          "what holds again is " + std::string(code_of(before))},
                         {label_of(before).zh, std::string(code_of(before))}};
  }
  const bool paper_is_out =
      std::any_of(student.certificates.begin(), student.certificates.end(),
                  [&](const auto& held) { return came_with(held, student) && is_in_use(held); });
  if (paper_is_out) {
    return ReversalFault{"reverses",
                         {"该次变动的证书已发出,须先追回并宣布无效",
                          "a certificate of this change is out: recall and void it first"},
                         {"先办理证书追回(表单 certificate-void)", "form certificate-void first"}};
  }
  return std::nullopt;
}

void reverse_status(StudentState& student, const EventReversed& facts) {
  std::erase_if(student.certificates,
                [&](const auto& held) { return came_with(held, student) && !held.issued_on.ok(); });
  // The case stays on file; what it led to does not hold (FJ-28d).
  if (student.status == StudentStatus::expelled) {
    for (auto& held : student.cases) {
      if (held.kind == SanctionKind::expulsion && held.served_on.ok()) held.revoked = true;
    }
  }
  if (on_roll(facts.restored) || facts.restored == StudentStatus::none) student.left_on = {};
  student.previous_status = student.status;
  student.status = facts.restored;
}

}  // namespace xueji
