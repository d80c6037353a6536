#include "tools/xueji/session.h"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <iterator>
#include <thread>
#include <utility>

#include "ledger/authority/authority.h"
#include "ledger/crypto/key_file.h"
#include "projections/roster.h"
#include "tools/intake/directory.h"

namespace xueji::cli {
namespace {

/// Asks without echo. Only a person at a terminal can be asked.
Result<SecretBytes> ask_passphrase(Language language, const std::string& file) {
  if (::isatty(STDIN_FILENO) != 1) {
    return fail(
        ErrorCode::refused,
        Text{"密钥文件 " + file + " 有口令,而这里没有终端可以输入",
             "the key file " + file + " has a passphrase, and there is no terminal to ask at"},
        Text{"在终端中运行,或使用不加口令的密钥文件",
             "run it at a terminal, or use a key file without a passphrase"});
  }
  const Text prompt{"密钥口令:", "Passphrase: "};
  std::cerr << prompt.in(language) << std::flush;
  termios before{};
  ::tcgetattr(STDIN_FILENO, &before);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  std::string line;
  std::getline(std::cin, line);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::cerr << '\n';
  auto secret = SecretBytes::copy_of(bytes_of(line));
  wipe({reinterpret_cast<std::uint8_t*>(line.data()), line.size()});
  return secret;
}

bool is_open(Position ended_at) {
  return ended_at == no_position;
}

}  // namespace

void Session::report(const Error& error) const {
  std::cerr << "xueji: " << in(error.what) << '\n';
  if (const auto next = in(error.next); !next.empty()) {
    std::cerr << in({"  下一步:", "  next: "}) << next << '\n';
  }
}

void Session::note(const Text& text) const {
  std::cerr << in(text) << '\n';
}

Result<DataDirectory> Session::directory() const {
  if (options.data.empty()) {
    return fail(
        ErrorCode::invalid_argument, Text{"没有指明台账目录", "no ledger is named"},
        Text{"加上 --data 目录,或设置环境变量 XUEJI_DATA", "add --data DIR, or set XUEJI_DATA"});
  }
  return DataDirectory{options.data};
}

std::filesystem::path Session::master_path(const DataDirectory& directory) const {
  return options.master.empty() ? directory.default_master()
                                : std::filesystem::path(options.master);
}

Result<LedgerView*> Session::view() {
  if (writer_view_) return writer_view_.get();
  if (view_) return view_.get();
  const auto where = directory();
  if (!where) return fail(where.error());
  auto opened = LedgerView::open(*where);
  if (!opened) return fail(opened.error());
  view_ = *std::move(opened);
  return view_.get();
}

Result<Ledger*> Session::writer() {
  if (ledger_) return ledger_.get();
  const auto where = directory();
  if (!where) return fail(where.error());
  const auto reading = view();
  if (!reading) return fail(reading.error());
  const auto& state = (*reading)->state();
  SimulatedClock* simulated = nullptr;
  if (state.genesis().clock == ClockKind::simulated) {
    auto clock = std::make_unique<SimulatedClock>(Instant{state.recorded_at().ms + 60'000});
    simulated = clock.get();
    clock_ = std::move(clock);
  } else {
    clock_ = std::make_unique<SystemClock>();
  }
  views_.reset();
  personal_.reset();
  view_.reset();
  auto opened = open_writer(*where);
  if (!opened) {
    clock_.reset();
    return fail(opened.error());
  }
  ledger_ = *std::move(opened);
  auto over = LedgerView::over(ledger_->log());
  if (!over) return fail(over.error());
  writer_view_ = *std::move(over);
  // Another writer may have gone on before the lock was ours.
  const Instant next{writer_view_->state().recorded_at().ms + 60'000};
  if (simulated != nullptr && simulated->now() < next) simulated->set(next);
  return ledger_.get();
}

Result<std::unique_ptr<Ledger>> Session::open_writer(const DataDirectory& where) {
  using namespace std::chrono_literals;
  const auto seconds = std::max<std::int64_t>(0, options.wait_seconds);
  const auto began = std::chrono::steady_clock::now();
  bool told = false;
  for (;;) {
    auto opened = Ledger::open(
        {.directory = where, .master = master_path(where), .clock = *clock_, .random = random_});
    if (opened || opened.error().code != ErrorCode::locked) return opened;
    const auto waited = std::chrono::steady_clock::now() - began;
    if (waited >= std::chrono::seconds(seconds)) {
      return fail(
          ErrorCode::locked, opened.error().what,
          Text{"稍后再试,或用 --wait 秒数 等得更久;读取类命令仍可使用",
               "try again, or wait longer with --wait SECONDS; reading commands still work"});
    }
    if (!told && waited >= 300ms && ::isatty(STDERR_FILENO) == 1) {
      told = true;
      note({"另一个程序正在写入,最多等 " + std::to_string(seconds) + " 秒…",
            "another program is writing; waiting up to " + std::to_string(seconds) + " s …"});
    }
    std::this_thread::sleep_for(30ms);
  }
}

Result<Views*> Session::views() {
  if (views_) return views_.get();
  const auto reading = view();
  if (!reading) return fail(reading.error());
  const auto where = directory();
  if (!where) return fail(where.error());
  ViewsOptions wanted;
  const auto bar = std::make_shared<ProgressBar>(language);
  wanted.progress = [bar](const ViewsProgress& progress) {
    bar->show(static_cast<double>(progress.folded.value) /
                  static_cast<double>(std::max<std::uint64_t>(progress.total.value, 1)),
              {"更新视图", "bringing the views up to date"});
  };
  auto opened = Views::open((*reading)->log(), (*reading)->packs(), *where, std::move(wanted));
  if (!opened) return fail(opened.error());
  views_ = *std::move(opened);
  return views_.get();
}

Result<PersonalData*> Session::personal() {
  if (ledger_) return &ledger_->personal();
  if (personal_) return personal_.get();
  const auto where = directory();
  if (!where) return fail(where.error());
  const auto reading = view();
  if (!reading) return fail(reading.error());
  auto opened =
      PersonalData::open_reader(*where, master_path(*where), (*reading)->ledger_id(), random_);
  if (!opened) return fail(opened.error());
  personal_ = *std::move(opened);
  return personal_.get();
}

PersonalData* Session::personal_if_any() {
  const auto opened = personal();
  if (opened) return *opened;
  if (std::exchange(told_names_closed_, true)) return nullptr;
  note({"个人信息库打不开,不显示姓名:" + opened.error().what.zh,
        "the vault does not open, names are not shown: " + opened.error().what.en});
  return nullptr;
}

Result<Instant> Session::now() {
  const auto reading = view();
  if (!reading) return fail(reading.error());
  if (clock_) return clock_->now();
  const auto& state = (*reading)->state();
  if (state.genesis().clock == ClockKind::simulated) {
    return Instant{state.recorded_at().ms + 60'000};
  }
  return SystemClock().now();
}

Result<std::shared_ptr<SigningKey>> Session::key_from(const std::string& file) {
  auto read = read_key_file(file, [&] { return ask_passphrase(language, file); });
  if (!read) return fail(read.error());
  return std::make_shared<SigningKey>(*std::move(read));
}

Result<std::shared_ptr<SigningKey>> Session::key() {
  if (options.key.empty()) {
    return fail(ErrorCode::invalid_argument, Text{"没有指明签名密钥", "no signing key is named"},
                Text{"加上 --key 文件,或设置环境变量 XUEJI_KEY;`xueji key new` 生成新密钥",
                     "add --key FILE, or set XUEJI_KEY; `xueji key new` makes one"});
  }
  return key_from(options.key);
}

Result<Session::RoleAt> Session::role_at(const std::string& text) {
  const auto at = text.find('@');
  if (at == std::string::npos) {
    return fail(ErrorCode::invalid_argument,
                Text{"“" + text + "”不是“职务@单位代码”", "\"" + text + "\" is not ROLE@ORGCODE"},
                Text{"例如 principal@S001 或 校长@S001", "for example principal@S001"});
  }
  const auto role = code_option<Role>("ROLE", text.substr(0, at));
  if (!role) return fail(role.error());
  const auto row = organisation(text.substr(at + 1));
  if (!row) return fail(row.error());
  return RoleAt{*role, (*row)->id};
}

Result<std::vector<Capacity>> Session::capacities_of(const PersonId& person) {
  const auto reading = view();
  if (!reading) return fail(reading.error());
  const auto* row = (*reading)->state().person(person);
  std::optional<RoleAt> wanted;
  if (!options.as.empty()) {
    const auto named = role_at(options.as);
    if (!named) return fail(named.error());
    wanted = *named;
  }
  std::vector<Capacity> held;
  // A role comes before a delegation of the same place, and each place stands once.
  const auto take = [&](Role role, const OrganisationId& organisation,
                        const DelegationId& delegation) {
    if (wanted && (role != wanted->role || organisation != wanted->organisation)) return;
    const bool stands = std::any_of(held.begin(), held.end(), [&](const Capacity& one) {
      return one.role == role && one.organisation == organisation;
    });
    if (!stands) held.push_back({person, role, organisation, delegation});
  };
  if (row != nullptr) {
    for (const auto& role : row->roles) {
      if (is_open(role.ended_at)) take(role.role, role.organisation, {});
    }
    for (const auto& given : row->delegations) {
      if (is_open(given.ended_at)) take(given.role, given.organisation, given.delegation);
    }
  }
  // Nothing recorded: the ledger itself refuses, and says by which rule.
  if (wanted && held.empty()) held.push_back({person, wanted->role, wanted->organisation, {}});
  return held;
}

tl::unexpected<Error> Session::unclear_capacity(const std::vector<Signer>& held) const {
  std::string list;
  for (const auto& one : held) {
    const auto& view = writer_view_ ? *writer_view_ : *view_;
    const auto* organisation = view.state().organisation(one.capacity.organisation);
    list += (list.empty() ? "" : ", ") + std::string(code_of(one.capacity.role)) + "@" +
            (organisation ? organisation->code : to_text(one.capacity.organisation));
  }
  return fail(ErrorCode::invalid_argument,
              Text{"须指明以何身份签署", "the capacity to sign in is not clear"},
              Text{"加上 --as 职务@单位代码" + (list.empty() ? "" : ";任职:" + list),
                   "add --as ROLE@ORGCODE" + (list.empty() ? "" : "; held: " + list)});
}

Result<Signer> Session::signer(const Fits& fits) {
  auto signing = key();
  if (!signing) return fail(signing.error());
  const auto reading = view();
  if (!reading) return fail(reading.error());
  const auto* row = (*reading)->state().key((*signing)->id());
  if (row == nullptr) {
    return fail(ErrorCode::refused,
                Text{"台账中没有登记密钥 " + options.key,
                     "the key " + options.key + " is not enrolled in this ledger"},
                Text{"请上级管理员登记:`xueji key enrol`",
                     "have the administrator above enrol it: `xueji key enrol`"});
  }
  const auto capacities = capacities_of(row->person);
  if (!capacities) return fail(capacities.error());
  std::vector<Signer> held;
  for (const auto& capacity : *capacities)
    held.push_back({*signing, capacity});
  if (held.size() > 1 && fits) {
    std::vector<Signer> fitting;
    std::copy_if(held.begin(), held.end(), std::back_inserter(fitting), fits);
    if (fitting.size() == 1) return fitting.front();
  }
  if (held.size() == 1) return held.front();
  return unclear_capacity(held);
}

Result<AccessPurpose> Session::clear_access(std::span<const OrganisationId> about) {
  if (options.purpose.empty()) {
    return fail(ErrorCode::invalid_argument,
                Text{"查看明文须说明用途", "clear values need a purpose"},
                Text{"加上 --purpose 用途", "add --purpose TEXT"});
  }
  const auto reading = view();
  if (!reading) return fail(reading.error());
  const auto instant = now();
  if (!instant) return fail(instant.error());
  const auto judged = [&](const Signer& one) {
    return check_clear_access((*reading)->state(), one.key->id(), one.capacity, about,
                              china_date(*instant));
  };
  const auto looking = signer([&](const Signer& one) { return !judged(one); });
  if (!looking) return fail(looking.error());
  if (const auto problem = judged(*looking)) {
    return fail(ErrorCode::refused,
                Text{"不能查看明文:" + problem->message.zh,
                     "clear values are not shown: " + problem->message.en},
                problem->expected);
  }
  return AccessPurpose{looking->capacity.person, looking->capacity.role, options.purpose};
}

Result<AuthoringContext> Session::authoring(const OrganisationId& organisation) {
  const auto reading = view();
  if (!reading) return fail(reading.error());
  const auto instant = now();
  if (!instant) return fail(instant.error());
  const auto pack = (*reading)->pack_for(organisation, china_date(*instant));
  if (!pack) return fail(pack.error());
  return AuthoringContext{(*reading)->ledger_id(), *pack->pack, pack->digest,
                          (*reading)->seen(),      *instant,    random_};
}

Result<const OrganisationState*> Session::organisation(const std::string& code) {
  const auto reading = view();
  if (!reading) return fail(reading.error());
  if (const auto* row = (*reading)->organisation_by_code(code)) return row;
  return fail(ErrorCode::not_found,
              Text{"没有代码为“" + code + "”的单位",
                   "there is no organisation with the code \"" + code + "\""},
              Text{"`xueji org list` 列出全部代码", "`xueji org list` lists the codes"});
}

Result<StudentId> Session::student(const std::string& text) {
  const auto answering = views();
  if (!answering) return fail(answering.error());
  const auto by_number = student_with_number(**answering, text);
  if (!by_number) return fail(by_number.error());
  if (*by_number) return **by_number;
  const auto reading = view();
  if (!reading) return fail(reading.error());
  const auto id = id_from_text<StudentId>(text);
  if (id && (*reading)->state().student(*id) != nullptr) return *id;
  return fail(ErrorCode::not_found,
              Text{"台账中没有学籍“" + text + "”", "the ledger has no student \"" + text + "\""},
              Text{"用学号或学籍标识;`xueji roster` 列出",
                   "use a student number or id; `xueji roster` lists them"});
}

Result<PersonId> Session::staff(const std::string& text) {
  const auto reading = view();
  if (!reading) return fail(reading.error());
  if (const auto id = id_from_text<PersonId>(text)) {
    if ((*reading)->state().person(*id) != nullptr) return *id;
  }
  auto* data = personal_if_any();
  const auto& root = (*reading)->state().genesis().root_organisation;
  const auto directory =
      intake::Directory::read(**reading, root, data == nullptr ? nullptr : &data->vault());
  if (!directory) return fail(directory.error());
  const auto found = directory->staff(text, {});
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return fail(ErrorCode::not_found,
                Text{"没有教工号、姓名或标识为“" + text + "”的人员",
                     "nobody on the staff has this number, name or id: \"" + text + "\""},
                Text{"`xueji person list` 列出人员", "`xueji person list` lists the staff"});
  }
  std::string ids;
  for (const auto& id : found)
    ids += (ids.empty() ? "" : ", ") + to_text(id);
  return fail(ErrorCode::invalid_argument,
              Text{"“" + text + "”有多人", "several people are called \"" + text + "\""},
              Text{"请用标识:" + ids, "use an id: " + ids});
}

Result<Date> date_option(const std::string& name, const std::string& text) {
  if (const auto day = date_from_text(text)) return *day;
  return fail(ErrorCode::invalid_argument,
              Text{name + " 不是日期:“" + text + "”", name + " is not a day: \"" + text + "\""},
              Text{"例如 2024-09-01", "for example 2024-09-01"});
}

Error month_fault(const std::string& text) {
  return make_error(
      ErrorCode::invalid_argument,
      Text{"--month 不是月份:“" + text + "”", "--month is not a month: \"" + text + "\""},
      Text{"四位年份-两位月份(01 至 12),例如 2024-10",
           "year of four digits, hyphen, month from 01 to 12: for example 2024-10"});
}

Result<Date> optional_date(const std::string& name, const std::string& text) {
  if (text.empty()) return Date{};
  return date_option(name, text);
}

}  // namespace xueji::cli
