// What a filed submission holds until its outcome (design §3 Chains): a table of the facts that
// claim something unique, beside the student's version itself.
#include <algorithm>

#include "ledger/registry/decide.h"

namespace xueji {
namespace {

using Keys = std::vector<ReservationKey>;

void add(Keys& keys, ReservationKind kind, ByteView id) {
  keys.push_back({kind, to_bytes(id)});
}

void claim(Keys& keys, const OrganisationRegistered& facts) {
  add(keys, ReservationKind::organisation_code, bytes_of(facts.code));
}
void claim(Keys& keys, const KeyEnrolled& facts) {
  add(keys, ReservationKind::key, facts.key.view());
}
void claim(Keys& keys, const StudentNumberAssigned& facts) {
  add(keys, ReservationKind::number, bytes_of(facts.number));
}
void claim(Keys& keys, const OpeningStatusImported& facts) {
  if (!facts.number.empty()) add(keys, ReservationKind::number, bytes_of(facts.number));
}
void claim_certificate(Keys& keys, const std::string& number) {
  if (!number.empty()) add(keys, ReservationKind::certificate, bytes_of(number));
}
void claim(Keys& keys, const StampingLine& facts) {
  claim_certificate(keys, facts.certificate_number);
}
void claim(Keys& keys, const CompletionCertified& facts) {
  claim_certificate(keys, facts.certificate_number);
}
void claim(Keys& keys, const IncompleteStudyCertified& facts) {
  claim_certificate(keys, facts.certificate_number);
}
void claim(Keys& keys, const GraduationProofIssued& facts) {
  claim_certificate(keys, facts.proof_number);
}
template <class Facts>
void claim(Keys&, const Facts&) {}

bool begins_status(const Event& event) {
  const auto type = type_of(event);
  return type == EventType::student_admitted || type == EventType::general_high_student_admitted ||
         type == EventType::opening_status_imported;
}

}  // namespace

std::vector<ReservationKey> reservations_of(std::span<const Event> events,
                                            std::span<const PersonId> persons) {
  Keys keys;
  for (std::size_t line = 0; line < events.size(); ++line) {
    const auto& event = events[line];
    if (event.subject_kind == SubjectKind::student) {
      add(keys, ReservationKind::student, event.subject.view());
    }
    if (begins_status(event) && line < persons.size() && !persons[line].is_none()) {
      add(keys, ReservationKind::person, persons[line].view());
    }
    visit([&](const auto& facts) { claim(keys, facts); }, event.facts);
  }
  const auto order = [](const ReservationKey& a, const ReservationKey& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.id < b.id;
  };
  std::sort(keys.begin(), keys.end(), order);
  const auto same = [](const ReservationKey& a, const ReservationKey& b) {
    return a.kind == b.kind && a.id == b.id;
  };
  keys.erase(std::unique(keys.begin(), keys.end(), same), keys.end());
  return keys;
}

}  // namespace xueji
