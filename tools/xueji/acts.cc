#include "tools/xueji/acts.h"

#include <algorithm>
#include <boost/json.hpp>

namespace xueji::cli {
namespace {

namespace json = boost::json;

std::string key_of(const Text& label) {
  std::string key = label.en;
  for (auto& c : key) {
    if (c == ' ') c = '_';
  }
  return key;
}

/// The number under which people know an event line.
std::uint32_t number_of(std::uint32_t line, const SheetRows* rows) {
  const auto row = rows == nullptr ? 0 : rows->row_of(line);
  return row != 0 ? row : line + 1;
}

json::object json_of(const Problem& problem, Language language, const SheetRows* rows) {
  json::object out{{"rule", problem.rule},
                   {"field", problem.field},
                   {"seen", problem.seen},
                   {"message", problem.message.in(language)},
                   {"expected", problem.expected.in(language)}};
  out["severity"] = problem.severity == Severity::warning          ? "warning"
                    : problem.severity == Severity::needs_override ? "needs_override"
                                                                   : "refused";
  if (problem.line) out["line"] = number_of(*problem.line, rows);
  return out;
}

/// Where to look for the act: the sign-off, or the first event of what was filed. The receipt's own
/// position, of the ledger's record behind them, is what the receipt proves.
Position place_of(Session& session, const Receipt& receipt) {
  const auto view = session.view();
  if (!view || !(*view)->refresh()) return receipt.position;
  const auto* submission = (*view)->state().submission(receipt.submission);
  if (submission == nullptr) return receipt.position;
  const auto accepted = submission->header_at.value + submission->count + 1;
  return receipt.position.value == accepted ? Position{submission->header_at.value + 1}
                                            : receipt.position;
}

std::vector<std::string> cells_of(const Session& session, const Problem& problem,
                                  const SheetRows* rows) {
  return {problem.line ? std::to_string(number_of(*problem.line, rows)) : "-",
          session.in(rule_text(problem.rule)),
          problem.field,
          problem.seen,
          session.in(problem.message),
          session.in(problem.expected)};
}

}  // namespace

Text rule_text(const std::string& rule) {
  struct Part {
    std::string_view code;
    std::string_view zh;
  };
  static constexpr Part parts[] = {
      {"AUTHORITY", "授权"}, {"CHAIN", "责任链"}, {"FORMAT", "格式"}, {"STATE", "状态"}};
  for (const auto& part : parts) {
    if (!rule.starts_with(part.code)) continue;
    return {std::string(part.zh) + rule.substr(part.code.size()), rule};
  }
  return {rule, rule};
}

Status print_receipt(Session& session, const Receipt& receipt, const Telling& telling) {
  // The act stands whatever becomes of the file, so the answer is printed in any case.
  Status wrote;
  if (!telling.receipt_file.empty()) {
    wrote = write_new_file(telling.receipt_file, receipt_text(receipt));
  }
  const auto& identifiers = telling.identifiers;
  const auto out = session.out();
  const auto place = place_of(session, receipt);
  if (out.is_json()) {
    json::object object{{"accepted", true},
                        {"submission", to_text(receipt.submission)},
                        {"position", receipt.position.value},
                        {"at", place.value},
                        {"tree_size", receipt.size.value},
                        {"in_effect", receipt.in_effect}};
    for (const auto& [label, value] : identifiers)
      object[key_of(label)] = value;
    json::array lapsed;
    for (const auto& line : receipt.lapsed) {
      lapsed.push_back(
          json::object{{"line", number_of(line.line, telling.rows)}, {"rule", line.rule}});
    }
    object["lapsed"] = std::move(lapsed);
    if (telling.outcome) object["outcome"] = telling.outcome->in(session.language);
    object["receipt"] = receipt_text(receipt);
    out.json(object);
    return wrote;
  }
  const auto at = std::to_string(place.value);
  const auto id = to_text(receipt.submission);
  out.line({"已受理:申报 " + id + ",第 " + at + " 条记录",
            "accepted: submission " + id + ", at position " + at});
  for (const auto& [label, value] : identifiers) {
    out.line({label.zh + ":" + value, label.en + ": " + value});
  }
  const Text next{"等待下一环节签批(`xueji show " + id + "`)",
                  "waits for the next signature (`xueji show " + id + "`)"};
  out.line(telling.outcome     ? *telling.outcome
           : receipt.in_effect ? Text{"已生效", "in effect"}
                               : next);
  for (const auto& line : receipt.lapsed) {
    const auto number = std::to_string(number_of(line.line, telling.rows));
    out.line(
        {"第 " + number + " 行未生效:" + line.rule, "line " + number + " lapsed: " + line.rule});
  }
  return wrote;
}

void print_refusal(Session& session, const Refusal& refusal, const SheetRows* rows) {
  const auto out = session.out();
  // What refuses comes first: a warning beside it is not the cause.
  auto problems = refusal.verdict.problems;
  const auto warnings = std::stable_partition(
      problems.begin(), problems.end(),
      [](const Problem& problem) { return problem.severity != Severity::warning; });
  if (out.is_json()) {
    json::array list;
    for (const auto& problem : problems)
      list.push_back(json_of(problem, session.language, rows));
    out.json(json::object{{"accepted", false}, {"problems", list}, {"note", refusal.note}});
    return;
  }
  const Text headers[] = {{"行", "line"},   {"规则", "rule"},    {"项目", "field"},
                          {"所见", "seen"}, {"问题", "problem"}, {"应为", "expected"}};
  const auto print = [&](auto from, auto until) {
    std::vector<std::vector<std::string>> table;
    for (; from != until; ++from)
      table.push_back(cells_of(session, *from, rows));
    out.table(headers, table, {0});
  };
  print(problems.begin(), warnings);
  if (warnings != problems.end()) {
    out.line({"\n另有提醒(不是拒绝的原因):", "\nwarnings beside it (they refuse nothing):"});
    print(warnings, problems.end());
  }
  session.report(
      make_error(ErrorCode::refused,
                 Text{"台账拒绝受理,没有写入任何内容", "the ledger refused; nothing was written"},
                 Text{"按上表改正后再报", "correct what the table names, then try again"}));
}

Result<int> print_answer(Session& session, const Answer& answer, const Telling& telling) {
  if (const auto* refusal = std::get_if<Refusal>(&answer)) {
    print_refusal(session, *refusal, telling.rows);
    return exit_refused;
  }
  const auto printed = print_receipt(session, std::get<Receipt>(answer), telling);
  if (!printed) return fail(printed.error());
  return exit_done;
}

Result<int> file_act(Session& session, const Signer& signer, Act act) {
  const auto ledger = session.writer();
  if (!ledger) return fail(ledger.error());
  const auto organisation =
      act.organisation.is_none() ? signer.capacity.organisation : act.organisation;
  const auto context = session.authoring(organisation);
  if (!context) return fail(context.error());
  DraftSubmission draft{act.form, organisation, signer.capacity, {}, {}};
  for (const auto& event : act.drafts) {
    auto sealed = seal_event(*context, event);
    if (!sealed) return fail(sealed.error());
    draft.events.push_back(*std::move(sealed));
  }
  auto submission = sign_submission(*context, draft, *signer.key);
  if (!submission) return fail(submission.error());
  const auto answer = act.pack ? (*ledger)->adopt_pack(*std::move(submission), *act.pack)
                               : (*ledger)->submit(*std::move(submission));
  if (!answer) return fail(answer.error());
  return print_answer(session, *answer, {.identifiers = act.identifiers});
}

Result<const SubmissionState*> find_submission(Session& session, const std::string& id) {
  const auto parsed = id_from_text<SubmissionId>(id);
  if (!parsed) {
    return fail(ErrorCode::invalid_argument,
                Text{"“" + id + "”不是申报编号", "\"" + id + "\" is not a submission id"},
                Text{"`xueji inbox` 列出等待签批的申报", "`xueji inbox` lists what waits"});
  }
  const auto view = session.view();
  if (!view) return fail(view.error());
  if (const auto* row = (*view)->state().submission(*parsed)) return row;
  return fail(ErrorCode::not_found,
              Text{"台账中没有申报 " + id, "the ledger holds no submission " + id},
              Text{"核对编号和 --data", "check the id and --data"});
}

}  // namespace xueji::cli
