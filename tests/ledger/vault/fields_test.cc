#include "ledger/vault/fields.h"

#include <catch2/catch.hpp>

#include "ledger/base/bytes.h"
#include "ledger/crypto/sha256.h"
#include "tests/ledger/vault/example.h"

using namespace xueji;

namespace {

// The definition of design §4 written down a second time, as plainly as possible: whole messages in
// growing buffers, and the tree by its recursive definition (RFC 6962 §2.1).
Digest plain_hash(const Bytes& message) {
  return sha256(message);
}

Digest plain_tree(const std::vector<Digest>& leaves) {
  if (leaves.size() == 1) return leaves[0];
  std::size_t split = 1;
  while (split * 2 < leaves.size())
    split *= 2;
  const auto middle = leaves.begin() + static_cast<std::ptrdiff_t>(split);
  Bytes node{1};
  append(node, plain_tree({leaves.begin(), middle}).view());
  append(node, plain_tree({middle, leaves.end()}).view());
  return plain_hash(node);
}

Digest plain_root(const LedgerId& ledger, SubjectKind kind, const SubjectId& subject,
                  EventType type, std::span<const PersonalField> form,
                  const Disclosure& disclosure) {
  Bytes context = to_bytes(bytes_of("xueji/v1/fields"));
  context.push_back(0);
  append(context, ledger.view());
  context.push_back(static_cast<std::uint8_t>(kind));
  append(context, subject.view());
  context.push_back(static_cast<std::uint8_t>(type));
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const auto field = static_cast<std::uint16_t>(form[i]);
    Bytes salt = to_bytes(bytes_of("xueji/v1/salt"));
    salt.push_back(0);
    append(salt, disclosure.seed.view());
    append_le(salt, field);
    Bytes leaf{0};
    append(leaf, plain_hash(context).view());
    append_le(leaf, field);
    append(leaf, plain_hash(salt).view().first(16));
    const auto& value = disclosure.values[i];
    leaf.push_back(value.has_value());
    append_le(leaf, static_cast<std::uint32_t>(value.value_or("").size()));
    append(leaf, bytes_of(value.value_or("")));
    leaves.push_back(plain_hash(leaf));
  }
  return plain_tree(leaves);
}

template <class Id>
Id counting_from(std::uint8_t first) {
  Id id;
  for (auto& byte : id.bytes)
    byte = first++;
  return id;
}

const auto ledger = counting_from<LedgerId>(0);
const auto subject = counting_from<SubjectId>(0x40);

Disclosure staff_disclosure() {
  return {counting_from<Seed>(0x80), {"张三", "13800000000", std::nullopt}};
}

Digest staff_root(const Disclosure& disclosure) {
  return fields_root(ledger, SubjectKind::person, subject, EventType::person_registered,
                     form_of(EventType::person_registered), disclosure);
}

}  // namespace

TEST_CASE("fields_root gives the bytes that another language computes") {
  // From a Python program that knows only the definition.
  CHECK(to_text(staff_root(staff_disclosure())) ==
        "8da51847f230e0393e8c1450b83567bfc8c7589999db5e2d2704eeecba0e6a0e");
  const Disclosure reason{counting_from<Seed>(0x80), {std::nullopt, "", std::nullopt}};
  CHECK(to_text(fields_root(ledger, SubjectKind::submission, subject, EventType::none,
                            form_of(EventType::none), reason)) ==
        "91753012fc40d85f408f76c7f69454ff2919c816f0c5229a0e3a9cf8c5a7d631");
}

TEST_CASE("fields_root agrees with a plain second implementation for every form") {
  const std::uint64_t seed = 20260901;
  INFO("seed " << seed);
  SeededRandom random{seed};
  for (unsigned number = 0; number <= 41; ++number) {
    const auto type = static_cast<EventType>(number);
    const auto form = form_of(type);
    if (form.empty()) continue;
    INFO("event type " << number);
    for (int round = 0; round < 20; ++round) {
      Disclosure disclosure{random.draw<Seed>(), {}};
      for (std::size_t i = 0; i < form.size(); ++i) {
        const auto length = random.below(personal_value_size_max_bytes + 2);
        disclosure.values.push_back(length > personal_value_size_max_bytes
                                        ? std::nullopt
                                        : std::optional{std::string(length, 'v')});
      }
      const auto about = random.draw<SubjectId>();
      CHECK(fields_root(ledger, SubjectKind::student, about, type, form, disclosure) ==
            plain_root(ledger, SubjectKind::student, about, type, form, disclosure));
    }
  }
}

TEST_CASE("every bit of seed, value, ledger and subject changes the root") {
  const Digest root = staff_root(staff_disclosure());
  const auto form = form_of(EventType::person_registered);
  for (std::size_t bit = 0; bit < 256; ++bit) {
    const auto flip = [&](auto& bytes) {
      bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << (bit % 8)));
    };
    auto seed_changed = staff_disclosure();
    flip(seed_changed.seed.bytes);
    CHECK(staff_root(seed_changed) != root);
    auto other_ledger = ledger;
    flip(other_ledger.bytes);
    CHECK(fields_root(other_ledger, SubjectKind::person, subject, EventType::person_registered,
                      form, staff_disclosure()) != root);
    if (bit < 128) {
      auto other_subject = subject;
      flip(other_subject.bytes);
      CHECK(fields_root(ledger, SubjectKind::person, other_subject, EventType::person_registered,
                        form, staff_disclosure()) != root);
    }
    if (bit < 48) {
      auto value_changed = staff_disclosure();
      auto& name = *value_changed.values[0];
      name[bit / 8] = static_cast<char>(name[bit / 8] ^ (1 << (bit % 8)));
      CHECK(staff_root(value_changed) != root);
    }
  }
}

TEST_CASE("subject kind, event type, field, presence and place all change the root") {
  const auto form = form_of(EventType::person_registered);
  const auto base = staff_disclosure();
  const Digest root = staff_root(base);
  CHECK(fields_root(ledger, SubjectKind::student, subject, EventType::person_registered, form,
                    base) != root);
  CHECK(fields_root(ledger, SubjectKind::person, subject, EventType::consent, form, base) != root);
  const PersonalField other_form[] = {PersonalField::name, PersonalField::email,
                                      PersonalField::staff_number};
  CHECK(fields_root(ledger, SubjectKind::person, subject, EventType::person_registered, other_form,
                    base) != root);
  auto empty_instead_of_absent = base;
  empty_instead_of_absent.values[2] = "";
  CHECK(staff_root(empty_instead_of_absent) != root);
  auto moved = base;
  std::swap(moved.values[1], moved.values[2]);
  CHECK(staff_root(moved) != root);
}

TEST_CASE("a single field is proven without the others") {
  const auto form = form_of(EventType::roster_line);
  Disclosure disclosure{counting_from<Seed>(1), {}};
  for (std::size_t i = 0; i < form.size(); ++i)
    disclosure.values.push_back(i % 3 == 2 ? std::nullopt
                                           : std::optional{"value " + std::to_string(i)});
  const Digest root =
      fields_root(ledger, SubjectKind::student, subject, EventType::roster_line, form, disclosure);
  const auto verify = [&](const FieldProof& proof, const SubjectId& about = subject) {
    return verify_field(ledger, SubjectKind::student, about, EventType::roster_line, form, proof,
                        root);
  };
  for (std::size_t i = 0; i < form.size(); ++i) {
    INFO("field " << i);
    const auto proof = prove_field(ledger, SubjectKind::student, subject, EventType::roster_line,
                                   form, disclosure, form[i]);
    REQUIRE(proof);
    CHECK(proof->value == disclosure.values[i]);
    CHECK(verify(*proof));
    CHECK_FALSE(verify(*proof, counting_from<SubjectId>(0x41)));
    auto other_value = *proof;
    other_value.value = proof->value ? std::nullopt : std::optional<std::string>{""};
    CHECK_FALSE(verify(other_value));
    auto other_salt = *proof;
    other_salt.salt[15] ^= 1;
    CHECK_FALSE(verify(other_salt));
    auto other_place = *proof;
    other_place.index = static_cast<std::uint32_t>((i + 1) % form.size());
    CHECK_FALSE(verify(other_place));
    auto other_field = other_place;
    other_field.field = form[other_place.index];
    CHECK_FALSE(verify(other_field));
    auto shorter = *proof;
    shorter.path.pop_back();
    CHECK_FALSE(verify(shorter));
    auto beyond = *proof;
    beyond.index = static_cast<std::uint32_t>(form.size());
    CHECK_FALSE(verify(beyond));
    auto too_long = *proof;
    too_long.value = std::string(personal_value_size_max_bytes + 1, 'x');
    CHECK_FALSE(verify(too_long));
  }
  CHECK_FALSE(prove_field(ledger, SubjectKind::student, subject, EventType::roster_line, form,
                          disclosure, PersonalField::scan_digest));
}

TEST_CASE("a disclosure from outside that does not fit its form is refused, not asserted") {
  const Digest root = staff_root(staff_disclosure());
  const auto check = [&](const Disclosure& disclosure) {
    return check_fields_root(ledger, SubjectKind::person, subject, EventType::person_registered,
                             disclosure, root);
  };
  CHECK(check(staff_disclosure()).has_value());
  auto shorter = staff_disclosure();
  shorter.values.pop_back();
  CHECK(check(shorter).error().code == ErrorCode::malformed);
  auto longer = staff_disclosure();
  longer.values.emplace_back("x");
  CHECK(check(longer).error().code == ErrorCode::malformed);
  auto too_long = staff_disclosure();
  too_long.values[0] = std::string(personal_value_size_max_bytes + 1, 'x');
  CHECK(check(too_long).error().code == ErrorCode::malformed);
  auto other = staff_disclosure();
  other.values[0] = "李四";
  CHECK(check(other).error().code == ErrorCode::refused);

  const std::string broken[] = {"\x80",         "\xc0\xaf",         "\xe4\xb8",
                                "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
                                "\xe0\x80\xaf", "a\xe5\xbc"};
  for (const auto& text : broken) {
    auto not_utf8 = staff_disclosure();
    not_utf8.values[0] = text;
    const auto status = check(not_utf8);
    REQUIRE_FALSE(status);
    CHECK(status.error().code == ErrorCode::malformed);
    CHECK(status.error().what.en.find("not valid UTF-8") != std::string::npos);
  }
}
