// Guards: what a submission must fulfil, one function per concept (design §5). A policy pack binds
// the rules of its regulation to guards in `guards.toml`, with moment, forms and severity, so that
// a further pack is data only. Guards that no pack can switch off (format, state model, authority)
// are built in. Pure; thread-safe over immutable arguments.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/policy/identity.h"
#include "ledger/registry/decide.h"

namespace xueji {

/// One event of the submission with what every guard asks of it, looked up once.
struct Line {
  std::uint32_t index = 0;
  const Event* event = nullptr;
  EventType type{};
  const Disclosure* disclosure = nullptr;    ///< nullptr: not shown at this moment, or none.
  const StudentState* student = nullptr;     ///< Row of the student that is the subject.
  std::optional<PersonId> person;            ///< Already known, by number or by status.
  std::string identity_type;                 ///< As disclosed; empty when not shown.
  std::string identity_number;               ///< 18 digits for a citizen id; empty when not shown.
  std::optional<CitizenId> citizen;          ///< Read from a citizen id that holds.
  std::optional<NumberFault> citizen_fault;  ///< Why a citizen id does not hold.

  /// A disclosed personal value; nullopt when not shown or not stated.
  [[nodiscard]] std::optional<std::string_view> personal(PersonalField field) const;
};

/// A RuleOverridden event: the line it stands on, and whether it excused anything.
struct Override {
  std::uint32_t line = 0;
  std::string_view rule;
  bool used = false;
};

/// The lines of one class in a roster.
struct ClassLines {
  const Line* first = nullptr;
  std::uint32_t count = 0;
};

/// A submission prepared once, so that guards never scan lines per line. Holds pointers into the
/// events, disclosures and state rows that it was made from; neither copied nor outliving them.
class SubmissionLines {
 public:
  SubmissionLines() = default;
  SubmissionLines(const SubmissionLines&) = delete;
  SubmissionLines& operator=(const SubmissionLines&) = delete;

  SubmissionId id;
  SubmissionId supersedes;
  Form form{};
  OrganisationId organisation;
  const OrganisationState* organisation_state = nullptr;
  std::optional<Capacity> author;  ///< Known at the moment of filing only.
  std::optional<Capacity> signer;  ///< Who signs the step; known at the moment of a step only.
  std::vector<Line> lines;         ///< Those not struck, in order.
  std::unordered_map<SubjectId, std::vector<Override>> overrides;
  std::unordered_map<ClassId, ClassLines> roster_classes;
  std::unordered_map<OrganisationId, const OrganisationRegistered*> registered_here;
  std::unordered_map<ClassId, const ClassOpened*> opened_here;

  /// What is known about the lines at the moment; each parallel to the events, or empty.
  struct Known {
    std::span<const Disclosure* const> disclosures = {};
    std::span<const MarkedLine> struck = {};  ///< Lines to leave out.
    std::span<const PersonId> assigned = {};  ///< From `accepted`.
  };
  /// Fills the lines and indexes.
  void prepare(const DecisionInput& input, std::span<const Event* const> events,
               const Known& known);

  [[nodiscard]] std::span<const Line* const> of(EventType type) const {
    return by_type_[static_cast<std::size_t>(type)];
  }

 private:
  void index_facts(const Line& line);
  std::array<std::vector<const Line*>, FactsTypes::size + 1> by_type_;
};

/// What a guard sees.
struct GuardContext {
  const GuardBinding& binding;
  const DecisionInput& input;
  const SubmissionLines& submission;
  Moment moment{};
  Date today{};

  [[nodiscard]] const StateView& state() const { return input.state; }
  [[nodiscard]] const Pack& pack() const { return input.pack; }
  /// The organisation whose submission it is; a missing one is refused before any guard runs.
  [[nodiscard]] const OrganisationState& organisation() const {
    return *submission.organisation_state;
  }
  /// When this line was first filed: a resubmission keeps the time for lines that the returned
  /// submission held already (D-32).
  [[nodiscard]] Instant first_filed_at(const Line& line) const;

  // Parameters of the pack; check_guards has made sure that those a guard needs are there.
  [[nodiscard]] std::int64_t number(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
  [[nodiscard]] Date day_in(std::string_view name, int year) const;  ///< Of a month-day parameter.
  [[nodiscard]] bool knows_major(std::string_view code, std::string_view catalogue) const;
  /// Whether a broad category (two digits) or class (four) has majors in the catalogue (FJ-05a).
  [[nodiscard]] bool knows_category(std::string_view code, std::string_view catalogue) const;
  [[nodiscard]] bool knows_division(std::string_view code) const;
  [[nodiscard]] bool knows_county(std::string_view code) const;  ///< Of student numbers (FJ-A2).
  /// nullopt: the pack has no such table.
  [[nodiscard]] std::optional<bool> knows_code(std::string_view table, std::string_view code) const;

  /// Adds a problem with the rule and severity of the binding.
  void refuse(std::vector<Problem>& out, const Line* line, std::string_view field, std::string seen,
              Text message, Text expected) const;
  /// Adds a problem that is let through whatever the binding says.
  void warn(std::vector<Problem>& out, const Line* line, std::string_view field, std::string seen,
            Text message, Text expected) const;
};

/// Calls `visit(line, facts)` for each line that holds these facts.
template <class Facts, class Visitor>
void each(const GuardContext& context, Visitor&& visit) {
  for (const Line* line : context.submission.of(Facts::type)) {
    visit(*line, get<Facts>(line->event->facts));
  }
}
template <class First, class Second, class... More, class Visitor>
void each(const GuardContext& context, Visitor&& visit) {
  each<First>(context, visit);
  each<Second, More...>(context, visit);
}

enum class NeededType { number, flag, text, list, month_day };

struct ParameterNeed {
  std::string_view name;
  NeededType type;
};

struct Guard {
  std::string_view name;
  void (*check)(const GuardContext&, std::vector<Problem>&);
  std::vector<ParameterNeed> parameters = {};
};

/// Every guard that a pack may bind; sorted by name.
[[nodiscard]] std::span<const Guard> all_guards();
/// nullptr: no guard of that name.
[[nodiscard]] const Guard* find_guard(std::string_view name);

/// Guards of the format, the state model (rules.md §9) and the authority: rule ids FORMAT, STATE
/// and AUTHORITY, always on.
struct BuiltInGuard {
  Guard guard;
  GuardBinding binding;  ///< No forms: all of them.
};
[[nodiscard]] std::span<const BuiltInGuard> built_in_guards();

/// Whether this program can enforce the pack: every bound guard exists, the parameters it needs are
/// there with their types, named steps and override roles stand in the chains of their forms.
/// invalid_argument names the rule and what is missing.
[[nodiscard]] Status check_guards(const Pack& pack);

/// What may be shown of a personal value: `4203**********123X`, `张*`.
[[nodiscard]] std::string masked(PersonalField field, std::string_view value);

}  // namespace xueji
