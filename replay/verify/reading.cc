#include "replay/verify/reading.h"

#include "ledger/crypto/sha256.h"
#include "ledger/merkle/hash.h"
#include "ledger/schema/envelope.h"

namespace xueji::second_opinion {
namespace {

constexpr std::size_t batch_entries_max = 512;
constexpr std::size_t batch_bytes_max = 512U << 10U;

void add_digests(FoundEntry& found, ByteView body) {
  if (auto* header = std::get_if<SignedHeader>(&found.entry.body)) {
    header->digest = sha256(header->payload);
  } else if (auto* sign_off = std::get_if<SignedSignOff>(&found.entry.body)) {
    sign_off->digest = sha256(sign_off->payload);
  } else if (const auto* event = std::get_if<Event>(&found.entry.body)) {
    found.body_leaf = leaf_hash(body);
    if (!event->fields_root.is_none()) found.body_digest = sha256(body);
  }
}

void decode_one(ByteView bytes, Provenance provenance, FoundEntry& found) {
  found.error.reset();
  if (bytes.empty()) {
    found.leaf = {};
    found.error = make_error(ErrorCode::corrupt,
                             Text{"存储中缺少该条记录", "the store does not hold this entry"});
    return;
  }
  found.leaf = leaf_hash(bytes);
  auto entry = decode_entry(bytes, provenance);
  if (!entry) {
    found.error = std::move(entry.error());
    return;
  }
  found.entry = *std::move(entry);
  add_digests(found, bytes.subspan(envelope_size_bytes));
}

void decode_batch(Batch& batch, std::uint64_t trusted_below) {
  batch.found.resize(batch.ends.size());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < batch.ends.size(); ++i) {
    const auto provenance =
        batch.first + i < trusted_below ? Provenance::ours : Provenance::outside;
    decode_one(ByteView(batch.bytes).subspan(begin, batch.ends[i] - begin), provenance,
               batch.found[i]);
    begin = batch.ends[i];
  }
}

}  // namespace

Reading::Reading(const LogReader& log, TreeSize size, std::uint64_t trusted_below, WorkPool& pool)
    : log_(log), size_(size.value), trusted_below_(trusted_below), pool_(pool) {}

Reading::~Reading() {
  for (const auto& batch : ahead_)
    batch->decoded.wait();
}

Status Reading::read(Batch& batch) {
  batch.first = at_;
  batch.bytes.clear();
  batch.ends.clear();
  while (at_ < size_ && batch.ends.size() < batch_entries_max &&
         batch.bytes.size() < batch_bytes_max) {
    const auto wanted = std::min<std::uint64_t>(size_ - at_, batch_entries_max - batch.ends.size());
    const auto begin = at_;
    auto visited = log_.read(Position{at_}, wanted, [&](Position, ByteView entry) {
      append(batch.bytes, entry);
      batch.ends.push_back(batch.bytes.size());
      ++at_;
      return batch.bytes.size() < batch_bytes_max ? Visit::more : Visit::stop;
    });
    if (!visited && visited.error().code != ErrorCode::corrupt) return fail(visited.error());
    if (!visited || at_ == begin) {
      // An entry that the store lost: an empty place keeps the indexes of those behind it.
      batch.ends.push_back(batch.bytes.size());
      ++at_;
    }
  }
  bytes_read_ += batch.bytes.size();
  return {};
}

Status Reading::fill() {
  const std::size_t ahead_max = 2 * pool_.threads() + 2;
  while (at_ < size_ && ahead_.size() < ahead_max) {
    auto batch = spare_ ? std::move(spare_) : std::make_unique<Batch>();
    if (auto done = read(*batch); !done) return done;
    // Before signatures, which can wait: the fold cannot go on without its entries.
    batch->decoded =
        pool_.run_first([raw = batch.get(), below = trusted_below_] { decode_batch(*raw, below); });
    ahead_.push_back(std::move(batch));
  }
  return {};
}

Result<Batch*> Reading::next() {
  if (current_) spare_ = std::move(current_);
  if (auto filled = fill(); !filled) return fail(filled.error());
  if (ahead_.empty()) return nullptr;
  current_ = std::move(ahead_.front());
  ahead_.pop_front();
  current_->decoded.get();
  return current_.get();
}

}  // namespace xueji::second_opinion
