#include "tools/xueji/shown_submission.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "ledger/authority/authority.h"
#include "ledger/crypto/sha256.h"
#include "ledger/policy/identity.h"
#include "ledger/registry/decide.h"
#include "ledger/schema/codec.h"
#include "ledger/signoff/signoff.h"
#include "projections/roster.h"
#include "tools/sheet/write.h"

namespace xueji::cli {
namespace {

const Step* waiting_step_of(const LedgerView& view, const SubmissionState& submission) {
  const auto pack = view.pack_of(submission);
  const auto* chain = pack ? (*pack)->chain_of(submission) : nullptr;
  return chain == nullptr ? nullptr : next_step(*chain, submission);
}

/// What the facts themselves say that is not the rule.
std::vector<Text> unusual_facts(const Event& event) {
  std::vector<Text> out;
  if (const auto* line = get_if<RosterLine>(&event.facts)) {
    if (line->out_of_area) out.push_back({"外市(县)生源", "from outside the area"});
    if (line->off_main_campus) out.push_back({"不在校本部学习", "studies off the main campus"});
    if (line->study_mode != StudyMode::full_time) out.push_back(label_of(line->study_mode));
    if (line->joint != JointProgramme::none) out.push_back(label_of(line->joint));
    if (line->route != EntryRoute::exam) out.push_back(label_of(line->route));
  } else if (const auto* excuse = get_if<RuleOverridden>(&event.facts)) {
    out.push_back({"例外:" + excuse->rule, "override of " + excuse->rule});
  } else if (const auto* receipt = get_if<ExternalRegistrationConfirmed>(&event.facts)) {
    if (!receipt->matched)
      out.push_back({"外部系统报告重复学籍", "the external system reports a duplicate"});
  }
  return out;
}

/// Class, major and study mode as the facts say, whatever their type.
void describe_facts(const LedgerView& view, const Pack* pack, const Event& event, ShownRow& row) {
  const auto class_named = [&](const ClassId& id) {
    const auto* found = id.is_none() ? nullptr : view.state().school_class(id);
    if (found != nullptr && row.class_name.empty()) row.class_name = found->name;
  };
  const auto major_named = [&](const std::string& code, const std::string& catalogue) {
    if (code.empty() || !row.major.empty()) return;
    const auto* found = pack == nullptr ? nullptr : pack->majors().find(code, catalogue);
    row.major = found == nullptr ? code : found->name;
  };
  if (const auto* opened = get_if<ClassOpened>(&event.facts)) row.class_name = opened->name;
  visit(
      [&](const auto& facts) {
        if constexpr (requires { facts.class_id; }) class_named(facts.class_id);
        if constexpr (requires {
                        facts.major_code;
                        facts.major_catalogue;
                      }) {
          major_named(facts.major_code, facts.major_catalogue);
        }
        if constexpr (requires { StudyMode{facts.study_mode}; }) {
          if (!row.study_mode) row.study_mode = label_of(facts.study_mode);
        }
      },
      event.facts);
  if (event.subject_kind == SubjectKind::school_class) class_named(as<ClassId>(event.subject));
  if (event.subject_kind != SubjectKind::student) return;
  const auto* student = view.state().student(as<StudentId>(event.subject));
  if (student == nullptr) return;
  class_named(student->class_id);
  major_named(student->major_code, student->major_catalogue);
}

/// Rows that would lapse if the submission took effect now.
void mark_failing(Session& session, const LedgerView& view, const SubmissionState& submission,
                  const std::vector<Event>& events, const SheetRows& rows, PersonalData& data,
                  ShownSubmission& shown) {
  const auto pack = view.pack_of(submission);
  const auto now = session.now();
  if (!pack || !now) return;
  const PersonsInFlight nobody;
  const PersonsKnown persons(data.vault().persons(), nobody);
  const auto verdict = decide_effect({view.state(), **pack, persons, *now}, submission, events);
  std::set<std::pair<std::uint32_t, std::string>> said;
  for (const auto& lapsed : verdict.lapsed) {
    const auto number = rows.row_of(lapsed.line);
    if (number == 0 || !said.emplace(number, lapsed.rule).second) continue;
    shown.rows[number - 1].unusual.push_back(
        {"现在生效将失效:" + lapsed.rule, "would lapse now: " + lapsed.rule});
  }
}

/// What is asked of the vault, and where each answer goes.
struct Asked {
  enum class For { row, name_of_row, name_in_facts, act };
  struct Place {
    For what;
    std::size_t index;      ///< Of the row or act.
    std::size_t event = 0;  ///< Within the row.
  };
  std::vector<DisclosureRequest> requests;
  std::vector<Place> places;

  void add(DisclosureRequest request, For what, std::size_t index, std::size_t event = 0) {
    requests.push_back(std::move(request));
    places.push_back({what, index, event});
  }
};

/// The disclosure that names a student or a member of staff; nothing where none does, or a student
/// without views.
std::optional<DisclosureRef> naming_of(Session& session, PersonalData& data, SubjectKind kind,
                                       const SubjectId& subject) {
  if (kind == SubjectKind::person) {
    const auto stored = data.vault().of_subject(kind, subject);
    if (!stored) return std::nullopt;
    for (const auto& one : *stored) {
      if (one.ref.type == EventType::person_registered && !one.erased) return one.ref;
    }
    return std::nullopt;
  }
  if (kind != SubjectKind::student) return std::nullopt;
  const auto views = session.views();
  if (!views) return std::nullopt;
  const auto id = as<StudentId>(subject);
  const auto student = student_at(**views, id, {});
  if (!student || !*student) return std::nullopt;
  return naming_disclosure(id, (*student)->named_by);
}

bool states_name(EventType type) {
  const auto fields = personal_fields_of(type);
  return std::find(fields.begin(), fields.end(), PersonalField::name) != fields.end();
}

void ask_for_rows(Session& session, PersonalData& data, const ShownSubmission& shown,
                  Asked& asked) {
  std::set<SubjectId> named;
  for (std::size_t i = 0; i < shown.rows.size(); ++i) {
    const auto& events = shown.rows[i].events;
    bool is_named = false;
    for (std::size_t k = 0; k < events.size(); ++k) {
      const auto& event = events[k];
      for (const auto& [kind, subject] : people_in(event)) {
        if (!named.insert(subject).second) continue;
        if (auto naming = naming_of(session, data, kind, subject)) {
          asked.add({*naming}, Asked::For::name_in_facts, i);
        }
      }
      if (event.fields_root.is_none()) continue;
      is_named = is_named || states_name(type_of(event));
      asked.add({{event.subject_kind, event.subject, type_of(event), sha256(encode(event))},
                 event.fields_root},
                Asked::For::row, i, k);
    }
    if (is_named) continue;
    const auto& first = events.front();
    if (auto naming = naming_of(session, data, first.subject_kind, first.subject)) {
      asked.add({*naming}, Asked::For::name_of_row, i);
    }
  }
}

/// The personal fields that will be shown: those of the events, of signatures, and who is named.
std::vector<PersonalField> shown_fields(const ShownSubmission& shown) {
  std::set<PersonalField> fields{PersonalField::name, PersonalField::identity_number,
                                 PersonalField::sex, PersonalField::household_county,
                                 PersonalField::reason_text};
  std::set<EventType> types;
  for (const auto& row : shown.rows) {
    for (const auto& event : row.events)
      types.insert(type_of(event));
  }
  for (const auto type : types) {
    const auto stated = personal_fields_of(type);
    fields.insert(stated.begin(), stated.end());
  }
  return {fields.begin(), fields.end()};
}

/// Masked, what was opened is still never more than its mask.
class Filling {
 public:
  Filling(ShownSubmission& shown, const Pack* pack, FactReader& reader)
      : shown_(shown), pack_(pack), reader_(reader) {}

  /// Before the facts are read: those whom they name.
  void take_name(const DisclosureRef& ref, const OpenedDisclosure& opened) {
    if (!opened.disclosure) return;
    put(names_[ref.subject], value(personal_fields_of(ref.type), opened, PersonalField::name),
        mask_name);
  }
  void read_facts() {
    for (auto& row : shown_.rows) {
      for (const auto& event : row.events)
        row.facts.push_back({type_of(event), reader_.facts_of(event, names_)});
    }
  }
  void take(const Asked::Place& place, const DisclosureRef& ref, const OpenedDisclosure& opened) {
    const auto [what, index, event] = place;
    if (what == Asked::For::name_in_facts) return;
    if (what == Asked::For::act) {
      const auto fields = personal_fields_of_sign_off();
      if (opened.disclosure) {
        shown_.acts[index].text = value(fields, opened, PersonalField::reason_text);
      }
      return;
    }
    auto& row = shown_.rows[index];
    if (what == Asked::For::row && opened.state != DisclosureState::opened) {
      row.state = opened.state;
      row.unusual.push_back(label_of(opened.state));
    }
    if (!opened.disclosure) return;
    const auto fields = personal_fields_of(ref.type);
    put(row.name, value(fields, opened, PersonalField::name), mask_name);
    put(row.identity_number, value(fields, opened, PersonalField::identity_number), mask_number);
    const auto sex = value(fields, opened, PersonalField::sex);
    put(row.sex, sex == "1" ? "男" : sex == "2" ? "女" : sex, closed);
    const auto county = value(fields, opened, PersonalField::household_county);
    const auto named = pack_ == nullptr ? std::string() : pack_->divisions().full_name_of(county);
    put(row.county, named.empty() ? county : named, closed);
    if (what != Asked::For::row) return;
    auto& facts = row.facts[event].facts;
    for (auto& fact : reader_.personal_of(row.events[event], *opened.disclosure, shown_.clear))
      facts.push_back(std::move(fact));
  }

 private:
  using Mask = std::string (*)(std::string_view);
  static std::string closed(std::string_view) { return "***"; }
  static std::string value(std::span<const PersonalField> fields, const OpenedDisclosure& opened,
                           PersonalField field) {
    return std::string(value_of(fields, *opened.disclosure, field).value_or(std::string_view()));
  }
  void put(std::string& into, const std::string& value, Mask mask) const {
    if (value.empty() || !into.empty()) return;
    into = shown_.clear ? value : mask(value);
  }

  ShownSubmission& shown_;
  const Pack* pack_;
  FactReader& reader_;
  ShownNames names_;
};

/// The signatures given so far; their words are asked for when they may be shown.
Status read_acts(const LedgerView& view, const SheetRows& rows, ShownSubmission& shown,
                 Asked& asked) {
  const auto& submission = *shown.submission;
  const auto pack = view.pack_of(submission);
  const auto* chain = pack ? (*pack)->chain_of(submission) : nullptr;
  for (const auto& done : submission.steps) {
    const auto entry = view.entry(done.at);
    if (!entry) return fail(entry.error());
    const auto* signed_off = std::get_if<SignedSignOff>(&entry->body);
    if (signed_off == nullptr) return fail(ErrorCode::corrupt, "a step's entry is no sign-off");
    const auto& act = signed_off->sign_off;
    const auto index = chain == nullptr ? std::nullopt : chain->step_index(done.step);
    const auto name = index ? chain->steps[*index].name : Text{"报送人", "author"};
    shown.acts.push_back({done.step,
                          name,
                          done.decision,
                          act.capacity,
                          done.recorded_at,
                          act.reason,
                          {},
                          rows_of(rows, act.lines)});
    if (!shown.clear || act.fields_root.is_none()) continue;
    asked.add({{SubjectKind::submission, subject_of(submission.id), EventType::none,
                sha256(signed_off->payload)},
               act.fields_root},
              Asked::For::act, shown.acts.size() - 1);
  }
  return {};
}

Result<std::vector<OpenedDisclosure>> open_all(Session& session, PersonalData& data,
                                               const ShownSubmission& shown, const Asked& asked,
                                               const Signer* looking, const std::string& purpose) {
  if (looking == nullptr) return data.vault().open_sealed(asked.requests);
  const auto now = session.now();
  if (!now) return fail(now.error());
  const auto fields = shown_fields(shown);
  return data.vault().open_clear(asked.requests, fields,
                                 {looking->capacity.person, looking->capacity.role, purpose}, *now);
}

void fill_rows(const LedgerView& view, const std::vector<Event>& events, const SheetRows& rows,
               const Pack* pack, ShownSubmission& shown) {
  for (std::uint32_t number = 1; number <= rows.count(); ++number) {
    auto& row = shown.rows.emplace_back();
    row.number = number;
    for (const auto line : rows.lines_of(number)) {
      const auto& event = events[line];
      row.events.push_back(event);
      describe_facts(view, pack, event, row);
      for (auto& text : unusual_facts(event))
        row.unusual.push_back(std::move(text));
    }
  }
  for (const auto& struck : rows_of(rows, shown.submission->struck)) {
    const auto label = label_of(struck.reason);
    shown.rows[struck.number - 1].unusual.push_back({"已划去:" + label.zh, "struck: " + label.en});
  }
}

/// Which rows a submission that was sent back has to correct.
void mark_returned(ShownSubmission& shown) {
  if (shown.submission->stage != SubmissionStage::returned || shown.acts.empty()) return;
  for (const auto& marked : shown.acts.back().rows) {
    const auto label = label_of(marked.reason);
    shown.rows[marked.number - 1].unusual.push_back(
        {"退回更正:" + label.zh, "to be corrected: " + label.en});
  }
}

std::string place_of(const LedgerView& view, const Capacity& capacity, Language language) {
  const auto* row = view.state().organisation(capacity.organisation);
  return label_of(capacity.role).in(language) + "@" + (row ? row->code : "");
}

}  // namespace

bool holds_step(const LedgerView& view, const SubmissionState& submission, const Signer& signer) {
  const auto* step = waiting_step_of(view, submission);
  if (step == nullptr || step->actor.role != signer.capacity.role) return false;
  const auto place = organisation_of_step(view.state(), *step, submission);
  return place && *place == signer.capacity.organisation;
}

std::optional<std::string> clear_purpose(Session& session, const SubmissionState& submission,
                                         const Signer& signer) {
  const auto view = session.view();
  const auto now = session.now();
  if (!view || !now) return std::nullopt;
  const auto problem = check_capacity((*view)->state(), signer.key->id(), signer.capacity,
                                      submission.form, china_date(*now));
  if (problem) return std::nullopt;
  const auto id = to_text(submission.id);
  if (holds_step(**view, submission, signer)) {
    return "sign-off of step " + waiting_step_of(**view, submission)->id + " of submission " + id;
  }
  const bool filed_it = signer.capacity.person == submission.author &&
                        signer.capacity.role == submission.author_role &&
                        signer.capacity.organisation == submission.author_organisation;
  if (filed_it) return "author's look at submission " + id;
  return std::nullopt;
}

Result<ShownSubmission> show_submission(Session& session, const SubmissionState& submission,
                                        const std::optional<Signer>& signer) {
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto events = (*view)->events_of(submission);
  if (!events) return fail(events.error());
  const auto data = session.personal();
  if (!data) return fail(data.error());
  const auto found_pack = (*view)->pack_of(submission);
  const Pack* pack = found_pack ? *found_pack : nullptr;
  const SheetRows rows(*events);
  ShownSubmission shown;
  shown.submission = &submission;
  const auto* step = waiting_step_of(**view, submission);
  if (step != nullptr) shown.waits_for = step->name;
  const auto purpose = signer ? clear_purpose(session, submission, *signer) : std::nullopt;
  shown.clear = purpose.has_value();
  fill_rows(**view, *events, rows, pack, shown);
  Asked asked;
  ask_for_rows(session, **data, shown, asked);
  if (auto read = read_acts(**view, rows, shown, asked); !read) return fail(read.error());
  mark_returned(shown);
  shown.clear = shown.clear && !asked.requests.empty();
  const auto opened = open_all(session, **data, shown, asked, shown.clear ? &*signer : nullptr,
                               purpose.value_or(std::string()));
  if (!opened) return fail(opened.error());
  FactReader reader(**view, pack, submission.form);
  Filling filling(shown, pack, reader);
  for (std::size_t i = 0; i < asked.requests.size(); ++i) {
    if (asked.places[i].what != Asked::For::name_in_facts) continue;
    filling.take_name(asked.requests[i].ref, (*opened)[i]);
  }
  filling.read_facts();
  for (std::size_t i = 0; i < asked.requests.size(); ++i)
    filling.take(asked.places[i], asked.requests[i].ref, (*opened)[i]);
  if (step != nullptr) mark_failing(session, **view, submission, *events, rows, **data, shown);
  return shown;
}

Status require_whole(const ShownSubmission& shown) {
  for (const auto& row : shown.rows) {
    if (row.state == DisclosureState::opened) continue;
    const auto number = std::to_string(row.number);
    const auto label = label_of(row.state);
    return fail(ErrorCode::refused,
                Text{"第 " + number + " 行的个人信息不能核对(" + label.zh + "),不能签署",
                     "the personal data of line " + number + " cannot be checked (" + label.en +
                         "), so it must not be signed"},
                Text{"用 `xueji verify` 查明,必要时退回该申报",
                     "find out with `xueji verify`; return the submission if need be"});
  }
  return {};
}

std::vector<MarkedRow> rows_of(const SheetRows& rows, std::span<const MarkedLine> lines) {
  std::vector<MarkedRow> out;
  for (const auto& line : lines) {
    const auto number = rows.row_of(line.line);
    const bool stands = std::any_of(out.begin(), out.end(),
                                    [&](const MarkedRow& row) { return row.number == number; });
    if (number != 0 && !stands) out.push_back({number, line.reason});
  }
  return out;
}

boost::json::array json_of(std::span<const MarkedRow> rows) {
  boost::json::array out;
  for (const auto& row : rows) {
    out.push_back(boost::json::object{{"line", row.number}, {"reason", code_of(row.reason)}});
  }
  return out;
}

std::string text_of(std::span<const MarkedRow> rows, Language language) {
  std::string out;
  for (const auto& row : rows) {
    out += (out.empty() ? "" : ", ") + std::to_string(row.number) + " (" +
           label_of(row.reason).in(language) + ")";
  }
  return out;
}

namespace {

/// Whether a column of the table shows the same: what differs from it is shown beside it.
bool is_in_table(const ShownRow& row, const ShownFact& fact) {
  const auto& value = fact.value.zh;
  const auto& field = fact.field;
  if (field == "class_id" || field == "subject") return value == row.class_name;
  if (field == "name") return value == row.name || value == row.class_name;
  if (field == "identity_number") return value == row.identity_number;
  if (field == "sex") return value == row.sex;
  if (field == "household_county") return value == row.county;
  return field == "study_mode" && row.study_mode && fact.value == *row.study_mode;
}

/// What the table does not show yet.
std::vector<FactsOfRow> facts_beside_table(const ShownSubmission& shown) {
  std::vector<FactsOfRow> rows;
  for (const auto& row : shown.rows) {
    auto& out = rows.emplace_back(FactsOfRow{row.number, row.facts});
    for (auto& event : out.events)
      std::erase_if(event.facts, [&](const ShownFact& fact) { return is_in_table(row, fact); });
  }
  return rows;
}

void print_acts(Session& session, const ShownSubmission& shown, std::ostream& out) {
  if (shown.acts.empty()) return;
  const auto view = session.view();
  if (!view) return;
  const std::string headers[] = {
      session.in({"环节", "step"}),     session.in({"签署人", "signed by"}),
      session.in({"决定", "decision"}), session.in({"时间", "recorded"}),
      session.in({"原因", "reason"}),   session.in({"所指的行", "lines"}),
      session.in({"说明", "words"})};
  std::vector<std::vector<std::string>> table;
  for (const auto& act : shown.acts) {
    const bool reasoned = act.reason != ReasonCode{};
    table.push_back({session.in(act.name), place_of(**view, act.by, session.language),
                     session.in(label_of(act.decision)), to_text(china_date(act.recorded_at)),
                     reasoned ? session.in(label_of(act.reason)) : "",
                     text_of(act.rows, session.language), act.text});
  }
  out << '\n';
  sheet::print_table(out, headers, table, {});
}

}  // namespace

void print_submission(Session& session, const ShownSubmission& shown, std::ostream& out) {
  const auto& submission = *shown.submission;
  const auto form = label_of(submission.form);
  const auto stage = label_of(submission.stage);
  out << session.in({"申报 ", "submission "}) << to_text(submission.id) << "  " << session.in(form)
      << "  " << session.in(stage) << '\n';
  out << session.in({"报送时间 ", "filed "}) << to_text(submission.filed_at) << '\n';
  if (shown.waits_for) {
    out << session.in({"等待环节 ", "waits for "}) << session.in(*shown.waits_for) << '\n';
  }
  struct Column {
    Text header;
    std::string (*value)(const ShownRow&, Language);
    bool always = false;
  };
  static const Column columns[] = {
      {{"", ""},
       [](const ShownRow& r, Language) { return r.unusual.empty() ? std::string() : "*"; },
       true},
      {{"行", "line"}, [](const ShownRow& r, Language) { return std::to_string(r.number); }, true},
      {{"事项", "act"},
       [](const ShownRow& r, Language l) { return label_of(type_of(r.events.front())).in(l); },
       true},
      {{"姓名", "name"}, [](const ShownRow& r, Language) { return r.name; }, true},
      {{"证件号码", "identity number"},
       [](const ShownRow& r, Language) { return r.identity_number; },
       true},
      {{"性别", "sex"}, [](const ShownRow& r, Language) { return r.sex; }},
      {{"班级", "class"}, [](const ShownRow& r, Language) { return r.class_name; }},
      {{"专业", "major"}, [](const ShownRow& r, Language) { return r.major; }},
      {{"学习形式", "study mode"},
       [](const ShownRow& r, Language l) { return r.study_mode ? r.study_mode->in(l) : ""; }},
      {{"户籍区县", "household county"}, [](const ShownRow& r, Language) { return r.county; }},
      {{"须留意", "look twice"},
       [](const ShownRow& r, Language l) {
         std::string why;
         for (const auto& text : r.unusual)
           why += (why.empty() ? "" : "; ") + text.in(l);
         return why;
       },
       true}};
  std::vector<std::string> headers;
  std::vector<std::vector<std::string>> table(shown.rows.size());
  for (const auto& column : columns) {
    std::vector<std::string> values;
    for (const auto& row : shown.rows)
      values.push_back(column.value(row, session.language));
    const bool is_empty = std::all_of(values.begin(), values.end(),
                                      [](const std::string& value) { return value.empty(); });
    if (is_empty && !column.always) continue;
    headers.push_back(session.in(column.header));
    for (std::size_t i = 0; i < values.size(); ++i)
      table[i].push_back(std::move(values[i]));
  }
  sheet::print_table(out, headers, table, {.right_aligned = {1}});
  print_facts(facts_beside_table(shown), session.language, out);
  print_acts(session, shown, out);
}

boost::json::object json_of(const Session& session, const LedgerView& view,
                            const ShownSubmission& shown) {
  boost::json::array lines;
  for (const auto& row : shown.rows) {
    boost::json::array unusual;
    for (const auto& text : row.unusual)
      unusual.push_back(boost::json::string(session.in(text)));
    boost::json::array events;
    for (const auto& event : row.events)
      events.push_back(boost::json::string(code_of(type_of(event))));
    const auto& first = row.events.front();
    lines.push_back(
        boost::json::object{{"line", row.number},
                            {"event", code_of(type_of(first))},
                            {"events", events},
                            {"subject", to_text(first.subject)},
                            {"effective_on", to_text(first.effective_on)},
                            {"name", row.name},
                            {"identity_number", row.identity_number},
                            {"sex", row.sex},
                            {"class", row.class_name},
                            {"major", row.major},
                            {"study_mode", row.study_mode ? session.in(*row.study_mode) : ""},
                            {"household_county", row.county},
                            {"checked", row.state == DisclosureState::opened},
                            {"unusual", unusual},
                            {"facts", json_of(row.facts)}});
  }
  boost::json::array acts;
  for (const auto& act : shown.acts) {
    const auto* place = view.state().organisation(act.by.organisation);
    acts.push_back(boost::json::object{{"step", act.step},
                                       {"name", session.in(act.name)},
                                       {"decision", code_of(act.decision)},
                                       {"role", code_of(act.by.role)},
                                       {"organisation", place ? place->code : ""},
                                       {"recorded_at", to_text(act.recorded_at)},
                                       {"reason", code_of(act.reason)},
                                       {"text", act.text},
                                       {"lines", json_of(act.rows)}});
  }
  const auto& submission = *shown.submission;
  boost::json::object object{{"submission", to_text(submission.id)},
                             {"form", code_of(submission.form)},
                             {"stage", code_of(submission.stage)},
                             {"clear", shown.clear},
                             {"lines", lines},
                             {"acts", acts}};
  if (shown.waits_for) object["waits_for"] = session.in(*shown.waits_for);
  return object;
}

}  // namespace xueji::cli
