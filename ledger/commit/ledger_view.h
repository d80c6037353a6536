// Reading a ledger: decision state, entries, proofs, packs. Works on the writer's own log and, as a
// second process, beside a running writer (design §3 Storage). Everything here is derived from the
// log's rows; `replay/verify` is what trusts nothing.
// Not thread-safe: one per thread. `refresh` catches up; answers name the size that they reflect.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/commit/cached_state.h"
#include "ledger/commit/data_directory.h"
#include "ledger/merkle/checkpoint.h"
#include "ledger/merkle/tiles.h"
#include "ledger/policy/pack.h"
#include "ledger/registry/evolve.h"
#include "ledger/store/event_log.h"

namespace xueji {

/// RowSpace of the signed checkpoint after each commit group: tree size (8 bytes, big-endian) →
/// note. So the same submission gets the same receipt again.
inline constexpr RowSpace checkpoint_rows = static_cast<RowSpace>(9);

/// RowSpace of the packs that came after genesis: digest → position of the first chunk (8 bytes,
/// big-endian) and count of chunks (2 bytes, big-endian). So that opening folds nothing.
inline constexpr RowSpace pack_rows = static_cast<RowSpace>(10);
[[nodiscard]] Bytes pack_row_value(Position first_chunk, std::uint16_t chunks);

/// Key of a full tile's row.
[[nodiscard]] Bytes tile_row_key(std::uint8_t level, std::uint64_t index);
/// Key of a submission in its organisation's index: organisation, then header position.
[[nodiscard]] Bytes organisation_index_key(const OrganisationId& organisation, Position header_at);

/// Full tiles from the log's rows. As thread-safe as the log.
class RowTileReader final : public TileReader {
 public:
  explicit RowTileReader(const LogReader& log) : log_(log) {}
  [[nodiscard]] Result<Bytes> tile(std::uint8_t level, std::uint64_t index) override;

 private:
  const LogReader& log_;
};

/// The right edge of the log's tree at `size`, rebuilt from full tiles and the last entries.
[[nodiscard]] Result<TreeBuilder> restore_tree(const LogReader& log, TreeSize size);

/// Events by position, decoded from the log.
class LogEventSource final : public EventSource {
 public:
  explicit LogEventSource(const LogReader& log) : log_(log) {}
  [[nodiscard]] Result<std::vector<Event>> events(Position first,
                                                  std::uint32_t count) const override;

 private:
  const LogReader& log_;
};

/// The packs that genesis and later adoptions put into the log, parsed once each. Packs stay where
/// they are: pointers hold as long as the shelf.
class PackShelf final : public PackDirectory {
 public:
  /// Reads genesis and the chunks that follow it, then the packs adopted since. May be called again
  /// when the log has grown: only what is new is read. Errors: io; corrupt, when chunks do not give
  /// the digest that names them, or make no sound pack.
  [[nodiscard]] Status load(const LogReader& log);
  /// A pack that is on its way into the log.
  void add(const Digest& digest, Pack pack, Position first_chunk);
  [[nodiscard]] const Pack* find(const Digest& digest) const override;
  [[nodiscard]] const std::map<Digest, Pack>& all() const { return packs_; }
  /// Where the chunks of a pack begin; nothing for a pack that is not here.
  [[nodiscard]] std::optional<Position> first_chunk(const Digest& digest) const;

 private:
  [[nodiscard]] Status read_pack(const LogReader& log, const Digest& digest, Position first,
                                 std::uint64_t chunks);

  std::optional<Genesis> genesis_;
  std::map<Digest, Pack> packs_;
  std::map<Digest, Position> first_chunks_;
};

class LedgerView {
 public:
  /// Over a log that the caller keeps alive (the writer's own).
  [[nodiscard]] static Result<std::unique_ptr<LedgerView>> over(LogReader& log);
  /// Opens for reading, also beside a running writer.
  [[nodiscard]] static Result<std::unique_ptr<LedgerView>> open(const DataDirectory& directory);

  /// Shows what was committed since. Invalidates pointers into the state.
  [[nodiscard]] Status refresh();

  [[nodiscard]] const LedgerId& ledger_id() const { return ledger_id_; }
  [[nodiscard]] const CachedState& state() const { return state_; }
  [[nodiscard]] LogReader& log() const { return log_; }
  [[nodiscard]] const PackShelf& packs() const { return packs_; }
  [[nodiscard]] TileReader& tiles() { return *tiles_; }

  [[nodiscard]] const std::string& checkpoint_note() const { return note_; }
  /// The newest checkpoint, its signature verified with genesis's keys.
  [[nodiscard]] const Checkpoint& checkpoint() const { return checkpoint_; }
  [[nodiscard]] Seen seen() const { return {checkpoint_.size, checkpoint_.root}; }

  /// The pack in force for an organisation on a day. Errors: refused when none is active.
  struct PackInForce {
    const Pack* pack;
    Digest digest;
  };
  [[nodiscard]] Result<PackInForce> pack_for(const OrganisationId& organisation, Date on) const;
  /// The pack that a submission pinned. Errors: corrupt when the log does not hold it.
  [[nodiscard]] Result<const Pack*> pack_of(const SubmissionState& submission) const;

  [[nodiscard]] Result<Entry> entry(Position position) const;
  [[nodiscard]] Result<std::vector<Event>> events_of(const SubmissionState& submission) const;
  /// Positions of a subject's entries, oldest first.
  [[nodiscard]] Result<std::vector<Position>> history(SubjectKind kind,
                                                      const SubjectId& subject) const;
  /// Every organisation, by code.
  [[nodiscard]] Result<std::vector<OrganisationState>> organisations() const;
  [[nodiscard]] const OrganisationState* organisation_by_code(std::string_view code) const;
  /// Header positions of what an organisation filed, oldest first.
  [[nodiscard]] Result<std::vector<Position>> filed_by(const OrganisationId& organisation) const;

 private:
  [[nodiscard]] Status load(const Head& head);
  explicit LedgerView(LogReader& log) : log_(log), state_(log), full_tiles_(log) {}

  std::unique_ptr<LogReader> owned_;
  LogReader& log_;
  CachedState state_;
  PackShelf packs_;
  RowTileReader full_tiles_;
  std::unique_ptr<SnapshotReader> tiles_;
  LedgerId ledger_id_;
  std::string note_;
  Checkpoint checkpoint_;
};

}  // namespace xueji
