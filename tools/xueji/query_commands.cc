// Who is on the roll and how many, now and on any earlier day; what is owed.
#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "ledger/authority/authority.h"
#include "projections/enrolment.h"
#include "projections/obligations.h"
#include "projections/roster.h"
#include "projections/teaching_points.h"
#include "tools/sheet/write.h"
#include "tools/xueji/as_of_option.h"
#include "tools/xueji/session.h"

namespace xueji::cli {
namespace {

struct QueryOptions {
  std::string school;
  std::string status;
  std::string out;
  std::string owed_by;
  std::string as_of;
  bool by_class = false;
  bool by_major = false;
  bool sites = false;
  bool with_done = false;
  AsOfOptions moment;
};

std::string code_at(const LedgerView& view, const OrganisationId& id) {
  const auto* row = view.state().organisation(id);
  return row ? row->code : "";
}
std::string name_at(const LedgerView& view, const OrganisationId& id) {
  const auto* row = view.state().organisation(id);
  return row ? row->name : "";
}

/// The school of this code, or the authority and every school below it; none without a code, which
/// asks for all.
Result<std::vector<OrganisationId>> schools_of(Session& session, const std::string& code) {
  std::vector<OrganisationId> schools;
  if (code.empty()) return schools;
  const auto row = session.organisation(code);
  if (!row) return fail(row.error());
  schools.push_back((*row)->id);
  if ((*row)->kind == OrganisationKind::school) return schools;
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto all = (*view)->organisations();
  if (!all) return fail(all.error());
  for (const auto& one : *all) {
    if (one.kind == OrganisationKind::school &&
        is_at_or_above((*view)->state(), schools.front(), one.id)) {
      schools.push_back(one.id);
    }
  }
  return schools;
}

/// A table to the terminal (or `none` where it has no rows), or to a CSV or XLSX file by its
/// extension.
Status deliver(Session& session, const std::string& file, std::span<const Text> headers,
               std::span<const std::vector<std::string>> rows, const Text& none,
               std::vector<std::size_t> right_aligned = {}) {
  if (file.empty()) {
    session.out().list(headers, rows, none, std::move(right_aligned));
    return {};
  }
  std::vector<std::string> words;
  for (const auto& header : headers)
    words.push_back(session.in(header));
  const auto extension = std::filesystem::path(file).extension();
  if (extension == ".csv") return sheet::write_csv(file, words, rows);
  if (extension != ".xlsx") {
    return fail(ErrorCode::invalid_argument,
                Text{"不认识的文件类型:" + file, "unknown kind of file: " + file},
                Text{"用 .csv 或 .xlsx", "use .csv or .xlsx"});
  }
  sheet::SheetSpec page;
  page.name = "xueji";
  for (const auto& word : words) {
    sheet::ColumnSpec column;
    column.header = word;
    column.as_text = true;
    page.columns.push_back(std::move(column));
  }
  for (const auto& row : rows)
    page.rows.emplace_back(row.begin(), row.end());
  sheet::WorkbookSpec book;
  book.sheets.push_back(std::move(page));
  return sheet::write_xlsx(file, book);
}

Status add_names(Session& session, Roster& answer, std::span<const OrganisationId> about) {
  if (!session.options.clear) {
    auto* data = session.personal_if_any();
    if (data == nullptr) return {};
    return add_masked_names(answer, data->vault());
  }
  const auto purpose = session.clear_access(about);
  if (!purpose) return fail(purpose.error());
  const auto ledger = session.writer();
  if (!ledger) return fail(ledger.error());
  const auto now = session.now();
  if (!now) return fail(now.error());
  return add_clear_names(answer, (*ledger)->personal().vault(), *purpose, *now);
}

Result<Roster> read_roster(Session& session, const QueryOptions& o) {
  RosterQuery query;
  auto schools = schools_of(session, o.school);
  if (!schools) return fail(schools.error());
  query.schools = *std::move(schools);
  if (session.options.clear) {
    // Who is not entitled is told so before the ledger is taken for the record of the access; the
    // writer comes before any reading of views.
    if (const auto entitled = session.clear_access(query.schools); !entitled) {
      return fail(entitled.error());
    }
    if (const auto ledger = session.writer(); !ledger) return fail(ledger.error());
  }
  const auto moment = as_of(session, o.moment);
  if (!moment) return fail(moment.error());
  query.as_of = *moment;
  if (!o.status.empty()) {
    const auto status = code_option<StudentStatus>("--status", o.status);
    if (!status) return fail(status.error());
    query.statuses = {*status};
  }
  const auto views = session.views();
  if (!views) return fail(views.error());
  auto answer = roster(**views, query);
  if (!answer) return fail(answer.error());
  if (auto named = add_names(session, *answer, query.schools); !named) return fail(named.error());
  return answer;
}

/// JSON goes to standard output, a file is CSV or XLSX: one answer has one place.
Status check_one_place(const Session& session, const std::string& out) {
  if (out.empty() || !session.options.json) return {};
  return fail(ErrorCode::invalid_argument,
              Text{"--json 与 --out 不能同时使用", "--json and --out do not go together"},
              Text{"--json 写到标准输出,可重定向到文件",
                   "--json writes to standard output; redirect it to a file"});
}

boost::json::object json_of(const RosterRow& row, const std::string& school) {
  return {{"student", to_text(row.student)},
          {"school", school},
          {"class", row.class_name},
          {"cohort", row.cohort},
          {"season", code_of(row.season)},
          {"major_code", row.major_code},
          {"study_mode", code_of(row.study_mode)},
          {"status", code_of(row.status)},
          {"number", row.number},
          {"since", to_text(row.since)},
          {"name", row.name},
          {"identity_number", row.identity_number},
          {"event_at", row.event_at.value},
          {"effect_at", row.effect_at.value}};
}

Result<int> show_roster(Session& session, const QueryOptions& o) {
  if (auto one = check_one_place(session, o.out); !one) return fail(one.error());
  const auto answer = read_roster(session, o);
  if (!answer) return fail(answer.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  if (session.out().is_json()) {
    JsonRows rows({{"reflects", answer->reflects.value}}, "students");
    for (const auto& row : answer->rows)
      rows.add(json_of(row, code_at(**view, row.school)));
    rows.end({});
    return exit_done;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : answer->rows) {
    rows.push_back({code_at(**view, row.school), row.class_name, row.number, row.name,
                    row.identity_number, session.in(label_of(row.status)), row.major_code,
                    to_text(row.since), to_text(row.student)});
  }
  const Text headers[] = {{"学校", "school"}, {"班级", "class"},        {"学号", "number"},
                          {"姓名", "name"},   {"证件号码", "identity"}, {"状态", "status"},
                          {"专业", "major"},  {"自", "since"},          {"学籍标识", "student"}};
  const Text none{"没有:没有所问的学生;放宽 --school、--status 或日期,`xueji org list` 列出学校",
                  "none: no student fits what was asked; widen --school, --status or the day, "
                  "`xueji org list` lists the schools"};
  if (auto shown = deliver(session, o.out, headers, rows, none); !shown) {
    return fail(shown.error());
  }
  const auto count = std::to_string(rows.size());
  const auto size = std::to_string(answer->reflects.value);
  session.note({"共 " + count + " 人;反映台账前 " + size + " 条",
                count + " students; reflects the first " + size + " entries"});
  return exit_done;
}

/// SY-2.2b: the teaching points of each county, and who studies there.
Result<int> show_sites(Session& session, const QueryOptions& o) {
  if (o.by_class || o.by_major) {
    return fail(ErrorCode::invalid_argument,
                Text{"--sites 按教学点分列,不能再按班级或专业",
                     "--sites lists teaching points, not "
                     "classes or majors"},
                Text{"去掉 --by-class、--by-major", "leave out --by-class and --by-major"});
  }
  const auto schools = schools_of(session, o.school);
  if (!schools) return fail(schools.error());
  const auto moment = as_of(session, o.moment);
  if (!moment) return fail(moment.error());
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto answer = teaching_points(**views, **view, *schools, *moment);
  if (!answer) return fail(answer.error());
  boost::json::array list;
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : answer->lines) {
    const auto watched_by = code_at(**view, line.watched_by);
    const auto school = code_at(**view, line.school);
    list.push_back(boost::json::object{{"watched_by", watched_by},
                                       {"watched_by_name", name_at(**view, line.watched_by)},
                                       {"division", line.division_code},
                                       {"school", school},
                                       {"site", to_text(line.site)},
                                       {"name", line.name},
                                       {"on_roll", line.on_roll},
                                       {"in_school", line.in_school}});
    rows.push_back({watched_by, name_at(**view, line.watched_by), line.division_code, school,
                    line.name, std::to_string(line.on_roll), std::to_string(line.in_school)});
  }
  if (session.out().is_json()) {
    session.out().json(boost::json::object{{"reflects", answer->reflects.value}, {"sites", list}});
    return exit_done;
  }
  const Text headers[] = {{"监管单位", "watched by"}, {"名称", "bureau"}, {"行政区划", "division"},
                          {"学校", "school"},         {"教学点", "site"}, {"在籍", "on roll"},
                          {"在校", "in school"}};
  const Text none{"没有:没有登记教学点;用表单 organisation 登记",
                  "none: no teaching point is registered; the form organisation registers them"};
  if (auto shown = deliver(session, o.out, headers, rows, none, {5, 6}); !shown) {
    return fail(shown.error());
  }
  return exit_done;
}

Result<int> show_enrolment(Session& session, const QueryOptions& o) {
  if (auto one = check_one_place(session, o.out); !one) return fail(one.error());
  if (o.sites) return show_sites(session, o);
  EnrolmentQuery query;
  auto schools = schools_of(session, o.school);
  if (!schools) return fail(schools.error());
  query.schools = *std::move(schools);
  query.by.class_id = o.by_class;
  query.by.major = o.by_major;
  const auto moment = as_of(session, o.moment);
  if (!moment) return fail(moment.error());
  query.moments = {*moment};
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto answer = enrolment(**views, query);
  if (!answer) return fail(answer.error());
  std::vector<std::string> classes(answer->lines.size());
  for (std::size_t i = 0; o.by_class && i < classes.size(); ++i) {
    auto found = class_name(**views, answer->lines[i].group.class_id);
    if (!found) return fail(found.error());
    classes[i] = *std::move(found);
  }
  const auto total = answer->totals.empty() ? EnrolmentCount{} : answer->totals.front();
  if (session.out().is_json()) {
    JsonRows lines({{"reflects", answer->reflects.value}}, "lines");
    for (std::size_t i = 0; i < classes.size(); ++i) {
      const auto& [group, counts] = answer->lines[i];
      lines.add(boost::json::object{{"school", code_at(**view, group.school)},
                                    {"name", name_at(**view, group.school)},
                                    {"class", classes[i]},
                                    {"major_code", group.major_code},
                                    {"on_roll", counts.front().on_roll},
                                    {"in_school", counts.front().in_school}});
    }
    lines.end({{"on_roll", total.on_roll}, {"in_school", total.in_school}});
    return exit_done;
  }
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const auto& [group, counts] = answer->lines[i];
    auto& row = rows.emplace_back(
        std::vector<std::string>{code_at(**view, group.school), name_at(**view, group.school)});
    if (o.by_class) row.push_back(classes[i]);
    if (o.by_major) row.push_back(group.major_code);
    row.push_back(std::to_string(counts.front().on_roll));
    row.push_back(std::to_string(counts.front().in_school));
  }
  std::sort(rows.begin(), rows.end());
  std::vector<Text> headers{{"学校", "school"}, {"名称", "name"}};
  if (o.by_class) headers.push_back({"班级", "class"});
  if (o.by_major) headers.push_back({"专业", "major"});
  const auto counts_at = headers.size();
  headers.push_back({"在籍", "on roll"});
  headers.push_back({"在校", "in school"});
  auto& sum = rows.emplace_back(std::vector<std::string>(headers.size()));
  sum[0] = session.in({"合计", "total"});
  sum[counts_at] = std::to_string(total.on_roll);
  sum[counts_at + 1] = std::to_string(total.in_school);
  // The total stands there in any case.
  auto shown = deliver(session, o.out, headers, rows, {}, {counts_at, counts_at + 1});
  if (!shown) return fail(shown.error());
  return exit_done;
}

boost::json::object json_of(const LedgerView& view, const Obligation& item) {
  boost::json::array rules(item.rules.begin(), item.rules.end());
  boost::json::object out{{"kind", code_of(item.kind)},
                          {"state", code_of(item.state)},
                          {"school", code_at(view, item.school)},
                          {"owed_by", code_at(view, item.owed_by)},
                          {"role", code_of(item.role)},
                          {"due", item.due.ok() ? to_text(item.due) : ""},
                          {"due_assumed", item.due_assumed},
                          {"cohort", item.cohort},
                          {"detail", item.detail},
                          {"owed", item.owed},
                          {"done", item.done},
                          {"rules", rules}};
  if (item.season != Season::none) out["season"] = code_of(item.season);
  if (const auto* row = view.state().school_class(item.class_id)) out["class"] = row->name;
  if (!item.student.is_none()) out["student"] = to_text(item.student);
  if (!item.submission.is_none()) out["submission"] = to_text(item.submission);
  return out;
}

/// The pack under which an obligation arises, for the names of what it is about.
const Pack* pack_behind(const LedgerView& view, const Obligation& item, Date day) {
  const auto pack = view.pack_for(item.school, day);
  return pack ? pack->pack : nullptr;
}

/// What `detail` means, by the kind of the obligation: a major, a kind of rule, a step, a form; as
/// it is where it is none of them (a term, a month).
Text detail_text(const LedgerView& view, const Obligation& item, Date day) {
  if (item.detail.empty()) return {};
  if (const auto* submission = view.state().submission(item.submission)) {
    const auto pack = view.pack_of(*submission);
    const auto* chain = pack ? (*pack)->chain_of(*submission) : nullptr;
    const auto index = chain == nullptr ? std::nullopt : chain->step_index(item.detail);
    if (index) return chain->steps[*index].name;
  }
  if (item.kind == ObligationKind::teaching_plan) {
    const auto* pack = pack_behind(view, item, day);
    for (const auto& version : pack == nullptr ? std::span<const std::string>()
                                               : pack->texts("major_catalogue_versions")) {
      if (const auto* major = pack->majors().find(item.detail, version)) {
        const auto text = major->name + " " + item.detail;
        return {text, text};
      }
    }
  }
  if (item.kind == ObligationKind::internship_application ||
      item.kind == ObligationKind::internship_summary) {
    return {"批次 " + item.detail, "batch " + item.detail};
  }
  if (item.kind == ObligationKind::sanction_service || item.kind == ObligationKind::appeal_answer) {
    return {"案件 " + item.detail, "case " + item.detail};
  }
  if (const auto kind = from_code<SchoolRuleKind>(item.detail)) return label_of(*kind);
  if (const auto form = from_code<Form>(item.detail)) return label_of(*form);
  // A month, and which of its forms.
  const auto space = item.detail.find(' ');
  if (space != std::string::npos) {
    if (const auto form = from_code<ReportForm>(item.detail.substr(space + 1))) {
      const auto month = item.detail.substr(0, space + 1);
      return {month + label_of(*form).zh, month + label_of(*form).en};
    }
  }
  return {item.detail, item.detail};
}

/// What tells one obligation from another of its kind: intake, class, student, paper, detail.
std::string about_text(const Session& session, const LedgerView& view, const Obligation& item,
                       Date day) {
  std::string text;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : " ") + part;
  };
  const auto cohort = std::to_string(item.cohort);
  if (item.cohort != 0) {
    const auto season = item.season == Season::none ? Text{} : label_of(item.season);
    add(session.in(
        {cohort + " 级" + season.zh, season.en.empty() ? cohort : season.en + " " + cohort}));
  }
  if (const auto* row = view.state().school_class(item.class_id)) add(row->name);
  if (const auto* row = view.state().student(item.student)) {
    add(row->number.empty() ? to_text(item.student) : row->number);
  }
  if (const auto* row = view.state().submission(item.submission)) {
    add(session.in(label_of(row->form)));
  }
  add(session.in(detail_text(view, item, day)));
  if (!item.submission.is_none()) add(to_text(item.submission));
  return text;
}

Result<int> show_obligations(Session& session, const QueryOptions& o) {
  ObligationsQuery query;
  auto schools = schools_of(session, o.school);
  if (!schools) return fail(schools.error());
  query.organisations = *std::move(schools);
  if (!o.owed_by.empty()) {
    const auto row = session.organisation(o.owed_by);
    if (!row) return fail(row.error());
    query.owed_by = (*row)->id;
  }
  const auto now = session.now();
  if (!now) return fail(now.error());
  const auto day = optional_date("--as-of", o.as_of);
  if (!day) return fail(day.error());
  query.as_of = day->ok() ? *day : china_date(*now);
  if (auto noted = note_day_to_come(session, query.as_of); !noted) return fail(noted.error());
  query.with_done = o.with_done;
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto answer = obligations(**views, **view, query);
  if (!answer) return fail(answer.error());
  boost::json::array list;
  std::vector<std::vector<std::string>> rows;
  for (const auto& item : answer->items) {
    list.push_back(json_of(**view, item));
    std::string rules;
    for (const auto& rule : item.rules)
      rules += (rules.empty() ? "" : " ") + rule;
    const auto due = item.due.ok() ? to_text(item.due) : std::string();
    const auto assumed = session.in({"(推定)", " (assumed)"});
    rows.push_back({session.in(label_of(item.state)), due + (item.due_assumed ? assumed : ""),
                    session.in(label_of(item.kind)), about_text(session, **view, item, query.as_of),
                    code_at(**view, item.school), code_at(**view, item.owed_by),
                    session.in(label_of(item.role)), std::to_string(item.owed), rules});
  }
  const auto out = session.out();
  if (out.is_json()) {
    out.json(boost::json::object{{"reflects", answer->reflects.value},
                                 {"as_of", to_text(answer->as_of)},
                                 {"obligations", list}});
    return exit_done;
  }
  const Text headers[] = {{"状态", "state"}, {"期限", "due"},     {"事项", "what"},
                          {"细目", "about"}, {"单位", "where"},   {"责任单位", "owed by"},
                          {"职务", "role"},  {"未办", "missing"}, {"规则", "rules"}};
  out.list(headers, rows,
           {"没有:截至 " + to_text(query.as_of) + " 没有应办未办的事;加 --with-done 也列已办的",
            "none: nothing is owed as of " + to_text(query.as_of) +
                "; --with-done lists what is done too"},
           {7});
  return exit_done;
}

}  // namespace

std::vector<Command> query_commands() {
  auto o = std::make_shared<QueryOptions>();
  const Option school{"--school",
                      {"学校代码;主管部门代码则为其下全部学校",
                       "code of the school, or of an authority for all schools below it"},
                      &o->school};
  const Option out{"--out", {"写到 .csv 或 .xlsx 文件", "write to a .csv or .xlsx file"}, &o->out};
  auto moment = as_of_options(o->moment);
  auto roster_options = std::vector<Option>{
      school, {"--status", {"只看这种状态", "only this status"}, &o->status}, out};
  roster_options.insert(roster_options.end(), moment.begin(), moment.end());
  auto enrolment_options =
      std::vector<Option>{school,
                          {"--by-class", {"按班级分列", "by class"}, &o->by_class},
                          {"--by-major", {"按专业分列", "by major"}, &o->by_major},
                          {"--sites",
                           {"按所在地列出教学点及其学生数,归当地教育局监管",
                            "the teaching points by place, the bureau that watches each, and its "
                            "students"},
                           &o->sites},
                          out};
  enrolment_options.insert(enrolment_options.end(), moment.begin(), moment.end());
  return {
      {.name = "roster",
       .job = Job::look_up,
       .summary = {"在籍名册,现在或以往任何一天", "who is on the roll, now or on any earlier day"},
       .examples =
           {"xueji roster --data city --school S001",
            "xueji roster --data city --school S001 --as-of 2024-10-31 --out roster.xlsx",
            "xueji roster --data city --school S001 --clear --purpose 核对 --key officer.pem"},
       .takes = {.key = true, .master = true, .clear = true, .json = true},
       .options = roster_options,
       .run = [o](Session& s) { return show_roster(s, *o); }},
      {.name = "enrolment",
       .job = Job::look_up,
       .summary = {"在籍、在校人数", "how many are on the roll and in school"},
       .examples = {"xueji enrolment --data city",
                    "xueji enrolment --data city --school S001 --by-class --as-of 2024-12-31",
                    "xueji enrolment --data city --sites --json"},
       .takes = {.json = true},
       .options = enrolment_options,
       .run = [o](Session& s) { return show_enrolment(s, *o); }},
      {.name = "obligations",
       .job = Job::file,
       .summary = {"何事须在何日前办", "what is owed by when"},
       .examples = {"xueji obligations --data city --school S001",
                    "xueji obligations --data city --owed-by C01 --as-of 2024-11-01 --json"},
       .takes = {.json = true},
       .options =
           {school,
            {"--owed-by", {"只看此单位应办的", "only what this organisation owes"}, &o->owed_by},
            {"--as-of", {"截至某日,默认今天", "as of this day; today if not said"}, &o->as_of},
            {"--with-done", {"也列已办的", "also what is done"}, &o->with_done}},
       .run = [o](Session& s) { return show_obligations(s, *o); }}};
}

}  // namespace xueji::cli
