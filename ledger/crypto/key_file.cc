#include "ledger/crypto/key_file.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ledger/crypto/openssl_raii.h"

namespace xueji {
namespace {

constexpr std::size_t file_size_limit_bytes = 64 * 1024;
constexpr std::size_t passphrase_limit_bytes = PEM_BUFSIZE;

// RFC 7914 §2 parameters: 16 MiB and some tens of milliseconds for each guess.
constexpr std::uint64_t scrypt_n = 16384;
constexpr std::uint64_t scrypt_r = 8;
constexpr std::uint64_t scrypt_p = 1;

using Bio = std::unique_ptr<BIO, openssl::Releaser<BIO_free_all>>;
using KeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, openssl::Releaser<PKCS8_PRIV_KEY_INFO_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, openssl::Releaser<X509_ALGOR_free>>;
using EncryptedKey = std::unique_ptr<X509_SIG, openssl::Releaser<X509_SIG_free>>;

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int get() const { return descriptor_; }
  /// The result of close(2), which may be the first to report a failed write.
  [[nodiscard]] int close() { return ::close(std::exchange(descriptor_, -1)); }

 private:
  int descriptor_;
};

tl::unexpected<Error> io_failure(const std::filesystem::path& path, const char* zh,
                                 const char* en) {
  const std::string reason = std::strerror(errno);
  return fail(ErrorCode::io, Text{std::string(zh) + " " + path.string() + "：" + reason,
                                  std::string(en) + " " + path.string() + ": " + reason});
}

// AES-256-CBC under a scrypt key. OpenSSL's own default would be PBKDF2 with 2,048 rounds.
bool write_encrypted(BIO* out, const KeyInfo& info, ByteView passphrase, Random& random) {
  std::array<std::uint8_t, 16> salt;
  std::array<std::uint8_t, 16> iv;
  random.fill(salt);
  random.fill(iv);
  Algorithm algorithm{PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt.data(),
                                            static_cast<int>(salt.size()), iv.data(), scrypt_n,
                                            scrypt_r, scrypt_p)};
  if (!algorithm) return false;
  const EncryptedKey encrypted{PKCS8_set0_pbe(text_of(passphrase).data(),
                                              static_cast<int>(passphrase.size()), info.get(),
                                              algorithm.get())};
  if (!encrypted) return false;
  algorithm.release();  // PKCS8_set0_pbe took it.
  return PEM_write_bio_PKCS8(out, encrypted.get()) == 1;
}

Result<SecretBytes> to_pem(const SigningKey& key, ByteView passphrase, Random& random) {
  auto seed = key.seed();
  if (!seed) return fail(seed.error());
  const openssl::KeyHandle handle{
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed->view().data(), seed->size())};
  const KeyInfo info{handle ? EVP_PKEY2PKCS8(handle.get()) : nullptr};
  const Bio out{BIO_new(BIO_s_secmem())};
  if (!info || !out) return openssl::failed("encode private key");
  const bool written = passphrase.empty()
                           ? PEM_write_bio_PKCS8_PRIV_KEY_INFO(out.get(), info.get()) == 1
                           : write_encrypted(out.get(), info, passphrase, random);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  if (!written || size <= 0) return openssl::failed("encode private key");
  return SecretBytes::copy_of(bytes_of({data, static_cast<std::size_t>(size)}));
}

bool write_all(int descriptor, ByteView bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

// The new name itself must survive a power cut, so the folder is synced as well.
bool sync_folder_of(const std::filesystem::path& path) {
  const auto parent = path.parent_path();
  const File folder{
      ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return folder.get() >= 0 && ::fsync(folder.get()) == 0;
}

Result<SecretBytes> read_all(const std::filesystem::path& path) {
  const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.get() < 0 && errno == ENOENT) {
    return fail(ErrorCode::not_found,
                Text{"找不到密钥文件 " + path.string(), "No key file at " + path.string()},
                Text{"检查路径，或用 xueji key new 新建",
                     "Check the path, or make one with: xueji key new"});
  }
  if (file.get() < 0) return io_failure(path, "无法打开密钥文件", "Cannot open key file");
  SecretBytes buffer{file_size_limit_bytes + 1};
  std::size_t size = 0;
  while (size < buffer.size()) {
    const auto count = ::read(file.get(), buffer.writable().data() + size, buffer.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_failure(path, "无法读取密钥文件", "Cannot read key file");
    if (count == 0) return SecretBytes::copy_of(buffer.view().first(size));
    size += static_cast<std::size_t>(count);
  }
  return fail(ErrorCode::malformed, Text{"文件过大，不是密钥文件：" + path.string(),
                                         "Too large to be a key file: " + path.string()});
}

struct Question {
  const PassphraseSource& source;
  bool asked = false;
  std::optional<Error> error = {};
};

int answer_passphrase(char* buffer, int capacity, int /*writing*/, void* user) {
  auto& question = *static_cast<Question*>(user);
  question.asked = true;
  auto passphrase = question.source();
  if (!passphrase) {
    question.error = passphrase.error();
    return -1;
  }
  if (passphrase->size() > static_cast<std::size_t>(capacity)) return -1;
  std::ranges::copy(text_of(passphrase->view()), buffer);
  return static_cast<int>(passphrase->size());
}

tl::unexpected<Error> unreadable(const std::filesystem::path& path, const Question& question) {
  ERR_clear_error();
  if (question.error) return fail(*question.error);
  if (question.asked) {
    return fail(ErrorCode::refused,
                Text{"口令不对，无法打开密钥文件 " + path.string(),
                     "Wrong passphrase for key file " + path.string()},
                Text{"重新输入口令", "Enter the passphrase again"});
  }
  return fail(ErrorCode::malformed,
              Text{"不是 PEM 格式的私钥文件：" + path.string(),
                   "Not a private key in PEM form: " + path.string()},
              Text{"用 xueji key new 新建密钥文件", "Make a key file with: xueji key new"});
}

}  // namespace

Status write_key_file(const std::filesystem::path& path, const SigningKey& key, ByteView passphrase,
                      Random& random) {
  if (passphrase.size() > passphrase_limit_bytes) {
    const std::string limit = std::to_string(passphrase_limit_bytes);
    return fail(ErrorCode::invalid_argument, Text{"口令长度不得超过 " + limit + " 字节",
                                                  "A passphrase has at most " + limit + " bytes"});
  }
  const auto pem = to_pem(key, passphrase, random);
  if (!pem) return fail(pem.error());
  File file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
  if (file.get() < 0 && errno == EEXIST) {
    return fail(ErrorCode::conflict,
                Text{"文件已存在，不会覆盖：" + path.string(),
                     "Already there and will not be overwritten: " + path.string()},
                Text{"换一个文件名", "Choose another file name"});
  }
  if (file.get() < 0) return io_failure(path, "无法创建密钥文件", "Cannot create key file");
  // The mode given to open is subject to the process's umask; fchmod is not.
  const bool written = ::fchmod(file.get(), 0600) == 0 && write_all(file.get(), pem->view()) &&
                       ::fsync(file.get()) == 0 && file.close() == 0 && sync_folder_of(path);
  if (!written) {
    const auto failure = io_failure(path, "无法写入密钥文件", "Cannot write key file");
    ::unlink(path.c_str());
    return failure;
  }
  return {};
}

Result<SigningKey> read_key_file(const std::filesystem::path& path,
                                 const PassphraseSource& passphrase) {
  const auto pem = read_all(path);
  if (!pem) return fail(pem.error());
  const Bio in{BIO_new_mem_buf(pem->view().data(), static_cast<int>(pem->size()))};
  if (!in) return openssl::failed("read key file");
  Question question{passphrase};
  const openssl::KeyHandle handle{
      PEM_read_bio_PrivateKey(in.get(), nullptr, answer_passphrase, &question)};
  if (!handle) return unreadable(path, question);
  if (EVP_PKEY_get_base_id(handle.get()) != EVP_PKEY_ED25519) {
    return fail(ErrorCode::malformed,
                Text{"密钥文件不是 Ed25519 密钥：" + path.string(),
                     "The key file holds no Ed25519 key: " + path.string()},
                Text{"用 xueji key new 新建密钥文件", "Make a key file with: xueji key new"});
  }
  SecretBytes seed{SigningKey::seed_size_bytes};
  std::size_t size = seed.size();
  if (EVP_PKEY_get_raw_private_key(handle.get(), seed.writable().data(), &size) != 1 ||
      size != seed.size()) {
    return openssl::failed("export private key");
  }
  return SigningKey::from_seed(Suite::sha256_ed25519, seed.view());
}

}  // namespace xueji
