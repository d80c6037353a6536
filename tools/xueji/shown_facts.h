// What an event says, field by field, as whoever signs it reads it: every fact and every personal
// field that is stated, under the header of the form's sheet where it has one. One mechanism for
// all types of events, from the descriptions of their fields (model/describe.h). Not thread-safe:
// labels are kept once found. Ownership: refers to view and pack.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/commit/ledger_view.h"
#include "ledger/model/event.h"
#include "ledger/policy/pack.h"
#include "tools/intake/form_columns.h"

namespace xueji::cli {

/// One value that an event states.
struct ShownFact {
  std::string field;  ///< Code of the fact or personal field.
  Text label;
  Text value;                ///< As people read it; personal values masked unless clear.
  boost::json::value plain;  ///< As programs read it: codes, ISO dates, ids, numbers.
};

/// The facts of one event of a row.
struct ShownEvent {
  EventType type{};
  std::vector<ShownFact> facts;
};

/// Names of staff and students, masked or clear as the one who looks may see them.
using ShownNames = std::map<SubjectId, std::string>;

/// The staff and students that the facts name, beside the subject.
[[nodiscard]] std::vector<std::pair<SubjectKind, SubjectId>> people_in(const Event& event);

class FactReader {
 public:
  FactReader(const LedgerView& view, const Pack* pack, Form form);

  /// The day it holds from, an organisation or class that it is about, and its facts; what is
  /// absent is left out.
  [[nodiscard]] std::vector<ShownFact> facts_of(const Event& event, const ShownNames& names);
  /// The stated fields of its disclosure.
  [[nodiscard]] std::vector<ShownFact> personal_of(const Event& event, const Disclosure& disclosure,
                                                   bool clear);

 private:
  /// What a field is called, and what its codes mean.
  struct Words {
    Text label;
    std::optional<intake::CellType> type;
    std::map<std::string, Text, std::less<>> codes;
  };
  struct Shown {
    Text text;
    boost::json::value plain;
  };
  struct Values;

  const Words& words_of(EventType type, std::string_view field);
  const Words& words_of(EventType type, PersonalField field);
  [[nodiscard]] Words words_from(const intake::Column* column) const;
  [[nodiscard]] Text coded(const Words& words, std::string_view value) const;

  const LedgerView& view_;
  const Pack* pack_;
  const intake::FormSpec* spec_;
  std::map<std::pair<EventType, std::string>, Words, std::less<>> facts_;
  std::map<std::pair<EventType, PersonalField>, Words> personal_;
};

/// A row as it is printed: its number and its events.
struct FactsOfRow {
  std::uint32_t number = 0;
  std::vector<ShownEvent> events;
};

/// One line for each event. Of more than 20 rows, what all of them state alike stands once above.
void print_facts(std::span<const FactsOfRow> rows, Language language, std::ostream& out);
/// By field code; for the events after the first as "event.field".
[[nodiscard]] boost::json::object json_of(std::span<const ShownEvent> events);

}  // namespace xueji::cli
