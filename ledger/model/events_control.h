// Monthly reports, inspection, corrections, ends of organisations (SY-1.4, SY-3.3, D-26). Facts
// only; what is personal stands in the disclosure (personal.h).
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/id.h"
#include "ledger/model/describe.h"
#include "ledger/model/vocabulary.h"

namespace xueji {

/// Subject: the school or county bureau. A frozen snapshot (SY-1.4c to SY-1.4g, D-02, D-28).
struct MonthlyReportFiled {
  static constexpr EventType type = EventType::monthly_report_filed;
  std::uint16_t year = 0;         ///< Calendar year of the period.
  std::uint8_t month = 0;         ///< Month of the period, 1 to 12.
  ReportForm form{};              ///< Which of the two forms.
  std::uint32_t lines = 0;        ///< Lines of the period; 0: a nil report.
  std::uint32_t supplements = 0;  ///< Lines of earlier periods that were recorded late.
  Digest content;                 ///< Digest of the canonical content of the form.
  TreeSize computed_from;         ///< Size of the tree that it was computed from.
  std::vector<OrganisationId> missing_schools;  ///< Schools whose report the county did not have.
  static constexpr auto fields() {
    using T = MonthlyReportFiled;
    return std::tuple{field(0, "year", &T::year),
                      field(1, "month", &T::month),
                      field(2, "form", &T::form),
                      field(3, "lines", &T::lines),
                      field(4, "supplements", &T::supplements),
                      field(5, "content", &T::content),
                      field(6, "computed_from", &T::computed_from),
                      field(7, "missing_schools", &T::missing_schools)};
  }
};

/// Subject: the authority (SY-3.3a).
struct InspectionOpened {
  static constexpr EventType type = EventType::inspection_opened;
  std::uint16_t year = 0;  ///< Calendar year inspected.
  Date opened_on{};        ///< First day.
  static constexpr auto fields() {
    using T = InspectionOpened;
    return std::tuple{field(0, "year", &T::year), field(1, "opened_on", &T::opened_on)};
  }
};

/// Subject: the organisation (SY-3.3b, SY-3.3d).
struct FindingRaised {
  static constexpr EventType type = EventType::finding_raised;
  FindingId finding;                 ///< Id of the finding.
  std::uint16_t year = 0;            ///< Calendar year inspected.
  std::string code;                  ///< Finding code.
  std::string rule;                  ///< Rule id.
  std::vector<std::uint64_t> proof;  ///< Positions that prove it.
  Date first_day{};                  ///< First day on which it held.
  bool on_the_spot = false;          ///< Found on the spot, not in the ledger.
  StudentId student;                 ///< The status concerned; absent: none.
  static constexpr auto fields() {
    using T = FindingRaised;
    return std::tuple{field(0, "finding", &T::finding),
                      field(1, "year", &T::year),
                      field(2, "code", &T::code),
                      field(3, "rule", &T::rule),
                      field(4, "proof", &T::proof),
                      field(5, "first_day", &T::first_day),
                      field(6, "on_the_spot", &T::on_the_spot),
                      field(7, "student", &T::student)};
  }
};

/// Subject: the organisation, which answers.
struct FindingAnswered {
  static constexpr EventType type = EventType::finding_answered;
  FindingId finding;   ///< Id of the finding.
  Date answered_on{};  ///< Day of the answer.
  static constexpr auto fields() {
    using T = FindingAnswered;
    return std::tuple{field(0, "finding", &T::finding), field(1, "answered_on", &T::answered_on)};
  }
};

/// Subject: the organisation.
struct FindingClosed {
  static constexpr EventType type = EventType::finding_closed;
  FindingId finding;         ///< Id of the finding.
  FindingOutcome outcome{};  ///< How it ended.
  Date closed_on{};          ///< Day of closing.
  static constexpr auto fields() {
    using T = FindingClosed;
    return std::tuple{field(0, "finding", &T::finding), field(1, "outcome", &T::outcome),
                      field(2, "closed_on", &T::closed_on)};
  }
};

/// Subject: the authority (SY-3.3a).
struct InspectionClosed {
  static constexpr EventType type = EventType::inspection_closed;
  std::uint16_t year = 0;  ///< Calendar year inspected.
  Date closed_on{};        ///< Last day.
  static constexpr auto fields() {
    using T = InspectionClosed;
    return std::tuple{field(0, "year", &T::year), field(1, "closed_on", &T::closed_on)};
  }
};

/// Subject: the organisation (SY-3.3c).
struct CommendationRecorded {
  static constexpr EventType type = EventType::commendation_recorded;
  std::uint16_t year = 0;  ///< Calendar year inspected.
  std::string title;       ///< Title of the commendation.
  Date commended_on{};     ///< Day of the commendation.
  static constexpr auto fields() {
    using T = CommendationRecorded;
    return std::tuple{field(0, "year", &T::year), field(1, "title", &T::title),
                      field(2, "commended_on", &T::commended_on)};
  }
};

/// Takes back one event in effect; the earlier one stays in the log (D-26).
struct EventReversed {
  static constexpr EventType type = EventType::event_reversed;
  Position reverses;         ///< Position of the event that is taken back.
  StudentStatus restored{};  ///< The status that holds again.
  ReasonCode reason{};       ///< Reason, coded.
  static constexpr auto fields() {
    using T = EventReversed;
    return std::tuple{field(0, "reverses", &T::reverses), field(1, "restored", &T::restored),
                      field(2, "reason", &T::reason)};
  }
};

/// Subject: the organisation that ends; its statuses move (row 67).
struct OrganisationMerged {
  static constexpr EventType type = EventType::organisation_merged;
  OrganisationId into;  ///< The organisation that takes over.
  Date merged_on{};     ///< Day of the merger.
  static constexpr auto fields() {
    using T = OrganisationMerged;
    return std::tuple{field(0, "into", &T::into), field(1, "merged_on", &T::merged_on)};
  }
};

/// Subject: the organisation (row 67).
struct OrganisationClosed {
  static constexpr EventType type = EventType::organisation_closed;
  Date closed_on{};  ///< Last day.
  static constexpr auto fields() {
    using T = OrganisationClosed;
    return std::tuple{field(0, "closed_on", &T::closed_on)};
  }
};

}  // namespace xueji
