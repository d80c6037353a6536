// For the sources of this folder alone: owners of OpenSSL objects, and its errors as ours.
#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <string>

#include "ledger/base/result.h"

namespace xueji::openssl {

template <auto release>
struct Releaser {
  template <class Object>
  void operator()(Object* object) const {
    release(object);
  }
};

using KeyHandle = std::unique_ptr<EVP_PKEY, Releaser<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Releaser<EVP_MD_CTX_free>>;

/// `io` error that carries the oldest entry of OpenSSL's queue; empties the queue.
[[nodiscard]] inline tl::unexpected<Error> failed(const std::string& operation) {
  std::array<char, 256> reason{};
  const unsigned long code = ERR_get_error();
  if (code != 0) ERR_error_string_n(code, reason.data(), reason.size());
  ERR_clear_error();
  const std::string detail = code != 0 ? reason.data() : "no reason given";
  return fail(ErrorCode::io, Text{"密码运算失败（" + operation + "）：" + detail,
                                  "Cryptographic operation failed (" + operation + "): " + detail});
}

}  // namespace xueji::openssl
