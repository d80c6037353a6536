#include "replay/verify/stored_heads.h"

#include <algorithm>

#include "ledger/commit/ledger_view.h"
#include "ledger/merkle/root.h"
#include "ledger/merkle/tiles.h"

namespace xueji::second_opinion {
namespace {

constexpr std::size_t tile_key_size_bytes = 9;

Text checkpoint_text_of(std::uint64_t size, const Text& what) {
  const auto number = std::to_string(size);
  return {"大小 " + number + " 的检查点" + what.zh, "the checkpoint of size " + number + what.en};
}

}  // namespace

StoredHeads::~StoredHeads() {
  for (const auto& batch : running_)
    batch->done.wait();
}

Status StoredHeads::begin(const Head& head) {
  compare_head(head);
  return post_checkpoints();
}

Status StoredHeads::finish(const Differences& of_entries) {
  for (const auto& batch : running_)
    settle(*batch);
  running_.clear();
  if (head_agrees_ && diverged_size_ == 0) {
    (*head_agrees_ ? agreed_size_ : diverged_size_) = tree_.size().value;
  }
  if (auto done = compare_tiles(); !done) return done;
  report_divergence(of_entries);
  return {};
}

Status StoredHeads::post_checkpoints() {
  constexpr std::size_t notes_per_batch = 32;
  auto scanned = log_.scan(checkpoint_rows, {}, [&](ByteView key, ByteView note) {
    ++counts_.checkpoints;
    if (key.size() != sizeof(std::uint64_t)) {
      differences_.add(DifferenceKind::derived,
                       {"检查点行的键格式错误", "a checkpoint row has a malformed key"});
      return Visit::more;
    }
    if (!open_) open_ = std::make_unique<Batch>();
    open_->sizes.push_back(read_be<std::uint64_t>(key.data()));
    open_->notes.emplace_back(text_of(note));
    if (open_->notes.size() >= notes_per_batch) post();
    return Visit::more;
  });
  post();
  return scanned;
}

void StoredHeads::post() {
  constexpr std::size_t batches_running_max = 512;
  if (!open_) return;
  open_->done = pool_.run([this, batch = open_.get()] {
    for (const auto& note : batch->notes) {
      auto checkpoint = verify_checkpoint(note, trusted_.origin, trusted_.verifiers);
      batch->verified.push_back(checkpoint ? std::optional(*std::move(checkpoint)) : std::nullopt);
    }
  });
  running_.push_back(std::move(open_));
  while (running_.size() > batches_running_max) {
    settle(*running_.front());
    running_.pop_front();
  }
}

void StoredHeads::settle(Batch& batch) {
  batch.done.get();
  for (std::size_t i = 0; i < batch.sizes.size(); ++i)
    compare_checkpoint(batch.sizes[i], batch.verified[i]);
}

void StoredHeads::compare_checkpoint(std::uint64_t size,
                                     const std::optional<Checkpoint>& checkpoint) {
  const auto bad = [&](const Text& what) {
    const Position newest{size == 0 ? 0 : size - 1};
    differences_.add(DifferenceKind::derived, newest, checkpoint_text_of(size, what));
  };
  if (!checkpoint) {
    return bad({"签名不成立或格式错误", " is malformed or not signed by a trusted key"});
  }
  if (checkpoint->size.value != size) {
    return bad({"存放位置不符", " is stored under another size"});
  }
  if (size > tree_.size().value) {
    return bad({"超出台账末端", " lies beyond the end of the log"});
  }
  if (tree_.root_at(TreeSize{size}) == checkpoint->root) {
    if (diverged_size_ == 0) agreed_size_ = std::max(agreed_size_, size);
  } else if (diverged_size_ == 0) {
    diverged_size_ = size;
  }
}

void StoredHeads::compare_head(const Head& head) {
  const auto size = tree_.size();
  if (head.size != size) {
    differences_.add(DifferenceKind::checkpoint,
                     {"末端记录的大小为 " + std::to_string(head.size.value) + ",实有 " +
                          std::to_string(size.value) + " 条",
                      "the head says " + std::to_string(head.size.value) + " entries, there are " +
                          std::to_string(size.value)});
  }
  const auto note = std::string(text_of(head.record));
  const auto checkpoint = verify_checkpoint(note, trusted_.origin, trusted_.verifiers);
  const Position newest{size.value - 1};
  if (!checkpoint) {
    differences_.add(DifferenceKind::checkpoint, newest,
                     {"末端检查点的签名不成立:" + checkpoint.error().what.zh,
                      "the checkpoint of the head does not verify: " + checkpoint.error().what.en});
    return;
  }
  if (checkpoint->size != size) {
    differences_.add(
        DifferenceKind::checkpoint, newest,
        {"末端检查点的大小不符:" + std::to_string(checkpoint->size.value),
         "the checkpoint of the head is of size " + std::to_string(checkpoint->size.value)});
    return;
  }
  head_agrees_ = checkpoint->root == tree_.root_at(size);
  if (*head_agrees_) checkpoint_ = note;
}

Status StoredHeads::compare_tiles() {
  std::vector<std::uint64_t> seen(7);  // Level 7 would need 2^64 entries.
  auto scanned = log_.scan(RowSpace::tile, {}, [&](ByteView key, ByteView stored) {
    const auto level = key.empty() ? std::uint8_t{0xff} : key[0];
    const auto index = key.size() == tile_key_size_bytes ? read_be<std::uint64_t>(key.data() + 1)
                                                         : ~std::uint64_t{0};
    if (level >= seen.size() || index >= (tree_.size().value >> (8U * (level + 1U)))) {
      differences_.add(DifferenceKind::derived,
                       {"多余的哈希瓦片行", "there is a tile row that no full tile has"});
      return Visit::more;
    }
    ++counts_.tiles;
    ++seen[level];
    compare_tile(level, index, stored);
    return Visit::more;
  });
  if (!scanned) return scanned;
  for (unsigned level = 0; level < seen.size(); ++level) {
    const auto full = tree_.size().value >> (8U * (level + 1U));
    if (seen[level] < full) report_missing_tiles(level, full);
  }
  return {};
}

void StoredHeads::report_missing_tiles(unsigned level, std::uint64_t full) {
  for (std::uint64_t index = 0; index < full; ++index) {
    const auto row =
        log_.row(RowSpace::tile, tile_row_key(static_cast<std::uint8_t>(level), index));
    if (row && *row) continue;
    const auto width = std::uint64_t{1} << (8U * (level + 1U));
    const TileId tile{static_cast<std::uint8_t>(level), index, 256};
    differences_.add_range(DifferenceKind::derived, Position{index * width},
                           Position{(index + 1) * width - 1},
                           {"缺少哈希瓦片 " + path_of(tile), path_of(tile) + " is missing"});
  }
}

void StoredHeads::compare_tile(std::uint8_t level, std::uint64_t index, ByteView stored) {
  const auto name = path_of({level, index, 256});
  const unsigned height = 8U * level;
  const auto width = std::uint64_t{1} << height;
  if (stored.size() != full_tile_size_bytes) {
    differences_.add_range(DifferenceKind::derived, Position{index * tile_width * width},
                           Position{(index + 1) * tile_width * width - 1},
                           {"哈希瓦片 " + name + " 大小不符", name + " has a wrong size"});
    return;
  }
  for (std::uint64_t i = 0; i < tile_width; ++i) {
    const auto node = index * tile_width + i;
    const auto own = tree_.node(height, node);
    const auto* begin = stored.data() + i * Digest::size_bytes;
    if (std::equal(own.bytes.begin(), own.bytes.end(), begin)) continue;
    const Position first{node * width};
    const Position last{(node + 1) * width - 1};
    // Where signed checkpoints vouch for the entries, the tile is wrong; where they contradict
    // them, the tile still keeps the hash that the entry had when it was appended.
    if (last.value < agreed_size_ || diverged_size_ == 0) {
      differences_.add_range(
          DifferenceKind::derived, first, last,
          {"哈希瓦片 " + name + " 与记录不符", name + " differs from the entries"});
    } else if (level == 0) {
      differences_.add(DifferenceKind::content, first,
                       {"记录内容已被改动:与追加时的哈希不符",
                        "the entry was changed: it is not the one that was hashed when appended"});
    }
  }
}

void StoredHeads::report_divergence(const Differences& of_entries) {
  if (diverged_size_ == 0) return;
  const Position first{agreed_size_};
  const Position last{diverged_size_ - 1};
  const auto size = std::to_string(diverged_size_);
  if (of_entries.has_content_in(first, last) || differences_.has_content_in(first, last)) return;
  differences_.add_range(DifferenceKind::checkpoint, first, last,
                         {"其中有记录被改动:树根与大小 " + size + " 的签名检查点不符",
                          "an entry here was changed: the root is not the one that the signed "
                          "checkpoint of size " +
                              size + " names"});
}

void StoredHeads::compare_kept_checkpoint(const std::string& note) {
  ++counts_.checkpoints;
  const auto checkpoint = verify_checkpoint(note, trusted_.origin, trusted_.verifiers);
  if (!checkpoint) {
    differences_.add(DifferenceKind::anchor,
                     {"所给的早先检查点不是本台账密钥签署的",
                      "an earlier checkpoint was not signed by this ledger's keys"});
    return;
  }
  const auto size = checkpoint->size;
  if (size > tree_.size()) {
    differences_.add(DifferenceKind::anchor, Position{tree_.size().value},
                     checkpoint_text_of(size.value, {"之后的记录已不在本台账上",
                                                     " was signed; its newest entries are gone"}));
    return;
  }
  if (tree_.root_at(size) == checkpoint->root) return;
  differences_.add_range(DifferenceKind::anchor, Position{},
                         Position{size.value == 0 ? 0 : size.value - 1},
                         checkpoint_text_of(size.value, {"与本台账的历史不符:历史被改写",
                                                         " is not of this history: it was "
                                                         "rewritten"}));
}

void StoredHeads::compare_receipt(const LedgerId& ledger, const Receipt& receipt) {
  const auto bad = [&](Text what) {
    differences_.add(DifferenceKind::anchor, receipt.position, std::move(what));
  };
  const auto checkpoint =
      verify_checkpoint(receipt.checkpoint, trusted_.origin, trusted_.verifiers);
  if (receipt.ledger != ledger || !checkpoint || checkpoint->size != receipt.size ||
      !verify_inclusion(receipt.leaf, receipt.position.value, receipt.size, receipt.path,
                        checkpoint->root)) {
    bad({"所给回执本身不成立", "the receipt proves nothing: another ledger, signature or path"});
    return;
  }
  const bool there = receipt.position.value < tree_.size().value &&
                     tree_.leaf(receipt.position.value) == receipt.leaf;
  if (!there)
    bad({"回执所证明的记录已不在本台账上", "the entry that a receipt proves is not here"});
  compare_kept_checkpoint(receipt.checkpoint);
}

}  // namespace xueji::second_opinion
