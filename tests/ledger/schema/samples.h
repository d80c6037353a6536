// Seeded random values of every described type, and a comparison that follows the descriptors.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/base/random.h"
#include "ledger/model/entry.h"
#include "ledger/model/state.h"
#include "ledger/schema/codec.h"

namespace xueji::test {

/// "RosterLine" for xueji::RosterLine.
template <class T>
[[nodiscard]] std::string type_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  text = text.substr(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]"));
  return std::string(text.substr(text.rfind(':') + 1));
}

/// How full a sample is: `mixed` leaves some fields at zero, `full` sets every one.
enum class Fill { mixed, full };

class Sampler {
 public:
  explicit Sampler(std::uint64_t seed, Fill fill = Fill::mixed) : random_(seed), fill_(fill) {}

  template <class T>
  [[nodiscard]] T draw() {
    T value{};
    set(value);
    return value;
  }
  template <class T>
  void set(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      value = !skipped();
    } else if constexpr (std::is_integral_v<T>) {
      value = skipped() ? T{0} : static_cast<T>(random_.next() | 1);
    } else if constexpr (std::is_enum_v<T>) {
      // Full samples must not depend on how many terms there are: golden bytes outlive new terms.
      const auto terms = terms_of<T>();
      value = terms[fill_ == Fill::full ? 1 : random_.below(terms.size())].value;
    } else {
      set_class(value);
    }
  }

 private:
  [[nodiscard]] bool skipped() { return fill_ == Fill::mixed && random_.below(4) == 0; }
  [[nodiscard]] std::size_t length() {
    return fill_ == Fill::full ? 1 + random_.below(3) : random_.below(4);
  }

  template <class Tag, std::size_t size>
  void set_class(FixedId<Tag, size>& id) {
    if (!skipped()) random_.fill(id.bytes);
  }
  void set_class(Date& date) {
    if (!skipped())
      date = add_days(make_date(1900, 1, 1), static_cast<int>(random_.below(401'767)));
  }
  void set_class(Instant& instant) { set(instant.ms); }
  void set_class(Position& position) { set(position.value); }
  void set_class(TreeSize& size) { set(size.value); }
  void set_class(std::string& text) {
    static constexpr std::string_view letters[] = {"a", "7", "-", "é", "张", "·", "𠮷", " "};
    for (auto n = skipped() ? 0 : 1 + random_.below(20); n > 0; --n)
      text += letters[random_.below(8)];
  }
  template <class... T>
  void set_class(std::variant<T...>& value) {
    const auto index = 1 + random_.below(sizeof...(T) - 1);
    set_alternative(value, index, std::make_index_sequence<sizeof...(T)>{});
  }
  /// Among the first 41, of which the golden samples were drawn.
  void set_class(Facts& facts) {
    const auto index = 1 + random_.below(41);
    [&]<class... T>(TypeList<T...>) {
      ((static_cast<std::size_t>(T::type) == index ? set(facts.emplace<T>()) : void()), ...);
    }
    (FactsTypes{});
  }
  template <class Variant, std::size_t... i>
  void set_alternative(Variant& value, std::size_t index, std::index_sequence<i...>) {
    ((i == index ? set(value.template emplace<i>()) : void()), ...);
  }
  void set_class(std::monostate&) {}
  template <class Element>
  void set_class(std::vector<Element>& values) {
    values.resize(length());
    for (auto& value : values)
      set(value);
  }
  template <Described T>
  void set_class(T& value) {
    for_each_field(value, [&](const auto&, auto& member) { set(member); });
  }

  SeededRandom random_;
  Fill fill_;
};

template <class Element>
[[nodiscard]] bool same(const std::vector<Element>& a, const std::vector<Element>& b);
template <class... T>
[[nodiscard]] bool same(const std::variant<T...>& a, const std::variant<T...>& b);
[[nodiscard]] inline bool same(const Facts& a, const Facts& b);
template <class T>
[[nodiscard]] bool same(const T& a, const T& b) {
  if constexpr (Described<T>) {
    return std::apply([&](const auto&... f) { return (same(a.*(f.member), b.*(f.member)) && ...); },
                      T::fields());
  } else {
    return a == b;
  }
}
template <class Element>
[[nodiscard]] bool same(const std::vector<Element>& a, const std::vector<Element>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}
template <class... T>
[[nodiscard]] bool same(const std::variant<T...>& a, const std::variant<T...>& b) {
  if (a.index() != b.index()) return false;
  return std::visit(
      [&](const auto& value) { return same(value, std::get<std::decay_t<decltype(value)>>(b)); },
      a);
}
inline bool same(const Facts& a, const Facts& b) {
  if (a.type() != b.type()) return false;
  return visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (Described<T>) return same(value, get<T>(b));
        return true;
      },
      a);
}

/// Every root table of the format.
template <class... T>
struct Types {};
using Roots = Types<Event, Genesis, PackChunk, SubmissionHeader, SignOff, Signed, LedgerRecord,
                    OrganisationState, PersonState, KeyState, ClassState, StudentState,
                    SubmissionState, Reservation, IdentifierState, SerialState>;

template <class Visitor, class... T>
void for_each_type(Types<T...>, Visitor&& visit) {
  (visit.template operator()<T>(), ...);
}

}  // namespace xueji::test
