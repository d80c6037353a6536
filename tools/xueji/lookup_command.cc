// The public lookup: is this certificate, in this name, valid? (FJ-44)
#include <boost/json.hpp>
#include <memory>

#include "projections/certificate_lookup.h"
#include "tools/xueji/session.h"

namespace xueji::cli {
namespace {

struct LookupOptions {
  std::string name;
  std::string number;
};

Result<int> look_up(Session& session, const LookupOptions& o) {
  const auto directory = session.directory();
  if (!directory) return fail(directory.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto personal = session.personal();
  if (!personal) return fail(personal.error());
  // By the machine's clock, also for a simulated ledger: who asks lives now.
  SystemClock clock;
  if (auto counted = count_lookup(directory->root, clock.now()); !counted) {
    return fail(counted.error());
  }
  const auto found = look_up_certificate(**view, (*personal)->vault(), o.name, o.number);
  if (!found) return fail(found.error());
  const auto out = session.out();
  const bool is_there = found->answer != CertificateAnswer::not_found;
  if (out.is_json()) {
    boost::json::object answer{{"answer", code_of(found->answer)}};
    if (is_there) {
      answer["kind"] = code_of(found->kind);
      answer["name"] = found->masked_name;
      answer["school"] = found->school;
      answer["dated_on"] = to_text(found->dated_on);
    }
    out.json(answer);
    return exit_done;
  }
  out.line(label_of(found->answer));
  if (!is_there) return exit_done;
  const auto kind = label_of(found->kind);
  const auto day = to_text(found->dated_on);
  out.line({kind.zh + "," + found->masked_name + "," + found->school + "," + day,
            kind.en + ", " + found->masked_name + ", " + found->school + ", " + day});
  return exit_done;
}

}  // namespace

std::vector<Command> lookup_commands() {
  auto o = std::make_shared<LookupOptions>();
  return {
      {.name = "lookup",
       .job = Job::look_up,
       .summary = {"证书查询:按姓名和证书编号,有效、无效或查无此证",
                   "is a certificate valid, void or unknown: by name and number"},
       .examples = {"xueji lookup 202711010001 --name 演示学生1 --data city",
                    "xueji lookup 202711010001 --name 演示学生1 --data city --json"},
       .takes = {.master = true, .json = true},
       .options = {{"NUMBER",
                    {"证书编号,或毕业证明书编号",
                     "number of the certificate, or of the proof of graduation"},
                    &o->number,
                    true},
                   {"--name", {"证书上的姓名", "the name on the certificate"}, &o->name, true}},
       .remarks = {"姓名与编号须同时相符;不符与查无此证回答相同。每分钟最多 30 次,不提供名单。\n"
                   "“查无此证”和“无效”也是查询的答复,退出码同为 0;程序请看 --json 的 "
                   "answer:valid、void 或 not_found。",
                   "Name and number must both fit; a wrong name is answered like an unknown "
                   "number. At most 30 a minute; there is no list.\n\"not found\" and "
                   "\"void\" are answers too, with exit status 0; a program reads `answer` of "
                   "--json: valid, void or not_found."},
       .run = [o](Session& s) { return look_up(s, *o); }}};
}

}  // namespace xueji::cli
