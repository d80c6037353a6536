// An invented city through the real pipeline (演示数据).
#include <boost/json.hpp>
#include <memory>

#include "replay/inspection/detect.h"
#include "tools/simulate/simulate.h"
#include "tools/xueji/pack_source.h"
#include "tools/xueji/session.h"

namespace xueji::cli {
namespace {

struct SimulateWords {
  std::string policy = "shiyan";
  std::string sheets;
  std::vector<std::string> violations;
  std::int64_t schools = 12;
  std::int64_t students = 36'683;
  std::int64_t from = 2024;
  std::int64_t years = 1;
  std::int64_t seed = 1;
};

void print_report(Session& session, const simulate::SimulationReport& report) {
  const auto out = session.out();
  if (out.is_json()) {
    boost::json::array expected;
    for (const auto& [year, findings] : report.expected_findings)
      expected.push_back(boost::json::object{{"year", year}, {"findings", findings}});
    out.json(boost::json::object{{"ledger", to_text(report.ledger)},
                                 {"size", report.head.size.value},
                                 {"root", to_text(report.head.root)},
                                 {"organisations", report.organisations},
                                 {"staff", report.staff},
                                 {"classes", report.classes},
                                 {"on_roll", report.on_roll},
                                 {"submissions", report.submissions},
                                 {"events", report.events},
                                 {"sign_offs", report.sign_offs},
                                 {"refusals", report.refusals},
                                 {"expected_findings", expected},
                                 {"truth", report.truth.string()},
                                 {"checkpoint", report.checkpoint}});
    return;
  }
  const auto n = [](std::size_t value) { return std::to_string(value); };
  out.line({"演示城市已建:单位 " + n(report.organisations) + ",人员 " + n(report.staff) + ",班级 " +
                n(report.classes) + ",在籍 " + n(report.on_roll),
            "a demonstration city: " + n(report.organisations) + " organisations, " +
                n(report.staff) + " staff, " + n(report.classes) + " classes, " +
                n(report.on_roll) + " on roll"});
  out.line({"申报 " + n(report.submissions) + ",事件 " + n(report.events) + ",签批 " +
                n(report.sign_offs) + ",按规则拒绝 " + n(report.refusals),
            n(report.submissions) + " submissions, " + n(report.events) + " events, " +
                n(report.sign_offs) + " sign-offs, " + n(report.refusals) + " refused by rule"});
  for (const auto& [year, findings] : report.expected_findings) {
    const auto of_year = std::to_string(year);
    out.line({of_year + " 年度年检应查出 " + n(findings) + " 项:" + report.truth.string(),
              "the inspection of " + of_year + " must find " + n(findings) + ": " +
                  report.truth.string()});
  }
  for (const auto& command : report.commands)
    out.line({"  " + command, "  " + command});
}

/// A code that no inspection knows would silently bring about nothing.
Status check_violations(const std::vector<std::string>& codes) {
  for (const auto& code : codes) {
    if (code == "none" || inspection::find_definition(code) != nullptr) continue;
    std::string known = "none";
    for (const auto& definition : inspection::finding_definitions())
      known += ", " + std::string(definition.code);
    return fail(ErrorCode::invalid_argument,
                Text{"没有问题代码“" + code + "”", "there is no finding code \"" + code + "\""},
                Text{"可用:" + known, "one of: " + known});
  }
  return {};
}

Result<int> run_simulation(Session& session, const SimulateWords& o) {
  if (auto known = check_violations(o.violations); !known) return fail(known.error());
  const auto directory = session.directory();
  if (!directory) return fail(directory.error());
  simulate::SimulationOptions options;
  options.directory = *directory;
  options.master = session.master_path(*directory);
  auto pack = find_pack_files(o.policy);
  if (!pack) return fail(pack.error());
  options.pack = *std::move(pack);
  if (o.schools < 1 || o.schools > 99 || o.students < 1 || o.students > 10'000'000) {
    return fail(ErrorCode::invalid_argument,
                Text{"学校数须为 1 至 99,学生数至少 1", "1 to 99 schools, and at least 1 student"},
                Text{"例如 --schools 3 --students 600", "for example --schools 3 --students 600"});
  }
  options.schools = static_cast<std::uint32_t>(o.schools);
  options.students = static_cast<std::uint32_t>(o.students);
  options.first_year = static_cast<int>(o.from);
  options.years = static_cast<int>(o.years);
  options.seed = static_cast<std::uint64_t>(o.seed);
  options.sheets = o.sheets;
  options.violations = o.violations;
  ProgressBar bar(session.language);
  options.progress = [&](double part, const Text& what) { bar.show(part, what); };
  const auto report = simulate::simulate(options);
  if (!report) return fail(report.error());
  print_report(session, *report);
  return exit_done;
}

}  // namespace

std::vector<Command> simulate_commands() {
  auto o = std::make_shared<SimulateWords>();
  return {
      {.name = "simulate",
       .job = Job::operate,
       .summary = {"生成一座演示城市(演示数据)", "make a demonstration city (invented people)"},
       .examples = {"xueji simulate --data demo --schools 3 --students 600",
                    "xueji simulate --data demo --policy fujian --from 2024 --seed 7"},
       .takes = {.master = true, .json = true},
       .options = {{"--policy",
                    {"规则包:自带的 id,或目录、存档的路径",
                     "policy pack: id of a shipped one, or path of a folder or archive"},
                    &o->policy},
                   {"--schools", {"学校数", "schools"}, &o->schools},
                   {"--students", {"在籍学生数", "students on roll"}, &o->students},
                   {"--from", {"第一个入学年份", "year of the first intake"}, &o->from},
                   {"--years", {"几届新生", "intakes"}, &o->years},
                   {"--seed", {"随机种子", "seed"}, &o->seed},
                   {"--sheets", {"电子表格目录", "where the spreadsheets go"}, &o->sheets},
                   {"--violations",
                    {"要出现的问题代码;none 为无", "finding codes to bring about; none for none"},
                    &o->violations}},
       .run = [o](Session& s) { return run_simulation(s, *o); }}};
}

}  // namespace xueji::cli
