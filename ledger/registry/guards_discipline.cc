// Awards and sanctions (FJ-26 to FJ-29; D-21, D-29): the right sanction, by due procedure, by
// persons who differ, across the submissions of one case.
#include <algorithm>
#include <string>
#include <unordered_set>

#include "ledger/authority/authority.h"
#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

const SanctionCase* case_of(const Line& line, const CaseId& id) {
  if (!line.student) return nullptr;
  for (const auto& held : line.student->cases) {
    if (held.case_id == id) return &held;
  }
  return nullptr;
}

/// FJ-26: the honours that the pack knows.
void award_title_known(const GuardContext& context, std::vector<Problem>& out) {
  const auto titles = context.list("award_titles");
  each<AwardGranted>(context, [&](const Line& line, const AwardGranted& facts) {
    if (contains(titles, code_of(facts.title))) return;
    context.refuse(out, &line, "title", std::string(code_of(facts.title)),
                   {"规则包没有这种荣誉称号", "the pack knows no such honour"},
                   {joined(titles), joined(titles)});
  });
}

/// FJ-27: five sanctions and no other.
void sanction_kind_known(const GuardContext& context, std::vector<Problem>& out) {
  const auto kinds = context.list("sanction_kinds");
  const auto check = [&](const Line& line, SanctionKind kind) {
    if (contains(kinds, code_of(kind))) return;
    context.refuse(out, &line, "kind", std::string(code_of(kind)),
                   {"纪律处分只有五种", "there are five sanctions and no other"},
                   {joined(kinds), joined(kinds)});
  };
  each<SanctionProposed, SanctionDecided>(
      context, [&](const Line& line, const auto& facts) { check(line, facts.kind); });
  each<AppealAnswered>(context, [&](const Line& line, const AppealAnswered& facts) {
    if (facts.outcome == AppealOutcome::changed) check(line, facts.kind);
  });
}

/// FJ-27b: misconduct of a student, committed as one.
void act_while_enrolled(const GuardContext& context, std::vector<Problem>& out) {
  each<SanctionProposed>(context, [&](const Line& line, const SanctionProposed& facts) {
    const bool enrolled = !line.student || !is_set(line.student->enrolled_from) ||
                          facts.act_on >= line.student->enrolled_from;
    if (enrolled) return;
    const auto from = to_text(line.student->enrolled_from);
    context.refuse(out, &line, "act_on", to_text(facts.act_on),
                   {"行为发生在取得学籍之前", "the act lies before the status began"},
                   {"不早于 " + from, "not before " + from});
  });
}

/// The birth date that the decision discloses: read from a citizen id, else as stated.
std::optional<Date> birth_of(const Line& line) {
  if (line.citizen) return line.citizen->birth;
  const auto stated = line.personal(PersonalField::birth_date);
  return stated ? date_from_text(*stated) : std::nullopt;
}

/// FJ-28a, D-21: whether the student is a minor follows from the birth date, whenever it is shown.
void minor_derived(const GuardContext& context, std::vector<Problem>& out) {
  const auto majority = static_cast<int>(context.number("majority_age"));
  each<SanctionDecided>(context, [&](const Line& line, const SanctionDecided& facts) {
    if (!line.disclosure || !is_set(facts.decided_on)) return;
    if (line.student && !line.identity_number.empty() && line.person != line.student->person) {
      context.refuse(out, &line, code_of(PersonalField::identity_number),
                     masked(PersonalField::identity_number, line.identity_number),
                     {"证件号不是该生的", "the number is not that of the student"},
                     {"该生登记的证件号", "the number on the student's register"});
      return;
    }
    const auto birth = birth_of(line);
    if (!birth) {
      context.refuse(out, &line, code_of(PersonalField::birth_date), "",
                     {"未出示出生日期,无法判定是否成年", "no birth date is shown to tell a minor"},
                     {"填写身份证号或出生日期", "state the citizen id or the birth date"});
      return;
    }
    const bool minor = age_on(*birth, facts.decided_on) < majority;
    if (minor == facts.minor) return;
    context.refuse(out, &line, "minor", facts.minor ? "true" : "false",
                   {minor ? "决定当日该生未成年" : "决定当日该生已成年",
                    minor ? "the student was a minor on the day of the decision"
                          : "the student was of age on the day of the decision"},
                   {minor ? "未成年:是" : "未成年:否", minor ? "minor: yes" : "minor: no"});
  });
}

bool expels_minor(const SanctionDecided& facts) {
  return facts.kind == SanctionKind::expulsion && facts.minor;
}

/// FJ-28a: a minor is not expelled, unless the authority consents.
void minor_not_expelled(const GuardContext& context, std::vector<Problem>& out) {
  each<SanctionDecided>(context, [&](const Line& line, const SanctionDecided& facts) {
    if (!expels_minor(facts)) return;
    context.refuse(out, &line, "kind", std::string(code_of(facts.kind)),
                   {"不得违法开除未成年学生", "a minor is not expelled against the law"},
                   {"改用其他处分;确有法律依据的,附例外并由主管部门同意",
                    "another sanction; or an override with its legal basis, granted by the "
                    "authority"});
  });
}
/// FJ-28a: and never without a legal basis.
void minor_expulsion_has_legal_basis(const GuardContext& context, std::vector<Problem>& out) {
  each<SanctionDecided>(context, [&](const Line& line, const SanctionDecided& facts) {
    if (!expels_minor(facts) || !facts.legal_basis.is_none()) return;
    context.refuse(out, &line, "legal_basis", "",
                   {"开除未成年学生缺少法律依据", "the legal basis to expel a minor is missing"},
                   {"法律依据文件的SHA-256", "SHA-256 of the legal basis"});
  });
}

/// Rules.md §7: an expulsion goes to the authority, any other sanction stays with the school.
void expulsion_by_its_form(const GuardContext& context, std::vector<Problem>& out) {
  const bool to_authority = context.submission.form == Form::expulsion;
  each<SanctionDecided>(context, [&](const Line& line, const SanctionDecided& facts) {
    if ((facts.kind == SanctionKind::expulsion) == to_authority) return;
    context.refuse(
        out, &line, "kind", std::string(code_of(facts.kind)),
        {to_authority ? "此表单只用于开除学籍" : "开除学籍须经主管部门同意",
         to_authority ? "this form is for expulsions" : "the authority consents to an expulsion"},
        {to_authority ? "表单 sanction-decision" : "表单 expulsion",
         to_authority ? "the form sanction-decision" : "the form expulsion"});
  });
}

/// FJ-28b: a rule of discipline that was published by the day of the act.
void discipline_rule_published(const GuardContext& context, std::vector<Problem>& out) {
  const auto& rules = context.organisation().rules;
  each<SanctionProposed>(context, [&](const Line& line, const SanctionProposed& facts) {
    const bool published = std::any_of(rules.begin(), rules.end(), [&](const FiledRule& rule) {
      return rule.kind == SchoolRuleKind::discipline && is_set(rule.published_on) &&
             rule.published_on <= facts.act_on;
    });
    if (published) return;
    context.refuse(
        out, &line, "rule_clause", facts.rule_clause,
        {"行为发生时学校没有已公布的处分规定",
         "no rule of discipline was published by the day of the act"},
        {"先制定、备案并公布(表单 school-rule)", "make, file and publish one (form school-rule)"});
  });
}

/// FJ-28c: facts and evidence.
void sanction_founded(const GuardContext& context, std::vector<Problem>& out) {
  each<SanctionProposed>(context, [&](const Line& line, const SanctionProposed& facts) {
    if (facts.evidence_count == 0) {
      context.refuse(out, &line, "evidence_count", "0", {"没有证据", "there is no evidence"},
                     {"至少一件证据", "one piece of evidence at least"});
    }
    if (!line.disclosure) return;
    for (const auto field : {PersonalField::case_facts, PersonalField::evidence_digests}) {
      if (line.personal(field)) continue;
      const auto label = label_of(field);
      context.refuse(out, &line, code_of(field), "", {"缺少" + label.zh, "missing: " + label.en},
                     {"填写" + label.zh, "state the " + label.en});
    }
  });
}

/// FJ-28c, D-29: who reported does not decide; the case carries the reporter over.
void decider_not_reporter(const GuardContext& context, std::vector<Problem>& out) {
  each<SanctionDecided>(context, [&](const Line& line, const SanctionDecided& facts) {
    const auto* held = case_of(line, facts.case_id);
    if (!held || held->reporter != facts.decider) return;
    context.refuse(out, &line, "decider", to_text(facts.decider),
                   {"决定人不得是报告人", "the decider is the reporter"},
                   {"另一人决定", "another person decides"});
  });
}

/// FJ-28c: the principal who signs is the decider whom the decision names.
void decider_signs(const GuardContext& context, std::vector<Problem>& out) {
  if (!context.submission.signer) return;
  const auto& signer = context.submission.signer->person;
  each<SanctionDecided>(context, [&](const Line& line, const SanctionDecided& facts) {
    if (facts.decider == signer) return;
    context.refuse(out, &line, "decider", to_text(facts.decider),
                   {"签署人不是所载的决定人", "who signs is not the decider named"},
                   {"由决定人本人签署,或退回更正", "the decider signs, or return it"});
  });
}

/// FJ-28d: who is to be sanctioned is heard before.
void heard_before_decision(const GuardContext& context, std::vector<Problem>& out) {
  each<SanctionDecided>(context, [&](const Line& line, const SanctionDecided& facts) {
    const auto* held = case_of(line, facts.case_id);
    if (held && is_set(held->heard_on) && held->heard_on <= facts.decided_on) return;
    context.refuse(out, &line, "decided_on",
                   is_set(facts.decided_on) ? to_text(facts.decided_on) : "",
                   {"决定之前未听取学生和监护人的申辩",
                    "student and guardian were not heard before the decision"},
                   {"先填报申辩(表单 hearing)", "file the hearing first (form hearing)"});
  });
}

/// FJ-28d: the decision reaches student and guardian, after it was made.
void served_on_both(const GuardContext& context, std::vector<Problem>& out) {
  each<SanctionServed>(context, [&](const Line& line, const SanctionServed& facts) {
    const auto* held = case_of(line, facts.case_id);
    if (!held || !is_set(held->decided_on)) {
      context.refuse(out, &line, "case_id", to_text(facts.case_id),
                     {"该案件尚未作出决定", "the case is not decided yet"},
                     {"先作出决定", "decide it first"});
      return;
    }
    const auto check = [&](std::string_view field, Date day) {
      if (is_set(day) && day >= held->decided_on) return;
      context.refuse(
          out, &line, field, is_set(day) ? to_text(day) : "",
          {"须在决定之后送达学生本人和监护人",
           "student and guardian are both served after the decision"},
          {"不早于 " + to_text(held->decided_on), "not before " + to_text(held->decided_on)});
    };
    check("to_student_on", facts.to_student_on);
    check("to_guardian_on", facts.to_guardian_on);
  });
}

/// FJ-28e: the student appeals, after service.
void appeal_by_student(const GuardContext& context, std::vector<Problem>& out) {
  std::unordered_set<SubjectId> asked;
  each<Consent>(context, [&](const Line& line, const Consent& facts) {
    if (facts.by_student || facts.by_guardian) asked.insert(line.event->subject);
  });
  each<AppealFiled>(context, [&](const Line& line, const AppealFiled& facts) {
    if (!asked.contains(line.event->subject)) {
      context.refuse(
          out, &line, "consent", "",
          {"缺少学生或监护人签署的申诉", "student or guardian has not signed the appeal"},
          {"在同一申报中附签署记录", "the signature in the same submission"});
    }
    const auto* held = case_of(line, facts.case_id);
    if (held && is_set(held->served_on) && facts.filed_on >= held->served_on) return;
    context.refuse(out, &line, "filed_on", is_set(facts.filed_on) ? to_text(facts.filed_on) : "",
                   {"处分尚未送达", "the sanction is not served yet"},
                   {"送达之后", "after the service"});
  });
}

/// FJ-28e, D-29: neither reporter nor decider answers an appeal, and who answers signs.
void reviewer_is_another(const GuardContext& context, std::vector<Problem>& out) {
  each<AppealAnswered>(context, [&](const Line& line, const AppealAnswered& facts) {
    const auto* held = case_of(line, facts.case_id);
    const bool took_part =
        held && (facts.reviewer == held->decider || facts.reviewer == held->reporter);
    const auto& author = context.submission.author;
    const bool signs = !author || author->person == facts.reviewer;
    if (!took_part && signs) return;
    context.refuse(out, &line, "reviewer", to_text(facts.reviewer),
                   {took_part ? "复查人不得是报告人或决定人" : "复查人须本人答复",
                    took_part ? "the reviewer reported or decided the case"
                              : "the reviewer named answers in person"},
                   {"由未参与该案的人复查并签署", "somebody who took no part in the case"});
  });
}

/// FJ-28e: an appeal does not lead to a heavier sanction, and the answer follows it.
void appeal_answer_sane(const GuardContext& context, std::vector<Problem>& out) {
  each<AppealAnswered>(context, [&](const Line& line, const AppealAnswered& facts) {
    const auto* held = case_of(line, facts.case_id);
    if (!held) return;  // STATE says so.
    if (facts.outcome == AppealOutcome::changed && facts.kind >= held->kind) {
      context.refuse(
          out, &line, "kind", std::string(code_of(facts.kind)),
          {"申诉变更的处分应轻于原处分", "an appeal changes a sanction to a lighter one"},
          {"轻于“" + label_of(held->kind).zh + "”", "lighter than " + label_of(held->kind).en});
    }
    if (!is_set(held->appealed_on) || facts.answered_on >= held->appealed_on) return;
    context.refuse(
        out, &line, "answered_on", to_text(facts.answered_on),
        {"答复早于申诉", "the answer lies before the appeal"},
        {"不早于 " + to_text(held->appealed_on), "not before " + to_text(held->appealed_on)});
  });
}

/// FJ-29a: lifted on the student's request; an expulsion never.
void lifting_allowed(const GuardContext& context, std::vector<Problem>& out) {
  std::unordered_set<SubjectId> asked;
  each<Consent>(context, [&](const Line& line, const Consent& facts) {
    if (facts.by_student) asked.insert(line.event->subject);
  });
  each<SanctionLifted>(context, [&](const Line& line, const SanctionLifted& facts) {
    const auto* held = case_of(line, facts.case_id);
    if (!held) return;  // STATE says so.
    if (held->kind == SanctionKind::expulsion) {
      context.refuse(out, &line, "kind", std::string(code_of(held->kind)),
                     {"开除学籍不得撤销", "an expulsion is not lifted"},
                     {"其他四种处分", "one of the other four"});
    }
    if (!asked.contains(line.event->subject)) {
      context.refuse(out, &line, "consent", "",
                     {"缺少学生本人申请", "the student has not asked for it"},
                     {"在同一申报中附本人申请", "the student's request in the same submission"});
    }
    const bool in_order = is_set(held->served_on) && facts.applied_on >= held->served_on &&
                          facts.lifted_on >= facts.applied_on;
    if (in_order) return;
    context.refuse(out, &line, "lifted_on", is_set(facts.lifted_on) ? to_text(facts.lifted_on) : "",
                   {"次序应为送达、申请、撤销", "service, request and lifting come in this order"},
                   {"撤销不早于申请,申请不早于送达",
                    "not before the request, which is not before the service"});
  });
}

/// FJ-29c: papers of awards and sanctions belong in both archives.
void filed_in_both_archives(const GuardContext& context, std::vector<Problem>& out) {
  each<AwardGranted, SanctionDecided>(context, [&](const Line& line, const auto& facts) {
    if (facts.in_student_file && facts.in_office_archive) return;
    context.warn(out, &line, facts.in_student_file ? "in_office_archive" : "in_student_file", "",
                 {"材料未归入学校文书档案和本人档案",
                  "the papers are not in both the office archive and the student's file"},
                 {"两处归档", "file them in both"});
  });
}

}  // namespace

std::span<const Guard> discipline_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"act_while_enrolled", act_while_enrolled},
      {"appeal_answer_sane", appeal_answer_sane},
      {"appeal_by_student", appeal_by_student},
      {"award_title_known", award_title_known, {{"award_titles", T::list}}},
      {"decider_not_reporter", decider_not_reporter},
      {"decider_signs", decider_signs},
      {"discipline_rule_published", discipline_rule_published},
      {"expulsion_by_its_form", expulsion_by_its_form},
      {"filed_in_both_archives", filed_in_both_archives},
      {"heard_before_decision", heard_before_decision},
      {"lifting_allowed", lifting_allowed},
      {"minor_derived", minor_derived, {{"majority_age", T::number}}},
      {"minor_expulsion_has_legal_basis", minor_expulsion_has_legal_basis},
      {"minor_not_expelled", minor_not_expelled},
      {"reviewer_is_another", reviewer_is_another},
      {"sanction_founded", sanction_founded},
      {"sanction_kind_known", sanction_kind_known, {{"sanction_kinds", T::list}}},
      {"served_on_both", served_on_both},
  };
  return guards;
}

}  // namespace xueji
