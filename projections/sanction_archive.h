// A lifted sanction: its papers leave the student's own file and stay in the office archive of the
// school, where only some roles look, and each look is on record (FJ-29b, D-13). The ledger keeps
// everything; what a view shows is a projection.
//
// Thread safety: free functions; a Views belongs to one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/vault/vault.h"
#include "projections/student_file.h"

namespace xueji {

/// The case that an event is about; nothing for other events.
[[nodiscard]] std::optional<CaseId> case_of(const Event& event);

/// Takes out of a file what belongs to lifted cases: entries of the timeline, and rows of the
/// state. `cases` are those of the status as known now: a past day shows no more than today.
void withhold_lifted(StudentFile& file, const std::vector<SanctionCase>& cases);

/// One paper of a lifted case, with what it says in clear.
struct ArchivedPaper {
  Position event_at;
  Event event;
  DisclosureState state = DisclosureState::missing;
  std::vector<std::pair<PersonalField, std::string>> values;  ///< Those that are stated.
};

/// The papers of the lifted cases of a status, in order; empty when nothing was lifted. The look is
/// recorded in the vault, and synced, before anything is opened. Errors: not_found (no such
/// status), those of Vault::open_clear, corrupt, io.
[[nodiscard]] Result<std::vector<ArchivedPaper>> look_into_archive(
    const Views& views, const LedgerView& ledger, Vault& vault, const StudentId& student,
    const AccessPurpose& purpose, Instant at);

/// Whether the pack lets this role look; a pack that names no roles lets nobody.
[[nodiscard]] bool may_look_into_archive(const Pack& pack, Role role);

}  // namespace xueji
