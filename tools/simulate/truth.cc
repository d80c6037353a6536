#include "tools/simulate/truth.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace xueji::simulate {
namespace {

using Members = std::vector<std::pair<std::string_view, std::string>>;

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// One object on one line: people compare truth files with line tools.
std::string object(const Members& members) {
  std::string out = "{";
  for (const auto& [name, value] : members) {
    if (out.size() > 1) out += ", ";
    out += json_text(name) + ": " + json_text(value);
  }
  return out + "}";
}

std::string array(std::string_view name, const std::vector<std::string>& objects) {
  std::string out = "  " + json_text(name) + ": [";
  for (const auto& text : objects) {
    out += (&text == objects.data() ? "\n    " : ",\n    ") + text;
  }
  return out + (objects.empty() ? "]" : "\n  ]");
}

Members members_of(const ExpectedFinding& finding) {
  Members members{{"code", finding.code},         {"rule", finding.rule},
                  {"school", finding.school},     {"subject", finding.subject},
                  {"source", finding.source},     {"day", to_text(finding.day)},
                  {"from", to_text(finding.from)}};
  if (finding.until) members.emplace_back("until", to_text(*finding.until));
  return members;
}

/// One year: its findings on a line each.
std::string year_object(const Truth& truth, int year) {
  std::string out = "{\"year\": " + std::to_string(year) +
                    ", \"cut_off\": " + json_text(to_text(cut_off_of(year))) + ", \"findings\": [";
  bool is_first = true;
  for (const auto& finding : truth.findings) {
    if (!is_found_in(finding, year)) continue;
    out += (is_first ? "\n      " : ",\n      ") + object(members_of(finding));
    is_first = false;
  }
  return out + (is_first ? "]}" : "\n    ]}");
}

}  // namespace

std::string subject_text(const StudentId& student) {
  return "student:" + to_text(student);
}
std::string subject_text(const ClassId& school_class) {
  return "class:" + to_text(school_class);
}
std::string subject_text(const SubmissionId& submission) {
  return "submission:" + to_text(submission);
}

Date cut_off_of(int year) {
  return make_date(year + 1, 1, 31);
}

bool is_found_in(const ExpectedFinding& finding, int year) {
  const auto begins = make_date(year, 1, 1);
  const auto ends = cut_off_of(year);
  if (finding.day > ends || finding.from > ends) return false;
  if (finding.until && *finding.until < finding.from) return false;  // Put right in time.
  switch (finding.standing) {
    case Standing::on_its_day:
      return finding.from >= begins;
    case Standing::until_put_right:
      return !finding.until || *finding.until >= begins;
    case Standing::at_cut_off:
      return !finding.until || *finding.until > ends;
  }
  return false;
}

std::size_t count_in(const Truth& truth, int year) {
  return static_cast<std::size_t>(
      std::count_if(truth.findings.begin(), truth.findings.end(),
                    [&](const ExpectedFinding& one) { return is_found_in(one, year); }));
}

std::string truth_json(Truth truth) {
  std::sort(truth.findings.begin(), truth.findings.end(), [](const auto& a, const auto& b) {
    return std::tie(a.school, a.code, a.subject, a.from) <
           std::tie(b.school, b.code, b.subject, b.from);
  });
  std::vector<std::string> years;
  for (int year = truth.first_year; year < truth.first_year + truth.years; ++year)
    years.push_back(year_object(truth, year));
  std::vector<std::string> open;
  for (const auto& waiting : truth.open) {
    open.push_back(object({{"school", waiting.school},
                           {"form", waiting.form},
                           {"submission", waiting.submission},
                           {"step", waiting.step}}));
  }
  return "{\n  \"format\": \"xueji/v2/truth\",\n  \"policy\": " + json_text(truth.policy) +
         ",\n  \"seed\": " + std::to_string(truth.seed) + ",\n" + array("years", years) + ",\n" +
         array("open", open) + "\n}\n";
}

}  // namespace xueji::simulate
