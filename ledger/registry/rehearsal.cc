#include "ledger/registry/rehearsal.h"

#include <algorithm>
#include <string_view>

#include "ledger/registry/evolve.h"
#include "ledger/registry/memory_state.h"

namespace xueji {
namespace {

/// Rows that were touched, over a view that stays as it is.
class TrialState final : public StateEdit {
 public:
  explicit TrialState(const StateView& base) : base_(base) {}
  TrialState(const TrialState&) = delete;  // A copy would cost all rows tried so far.
  TrialState& operator=(const TrialState&) = delete;

  const OrganisationState* organisation(const OrganisationId& id) const override {
    return first_of(own_.organisation(id), [&] { return base_.organisation(id); });
  }
  const PersonState* person(const PersonId& id) const override {
    return first_of(own_.person(id), [&] { return base_.person(id); });
  }
  const KeyState* key(const KeyId& id) const override {
    return first_of(own_.key(id), [&] { return base_.key(id); });
  }
  const ClassState* school_class(const ClassId& id) const override {
    return first_of(own_.school_class(id), [&] { return base_.school_class(id); });
  }
  const StudentState* student(const StudentId& id) const override {
    return first_of(own_.student(id), [&] { return base_.student(id); });
  }
  const SubmissionState* submission(const SubmissionId& id) const override {
    return base_.submission(id);
  }
  const Reservation* reservation(ReservationKind kind, ByteView id) const override {
    return base_.reservation(kind, id);
  }
  const IdentifierState* identifier(IdentifierKind kind, std::string_view value) const override {
    return first_of(own_.identifier(kind, value), [&] { return base_.identifier(kind, value); });
  }
  const SerialState* serial(std::string_view scope) const override {
    return first_of(own_.serial(scope), [&] { return base_.serial(scope); });
  }
  const Genesis& genesis() const override { return base_.genesis(); }
  TreeSize size() const override { return base_.size(); }
  Instant recorded_at() const override { return base_.recorded_at(); }

  OrganisationState& edit_organisation(const OrganisationId& id) override {
    const bool is_new = !own_.organisation(id);
    return taken_over(is_new, base_.organisation(id), own_.edit_organisation(id));
  }
  PersonState& edit_person(const PersonId& id) override {
    const bool is_new = !own_.person(id);
    return taken_over(is_new, base_.person(id), own_.edit_person(id));
  }
  KeyState& edit_key(const KeyId& id) override {
    const bool is_new = !own_.key(id);
    return taken_over(is_new, base_.key(id), own_.edit_key(id));
  }
  ClassState& edit_class(const ClassId& id) override {
    const bool is_new = !own_.school_class(id);
    return taken_over(is_new, base_.school_class(id), own_.edit_class(id));
  }
  StudentState& edit_student(const StudentId& id) override {
    const bool is_new = !own_.student(id);
    return taken_over(is_new, base_.student(id), own_.edit_student(id));
  }
  IdentifierState& edit_identifier(IdentifierKind kind, std::string_view value) override {
    const bool is_new = !own_.identifier(kind, value);
    return taken_over(is_new, base_.identifier(kind, value), own_.edit_identifier(kind, value));
  }
  SerialState& edit_serial(std::string_view scope) override {
    const bool is_new = !own_.serial(scope);
    return taken_over(is_new, base_.serial(scope), own_.edit_serial(scope));
  }
  // An effect touches none of what follows: submissions and reservations are moved by records.
  SubmissionState& edit_submission(const SubmissionId& id) override {
    return own_.edit_submission(id);
  }
  Reservation& edit_reservation(ReservationKind kind, ByteView id) override {
    return own_.edit_reservation(kind, id);
  }
  void drop_reservation(ReservationKind, ByteView) override {}
  void set_genesis(const Genesis&) override {}
  void set_head(TreeSize, Instant) override {}

 private:
  template <class Row, class Otherwise>
  static const Row* first_of(const Row* own, Otherwise&& otherwise) {
    return own ? own : otherwise();
  }
  /// A row that is touched for the first time begins as the one below it.
  template <class Row>
  static Row& taken_over(bool is_new, const Row* before, Row& row) {
    if (is_new && before) row = *before;
    return row;
  }

  const StateView& base_;
  MemoryState own_;
};

/// Events that change nothing but the row of their own student or class, which their form names
/// once: the guard of the status has judged them.
bool stands_alone(EventType type) {
  using enum EventType;
  switch (type) {
    case student_admitted:
    case arrival_confirmed:
    case entry_photo_uploaded:
    case class_headcount_verified:
    case identity_reviewed:
    case health_reviewed:
    case on_site_verified:
    case roster_line:
    case external_registration_confirmed:
    case presence_confirmed:
    case rule_overridden:
    case term_result_recorded:
    case credit_recognised:
    case city_result_recorded:
    case award_granted:
      return true;
    default:
      return false;
  }
}

/// Without the place in the log, which a line that is only tried does not have.
Text without_place(const Text& what) {
  constexpr std::string_view zh_colon = "：";
  constexpr std::string_view en_colon = ": ";
  const auto zh = what.zh.find(zh_colon);
  const auto en = what.en.find(en_colon);
  return {zh == std::string::npos ? what.zh : what.zh.substr(zh + zh_colon.size()),
          en == std::string::npos ? what.en : what.en.substr(en + en_colon.size())};
}

}  // namespace

std::vector<ImpossibleLine> rehearse(const StateView& state, std::span<const RehearsedLine> lines) {
  std::vector<ImpossibleLine> impossible;
  const auto alone = [](const RehearsedLine& line) { return stands_alone(type_of(*line.event)); };
  if (std::all_of(lines.begin(), lines.end(), alone)) return impossible;
  const Position at{state.size().value};
  TrialState done(state);
  for (const auto& line : lines) {
    // A failure leaves a state half changed, so each line is tried aside first.
    TrialState aside(static_cast<const StateView&>(done));
    const auto tried = apply_effect(aside, *line.event, at, line.person, at);
    if (!tried) {
      impossible.push_back({line.line, without_place(tried.error().what)});
      continue;
    }
    const auto applied = apply_effect(done, *line.event, at, line.person, at);
    XUEJI_ASSERT(applied.has_value());
  }
  return impossible;
}

}  // namespace xueji
