// The projections: derived data that can be rebuilt and compared at any time.
#include <boost/json.hpp>
#include <memory>

#include "tools/xueji/session.h"

namespace xueji::cli {
namespace {

void print_comparison(Session& session, const Comparison& comparison) {
  const auto out = session.out();
  const auto count = std::to_string(comparison.different);
  out.line(comparison.equal() ? Text{"与重新折叠的结果一致", "equal to what the log gives"}
                              : Text{count + " 行与台账不符", count + " rows differ from the log"});
  for (const auto& difference : comparison.first) {
    const auto text = describe(difference);
    out.line({text, text});
  }
}

boost::json::object json_of(const Comparison& comparison) {
  boost::json::array first;
  for (const auto& difference : comparison.first) {
    first.push_back(boost::json::string(describe(difference)));
  }
  return {{"equal", comparison.equal()},
          {"old_rows", comparison.old_rows},
          {"new_rows", comparison.new_rows},
          {"different", comparison.different},
          {"first", first}};
}

Result<int> list_views(Session& session) {
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto out = session.out();
  const auto size = (*views)->size().value;
  const auto access = (*views)->access() == ViewsAccess::writer   ? "writer"
                      : (*views)->access() == ViewsAccess::reader ? "reader"
                                                                  : "memory";
  if (out.is_json()) {
    out.json(boost::json::object{{"generation", (*views)->generation()},
                                 {"reflects", size},
                                 {"recorded_at", to_text((*views)->recorded_at())},
                                 {"access", access}});
    return exit_done;
  }
  const Text headers[] = {
      {"代", "generation"}, {"反映条数", "reflects"}, {"至", "recorded"}, {"打开方式", "access"}};
  const std::vector<std::vector<std::string>> rows = {
      {(*views)->generation(), std::to_string(size), to_text((*views)->recorded_at()), access}};
  out.table(headers, rows, {1});
  return exit_done;
}

Result<int> rebuild_views(Session& session) {
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto report = (*views)->rebuild();
  if (!report) return fail(report.error());
  const auto out = session.out();
  if (out.is_json()) {
    boost::json::object object{
        {"generation", report->generation}, {"size", report->size.value}, {"rows", report->rows}};
    if (report->compared) object["compared"] = json_of(*report->compared);
    out.json(object);
    return exit_done;
  }
  const auto rows = std::to_string(report->rows);
  out.line({"已重建 " + report->generation + "," + rows + " 行",
            "rebuilt " + report->generation + ", " + rows + " rows"});
  if (report->old_unreadable) session.report(*report->old_unreadable);
  if (report->compared) print_comparison(session, *report->compared);
  return exit_done;
}

Result<int> compare_views(Session& session) {
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto comparison = (*views)->compare();
  if (!comparison) return fail(comparison.error());
  const auto out = session.out();
  if (out.is_json()) {
    out.json(json_of(*comparison));
  } else {
    print_comparison(session, *comparison);
  }
  return comparison->equal() ? exit_done : exit_refused;
}

}  // namespace

std::vector<Command> views_commands() {
  return {
      {.name = "views list",
       .job = Job::operate,
       .summary = {"现用的视图", "the views that serve"},
       .examples = {"xueji views list --data city"},
       .takes = {.json = true},
       .run = [](Session& s) { return list_views(s); }},
      {.name = "views rebuild",
       .job = Job::operate,
       .summary = {"从台账重建视图,并与旧的比对", "rebuild the views from the log, and compare"},
       .examples = {"xueji views rebuild --data city"},
       .takes = {.json = true},
       .run = [](Session& s) { return rebuild_views(s); }},
      {.name = "views compare",
       .job = Job::operate,
       .summary = {"只比对,不替换", "compare only"},
       .examples = {"xueji views compare --data city --json"},
       .takes = {.json = true},
       .run = [](Session& s) { return compare_views(s); }}};
}

}  // namespace xueji::cli
