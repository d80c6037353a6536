#include "ledger/crypto/aead.h"

#include <algorithm>
#include <limits>
#include <string>

#include "ledger/crypto/openssl_raii.h"

namespace xueji {
namespace {

constexpr int encrypting = 1;
constexpr int decrypting = 0;

// OpenSSL counts in int; nothing that the vault seals comes near.
bool fits(ByteView bytes) {
  return bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max());
}

// Feeds `in` and demands that every byte was taken. A null `out` makes it associated data.
bool feed(EVP_CIPHER_CTX* context, std::uint8_t* out, ByteView in) {
  if (in.empty()) return true;
  int written = 0;
  return EVP_CipherUpdate(context, out, &written, in.data(), static_cast<int>(in.size())) == 1 &&
         static_cast<std::size_t>(written) == in.size();
}

bool start(EVP_CIPHER_CTX* context, const AeadKey& key, const std::uint8_t* nonce, int direction) {
  return EVP_CipherInit_ex(context, nullptr, nullptr, key.view().data(), nonce, direction) == 1;
}

bool finish(EVP_CIPHER_CTX* context) {
  std::array<std::uint8_t, 16> rest{};
  int written = 0;
  return EVP_CipherFinal_ex(context, rest.data(), &written) == 1 && written == 0;
}

tl::unexpected<Error> not_genuine() {
  ERR_clear_error();
  return fail(ErrorCode::corrupt,
              Text{"密文无法通过验证：密钥不符，或数据已被改动、损坏或挪用",
                   "Sealed data does not verify: wrong key, or it was changed, damaged or moved"});
}

}  // namespace

Result<AeadKey> AeadKey::from(ByteView raw) {
  if (raw.size() != size_bytes) {
    const std::string size = std::to_string(raw.size());
    return fail(ErrorCode::invalid_argument, Text{"加密密钥应为 32 字节，实为 " + size + " 字节",
                                                  "An encryption key has 32 bytes, not " + size});
  }
  return AeadKey{SecretBytes::copy_of(raw)};
}

AeadKey AeadKey::drawn(Random& random) {
  return AeadKey{SecretBytes::drawn(random, size_bytes)};
}

void Aead::Release::operator()(evp_cipher_ctx_st* context) const {
  EVP_CIPHER_CTX_free(context);
}

Result<Aead> Aead::make() {
  Context context{EVP_CIPHER_CTX_new()};
  if (!context || EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, nullptr, nullptr,
                                    encrypting) != 1) {
    return openssl::failed("prepare AES-256-GCM");
  }
  return Aead{std::move(context)};
}

Result<Bytes> Aead::seal(const AeadKey& key, Random& random, ByteView associated, ByteView plain) {
  AeadNonce nonce;
  random.fill(nonce);
  return seal(key, nonce, associated, plain);
}

Result<Bytes> Aead::seal(const AeadKey& key, const AeadNonce& nonce, ByteView associated,
                         ByteView plain) {
  if (!fits(associated) || !fits(plain)) {
    return fail(ErrorCode::invalid_argument, "Too long to seal in one piece");
  }
  Bytes sealed(overhead_bytes + plain.size());
  std::ranges::copy(nonce, sealed.begin());
  std::uint8_t* const cipher_text = sealed.data() + nonce_size_bytes;
  if (!start(context_.get(), key, nonce.data(), encrypting) ||
      !feed(context_.get(), nullptr, associated) || !feed(context_.get(), cipher_text, plain) ||
      !finish(context_.get()) ||
      EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, tag_size_bytes,
                          cipher_text + plain.size()) != 1) {
    return openssl::failed("seal");
  }
  return sealed;
}

Result<Bytes> Aead::open(const AeadKey& key, ByteView associated, ByteView sealed) {
  if (sealed.size() < overhead_bytes) return not_genuine();
  Bytes plain(sealed.size() - overhead_bytes);
  if (auto status = open_into(key, associated, sealed, plain); !status) {
    wipe(plain);
    return fail(status.error());
  }
  return plain;
}

Result<SecretBytes> Aead::open_secret(const AeadKey& key, ByteView associated, ByteView sealed) {
  if (sealed.size() < overhead_bytes) return not_genuine();
  SecretBytes plain{sealed.size() - overhead_bytes};
  if (auto status = open_into(key, associated, sealed, plain.writable()); !status) {
    return fail(status.error());
  }
  return plain;
}

Status Aead::open_into(const AeadKey& key, ByteView associated, ByteView sealed,
                       std::span<std::uint8_t> plain) {
  if (!fits(associated) || !fits(sealed)) return not_genuine();
  const ByteView cipher_text = sealed.subspan(nonce_size_bytes, plain.size());
  std::array<std::uint8_t, tag_size_bytes> tag;
  std::ranges::copy(sealed.last(tag_size_bytes), tag.begin());
  if (!start(context_.get(), key, sealed.data(), decrypting) ||
      !feed(context_.get(), nullptr, associated) ||
      !feed(context_.get(), plain.data(), cipher_text) ||
      EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, tag_size_bytes, tag.data()) != 1) {
    return openssl::failed("open");
  }
  if (!finish(context_.get())) return not_genuine();
  return {};
}

}  // namespace xueji
