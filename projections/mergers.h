// Mergers of schools (rows G; rules.md §10 row 67): which school answers for the students of
// another on a day, on both axes of time. A status keeps the school that registered it; who answers
// for it is worked out here, so that no student is rewritten when a school merges.
//
// Thread safety: plain values; reading needs the Views of one thread.
#pragma once

#include <vector>

#include "ledger/base/result.h"
#include "projections/as_of.h"
#include "projections/views.h"

namespace xueji {

/// One merger as the log has it.
struct Merger {
  OrganisationId school;
  OrganisationId into;
  Date merged_on{};    ///< From this day on `into` answers.
  Position effect_at;  ///< Where it took effect.
  Date recorded_on{};  ///< China day of that entry.
  friend bool operator==(const Merger&, const Merger&) = default;
};

/// The value of a G row; its key is the school.
[[nodiscard]] Bytes encode_merger(const Merger& merger);

class Mergers {
 public:
  /// All mergers, one prefix scan: a city has a handful. Errors: io, corrupt.
  [[nodiscard]] static Result<Mergers> read(const Views& views);

  [[nodiscard]] bool none() const { return all_.empty(); }
  /// The school that answered as of a question; without a day, the day of the newest entry.
  [[nodiscard]] OrganisationId answers_for(const OrganisationId& school, const AsOf& as_of) const;
  /// The school that answered when an entry was recorded: what was known at `at`, on its day.
  [[nodiscard]] OrganisationId answered_at(const OrganisationId& school, Position at,
                                           Date day) const;
  /// The school and every other whose students it answers for as of a question; empty when another
  /// answers for itself.
  [[nodiscard]] std::vector<OrganisationId> answered_by(const OrganisationId& school,
                                                        const AsOf& as_of) const;
  /// The school and every other that it has taken over, at whatever time.
  [[nodiscard]] std::vector<OrganisationId> ever_answered_by(const OrganisationId& school) const;

 private:
  template <class Holds>
  [[nodiscard]] OrganisationId follow(OrganisationId school, Holds&& holds) const;

  std::vector<Merger> all_;  ///< By school.
  Date today_{};             ///< Day of the newest entry.
};

}  // namespace xueji
