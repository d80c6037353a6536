// The public lookup of certificates (FJ-44, FJ-37b): a name and a number in, one of three answers
// out. Whoever does not know both learns nothing: a wrong name and an unknown number answer alike,
// and there is no list.
//
// Thread safety: free functions; a LedgerView and a Vault belong to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/clock.h"
#include "ledger/commit/ledger_view.h"
#include "ledger/vault/vault.h"

namespace xueji {

enum class CertificateAnswer : std::uint8_t {
  not_found,
  valid,
  void_,  ///< Recalled, or declared void (FJ-36b).
};
[[nodiscard]] std::string_view code_of(CertificateAnswer answer);
[[nodiscard]] Text label_of(CertificateAnswer answer);

/// What the public may learn; all but `answer` is empty when nothing was found.
struct CertificateFound {
  CertificateAnswer answer = CertificateAnswer::not_found;
  CertificateKind kind{};   ///< A proof of graduation is worth as much as its diploma (FJ-37b).
  std::string masked_name;  ///< `张*`.
  std::string school;       ///< Name of the school.
  Date dated_on{};          ///< Day of issue printed on it.
};

/// A certificate by its number and the name that is printed on it: for a diploma that of its
/// stamping line, else that of the registration form, each with the approved changes that the paper
/// follows. Papers that were not issued yet are not found, nor those whose holder's data was
/// erased. Errors: io, corrupt.
[[nodiscard]] Result<CertificateFound> look_up_certificate(const LedgerView& view, Vault& vault,
                                                           std::string_view name,
                                                           std::string_view number);

/// How many lookups one data directory answers in a minute, whoever asks: enough for a counter in
/// an office, too few to try numbers one after the other.
inline constexpr int lookups_per_minute_max = 30;

/// Counts one lookup in DIR/lookups, for all processes together. Errors: unavailable when the
/// minute's number is used up, io.
[[nodiscard]] Status count_lookup(const std::filesystem::path& directory, Instant now);

}  // namespace xueji
