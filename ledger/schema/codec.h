// Persisted bytes of the model's structs: genuine FlatBuffers tables in the one layout that
// FORMAT.md prescribes. Equal values give equal bytes, on every machine and in every language.
//
// Absent and zero are one thing on the wire: a scalar of 0, an empty string or vector, an id of
// zeros and an absent date are left out, and are read back as such whatever initialiser the C++
// member has (`owns_status`, `suite`, … start at zero here).
//
// Thread safety: free functions may run at once; an Encoder belongs to one thread.
#pragma once

#include <memory>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/model/entry.h"
#include "ledger/model/state.h"

namespace xueji {

/// The four characters at bytes 4–7 that say which root table a buffer holds. Empty: `T` is no
/// root.
template <class T>
inline constexpr std::string_view file_identifier = "";
template <>
inline constexpr std::string_view file_identifier<Event> = "XJEV";
template <>
inline constexpr std::string_view file_identifier<Genesis> = "XJGE";
template <>
inline constexpr std::string_view file_identifier<PackChunk> = "XJPC";
template <>
inline constexpr std::string_view file_identifier<SubmissionHeader> = "XJSH";
template <>
inline constexpr std::string_view file_identifier<SignOff> = "XJSO";
template <>
inline constexpr std::string_view file_identifier<Signed> = "XJSG";
template <>
inline constexpr std::string_view file_identifier<LedgerRecord> = "XJLR";
template <>
inline constexpr std::string_view file_identifier<OrganisationState> = "XJOS";
template <>
inline constexpr std::string_view file_identifier<PersonState> = "XJPS";
template <>
inline constexpr std::string_view file_identifier<KeyState> = "XJKS";
template <>
inline constexpr std::string_view file_identifier<ClassState> = "XJCS";
template <>
inline constexpr std::string_view file_identifier<StudentState> = "XJSS";
template <>
inline constexpr std::string_view file_identifier<SubmissionState> = "XJUS";
template <>
inline constexpr std::string_view file_identifier<Reservation> = "XJRV";
template <>
inline constexpr std::string_view file_identifier<IdentifierState> = "XJIS";
template <>
inline constexpr std::string_view file_identifier<SerialState> = "XJNS";

/// The structs that stand alone as bytes: entry bodies, signed payloads and state rows.
template <class T>
concept Persisted = !file_identifier<T>.empty();

/// The canonical bytes of a value. Dates must be absent (`Date{}`) or valid days from 1900-01-01 to
/// 2999-12-31; anything else is a programmer error.
template <Persisted T>
[[nodiscard]] Bytes encode(const T& value);

/// For hot paths: keeps its buffers from one call to the next, so that encoding allocates nothing.
class Encoder {
 public:
  Encoder();
  ~Encoder();
  Encoder(Encoder&&) noexcept;
  Encoder& operator=(Encoder&&) noexcept;

  /// The same bytes as the free function; valid until the next call.
  template <Persisted T>
  [[nodiscard]] ByteView encode(const T& value);

  struct Buffers;

 private:
  std::unique_ptr<Buffers> buffers_;
};

/// Reads bytes from outside. Accepts exactly what `encode` writes: malformed tables, unknown fields
/// or union types, numbers outside their enumeration, text that is not UTF-8, events over 16 KiB
/// and any other layout of the same values are ErrorCode::malformed. Any alignment.
template <Persisted T>
[[nodiscard]] Result<T> decode(ByteView bytes);

/// Reads bytes that this ledger wrote and whose hash or store vouches for them. Memory-safe for any
/// input, but does not insist on the canonical layout. ErrorCode::corrupt on malformed tables and
/// on numbers outside their enumeration.
template <Persisted T>
[[nodiscard]] Result<T> decode_trusted(ByteView bytes);

}  // namespace xueji
