// A commit group: what one synced write makes durable together, and whom to answer afterwards.
// Owned by one thread at a time: built by the sequencer, then handed to the writer.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/commit/answer.h"
#include "ledger/merkle/tiles.h"
#include "ledger/model/personal.h"
#include "ledger/store/event_log.h"
#include "ledger/vault/vault.h"

namespace xueji {

/// A disclosure to seal before the append.
struct PendingDisclosure {
  DisclosureRef ref;
  PersonId owner;
  Disclosure disclosure;
};

/// Who waits for the group, and what to say when it is durable.
struct PendingAnswer {
  std::function<void(Result<Answer>)> done;
  std::optional<Receipt> receipt;  ///< Position and leaf filled; proof and checkpoint follow.
  std::optional<Refusal> refusal;  ///< Note text filled; the writer signs it.
};

struct Group {
  std::uint64_t number = 0;  ///< Groups are numbered in the order in which they close.
  TreeSize expected;
  std::vector<Bytes> entries;
  std::size_t entry_bytes = 0;
  std::vector<Row> rows;  ///< Organisation index, tiles, state: filled when it closes.
  std::vector<PendingDisclosure> disclosures;
  std::vector<PersonBinding> persons;  ///< Whom the index must know before the append.
  std::vector<PendingAnswer> answers;
  RightEdge edge;  ///< Of the tree after the group.
  Digest root;

  [[nodiscard]] bool empty() const { return entries.empty() && answers.empty(); }
};

}  // namespace xueji
