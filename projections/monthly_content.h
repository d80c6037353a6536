// What a monthly report freezes: which changes belong to which month and form, and the digest of
// that content (SY-1.4c to SY-1.4g, D-02; FORMAT.md §8.1). Ids, positions and days only, so that
// anybody can compute it from the log; the projections and the inspection share it.
//
// Thread safety: free functions over values.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/text.h"
#include "ledger/model/event.h"
#include "ledger/model/state.h"

namespace xueji {

/// A calendar month in China.
struct Month {
  std::uint16_t year = 0;
  std::uint8_t month = 0;  ///< 1 to 12.
  friend auto operator<=>(const Month&, const Month&) = default;
};
[[nodiscard]] Month calendar_month(Date day);
[[nodiscard]] Month next_month(Month month);
[[nodiscard]] Month previous_month(Month month);
[[nodiscard]] Date first_day_of(Month month);
[[nodiscard]] Date last_day_of(Month month);
/// "2024-05"; nothing for other texts.
[[nodiscard]] std::optional<Month> parse_month(std::string_view text);
[[nodiscard]] std::string to_text(Month month);

/// A change type of JY/T 1001 (学籍异动类别, domain-facts §6.1).
struct ChangeClass {
  std::string_view code;  ///< Two digits: "31".
  std::string_view zh;    ///< "退学".
  std::string_view en;
};

/// Where a change stands: on which form, and of which type at a school.
struct ReportedAs {
  ReportForm form{};  ///< none: on neither.
  ChangeClass change{};
};
/// How a change from `before` to `after` is reported by `school`. A status that moves to another
/// school is 21 at the school that it leaves and 22 at the one that takes over; registration and
/// graduation are no changes of these forms.
[[nodiscard]] ReportedAs reported_as(EventType event, const StudentState& before,
                                     const StudentState& after, const OrganisationId& school);

/// One change of one school.
struct ReportableChange {
  Position event_at;
  Position effect_at;
  Date effective_on{};
  friend auto operator<=>(const ReportableChange&, const ReportableChange&) = default;
};

/// An earlier report of the same school and form, in effect before the new one is computed.
struct EarlierReport {
  Month period;
  TreeSize computed_from;
};

/// Whether a change stands in the report of `period`, computed from the first `computed_from`
/// entries: it is effective by the end of the month, was in effect by then, and stands in no
/// earlier report. What is effective in an earlier month is a supplement (D-02).
[[nodiscard]] bool stands_in(const ReportableChange& change, Month period, TreeSize computed_from,
                             std::span<const EarlierReport> earlier);
[[nodiscard]] inline bool is_supplement(const ReportableChange& change, Month period) {
  return change.effective_on < first_day_of(period);
}

/// The digest of a school's form; `lines` are those that stand in it, in any order.
[[nodiscard]] Digest content_of_school(const OrganisationId& school, Month period, ReportForm form,
                                       TreeSize computed_from, std::vector<ReportableChange> lines);

/// One school in an authority's form.
struct SchoolContent {
  OrganisationId school;
  Position report_at = no_position;  ///< Of its report; none: it had not reported.
  Digest content;
};
/// The digest of an authority's form (D-28); `schools` in any order.
[[nodiscard]] Digest content_of_authority(const OrganisationId& authority, Month period,
                                          ReportForm form, TreeSize computed_from,
                                          std::vector<SchoolContent> schools);

}  // namespace xueji
