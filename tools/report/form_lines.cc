#include "tools/report/form_lines.h"

#include <algorithm>
#include <set>

#include "ledger/crypto/sha256.h"
#include "ledger/schema/codec.h"
#include "projections/roster.h"
#include "projections/rows.h"
#include "tools/intake/form_columns.h"

namespace xueji::report {
namespace {

bool is_current(SubmissionStage stage) {
  return stage == SubmissionStage::open || stage == SubmissionStage::in_effect ||
         stage == SubmissionStage::complete;
}

bool is_dropped(const SubmissionState& submission, std::uint32_t line) {
  const auto same = [line](const auto& one) { return one.line == line; };
  return std::any_of(submission.struck.begin(), submission.struck.end(), same) ||
         std::any_of(submission.lapsed.begin(), submission.lapsed.end(), same);
}

/// A fact that is a number or a code, by its name; nothing when the event has no such fact.
std::optional<std::uint64_t> number_fact(const Event& event, std::string_view name) {
  std::optional<std::uint64_t> found;
  visit(
      [&](const auto& facts) {
        if constexpr (Described<std::remove_cvref_t<decltype(facts)>>) {
          for_each_field(facts, [&](const auto& field, const auto& member) {
            using T = std::remove_cvref_t<decltype(member)>;
            if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
              if (field.name == name) found = static_cast<std::uint64_t>(member);
            }
          });
        }
      },
      event.facts);
  return found;
}

/// Facts decide; a line without such a fact goes by the status of its student.
bool is_asked_for(const FormLayout& layout, const FormQuery& query, const LedgerView& ledger,
                  const Event& event) {
  const auto* student = ledger.state().student(as<StudentId>(event.subject));
  if (student == nullptr) return false;
  if (query.student && student->id != *query.student) return false;
  const auto cohort = number_fact(event, "cohort").value_or(student->cohort);
  if (query.cohort && cohort != *query.cohort) return false;
  const auto season =
      number_fact(event, "season").value_or(static_cast<std::uint64_t>(student->season));
  if (query.season && season != static_cast<std::uint64_t>(*query.season)) return false;
  if (!query.year || layout.year_field.empty()) return true;
  return number_fact(event, layout.year_field) == *query.year;
}

Result<const SubmissionState*> submission_at(const LedgerView& ledger, Position header_at) {
  const auto entry = ledger.entry(header_at);
  if (!entry) return fail(entry.error());
  const auto* header = std::get_if<SignedHeader>(&entry->body);
  if (header == nullptr) return fail(ErrorCode::corrupt, "an index row leads to no header");
  return ledger.state().submission(header->header.submission);
}

DisclosureRef ref_of(const Event& event) {
  return {event.subject_kind, event.subject, type_of(event), sha256(encode(event))};
}

/// What is opened for one line, in the order in which it is laid over the cells.
struct Asked {
  std::size_t line = 0;
  EventType type{};
  PersonalField changed{};  ///< Of an information change: which field has the new value.
};

/// Collects what to open, then lays the facts and values of each line over one another: the status,
/// who the student is, what was changed since, the act itself.
class Filler {
 public:
  Filler(FormLines& lines, const FormLayout& layout, const Pack& pack, const FormSources& sources)
      : lines_(lines),
        layout_(layout),
        sources_(sources),
        values_(sources.ledger, pack, sources.clear) {}

  Status ask_for(std::size_t index) {
    auto& line = lines_.lines[index];
    AsOf moment;
    if (layout_.as_filed && line.event) moment.position = line.event_at;
    const auto student = student_at(sources_.views, line.student, moment);
    if (!student) return fail(student.error());
    if (*student) {
      values_.put_student((*student)->state, line.texts);
      if (const auto named = naming_disclosure(line.student, (*student)->named_by)) {
        ask(index, *named, std::nullopt);
      }
    }
    if (auto asked = ask_changes(index, moment); !asked) return asked;
    if (!line.event) {
      // An application that is to be filled in is made at the school that has the status.
      line.texts["from_school"] = line.texts["school"];
      return {};
    }
    values_.put_facts(*line.event, line.texts);
    if (!line.event->fields_root.is_none()) {
      ask(index, ref_of(*line.event), line.event->fields_root);
    }
    return {};
  }

  Status open(std::span<const PersonalField> shown) {
    if (!sources_.open || requests_.empty()) return {};
    const auto opened = sources_.open(requests_, shown);
    if (!opened) return fail(opened.error());
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      auto& line = lines_.lines[asked_[i].line];
      const auto& one = (*opened)[i];
      if (!one.disclosure) {
        line.is_open = false;
        continue;
      }
      const auto fields = personal_fields_of(asked_[i].type);
      if (asked_[i].changed == PersonalField::none) {
        values_.put_personal(fields, *one.disclosure, line.texts);
      } else if (const auto value = value_of(fields, *one.disclosure, PersonalField::new_value)) {
        values_.put_personal(asked_[i].changed, *value, line.texts);
      }
    }
    return {};
  }

 private:
  void ask(std::size_t line, const DisclosureRef& ref, const std::optional<Digest>& root,
           PersonalField changed = PersonalField::none) {
    requests_.push_back({ref, root});
    asked_.push_back({line, ref.type, changed});
  }

  Status ask_changes(std::size_t index, const AsOf& moment) {
    const auto changes = changes_of(sources_.views, lines_.lines[index].student, moment);
    if (!changes) return fail(changes.error());
    for (const auto& change : *changes) {
      if (change.event != EventType::student_info_changed) continue;
      const auto events = LogEventSource(sources_.ledger.log()).events(change.event_at, 1);
      if (!events) return fail(events.error());
      const auto* facts = get_if<StudentInfoChanged>(&events->front().facts);
      if (facts == nullptr) return fail(ErrorCode::corrupt, "no information change there");
      ask(index, ref_of(events->front()), events->front().fields_root,
          intake::personal_field_of(facts->changed));
    }
    return {};
  }

  FormLines& lines_;
  const FormLayout& layout_;
  const FormSources& sources_;
  FormValues values_;
  std::vector<DisclosureRequest> requests_;
  std::vector<Asked> asked_;
};

std::vector<PersonalField> personal_among(std::span<const std::string> columns) {
  std::set<PersonalField> fields;
  for (const auto& column : columns) {
    const auto field = intake::personal_field_of(column);
    if (field != PersonalField::none) fields.insert(field);
  }
  return {fields.begin(), fields.end()};
}

}  // namespace

Result<std::vector<Change>> changes_of(const Views& views, const StudentId& student,
                                       const AsOf& as_of) {
  std::vector<Change> found;
  const auto schools = views.rows().get(view_key(ViewTable::student, {student.view()}));
  if (!schools) return fail(schools.error());
  if (!*schools || (*schools)->size() < OrganisationId::size_bytes) return found;
  const auto school = ByteView(**schools).first(OrganisationId::size_bytes);
  const auto history = views.rows().get(view_key(ViewTable::roster, {school, student.view()}));
  if (!history) return fail(history.error());
  if (!*history) return found;
  HistoryReader reader(**history);
  while (reader.next()) {
    if (qualifies(reader.change(), as_of)) found.push_back(reader.change());
  }
  if (reader.damaged()) return fail(ErrorCode::corrupt, "a student's history is damaged");
  return found;
}

Result<FormLines> lines_of(const FormLayout& layout, const FormQuery& query,
                           const LedgerView& ledger) {
  FormLines found;
  const auto headers = ledger.filed_by(query.school);
  if (!headers) return fail(headers.error());
  for (const auto header_at : *headers) {
    const auto row = submission_at(ledger, header_at);
    if (!row) return fail(row.error());
    const bool is_source =
        *row != nullptr && std::find(layout.sources.begin(), layout.sources.end(), (*row)->form) !=
                               layout.sources.end();
    if (!is_source || !is_current((*row)->stage)) continue;
    const SubmissionState submission = **row;
    const auto events = ledger.events_of(submission);
    if (!events) return fail(events.error());
    bool has_line = false;
    for (std::uint32_t i = 0; i < events->size(); ++i) {
      const auto& event = (*events)[i];
      if (type_of(event) != layout.event || is_dropped(submission, i)) continue;
      if (!is_asked_for(layout, query, ledger, event)) continue;
      has_line = true;
      found.lines.push_back({as<StudentId>(event.subject),
                             event,
                             Position{submission.header_at.value + 1 + i},
                             found.submissions.size(),
                             {},
                             true});
    }
    if (has_line) found.submissions.push_back(submission);
  }
  return found;
}

Status fill_texts(FormLines& lines, const FormLayout& layout, std::span<const std::string> columns,
                  const Pack& pack, const FormSources& sources) {
  Filler filler(lines, layout, pack, sources);
  for (std::size_t i = 0; i < lines.lines.size(); ++i) {
    if (auto asked = filler.ask_for(i); !asked) return asked;
  }
  return filler.open(personal_among(columns));
}

}  // namespace xueji::report
