// Between schools, classes and cohorts: transfer, custody switch, change of major, repetition
// (FJ-04, FJ-05a, FJ-10, FJ-11, FJ-24; D-14, D-27).
#include <algorithm>
#include <map>
#include <string>

#include "ledger/authority/authority.h"
#include "ledger/registry/guards_families.h"
#include "ledger/registry/other_school.h"
#include "ledger/registry/school_terms.h"
#include "ledger/registry/succession.h"

namespace xueji {
namespace {

/// The school that the student leaves; the one that files when no other is named.
const OrganisationState& school_left(const GuardContext& context, const Line& line) {
  if (!line.student) return context.organisation();
  const auto answers = answers_for(context.state(), line.student->school, context.today);
  const auto* row = context.state().organisation(answers);
  return row ? *row : context.organisation();
}

/// The calendar of the school left, else that of the school that files; nullptr without either.
const OrganisationState* school_with_calendar(const GuardContext& context, const Line& line) {
  const auto& left = school_left(context, line);
  if (!left.calendar.empty()) return &left;
  return context.organisation().calendar.empty() ? nullptr : &context.organisation();
}

OrganisationId province_of(const GuardContext& context, const OrganisationId& school) {
  return resolve(context.state(), Relation::province, school).value_or(OrganisationId{});
}

// ---- Built in: the two schools of a submission belong together. --------------------------------

class TwoSchools {
 public:
  TwoSchools(const GuardContext& context, std::vector<Problem>& out)
      : context_(context), out_(out), home_(context.submission.organisation) {}

  void check() {
    for (const auto& line : context_.submission.lines) {
      if (line.type == EventType::rule_overridden) continue;
      check_student(line);
      if (const auto* facts = get_if<TransferRequested>(&line.event->facts)) {
        check_pair(line, facts->from_school, facts->to_school, "from_school");
        ++parts_[line.event->subject].requests;
      } else if (const auto* switched = get_if<CustodyTransferred>(&line.event->facts)) {
        check_pair(line, switched->from, switched->to, "from");
        ++parts_[line.event->subject].completions;
      } else if (const auto* done = get_if<TransferCompleted>(&line.event->facts)) {
        if (done->to_school != home_) refuse_home(line, "to_school");
        ++parts_[line.event->subject].completions;
      }
    }
    if (context_.submission.form != Form::custody_transfer) check_whole();
  }

 private:
  struct Parts {
    int requests = 0;
    int completions = 0;
  };

  void refuse(const Line& line, std::string_view field, Text message, Text expected) {
    context_.refuse(out_, &line, field, "", std::move(message), std::move(expected));
  }
  void refuse_home(const Line& line, std::string_view field) {
    refuse(line, field, {"转入学校不是申报学校", "the receiving school is not the one that files"},
           {"由转入学校申报", "the receiving school files"});
  }

  void check_student(const Line& line) {
    if (!line.student) {
      refuse(line, "subject", {"没有这名学生", "there is no such student"},
             {"转出学校的在读学生", "an active student of the school left"});
    } else if (line.student->school == home_ || is_taken_over(line)) {
      refuse(line, "subject", {"该生已在本校", "the student is of this school already"},
             {"其他学校的在读学生", "an active student of another school"});
    }
  }

  /// A custody switch may still write down that a status moved with its school; a transfer may not.
  [[nodiscard]] bool is_taken_over(const Line& line) const {
    return context_.submission.form != Form::custody_transfer && answering(line) == home_;
  }

  void check_pair(const Line& line, const OrganisationId& from, const OrganisationId& to,
                  std::string_view field) {
    if (to != home_) refuse_home(line, field == "from" ? "to" : "to_school");
    if (line.student && from != line.student->school && from != answering(line)) {
      refuse(line, field, {"该生不在所称的转出学校", "the student is not of the school named"},
             {"学籍所在学校", "the school that holds the status"});
    }
    if (other_.is_none()) other_ = from;
    if (from == other_) return;
    refuse(line, field,
           {"一份申报只能涉及同一所转出学校", "all lines of one submission name the same school"},
           {"按转出学校分别申报", "one submission for each school left"});
  }

  /// Row 67: who took the student's school over lets the student go.
  [[nodiscard]] OrganisationId answering(const Line& line) const {
    return answers_for(context_.state(), line.student->school, context_.today);
  }

  /// A transfer is one history: the application and its completion stand together.
  void check_whole() {
    for (const auto& line : context_.submission.lines) {
      const auto found = parts_.find(line.event->subject);
      const bool whole =
          found != parts_.end() && found->second.requests == 1 && found->second.completions == 1;
      if (whole || line.type == EventType::rule_overridden) continue;
      refuse(line, "subject",
             {"转学须同时包含申请与办结", "a transfer holds its application and its completion"},
             {"每名学生一条申请、一条办结", "one of each for every student"});
    }
  }

  const GuardContext& context_;
  std::vector<Problem>& out_;
  const OrganisationId& home_;
  OrganisationId other_;
  std::map<SubjectId, Parts> parts_;
};

// ---- Transfer. ---------------------------------------------------------------------------------

/// FJ-11a: student and guardian apply; FJ-11b, FJ-11c build on it.
void transfer_applied_for(const GuardContext& context, std::vector<Problem>& out) {
  const auto agreed = consents_of(context);
  each<TransferRequested>(context, [&](const Line& line, const TransferRequested&) {
    if (agreed.both(line.event->subject)) return;
    context.refuse(
        out, &line, "consent", "",
        {"转学须由学生本人及家长(监护人)申请", "student and guardian apply for a transfer"},
        {"在同一申报中附两人签署的申请(Consent)",
         "a Consent event of both in the same submission"});
  });
}

/// FJ-11a, D-01: from the first day of the term to the same day of the next month, inclusive.
void transfer_applied_in_window(const GuardContext& context, std::vector<Problem>& out) {
  const auto months = static_cast<int>(context.number("transfer_window_months"));
  each<TransferRequested>(context, [&](const Line& line, const TransferRequested& facts) {
    const auto* school = school_with_calendar(context, line);
    const auto term = school ? term_on(*school, facts.applied_on) : std::nullopt;
    if (!term) {
      context.refuse(out, &line, "applied_on", to_text(facts.applied_on),
                     {"该学期没有备案校历", "no school calendar for that term"},
                     {"先填报校历(表单 school-calendar)", "file the form school-calendar first"});
      return;
    }
    const auto last = add_months(term->term.starts, months);
    if (facts.applied_on <= last) return;
    const auto window = to_text(term->term.starts);
    context.refuse(out, &line, "applied_on", to_text(facts.applied_on),
                   {"不在开学后" + std::to_string(months) + "个月内",
                    "not within " + std::to_string(months) + " month of the start of term"},
                   {window + " 至 " + to_text(last), window + " to " + to_text(last)});
  });
}

/// FJ-10b.
void transfer_after_terms(const GuardContext& context, std::vector<Problem>& out) {
  const auto needed = context.number("transfer_terms_min");
  each<TransferRequested>(context, [&](const Line& line, const TransferRequested& facts) {
    if (!line.student) return;
    const auto terms =
        terms_since_entry(school_left(context, line), *line.student, facts.applied_on);
    if (terms >= needed) return;
    const auto text = std::to_string(needed);
    context.refuse(out, &line, "applied_on", to_text(facts.applied_on),
                   {"入学未满" + text + "个学期", "less than " + text + " term since entry"},
                   {"入学满" + text + "个学期之后", "after " + text + " term in school"});
  });
}

/// FJ-10c.
void transfer_before_final_year(const GuardContext& context, std::vector<Problem>& out) {
  each<TransferRequested>(context, [&](const Line& line, const TransferRequested& facts) {
    if (!line.student || line.student->programme_years == 0) return;
    const auto grade = grade_on(school_left(context, line), *line.student, facts.applied_on);
    if (grade < line.student->programme_years) return;
    context.refuse(out, &line, "grade", std::to_string(grade),
                   {"毕业年级原则上不得转学", "in principle no transfer in the graduating grade"},
                   {"附例外说明(RuleOverridden)", "an override with its reason"});
  });
}

/// FJ-11b, FJ-11c: which form, and so whose approval, follows from the provinces of the schools.
void transfer_scope_fits(const GuardContext& context, std::vector<Problem>& out) {
  const bool across = context.submission.form == Form::transfer_across;
  each<TransferRequested>(context, [&](const Line& line, const TransferRequested& facts) {
    const auto from = province_of(context, facts.from_school);
    const bool same = !from.is_none() && from == province_of(context, facts.to_school);
    const auto wanted = across ? TransferScope::into_province : TransferScope::in_province;
    if (same != across && facts.scope == wanted) return;
    const auto label = label_of(wanted);
    context.refuse(out, &line, "scope", std::string(code_of(facts.scope)),
                   {"转学范围与所用表单或两校所在省份不符",
                    "the scope does not fit the form, or the provinces of the two schools"},
                   {same ? "表单 transfer(省内)" : "表单 transfer-across(跨省):" + label.zh,
                    same ? "the form transfer (within the province)"
                         : "the form transfer-across: " + label.en});
  });
}

/// FJ-11c: the other side is outside this ledger: its approval is a paper.
void transfer_out_documented(const GuardContext& context, std::vector<Problem>& out) {
  each<TransferredOut>(context, [&](const Line& line, const TransferredOut& facts) {
    if (!facts.reference.is_none()) return;
    context.refuse(
        out, &line, "reference", "",
        {"缺少转入学校(跨省的还有两地主管部门)同意的文件", "the other side's approval is missing"},
        {"附文件摘要", "the digest of the paper"});
  });
}

// ---- Major, cohort, custody. -------------------------------------------------------------------

/// FJ-05b for changes: a code of a catalogue version that the pack uses.
void changed_major_in_catalogue(const GuardContext& context, std::vector<Problem>& out) {
  const auto versions = context.list("major_catalogue_versions");
  const auto check = [&](const Line& line, const auto& facts) {
    const bool known = contains(versions, facts.major_catalogue) &&
                       (context.knows_major(facts.major_code, facts.major_catalogue) ||
                        (line.type != EventType::major_direction_confirmed &&
                         context.knows_category(facts.major_code, facts.major_catalogue)));
    if (known) return;
    context.refuse(
        out, &line, "major_code", facts.major_code + "@" + facts.major_catalogue,
        {"专业代码不在专业目录中", "the major is not in the catalogue"},
        {"专业目录(" + joined(versions) + ")中的代码", "a code of catalogue " + joined(versions)});
  };
  each<MajorDirectionConfirmed, MajorChanged, TransferCompleted>(context, check);
}

/// FJ-05a: from the broad category to one of its directions, once.
void direction_of_category(const GuardContext& context, std::vector<Problem>& out) {
  each<MajorDirectionConfirmed>(
      context, [&](const Line& line, const MajorDirectionConfirmed& facts) {
        if (!line.student) return;
        const auto& now = line.student->major_code;
        constexpr std::size_t major_digits = 6;
        if (line.student->direction_confirmed || now.size() >= major_digits) {
          context.refuse(out, &line, "major_code", now,
                         {"专业方向已确定;改变属于转专业",
                          "the direction stands already; another one is a change of major"},
                         {"按专业大类注册而未定方向的学生,或用表单 change-of-major",
                          "a student registered by category, or the form change-of-major"});
        } else if (!facts.major_code.starts_with(now)) {
          context.refuse(out, &line, "major_code", facts.major_code,
                         {"专业方向不在原专业大类内", "the direction is not of the category"},
                         {"以 " + now + " 开头的专业代码", "a code that begins with " + now});
        }
      });
}

/// FJ-10a: grade, reason, own request.
void major_changed_in_first_year(const GuardContext& context, std::vector<Problem>& out) {
  const auto agreed = consents_of(context);
  const auto last = context.number("major_change_grade_max");
  each<MajorChanged>(context, [&](const Line& line, const MajorChanged& facts) {
    const auto text = std::to_string(last);
    const auto grade =
        line.student ? grade_on(context.organisation(), *line.student, line.event->effective_on)
                     : facts.grade;
    if (grade > last || (facts.grade != 0 && facts.grade != grade)) {
      context.refuse(out, &line, "grade", std::to_string(grade),
                     {"只有" + text + "年级学生可调整专业", "only grade " + text + " may change"},
                     {text, text});
    }
    if (agreed.by_student.contains(line.event->subject)) return;
    context.refuse(out, &line, "consent", "",
                   {"转专业须由学生本人申请", "the student applies for a change of major"},
                   {"在同一申报中附学生签署的申请(Consent)",
                    "a Consent event of the student in the same submission"});
  });
}

/// FJ-24, D-14: by credits nobody repeats in principle, so that every repetition is an exception.
void repetition_is_exception(const GuardContext& context, std::vector<Problem>& out) {
  each<GradeRepeated>(context, [&](const Line& line, const GradeRepeated& facts) {
    context.refuse(out, &line, "cohort", std::to_string(facts.cohort),
                   {"学分制原则上不实行留级", "under credits there is no repetition in principle"},
                   {"附例外说明(RuleOverridden)", "an override with its reason"});
  });
}

/// FJ-24: the cohort of a repetition; no override moves it further.
void repetition_to_next_cohort(const GuardContext& context, std::vector<Problem>& out) {
  each<GradeRepeated>(context, [&](const Line& line, const GradeRepeated& facts) {
    if (!line.student || facts.cohort == line.student->cohort + 1) return;
    const auto next = std::to_string(line.student->cohort + 1);
    context.refuse(out, &line, "cohort", std::to_string(facts.cohort),
                   {"留级只能到下一年级", "a repetition leads to the next cohort"},
                   {next + "级", "cohort " + next});
  });
}

/// FJ-04a, FJ-04b: the programme under which the student was recruited asks for the switch.
void custody_follows_programme(const GuardContext& context, std::vector<Problem>& out) {
  each<CustodyTransferred>(context, [&](const Line& line, const CustodyTransferred& facts) {
    const bool known = facts.programme == JointProgramme::western ||
                       facts.programme == JointProgramme::three_stage;
    if (known && line.student && line.student->joint == facts.programme) return;
    const auto label = label_of(line.student ? line.student->joint : JointProgramme::none);
    context.refuse(out, &line, "programme", std::string(code_of(facts.programme)),
                   {"该生的联合办学类型不是此项", "the student is of another programme"},
                   {label.zh, label.en});
  });
}

/// FJ-04a: out of another province into this one.
void western_custody_moves_in(const GuardContext& context, std::vector<Problem>& out) {
  each<CustodyTransferred>(context, [&](const Line& line, const CustodyTransferred& facts) {
    if (facts.programme != JointProgramme::western) return;
    if (province_of(context, facts.from) != province_of(context, facts.to)) return;
    context.refuse(out, &line, "from", "",
                   {"西部联合办学的学籍由外省学校转入", "a western student comes from outside"},
                   {"外省合作学校", "a partner school of another province"});
  });
}

/// FJ-04b: from grade 2 on the key school is responsible.
void three_stage_custody_by_grade(const GuardContext& context, std::vector<Problem>& out) {
  const auto wanted = from_code<SchoolTier>(context.text("three_stage_key_tier"));
  XUEJI_ASSERT(wanted.has_value());
  each<CustodyTransferred>(context, [&](const Line& line, const CustodyTransferred& facts) {
    if (facts.programme != JointProgramme::three_stage) return;
    const auto tier = tier_on(context.organisation(), context.today);
    const auto label = label_of(*wanted);
    if (tier < *wanted) {
      context.refuse(out, &line, "tier", std::string(code_of(tier)),
                     {"二、三年级应由重点学校负责", "grades 2 and 3 belong to a key school"},
                     {label.zh, label.en});
    }
    const auto grade =
        line.student ? grade_on(school_left(context, line), *line.student, line.event->effective_on)
                     : 0;
    if (grade >= 2 && facts.grade == grade) return;
    context.refuse(out, &line, "grade", std::to_string(facts.grade),
                   {"一年级由一般学校负责,二年级起转换", "the switch is for grade 2"},
                   {"二年级起,现为" + std::to_string(grade) + "年级",
                    "from grade 2 on; the student is in grade " + std::to_string(grade)});
  });
}

/// FJ-04c: the receiving school does it.
void custody_taken_by_receiver(const GuardContext& context, std::vector<Problem>& out) {
  each<CustodyTransferred>(context, [&](const Line& line, const CustodyTransferred& facts) {
    if (facts.to == context.submission.organisation) return;
    context.refuse(out, &line, "to", "",
                   {"学籍转换由接收学校办理", "the receiving school does the switch"},
                   {"由接收学校申报", "let the receiving school file"});
  });
}

}  // namespace

void check_two_schools(const GuardContext& context, std::vector<Problem>& out) {
  if (takes_over(context.submission.form)) TwoSchools(context, out).check();
}

std::span<const Guard> transfer_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"changed_major_in_catalogue",
       changed_major_in_catalogue,
       {{"major_catalogue_versions", T::list}}},
      {"custody_follows_programme", custody_follows_programme},
      {"custody_taken_by_receiver", custody_taken_by_receiver},
      {"direction_of_category", direction_of_category},
      {"major_changed_in_first_year",
       major_changed_in_first_year,
       {{"major_change_grade_max", T::number}}},
      {"repetition_is_exception", repetition_is_exception},
      {"repetition_to_next_cohort", repetition_to_next_cohort},
      {"three_stage_custody_by_grade",
       three_stage_custody_by_grade,
       {{"three_stage_key_tier", T::text}}},
      {"transfer_after_terms", transfer_after_terms, {{"transfer_terms_min", T::number}}},
      {"transfer_applied_for", transfer_applied_for},
      {"transfer_applied_in_window",
       transfer_applied_in_window,
       {{"transfer_window_months", T::number}}},
      {"transfer_before_final_year", transfer_before_final_year},
      {"transfer_out_documented", transfer_out_documented},
      {"transfer_scope_fits", transfer_scope_fits},
      {"western_custody_moves_in", western_custody_moves_in},
  };
  return guards;
}

}  // namespace xueji
