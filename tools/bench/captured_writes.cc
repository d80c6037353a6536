#include "tools/bench/captured_writes.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "ledger/commit/ledger_view.h"
#include "ledger/crypto/sha256.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"
#include "ledger/store/rocksdb/rocksdb_log.h"
#include "ledger/store/rocksdb/rocksdb_store.h"
#include "tools/bench/limits.h"

namespace xueji::bench {
namespace {

using Id = SubjectId;
constexpr std::size_t bytes_of_disclosure_mark = 1 + 16 + 1 + 32 + 16;
constexpr std::size_t bytes_of_binding_mark = 32 + 16;

/// The groups that subjects, persons and event bodies belong to.
struct Belonging {
  std::unordered_map<Id, std::size_t> by_id;
  std::unordered_map<Digest, std::size_t> by_body;

  /// Row keys end with the id of their subject.
  [[nodiscard]] std::optional<std::size_t> group_of(ByteView key) const {
    if (key.size() < Id::size_bytes) return std::nullopt;
    const auto found = by_id.find(*Id::from(key.last(Id::size_bytes)));
    if (found == by_id.end()) return std::nullopt;
    return found->second;
  }
};

/// Notes and boundaries: one checkpoint row per group.
Result<std::vector<CapturedGroup>> read_entries(const LogReader& log, TreeSize from,
                                                Belonging& belonging) {
  std::vector<std::pair<std::uint64_t, Bytes>> checkpoints;
  Bytes first;
  append_be(first, from.value + 1);
  auto scanned = log.scan(checkpoint_rows, {.from = first}, [&](ByteView key, ByteView note) {
    checkpoints.emplace_back(read_be<std::uint64_t>(key.data()), to_bytes(note));
    return Visit::more;
  });
  if (!scanned) return fail(scanned.error());
  std::vector<CapturedGroup> groups(checkpoints.size());
  std::size_t at = 0;
  std::optional<Error> bad;
  auto read =
      log.read(Position{from.value}, ~std::uint64_t{0}, [&](Position position, ByteView bytes) {
        while (at < checkpoints.size() && position.value >= checkpoints[at].first)
          ++at;
        if (at == checkpoints.size()) return Visit::stop;
        const auto split = split_entry(bytes, ErrorCode::corrupt);
        if (!split) {
          bad = split.error();
          return Visit::stop;
        }
        groups[at].entries.push_back(to_bytes(bytes));
        belonging.by_id.insert_or_assign(split->first.subject, at);
        if (split->first.kind == BodyKind::event)
          belonging.by_body.emplace(sha256(split->second), at);
        if (split->first.kind == BodyKind::ledger_record) {
          const auto record = decode_trusted<LedgerRecord>(split->second);
          const auto* accepted = record ? std::get_if<Accepted>(&record->body) : nullptr;
          if (accepted != nullptr) {
            for (const auto& person : accepted->persons) {
              belonging.by_id.insert_or_assign(subject_of(person), at);
            }
          }
        }
        return Visit::more;
      });
  if (!read) return fail(read.error());
  if (bad) return fail(*bad);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i].head_record = checkpoints[i].second;
    Bytes size;
    append_be(size, checkpoints[i].first);
    groups[i].rows.push_back({checkpoint_rows, std::move(size), checkpoints[i].second});
  }
  return groups;
}

/// Full tiles by the entries that completed them, other rows by their subject.
Status read_rows(const LogReader& log, TreeSize from, const Belonging& belonging,
                 std::vector<CapturedGroup>& groups) {
  std::vector<std::uint64_t> ends;
  std::uint64_t end = from.value;
  for (const auto& group : groups)
    ends.push_back(end += group.entries.size());
  for (const auto space : {RowSpace::subject, RowSpace::submission, RowSpace::reservation,
                           RowSpace::state, RowSpace::person}) {
    auto scanned = log.scan(space, {}, [&](ByteView key, ByteView value) {
      const auto group = belonging.group_of(key);
      if (group) groups[*group].rows.push_back({space, to_bytes(key), to_bytes(value)});
      return Visit::more;
    });
    if (!scanned) return scanned;
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto begin = (i == 0 ? from.value : ends[i - 1]) / tile_width;
    for (auto index = begin; index < ends[i] / tile_width; ++index) {
      auto key = tile_row_key(0, index);
      auto tile = log.row(RowSpace::tile, key);
      if (!tile) return fail(tile.error());
      if (*tile) groups[i].rows.push_back({RowSpace::tile, std::move(key), **tile});
    }
  }
  return {};
}

Status read_personal(const DataDirectory& directory, const Belonging& belonging,
                     std::vector<CapturedGroup>& groups) {
  auto keyring = open_rocksdb_store_reader({.directory = directory.keyring()});
  if (!keyring) return fail(keyring.error());
  auto scanned = (*keyring)->scan({}, [&](ByteView key, ByteView value) {
    if (const auto group = belonging.group_of(key)) {
      groups[*group].keyring.push_back({to_bytes(key), to_bytes(value)});
    }
    return Visit::more;
  });
  if (!scanned) return scanned;
  auto vault = open_rocksdb_store_reader({.directory = directory.vault()});
  if (!vault) return fail(vault.error());
  std::vector<std::size_t> disclosures(groups.size());
  std::vector<std::size_t> bindings(groups.size());
  scanned = (*vault)->scan({}, [&](ByteView key, ByteView value) {
    // Disclosures end with their event's digest; bindings lead from a keyed hash to a person.
    std::optional<std::size_t> group;
    if (key.size() > Digest::size_bytes) {
      const auto found = belonging.by_body.find(*Digest::from(key.last(Digest::size_bytes)));
      if (found != belonging.by_body.end()) group = found->second;
      if (group) ++disclosures[*group];
    }
    if (!group && value.size() == PersonId::size_bytes) {
      group = belonging.group_of(value);
      if (group) ++bindings[*group];
    }
    if (!group) group = belonging.group_of(key);
    if (group) groups[*group].vault.push_back({to_bytes(key), to_bytes(value)});
    return Visit::more;
  });
  if (!scanned) return scanned;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].vault.empty()) continue;
    Bytes mark(8 + disclosures[i] * bytes_of_disclosure_mark + bindings[i] * bytes_of_binding_mark);
    Bytes key(1 + 16, 'P');
    append_be(key, static_cast<std::uint64_t>(i));
    groups[i].vault.push_back({std::move(key), std::move(mark)});
  }
  return {};
}

}  // namespace

Result<std::vector<CapturedGroup>> capture_writes(const DataDirectory& directory, TreeSize from) {
  auto log = open_rocksdb_log_reader({.directory = directory.log()});
  if (!log) return fail(log.error());
  Belonging belonging;
  auto groups = read_entries(**log, from, belonging);
  if (!groups) return groups;
  if (auto rows = read_rows(**log, from, belonging, *groups); !rows) return fail(rows.error());
  if (auto rows = read_personal(directory, belonging, *groups); !rows) return fail(rows.error());
  return groups;
}

Result<double> replay_raw(const std::filesystem::path& directory,
                          const std::vector<CapturedGroup>& groups) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return fail(ErrorCode::io, "cannot create " + directory.string());
  auto log = open_rocksdb_log({.directory = directory / "log", .create = true});
  if (!log) return fail(log.error());
  auto vault = open_rocksdb_store({.directory = directory / "vault", .create = true});
  if (!vault) return fail(vault.error());
  auto keyring = open_rocksdb_store({.directory = directory / "keyring", .create = true});
  if (!keyring) return fail(keyring.error());
  std::uint64_t size = 0;
  const Stopwatch watch;
  for (const auto& group : groups) {
    if (!group.keyring.empty()) {
      if (auto put = (*keyring)->write(group.keyring, Durability::synced); !put) {
        return fail(put.error());
      }
    }
    if (!group.vault.empty()) {
      if (auto put = (*vault)->write(group.vault, Durability::synced); !put) {
        return fail(put.error());
      }
    }
    const std::vector<ByteView> entries(group.entries.begin(), group.entries.end());
    auto appended = (*log)->append({TreeSize{size}, entries, group.rows, group.head_record});
    if (!appended) return fail(appended.error());
    if (*appended != AppendOutcome::committed) {
      return fail(ErrorCode::io, "the raw replay was not written");
    }
    size += entries.size();
    if (!group.vault.empty()) {
      const KeyChange settled{group.vault.back().key, std::nullopt};
      if (auto put = (*vault)->write(std::span(&settled, 1), Durability::buffered); !put) {
        return fail(put.error());
      }
    }
  }
  return watch.seconds();
}

}  // namespace xueji::bench
