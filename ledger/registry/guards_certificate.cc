// Papers after the decision: issue, completion, incomplete study, recall, void, proof, correction,
// the end of the file (FJ-08b, FJ-16b, FJ-31b, FJ-32a to FJ-33, FJ-36b, FJ-37a to FJ-37c, FJ-43).
#include <algorithm>
#include <string>
#include <unordered_set>

#include "ledger/registry/guards_families.h"
#include "ledger/registry/school_terms.h"

namespace xueji {
namespace {

/// The newest certificate of this number that the student holds; nullptr: none.
const CertificateHeld* held_by(const Line& line, const std::string& number) {
  if (!line.student) return nullptr;
  const auto& all = line.student->certificates;
  const auto found = std::find_if(all.rbegin(), all.rend(),
                                  [&](const auto& held) { return held.number == number; });
  return found == all.rend() ? nullptr : &*found;
}

void refuse_unknown(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                    const std::string& number) {
  context.refuse(out, &line, "certificate_number", number,
                 {"该生没有这份证书", "the student does not hold this certificate"},
                 {"该生所持证书的编号", "the number of a certificate that the student holds"});
}

/// A day that has come.
void check_day_past(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                    std::string_view field, Date day) {
  if (day <= context.today) return;
  context.refuse(out, &line, field, to_text(day), {"日期晚于今日", "the day has not come yet"},
                 {"不晚于 " + to_text(context.today), "not after " + to_text(context.today)});
}

/// FJ-31b, SY-1.6l: stamped, then issued, once.
void issued_after_stamp(const GuardContext& context, std::vector<Problem>& out) {
  each<DiplomaIssued>(context, [&](const Line& line, const DiplomaIssued& facts) {
    check_day_past(context, out, line, "issued_on", facts.issued_on);
    const auto* held = held_by(line, facts.certificate_number);
    if (!held || held->stamped_at == Position{}) {
      context.refuse(out, &line, "certificate_number", facts.certificate_number,
                     {"未经验印,不得发证", "not stamped: it cannot be issued"},
                     {"先办验印(表单 stamping)", "have it stamped first (form stamping)"});
    } else if (is_set(held->voided_on) || is_set(held->recalled_on)) {
      context.refuse(out, &line, "certificate_number", facts.certificate_number,
                     {"证书已追回或宣布无效", "the certificate was recalled or declared void"},
                     {"有效证书", "a valid certificate"});
    } else if (is_set(held->issued_on)) {
      context.refuse(out, &line, "issued_on", to_text(facts.issued_on),
                     {"证书已于 " + to_text(held->issued_on) + " 颁发;遗失不补发",
                      "issued on " + to_text(held->issued_on) + "; a lost one is not reissued"},
                     {"补办毕业证明书(表单 graduation-proof)",
                      "a proof of graduation (form graduation-proof)"});
    }
  });
}

/// FJ-32b: after a completion it is issued on the day that it names as the day of graduation.
void issued_on_graduation_day(const GuardContext& context, std::vector<Problem>& out) {
  each<DiplomaIssued>(context, [&](const Line& line, const DiplomaIssued& facts) {
    const auto* held = held_by(line, facts.certificate_number);
    if (!held || !is_set(held->dated_on) || held->dated_on == facts.issued_on) return;
    const auto& papers = line.student->certificates;
    const bool completed = std::any_of(papers.begin(), papers.end(), [](const auto& paper) {
      return paper.kind == CertificateKind::completion;
    });
    if (!completed) return;
    context.refuse(out, &line, "issued_on", to_text(facts.issued_on),
                   {"结业后换发的毕业证书,毕业时间即发证日期",
                    "after a completion the day of graduation is the day of issue"},
                   {to_text(held->dated_on), to_text(held->dated_on)});
  });
}

/// FJ-32a: the plan finished, the conditions not met, within the longest time of study.
void completion_earned(const GuardContext& context, std::vector<Problem>& out) {
  const auto late = static_cast<int>(context.number("study_time_more_years"));
  each<CompletionCertified>(context, [&](const Line& line, const CompletionCertified& facts) {
    check_day_past(context, out, line, "issued_on", facts.issued_on);
    if (!facts.plan_complete) {
      context.refuse(out, &line, "plan_complete", "false",
                     {"未修完教学计划规定内容,不能结业", "the teaching plan is not finished"},
                     {"修完教学计划;否则按肄业办理", "the plan finished; else incomplete study"});
    }
    if (!line.student) return;
    if (line.student->assessment_passed) {
      context.refuse(out, &line, "assessment", "passed",
                     {"已达到毕业要求,应办毕业", "every graduation condition is met"},
                     {"办理验印(表单 stamping)", "have the diploma stamped (form stamping)"});
    }
    const auto last = study_time_ends(*line.student, late);
    if (is_set(last) && facts.issued_on > last) {
      context.refuse(out, &line, "issued_on", to_text(facts.issued_on),
                     {"超过最长学习年限", "beyond the longest time of study"},
                     {"不晚于 " + to_text(last), "not after " + to_text(last)});
    }
  });
}

/// FJ-32c: resits of who has completed rest on a rule of the school.
void resit_rule_filed(const GuardContext& context, std::vector<Problem>& out) {
  const auto& rules = context.organisation().rules;
  const bool filed = std::any_of(rules.begin(), rules.end(), [](const FiledRule& rule) {
    return rule.kind == SchoolRuleKind::course_assessment;
  });
  if (filed) return;
  each<TermResultRecorded>(context, [&](const Line& line, const TermResultRecorded&) {
    if (!line.student || line.student->status != StudentStatus::completed) return;
    context.refuse(out, &line, "school_rule", "",
                   {"结业学生补考、重修须依学校规定,学校没有备案的规定",
                    "resits after a completion follow a rule of the school; none is filed"},
                   {"先备案《课程教学和考核管理实施细则》(表单 school-rule)",
                    "file the rule on courses and exams first (form school-rule)"});
  });
}

/// FJ-33, FJ-16b: a year or more, passing, once; the paper says how long.
void incomplete_study_earned(const GuardContext& context, std::vector<Problem>& out) {
  const auto least = static_cast<int>(context.number("incomplete_study_terms"));
  each<IncompleteStudyCertified>(context, [&](const Line& line,
                                              const IncompleteStudyCertified& facts) {
    const auto refuse = [&](std::string_view field, std::string seen, Text message, Text expected) {
      context.refuse(out, &line, field, std::move(seen), std::move(message), std::move(expected));
    };
    check_day_past(context, out, line, "issued_on", facts.issued_on);
    const auto terms = std::to_string(facts.terms_studied);
    if (facts.kind != CertificateKind::incomplete_study &&
        facts.kind != CertificateKind::factual_record) {
      refuse(
          "kind", std::string(code_of(facts.kind)),
          {"只发肄业证书或写实性学习证明", "an incomplete-study certificate or a factual record"},
          {"incomplete_study 或 factual_record", "incomplete_study or factual_record"});
    }
    if (facts.terms_studied < least) {
      refuse("terms_studied", terms,
             {"学习不满规定年限,不发肄业证书", "studied for too short a time"},
             {"不少于 " + std::to_string(least) + " 学期",
              "at least " + std::to_string(least) + " terms"});
    }
    if (!line.student) return;
    const auto& student = *line.student;
    const auto until = is_set(student.left_on) ? student.left_on : facts.issued_on;
    const int possible = terms_since_entry(context.organisation(), student, until) + 1;
    if (is_new_registration(student.route) && facts.terms_studied > possible) {
      refuse("terms_studied", terms,
             {"肄业年限超过实际在学时间", "longer than the student was here"},
             {"不多于 " + std::to_string(possible) + " 学期",
              "at most " + std::to_string(possible) + " terms"});
    }
    const bool failed = student.moral_result == ReviewResult::failed ||
                        std::any_of(student.courses.begin(), student.courses.end(),
                                    [](const CourseCredit& course) { return !course.passed; });
    if (failed) {
      refuse("results", "failed", {"成绩不合格", "the results do not pass"},
             {"所修课程合格", "every course taken is passed"});
    }
    const bool again = std::any_of(student.certificates.begin(), student.certificates.end(),
                                   [](const auto& paper) {
                                     return paper.kind == CertificateKind::incomplete_study ||
                                            paper.kind == CertificateKind::factual_record;
                                   });
    if (again) {
      refuse("kind", "", {"已发过肄业证书或学习证明", "such a paper was issued before"},
             {"每人一份", "one for each student"});
    }
  });
}

/// FJ-36b: recalled because entry was against the rules; declared void after the recall.
void void_follows_recall(const GuardContext& context, std::vector<Problem>& out) {
  std::unordered_set<SubjectId> recalled_here;
  each<CertificateRecalled>(context, [&](const Line& line, const CertificateRecalled& facts) {
    recalled_here.insert(line.event->subject);
    check_day_past(context, out, line, "recalled_on", facts.recalled_on);
    if (!held_by(line, facts.certificate_number)) {
      return refuse_unknown(context, out, line, facts.certificate_number);
    }
    if (line.student->admission_violation) return;
    context.refuse(
        out, &line, "admission_violation", "false",
        {"没有违规入学认定,不能追回证书",
         "no admission violation is on record: nothing to recall for"},
        {"先登记违规入学(表单 admission-violation)", "record it first (form admission-violation)"});
  });
  each<CertificateVoided>(context, [&](const Line& line, const CertificateVoided& facts) {
    check_day_past(context, out, line, "voided_on", facts.voided_on);
    const auto* held = held_by(line, facts.certificate_number);
    if (!held) return refuse_unknown(context, out, line, facts.certificate_number);
    if (is_set(held->voided_on)) {
      context.refuse(out, &line, "certificate_number", facts.certificate_number,
                     {"证书已宣布无效", "it was declared void before"},
                     {"有效证书", "a valid certificate"});
    } else if (!is_set(held->recalled_on) && !recalled_here.contains(line.event->subject)) {
      context.refuse(out, &line, "certificate_number", facts.certificate_number,
                     {"应先由学校追回", "the school recalls it first"},
                     {"在同一申报中先登记追回", "the recall in the same submission"});
    }
  });
}

/// FJ-37a: a lost diploma is replaced by one proof, never by a second one.
void proof_of_graduation_once(const GuardContext& context, std::vector<Problem>& out) {
  each<GraduationProofIssued>(context, [&](const Line& line, const GraduationProofIssued& facts) {
    check_day_past(context, out, line, "issued_on", facts.issued_on);
    const auto* held = held_by(line, facts.certificate_number);
    if (!held || held->kind != CertificateKind::graduation || !is_set(held->issued_on)) {
      return refuse_unknown(context, out, line, facts.certificate_number);
    }
    if (is_set(held->voided_on) || is_set(held->recalled_on)) {
      context.refuse(out, &line, "certificate_number", facts.certificate_number,
                     {"原证书已追回或宣布无效", "the diploma was recalled or declared void"},
                     {"有效的毕业证书", "a valid diploma"});
    }
    const auto& papers = line.student->certificates;
    const bool again = std::any_of(papers.begin(), papers.end(), [](const auto& paper) {
      return paper.kind == CertificateKind::graduation_proof;
    });
    if (!again) return;
    context.refuse(out, &line, "proof_number", facts.proof_number,
                   {"毕业证明书只补办一次", "a proof of graduation is issued once"},
                   {"不再补办", "no second one"});
  });
}

/// FJ-37c: announcement of loss, the graduate's own application (annex 5), two photographs.
void proof_papers_complete(const GuardContext& context, std::vector<Problem>& out) {
  const auto photos = context.number("proof_photos");
  const auto level = context.text("proof_newspaper_level");
  const auto consents = consents_of(context);
  NewspaperLevel least{};
  for (const auto& term : terms_of<NewspaperLevel>()) {
    if (term.code == level) least = term.value;
  }
  each<GraduationProofIssued>(context, [&](const Line& line, const GraduationProofIssued& facts) {
    const auto refuse = [&](std::string_view field, std::string seen, Text message, Text expected) {
      context.refuse(out, &line, field, std::move(seen), std::move(message), std::move(expected));
    };
    if (facts.newspaper_level < least) {
      refuse(
          "newspaper_level", std::string(code_of(facts.newspaper_level)),
          {"遗失声明须登县级以上报纸", "the loss is announced in a paper of county level or above"},
          {"县级以上报纸", "county level or above"});
    }
    if (facts.announced_on > facts.issued_on) {
      refuse("announced_on", to_text(facts.announced_on),
             {"应先登遗失声明", "the loss is announced before the proof is issued"},
             {"不晚于 " + to_text(facts.issued_on), "not after " + to_text(facts.issued_on)});
    }
    if (facts.photos < photos) {
      refuse("photos", std::to_string(facts.photos),
             {"缺二寸蓝底彩色正面相片", "too few two-inch photographs on blue"},
             {std::to_string(photos) + " 张", std::to_string(photos)});
    }
    if (!facts.application_form) {
      refuse("application_form", "false",
             {"未填《毕业证明书申请表》(附表五)", "the application form (annex 5) is missing"},
             {"填写附表五", "fill annex 5"});
    }
    if (!consents.by_student.contains(line.event->subject)) {
      refuse(
          "consent", "", {"缺毕业生本人申请", "the graduate has not applied"},
          {"在同一申报中附本人申请(Consent)", "a Consent of the graduate in the same submission"});
    }
  });
}

/// FJ-43: the issuer's letter and proofs; what is corrected stands on the certificate.
void correction_papers_complete(const GuardContext& context, std::vector<Problem>& out) {
  static const std::unordered_set<std::string_view> printed = {
      "name", "identity_type", "identity_number", "sex", "birth_date", "skill_certificate_number"};
  each<CertificateDataCorrected>(
      context, [&](const Line& line, const CertificateDataCorrected& facts) {
        check_day_past(context, out, line, "corrected_on", facts.corrected_on);
        if (!held_by(line, facts.certificate_number)) {
          refuse_unknown(context, out, line, facts.certificate_number);
        }
        if (!printed.contains(facts.changed)) {
          context.refuse(out, &line, "changed", facts.changed,
                         {"不是证书上的个人信息项", "no personal field of a certificate"},
                         {"name、identity_number、sex、birth_date 等",
                          "name, identity_number, sex, birth_date, ..."});
        }
        if (!line.disclosure) return;
        if (!line.personal(PersonalField::document_digest)) {
          context.refuse(out, &line, code_of(PersonalField::document_digest), "",
                         {"缺相关证明材料", "the proofs are missing"},
                         {"证明材料的SHA-256", "SHA-256 of the proofs"});
        }
        const auto before = line.personal(PersonalField::old_value);
        const auto after = line.personal(PersonalField::new_value);
        if (before && after && *before != *after) return;
        context.refuse(out, &line, code_of(PersonalField::new_value), "",
                       {"更正前后的内容缺失或相同", "old and new value are missing or equal"},
                       {"填写更正前和更正后的内容", "state both"});
      });
}

/// FJ-08b: by a keeper of the school, once.
void file_closed_by_keeper(const GuardContext& context, std::vector<Problem>& out) {
  each<FileArchived>(context, [&](const Line& line, const FileArchived& facts) {
    const auto* keeper = context.state().person(facts.keeper);
    if (keeper && keeper->employer == context.submission.organisation) return;
    context.refuse(out, &line, "keeper", "",
                   {"档案保管人不是本校人员", "the keeper is not of this school"},
                   {"本校登记的保管人", "a keeper registered at this school"});
  });
  each<FileHandedOver>(context, [&](const Line& line, const FileHandedOver&) {
    if (!line.disclosure || line.personal(PersonalField::document_digest)) return;
    context.refuse(out, &line, code_of(PersonalField::document_digest), "",
                   {"缺接收单位的回执", "the receiver's paper is missing"},
                   {"回执的SHA-256", "SHA-256 of the receipt"});
  });
  each<FileArchived, FileHandedOver>(context, [&](const Line& line, const auto&) {
    if (!line.student || !is_set(line.student->file_closed_on)) return;
    context.refuse(out, &line, "file", to_text(line.student->file_closed_on),
                   {"档案已归档或移交", "the file was archived or handed over before"},
                   {"每份档案一次", "once for each file"});
  });
}

}  // namespace

std::span<const Guard> certificate_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"completion_earned", completion_earned, {{"study_time_more_years", T::number}}},
      {"correction_papers_complete", correction_papers_complete},
      {"file_closed_by_keeper", file_closed_by_keeper},
      {"incomplete_study_earned", incomplete_study_earned, {{"incomplete_study_terms", T::number}}},
      {"issued_after_stamp", issued_after_stamp},
      {"issued_on_graduation_day", issued_on_graduation_day},
      {"proof_of_graduation_once", proof_of_graduation_once},
      {"proof_papers_complete",
       proof_papers_complete,
       {{"proof_photos", T::number}, {"proof_newspaper_level", T::text}}},
      {"resit_rule_filed", resit_rule_filed},
      {"void_follows_recall", void_follows_recall},
  };
  return guards;
}

}  // namespace xueji
