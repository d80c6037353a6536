#include "ledger/crypto/key_file.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace xueji {
namespace {

namespace fs = std::filesystem;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "xueji-key-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryFolder() { fs::remove_all(path_); }
  [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

std::string contents(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

PassphraseSource answering(const char* passphrase) {
  return [passphrase] { return Result<SecretBytes>{SecretBytes::copy_of(bytes_of(passphrase))}; };
}

Result<SecretBytes> never_asked() {
  FAIL("asked for a passphrase without need");
  return SecretBytes{};
}

SigningKey some_key(std::uint64_t seed) {
  SeededRandom random{seed};
  return SigningKey::generate(Suite::sha256_ed25519, random).value();
}

TEST_CASE("a key file gives back its key, with and without a passphrase") {
  const TemporaryFolder folder;
  SeededRandom random{1};
  const auto key = some_key(31);
  REQUIRE(write_key_file(folder / "plain.pem", key, {}, random));
  CHECK(contents(folder / "plain.pem").starts_with("-----BEGIN PRIVATE KEY-----\n"));
  CHECK(read_key_file(folder / "plain.pem", never_asked).value().public_key() == key.public_key());

  REQUIRE(write_key_file(folder / "closed.pem", key, bytes_of("口令"), random));
  CHECK(contents(folder / "closed.pem").starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
  CHECK(read_key_file(folder / "closed.pem", answering("口令")).value().public_key() ==
        key.public_key());
}

TEST_CASE("a key file belongs to its owner alone, whatever the umask") {
  const TemporaryFolder folder;
  SeededRandom random{1};
  const auto before = ::umask(0);
  const auto written = write_key_file(folder / "key.pem", some_key(32), {}, random);
  ::umask(before);
  REQUIRE(written);
  struct stat status {};
  REQUIRE(::stat((folder / "key.pem").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE("a key file is never overwritten, not through a link either") {
  const TemporaryFolder folder;
  SeededRandom random{1};
  REQUIRE(write_key_file(folder / "key.pem", some_key(33), {}, random));
  const auto before = contents(folder / "key.pem");
  fs::create_symlink(folder / "nowhere", folder / "link.pem");
  for (const auto* name : {"key.pem", "link.pem"}) {
    const auto again = write_key_file(folder / name, some_key(34), {}, random);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == ErrorCode::conflict);
  }
  CHECK(contents(folder / "key.pem") == before);
  CHECK_FALSE(fs::exists(folder / "nowhere"));
}

TEST_CASE("each way to fail has its own error, in both languages") {
  const TemporaryFolder folder;
  SeededRandom random{1};
  const auto code_of = [](const fs::path& path, const PassphraseSource& source) {
    const auto read = read_key_file(path, source);
    REQUIRE_FALSE(read);
    CHECK_FALSE(read.error().what.zh.empty());
    CHECK_FALSE(read.error().what.en.empty());
    return read.error().code;
  };
  CHECK(code_of(folder / "missing.pem", never_asked) == ErrorCode::not_found);

  REQUIRE(write_key_file(folder / "closed.pem", some_key(35), bytes_of("right"), random));
  CHECK(code_of(folder / "closed.pem", answering("wrong")) == ErrorCode::refused);
  CHECK(code_of(folder / "closed.pem", answering("")) == ErrorCode::refused);
  CHECK(code_of(folder / "closed.pem", []() -> Result<SecretBytes> {
          return fail(ErrorCode::unavailable, Text{"没有终端", "no terminal"});
        }) == ErrorCode::unavailable);

  std::ofstream{folder / "text.pem"} << "not a key\n";
  CHECK(code_of(folder / "text.pem", never_asked) == ErrorCode::malformed);
  std::ofstream{folder / "large.pem"} << std::string(100'000, 'x');
  CHECK(code_of(folder / "large.pem", never_asked) == ErrorCode::malformed);
  CHECK(code_of(folder / "", never_asked) == ErrorCode::io);

  EVP_PKEY* elliptic = EVP_EC_gen("P-256");
  std::FILE* out = std::fopen((folder / "p256.pem").c_str(), "w");
  REQUIRE(PEM_write_PKCS8PrivateKey(out, elliptic, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  std::fclose(out);
  EVP_PKEY_free(elliptic);
  CHECK(code_of(folder / "p256.pem", never_asked) == ErrorCode::malformed);
  CHECK(read_key_file(folder / "p256.pem", never_asked).error().what.en.find("Ed25519") !=
        std::string::npos);

  CHECK(write_key_file(folder / "no/such/folder.pem", some_key(36), {}, random).error().code ==
        ErrorCode::io);
}

}  // namespace
}  // namespace xueji
