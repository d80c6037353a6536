// Rosters: who is on the roll, now and on any earlier day or position (design §6; SY-1.2g, FJ-06c).
// One prefix scan per school; names are not in the views and are opened, masked, from the vault.
//
// Thread safety: free functions; a Views belongs to one thread. Answers name the position that they
// reflect.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/vault/vault.h"
#include "projections/as_of.h"
#include "projections/history.h"
#include "projections/views.h"

namespace xueji {

struct RosterQuery {
  std::vector<OrganisationId> schools = {};  ///< Empty: every school.
  std::vector<StudentStatus> statuses = {};  ///< Empty: on the roll (active and on leave).
  std::optional<std::uint16_t> cohort = std::nullopt;
  std::optional<Season> season = std::nullopt;
  std::optional<ClassId> class_id = std::nullopt;
  std::string major_code = {};  ///< Empty: any.
  AsOf as_of = {};
};

struct RosterRow {
  StudentId student;
  OrganisationId school;
  ClassId class_id;
  std::string class_name;  ///< Present name of the class; empty without a class.
  std::uint16_t cohort = 0;
  Season season{};
  std::string major_code;
  std::string major_catalogue;
  StudyMode study_mode{};
  StudentStatus status{};
  std::string number;  ///< Student number; empty where there is none.
  SiteId site;
  Date since{};        ///< From this day the status holds.
  Position event_at;   ///< The event that stated the status.
  Position effect_at;  ///< Where it took effect.
  std::optional<NamedBy> named_by;
  // Filled by the steps below.
  DisclosureState names = DisclosureState::missing;
  std::string name;             ///< Masked unless opened clear; empty when it cannot be opened.
  std::string identity_number;  ///< Likewise.
};

struct Roster {
  TreeSize reflects;
  AsOf as_of;
  std::vector<RosterRow> rows;  ///< By school, class name, number, id.
};

/// A merged school has the students of a day before its merger; from that day on they are on the
/// roster of the school that took over, which stands in their rows (rules.md §10 row 67). So it is
/// wherever a school is asked for or answered here. Errors: corrupt, io.
[[nodiscard]] Result<Roster> roster(const Views& views, const RosterQuery& query);

/// Fills masked names and identity numbers, some thousands at a time; leaves no access record. A
/// row whose disclosure cannot be opened says why in `names`. Errors: io.
[[nodiscard]] Status add_masked_names(Roster& roster, Vault& vault);

/// Fills clear names and identity numbers; the access is recorded in the vault before anything is
/// opened. Errors: those of Vault::open_clear.
[[nodiscard]] Status add_clear_names(Roster& roster, Vault& vault, const AccessPurpose& purpose,
                                     Instant at);

/// The disclosure that names the student; nothing where no event did.
[[nodiscard]] std::optional<DisclosureRef> naming_disclosure(
    const StudentId& student, const std::optional<NamedBy>& named_by);

/// One status as of a moment; nothing when it did not exist. Errors: corrupt, io.
[[nodiscard]] Result<std::optional<StudentAsOf>> student_at(const Views& views,
                                                            const StudentId& student,
                                                            const AsOf& as_of);

/// Calls `visit` for every status that the school ever held and that existed then, wherever it then
/// was. Errors: corrupt, io, and what `visit` returns.
[[nodiscard]] Status for_each_student(
    const Views& views, const OrganisationId& school, const AsOf& as_of,
    const std::function<Status(const StudentAsOf& student)>& visit);

/// Names of classes by id, as the views have them now. Errors: corrupt, io.
[[nodiscard]] Result<std::string> class_name(const Views& views, const ClassId& id);

/// The status that holds a student number; nothing where nobody does. Errors: corrupt, io.
[[nodiscard]] Result<std::optional<StudentId>> student_with_number(const Views& views,
                                                                   std::string_view number);

}  // namespace xueji
