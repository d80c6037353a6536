#include "projections/history.h"

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

#include "projections/compact.h"
#include "projections/rows.h"

namespace xueji {
namespace {

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

/// Equality of parts that describe their fields.
template <class T>
bool same(const T& a, const T& b) {
  if constexpr (is_vector<T>) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return same(x, y); });
  } else if constexpr (Described<T>) {
    return std::apply([&](const auto&... f) { return (same(a.*(f.member), b.*(f.member)) && ...); },
                      T::fields());
  } else {
    return a == b;
  }
}

template <class T>
void append_value(Bytes& out, const T& value) {
  if constexpr (is_vector<T>) {
    append_varint(out, value.size());
    for (const auto& element : value)
      append_value(out, element);
  } else if constexpr (Described<T>) {
    for_each_field(value, [&](const auto&, const auto& member) { append_value(out, member); });
  } else if constexpr (std::is_same_v<T, std::string>) {
    append_varint(out, value.size());
    append(out, bytes_of(value));
  } else if constexpr (std::is_same_v<T, Date>) {
    append_signed(out, value.ok() ? std::int64_t{to_days(value)} + 1 : 0);
  } else if constexpr (std::is_same_v<T, Position>) {
    append_varint(out, value.value + 1);  // no_position becomes 0.
  } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
    append_varint(out, static_cast<std::uint64_t>(value));
  } else {
    append(out, value.view());
  }
}

template <class T>
void read_value(CompactReader& in, T& value) {
  if constexpr (is_vector<T>) {
    const auto count = in.varint();
    value.clear();
    for (std::uint64_t i = 0; i < count && in.ok(); ++i)
      read_value(in, value.emplace_back());
  } else if constexpr (Described<T>) {
    for_each_field(value, [&](const auto&, auto& member) { read_value(in, member); });
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = text_of(in.bytes(static_cast<std::size_t>(in.varint())));
  } else if constexpr (std::is_same_v<T, Date>) {
    // A day before 1970 has a negative number; only zero stands for an absent day.
    const auto stored = in.signed_varint();
    value = stored == 0 ? Date{} : from_days(static_cast<std::int32_t>(stored - 1));
  } else if constexpr (std::is_same_v<T, Position>) {
    value = Position{in.varint() - 1};
  } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
    value = static_cast<T>(in.varint());
  } else {
    if (const auto id = T::from(in.bytes(T::size_bytes))) value = *id;
  }
}

constexpr std::uint16_t status_field = 2;
constexpr std::uint16_t status_at_field = 36;

/// An event that states a status states it also when it is the same as before: it then holds
/// from another day.
FieldMask changed_fields(const StudentState& before, const StudentState& after) {
  FieldMask mask;
  const auto compare = [&](const auto& f) {
    static_assert(std::tuple_size_v<decltype(StudentState::fields())> <= 128);
    if (!same(before.*(f.member), after.*(f.member))) mask.set(f.id);
  };
  static constexpr auto fields = StudentState::fields();
  std::apply([&](const auto&... f) { (compare(f), ...); }, fields);
  if (mask.has(status_at_field)) mask.set(status_field);
  return mask;
}

}  // namespace

bool qualifies(const Change& change, const AsOf& as_of) {
  if (as_of.position && change.effect_at > *as_of.position) return false;
  if (!as_of.day) return true;
  return as_of.axis == Axis::recorded ? change.recorded_at <= end_of(*as_of.day)
                                      : change.effective_on <= *as_of.day;
}

void append_change(Bytes& history, const Change& change, const StudentState& before,
                   const StudentState& after, const std::optional<Digest>& body) {
  append_varint(history, change.effect_at.value);
  append_varint(history, change.effect_at.value - change.event_at.value);
  append_signed(history, change.recorded_at.ms);
  append_value(history, change.effective_on);
  append_varint(history, (static_cast<std::uint64_t>(change.event) << 1) | (body ? 1U : 0U));
  if (body) append(history, body->view());
  const auto mask = changed_fields(before, after);
  append_varint(history, mask.low);
  append_varint(history, mask.high);
  // The length of the fields, so that a change that does not count is stepped over unread.
  const std::size_t length_at = history.size();
  history.resize(length_at + 2);
  std::apply(
      [&](const auto&... f) {
        ((void)(mask.has(f.id) && (append_value(history, after.*(f.member)), true)), ...);
      },
      StudentState::fields());
  const std::size_t length = history.size() - length_at - 2;
  XUEJI_ASSERT(length <= 0xffff);
  history[length_at] = static_cast<std::uint8_t>(length >> 8);
  history[length_at + 1] = static_cast<std::uint8_t>(length);
}

bool HistoryReader::next() {
  if (rest_.empty() || damaged_) return false;
  CompactReader in(rest_);
  change_.effect_at = Position{in.varint()};
  change_.event_at = Position{change_.effect_at.value - in.varint()};
  change_.recorded_at = Instant{in.signed_varint()};
  read_value(in, change_.effective_on);
  const auto event = in.varint();
  change_.event = static_cast<EventType>(event >> 1);
  named_by_.reset();
  if ((event & 1) != 0) {
    if (const auto body = Digest::from(in.bytes(Digest::size_bytes))) {
      named_by_ = NamedBy{change_.event, *body};
    }
  }
  mask_.low = in.varint();
  mask_.high = in.varint();
  const auto length = in.bytes(2);
  if (in.ok()) fields_ = in.bytes(read_be<std::uint16_t>(length.data()));
  if (!in.ok()) {
    damaged_ = true;
    return false;
  }
  rest_ = {fields_.data() + fields_.size(), rest_.data() + rest_.size()};
  return true;
}

bool HistoryReader::sets_status() const {
  return mask_.has(status_field);
}

void HistoryReader::apply_to(StudentState& state) {
  CompactReader in(fields_);
  std::apply(
      [&](const auto&... f) {
        ((void)(mask_.has(f.id) && (read_value(in, state.*(f.member)), true)), ...);
      },
      StudentState::fields());
  if (!in.ok() || !in.at_end()) damaged_ = true;
}

Result<std::optional<StudentAsOf>> student_as_of(const StudentId& student, ByteView history,
                                                 const AsOf& as_of) {
  std::optional<StudentAsOf> found;
  HistoryReader reader(history);
  while (reader.next()) {
    if (!qualifies(reader.change(), as_of)) continue;
    if (!found) {
      found.emplace();
      found->state.id = student;
    }
    reader.apply_to(found->state);
    found->last = reader.change();
    if (reader.sets_status()) found->status_by = reader.change();
    if (reader.named_by()) found->named_by = reader.named_by();
  }
  if (reader.damaged()) return damaged_view("student history");
  return found;
}

}  // namespace xueji
