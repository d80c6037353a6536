#include "projections/duties.h"

#include "ledger/schema/codec.h"
#include "projections/rows.h"

namespace xueji {
namespace {

constexpr std::size_t key_size_bytes = 1 + 16 + 8 + 4;
constexpr std::size_t fixed_size_bytes = 16;

}  // namespace

Bytes encode_duty(Position event_at, Instant recorded_at, ByteView body) {
  Bytes out;
  out.reserve(fixed_size_bytes + body.size());
  append_be(out, event_at.value);
  append_be(out, recorded_at.ms);
  append(out, body);
  return out;
}

Result<std::vector<DutyRecord>> duty_records(const KeyValueReader& rows,
                                             const OrganisationId& organisation,
                                             std::optional<Date> until) {
  std::vector<DutyRecord> found;
  Status bad;
  const auto visit = [&](ByteView key, ByteView value) {
    if (key.size() != key_size_bytes || value.size() < fixed_size_bytes) {
      bad = damaged_view("duty record");
      return Visit::stop;
    }
    DutyRecord record;
    record.effect_at = Position{read_be<std::uint64_t>(key.data() + 17)};
    record.event_at = Position{read_be<std::uint64_t>(value.data())};
    record.recorded_at = Instant{read_be<std::int64_t>(value.data() + 8)};
    if (until && record.recorded_at > end_of(*until)) return Visit::stop;
    auto event = decode_trusted<Event>(value.subspan(fixed_size_bytes));
    if (!event) {
      bad = fail(event.error());
      return Visit::stop;
    }
    record.event = *std::move(event);
    found.push_back(std::move(record));
    return Visit::more;
  };
  const auto prefix = view_key(ViewTable::duty, {organisation.view()});
  if (auto scanned = rows.scan({.prefix = prefix}, visit); !scanned) return fail(scanned.error());
  if (!bad) return fail(bad.error());
  return found;
}

}  // namespace xueji
