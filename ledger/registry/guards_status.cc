// Terms, information changes, and what the guards of a status share (FJ-09, FJ-17, SY-1.4d).
#include <algorithm>
#include <map>
#include <string>

#include "ledger/policy/identity.h"
#include "ledger/registry/changed_identity.h"
#include "ledger/registry/guards_families.h"
#include "ledger/registry/school_terms.h"

namespace xueji {
namespace {

using P = PersonalField;

/// FJ-09a, FJ-09b: a term of the school's calendar, not before it and not after it.
void term_in_calendar(const GuardContext& context, std::vector<Problem>& out) {
  const auto days = static_cast<int>(context.number("term_registration_days"));
  const auto check = [&](const Line& line, const auto& facts, std::string_view field, Date day,
                         Date first_day) {
    const auto term = find_term(context.organisation(), facts.school_year, facts.term);
    const auto seen =
        std::to_string(facts.school_year) + "-" + std::to_string(unsigned{facts.term});
    if (!term) {
      context.refuse(out, &line, "term", seen,
                     {"校历中没有此学期", "the school calendar has no such term"},
                     {"先填报校历(表单 school-calendar)", "file the form school-calendar first"});
    } else if (day < first_day || day < add_days(term->term.starts, -days) ||
               day > term->term.ends) {
      const auto from = std::max(first_day, add_days(term->term.starts, -days));
      context.refuse(out, &line, field, to_text(day),
                     {"不在该学期的注册期间", "not a day of registering for this term"},
                     {to_text(from) + " 至 " + to_text(term->term.ends),
                      to_text(from) + " to " + to_text(term->term.ends)});
    }
  };
  each<TermRegistered>(context, [&](const Line& line, const TermRegistered& facts) {
    check(line, facts, "registered_on", facts.registered_on, Date{});
  });
  each<TermRegistrationDeferred>(
      context, [&](const Line& line, const TermRegistrationDeferred& facts) {
        check(line, facts, "until", facts.until, line.event->effective_on);
      });
}

/// SY-3.2d, FJ-39: one field of the national form, another value than before, with its evidence.
void changed_field_well_formed(const GuardContext& context, std::vector<Problem>& out) {
  static const std::map<std::string_view, std::string_view> tables = {
      {"identity_type", "identity_types"}, {"sex", "sexes"},
      {"ethnic_group", "ethnic_groups"},   {"political_status", "political_statuses"},
      {"health", "health_statuses"},       {"household_type", "household_types"},
  };
  const auto fields = personal_fields_of(EventType::roster_line);
  each<StudentInfoChanged>(context, [&](const Line& line, const StudentInfoChanged& facts) {
    const auto refuse = [&](std::string_view field, std::string seen, Text message, Text expected) {
      context.refuse(out, &line, field, std::move(seen), std::move(message), std::move(expected));
    };
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](P one) { return code_of(one) == facts.changed; });
    if (field == fields.end()) {
      return refuse("changed", facts.changed,
                    {"不是可变更的个人信息项", "no personal field of the national form"},
                    {"国家系统个人信息项的代码,如 name", "the code of one, such as name"});
    }
    if (!line.disclosure) return;
    const auto value = line.personal(P::new_value);
    if (!value || value == line.personal(P::old_value)) {
      return refuse(code_of(P::new_value), "",
                    {"变更后的值为空或与变更前相同", "the new value is missing or the old one"},
                    {"填写变更后的值", "state the new value"});
    }
    if (!line.personal(P::document_digest)) {
      refuse(code_of(P::document_digest), "", {"缺少变更依据", "the evidence is missing"},
             {"附证明材料摘要", "the digest of the paper"});
    }
    const auto table = tables.find(facts.changed);
    const bool in_table =
        table == tables.end() || context.knows_code(table->second, *value).value_or(true);
    const bool is_day = *field != P::birth_date || date_from_text(*value);
    const bool is_county = (*field != P::household_county && *field != P::home_county) ||
                           context.knows_division(*value);
    if (!in_table || !is_day || !is_county) {
      refuse(code_of(P::new_value), masked(*field, *value),
             {label_of(*field).zh + "不在代码表内或不是日期",
              label_of(*field).en + " is not a code of its table, or no day"},
             {"代码表中的代码,或真实日期", "a code of the table, or a real day"});
    }
    if (*field != P::identity_number) return;
    const auto identity = changed_identity(*value);
    if (identity.type != citizen_id_type_code) return;
    const auto read = parse_citizen_id(identity.number, context.pack().divisions(), context.today);
    if (read) return;
    refuse(code_of(P::new_value), mask_number(identity.number),
           {"身份证号不正确:" + read.error().what.zh,
            "the citizen id does not hold: " + read.error().what.en},
           read.error().expected);
  });
}

/// SY-1.5a, FJ-38, D-20: the new number is nobody else's, in the ledger and in this file.
void changed_number_is_free(const GuardContext& context, std::vector<Problem>& out) {
  std::map<std::pair<std::string, std::string>, std::uint32_t> seen;
  each<StudentInfoChanged>(context, [&](const Line& line, const StudentInfoChanged& facts) {
    const auto value = line.personal(P::new_value);
    if (facts.changed != code_of(P::identity_number) || !value || !line.student) return;
    const auto identity = changed_identity(*value);
    const auto refuse = [&](Text message) {
      context.refuse(out, &line, code_of(P::new_value), mask_number(identity.number),
                     std::move(message),
                     {"核对号码;确为同一人两份学籍的,先注销其一",
                      "check it; two statuses of one person: cancel one first"});
    };
    const auto holder = context.input.persons.find(identity.type, identity.number);
    if (holder && *holder != line.student->person) {
      refuse({"此号码已属另一人", "the number belongs to another person already"});
    }
    const auto [first, is_new] =
        seen.emplace(std::pair(identity.type, identity.number), line.index);
    if (is_new) return;
    const auto where = line_text(first->second);
    refuse({"与" + where.zh + "号码相同", "the same number as " + where.en});
  });
}

}  // namespace

Consents consents_of(const GuardContext& context) {
  Consents agreed;
  each<Consent>(context, [&](const Line& line, const Consent& facts) {
    if (facts.by_student) agreed.by_student.insert(line.event->subject);
    if (facts.by_guardian) agreed.by_guardian.insert(line.event->subject);
  });
  return agreed;
}

std::span<const Guard> status_guards() {
  static const std::vector<Guard> guards = {
      {"changed_field_well_formed", changed_field_well_formed},
      {"changed_number_is_free", changed_number_is_free},
      {"term_in_calendar", term_in_calendar, {{"term_registration_days", NeededType::number}}},
  };
  return guards;
}

}  // namespace xueji
