// A new ledger with its root authority.
#include <algorithm>
#include <filesystem>
#include <memory>

#include "ledger/crypto/key_file.h"
#include "tools/xueji/pack_source.h"
#include "tools/xueji/session.h"

namespace xueji::cli {
namespace {

struct InitOptions {
  std::vector<std::string> policies{};
  std::string kind = "city";
  std::string code = "CITY";
  std::string name;
  std::string division = "420300";
  std::string origin;
  std::vector<std::string> root_keys{};
  std::vector<std::string> recovery_keys{};
  std::int64_t threshold = 1;
  std::int64_t recovery_threshold = 1;
  std::string simulated_from;
};

/// A key of genesis: in its file already, or to be written there once everything is in order.
struct FoundingKey {
  std::filesystem::path file;
  SigningKey key;
  bool is_new = false;
};

Result<FoundingKey> founding_key(Session& session, const std::filesystem::path& file,
                                 const std::filesystem::path& keys) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) {
    auto key = read_key_file(file, [] {
      return Result<SecretBytes>(
          fail(ErrorCode::refused, Text{"根密钥文件有口令", "the root key file has a passphrase"},
               Text{"建账时用不加口令的密钥文件", "use a key file without one for init"}));
    });
    if (!key) return fail(key.error());
    return FoundingKey{file, *std::move(key)};
  }
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  if (folder != keys && !std::filesystem::is_directory(folder, error)) {
    return fail(ErrorCode::not_found,
                Text{"没有目录 " + folder.string(), "there is no directory " + folder.string()},
                Text{"先建立该目录,或换一个密钥文件", "make it first, or name another key file"});
  }
  auto key = SigningKey::generate(Suite::sha256_ed25519, session.random());
  if (!key) return fail(key.error());
  return FoundingKey{file, *std::move(key), true};
}

/// The keys of these files, one person each; thresholds count persons. Writes nothing.
Status add_keys(Session& session, const std::vector<std::string>& files,
                const std::filesystem::path& keys, std::vector<FoundingKey>& found,
                std::vector<RootKey>& roots) {
  for (const auto& file : files) {
    const auto path = std::filesystem::absolute(file).lexically_normal();
    const bool again = std::any_of(found.begin(), found.end(), [&](const FoundingKey& one) {
      return std::filesystem::absolute(one.file).lexically_normal() == path;
    });
    if (again) {
      return fail(ErrorCode::invalid_argument,
                  Text{"同一密钥文件给出了两次:" + file, "the same key file twice: " + file},
                  Text{"每位持有人一个文件", "one file for each holder"});
    }
    auto key = founding_key(session, file, keys);
    if (!key) return fail(key.error());
    RootKey root;
    root.public_key = to_bytes(key->key.public_key().view());
    root.person = session.random().draw<PersonId>();
    roots.push_back(std::move(root));
    found.push_back(*std::move(key));
  }
  return {};
}

Result<std::uint8_t> threshold_option(const std::string& name, std::int64_t value) {
  constexpr std::int64_t threshold_max = 255;
  if (value >= 1 && value <= threshold_max) return static_cast<std::uint8_t>(value);
  return fail(ErrorCode::invalid_argument,
              Text{name + " 须为 1 到 255", name + " is from 1 to 255"},
              Text{"不超过密钥个数", "not more than there are keys"});
}

Result<GenesisOptions> genesis_of(Session& session, const InitOptions& o) {
  GenesisOptions genesis;
  const auto kind = code_option<OrganisationKind>("--kind", o.kind);
  if (!kind) return fail(kind.error());
  genesis.root_kind = *kind;
  const auto threshold = threshold_option("--threshold", o.threshold);
  if (!threshold) return fail(threshold.error());
  const auto recovery = threshold_option("--recovery-threshold", o.recovery_threshold);
  if (!recovery) return fail(recovery.error());
  // Before any key file is made: what could never be met is said at once.
  const auto keys = std::max<std::size_t>(o.root_keys.size(), 1);
  if (*threshold > keys || (*recovery > 1 && *recovery > o.recovery_keys.size())) {
    return fail(ErrorCode::invalid_argument,
                Text{"门限大于密钥个数,永远无法满足",
                     "a threshold above the number of keys could never be met"},
                Text{"用多个 --root-key(--recovery-key),或降低门限",
                     "name more keys with --root-key (--recovery-key), or ask for fewer"});
  }
  genesis.root_threshold = *threshold;
  genesis.recovery_threshold = *recovery;
  genesis.root_code = o.code;
  genesis.root_name = o.name.empty() ? o.code : o.name;
  genesis.root_division_code = o.division;
  genesis.origin = o.origin.empty() ? "xueji.local/" + o.code : o.origin;
  genesis.root_organisation = session.random().draw<OrganisationId>();
  genesis.demonstration = !o.simulated_from.empty();
  const auto policies = o.policies.empty() ? std::vector<std::string>{"shiyan"} : o.policies;
  for (const auto& name : policies) {
    auto files = find_pack_files(name);
    if (!files) {
      auto error = files.error();
      if (error.code == ErrorCode::not_found) error.code = ErrorCode::invalid_argument;
      return fail(std::move(error));
    }
    genesis.packs.push_back(*std::move(files));
  }
  return genesis;
}

Status write_keys(Session& session, const DataDirectory& directory,
                  const std::vector<FoundingKey>& keys) {
  std::error_code error;
  std::filesystem::create_directories(directory.keys(), error);
  if (error) {
    return fail(ErrorCode::io,
                Text{"不能建立目录 " + directory.root.string(),
                     "cannot create " + directory.root.string() + ": " + error.message()});
  }
  for (const auto& one : keys) {
    if (!one.is_new) continue;
    if (auto wrote = write_key_file(one.file, one.key, {}, session.random()); !wrote) return wrote;
  }
  return {};
}

Result<int> init(Session& session, const InitOptions& o) {
  const auto directory = session.directory();
  if (!directory) return fail(directory.error());
  std::unique_ptr<Clock> clock = std::make_unique<SystemClock>();
  if (!o.simulated_from.empty()) {
    const auto day = date_option("--simulated-from", o.simulated_from);
    if (!day) return fail(day.error());
    clock = std::make_unique<SimulatedClock>(start_of(*day));
  }
  auto genesis = genesis_of(session, o);
  if (!genesis) return fail(genesis.error());
  auto key_files = o.root_keys;
  if (key_files.empty()) key_files = {(directory->keys() / "root.pem").string()};
  std::vector<FoundingKey> keys;
  if (auto read = add_keys(session, key_files, directory->keys(), keys, genesis->root_keys);
      !read) {
    return fail(read.error());
  }
  if (auto read =
          add_keys(session, o.recovery_keys, directory->keys(), keys, genesis->recovery_keys);
      !read) {
    return fail(read.error());
  }
  const LedgerOptions options{.directory = *directory,
                              .master = session.master_path(*directory),
                              .clock = *clock,
                              .random = session.random()};
  // Everything that can be refused is, before anything is written.
  if (auto sound = Ledger::check_creation(options, *genesis); !sound) return fail(sound.error());
  if (auto wrote = write_keys(session, *directory, keys); !wrote) return fail(wrote.error());
  if (const auto created = Ledger::create(options, *genesis); !created) {
    return fail(created.error());
  }
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto out = session.out();
  out.line({"台账已建:" + directory->root.string(), "ledger made: " + directory->root.string()});
  out.line(
      {"台账标识:" + to_text((*view)->ledger_id()), "ledger id: " + to_text((*view)->ledger_id())});
  for (std::size_t i = 0; i < key_files.size(); ++i) {
    const auto holder = to_text(genesis->root_keys[i].person);
    out.line({"根密钥:" + key_files[i] + "(持有人 " + holder + ")",
              "root key: " + key_files[i] + " (of person " + holder + ")"});
  }
  for (const auto& file : o.recovery_keys)
    out.line({"恢复密钥(请离线保管):" + file, "recovery key (keep it offline): " + file});
  if (o.threshold > 1) {
    const auto count = std::to_string(o.threshold);
    out.line({"最高主管部门的每项行为须 " + count + " 位管理员签署(`xueji inbox`、`xueji sign`)",
              "every act of the root needs the signatures of " + count +
                  " administrators (`xueji inbox`, `xueji sign`)"});
  }
  if (o.recovery_keys.empty() && static_cast<std::size_t>(o.threshold) == key_files.size()) {
    out.line(
        {"注意:每把根密钥都必须签署,且没有恢复密钥;丢失任何一把,最高主管部门就再也不能办理任何事项"
         "(请妥存副本,或增加 --root-key、--recovery-key 重建)",
         "note: every root key must sign and there are no recovery keys: if one is lost the "
         "root can never act again (keep copies, or make the ledger anew with more --root-key "
         "or with --recovery-key)"});
  }
  out.line({"信任锚(请抄送审计方):" + directory->anchor().string(),
            "trust anchor (give auditors a copy): " + directory->anchor().string()});
  out.line(
      {"个人信息主密钥(请移到别处保管):" + session.master_path(*directory).string(),
       "master key of the vault (keep it elsewhere): " + session.master_path(*directory).string()});
  return exit_done;
}

}  // namespace

std::vector<Command> init_commands() {
  auto o = std::make_shared<InitOptions>();
  return {
      {.name = "init",
       .job = Job::set_up,
       .summary = {"新建台账及其最高主管部门", "a new ledger with its root authority"},
       .examples = {"xueji init --data city --code CITY --name 演示市教育局 --division 420300",
                    "xueji init --data trial --policy shiyan --simulated-from 2024-08-20"},
       .takes = {.master = true},
       .options =
           {{"--policy",
             {"规则包:自带的 id,或目录、存档的路径(可多个;第一个生效)",
              "policy packs, the first in force: ids of shipped ones, or paths of folders or "
              "archives"},
             &o->policies},
            {"--kind",
             {"最高单位类别:city 或 province", "kind of the root: city or province"},
             &o->kind},
            {"--code", {"最高单位代码", "code of the root"}, &o->code},
            {"--name", {"最高单位名称", "name of the root"}, &o->name},
            {"--division", {"行政区划代码", "division code (GB/T 2260)"}, &o->division},
            {"--origin", {"检查点来源名(C2SP)", "C2SP origin of checkpoints"}, &o->origin},
            {"--root-key",
             {"根密钥文件(可多个,各属一人);没有则新生成",
              "root key files, one person each; made if they are not there"},
             &o->root_keys},
            {"--threshold",
             {"最高主管部门的行为须几把根密钥签署", "how many root keys sign an act of the root"},
             &o->threshold},
            {"--recovery-key",
             {"恢复密钥文件(可多个);只用来更换根密钥",
              "recovery key files; they do nothing but replace root keys"},
             &o->recovery_keys},
            {"--recovery-threshold",
             {"更换根密钥须几把恢复密钥签署", "how many recovery keys sign that"},
             &o->recovery_threshold},
            {"--simulated-from",
             {"演示台账:时钟从这一天起,随每次写入前进",
              "demonstration: the clock starts on this day and moves with each act"},
             &o->simulated_from}},
       .run = [o](Session& session) { return init(session, *o); }}};
}

}  // namespace xueji::cli
