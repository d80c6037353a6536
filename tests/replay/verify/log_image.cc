#include "tests/replay/verify/log_image.h"

#include <catch2/catch.hpp>

#include "ledger/commit/ledger_view.h"
#include "ledger/merkle/checkpoint.h"
#include "ledger/merkle/hash.h"
#include "ledger/schema/envelope.h"

namespace xueji::test {
namespace {
constexpr RowSpace rooms[] = {RowSpace::tile,  RowSpace::subject, RowSpace::organisation_index,
                              RowSpace::state, checkpoint_rows,   pack_rows,
                              undecided_rows};
std::uint8_t number_of(RowSpace space) {
  return static_cast<std::uint8_t>(space);
}
}  // namespace

LogImage LogImage::of(const LogReader& log) {
  LogImage image;
  image.stored_head = log.head();
  REQUIRE(log.read(Position{}, image.stored_head.size.value, [&](Position, ByteView entry) {
    image.entries.push_back(to_bytes(entry));
    return Visit::more;
  }));
  for (const auto room : rooms) {
    REQUIRE(log.scan(room, {}, [&](ByteView key, ByteView value) {
      image.rows[{number_of(room), to_bytes(key)}] = to_bytes(value);
      return Visit::more;
    }));
  }
  return image;
}

Bytes& LogImage::row_of(RowSpace space, std::size_t nth) {
  for (auto& [key, value] : rows) {
    if (key.first == number_of(space) && nth-- == 0) return value;
  }
  FAIL("the image has no such row");
  return rows.begin()->second;
}

std::size_t LogImage::count(RowSpace space) const {
  std::size_t found = 0;
  for (const auto& [key, value] : rows)
    found += key.first == number_of(space) ? 1 : 0;
  return found;
}

Entry LogImage::decoded(std::uint64_t position) const {
  auto entry = decode_entry(entries.at(position), Provenance::outside);
  REQUIRE(entry);
  return *std::move(entry);
}

std::vector<std::uint64_t> LogImage::where(const std::function<bool(const Entry&)>& wanted) const {
  std::vector<std::uint64_t> found;
  for (std::uint64_t at = 0; at < entries.size(); ++at) {
    if (wanted(decoded(at))) found.push_back(at);
  }
  return found;
}

void LogImage::put_body(std::uint64_t position, ByteView body) {
  entries.at(position) = encode_entry(decoded(position).envelope, body);
}

void LogImage::push_body(BodyKind kind, SubjectKind subject_kind, const SubjectId& subject,
                         ByteView body, Instant recorded_at) {
  Envelope envelope;
  envelope.kind = kind;
  envelope.subject_kind = subject_kind;
  envelope.subject = subject;
  envelope.position = Position{entries.size()};
  envelope.recorded_at = recorded_at;
  for (std::uint64_t at = 0; at < entries.size(); ++at) {
    const auto split = split_entry(entries[at]);
    REQUIRE(split);
    if (split->first.subject_kind != subject_kind || split->first.subject != subject) continue;
    envelope.subject_previous = split->first.position;
    envelope.subject_sequence = split->first.subject_sequence + 1;
  }
  entries.push_back(encode_entry(envelope, body));
}

void LogImage::sign_again(const NoteSigner& signer) {
  std::erase_if(rows, [](const auto& row) { return row.first.first == number_of(RowSpace::tile); });
  TreeBuilder tree;
  for (std::uint64_t at = 0; at < entries.size(); ++at) {
    tree.append(leaf_hash(entries[at]));
    Bytes key;
    append_be(key, at + 1);
    const auto stored = rows.find({number_of(checkpoint_rows), key});
    const bool is_last = at + 1 == entries.size();
    if (stored == rows.end() && !is_last) continue;
    const auto note = sign_checkpoint({signer.name(), tree.size(), tree.root()}, signer);
    REQUIRE(note);
    rows[{number_of(checkpoint_rows), key}] = to_bytes(bytes_of(*note));
    if (is_last) stored_head = {tree.size(), to_bytes(bytes_of(*note))};
  }
  std::erase_if(rows, [&](const auto& row) {
    return row.first.first == number_of(checkpoint_rows) &&
           read_be<std::uint64_t>(row.first.second.data()) > entries.size();
  });
  for (auto& tile : tree.take_full_tiles()) {
    rows[{number_of(RowSpace::tile), tile_row_key(tile.level, tile.index)}] =
        std::move(tile.hashes);
  }
}

Result<std::uint64_t> LogImage::read(Position from, std::uint64_t count_max,
                                     const EntryVisitor& visitor) const {
  std::uint64_t visited = 0;
  while (visited < count_max && from.value + visited < entries.size()) {
    const Position at{from.value + visited++};
    if (visitor(at, entries[at.value]) == Visit::stop) break;
  }
  return visited;
}

Result<Bytes> LogImage::entry(Position position) const {
  if (position.value >= entries.size()) return fail(ErrorCode::not_found, "beyond the end");
  return entries[position.value];
}

Result<std::optional<Bytes>> LogImage::row(RowSpace space, ByteView key) const {
  const auto found = rows.find({number_of(space), to_bytes(key)});
  if (found == rows.end()) return std::optional<Bytes>();
  return std::optional(found->second);
}

Result<std::vector<std::optional<Bytes>>> LogImage::multi_row(std::span<const RowKey> keys) const {
  std::vector<std::optional<Bytes>> found;
  for (const auto& key : keys)
    found.push_back(*row(key.space, key.key));
  return found;
}

Status LogImage::scan(RowSpace space, const ScanRange&, const RowVisitor& visitor) const {
  for (const auto& [key, value] : rows) {
    if (key.first != number_of(space)) continue;
    if (visitor(key.second, value) == Visit::stop) break;
  }
  return {};
}

}  // namespace xueji::test
