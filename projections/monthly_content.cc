#include "projections/monthly_content.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "ledger/crypto/sha256.h"
#include "ledger/registry/reportable.h"

namespace xueji {
namespace {

using enum EventType;

/// Types of change that need no look at the states.
struct TypeOfChange {
  EventType event;
  ChangeClass change;
};
constexpr std::array types_of_change{
    TypeOfChange{grade_repeated, {"02", "留级", "repeated grade"}},
    TypeOfChange{leave_granted, {"11", "休学", "leave"}},
    TypeOfChange{leave_extended, {"11", "休学(续休)", "leave extended"}},
    TypeOfChange{study_resumed, {"12", "复学", "resumed"}},
    TypeOfChange{entry_place_retained, {"14", "保留入学资格", "entry place retained"}},
    TypeOfChange{entry_place_restored, {"15", "恢复入学资格", "entry place restored"}},
    TypeOfChange{entry_place_cancelled, {"16", "取消入学资格", "entry place cancelled"}},
    TypeOfChange{event_reversed, {"17", "恢复学籍", "status restored"}},
    TypeOfChange{status_cancelled, {"18", "取消学籍", "status cancelled"}},
    TypeOfChange{transferred_out, {"21", "转学(转出)", "transferred out"}},
    TypeOfChange{major_changed, {"23", "转专业", "changed major"}},
    TypeOfChange{withdrawn, {"31", "退学", "withdrawn"}},
    TypeOfChange{deemed_withdrawn, {"31", "退学(视为自动退学)", "deemed withdrawn"}},
    TypeOfChange{student_died, {"51", "死亡", "died"}},
};
constexpr ChangeClass leaves_school{"21", "转学(转出)", "transferred out"};
constexpr ChangeClass joins_school{"22", "转学(转入)", "transferred in"};
constexpr ChangeClass expelled_change{"42", "开除学籍", "expelled"};

constexpr std::string_view school_purpose = "xueji/v1/monthly-report/school";
constexpr std::string_view authority_purpose = "xueji/v1/monthly-report/authority";

Bytes heading(std::string_view purpose, const OrganisationId& organisation, Month period,
              ReportForm form, TreeSize computed_from, std::size_t count) {
  Bytes out;
  append(out, bytes_of(purpose));
  out.push_back(0);
  append(out, organisation.view());
  append_be(out, period.year);
  out.push_back(period.month);
  out.push_back(static_cast<std::uint8_t>(form));
  append_be(out, computed_from.value);
  append_be(out, static_cast<std::uint32_t>(count));
  return out;
}

}  // namespace

Month calendar_month(Date day) {
  return {static_cast<std::uint16_t>(year_of(day)), static_cast<std::uint8_t>(month_of(day))};
}

Month next_month(Month month) {
  return calendar_month(add_months(first_day_of(month), 1));
}

Month previous_month(Month month) {
  return calendar_month(add_days(first_day_of(month), -1));
}

Date first_day_of(Month month) {
  return make_date(month.year, month.month, 1);
}

Date last_day_of(Month month) {
  return add_days(add_months(first_day_of(month), 1), -1);
}

std::optional<Month> parse_month(std::string_view text) {
  if (text.size() != 7) return std::nullopt;
  const auto day = date_from_text(std::string(text) + "-01");
  if (!day) return std::nullopt;
  return calendar_month(*day);
}

std::string to_text(Month month) {
  return to_text(first_day_of(month)).substr(0, 7);
}

ReportedAs reported_as(EventType event, const StudentState& before, const StudentState& after,
                       const OrganisationId& school) {
  const auto form = report_form_of(event);
  if (form != ReportForm::status_changes) return {form, {}};
  if (event == transfer_completed || event == custody_transferred) {
    const bool leaves = before.school == school && after.school != school;
    return {form, leaves ? leaves_school : joins_school};
  }
  if (event == sanction_served) {
    const bool ends_status =
        after.status == StudentStatus::expelled && before.status != StudentStatus::expelled;
    return ends_status ? ReportedAs{form, expelled_change} : ReportedAs{};
  }
  for (const auto& row : types_of_change) {
    if (row.event == event) return {form, row.change};
  }
  return {form, {}};
}

bool stands_in(const ReportableChange& change, Month period, TreeSize computed_from,
               std::span<const EarlierReport> earlier) {
  const auto covers = [&](Month month, TreeSize size) {
    return change.effective_on <= last_day_of(month) && change.effect_at.value < size.value;
  };
  return covers(period, computed_from) &&
         std::none_of(earlier.begin(), earlier.end(), [&](const EarlierReport& one) {
           return covers(one.period, one.computed_from);
         });
}

Digest content_of_school(const OrganisationId& school, Month period, ReportForm form,
                         TreeSize computed_from, std::vector<ReportableChange> lines) {
  std::sort(lines.begin(), lines.end());
  auto bytes = heading(school_purpose, school, period, form, computed_from, lines.size());
  for (const auto& line : lines) {
    append_be(bytes, line.event_at.value);
    append_be(bytes, line.effect_at.value);
    append_be(bytes, to_days(line.effective_on));
    bytes.push_back(is_supplement(line, period) ? 1 : 0);
  }
  return sha256(bytes);
}

Digest content_of_authority(const OrganisationId& authority, Month period, ReportForm form,
                            TreeSize computed_from, std::vector<SchoolContent> schools) {
  std::sort(schools.begin(), schools.end(),
            [](const auto& a, const auto& b) { return a.school < b.school; });
  auto bytes = heading(authority_purpose, authority, period, form, computed_from, schools.size());
  for (const auto& one : schools) {
    append(bytes, one.school.view());
    append_be(bytes, one.report_at.value);
    append(bytes, one.content.view());
  }
  return sha256(bytes);
}

}  // namespace xueji
