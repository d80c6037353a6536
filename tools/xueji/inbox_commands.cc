// What waits for whom, and what it is that one would sign.
#include <boost/json.hpp>
#include <iostream>
#include <memory>

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
  session.out().table(headers, rows, {3, 7});
}

void print_returned(Session& session, const LedgerView& view, const Inbox& answer) {
  if (answer.returned.empty()) return;
  session.out().line({"\n被退回,待更正:", "\nsent back, to be corrected:"});
  const Text headers[] = {{"申报", "submission"}, {"表单", "form"},   {"单位", "about"},
                          {"环节", "step"},       {"原因", "reason"}, {"更正截止", "answer by"}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& item : answer.returned) {
    rows.push_back({to_text(item.submission.id), session.in(label_of(item.submission.form)),
                    code_at(view, item.submission.organisation), item.step,
                    session.in(label_of(item.reason)), to_text(item.answer_by)});
  }
  session.out().table(headers, rows);
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
      boost::json::array lines;
      for (const auto& line : item.lines) {
        lines.push_back(
            boost::json::object{{"line", line.line + 1}, {"reason", code_of(line.reason)}});
      }
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
  print_returned(session, **view, *answer);
  return exit_done;
}

/// With a key that may take the step, clear values are shown; that needs the writer, for the record
/// of the access. Beside a running writer they stay masked.
std::optional<Signer> holder_of(Session& session) {
  if (session.options.key.empty()) return std::nullopt;
  if (const auto ledger = session.writer(); !ledger) {
    session.note({"明文须留痕,而账本正被占用,以下脱敏显示:" + ledger.error().what.zh,
                  "clear values need a record, and the ledger is in use; masked: " +
                      ledger.error().what.en});
    return std::nullopt;
  }
  const auto signer = session.signer();
  if (signer) return *signer;
  session.report(signer.error());
  return std::nullopt;
}

Result<int> show(Session& session, const InboxOptions& o) {
  const auto holder = holder_of(session);
  const auto row = find_submission(session, o.submission);
  if (!row) return fail(row.error());
  const auto shown = show_submission(session, **row, holder);
  if (!shown) return fail(shown.error());
  const auto out = session.out();
  if (!out.is_json()) {
    print_submission(session, *shown, std::cout);
    return exit_done;
  }
  boost::json::array lines;
  for (const auto& line : shown->lines) {
    boost::json::array unusual;
    for (const auto& text : line.unusual)
      unusual.push_back(boost::json::string(session.in(text)));
    lines.push_back(boost::json::object{{"line", line.line + 1},
                                        {"event", code_of(type_of(line.event))},
                                        {"subject", to_text(line.event.subject)},
                                        {"effective_on", to_text(line.event.effective_on)},
                                        {"name", line.name},
                                        {"identity_number", line.identity_number},
                                        {"checked", line.state == DisclosureState::opened},
                                        {"unusual", unusual}});
  }
  boost::json::object object{{"submission", to_text((*row)->id)},
                             {"form", code_of((*row)->form)},
                             {"stage", code_of((*row)->stage)},
                             {"clear", shown->clear},
                             {"lines", lines}};
  if (shown->waits_for) object["waits_for"] = session.in(*shown->waits_for);
  out.json(object);
  return exit_done;
}

}  // namespace

std::vector<Command> inbox_commands() {
  auto o = std::make_shared<InboxOptions>();
  return {{.name = "inbox",
           .job = Job::sign,
           .summary = {"等待我签批的申报", "what waits for my signature"},
           .examples = {"xueji inbox --data city --key principal.pem",
                        "xueji inbox --data city --all --org C01 --json"},
           .takes = {.key = true, .json = true},
           .options = {{"--org",
                        {"只看等在这个单位的", "only what waits at this organisation"},
                        &o->organisation},
                       {"--all",
                        {"全账本的队列(不用密钥)", "the whole queue, without a key"},
                        &o->all}},
           .run = [o](Session& s) { return show_inbox(s, *o); }},
          {.name = "show",
           .job = Job::sign,
           .summary = {"我要签的是什么;须留意的行有标记",
                       "what am I signing; unusual lines are marked"},
           .examples = {"xueji show SUBMISSION --data city --key principal.pem"},
           .takes = {.key = true, .master = true, .json = true},
           .options = {{"SUBMISSION", {"申报编号", "id of the submission"}, &o->submission, true}},
           .run = [o](Session& s) { return show(s, *o); }}};
}

}  // namespace xueji::cli
