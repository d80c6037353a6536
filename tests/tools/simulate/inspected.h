// What an inspection of a simulated ledger finds, its vault at hand.
#pragma once

#include <catch2/catch.hpp>
#include <optional>
#include <vector>

#include "ledger/commit/ledger_view.h"
#include "ledger/commit/personal_data.h"
#include "replay/inspection/inspect.h"
#include "tools/report/other_register.h"
#include "tools/simulate/simulate.h"

namespace xueji::simulate {

/// Of one year, sorted; without a cut-off, up to the end of the inspection's month.
inline std::vector<inspection::FindingKey> findings_of(const SimulationOptions& options,
                                                       const LedgerId& ledger, int year,
                                                       std::optional<Date> cut_off = {}) {
  auto view = LedgerView::open(options.directory);
  REQUIRE(view);
  SystemRandom random;
  const auto personal = PersonalData::open_reader(
      options.directory, options.directory.default_master(), ledger, random);
  REQUIRE(personal);
  auto other_register = report::other_register((*personal)->vault());
  REQUIRE(other_register);
  const auto found =
      inspection::inspect((*view)->log(), {year, cut_off, {}}, {*std::move(other_register)});
  if (!found) FAIL(found.error().what.en);
  return inspection::findings_as_keys(*found);
}

}  // namespace xueji::simulate
