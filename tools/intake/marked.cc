#include "tools/intake/marked.h"

#include "tools/sheet/write.h"

namespace xueji::intake {

Status write_marked(const sheet::Workbook& original, std::span<const CellProblem> problems,
                    Language language, const std::filesystem::path& path) {
  std::vector<sheet::Problem> marks;
  for (const auto& problem : problems) {
    if (problem.level == Level::note) continue;
    sheet::Problem mark;
    mark.sheet = problem.sheet;
    mark.row = problem.row;
    mark.column = problem.column;
    const auto level = label_of(problem.level);
    mark.message = {"[" + problem.rule + " " + level.zh + "] " + problem.message.zh,
                    "[" + problem.rule + " " + level.en + "] " + problem.message.en};
    if (!problem.expected.zh.empty()) mark.message.zh += ";应为:" + problem.expected.zh;
    if (!problem.expected.en.empty()) mark.message.en += "; expected: " + problem.expected.en;
    mark.severity =
        problem.level == Level::warning ? sheet::Severity::warning : sheet::Severity::error;
    marks.push_back(std::move(mark));
  }
  return sheet::write_marked(original, marks, path, language);
}

}  // namespace xueji::intake
