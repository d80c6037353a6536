// Students to be looked for in person (design §6): drawn by the log itself, so that nobody chooses.
//
// The draw is fixed by three things that no single person sets. When: the day on which the opening
// of the inspection took effect (InspectionOpened of the authority above the school). By what: the
// RFC 6962 root over every entry that was recorded by 24:00 of that day, the acts of all schools
// and bureaus of the ledger among them; it is known to nobody before midnight, and a checkpoint of
// the next day proves it to anybody. From whom: the students on the roll of the school at that
// 24:00. Each student's lot is SHA-256("xueji/v1/sample" ‖ 0x00 ‖ ledger id ‖ root ‖ school id ‖
// year in two bytes, big-endian ‖ student id); the smallest lots are drawn. A larger sample holds
// the smaller.
//
// Thread safety: free functions; a Views belongs to one thread.
#pragma once

#include <vector>

#include "projections/roster.h"

namespace xueji::inspection {

struct SampleQuery {
  OrganisationId school;
  std::uint16_t year = 0;  ///< Calendar year inspected.
  std::size_t count = 0;   ///< At least 1; more than there are draws all.
};

struct Sample {
  Date drawn_on{};              ///< China day whose last entry fixes the draw.
  Position opened_at;           ///< The InspectionOpened.
  TreeSize size;                ///< Entries recorded by the end of that day.
  Digest root;                  ///< Over these entries.
  std::size_t on_roll = 0;      ///< From how many it is drawn.
  std::vector<RosterRow> rows;  ///< By class name, number, id; names not yet filled.
};

/// The lot of one student.
[[nodiscard]] Digest lot_of(const LedgerId& ledger, const Digest& root, const SampleQuery& query,
                            const StudentId& student);

/// Errors: invalid_argument (no count), not_found (no inspection of that year is open above the
/// school), refused (its first day is not over), corrupt, io.
[[nodiscard]] Result<Sample> draw_sample(const Views& views, const LedgerView& ledger,
                                         const SampleQuery& query);

}  // namespace xueji::inspection
