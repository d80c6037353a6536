#include "ledger/merkle/note.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace xueji {
namespace {

// From the documentation of Go's golang.org/x/mod/sumdb/note, which C2SP signed-note follows.
const std::string go_key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string go_note =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n";

NoteSigner signer_named(const std::string& name, std::uint64_t seed) {
  SeededRandom random{seed};
  return NoteSigner::make(name, SigningKey::generate(Suite::sha256_ed25519, random).value())
      .value();
}

std::string text_with(const std::string& text, const std::vector<NoteSigner*>& signers) {
  std::string note = text + "\n";
  for (const auto* signer : signers) {
    note += sign_note(text, *signer).value().substr(text.size() + 1);
  }
  return note;
}

ErrorCode refusal(const std::string& note, const std::vector<NoteVerifier>& verifiers) {
  const auto verified = verify_note(note, verifiers);
  REQUIRE_FALSE(verified);
  return verified.error().code;
}

TEST_CASE("a note of the Go implementation verifies") {
  const auto verifier = NoteVerifier::parse(go_key).value();
  CHECK(verifier.name() == "PeterNeumann");
  CHECK(verifier.key_hash() == 0xc74f20a3);
  CHECK(verifier.text() == go_key);
  const auto verified = verify_note(go_note, std::vector{verifier});
  REQUIRE(verified);
  CHECK(verified->text == go_note.substr(0, go_note.find("\n\n") + 1));
}

TEST_CASE("every flipped bit of a note is refused") {
  const std::vector verifiers{NoteVerifier::parse(go_key).value()};
  REQUIRE(verify_note(go_note, verifiers));
  for (std::size_t bit = 0; bit < go_note.size() * 8; ++bit) {
    auto changed = go_note;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    INFO("bit " << bit);
    REQUIRE_FALSE(verify_note(changed, verifiers));
  }
}

TEST_CASE("what is signed is read back, empty lines and Chinese included") {
  const auto signer = signer_named("xueji.example/台账", 1);
  const std::vector verifiers{signer.verifier().value()};
  const std::string text = "拒绝：SY-1.5a\n\n第 3 行\n";
  const auto note = sign_note(text, signer).value();
  const auto verified = verify_note(note, verifiers).value();
  CHECK(verified.text == text);
  REQUIRE(verified.signatures.size() == 1);
  CHECK(verified.signatures[0].key_name == "xueji.example/台账");
  CHECK(NoteVerifier::parse(verifiers[0].text()).value().text() == verifiers[0].text());
}

TEST_CASE("signatures of unknown keys are ignored, of a known key they must verify") {
  auto ledger = signer_named("ledger", 1);
  auto stranger = signer_named("stranger", 2);
  auto namesake = signer_named("ledger", 3);
  const std::vector verifiers{ledger.verifier().value()};
  const std::string text = "text\n";
  CHECK(verify_note(text_with(text, {&stranger, &ledger}), verifiers));
  CHECK(verify_note(text_with(text, {&namesake, &ledger}), verifiers));
  CHECK(refusal(text_with(text, {&stranger}), verifiers) == ErrorCode::refused);
  CHECK(refusal(text_with(text, {&namesake}), verifiers) == ErrorCode::refused);
  CHECK(refusal(text_with(text, {&ledger}), {}) == ErrorCode::refused);

  // A line that names the known key but signs another text spoils even a good line.
  const auto good = sign_note(text, ledger).value();
  const auto other = sign_note("other\n", ledger).value();
  CHECK(refusal(good + other.substr(other.find("—")), verifiers) == ErrorCode::refused);
  CHECK(refusal(text + "\n" + other.substr(other.find("—")) + good.substr(good.find("—")),
                verifiers) == ErrorCode::refused);
}

TEST_CASE("a witness's cosignature of another type is carried along") {
  const auto ledger = signer_named("ledger", 1);
  Bytes cosignature{0x12, 0x34, 0x56, 0x78};
  append(cosignature, Bytes(72, 9));
  const auto note =
      sign_note("text\n", ledger).value() + "— witness " + to_base64(cosignature) + "\n";
  const auto verified = verify_note(note, std::vector{ledger.verifier().value()}).value();
  REQUIRE(verified.signatures.size() == 2);
  CHECK(verified.signatures[1].key_hash == 0x12345678);
  CHECK(verified.signatures[1].signature == Bytes(72, 9));
}

TEST_CASE("a note that the specification does not allow is malformed") {
  const std::string line = "— name AAAAAAE=\n";
  REQUIRE(parse_note("text\n\n" + line));
  REQUIRE(parse_note("text\n\nmore\n\n" + line));
  const std::string note = GENERATE_COPY(
      std::string{}, std::string{"text\n"}, std::string{"text\n\n"}, "text\n" + line,
      "text\n\n" + line + "\n", "text\n\n" + line + "junk\n", "text\n\n" + line.substr(0, 15),
      std::string{"text\n\n- name AAAAAAE=\n"}, std::string{"text\n\n—name AAAAAAE=\n"},
      std::string{"text\n\n—  AAAAAAE=\n"}, std::string{"text\n\n— name\n"},
      std::string{"text\n\n— name AAAAAA==\n"}, std::string{"text\n\n— name AAAAAAE\n"},
      std::string{"text\n\n— name AAAAAAE= \n"}, std::string{"text\n\n— name  AAAAAAE=\n"},
      std::string{"text\n\n— na+me AAAAAAE=\n"}, std::string{"text\n\n— na\u3000me AAAAAAE=\n"},
      "te\rxt\n\n" + line, "te\txt\n\n" + line, std::string{"te\0xt\n\n", 8} + line,
      "te\xff\n\n" + line, "te\xc0\xaf\n\n" + line, "te\xed\xa0\x80\n\n" + line,
      "te\xf4\x90\x80\x80\n\n" + line, "te\xe4\xb8\n\n" + line);
  INFO(note);
  const auto parsed = parse_note(note);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == ErrorCode::malformed);
}

TEST_CASE("a note has at least 16 signatures at most, and a limit beyond") {
  const std::string line = "— name AAAAAAE=\n";
  std::string note = "text\n\n";
  for (std::size_t i = 0; i < note_signature_limit; ++i)
    note += line;
  CHECK(parse_note(note).value().signatures.size() == note_signature_limit);
  CHECK_FALSE(parse_note(note + line));
  CHECK_FALSE(parse_note(std::string(note_size_limit_bytes, 'x') + "\n\n" + line));
}

TEST_CASE("only text that a note may have is signed") {
  const auto signer = signer_named("name", 1);
  for (const std::string text : {"", "no newline", "tab\there\n", "bad \xff\n", "cr\r\n"}) {
    const auto note = sign_note(text, signer);
    REQUIRE_FALSE(note);
    CHECK(note.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("a key name has no spaces, plus or control characters") {
  SeededRandom random{4};
  const auto key = SigningKey::generate(Suite::sha256_ed25519, random).value().public_key();
  for (const std::string name :
       {"", "a b", "a+b", "a\nb", "a\u00a0b", "a\u2003b", "a\u3000b", "\u2028", "a\xff"}) {
    INFO(name);
    CHECK_FALSE(is_note_key_name(name));
    CHECK_FALSE(NoteVerifier::make(name, key));
  }
  CHECK(is_note_key_name("example.com/十堰"));
}

TEST_CASE("a verifier key that is not spelled exactly is malformed") {
  const std::string key = GENERATE(
      std::string{}, "PeterNeumann", "PeterNeumann+c74f20a3",
      "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "PeterNeumanN+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWAA==",
      "PeterNeumann+c74f20a3+", "PeterNeumann+c74f+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  INFO(key);
  const auto verifier = NoteVerifier::parse(key);
  REQUIRE_FALSE(verifier);
  CHECK(verifier.error().code == ErrorCode::malformed);
}

}  // namespace
}  // namespace xueji
