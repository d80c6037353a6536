// Which keys a fold has come upon: a Bloom filter. A rebuild that outgrows its memory writes rows
// out and forgets them; of a key that it never came upon it need not ask the store, whose answer
// would be no, at the price of a search through every file. Not thread-safe.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"

namespace xueji {

class TouchedKeys {
 public:
  /// Room for so many keys: ten bits for each, so that one new key in a hundred looks known.
  explicit TouchedKeys(std::uint64_t keys)
      : words_(std::bit_ceil((keys * bits_per_key + 63) / 64 + 1)) {}

  /// Marks the key. Whether it may have been marked before: no is certain, yes is a guess.
  bool touch(ByteView key) {
    const std::uint64_t first = std::hash<std::string_view>{}(text_of(key));
    // Further places by double hashing (Kirsch and Mitzenmacher 2008).
    const std::uint64_t step = std::rotl(first, 32) * 0x9E3779B97F4A7C15U | 1U;
    bool known = true;
    for (std::uint64_t i = 0; i < probes; ++i) {
      const std::uint64_t bit = first + i * step;
      auto& word = words_[(bit >> 6U) & (words_.size() - 1)];
      const std::uint64_t mask = std::uint64_t{1} << (bit & 63U);
      known = known && (word & mask) != 0;
      word |= mask;
    }
    return known;
  }

 private:
  static constexpr std::uint64_t bits_per_key = 10;
  static constexpr std::uint64_t probes = 6;
  std::vector<std::uint64_t> words_;  ///< A power of two.
};

}  // namespace xueji
