// What waits for whom, and what it is that one would sign.
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "ledger/policy/pack.h"
#include "projections/inbox.h"
#include "tools/xueji/acts.h"
#include "tools/xueji/shown_submission.h"

namespace xueji::cli {
namespace {

struct InboxOptions {
  std::string organisation;
  std::string submission;
  bool all = false;
};

std::string code_at(const LedgerView& view, const OrganisationId& id) {
  const auto* row = view.state().organisation(id);
  return row ? row->code : "";
}

Result<InboxQuery> query_of(Session& session, const InboxOptions& o) {
  InboxQuery query;
  const auto now = session.now();
  if (!now) return fail(now.error());
  query.today = china_date(*now);
  if (!o.organisation.empty()) {
    const auto row = session.organisation(o.organisation);
    if (!row) return fail(row.error());
    query.organisation = (*row)->id;
  }
  if (o.all) return query;
  const auto signing = session.key();
  if (!signing) return fail(signing.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto* held = (*view)->state().key((*signing)->id());
  if (held == nullptr) {
    return fail(ErrorCode::refused,
                Text{"台账中没有登记密钥 " + session.options.key,
                     "the key " + session.options.key + " is not enrolled in this ledger"},
                Text{"请上级管理员登记:`xueji key enrol`",
                     "have the administrator above enrol it: `xueji key enrol`"});
  }
  if (held->revoked_at != no_position) {
    return fail(ErrorCode::refused,
                Text{"密钥 " + session.options.key + " 已吊销",
                     "the key " + session.options.key + " was revoked"},
                Text{"登记新密钥后使用", "enrol a new key and use that"});
  }
  const auto person = person_of_key(**view, (*signing)->id());
  if (!person) return fail(person.error());
  query.person = *person;
  if (!session.options.as.empty()) {
    const auto place = session.role_at(session.options.as);
    if (!place) return fail(place.error());
    query.role = place->role;
    query.organisation = place->organisation;
  }
  return query;
}

boost::json::object json_of(const LedgerView& view, const InboxItem& item, Language language) {
  return {{"submission", to_text(item.submission.id)},
          {"form", code_of(item.submission.form)},
          {"organisation", code_at(view, item.submission.organisation)},
          {"lines", item.submission.count},
          {"step", item.waits.step->id},
          {"step_name", item.waits.step->name.in(language)},
          {"waits_at", code_at(view, item.waits.organisation)},
          {"since", to_text(item.waits.since)},
          {"due", to_text(item.waits.due)},
          {"days_held", item.waits.days_held},
          {"overdue", item.overdue()},
          {"kept_apart", item.kept_apart}};
}

void print_items(Session& session, const LedgerView& view, const Inbox& answer) {
  const Text headers[] = {{"申报", "submission"}, {"表单", "form"},     {"单位", "about"},
                          {"行数", "lines"},      {"环节", "step"},     {"自", "since"},
                          {"至", "due"},          {"已过天数", "days"}, {"", ""}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& item : answer.items) {
    std::string remark = item.overdue() ? session.in({"超期", "overdue"}) : "";
    if (item.kept_apart) remark += session.in({" 须换人签", " another person must sign"});
    rows.push_back({to_text(item.submission.id), session.in(label_of(item.submission.form)),
                    code_at(view, item.submission.organisation),
                    std::to_string(item.submission.count), session.in(item.waits.step->name),
                    to_text(china_date(item.waits.since)), to_text(item.waits.due),
                    std::to_string(item.waits.days_held), remark});
  }
  session.out().list(headers, rows,
                     {"没有:没有等待签批的申报;`xueji inbox --all` 列出全台账的",
                      "none: nothing waits for a signature here; `xueji inbox --all` lists the "
                      "whole queue"},
                     {3, 7});
}

Text step_name(const LedgerView& view, const ReturnedItem& item) {
  const auto pack = view.pack_of(item.submission);
  const auto* chain = pack ? (*pack)->chain_of(item.submission) : nullptr;
  const auto index = chain == nullptr ? std::nullopt : chain->step_index(item.step);
  return index ? chain->steps[*index].name : Text{item.step, item.step};
}

/// The rows to correct, as the registrar counts them.
Result<std::vector<MarkedRow>> rows_to_correct(const LedgerView& view, const ReturnedItem& item) {
  const auto events = view.events_of(item.submission);
  if (!events) return fail(events.error());
  return rows_of(SheetRows(*events), item.lines);
}

Status print_returned(Session& session, const LedgerView& view, const Inbox& answer) {
  if (answer.returned.empty()) return {};
  session.out().line({"\n被退回,待更正:", "\nsent back, to be corrected:"});
  const Text headers[] = {{"申报", "submission"},   {"表单", "form"},   {"单位", "about"},
                          {"环节", "step"},         {"原因", "reason"}, {"要更正的行", "lines"},
                          {"更正截止", "answer by"}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& item : answer.returned) {
    const auto lines = rows_to_correct(view, item);
    if (!lines) return fail(lines.error());
    rows.push_back({to_text(item.submission.id), session.in(label_of(item.submission.form)),
                    code_at(view, item.submission.organisation), session.in(step_name(view, item)),
                    session.in(label_of(item.reason)), text_of(*lines, session.language),
                    to_text(item.answer_by)});
  }
  session.out().table(headers, rows);
  session.out().line(
      {"看退回说明:`xueji show 申报`;更正后用 `xueji submit … --supersedes 申报` 重报",
       "read why with `xueji show ID`; file it again, corrected, with "
       "`xueji submit … --supersedes ID`"});
  return {};
}

Result<int> show_inbox(Session& session, const InboxOptions& o) {
  const auto query = query_of(session, o);
  if (!query) return fail(query.error());
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto answer = inbox(**views, **view, *query);
  if (!answer) return fail(answer.error());
  const auto out = session.out();
  if (out.is_json()) {
    boost::json::array items;
    for (const auto& item : answer->items) {
      items.push_back(json_of(**view, item, session.language));
    }
    boost::json::array returned;
    for (const auto& item : answer->returned) {
      const auto rows = rows_to_correct(**view, item);
      if (!rows) return fail(rows.error());
      const auto lines = json_of(*rows);
      returned.push_back(boost::json::object{{"submission", to_text(item.submission.id)},
                                             {"form", code_of(item.submission.form)},
                                             {"step", item.step},
                                             {"lines", lines},
                                             {"reason", code_of(item.reason)},
                                             {"answer_by", to_text(item.answer_by)}});
    }
    out.json(boost::json::object{
        {"reflects", answer->reflects.value}, {"waiting", items}, {"returned", returned}});
    return exit_done;
  }
  print_items(session, **view, *answer);
  if (auto printed = print_returned(session, **view, *answer); !printed) {
    return fail(printed.error());
  }
  return exit_done;
}

/// Who looks, when a key is named: the capacity in which clear values may be shown, if there is
/// one.
Result<std::optional<Signer>> looking(Session& session, const SubmissionState& submission) {
  if (session.options.key.empty()) return std::optional<Signer>();
  const auto signer = session.signer(
      [&](const Signer& one) { return clear_purpose(session, submission, one).has_value(); });
  if (!signer) return fail(signer.error());
  if (clear_purpose(session, submission, *signer)) return std::optional<Signer>(*signer);
  session.note({"脱敏显示:该身份既不是等待环节的签署人,也不是报送人(或密钥、任职已失效)",
                "masked: this capacity neither takes the step that waits nor filed it, or its key "
                "or role does not hold any more"});
  return std::optional<Signer>();
}

/// Clear values need the writer, for the record of the access. Where it cannot be had they stay
/// masked, and the reason is said.
bool can_record(Session& session) {
  const auto ledger = session.writer();
  if (ledger) return true;
  session.note({"明文须留痕,而现在不能写入,以下脱敏显示:" + ledger.error().what.zh,
                "clear values leave a record, which cannot be written now; masked: " +
                    ledger.error().what.en});
  return false;
}

Result<int> show(Session& session, const InboxOptions& o) {
  auto row = find_submission(session, o.submission);
  if (!row) return fail(row.error());
  auto signer = looking(session, **row);
  if (!signer) return fail(signer.error());
  if (*signer && !can_record(session)) signer->reset();
  // The writer, once open, answers from its own state.
  row = find_submission(session, o.submission);
  if (!row) return fail(row.error());
  const auto shown = show_submission(session, **row, *signer);
  if (!shown) return fail(shown.error());
  const auto out = session.out();
  if (!out.is_json()) {
    print_submission(session, *shown, std::cout);
    return exit_done;
  }
  const auto view = session.view();
  if (!view) return fail(view.error());
  out.json(json_of(session, **view, *shown));
  return exit_done;
}

}  // namespace

std::vector<Command> inbox_commands() {
  auto o = std::make_shared<InboxOptions>();
  return {
      {.name = "inbox",
       .job = Job::sign,
       .summary = {"等待我签批的申报", "what waits for my signature"},
       .examples = {"xueji inbox --data city --key principal.pem",
                    "xueji inbox --data city --all --org C01 --json"},
       .takes = {.key = true, .json = true},
       .options = {{"--org",
                    {"只看等在这个单位的", "only what waits at this organisation"},
                    &o->organisation},
                   {"--all",
                    {"全台账的队列(不用密钥)", "the whole queue, without a key"},
                    &o->all}},
       .run = [o](Session& s) { return show_inbox(s, *o); }},
      {.name = "show",
       .job = Job::sign,
       .summary = {"我要签的是什么;须留意的行有标记",
                   "what am I signing; unusual lines are marked"},
       .examples = {"xueji show SUBMISSION --data city --key principal.pem",
                    "xueji show SUBMISSION --data city --key officer.pem --json"},
       .takes = {.key = true, .master = true, .json = true},
       .options = {{"SUBMISSION", {"申报编号", "id of the submission"}, &o->submission, true}},
       .remarks =
           {"行号按表中的行从 1 计(不含表头);sign --strike 与 return --line 用的就是它。\n"
            "表下“所签内容”逐项列出每行申报的全部内容,表中已有的不重复;--json 中为每行的 facts,\n"
            "按项目代码,取值为代码、日期、标识、数字。\n"
            "等待环节的签署人和报送人看到明文,并留下查阅记录(`xueji access`)。",
            "Lines are the rows of the sheet, from 1, its header not counted; sign "
            "--strike and return --line\ntake these numbers. Below the table, \"what is "
            "signed\" states every fact of each line that the table\ndoes not show; with "
            "--json they are the line's `facts`, by field code: codes, dates, ids, "
            "numbers.\nWhoever takes the step that "
            "waits, and whoever filed it, sees clear values,\nand the look is on record "
            "(`xueji access`)."},
       .run = [o](Session& s) { return show(s, *o); }}};
}

}  // namespace xueji::cli
