// The yearly inspection (SY-3.3a, SY-3.3b): a pure function of a log prefix, a scope and a cut-off.
// One pass over the log serves all schools. Nothing that the ledger derived is read.
//
// Thread safety: free functions; the log may be read by others meanwhile.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "replay/inspection/detect.h"
#include "replay/inspection/finding.h"

namespace xueji::inspection {

struct InspectionScope {
  int year = 0;                 ///< The calendar year that is inspected.
  std::optional<Date> cut_off;  ///< Inclusive; nothing: 31 January after the year (SY-3.3a).
  std::string school;           ///< Code of one organisation; empty: all.
};

/// What the inspection may ask beside the log. May be left empty.
struct InspectionPorts {
  OtherRegister on_other_register;
};

/// An organisation that was inspected, with the numbers of its report.
struct InspectedOrganisation {
  OrganisationId id;
  OrganisationKind kind{};
  std::string code;
  std::string name;
  OrganisationId supervisor;
  std::string supervisor_name;
  std::string pack_id;
  std::string pack_version;
  Text pack_title;
  std::int64_t on_roll = 0;       ///< At the cut-off: active and on leave.
  std::int64_t in_school = 0;     ///< At the cut-off: active.
  std::int64_t registered = 0;    ///< Roster lines that took effect in the period.
  std::int64_t imported = 0;      ///< Opening imports that took effect in the period.
  std::int64_t papers = 0;        ///< Submissions filed in the period.
  std::int64_t open_papers = 0;   ///< Waiting for a signature at the cut-off.
  std::vector<Finding> findings;  ///< By chapter, code, subject.
};

struct Inspection {
  LedgerId ledger;
  Seen prefix;  ///< Size and root of the entries that were read.
  std::string origin;
  bool is_demonstration = false;  ///< Every page says so (genesis).
  int year = 0;
  Date from{};  ///< 1 January of the year.
  Date cut_off{};
  std::vector<InspectedOrganisation> organisations;  ///< Schools, then bureaus; by code.
  std::vector<Text> not_checked;                     ///< What could not be looked at, and why.
  /// Names of all organisations, for people who read ids.
  std::unordered_map<OrganisationId, std::string> organisation_names;
};

/// Inspects. Findings are those that existed on any day from 1 January of the year to the cut-off:
/// what is put right by the cut-off is shown as closed.
/// Errors: io; corrupt when the log contradicts itself (run xueji verify); not_found for an empty
/// log or an unknown organisation code; invalid_argument for a cut-off before the year.
[[nodiscard]] Result<Inspection> inspect(const LogReader& log, const InspectionScope& scope,
                                         const InspectionPorts& ports = {});

/// Sorted: what a truth file is compared with. A finding that stands twice shows twice.
[[nodiscard]] std::vector<FindingKey> findings_as_keys(const Inspection& inspection);

}  // namespace xueji::inspection
