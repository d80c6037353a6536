// A copy of a log that a test may damage in any way: what a failing disk, a thief, or an operator
// who holds the checkpoint key could leave behind.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/crypto/signing.h"
#include "ledger/merkle/note.h"
#include "ledger/model/entry.h"
#include "ledger/store/event_log.h"

namespace xueji::test {

class LogImage final : public LogReader {
 public:
  [[nodiscard]] static LogImage of(const LogReader& log);

  std::vector<Bytes> entries;
  std::map<std::pair<std::uint8_t, Bytes>, Bytes> rows;  ///< By room and key.
  Head stored_head;

  [[nodiscard]] Bytes& row_of(RowSpace space, std::size_t nth = 0);
  [[nodiscard]] std::size_t count(RowSpace space) const;

  [[nodiscard]] Entry decoded(std::uint64_t position) const;
  /// The positions of entries that `wanted` accepts.
  [[nodiscard]] std::vector<std::uint64_t> where(
      const std::function<bool(const Entry&)>& wanted) const;
  /// Another body under the same envelope.
  void put_body(std::uint64_t position, ByteView body);
  /// An entry behind the last one, its envelope as the ledger would write it.
  void push_body(BodyKind kind, SubjectKind subject_kind, const SubjectId& subject, ByteView body,
                 Instant recorded_at);
  /// As an operator who holds the checkpoint key: tiles, checkpoints and head follow the entries.
  void sign_again(const NoteSigner& signer);

  [[nodiscard]] Head head() const override { return stored_head; }
  [[nodiscard]] Result<std::uint64_t> read(Position from, std::uint64_t count_max,
                                           const EntryVisitor& visitor) const override;
  [[nodiscard]] Result<Bytes> entry(Position position) const override;
  [[nodiscard]] Result<std::optional<Bytes>> row(RowSpace space, ByteView key) const override;
  [[nodiscard]] Result<std::vector<std::optional<Bytes>>> multi_row(
      std::span<const RowKey> keys) const override;
  [[nodiscard]] Status scan(RowSpace space, const ScanRange& range,
                            const RowVisitor& visitor) const override;
  [[nodiscard]] Status refresh() override { return {}; }
};

}  // namespace xueji::test
