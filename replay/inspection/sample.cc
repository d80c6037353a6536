#include "replay/inspection/sample.h"

#include <algorithm>
#include <utility>

#include "ledger/crypto/sha256.h"
#include "ledger/schema/envelope.h"
#include "projections/duties.h"

namespace xueji::inspection {
namespace {

constexpr std::string_view sample_purpose = "xueji/v1/sample";
constexpr int levels_max = 8;  ///< Authorities are few levels deep.

struct Opening {
  Position event_at;
  Instant recorded_at;  ///< Of the effect.
};

/// The opening of the year's inspection by an authority above the school.
Result<Opening> opening_of(const Views& views, const LedgerView& ledger, const SampleQuery& query) {
  const auto* row = ledger.state().organisation(query.school);
  for (int level = 0; row != nullptr && level < levels_max; ++level) {
    const auto above = row->supervisor;
    const auto records = duty_records(views.rows(), above, std::nullopt);
    if (!records) return fail(records.error());
    for (const auto& record : *records) {
      const auto* opened = get_if<InspectionOpened>(&record.event.facts);
      if (opened != nullptr && opened->year == query.year) {
        return Opening{record.event_at, record.recorded_at};
      }
    }
    row = ledger.state().organisation(above);
  }
  const auto year = std::to_string(query.year);
  return fail(ErrorCode::not_found,
              Text{year + " 年度的年检尚未开始", "the inspection of " + year + " is not open"},
              Text{"先申报并签批表单 inspection", "file and sign the form inspection first"});
}

/// How many entries were recorded by then; recorded time never goes back.
Result<TreeSize> size_at(const LedgerView& ledger, TreeSize size, Instant until) {
  std::uint64_t low = 0;
  std::uint64_t high = size.value;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    const auto raw = ledger.log().entry(Position{middle});
    if (!raw) return fail(raw.error());
    const auto entry = split_entry(*raw, ErrorCode::corrupt);
    if (!entry) return fail(entry.error());
    if (entry->first.recorded_at <= until) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return TreeSize{low};
}

}  // namespace

Digest lot_of(const LedgerId& ledger, const Digest& root, const SampleQuery& query,
              const StudentId& student) {
  Bytes bytes;
  append(bytes, bytes_of(sample_purpose));
  bytes.push_back(0);
  append(bytes, ledger.view());
  append(bytes, root.view());
  append(bytes, query.school.view());
  append_be(bytes, query.year);
  append(bytes, student.view());
  return sha256(bytes);
}

Result<Sample> draw_sample(const Views& views, const LedgerView& ledger, const SampleQuery& query) {
  if (query.count == 0) {
    return fail(ErrorCode::invalid_argument,
                Text{"抽查人数至少为 1", "a sample has at least one student"});
  }
  const auto opening = opening_of(views, ledger, query);
  if (!opening) return fail(opening.error());
  Sample sample;
  sample.opened_at = opening->event_at;
  sample.drawn_on = china_date(opening->recorded_at);
  if (china_date(views.recorded_at()) <= sample.drawn_on) {
    const auto day = to_text(sample.drawn_on);
    return fail(ErrorCode::refused,
                Text{"抽签由 " + day + " 24:00 前的全部记录决定,须在其后有新记录才能抽签",
                     "the draw is fixed by every entry of " + day +
                         ": it is known once something is recorded on a later day"},
                Text{"次日再抽", "draw on a later day"});
  }
  const auto size = size_at(ledger, views.size(), end_of(sample.drawn_on));
  if (!size) return fail(size.error());
  sample.size = *size;
  const auto tree = restore_tree(ledger.log(), sample.size);
  if (!tree) return fail(tree.error());
  sample.root = tree->root();

  RosterQuery on_roll;
  on_roll.schools = {query.school};
  on_roll.as_of.position = Position{sample.size.value - 1};
  auto all = roster(views, on_roll);
  if (!all) return fail(all.error());
  sample.on_roll = all->rows.size();
  std::vector<std::pair<Digest, std::size_t>> lots;
  for (std::size_t i = 0; i < all->rows.size(); ++i) {
    lots.emplace_back(lot_of(ledger.ledger_id(), sample.root, query, all->rows[i].student), i);
  }
  std::sort(lots.begin(), lots.end());
  lots.resize(std::min(lots.size(), query.count));
  std::vector<std::size_t> drawn;
  for (const auto& [lot, index] : lots)
    drawn.push_back(index);
  std::sort(drawn.begin(), drawn.end());  // The order of the roster, for whoever walks the classes.
  for (const auto index : drawn)
    sample.rows.push_back(std::move(all->rows[index]));
  return sample;
}

}  // namespace xueji::inspection
