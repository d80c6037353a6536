// One student, one paper: everything the ledger has about it, and who answers for it.
#include <boost/json.hpp>
#include <memory>

#include "ledger/policy/identity.h"
#include "ledger/policy/pack.h"
#include "projections/credit_bank.h"
#include "projections/field_attribution.h"
#include "projections/responsibility.h"
#include "projections/sanction_archive.h"
#include "projections/student_file.h"
#include "tools/intake/form_columns.h"
#include "tools/xueji/acts.h"
#include "tools/xueji/as_of_option.h"
#include "tools/xueji/session.h"
#include "tools/xueji/shown_submission.h"
#include "tools/xueji/staff_names.h"

namespace xueji::cli {
namespace {

struct TraceOptions {
  std::string what;
  AsOfOptions moment;
  bool archive = false;
};

std::string code_at(const LedgerView& view, const OrganisationId& id) {
  const auto* row = view.state().organisation(id);
  return row ? row->code : "";
}

boost::json::object json_of(const LedgerView& view, const TimelineEntry& entry) {
  boost::json::array signers;
  for (const auto& step : entry.signers) {
    signers.push_back(boost::json::object{{"step", step.step},
                                          {"person", to_text(step.person)},
                                          {"decision", code_of(step.decision)},
                                          {"recorded_at", to_text(step.recorded_at)},
                                          {"at", step.at.value}});
  }
  boost::json::object out{{"event_at", entry.event_at.value},
                          {"event", code_of(type_of(entry.event))},
                          {"effective_on", to_text(entry.event.effective_on)},
                          {"submission", to_text(entry.submission)},
                          {"form", code_of(entry.form)},
                          {"line", entry.line + 1},
                          {"author", to_text(entry.author)},
                          {"author_role", code_of(entry.author_role)},
                          {"author_organisation", code_at(view, entry.author_organisation)},
                          {"filed_at", to_text(entry.filed_at)},
                          {"outcome", label_of(entry.outcome).en},
                          {"signers", signers}};
  if (entry.effect_at != no_position) out["effect_at"] = entry.effect_at.value;
  if (!entry.lapsed_rule.empty()) out["lapsed_rule"] = entry.lapsed_rule;
  if (entry.reversed_at != no_position) out["reversed_at"] = entry.reversed_at.value;
  return out;
}

/// What became of a line, and through what.
std::string outcome_text(const Session& session, const TimelineEntry& entry) {
  auto text = session.in(label_of(entry.outcome));
  if (!entry.lapsed_rule.empty()) text += " " + session.in(rule_text(entry.lapsed_rule));
  if (entry.reversed_at == no_position) return text;
  const auto at = std::to_string(entry.reversed_at.value);
  return text + session.in({"(见第 " + at + " 条)", " (at " + at + ")"});
}

/// Who it is, masked; empty where nothing names the student or the vault does not open.
struct MaskedPerson {
  std::string name;
  std::string identity_number;
};
MaskedPerson masked_person(Session& session, const StudentId& id, const StudentFile& file) {
  const auto naming = file.student ? naming_disclosure(id, file.student->named_by) : std::nullopt;
  auto* data = naming ? session.personal_if_any() : nullptr;
  if (data == nullptr) return {};
  const auto opened = data->vault().open_sealed(DisclosureRequest{*naming});
  if (!opened || !opened->disclosure) return {};
  const auto fields = personal_fields_of(naming->type);
  const auto value = [&](PersonalField field) {
    return value_of(fields, *opened->disclosure, field).value_or(std::string_view());
  };
  return {mask_name(value(PersonalField::name)),
          mask_number(value(PersonalField::identity_number))};
}

/// The name of a major in the pack under which the school is; its code where no pack knows it.
std::string major_named(const LedgerView& view, const StudentState& state) {
  const auto pack = view.pack_for(state.school, china_date(view.state().recorded_at()));
  const auto* major =
      pack ? pack->pack->majors().find(state.major_code, state.major_catalogue) : nullptr;
  return major == nullptr ? state.major_code : major->name + " " + state.major_code;
}

/// Where a certificate stands: void before all else, then recalled, issued, stamped only.
Text standing_of(const CertificateHeld& held) {
  const auto on = [](const Text& what, Date day) {
    return Text{to_text(day) + " " + what.zh, what.en + " on " + to_text(day)};
  };
  if (held.voided_on.ok()) return on({"宣布无效", "declared VOID"}, held.voided_on);
  if (held.recalled_on.ok()) return on({"追回", "recalled"}, held.recalled_on);
  if (held.issued_on.ok()) return on({"发放", "issued"}, held.issued_on);
  return {"尚未发放", "not issued yet"};
}

boost::json::array json_of(const std::vector<CertificateHeld>& certificates) {
  boost::json::array list;
  for (const auto& held : certificates) {
    boost::json::object one{
        {"kind", code_of(held.kind)}, {"number", held.number}, {"void", held.voided_on.ok()}};
    if (held.issued_on.ok()) one["issued_on"] = to_text(held.issued_on);
    if (held.recalled_on.ok()) one["recalled_on"] = to_text(held.recalled_on);
    if (held.voided_on.ok()) one["voided_on"] = to_text(held.voided_on);
    list.push_back(std::move(one));
  }
  return list;
}

/// The step as people call it.
std::string step_named(const Session& session, const LedgerView& view, const SubmissionId& id,
                       const std::string& step) {
  const auto* submission = view.state().submission(id);
  if (submission == nullptr) return step;
  const auto pack = view.pack_of(*submission);
  const auto* chain = pack ? (*pack)->chain_of(*submission) : nullptr;
  const auto index = chain == nullptr ? std::nullopt : chain->step_index(step);
  return index ? session.in(chain->steps[*index].name) : step;
}

void print_status(Session& session, const LedgerView& view, const StudentState& state,
                  const MaskedPerson& person) {
  const auto out = session.out();
  const auto status = label_of(state.status);
  const auto school = code_at(view, state.school);
  const auto number =
      state.number.empty() ? Text{} : Text{",学号 " + state.number, ", number " + state.number};
  if (!person.name.empty()) {
    out.line({"姓名 " + person.name + ",证件 " + person.identity_number,
              "name " + person.name + ", identity " + person.identity_number});
  }
  out.line({"状态 " + status.zh + ",学校 " + school + number.zh,
            "status " + status.en + ", school " + school + number.en});
  const auto* room = view.state().school_class(state.class_id);
  const auto class_name =
      room == nullptr ? Text{"未编班", "not placed"} : Text{room->name, room->name};
  const auto major = major_named(view, state);
  out.line(
      {"班级 " + class_name.zh + ",专业 " + major, "class " + class_name.en + ", major " + major});
  for (const auto& held : state.certificates) {
    const auto kind = label_of(held.kind);
    const auto standing = standing_of(held);
    out.line({"证书 " + held.number + "," + kind.zh + "," + standing.zh,
              "certificate " + held.number + ", " + kind.en + ", " + standing.en});
  }
}

std::string tenths_text(std::uint32_t tenths) {
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

/// SY-1.7b: which entry stated what had to be put right, and who answers for it.
Status print_attributions(Session& session, const LedgerView& view, const StudentFile& file) {
  const auto all = field_attributions(file);
  if (all.empty()) return {};
  const auto found = masked_staff_names(session);
  if (!found) return fail(found.error());
  const auto& names = *found;
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : all) {
    const auto& stated = one.stated;
    std::string signers;
    for (const auto& step : stated.signers) {
      signers +=
          (signers.empty() ? "" : " → ") + step_named(session, view, stated.submission, step.step);
    }
    const auto field = intake::personal_field_of(one.field);
    rows.push_back({field == PersonalField::none ? one.field : session.in(label_of(field)),
                    std::to_string(one.corrected_at.value), std::to_string(stated.event_at.value),
                    session.in(label_of(stated.author_role)) + "@" +
                        code_at(view, stated.author_organisation) + " " +
                        named(names, stated.author),
                    signers});
  }
  const Text headers[] = {{"更改的项目", "changed field"},
                          {"更改位置", "changed at"},
                          {"原值出处", "stated at"},
                          {"填报人", "entered by"},
                          {"签批", "signers"}};
  session.out().table(headers, rows, {1, 2});
  return {};
}

Status print_file(Session& session, const LedgerView& view, const StudentId& id,
                  const StudentFile& file) {
  const auto out = session.out();
  out.line({"学籍 " + to_text(id), "student " + to_text(id)});
  if (file.student) {
    print_status(session, view, file.student->state, masked_person(session, id, file));
  } else {
    out.line({"当时没有这一学籍", "the status did not exist then"});
  }
  const Text headers[] = {{"位置", "at"},     {"事项", "event"},    {"生效日", "effective"},
                          {"报送", "filed"},  {"报送人", "author"}, {"签批", "signers"},
                          {"结果", "outcome"}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& entry : file.timeline) {
    std::string signers;
    for (const auto& step : entry.signers) {
      signers +=
          (signers.empty() ? "" : " → ") + step_named(session, view, entry.submission, step.step);
    }
    rows.push_back(
        {std::to_string(entry.event_at.value), session.in(label_of(type_of(entry.event))),
         to_text(entry.event.effective_on), to_text(china_date(entry.filed_at)),
         session.in(label_of(entry.author_role)) + "@" + code_at(view, entry.author_organisation),
         signers, outcome_text(session, entry)});
  }
  out.table(headers, rows, {0});
  if (auto printed = print_attributions(session, view, file); !printed) return printed;
  const auto bank = credit_bank(file);
  if (bank.deposits.empty()) return {};
  const auto total = tenths_text(bank.total_tenths);
  const auto recognised = tenths_text(bank.recognised_tenths);
  out.line({"学分合计 " + total + ",其中认定 " + recognised,
            "credits " + total + ", of these by recognition " + recognised});
  return {};
}

boost::json::object json_of(const CreditBank& bank) {
  boost::json::array deposits;
  for (const auto& one : bank.deposits) {
    deposits.push_back(boost::json::object{{"event_at", one.event_at.value},
                                           {"course", one.course_code},
                                           {"kind", code_of(one.kind)},
                                           {"source", code_of(one.source)},
                                           {"credits", tenths_text(one.credits_tenths)},
                                           {"counts", one.counts}});
  }
  return {{"credits", tenths_text(bank.total_tenths)},
          {"recognised", tenths_text(bank.recognised_tenths)},
          {"deposits", deposits}};
}

/// The papers of lifted sanctions, shown to a role that may look; the look is on record (D-13).
Result<int> show_archive(Session& session, const StudentId& id) {
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto* student = (*view)->state().student(id);
  const auto now = session.now();
  if (!now) return fail(now.error());
  const OrganisationId about[] = {student->school};
  const auto purpose = session.clear_access(about);
  if (!purpose) return fail(purpose.error());
  const auto pack = (*view)->pack_for(student->school, china_date(*now));
  if (!pack || !may_look_into_archive(*pack->pack, purpose->role)) {
    const auto label = label_of(purpose->role);
    return fail(ErrorCode::refused,
                Text{label.zh + "不得查阅已撤销处分的材料",
                     "a " + label.en + " does not look at papers of lifted sanctions"},
                Text{"由规则包 sanction_archive_roles 所列职务查阅",
                     "let a role of the pack's sanction_archive_roles look"});
  }
  const auto ledger = session.writer();
  if (!ledger) return fail(ledger.error());
  const auto views = session.views();
  if (!views) return fail(views.error());
  // The view that was read beside the ledger went when the writer came.
  const auto beside = session.view();
  if (!beside) return fail(beside.error());
  const auto papers =
      look_into_archive(**views, **beside, (*ledger)->personal().vault(), id, *purpose, *now);
  if (!papers) return fail(papers.error());
  const auto out = session.out();
  boost::json::array list;
  std::vector<std::vector<std::string>> rows;
  for (const auto& paper : *papers) {
    boost::json::object values;
    std::string text;
    for (const auto& [field, value] : paper.values) {
      values[code_of(field)] = value;
      text += (text.empty() ? "" : "; ") + session.in(label_of(field)) + ": " + value;
    }
    rows.push_back({std::to_string(paper.event_at.value),
                    session.in(label_of(type_of(paper.event))), to_text(paper.event.effective_on),
                    text});
    list.push_back(boost::json::object{{"event_at", paper.event_at.value},
                                       {"event", code_of(type_of(paper.event))},
                                       {"effective_on", to_text(paper.event.effective_on)},
                                       {"values", values}});
  }
  if (out.is_json()) {
    out.json(boost::json::object{{"student", to_text(id)}, {"archive", list}});
    return exit_done;
  }
  out.line({"学校文书档案:学籍 " + to_text(id) + " 已撤销处分的材料(本次查阅已记录)",
            "office archive: papers of lifted sanctions of " + to_text(id) +
                " (this look is on record)"});
  const Text headers[] = {
      {"位置", "at"}, {"事项", "event"}, {"生效日", "effective"}, {"内容", "content"}};
  out.list(headers, rows,
           {"没有:该学籍没有已撤销的处分", "none: no sanction of this status was lifted"}, {0});
  return exit_done;
}

Result<int> show_student(Session& session, const TraceOptions& o) {
  const auto id = session.student(o.what);
  if (!id) return fail(id.error());
  if (o.archive) return show_archive(session, *id);
  if (session.options.clear) {
    return fail(
        ErrorCode::invalid_argument,
        Text{"学生档案只显示掩码", "the student's file is shown masked"},
        Text{"查看名册明文用 xueji roster --clear", "for clear names: xueji roster --clear"});
  }
  const auto moment = as_of(session, o.moment);
  if (!moment) return fail(moment.error());
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto file = student_file(**views, **view, *id, *moment);
  if (!file) return fail(file.error());
  const auto out = session.out();
  if (!out.is_json()) {
    if (auto printed = print_file(session, **view, *id, *file); !printed) {
      return fail(printed.error());
    }
    return exit_done;
  }
  boost::json::array timeline;
  for (const auto& entry : file->timeline)
    timeline.push_back(json_of(**view, entry));
  boost::json::array others;
  for (const auto& other : file->others) {
    others.push_back(boost::json::object{{"student", to_text(other.student)},
                                         {"school", code_at(**view, other.school)},
                                         {"status", code_of(other.status)},
                                         {"since", to_text(other.since)}});
  }
  boost::json::object object{{"student", to_text(*id)},
                             {"reflects", file->reflects.value},
                             {"timeline", timeline},
                             {"others", others}};
  boost::json::array attributions;
  for (const auto& one : field_attributions(*file)) {
    attributions.push_back(boost::json::object{{"field", one.field},
                                               {"corrected_at", one.corrected_at.value},
                                               {"stated", json_of(**view, one.stated)}});
  }
  if (!attributions.empty()) object["field_attributions"] = std::move(attributions);
  const auto bank = credit_bank(*file);
  if (!bank.deposits.empty()) object["credit_bank"] = json_of(bank);
  if (file->student) {
    const auto& state = file->student->state;
    object["status"] = code_of(state.status);
    object["school"] = code_at(**view, state.school);
    object["number"] = state.number;
    const auto person = masked_person(session, *id, *file);
    object["name"] = person.name;
    object["identity_number"] = person.identity_number;
    const auto* room = (*view)->state().school_class(state.class_id);
    object["class"] = room == nullptr ? "" : room->name;
    object["major_code"] = state.major_code;
    object["major"] = major_named(**view, state);
    object["since"] = to_text(state.status_from);
    if (!state.certificates.empty()) object["certificates"] = json_of(state.certificates);
  }
  out.json(object);
  return exit_done;
}

/// How the signature of one act is judged on what the ledger knows of its key now.
Text judgement_of(const LedgerView& view, const ResponsibleAct& act) {
  const auto* key = view.state().key(act.key);
  if (key == nullptr) return {"密钥未登记", "key not enrolled"};
  if (key->revoked_at == no_position) return {"有效", "valid"};
  const bool doubted = key->revocation == RevocationKind::compromised &&
                       key->compromised_from.ok() &&
                       china_date(act.recorded_at) >= key->compromised_from;
  if (doubted) return {"存疑:密钥已泄露", "in doubt: the key was compromised"};
  if (key->revoked_at < act.at) return {"无效:密钥已吊销", "invalid: the key was revoked"};
  return {"有效(密钥其后吊销)", "valid (key revoked later)"};
}

Result<std::vector<ResponsibilityChain>> chains_of(Session& session, const std::string& text) {
  const auto views = session.views();
  if (!views) return fail(views.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto one =
      [](Result<ResponsibilityChain> chain) -> Result<std::vector<ResponsibilityChain>> {
    if (!chain) return fail(chain.error());
    std::vector<ResponsibilityChain> chains;
    chains.push_back(*std::move(chain));
    return chains;
  };
  const auto id = id_from_text<SubmissionId>(text);
  if (id && (*view)->state().submission(*id) != nullptr) {
    return one(responsibility_of(**views, **view, *id));
  }
  const bool digits = text.size() < 10 && text.find_first_not_of("0123456789") == std::string::npos;
  if (digits && !text.empty())
    return one(responsibility_of(**views, **view, Position{std::stoull(text)}));
  const auto student = session.student(text);
  if (!student) return fail(student.error());
  return responsibility_of(**views, **view, *student);
}

/// The rows of the sheet behind the lines of a chain's acts.
Result<SheetRows> sheet_rows(const LedgerView& view, const ResponsibilityChain& chain) {
  const auto events = view.events_of(chain.submission);
  if (!events) return fail(events.error());
  return SheetRows(*events);
}

Status print_chain(Session& session, const LedgerView& view, const ResponsibilityChain& chain,
                   const StaffNames& names) {
  const auto sheet = sheet_rows(view, chain);
  if (!sheet) return fail(sheet.error());
  const auto out = session.out();
  const auto id = to_text(chain.submission.id);
  const auto form = label_of(chain.submission.form);
  const auto stage = label_of(chain.submission.stage);
  out.line({"申报 " + id + "  " + form.zh + "  " + stage.zh,
            "submission " + id + "  " + form.en + "  " + stage.en});
  const Text headers[] = {{"环节", "step"},     {"身份", "capacity"},  {"人员", "person"},
                          {"决定", "decision"}, {"位置", "at"},        {"时间", "recorded"},
                          {"天数", "days"},     {"签名", "signature"}, {"原因", "reason"},
                          {"所指的行", "lines"}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& act : chain.acts) {
    const bool reasoned = act.reason != ReasonCode{};
    rows.push_back(
        {session.in(act.name),
         session.in(label_of(act.capacity.role)) + "@" + code_at(view, act.capacity.organisation),
         named(names, act.capacity.person),
         act.decision == Decision::none ? session.in({"报送", "filed"})
                                        : session.in(label_of(act.decision)),
         std::to_string(act.at.value), to_text(act.recorded_at),
         std::to_string(act.days_held) + (act.stalled() ? "!" : ""),
         session.in(judgement_of(view, act)), reasoned ? session.in(label_of(act.reason)) : "",
         text_of(rows_of(*sheet, act.lines), session.language)});
  }
  out.table(headers, rows, {4, 6});
  if (chain.waits) {
    const auto& name = chain.waits->step->name;
    const auto days = std::to_string(chain.waits->days_held);
    out.line({"等待 " + name.zh + ",已 " + days + " 天",
              "waits for " + name.en + ", " + days + " days"});
  }
  return {};
}

Result<boost::json::object> json_of(const LedgerView& view, const ResponsibilityChain& chain,
                                    const StaffNames& names, Language language) {
  const auto sheet = sheet_rows(view, chain);
  if (!sheet) return fail(sheet.error());
  boost::json::array acts;
  for (const auto& act : chain.acts) {
    boost::json::object one{{"step", act.step},
                            {"name", act.name.in(language)},
                            {"decision", code_of(act.decision)},
                            {"person", to_text(act.capacity.person)},
                            {"person_name", names ? names(act.capacity.person) : std::string()},
                            {"role", code_of(act.capacity.role)},
                            {"organisation", code_at(view, act.capacity.organisation)},
                            {"key", to_text(act.key)},
                            {"at", act.at.value},
                            {"recorded_at", to_text(act.recorded_at)},
                            {"days_held", act.days_held},
                            {"hold_days", act.hold_days},
                            {"stalled", act.stalled()},
                            {"signature", judgement_of(view, act).in(language)}};
    if (!act.on_behalf_of.is_none()) one["on_behalf_of"] = to_text(act.on_behalf_of);
    if (act.reason != ReasonCode{}) one["reason"] = code_of(act.reason);
    one["lines"] = json_of(rows_of(*sheet, act.lines));
    acts.push_back(std::move(one));
  }
  boost::json::object out{{"submission", to_text(chain.submission.id)},
                          {"form", code_of(chain.submission.form)},
                          {"stage", code_of(chain.submission.stage)},
                          {"acts", acts}};
  if (chain.waits) out["waits_for"] = chain.waits->step->id;
  return out;
}

Result<int> show_chain(Session& session, const TraceOptions& o) {
  const auto chains = chains_of(session, o.what);
  if (!chains) return fail(chains.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto names = masked_staff_names(session);
  if (!names) return fail(names.error());
  const auto out = session.out();
  boost::json::array list;
  for (const auto& chain : *chains) {
    if (out.is_json()) {
      auto object = json_of(**view, chain, *names, session.language);
      if (!object) return fail(object.error());
      list.push_back(*std::move(object));
    } else if (auto printed = print_chain(session, **view, chain, *names); !printed) {
      return fail(printed.error());
    }
  }
  if (out.is_json()) {
    out.json(list);
  } else if (chains->empty()) {
    out.line(
        {"没有申报:尚无人为 " + o.what + " 报送过", "none: nothing was filed about " + o.what});
  }
  return exit_done;
}

}  // namespace

std::vector<Command> trace_commands() {
  auto o = std::make_shared<TraceOptions>();
  auto moment = as_of_options(o->moment);
  std::vector<Option> student_options = {
      {"STUDENT", {"学号或学籍标识", "student number or id"}, &o->what, true}};
  student_options.insert(student_options.end(), moment.begin(), moment.end());
  student_options.push_back(
      {"--archive",
       {"学校文书档案:已撤销处分的材料(须 --key --as --purpose,查阅留痕)",
        "office archive: papers of lifted sanctions (needs --key, --as, --purpose; on record)"},
       &o->archive});
  return {{.name = "student",
           .job = Job::look_up,
           .summary = {"一名学生的全部记录", "everything about one student"},
           .examples = {"xueji student STUDENTID --data city",
                        "xueji student STUDENTID --data city --as-of 2024-10-01",
                        "xueji student STUDENTID --data city --archive --purpose 复核 --key p.pem"},
           .takes = {.key = true, .master = true, .clear = true, .json = true},
           .options = student_options,
           .run = [o](Session& s) { return show_student(s, *o); }},
          {.name = "chain",
           .job = Job::prove,
           .summary = {"责任链:谁在何时以何身份签署,各环节天数",
                       "who signed, as whom, when, and how long each step took"},
           .examples = {"xueji chain SUBMISSION --data city", "xueji chain 137 --data city",
                        "xueji chain STUDENTID --data city --json"},
           .takes = {.master = true, .json = true},
           .options = {{"WHAT",
                        {"申报编号、记录位置(申报的任何一条:事项、签批、台账记录)、学号或学籍标识",
                         "submission, position (of any entry of it: an event, a sign-off, what the "
                         "ledger recorded), student number or id"},
                        &o->what,
                        true}},
           .run = [o](Session& s) { return show_chain(s, *o); }}};
}

}  // namespace xueji::cli
