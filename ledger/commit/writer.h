// Makes a group durable and answers: vault first (synced), then the log with its signed checkpoint
// in one synced write, then receipts and refusals. Not thread-safe: belongs to the writer thread.
#pragma once

#include <optional>

#include "ledger/commit/group.h"
#include "ledger/commit/group_proofs.h"
#include "ledger/commit/ledger_view.h"
#include "ledger/commit/personal_data.h"
#include "ledger/merkle/note.h"
#include "ledger/store/event_log.h"

namespace xueji {

class GroupWriter {
 public:
  GroupWriter(EventLog& log, PersonalData& personal, NoteSigner signer)
      : log_(log), personal_(personal), tiles_(log), signer_(std::move(signer)) {}

  /// Nothing when the group is durable. After an error nothing of it may be acknowledged.
  [[nodiscard]] std::optional<Error> write(Group& group);

  /// Calls every `done` of the group: with its receipt or refusal, or with the failure.
  void answer(Group& group, const std::optional<Error>& failure);

 private:
  [[nodiscard]] Status put_personal(const Group& group);
  void settle();
  [[nodiscard]] Result<Answer> complete(PendingAnswer& pending, SnapshotReader& tiles);

  EventLog& log_;
  PersonalData& personal_;
  RowTileReader tiles_;
  GroupProofs proofs_;
  NoteSigner signer_;
  std::string note_;
  std::optional<PendingBatch> unsettled_;
};

}  // namespace xueji
