// Policy packs and the ledger's clock.
#include <boost/json.hpp>
#include <filesystem>
#include <memory>

#include "ledger/crypto/sha256.h"
#include "tools/xueji/acts.h"

namespace xueji::cli {
namespace {

struct PackOptions {
  std::string pack;
  std::string from;
  std::string table;
  std::string csv;
  std::string version;
  std::string out;
};

struct Known {
  std::string source;  ///< "shipped", or "ledger".
  Digest digest;
  Pack pack;
};

/// The shipped packs, and those of the ledger when one is named.
Result<std::vector<Known>> known_packs(Session& session) {
  std::vector<Known> known;
  if (!session.options.data.empty()) {
    const auto view = session.view();
    if (!view) return fail(view.error());
    for (const auto& [digest, pack] : (*view)->packs().all()) {
      known.push_back({"ledger", digest, pack});
    }
    return known;
  }
  for (const auto& id : shipped_pack_ids()) {
    auto files = shipped_pack(id);
    if (!files) return fail(files.error());
    auto pack = load_pack(*files);
    if (!pack) return fail(pack.error());
    known.push_back({"shipped", sha256(pack_archive(*files)), *std::move(pack)});
  }
  return known;
}

/// By "id", "id@version" or the beginning of the digest.
Result<Known> find_pack(Session& session, const std::string& text) {
  auto all = known_packs(session);
  if (!all) return fail(all.error());
  std::string names;
  for (auto& one : *all) {
    const auto& about = one.pack.metadata();
    const auto full = about.id + "@" + about.version;
    const bool digest = text.size() >= 8 && to_text(one.digest).starts_with(text);
    if (text == about.id || text == full || digest) return std::move(one);
    names += (names.empty() ? "" : ", ") + full;
  }
  return fail(ErrorCode::not_found,
              Text{"没有规则包“" + text + "”", "there is no policy pack \"" + text + "\""},
              Text{"可用:" + names, "one of: " + names});
}

Result<int> list_packs(Session& session) {
  const auto all = known_packs(session);
  if (!all) return fail(all.error());
  boost::json::array list;
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : *all) {
    const auto& about = one.pack.metadata();
    const auto until = about.effective_until ? to_text(*about.effective_until) : "";
    list.push_back(boost::json::object{{"id", about.id},
                                       {"version", about.version},
                                       {"title", session.in(about.title)},
                                       {"effective_from", to_text(about.effective_from)},
                                       {"effective_until", until},
                                       {"source", one.source},
                                       {"digest", to_text(one.digest)}});
    rows.push_back({about.id, about.version, session.in(about.title), to_text(about.effective_from),
                    until, to_text(one.digest).substr(0, 16)});
  }
  const auto out = session.out();
  if (out.is_json()) {
    out.json(list);
    return exit_done;
  }
  const Text headers[] = {{"规则包", "pack"}, {"版本", "version"}, {"名称", "title"},
                          {"施行", "from"},   {"废止", "until"},   {"摘要", "digest"}};
  out.table(headers, rows);
  return exit_done;
}

Result<int> show_pack(Session& session, const PackOptions& o) {
  const auto found = find_pack(session, o.pack);
  if (!found) return fail(found.error());
  const auto& pack = found->pack;
  const auto out = session.out();
  boost::json::array parameters;
  std::vector<std::vector<std::string>> rows;
  for (const auto& parameter : pack.parameters()) {
    boost::json::array rules(parameter.rules.begin(), parameter.rules.end());
    parameters.push_back(boost::json::object{{"name", parameter.name},
                                             {"value", to_text(parameter.value)},
                                             {"unit", parameter.unit},
                                             {"label", session.in(parameter.label)},
                                             {"rules", rules},
                                             {"assumed", parameter.assumed}});
    std::string joined;
    for (const auto& rule : parameter.rules)
      joined += (joined.empty() ? "" : " ") + rule;
    rows.push_back({parameter.name, to_text(parameter.value), parameter.unit,
                    session.in(parameter.label), joined,
                    parameter.assumed ? session.in({"推定", "assumed"}) : ""});
  }
  if (out.is_json()) {
    boost::json::array chains;
    for (const auto& chain : pack.chains()) {
      boost::json::array steps;
      for (const auto& step : chain.steps)
        steps.push_back(boost::json::string(step.id));
      chains.push_back(boost::json::object{{"form", code_of(chain.form)}, {"steps", steps}});
    }
    out.json(boost::json::object{{"id", pack.metadata().id},
                                 {"version", pack.metadata().version},
                                 {"digest", to_text(found->digest)},
                                 {"parameters", parameters},
                                 {"chains", chains}});
    return exit_done;
  }
  out.line({pack.metadata().title.zh + " " + pack.metadata().version,
            pack.metadata().title.en + " " + pack.metadata().version});
  out.line({"摘要:" + to_text(found->digest), "digest: " + to_text(found->digest)});
  const Text headers[] = {{"参数", "parameter"}, {"取值", "value"}, {"单位", "unit"},
                          {"说明", "meaning"},   {"规则", "rules"}, {"", ""}};
  out.table(headers, rows);
  return exit_done;
}

Result<int> check_pack(Session& session, const PackOptions& o) {
  auto files = read_pack_folder(o.pack);
  if (!files) return fail(files.error());
  const auto whole = with_shared_tables(*std::move(files));
  const auto pack = load_pack(whole);
  if (!pack) return fail(pack.error());
  const auto digest = to_text(sha256(pack_archive(whole)));
  const auto& about = pack->metadata();
  session.out().line(
      {"规则包可用:" + about.id + " " + about.version + ",摘要 " + digest,
       "the pack is sound: " + about.id + " " + about.version + ", digest " + digest});
  return exit_done;
}

/// Activates a pack that genesis carries, for the signer's authority and all below it.
Result<int> adopt_pack(Session& session, const PackOptions& o) {
  const auto signer = session.signer();
  if (!signer) return fail(signer.error());
  const auto found = find_pack(session, o.pack);
  if (!found) return fail(found.error());
  const auto from = optional_date("--from", o.from);
  if (!from) return fail(from.error());
  const auto now = session.now();
  if (!now) return fail(now.error());
  const auto day = from->ok() ? *from : china_date(*now);
  const auto organisation = signer->capacity.organisation;
  const auto& about = found->pack.metadata();
  return file_act(session, *signer,
                  {Form::pack,
                   {},
                   {{SubjectKind::organisation, subject_of(organisation), day,
                     PolicyPackActivated{found->digest, about.id, about.version}}}});
}

Status write_pack(const PackFiles& files, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder / "codes", error);
  if (error)
    return fail(ErrorCode::io, "cannot create " + folder.string() + ": " + error.message());
  for (const auto& [name, content] : files.files) {
    if (auto wrote = write_new_file(folder / name, content); !wrote) return wrote;
  }
  return {};
}

Result<int> import_table(Session& session, const PackOptions& o) {
  std::error_code error;
  auto files = std::filesystem::is_directory(o.pack, error) ? read_pack_folder(o.pack)
                                                            : shipped_pack(o.pack);
  if (!files) return fail(files.error());
  const auto csv = read_file(o.csv, pack_size_max_bytes);
  if (!csv) return fail(csv.error());
  const auto made = with_table(with_shared_tables(*std::move(files)), o.table, *csv, o.version);
  if (!made) return fail(made.error());
  if (const auto pack = load_pack(*made); !pack) return fail(pack.error());
  if (auto wrote = write_pack(*made, o.out); !wrote) return fail(wrote.error());
  session.out().line({"新版本已写到 " + o.out, "the new version is in " + o.out});
  return exit_done;
}

Result<int> confirm_clock(Session& session) {
  const auto ledger = session.writer();
  if (!ledger) return fail(ledger.error());
  if (auto confirmed = (*ledger)->confirm_clock(); !confirmed) return fail(confirmed.error());
  const auto now = session.now();
  if (!now) return fail(now.error());
  session.out().line(
      {"账本时钟已确认:" + to_text(*now), "the clock is confirmed: " + to_text(*now)});
  return exit_done;
}

}  // namespace

std::vector<Command> pack_commands() {
  auto o = std::make_shared<PackOptions>();
  const Option pack{
      "PACK", {"规则包:id、id@版本或摘要", "id, id@version or digest"}, &o->pack, true};
  return {
      {.name = "pack list",
       .job = Job::set_up,
       .summary = {"列出规则包(无 --data 时为自带的)", "list packs (shipped ones without --data)"},
       .examples = {"xueji pack list", "xueji pack list --data city --json"},
       .takes = {.json = true},
       .run = [](Session& s) { return list_packs(s); }},
      {.name = "pack show",
       .job = Job::set_up,
       .summary = {"显示规则包参数", "show a pack's parameters"},
       .examples = {"xueji pack show shiyan", "xueji pack show shiyan --data city --json"},
       .takes = {.json = true},
       .options = {pack},
       .run = [o](Session& s) { return show_pack(s, *o); }},
      {.name = "pack check",
       .job = Job::set_up,
       .summary = {"检查规则包目录", "check a pack's folder"},
       .examples = {"xueji pack check my-pack"},
       .takes = {.data = false},
       .options = {{"FOLDER", {"规则包目录", "folder of the pack"}, &o->pack, true}},
       .run = [o](Session& s) { return check_pack(s, *o); }},
      {.name = "pack adopt",
       .job = Job::set_up,
       .summary = {"启用台账中的规则包", "put a pack of this ledger in force"},
       .examples = {"xueji pack adopt fujian --data city --key root.pem --from 2025-01-01"},
       .takes = {.key = true, .master = true, .json = true},
       .options = {pack, {"--from", {"生效日,默认今天", "first day, today if not said"}, &o->from}},
       .run = [o](Session& s) { return adopt_pack(s, *o); }},
      {.name = "pack import-table",
       .job = Job::set_up,
       .summary = {"替换一张代码表,成为新版本", "a new version with one code table replaced"},
       .examples =
           {"xueji pack import-table shiyan --table majors --csv majors.csv --version 2025.1 --out shiyan-2025"},
       .takes = {.data = false},
       .options = {pack,
                   {"--table", {"代码表名", "name of the table"}, &o->table, true},
                   {"--csv", {"新内容(CSV)", "new content, CSV"}, &o->csv, true},
                   {"--version", {"新版本号", "version of the result"}, &o->version, true},
                   {"--out", {"写到此目录", "folder to write"}, &o->out, true}},
       .run = [o](Session& s) { return import_table(s, *o); }},
      {.name = "clock confirm",
       .job = Job::operate,
       .summary = {"时钟跳变后确认现在时间", "confirm the time after a jump of the clock"},
       .examples = {"xueji clock confirm --data city"},
       .takes = {.master = true, .wait = true},
       .run = [](Session& s) { return confirm_clock(s); }}};
}

}  // namespace xueji::cli
