#include "projections/counters.h"

#include <algorithm>

#include "projections/compact.h"
#include "projections/history.h"
#include "projections/rows.h"

namespace xueji {
namespace {

constexpr std::size_t group_fixed_size_bytes = 16 + 16 + 2 + 3;

}  // namespace

void append_group_key(Bytes& out, const StudentState& state) {
  if (state.status == StudentStatus::none) return;
  append(out, state.school.view());
  append(out, state.class_id.view());
  append_be(out, state.cohort);
  out.push_back(static_cast<std::uint8_t>(state.season));
  out.push_back(static_cast<std::uint8_t>(state.status));
  out.push_back(static_cast<std::uint8_t>(state.study_mode));
  append(out, bytes_of(state.major_code));
}

Result<CountedGroup> decode_group_key(ByteView key) {
  if (key.size() < group_fixed_size_bytes) return damaged_view("enrolment key");
  CountedGroup group;
  group.school = *OrganisationId::from(key.first(16));
  group.class_id = *ClassId::from(key.subspan(16, 16));
  group.cohort = read_be<std::uint16_t>(key.data() + 32);
  group.season = static_cast<Season>(key[34]);
  group.status = static_cast<StudentStatus>(key[35]);
  group.study_mode = static_cast<StudyMode>(key[36]);
  group.major_code = text_of(key.subspan(group_fixed_size_bytes));
  return group;
}

void Counter::add_recorded(Position position, Date day, std::int32_t by) {
  if (!recorded_.empty() && recorded_.back().position == position.value) {
    recorded_.back().by += by;
    if (recorded_.back().by == 0) recorded_.pop_back();
    return;
  }
  recorded_.push_back({position.value, to_days(day), by});
}

void Counter::add_effective(Date date, std::int32_t by) {
  const std::int32_t day = to_days(date);
  auto at = effective_.end();
  while (at != effective_.begin() && std::prev(at)->day > day)
    --at;
  if (at == effective_.begin() || std::prev(at)->day != day) {
    effective_.insert(at, {day, by});
    return;
  }
  --at;
  at->by += by;
  // Equal facts must give equal rows whatever way led to them, so a step of nothing goes.
  if (at->by == 0) effective_.erase(at);
}

std::int64_t Counter::count(const AsOf& as_of) const {
  std::int64_t sum = 0;
  if (as_of.axis == Axis::effective && as_of.day) {
    XUEJI_ASSERT(!as_of.position);
    const std::int32_t day = to_days(*as_of.day);
    for (const auto& step : effective_) {
      if (step.day > day) break;
      sum += step.by;
    }
    return sum;
  }
  for (const auto& step : recorded_) {
    if (as_of.position && step.position > as_of.position->value) break;
    if (as_of.day && step.day > to_days(*as_of.day)) break;
    sum += step.by;
  }
  return sum;
}

Bytes Counter::encode() const {
  Bytes out;
  append_varint(out, recorded_.size());
  std::uint64_t position = 0;
  std::int64_t day = 0;
  for (const auto& step : recorded_) {
    append_varint(out, step.position - position);
    append_signed(out, step.day - day);
    append_signed(out, step.by);
    position = step.position;
    day = step.day;
  }
  day = 0;
  for (const auto& step : effective_) {
    append_signed(out, step.day - day);
    append_signed(out, step.by);
    day = step.day;
  }
  return out;
}

Result<Counter> Counter::decode(ByteView bytes) {
  CompactReader in(bytes);
  Counter counter;
  const auto steps = in.varint();
  if (steps > bytes.size()) return damaged_view("enrolment steps");
  counter.recorded_.reserve(steps);
  Recorded recorded;
  for (std::uint64_t i = 0; i < steps; ++i) {
    recorded.position += in.varint();
    recorded.day += static_cast<std::int32_t>(in.signed_varint());
    recorded.by = static_cast<std::int32_t>(in.signed_varint());
    counter.recorded_.push_back(recorded);
  }
  Effective effective;
  while (in.ok() && !in.at_end()) {
    effective.day += static_cast<std::int32_t>(in.signed_varint());
    effective.by = static_cast<std::int32_t>(in.signed_varint());
    counter.effective_.push_back(effective);
  }
  if (!in.ok()) return damaged_view("enrolment steps");
  return counter;
}

Result<std::vector<EffectiveGroup>> effective_groups(const StudentId& student, ByteView history) {
  std::vector<Date> days;
  HistoryReader reader(history);
  while (reader.next())
    days.push_back(reader.change().effective_on);
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  std::vector<EffectiveGroup> groups;
  Bytes last;
  for (const Date day : days) {
    auto then = student_as_of(student, history, {Axis::effective, day, {}});
    if (!then) return fail(then.error());
    EffectiveGroup group{day, {}};
    if (*then) append_group_key(group.key, (*then)->state);
    if (group.key == last) continue;
    last = group.key;
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace xueji
