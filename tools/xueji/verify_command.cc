// Is this log what its signers signed, in order, and what the rules allow?
#include <boost/json.hpp>
#include <memory>

#include "ledger/merkle/checkpoint.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/note.h"
#include "ledger/store/rocksdb/rocksdb_log.h"
#include "replay/verify/verify.h"
#include "tools/xueji/session.h"

namespace xueji::cli {
namespace {

struct VerifyWords {
  std::string anchor;
  std::string since;
  std::vector<std::string> checkpoints;
  std::vector<std::string> receipts;
  std::int64_t threads = 2;
  bool no_vault = false;
};

constexpr std::size_t note_bytes_max = 1U << 20U;

/// A file that should hold a signed note. Another file is a mistake of whoever calls, not evidence.
Result<std::string> read_note(const std::string& option, const std::string& file) {
  auto text = read_file(file, note_bytes_max);
  if (!text) return fail(text.error());
  if (parse_note(*text)) return *std::move(text);
  return fail(
      ErrorCode::invalid_argument,
      Text{option + " 的文件不是检查点:" + file, file + " of " + option + " is no checkpoint"},
      Text{"用 `xueji checkpoint` 留存的文件", "name a file kept from `xueji checkpoint`"});
}

Result<VerifyOptions> options_of(Session& session, const VerifyWords& o,
                                 const DataDirectory& directory) {
  VerifyOptions options;
  const std::filesystem::path anchor_file =
      o.anchor.empty() ? directory.anchor() : std::filesystem::path(o.anchor);
  auto anchor = read_anchor(anchor_file);
  if (o.anchor.empty() && anchor) {
    session.note({"信任锚取自台账目录自身;审计请用 --anchor 指明自己留存的一份",
                  "the anchor is the ledger's own; an auditor names a copy of his with --anchor"});
  }
  if (anchor) {
    options.anchor = *std::move(anchor);
  } else if (!o.anchor.empty() || anchor.error().code != ErrorCode::not_found) {
    return fail(anchor.error());
  }
  for (const auto& file : o.checkpoints) {
    auto text = read_note("--checkpoint", file);
    if (!text) return fail(text.error());
    options.earlier_checkpoints.push_back(*std::move(text));
  }
  for (const auto& file : o.receipts) {
    auto text = read_file(file, note_bytes_max);
    if (!text) return fail(text.error());
    auto receipt = receipt_from_text(*text);
    if (!receipt) return fail(receipt.error());
    options.receipts.push_back(*std::move(receipt));
  }
  if (!o.since.empty()) {
    auto text = read_note("--since", o.since);
    if (!text) return fail(text.error());
    options.since = *std::move(text);
  }
  options.threads = static_cast<std::size_t>(o.threads);
  const auto bar = std::make_shared<ProgressBar>(session.language);
  options.progress = [bar](const VerifyProgress& progress) {
    bar->show(static_cast<double>(progress.done.value) /
                  static_cast<double>(std::max<std::uint64_t>(1, progress.size.value)),
              {"核验", "verifying"});
  };
  return options;
}

std::string place_of(const Difference& difference) {
  if (!difference.first) return "-";
  auto place = std::to_string(difference.first->value);
  if (difference.last && *difference.last != *difference.first) {
    place += "–" + std::to_string(difference.last->value);
  }
  return place;
}

boost::json::object json_of(const VerifyReport& report, Language language) {
  boost::json::array differences;
  for (const auto& one : report.differences) {
    boost::json::object object{
        {"kind", code_of(one.kind)}, {"rule", one.rule}, {"what", one.what.in(language)}};
    if (one.first) object["first"] = one.first->value;
    if (one.last) object["last"] = one.last->value;
    differences.push_back(std::move(object));
  }
  boost::json::array skipped;
  for (const auto& text : report.skipped)
    skipped.push_back(boost::json::string(text.in(language)));
  const auto& counts = report.counts;
  return {{"verified", report.verified()},
          {"consistent", report.consistent()},
          {"anchored", report.anchored},
          {"vault_incomplete", report.vault_incomplete},
          {"summary", report.summary().in(language)},
          {"ledger", to_text(report.ledger)},
          {"size", report.size.value},
          {"root", to_text(report.root)},
          {"difference_count", report.difference_count},
          {"differences", differences},
          {"skipped", skipped},
          {"counts",
           {{"entries", counts.entries},
            {"submissions", counts.submissions},
            {"events", counts.events},
            {"sign_offs", counts.sign_offs},
            {"signatures", counts.signatures},
            {"hashes", counts.hashes},
            {"checkpoints", counts.checkpoints},
            {"tiles", counts.tiles},
            {"rows", counts.rows},
            {"disclosures", counts.disclosures},
            {"opened", counts.opened},
            {"missing", counts.missing},
            {"erased", counts.erased},
            {"damaged", counts.damaged},
            {"forged", counts.forged}}}};
}

void print_report(Session& session, const VerifyReport& report) {
  const auto out = session.out();
  out.line(report.summary());
  const auto& counts = report.counts;
  const auto n = [](std::uint64_t value) { return std::to_string(value); };
  out.line({n(counts.entries) + " 条,签名 " + n(counts.signatures) + ",个人信息打开 " +
                n(counts.opened) + "/" + n(counts.disclosures),
            n(counts.entries) + " entries, " + n(counts.signatures) +
                " signatures, personal data " + n(counts.opened) + "/" + n(counts.disclosures) +
                " opened"});
  for (const auto& text : report.skipped)
    out.line({"未核:" + text.zh, "not checked: " + text.en});
  if (report.differences.empty()) return;
  const Text headers[] = {
      {"位置", "position"}, {"种类", "kind"}, {"规则", "rule"}, {"差异", "difference"}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : report.differences) {
    rows.push_back({place_of(one), session.in(label_of(one.kind)), one.rule, session.in(one.what)});
  }
  out.table(headers, rows);
  if (report.difference_count > rows.size()) {
    out.line({"共 " + n(report.difference_count) + " 处", n(report.difference_count) + " in all"});
  }
}

/// The log as it lies there. Not through a view: a ledger that a view refuses to serve is exactly
/// what is to be looked at. What is wrong with the head file beside it goes into `options`.
Result<std::unique_ptr<LogReader>> open_as_found(const DataDirectory& directory,
                                                 VerifyOptions& options) {
  RocksDbLogOptions wanted{.directory = directory.log()};
  if (auto whole = check_head_file(wanted); !whole) {
    if (whole.error().code != ErrorCode::corrupt) return fail(whole.error());
    options.faults_beside.push_back(whole.error().what);
  }
  wanted.any_head_file = true;
  return open_rocksdb_log_reader(wanted);
}

/// Vault and keyring, or a remark why the log is verified alone.
std::unique_ptr<PersonalData> open_vault(Session& session, const VerifyWords& o,
                                         const DataDirectory& directory, VerifyOptions& options) {
  if (o.no_vault) return nullptr;
  options.vault_required = true;
  const auto remark = [&](const Text& why) {
    session.note({"个人信息库打不开,只核验台账:" + why.zh + "(确无个人信息库可核时加 --no-vault)",
                  "the vault does not open, only the log is verified: " + why.en +
                      " (--no-vault leaves it out on purpose)"});
  };
  if (!options.anchor) {
    remark({"没有信任锚", "there is no trust anchor"});
    return nullptr;
  }
  auto opened = PersonalData::open_reader(directory, session.master_path(directory),
                                          options.anchor->ledger, session.random());
  if (!opened) {
    remark(opened.error().what);
    return nullptr;
  }
  options.vault = &(*opened)->vault();
  return *std::move(opened);
}

/// The answer is no before anything was looked at, in the form that was asked for.
int print_no(Session& session, const Text& why) {
  const Text what{"核验不通过:" + why.zh, "verification FAILED: " + why.en};
  const auto out = session.out();
  if (out.is_json()) {
    out.json(boost::json::object{
        {"verified", false}, {"consistent", false}, {"summary", session.in(what)}});
  } else {
    out.line(what);
  }
  return exit_refused;
}

/// A log that does not even open.
int print_unreadable(Session& session, const Error& error) {
  return print_no(session,
                  {"台账读不出来:" + error.what.zh, "the log cannot be read: " + error.what.en});
}

/// Whether anchor, checkpoints and receipts speak of this ledger at all: if not, every entry would
/// differ, and the list would not say what is the matter. Nothing when they do.
std::optional<Text> what_is_anothers(const LogReader& log, const VerifyWords& o,
                                     const VerifyOptions& options) {
  const auto first = log.entry(Position{});
  if (!first) return std::nullopt;  // Said by the verifier.
  const LedgerId here{leaf_hash(*first).bytes};
  const auto other = [](const Text& what, const std::string& theirs, const std::string& ours) {
    return Text{what.zh + "属于另一本台账(" + theirs + ",这里是 " + ours +
                    ")。下一步:核对 --data,或改用本台账初始化时留存的那一份;"
                    "若确是本台账留存的,说明台账已被替换",
                what.en + " is of another ledger (" + theirs + "; this is " + ours +
                    "). Next: check --data, or name the copy kept of this ledger; if it is, the "
                    "ledger was replaced"};
  };
  if (options.anchor && options.anchor->ledger != here) {
    const auto file = o.anchor.empty() ? std::string() : " " + o.anchor;
    return other({"信任锚" + file, "the trust anchor" + file}, to_text(options.anchor->ledger),
                 to_text(here));
  }
  for (std::size_t i = 0; i < options.receipts.size(); ++i) {
    if (options.receipts[i].ledger == here) continue;
    return other({"回执 " + o.receipts[i], "the receipt " + o.receipts[i]},
                 to_text(options.receipts[i].ledger), to_text(here));
  }
  if (!options.anchor) return std::nullopt;
  const auto foreign = [&](const std::string& file,
                           const std::string& note) -> std::optional<Text> {
    const auto parsed = parse_note(note);
    const auto checkpoint =
        parsed ? parse_checkpoint_text(parsed->text) : Result<Checkpoint>(fail(parsed.error()));
    if (!checkpoint || checkpoint->origin == options.anchor->origin) return std::nullopt;
    return other({"检查点 " + file, "the checkpoint " + file}, checkpoint->origin,
                 options.anchor->origin);
  };
  for (std::size_t i = 0; i < o.checkpoints.size(); ++i) {
    if (auto text = foreign(o.checkpoints[i], options.earlier_checkpoints[i])) return text;
  }
  return o.since.empty() ? std::nullopt : foreign(o.since, options.since);
}

Result<int> verify(Session& session, const VerifyWords& o) {
  if (o.threads < 1 || o.threads > 256) {
    return fail(ErrorCode::invalid_argument,
                Text{"--threads 须为 1 至 256", "--threads is 1 to 256"},
                Text{"例如 --threads 2", "for example --threads 2"});
  }
  const auto directory = session.directory();
  if (!directory) return fail(directory.error());
  if (auto there = directory->require_log(); !there) return fail(there.error());
  auto options = options_of(session, o, *directory);
  if (!options) return fail(options.error());
  const auto log = open_as_found(*directory, *options);
  if (!log) {
    if (log.error().code != ErrorCode::corrupt) return fail(log.error());
    return print_unreadable(session, log.error());
  }
  if (const auto foreign = what_is_anothers(**log, o, *options)) {
    return print_no(session, *foreign);
  }
  const auto personal = open_vault(session, o, *directory, *options);
  auto report = verify_log(**log, *options);
  if (!report && report.error().code == ErrorCode::corrupt && options->vault != nullptr) {
    // A vault that cannot be read must not hide what the log says.
    session.note({"个人信息库读不出来,只核验台账:" + report.error().what.zh,
                  "the vault cannot be read, only the log is verified: " + report.error().what.en});
    options->vault = nullptr;
    report = verify_log(**log, *options);
  }
  if (!report) {
    if (report.error().code != ErrorCode::corrupt) return fail(report.error());
    return print_unreadable(session, report.error());
  }
  const auto out = session.out();
  if (out.is_json()) {
    out.json(json_of(*report, session.language));
  } else {
    print_report(session, *report);
  }
  return report->verified() ? exit_done : exit_refused;
}

}  // namespace

std::vector<Command> verify_commands() {
  auto o = std::make_shared<VerifyWords>();
  return {
      {.name = "verify",
       .job = Job::prove,
       .summary = {"从头核验台账", "verify the ledger from its beginning"},
       .examples = {"xueji verify --data city",
                    "xueji verify --data city --anchor city.anchor --checkpoint kept.checkpoint",
                    "xueji verify --data city --since kept.checkpoint --json"},
       .takes = {.master = true, .json = true},
       .options = {{"--anchor",
                    {"信任锚文件(来自运营方以外)",
                     "trust anchor, from someone other than the operator"},
                    &o->anchor},
                   {"--checkpoint",
                    {"别处留存的检查点", "a checkpoint that someone kept"},
                    &o->checkpoints},
                   {"--receipt", {"别处留存的回执", "a receipt that someone kept"}, &o->receipts},
                   {"--since",
                    {"只核验此检查点之后的签名和规则", "check signatures and rules only behind it"},
                    &o->since},
                   {"--threads", {"线程数", "threads"}, &o->threads},
                   {"--no-vault", {"不看个人信息库", "leave the vault out"}, &o->no_vault}},
       .run = [o](Session& s) { return verify(s, *o); }}};
}

}  // namespace xueji::cli
