#include "replay/inspection/log_fold.h"

#include <algorithm>
#include <unordered_map>

#include "ledger/crypto/sha256.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/tiles.h"
#include "ledger/registry/evolve.h"
#include "ledger/schema/envelope.h"

namespace xueji::inspection {
namespace {

/// Full tiles are thrown away this often: only the root is wanted.
constexpr std::uint64_t tiles_dropped_every = 65'536;

/// Events of submissions that may still take effect or be corrected, by position of the first.
class OpenEvents final : public EventSource {
 public:
  Result<std::vector<Event>> events(Position first, std::uint32_t count) const override {
    const auto* found = find(first);
    if (found == nullptr || found->size() != count) {
      return fail(ErrorCode::corrupt,
                  "the events at position " + std::to_string(first.value) + " are incomplete");
    }
    return *found;
  }
  [[nodiscard]] const std::vector<Event>* find(Position first) const {
    const auto found = kept_.find(first.value);
    return found == kept_.end() ? nullptr : &found->second;
  }
  std::vector<Event>& begin(Position first) { return kept_[first.value]; }
  void drop(Position first) { kept_.erase(first.value); }

 private:
  std::unordered_map<std::uint64_t, std::vector<Event>> kept_;
};

Position first_event_of(const SubmissionState& row) {
  return Position{row.header_at.value + 1};
}

/// Whether no later entry can ask for the submission's events again.
bool is_closed(SubmissionStage stage) {
  using enum SubmissionStage;
  return stage == in_effect || stage == complete || stage == withdrawn || stage == superseded ||
         stage == lapsed;
}

class LogFold {
 public:
  LogFold(FoldedLog& out, LogObserver& observer) : out_(out), observer_(observer) {}

  Status take(ByteView raw) {
    tree_.append(leaf_hash(raw));
    if (tree_.size().value % tiles_dropped_every == 0) static_cast<void>(tree_.take_full_tiles());
    auto entry = decode_entry(raw, Provenance::ours);
    if (!entry) return fail(entry.error());
    if (entry->envelope.kind == BodyKind::event) return take_event(*std::move(entry));
    announce(*entry);
    if (auto evolved = evolve(out_.state, *entry, events_); !evolved) return evolved;
    report(*entry);
    return {};
  }
  [[nodiscard]] Seen seen() const { return {tree_.size(), tree_.root()}; }

 private:
  Status take_event(Entry entry) {
    // Evolve only counts events; the pass keeps them for their outcome.
    if (auto evolved = evolve(out_.state, entry, events_); !evolved) return evolved;
    if (filing_ == nullptr) {
      return fail(ErrorCode::corrupt, "entry " + std::to_string(entry.envelope.position.value) +
                                          ": an event of no submission");
    }
    filing_->push_back(std::get<Event>(std::move(entry.body)));
    return {};
  }

  void announce(Entry& entry) {
    if (auto* header = std::get_if<SignedHeader>(&entry.body)) {
      header->digest = sha256(header->payload);
      observer_.before_filing(out_.state, entry.envelope, *header);
      filing_ = &events_.begin(Position{entry.envelope.position.value + 1});
      filing_->reserve(std::min(header->header.count, lines_per_submission_max));
    } else if (auto* act = std::get_if<SignedSignOff>(&entry.body)) {
      act->digest = sha256(act->payload);
      observer_.before_sign_off(out_.state, entry.envelope, *act);
    }
  }

  void report(const Entry& entry) {
    if (const auto* act = std::get_if<SignedSignOff>(&entry.body)) {
      observer_.signed_off(out_.state, entry.envelope, act->sign_off);
      settle(act->sign_off.submission);
      return;
    }
    const auto* record = std::get_if<LedgerRecord>(&entry.body);
    if (record == nullptr) return;
    if (const auto* accepted = std::get_if<Accepted>(&record->body)) {
      filing_ = nullptr;
      report_accepted(entry, accepted->submission);
    } else if (const auto* effect = std::get_if<TookEffect>(&record->body)) {
      report_effect(entry, effect->submission);
    } else if (const auto* lapsed = std::get_if<Lapsed>(&record->body)) {
      observer_.lapsed(out_.state, entry.envelope, lapsed->submission);
      settle(lapsed->submission);
    }
  }

  void report_accepted(const Entry& entry, const SubmissionId& id) {
    const auto& row = *out_.state.submission(id);
    const auto& events = *events_.find(first_event_of(row));
    observer_.filed(out_.state, row, events, entry.envelope.recorded_at);
    if (!row.supersedes.is_none()) settle(row.supersedes);
    if (row.stage == SubmissionStage::in_effect) report_effect(entry, id);
  }

  void report_effect(const Entry& entry, const SubmissionId& id) {
    const auto& row = *out_.state.submission(id);
    const auto& events = *events_.find(first_event_of(row));
    const auto is_out = [&](std::uint32_t line) {
      const auto names = [&](const auto& marked) { return marked.line == line; };
      return std::any_of(row.struck.begin(), row.struck.end(), names) ||
             std::any_of(row.lapsed.begin(), row.lapsed.end(), names);
    };
    for (std::uint32_t line = 0; line < row.count; ++line) {
      if (is_out(line)) continue;
      observer_.in_effect(out_.state,
                          {row, line, events[line], Position{row.header_at.value + 1 + line},
                           entry.envelope.position, entry.envelope.recorded_at});
    }
    settle(id);
  }

  /// Forgets the events of a submission that is closed.
  void settle(const SubmissionId& id) {
    const auto* row = out_.state.submission(id);
    if (row != nullptr && is_closed(row->stage)) events_.drop(first_event_of(*row));
  }

  FoldedLog& out_;
  LogObserver& observer_;
  OpenEvents events_;
  TreeBuilder tree_;
  std::vector<Event>* filing_ = nullptr;  ///< Between a header and its `accepted`.
};

}  // namespace

Result<FoldedLog> fold_log(const LogReader& log, Date until, LogObserver& observer) {
  const auto size = log.head().size;
  if (size.value == 0) return fail(ErrorCode::not_found, Text{"台账为空", "the ledger is empty"});
  FoldedLog out;
  const auto last = end_of(until);
  LogFold fold(out, observer);
  Status bad;
  auto read = log.read(Position{0}, size.value, [&](Position position, ByteView raw) {
    auto split = split_entry(raw, ErrorCode::corrupt);
    if (!split) {
      bad = fail(split.error());
      return Visit::stop;
    }
    if (split->first.recorded_at > last) return Visit::stop;
    if (position.value == 0) out.ledger = LedgerId{leaf_hash(raw).bytes};
    bad = fold.take(raw);
    return bad ? Visit::more : Visit::stop;
  });
  if (!read) return fail(read.error());
  if (!bad) return fail(bad.error());
  out.prefix = fold.seen();
  return out;
}

}  // namespace xueji::inspection
