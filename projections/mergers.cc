#include "projections/mergers.h"

#include <algorithm>

#include "projections/rows.h"

namespace xueji {
namespace {

constexpr std::size_t key_size_bytes = 1 + 16;
constexpr std::size_t value_size_bytes = 16 + 4 + 8 + 4;

}  // namespace

Bytes encode_merger(const Merger& merger) {
  Bytes out;
  out.reserve(value_size_bytes);
  append(out, merger.into.view());
  append_be(out, to_days(merger.merged_on));
  append_be(out, merger.effect_at.value);
  append_be(out, to_days(merger.recorded_on));
  return out;
}

Result<Mergers> Mergers::read(const Views& views) {
  Mergers mergers;
  mergers.today_ = china_date(views.recorded_at());
  Status bad;
  const auto visit = [&](ByteView key, ByteView value) {
    if (key.size() != key_size_bytes || value.size() != value_size_bytes) {
      bad = damaged_view("merger");
      return Visit::stop;
    }
    const auto* at = value.data() + 16;
    mergers.all_.push_back(
        {*OrganisationId::from(key.subspan(1)), *OrganisationId::from(value.first(16)),
         from_days(read_be<std::int32_t>(at)), Position{read_be<std::uint64_t>(at + 4)},
         from_days(read_be<std::int32_t>(at + 12))});
    return Visit::more;
  };
  const auto prefix = view_key(ViewTable::merger);
  if (auto scanned = views.rows().scan({.prefix = prefix}, visit); !scanned) {
    return fail(scanned.error());
  }
  if (!bad) return fail(bad.error());
  return mergers;
}

/// No school merges twice, so the way is no longer than the list.
template <class Holds>
OrganisationId Mergers::follow(OrganisationId school, Holds&& holds) const {
  for (std::size_t step = 0; step < all_.size(); ++step) {
    const auto found = std::lower_bound(
        all_.begin(), all_.end(), school,
        [](const Merger& merger, const OrganisationId& id) { return merger.school < id; });
    if (found == all_.end() || found->school != school || !holds(*found)) return school;
    school = found->into;
  }
  return school;
}

OrganisationId Mergers::answers_for(const OrganisationId& school, const AsOf& as_of) const {
  const Date day = as_of.day.value_or(today_);
  return follow(school, [&](const Merger& merger) {
    const bool known = (!as_of.position || merger.effect_at <= *as_of.position) &&
                       (as_of.axis == Axis::effective || merger.recorded_on <= day);
    return known && merger.merged_on <= day;
  });
}

OrganisationId Mergers::answered_at(const OrganisationId& school, Position at, Date day) const {
  return follow(school, [&](const Merger& merger) {
    return merger.effect_at < at && merger.merged_on <= day;
  });
}

std::vector<OrganisationId> Mergers::answered_by(const OrganisationId& school,
                                                 const AsOf& as_of) const {
  auto all = ever_answered_by(school);
  std::erase_if(all, [&](const auto& one) { return answers_for(one, as_of) != school; });
  return all;
}

std::vector<OrganisationId> Mergers::ever_answered_by(const OrganisationId& school) const {
  std::vector<OrganisationId> all{school};
  for (std::size_t next = 0; next < all.size(); ++next) {
    for (const auto& merger : all_) {
      const bool known = std::find(all.begin(), all.end(), merger.school) != all.end();
      if (merger.into == all[next] && !known) all.push_back(merger.school);
    }
  }
  return all;
}

}  // namespace xueji
