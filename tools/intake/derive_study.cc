// What a row of a study or discipline form leaves to the ledger: which internship or case it means,
// whether the student is a minor, and the sheet of marks that stays personal.
#include <algorithm>

#include "ledger/policy/identity.h"
#include "tools/intake/row_reader.h"

namespace xueji::intake {
namespace {

bool not_started(const InternshipHeld& held) {
  return !held.started_on.ok();
}
bool not_closed(const InternshipHeld& held) {
  return held.started_on.ok() && !held.closed_on.ok();
}
bool not_decided(const SanctionCase& held) {
  return !held.decided_on.ok();
}
bool not_served(const SanctionCase& held) {
  return held.decided_on.ok() && !held.served_on.ok();
}
bool may_be_appealed(const SanctionCase& held) {
  return held.served_on.ok() && !held.appealed_on.ok();
}
bool awaits_answer(const SanctionCase& held) {
  return held.appealed_on.ok() && !held.answered_on.ok();
}
bool may_be_lifted(const SanctionCase& held) {
  return held.served_on.ok() && !held.lifted_on.ok() && !held.revoked;
}

std::string listed(const std::vector<std::string>& ids) {
  std::string out;
  for (const auto& id : ids)
    out += (out.empty() ? "" : "、") + id;
  return out;
}

}  // namespace

/// The one internship of the school at this stage; of several, the one that the row's student is
/// in.
void RowReader::find_internship(InternshipId& internship, std::string_view field,
                                bool (*fits)(const InternshipHeld&)) {
  const auto column = *column_of(spec_, field);
  if (values_[column].stated) {
    const auto id = id_from_text<InternshipId>(texts_[column]);
    if (id) {
      internship = *id;
    } else {
      refuse(column, texts_[column], {"不是实习标识", "no id of an internship"},
             {"系统给出的26位标识", "the id of 26 characters that the ledger shows"});
    }
    return;
  }
  std::vector<std::string> found;
  const auto* school = context_.state.organisation(context_.organisation);
  for (const auto& held : school != nullptr ? school->internships : std::vector<InternshipHeld>{}) {
    const bool goes = !student_ || std::find(held.students.begin(), held.students.end(),
                                             *student_) != held.students.end();
    if (!fits(held) || !goes) continue;
    found.push_back(to_text(held.internship));
    internship = held.internship;
  }
  if (found.size() == 1) return;
  internship = {};
  const bool none = found.empty();
  refuse(column, "",
         {none ? "没有可办的实习" : "有多次实习可选",
          none ? "there is no such internship" : "there are several internships"},
         {none ? "先获批准(和开始)" : "填写实习标识:" + listed(found),
          none ? "one that is approved (and started)" : "one of " + listed(found)});
}

/// The student's one case at this stage.
void RowReader::find_case(const DraftEvent& draft, CaseId& id, bool (*fits)(const SanctionCase&)) {
  const auto column = *column_of(spec_, "case_id");
  if (values_[column].stated) {
    const auto stated = id_from_text<CaseId>(texts_[column]);
    if (stated) {
      id = *stated;
    } else {
      refuse(column, texts_[column], {"不是案件标识", "no id of a case"},
             {"系统给出的26位标识", "the id of 26 characters that the ledger shows"});
    }
    return;
  }
  const auto* student = context_.state.student(as<StudentId>(draft.subject));
  std::vector<std::string> found;
  for (const auto& held : student != nullptr ? student->cases : std::vector<SanctionCase>{}) {
    if (!fits(held)) continue;
    found.push_back(to_text(held.case_id));
    id = held.case_id;
  }
  if (found.size() == 1) return;
  id = {};
  const bool none = found.empty();
  refuse(column, "",
         {none ? "该生没有处于此阶段的案件" : "该生有多个案件可选",
          none ? "the student has no case at this stage" : "the student has several cases"},
         {none ? "先办理前一环节" : "填写案件标识:" + listed(found),
          none ? "the step before comes first" : "one of " + listed(found)});
}

/// D-21: from the citizen id, else from the birth date stated; the guard derives it again.
void RowReader::derive_minor(SanctionDecided& facts) {
  const auto majority = context_.pack.integer("majority_age");
  std::optional<Date> birth;
  if (const auto* number = value("identity_number")) {
    const auto citizen = parse_citizen_id(number->text, context_.pack.divisions(), context_.today);
    if (citizen) birth = citizen->birth;
  }
  if (const auto* stated = value("birth_date"); stated != nullptr && !birth) birth = stated->date;
  if (!majority || !birth || !facts.decided_on.ok()) return;
  facts.minor = age_on(*birth, facts.decided_on) < *majority;
}

void RowReader::derive_study(DraftEvent& draft) {
  if (auto* applied = get_if<InternshipApplied>(&draft.facts)) {
    applied->internship = context_.random.draw<InternshipId>();
  } else if (auto* started = get_if<InternshipStarted>(&draft.facts)) {
    find_internship(started->internship, "internship", not_started);
  } else if (auto* closed = get_if<InternshipClosed>(&draft.facts)) {
    find_internship(closed->internship, "internship", not_closed);
  } else if (auto* proposed = get_if<SanctionProposed>(&draft.facts)) {
    if (is_stated(column_of(spec_, "case_id"))) {
      find_case(draft, proposed->case_id, not_decided);
    } else {
      proposed->case_id = context_.random.draw<CaseId>();
    }
  } else if (auto* heard = get_if<HearingOffered>(&draft.facts)) {
    find_case(draft, heard->case_id, not_decided);
  } else if (auto* decided = get_if<SanctionDecided>(&draft.facts)) {
    find_case(draft, decided->case_id, not_decided);
    derive_minor(*decided);
  } else if (auto* served = get_if<SanctionServed>(&draft.facts)) {
    find_case(draft, served->case_id, not_served);
  } else if (auto* appealed = get_if<AppealFiled>(&draft.facts)) {
    find_case(draft, appealed->case_id, may_be_appealed);
  } else if (auto* answered = get_if<AppealAnswered>(&draft.facts)) {
    find_case(draft, answered->case_id, awaits_answer);
  } else if (auto* lifted = get_if<SanctionLifted>(&draft.facts)) {
    find_case(draft, lifted->case_id, may_be_lifted);
  }
}

/// The marks of a term, course by course, are one personal value; conduct and hours are stated
/// once.
void RowReader::add_result(DraftEvent& draft, TermResultRecorded& facts) {
  if (const auto* moral = value("moral_result");
      facts.moral_result == ReviewResult::none && moral != nullptr) {
    assign(facts.moral_result, *moral);
  }
  const auto* score = value("score");
  if (score == nullptr) return;
  const auto entry = facts.results.back().course_code + "=" + score->text;
  for (auto& [field, text] : draft.personal) {
    if (field != PersonalField::score_sheet) continue;
    text += ";" + entry;
    return;
  }
  draft.personal.emplace_back(PersonalField::score_sheet, entry);
}

}  // namespace xueji::intake
