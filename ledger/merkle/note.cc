#include "ledger/merkle/note.h"

#include <algorithm>
#include <array>
#include <optional>

#include "ledger/crypto/sha256.h"

namespace xueji {
namespace {

constexpr std::uint8_t ed25519_type = 0x01;
constexpr std::string_view signature_line_start = "\u2014 ";  // Em dash and space.
constexpr std::size_t key_hash_size_bytes = 4;

/// The next code point, cut from the front; nothing where `text` is not valid UTF-8 (RFC 3629).
std::optional<char32_t> next_code_point(std::string_view& text) {
  struct Form {
    std::uint8_t mask, lead;
    std::size_t size;
    char32_t least;  // Anything smaller has a shorter form, which alone is valid.
  };
  static constexpr std::array<Form, 4> forms{{{0x80, 0x00, 1, 0},
                                              {0xe0, 0xc0, 2, 0x80},
                                              {0xf0, 0xe0, 3, 0x800},
                                              {0xf8, 0xf0, 4, 0x10000}}};
  const auto first = static_cast<std::uint8_t>(text.front());
  const auto form = std::ranges::find_if(
      forms, [first](const Form& candidate) { return (first & candidate.mask) == candidate.lead; });
  if (form == forms.end() || text.size() < form->size) return std::nullopt;
  auto code_point = static_cast<char32_t>(first & static_cast<std::uint8_t>(~form->mask));
  for (std::size_t i = 1; i < form->size; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if ((byte & 0xc0) != 0x80) return std::nullopt;
    code_point = (code_point << 6) | static_cast<char32_t>(byte & 0x3f);
  }
  const bool is_surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  if (code_point < form->least || code_point > 0x10ffff || is_surrogate) return std::nullopt;
  text.remove_prefix(form->size);
  return code_point;
}

// Property White_Space of the Unicode Character Database, beyond the ASCII control characters.
bool is_unicode_space(char32_t c) {
  constexpr std::array<char32_t, 9> singles{0x20,   0x85,   0xa0,   0x1680, 0x2028,
                                            0x2029, 0x202f, 0x205f, 0x3000};
  return (c >= 0x2000 && c <= 0x200a) || std::ranges::find(singles, c) != singles.end();
}

bool is_note_characters(std::string_view text) {
  while (!text.empty()) {
    const auto c = next_code_point(text);
    if (!c || (*c < 0x20 && *c != '\n')) return false;
  }
  return true;
}

tl::unexpected<Error> malformed(const char* zh, const char* en) {
  return fail(ErrorCode::malformed, Text{std::string("签名文本格式有误：") + zh,
                                         std::string("Malformed signed note: ") + en});
}

tl::unexpected<Error> bad_name(const std::string& name) {
  return fail(
      ErrorCode::invalid_argument,
      Text{"密钥名称为空，或含有空格、加号、控制字符：“" + name + "”",
           "Key name is empty or has a space, plus or control character: \"" + name + "\""});
}

std::string line_of(const NoteSignature& signature) {
  Bytes bytes;
  append_be(bytes, signature.key_hash);
  append(bytes, signature.signature);
  return std::string(signature_line_start) + signature.key_name + " " + to_base64(bytes) + "\n";
}

/// One signature line, without its newline.
std::optional<NoteSignature> parse_line(std::string_view line) {
  if (!line.starts_with(signature_line_start)) return std::nullopt;
  line.remove_prefix(signature_line_start.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto name = line.substr(0, space);
  const auto bytes = from_base64(line.substr(space + 1));
  if (!is_note_key_name(name) || !bytes || bytes->size() <= key_hash_size_bytes) {
    return std::nullopt;
  }
  return NoteSignature{std::string(name), read_be<std::uint32_t>(bytes->data()),
                       Bytes(bytes->begin() + key_hash_size_bytes, bytes->end())};
}

}  // namespace

bool is_note_key_name(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const auto c = next_code_point(name);
    if (!c || *c < 0x20 || *c == '+' || is_unicode_space(*c)) return false;
  }
  return true;
}

bool is_note_text(std::string_view text) {
  return text.ends_with('\n') && is_note_characters(text);
}

std::uint32_t note_key_hash(std::string_view name, const PublicKey& key) {
  constexpr std::array<std::uint8_t, 2> border{'\n', ed25519_type};
  const Digest digest = sha256({bytes_of(name), border, key.view()});
  return read_be<std::uint32_t>(digest.bytes.data());
}

NoteVerifier::NoteVerifier(std::string name, VerifyingKey key)
    : name_(std::move(name)),
      key_hash_(note_key_hash(name_, key.public_key())),
      key_(std::move(key)) {}

Result<NoteVerifier> NoteVerifier::make(std::string name, const PublicKey& key) {
  if (!is_note_key_name(name)) return bad_name(name);
  auto parsed = VerifyingKey::parse(Suite::sha256_ed25519, key);
  if (!parsed) return fail(parsed.error());
  return NoteVerifier{std::move(name), std::move(*parsed)};
}

Result<NoteVerifier> NoteVerifier::parse(std::string_view verifier_key) {
  // The base64 may itself hold a plus, so only the first two separate.
  const auto first = verifier_key.find('+');
  const auto second = first == std::string_view::npos ? first : verifier_key.find('+', first + 1);
  if (second == std::string_view::npos) {
    return malformed("验证密钥应为 名称+哈希+base64", "a verifier key is name+hash+base64");
  }
  const auto hash_text = verifier_key.substr(first + 1, second - first - 1);
  const auto hash = from_hex(hash_text);
  const auto encoded = from_base64(verifier_key.substr(second + 1));
  if (!hash || hash->size() != key_hash_size_bytes || to_hex(*hash) != hash_text || !encoded ||
      encoded->size() < 1) {
    return malformed("验证密钥的哈希或 base64 有误", "bad hash or base64 in the verifier key");
  }
  const auto key = PublicKey::from(ByteView{*encoded}.subspan(1));
  if (encoded->front() != ed25519_type || !key) {
    return malformed("验证密钥不是 Ed25519（类型 0x01）",
                     "the verifier key is not Ed25519 (type 0x01)");
  }
  auto verifier = make(std::string(verifier_key.substr(0, first)), *key);
  if (verifier && verifier->key_hash() != read_be<std::uint32_t>(hash->data())) {
    return malformed("验证密钥的哈希与名称、公钥不符",
                     "the verifier key's hash does not fit its name and key");
  }
  return verifier;
}

std::string NoteVerifier::text() const {
  Bytes hash;
  append_be(hash, key_hash_);
  Bytes encoded{ed25519_type};
  append(encoded, key_.public_key().view());
  return name_ + "+" + to_hex(hash) + "+" + to_base64(encoded);
}

bool NoteVerifier::is_named_by(const NoteSignature& signature) const {
  return signature.key_name == name_ && signature.key_hash == key_hash_;
}

bool NoteVerifier::verify(std::string_view text, ByteView signature) const {
  const auto ed25519 = Signature::from(signature);
  return ed25519 && key_.verify(bytes_of(text), *ed25519);
}

Result<NoteSigner> NoteSigner::make(std::string name, SigningKey key) {
  if (!is_note_key_name(name)) return bad_name(name);
  return NoteSigner{std::move(name), std::move(key)};
}

Result<NoteSignature> NoteSigner::sign(std::string_view text) const {
  const auto signature = key_.sign(bytes_of(text));
  if (!signature) return fail(signature.error());
  return NoteSignature{name_, note_key_hash(name_, key_.public_key()), to_bytes(signature->view())};
}

Result<NoteVerifier> NoteSigner::verifier() const {
  return NoteVerifier::make(name_, key_.public_key());
}

Result<std::string> sign_note(std::string_view text, const NoteSigner& signer) {
  if (!is_note_text(text)) {
    return fail(ErrorCode::invalid_argument,
                Text{"待签文本须为 UTF-8，以换行结尾，且不含其他控制字符",
                     "A note's text is UTF-8, ends in a newline and has no other control "
                     "character"});
  }
  const auto signature = signer.sign(text);
  if (!signature) return fail(signature.error());
  return std::string(text) + "\n" + line_of(*signature);
}

Result<SignedNote> parse_note(std::string_view note) {
  if (note.size() > note_size_limit_bytes) return malformed("过长", "too long");
  if (!is_note_characters(note)) {
    return malformed("不是 UTF-8，或含控制字符", "not UTF-8, or it has a control character");
  }
  const auto border = note.rfind("\n\n");
  if (border == std::string_view::npos) {
    return malformed("缺少签名前的空行", "no empty line before the signatures");
  }
  SignedNote parsed{std::string(note.substr(0, border + 1)), {}};
  std::string_view lines = note.substr(border + 2);
  if (lines.empty()) return malformed("没有签名", "no signature");
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    auto signature =
        end == std::string_view::npos ? std::nullopt : parse_line(lines.substr(0, end));
    if (!signature) return malformed("签名行有误", "bad signature line");
    if (parsed.signatures.size() == note_signature_limit) {
      return malformed("签名过多", "too many signatures");
    }
    parsed.signatures.push_back(std::move(*signature));
    lines.remove_prefix(end + 1);
  }
  return parsed;
}

Result<SignedNote> verify_note(std::string_view note, std::span<const NoteVerifier> verifiers) {
  auto parsed = parse_note(note);
  if (!parsed) return parsed;
  bool is_signed = false;
  for (const auto& signature : parsed->signatures) {
    for (const auto& verifier : verifiers) {
      if (!verifier.is_named_by(signature)) continue;
      if (!verifier.verify(parsed->text, signature.signature)) {
        return fail(ErrorCode::refused,
                    Text{"密钥 " + verifier.name() + " 的签名无效：文本或签名已被改动",
                         "The signature of key " + verifier.name() +
                             " does not verify: the text or the signature was changed"});
      }
      is_signed = true;
    }
  }
  if (!is_signed) {
    return fail(ErrorCode::refused, Text{"没有任何受信任密钥的签名", "No trusted key has signed"});
  }
  return parsed;
}

}  // namespace xueji
