#include "ledger/vault/disclosure_codec.h"

namespace xueji {
namespace {

constexpr std::size_t count_max = 255;

void append_length(Bytes& out, std::size_t length) {
  for (; length >= 0x80; length >>= 7)
    out.push_back(static_cast<std::uint8_t>(length | 0x80));
  out.push_back(static_cast<std::uint8_t>(length));
}

tl::unexpected<Error> malformed() {
  return fail(ErrorCode::malformed,
              Text{"个人信息记录格式错误", "The record of personal data is not well-formed"});
}

std::size_t bitmap_size(std::size_t count) {
  return (count + 7) / 8;
}

}  // namespace

Bytes encode_disclosure(const Disclosure& disclosure) {
  const auto& values = disclosure.values;
  XUEJI_ASSERT(values.size() <= count_max);
  Bytes out = to_bytes(disclosure.seed.view());
  out.push_back(static_cast<std::uint8_t>(values.size()));
  const std::size_t bitmap = out.size();
  out.resize(bitmap + bitmap_size(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i]) out[bitmap + i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
  }
  for (const auto& value : values) {
    if (!value) continue;
    append_length(out, value->size());
    append(out, bytes_of(*value));
  }
  return out;
}

Result<Disclosure> decode_disclosure(ByteView bytes) {
  if (bytes.size() < Seed::size_bytes + 1) return malformed();
  Disclosure disclosure{*Seed::from(bytes.first(Seed::size_bytes)), {}};
  const std::size_t count = bytes[Seed::size_bytes];
  bytes = bytes.subspan(Seed::size_bytes + 1);
  if (bytes.size() < bitmap_size(count)) return malformed();
  const ByteView bitmap = bytes.first(bitmap_size(count));
  bytes = bytes.subspan(bitmap.size());
  disclosure.values.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    if ((bitmap[i / 8] >> (i % 8) & 1) == 0) continue;
    if (bytes.empty()) return malformed();
    std::size_t length = bytes[0];
    std::size_t width = 1;
    if (length >= 0x80) {
      // Two bytes reach 16,383, beyond the longest value; a zero second byte has a shorter form.
      if (bytes.size() < 2 || bytes[1] == 0 || bytes[1] >= 0x80) return malformed();
      length = (length & 0x7f) | static_cast<std::size_t>(bytes[1]) << 7;
      width = 2;
    }
    if (length > personal_value_size_max_bytes || bytes.size() < width + length) return malformed();
    disclosure.values[i] = std::string(text_of(bytes.subspan(width, length)));
    bytes = bytes.subspan(width + length);
  }
  const bool spare_bits_set = count % 8 != 0 && bitmap.back() >> (count % 8) != 0;
  if (!bytes.empty() || spare_bits_set) return malformed();
  return disclosure;
}

}  // namespace xueji
