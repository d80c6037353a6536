#include "ledger/registry/decide.h"

#include <algorithm>
#include <set>

#include "ledger/authority/authority.h"
#include "ledger/policy/base_pack.h"
#include "ledger/registry/decide_overrides.h"
#include "ledger/registry/guards_families.h"
#include "ledger/registry/rehearsal.h"
#include "ledger/registry/succession.h"
#include "ledger/signoff/signoff.h"

namespace xueji {
namespace {

/// Authorities are few levels deep; the bound keeps a cycle of supervisors from hanging.
constexpr int levels_max = 8;

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

/// One decision: collects problems and the rules that were looked at.
class Deciding {
 public:
  Deciding(const DecisionInput& input, const ChainTemplate& chain, SubmissionLines& submission)
      : input_(input), chain_(chain), submission_(submission), today_(china_date(input.now)) {}

  std::vector<Problem> problems;

  void add(std::optional<Problem> problem) {
    if (problem) problems.push_back(std::move(*problem));
  }
  void add_all(std::vector<Problem> more) {
    for (auto& problem : more)
      problems.push_back(std::move(problem));
  }
  void note_rules(const std::vector<std::string>& rules) {
    rules_.insert(rules.begin(), rules.end());
  }

  void run_built_in(Moment moment) {
    for (const auto& built_in : built_in_guards()) {
      if (built_in.binding.moment == moment) run(built_in.binding, built_in.guard, moment);
    }
  }

  /// Guards that the pack binds to this form and moment; what already ran is not run again.
  void run_bound(Moment moment, std::string_view step = {}) {
    for (const auto& binding : input_.pack.guards()) {
      if (binding.moment != moment || (moment == Moment::step && binding.step != step)) continue;
      const auto& forms = binding.forms;
      if (std::find(forms.begin(), forms.end(), submission_.form) == forms.end()) continue;
      if (!ran_.emplace(binding.rule, binding.guard).second) continue;
      const auto* guard = find_guard(binding.guard);
      // check_guards refused the pack when it was adopted; a decider does not guess.
      XUEJI_ASSERT(guard != nullptr);
      run(binding, *guard, moment);
      const bool of_base = is_unverified(binding.rule);
      base_bound_ = base_bound_ || of_base;
      // A guard on reversals says nothing about the act itself (D-26).
      any_bound_ = any_bound_ || (!of_base && !binding.guard.starts_with("reversal_"));
    }
  }

  /// What must hold when the act takes effect. `decides`: it does with this signature. Before, who
  /// else will sign is not known yet, and about those who stay there is but a warning.
  void check_taking_effect(const ActedBy& by, Moment moment, bool decides) {
    GuardBinding binding;
    binding.rule = "AUTHORITY";
    xueji::check_taking_effect({binding, input_, submission_, moment, today_}, by, problems);
    if (!decides) binding.severity = Severity::warning;
    check_root_stays({binding, input_, submission_, moment, today_}, by, problems);
  }

  void apply_overrides() { xueji::apply_overrides(input_, chain_, submission_, problems); }
  void refuse_idle_overrides() { xueji::refuse_idle_overrides(input_, submission_, problems); }

  /// D-18: a pack that says nothing about an act on a student lets it through with a warning, as
  /// far as no base speaks beneath it; and of a base it is said that nobody verified it.
  void warn_if_silent() {
    const bool of_students = std::any_of(
        submission_.lines.begin(), submission_.lines.end(),
        [](const Line& line) { return line.event->subject_kind == SubjectKind::student; });
    if (!of_students || any_bound_ || !chain_.rules.empty()) return;
    const Text silent{"本规则包对此无规定", "no rule in this pack"};
    const Text judged{silent.zh + ",依未核实的国家规则审查",
                      silent.en + ": judged by the base beneath it, which nobody verified"};
    auto problem = refusal(
        "D-18", "form", std::string(code_of(submission_.form)), base_bound_ ? judged : silent,
        {"依上级规定办理,并留存依据", "act on a higher rule, and keep its paper"});
    problem.severity = Severity::warning;
    problems.push_back(std::move(problem));
  }

  /// What the lines but those of `out` would do to each other and to the state when they take
  /// effect: whatever the fold could not apply is a problem of its line.
  [[nodiscard]] std::vector<Problem> rehearsed(const std::set<std::uint32_t>& out) const {
    std::vector<RehearsedLine> lines;
    lines.reserve(submission_.lines.size());
    for (const auto& line : submission_.lines) {
      if (out.contains(line.index)) continue;
      // At filing a new person has no id yet; any stands for it.
      PersonId person;
      person.bytes.fill(0xFF);
      lines.push_back({line.index, line.event, line.person.value_or(person)});
    }
    std::vector<Problem> found;
    for (auto& impossible : rehearse(input_.state, lines)) {
      auto problem = refusal(
          "STATE", "subject", "",
          {"不能生效:" + impossible.why.zh, "it could not take effect: " + impossible.why.en},
          {"更正或删去该行", "correct the line or leave it out"});
      problem.line = impossible.line;
      found.push_back(std::move(problem));
    }
    return found;
  }
  [[nodiscard]] bool refused() const {
    return std::any_of(problems.begin(), problems.end(), [](const Problem& problem) {
      return problem.severity != Severity::warning;
    });
  }

  /// What is wrong with the whole comes first, then line by line.
  void sort() {
    std::stable_sort(problems.begin(), problems.end(),
                     [](const Problem& a, const Problem& b) { return a.line < b.line; });
  }

  [[nodiscard]] std::vector<std::string> rules() const { return {rules_.begin(), rules_.end()}; }
  [[nodiscard]] Date today() const { return today_; }

 private:
  void run(const GuardBinding& binding, const Guard& guard, Moment moment) {
    rules_.insert(binding.rule);
    guard.check({binding, input_, submission_, moment, today_}, problems);
  }

  const DecisionInput& input_;
  const ChainTemplate& chain_;
  SubmissionLines& submission_;
  Date today_;
  std::set<std::string> rules_;
  std::set<std::pair<std::string_view, std::string_view>> ran_;
  bool any_bound_ = false;
  bool base_bound_ = false;
};

void check_pack(Deciding& decision, const DecisionInput& input, const SubmissionHeader& header) {
  const auto active = pack_in_force(input.state, header.organisation, decision.today());
  if (!active) {
    return decision.add(refusal(
        "CHAIN", "packs", "", {"该单位没有启用规则包", "no policy pack is in force here"},
        {"由主管教育行政部门启用规则包(表单 pack)", "let the authority adopt a pack (form pack)"}));
  }
  const bool pinned =
      std::find(header.packs.begin(), header.packs.end(), active->pack) != header.packs.end();
  const auto& given = input.pack.metadata();
  if (pinned && active->id == given.id && active->version == given.version) return;
  decision.add(refusal("CHAIN", "packs", given.id + " " + given.version,
                       {"所依规则包不是现行的", "the pack pinned is not the one in force"},
                       {active->id + " " + active->version, active->id + " " + active->version}));
}

void check_supersedes(Deciding& decision, const DecisionInput& input,
                      const SubmissionHeader& header) {
  if (header.supersedes.is_none()) return;
  const auto* before = input.state.submission(header.supersedes);
  const bool fits = before && before->stage == SubmissionStage::returned &&
                    before->organisation == header.organisation && before->form == header.form;
  if (fits) return;
  decision.add(refusal("CHAIN", "supersedes", to_text(header.supersedes),
                       {"所更正的申报不存在、未被退回,或不属同一单位和表单",
                        "what it corrects was not returned, or is of another organisation or form"},
                       {"被退回的同类申报", "a returned submission of the same kind"}));
}

/// Reservations of other submissions; those of a person are judged by the rule of one status.
void check_reservations(Deciding& decision, const DecisionInput& input,
                        const SubmissionLines& submission) {
  for (const auto& line : submission.lines) {
    for (const auto& key : reservations_of(std::span(line.event, 1), {})) {
      const auto* held = input.state.reservation(key.kind, key.id);
      if (!held || held->holder == submission.id || held->holder == submission.supersedes) continue;
      const auto holder = to_text(held->holder);
      auto problem = refusal("STATE", "subject", holder,
                             {"另一申报 " + holder + " 正在办理同一事项",
                              "submission " + holder + " is waiting with the same subject"},
                             {"等其办结,或由其撤回", "wait for its outcome, or have it withdrawn"});
      problem.line = line.index;
      decision.problems.push_back(std::move(problem));
    }
  }
}

FilingVerdict refused_at_once(std::size_t count, Problem problem) {
  FilingVerdict out;
  out.verdict.problems.push_back(std::move(problem));
  out.persons.resize(count);
  return out;
}

Problem no_such_organisation(const OrganisationId& id) {
  return refusal("CHAIN", "organisation", to_text(id),
                 {"申报单位未登记", "the organisation is unknown"},
                 {"先登记单位", "register it first"});
}

Problem no_chain(Form form) {
  return refusal("CHAIN", "form", std::string(code_of(form)),
                 {"现行规则包没有这种表单", "the pack in force does not have this form"},
                 {"规则包列出的表单", "a form of the pack"});
}

void describe(SubmissionLines& lines, const SubmissionState& submission) {
  lines.id = submission.id;
  lines.supersedes = submission.supersedes;
  lines.form = submission.form;
  lines.organisation = submission.organisation;
}

/// D-04: an override goes with the lines that it excuses. Struck alone it would leave them in
/// effect without the consent that they need.
void check_struck_overrides(Deciding& decision, const SubmissionLines& kept,
                            std::span<const Event> events, const SubmissionState& submission,
                            const SignOff& sign_off) {
  for (const auto& mark : sign_off.lines) {
    const auto& before = submission.struck;
    const bool is_new = std::find(before.begin(), before.end(), mark) == before.end();
    if (!is_new || mark.line >= events.size()) continue;
    const auto& struck = events[mark.line];
    if (type_of(struck) != EventType::rule_overridden) continue;
    const auto excused = [&](const Line& line) {
      const bool of_all = struck.subject == subject_of(submission.organisation);
      return line.type != EventType::rule_overridden &&
             (of_all || line.event->subject == struck.subject);
    };
    if (std::none_of(kept.lines.begin(), kept.lines.end(), excused)) continue;
    auto problem = refusal("D-04", "lines", std::to_string(mark.line),
                           {"不能只划去例外而保留其所涉的行",
                            "an override is not struck while the lines that it excuses stay"},
                           {"同时划去所涉的行,或退回", "strike those lines too, or return it"});
    problem.line = mark.line;
    decision.problems.push_back(std::move(problem));
  }
}

/// Who signed on paper, and the scan that shows it, are personal: judged while they are at hand.
void check_paper(Deciding& decision, const ChainTemplate& chain, const SubmissionState& submission,
                 const SignOffRequest& request) {
  if (!request.disclosure || !attests_paper(chain, submission, request.signed_off.sign_off)) return;
  for (const auto field : {PersonalField::paper_signer, PersonalField::scan_digest}) {
    const auto value = value_of(personal_fields_of_sign_off(), *request.disclosure, field);
    if (value && !value->empty()) continue;
    const auto label = label_of(field);
    decision.add(refusal("CHAIN", std::string(code_of(field)), "",
                         {"纸质签署未注明:" + label.zh, "the attested paper lacks: " + label.en},
                         {"填写" + label.zh, "state the " + label.en}));
  }
}

/// Everybody who signed the act when this signature has been given.
ActedBy acted_by(const SubmissionState& submission, const SignOff& sign_off) {
  ActedBy by{{submission.author}, submission.author_organisation};
  for (const auto& done : submission.steps) {
    if (done.decision == xueji::Decision::approve) by.signers.push_back(done.person);
  }
  by.signers.push_back(sign_off.capacity.person);
  return by;
}

std::vector<const Event*> pointers(std::span<const Event> events) {
  std::vector<const Event*> out;
  out.reserve(events.size());
  for (const auto& event : events)
    out.push_back(&event);
  return out;
}

}  // namespace

FilingVerdict decide_filing(const DecisionInput& input, const Submission& submission) {
  const auto& header = submission.header.header;
  const auto count = submission.events.size();
  if (!input.state.organisation(header.organisation)) {
    return refused_at_once(count, no_such_organisation(header.organisation));
  }
  const auto* chain = input.pack.chain_of(header);
  if (!chain) return refused_at_once(count, no_chain(header.form));

  std::vector<const Event*> events;
  std::vector<const Disclosure*> disclosures;
  for (const auto& submitted : submission.events) {
    events.push_back(&submitted.event);
    disclosures.push_back(submitted.disclosure ? &*submitted.disclosure : nullptr);
  }
  SubmissionLines lines;
  lines.id = header.submission;
  lines.supersedes = header.supersedes;
  lines.form = header.form;
  lines.organisation = header.organisation;
  lines.author = header.capacity;
  lines.prepare(input, events, {.disclosures = disclosures});

  Deciding decision(input, *chain, lines);
  decision.note_rules({"AUTHORITY", "CHAIN"});
  decision.note_rules(chain->rules);
  decision.add(check_capacity(input.state, header.key, header.capacity, header.form,
                              decision.today(), principal_rule_of(input.pack)));
  const auto moved = answered(input.state, header, decision.today());
  decision.add_all(
      decide_author(input.state, *chain, moved ? *moved : header, officer_rule_of(input.pack)));
  check_pack(decision, input, header);
  check_supersedes(decision, input, header);
  decision.run_built_in(Moment::filing);
  decision.run_bound(Moment::filing);
  const bool at_once = chain->takes_effect_when_accepted();
  decision.check_taking_effect({{header.capacity.person}, header.capacity.organisation},
                               Moment::filing, at_once);
  if (at_once) decision.run_bound(Moment::effect);
  check_reservations(decision, input, lines);
  decision.apply_overrides();
  decision.refuse_idle_overrides();
  if (!decision.refused()) decision.add_all(decision.rehearsed({}));
  decision.warn_if_silent();
  decision.sort();

  FilingVerdict out;
  out.persons.resize(count);
  for (const auto& line : lines.lines)
    out.persons[line.index] = line.person;
  out.verdict = {std::move(decision.problems), decision.rules()};
  return out;
}

Verdict decide_sign_off_request(const DecisionInput& input, const SubmissionState& submission,
                                std::span<const Event> events, const SignOffRequest& request) {
  const auto& sign_off = request.signed_off.sign_off;
  const auto* chain = input.pack.chain_of(submission);
  if (!chain) return {{no_chain(submission.form)}, {}};
  if (!input.state.organisation(submission.organisation)) {
    return {{no_such_organisation(submission.organisation)}, {}};
  }
  const auto pointed = pointers(events);
  SubmissionLines lines;
  describe(lines, submission);
  auto struck = submission.struck;
  if (sign_off.decision == xueji::Decision::approve) {
    struck.insert(struck.end(), sign_off.lines.begin(), sign_off.lines.end());
  }
  lines.signer = sign_off.capacity;
  lines.prepare(input, pointed, {.struck = struck, .assigned = submission.persons});

  Deciding decision(input, *chain, lines);
  decision.note_rules({"AUTHORITY", "CHAIN"});
  if (const auto step = chain->step_index(sign_off.step)) {
    decision.note_rules(chain->steps[*step].rules);
  }
  // Row 67: who took a school over signs in its place.
  const auto moved = answered(input.state, submission, decision.today());
  const auto& waiting = moved ? *moved : submission;
  decision.add(check_capacity(input.state, sign_off.key, sign_off.capacity, submission.form,
                              decision.today(), principal_rule_of(input.pack)));
  if (!sign_off.seal_key.is_none()) {
    decision.add(check_seal(input.state, sign_off.seal_key, waiting.organisation));
  }
  decision.add_all(
      decide_sign_off(input.state, *chain, waiting, sign_off, officer_rule_of(input.pack)));
  if (sign_off.decision == xueji::Decision::approve) {
    decision.run_bound(Moment::step, sign_off.step);
    check_struck_overrides(decision, lines, events, submission, sign_off);
    if (is_effect_step(*chain, sign_off.step)) {
      decision.check_taking_effect(acted_by(submission, sign_off), Moment::step, true);
    }
  }
  check_paper(decision, *chain, waiting, request);
  decision.apply_overrides();
  decision.sort();
  return {std::move(decision.problems), decision.rules()};
}

EffectVerdict decide_effect(const DecisionInput& input, const SubmissionState& submission,
                            std::span<const Event> events) {
  EffectVerdict out;
  const auto* chain = input.pack.chain_of(submission);
  const auto pointed = pointers(events);
  SubmissionLines lines;
  describe(lines, submission);
  lines.prepare(input, pointed, {.struck = submission.struck, .assigned = submission.persons});
  if (!chain || !lines.organisation_state) {
    const auto why =
        chain ? no_such_organisation(submission.organisation) : no_chain(submission.form);
    for (const auto& line : lines.lines)
      out.lapsed.push_back({line.index, why.rule});
    out.problems.push_back(why);
    return out;
  }
  Deciding decision(input, *chain, lines);
  decision.run_built_in(Moment::effect);
  decision.run_bound(Moment::effect);
  decision.apply_overrides();
  decision.sort();
  std::set<std::uint32_t> lapsed;
  for (auto& problem : decision.problems) {
    if (problem.severity == Severity::warning) continue;
    for (const auto& line : lines.lines) {
      const bool hit = !problem.line || *problem.line == line.index;
      if (hit && lapsed.insert(line.index).second) out.lapsed.push_back({line.index, problem.rule});
    }
    out.problems.push_back(std::move(problem));
  }
  for (auto& problem : decision.rehearsed(lapsed)) {
    out.lapsed.push_back({*problem.line, problem.rule});
    out.problems.push_back(std::move(problem));
  }
  std::stable_sort(out.lapsed.begin(), out.lapsed.end(),
                   [](const LapsedLine& a, const LapsedLine& b) { return a.line < b.line; });
  out.rules_checked = decision.rules();
  return out;
}

std::optional<ActivatedPack> pack_in_force(const StateView& state,
                                           const OrganisationId& organisation, Date on) {
  auto id = answers_for(state, organisation, on);
  for (int level = 0; level < levels_max; ++level) {
    const auto* row = state.organisation(id);
    if (!row) return std::nullopt;
    for (auto pack = row->packs.rbegin(); pack != row->packs.rend(); ++pack) {
      if (!is_set(pack->from) || pack->from <= on) return *pack;
    }
    id = row->supervisor;
  }
  return std::nullopt;
}

}  // namespace xueji
