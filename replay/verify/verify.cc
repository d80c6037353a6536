#include "replay/verify/verify.h"

#include <algorithm>

#include "ledger/merkle/checkpoint.h"
#include "ledger/merkle/hash.h"
#include "ledger/schema/envelope.h"
#include "replay/verify/fold.h"
#include "replay/verify/stored_heads.h"
#include "replay/verify/stored_rows.h"

namespace xueji {
namespace {

using second_opinion::Differences;

struct KindTerm {
  DifferenceKind kind;
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};
constexpr KindTerm kind_terms[] = {
    {DifferenceKind::bytes, "bytes", "字节", "bytes"},
    {DifferenceKind::order, "order", "次序", "order"},
    {DifferenceKind::content, "content", "内容", "content"},
    {DifferenceKind::signature, "signature", "签名", "signature"},
    {DifferenceKind::authority, "authority", "权限", "authority"},
    {DifferenceKind::outcome, "outcome", "结果", "outcome"},
    {DifferenceKind::state, "state", "状态", "state"},
    {DifferenceKind::checkpoint, "checkpoint", "检查点", "checkpoint"},
    {DifferenceKind::anchor, "anchor", "信任锚", "anchor"},
    {DifferenceKind::derived, "derived", "派生行", "derived row"},
    {DifferenceKind::vault, "vault", "保管库", "vault"},
};

Text place_of(const Difference& difference) {
  if (!difference.first) return {"整个台账", "the log as a whole"};
  const auto first = std::to_string(difference.first->value);
  if (!difference.last || *difference.last == *difference.first) {
    return {"第 " + first + " 条", "entry " + first};
  }
  const auto last = std::to_string(difference.last->value);
  return {"第 " + first + " 至 " + last + " 条", "entries " + first + " to " + last};
}

/// What entry 0 says about itself; judged against the anchor, not trusted.
struct Origin {
  LedgerId ledger;
  std::optional<Genesis> genesis;
};

Result<Origin> read_origin(const LogReader& log) {
  auto bytes = log.entry(Position{});
  if (!bytes) return fail(bytes.error());
  Origin origin{LedgerId{leaf_hash(*bytes).bytes}, std::nullopt};
  auto entry = decode_entry(*bytes, Provenance::outside);
  if (entry) {
    if (auto* genesis = std::get_if<Genesis>(&entry->body)) origin.genesis = std::move(*genesis);
  }
  return origin;
}

std::vector<NoteVerifier> genesis_verifiers(const Genesis& genesis, Differences& differences) {
  std::vector<NoteVerifier> verifiers;
  for (const auto& raw : genesis.checkpoint_keys) {
    const auto key = PublicKey::from(raw);
    auto verifier = key ? NoteVerifier::make(genesis.origin, *key)
                        : Result<NoteVerifier>(fail(ErrorCode::malformed, "not a key"));
    if (verifier) {
      verifiers.push_back(*std::move(verifier));
    } else {
      differences.add(DifferenceKind::content, Position{},
                      {"创始记录中的检查点密钥无效", "a checkpoint key of genesis is malformed"});
    }
  }
  return verifiers;
}

/// The keys to hold checkpoints against: the anchor's, or without one what genesis claims.
Result<second_opinion::Trusted> trusted_keys(const VerifyOptions& options, const Origin& origin,
                                             Differences& differences, bool& anchored) {
  second_opinion::Trusted trusted;
  if (origin.genesis) {
    trusted = {origin.genesis->origin, genesis_verifiers(*origin.genesis, differences)};
  }
  anchored = false;
  if (!options.anchor) return trusted;
  const auto& anchor = *options.anchor;
  anchored = true;
  const auto contradict = [&](Text what) {
    differences.add(DifferenceKind::anchor, Position{}, std::move(what));
    anchored = false;
  };
  if (anchor.ledger != origin.ledger) {
    contradict({"台账编号与信任锚不符:" + to_text(origin.ledger),
                "the ledger id is not the anchor's: " + to_text(origin.ledger)});
  }
  if (origin.genesis && origin.genesis->origin != anchor.origin) {
    contradict({"台账名称与信任锚不符", "the origin is not the anchor's"});
  }
  const auto of_genesis = std::move(trusted.verifiers);
  trusted = {anchor.origin, {}};
  for (const auto& text : anchor.verifier_keys) {
    auto verifier = NoteVerifier::parse(text);
    if (!verifier) return fail(ErrorCode::invalid_argument, verifier.error().what);
    trusted.verifiers.push_back(*std::move(verifier));
  }
  const auto is_anchored = [&](const NoteVerifier& key) {
    return std::any_of(trusted.verifiers.begin(), trusted.verifiers.end(),
                       [&](const auto& known) { return known.text() == key.text(); });
  };
  if (origin.genesis && std::none_of(of_genesis.begin(), of_genesis.end(), is_anchored)) {
    contradict({"创始记录的检查点密钥不在信任锚中",
                "genesis names no checkpoint key that the anchor knows"});
  }
  return trusted;
}

/// Counts that live in the parts, and the sum of hashes: leaves, nodes, bodies, messages.
void add_counts(VerifyCounts& counts, const second_opinion::Reading& reading,
                const second_opinion::OwnTree& tree, const second_opinion::Signatures& signatures) {
  counts.entries = tree.size().value;
  counts.entry_bytes = reading.bytes_read();
  counts.signatures = signatures.count();
  counts.hashes = tree.size().value + tree.hashes() + 2 * counts.events + counts.disclosures +
                  counts.submissions + counts.sign_offs;
}

void note_skipped(const VerifyOptions& options, const VerifyCounts& counts, std::uint64_t since,
                  std::vector<Text>& skipped) {
  if (since != 0) {
    const auto number = std::to_string(since);
    skipped.push_back(
        {"前 " + number + " 条的签名与规则此前已核,本次未复核",
         "signatures and rules of the first " + number + " entries were verified before"});
  }
  if (options.vault == nullptr && counts.disclosures != 0) {
    skipped.push_back(
        {"未提供保管库:" + std::to_string(counts.disclosures) + " 份个人信息未核",
         "no vault: " + std::to_string(counts.disclosures) + " disclosures were not opened"});
  }
  const auto closed = counts.missing + counts.erased;
  if (closed != 0) {
    skipped.push_back({"保管库不全:缺 " + std::to_string(counts.missing) + " 份,已依法清除 " +
                           std::to_string(counts.erased) + " 份",
                       "vault incomplete: " + std::to_string(counts.missing) + " missing, " +
                           std::to_string(counts.erased) + " erased on purpose"});
  }
  if (counts.not_rechecked != 0) {
    skipped.push_back({std::to_string(counts.not_rechecked) + " 项依赖个人信息的规则未复核",
                       std::to_string(counts.not_rechecked) +
                           " rule results that need personal data were not re-checked"});
  }
}

/// The whole run, in one object, so that its steps stay short.
class Run {
 public:
  Run(const LogReader& log, const VerifyOptions& options)
      : log_(log), options_(options), differences_(options.differences_max) {}

  Result<VerifyReport> go() {
    head_ = log_.head();
    if (head_.size.value == 0) {
      return fail(ErrorCode::not_found, Text{"台账是空的", "the log is empty"});
    }
    auto origin = read_origin(log_);
    if (!origin) return fail(origin.error());
    report_.ledger = origin->ledger;
    auto trusted = trusted_keys(options_, *origin, differences_, report_.anchored);
    if (!trusted) return fail(trusted.error());
    trusted_ = *std::move(trusted);
    if (auto since = read_since(); !since) return fail(since.error());
    second_opinion::WorkPool pool(options_.threads);
    second_opinion::Signatures signatures(report_.ledger, pool, differences_);
    second_opinion::Disclosures disclosures(report_.ledger, options_.vault, differences_,
                                            report_.counts);
    second_opinion::OwnPersons persons(options_.vault, &log_, report_.ledger);
    second_opinion::Fold fold({log_, report_.ledger, since_.size.value, tree_, signatures,
                               disclosures, persons, differences_, report_.counts});
    second_opinion::Reading reading(log_, head_.size, since_.size.value, pool);
    if (auto folded = fold_all(reading, fold); !folded) return fail(folded.error());
    if (auto compared = compare_all(fold, signatures, pool); !compared) {
      return fail(compared.error());
    }
    add_counts(report_.counts, reading, tree_, signatures);
    return finish(fold);
  }

 private:
  Status read_since() {
    if (options_.since.empty()) return {};
    auto since = verify_checkpoint(options_.since, trusted_.origin, trusted_.verifiers);
    if (!since) return fail(since.error());
    if (since->size > head_.size) {
      return fail(ErrorCode::refused,
                  Text{"--since 检查点比台账新", "the --since checkpoint is newer than this log"});
    }
    since_ = *std::move(since);
    return {};
  }

  Status fold_all(second_opinion::Reading& reading, second_opinion::Fold& fold) {
    tree_.reserve(head_.size);
    for (;;) {
      auto batch = reading.next();
      if (!batch) return fail(batch.error());
      if (*batch == nullptr) break;
      auto index = (*batch)->first;
      for (auto& found : (*batch)->found) {
        if (auto taken = fold.take(index++, found); !taken) return taken;
      }
      if (options_.progress) options_.progress({tree_.size(), head_.size});
    }
    fold.finish();
    return {};
  }

  /// What is stored beside the entries, while the pool still verifies signatures.
  Status compare_all(const second_opinion::Fold& fold, second_opinion::Signatures& signatures,
                     second_opinion::WorkPool& pool) {
    Differences beside(options_.differences_max);
    second_opinion::StoredHeads heads(log_, trusted_, tree_, pool, beside, report_.counts);
    if (auto begun = heads.begin(head_); !begun) return begun;
    report_.checkpoint = heads.checkpoint();
    for (const auto& fault : options_.faults_beside)
      differences_.add(DifferenceKind::checkpoint, fault);
    if (report_.checkpoint.empty()) {
      report_.skipped.push_back({"记录与签名的末端不符,派生行未比对",
                                 "rows were not compared: the entries are not those that the head "
                                 "signs"});
    } else if (auto compared =
                   second_opinion::StoredRows(log_, fold, beside, report_.counts).compare();
               !compared) {
      return compared;
    }
    signatures.finish();
    if (auto finished = heads.finish(differences_); !finished) return finished;
    if (since_.size.value != 0) heads.compare_kept_checkpoint(options_.since);
    for (const auto& note : options_.earlier_checkpoints)
      heads.compare_kept_checkpoint(note);
    for (const auto& receipt : options_.receipts)
      heads.compare_receipt(report_.ledger, receipt);
    differences_.absorb(std::move(beside));
    return {};
  }

  VerifyReport finish(const second_opinion::Fold& fold) {
    report_.size = tree_.size();
    report_.root = tree_.root_at(tree_.size());
    report_.recorded_at = fold.state().recorded_at();
    note_skipped(options_, report_.counts, since_.size.value, report_.skipped);
    const auto& counts = report_.counts;
    report_.vault_incomplete = options_.vault_required && counts.disclosures != 0 &&
                               (options_.vault == nullptr || counts.missing != 0);
    report_.difference_count = differences_.count();
    report_.differences = differences_.take();
    return std::move(report_);
  }

  const LogReader& log_;
  const VerifyOptions& options_;
  Differences differences_;
  second_opinion::OwnTree tree_;
  second_opinion::Trusted trusted_;
  Checkpoint since_;
  Head head_;
  VerifyReport report_;
};

}  // namespace

std::string_view code_of(DifferenceKind kind) {
  for (const auto& term : kind_terms) {
    if (term.kind == kind) return term.code;
  }
  return "unknown";
}

Text label_of(DifferenceKind kind) {
  for (const auto& term : kind_terms) {
    if (term.kind == kind) return {std::string(term.zh), std::string(term.en)};
  }
  return {"未知", "unknown"};
}

Text VerifyReport::summary() const {
  const auto entries = std::to_string(size.value);
  if (!consistent() && !differences.empty()) {
    const auto& first = differences.front();
    const auto place = place_of(first);
    const auto count = std::to_string(difference_count);
    return {"核验不通过:首处差异在" + place.zh + ":" + first.what.zh + "(共 " + count + " 处)",
            "verification FAILED: first at " + place.en + ": " + first.what.en + " (" + count +
                " in all)"};
  }
  if (!anchored) {
    return {"前后一致,但未锚定(" + entries + " 条):没有信任锚,不能证明这就是原来的台账",
            "consistent, NOT anchored (" + entries +
                " entries): without a trust anchor nothing shows that this is the original log"};
  }
  if (vault_incomplete) {
    const auto missing = std::to_string(counts.disclosures - counts.opened - counts.erased);
    const auto all = std::to_string(counts.disclosures);
    return {"个人信息库不全:台账 " + entries + " 条属实,但 " + all + " 份个人信息中有 " + missing +
                " 份打不开",
            "vault incomplete: the log's " + entries + " entries hold, but " + missing + " of " +
                all + " disclosures cannot be opened"};
  }
  return {"核验通过:" + entries + " 条记录全部属实", "verified: all " + entries + " entries hold"};
}

Result<VerifyReport> verify_log(const LogReader& log, const VerifyOptions& options) {
  return Run(log, options).go();
}

}  // namespace xueji
