#include "ledger/commit/writer.h"

#include "ledger/merkle/checkpoint.h"

namespace xueji {

Status GroupWriter::put_personal(const Group& group) {
  unsettled_.reset();
  if (group.disclosures.empty() && group.persons.empty()) return {};
  std::vector<PersonId> owners;
  std::vector<DisclosureToSeal> batch;
  owners.reserve(group.disclosures.size());
  batch.reserve(group.disclosures.size());
  for (const auto& pending : group.disclosures) {
    owners.push_back(pending.owner);
    batch.push_back({pending.ref, pending.owner, pending.disclosure});
  }
  if (auto keys = personal_.keyring().ensure(owners); !keys) return keys;
  auto sealed = personal_.vault().seal(batch);
  if (!sealed) return fail(sealed.error());
  auto put = personal_.vault().put(*sealed, group.persons);
  if (!put) return fail(put.error());
  unsettled_ = *put;
  return {};
}

std::optional<Error> GroupWriter::write(Group& group) {
  if (group.entries.empty()) {
    note_ = text_of(log_.head().record);
    return std::nullopt;
  }
  if (auto sealed = put_personal(group); !sealed) return sealed.error();
  const auto note = sign_checkpoint({signer_.name(), group.edge.size, group.root}, signer_);
  if (!note) return note.error();
  note_ = *note;
  Bytes size;
  append_be(size, group.edge.size.value);
  group.rows.push_back({checkpoint_rows, std::move(size), to_bytes(bytes_of(note_))});
  const std::vector<ByteView> entries(group.entries.begin(), group.entries.end());
  const auto outcome = log_.append({group.expected, entries, group.rows, bytes_of(note_)});
  if (!outcome) return outcome.error();
  switch (*outcome) {
    case AppendOutcome::committed:
      settle();
      return std::nullopt;
    case AppendOutcome::conflict:
      return make_error(ErrorCode::conflict, Text{"台账末端已被改动,请重新打开",
                                                  "the head moved; open the ledger again"});
    case AppendOutcome::unknown:
      break;
  }
  return make_error(
      ErrorCode::unknown_outcome,
      Text{"写入结果未知:磁盘出错", "the outcome of the write is unknown: disk error"},
      Text{"请检查磁盘,重新打开台账后用同一文件再提交一次",
           "check the disk, reopen the ledger and send the same bytes again"});
}

void GroupWriter::settle() {
  if (!unsettled_) return;
  // The events are durable; a mark that cannot be cleared now is cleared when the ledger opens.
  const auto settled = personal_.vault().settle(std::span(&*unsettled_, 1));
  static_cast<void>(settled);
}

Result<Answer> GroupWriter::complete(PendingAnswer& pending, SnapshotReader& tiles) {
  if (pending.refusal) {
    auto note = sign_note(pending.refusal->note, signer_);
    if (!note) return fail(note.error());
    pending.refusal->note = *std::move(note);
    return Answer{*std::move(pending.refusal)};
  }
  auto& receipt = *pending.receipt;
  if (receipt.checkpoint.empty()) {
    receipt.size = tiles.size();
    receipt.checkpoint = note_;
  }
  if (receipt.ledger.is_none()) return Answer{std::move(receipt)};  // Of no entry.
  if (receipt.leaf.is_none()) {
    auto leaf = proofs_.leaf(receipt.position);
    if (!leaf) return fail(leaf.error());
    receipt.leaf = *leaf;
  }
  auto path = receipt.size == tiles.size() ? proofs_.path(receipt.position)
                                           : inclusion_proof(tiles, receipt.position, receipt.size);
  if (!path) return fail(path.error());
  receipt.path = *std::move(path);
  return Answer{std::move(receipt)};
}

void GroupWriter::answer(Group& group, const std::optional<Error>& failure) {
  SnapshotReader tiles(group.edge, tiles_);
  proofs_.begin(tiles, group.edge.size);
  for (auto& pending : group.answers) {
    if (failure) {
      pending.done(fail(*failure));
    } else {
      pending.done(complete(pending, tiles));
    }
  }
}

}  // namespace xueji
