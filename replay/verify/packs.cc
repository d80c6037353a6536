#include "replay/verify/packs.h"

#include "ledger/crypto/sha256.h"
#include "ledger/policy/chains.h"
#include "ledger/policy/pack_files.h"

namespace xueji::second_opinion {

void OwnPacks::announce(const Genesis& genesis) {
  genesis_ = genesis;
  announced_ = genesis.packs;
  for (const auto& pack : genesis.packs) {
    for (std::uint16_t index = 0; index < pack.chunks; ++index) {
      expected_.push_back({pack.digest, index});
    }
  }
}

void OwnPacks::take(const PackChunk& chunk, Position at) {
  auto [found, is_new] = held_.try_emplace(chunk.pack);
  auto& held = found->second;
  if (is_new) held.first = at;
  if (is_new) held.of_genesis = expects_chunks();
  if (expects_chunks()) {
    const auto& expected = expected_[expected_at_++];
    if (expected.pack != chunk.pack || expected.index != chunk.index) {
      differences_.add(DifferenceKind::order, at,
                       {"规则包分块次序不符", "another pack chunk belongs here"});
    }
  }
  if (chunk.index != held.chunks) {
    differences_.add(DifferenceKind::order, at,
                     {"规则包分块序号不连续", "the chunks of this pack are not in order"});
  }
  ++held.chunks;
  if (held.archive.size() + chunk.bytes.size() > pack_size_max_bytes) {
    differences_.add(DifferenceKind::content, at,
                     {"规则包超过允许大小", "the pack is larger than a pack may be"});
    return;
  }
  append(held.archive, chunk.bytes);
}

void OwnPacks::close_genesis(Position at) {
  if (expects_chunks()) {
    differences_.add(DifferenceKind::order, at,
                     {"创始记录之后缺少规则包分块", "pack chunks of genesis are missing here"});
    expected_at_ = expected_.size();
  }
  for (const auto& pack : announced_) {
    const auto found = held_.find(pack.digest);
    if (found == held_.end()) continue;
    if (found->second.chunks != pack.chunks) {
      // The chunk that is missing or damaged was reported where it belongs.
      found->second.tried = true;
      continue;
    }
    if (found->second.archive.size() != pack.size_bytes) {
      differences_.add(DifferenceKind::content, found->second.first,
                       {"规则包大小与创始记录不符", "the pack has not the size that genesis says"});
    }
    const auto* loaded = find(pack.digest);
    if (loaded != nullptr &&
        (loaded->metadata().id != pack.id || loaded->metadata().version != pack.version)) {
      differences_.add(DifferenceKind::content, found->second.first,
                       {"规则包名称或版本与创始记录不符",
                        "the pack has another id or version than genesis says"});
    }
  }
  announced_.clear();
}

void OwnPacks::check_all() {
  for (const auto& [digest, held] : held_) {
    if (!held.tried) static_cast<void>(find(digest));
  }
  check_names();
}

void OwnPacks::check_names() {
  std::map<Position, const Held*> in_order;
  for (const auto& [digest, held] : held_) {
    if (held.pack) in_order.emplace(held.first, &held);
  }
  std::map<std::pair<std::string, std::string>, Position> named;
  for (const auto& [first, held] : in_order) {
    const auto& about = held->pack->metadata();
    const auto [before, is_new] = named.try_emplace({about.id, about.version}, first);
    if (is_new) continue;
    const auto name = about.id + "@" + about.version;
    const auto at = std::to_string(before->second.value);
    differences_.add_range(
        DifferenceKind::content, first, Position{first.value + held->chunks - 1},
        {"这是另一个 " + name + ":同名同版本的规则包已在第 " + at + " 条",
         "this is another " + name + ": a pack of that id and version stands at entry " + at});
  }
}

const Pack* OwnPacks::find(const Digest& digest) const {
  const auto found = held_.find(digest);
  if (found == held_.end()) return nullptr;
  auto& held = found->second;
  if (held.tried) return held.pack ? &*held.pack : nullptr;
  held.tried = true;
  const auto bad = [&](Text what) {
    differences_.add_range(DifferenceKind::content, held.first,
                           Position{held.first.value + held.chunks - 1}, std::move(what));
    return nullptr;
  };
  if (sha256(held.archive) != digest) {
    return bad({"规则包内容与摘要不符", "the chunks of this pack do not give its digest"});
  }
  auto files = pack_from_archive(held.archive);
  if (!files) return bad(files.error().what);
  auto pack = load_pack(*files);
  if (!pack) return bad(pack.error().what);
  held.pack = *std::move(pack);
  if (genesis_) held.pack->demand_root_signatures(*genesis_);
  held.archive = {};
  return &*held.pack;
}

std::optional<Digest> OwnPacks::chain_digest(const Digest& digest,
                                             const SubmissionHeader& header) const {
  const auto* pack = find(digest);
  const auto* chain = pack == nullptr ? nullptr : pack->chain_of(header);
  if (chain == nullptr) return std::nullopt;
  auto& chains = held_.find(digest)->second.chains;
  const auto [at, is_new] = chains.try_emplace(chain);
  if (is_new) at->second = sha256(canonical_bytes(*chain));
  return at->second;
}

std::map<Digest, OwnPacks::Adopted> OwnPacks::adopted() const {
  std::map<Digest, Adopted> found;
  for (const auto& [digest, held] : held_) {
    if (!held.of_genesis) found.emplace(digest, Adopted{held.first, held.chunks});
  }
  return found;
}

}  // namespace xueji::second_opinion
