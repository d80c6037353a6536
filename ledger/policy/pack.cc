#include "ledger/policy/pack.h"

#include <algorithm>

#include "ledger/model/state.h"

namespace xueji {
namespace {

/// The value of a parameter as the type that its entry in known_parameters() promises.
template <class Value>
const Value* value_of(const Pack& pack, std::string_view name) {
  const auto* parameter = pack.parameter(name);
  if (!parameter) return nullptr;
  const auto* value = std::get_if<Value>(&parameter->value);
  XUEJI_ASSERT(value != nullptr);
  return value;
}

}  // namespace

bool Pack::is_effective_on(Date day) const {
  if (day < metadata_.effective_from) return false;
  return !metadata_.effective_until || day <= *metadata_.effective_until;
}

const Parameter* Pack::parameter(std::string_view name) const {
  XUEJI_ASSERT(find_known_parameter(name) != nullptr);
  const auto found =
      std::lower_bound(parameters_.begin(), parameters_.end(), name,
                       [](const Parameter& p, std::string_view n) { return p.name < n; });
  return found != parameters_.end() && found->name == name ? &*found : nullptr;
}

std::optional<std::int64_t> Pack::integer(std::string_view name) const {
  const auto* value = value_of<std::int64_t>(*this, name);
  return value ? std::optional(*value) : std::nullopt;
}

std::span<const std::int64_t> Pack::integers(std::string_view name) const {
  const auto* value = value_of<std::vector<std::int64_t>>(*this, name);
  return value ? std::span<const std::int64_t>(*value) : std::span<const std::int64_t>();
}

bool Pack::is_on(std::string_view name) const {
  const auto* value = value_of<bool>(*this, name);
  return value && *value;
}

std::string_view Pack::text(std::string_view name) const {
  const auto* value = value_of<std::string>(*this, name);
  return value ? std::string_view(*value) : std::string_view();
}

std::optional<MonthDay> Pack::month_day(std::string_view name) const {
  const auto* value = value_of<MonthDay>(*this, name);
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<Date> Pack::date(std::string_view name) const {
  const auto* value = value_of<Date>(*this, name);
  return value ? std::optional(*value) : std::nullopt;
}

Reaction Pack::reaction(std::string_view name) const {
  const auto* value = value_of<Reaction>(*this, name);
  return value ? *value : Reaction::none;
}

Role Pack::role(std::string_view name) const {
  const auto* value = value_of<Role>(*this, name);
  return value ? *value : Role::none;
}

std::span<const std::string> Pack::texts(std::string_view name) const {
  const auto* value = value_of<std::vector<std::string>>(*this, name);
  return value ? std::span<const std::string>(*value) : std::span<const std::string>();
}

std::string_view Pack::rule_of(std::string_view name, std::string_view otherwise) const {
  const auto* found = parameter(name);
  return found && !found->rules.empty() ? std::string_view(found->rules.front()) : otherwise;
}

Season Pack::season_of(Date admitted_on) const {
  const auto month = static_cast<std::int64_t>(month_of(admitted_on));
  const bool spring =
      month >= *integer("spring_first_month") && month <= *integer("spring_last_month");
  return spring ? Season::spring : Season::autumn;
}

Date Pack::registration_deadline(int cohort_year, Season season) const {
  const auto name =
      season == Season::spring ? "registration_deadline_spring" : "registration_deadline_autumn";
  return in_year(*month_day(name), cohort_year);
}

std::optional<Date> Pack::identity_review_deadline(int cohort_year, Season season,
                                                   Date admitted_on) const {
  const auto name = season == Season::spring ? "identity_review_deadline_spring"
                                             : "identity_review_deadline_autumn";
  const auto regular = month_day(name);
  if (!regular) return std::nullopt;
  const auto late_from = month_day("late_intake_from");
  const auto late_until = month_day("late_intake_review_deadline");
  const bool late = season == Season::autumn && late_from && late_until &&
                    admitted_on >= in_year(*late_from, cohort_year);
  return in_year(late ? *late_until : *regular, cohort_year);
}

const ChainTemplate* Pack::chain(Form form) const {
  for (const auto& chain : chains_) {
    if (chain.form == form) return &chain;
  }
  return nullptr;
}

void Pack::demand_root_signatures(const Genesis& genesis) {
  root_chains_.reset();
  if (genesis.root_threshold <= 1 && genesis.recovery_keys.empty()) return;
  root_chains_ = std::make_shared<const RootChains>(genesis, chains_);
}

const ChainTemplate* Pack::chain_of(Form form, const Filer& filer) const {
  const auto* joint = root_chains_ == nullptr ? nullptr : root_chains_->find(form, filer);
  return joint == nullptr ? chain(form) : joint;
}

const ChainTemplate* Pack::chain_of(const SubmissionHeader& header) const {
  const auto& capacity = header.capacity;
  return chain_of(header.form, {capacity.role, capacity.organisation, capacity.person});
}

const ChainTemplate* Pack::chain_of(const SubmissionState& submission) const {
  return chain_of(submission.form,
                  {submission.author_role, submission.author_organisation, submission.author});
}

std::span<const std::string> Pack::rules_of_finding(std::string_view code) const {
  for (const auto& row : finding_rules_) {
    if (row.code == code) return row.rules;
  }
  return {};
}

const CodeTable* Pack::table(std::string_view name) const {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : &found->second;
}

Text Pack::study_mode_label(StudyMode mode) const {
  const auto* code = table("study_modes")->find(code_of(mode));
  return code ? code->label : label_of(mode);
}

std::string_view principal_rule_of(const Pack& pack) {
  return pack.rule_of("principal_delegation_recorded", "AUTHORITY");
}
std::string_view officer_rule_of(const Pack& pack) {
  return pack.rule_of("officer_required", "CHAIN");
}

}  // namespace xueji
