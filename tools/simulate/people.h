// Invented people (domain-facts §13): names from a short list, citizen ids with real division
// codes, sequences 900–999 and a right check digit, phones that nobody can have. Thread safety: one
// generator belongs to one thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/random.h"

namespace xueji::simulate {

struct Person {
  std::string name;
  std::string number;  ///< Citizen id, 18 characters.
  Date birth{};
  char sex = '1';            ///< GB/T 2261.1.
  std::string household;     ///< County code, GB/T 2260; also in the number.
  std::string ethnic_group;  ///< GB/T 3304.
  std::string phone;
  std::string guardian;
  std::string previous_school;
};

class PeopleGenerator {
 public:
  explicit PeopleGenerator(std::uint64_t seed) : random_(seed) {}

  /// Somebody born between the days (inclusive) and registered in the county. No two people get
  /// one number: a birth day that is used up gives way to the next.
  [[nodiscard]] Person draw(Date earliest, Date latest, const std::string& county);
  [[nodiscard]] std::string staff_name();
  [[nodiscard]] SeededRandom& random() { return random_; }

 private:
  [[nodiscard]] std::string name(const std::string& ethnic_group);

  SeededRandom random_;
  std::set<std::string> numbers_;
  std::uint32_t phones_ = 0;
};

}  // namespace xueji::simulate
