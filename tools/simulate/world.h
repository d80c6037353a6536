// What every part of the simulated year works on, and how a paper follows its chain.
// Thread safety: belongs to one thread; owns nothing.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/simulate/agenda.h"
#include "tools/simulate/city.h"
#include "tools/simulate/desk.h"
#include "tools/simulate/roll.h"
#include "tools/simulate/sheets.h"
#include "tools/simulate/simulate.h"
#include "tools/simulate/truth.h"

namespace xueji::simulate {

struct World {
  const SimulationOptions& options;
  bool fujian = false;
  Desk& desk;
  City& city;
  SheetRoom& sheets;
  Roll& roll;
  Agenda& agenda;
  Truth& truth;
  PeopleGenerator& people;

  /// Whether findings of this code shall be brought about.
  [[nodiscard]] bool wants(std::string_view code) const;
  void expect(std::string_view code, std::string_view rule, OfficeIndex office, std::string subject,
              std::string_view source);
  [[nodiscard]] const Office& office(OfficeIndex index) const { return city.office(index); }
  /// The next student number of a school and entry year (FJ-08c).
  [[nodiscard]] std::string next_number(OfficeIndex school, int entry_year);
  std::map<std::pair<OfficeIndex, int>, int> serials = {};
  /// Numbers that stand on the other system's list too, from the end of the first year on.
  std::vector<std::string> doubled = {};

  /// Number of a school among the schools, from 0.
  [[nodiscard]] std::size_t number_of(OfficeIndex school) const;
  /// The school of this number; of fewer schools, one of them.
  [[nodiscard]] OfficeIndex school(std::size_t number) const {
    return city.schools()[number % city.schools().size()];
  }
};

/// How one paper goes its way.
struct Way {
  /// Days after the filing on which each step is signed; the last one also stands for those beyond.
  std::vector<int> days;
  /// Stays before the step of this index.
  std::optional<std::size_t> stop_before = {};
  /// Who signs instead of the usual person, and how; empty for the ordinary way.
  std::function<std::optional<Signer>(const Step&)> signer = {};
  std::function<Desk::StepOptions(const Step&)> options = {};
  /// After the effect step, and after a return, with which the way ends.
  std::function<Status()> in_effect = {};
  std::function<Status()> returned = {};
};

/// Puts all steps of a paper that was filed just now on the agenda.
void follow(World& world, OfficeIndex school, const Filed& filed, Way way);

/// Files and follows in one go.
[[nodiscard]] Status file_and_follow(World& world, Form form, OfficeIndex school,
                                     const Signer& author, std::vector<DraftEvent> drafts, Way way);

/// A digest that stands for a scanned document nobody has; drawn from the desk's random numbers.
[[nodiscard]] Digest invented_document(World& world);

}  // namespace xueji::simulate
