#include "ledger/crypto/signed_message.h"

#include <array>
#include <cstddef>
#include <limits>

#include "ledger/base/result.h"

namespace xueji {
namespace {

constexpr std::string_view prefix = "xueji/v1/";
constexpr std::array<std::string_view, 5> names{"submission", "sign-off", "enrolment", "login",
                                                "refusal"};

}  // namespace

std::string_view name_of(Purpose purpose) {
  const auto index = static_cast<std::size_t>(purpose);
  XUEJI_ASSERT(index < names.size());
  return names[index];
}

Bytes message_to_sign(Purpose purpose, const LedgerId& ledger, Suite suite, ByteView message) {
  Bytes out;
  append_message_to_sign(out, purpose, ledger, suite, message);
  return out;
}

void append_message_to_sign(Bytes& out, Purpose purpose, const LedgerId& ledger, Suite suite,
                            ByteView message) {
  XUEJI_ASSERT(message.size() <= std::numeric_limits<std::uint32_t>::max());
  append(out, bytes_of(prefix));
  append(out, bytes_of(name_of(purpose)));
  out.push_back(0);
  append(out, ledger.view());
  append_le(out, static_cast<std::uint16_t>(suite));
  append_le(out, static_cast<std::uint32_t>(message.size()));
  append(out, message);
}

}  // namespace xueji
