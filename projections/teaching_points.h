// Teaching points by place: which bureau watches each of them, and who studies there (SY-2.2b). A
// point belongs to the county in which it lies, whoever supervises its school; where no county of
// the ledger has its division, to the city.
//
// Thread safety: free functions; a Views belongs to one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/commit/ledger_view.h"
#include "projections/as_of.h"
#include "projections/views.h"

namespace xueji {

struct TeachingPointLine {
  OrganisationId watched_by;  ///< The county of the division; else the root authority.
  std::string division_code;  ///< Of the point.
  OrganisationId school;
  SiteId site;
  std::string name;
  std::int64_t on_roll = 0;    ///< 在籍, students of the school who study there.
  std::int64_t in_school = 0;  ///< 在校.
};

struct TeachingPoints {
  TreeSize reflects;
  AsOf as_of;
  std::vector<TeachingPointLine>
      lines;  ///< By division, school and name; points without students too.
};

/// Every teaching point that is registered now, with its students as of a moment; `schools` empty:
/// of every school. Errors: corrupt, io.
[[nodiscard]] Result<TeachingPoints> teaching_points(const Views& views, const LedgerView& ledger,
                                                     const std::vector<OrganisationId>& schools,
                                                     const AsOf& as_of = {});

}  // namespace xueji
