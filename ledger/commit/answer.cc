#include "ledger/commit/answer.h"

#include <charconv>
#include <set>

namespace xueji {
namespace {

/// The text up to the next newline, which is consumed; nothing at the end of the text.
std::optional<std::string_view> next_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string refusal_text(const LedgerId& ledger, const SubmissionId& submission,
                         const Digest& payload, TreeSize state, const Verdict& verdict) {
  std::string text = "xueji/v1/refusal\n";
  text += to_text(ledger) + "\n" + to_text(submission) + "\n" + to_text(payload) + "\n";
  text += std::to_string(state.value) + "\n";
  std::set<std::string> lines;
  for (const auto& problem : verdict.problems) {
    if (problem.severity == Severity::warning) continue;
    lines.insert(problem.rule + " " + (problem.line ? std::to_string(*problem.line + 1) : "-"));
  }
  for (const auto& line : lines) text += line + "\n";
  return text;
}

std::string receipt_text(const Receipt& receipt) {
  std::string text = "xueji/v1/receipt\n";
  text += to_text(receipt.ledger) + "\n" + to_text(receipt.submission) + "\n";
  text += std::to_string(receipt.position.value) + "\n" + std::to_string(receipt.size.value) + "\n";
  text += to_text(receipt.leaf) + "\n";
  for (const auto& hash : receipt.path) text += to_text(hash) + "\n";
  return text + "\n" + receipt.checkpoint;
}

Result<Receipt> receipt_from_text(std::string_view text) {
  const auto bad = [] {
    return fail(ErrorCode::malformed, Text{"这不是有效的回执文件", "this is not a valid receipt"},
                Text{"请使用提交时保存的原始回执文件", "use the receipt file saved at submission"});
  };
  Receipt receipt;
  const auto title = next_line(text);
  const auto ledger = next_line(text);
  const auto submission = next_line(text);
  const auto position = next_line(text);
  const auto size = next_line(text);
  const auto leaf = next_line(text);
  if (!leaf || *title != "xueji/v1/receipt") return bad();
  const auto ledger_id = id_from_text<LedgerId>(*ledger);
  const auto submission_id = id_from_text<SubmissionId>(*submission);
  const auto position_value = decimal(*position);
  const auto size_value = decimal(*size);
  const auto leaf_digest = id_from_text<Digest>(*leaf);
  if (!ledger_id || !submission_id || !position_value || !size_value || !leaf_digest) return bad();
  receipt.ledger = *ledger_id;
  receipt.submission = *submission_id;
  receipt.position = Position{*position_value};
  receipt.size = TreeSize{*size_value};
  receipt.leaf = *leaf_digest;
  for (auto line = next_line(text); !line || !line->empty(); line = next_line(text)) {
    if (!line || receipt.path.size() > 64) return bad();
    const auto hash = id_from_text<Digest>(*line);
    if (!hash) return bad();
    receipt.path.push_back(*hash);
  }
  receipt.checkpoint = text;
  return receipt;
}

}  // namespace xueji
