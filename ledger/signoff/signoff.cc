#include "ledger/signoff/signoff.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ledger/authority/authority.h"

namespace xueji {
namespace {

/// What stands for the filing itself in `differ` pairs, and as the step of a withdrawal.
constexpr std::string_view author_step = "author";

Problem refusal(std::string rule, std::string field, std::string seen, Text message,
                Text expected) {
  Problem problem;
  problem.rule = std::move(rule);
  problem.field = std::move(field);
  problem.seen = std::move(seen);
  problem.message = std::move(message);
  problem.expected = std::move(expected);
  return problem;
}

/// What every check of one sign-off reads.
struct Case {
  const StateView& state;
  const ChainTemplate& chain;
  const SubmissionState& submission;
  const SignOff& sign_off;
  std::string_view officer_rule;
  const Step* step = nullptr;  ///< nullptr when the template has no such step.

  /// The step's own rule where the regulation has one.
  [[nodiscard]] std::string rule() const {
    return step && !step->rules.empty() ? step->rules.front() : "CHAIN";
  }
  [[nodiscard]] Problem refused(std::string field, std::string seen, Text message,
                                Text expected) const {
    return refusal(rule(), std::move(field), std::move(seen), std::move(message),
                   std::move(expected));
  }
};

using Problems = std::vector<Problem>;

bool took_effect(const SubmissionState& submission) {
  return submission.stage == SubmissionStage::in_effect ||
         submission.stage == SubmissionStage::complete;
}

/// The signature that a step already has; nullptr while it waits.
const StepDone* signature_of(const SubmissionState& submission, std::string_view step) {
  const auto& steps = submission.steps;
  const auto found = std::find_if(steps.begin(), steps.end(), [&](const StepDone& done) {
    return done.step == step &&
           (done.decision == Decision::approve || done.decision == Decision::acknowledge);
  });
  return found == steps.end() ? nullptr : &*found;
}

std::string name_of(const StateView& state, const OrganisationId& id) {
  const auto* row = state.organisation(id);
  return row ? row->name : to_text(id);
}

// ---- The submission and the step. --------------------------------------------------------------

std::optional<Problem> check_stage(const Case& c) {
  using enum SubmissionStage;
  const auto stage = c.submission.stage;
  const bool withdrawal = c.sign_off.decision == Decision::withdraw;
  if (stage == open || (withdrawal && stage == returned)) return std::nullopt;
  const bool takes_filing =
      c.sign_off.decision == Decision::approve || c.sign_off.decision == Decision::acknowledge;
  if (took_effect(c.submission) && takes_filing) return std::nullopt;
  const Text label = label_of(stage);
  return refusal("CHAIN", "submission", std::string(code_of(stage)),
                 {"该申报处于“" + label.zh + "”，不能再作此签署",
                  "the submission is " + label.en + " and takes no such sign-off"},
                 {"如需更正，请以新申报重新报送", "file a new submission to correct it"});
}

std::optional<Problem> check_digests(const Case& c) {
  if (c.sign_off.header != c.submission.header) {
    return refusal("CHAIN", "header", to_text(c.sign_off.header),
                   {"签署所指的申报内容与台账不符",
                    "the sign-off names other bytes than those that were filed"},
                   {"请重新读取该申报后再签", "read the submission again, then sign"});
  }
  if (c.sign_off.previous != c.submission.previous) {
    return refusal("CHAIN", "previous", to_text(c.sign_off.previous),
                   {"在您读取之后又有人签署，前一签署已不是最新",
                    "somebody signed after you had read: the predecessor is stale"},
                   {"请重新读取该申报后再签，应接 " + to_text(c.submission.previous),
                    "read the submission again and follow " + to_text(c.submission.previous)});
  }
  return std::nullopt;
}

std::optional<Problem> check_next(const Case& c) {
  const auto* next = next_step(c.chain, c.submission);
  if (!c.step) {
    return refusal("CHAIN", "step", c.sign_off.step,
                   {"流程中没有这一环节", "the chain has no such step"},
                   {next ? "下一环节是 " + next->id : std::string("没有待签环节"),
                    next ? "the next step is " + next->id : std::string("no step is waiting")});
  }
  if (c.step == next) return std::nullopt;
  if (signature_of(c.submission, c.step->id)) {
    return c.refused("step", c.sign_off.step,
                     {"“" + c.step->name.zh + "”已签署", "this step is signed already"},
                     {"无需再签", "nothing more to sign here"});
  }
  const Text waiting = next ? next->name : Text{"无", "none"};
  return c.refused("step", c.sign_off.step,
                   {"次序不对：现在应是“" + waiting.zh + "”",
                    "out of order: the step that waits is \"" + waiting.en + "\""},
                   {"请等前一环节签署后再签", "wait until the steps before it are signed"});
}

// ---- Who signs. --------------------------------------------------------------------------------

/// A step that may be done on paper is attested by the status officer of the school that filed: the
/// signer and the scan are personal fields, the day is stated in clear.
bool is_attested(const Step& step, const SubmissionState& submission, const SignOff& sign_off) {
  return step.paper && sign_off.capacity.role == Role::status_officer &&
         sign_off.capacity.organisation == submission.organisation;
}
bool is_attested(const Case& c) {
  return is_attested(*c.step, c.submission, c.sign_off);
}

std::optional<Problem> check_officer(const StateView& state, const Capacity& capacity,
                                     std::string_view officer_rule);

/// Recovery keys sign the steps of an act of recovery, and nothing else; nobody signs those beside.
void check_recovery(const Case& c, Problems& problems) {
  const bool wanted = c.step->id.starts_with(recovery_step_prefix);
  if (holds_recovery_key(c.state.genesis(), c.sign_off.capacity.person) == wanted) return;
  const Text who = wanted ? Text{"该环节由恢复密钥持有人签署", "a recovery key signs this step"}
                          : Text{"恢复密钥不签署此环节", "a recovery key does not sign this step"};
  problems.push_back(c.refused("capacity.person", to_text(c.sign_off.capacity.person), who,
                               {"请由有权签署的人签署", "let somebody entitled sign"}));
}

void check_signer(const Case& c, Problems& problems) {
  const auto& capacity = c.sign_off.capacity;
  check_recovery(c, problems);
  if (is_attested(c)) {
    auto problem = check_officer(c.state, capacity, c.officer_rule);
    if (problem) problems.push_back(*std::move(problem));
    return;
  }
  if (capacity.role != c.step->actor.role) {
    const Text want = label_of(c.step->actor.role);
    problems.push_back(c.refused(
        "capacity.role", std::string(code_of(capacity.role)),
        {"“" + c.step->name.zh + "”须由" + want.zh + "签署，不是" + label_of(capacity.role).zh,
         "this step is signed as " + want.en + ", not as " + label_of(capacity.role).en},
        {"请由" + want.zh + "签署", "let the " + want.en + " sign"}));
  }
  const auto place = organisation_of_step(c.state, *c.step, c.submission);
  if (!place) {
    problems.push_back(c.refused(
        "capacity.organisation", to_text(capacity.organisation),
        {"该环节的单位没有登记，无法确定由谁签署",
         "the organisation of this step is not registered"},
        {"请先登记该单位（表单 organisation）", "register it first (form organisation)"}));
  } else if (*place != capacity.organisation) {
    const auto want = name_of(c.state, *place);
    problems.push_back(
        c.refused("capacity.organisation", name_of(c.state, capacity.organisation),
                  {"该环节由“" + want + "”签署，不是本单位",
                   "this step belongs to \"" + want + "\", not to this organisation"},
                  {"请由“" + want + "”的人员签署", "let somebody of \"" + want + "\" sign"}));
  }
}

/// Who stands behind a signature: the signer, and who gave the delegation.
struct Hands {
  PersonId person;
  PersonId on_behalf_of;

  [[nodiscard]] bool meets(const Hands& other) const {
    const auto same = [](const PersonId& a, const PersonId& b) { return !a.is_none() && a == b; };
    return same(person, other.person) || same(person, other.on_behalf_of) ||
           same(on_behalf_of, other.person) || same(on_behalf_of, other.on_behalf_of);
  }
};

std::optional<Hands> hands_of(const SubmissionState& submission, std::string_view step) {
  if (step == author_step) return Hands{submission.author, submission.author_on_behalf_of};
  const auto* done = signature_of(submission, step);
  if (!done) return std::nullopt;
  return Hands{done->person, done->on_behalf_of};
}

void check_differ(const Case& c, Problems& problems) {
  const auto& capacity = c.sign_off.capacity;
  const Hands mine{capacity.person, giver_of(c.state, capacity).value_or(PersonId{})};
  for (const auto& [first, second] : c.chain.differ) {
    if (first != c.step->id && second != c.step->id) continue;
    const auto& other = first == c.step->id ? second : first;
    const auto theirs = hands_of(c.submission, other);
    if (!theirs || !mine.meets(*theirs)) continue;
    problems.push_back(c.refused("capacity.person", to_text(capacity.person),
                                 {"同一人不得兼签“" + c.step->id + "”与“" + other + "”（含委托）",
                                  "one person may not take both \"" + c.step->id + "\" and \"" +
                                      other + "\", delegations included"},
                                 {"请由另一人签署", "let another person sign"}));
  }
}

// ---- Lines, seal and paper. --------------------------------------------------------------------

void check_lines(const Case& c, Problems& problems) {
  const auto& lines = c.sign_off.lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& mark = lines[i];
    const auto at = [&](Text message, Text expected) {
      auto problem =
          c.refused("lines", std::to_string(mark.line), std::move(message), std::move(expected));
      problem.line = mark.line;
      problems.push_back(std::move(problem));
    };
    if (mark.line >= c.submission.count) {
      at({"没有这一行", "there is no such line"},
         {"行号从 0 到 " + std::to_string(c.submission.count - 1),
          "lines run from 0 to " + std::to_string(c.submission.count - 1)});
    }
    if (!find_term(mark.reason) || mark.reason == ReasonCode::none) {
      at({"没有原因代码", "the line states no reason"}, {"请填写原因代码", "state a reason code"});
    }
    const auto same = [&](const MarkedLine& other) { return other.line == mark.line; };
    if (std::any_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(i), same)) {
      at({"同一行列了两次", "the line stands twice"}, {"每行只列一次", "name each line once"});
    }
  }
}

/// An approval carries every mark made before it, and may strike only until the effect.
void check_struck(const Case& c, Problems& problems) {
  const auto& now = c.sign_off.lines;
  const auto& before = c.submission.struck;
  const auto missing = [](const std::vector<MarkedLine>& marks, const MarkedLine& mark) {
    return std::find(marks.begin(), marks.end(), mark) == marks.end();
  };
  const auto report = [&](const MarkedLine& mark, Text message, Text expected) {
    auto problem =
        c.refused("lines", std::to_string(mark.line), std::move(message), std::move(expected));
    problem.line = mark.line;
    problems.push_back(std::move(problem));
  };
  if (took_effect(c.submission)) {
    for (const auto& mark : now) {
      if (!missing(before, mark)) continue;
      report(mark, {"已生效的申报不能再划去行", "a line cannot be struck after the effect"},
             {"请另行申报更正", "file a correction instead"});
    }
    return;
  }
  for (const auto& mark : before) {
    if (!missing(now, mark)) continue;
    report(mark,
           {"前面环节划去的行必须保留，原因不变",
            "a line struck before stays struck, with its reason"},
           {"请把该行照样列入", "repeat the mark as it stands"});
  }
  if (now.size() >= c.submission.count) {
    problems.push_back(c.refused(
        "lines", std::to_string(now.size()),
        {"全部行都已划去，没有可批准的内容", "every line is struck: nothing is left to approve"},
        {"请改为退回", "return the submission instead"}));
  }
}

void check_seal_of(const Case& c, Problems& problems) {
  const bool wanted = c.step->seal && c.sign_off.decision == Decision::approve;
  const bool given = !c.sign_off.seal_key.is_none();
  if (wanted && !given) {
    problems.push_back(c.refused(
        "seal_key", "",
        {"“" + c.step->name.zh + "”必须加盖单位印章",
         "this step needs the school's seal as second signature"},
        {"请用本单位的印章密钥再签一次(--seal-key)", "sign with the seal key too (--seal-key)"}));
  } else if (!wanted && given) {
    problems.push_back(c.refused("seal_key", to_text(c.sign_off.seal_key),
                                 {"此签署不需要印章", "this sign-off takes no seal"},
                                 {"请去掉印章", "sign without the seal"}));
  } else if (given) {
    auto problem = check_seal(c.state, c.sign_off.seal_key, c.sign_off.capacity.organisation);
    if (problem) problems.push_back(*std::move(problem));
  }
}

void check_paper(const Case& c, Problems& problems) {
  const Date day = c.sign_off.paper_signed_on;
  if (!c.step->paper) {
    if (day == Date{}) return;
    problems.push_back(c.refused("paper_signed_on", day.ok() ? to_text(day) : "",
                                 {"该环节不能以纸质代签", "this step cannot be done on paper"},
                                 {"请由签署人用本人密钥签署", "let the signer use his own key"}));
    return;
  }
  if (is_attested(c) && c.sign_off.fields_root.is_none()) {
    problems.push_back(c.refused("scan_digest", "",
                                 {"纸质签署须注明签字人和扫描件摘要",
                                  "an attested paper names its signer and the digest of its scan"},
                                 {"请填写签字人和扫描件摘要", "state the signer and the scan"}));
  }
  if (day == Date{} && !is_attested(c)) return;
  if (!day.ok() || day > china_date(c.sign_off.authored_at)) {
    problems.push_back(c.refused("paper_signed_on", day.ok() ? to_text(day) : "",
                                 {"纸质签署须注明签字日期，且不晚于今天",
                                  "a signature on paper states its day, not later than today"},
                                 {"请填写纸面上的日期", "state the day on the paper"}));
  }
}

// ---- By decision. ------------------------------------------------------------------------------

Problems decide_withdrawal(const Case& c) {
  Problems problems;
  const auto& capacity = c.sign_off.capacity;
  const bool by_author = capacity.person == c.submission.author;
  const bool by_successor = capacity.role == c.submission.author_role &&
                            capacity.organisation == c.submission.author_organisation;
  if (!by_author && !by_successor) {
    problems.push_back(refusal("CHAIN", "capacity", to_text(capacity.person),
                               {"只有申报人一方可以撤回", "only the author's side may withdraw"},
                               {"请由申报人或其同岗人员撤回，或改为退回",
                                "let the author or a holder of the same role withdraw, or return "
                                "the submission"}));
  }
  if (c.sign_off.step != author_step) {
    problems.push_back(refusal("CHAIN", "step", c.sign_off.step,
                               {"撤回不属于任何签署环节", "a withdrawal belongs to no step"},
                               {"环节请填 author", "name the step author"}));
  }
  if (!c.sign_off.lines.empty() || !c.sign_off.seal_key.is_none() ||
      c.sign_off.paper_signed_on != Date{}) {
    problems.push_back(refusal("CHAIN", "lines", "",
                               {"撤回针对整个申报，不列行，不盖章，不用纸质",
                                "a withdrawal is of the whole: no lines, no seal, no paper"},
                               {"请去掉这些内容", "leave them out"}));
  }
  return problems;
}

void decide_return(const Case& c, Problems& problems) {
  if (c.sign_off.lines.empty()) {
    problems.push_back(c.refused(
        "lines", "",
        {"退回须指明至少一行及其原因", "a return names at least one line with its reason"},
        {"请列出要更正的行", "name the lines to correct"}));
  }
}

void decide_acknowledgement(const Case& c, Problems& problems) {
  if (c.step->is_filing) return;
  problems.push_back(c.refused("decision", std::string(code_of(c.sign_off.decision)),
                               {"该环节须批准或退回，不能只作收悉",
                                "this step approves or returns; it cannot just acknowledge"},
                               {"请选择批准或退回", "approve or return"}));
}

/// The author acts where one of the template's author entries says: relations are seen from the
/// organisation that the submission is about.
bool acts_as(const StateView& state, const Actor& author, const SubmissionHeader& header) {
  return author.role == header.capacity.role &&
         resolve(state, author.relation, header.organisation) == header.capacity.organisation;
}

/// Only the designated officer files rosters and reports (SY-1.4b).
std::optional<Problem> check_officer(const StateView& state, const Capacity& capacity,
                                     std::string_view officer_rule) {
  if (capacity.role != Role::status_officer) return std::nullopt;
  const auto* row = state.organisation(capacity.organisation);
  if (!row) return std::nullopt;  // Reported as a foreign organisation.
  if (row->officer.is_none()) {
    return refusal(
        std::string(officer_rule), "capacity.person", to_text(capacity.person),
        {"“" + row->name + "”尚未指定学籍管理专人",
         "no status officer is designated at \"" + row->name + "\""},
        {"请校长先提交表单 officer 指定专人", "let the principal file the form officer first"});
  }
  const PersonId stands_for = giver_of(state, capacity).value_or(capacity.person);
  if (row->officer == stands_for) return std::nullopt;
  return refusal(std::string(officer_rule), "capacity.person", to_text(capacity.person),
                 {"此人不是“" + row->name + "”指定的学籍管理专人",
                  "this person is not the designated status officer of \"" + row->name + "\""},
                 {"请由指定专人申报，或先办理交接（表单 officer-handover）",
                  "let the designated officer file, or hand over first (form officer-handover)"});
}

}  // namespace

const Step* next_step(const ChainTemplate& chain, const SubmissionState& submission) {
  if (submission.stage != SubmissionStage::open && !took_effect(submission)) return nullptr;
  for (const auto& step : chain.steps) {
    if (!signature_of(submission, step.id)) return &step;
  }
  return nullptr;
}

bool is_effect_step(const ChainTemplate& chain, const std::string& step) {
  return std::any_of(chain.steps.begin(), chain.steps.end(),
                     [&](const Step& s) { return s.id == step && s.effect; });
}

bool attests_paper(const ChainTemplate& chain, const SubmissionState& submission,
                   const SignOff& sign_off) {
  const auto at = chain.step_index(sign_off.step);
  return at && is_attested(chain.steps[*at], submission, sign_off);
}

std::optional<OrganisationId> organisation_of_step(const StateView& state, const Step& step,
                                                   const SubmissionState& submission) {
  const auto& other = submission.other_school;
  switch (step.actor.relation) {
    case Relation::other_school:
      return other.is_none() ? std::nullopt : std::optional(other);
    case Relation::other_supervisor:
      return resolve(state, Relation::supervisor, other);
    default:
      return resolve(state, step.actor.relation, submission.organisation);
  }
}

std::vector<Problem> decide_author(const StateView& state, const ChainTemplate& chain,
                                   const SubmissionHeader& header, std::string_view officer_rule) {
  Problems problems;
  const std::string rule = chain.rules.empty() ? "CHAIN" : chain.rules.front();
  if (header.form != chain.form) {
    problems.push_back(refusal("CHAIN", "form", std::string(code_of(header.form)),
                               {"流程与表单不符", "the chain is of another form"},
                               {"请用该表单的流程", "use the chain of this form"}));
  }
  const auto& authors = chain.authors;
  if (std::none_of(authors.begin(), authors.end(),
                   [&](const auto& author) { return acts_as(state, author, header); })) {
    Text who;
    for (const auto& author : authors) {
      const Text label = label_of(author.role);
      if (who.zh.find(label.zh) != std::string::npos) continue;
      who.zh += (who.zh.empty() ? "" : "、") + label.zh;
      who.en += (who.en.empty() ? "" : ", ") + label.en;
    }
    problems.push_back(
        refusal(rule, "capacity", std::string(code_of(header.capacity.role)),
                {"该职务或单位不能申报此表单", "this role or organisation may not file this form"},
                {"可申报者：" + who.zh, "who may file: " + who.en}));
  }
  auto problem = check_officer(state, header.capacity, officer_rule);
  if (problem) problems.push_back(*std::move(problem));
  return problems;
}

std::vector<Problem> decide_sign_off(const StateView& state, const ChainTemplate& chain,
                                     const SubmissionState& submission, const SignOff& sign_off,
                                     std::string_view officer_rule) {
  const auto at = chain.step_index(sign_off.step);
  Case c{state, chain, submission, sign_off, officer_rule, at ? &chain.steps[*at] : nullptr};
  // What a stale or closed submission would further get wrong means nothing to the signer.
  if (auto problem = check_stage(c)) return {*std::move(problem)};
  if (auto problem = check_digests(c)) return {*std::move(problem)};
  if (sign_off.decision == Decision::withdraw) return decide_withdrawal(c);
  if (sign_off.decision == Decision::none) {
    return {refusal("CHAIN", "decision", "", {"没有决定", "no decision is stated"},
                    {"批准、退回、撤回或收悉", "approve, return, withdraw or acknowledge"})};
  }
  if (auto problem = check_next(c)) return {*std::move(problem)};
  Problems problems;
  check_signer(c, problems);
  check_differ(c, problems);
  check_lines(c, problems);
  check_seal_of(c, problems);
  check_paper(c, problems);
  if (sign_off.decision == Decision::return_) {
    decide_return(c, problems);
  } else {
    check_struck(c, problems);
  }
  if (sign_off.decision == Decision::acknowledge) decide_acknowledgement(c, problems);
  return problems;
}

}  // namespace xueji
