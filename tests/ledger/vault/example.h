// People, disclosures and stores that several vault tests share. All names and numbers are
// invented.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/random.h"
#include "ledger/store/memory/memory_store.h"
#include "ledger/vault/fields.h"
#include "ledger/vault/keyring.h"
#include "ledger/vault/vault.h"

namespace xueji::example {

inline const LedgerId ledger = [] {
  LedgerId id;
  id.bytes.fill(0x11);
  return id;
}();

template <class Id>
Id id(std::uint8_t byte) {
  Id made;
  made.bytes.fill(byte);
  return made;
}

inline DisclosureRef ref_of(std::uint8_t subject, EventType type, std::uint8_t body) {
  return {type == EventType::none ? SubjectKind::submission : SubjectKind::student,
          id<SubjectId>(subject), type, id<Digest>(body)};
}

inline Disclosure admission_of(std::string name, std::string number, std::uint8_t seed = 7) {
  Disclosure disclosure{id<Seed>(seed), {}};
  disclosure.values.resize(form_of(EventType::student_admitted).size());
  disclosure.values[0] = std::move(name);
  disclosure.values[1] = "1";
  disclosure.values[2] = std::move(number);
  return disclosure;
}

inline Digest root_of(const DisclosureRef& ref, const Disclosure& disclosure) {
  return fields_root(ledger, ref.subject_kind, ref.subject, ref.type, form_of(ref.type),
                     disclosure);
}

/// A folder of its own, removed at the end of the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "xueji-vault-XXXXXX").string();
    const char* made = ::mkdtemp(pattern.data());
    if (made == nullptr) std::abort();
    path_ = made;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A vault over memory stores, with everything that it refers to.
struct House {
  SeededRandom random{42};
  MemoryStore key_store;
  MemoryStore vault_store;
  MasterKey master = MasterKey::drawn(random);
  std::unique_ptr<Keyring> keyring =
      std::move(Keyring::create(key_store, ledger, master, random).value());
  std::unique_ptr<Vault> vault = std::move(Vault::create(vault_store, *keyring, random).value());

  /// Keys, seals and puts one disclosure.
  PendingBatch put(const DisclosureRef& ref, const PersonId& owner, const Disclosure& disclosure,
                   std::vector<PersonBinding> bindings = {}) {
    if (!keyring->ensure({&owner, 1})) std::abort();
    const DisclosureToSeal item{ref, owner, disclosure};
    const auto sealed = vault->seal({&item, 1});
    return vault->put(sealed.value(), bindings).value();
  }
  DisclosureState state_of(const DisclosureRef& ref, std::optional<Digest> root = std::nullopt) {
    return vault->open_sealed(DisclosureRequest{ref, root}).value().state;
  }
};

}  // namespace xueji::example
