#include "ledger/vault/person_index.h"

#include <algorithm>
#include <array>

#include "ledger/vault/rows.h"

namespace xueji {
namespace {

constexpr std::string_view index_label{"xueji/v1/person-index\0", 22};
constexpr std::string_view list_label{"xueji/v1/external-list\0", 23};
constexpr std::string_view citizen_id_type = "1";
constexpr std::size_t write_batch_rows = 4'096;

// U+FF01 … U+FF5E are the full-width forms of U+0021 … U+007E; in UTF-8 EF BC 81 … EF BD 9E.
// U+3000, the ideographic space, is E3 80 80.
std::string plain_ascii(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto at = [&](std::size_t offset) {
      return i + offset < text.size() ? static_cast<std::uint8_t>(text[i + offset])
                                      : std::uint8_t{0};
    };
    char character = text[i];
    if (at(0) == 0xef && (at(1) == 0xbc || at(1) == 0xbd) && at(2) >= 0x80) {
      const int code = (at(1) == 0xbd ? 0x40 : 0) + (at(2) & 0x3f) + 0x20;
      if (code >= 0x21 && code <= 0x7e) {
        character = static_cast<char>(code);
        i += 2;
      }
    } else if (at(0) == 0xe3 && at(1) == 0x80 && at(2) == 0x80) {
      i += 2;
      continue;
    }
    if (character == ' ' || (character >= '\t' && character <= '\r')) continue;
    if (character >= 'a' && character <= 'z') character = static_cast<char>(character - 'a' + 'A');
    out.push_back(character);
  }
  return out;
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// GB 11643-1999: the century is put back and the check character of ISO 7064 MOD 11-2 added.
std::string with_eighteen_digits(std::string_view old_form) {
  std::string out{old_form.substr(0, 6)};
  out += "19";
  out += old_form.substr(6);
  constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    sum += (out[i] - '0') * weights[i];
  constexpr std::string_view check_characters = "10X98765432";
  out.push_back(check_characters[static_cast<std::size_t>(sum % 11)]);
  return out;
}

std::string list_number(std::string_view number) {
  // Lists come without a type column; their 15-digit numbers are citizen ids of the old form.
  return normalised_number(citizen_id_type, number);
}

Bytes generation_key(std::uint8_t row, ExternalListKind kind, std::uint32_t generation) {
  Bytes key{row, static_cast<std::uint8_t>(kind)};
  append_be(key, generation);
  return key;
}

Result<std::optional<PersonId>> person_from(const std::optional<Bytes>& value) {
  if (!value) return std::optional<PersonId>{};
  const auto person = PersonId::from(*value);
  if (!person) {
    return fail(ErrorCode::corrupt,
                Text{"人员索引中有一行已损坏", "A row of the person index is damaged"});
  }
  return person;
}

HmacSha256 mac_of(const Keyring& keyring, std::string_view label) {
  return HmacSha256{keyring.derived(label).view()};
}

}  // namespace

std::string normalised_number(std::string_view identity_type, std::string_view number) {
  std::string plain = plain_ascii(number);
  if (plain_ascii(identity_type) == citizen_id_type && plain.size() == 15 && all_digits(plain)) {
    return with_eighteen_digits(plain);
  }
  return plain;
}

PersonIndex::PersonIndex(KeyValueReader& reader, KeyValueStore* writer, const Keyring& keyring)
    : reader_(reader),
      writer_(writer),
      person_mac_(mac_of(keyring, index_label)),
      list_mac_(mac_of(keyring, list_label)) {}
PersonIndex::PersonIndex(KeyValueStore& store, const Keyring& keyring)
    : PersonIndex(store, &store, keyring) {}
PersonIndex::PersonIndex(KeyValueReader& store, const Keyring& keyring)
    : PersonIndex(store, nullptr, keyring) {}

Status PersonIndex::require_writer() const {
  if (writer_ != nullptr) return {};
  return fail(ErrorCode::unavailable,
              Text{"人员索引以只读方式打开", "The person index is open for reading only"},
              Text{"由正在运行的服务执行此操作", "Let the running server do this"});
}

std::optional<PersonBinding> PersonIndex::binding(std::string_view identity_type,
                                                  std::string_view identity_number,
                                                  const PersonId& person) const {
  const std::string number = normalised_number(identity_type, identity_number);
  if (number.empty()) return std::nullopt;
  const std::string type = plain_ascii(identity_type);
  constexpr std::array<std::uint8_t, 1> border{0};
  return PersonBinding{person_mac_.mac({bytes_of(type), border, bytes_of(number)}), person};
}

std::optional<Bytes> PersonIndex::person_row(std::string_view type, std::string_view number) const {
  const auto bound = binding(type, number, PersonId{});
  if (!bound) return std::nullopt;
  return vault_rows::key(vault_rows::person, bound->key.view());
}

Result<std::optional<PersonId>> PersonIndex::find(std::string_view identity_type,
                                                  std::string_view identity_number) const {
  const auto row = person_row(identity_type, identity_number);
  if (!row) return std::optional<PersonId>{};
  auto value = reader_.get(*row);
  if (!value) return fail(value.error());
  return person_from(*value);
}

Result<std::vector<std::optional<PersonId>>> PersonIndex::find(
    std::span<const IdentityNumber> numbers) const {
  std::vector<Bytes> rows;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    auto row = person_row(numbers[i].type, numbers[i].number);
    if (!row) continue;
    rows.push_back(std::move(*row));
    places.push_back(i);
  }
  auto values = reader_.multi_get(std::vector<ByteView>(rows.begin(), rows.end()));
  if (!values) return fail(values.error());
  std::vector<std::optional<PersonId>> persons(numbers.size());
  for (std::size_t n = 0; n < places.size(); ++n) {
    auto person = person_from((*values)[n]);
    if (!person) return fail(person.error());
    persons[places[n]] = *person;
  }
  return persons;
}

Result<std::uint64_t> PersonIndex::forget(const PersonId& person) {
  if (auto status = require_writer(); !status) return fail(status.error());
  std::vector<KeyChange> changes;
  const Bytes prefix = vault_rows::key(vault_rows::person);
  auto scanned = reader_.scan({.prefix = prefix}, [&](ByteView key, ByteView value) {
    if (std::ranges::equal(value, person.bytes)) changes.push_back({to_bytes(key), std::nullopt});
    return Visit::more;
  });
  if (!scanned) return fail(scanned.error());
  if (!changes.empty()) {
    if (auto status = writer_->write(changes, Durability::synced); !status)
      return fail(status.error());
  }
  return changes.size();
}

Bytes PersonIndex::listed_row(ExternalListKind kind, std::uint32_t generation,
                              std::string_view number) const {
  Bytes key = generation_key(vault_rows::listed, kind, generation);
  const std::array<std::uint8_t, 1> kind_byte{static_cast<std::uint8_t>(kind)};
  append(key, list_mac_.mac({kind_byte, bytes_of(number)}).view());
  return key;
}

Status PersonIndex::clear_unfinished(ExternalListKind kind, std::uint32_t generation) {
  std::vector<KeyChange> changes;
  const Bytes prefix = generation_key(vault_rows::listed, kind, generation);
  auto scanned = reader_.scan({.prefix = prefix}, [&](ByteView key, ByteView) {
    changes.push_back({to_bytes(key), std::nullopt});
    return Visit::more;
  });
  if (!scanned || changes.empty()) return scanned;
  return writer_->write(changes, Durability::buffered);
}

Result<ListGeneration> PersonIndex::import_list(ExternalListKind kind, Date as_of,
                                                std::span<const std::string> numbers) {
  if (auto status = require_writer(); !status) return fail(status.error());
  auto earlier = lists(kind);
  if (!earlier) return fail(earlier.error());
  ListGeneration made{kind, earlier->empty() ? 1 : earlier->back().generation + 1, as_of, 0};
  if (auto status = clear_unfinished(kind, made.generation); !status) return fail(status.error());

  std::vector<std::string> distinct;
  for (const auto& number : numbers) {
    if (auto plain = list_number(number); !plain.empty()) distinct.push_back(std::move(plain));
  }
  std::ranges::sort(distinct);
  const auto repeated = std::ranges::unique(distinct);
  distinct.erase(repeated.begin(), repeated.end());
  made.count = static_cast<std::uint32_t>(distinct.size());

  std::vector<KeyChange> changes;
  for (const auto& number : distinct) {
    changes.push_back({listed_row(kind, made.generation, number), Bytes{}});
    if (changes.size() < write_batch_rows) continue;
    if (auto status = writer_->write(changes, Durability::buffered); !status)
      return fail(status.error());
    changes.clear();
  }
  // This row puts the generation in force; its synced write also makes all before it durable.
  Bytes value;
  append_le(value, to_days(as_of));
  append_le(value, made.count);
  changes.push_back({generation_key(vault_rows::list, kind, made.generation), std::move(value)});
  if (auto status = writer_->write(changes, Durability::synced); !status)
    return fail(status.error());
  return made;
}

Result<std::vector<ListGeneration>> PersonIndex::lists(ExternalListKind kind) const {
  std::vector<ListGeneration> generations;
  bool damaged = false;
  const Bytes prefix{vault_rows::list, static_cast<std::uint8_t>(kind)};
  auto scanned = reader_.scan({.prefix = prefix}, [&](ByteView key, ByteView value) {
    damaged = key.size() != 6 || value.size() != 8;
    if (damaged) return Visit::stop;
    generations.push_back({kind, read_be<std::uint32_t>(key.data() + 2),
                           from_days(read_le<std::int32_t>(value.data())),
                           read_le<std::uint32_t>(value.data() + 4)});
    return Visit::more;
  });
  if (!scanned) return fail(scanned.error());
  if (damaged) {
    return fail(ErrorCode::corrupt,
                Text{"外部名单目录已损坏", "The directory of external lists is damaged"});
  }
  return generations;
}

Result<bool> PersonIndex::listed(ExternalListKind kind, std::string_view identity_number) const {
  const auto generations = lists(kind);
  if (!generations) return fail(generations.error());
  if (generations->empty()) return false;
  return listed_in(kind, generations->back().generation, identity_number);
}

Result<bool> PersonIndex::listed_in(ExternalListKind kind, std::uint32_t generation,
                                    std::string_view identity_number) const {
  auto row = reader_.get(listed_row(kind, generation, list_number(identity_number)));
  if (!row) return fail(row.error());
  return row->has_value();
}

Status PersonLookup::prefetch(std::span<const IdentityNumber> numbers) {
  auto persons = index_.find(numbers);
  if (!persons) return fail(persons.error());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    known_[{numbers[i].type, numbers[i].number}] = (*persons)[i];
  return {};
}

std::optional<PersonId> PersonLookup::find(std::string_view identity_type,
                                           std::string_view identity_number) const {
  const auto known = known_.find({std::string(identity_type), std::string(identity_number)});
  if (known != known_.end()) return known->second;
  auto person = index_.find(identity_type, identity_number);
  if (person) return *person;
  if (!failure_) failure_ = person.error();
  return std::nullopt;
}

bool PersonLookup::listed(ExternalListKind kind, std::string_view identity_number) const {
  auto known = list_in_force_.find(kind);
  if (known == list_in_force_.end()) {
    const auto lists = index_.lists(kind);
    if (!lists) {
      if (!failure_) failure_ = lists.error();
      return false;
    }
    const auto generation = lists->empty() ? 0U : lists->back().generation;
    known = list_in_force_.emplace(kind, generation).first;
  }
  if (known->second == 0) return false;
  const auto answer = index_.listed_in(kind, known->second, identity_number);
  if (answer) return *answer;
  if (!failure_) failure_ = answer.error();
  return false;
}

Status PersonLookup::status() const {
  return failure_ ? Status{fail(*failure_)} : Status{};
}

}  // namespace xueji
