#include "ledger/vault/fields.h"

#include <algorithm>
#include <cstring>

#include "ledger/crypto/sha256.h"
#include "ledger/merkle/root.h"

namespace xueji {
namespace {

constexpr std::string_view context_label{"xueji/v1/fields\0", 16};
constexpr std::string_view salt_label{"xueji/v1/salt\0", 14};
constexpr std::size_t context_size_bytes = 32;

// Appends to a buffer on the stack, whose size is the caller's sum of what it puts in.
template <std::size_t size>
class FixedBuffer {
 public:
  void put(ByteView bytes) {
    XUEJI_ASSERT(bytes.size() <= size - used_);
    if (!bytes.empty()) std::memcpy(data_.data() + used_, bytes.data(), bytes.size());
    used_ += bytes.size();
  }
  template <class Integer>
  void put_le(Integer value) {
    std::array<std::uint8_t, sizeof(Integer)> raw;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      raw[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i));
    }
    put(raw);
  }
  void truncate(std::size_t kept) { used_ = kept; }
  [[nodiscard]] std::size_t used() const { return used_; }
  [[nodiscard]] ByteView view() const { return {data_.data(), used_}; }

 private:
  std::array<std::uint8_t, size> data_;
  std::size_t used_ = 0;
};

Digest context_of(const LedgerId& ledger, SubjectKind subject_kind, const SubjectId& subject,
                  EventType type) {
  FixedBuffer<16 + 32 + 1 + 16 + 1> message;
  message.put(bytes_of(context_label));
  message.put(ledger.view());
  message.put_le(static_cast<std::uint8_t>(subject_kind));
  message.put(subject.view());
  message.put_le(static_cast<std::uint8_t>(type));
  return sha256(message.view());
}

// Salts of one seed; the label and the seed are copied once for all fields.
class Salts {
 public:
  explicit Salts(const Seed& seed) {
    message_.put(bytes_of(salt_label));
    message_.put(seed.view());
    common_ = message_.used();
  }
  [[nodiscard]] Salt of(PersonalField field) {
    message_.truncate(common_);
    message_.put_le(static_cast<std::uint16_t>(field));
    const Digest digest = sha256(message_.view());
    Salt salt;
    std::copy_n(digest.bytes.begin(), salt.size(), salt.begin());
    return salt;
  }

 private:
  FixedBuffer<14 + 32 + 2> message_;
  std::size_t common_ = 0;
};

// Leaves of one context; the leaf mark and the context are copied once for all fields.
class Leaves {
 public:
  explicit Leaves(const Digest& context) {
    message_.put_le(std::uint8_t{0});
    message_.put(context.view());
    common_ = message_.used();
  }
  [[nodiscard]] Digest of(PersonalField field, const Salt& salt,
                          const std::optional<std::string>& value) {
    message_.truncate(common_);
    message_.put_le(static_cast<std::uint16_t>(field));
    message_.put(salt);
    message_.put_le(static_cast<std::uint8_t>(value ? 1 : 0));
    message_.put_le(static_cast<std::uint32_t>(value ? value->size() : 0));
    if (value) message_.put(bytes_of(*value));
    return sha256(message_.view());
  }

 private:
  FixedBuffer<1 + context_size_bytes + 2 + 16 + 1 + 4 + personal_value_size_max_bytes> message_;
  std::size_t common_ = 0;
};

struct LeafRow {
  std::array<Digest, form_fields_max> digests;
  std::size_t count = 0;
  [[nodiscard]] std::span<const Digest> view() const { return {digests.data(), count}; }
};

LeafRow leaves_of(const Digest& context, std::span<const PersonalField> form,
                  const Disclosure& disclosure) {
  XUEJI_ASSERT(form.size() <= form_fields_max && form.size() == disclosure.values.size());
  LeafRow row;
  Salts salts{disclosure.seed};
  Leaves leaves{context};
  for (const auto field : form) {
    row.digests[row.count] = leaves.of(field, salts.of(field), disclosure.values[row.count]);
    ++row.count;
  }
  return row;
}

// The lead byte's class of RFC 3629 §4: how many bytes follow, and the range of the first of them,
// which rules out overlong forms, surrogates and everything beyond U+10FFFF.
struct Utf8Class {
  std::uint8_t lead_first, lead_last, following, second_first, second_last;
};
constexpr Utf8Class utf8_classes[] = {
    {0x00, 0x7f, 0, 0x80, 0xbf}, {0xc2, 0xdf, 1, 0x80, 0xbf}, {0xe0, 0xe0, 2, 0xa0, 0xbf},
    {0xe1, 0xec, 2, 0x80, 0xbf}, {0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf},
    {0xf0, 0xf0, 3, 0x90, 0xbf}, {0xf1, 0xf3, 3, 0x80, 0xbf}, {0xf4, 0xf4, 3, 0x80, 0x8f},
};

bool is_utf8(ByteView text) {
  while (!text.empty()) {
    const auto* found = std::ranges::find_if(utf8_classes, [&](const Utf8Class& candidate) {
      return text[0] >= candidate.lead_first && text[0] <= candidate.lead_last;
    });
    if (found == std::end(utf8_classes) || text.size() <= found->following) return false;
    for (std::size_t i = 1; i <= found->following; ++i) {
      const std::uint8_t first = i == 1 ? found->second_first : std::uint8_t{0x80};
      const std::uint8_t last = i == 1 ? found->second_last : std::uint8_t{0xbf};
      if (text[i] < first || text[i] > last) return false;
    }
    text = text.subspan(std::size_t{1} + found->following);
  }
  return true;
}

}  // namespace

std::span<const PersonalField> form_of(EventType type) {
  return type == EventType::none ? personal_fields_of_sign_off() : personal_fields_of(type);
}

Status check_disclosure(std::span<const PersonalField> form, const Disclosure& disclosure) {
  if (form.size() != disclosure.values.size()) {
    const std::string want = std::to_string(form.size());
    const std::string got = std::to_string(disclosure.values.size());
    return fail(ErrorCode::malformed,
                Text{"该表单有 " + want + " 个个人信息字段，收到 " + got + " 个",
                     "The form has " + want + " personal fields, not " + got});
  }
  for (std::size_t i = 0; i < form.size(); ++i) {
    const auto& value = disclosure.values[i];
    if (!value) continue;
    const Text label = label_of(form[i]);
    if (value->size() > personal_value_size_max_bytes) {
      const std::string limit = std::to_string(personal_value_size_max_bytes);
      return fail(ErrorCode::malformed, Text{label.zh + "超过 " + limit + " 字节",
                                             label.en + " is longer than " + limit + " bytes"});
    }
    if (!is_utf8(bytes_of(*value))) {
      return fail(ErrorCode::malformed,
                  Text{label.zh + "不是有效的 UTF-8 文本", label.en + " is not valid UTF-8"});
    }
  }
  return {};
}

Digest fields_root(const LedgerId& ledger, SubjectKind subject_kind, const SubjectId& subject,
                   EventType type, std::span<const PersonalField> form,
                   const Disclosure& disclosure) {
  const Digest context = context_of(ledger, subject_kind, subject, type);
  return root_of(leaves_of(context, form, disclosure).view());
}

Status check_fields_root(const LedgerId& ledger, SubjectKind subject_kind, const SubjectId& subject,
                         EventType type, const Disclosure& disclosure, const Digest& expected) {
  const auto form = form_of(type);
  if (auto status = check_disclosure(form, disclosure); !status) return status;
  if (fields_root(ledger, subject_kind, subject, type, form, disclosure) == expected) return {};
  return fail(ErrorCode::refused,
              Text{"个人信息与登记的字段根（fields_root）不符",
                   "The personal fields do not belong to the fields_root that is recorded"});
}

std::optional<FieldProof> prove_field(const LedgerId& ledger, SubjectKind subject_kind,
                                      const SubjectId& subject, EventType type,
                                      std::span<const PersonalField> form,
                                      const Disclosure& disclosure, PersonalField field) {
  const auto found = std::ranges::find(form, field);
  if (found == form.end()) return std::nullopt;
  const auto index = static_cast<std::size_t>(found - form.begin());
  const LeafRow row = leaves_of(context_of(ledger, subject_kind, subject, type), form, disclosure);
  return FieldProof{field, Salts{disclosure.seed}.of(field), disclosure.values[index],
                    static_cast<std::uint32_t>(index), inclusion_path(row.view(), index)};
}

bool verify_field(const LedgerId& ledger, SubjectKind subject_kind, const SubjectId& subject,
                  EventType type, std::span<const PersonalField> form, const FieldProof& proof,
                  const Digest& root) {
  if (proof.index >= form.size() || form[proof.index] != proof.field) return false;
  if (proof.value && proof.value->size() > personal_value_size_max_bytes) return false;
  Leaves leaves{context_of(ledger, subject_kind, subject, type)};
  return verify_inclusion(leaves.of(proof.field, proof.salt, proof.value), proof.index,
                          TreeSize{form.size()}, proof.path, root);
}

}  // namespace xueji
