// Dangerous parts first: what comes from outside is taken only in its one canonical form.
#include "ledger/schema/codec.h"

#include <flatbuffers/flatbuffers.h>

#include <catch2/catch.hpp>

#include "samples.h"

namespace xueji::test {
namespace {

Event roster_event() {
  Sampler sampler(7, Fill::full);
  auto event = sampler.draw<Event>();
  event.facts = sampler.draw<RosterLine>();
  return event;
}

TEST_CASE("every bit flip of an event is refused or is the canonical form of another event") {
  const auto event = roster_event();
  const auto bytes = encode(event);
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto flipped = bytes;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
    INFO("bit " << bit);
    const auto read = decode<Event>(flipped);
    if (!read) {
      ++refused;
      continue;
    }
    REQUIRE_FALSE(same(*read, event));
    REQUIRE(encode(*read) == flipped);
  }
  // Ids, digests and text may hold any value; the frame around them may not.
  CHECK(refused > 500);
}

TEST_CASE("a truncated or lengthened buffer of any type is refused at every length") {
  for_each_type(Roots{}, []<class T>() {
    INFO(type_name<T>());
    const auto bytes = encode(Sampler(11, Fill::full).draw<T>());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
      REQUIRE_FALSE(decode<T>(cut).has_value());
      // Trusted reading promises memory safety only; sanitizers watch it here.
      (void)decode_trusted<T>(cut).has_value();
    }
    auto longer = bytes;
    for (int i = 0; i < 9; ++i) {
      longer.push_back(0);
      REQUIRE_FALSE(decode<T>(longer).has_value());
    }
  });
}

TEST_CASE("random damage never crashes either reader and never passes as canonical unchanged") {
  for_each_type(Roots{}, []<class T>() {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      INFO(type_name<T>() << " seed " << seed);
      const auto bytes = encode(Sampler(seed).draw<T>());
      SeededRandom random(seed);
      auto damaged = bytes;
      for (int i = 0; i < 4; ++i) {
        damaged[random.below(damaged.size())] = static_cast<std::uint8_t>(random.next());
      }
      (void)decode_trusted<T>(damaged).has_value();
      const auto read = decode<T>(damaged);
      if (read) REQUIRE(encode(*read) == damaged);
    }
  });
}

TEST_CASE("a table with an unknown field is refused") {
  // A well-formed Consent event from a later version: field 4 of the facts is not known here.
  flatbuffers::FlatBufferBuilder builder;
  auto start = builder.StartTable();
  builder.AddElement<std::uint8_t>(4, 1);
  builder.AddElement<std::uint8_t>(4 + 2 * 4, 1);
  const auto facts = builder.EndTable(start);
  start = builder.StartTable();
  builder.AddElement<std::uint8_t>(4, 1);
  builder.AddElement<std::uint8_t>(4 + 2 * 4, static_cast<std::uint8_t>(EventType::consent));
  builder.AddOffset(4 + 2 * 5, flatbuffers::Offset<void>(facts));
  builder.Finish(flatbuffers::Offset<void>(builder.EndTable(start)), "XJEV");
  const ByteView bytes{builder.GetBufferPointer(), builder.GetSize()};
  REQUIRE(decode_trusted<Event>(bytes).has_value());
  const auto read = decode<Event>(bytes);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == ErrorCode::malformed);
}

/// An Event buffer around one facts table without fields.
Bytes event_of_type(std::uint8_t type, bool with_table) {
  flatbuffers::FlatBufferBuilder builder;
  auto start = builder.StartTable();
  const auto facts = builder.EndTable(start);
  start = builder.StartTable();
  if (type != 0) builder.AddElement<std::uint8_t>(4 + 2 * 4, type);
  if (with_table) builder.AddOffset(4 + 2 * 5, flatbuffers::Offset<void>(facts));
  builder.Finish(flatbuffers::Offset<void>(builder.EndTable(start)), "XJEV");
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

TEST_CASE("a union whose type is unknown, or which lacks its type or its table, is refused") {
  constexpr auto unknown = static_cast<std::uint8_t>(FactsTypes::size + 1);
  CHECK(decode<Event>(event_of_type(40, true)).has_value());
  CHECK_FALSE(decode<Event>(event_of_type(unknown, true)).has_value());
  CHECK_FALSE(decode<Event>(event_of_type(255, true)).has_value());
  CHECK_FALSE(decode<Event>(event_of_type(0, true)).has_value());
  CHECK_FALSE(decode<Event>(event_of_type(40, false)).has_value());
  CHECK_FALSE(decode_trusted<Event>(event_of_type(unknown, true)).has_value());
  CHECK_FALSE(decode_trusted<Event>(event_of_type(40, false)).has_value());
}

TEST_CASE("a scalar that is stored although it is zero is refused") {
  flatbuffers::FlatBufferBuilder builder;
  builder.ForceDefaults(true);
  const auto start = builder.StartTable();
  builder.AddElement<std::uint32_t>(4 + 2, 0);
  builder.Finish(flatbuffers::Offset<void>(builder.EndTable(start)), "XJNS");
  const ByteView bytes{builder.GetBufferPointer(), builder.GetSize()};
  CHECK(decode_trusted<SerialState>(bytes).has_value());
  CHECK_FALSE(decode<SerialState>(bytes).has_value());
}

TEST_CASE("many fields that share one long string cannot blow a small buffer up") {
  flatbuffers::FlatBufferBuilder builder;
  const auto text = builder.CreateString(std::string(10'000, 'x'));
  std::vector<flatbuffers::Offset<flatbuffers::String>> shared(10'000, text);
  const auto rules = builder.CreateVector(shared);
  auto start = builder.StartTable();
  builder.AddOffset(4 + 2 * 4, rules);
  const auto accepted = builder.EndTable(start);
  start = builder.StartTable();
  builder.AddElement<std::uint8_t>(4, 1);
  builder.AddOffset(6, flatbuffers::Offset<void>(accepted));
  builder.Finish(flatbuffers::Offset<void>(builder.EndTable(start)), "XJLR");
  const ByteView bytes{builder.GetBufferPointer(), builder.GetSize()};
  CHECK_FALSE(decode_trusted<LedgerRecord>(bytes).has_value());
  CHECK_FALSE(decode<LedgerRecord>(bytes).has_value());
}

TEST_CASE("numbers outside their enumeration are refused by both readers") {
  auto event = roster_event();
  event.subject_kind = static_cast<SubjectKind>(77);
  auto read = decode_trusted<Event>(encode(event));
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == ErrorCode::corrupt);
  CHECK(read.error().what.en.find("subject_kind") != std::string::npos);
  CHECK_FALSE(decode<Event>(encode(event)).has_value());
  SignOff sign_off;
  sign_off.reason = static_cast<ReasonCode>(98);
  CHECK_FALSE(decode<SignOff>(encode(sign_off)).has_value());
  sign_off.reason = ReasonCode::other;
  CHECK(decode<SignOff>(encode(sign_off)).has_value());
}

TEST_CASE("text that is not UTF-8 is refused from outside") {
  SerialState row;
  for (const std::string_view bad :
       {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xe5"}) {
    row.scope = bad;
    CHECK_FALSE(decode<SerialState>(encode(row)).has_value());
  }
  row.scope = "张·𠮷";
  CHECK(decode<SerialState>(encode(row)).has_value());
}

TEST_CASE("an event over 16 KiB is refused") {
  Event event;
  PresenceConfirmed presence;
  presence.absentees.resize(1'100, StudentId{{1}});
  event.facts = presence;
  CHECK_FALSE(decode<Event>(encode(event)).has_value());
}

TEST_CASE("the identifier of another table is refused") {
  CHECK_FALSE(decode<SignOff>(encode(roster_event())).has_value());
  CHECK_FALSE(decode_trusted<SubmissionHeader>(encode(SignOff{})).has_value());
}

TEST_CASE("any alignment of the input reads alike") {
  const auto event = roster_event();
  const auto bytes = encode(event);
  for (std::size_t shift = 0; shift < 9; ++shift) {
    Bytes moved(shift);
    append(moved, bytes);
    const auto read = decode<Event>(ByteView(moved).subspan(shift));
    REQUIRE(read.has_value());
    REQUIRE(same(*read, event));
  }
}

TEST_CASE("every type comes back from its bytes as it was") {
  for_each_type(Roots{}, []<class T>() {
    Encoder encoder;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      INFO(type_name<T>() << " seed " << seed);
      const auto value = Sampler(seed, seed % 2 == 0 ? Fill::full : Fill::mixed).draw<T>();
      const auto bytes = encode(value);
      REQUIRE(to_bytes(encoder.encode(value)) == bytes);
      const auto read = decode<T>(bytes);
      REQUIRE(read.has_value());
      REQUIRE(same(*read, value));
      const auto trusted = decode_trusted<T>(bytes);
      REQUIRE(trusted.has_value());
      REQUIRE(same(*trusted, value));
    }
  });
}

TEST_CASE("C++ initialisers do not show through what was left out") {
  KeyState key;
  key.suite = 0;
  key.revoked_at = Position{0};
  const auto read = decode<KeyState>(encode(key));
  REQUIRE(read.has_value());
  CHECK(read->suite == 0);
  CHECK(read->revoked_at == Position{0});
  const auto fresh = decode<KeyState>(encode(KeyState{}));
  REQUIRE(fresh.has_value());
  CHECK(fresh->revoked_at == no_position);
  OrganisationState organisation;
  organisation.owns_status = false;
  CHECK_FALSE(decode<OrganisationState>(encode(organisation))->owns_status);
}

TEST_CASE("1 January 1900 is a day of its own and not an absent date") {
  KeyState row;
  row.compromised_from = make_date(1900, 1, 1);
  CHECK(decode<KeyState>(encode(row))->compromised_from == make_date(1900, 1, 1));
  row.compromised_from = Date{};
  CHECK(decode<KeyState>(encode(row))->compromised_from == Date{});
}

}  // namespace
}  // namespace xueji::test
