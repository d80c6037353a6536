#include "ledger/vault/access_log.h"

#include <algorithm>
#include <array>

#include "ledger/vault/rows.h"

namespace xueji {
namespace {

constexpr std::string_view key_label{"xueji/v1/access-log\0", 20};
constexpr std::size_t row_key_size = 1 + 8;

Bytes row_of(std::uint64_t sequence) {
  Bytes key = vault_rows::key(vault_rows::access);
  append_be(key, sequence);
  return key;
}

AeadKey key_of(const Keyring& keyring) {
  auto key = AeadKey::from(keyring.derived(key_label).view());
  XUEJI_ASSERT(key.has_value());  // Derived keys have the length of a key.
  return std::move(*key);
}

tl::unexpected<Error> broken(std::uint64_t sequence) {
  const std::string number = std::to_string(sequence);
  return fail(ErrorCode::corrupt, Text{"查阅记录第 " + number + " 条缺失或被改动",
                                       "Access record " + number + " is missing or was changed"});
}

Bytes encode(Instant at, const AccessPurpose& purpose, std::span<const PersonalField> fields,
             std::span<const DisclosureRef> opened) {
  Bytes out;
  append_le(out, at.ms);
  append(out, purpose.person.view());
  out.push_back(static_cast<std::uint8_t>(purpose.role));
  append_le(out, static_cast<std::uint16_t>(purpose.text.size()));
  append(out, bytes_of(purpose.text));
  append_le(out, static_cast<std::uint16_t>(fields.size()));
  for (const auto field : fields)
    append_le(out, static_cast<std::uint16_t>(field));
  append_le(out, static_cast<std::uint32_t>(opened.size()));
  for (const auto& ref : opened)
    append_ref(out, ref);
  return out;
}

// Takes pieces off the front; what is not there any more comes back empty.
class Pieces {
 public:
  explicit Pieces(ByteView bytes) : rest_(bytes) {}
  [[nodiscard]] ByteView take(std::size_t size) {
    if (size > rest_.size()) {
      short_ = true;
      return {};
    }
    const ByteView piece = rest_.first(size);
    rest_ = rest_.subspan(size);
    return piece;
  }
  template <class Integer>
  [[nodiscard]] Integer take_le() {
    const ByteView piece = take(sizeof(Integer));
    return piece.empty() ? Integer{0} : read_le<Integer>(piece.data());
  }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  [[nodiscard]] bool ended_well() const { return !short_ && rest_.empty(); }

 private:
  ByteView rest_;
  bool short_ = false;
};

std::optional<AccessRecord> decode(std::uint64_t sequence, ByteView bytes) {
  Pieces pieces{bytes};
  AccessRecord record;
  record.sequence = sequence;
  record.at = Instant{pieces.take_le<std::int64_t>()};
  record.purpose.person = PersonId::from(pieces.take(PersonId::size_bytes)).value_or(PersonId{});
  record.purpose.role = static_cast<Role>(pieces.take_le<std::uint8_t>());
  record.purpose.text = std::string(text_of(pieces.take(pieces.take_le<std::uint16_t>())));
  for (auto count = pieces.take_le<std::uint16_t>(); count > 0 && pieces.left() > 0; --count)
    record.fields.push_back(static_cast<PersonalField>(pieces.take_le<std::uint16_t>()));
  const auto refs = pieces.take_le<std::uint32_t>();
  if (pieces.left() != std::size_t{refs} * disclosure_ref_size_bytes) return std::nullopt;
  for (std::uint32_t i = 0; i < refs; ++i)
    record.opened.push_back(ref_from(pieces.take(disclosure_ref_size_bytes)));
  if (!pieces.ended_well()) return std::nullopt;
  return record;
}

}  // namespace

AccessLog::AccessLog(KeyValueReader& reader, KeyValueStore* writer, const Keyring& keyring,
                     Random& random)
    : reader_(reader),
      writer_(writer),
      ledger_(keyring.ledger()),
      key_(key_of(keyring)),
      random_(random) {}

Bytes AccessLog::associated_with(ByteView row_key) const {
  return vault_rows::joined({bytes_of(key_label), ledger_.view(), row_key});
}

Result<std::uint64_t> AccessLog::next_sequence() const {
  std::uint64_t next = 0;
  bool damaged = false;
  const Bytes prefix = vault_rows::key(vault_rows::access);
  auto scanned = reader_.scan({.prefix = prefix, .descending = true}, [&](ByteView key, ByteView) {
    damaged = key.size() != row_key_size;
    if (!damaged) next = read_be<std::uint64_t>(key.data() + 1) + 1;
    return Visit::stop;
  });
  if (!scanned) return fail(scanned.error());
  if (damaged) return broken(0);
  return next;
}

Result<std::uint64_t> AccessLog::append(Instant at, const AccessPurpose& purpose,
                                        std::span<const PersonalField> fields,
                                        std::span<const DisclosureRef> opened) {
  if (writer_ == nullptr) {
    return fail(ErrorCode::unavailable,
                Text{"只读方式下不能登记查阅，因此不能显示明文",
                     "Clear values cannot be shown: the access cannot be recorded here"},
                Text{"由正在运行的服务执行此操作", "Let the running server do this"});
  }
  if (purpose.person.is_none() || purpose.role == Role::none || purpose.text.empty() ||
      purpose.text.size() > access_purpose_size_max_bytes) {
    return fail(ErrorCode::refused,
                Text{"查阅明文须写明查阅人、角色和用途（不超过 512 字节）",
                     "Clear values need a person, a role and a purpose (up to 512 bytes)"});
  }
  const std::lock_guard lock{mutex_};
  if (!next_) {
    auto next = next_sequence();
    if (!next) return fail(next.error());
    next_ = *next;
  }
  auto aead = Aead::make();
  if (!aead) return fail(aead.error());
  const Bytes row = row_of(*next_);
  auto sealed =
      aead->seal(key_, random_, associated_with(row), encode(at, purpose, fields, opened));
  if (!sealed) return fail(sealed.error());
  const std::array changes{KeyChange{row, std::move(*sealed)}};
  if (auto status = writer_->write(changes, Durability::synced); !status) {
    next_.reset();  // The write may have happened after all; the next append looks again.
    return fail(status.error());
  }
  return (*next_)++;
}

Result<std::vector<AccessRecord>> AccessLog::read(std::uint64_t from, std::size_t count_max) const {
  auto aead = Aead::make();
  if (!aead) return fail(aead.error());
  std::vector<AccessRecord> records;
  std::optional<std::uint64_t> broken_at;
  const Bytes prefix = vault_rows::key(vault_rows::access);
  const Bytes first = row_of(from);
  const auto visit = [&](ByteView key, ByteView value) {
    if (records.size() == count_max) return Visit::stop;
    const std::uint64_t expected = from + records.size();
    auto plain = aead->open(key_, associated_with(key), value);
    const bool in_sequence = std::ranges::equal(key, row_of(expected));
    auto record = plain && in_sequence ? decode(expected, *plain) : std::nullopt;
    if (!record) {
      broken_at = expected;
      return Visit::stop;
    }
    records.push_back(std::move(*record));
    return Visit::more;
  };
  if (auto scanned = reader_.scan({.prefix = prefix, .from = first}, visit); !scanned)
    return fail(scanned.error());
  if (broken_at) return broken(*broken_at);
  return records;
}

}  // namespace xueji
