#include "tools/simulate/agenda.h"

#include <array>

namespace xueji::simulate {
namespace {

constexpr std::array minutes_of_day{9 * 60 + 12, 10 * 60 + 41, 14 * 60 + 26, 16 * 60 + 8};

}  // namespace

Date office_day(Date day) {
  const auto weekday = std::chrono::weekday{std::chrono::sys_days{day}};
  if (weekday == std::chrono::Saturday) return add_days(day, 2);
  if (weekday == std::chrono::Sunday) return add_days(day, 1);
  return day;
}

void Agenda::at(Date day, Hour hour, Act act) {
  const auto minutes = minutes_of_day[static_cast<std::size_t>(hour)];
  acts_.emplace(Instant{start_of(office_day(day)).ms + minutes * 60'000LL}, std::move(act));
}

Status Agenda::run(Desk& desk, Date last, const std::function<void(Date today)>& progress) {
  while (!acts_.empty()) {
    const auto first = acts_.begin();
    const auto due = first->first;
    if (due > end_of(last)) break;
    if (due > desk.now()) {
      if (auto advanced = desk.advance(due); !advanced) return advanced;
      progress(desk.today());
    }
    const auto act = std::move(first->second);
    acts_.erase(first);
    if (auto done = act(); !done) return done;
  }
  return desk.settle();
}

}  // namespace xueji::simulate
