#include "tools/bench/limits.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "ledger/base/random.h"
#include "ledger/crypto/signing.h"
#include "ledger/merkle/hash.h"
#include "tools/bench/figure.h"

namespace xueji::bench {

std::size_t cores() {
  const auto count = std::thread::hardware_concurrency();
  return count == 0 ? 1 : count;
}

double verify_rate(std::size_t threads, std::size_t message_bytes, double seconds) {
  SeededRandom random(7);
  const auto key = SigningKey::generate(Suite::sha256_ed25519, random);
  XUEJI_ASSERT(key.has_value());
  Bytes message(message_bytes);
  random.fill(message);
  const auto signature = key->sign(message);
  const auto verifier = VerifyingKey::parse(Suite::sha256_ed25519, key->public_key());
  XUEJI_ASSERT(signature.has_value() && verifier.has_value());
  std::atomic<std::uint64_t> total = 0;
  const Stopwatch watch;
  const auto work = [&] {
    std::uint64_t done = 0;
    while (watch.seconds() < seconds) {
      for (int i = 0; i < 16; ++i)
        XUEJI_ASSERT(verifier->verify(message, *signature));
      done += 16;
    }
    total += done;
  };
  std::vector<std::thread> pool;
  for (std::size_t i = 0; i < threads; ++i)
    pool.emplace_back(work);
  for (auto& thread : pool)
    thread.join();
  return static_cast<double>(total.load()) / watch.seconds();
}

double node_hash_seconds() {
  constexpr int rounds = 200'000;
  Digest left;
  Digest right;
  const Stopwatch watch;
  for (int i = 0; i < rounds; ++i)
    left = node_hash(left, right);
  // The last hash is looked at, so that none may be left out.
  XUEJI_ASSERT(!left.is_none());
  return watch.seconds() / rounds;
}

Result<double> sync_latency_ms(const std::filesystem::path& directory, std::size_t rounds) {
  const auto file = directory / "sync-probe";
  const int descriptor = ::open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return fail(ErrorCode::io, "cannot write " + file.string() + ": " + std::strerror(errno));
  }
  const std::vector<char> block(4096, 'x');
  std::vector<double> times;
  bool failed = false;
  for (std::size_t i = 0; i < rounds && !failed; ++i) {
    const Stopwatch watch;
    failed =
        ::write(descriptor, block.data(), block.size()) != static_cast<ssize_t>(block.size()) ||
        ::fdatasync(descriptor) != 0;
    times.push_back(watch.ms());
  }
  const int reason = errno;
  ::close(descriptor);
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  if (failed)
    return fail(ErrorCode::io, "cannot sync " + file.string() + ": " + std::strerror(reason));
  return percentile(std::move(times), 0.5);
}

}  // namespace xueji::bench
