#include "ledger/merkle/checkpoint.h"

#include <charconv>
#include <optional>

#include "ledger/base/bytes.h"

namespace xueji {
namespace {

bool is_line(std::string_view text) {
  return !text.empty() && text.find('\n') == std::string_view::npos;
}

tl::unexpected<Error> malformed(const char* zh, const char* en) {
  return fail(ErrorCode::malformed, Text{std::string("检查点格式有误：") + zh,
                                         std::string("Malformed checkpoint: ") + en});
}

/// Cuts the next line, without its newline, from the front; nothing if there is no whole line.
std::optional<std::string_view> next_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<TreeSize> parse_size(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // Written back, so that no second spelling (leading zeros) passes.
  if (error != std::errc{} || std::to_string(value) != text) return std::nullopt;
  return TreeSize{value};
}

std::optional<Digest> parse_root(std::string_view text) {
  const auto bytes = from_base64(text);
  return bytes ? Digest::from(*bytes) : std::nullopt;
}

}  // namespace

Result<std::string> checkpoint_text(const Checkpoint& checkpoint) {
  std::string text = checkpoint.origin + "\n" + std::to_string(checkpoint.size.value) + "\n" +
                     to_base64(checkpoint.root.view()) + "\n";
  bool is_valid = is_line(checkpoint.origin);
  for (const auto& extension : checkpoint.extensions) {
    is_valid = is_valid && is_line(extension);
    text += extension + "\n";
  }
  if (!is_valid || !is_note_text(text)) {
    return fail(ErrorCode::invalid_argument,
                Text{"检查点的来源和扩展行须为非空的单行 UTF-8 文本",
                     "A checkpoint's origin and extensions are non-empty single lines of UTF-8"});
  }
  return text;
}

Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
  if (!is_note_text(text)) {
    return malformed("不是以换行结尾的 UTF-8 文本", "not UTF-8 text that ends in a newline");
  }
  const auto origin = next_line(text);
  if (!origin || origin->empty()) return malformed("缺少来源行", "no origin line");
  const auto size_line = next_line(text);
  const auto size = size_line ? parse_size(*size_line) : std::nullopt;
  if (!size) return malformed("树的大小有误", "bad tree size");
  const auto root_line = next_line(text);
  const auto root = root_line ? parse_root(*root_line) : std::nullopt;
  if (!root) return malformed("根哈希有误", "bad root hash");
  Checkpoint checkpoint{std::string(*origin), *size, *root};
  while (!text.empty()) {
    const auto extension = next_line(text);
    if (!extension || extension->empty()) return malformed("空的扩展行", "empty extension line");
    checkpoint.extensions.emplace_back(*extension);
  }
  return checkpoint;
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& signer) {
  const auto text = checkpoint_text(checkpoint);
  if (!text) return fail(text.error());
  return sign_note(*text, signer);
}

Result<Checkpoint> verify_checkpoint(std::string_view note, std::string_view origin,
                                     std::span<const NoteVerifier> verifiers) {
  const auto verified = verify_note(note, verifiers);
  if (!verified) return fail(verified.error());
  auto checkpoint = parse_checkpoint_text(verified->text);
  if (checkpoint && checkpoint->origin != origin) {
    return fail(ErrorCode::refused,
                Text{"这是另一台账的检查点：" + checkpoint->origin,
                     "This is the checkpoint of another log: " + checkpoint->origin});
  }
  return checkpoint;
}

}  // namespace xueji
