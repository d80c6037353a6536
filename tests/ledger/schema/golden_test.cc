// Golden bytes of every table and of the envelope. They were written once; a change that makes this
// test fail changes the format and breaks every ledger that exists.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "ledger/schema/envelope.h"
#include "samples.h"

namespace xueji::test {
namespace {

std::string path_of(const std::string& name) {
  return XUEJI_GOLDEN "/" + name + ".hex";
}

/// The golden bytes; XUEJI_WRITE_GOLDEN=1 writes those of a type that has none yet.
Bytes golden(const std::string& name, const Bytes& actual) {
  std::ifstream in(path_of(name));
  if (!in && std::getenv("XUEJI_WRITE_GOLDEN") != nullptr) {
    std::ofstream out(path_of(name));
    const auto hex = to_hex(actual);
    for (std::size_t i = 0; i < hex.size(); i += 96)
      out << hex.substr(i, 96) << '\n';
    return actual;
  }
  REQUIRE(in);
  std::string hex;
  for (std::string line; std::getline(in, line);)
    hex += line;
  const auto bytes = from_hex(hex);
  REQUIRE(bytes.has_value());
  return *bytes;
}

/// What an absent field of this type is read as, whatever its initialiser says.
template <class Member>
Member none_of() {
  if constexpr (std::is_same_v<Member, Position> || std::is_same_v<Member, TreeSize>) {
    return Member{0};
  } else {
    return Member{};
  }
}

template <class T>
void check_golden(const std::string& name, const T& value) {
  INFO(name);
  const auto bytes = golden(name, encode(value));
  CHECK(to_hex(encode(value)) == to_hex(bytes));
  const auto read = decode<T>(bytes);
  REQUIRE(read.has_value());
  CHECK(same(*read, value));
}

template <class Union, class Wrap>
void check_alternatives(Wrap&& wrap) {
  [&]<class... T>(TypeList<T...>) {
    unsigned seed = 100;
    (wrap(type_name<T>(), Union{Sampler(seed++, Fill::full).draw<T>()}), ...);
  }
  (typename Alternatives<Union>::Types{});
}

TEST_CASE("the bytes of every event type are what they were") {
  check_alternatives<Facts>([](const std::string& name, Facts facts) {
    auto event = Sampler(1, Fill::full).draw<Event>();
    event.facts = std::move(facts);
    check_golden("Event-" + name, event);
  });
}

TEST_CASE("the bytes of every ledger record are what they were") {
  check_alternatives<RecordBody>([](const std::string& name, RecordBody body) {
    check_golden("LedgerRecord-" + name, LedgerRecord{std::move(body)});
  });
}

TEST_CASE("the bytes of every other root table are what they were") {
  for_each_type(Roots{}, []<class T>() {
    if constexpr (!std::is_same_v<T, Event> && !std::is_same_v<T, LedgerRecord>) {
      check_golden(type_name<T>(), Sampler(2, Fill::full).draw<T>());
    }
  });
}

TEST_CASE("the bytes of an entry are what they were") {
  Envelope envelope;
  envelope.kind = BodyKind::event;
  envelope.subject_kind = SubjectKind::student;
  envelope.subject_sequence = 0x01020304;
  envelope.position = Position{0x1122334455667788};
  envelope.recorded_at = Instant{1'764'000'000'123};
  envelope.subject = Sampler(3, Fill::full).draw<SubjectId>();
  envelope.subject_previous = Position{0x0102030405060708};
  const Bytes body{1, 2, 3};
  const auto bytes = encode_entry(envelope, body);
  CHECK(to_hex(bytes) == to_hex(golden("entry", bytes)));
}

/// A row as it was before fields were appended to its table: every field of that time is read back,
/// and what came later is absent.
template <class T>
void check_earlier(const std::string& name, std::size_t fields_then) {
  INFO(name);
  const auto bytes = golden("earlier/" + name, {});
  const auto read = decode_trusted<T>(bytes);
  REQUIRE(read.has_value());
  for_each_field(*read, [&](const auto& f, const auto& value) {
    INFO(f.name);
    using Member = std::decay_t<decltype(value)>;
    const bool absent = same(value, Member{}) || same(value, none_of<Member>());
    CHECK(absent == (f.id >= fields_then));
  });
}

TEST_CASE("state rows written before their tables grew are read") {
  check_earlier<OrganisationState>("OrganisationState", 24);
  check_earlier<StudentState>("StudentState", 39);
  check_earlier<SubmissionState>("SubmissionState", 22);
  check_earlier<Reservation>("Reservation", 4);
}

}  // namespace
}  // namespace xueji::test
