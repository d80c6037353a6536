// Effects of graduation, stamping, certificates and the end of the file (rules.md §10 rows 49 to 57
// and 61).
#include <algorithm>
#include <string>
#include <string_view>

#include "ledger/registry/effects_student.h"

namespace xueji::effects {
namespace {

constexpr std::size_t certificate_digits = 12;  ///< YYYYCCSSNNNN (FJ-41).
constexpr std::size_t certificate_scope_digits = 8;

bool is_serial_number(std::string_view number) {
  return number.size() == certificate_digits &&
         std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Takes the number of a certificate, which is never given twice, and moves its range on (FJ-41). A
/// paper without a number takes none.
Status take_number(const Effect& effect, const std::string& number) {
  if (number.empty()) return {};
  if (effect.state.identifier(IdentifierKind::certificate_number, number)) {
    return corrupt(effect.event_at, {"证书编号 " + number + " 已被使用",
                                     "the certificate number \"" + number + "\" is taken"});
  }
  effect.state.edit_identifier(IdentifierKind::certificate_number, number).holder =
      effect.event.subject;
  if (!is_serial_number(number)) return {};
  auto& range =
      effect.state.edit_serial(std::string_view(number).substr(0, certificate_scope_digits));
  range.last = std::max(
      range.last, static_cast<std::uint32_t>(std::stoul(number.substr(certificate_scope_digits))));
  return {};
}

/// Changes the certificate of this number that the student holds; corruption when there is none.
template <class Change>
Status change_certificate(const Effect& effect, const std::string& number, Change&& make) {
  if (auto known = known_student(effect); !known) return known;
  return change(effect, [&](StudentState& student) -> Status {
    // Papers without a number (no scheme in the pack) are one of their kind: the newest counts.
    for (auto held = student.certificates.rbegin(); held != student.certificates.rend(); ++held) {
      if (held->number != number) continue;
      make(*held);
      return {};
    }
    return corrupt(effect.event_at,
                   {"该生没有这份证书", "the student does not hold this certificate"});
  });
}

CertificateHeld paper(CertificateKind kind, const std::string& number, Date day) {
  CertificateHeld held;
  held.kind = kind;
  held.number = number;
  held.issued_on = day;
  held.dated_on = day;
  return held;
}

bool all_met(const GraduationAssessed& sheet) {
  return sheet.moral_passed && sheet.credits_tenths >= sheet.credits_required_tenths &&
         sheet.physical_passed && sheet.internship_passed && sheet.skill_certificate &&
         sheet.other_passed;
}

}  // namespace

Status apply(const Effect& effect, const GraduationPhotoCollected&) {
  return note(effect, [](StudentState& student) { student.graduation_photo = true; });
}

Status apply(const Effect& effect, const GraduationAssessed& facts) {
  return note(effect, [&](StudentState& student) {
    student.assessed_at = effect.event_at;
    student.assessment_passed = all_met(facts);
    student.appraisal_form = facts.appraisal_form;
    student.early_graduation = facts.early;
    student.plan_complete = facts.plan_complete;
  });
}

Status apply(const Effect& effect, const StampingLine& facts) {
  if (auto taken = take_number(effect, facts.certificate_number); !taken) return taken;
  return advance(effect, [&](StudentState& student) {
    CertificateHeld held;
    held.kind = facts.kind;
    held.number = facts.certificate_number;
    held.stamped_at = effect.effect_at;
    held.dated_on = facts.issue_on;
    student.certificates.push_back(std::move(held));
  });
}

Status apply(const Effect& effect, const DiplomaIssued& facts) {
  return change_certificate(effect, facts.certificate_number,
                            [&](CertificateHeld& held) { held.issued_on = facts.issued_on; });
}

Status apply(const Effect& effect, const CompletionCertified& facts) {
  if (auto taken = take_number(effect, facts.certificate_number); !taken) return taken;
  return advance(effect, [&](StudentState& student) {
    student.plan_complete = facts.plan_complete;
    student.certificates.push_back(
        paper(CertificateKind::completion, facts.certificate_number, facts.issued_on));
  });
}

Status apply(const Effect& effect, const IncompleteStudyCertified& facts) {
  if (auto known = known_student(effect); !known) return known;
  if (auto taken = take_number(effect, facts.certificate_number); !taken) return taken;
  return change(effect, [&](StudentState& student) -> Status {
    // Who withdrew stays withdrawn and gets the paper all the same (rules.md §9, FJ-16b).
    if (student.status != StudentStatus::withdrawn) {
      auto set = set_status(effect, student, StudentStatus::incomplete);
      if (!set) return set;
    }
    student.certificates.push_back(paper(facts.kind, facts.certificate_number, facts.issued_on));
    return {};
  });
}

Status apply(const Effect& effect, const AdmissionViolationFound&) {
  return note(effect, [](StudentState& student) { student.admission_violation = true; });
}

Status apply(const Effect& effect, const CertificateRecalled& facts) {
  return change_certificate(effect, facts.certificate_number,
                            [&](CertificateHeld& held) { held.recalled_on = facts.recalled_on; });
}

Status apply(const Effect& effect, const CertificateVoided& facts) {
  return change_certificate(effect, facts.certificate_number,
                            [&](CertificateHeld& held) { held.voided_on = facts.voided_on; });
}

Status apply(const Effect& effect, const GraduationProofIssued& facts) {
  if (auto taken = take_number(effect, facts.proof_number); !taken) return taken;
  return note(effect, [&](StudentState& student) {
    student.certificates.push_back(
        paper(CertificateKind::graduation_proof, facts.proof_number, facts.issued_on));
  });
}

Status apply(const Effect& effect, const CertificateDataCorrected& facts) {
  // What was corrected is personal and stands in the disclosure: the row shows that it happened.
  return change_certificate(effect, facts.certificate_number, [](CertificateHeld&) {});
}

Status apply(const Effect& effect, const FileArchived& facts) {
  return note(effect, [&](StudentState& student) { student.file_closed_on = facts.archived_on; });
}

Status apply(const Effect& effect, const FileHandedOver& facts) {
  return note(effect, [&](StudentState& student) { student.file_closed_on = facts.handed_on; });
}

}  // namespace xueji::effects
