// Policy packs and the ledger's clock.
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <memory>

#include "ledger/commit/verification.h"
#include "ledger/crypto/sha256.h"
#include "ledger/policy/catalogue.h"
#include "tools/intake/form_columns.h"
#include "tools/report/form_layout.h"
#include "tools/xueji/acts.h"
#include "tools/xueji/pack_source.h"

namespace xueji::cli {
namespace {

struct PackOptions {
  std::string pack;
  std::string from;
  std::string table;
  std::string csv;
  std::string version;
  std::string out;
  std::string archive;
};

/// For whom a pack is in force or will be, and from which day.
struct InForce {
  std::string organisation;
  Date from{};
};

struct Known {
  std::string source;  ///< "shipped"; of a ledger "genesis", or "adopted" for a later one.
  Digest digest;
  Pack pack;
  std::optional<Position> chunks_at;  ///< Where its bytes begin in the log.
  std::vector<InForce> in_force = {};
};

/// What of an organisation's activations applies on this day or will later: none that another,
/// recorded after it, has replaced or will have replaced before its day comes.
std::vector<ActivatedPack> lasting(const std::vector<ActivatedPack>& recorded, Date today) {
  std::vector<ActivatedPack> out;
  for (auto at = recorded.begin(); at != recorded.end(); ++at) {
    const bool comes = at->from.ok() && at->from > today;
    const auto day = comes ? at->from : today;
    const bool replaced = std::any_of(at + 1, recorded.end(), [&](const ActivatedPack& later) {
      return !later.from.ok() || later.from <= day;
    });
    if (!replaced) out.push_back(*at);
  }
  return out;
}

/// The shipped packs, and those of the ledger when one is named.
Result<std::vector<Known>> known_packs(Session& session) {
  std::vector<Known> known;
  if (!session.options.data.empty()) {
    const auto view = session.view();
    if (!view) return fail(view.error());
    const auto organisations = (*view)->organisations();
    if (!organisations) return fail(organisations.error());
    const auto now = session.now();
    if (!now) return fail(now.error());
    const auto today = china_date(*now);
    const auto& listed = (*view)->state().genesis().packs;
    for (const auto& [digest, pack] : (*view)->packs().all()) {
      const bool of_genesis = std::any_of(listed.begin(), listed.end(),
                                          [&](const auto& one) { return one.digest == digest; });
      Known one{of_genesis ? "genesis" : "adopted", digest, pack,
                (*view)->packs().first_chunk(digest)};
      for (const auto& organisation : *organisations) {
        for (const auto& active : lasting(organisation.packs, today)) {
          if (active.pack == digest) one.in_force.push_back({organisation.code, active.from});
        }
      }
      known.push_back(std::move(one));
    }
    return known;
  }
  for (const auto& id : shipped_pack_ids()) {
    auto files = shipped_pack(id);
    if (!files) return fail(files.error());
    auto pack = load_pack(*files);
    if (!pack) return fail(pack.error());
    known.push_back({"shipped", sha256(pack_archive(*files)), *std::move(pack), std::nullopt});
  }
  return known;
}

std::string name_of(const Known& one) {
  return one.pack.metadata().id + "@" + one.pack.metadata().version;
}

/// By "id", "id@version" or the beginning of the digest. Errors: not_found; invalid_argument when
/// several versions fit.
Result<Known> find_pack(Session& session, const std::string& text) {
  auto all = known_packs(session);
  if (!all) return fail(all.error());
  std::string names;
  std::vector<Known> found;
  for (auto& one : *all) {
    const bool digest = text.size() >= 8 && to_text(one.digest).starts_with(text);
    names += (names.empty() ? "" : ", ") + name_of(one);
    if (text == one.pack.metadata().id || text == name_of(one) || digest) {
      found.push_back(std::move(one));
    }
  }
  if (found.size() == 1) return std::move(found.front());
  if (found.size() > 1) {
    return fail(ErrorCode::invalid_argument,
                Text{"“" + text + "”有多个版本", "there are several versions of \"" + text + "\""},
                Text{"写明版本或摘要:" + names, "name version or digest: " + names});
  }
  return fail(ErrorCode::not_found,
              Text{"没有规则包“" + text + "”", "there is no policy pack \"" + text + "\""},
              Text{"可用:" + names, "one of: " + names});
}

boost::json::array json_of(const std::vector<InForce>& in_force) {
  boost::json::array out;
  for (const auto& one : in_force) {
    out.push_back(
        boost::json::object{{"organisation", one.organisation}, {"from", to_text(one.from)}});
  }
  return out;
}

std::string listed(const std::vector<InForce>& in_force) {
  std::string text;
  for (const auto& one : in_force)
    text += (text.empty() ? "" : ", ") + one.organisation + " " + to_text(one.from);
  return text;
}

Result<int> list_packs(Session& session) {
  const auto all = known_packs(session);
  if (!all) return fail(all.error());
  boost::json::array list;
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : *all) {
    const auto& about = one.pack.metadata();
    const auto until = about.effective_until ? to_text(*about.effective_until) : "";
    boost::json::object row{{"id", about.id},
                            {"version", about.version},
                            {"title", session.in(about.title)},
                            {"effective_from", to_text(about.effective_from)},
                            {"effective_until", until},
                            {"source", one.source},
                            {"in_force", json_of(one.in_force)},
                            {"digest", to_text(one.digest)}};
    if (one.chunks_at) row["position"] = one.chunks_at->value;
    list.push_back(std::move(row));
    rows.push_back({about.id, about.version, session.in(about.title), to_text(about.effective_from),
                    until, listed(one.in_force), to_text(one.digest).substr(0, 16)});
  }
  const auto out = session.out();
  if (out.is_json()) {
    out.json(list);
    return exit_done;
  }
  const Text headers[] = {{"规则包", "pack"}, {"版本", "version"}, {"名称", "title"},
                          {"施行", "from"},   {"废止", "until"},   {"启用", "in force"},
                          {"摘要", "digest"}};
  out.table(headers, rows);
  return exit_done;
}

/// The unit of a parameter as people read it.
Text unit_text(const std::string& unit) {
  struct Unit {
    std::string_view code;
    std::string_view zh;
  };
  static constexpr Unit units[] = {
      {"code", "代码"},   {"codes", "代码"},          {"date", "日期"},   {"day-of-month", "几日"},
      {"days", "天"},     {"fields", "项目"},         {"format", "格式"}, {"grade", "年级"},
      {"month", "月份"},  {"month-day", "月-日"},     {"months", "个月"}, {"part", "部分"},
      {"photos", "张"},   {"reaction", "处理"},       {"role", "职务"},   {"students", "人"},
      {"switch", "是否"}, {"term", "学期"},           {"terms", "学期"},  {"thirds", "三分之几"},
      {"title", "标题"},  {"working-days", "工作日"}, {"year", "年份"},   {"years", "年"}};
  for (const auto& one : units) {
    if (one.code == unit) return {std::string(one.zh), unit};
  }
  return {unit, unit};
}

/// These codes by their names, if all of them are of one vocabulary.
template <class Enum>
bool name_all(std::span<const std::string> codes, std::vector<std::string>& names) {
  std::vector<std::string> found;
  for (const auto& code : codes) {
    const auto value = from_code<Enum>(code);
    if (!value) return false;
    found.push_back(label_of(*value).zh);
  }
  names = std::move(found);
  return true;
}
template <class... Enums>
std::vector<std::string> names_of(std::span<const std::string> codes) {
  std::vector<std::string> names;
  if ((name_all<Enums>(codes, names) || ...)) return names;
  for (const auto& code : codes) {
    const auto* field = report::form_layouts().field(code);
    const auto personal = intake::personal_field_of(code);
    names.push_back(field != nullptr                  ? field->header.zh
                    : personal != PersonalField::none ? label_of(personal).zh
                                                      : code);
  }
  return names;
}

/// The value as people read it: in English what the pack says, whose codes are words; in Chinese
/// each code by its name.
std::string value_text(const Session& session, const Parameter& parameter) {
  const auto value = to_text(parameter.value);
  const auto& unit = parameter.unit;
  if (session.language == Language::english) return value;
  if (unit == "switch") return value == "true" ? "是" : "否";
  if (unit == "reaction") {
    const auto reaction = reaction_from_code(value);
    return reaction ? label_of(*reaction).zh : value;
  }
  if (unit != "code" && unit != "codes" && unit != "role" && unit != "fields") return value;
  const auto* list = std::get_if<std::vector<std::string>>(&parameter.value);
  const auto codes = list == nullptr ? std::vector{value} : *list;
  const auto names =
      names_of<CandidateCategory, EntryRoute, SchoolTier, OrganisationKind, CityTest,
               ExternalSystem, SchoolRuleKind, Role, PriorEducation, StudyMode, SchoolType,
               LeaveGround, WithdrawalGround, DeemedGround, CancellationGround, SanctionKind,
               AwardTitle, CertificateKind, JointProgramme, AdmissionBasis, HospitalLevel,
               NewspaperLevel, ServiceMethod, CourseKind, ReviewResult, StudentStatus,
               TransferScope, Irregularity>(codes);
  std::string text;
  for (const auto& name : names)
    text += (text.empty() ? "" : "、") + name;
  return text;
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
    rows.push_back({parameter.name, value_text(session, parameter),
                    session.in(unit_text(parameter.unit)), session.in(parameter.label), joined,
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
                                 {"source", found->source},
                                 {"in_force", json_of(found->in_force)},
                                 {"parameters", parameters},
                                 {"chains", chains}});
    return exit_done;
  }
  out.line({pack.metadata().title.zh + " " + pack.metadata().version,
            pack.metadata().title.en + " " + pack.metadata().version});
  out.line({"摘要:" + to_text(found->digest), "digest: " + to_text(found->digest)});
  if (!found->in_force.empty()) {
    const auto in_force = listed(found->in_force);
    out.line({"启用:" + in_force, "in force: " + in_force});
  }
  const Text headers[] = {{"参数", "parameter"}, {"取值", "value"}, {"单位", "unit"},
                          {"说明", "meaning"},   {"规则", "rules"}, {"", ""}};
  out.table(headers, rows);
  return exit_done;
}

/// Whether the ledger, when one is named, has another pack of the same name and version.
Status check_name(Session& session, const OfferedPack& offered) {
  if (session.options.data.empty()) return {};
  const auto view = session.view();
  if (!view) return fail(view.error());
  return check_name_is_free((*view)->packs().all(), offered);
}

Result<int> check_pack(Session& session, const PackOptions& o) {
  const auto files = read_pack(o.pack);
  if (!files) return fail(files.error());
  const auto sound = check_offered(*files);
  if (!sound) return fail(sound.error());
  if (auto free = check_name(session, *sound); !free) return fail(free.error());
  if (!o.archive.empty()) {
    if (auto wrote = write_new_file(o.archive, text_of(sound->archive)); !wrote) {
      return fail(wrote.error());
    }
  }
  const auto digest = to_text(sound->digest);
  const auto& about = sound->pack.metadata();
  session.out().line(
      {"规则包可用:" + about.id + " " + about.version + ",摘要 " + digest,
       "the pack is sound: " + about.id + " " + about.version + ", digest " + digest});
  return exit_done;
}

/// What is to be adopted: a pack of the ledger, or one that comes with the act.
struct Adoptable {
  PolicyPackActivated facts;
  std::optional<PackFiles> brought;
};
Result<Adoptable> adoptable(Session& session, const std::string& text) {
  std::optional<PackFiles> files;
  if (is_path(text)) {
    auto read = read_pack(text);
    if (!read) return fail(read.error());
    files = *std::move(read);
  } else {
    auto found = find_pack(session, text);
    if (found) {
      const auto& about = found->pack.metadata();
      return Adoptable{{found->digest, about.id, about.version}, std::nullopt};
    }
    // Of several versions in the ledger the shipped one is not silently taken instead.
    if (found.error().code != ErrorCode::not_found) return fail(found.error());
    auto shipped = shipped_pack(text);
    if (!shipped) return fail(no_pack(found.error(), text));
    files = *std::move(shipped);
  }
  const auto offered = check_offered(*files);
  if (!offered) return fail(offered.error());
  if (auto free = check_name(session, *offered); !free) return fail(free.error());
  const auto& about = offered->pack.metadata();
  return Adoptable{{offered->digest, about.id, about.version}, std::move(files)};
}

/// Puts a pack in force for the signer's authority and all below it; its bytes come along unless
/// the log holds them.
Result<int> adopt_pack(Session& session, const PackOptions& o) {
  const auto signer = session.signer();
  if (!signer) return fail(signer.error());
  const auto wanted = adoptable(session, o.pack);
  if (!wanted) return fail(wanted.error());
  const auto from = optional_date("--from", o.from);
  if (!from) return fail(from.error());
  const auto now = session.now();
  if (!now) return fail(now.error());
  const auto day = from->ok() ? *from : china_date(*now);
  const auto organisation = signer->capacity.organisation;
  return file_act(
      session, *signer,
      {.form = Form::pack,
       .organisation = {},
       .drafts = {{SubjectKind::organisation, subject_of(organisation), day, wanted->facts}},
       .identifiers = {{{"规则包", "pack"},
                        wanted->facts.pack_id + "@" + wanted->facts.pack_version},
                       {{"摘要", "digest"}, to_text(wanted->facts.pack)}},
       .pack = wanted->brought});
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
  auto files = find_pack_files(o.pack);
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
      {"台账时钟已确认:" + to_text(*now), "the clock is confirmed: " + to_text(*now)});
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
       .examples = {"xueji pack check my-pack", "xueji pack check my-pack --archive my.pack",
                    "xueji pack check my-pack --data city"},
       .options =
           {{"FOLDER", {"规则包目录或存档", "folder or archive of the pack"}, &o->pack, true},
            {"--archive",
             {"另存为单个存档文件", "also write it as one archive file"},
             &o->archive}},
       .run = [o](Session& s) { return check_pack(s, *o); }},
      {.name = "pack adopt",
       .job = Job::set_up,
       .summary = {"启用规则包(新规则包随之写入台账)",
                   "put a pack in force; a new one goes into the log with the act"},
       .examples = {"xueji pack adopt ./shiyan-2025 --data city --key root.pem --from 2025-01-01",
                    "xueji pack adopt fujian --data city --key root.pem"},
       .takes = {.key = true, .master = true, .json = true},
       .options =
           {{"PACK",
             {"台账中的 id、id@版本、摘要,自带规则包的 id;或目录、存档的路径(含 / 或以 .pack、.toml 结尾)",
              "id, id@version or digest of one in the ledger, or id of a shipped one; or the path of "
              "a folder or archive (with a /, or ending in .pack or .toml)"},
             &o->pack,
             true},
            {"--from", {"生效日,默认今天", "first day, today if not said"}, &o->from}},
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
