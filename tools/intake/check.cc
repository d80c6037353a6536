#include "tools/intake/check.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "tools/intake/names.h"

namespace xueji::intake {
namespace {

/// Rules speak of facts; these are the columns where a registrar sees them.
struct FieldHome {
  std::string_view field;
  std::string_view column;
};
constexpr FieldHome field_homes[] = {
    {"out_of_area", "household_county"},
    {"major_code", "major_name"},
    {"courses", "name"},
    {"terms", "number"},
    {"subject", "identity_number"},
    {"subject", "class_id"},
    {"consent", "signed_on"},
    {"status", "identity_number"},
    {"name", "class_id"},
};

bool says_the_same(const CellProblem& a, const CellProblem& b) {
  const auto parts = [](const CellProblem& problem) {
    return std::tie(problem.sheet, problem.row, problem.column, problem.field, problem.rule,
                    problem.seen, problem.level, problem.message.en, problem.expected.en);
  };
  return parts(a) == parts(b);
}

/// The column of a field in this sheet; nothing when the sheet does not have it.
std::optional<std::size_t> column_in(const FormSpec& spec, const SheetColumns& sheet,
                                     std::string_view field) {
  const auto own = column_of(spec, field);
  if (own && sheet.columns[*own]) return own;
  for (const auto& home : field_homes) {
    if (home.field != field) continue;
    const auto other = column_of(spec, home.column);
    if (other && sheet.columns[*other]) return other;
  }
  return own;
}

Level level_of(Severity severity) {
  switch (severity) {
    case Severity::refused:
      return Level::refused;
    case Severity::needs_override:
      return Level::needs_override;
    case Severity::warning:
      return Level::warning;
  }
  return Level::refused;
}

using CellKey = std::tuple<std::size_t, std::optional<std::size_t>, std::string>;

CellKey key_of(const CellProblem& problem) {
  return {problem.sheet, problem.row, problem.field};
}

const SheetColumns* columns_of(const FormReading& reading, std::size_t sheet) {
  for (const auto& columns : reading.sheets) {
    if (columns.sheet == sheet) return &columns;
  }
  return nullptr;
}

/// Seals every draft; a draft that cannot be sealed is a problem of its row.
void seal_all(const CheckContext& context, CheckResult& result) {
  const AuthoringContext authoring{context.ledger, context.intake.pack, context.pack_digest,
                                   context.seen,   context.now,         context.intake.random};
  const auto& reading = result.reading;
  for (std::size_t i = 0; i < reading.drafts.size(); ++i) {
    auto event = seal_event(authoring, reading.drafts[i]);
    if (event) {
      result.events.push_back(*std::move(event));
      continue;
    }
    CellProblem problem;
    problem.sheet = reading.origins[i].sheet;
    problem.row = reading.origins[i].row;
    problem.rule = "FORMAT";
    problem.message = event.error().what;
    problem.expected = event.error().next;
    result.problems.push_back(std::move(problem));
  }
  if (result.events.size() != reading.drafts.size()) result.events.clear();
}

CellProblem too_many_lines(std::size_t count) {
  const auto most = std::to_string(lines_per_submission_max);
  CellProblem problem;
  problem.rule = "FORMAT";
  problem.seen = std::to_string(count);
  problem.message = {"一次申报最多 " + most + " 行", "a submission has at most " + most + " lines"};
  problem.expected = {"按班级拆分成多个文件", "split the file by class"};
  return problem;
}

/// As the author's tool would sign it, but without a signature: rules do not ask for one.
Submission unsigned_submission(const CheckContext& context, Form form, const ChainTemplate& chain,
                               const std::vector<SubmittedEvent>& events) {
  Submission submission;
  auto& header = submission.header.header;
  header.ledger = context.ledger;
  header.submission = new_submission_id(context.intake.random, context.now);
  header.form = form;
  header.organisation = context.intake.organisation;
  header.key = context.key;
  header.capacity = context.capacity;
  header.authored_at = context.now;
  header.not_after = Instant{context.now.ms + signature_life_ms};
  header.count = static_cast<std::uint32_t>(events.size());
  header.packs = {context.pack_digest};
  header.chain = chain_digest(chain);
  header.supersedes = context.supersedes;
  header.seen = context.seen;
  submission.events = events;
  return submission;
}

}  // namespace

bool CheckResult::acceptable() const {
  return std::none_of(problems.begin(), problems.end(), [](const CellProblem& problem) {
    return problem.level == Level::refused || problem.level == Level::needs_override;
  });
}

std::vector<CellProblem> problems_at_cells(const FormReading& reading,
                                           const sheet::Workbook& workbook,
                                           std::span<const Problem> problems) {
  std::set<CellKey> said;
  for (const auto& problem : reading.problems) {
    if (problem.level == Level::refused) said.insert(key_of(problem));
  }
  std::vector<CellProblem> out;
  for (const auto& problem : problems) {
    CellProblem at;
    at.field = problem.field;
    at.rule = problem.rule;
    at.seen = problem.seen;
    at.level = level_of(problem.severity);
    at.message = problem.message;
    at.expected = problem.expected;
    if (problem.line && *problem.line < reading.origins.size()) {
      const auto& origin = reading.origins[*problem.line];
      at.sheet = origin.sheet;
      at.row = origin.row;
      const auto* columns = columns_of(reading, origin.sheet);
      const auto column =
          columns != nullptr ? column_in(*reading.spec, *columns, problem.field) : std::nullopt;
      if (column) {
        at.column = columns->columns[*column];
        at.header = columns->headers[*column];
        at.field = reading.spec->columns[*column].field;
      }
    }
    if (at.sheet < workbook.sheets.size()) at.sheet_name = workbook.sheets[at.sheet].name;
    if (at.row && said.contains(key_of(at))) continue;
    out.push_back(std::move(at));
  }
  return out;
}

Result<CheckResult> check_form(const sheet::Workbook& workbook, Form form,
                               const CheckContext& context) {
  const auto& intake = context.intake;
  const auto* chain = intake.pack.chain(form);
  if (chain == nullptr) {
    return fail(ErrorCode::invalid_argument,
                Text{"规则包中没有此表单的签批流程", "the policy pack has no chain for this form"});
  }
  auto reading = read_form(workbook, form, intake);
  if (!reading) return fail(reading.error());
  CheckResult result;
  result.reading = *std::move(reading);
  result.problems = result.reading.problems;
  if (context.names != nullptr) {
    auto misnamed = check_names(result.reading, *context.names);
    if (!misnamed) return fail(misnamed.error());
    std::move(misnamed->begin(), misnamed->end(), std::back_inserter(result.problems));
  }
  seal_all(context, result);
  if (result.events.size() > lines_per_submission_max) {
    result.problems.push_back(too_many_lines(result.events.size()));
  }
  if (!result.events.empty()) {
    const auto submission = unsigned_submission(context, form, *chain, result.events);
    const DecisionInput input{intake.state, intake.pack, intake.persons, context.now};
    auto verdict = decide_filing(input, submission).verdict;
    auto more = problems_at_cells(result.reading, workbook, verdict.problems);
    std::move(more.begin(), more.end(), std::back_inserter(result.problems));
    result.rules_checked = std::move(verdict.rules_checked);
  }
  sort_problems(result.problems);
  // One row can give several events, and a rule then says the same of each.
  const auto last = std::unique(result.problems.begin(), result.problems.end(), says_the_same);
  result.problems.erase(last, result.problems.end());
  return result;
}

}  // namespace xueji::intake
