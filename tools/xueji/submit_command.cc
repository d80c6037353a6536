// A sheet in: checked, and filed as one signed submission; and the empty sheet to begin with.
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <memory>

#include "ledger/crypto/sha256.h"
#include "tools/intake/check.h"
#include "tools/intake/marked.h"
#include "tools/intake/template.h"
#include "tools/sheet/read.h"
#include "tools/xueji/acts.h"
#include "tools/xueji/shown_problems.h"

namespace xueji::cli {
namespace {

struct SubmitOptions {
  std::string file;
  std::string form;
  std::string organisation;
  std::string marked;
  std::string receipt;
  std::string supersedes;
  std::string out;
  std::string policy;
  std::string refusal;
  bool check = false;
  bool force = false;
};

constexpr std::size_t json_size_max_bytes = 64U << 20U;

Result<sheet::Workbook> read_any(const std::string& file) {
  auto extension = std::filesystem::path(file).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (extension != ".json") return sheet::read_workbook(file);
  const auto text = read_file(file, json_size_max_bytes);
  if (!text) return fail(text.error());
  return intake::workbook_from_json(*text);
}

/// Problems for people or as JSON; `receipt` is not there yet.
void print_check(Session& session, const intake::CheckResult& result) {
  const auto out = session.out();
  if (out.is_json()) {
    boost::json::array problems;
    for (const auto& problem : result.problems) {
      problems.push_back(json_of(problem, session.language));
    }
    boost::json::array rules(result.rules_checked.begin(), result.rules_checked.end());
    out.json(boost::json::object{{"acceptable", result.acceptable()},
                                 {"rows", result.reading.rows_read},
                                 {"events", result.events.size()},
                                 {"problems", problems},
                                 {"rules_checked", rules}});
    return;
  }
  print_problems(session, result.problems);
  const auto read = std::to_string(result.reading.rows_read);
  const auto count = std::to_string(result.problems.size());
  out.line(
      {"共读 " + read + " 行,问题 " + count + " 处", read + " rows read, " + count + " problems"});
}

/// What reading and checking a sheet work with; filled in place, because the context refers to it.
struct Checking {
  Digest file;
  sheet::Workbook workbook;
  intake::Directory directory;
  std::optional<PersonsKnown> persons;
  PersonsInFlight in_flight;
  intake::CheckResult result;
};

Status read_and_check(Session& session, const SubmitOptions& o, Form form, const Signer& signer,
                      const OrganisationId& organisation, Checking& work) {
  const auto bytes = read_file(o.file, json_size_max_bytes);
  if (!bytes) return fail(bytes.error());
  auto workbook = read_any(o.file);
  if (!workbook) return fail(workbook.error());
  work.workbook = *std::move(workbook);
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto personal = session.personal();
  if (!personal) return fail(personal.error());
  auto directory = intake::Directory::read(**view, organisation, &(*personal)->vault());
  if (!directory) return fail(directory.error());
  work.directory = *std::move(directory);
  work.persons.emplace((*personal)->vault().persons(), work.in_flight);
  work.persons->open_from((*personal)->vault(), (*view)->log());
  const auto context = session.authoring(organisation);
  if (!context) return fail(context.error());
  const intake::IntakeContext intake_context{.state = (*view)->state(),
                                             .directory = work.directory,
                                             .persons = *work.persons,
                                             .pack = context->pack,
                                             .organisation = organisation,
                                             .today = china_date(context->now),
                                             .random = session.random(),
                                             .file = sha256(bytes_of(*bytes))};
  SubmissionId supersedes;
  if (!o.supersedes.empty()) {
    const auto old = find_submission(session, o.supersedes);
    if (!old) return fail(old.error());
    supersedes = (*old)->id;
  }
  auto checked = intake::check_form(work.workbook, form,
                                    {.intake = intake_context,
                                     .ledger = context->ledger,
                                     .pack_digest = context->pack_digest,
                                     .capacity = signer.capacity,
                                     .seen = context->seen,
                                     .now = context->now,
                                     .key = signer.key->id(),
                                     .supersedes = supersedes,
                                     .names = &(*personal)->vault()});
  if (!checked) return fail(checked.error());
  work.result = *std::move(checked);
  // A verdict after a failed look-up is worthless.
  return work.persons->status();
}

/// Keyed hashes of an external list go to the vault once the ledger has accepted the event that
/// names it: a refused list never comes into force.
Status keep_lists(Ledger& ledger, const intake::FormReading& reading) {
  for (const auto& list : reading.lists) {
    auto kept =
        ledger.personal().vault().persons().import_list(list.kind, list.as_of, list.numbers);
    if (!kept) return fail(kept.error());
  }
  return {};
}

/// What the ledger itself refused, at the cells of the sheet, with its signed note.
Result<int> print_refused(Session& session, const SubmitOptions& o, const Checking& work,
                          const Refusal& refusal) {
  auto problems =
      intake::problems_at_cells(work.result.reading, work.workbook, refusal.verdict.problems);
  intake::sort_problems(problems);
  const auto out = session.out();
  if (out.is_json()) {
    boost::json::array list;
    for (const auto& problem : problems)
      list.push_back(json_of(problem, session.language));
    out.json(boost::json::object{{"accepted", false}, {"problems", list}, {"note", refusal.note}});
  } else {
    print_problems(session, problems);
  }
  if (!o.refusal.empty()) {
    if (auto wrote = write_new_file(o.refusal, refusal.note); !wrote) return fail(wrote.error());
    session.note({"台账签名的拒绝凭证:" + o.refusal, "the ledger's signed note: " + o.refusal});
  }
  session.report(
      make_error(ErrorCode::refused,
                 Text{"台账拒绝受理,没有写入任何内容", "the ledger refused; nothing was written"},
                 Text{"按上表改正后再报", "correct what the table names, then try again"}));
  return exit_refused;
}

Result<int> file_checked(Session& session, const SubmitOptions& o, Form form, const Signer& signer,
                         const OrganisationId& organisation, Checking& work) {
  DraftSubmission draft{form, organisation, signer.capacity, std::move(work.result.events), {}};
  if (!o.supersedes.empty()) {
    const auto old = find_submission(session, o.supersedes);
    if (!old) return fail(old.error());
    draft.supersedes = (*old)->id;
  }
  const auto ledger = session.writer();
  if (!ledger) return fail(ledger.error());
  const auto context = session.authoring(organisation);
  if (!context) return fail(context.error());
  auto submission = sign_submission(*context, draft, *signer.key);
  if (!submission) return fail(submission.error());
  const auto answer = (*ledger)->submit(*std::move(submission));
  if (!answer) return fail(answer.error());
  if (const auto* refusal = std::get_if<Refusal>(&*answer)) {
    return print_refused(session, o, work, *refusal);
  }
  if (auto kept = keep_lists(**ledger, work.result.reading); !kept) return fail(kept.error());
  if (!session.out().is_json()) print_problems(session, work.result.problems);
  return print_answer(session, *answer, {.receipt_file = o.receipt});
}

/// A returned paper holds its students until its return days are over; the ledger ends that when it
/// meets them, and the check that comes before must not stand in the way. How many were ended.
Result<std::size_t> end_overdue_returns(Session& session, const OrganisationId& organisation) {
  const auto ledger = session.writer();
  if (!ledger) return fail(ledger.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto filed = (*view)->filed_by(organisation);
  if (!filed) return fail(filed.error());
  std::vector<SubmissionId> returned;
  for (const auto at : *filed) {
    const auto entry = (*view)->entry(at);
    if (!entry) return fail(entry.error());
    const auto* header = std::get_if<SignedHeader>(&entry->body);
    if (header == nullptr) continue;
    const auto* row = (*view)->state().submission(header->header.submission);
    if (row != nullptr && row->stage == SubmissionStage::returned) returned.push_back(row->id);
  }
  if (returned.empty()) return std::size_t{0};
  const auto ended = (*ledger)->lapse_returned(returned);
  if (!ended) return fail(ended.error());
  if (auto fresh = (*view)->refresh(); !fresh) return fail(fresh.error());
  return *ended;
}

Result<int> submit(Session& session, const SubmitOptions& o) {
  const auto form = code_option<Form>("--form", o.form);
  if (!form) return fail(form.error());
  if (!o.marked.empty()) {
    if (auto free = check_target(o.marked, o.force); !free) return fail(free.error());
  }
  // A submission needs the one writer; a check reads beside it.
  if (!o.check) {
    const auto ledger = session.writer();
    if (!ledger) return fail(ledger.error());
  }
  const auto signer = session.signer();
  if (!signer) return fail(signer.error());
  auto organisation = signer->capacity.organisation;
  if (!o.organisation.empty()) {
    const auto row = session.organisation(o.organisation);
    if (!row) return fail(row.error());
    organisation = (*row)->id;
  }
  auto checking = std::make_unique<Checking>();
  if (auto checked = read_and_check(session, o, *form, *signer, organisation, *checking);
      !checked) {
    return fail(checked.error());
  }
  if (!o.check && !checking->result.acceptable()) {
    const auto ended = end_overdue_returns(session, organisation);
    if (!ended) return fail(ended.error());
    if (*ended > 0) {
      checking = std::make_unique<Checking>();
      auto again = read_and_check(session, o, *form, *signer, organisation, *checking);
      if (!again) return fail(again.error());
    }
  }
  auto& work = *checking;
  if (!o.marked.empty()) {
    const auto wrote =
        intake::write_marked(work.workbook, work.result.problems, session.language, o.marked);
    if (!wrote) return fail(wrote.error());
    session.note({"标注后的表:" + o.marked, "marked sheet: " + o.marked});
  }
  if (o.check || !work.result.acceptable()) {
    print_check(session, work.result);
    if (work.result.acceptable()) return exit_done;
    session.report(make_error(
        ErrorCode::refused,
        Text{o.file + " 不能受理,没有写入任何内容",
             o.file + " cannot be accepted; nothing was written"},
        Text{"按上表改正后再报;--marked 可得到标注的原表",
             "correct what the table names; --marked gives the sheet back with its bad cells"}));
    return exit_refused;
  }
  return file_checked(session, o, *form, *signer, organisation, work);
}

Result<int> make_template(Session& session, const SubmitOptions& o) {
  const auto form = code_option<Form>("--form", o.form);
  if (!form) return fail(form.error());
  if (auto free = check_target(o.out, o.force); !free) return fail(free.error());
  std::optional<Pack> shipped;
  const Pack* pack = nullptr;
  if (session.options.data.empty() || !o.policy.empty()) {
    auto files = shipped_pack(o.policy.empty() ? "shiyan" : o.policy);
    if (!files) {
      return fail(
          ErrorCode::invalid_argument, files.error().what,
          Text{"`xueji pack list` 列出随附的规则包", "`xueji pack list` lists what is shipped"});
    }
    auto loaded = load_pack(*files);
    if (!loaded) return fail(loaded.error());
    shipped = *std::move(loaded);
    pack = &*shipped;
  } else {
    const auto view = session.view();
    if (!view) return fail(view.error());
    const auto now = session.now();
    if (!now) return fail(now.error());
    const auto in_force =
        (*view)->pack_for((*view)->state().genesis().root_organisation, china_date(*now));
    if (!in_force) return fail(in_force.error());
    pack = in_force->pack;
  }
  const auto wrote = intake::write_template(*form, *pack, session.language, o.out);
  if (!wrote) return fail(wrote.error());
  session.out().line({"空表:" + o.out, "empty sheet: " + o.out});
  return exit_done;
}

/// The forms that a sheet can file, for --help.
Text form_list() {
  Text list{"表单:", "Forms:"};
  for (const auto& spec : intake::form_specs()) {
    const auto code = std::string(code_of(spec.form));
    const auto gap = std::string(code.size() < 24 ? 24 - code.size() : 1, ' ');
    const auto label = label_of(spec.form);
    list.zh += "\n  " + code + gap + label.zh;
    list.en += "\n  " + code + gap + label.en;
  }
  return list;
}

}  // namespace

std::vector<Command> submit_commands() {
  auto o = std::make_shared<SubmitOptions>();
  const Option force{"--force", {"覆盖已有的文件", "write over a file that is there"}, &o->force};
  const Option form{"--form", {"表单(列表见下)", "form (listed below)"}, &o->form, true};
  return {
      {.name = "submit",
       .job = Job::file,
       .summary = {"检查并报送一张表", "check and file a sheet"},
       .examples =
           {"xueji submit roster.xlsx --form entry-roster --data city --key officer.pem --check",
            "xueji submit roster.xlsx --form entry-roster --data city --key officer.pem "
            "--marked marked.xlsx --receipt roster.receipt"},
       .takes = {.key = true, .master = true, .json = true},
       .options = {{"FILE", {"CSV、XLSX、ODS 或 JSON", "CSV, XLSX, ODS or JSON"}, &o->file, true},
                   form,
                   {"--check", {"只检查,不报送", "check only, file nothing"}, &o->check},
                   {"--marked",
                    {"把原表连同标注写到此文件", "write the sheet back, bad cells marked"},
                    &o->marked},
                   force,
                   {"--receipt", {"回执写到此文件", "write the receipt to this file"}, &o->receipt},
                   {"--refusal",
                    {"台账拒绝时,把签名凭证写到此文件",
                     "if the ledger refuses, write its signed note to this file"},
                    &o->refusal},
                   {"--org",
                    {"报送所关单位代码,默认签署单位",
                     "organisation that it is about; the signer's if not said"},
                    &o->organisation},
                   {"--supersedes",
                    {"更正被退回的申报", "corrects this returned submission"},
                    &o->supersedes}},
       .remarks = form_list(),
       .run = [o](Session& s) { return submit(s, *o); }},
      {.name = "template",
       .job = Job::file,
       .summary = {"生成空表(XLSX)", "make an empty sheet (XLSX)"},
       .examples = {"xueji template --form entry-roster roster.xlsx",
                    "xueji template --form entry-roster roster.xlsx --policy fujian"},
       .options = {{"OUT", {"写到此文件(.xlsx)", "file to write (.xlsx)"}, &o->out, true},
                   form,
                   force,
                   {"--policy",
                    {"不用台账时的规则包", "shipped pack, without a ledger"},
                    &o->policy}},
       .remarks = form_list(),
       .run = [o](Session& s) { return make_template(s, *o); }}};
}

}  // namespace xueji::cli
