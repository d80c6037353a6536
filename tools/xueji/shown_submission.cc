#include "tools/xueji/shown_submission.h"

#include <algorithm>
#include <set>

#include "ledger/crypto/sha256.h"
#include "ledger/policy/identity.h"
#include "ledger/registry/decide.h"
#include "ledger/schema/codec.h"
#include "ledger/signoff/signoff.h"
#include "tools/sheet/write.h"

namespace xueji::cli {
namespace {

const Step* waiting_step_of(const LedgerView& view, const SubmissionState& submission) {
  const auto pack = view.pack_of(submission);
  const auto* chain = pack ? (*pack)->chain(submission.form) : nullptr;
  return chain == nullptr ? nullptr : next_step(*chain, submission);
}

std::string personal(const Event& event, const OpenedDisclosure& opened, PersonalField field) {
  if (!opened.disclosure) return {};
  return std::string(
      value_of(personal_fields_of(type_of(event)), *opened.disclosure, field).value_or(""));
}

/// What the facts themselves say that is not the rule.
std::vector<Text> unusual_facts(const Event& event) {
  std::vector<Text> out;
  if (const auto* line = std::get_if<RosterLine>(&event.facts)) {
    if (line->out_of_area) out.push_back({"外市(县)生源", "from outside the area"});
    if (line->off_main_campus) out.push_back({"不在校本部学习", "studies off the main campus"});
    if (line->study_mode != StudyMode::full_time) out.push_back(label_of(line->study_mode));
    if (line->joint != JointProgramme::none) out.push_back(label_of(line->joint));
    if (line->route != EntryRoute::exam) out.push_back(label_of(line->route));
  } else if (const auto* excuse = std::get_if<RuleOverridden>(&event.facts)) {
    out.push_back({"例外:" + excuse->rule, "override of " + excuse->rule});
  } else if (const auto* receipt = std::get_if<ExternalRegistrationConfirmed>(&event.facts)) {
    if (!receipt->matched)
      out.push_back({"外部系统报告重复学籍", "the external system reports a duplicate"});
  }
  return out;
}

/// Lines that would lapse if the submission took effect now.
void mark_failing(Session& session, const LedgerView& view, const SubmissionState& submission,
                  const std::vector<Event>& events, PersonalData& data, ShownSubmission& shown) {
  const auto pack = view.pack_of(submission);
  const auto now = session.now();
  if (!pack || !now) return;
  const PersonsInFlight nobody;
  const PersonsKnown persons(data.vault().persons(), nobody);
  const auto verdict = decide_effect({view.state(), **pack, persons, *now}, submission, events);
  for (const auto& lapsed : verdict.lapsed) {
    if (lapsed.line >= shown.lines.size()) continue;
    shown.lines[lapsed.line].unusual.push_back(
        {"现在生效将失效:" + lapsed.rule, "would lapse now: " + lapsed.rule});
  }
}

Result<std::vector<OpenedDisclosure>> open_lines(Session& session, PersonalData& data,
                                                 const SubmissionState& submission,
                                                 const std::vector<DisclosureRequest>& requests,
                                                 const std::optional<Signer>& holder,
                                                 const Step* step) {
  if (!holder) return data.vault().open_sealed(requests);
  const auto now = session.now();
  if (!now) return fail(now.error());
  const PersonalField fields[] = {PersonalField::name, PersonalField::identity_number};
  const AccessPurpose purpose{holder->capacity.person, holder->capacity.role,
                              "sign-off of step " + (step ? step->id : std::string()) +
                                  " of submission " + to_text(submission.id)};
  return data.vault().open_clear(requests, fields, purpose, *now);
}

}  // namespace

bool holds_step(const LedgerView& view, const SubmissionState& submission, const Signer& signer) {
  const auto* step = waiting_step_of(view, submission);
  if (step == nullptr || step->actor.role != signer.capacity.role) return false;
  const auto place = organisation_of_step(view.state(), *step, submission);
  return place && *place == signer.capacity.organisation;
}

Result<ShownSubmission> show_submission(Session& session, const SubmissionState& submission,
                                        const std::optional<Signer>& signer) {
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto events = (*view)->events_of(submission);
  if (!events) return fail(events.error());
  const auto data = session.personal();
  if (!data) return fail(data.error());
  ShownSubmission shown;
  shown.submission = &submission;
  const auto* step = waiting_step_of(**view, submission);
  if (step != nullptr) shown.waits_for = step->name;
  std::vector<DisclosureRequest> requests;
  std::vector<std::size_t> asked;
  for (std::size_t i = 0; i < events->size(); ++i) {
    const auto& event = (*events)[i];
    shown.lines.push_back({static_cast<std::uint32_t>(i),
                           event,
                           DisclosureState::opened,
                           {},
                           {},
                           unusual_facts(event)});
    if (event.fields_root.is_none()) continue;
    asked.push_back(i);
    requests.push_back({{event.subject_kind, event.subject, type_of(event), sha256(encode(event))},
                        event.fields_root});
  }
  const auto holder = signer && holds_step(**view, submission, *signer) ? signer : std::nullopt;
  shown.clear = holder.has_value() && !requests.empty();
  const auto opened =
      open_lines(session, **data, submission, requests, shown.clear ? holder : std::nullopt, step);
  if (!opened) return fail(opened.error());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    auto& line = shown.lines[asked[i]];
    const auto& one = (*opened)[i];
    line.state = one.state;
    line.name = personal(line.event, one, PersonalField::name);
    line.identity_number = personal(line.event, one, PersonalField::identity_number);
    if (!shown.clear) {
      line.name = mask_name(line.name);
      line.identity_number = mask_number(line.identity_number);
    }
    if (one.state != DisclosureState::opened) line.unusual.push_back(label_of(one.state));
  }
  for (const auto& struck : submission.struck) {
    if (struck.line >= shown.lines.size()) continue;
    const auto label = label_of(struck.reason);
    shown.lines[struck.line].unusual.push_back({"已划去:" + label.zh, "struck: " + label.en});
  }
  if (step != nullptr) mark_failing(session, **view, submission, *events, **data, shown);
  return shown;
}

Status require_whole(const ShownSubmission& shown) {
  for (const auto& line : shown.lines) {
    if (line.state == DisclosureState::opened) continue;
    const auto number = std::to_string(line.line + 1);
    const auto label = label_of(line.state);
    return fail(ErrorCode::refused,
                Text{"第 " + number + " 行的个人信息不能核对(" + label.zh + "),不能签署",
                     "the personal data of line " + number + " cannot be checked (" + label.en +
                         "), so it must not be signed"},
                Text{"用 `xueji verify` 查明,必要时退回该申报",
                     "find out with `xueji verify`; return the submission if need be"});
  }
  return {};
}

void print_submission(Session& session, const ShownSubmission& shown, std::ostream& out) {
  const auto& submission = *shown.submission;
  const auto form = label_of(submission.form);
  const auto stage = label_of(submission.stage);
  out << session.in({"申报 ", "submission "}) << to_text(submission.id) << "  " << session.in(form)
      << "  " << session.in(stage) << '\n';
  out << session.in({"报送时间 ", "filed "}) << to_text(submission.filed_at) << '\n';
  if (shown.waits_for) {
    out << session.in({"等待环节 ", "waits for "}) << session.in(*shown.waits_for) << '\n';
  }
  const std::string headers[] = {session.in({"", ""}),
                                 session.in({"行", "line"}),
                                 session.in({"事项", "act"}),
                                 session.in({"姓名", "name"}),
                                 session.in({"证件号码", "identity number"}),
                                 session.in({"须留意", "look twice"})};
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : shown.lines) {
    std::string why;
    for (const auto& text : line.unusual)
      why += (why.empty() ? "" : "; ") + session.in(text);
    rows.push_back({line.unusual.empty() ? "" : "*", std::to_string(line.line + 1),
                    session.in(label_of(type_of(line.event))), line.name, line.identity_number,
                    why});
  }
  sheet::print_table(out, headers, rows, {.right_aligned = {1}});
}

}  // namespace xueji::cli
