#include "ledger/store/memory/memory_store.h"

namespace xueji {

namespace {

class MemoryBulkLoad final : public BulkLoad {
 public:
  explicit MemoryBulkLoad(OrderedMap& pairs) : pairs_(pairs) {}

  Status put(ByteView key, ByteView value) override {
    if (!changes_.empty() && text_of(key) <= changes_.back().key) {
      return fail(ErrorCode::invalid_argument, "bulk load: keys must be strictly ascending");
    }
    changes_.push_back({std::string(text_of(key)), std::string(text_of(value))});
    return {};
  }
  Status finish() override {
    pairs_.apply(std::move(changes_));
    return {};
  }

 private:
  OrderedMap& pairs_;
  std::vector<OrderedMap::Change> changes_;
};

}  // namespace

Result<std::optional<Bytes>> MemoryStore::get(ByteView key) const {
  return pairs_.get(key);
}

Result<std::vector<std::optional<Bytes>>> MemoryStore::multi_get(
    std::span<const ByteView> keys) const {
  std::vector<std::optional<Bytes>> values;
  values.reserve(keys.size());
  for (const ByteView key : keys)
    values.push_back(pairs_.get(key));
  return values;
}

Status MemoryStore::scan(const ScanRange& range, const RowVisitor& visitor) const {
  pairs_.scan(range, visitor);
  return {};
}

Status MemoryStore::write(std::span<const KeyChange> changes, Durability) {
  std::vector<OrderedMap::Change> copies;
  copies.reserve(changes.size());
  for (const KeyChange& change : changes) {
    OrderedMap::Change copy{std::string(text_of(change.key)), std::nullopt};
    if (change.value) copy.value = std::string(text_of(*change.value));
    copies.push_back(std::move(copy));
  }
  pairs_.apply(std::move(copies));
  return {};
}

Result<std::unique_ptr<BulkLoad>> MemoryStore::bulk_load() {
  return std::make_unique<MemoryBulkLoad>(pairs_);
}

Result<std::uint64_t> MemoryStore::size_on_disk_bytes() const {
  return pairs_.size_bytes();
}

}  // namespace xueji
