#include "tools/xueji/shown_problems.h"

#include <filesystem>

namespace xueji::cli {
namespace {

std::string_view code_of_level(intake::Level level) {
  switch (level) {
    case intake::Level::note:
      return "note";
    case intake::Level::warning:
      return "warning";
    case intake::Level::needs_override:
      return "needs_override";
    case intake::Level::refused:
      return "refused";
  }
  return "refused";
}

}  // namespace

Status check_target(const std::string& file, bool force) {
  if (std::filesystem::path(file).extension() != ".xlsx") {
    return fail(ErrorCode::invalid_argument,
                Text{"只能写成 .xlsx 文件:" + file, "only an .xlsx file is written: " + file},
                Text{"改用以 .xlsx 结尾的文件名", "use a name that ends in .xlsx"});
  }
  std::error_code ignored;
  if (force || !std::filesystem::exists(file, ignored)) return {};
  return fail(
      ErrorCode::refused, Text{"文件已存在:" + file, "there is a file already: " + file},
      Text{"换一个文件名,或加 --force 覆盖它", "use another name, or --force to write over it"});
}

boost::json::object json_of(const intake::CellProblem& problem, Language language) {
  boost::json::object out{{"place", intake::place_of(problem)},
                          {"sheet", problem.sheet_name},
                          {"header", problem.header},
                          {"field", problem.field},
                          {"seen", problem.seen},
                          {"rule", problem.rule},
                          {"level", code_of_level(problem.level)},
                          {"message", problem.message.in(language)},
                          {"expected", problem.expected.in(language)}};
  if (problem.row) out["row"] = *problem.row + 1;
  if (problem.column) out["column"] = *problem.column + 1;
  return out;
}

void print_problems(Session& session, std::span<const intake::CellProblem> problems) {
  const Text headers[] = {{"位置", "place"},   {"列", "column"}, {"程度", "level"},
                          {"规则", "rule"},    {"所见", "seen"}, {"问题", "problem"},
                          {"应为", "expected"}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& problem : problems) {
    rows.push_back({intake::place_of(problem), problem.header, session.in(label_of(problem.level)),
                    problem.rule, problem.seen, session.in(problem.message),
                    session.in(problem.expected)});
  }
  if (!rows.empty()) session.out().table(headers, rows);
}

}  // namespace xueji::cli
