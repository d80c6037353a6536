#include "projections/roster.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "ledger/policy/identity.h"
#include "ledger/schema/codec.h"
#include "projections/mergers.h"

namespace xueji {
namespace {

constexpr std::size_t roster_key_size_bytes = 1 + 16 + 16;

bool wants_status(const RosterQuery& query, StudentStatus status) {
  if (query.statuses.empty()) return on_roll(status);
  return std::find(query.statuses.begin(), query.statuses.end(), status) != query.statuses.end();
}

bool wants(const RosterQuery& query, const StudentState& state) {
  return wants_status(query, state.status) && (!query.cohort || state.cohort == *query.cohort) &&
         (!query.season || state.season == *query.season) &&
         (!query.class_id || state.class_id == *query.class_id) &&
         (query.major_code.empty() || state.major_code == query.major_code);
}

RosterRow row_of(StudentAsOf&& student) {
  auto& state = student.state;
  RosterRow row;
  row.student = state.id;
  row.school = state.school;
  row.class_id = state.class_id;
  row.cohort = state.cohort;
  row.season = state.season;
  row.major_code = std::move(state.major_code);
  row.major_catalogue = std::move(state.major_catalogue);
  row.study_mode = state.study_mode;
  row.status = state.status;
  row.number = std::move(state.number);
  row.site = state.site;
  row.since = state.status_from;
  row.event_at = student.status_by.event_at;
  row.effect_at = student.status_by.effect_at;
  row.named_by = student.named_by;
  return row;
}

/// Walks R rows under a prefix; `visit` sees the students that the row's school ever held, as they
/// then were, with the school of the row and the school of the status as stored.
Status walk(const Views& views, ByteView prefix, const AsOf& as_of,
            const std::function<Status(const OrganisationId&, StudentAsOf&&)>& visit) {
  Status bad;
  const auto on_row = [&](ByteView key, ByteView history) {
    if (key.size() != roster_key_size_bytes) {
      bad = damaged_view("roster key");
      return Visit::stop;
    }
    const auto school = *OrganisationId::from(key.subspan(1, 16));
    const auto student = *StudentId::from(key.subspan(17));
    auto then = student_as_of(student, history, as_of);
    if (!then) {
      bad = fail(then.error());
    } else if (*then) {
      bad = visit(school, **std::move(then));
    }
    return bad ? Visit::more : Visit::stop;
  };
  if (auto scanned = views.rows().scan({.prefix = prefix}, on_row); !scanned) return scanned;
  return bad;
}

Status name_classes(const Views& views, std::vector<RosterRow>& rows) {
  std::map<ClassId, std::string> names;
  for (auto& row : rows) {
    if (row.class_id.is_none()) continue;
    const auto [at, created] = names.try_emplace(row.class_id);
    if (created) {
      auto name = class_name(views, row.class_id);
      if (!name) return fail(name.error());
      at->second = *std::move(name);
    }
    row.class_name = at->second;
  }
  return {};
}

constexpr PersonalField shown_fields[] = {PersonalField::name, PersonalField::identity_number};

struct NamesAsked {
  std::vector<DisclosureRequest> requests;
  std::vector<std::size_t> rows;  ///< Index of the row behind each request.
};

/// Of the rows from `first` up to but not including `last`.
NamesAsked names_asked(const Roster& roster, std::size_t first, std::size_t last) {
  NamesAsked asked;
  asked.requests.reserve(last - first);
  asked.rows.reserve(last - first);
  for (std::size_t i = first; i < last; ++i) {
    const auto& row = roster.rows[i];
    const auto ref = naming_disclosure(row.student, row.named_by);
    if (!ref) continue;
    asked.requests.push_back({*ref});
    asked.rows.push_back(i);
  }
  return asked;
}

using Mask = std::string (*)(std::string_view);
std::string unmasked(std::string_view value) {
  return std::string(value);
}

void fill_names(Roster& roster, const NamesAsked& asked,
                const std::vector<OpenedDisclosure>& opened, Mask name_mask, Mask number_mask) {
  for (std::size_t i = 0; i < opened.size(); ++i) {
    auto& row = roster.rows[asked.rows[i]];
    row.names = opened[i].state;
    if (!opened[i].disclosure) continue;
    const auto fields = personal_fields_of(asked.requests[i].ref.type);
    const auto value = [&](PersonalField field) {
      return value_of(fields, *opened[i].disclosure, field).value_or(std::string_view{});
    };
    row.name = name_mask(value(PersonalField::name));
    row.identity_number = number_mask(value(PersonalField::identity_number));
  }
}

}  // namespace

Result<Roster> roster(const Views& views, const RosterQuery& query) {
  Roster roster;
  roster.reflects = views.size();
  roster.as_of = query.as_of;
  const auto mergers = Mergers::read(views);
  if (!mergers) return fail(mergers.error());
  const auto visit = [&](const OrganisationId& school, StudentAsOf&& student) -> Status {
    if (student.state.school == school && wants(query, student.state)) {
      student.state.school = mergers->answers_for(school, query.as_of);
      roster.rows.push_back(row_of(std::move(student)));
    }
    return {};
  };
  if (query.schools.empty()) {
    auto walked = walk(views, view_key(ViewTable::roster), query.as_of, visit);
    if (!walked) return fail(walked.error());
  }
  for (const auto& asked : query.schools) {
    for (const auto& school : mergers->answered_by(asked, query.as_of)) {
      const auto prefix = view_key(ViewTable::roster, {school.view()});
      if (auto walked = walk(views, prefix, query.as_of, visit); !walked) {
        return fail(walked.error());
      }
    }
  }
  if (auto named = name_classes(views, roster.rows); !named) return fail(named.error());
  std::sort(roster.rows.begin(), roster.rows.end(), [](const RosterRow& a, const RosterRow& b) {
    return std::tie(a.school, a.class_name, a.class_id, a.number, a.student) <
           std::tie(b.school, b.class_name, b.class_id, b.number, b.student);
  });
  return roster;
}

std::optional<DisclosureRef> naming_disclosure(const StudentId& student,
                                               const std::optional<NamedBy>& named_by) {
  if (!named_by) return std::nullopt;
  return DisclosureRef{SubjectKind::student, subject_of(student), named_by->event, named_by->body};
}

Status add_masked_names(Roster& roster, Vault& vault) {
  // A disclosure holds far more than a name: those of a whole city are never open at one time.
  constexpr std::size_t opened_at_once_max = 4096;
  for (std::size_t first = 0; first < roster.rows.size(); first += opened_at_once_max) {
    const auto last = std::min(roster.rows.size(), first + opened_at_once_max);
    const auto asked = names_asked(roster, first, last);
    auto opened = vault.open_sealed(asked.requests);
    if (!opened) return fail(opened.error());
    fill_names(roster, asked, *opened, &mask_name, &mask_number);
  }
  return {};
}

Status add_clear_names(Roster& roster, Vault& vault, const AccessPurpose& purpose, Instant at) {
  const auto asked = names_asked(roster, 0, roster.rows.size());
  auto opened = vault.open_clear(asked.requests, shown_fields, purpose, at);
  if (!opened) return fail(opened.error());
  fill_names(roster, asked, *opened, &unmasked, &unmasked);
  return {};
}

Result<std::optional<StudentAsOf>> student_at(const Views& views, const StudentId& student,
                                              const AsOf& as_of) {
  auto schools = views.rows().get(view_key(ViewTable::student, {student.view()}));
  if (!schools) return fail(schools.error());
  if (!*schools) return std::optional<StudentAsOf>{};
  if ((*schools)->size() < OrganisationId::size_bytes) return damaged_view("student index");
  const auto school = ByteView(**schools).first(OrganisationId::size_bytes);
  auto history = views.rows().get(view_key(ViewTable::roster, {school, student.view()}));
  if (!history) return fail(history.error());
  if (!*history) return damaged_view("student history");
  auto then = student_as_of(student, **history, as_of);
  if (!then || !*then) return then;
  const auto mergers = Mergers::read(views);
  if (!mergers) return fail(mergers.error());
  auto& held_by = (*then)->state.school;
  held_by = mergers->answers_for(held_by, as_of);
  return then;
}

Status for_each_student(const Views& views, const OrganisationId& school, const AsOf& as_of,
                        const std::function<Status(const StudentAsOf& student)>& visit) {
  const auto mergers = Mergers::read(views);
  if (!mergers) return fail(mergers.error());
  const auto see = [&](const OrganisationId& row, StudentAsOf&& student) -> Status {
    auto& held_by = student.state.school;
    const auto answers = mergers->answers_for(held_by, as_of);
    // Rows of two schools may hold one status: it is seen in that of the school that holds it, and
    // who went elsewhere in that of the school which is asked for.
    const bool here = answers == school ? held_by == row : row == school;
    if (!here) return {};
    held_by = answers;
    return visit(student);
  };
  for (const auto& row : mergers->ever_answered_by(school)) {
    auto walked = walk(views, view_key(ViewTable::roster, {row.view()}), as_of, see);
    if (!walked) return walked;
  }
  return {};
}

Result<std::string> class_name(const Views& views, const ClassId& id) {
  auto row = views.rows().get(view_key(ViewTable::school_class, {id.view()}));
  if (!row) return fail(row.error());
  if (!*row) return std::string{};
  auto state = decode_trusted<ClassState>(**row);
  if (!state) return fail(state.error());
  return std::move(state->name);
}

Result<std::optional<StudentId>> student_with_number(const Views& views, std::string_view number) {
  const std::uint8_t kind = static_cast<std::uint8_t>(IdentifierKind::student_number);
  auto row =
      views.rows().get(view_key(ViewTable::identifier, {ByteView(&kind, 1), bytes_of(number)}));
  if (!row) return fail(row.error());
  if (!*row) return std::optional<StudentId>{};
  auto state = decode_trusted<IdentifierState>(**row);
  if (!state) return fail(state.error());
  return std::optional(as<StudentId>(state->holder));
}

}  // namespace xueji
