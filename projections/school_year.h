// What obligations need of one school as of a day: its duties folded up to that day, and each
// intake's students counted. Internal to obligations.cc.
//
// Thread safety: plain values and free functions.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "projections/duties.h"
#include "projections/obligations_status.h"
#include "projections/roster.h"
#include "projections/submissions.h"

namespace xueji {

using Intake = std::pair<std::uint16_t, Season>;

/// One class and the acts on it.
struct ClassDuties {
  ClassOpened opened;
  PersonId teacher;
  Date headcount_on{};
  Date on_site_on{};
  Date present_on{};          ///< Last day of the newest confirmed month.
  std::uint32_t arrived = 0;  ///< Pending or on the roll in this class.
  std::uint32_t on_roll = 0;
  Date first_on_roll{};  ///< Since when the first of them holds the status.
};

/// An extension as it stands in the log.
struct ExtensionRecord {
  DeadlineExtended facts;
  Position event_at;
};
/// A window as it stands in the log.
struct WindowRecord {
  ReportingWindowAnnounced facts;
  Position event_at;
};

/// Duties of one organisation, folded.
struct OrganisationDuties {
  PersonId officer;
  std::set<SchoolRuleKind> rules;
  std::set<std::pair<std::uint16_t, std::string>> plans;  ///< Cohort and major.
  std::map<std::uint16_t, std::vector<CalendarTerm>> calendar;
  std::set<Intake> out_of_area_reviewed;
  std::vector<ExtensionRecord> extensions;
  std::vector<WindowRecord> windows;
  std::map<ClassId, ClassDuties> classes;
};

/// Students of one intake by what is still owed for them.
struct IntakeStudents {
  std::uint32_t unregistered = 0;  ///< Admitted or pending, on no open roster.
  std::uint32_t filed = 0;         ///< Admitted or pending, on an open roster.
  std::uint32_t registered = 0;    ///< Through a roster line.
  std::uint32_t out_of_area = 0;
  std::set<std::string> majors;
  std::map<Date, std::pair<std::uint32_t, std::uint32_t>> reviews;  ///< Due → owed, done.
  std::map<Date, std::pair<std::uint32_t, std::uint32_t>> confirmations;
};
struct RetainedPlace {
  StudentId student;
  Intake intake;
  Date until{};
};

struct SchoolAsOf {
  OrganisationDuties duties;
  std::map<Intake, IntakeStudents> intakes;
  std::vector<RetainedPlace> retained;
  StatusDuties status;
};

/// Folds duty records up to the end of a day. Errors: corrupt, io.
[[nodiscard]] Result<OrganisationDuties> duties_as_of(const Views& views,
                                                      const OrganisationId& organisation, Date day);

/// Everything of one school. `on_open_rosters` are the students whom a filed roster already names.
/// Errors: corrupt, io.
[[nodiscard]] Result<SchoolAsOf> school_as_of(const Views& views, const Pack& pack,
                                              const OrganisationId& school,
                                              const std::set<StudentId>& on_open_rosters, Date day);

}  // namespace xueji
