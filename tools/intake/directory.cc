#include "tools/intake/directory.h"

#include <algorithm>
#include <set>

#include "ledger/crypto/sha256.h"
#include "ledger/registry/succession.h"

namespace xueji::intake {
namespace {

/// UTF-8 as characters, so that one Chinese character counts once.
std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    out.push_back(text.substr(i, size));
    i += size;
  }
  return out;
}

std::size_t edit_distance(std::string_view left, std::string_view right) {
  const auto a = characters(left);
  const auto b = characters(right);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row[b.size()];
}

/// Itself, or one that it has taken over or is about to (rules.md §10 row 67); on which day it may
/// act for it is the ledger's to judge.
bool is_own(const LedgerView& view, const OrganisationId& school, const OrganisationId& asked) {
  const auto answers = answering_in_turn(view.state(), school);
  return std::find(answers.begin(), answers.end(), asked) != answers.end();
}

/// Whether forms of the school name this person, by employment or by a role ever held: at the
/// school itself, at one that it merged with, or at what is no school. Names of other schools'
/// staff stay closed.
bool works_for(const LedgerView& view, const OrganisationId& school, const PersonState& person) {
  const auto is_near = [&](const OrganisationId& place) {
    const auto* row = view.state().organisation(place);
    return row == nullptr || row->kind != OrganisationKind::school || is_own(view, place, school) ||
           is_own(view, school, place);
  };
  return is_near(person.employer) ||
         std::any_of(person.roles.begin(), person.roles.end(),
                     [&](const RoleHeld& held) { return is_near(held.organisation); });
}

bool may_hold_names(Form form) {
  return form == Form::school_class || form == Form::person;
}

/// Collects the subjects of class and person forms that one organisation filed.
Status collect(const LedgerView& view, const OrganisationId& organisation,
               std::set<ClassId>& classes, std::vector<Event>& people) {
  const auto filed = view.filed_by(organisation);
  if (!filed) return fail(filed.error());
  for (const auto at : *filed) {
    const auto entry = view.entry(at);
    if (!entry) return fail(entry.error());
    const auto* header = std::get_if<SignedHeader>(&entry->body);
    if (header == nullptr || !may_hold_names(header->header.form)) continue;
    const auto* submission = view.state().submission(header->header.submission);
    if (submission == nullptr) continue;
    auto events = view.events_of(*submission);
    if (!events) return fail(events.error());
    for (auto& event : *events) {
      if (event.subject_kind == SubjectKind::school_class) {
        classes.insert(as<ClassId>(event.subject));
      } else if (type_of(event) == EventType::person_registered) {
        people.push_back(std::move(event));
      }
    }
  }
  return {};
}

}  // namespace

Result<Directory> Directory::read(const LedgerView& view, const OrganisationId& organisation,
                                  Vault* vault) {
  Directory directory;
  auto organisations = view.organisations();
  if (!organisations) return fail(organisations.error());
  const auto* own = view.state().organisation(organisation);
  const bool of_school = own != nullptr && own->kind == OrganisationKind::school;
  std::set<ClassId> classes;
  std::vector<Event> people;
  for (const auto& row : *organisations) {
    directory.add(row);
    // A school names its own classes; people are registered by the authorities above.
    const bool other = of_school && row.kind == OrganisationKind::school;
    if (other && !is_own(view, row.id, organisation)) continue;
    if (const auto done = collect(view, row.id, classes, people); !done) return fail(done.error());
  }
  for (const auto& id : classes) {
    const auto* row = view.state().school_class(id);
    if (row == nullptr) continue;
    auto named = *row;
    if (of_school && is_own(view, row->school, organisation)) named.school = organisation;
    directory.add(named);
  }
  const auto school = of_school ? organisation : OrganisationId{};
  if (const auto done = directory.add_staff(view, school, people, vault); !done) {
    return fail(done.error());
  }
  return directory;
}

/// The disclosures of all people are opened together.
Status Directory::add_staff(const LedgerView& view, const OrganisationId& school,
                            const std::vector<Event>& people, Vault* vault) {
  std::vector<StaffEntry> staff;
  std::vector<DisclosureRequest> requests;
  std::vector<std::size_t> places;  // Of the requests in `staff`.
  for (const auto& event : people) {
    const auto& facts = get<PersonRegistered>(event.facts);
    StaffEntry entry{as<PersonId>(event.subject), facts.employer, {}, {}};
    const auto* person = view.state().person(entry.person);
    if (person == nullptr) continue;
    if (!school.is_none() && !works_for(view, school, *person)) continue;
    staff.push_back(std::move(entry));
    if (vault == nullptr) continue;
    const auto stored = vault->of_subject(SubjectKind::person, event.subject);
    if (!stored) return fail(stored.error());
    for (const auto& one : *stored) {
      if (one.ref.type != EventType::person_registered) continue;
      requests.push_back({one.ref, event.fields_root});
      places.push_back(staff.size() - 1);
    }
  }
  if (!requests.empty()) {
    const auto opened = vault->open_sealed(requests);
    if (!opened) return fail(opened.error());
    const auto fields = personal_fields_of(EventType::person_registered);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto& disclosure = (*opened)[i].disclosure;
      if (!disclosure) continue;
      auto& entry = staff[places[i]];
      entry.name = value_of(fields, *disclosure, PersonalField::name).value_or("");
      entry.number = value_of(fields, *disclosure, PersonalField::staff_number).value_or("");
    }
  }
  for (auto& entry : staff)
    add(std::move(entry));
  return {};
}

void Directory::add(const OrganisationState& organisation) {
  organisations_by_text_.emplace(organisation.code, organisations_.size());
  if (organisation.name != organisation.code) {
    organisations_by_text_.emplace(organisation.name, organisations_.size());
  }
  organisations_.push_back(organisation);
}

void Directory::add(const ClassState& school_class) {
  classes_by_name_[school_class.name].push_back(classes_.size());
  classes_.push_back(school_class);
}

void Directory::add(StaffEntry staff) {
  const auto at = staff_.size();
  staff_by_text_.emplace(to_text(staff.person), at);
  if (!staff.number.empty()) staff_by_text_.emplace(staff.number, at);
  if (!staff.name.empty() && staff.name != staff.number) staff_by_text_.emplace(staff.name, at);
  staff_.push_back(std::move(staff));
}

const OrganisationState* Directory::organisation(const OrganisationId& id) const {
  const auto at = std::find_if(organisations_.begin(), organisations_.end(),
                               [&](const auto& row) { return row.id == id; });
  return at == organisations_.end() ? nullptr : &*at;
}

std::vector<const OrganisationState*> Directory::organisations(std::string_view text) const {
  std::vector<const OrganisationState*> found;
  const auto [first, last] = organisations_by_text_.equal_range(std::string(text));
  for (auto at = first; at != last; ++at)
    found.push_back(&organisations_[at->second]);
  return found;
}

const ClassState* Directory::school_class(const ClassId& id) const {
  const auto at =
      std::find_if(classes_.begin(), classes_.end(), [&](const auto& row) { return row.id == id; });
  return at == classes_.end() ? nullptr : &*at;
}

std::vector<const ClassState*> Directory::classes(const OrganisationId& school,
                                                  std::string_view name) const {
  std::vector<const ClassState*> found;
  const auto named = classes_by_name_.find(std::string(name));
  if (named == classes_by_name_.end()) return found;
  for (const auto i : named->second) {
    if (school.is_none() || classes_[i].school == school) found.push_back(&classes_[i]);
  }
  return found;
}

std::vector<std::string> Directory::class_names(const OrganisationId& school) const {
  std::vector<std::string> names;
  for (const auto& row : classes_) {
    if (school.is_none() || row.school == school) names.push_back(row.name);
  }
  return names;
}

std::vector<PersonId> Directory::staff(std::string_view text,
                                       const OrganisationId& preferred) const {
  std::vector<PersonId> all;
  std::vector<PersonId> own;
  const auto [first, last] = staff_by_text_.equal_range(std::string(text));
  for (auto at = first; at != last; ++at) {
    const auto& entry = staff_[at->second];
    all.push_back(entry.person);
    if (entry.employer == preferred) own.push_back(entry.person);
  }
  return own.empty() ? all : own;
}

const StaffEntry* Directory::staff(const PersonId& id) const {
  const auto at = std::find_if(staff_.begin(), staff_.end(),
                               [&](const auto& entry) { return entry.person == id; });
  return at == staff_.end() ? nullptr : &*at;
}

std::vector<std::string> Directory::staff_numbers() const {
  std::vector<std::string> numbers;
  for (const auto& entry : staff_) {
    if (!entry.number.empty()) numbers.push_back(entry.number);
  }
  return numbers;
}

std::vector<std::string> near_names(std::string_view text, std::span<const std::string> names,
                                    std::size_t count_max) {
  const auto length = characters(text).size();
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const auto& name : names) {
    const bool part = !text.empty() && (name.find(text) != std::string::npos ||
                                        text.find(name) != std::string_view::npos);
    const auto distance = part ? 1 : edit_distance(text, name);
    if (distance <= std::max<std::size_t>(1, length / 2)) near.emplace_back(distance, name);
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  std::vector<std::string> out;
  for (std::size_t i = 0; i < near.size() && i < count_max; ++i)
    out.push_back(near[i].second);
  return out;
}

}  // namespace xueji::intake
