#include "ledger/schema/envelope.h"

#include <catch2/catch.hpp>

#include "samples.h"

namespace xueji::test {
namespace {

Envelope sample_envelope() {
  Envelope envelope;
  envelope.kind = BodyKind::event;
  envelope.subject_kind = SubjectKind::student;
  envelope.subject_sequence = 5;
  envelope.position = Position{900};
  envelope.recorded_at = Instant{1'764'000'000'123};
  envelope.subject = SubjectId{{9, 8, 7}};
  envelope.subject_previous = Position{800};
  return envelope;
}

TEST_CASE("an entry with any reserved, contradicting or unknown envelope byte is refused") {
  const auto good = encode_entry(sample_envelope(), Bytes{1, 2, 3});
  REQUIRE(split_entry(good).has_value());
  const auto with = [&](std::size_t at, std::uint8_t value) {
    auto bytes = good;
    bytes[at] = value;
    return split_entry(bytes).has_value();
  };
  CHECK_FALSE(with(0, 0));
  CHECK_FALSE(with(0, 2));
  CHECK_FALSE(with(1, 0));
  CHECK_FALSE(with(1, 7));
  CHECK_FALSE(with(2, 0));
  CHECK_FALSE(with(2, 6));
  CHECK_FALSE(with(3, 1));
  CHECK_FALSE(with(4, 0));
  CHECK_FALSE(with(47, 0x80));
  CHECK_FALSE(with(48, 4));
  for (std::size_t at = 49; at < 56; ++at)
    CHECK_FALSE(with(at, 1));
}

TEST_CASE("an entry cut, lengthened or larger than 65,535 bytes is refused") {
  const auto good = encode_entry(sample_envelope(), Bytes{1, 2, 3});
  for (std::size_t size = 0; size < good.size(); ++size) {
    CHECK_FALSE(split_entry(ByteView(good).first(size)).has_value());
  }
  auto longer = good;
  longer.push_back(0);
  CHECK_FALSE(split_entry(longer).has_value());
  const auto largest = encode_entry(sample_envelope(), Bytes(body_size_max_bytes));
  CHECK(largest.size() == 65'535);
  CHECK(split_entry(largest).has_value());
}

TEST_CASE("a previous position must lie before, and only a known subject has one") {
  const auto good = encode_entry(sample_envelope(), {});
  auto bytes = good;
  std::copy_n(bytes.begin() + 8, 8, bytes.begin() + 40);
  CHECK_FALSE(split_entry(bytes).has_value());
  bytes = good;
  bytes[2] = 0;
  std::fill_n(bytes.begin() + 24, 16, std::uint8_t{0});
  CHECK_FALSE(split_entry(bytes).has_value());
}

template <class T>
void check_entry(BodyKind kind, Bytes body) {
  auto envelope = sample_envelope();
  envelope.kind = kind;
  const auto bytes = encode_entry(envelope, body);
  for (const auto provenance : {Provenance::outside, Provenance::ours}) {
    const auto entry = decode_entry(bytes, provenance);
    REQUIRE(entry.has_value());
    CHECK(entry->envelope.kind == kind);
    CHECK(entry->envelope.position == envelope.position);
    CHECK(entry->envelope.recorded_at == envelope.recorded_at);
    CHECK(entry->envelope.subject == envelope.subject);
    CHECK(entry->envelope.subject_previous == envelope.subject_previous);
    CHECK(std::holds_alternative<T>(entry->body));
  }
}

TEST_CASE("each kind of entry decodes to its body") {
  Sampler sampler(21, Fill::full);
  check_entry<Genesis>(BodyKind::genesis, encode(sampler.draw<Genesis>()));
  check_entry<PackChunk>(BodyKind::pack_chunk, encode(sampler.draw<PackChunk>()));
  check_entry<Event>(BodyKind::event, encode(sampler.draw<Event>()));
  check_entry<LedgerRecord>(BodyKind::ledger_record, encode(sampler.draw<LedgerRecord>()));
  Signed header{encode(sampler.draw<SubmissionHeader>()), Bytes(64, 1), {}};
  check_entry<SignedHeader>(BodyKind::submission_header, encode(header));
  const Signed sign_off{encode(sampler.draw<SignOff>()), Bytes(64, 1), Bytes(64, 2)};
  check_entry<SignedSignOff>(BodyKind::sign_off, encode(sign_off));
}

TEST_CASE("a header or sign-off keeps the bytes that were signed") {
  Sampler sampler(22, Fill::full);
  const auto payload = encode(sampler.draw<SignOff>());
  const auto body = encode(Signed{payload, Bytes(64, 1), Bytes(64, 2)});
  const auto read = decode_body(BodyKind::sign_off, body, Provenance::outside);
  REQUIRE(read.has_value());
  CHECK(std::get<SignedSignOff>(*read).payload == payload);
  CHECK(std::get<SignedSignOff>(*read).signature == Bytes(64, 1));
  CHECK(std::get<SignedSignOff>(*read).seal_signature == Bytes(64, 2));
}

TEST_CASE("a header with a seal signature, or a body of another kind, is refused") {
  Sampler sampler(23, Fill::full);
  const Signed sealed{encode(sampler.draw<SubmissionHeader>()), Bytes(64, 1), Bytes(64, 2)};
  CHECK_FALSE(decode_body(BodyKind::submission_header, encode(sealed), Provenance::outside));
  const Signed header{encode(sampler.draw<SubmissionHeader>()), Bytes(64, 1), {}};
  CHECK_FALSE(decode_body(BodyKind::sign_off, encode(header), Provenance::outside));
  CHECK_FALSE(decode_body(BodyKind::event, encode(header), Provenance::ours));
}

}  // namespace
}  // namespace xueji::test
