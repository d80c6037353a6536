#include "ledger/merkle/checkpoint.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace xueji {
namespace {

// The example of C2SP tlog-checkpoint.
const std::string example =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

NoteSigner ledger_signer() {
  SeededRandom random{61};
  return NoteSigner::make("xueji.example/shiyan",
                          SigningKey::generate(Suite::sha256_ed25519, random).value())
      .value();
}

Checkpoint some_checkpoint() {
  SeededRandom random{62};
  return {"xueji.example/shiyan", TreeSize{12345}, random.draw<Digest>()};
}

TEST_CASE("the specification's example is read and written back") {
  const auto checkpoint = parse_checkpoint_text(example).value();
  CHECK(checkpoint.origin == "example.com/behind-the-sofa");
  CHECK(checkpoint.size == TreeSize{20852163});
  CHECK(checkpoint.extensions.empty());
  CHECK(checkpoint_text(checkpoint).value() == example);
  auto extended = checkpoint;
  extended.extensions = {"one", "two"};
  CHECK(checkpoint_text(extended).value() == example + "one\ntwo\n");
  CHECK(parse_checkpoint_text(example + "one\ntwo\n").value() == extended);
}

TEST_CASE("a signed checkpoint is read back by whoever holds the key") {
  const auto signer = ledger_signer();
  const auto checkpoint = some_checkpoint();
  const auto note = sign_checkpoint(checkpoint, signer).value();
  const std::vector verifiers{signer.verifier().value()};
  CHECK(verify_checkpoint(note, checkpoint.origin, verifiers).value() == checkpoint);
  CHECK(verify_checkpoint(note, "other.example", verifiers).error().code == ErrorCode::refused);
  CHECK(verify_checkpoint(note, checkpoint.origin, {}).error().code == ErrorCode::refused);
}

TEST_CASE("every flipped bit of a signed checkpoint is refused") {
  const auto signer = ledger_signer();
  const auto checkpoint = some_checkpoint();
  const auto note = sign_checkpoint(checkpoint, signer).value();
  const std::vector verifiers{signer.verifier().value()};
  for (std::size_t bit = 0; bit < note.size() * 8; ++bit) {
    auto changed = note;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    INFO("bit " << bit);
    REQUIRE_FALSE(verify_checkpoint(changed, checkpoint.origin, verifiers));
  }
}

TEST_CASE("a checkpoint has one spelling") {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  REQUIRE(parse_checkpoint_text("o\n0\n" + root));
  REQUIRE(parse_checkpoint_text("o\n18446744073709551615\n" + root));
  const std::string text =
      GENERATE_COPY(std::string{}, std::string{"o\n"}, std::string{"o\n1\n"}, "\n1\n" + root,
                    "o\n\n" + root, "o\n01\n" + root, "o\n00\n" + root, "o\n-1\n" + root,
                    "o\n+1\n" + root, "o\n 1\n" + root, "o\n1 \n" + root, "o\n0x1\n" + root,
                    "o\n18446744073709551616\n" + root, "o\n1\n" + root.substr(0, 43) + "\n",
                    "o\n1\n" + root.substr(0, 40) + "\n", "o\n1\n" + root.substr(0, 44),
                    "o\n1\n" + root + "\n", "o\n1\n" + root + "a\n\nb\n", "o\n1\n" + root + "a",
                    "o\r\n1\n" + root, "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n");
  INFO(text);
  const auto parsed = parse_checkpoint_text(text);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == ErrorCode::malformed);
}

TEST_CASE("a checkpoint that could not be read back is not written") {
  for (const std::string line : {"", "two\nlines", "tab\t", "\xff"}) {
    auto checkpoint = some_checkpoint();
    checkpoint.origin = line;
    CHECK(checkpoint_text(checkpoint).error().code == ErrorCode::invalid_argument);
    checkpoint = some_checkpoint();
    checkpoint.extensions = {"fine", line};
    CHECK(checkpoint_text(checkpoint).error().code == ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace xueji
