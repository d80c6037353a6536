#include "ledger/vault/master_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/crypto/sha256.h"

namespace xueji {
namespace {

constexpr std::string_view id_label{"xueji/v1/master-id\0", 19};
constexpr std::string_view wrap_label{"xueji/v1/wrap-key\0", 18};

// The file: a title, the id in hexadecimal, the key in hexadecimal; one line each.
constexpr std::string_view title = "xueji master key v1\n";
constexpr std::size_t id_line_size = 2 * MasterKeyId::size_bytes + 1;
constexpr std::size_t key_line_size = 2 * MasterKey::size_bytes + 1;
constexpr std::size_t file_size = title.size() + id_line_size + key_line_size;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] int close() { return ::close(std::exchange(value_, -1)); }

 private:
  int value_;
};

tl::unexpected<Error> io_failure(const std::filesystem::path& path, int reason) {
  const std::string detail = path.string() + ": " + std::strerror(reason);
  return fail(ErrorCode::io,
              Text{"主密钥文件读写失败 " + detail, "Cannot read or write master key " + detail});
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

// The new name must survive a loss of power too, so its folder is synced as well.
bool sync_folder_of(const std::filesystem::path& path) {
  const auto parent = path.parent_path();
  const Descriptor folder{
      ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return folder.get() >= 0 && ::fsync(folder.get()) == 0;
}

// Hexadecimal into a container that wipes itself; `to_hex` would leave the key in a plain string.
void put_hex(ByteView bytes, std::span<std::uint8_t> out) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out[2 * i] = static_cast<std::uint8_t>(digits[bytes[i] >> 4]);
    out[2 * i + 1] = static_cast<std::uint8_t>(digits[bytes[i] & 15]);
  }
}

SecretBytes file_text(const MasterKeyId& id, ByteView secret) {
  SecretBytes text{file_size};
  auto out = text.writable();
  std::ranges::copy(bytes_of(title), out.begin());
  put_hex(id.view(), out.subspan(title.size()));
  out[title.size() + id_line_size - 1] = '\n';
  put_hex(secret, out.subspan(title.size() + id_line_size));
  out[file_size - 1] = '\n';
  return text;
}

tl::unexpected<Error> not_a_master_key(const std::filesystem::path& path) {
  return fail(ErrorCode::malformed,
              Text{"不是有效的主密钥文件：" + path.string(),
                   "Not a valid master key file: " + path.string()},
              Text{"改用建立台账时生成的主密钥文件，或从其备份恢复",
                   "Use the file that was made with the ledger, or restore it from its copy"});
}

}  // namespace

MasterKey::MasterKey(SecretBytes secret) : secret_(std::move(secret)) {
  const Digest mac = hmac_sha256(secret_.view(), bytes_of(id_label));
  std::copy_n(mac.bytes.begin(), MasterKeyId::size_bytes, id_.bytes.begin());
}

MasterKey MasterKey::drawn(Random& random) {
  return MasterKey{SecretBytes::drawn(random, size_bytes)};
}

Result<MasterKey> MasterKey::create(const std::filesystem::path& path, Random& random) {
  MasterKey key = drawn(random);
  Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (file.get() < 0 && errno == EEXIST) {
    return fail(ErrorCode::conflict,
                Text{"主密钥文件已存在：" + path.string(),
                     "A master key file is already there: " + path.string()},
                Text{"换一个文件名；原有主密钥不会被覆盖",
                     "Choose another name; a master key is never overwritten"});
  }
  if (file.get() < 0) return io_failure(path, errno);
  const SecretBytes text = file_text(key.id_, key.secret_.view());
  const bool written = write_all(file.get(), text.view()) && ::fsync(file.get()) == 0 &&
                       file.close() == 0 && sync_folder_of(path);
  if (!written) {
    const int reason = errno;
    ::unlink(path.c_str());
    return io_failure(path, reason);
  }
  return key;
}

Result<MasterKey> MasterKey::load(const std::filesystem::path& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.get() < 0 && errno == ENOENT) {
    return fail(ErrorCode::not_found,
                Text{"找不到主密钥文件 " + path.string(), "No master key file at " + path.string()},
                Text{"用 --master 指明主密钥文件", "Name the master key file with --master"});
  }
  struct stat information {};
  if (file.get() < 0 || ::fstat(file.get(), &information) != 0) return io_failure(path, errno);
  if (!S_ISREG(information.st_mode)) return not_a_master_key(path);
  if ((information.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorCode::refused,
                Text{"主密钥文件可被其他用户访问：" + path.string(),
                     "Other users may access the master key file " + path.string()},
                Text{"执行 chmod 600 后重试", "Run chmod 600 on it and try again"});
  }
  SecretBytes text{file_size + 1};
  std::size_t size = 0;
  while (size < text.size()) {
    const auto count = ::read(file.get(), text.writable().data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_failure(path, errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size != file_size) return not_a_master_key(path);
  const auto key_text = text_of(text.view().subspan(title.size() + id_line_size, 64));
  auto raw = from_hex(key_text);
  if (!raw) return not_a_master_key(path);
  MasterKey key{SecretBytes::copy_of(*raw)};
  wipe(*raw);
  // Writing the file again must give the same bytes: this checks title, borders and id at once.
  const SecretBytes canonical = file_text(key.id_, key.secret_.view());
  if (!equal_secret(canonical.view(), text.view().first(size))) return not_a_master_key(path);
  return key;
}

AeadKey MasterKey::wrapping_key() const {
  Digest mac = hmac_sha256(secret_.view(), bytes_of(wrap_label));
  auto key = AeadKey::from(mac.view());
  wipe(mac.bytes);
  XUEJI_ASSERT(key.has_value());  // A digest has the length of a key.
  return std::move(*key);
}

}  // namespace xueji
