// The stamping list: its sole basis, its fields, its numbers, its days (SY-1.7a, SY-1.7f, FJ-05a,
// FJ-31b, FJ-35b, FJ-36a, FJ-40, FJ-41, FJ-42; D-01, D-11, D-32, D-34).
#include <array>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>

#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

constexpr std::string_view no_document_type = "A";

std::string text_of(Position at) {
  return std::to_string(at.value);
}

/// "entry 412 change of major, entry 519 change of information (name)".
Text list_of(const std::vector<ChangeNoted>& changes) {
  Text list;
  for (const auto& change : changes) {
    const auto label = label_of(change.event);
    const auto what = change.changed.empty() ? std::string() : " (" + change.changed + ")";
    list.zh += (list.zh.empty() ? "" : "、") + ("第" + text_of(change.at) + "条" + label.zh) + what;
    list.en +=
        (list.en.empty() ? "" : ", ") + ("entry " + text_of(change.at) + " " + label.en) + what;
  }
  return list;
}

/// One form of one number: a citizen id with 18 digits, other documents without case and blanks.
std::string canonical(const GuardContext& context, PersonalField field, std::string_view value) {
  if (field != PersonalField::identity_number) return std::string(value);
  if (auto read = parse_citizen_id(value, context.pack().divisions(), context.today)) {
    return read->number;
  }
  std::string folded;
  for (const char c : value) {
    if (c == ' ') continue;
    folded.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return folded;
}

/// SY-1.7a: what the registration form says, with the approved changes since, is what is stamped.
class SoleBasis {
 public:
  SoleBasis(const GuardContext& context, std::vector<Problem>& out)
      : context_(context), out_(out) {}

  void check(const Line& line, const StampingLine& facts) {
    const auto& student = *line.student;
    if (student.roster_at == no_position) {
      return refuse(line, "registration", text_of(facts.registration),
                    {"没有这名学生的新生注册表", "no registration form holds this student"},
                    {"已生效的注册名册行或期初导入", "a roster line or opening import in effect"});
    }
    if (facts.registration != student.roster_at) {
      refuse(
          line, "registration", text_of(facts.registration),
          {"所引的不是该生的新生注册表", "it is not this student's line of the registration form"},
          {text_of(student.roster_at), text_of(student.roster_at)});
    }
    check_status(line, facts, student);
    if (line.disclosure) check_person(line, student);
  }

 private:
  void check_status(const Line& line, const StampingLine& facts, const StudentState& student) {
    if (facts.cohort != student.cohort) {
      refuse_changed(line, student, "cohort", std::to_string(facts.cohort),
                     std::to_string(student.cohort));
    }
    if (facts.major_code != student.major_code ||
        facts.major_catalogue != student.major_catalogue) {
      refuse_changed(line, student, "major_code", facts.major_code + " " + facts.major_catalogue,
                     student.major_code + " " + student.major_catalogue);
    }
    if (facts.study_mode != student.study_mode) {
      refuse_changed(line, student, "study_mode", std::string(code_of(facts.study_mode)),
                     std::string(code_of(student.study_mode)));
    }
  }

  void check_person(const Line& line, const StudentState& student) {
    const auto registered = context_.input.persons.disclosure_at(student.roster_at);
    if (!registered) {
      return refuse(line, code_of(PersonalField::name), "",
                    {"新生注册表的个人信息无法打开,不能比对",
                     "the personal fields of the registration form do not open"},
                    {"检查保管库后重报", "look after the vault, then file again"});
    }
    const auto fields = personal_fields_of(EventType::roster_line);
    bool changed = false;
    for (const auto field :
         {PersonalField::name, PersonalField::identity_type, PersonalField::identity_number,
          PersonalField::sex, PersonalField::birth_date}) {
      auto expected = std::string(value_of(fields, *registered, field).value_or(""));
      if (!apply_changes(line, student, field, expected, changed)) return;
      const auto stated = line.personal(field).value_or("");
      if (canonical(context_, field, expected) == canonical(context_, field, stated)) continue;
      // Who had no number then, and none now, is known by the name and the status.
      if (expected.empty() && stated.empty()) continue;
      refuse_changed(line, student, code_of(field), masked(field, stated), masked(field, expected));
    }
    if (!student.changes.empty() && changed) warn_changed(line, student);
  }

  /// Follows the approved changes of one field; false when one of them does not open.
  bool apply_changes(const Line& line, const StudentState& student, PersonalField field,
                     std::string& expected, bool& changed) {
    for (const auto& change : student.changes) {
      if (change.changed != code_of(field)) continue;
      const auto opened = context_.input.persons.disclosure_at(change.at);
      const auto now =
          opened ? value_of(personal_fields_of(change.event), *opened, PersonalField::new_value)
                 : std::nullopt;
      if (!now) {
        refuse(line, code_of(field), "",
               {"信息变更的内容无法打开,不能比对:第" + text_of(change.at) + "条",
                "the change of information does not open: entry " + text_of(change.at)},
               {"检查保管库后重报", "look after the vault, then file again"});
        return false;
      }
      expected = std::string(*now);
      changed = true;
    }
    return true;
  }

  void warn_changed(const Line& line, const StudentState& student) {
    const auto list = list_of(student.changes);
    context_.warn(out_, &line, "registration", text_of(student.roster_at),
                  {"与新生注册表的差异由以下已批准事项说明:" + list.zh,
                   "differs from the registration form; explained by: " + list.en},
                  {"核对这些事项", "look at these events"});
  }

  void refuse_changed(const Line& line, const StudentState& student, std::string_view field,
                      std::string seen, const std::string& accepted) {
    const auto list = list_of(student.changes);
    const auto since = student.changes.empty()
                           ? Text{"其后没有已批准的变更", "no approved change followed"}
                           : Text{"其后已批准:" + list.zh, "approved since: " + list.en};
    refuse(line, field, std::move(seen),
           {"与新生注册表(第" + text_of(student.roster_at) + "条)不符;" + since.zh,
            "not what the registration form (entry " + text_of(student.roster_at) + ") says; " +
                since.en},
           {accepted, accepted});
  }

  void refuse(const Line& line, std::string_view field, std::string seen, Text message,
              Text expected) {
    context_.refuse(out_, &line, field, std::move(seen), std::move(message), std::move(expected));
  }

  const GuardContext& context_;
  std::vector<Problem>& out_;
};

void registration_is_sole_basis(const GuardContext& context, std::vector<Problem>& out) {
  SoleBasis basis(context, out);
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    if (line.student) basis.check(line, facts);
  });
}

/// SY-1.7f: judged on the day of the first filing (D-32).
void stamped_in_window(const GuardContext& context, std::vector<Problem>& out) {
  each<StampingLine>(context, [&](const Line& line, const StampingLine&) {
    const auto day = china_date(context.first_filed_at(line));
    const auto from = context.day_in("stamping_from", year_of(day));
    const auto until = context.day_in("stamping_until", year_of(day));
    if (day >= from && day <= until) return;
    context.refuse(out, &line, "filed_at", to_text(day),
                   {"不在毕业证书验印时间内", "outside the stamping window"},
                   {to_text(from) + " 至 " + to_text(until) + ",或附市局准予的例外",
                    to_text(from) + " to " + to_text(until) + ", or an override by the city"});
  });
}

/// FJ-42: the verification is complete by a day of each season; later is told, and a finding.
void stamped_by_verification_day(const GuardContext& context, std::vector<Problem>& out) {
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    if (facts.season == Season::none || facts.graduation_year == 0) return;
    const auto last = context.day_in(
        facts.season == Season::spring ? "verification_spring" : "verification_autumn",
        facts.graduation_year);
    const auto filed = context.first_filed_at(line);
    if (filed <= end_of(last)) return;
    context.refuse(out, &line, "filed_at", to_text(china_date(filed)),
                   {"逾期:电子验证应于 " + to_text(last) + " 前完成",
                    "late: the verification was due by " + to_text(last)},
                   {to_text(last), to_text(last)});
  });
}

/// Whether the line states the fact; a name that is no fact of it is nothing it could leave out.
bool is_stated(const StampingLine& facts, std::string_view name) {
  bool stated = true;
  for_each_field(facts, [&](const auto& field, const auto& value) {
    if (field.name == name) stated = value != std::decay_t<decltype(value)>{};
  });
  return stated;
}

PersonalField personal_named(std::string_view name) {
  for (const auto& term : personal_field_terms()) {
    if (term.code == name) return term.field;
  }
  return PersonalField::none;
}

/// FJ-40: the six groups.
void stamping_fields_stated(const GuardContext& context, std::vector<Problem>& out) {
  const auto names = context.list("stamping_required_fields");
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    for (const auto& name : names) {
      const auto personal = personal_named(name);
      const bool is_fact = personal == PersonalField::none;
      if (is_fact ? is_stated(facts, name) : line.personal(personal).has_value()) continue;
      if (!is_fact && !line.disclosure) continue;
      if (personal == PersonalField::identity_number && line.identity_type == no_document_type) {
        continue;
      }
      const auto label = is_fact ? Text{name, name} : label_of(personal);
      context.refuse(out, &line, name, "", {"验印必填项为空:" + label.zh, "missing: " + label.en},
                     {"填写" + label.zh, "state the " + label.en});
    }
  });
}

/// What cannot be true of any diploma (FJ-40): its days in order, its years those of its days.
void stamping_days_in_order(const GuardContext& context, std::vector<Problem>& out) {
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    const auto refuse = [&](std::string_view field, std::string seen, Text message,
                            const std::string& expected) {
      context.refuse(out, &line, field, std::move(seen), std::move(message), {expected, expected});
    };
    if (facts.kind != CertificateKind::graduation) {
      refuse("kind", std::string(code_of(facts.kind)),
             {"验印名册只收毕业证书;结业、肄业各有表单",
              "the list is for diplomas; completion and incomplete study have their own forms"},
             "graduation");
    }
    if (facts.study_until <= facts.study_from) {
      refuse("study_until", to_text(facts.study_until),
             {"学习起止年月颠倒", "the study ends before it begins"},
             "> " + to_text(facts.study_from));
    }
    if (facts.graduation_year != year_of(facts.issue_on)) {
      refuse("graduation_year", std::to_string(facts.graduation_year),
             {"毕业年度与发证日期不符", "the year is not that of the day of issue"},
             std::to_string(year_of(facts.issue_on)));
    }
    const auto entry = line.student ? line.student->entry_year : 0;
    if (entry != 0 && year_of(facts.study_from) != entry) {
      refuse("study_from", to_text(facts.study_from),
             {"学习起始年份与入学年度不符", "the study begins in another year than the entry"},
             std::to_string(entry));
    }
  });
}

/// FJ-32b: after a completion the day of graduation is the day of issue.
void graduation_day_is_issue_day(const GuardContext& context, std::vector<Problem>& out) {
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    const bool completed = line.student && line.student->status == StudentStatus::completed;
    if (!completed || facts.study_until == facts.issue_on) return;
    context.refuse(out, &line, "study_until", to_text(facts.study_until),
                   {"结业后换发毕业证书的,毕业时间按发证日期填写",
                    "after a completion the day of graduation is the day of issue"},
                   {to_text(facts.issue_on), to_text(facts.issue_on)});
  });
}

/// FJ-05a: by the graduate roster at the latest the direction is confirmed.
void major_direction_settled(const GuardContext& context, std::vector<Problem>& out) {
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    if (context.knows_major(facts.major_code, facts.major_catalogue)) return;
    context.refuse(out, &line, "major_code", facts.major_code,
                   {"未确定专业方向,或不在专业目录", "no direction yet, or not in the catalogue"},
                   {"先确认专业方向(表单 major-direction)",
                    "confirm the direction first (form major-direction)"});
  });
}

/// FJ-35b: entry roster, graduate roster (this list), skill certificates, results.
void stamping_pack_complete(const GuardContext& context, std::vector<Problem>& out) {
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    const auto refuse = [&](std::string_view field, Text message, Text expected) {
      context.refuse(out, &line, field, "", std::move(message), std::move(expected));
    };
    if (line.disclosure && !line.personal(PersonalField::skill_certificate_number)) {
      refuse(code_of(PersonalField::skill_certificate_number),
             {"材料不全:缺职业资格(技能等级)证书", "the pack lacks the skill certificate"},
             {"填写证书号", "state its number"});
    }
    if (facts.results.is_none()) {
      refuse("results", {"材料不全:缺其他规定材料(成绩)", "the pack lacks the results"},
             {"成绩文件的SHA-256", "SHA-256 of the results file"});
    }
  });
}

void check_certificate_number(const GuardContext& context, std::vector<Problem>& out,
                              const Line& line, const StampingLine& facts,
                              const std::string& format) {
  const auto& number = facts.certificate_number;
  const auto refuse = [&](Text message, const std::string& expected) {
    context.refuse(out, &line, "certificate_number", number, std::move(message),
                   {expected, expected});
  };
  const auto read = read_number(number, format);
  if (!read) {
    return refuse({"毕业证书号码格式不符", "the certificate number is malformed"},
                  format + ", " + std::to_string(format.size()) + " digits");
  }
  const auto& school = context.organisation();
  if (read->year != std::to_string(facts.graduation_year)) {
    refuse({"号码年份与毕业年度不符", "its year is not the year of graduation"},
           std::to_string(facts.graduation_year));
  }
  const auto school_digits = school.number_county_code + school.number_school_code;
  if (read->county + read->school != school_digits) {
    refuse({"号码第5至8位与学校代码不符", "digits 5 to 8 are not those of the school"},
           school_digits);
  }
  const auto* range = context.state().serial(read->year + read->county + read->school);
  const auto given = range ? range->last : 0U;
  const auto serial = static_cast<std::uint32_t>(std::stoul(read->serial));
  if (serial > given) return;
  auto next = std::to_string(given + 1);
  if (next.size() < read->serial.size()) next.insert(0, read->serial.size() - next.size(), '0');
  refuse({"顺序号已用过或为零,不得重用", "the serial is zero or was given before"}, ">= " + next);
}

/// FJ-41, D-11.
void certificate_number_well_formed(const GuardContext& context, std::vector<Problem>& out) {
  const auto format = context.text("certificate_number_format");
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    check_certificate_number(context, out, line, facts, format);
  });
}

/// The number that a paper takes; empty: none.
const std::string& number_of(const StampingLine& facts) {
  return facts.certificate_number;
}
const std::string& number_of(const CompletionCertified& facts) {
  return facts.certificate_number;
}
const std::string& number_of(const IncompleteStudyCertified& facts) {
  return facts.certificate_number;
}
const std::string& number_of(const GraduationProofIssued& facts) {
  return facts.proof_number;
}

/// FJ-41: never twice, whatever the paper; in the file by hash, in the ledger by its index.
void certificate_number_unique(const GuardContext& context, std::vector<Problem>& out) {
  std::unordered_map<std::string_view, std::uint32_t> seen;
  each<StampingLine, CompletionCertified, IncompleteStudyCertified, GraduationProofIssued>(
      context, [&](const Line& line, const auto& facts) {
        const auto& number = number_of(facts);
        if (number.empty()) return;
        if (context.state().identifier(IdentifierKind::certificate_number, number)) {
          context.refuse(out, &line, "certificate_number", number,
                         {"证书编号已经使用", "the number was given before"},
                         {"未用过的号码", "a number never given"});
        }
        const auto [first, is_new] = seen.emplace(number, line.index);
        if (is_new) return;
        const auto where = line_text(first->second);
        context.refuse(out, &line, "certificate_number", number,
                       {"证书编号与" + where.zh + "重复", "the number repeats " + where.en},
                       {"每证一号", "one number for each paper"});
      });
}

/// FJ-41 speaks of diplomas; of the school's other papers a number in another form is told.
void school_paper_number_in_form(const GuardContext& context, std::vector<Problem>& out) {
  const auto format = context.text("certificate_number_format");
  each<CompletionCertified, IncompleteStudyCertified>(
      context, [&](const Line& line, const auto& facts) {
        if (read_number(facts.certificate_number, format)) return;
        context.refuse(out, &line, "certificate_number", facts.certificate_number,
                       {"证书编号缺失或不合毕业证书号码格式",
                        "the number is missing or not in the form of a certificate number"},
                       {format, format});
      });
}

/// FJ-36a: who entered against the rules gets no certificate.
void no_admission_violation(const GuardContext& context, std::vector<Problem>& out) {
  each<StampingLine, CompletionCertified, DiplomaIssued>(
      context, [&](const Line& line, const auto&) {
        if (!line.student || !line.student->admission_violation) return;
        context.refuse(out, &line, "admission_violation", "true",
                       {"违反国家招生规定入学,不得发给毕(结)业证书",
                        "entry was against the rules: no certificate"},
                       {"无违规入学记录", "no violation on record"});
      });
}

}  // namespace

std::span<const Guard> stamping_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"certificate_number_unique", certificate_number_unique},
      {"certificate_number_well_formed",
       certificate_number_well_formed,
       {{"certificate_number_format", T::text}}},
      {"graduation_day_is_issue_day", graduation_day_is_issue_day},
      {"major_direction_settled", major_direction_settled},
      {"no_admission_violation", no_admission_violation},
      {"registration_is_sole_basis", registration_is_sole_basis},
      {"school_paper_number_in_form",
       school_paper_number_in_form,
       {{"certificate_number_format", T::text}}},
      {"stamped_by_verification_day",
       stamped_by_verification_day,
       {{"verification_spring", T::month_day}, {"verification_autumn", T::month_day}}},
      {"stamped_in_window",
       stamped_in_window,
       {{"stamping_from", T::month_day}, {"stamping_until", T::month_day}}},
      {"stamping_days_in_order", stamping_days_in_order},
      {"stamping_fields_stated", stamping_fields_stated, {{"stamping_required_fields", T::list}}},
      {"stamping_pack_complete", stamping_pack_complete},
  };
  return guards;
}

}  // namespace xueji
