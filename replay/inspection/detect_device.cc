// Chapter 1, dedicated devices (SY-3.2c). The ledger sees no machine: the key in which an officer
// signs stands for the device on which it lies.
#include <algorithm>
#include <map>
#include <utility>

#include "replay/inspection/detect.h"

namespace xueji::inspection {
namespace {

/// The key in regular use by one officer of one organisation, and where it was used last.
struct UsualKey {
  KeyId key;
  Position used_at;
};

/// A key that was revoked, or retired by one that replaces it, cannot be used: whoever then signs
/// with another has changed his device on record.
bool is_in_force(const StateView& state, const KeyId& key, Position at) {
  const auto* row = state.key(key);
  return row != nullptr && (row->revoked_at == no_position || row->revoked_at > at);
}

/// Whether the office was given to the person anew between two positions.
bool was_designated(const Dossier& seen, const OrganisationId& organisation, const PersonId& person,
                    Position after, Position until) {
  const auto found = seen.organisations.find(organisation);
  if (found == seen.organisations.end()) return false;
  const auto& officers = found->second.officers;
  return std::any_of(officers.begin(), officers.end(), [&](const OfficerSeen& one) {
    return one.officer == person && one.at > after && one.at < until;
  });
}

}  // namespace

void detect_device_mismatch(const Case& c, const FindingDefinition& definition,
                            std::vector<Finding>& out) {
  std::map<std::pair<OrganisationId, PersonId>, UsualKey> usual_of;
  for (const auto& signature : c.seen.signatures) {
    const auto* key = c.state.key(signature.key);
    if (signature.role != Role::status_officer || key == nullptr || key->person.is_none()) continue;
    const auto [place, is_first] = usual_of.try_emplace({signature.organisation, key->person},
                                                        UsualKey{signature.key, signature.at});
    auto& usual = place->second;
    const bool is_usual =
        is_first || signature.key == usual.key || !is_in_force(c.state, usual.key, signature.at) ||
        was_designated(c.seen, signature.organisation, key->person, usual.used_at, signature.at);
    if (is_usual) {
      usual = {signature.key, signature.at};
      continue;
    }
    auto finding = open_finding(definition, c.pack_of(signature.submission), signature.organisation,
                                subject_submission(signature.submission, "/" + signature.step),
                                signature.signed_on);
    if (finding.rules.empty()) continue;  // This pack has no such rule.
    finding.is_act = true;
    finding.submission = signature.submission;
    const auto is_filing = signature.step == "author";
    prove(finding, signature.at, is_filing ? ProofKind::header : ProofKind::sign_off);
    prove(finding, key->enrolled_at, ProofKind::record);
    const auto used = to_text(signature.key).substr(0, 12);
    const auto regular = to_text(usual.key).substr(0, 12);
    finding.facts.push_back({"学籍管理员平时用密钥 " + regular + " 签署,此件用其另一密钥 " + used +
                                 ",没有更换或交接记录",
                             "the officer usually signs with key " + regular +
                                 "; this paper bears another of his, " + used +
                                 ", with no replacement or hand-over on record"});
    out.push_back(std::move(finding));
  }
}

}  // namespace xueji::inspection
