// The rows of a generation of views: one table per letter, keys big-endian so that a prefix scan is
// one answer. Derived data: the layout may change at any time with `view_format`, and older
// generations are then rebuilt from the log.
//
//   A author(16) header(8)                    → nothing        what a person filed
//   C class(16)                               → ClassState
//   D organisation(16) effect(8) line(4)      → duty record    what the duty system did (duties.h)
//   E school(16) class(16) cohort … (counters.h) → packed steps of the count
//   G school(16)                              → merger         who answers for it (mergers.h)
//   I kind(1) value                           → IdentifierState
//   K key(32)                                 → KeyState
//   M                                         → how far the fold is (ViewHead)
//   O organisation(16)                        → OrganisationState
//   P person(16)                              → PersonState
//   R school(16) student(16)                  → packed history of the status (history.h)
//   S student(16)                             → schools(16 each) whose R rows hold the status
//   T organisation(16) role(1) person(16)     → nothing        who ever held a role there
//   W submission(16)                          → SubmissionState, while somebody owes an act on it
//   X header(8)                               → submission(16) count(4)
//
// Thread safety: free functions over values.
#pragma once

#include <array>
#include <initializer_list>

#include "ledger/base/bytes.h"
#include "ledger/base/clock.h"
#include "ledger/base/id.h"
#include "ledger/base/result.h"

namespace xueji {

/// Grows with every change of a row's meaning or of how its files are laid out; a generation of
/// another format is never read.
inline constexpr std::uint32_t view_format = 4;

enum class ViewTable : std::uint8_t {
  author = 'A',
  school_class = 'C',
  duty = 'D',
  enrolment = 'E',
  merger = 'G',
  identifier = 'I',
  key = 'K',
  head = 'M',
  organisation = 'O',
  person = 'P',
  roster = 'R',
  student = 'S',
  role = 'T',
  waiting = 'W',
  header = 'X',
};

[[nodiscard]] Bytes view_key(ViewTable table, std::initializer_list<ByteView> parts = {});

/// A number as it sorts.
template <class Integer>
[[nodiscard]] std::array<std::uint8_t, sizeof(Integer)> big_endian(Integer value) {
  std::array<std::uint8_t, sizeof(Integer)> out;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    out[i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(Integer) - 1 - i)));
  }
  return out;
}

/// What the rows reflect: the whole log up to `size`, and proof that it was this log.
struct ViewHead {
  TreeSize size;
  Instant recorded_at;  ///< Of the last folded entry.
  Digest last_entry;    ///< SHA-256 of the last folded entry: a fork of the log is noticed.
  friend bool operator==(const ViewHead&, const ViewHead&) = default;
};
[[nodiscard]] Bytes encode_view_head(const ViewHead& head);
/// Errors: corrupt, also for a head of another view_format.
[[nodiscard]] Result<ViewHead> decode_view_head(ByteView bytes);

/// What an X row says.
struct FiledAt {
  SubmissionId submission;
  std::uint32_t count = 0;
};
[[nodiscard]] Bytes encode_filed_at(const FiledAt& filed);
[[nodiscard]] Result<FiledAt> decode_filed_at(ByteView bytes);

/// A row of the views that cannot be what this program wrote.
[[nodiscard]] tl::unexpected<Error> damaged_view(std::string_view what);

}  // namespace xueji
