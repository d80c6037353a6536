// Student numbers (FJ-07c, FJ-08a, FJ-08c, FJ-08d, FJ-A2; D-12).
#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>

#include "ledger/authority/authority.h"
#include "ledger/registry/guards_families.h"

namespace xueji {

std::optional<ReadNumber> read_number(const std::string& number, const std::string& format) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (number.size() != format.size() || !std::all_of(number.begin(), number.end(), digit)) {
    return std::nullopt;
  }
  ReadNumber read;
  for (std::size_t i = 0; i < format.size(); ++i) {
    switch (format[i]) {
      case 'Y':
        read.year += number[i];
        break;
      case 'C':
        read.county += number[i];
        break;
      case 'S':
        read.school += number[i];
        break;
      default:
        read.serial += number[i];
    }
  }
  return read;
}

namespace {

std::string last_digits(unsigned value, std::size_t count) {
  auto text = std::to_string(value);
  if (text.size() < count) text.insert(0, count - text.size(), '0');
  return text.substr(text.size() - count);
}

/// Serials are given once, in rising order; none is used again (D-12).
std::string scope_of(const ReadNumber& read) {
  return read.year + read.county + read.school;
}

void check_number(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                  const StudentNumberAssigned& facts, const std::string& format) {
  const auto refuse = [&](Text message, std::string expected) {
    context.refuse(out, &line, "number", facts.number, std::move(message),
                   {expected, std::move(expected)});
  };
  const auto read = read_number(facts.number, format);
  if (!read) {
    return refuse({"学籍号格式不符", "the student number is malformed"},
                  format + ", " + std::to_string(format.size()) + " digits");
  }
  const auto year = last_digits(facts.entry_year, read->year.size());
  if (read->year != year) {
    refuse({"学籍号年份与入学年度不符", "its year is not the entry year"}, year);
  }
  const auto& school = context.organisation();
  if (read->county != school.number_county_code) {
    refuse({"县(市、区)代码与学校不符", "its county code is not the school's"},
           school.number_county_code);
  }
  if (read->school != school.number_school_code) {
    refuse({"学校代码不符", "its school code is not the school's"}, school.number_school_code);
  }
  const auto* last = context.state().serial(scope_of(*read));
  const auto serial = static_cast<std::uint32_t>(std::stoul(read->serial));
  const auto next = (last ? last->last : 0) + 1;
  if (std::to_string(next).size() > read->serial.size()) {
    refuse({"该年度学籍号已用尽", "the serials of this year are used up"},
           std::string(read->serial.size(), '9'));
  } else if (serial < next) {
    refuse({"编号已用过或为零,不得重用", "the serial is zero or was given before"},
           ">= " + last_digits(next, read->serial.size()));
  }
}

void student_number_well_formed(const GuardContext& context, std::vector<Problem>& out) {
  const auto format = context.text("student_number_format");
  each<StudentNumberAssigned>(context, [&](const Line& line, const StudentNumberAssigned& facts) {
    check_number(context, out, line, facts, format);
    if (!line.student || !is_new_registration(line.student->route)) return;
    if (facts.entry_year == line.student->cohort) return;
    context.refuse(out, &line, "entry_year", std::to_string(facts.entry_year),
                   {"入学年度与学籍不符", "the entry year is not that of the status"},
                   {std::to_string(line.student->cohort), std::to_string(line.student->cohort)});
  });
}

/// FJ-08c: within the file by hash, in the ledger by its index of identifiers.
void student_number_unique(const GuardContext& context, std::vector<Problem>& out) {
  std::unordered_map<std::string_view, std::uint32_t> seen;
  const auto check = [&](const Line& line, const std::string& number) {
    if (number.empty()) return;
    const auto* holder = context.state().identifier(IdentifierKind::student_number, number);
    if (holder && holder->holder != line.event->subject) {
      context.refuse(out, &line, "number", number,
                     {"学籍号已属另一学生", "the number belongs to another student"},
                     {"未用过的号码", "a number never given"});
    }
    const auto [first, is_new] = seen.emplace(number, line.index);
    if (is_new) return;
    const auto where = line_text(first->second);
    context.refuse(out, &line, "number", number,
                   {"学籍号与" + where.zh + "重复", "the number repeats " + where.en},
                   {"每人一号", "one number for each student"});
  };
  each<StudentNumberAssigned, OpeningStatusImported>(
      context, [&](const Line& line, const auto& facts) { check(line, facts.number); });
}

/// FJ-08e: the receiving school numbers anew, once, whom it took over from another province.
bool is_renumbered(const GuardContext& context, const StudentState& student) {
  if (student.former_schools.empty()) return false;
  const auto province = [&](const OrganisationId& of) {
    return resolve(context.state(), Relation::province, of).value_or(OrganisationId{});
  };
  const auto& school = context.organisation();
  if (province(student.former_schools.back()) == province(school.id)) return false;
  const auto read = read_number(student.number, std::string(context.text("student_number_format")));
  if (!read) return true;
  const auto is_of = [&](const OrganisationState& one) {
    return read->county == one.number_county_code && read->school == one.number_school_code;
  };
  // Row 67: the number of a school that merged since was given once, and stays.
  const auto* held_by = context.state().organisation(student.school);
  return !is_of(school) && !(held_by && is_of(*held_by));
}

/// FJ-08d: who has a number keeps it.
void student_number_kept(const GuardContext& context, std::vector<Problem>& out) {
  each<StudentNumberAssigned>(context, [&](const Line& line, const StudentNumberAssigned& facts) {
    if (!line.student || line.student->number.empty()) return;
    if (is_renumbered(context, *line.student)) return;
    context.refuse(out, &line, "number", facts.number,
                   {"该生已有学籍号,一律沿用", "the student has a number and keeps it"},
                   {line.student->number, line.student->number});
  });
}

/// FJ-07c: a kept place, and anything short of a status, has no number.
void number_only_with_status(const GuardContext& context, std::vector<Problem>& out) {
  each<StudentNumberAssigned, FileOpened>(context, [&](const Line& line, const auto&) {
    if (line.student && on_roll(line.student->status)) return;
    context.refuse(out, &line, "status", "",
                   {"未取得学籍者不编学籍号、不建档案", "no number and no file without a status"},
                   {"取得学籍之后", "after the status took effect"});
  });
}

/// D-34: the number held so far, digits after the pack's format; its school may be a former one.
void imported_number_well_formed(const GuardContext& context, std::vector<Problem>& out) {
  const auto format = context.text("student_number_format");
  each<OpeningStatusImported>(context, [&](const Line& line, const OpeningStatusImported& facts) {
    if (facts.number.empty() || read_number(facts.number, format)) return;
    context.refuse(out, &line, "number", facts.number,
                   {"学籍号格式不符", "the student number is malformed"}, {format, format});
  });
}

/// FJ-A2: only codes of annex 2.
void number_county_known(const GuardContext& context, std::vector<Problem>& out) {
  const auto check = [&](const Line* line, const std::string& code) {
    if (context.knows_county(code)) return;
    context.refuse(out, line, "number_county_code", code,
                   {"县(市、区)统一代码不在附表二", "the county code is not in annex 2"},
                   {"附表二的两位代码", "two digits of annex 2"});
  };
  each<OrganisationRegistered>(context, [&](const Line& line, const OrganisationRegistered& facts) {
    if (!facts.number_county_code.empty()) check(&line, facts.number_county_code);
  });
  if (!context.submission.of(EventType::student_number_assigned).empty()) {
    check(nullptr, context.organisation().number_county_code);
  }
}

/// FJ-08a: the file is opened on paper and electronically, with a keeper.
void file_opened_in_both_forms(const GuardContext& context, std::vector<Problem>& out) {
  each<FileOpened>(context, [&](const Line& line, const FileOpened& facts) {
    if (facts.paper && facts.electronic) return;
    context.refuse(
        out, &line, facts.paper ? "electronic" : "paper", "",
        {"应同时设立文本和电子学籍档案", "the file is opened on paper and electronically"},
        {"两种档案都设立", "both kinds of file"});
  });
}

}  // namespace

std::span<const Guard> number_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"file_opened_in_both_forms", file_opened_in_both_forms},
      {"imported_number_well_formed",
       imported_number_well_formed,
       {{"student_number_format", T::text}}},
      {"number_county_known", number_county_known},
      {"number_only_with_status", number_only_with_status},
      {"student_number_kept", student_number_kept, {{"student_number_format", T::text}}},
      {"student_number_unique", student_number_unique},
      {"student_number_well_formed",
       student_number_well_formed,
       {{"student_number_format", T::text}}},
  };
  return guards;
}

}  // namespace xueji
