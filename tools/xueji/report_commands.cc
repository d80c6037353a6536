// The printed forms: registration form, rosters, monthly forms, applications, lists.
#include <boost/json.hpp>
#include <map>
#include <memory>
#include <utility>

#include "projections/roster.h"
#include "tools/report/ledger_forms.h"
#include "tools/report/national_export.h"
#include "tools/xueji/session.h"
#include "tools/xueji/staff_names.h"

namespace xueji::cli {
namespace {

struct ReportWords {
  std::string form;
  std::string school;
  std::string season;
  std::string month;
  std::string student;
  std::string out;
  std::int64_t cohort = 0;
  std::int64_t year = 0;
};

Result<std::optional<std::uint16_t>> year_option(const std::string& name, std::int64_t value) {
  if (value == 0) return std::optional<std::uint16_t>{};
  if (value < 1900 || value > 9999) {
    return fail(ErrorCode::invalid_argument,
                Text{name + " 须为四位年份", name + " takes a year of four digits"});
  }
  return std::optional(static_cast<std::uint16_t>(value));
}

Result<report::FormQuery> query_of(Session& session, const ReportWords& o) {
  report::FormQuery query;
  const auto school = session.organisation(o.school);
  if (!school) return fail(school.error());
  query.school = (*school)->id;
  const auto cohort = year_option("--cohort", o.cohort);
  if (!cohort) return fail(cohort.error());
  query.cohort = *cohort;
  const auto year = year_option("--year", o.year);
  if (!year) return fail(year.error());
  query.year = *year;
  if (!o.season.empty()) {
    const auto season = code_option<Season>("--season", o.season);
    if (!season) return fail(season.error());
    query.season = *season;
  }
  if (!o.month.empty()) {
    query.month = parse_month(o.month);
    if (!query.month) {
      return fail(month_fault(o.month));
    }
  }
  if (!o.student.empty()) {
    const auto student = session.student(o.student);
    if (!student) return fail(student.error());
    query.student = *student;
  }
  return query;
}

/// How personal values are opened: clear with the access on record, else masked; not at all where
/// the vault does not open.
struct Opening {
  report::OpenDisclosures open;
  Vault* vault = nullptr;
};

Result<Opening> opening_of(Session& session, const OrganisationId& school) {
  if (!session.options.clear) {
    auto* data = session.personal_if_any();
    if (data == nullptr) return Opening{};
    auto* vault = &data->vault();
    return Opening{[vault](std::span<const DisclosureRequest> requests,
                           std::span<const PersonalField>) { return vault->open_sealed(requests); },
                   vault};
  }
  const OrganisationId about[] = {school};
  // Who is not entitled is told so before the ledger is taken for the record of the access.
  const auto purpose = session.clear_access(about);
  if (!purpose) return fail(purpose.error());
  const auto ledger = session.writer();
  if (!ledger) return fail(ledger.error());
  const auto now = session.now();
  if (!now) return fail(now.error());
  auto* vault = &(*ledger)->personal().vault();
  return Opening{
      [vault, purpose = *purpose, now = *now](std::span<const DisclosureRequest> requests,
                                              std::span<const PersonalField> fields) {
        return vault->open_clear(requests, fields, purpose, now);
      },
      vault};
}

void tell(Session& session, const std::vector<std::filesystem::path>& files, std::size_t lines,
          bool final) {
  const auto out = session.out();
  if (out.is_json()) {
    boost::json::array list;
    for (const auto& file : files)
      list.push_back(boost::json::string(file.string()));
    out.json(
        boost::json::object{{"files", std::move(list)}, {"lines", lines}, {"in_effect", final}});
    return;
  }
  for (const auto& file : files)
    out.plain(file.string() + "\n");
  const auto count = std::to_string(lines);
  session.note({"共 " + count + " 行", count + " lines"});
  if (!final)
    session.note({"未生效:尚未报送,或仍有环节待签",
                  "not in effect: not filed, or steps are still to be signed"});
}

Result<int> national_export(Session& session, const report::FormQuery& query, const Opening& opened,
                            const std::string& out) {
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto written = report::write_national_export(
      out, query, {**views, **view, opened.open, session.options.clear, {}});
  if (!written) return fail(written.error());
  tell(session, written->files, written->lines, true);
  return exit_done;
}

Result<int> print_form(Session& session, const report::FormLayout& layout,
                       const report::FormQuery& query, const Opening& opened,
                       const std::string& out) {
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  // Where values do not open, signers have no names either; the remark is made once.
  auto staff =
      opened.vault == nullptr ? Result<StaffNames>(StaffNames{}) : masked_staff_names(session);
  if (!staff) return fail(staff.error());
  const auto form = report::ledger_form(
      layout, query, {**views, **view, opened.open, session.options.clear, *std::move(staff)});
  if (!form) return fail(form.error());
  const auto written = report::write_form(out, *form);
  if (!written) return fail(written.error());
  std::size_t lines = form->cards.size();
  if (!form->tables.empty()) lines += form->tables.front().rows.size();
  tell(session, {written->html, written->xlsx}, lines, form->is_final);
  return exit_done;
}

Result<int> report_form(Session& session, const ReportWords& o) {
  const auto* layout = report::form_layouts().form(o.form);
  if (layout == nullptr && o.form != report::national_export_code) {
    return fail(ErrorCode::invalid_argument,
                Text{"没有此表:" + o.form, "there is no such form: " + o.form},
                Text{"`xueji report --help` 列出各表", "`xueji report --help` lists the forms"});
  }
  const auto query = query_of(session, o);
  if (!query) return fail(query.error());
  const auto opened = opening_of(session, query->school);
  if (!opened) return fail(opened.error());
  if (layout == nullptr) return national_export(session, *query, *opened, o.out);
  return print_form(session, *layout, *query, *opened, o.out);
}

Text forms_listed() {
  Text list{"表:", "Forms:"};
  const auto add = [&](const std::string& code, const Text& name, const std::string& needs) {
    list.zh += "\n  " + code + "  " + name.zh + needs;
    list.en += "\n  " + code + "  " + name.en + needs;
  };
  for (const auto& form : report::form_layouts().forms) {
    std::string needs;
    if (form.needs_cohort) needs += " --cohort";
    if (form.needs_season) needs += " --season";
    if (form.needs_year) needs += " --year";
    if (form.needs_month) needs += " --month";
    if (form.prefills) needs += " [--student]";
    add(form.code, form.name, needs.empty() ? "" : "  (" + needs.substr(1) + ")");
  }
  add(std::string(report::national_export_code),
      {"全国系统导入格式,原表头", "columns of the national system, lossless"}, "  (--clear)");
  return list;
}

}  // namespace

std::vector<Command> report_commands() {
  auto o = std::make_shared<ReportWords>();
  return {
      {.name = "report",
       .job = Job::file,
       .summary = {"打印各种表册(HTML 与 XLSX)", "print the forms, as HTML and XLSX"},
       .examples = {"xueji report --data city --form registration --school S001 --cohort 2024 "
                    "--season autumn --out forms",
                    "xueji report --data city --form status-changes --school S001 --month 2024-10 "
                    "--out forms",
                    "xueji report --data city --form transfer-application --school S001 --student "
                    "NUMBER --out forms --clear --purpose 转学 --key officer.pem"},
       .takes = {.key = true, .master = true, .clear = true, .json = true},
       .options =
           {{"--form", {"哪一种表", "which form"}, &o->form, true},
            {"--school", {"学校(或县局)代码", "code of the school (or county)"}, &o->school, true},
            {"--out", {"写到此目录", "write into this directory"}, &o->out, true},
            {"--cohort", {"级(入学年份)", "year of entry"}, &o->cohort},
            {"--season", {"季:spring 或 autumn", "spring or autumn"}, &o->season},
            {"--year", {"毕业年份", "year of graduation"}, &o->year},
            {"--month", {"月报的月份,如 2024-10", "month of a monthly form"}, &o->month},
            {"--student",
             {"只打印这名学生(学籍号或学籍标识)", "this student alone, by number or id"},
             &o->student}},
       .remarks = forms_listed(),
       .run = [o](Session& s) { return report_form(s, *o); }}};
}

}  // namespace xueji::cli
