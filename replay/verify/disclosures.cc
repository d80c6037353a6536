#include "replay/verify/disclosures.h"

#include "ledger/crypto/sha256.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"
#include "ledger/vault/fields.h"

namespace xueji::second_opinion {
namespace {

Digest number_key(std::string_view type, std::string_view number) {
  const auto normalised = normalised_number(type, number);
  constexpr std::uint8_t border[] = {0};
  return sha256({bytes_of(type), border, bytes_of(normalised)});
}

}  // namespace

Result<std::vector<std::optional<Disclosure>>> Disclosures::open(
    std::span<const Committed> committed) {
  counts_.disclosures += committed.size();
  std::vector<std::optional<Disclosure>> disclosures(committed.size());
  if (vault_ == nullptr || committed.empty()) return disclosures;
  std::vector<DisclosureRequest> requests;
  requests.reserve(committed.size());
  // The roots are left out of the requests: whether a disclosure is forged is found out here.
  for (const auto& one : committed)
    requests.push_back({one.ref, std::nullopt});
  auto opened = vault_->open_sealed(requests);
  if (!opened) return fail(opened.error());
  for (std::size_t i = 0; i < committed.size() && i < opened->size(); ++i) {
    if (judge(committed[i], (*opened)[i])) {
      disclosures[i] = std::move((*opened)[i].disclosure);
    }
  }
  return disclosures;
}

bool Disclosures::judge(const Committed& committed, const OpenedDisclosure& opened) {
  switch (opened.state) {
    case DisclosureState::missing:
    case DisclosureState::key_missing:
      ++counts_.missing;
      return false;
    case DisclosureState::key_destroyed:
      ++counts_.erased;
      return false;
    case DisclosureState::damaged:
      ++counts_.damaged;
      differences_.add(DifferenceKind::vault, committed.at,
                       {"保管库中的个人信息已损坏,无法打开",
                        "the disclosure in the vault is damaged and does not open"});
      return false;
    case DisclosureState::opened:
    case DisclosureState::forged:
      break;
  }
  const auto& ref = committed.ref;
  if (opened.disclosure && check_fields_root(ledger_, ref.subject_kind, ref.subject, ref.type,
                                             *opened.disclosure, committed.fields_root)) {
    ++counts_.opened;
    return true;
  }
  ++counts_.forged;
  differences_.add(DifferenceKind::vault, committed.at,
                   {"保管库中的个人信息与台账摘要不符",
                    "the disclosure in the vault is not what fields_root commits to"});
  return false;
}

std::optional<PersonId> OwnPersons::find(std::string_view type, std::string_view number) const {
  if (number.empty()) return std::nullopt;
  const auto found = persons_.find(number_key(type, number));
  if (found == persons_.end()) return std::nullopt;
  return found->second;
}

bool OwnPersons::listed(ExternalListKind kind, std::string_view number) const {
  const auto generation = generations_.find(kind);
  if (vault_ == nullptr || generation == generations_.end()) return false;
  const auto answer = vault_->persons().listed_in(kind, generation->second, number);
  return answer && *answer;
}

std::optional<Disclosure> OwnPersons::disclosure_at(Position at) const {
  auto opened = open_at(at);
  if (!opened) ++closed_;
  return opened;
}

std::optional<Disclosure> OwnPersons::open_at(Position at) const {
  if (vault_ == nullptr || log_ == nullptr) return std::nullopt;
  const auto bytes = log_->entry(at);
  if (!bytes) return std::nullopt;
  const auto split = split_entry(*bytes);
  if (!split || split->first.kind != BodyKind::event || split->first.position != at) {
    return std::nullopt;
  }
  const auto event = decode<Event>(split->second);
  if (!event || event->fields_root.is_none()) return std::nullopt;
  // The root is left out of the request: whether the disclosure is forged is found out here.
  auto opened = vault_->open_sealed(DisclosureRequest{
      {event->subject_kind, event->subject, type_of(*event), sha256(split->second)}});
  if (!opened || !opened->disclosure) return std::nullopt;
  const auto held = check_fields_root(ledger_, event->subject_kind, event->subject,
                                      type_of(*event), *opened->disclosure, event->fields_root);
  if (!held) return std::nullopt;
  return std::move(opened->disclosure);
}

std::optional<PersonId> OwnPersons::bind(std::string_view type, std::string_view number,
                                         const PersonId& person) {
  if (number.empty()) return std::nullopt;
  const auto [at, is_new] = persons_.try_emplace(number_key(type, number), person);
  if (is_new || at->second == person) return std::nullopt;
  return at->second;
}

}  // namespace xueji::second_opinion
