// Obligations of the way out: graduation photo, stamping window, verification of certificates
// (SY-1.7f, SY-2.3b, FJ-42). Internal to obligations.cc.
// Thread safety: free functions; a Views belongs to one thread.
#pragma once

#include <vector>

#include "projections/obligations.h"

namespace xueji {

/// Those of one school, by intake. Errors: corrupt, io.
[[nodiscard]] Status add_exit_obligations(const Views& views, const LedgerView& ledger,
                                          const Pack& pack, const OrganisationState& school,
                                          Date day, std::vector<Obligation>& out);

}  // namespace xueji
