// From the values of a row to the events that it means.
#include <algorithm>

#include "ledger/crypto/signing.h"
#include "ledger/policy/division_history.h"
#include "tools/intake/row_reader.h"

namespace xueji::intake {
namespace {

SubjectKind kind_of(SubjectSource source) {
  switch (source) {
    case SubjectSource::student:
    case SubjectSource::new_student:
      return SubjectKind::student;
    case SubjectSource::school_class:
    case SubjectSource::new_class:
      return SubjectKind::school_class;
    case SubjectSource::person:
    case SubjectSource::new_person:
      return SubjectKind::person;
    default:
      return SubjectKind::organisation;
  }
}

/// Facts that name the school itself, when no column does.
template <class Facts>
void set_school(Facts& facts, const OrganisationId& school) {
  if constexpr (requires { facts.school; }) {
    if (facts.school.is_none()) facts.school = school;
  }
}

/// Intakes without a stated season go by the day of admission or entry.
template <class Facts>
void set_season(Facts& facts, const Pack& pack) {
  if constexpr (requires { facts.season; }) {
    if (facts.season != Season::none) return;
    Date day{};
    if constexpr (requires { facts.admitted_on; }) day = facts.admitted_on;
    if constexpr (requires { facts.entered_on; }) day = facts.entered_on;
    if (day != Date{}) facts.season = pack.season_of(day);
  }
}

}  // namespace

void RowReader::make_events() {
  no_subject_ = false;
  const auto before = out_.drafts.size();
  if (!spec_.group_by.empty()) {
    add_to_group(plans_.front());
    return;
  }
  for (const auto& plan : plans_) {
    if (plan.when_column) {
      const auto& when = values_[*plan.when_column];
      if (!when.stated) continue;
      if (!plan.event.when_code.empty() && when.text != plan.event.when_code) continue;
    }
    make_event(plan);
  }
  if (out_.drafts.size() > before) make_override(DraftEvent(out_.drafts[before]));
}

void RowReader::make_event(const EventPlan& plan) {
  if (plan.event.type == EventType::class_opened && !class_is_new_) return;
  DraftEvent draft;
  draft.subject_kind = kind_of(plan.event.subject);
  if (!subject_of_event(plan, draft)) return;
  draft.facts = empty_facts(plan.event.type);
  visit(
      [&](auto& facts) {
        if constexpr (Described<std::remove_cvref_t<decltype(facts)>>) {
          for (const auto& [name, column] : plan.facts) {
            if (values_[column].stated) assign_field(facts, name, values_[column]);
          }
          set_school(facts, school_of_row());
          set_season(facts, context_.pack);
        }
      },
      draft.facts);
  for (const auto& [field, column] : plan.personal) {
    if (values_[column].stated) draft.personal.emplace_back(field, values_[column].text);
  }
  draft.effective_on = effective_day(plan);
  derive(draft);
  derive_change(draft);
  add_draft(std::move(draft));
}

Date RowReader::effective_day(const EventPlan& plan) const {
  if (const auto* stated = value("effective_on")) return stated->date;
  const auto* day = plan.event.effective.empty() ? nullptr : value(plan.event.effective);
  return day != nullptr ? day->date : context_.today;
}

bool RowReader::subject_of_event(const EventPlan& plan, DraftEvent& draft) {
  const auto from_column = [&](std::string_view field) {
    const auto* stated = value(field);
    if (stated != nullptr) draft.subject = SubjectId{stated->id};
    return stated != nullptr;
  };
  switch (plan.event.subject) {
    case SubjectSource::student:
      // A consent in the row of an admission concerns the student who was drawn there.
      if (student_) draft.subject = subject_of(*student_);
      return student_.has_value();
    case SubjectSource::new_student:
      student_ = context_.random.draw<StudentId>();
      draft.subject = subject_of(*student_);
      return true;
    case SubjectSource::school_class:
      return from_column("class_id");
    case SubjectSource::new_class:
      return subject_of_class(draft);
    case SubjectSource::new_organisation:
      draft.subject = subject_of(context_.random.draw<OrganisationId>());
      return true;
    case SubjectSource::new_person:
      draft.subject = subject_of(context_.random.draw<PersonId>());
      return true;
    case SubjectSource::person:
      return from_column("person");
    case SubjectSource::key_owner:
      if (from_column("person")) {
        draft.subject_kind = SubjectKind::person;
        return true;
      }
      return from_column("organisation");
    case SubjectSource::own_organisation:
      if (!from_column("organisation") && !from_column("school")) {
        draft.subject = subject_of(context_.organisation);
      }
      return true;
  }
  return false;
}

bool RowReader::subject_of_class(DraftEvent& draft) {
  const auto column = column_of(spec_, "class_id");
  if (faulty_[*column] || texts_[*column].empty()) return false;
  if (!class_is_new_) {
    if (new_class_) draft.subject = subject_of(*new_class_);
    return new_class_.has_value();
  }
  if (!new_class_) {
    const auto [at, is_new] =
        classes_drawn_.try_emplace({school_of_row(), texts_[*column]}, ClassId{});
    if (!is_new) {
      refuse(*column, texts_[*column], {"本文件中班级重复", "the class stands twice in this file"},
             {"每班一行", "one row for each class"});
      return false;
    }
    at->second = context_.random.draw<ClassId>();
    new_class_ = at->second;
  }
  draft.subject = subject_of(*new_class_);
  return true;
}

void RowReader::derive(DraftEvent& draft) {
  if (auto* roster = get_if<RosterLine>(&draft.facts)) {
    const auto mark = column_of(spec_, "off_main_campus");
    if (!is_stated(mark)) roster->off_main_campus = !roster->site.is_none();
    const auto* county = value("household_county");
    const auto* school = context_.state.organisation(roster->school);
    if (county != nullptr && school != nullptr) {
      // D-19: the household county, or city, is not that of the school.
      const bool by_city = context_.pack.text("out_of_area_level") == "city";
      roster->out_of_area =
          lies_elsewhere(context_.pack.divisions(), county->text, school->division_code, by_city);
    }
  } else if (auto* line = get_if<StampingLine>(&draft.facts)) {
    // The registration form that the ledger holds of this student is the one meant (SY-1.7a).
    const auto* student = context_.state.student(as<StudentId>(draft.subject));
    if (student == nullptr) return;
    const bool named = value("registration") != nullptr;
    if (!named && student->roster_at != no_position) line->registration = student->roster_at;
    if (line->programme_years == 0) line->programme_years = student->programme_years;
  } else if (auto* opened = get_if<ClassOpened>(&draft.facts)) {
    opened->name = texts_[*column_of(spec_, "class_id")];
  } else if (auto* point = get_if<TeachingPointRegistered>(&draft.facts)) {
    point->site = context_.random.draw<SiteId>();
  } else if (auto* granted = get_if<DelegationGranted>(&draft.facts)) {
    granted->delegation = context_.random.draw<DelegationId>();
  } else if (auto* ended = get_if<DelegationEnded>(&draft.facts)) {
    const auto* from = value("from_person");
    const auto* role = value("role");
    const auto* person = context_.state.person(as<PersonId>(draft.subject));
    if (from == nullptr || role == nullptr || person == nullptr) return;
    for (const auto& held : person->delegations) {
      const bool same = held.from_person.bytes == from->id && code_of(held.role) == role->text;
      if (same && held.ended_at == no_position) ended->delegation = held.delegation;
    }
  } else if (auto* enrolled = get_if<KeyEnrolled>(&draft.facts)) {
    const auto key = PublicKey::from(enrolled->public_key);
    if (key) enrolled->key = key_id(Suite::sha256_ed25519, *key);
  } else {
    derive_study(draft);
    derive_control(draft);
  }
}

void RowReader::make_override(const DraftEvent& excused) {
  const auto& plan = *override_plan_;
  // Without its letter it is made too, so that the rule refuses it where the registrar sees it.
  if (!is_stated(source_of(spec_, EventType::rule_overridden, "rule"))) return;
  DraftEvent draft;
  draft.subject_kind = excused.subject_kind;
  draft.subject = excused.subject;
  draft.effective_on = excused.effective_on;
  RuleOverridden facts;
  for (const auto& [name, column] : plan.facts) {
    if (values_[column].stated) assign_field(facts, name, values_[column]);
  }
  for (const auto& [field, column] : plan.personal) {
    if (values_[column].stated) draft.personal.emplace_back(field, values_[column].text);
  }
  draft.facts = facts;
  add_draft(std::move(draft));
}

void RowReader::add_draft(DraftEvent draft) {
  out_.drafts.push_back(std::move(draft));
  out_.origins.push_back({sheet_index_, row_});
}

std::string RowReader::group_key() const {
  std::string key;
  for (const auto field : spec_.group_by) {
    const auto* stated = value(field);
    if (stated != nullptr) key += to_hex(stated->id) + stated->text;
    key += '\n';
  }
  return key;
}

void RowReader::add_to_group(const EventPlan& plan) {
  const auto [group, is_new] = groups_.try_emplace(group_key());
  if (is_new) {
    group->second.draft = out_.drafts.size();
    make_event(plan);
    if (out_.drafts.size() == group->second.draft) {
      groups_.erase(group);
      return;
    }
    // The draft may be followed by its override; the index stays that of the draft.
    make_override(DraftEvent(out_.drafts[group->second.draft]));
  }
  add_part(out_.drafts[group->second.draft]);
  if (spec_.form == Form::external_list) {
    if (const auto* number = value("identity_number"))
      group->second.numbers.push_back(number->text);
  }
}

void RowReader::add_part(DraftEvent& draft) {
  const auto fill = [&](auto& part) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (values_[i].stated) assign_field(part, columns_[i].column->field, values_[i]);
    }
  };
  if (auto* plan = get_if<TeachingPlanFiled>(&draft.facts)) {
    fill(plan->courses.emplace_back());
    // The document is stated once for all courses of a plan.
    const auto* document = value("document");
    if (plan->document.is_none() && document != nullptr) assign(plan->document, *document);
  } else if (auto* calendar = get_if<SchoolCalendarSet>(&draft.facts)) {
    fill(calendar->terms.emplace_back());
  } else if (auto* results = get_if<TermResultRecorded>(&draft.facts)) {
    fill(results->results.emplace_back());
    add_result(draft, *results);
  } else if (auto* internship = get_if<InternshipApplied>(&draft.facts)) {
    if (student_) internship->students.push_back(*student_);
  } else if (auto* closed = get_if<InternshipClosed>(&draft.facts)) {
    const auto* result = value("result");
    const bool passed = result != nullptr && result->text == code_of(ReviewResult::passed);
    if (student_) (passed ? closed->passed : closed->failed).push_back(*student_);
  }
}

void RowReader::finish() {
  if (spec_.form != Form::external_list) return;
  for (auto& [key, group] : groups_) {
    auto& facts = get<ExternalListImported>(out_.drafts[group.draft].facts);
    auto& numbers = group.numbers;
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    if (!numbers.empty()) facts.count = static_cast<std::uint32_t>(numbers.size());
    facts.content = context_.file;
    out_.lists.push_back({facts.kind, facts.as_of, std::move(numbers)});
  }
}

}  // namespace xueji::intake
