#include "ledger/commit/ledger_view.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "ledger/crypto/sha256.h"
#include "ledger/merkle/hash.h"
#include "ledger/registry/decide.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"
#include "ledger/store/rocksdb/rocksdb_log.h"

namespace xueji {
namespace {

Result<std::vector<NoteVerifier>> checkpoint_verifiers(const Genesis& genesis) {
  std::vector<NoteVerifier> verifiers;
  for (const auto& raw : genesis.checkpoint_keys) {
    const auto key = PublicKey::from(raw);
    if (!key) return fail(ErrorCode::corrupt, "genesis names a malformed checkpoint key");
    auto verifier = NoteVerifier::make(genesis.origin, *key);
    if (!verifier) return fail(verifier.error());
    verifiers.push_back(*std::move(verifier));
  }
  return verifiers;
}

}  // namespace

Bytes tile_row_key(std::uint8_t level, std::uint64_t index) {
  Bytes key{level};
  append_be(key, index);
  return key;
}

Bytes organisation_index_key(const OrganisationId& organisation, Position header_at) {
  Bytes key = to_bytes(organisation.view());
  append_be(key, header_at.value);
  return key;
}

Result<Bytes> RowTileReader::tile(std::uint8_t level, std::uint64_t index) {
  auto row = log_.row(RowSpace::tile, tile_row_key(level, index));
  if (!row) return fail(row.error());
  if (!*row) return fail(ErrorCode::not_found, "no full tile at this level and index");
  return **std::move(row);
}

Result<TreeBuilder> restore_tree(const LogReader& log, TreeSize size) {
  const std::uint64_t first = size.value - size.value % tile_width;
  std::vector<Digest> last_leaves;
  auto read = log.read(Position{first}, size.value - first, [&](Position, ByteView entry) {
    last_leaves.push_back(leaf_hash(entry));
    return Visit::more;
  });
  if (!read) return fail(read.error());
  RowTileReader tiles(log);
  return TreeBuilder::restore(size, last_leaves, tiles);
}

Result<std::vector<Event>> LogEventSource::events(Position first, std::uint32_t count) const {
  std::vector<Event> events;
  events.reserve(count);
  Status bad;
  auto read = log_.read(first, count, [&](Position, ByteView bytes) {
    auto split = split_entry(bytes);
    if (!split || split->first.kind != BodyKind::event) {
      bad = fail(ErrorCode::corrupt, "an event was expected at position " +
                                         std::to_string(first.value + events.size()));
      return Visit::stop;
    }
    auto event = decode_trusted<Event>(split->second);
    if (!event) {
      bad = fail(event.error());
      return Visit::stop;
    }
    events.push_back(*std::move(event));
    return Visit::more;
  });
  if (!read) return fail(read.error());
  if (!bad) return fail(bad.error());
  if (events.size() != count) return fail(ErrorCode::corrupt, "events of a submission are missing");
  return events;
}

Bytes pack_row_value(Position first_chunk, std::uint16_t chunks) {
  Bytes value;
  append_be(value, first_chunk.value);
  append_be(value, chunks);
  return value;
}

Status PackShelf::load(const LogReader& log) {
  if (!genesis_) {
    auto first = log.entry(Position{0});
    if (!first) return fail(first.error());
    auto entry = decode_entry(*first, Provenance::ours);
    if (!entry) return fail(entry.error());
    const auto* genesis = std::get_if<Genesis>(&entry->body);
    if (genesis == nullptr) return fail(ErrorCode::corrupt, "the log does not begin with genesis");
    genesis_ = *genesis;
    Position chunk{1};
    for (const auto& pack : genesis_->packs) {
      if (auto read = read_pack(log, pack.digest, chunk, pack.chunks); !read) {
        genesis_.reset();  // The next call begins anew.
        return read;
      }
      chunk.value += pack.chunks;
    }
  }
  constexpr std::size_t value_size_bytes = sizeof(std::uint64_t) + sizeof(std::uint16_t);
  Status bad;
  auto scanned = log.scan(pack_rows, {}, [&](ByteView key, ByteView value) {
    const auto digest = Digest::from(key);
    if (!digest || value.size() != value_size_bytes) {
      bad = fail(ErrorCode::corrupt, "a pack row is malformed");
    } else if (!packs_.contains(*digest)) {
      bad = read_pack(log, *digest, Position{read_be<std::uint64_t>(value.data())},
                      read_be<std::uint16_t>(value.data() + sizeof(std::uint64_t)));
    }
    return bad ? Visit::more : Visit::stop;
  });
  return scanned ? bad : scanned;
}

Status PackShelf::read_pack(const LogReader& log, const Digest& digest, Position first,
                            std::uint64_t chunks) {
  Bytes archive;
  Status bad;
  auto read = log.read(first, chunks, [&](Position at, ByteView bytes) {
    auto entry = decode_entry(bytes, Provenance::ours);
    const auto* chunk = entry ? std::get_if<PackChunk>(&entry->body) : nullptr;
    if (chunk == nullptr || chunk->pack != digest) {
      bad = fail(ErrorCode::corrupt, "a chunk of pack " + to_text(digest) +
                                         " was expected at position " + std::to_string(at.value));
      return Visit::stop;
    }
    append(archive, chunk->bytes);
    return Visit::more;
  });
  if (!read) return fail(read.error());
  if (!bad) return bad;
  if (sha256(archive) != digest) {
    return fail(ErrorCode::corrupt, "the chunks of pack " + to_text(digest) + " do not match it");
  }
  auto files = pack_from_archive(archive);
  if (!files) return fail(files.error());
  auto pack = load_pack(*files);
  if (!pack) return fail(pack.error());
  add(digest, *std::move(pack), first);
  return {};
}

void PackShelf::add(const Digest& digest, Pack pack, Position first_chunk) {
  if (genesis_) pack.demand_root_signatures(*genesis_);
  packs_.emplace(digest, std::move(pack));
  first_chunks_.emplace(digest, first_chunk);
}

const Pack* PackShelf::find(const Digest& digest) const {
  const auto at = packs_.find(digest);
  return at == packs_.end() ? nullptr : &at->second;
}

std::optional<Position> PackShelf::first_chunk(const Digest& digest) const {
  const auto at = first_chunks_.find(digest);
  return at == first_chunks_.end() ? std::nullopt : std::optional(at->second);
}

Result<std::unique_ptr<LedgerView>> LedgerView::over(LogReader& log) {
  auto view = std::unique_ptr<LedgerView>(new LedgerView(log));
  if (auto loaded = view->refresh(); !loaded) return fail(loaded.error());
  auto first = log.entry(Position{0});
  if (!first) return fail(first.error());
  view->ledger_id_ = LedgerId{leaf_hash(*first).bytes};
  return view;
}

Result<std::unique_ptr<LedgerView>> LedgerView::open(const DataDirectory& directory) {
  if (auto there = directory.require_ledger(); !there) return fail(there.error());
  auto log = open_rocksdb_log_reader({.directory = directory.log()});
  if (!log) return fail(log.error());
  auto view = over(**log);
  if (!view) return fail(view.error());
  (*view)->owned_ = *std::move(log);
  return view;
}

Status LedgerView::refresh() {
  if (auto caught_up = log_.refresh(); !caught_up) return caught_up;
  // A writer in this process may be committing: its rows show a moment before its head moves. Then
  // the reads are made again; a contradiction with a head that stays is real.
  constexpr auto pause = std::chrono::milliseconds(1);
  constexpr int attempts_max = 2000;
  for (int attempt = 1;; ++attempt) {
    const auto head = log_.head();
    auto loaded = load(head);
    const bool moving = log_.head() != head || state_.size() > head.size;
    if (loaded || attempt == attempts_max || !moving) return loaded;
    std::this_thread::sleep_for(pause);
  }
}

Status LedgerView::load(const Head& head) {
  state_.reset();
  if (auto loaded = state_.load(); !loaded) return loaded;
  note_ = text_of(head.record);
  auto verifiers = checkpoint_verifiers(state_.genesis());
  if (!verifiers) return fail(verifiers.error());
  auto checkpoint = verify_checkpoint(note_, state_.genesis().origin, *verifiers);
  if (!checkpoint) return fail(checkpoint.error());
  checkpoint_ = *std::move(checkpoint);
  if (checkpoint_.size != head.size || state_.size() != head.size) {
    return fail(ErrorCode::corrupt, "head, checkpoint and state rows speak of different sizes");
  }
  auto tree = restore_tree(log_, head.size);
  if (!tree) return fail(tree.error());
  if (tree->root() != checkpoint_.root) {
    return fail(ErrorCode::corrupt,
                Text{"台账末端与签名检查点不符,请运行 xueji verify",
                     "the right edge of the tree contradicts the signed checkpoint; run verify"});
  }
  tiles_ = std::make_unique<SnapshotReader>(tree->right_edge(), full_tiles_);
  return packs_.load(log_);
}

Result<LedgerView::PackInForce> LedgerView::pack_for(const OrganisationId& organisation,
                                                     Date on) const {
  const auto active = pack_in_force(state_, organisation, on);
  const auto* pack = active ? packs_.find(active->pack) : nullptr;
  if (pack == nullptr) {
    return fail(
        ErrorCode::refused,
        Text{"该单位没有生效的规则包", "no policy pack is in force for this organisation"},
        Text{"由主管部门启用:xueji pack adopt", "the authority adopts one: xueji pack adopt"});
  }
  return PackInForce{pack, active->pack};
}

Result<const Pack*> LedgerView::pack_of(const SubmissionState& submission) const {
  const auto* pack = submission.packs.empty() ? nullptr : packs_.find(submission.packs.front());
  if (pack == nullptr) return fail(ErrorCode::corrupt, "the log does not hold the pinned pack");
  return pack;
}

Result<Entry> LedgerView::entry(Position position) const {
  auto bytes = log_.entry(position);
  if (!bytes) return fail(bytes.error());
  return decode_entry(*bytes, Provenance::ours);
}

Result<std::vector<Event>> LedgerView::events_of(const SubmissionState& submission) const {
  return LogEventSource(log_).events(Position{submission.header_at.value + 1}, submission.count);
}

Result<std::vector<Position>> LedgerView::history(SubjectKind kind,
                                                  const SubjectId& subject) const {
  std::vector<Position> positions;
  for (auto at = state_.tail(kind, subject).last; at != no_position;) {
    auto bytes = log_.entry(at);
    if (!bytes) return fail(bytes.error());
    auto split = split_entry(*bytes);
    if (!split) return fail(split.error());
    positions.push_back(at);
    const auto previous = split->first.subject_previous;
    if (previous != no_position && previous >= at) {
      return fail(ErrorCode::corrupt,
                  "the subject chain does not go back at position " + std::to_string(at.value));
    }
    at = previous;
  }
  std::reverse(positions.begin(), positions.end());
  return positions;
}

Result<std::vector<OrganisationState>> LedgerView::organisations() const {
  std::vector<OrganisationState> found;
  Status bad;
  const Bytes prefix{static_cast<std::uint8_t>(StateTable::organisation)};
  auto scanned = log_.scan(RowSpace::state, {.prefix = prefix}, [&](ByteView, ByteView value) {
    auto row = decode_trusted<OrganisationState>(value);
    if (!row) {
      bad = fail(row.error());
      return Visit::stop;
    }
    found.push_back(*std::move(row));
    return Visit::more;
  });
  if (!scanned) return fail(scanned.error());
  if (!bad) return fail(bad.error());
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.code < b.code; });
  return found;
}

const OrganisationState* LedgerView::organisation_by_code(std::string_view code) const {
  const auto* holder = state_.identifier(IdentifierKind::organisation_code, code);
  return holder == nullptr ? nullptr : state_.organisation(as<OrganisationId>(holder->holder));
}

Result<std::vector<Position>> LedgerView::filed_by(const OrganisationId& organisation) const {
  std::vector<Position> positions;
  auto scanned = log_.scan(
      RowSpace::organisation_index, {.prefix = organisation.view()}, [&](ByteView key, ByteView) {
        positions.push_back(
            Position{read_be<std::uint64_t>(key.data() + OrganisationId::size_bytes)});
        return Visit::more;
      });
  if (!scanned) return fail(scanned.error());
  return positions;
}

}  // namespace xueji
