// Bytes that are overwritten when they go: seeds, passphrases, unwrapped keys.
// Thread safety: plain values. Ownership: each object owns its bytes; moving leaves the source
// empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "ledger/base/bytes.h"
#include "ledger/base/random.h"

namespace xueji {

/// Overwrites in a way that the compiler may not leave out.
void wipe(std::span<std::uint8_t> bytes);

/// A fixed number of secret bytes on the heap. Move-only, so that copies are always visible.
class SecretBytes {
 public:
  SecretBytes() = default;
  /// All zero.
  explicit SecretBytes(std::size_t size_bytes);
  [[nodiscard]] static SecretBytes copy_of(ByteView bytes);
  [[nodiscard]] static SecretBytes drawn(Random& random, std::size_t size_bytes);
  ~SecretBytes();
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;

  [[nodiscard]] ByteView view() const { return {bytes_.get(), size_bytes_}; }
  [[nodiscard]] std::span<std::uint8_t> writable() { return {bytes_.get(), size_bytes_}; }
  [[nodiscard]] std::size_t size() const { return size_bytes_; }
  [[nodiscard]] bool empty() const { return size_bytes_ == 0; }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_bytes_ = 0;
};

}  // namespace xueji
