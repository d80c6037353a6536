#include "ledger/crypto/suite.h"

#include <string>

namespace xueji {

Result<Suite> suite_from(std::uint16_t number) {
  const auto suite = static_cast<Suite>(number);
  if (suite == Suite::sha256_ed25519 || suite == Suite::sm3_sm2) return suite;
  const std::string value = std::to_string(number);
  return fail(ErrorCode::malformed,
              Text{"未知的签名算法套件编号 " + value, "Unknown signature suite number " + value});
}

Status require_implemented(Suite suite) {
  if (suite == Suite::sha256_ed25519) return {};
  const std::string number = std::to_string(static_cast<unsigned>(suite));
  return fail(
      ErrorCode::refused,
      Text{"本版本尚不支持签名算法套件 " + number + (suite == Suite::sm3_sm2 ? "（SM3/SM2）" : ""),
           "This version does not support signature suite " + number +
               (suite == Suite::sm3_sm2 ? " (SM3/SM2)" : "")},
      Text{"请使用套件 1（SHA-256/Ed25519）的密钥", "Use a key of suite 1 (SHA-256/Ed25519)"});
}

}  // namespace xueji
