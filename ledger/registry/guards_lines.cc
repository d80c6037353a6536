// Prepares a submission for the guards, and what they share.
#include <algorithm>

#include "ledger/policy/base_pack.h"
#include "ledger/policy/identity.h"
#include "ledger/registry/guards_families.h"

namespace xueji {

std::optional<std::string_view> Line::personal(PersonalField field) const {
  if (!disclosure) return std::nullopt;
  const auto value = value_of(personal_fields_of(type), *disclosure, field);
  return value && !value->empty() ? value : std::nullopt;
}

namespace {
constexpr std::string_view citizen_id_type = "1";

/// Reads who the line is about: by the number disclosed, else by the status that it names.
void read_identity(const DecisionInput& input, Line& line) {
  line.identity_type = line.personal(PersonalField::identity_type).value_or("");
  line.identity_number = line.personal(PersonalField::identity_number).value_or("");
  if (line.identity_type == citizen_id_type && !line.identity_number.empty()) {
    auto read =
        parse_citizen_id(line.identity_number, input.pack.divisions(), china_date(input.now));
    if (read) {
      line.identity_number = read->number;
      line.citizen = std::move(*read);
    } else {
      line.citizen_fault = std::move(read.error());
    }
  }
  if (!line.identity_number.empty()) {
    line.person = input.persons.find(line.identity_type, line.identity_number);
  } else if (line.student && !line.student->person.is_none()) {
    line.person = line.student->person;
  }
}
}  // namespace

void SubmissionLines::prepare(const DecisionInput& input, std::span<const Event* const> events,
                              const Known& known) {
  organisation_state = input.state.organisation(organisation);
  std::vector<bool> left_out(events.size(), false);
  for (const auto& mark : known.struck) {
    if (mark.line < left_out.size()) left_out[mark.line] = true;
  }
  lines.reserve(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (left_out[i]) continue;
    Line line;
    line.index = static_cast<std::uint32_t>(i);
    line.event = events[i];
    line.type = type_of(*events[i]);
    line.disclosure = i < known.disclosures.size() ? known.disclosures[i] : nullptr;
    if (line.event->subject_kind == SubjectKind::student) {
      line.student = input.state.student(as<StudentId>(line.event->subject));
    }
    read_identity(input, line);
    const bool assigned = i < known.assigned.size() && !known.assigned[i].is_none();
    if (!line.person && assigned) line.person = known.assigned[i];
    lines.push_back(std::move(line));
  }
  for (const auto& line : lines)
    index_facts(line);
}

void SubmissionLines::index_facts(const Line& line) {
  by_type_[static_cast<std::size_t>(line.type)].push_back(&line);
  if (const auto* roster = get_if<RosterLine>(&line.event->facts)) {
    auto& of_class = roster_classes[roster->class_id];
    if (!of_class.first) of_class.first = &line;
    ++of_class.count;
  } else if (const auto* over = get_if<RuleOverridden>(&line.event->facts)) {
    overrides[line.event->subject].push_back({line.index, over->rule});
  } else if (const auto* body = get_if<OrganisationRegistered>(&line.event->facts)) {
    registered_here.emplace(as<OrganisationId>(line.event->subject), body);
  } else if (const auto* opened = get_if<ClassOpened>(&line.event->facts)) {
    opened_here.emplace(as<ClassId>(line.event->subject), opened);
  }
}

Instant GuardContext::first_filed_at(const Line& line) const {
  if (submission.supersedes.is_none()) return input.now;
  // The returned submission still reserves the students that it named: a line whose student it
  // did not name is new, and is judged by the day of this filing.
  const auto* held =
      state().reservation(ReservationKind::student, ByteView(line.event->subject.bytes));
  return held && held->holder == submission.supersedes ? held->first_filed_at : input.now;
}

std::int64_t GuardContext::number(std::string_view name) const {
  const auto value = pack().integer(name);
  XUEJI_ASSERT(value.has_value());
  return *value;
}

bool GuardContext::flag(std::string_view name) const {
  return pack().is_on(name);
}

std::string GuardContext::text(std::string_view name) const {
  return std::string(pack().text(name));
}

std::vector<std::string> GuardContext::list(std::string_view name) const {
  const auto* parameter = pack().parameter(name);
  XUEJI_ASSERT(parameter != nullptr);
  if (std::holds_alternative<std::vector<std::string>>(parameter->value)) {
    return std::get<std::vector<std::string>>(parameter->value);
  }
  std::vector<std::string> out;
  for (const auto value : pack().integers(name))
    out.push_back(std::to_string(value));
  return out;
}

Date GuardContext::day_in(std::string_view name, int year) const {
  const auto day = pack().month_day(name);
  XUEJI_ASSERT(day.has_value());
  return in_year(*day, year);
}

bool GuardContext::knows_major(std::string_view code, std::string_view catalogue) const {
  return pack().majors().find(code, catalogue) != nullptr;
}

bool GuardContext::knows_category(std::string_view code, std::string_view catalogue) const {
  return pack().majors().has_category(code, catalogue);
}

bool GuardContext::knows_division(std::string_view code) const {
  return pack().divisions().is_known(code);
}

std::optional<bool> GuardContext::knows_code(std::string_view table, std::string_view code) const {
  const auto* rows = pack().table(table);
  if (!rows) return std::nullopt;
  return rows->find(code) != nullptr;
}

bool GuardContext::knows_county(std::string_view code) const {
  return pack().county_codes() && pack().county_codes()->find(code);
}

namespace {
void add(std::vector<Problem>& out, const GuardBinding& binding, Severity severity,
         const Line* line, std::string_view field, std::string seen, Text message, Text expected) {
  if (is_unverified(binding.rule)) {  // D-18: whoever is refused by it is told.
    message.zh += "(国家规则,未核实)";
    message.en += " (national base, not verified)";
  }
  out.push_back({binding.rule, severity, line ? std::optional(line->index) : std::nullopt,
                 std::string(field), std::move(seen), std::move(message), std::move(expected)});
}
}  // namespace

void GuardContext::refuse(std::vector<Problem>& out, const Line* line, std::string_view field,
                          std::string seen, Text message, Text expected) const {
  add(out, binding, binding.severity, line, field, std::move(seen), std::move(message),
      std::move(expected));
}

void GuardContext::warn(std::vector<Problem>& out, const Line* line, std::string_view field,
                        std::string seen, Text message, Text expected) const {
  add(out, binding, Severity::warning, line, field, std::move(seen), std::move(message),
      std::move(expected));
}

Text intake_text(std::uint16_t cohort, Season season) {
  const auto label = label_of(season);
  const auto year = std::to_string(cohort);
  return {year + "级" + label.zh, label.en + " " + year};
}

Text line_text(std::uint32_t index) {
  const auto number = std::to_string(index + 1);
  return {"第" + number + "行", "line " + number};
}

std::string joined(const std::vector<std::string>& codes) {
  std::string out;
  for (const auto& code : codes) {
    if (!out.empty()) out += ", ";
    out += code;
  }
  return out;
}

bool contains(const std::vector<std::string>& codes, std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

SchoolTier tier_on(const OrganisationState& school, Date day) {
  SchoolTier tier{};
  for (const auto& period : school.tiers) {
    if (!is_set(period.from) || period.from <= day) tier = period.tier;
  }
  return tier;
}

std::string masked(PersonalField field, std::string_view value) {
  if (field == PersonalField::name) return mask_name(value);
  if (field == PersonalField::identity_number) return mask_number(value);
  return value.empty() ? "" : "***";
}

}  // namespace xueji
