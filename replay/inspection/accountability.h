// Who answers for a finding: officer → principal → county section → county director → city
// (SY-3.3d), as the log says who held which role on the day. Not thread-safe while it is built;
// afterwards an immutable value that refers to the state and dossier it was built from.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "replay/inspection/dossier.h"

namespace xueji::inspection {

class Accountability {
 public:
  Accountability(const MemoryState& state, const Dossier& seen);

  /// The path from this organisation upward, on this day. A rung without a holder names none.
  [[nodiscard]] std::vector<Responsible> path(const OrganisationId& organisation, Date day) const;

 private:
  struct Holder {
    PersonId person;
    Date from{};
    Date until{};
    Position granted_at;
    Position ended_at;
  };
  [[nodiscard]] Responsible rung(const OrganisationId& organisation, Role role, Date day) const;
  [[nodiscard]] Responsible officer(const OrganisationId& organisation, Date day) const;

  const MemoryState& state_;
  const Dossier& seen_;
  std::map<std::pair<OrganisationId, Role>, std::vector<Holder>> holders_;
};

}  // namespace xueji::inspection
