// Monthly reports computed from the ledger and filed with one signature (SY-1.4), and the reversal
// of a change that was recorded in error (D-26).
#include <boost/json.hpp>
#include <memory>

#include "ledger/registry/reversal.h"
#include "projections/monthly_report.h"
#include "projections/roster.h"
#include "tools/intake/marked.h"
#include "tools/report/monthly_sheet.h"
#include "tools/sheet/read.h"
#include "tools/xueji/acts.h"
#include "tools/xueji/shown_problems.h"

namespace xueji::cli {
namespace {

struct MonthlyWords {
  std::string organisation;
  std::string month;
  std::string form;
  std::string compare;
  std::string marked;
  bool submit = false;
  bool force = false;
};
struct ReversalWords {
  std::string student;
  std::string reason;
  std::string text;
  std::string document;
};

Result<MonthlyReport> compute(Session& session, const MonthlyWords& o) {
  const auto organisation = session.organisation(o.organisation);
  if (!organisation) return fail(organisation.error());
  const auto month = parse_month(o.month);
  if (!month) {
    return fail(month_fault(o.month));
  }
  const auto form = code_option<ReportForm>("--form", o.form);
  if (!form) return fail(form.error());
  const auto id = (*organisation)->id;
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  auto report = monthly_report(**views, **view, {id, *month, *form});
  if (!report) return fail(report.error());
  if (auto* data = session.personal_if_any(); data != nullptr) {
    if (auto named = add_masked_values(*report, data->vault()); !named) return fail(named.error());
  }
  return report;
}

boost::json::object json_of(Session& session, const MonthlyLine& line) {
  return {{"event", line.event_at.value},
          {"student", to_text(line.student)},
          {"number", line.number},
          {"name", line.name},
          {"effective_on", to_text(line.effective_on)},
          {"supplement", line.supplement},
          {"change", line.change.code},
          {"changed", line.changed},
          {"what", session.in(label_of(line.event))},
          {"school_before", line.before.school_name},
          {"school_after", line.after.school_name},
          {"submission", to_text(line.submission)}};
}

boost::json::object json_of(Session& session, const MonthlyReport& report) {
  boost::json::array lines;
  for (const auto& line : report.lines)
    lines.push_back(json_of(session, line));
  boost::json::array pending;
  for (const auto& change : report.pending) {
    pending.push_back(boost::json::object{{"submission", to_text(change.submission)},
                                          {"form", code_of(change.form)},
                                          {"lines", change.lines},
                                          {"step", change.step}});
  }
  boost::json::array schools;
  for (const auto& school : report.schools) {
    schools.push_back(boost::json::object{{"code", school.code},
                                          {"filed", school.filed},
                                          {"lines", school.lines},
                                          {"supplements", school.supplements}});
  }
  boost::json::object out{{"organisation", report.organisation_code},
                          {"month", to_text(report.period)},
                          {"form", code_of(report.form)},
                          {"computed_from", report.computed_from.value},
                          {"lines", report.line_count},
                          {"supplements", report.supplement_count},
                          {"nil", report.nil()},
                          {"content", to_text(report.content)},
                          {"changes", std::move(lines)},
                          {"pending", std::move(pending)},
                          {"schools", std::move(schools)}};
  if (report.filed) {
    out["filed_at"] = report.filed->event_at.value;
    out["agrees"] = report.filed->facts.content == report.content;
  }
  return out;
}

void print_lines(Session& session, const MonthlyReport& report) {
  const auto out = session.out();
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : report.lines) {
    const bool info = report.form == ReportForm::info_changes;
    rows.push_back(
        {to_text(line.effective_on), line.name, line.number,
         info ? line.changed
              : std::string(line.change.code) + " " +
                    session.in({std::string(line.change.zh), std::string(line.change.en)}),
         info ? line.old_value : session.in(label_of(line.before.status)),
         info ? line.new_value : session.in(label_of(line.after.status)),
         line.supplement ? session.in({"补报", "supplement"}) : ""});
  }
  const Text headers[] = {
      {"日期", "day"}, {"姓名", "name"}, {"学籍号", "number"}, {"事项", "change"}, {"原", "before"},
      {"现", "after"}, {"", ""}};
  if (!rows.empty()) out.table(headers, rows);
}

void print_report(Session& session, const MonthlyReport& report) {
  const auto out = session.out();
  if (out.is_json()) {
    out.json(json_of(session, report));
    return;
  }
  const auto form = label_of(report.form);
  out.line({report.organisation_name + " " + to_text(report.period) + " " + form.zh,
            report.organisation_name + ", " + form.en + " of " + to_text(report.period)});
  print_lines(session, report);
  for (const auto& school : report.schools) {
    const auto count = std::to_string(school.lines + school.supplements);
    out.line({school.code + " " + school.name + ":" + (school.filed ? count + " 行" : "未上报"),
              school.code + " " + school.name + ": " +
                  (school.filed ? count + " lines" : "not reported")});
  }
  if (report.nil()) out.line({"本月无变动(零报告)", "nothing changed: a nil report"});
  for (const auto& change : report.pending) {
    const auto id = to_text(change.submission);
    out.line({"未办结:申报 " + id + " 待 " + change.step,
              "pending: submission " + id + " waits for " + change.step});
  }
  const auto lines = std::to_string(report.line_count);
  const auto supplements = std::to_string(report.supplement_count);
  out.line({"本月 " + lines + " 行,补报 " + supplements + " 行",
            lines + " lines of the month, " + supplements + " supplements"});
  out.line({"内容摘要:" + to_text(report.content), "content: " + to_text(report.content)});
  if (!report.filed) return;
  const auto at = std::to_string(report.filed->event_at.value);
  const bool agrees = report.filed->facts.content == report.content;
  out.line({"已上报:第 " + at + " 条记录," + (agrees ? "与台账一致" : "与台账不一致"),
            "filed at position " + at + (agrees ? ", agrees" : ", DIFFERS from the ledger")});
}

/// SY-1.4f: the month is not closed while one of its changes waits for an approval.
Status check_closable(const MonthlyReport& report) {
  if (report.filed) {
    return fail(ErrorCode::refused,
                Text{"该月的这份月报已上报", "this form of the month is reported already"},
                Text{"迟到的变动列入下月补报", "what came late stands in the next report"});
  }
  if (report.pending.empty()) return {};
  std::string ids;
  for (const auto& change : report.pending) {
    ids += (ids.empty() ? "" : ", ") + to_text(change.submission);
  }
  return fail(ErrorCode::refused,
              Text{"尚有变动未办结审批,不得结月:" + ids,
                   "the month is not closed while changes wait for approval: " + ids},
              Text{"先办结或撤回这些申报", "have them approved or withdrawn first"});
}

Result<int> file_report(Session& session, const MonthlyReport& report) {
  if (auto closable = check_closable(report); !closable) return fail(closable.error());
  const auto signer = session.signer();
  if (!signer) return fail(signer.error());
  const bool of_school = report.organisation_kind == OrganisationKind::school;
  return file_act(session, *signer,
                  {of_school ? Form::monthly_report : Form::county_report,
                   report.organisation,
                   {{SubjectKind::organisation, subject_of(report.organisation),
                     last_day_of(report.period), filed_facts(report)}},
                   {{{"内容摘要", "content"}, to_text(report.content)}}});
}

/// Personal values are opened to be compared and shown masked, as a check of a sheet does it.
Result<report::MonthlyComparison> compared(Session& session, const sheet::Workbook& workbook,
                                           const MonthlyReport& computed) {
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto pack = (*view)->pack_for(computed.organisation, last_day_of(computed.period));
  if (!pack) return fail(pack.error());
  report::FormSources sources{**views, **view};
  sources.clear = true;
  if (auto* data = session.personal_if_any(); data != nullptr) {
    auto* vault = &data->vault();
    sources.open = [vault](std::span<const DisclosureRequest> requests,
                           std::span<const PersonalField>) { return vault->open_sealed(requests); };
  }
  return report::compare_monthly_sheet(workbook, computed, *pack->pack, sources);
}

void print_comparison(Session& session, const report::MonthlyComparison& result) {
  const auto out = session.out();
  if (out.is_json()) {
    boost::json::array problems;
    for (const auto& problem : result.problems)
      problems.push_back(cli::json_of(problem, session.language));
    out.json(boost::json::object{{"agrees", result.problems.empty()},
                                 {"rows", result.rows_read},
                                 {"lines", result.lines},
                                 {"problems", std::move(problems)}});
    return;
  }
  print_problems(session, result.problems);
  const auto rows = std::to_string(result.rows_read);
  const auto lines = std::to_string(result.lines);
  const auto count = std::to_string(result.problems.size());
  out.line(
      {"表中 " + rows + " 行,台账 " + lines + " 行,不符 " + count + " 处",
       rows + " rows in the sheet, " + lines + " lines in the ledger, " + count + " differences"});
}

Result<int> compare(Session& session, const MonthlyWords& o, const MonthlyReport& computed) {
  const auto workbook = sheet::read_workbook(o.compare);
  if (!workbook) return fail(workbook.error());
  const auto result = compared(session, *workbook, computed);
  if (!result) return fail(result.error());
  if (!o.marked.empty()) {
    const auto wrote =
        intake::write_marked(*workbook, result->problems, session.language, o.marked);
    if (!wrote) return fail(wrote.error());
    session.note({"标注后的表:" + o.marked, "marked sheet: " + o.marked});
  }
  print_comparison(session, *result);
  if (result->problems.empty()) return exit_done;
  session.report(make_error(
      ErrorCode::refused, Text{o.compare + " 与台账不符", o.compare + " differs from the ledger"},
      Text{"改正表格,或补报台账缺少的变动;--marked 可得到标注的原表",
           "correct the sheet, or file what the ledger lacks; --marked gives the sheet back with "
           "its bad cells"}));
  return exit_refused;
}

Status words_fit(const MonthlyWords& o) {
  if (!o.compare.empty() && o.submit) {
    return fail(ErrorCode::invalid_argument,
                Text{"--compare 与 --submit 不能同时使用", "--compare does not go with --submit"});
  }
  if (o.marked.empty()) return {};
  if (o.compare.empty()) {
    return fail(ErrorCode::invalid_argument,
                Text{"--marked 须与 --compare 同用", "--marked goes with --compare"});
  }
  return check_target(o.marked, o.force);
}

Result<int> monthly(Session& session, const MonthlyWords& o) {
  if (auto fit = words_fit(o); !fit) return fail(fit.error());
  const auto report = compute(session, o);
  if (!report) return fail(report.error());
  if (!o.compare.empty()) return compare(session, o, *report);
  if (o.submit) return file_report(session, *report);
  print_report(session, *report);
  return exit_done;
}

/// Files under the form of the change that is taken back, so that the same people sign (D-26).
Result<int> reverse(Session& session, const ReversalWords& o) {
  const auto id = session.student(o.student);
  if (!id) return fail(id.error());
  const auto reason = code_option<ReasonCode>("--reason", o.reason);
  if (!reason) return fail(reason.error());
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto* student = (*view)->state().student(*id);
  if (student == nullptr || student->status_event_at == no_position) {
    return fail(ErrorCode::not_found,
                Text{"没有可撤销的学籍变动", "there is no change of this status to take back"});
  }
  EventReversed facts;
  facts.reverses = student->status_event_at;
  facts.restored = student->previous_status;
  facts.reason = *reason;
  if (const auto fault = cannot_be_reversed(*student, facts)) {
    return fail(ErrorCode::refused, fault->message, fault->expected);
  }
  const auto school = student->school;
  const auto filed = submission_around(**views, facts.reverses);
  if (!filed) return fail(filed.error());
  const auto* original = *filed ? (*view)->state().submission((*filed)->submission) : nullptr;
  if (original == nullptr) return fail(ErrorCode::corrupt, "the change has no submission");
  const auto form = original->form;
  const auto now = session.now();
  if (!now) return fail(now.error());
  const auto signer = session.signer();
  if (!signer) return fail(signer.error());
  DraftEvent draft{SubjectKind::student, subject_of(*id), china_date(*now), facts};
  if (!o.text.empty()) draft.personal.emplace_back(PersonalField::reason_text, o.text);
  if (!o.document.empty()) draft.personal.emplace_back(PersonalField::document_digest, o.document);
  return file_act(session, *signer, {form, school, {std::move(draft)}});
}

}  // namespace

std::vector<Command> monthly_commands() {
  auto o = std::make_shared<MonthlyWords>();
  auto r = std::make_shared<ReversalWords>();
  return {
      {.name = "monthly",
       .job = Job::file,
       .summary = {"学籍月报:按台账计算、核对、上报",
                   "monthly report: computed from the ledger, compared, filed"},
       .examples =
           {"xueji monthly --data city --school S001 --month 2024-10 --form status_changes",
            "xueji monthly --data city --school S001 --month 2024-10 --form info_changes --submit "
            "--key officer.pem",
            "xueji monthly --data city --school S001 --month 2024-10 --form status_changes "
            "--compare 月报.xlsx --marked 标注.xlsx"},
       .takes = {.key = true, .master = true, .json = true},
       .options = {{"--school",
                    {"学校或县局代码", "code of the school or bureau"},
                    &o->organisation,
                    true},
                   {"--month", {"月份,如 2024-10", "month, e.g. 2024-10"}, &o->month, true},
                   {"--form",
                    {"info_changes 或 status_changes", "info_changes or status_changes"},
                    &o->form,
                    true},
                   {"--submit",
                    {"签名上报(无变动即零报告)", "sign and file it, nil included"},
                    &o->submit},
                   {"--compare",
                    {"逐行核对学校自己的月报表(CSV、XLSX、ODS)",
                     "hold the school's own table against it, line by line (CSV, XLSX, ODS)"},
                    &o->compare},
                   {"--marked",
                    {"把核对的表连同标注写到此文件",
                     "write the compared sheet back, bad cells marked"},
                    &o->marked},
                   {"--force", {"覆盖已有的文件", "write over a file that is there"}, &o->force}},
       .run = [o](Session& s) { return monthly(s, *o); }},
      {.name = "reverse",
       .job = Job::file,
       .summary = {"撤销错录的学籍终结,按原表单的环节签批",
                   "take back the end of a status that was recorded in error, along its own chain"},
       .examples = {"xueji reverse --data city --student 2024010001 --reason recorded_in_error "
                    "--text 录错学生 --key officer.pem"},
       .takes = {.key = true, .master = true, .json = true},
       .options =
           {{"--student", {"学籍号或学籍标识", "number or id of the status"}, &r->student, true},
            {"--reason", {"原因代码", "reason, coded"}, &r->reason, true},
            {"--text", {"情况说明(不公开)", "explanation, kept apart from the log"}, &r->text},
            {"--document", {"依据材料的SHA-256", "SHA-256 of the evidence"}, &r->document}},
       .run = [r](Session& s) { return reverse(s, *r); }}};
}

}  // namespace xueji::cli
