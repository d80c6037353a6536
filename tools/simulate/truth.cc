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

std::string truth_json(Truth truth) {
  std::sort(truth.findings.begin(), truth.findings.end(), [](const auto& a, const auto& b) {
    return std::tie(a.school, a.code, a.subject) < std::tie(b.school, b.code, b.subject);
  });
  std::vector<std::string> findings;
  for (const auto& finding : truth.findings) {
    findings.push_back(object({{"code", finding.code},
                               {"rule", finding.rule},
                               {"school", finding.school},
                               {"subject", finding.subject},
                               {"source", finding.source},
                               {"day", to_text(finding.day)}}));
  }
  std::vector<std::string> open;
  for (const auto& waiting : truth.open) {
    open.push_back(object({{"school", waiting.school},
                           {"form", waiting.form},
                           {"submission", waiting.submission},
                           {"step", waiting.step}}));
  }
  return "{\n  \"format\": \"xueji/v1/truth\",\n  \"policy\": " + json_text(truth.policy) +
         ",\n  \"seed\": " + std::to_string(truth.seed) +
         ",\n  \"year\": " + std::to_string(truth.year) +
         ",\n  \"cut_off\": " + json_text(to_text(truth.cut_off)) + ",\n" +
         array("findings", findings) + ",\n" + array("open", open) + "\n}\n";
}

}  // namespace xueji::simulate
