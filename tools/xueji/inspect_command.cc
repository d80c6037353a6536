// A school's year as a story, and the January inspection.
#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <memory>

#include "ledger/policy/identity.h"
#include "projections/roster.h"
#include "replay/inspection/inspect.h"
#include "replay/inspection/ranking.h"
#include "replay/inspection/report.h"
#include "replay/inspection/sample.h"
#include "replay/story/story.h"
#include "tools/report/other_register.h"
#include "tools/report/write_reports.h"
#include "tools/xueji/session.h"
#include "tools/xueji/staff_names.h"

namespace xueji::cli {
namespace {

using inspection::Inspection;

struct InspectWords {
  std::string school;
  std::string cut_off;
  std::string out;
  std::int64_t year = 0;
  std::int64_t sample = 0;
  bool all = false;
  bool unusual = false;
};

Result<inspection::ReportNames> names_of(Session& session) {
  auto* data = session.personal_if_any();
  if (data == nullptr) return inspection::ReportNames{};
  auto staff = masked_staff_names(session);
  if (!staff) return fail(staff.error());
  const auto views = session.views();
  if (!views) return fail(views.error());
  inspection::ReportNames names;
  names.staff = *std::move(staff);
  names.student = [views = *views, data](const StudentId& id) -> std::string {
    const auto found = student_at(*views, id, {});
    if (!found || !*found) return {};
    const auto ref = naming_disclosure(id, (*found)->named_by);
    if (!ref) return {};
    const auto opened = data->vault().open_sealed(DisclosureRequest{*ref});
    if (!opened || !opened->disclosure) return {};
    const auto name =
        value_of(personal_fields_of(ref->type), *opened->disclosure, PersonalField::name);
    return name ? mask_name(*name) : std::string();
  };
  return names;
}

void print_json(Session& session, const Inspection& all, const inspection::ReportNames& names) {
  std::string text = "{\"summary\":" + report::summary_json(all) + ",\"organisations\":[";
  for (std::size_t i = 0; i < all.organisations.size(); ++i) {
    text += (i == 0 ? "" : ",") + report::report_json(all, all.organisations[i], names);
  }
  session.out().plain(text + "]}\n");
}

void print_summary(Session& session, const Inspection& all) {
  const Text headers[] = {{"单位", "organisation"}, {"名称", "name"},     {"在籍", "on roll"},
                          {"注册", "registered"},   {"问题", "findings"}, {"未改正", "open"},
                          {"代码", "codes"}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : all.organisations) {
    std::map<std::string, int> codes;
    int open = 0;
    for (const auto& finding : one.findings) {
      ++codes[finding.code];
      if (!finding.closed_on && !finding.is_act) ++open;
    }
    std::string list;
    for (const auto& [code, count] : codes) {
      list += (list.empty() ? "" : " ") + code + "×" + std::to_string(count);
    }
    rows.push_back({one.code, one.name, std::to_string(one.on_roll), std::to_string(one.registered),
                    std::to_string(one.findings.size()), std::to_string(open), list});
  }
  session.out().list(
      headers, rows,
      {"没有:台账中没有可检查的单位;`xueji org list` 列出单位",
       "none: the ledger has no organisation to inspect; `xueji org list` lists them"},
      {2, 3, 4, 5});
  for (const auto& rank : inspection::commendation_order(all)) {
    // Only those that come into question (SY-3.3c); one school alone is held against nobody.
    if (rank.place > 3 || all.organisations.size() == 1) break;
    const auto place = std::to_string(rank.place);
    const auto per = std::to_string(rank.per_thousand);
    session.out().line(
        {"表彰参考第 " + place + " 名:" + rank.school->name + "(每千人问题 " + per + ")",
         "for commendation, place " + place + ": " + rank.school->name + ", " + per +
             " findings per thousand students"});
  }
  for (const auto& text : all.not_checked) {
    session.out().line({"未查:" + text.zh, "not checked: " + text.en});
  }
}

/// Writes the reports and says where.
Status write_out(Session& session, const Inspection& all, const inspection::ReportNames& names,
                 const std::string& folder) {
  ProgressBar bar(session.language);
  const auto written =
      report::write_reports(folder, all, names, [&](std::size_t done, std::size_t count) {
        bar.show(static_cast<double>(done) / static_cast<double>(std::max<std::size_t>(1, count)),
                 {"写报告", "writing reports"});
      });
  if (!written) return fail(written.error());
  const auto summary = written->summary.string();
  session.note({"报告:" + summary, "report: " + summary});
  return {};
}

/// The cut-off asked for, or 31 January after the year (SY-3.3a); never after the ledger's own day:
/// what is due later is not missing yet. Errors: invalid_argument when the year has not begun.
Result<Date> cut_off_of(Session& session, int year, const Date& asked) {
  const auto now = session.now();
  if (!now) return fail(now.error());
  const auto today = china_date(*now);
  const auto wanted = asked.ok() ? asked : make_date(year + 1, 1, 31);
  if (today >= wanted) return wanted;
  if (today < make_date(year, 1, 1)) {
    return fail(ErrorCode::invalid_argument,
                Text{"检查年度尚未开始:今天是 " + to_text(today),
                     "the year to inspect has not begun: today is " + to_text(today)},
                Text{"--year 用已开始的年份", "--year takes a year that has begun"});
  }
  session.note(
      {"截止日 " + to_text(wanted) + " 未到:按 " + to_text(today) + " 检查",
       "the cut-off " + to_text(wanted) + " has not come: inspected as of " + to_text(today)});
  return today;
}

/// The check sheet: who was drawn, and what is looked at in person.
void print_sample(Session& session, const inspection::Sample& sample) {
  const auto out = session.out();
  if (out.is_json()) {
    boost::json::array drawn;
    for (const auto& row : sample.rows) {
      drawn.push_back(boost::json::object{{"student", to_text(row.student)},
                                          {"number", row.number},
                                          {"name", row.name},
                                          {"class", row.class_name},
                                          {"status", code_of(row.status)}});
    }
    out.json(boost::json::object{{"drawn_on", to_text(sample.drawn_on)},
                                 {"opened_at", sample.opened_at.value},
                                 {"tree_size", sample.size.value},
                                 {"root", to_text(sample.root)},
                                 {"on_roll", sample.on_roll},
                                 {"drawn", std::move(drawn)}});
    return;
  }
  const auto size = std::to_string(sample.size.value);
  out.line({"抽查表:按 " + to_text(sample.drawn_on) + " 24:00 前 " + size +
                " 条记录的根抽签,在籍 " + std::to_string(sample.on_roll) + " 人",
            "check sheet: drawn by the root over the " + size + " entries recorded by the end of " +
                to_text(sample.drawn_on) + ", from " + std::to_string(sample.on_roll) +
                " students on the roll"});
  out.line({"根:" + to_text(sample.root), "root: " + to_text(sample.root)});
  const Text headers[] = {
      {"序号", "no"},          {"班级", "class"},          {"姓名", "name"},
      {"学籍号", "number"},    {"学籍标识", "status id"},  {"在校", "present"},
      {"证件相符", "id fits"}, {"照片相符", "photo fits"}, {"检查人", "inspector"}};
  const std::string box = "□";
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : sample.rows) {
    rows.push_back({std::to_string(rows.size() + 1), row.class_name, row.name, row.number,
                    to_text(row.student), box, box, box, ""});
  }
  out.list(headers, rows,
           {"没有:该校当年年检首日没有在籍学生可抽",
            "none: the school had nobody on the roll to draw from on the opening day"},
           {0});
  out.line({"现场发现的问题用表单 finding 填报(现场发现:是)",
            "what is found on the spot is filed with the form finding"});
}

Result<int> draw(Session& session, const InspectWords& o) {
  if (o.school.empty() || o.sample < 0) {
    return fail(ErrorCode::invalid_argument, Text{"抽查须指明学校", "a sample is of one school"},
                Text{"--school 代码 --sample 人数", "--school CODE --sample N"});
  }
  const auto school = session.organisation(o.school);
  if (!school) return fail(school.error());
  inspection::SampleQuery query;
  query.school = (*school)->id;
  query.year = static_cast<std::uint16_t>(o.year);
  query.count = static_cast<std::size_t>(o.sample);
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  auto sample = inspection::draw_sample(**views, **view, query);
  if (!sample) return fail(sample.error());
  if (auto* data = session.personal_if_any(); data != nullptr) {
    Roster names;
    names.rows = std::move(sample->rows);
    if (auto named = add_masked_names(names, data->vault()); !named) return fail(named.error());
    sample->rows = std::move(names.rows);
  }
  print_sample(session, *sample);
  return exit_done;
}

Result<int> run_inspection(Session& session, const InspectWords& o) {
  if (o.sample != 0) return draw(session, o);
  if (o.all == !o.school.empty()) {
    return fail(ErrorCode::invalid_argument, Text{"须指明检查范围", "say what to inspect"},
                Text{"--school 代码,或 --all", "--school CODE, or --all"});
  }
  inspection::InspectionScope scope;
  scope.year = static_cast<int>(o.year);
  scope.school = o.school;
  const auto cut_off = optional_date("--cut-off", o.cut_off);
  if (!cut_off) return fail(cut_off.error());
  const auto last = cut_off_of(session, scope.year, *cut_off);
  if (!last) return fail(last.error());
  scope.cut_off = *last;
  const auto view = session.view();
  if (!view) return fail(view.error());
  inspection::InspectionPorts ports;
  if (auto* data = session.personal_if_any(); data != nullptr) {
    auto other_register = report::other_register(data->vault());
    if (!other_register) return fail(other_register.error());
    ports.on_other_register = *std::move(other_register);
  }
  const auto all = inspection::inspect((*view)->log(), scope, ports);
  if (!all) return fail(all.error());
  const auto json = session.out().is_json();
  inspection::ReportNames names;
  if (json || !o.out.empty()) {
    auto found = names_of(session);
    if (!found) return fail(found.error());
    names = *std::move(found);
  }
  if (!o.out.empty()) {
    if (auto wrote = write_out(session, *all, names, o.out); !wrote) return fail(wrote.error());
  }
  if (json) {
    print_json(session, *all, names);
  } else {
    print_summary(session, *all);
    if (o.out.empty()) {
      session.note({"逐项问题、证据与责任人:加 --out 目录 写成报告,或 --json",
                    "each finding with its evidence and who answers: --out FOLDER writes the "
                    "reports, or --json"});
    }
  }
  return exit_done;
}

boost::json::object json_of(const story::StoryEntry& entry, Language language,
                            const story::StaffNames& names) {
  boost::json::object changes;
  for (const auto& counted : entry.changes)
    changes[code_of(counted.type)] = counted.lines;
  boost::json::array unusual;
  for (const auto& text : entry.unusual)
    unusual.push_back(boost::json::string(text.in(language)));
  return {{"day", to_text(entry.day)},
          {"at", entry.at.value},
          {"scene", story::code_of(entry.scene)},
          {"submission", to_text(entry.submission)},
          {"form", code_of(entry.form)},
          {"step", entry.step},
          {"person", to_text(entry.person)},
          {"name", names(entry.person)},
          {"role", code_of(entry.role)},
          {"organisation", to_text(entry.organisation)},
          {"days_held", entry.days_held},
          {"changes", std::move(changes)},
          {"text", entry.line.in(language)},
          {"unusual", std::move(unusual)}};
}

void print_json(Session& session, const story::Story& told, const story::StaffNames& names,
                bool unusual_only) {
  boost::json::array months;
  for (const auto& month : told.months) {
    boost::json::array entries;
    for (const auto& entry : month.entries) {
      if (unusual_only && entry.unusual.empty()) continue;
      entries.push_back(json_of(entry, session.language, names));
    }
    months.push_back(boost::json::object{{"month", month.month},
                                         {"on_roll", month.on_roll},
                                         {"joined", month.joined},
                                         {"left", month.left},
                                         {"entries", std::move(entries)}});
  }
  boost::json::array waiting;
  for (const auto& paper : told.waiting) {
    waiting.push_back(boost::json::object{{"submission", to_text(paper.submission)},
                                          {"form", code_of(paper.form)},
                                          {"step", paper.step.in(session.language)},
                                          {"days", paper.days},
                                          {"days_allowed", paper.days_allowed}});
  }
  session.out().json(boost::json::object{{"ledger", to_text(told.ledger)},
                                         {"size", told.size.value},
                                         {"demonstration", told.is_demonstration},
                                         {"school", told.code},
                                         {"name", told.name},
                                         {"year", told.year},
                                         {"on_roll_before", told.on_roll_before},
                                         {"months", std::move(months)},
                                         {"waiting", std::move(waiting)}});
}

/// A year that the ledger has not finished, or not begun, is told as far as it goes.
Status note_year_to_come(Session& session, int year) {
  const auto now = session.now();
  if (!now) return fail(now.error());
  const auto today = china_date(*now);
  if (today > make_date(year, 12, 31)) return {};
  const auto name = std::to_string(year);
  const bool begun = today >= make_date(year, 1, 1);
  session.note({name + (begun ? " 年未过完" : " 年尚未开始") + ":台账今天是 " + to_text(today),
                name + (begun ? " is not over" : " has not begun") + ": the ledger's day is " +
                    to_text(today)});
  return {};
}

Result<int> replay(Session& session, const InspectWords& o) {
  const auto view = session.view();
  if (!view) return fail(view.error());
  if (auto noted = note_year_to_come(session, static_cast<int>(o.year)); !noted) {
    return fail(noted.error());
  }
  const auto told = story::tell((*view)->log(), {o.school, static_cast<int>(o.year)});
  if (!told) return fail(told.error());
  const auto names = masked_staff_names(session);
  if (!names) return fail(names.error());
  if (session.out().is_json()) {
    print_json(session, *told, *names, o.unusual);
    return exit_done;
  }
  bool said = false;
  for (const auto& line : story::story_lines(*told, session.language, *names)) {
    if (o.unusual && !line.starts_with("!")) continue;
    session.out().plain(line + "\n");
    said = true;
  }
  if (o.unusual && !said) {
    session.note({"这一年没有异常之处;去掉 --unusual 看全部经过",
                  "nothing unusual in that year; leave out --unusual for the whole story"});
  }
  return exit_done;
}

}  // namespace

std::vector<Command> inspect_commands() {
  auto o = std::make_shared<InspectWords>();
  const Option year{"--year", {"年份", "calendar year"}, &o->year, true};
  return {{.name = "inspect",
           .job = Job::inspect,
           .summary = {"一月年检:问题、证据、责任人",
                       "the January inspection: findings, evidence, who answers"},
           .examples = {"xueji inspect --data city --all --year 2024 --out inspection-2024",
                        "xueji inspect --data city --school S001 --year 2024 --json",
                        "xueji inspect --data city --school S001 --year 2024 --sample 20"},
           .takes = {.master = true, .json = true},
           .options = {{"--school", {"学校代码", "code of the school"}, &o->school},
                       {"--all", {"全部单位", "every organisation"}, &o->all},
                       year,
                       {"--cut-off",
                        {"截止日(含),默认次年 1 月 31 日",
                         "last day; 31 January after the year if not said"},
                        &o->cut_off},
                       {"--out", {"报告目录", "folder for the reports"}, &o->out},
                       {"--sample",
                        {"抽查人数:按年检首日全部记录抽签,打印抽查表",
                         "draw so many students by the log of the opening day; prints the check "
                         "sheet"},
                        &o->sample}},
           .run = [o](Session& s) { return run_inspection(s, *o); }},
          {.name = "replay",
           .job = Job::inspect,
           .summary = {"一所学校一年的经过", "what happened at a school in a year"},
           .examples = {"xueji replay --data city --school S001 --year 2024",
                        "xueji replay --data city --school S001 --year 2024 --unusual"},
           .takes = {.master = true, .json = true},
           .options = {{"--school", {"学校代码", "code of the school"}, &o->school, true},
                       year,
                       {"--unusual", {"只看异常的", "only what is unusual"}, &o->unusual}},
           .run = [o](Session& s) { return replay(s, *o); }}};
}

}  // namespace xueji::cli
