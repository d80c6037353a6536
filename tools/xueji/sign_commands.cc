// Signing a step, sending a submission back, taking it back.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "ledger/signoff/signoff.h"
#include "tools/xueji/acts.h"
#include "tools/xueji/shown_submission.h"

namespace xueji::cli {
namespace {

struct SignOptions {
  std::string submission;
  std::vector<std::string> strike;
  std::vector<std::string> lines;
  std::string seal_key;
  std::string reason;
  std::string reason_text;
  std::string paper_signed_on;
  std::string paper_signer;
  std::string scan;
  std::string receipt;
  bool yes = false;
};

/// "3:not_present": a row of the sheet, from 1, and its reason. Without a reason of its own the row
/// takes `common`, the stated reason of the whole return; a struck row must have one.
Result<MarkedRow> marked_row(const std::string& option, const std::string& text,
                             std::optional<ReasonCode> common, std::uint32_t count) {
  const auto colon = text.find(':');
  const auto digits = text.substr(0, colon);
  const bool numeric =
      !digits.empty() && digits.size() < 7 &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto number = numeric ? std::stoul(digits) : 0;
  if (number < 1 || number > count) {
    return fail(ErrorCode::invalid_argument,
                Text{"没有第“" + digits + "”行", "there is no line \"" + digits + "\""},
                Text{"行号 1 至 " + std::to_string(count) + ",例如 3:not_present",
                     "lines 1 to " + std::to_string(count) + ", for example 3:not_present"});
  }
  MarkedRow row{static_cast<std::uint32_t>(number), common.value_or(ReasonCode{})};
  if (colon == std::string::npos && common) return row;
  const auto named = code_option<ReasonCode>(
      option + " LINE:REASON", colon == std::string::npos ? "" : text.substr(colon + 1));
  if (!named) return fail(named.error());
  row.reason = *named;
  return row;
}

/// The events of these rows, each with the reason of its row.
Result<std::vector<MarkedLine>> marked_lines(Session& session, const SubmissionState& submission,
                                             const std::string& option,
                                             const std::vector<std::string>& texts,
                                             std::optional<ReasonCode> common) {
  std::vector<MarkedLine> lines;
  if (texts.empty()) return lines;
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto events = (*view)->events_of(submission);
  if (!events) return fail(events.error());
  const SheetRows rows(*events);
  for (const auto& text : texts) {
    const auto row = marked_row(option, text, common, rows.count());
    if (!row) return fail(row.error());
    for (const auto line : rows.lines_of(row->number))
      lines.push_back({line, row->reason});
  }
  return lines;
}

/// Asks a person at a terminal; without one, --yes says that the content was looked at.
Status confirm(Session& session, const SignOptions& o, const Text& question) {
  if (o.yes) return {};
  if (::isatty(STDIN_FILENO) != 1) {
    return fail(
        ErrorCode::invalid_argument, Text{"没有终端可以确认", "there is no terminal to confirm at"},
        Text{"先用 `xueji show` 查看,再加 --yes", "look with `xueji show`, then add --yes"});
  }
  std::cerr << session.in(question) << " [y/N] " << std::flush;
  std::string line;
  std::getline(std::cin, line);
  if (line == "y" || line == "Y" || line == "是") return {};
  return fail(ErrorCode::refused, Text{"已取消,没有签署", "cancelled; nothing was signed"}, Text{});
}

/// The submission that is acted on, as the writer has it, and who acts.
struct Acting {
  Ledger* ledger = nullptr;
  Signer signer;
  const SubmissionState* submission = nullptr;
};
Result<Acting> begin(Session& session, const SignOptions& o) {
  Acting acting;
  const auto ledger = session.writer();
  if (!ledger) return fail(ledger.error());
  acting.ledger = *ledger;
  const auto row = find_submission(session, o.submission);
  if (!row) return fail(row.error());
  acting.submission = *row;
  const auto view = session.view();
  if (!view) return fail(view.error());
  auto signer = session.signer(
      [&](const Signer& one) { return holds_step(**view, *acting.submission, one); });
  if (!signer) return fail(signer.error());
  acting.signer = *std::move(signer);
  return acting;
}

Result<const Step*> step_of(Session& session, const SubmissionState& submission) {
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto pack = (*view)->pack_of(submission);
  if (!pack) return fail(pack.error());
  const auto* chain = (*pack)->chain_of(submission);
  const auto* step = chain == nullptr ? nullptr : next_step(*chain, submission);
  if (step != nullptr) return step;
  const auto stage = label_of(submission.stage);
  return fail(ErrorCode::refused,
              Text{"该申报处于“" + stage.zh + "”,没有等待签署的环节",
                   "the submission is " + stage.en + ": no step waits for a signature"},
              Text{"`xueji chain` 查看已签各环节", "`xueji chain` shows the steps taken"});
}

/// What a decision other than an approval has brought about.
std::optional<Text> outcome_of(Decision decision) {
  switch (decision) {
    case Decision::return_:
      return Text{"已退回报送人更正;更正后以 --supersedes 重报",
                  "sent back to its author, to be corrected and filed again with --supersedes"};
    case Decision::withdraw:
      return Text{"已撤回,不再办理", "withdrawn; nothing more will come of it"};
    case Decision::acknowledge:
      return Text{"已备案", "filed for the record"};
    default:
      return std::nullopt;
  }
}

/// What was asked on the command line, signed and handed to the ledger.
Result<int> finish(Session& session, const SignOptions& o, const Acting& acting,
                   DraftSignOff draft) {
  const auto pack_context = session.authoring(acting.submission->organisation);
  if (!pack_context) return fail(pack_context.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto events = (*view)->events_of(*acting.submission);
  if (!events) return fail(events.error());
  const SheetRows rows(*events);
  std::shared_ptr<SigningKey> seal;
  if (!o.seal_key.empty()) {
    const auto read = session.key_from(o.seal_key);
    if (!read) return fail(read.error());
    seal = *read;
  }
  auto request = sign_step(*pack_context, draft, *acting.signer.key, seal.get());
  if (!request) return fail(request.error());
  const auto answer = acting.ledger->sign_off(*std::move(request));
  if (!answer) return fail(answer.error());
  return print_answer(
      session, *answer,
      {.receipt_file = o.receipt, .outcome = outcome_of(draft.decision), .rows = &rows});
}

Result<int> sign(Session& session, const SignOptions& o) {
  const auto acting = begin(session, o);
  if (!acting) return fail(acting.error());
  const auto& submission = *acting->submission;
  const auto step = step_of(session, submission);
  if (!step) return fail(step.error());
  auto lines = marked_lines(session, submission, "--strike", o.strike, std::nullopt);
  if (!lines) return fail(lines.error());
  // Nobody signs what was not shown: the roots of all lines are recomputed, and the lines shown.
  auto shown = show_submission(session, submission, acting->signer);
  if (!shown) return fail(shown.error());
  if (auto whole = require_whole(*shown); !whole) return fail(whole.error());
  if (!o.yes) print_submission(session, *shown, std::cerr);
  lines->insert(lines->begin(), submission.struck.begin(), submission.struck.end());
  const auto paper = optional_date("--paper-signed-on", o.paper_signed_on);
  if (!paper) return fail(paper.error());
  const Text question{"签署环节“" + (*step)->name.zh + "”?", "sign \"" + (*step)->name.en + "\"?"};
  if (auto yes = confirm(session, o, question); !yes) return fail(yes.error());
  return finish(session, o, *acting,
                {.submission = submission,
                 .step = (*step)->id,
                 .decision = (*step)->is_filing ? Decision::acknowledge : Decision::approve,
                 .lines = *lines,
                 .capacity = acting->signer.capacity,
                 .reason_text = o.reason_text,
                 .paper_signed_on = *paper,
                 .paper_signer = o.paper_signer,
                 .scan_digest = o.scan});
}

Result<int> send_back(Session& session, const SignOptions& o) {
  const auto acting = begin(session, o);
  if (!acting) return fail(acting.error());
  const auto& submission = *acting->submission;
  const auto step = step_of(session, submission);
  if (!step) return fail(step.error());
  const auto reason = code_option<ReasonCode>("--reason", o.reason);
  if (!reason) return fail(reason.error());
  const auto lines = marked_lines(session, submission, "--line", o.lines, *reason);
  if (!lines) return fail(lines.error());
  return finish(session, o, *acting,
                {.submission = submission,
                 .step = (*step)->id,
                 .decision = Decision::return_,
                 .lines = *lines,
                 .capacity = acting->signer.capacity,
                 .reason = *reason,
                 .reason_text = o.reason_text});
}

Result<int> withdraw(Session& session, const SignOptions& o) {
  const auto acting = begin(session, o);
  if (!acting) return fail(acting.error());
  auto reason = ReasonCode::personal_request;
  if (!o.reason.empty()) {
    const auto named = code_option<ReasonCode>("--reason", o.reason);
    if (!named) return fail(named.error());
    reason = *named;
  }
  return finish(session, o, *acting,
                {.submission = *acting->submission,
                 .step = "author",
                 .decision = Decision::withdraw,
                 .capacity = acting->signer.capacity,
                 .reason = reason,
                 .reason_text = o.reason_text});
}

/// The reasons, for --help.
Text reason_list() {
  Text list{"原因:", "Reasons:"};
  for (const auto& term : terms_of<ReasonCode>()) {
    if (term.code == "none") continue;
    const auto code = std::string(term.code);
    const auto gap = std::string(code.size() < 24 ? 24 - code.size() : 1, ' ');
    list.zh += "\n  " + code + gap + std::string(term.zh);
    list.en += "\n  " + code + gap + std::string(term.en);
  }
  return list;
}

}  // namespace

std::vector<Command> sign_commands() {
  auto o = std::make_shared<SignOptions>();
  constexpr Takes takes{.key = true, .master = true, .json = true};
  const Option submission{"SUBMISSION", {"申报编号", "id of the submission"}, &o->submission, true};
  const Option words{
      "--text", {"说明文字(只进个人信息库)", "words, kept in the vault"}, &o->reason_text};
  const auto reasons = reason_list();
  const Option receipt{
      "--receipt", {"回执写到此文件", "write the receipt to this file"}, &o->receipt};
  return {
      {.name = "sign",
       .job = Job::sign,
       .summary = {"签署等待中的环节", "sign the step that waits"},
       .examples = {"xueji sign SUBMISSION --data city --key principal.pem --yes",
                    "xueji sign SUBMISSION --data city --key county.pem --strike 3:not_present",
                    "xueji sign SUBMISSION --data city --key keeper.pem --seal-key seal.pem"},
       .takes = takes,
       .options = {submission,
                   {"--strike",
                    {"划去的行及原因:行号:原因(行号同 show)",
                     "line to strike and why: LINE:REASON, as `show` numbers it"},
                    &o->strike},
                   {"--seal-key",
                    {"学校印章密钥(盖章环节)", "the school's seal key, where it is wanted"},
                    &o->seal_key},
                   {"--paper-signed-on",
                    {"纸质签字日期", "day on the signed paper"},
                    &o->paper_signed_on},
                   {"--paper-signer", {"纸质签字人", "who signed the paper"}, &o->paper_signer},
                   {"--scan", {"扫描件摘要(SHA-256)", "digest of the scan"}, &o->scan},
                   words,
                   {"--yes", {"已查看,不再询问", "looked at; do not ask"}, &o->yes},
                   receipt},
       .remarks = reasons,
       .run = [o](Session& s) { return sign(s, *o); }},
      {.name = "return",
       .job = Job::sign,
       .summary = {"退回更正", "send back for correction"},
       .examples = {"xueji return SUBMISSION --data city --key county.pem --line 3:identity_wrong "
                    "--reason data_wrong"},
       .takes = takes,
       .options = {submission,
                   {"--line",
                    {"要更正的行:行号 或 行号:原因(无则同 --reason)",
                     "line to correct: LINE, or LINE:REASON where it is not that of --reason"},
                    &o->lines,
                    true},
                   {"--reason", {"退回原因", "reason of the return"}, &o->reason, true},
                   words,
                   receipt},
       .remarks = reasons,
       .run = [o](Session& s) { return send_back(s, *o); }},
      {.name = "withdraw",
       .job = Job::file,
       .summary = {"生效前撤回自己的申报", "take back one's own submission before its effect"},
       .examples = {"xueji withdraw SUBMISSION --data city --key officer.pem"},
       .takes = takes,
       .options = {submission, {"--reason", {"撤回原因", "reason"}, &o->reason}, words, receipt},
       .run = [o](Session& s) { return withdraw(s, *o); }}};
}

}  // namespace xueji::cli
