#include "ledger/schema/envelope.h"

#include <algorithm>

#include "ledger/schema/codec.h"

namespace xueji {
namespace {

/// What is wrong with an envelope, or nullptr.
const char* fault_of(const Envelope& envelope) {
  if (find_term(envelope.kind) == nullptr) return "unknown body kind";
  if (find_term(envelope.subject_kind) == nullptr) return "unknown subject kind";
  if (envelope.subject.is_none() != (envelope.subject_kind == SubjectKind::none)) {
    return "subject and subject kind disagree";
  }
  const bool first = envelope.subject_previous == no_position;
  if (first != (envelope.subject_sequence == 0)) {
    return "subject sequence and previous position disagree";
  }
  if (!first && envelope.subject_kind == SubjectKind::none) return "previous without a subject";
  if (!first && envelope.subject_previous >= envelope.position) {
    return "previous position is not before this one";
  }
  return nullptr;
}

tl::unexpected<Error> bad_entry(ErrorCode code, const std::string& why) {
  return fail(code, Text{"台账条目格式错误：" + why, "malformed log entry: " + why});
}

template <class T>
Result<T> decode_as(ByteView bytes, Provenance provenance) {
  return provenance == Provenance::outside ? decode<T>(bytes) : decode_trusted<T>(bytes);
}

template <class T>
Result<Body> plain_body(ByteView bytes, Provenance provenance) {
  auto value = decode_as<T>(bytes, provenance);
  if (!value) return fail(std::move(value.error()));
  return Body{std::move(*value)};
}

Result<Body> header_body(ByteView bytes, Provenance provenance) {
  auto signed_bytes = decode_as<Signed>(bytes, provenance);
  if (!signed_bytes) return fail(std::move(signed_bytes.error()));
  if (!signed_bytes->seal_signature.empty()) {
    return bad_entry(provenance == Provenance::outside ? ErrorCode::malformed : ErrorCode::corrupt,
                     "a submission header carries no seal signature");
  }
  auto header = decode_as<SubmissionHeader>(signed_bytes->payload, provenance);
  if (!header) return fail(std::move(header.error()));
  return Body{SignedHeader{std::move(*header), std::move(signed_bytes->payload),
                           std::move(signed_bytes->signature)}};
}

Result<Body> sign_off_body(ByteView bytes, Provenance provenance) {
  auto signed_bytes = decode_as<Signed>(bytes, provenance);
  if (!signed_bytes) return fail(std::move(signed_bytes.error()));
  auto sign_off = decode_as<SignOff>(signed_bytes->payload, provenance);
  if (!sign_off) return fail(std::move(sign_off.error()));
  return Body{SignedSignOff{std::move(*sign_off), std::move(signed_bytes->payload),
                            std::move(signed_bytes->signature),
                            std::move(signed_bytes->seal_signature)}};
}

}  // namespace

void append_entry(Bytes& out, const Envelope& envelope, ByteView body) {
  XUEJI_ASSERT(body.size() <= body_size_max_bytes);
  XUEJI_ASSERT(fault_of(envelope) == nullptr);
  out.reserve(out.size() + envelope_size_bytes + body.size());
  out.push_back(envelope_format);
  out.push_back(static_cast<std::uint8_t>(envelope.kind));
  out.push_back(static_cast<std::uint8_t>(envelope.subject_kind));
  out.push_back(0);
  append_le(out, envelope.subject_sequence);
  append_le(out, envelope.position.value);
  append_le(out, envelope.recorded_at.ms);
  append(out, envelope.subject.view());
  append_le(out, envelope.subject_previous.value);
  append_le(out, static_cast<std::uint32_t>(body.size()));
  append_le(out, std::uint32_t{0});
  append(out, body);
}

Bytes encode_entry(const Envelope& envelope, ByteView body) {
  Bytes out;
  append_entry(out, envelope, body);
  return out;
}

Result<std::pair<Envelope, ByteView>> split_entry(ByteView entry, ErrorCode code) {
  if (entry.size() < envelope_size_bytes || entry.size() > entry_size_max_bytes) {
    return bad_entry(code, "size of " + std::to_string(entry.size()) + " bytes");
  }
  const auto* in = entry.data();
  if (in[0] != envelope_format) return bad_entry(code, "unknown format " + std::to_string(in[0]));
  if (in[3] != 0 || read_le<std::uint32_t>(in + 52) != 0) {
    return bad_entry(code, "reserved bytes are not zero");
  }
  if (read_le<std::uint32_t>(in + 48) != entry.size() - envelope_size_bytes) {
    return bad_entry(code, "body length disagrees with the entry's size");
  }
  Envelope envelope;
  envelope.kind = static_cast<BodyKind>(in[1]);
  envelope.subject_kind = static_cast<SubjectKind>(in[2]);
  envelope.subject_sequence = read_le<std::uint32_t>(in + 4);
  envelope.position = Position{read_le<std::uint64_t>(in + 8)};
  envelope.recorded_at = Instant{read_le<std::int64_t>(in + 16)};
  std::copy_n(in + 24, SubjectId::size_bytes, envelope.subject.bytes.begin());
  envelope.subject_previous = Position{read_le<std::uint64_t>(in + 40)};
  if (const char* fault = fault_of(envelope)) return bad_entry(code, fault);
  return std::pair{envelope, entry.subspan(envelope_size_bytes)};
}

Result<Body> decode_body(BodyKind kind, ByteView body, Provenance provenance) {
  switch (kind) {
    case BodyKind::genesis:
      return plain_body<Genesis>(body, provenance);
    case BodyKind::pack_chunk:
      return plain_body<PackChunk>(body, provenance);
    case BodyKind::submission_header:
      return header_body(body, provenance);
    case BodyKind::event:
      return plain_body<Event>(body, provenance);
    case BodyKind::sign_off:
      return sign_off_body(body, provenance);
    case BodyKind::ledger_record:
      return plain_body<LedgerRecord>(body, provenance);
  }
  return bad_entry(ErrorCode::malformed, "unknown body kind");
}

Result<Entry> decode_entry(ByteView entry, Provenance provenance) {
  const auto code = provenance == Provenance::outside ? ErrorCode::malformed : ErrorCode::corrupt;
  const auto split = split_entry(entry, code);
  if (!split) return fail(split.error());
  auto body = decode_body(split->first.kind, split->second, provenance);
  if (!body) return fail(std::move(body.error()));
  return Entry{split->first, std::move(*body)};
}

}  // namespace xueji
