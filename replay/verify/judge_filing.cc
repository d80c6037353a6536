// Headers, events and `accepted`: signatures, hashes and authority, then the rules of filing.
#include <algorithm>
#include <set>

#include "ledger/authority/authority.h"
#include "ledger/merkle/root.h"
#include "ledger/registry/decide.h"
#include "ledger/vault/fields.h"
#include "replay/verify/fold.h"

namespace xueji::second_opinion {
namespace {

/// An author's clock may be this far ahead of the ledger's.
constexpr std::int64_t author_ahead_max_ms = 5 * 60'000;
constexpr std::int64_t day_ms = 24LL * 3'600'000;

/// The events with which somebody enters under a status: `accepted` assigns their person.
bool assigns_person(EventType type) {
  return type == EventType::student_admitted || type == EventType::general_high_student_admitted ||
         type == EventType::opening_status_imported;
}

/// Fields that only a disclosure can show: what guards say of them is void without one.
bool needs_disclosure(std::string_view field) {
  static const std::set<std::string_view> codes = [] {
    std::set<std::string_view> all{"fields_root"};
    for (const auto& term : personal_field_terms())
      all.insert(term.code);
    return all;
  }();
  return codes.contains(field);
}

std::string joined(const std::vector<std::string>& rules) {
  std::string text;
  for (const auto& rule : rules)
    text += (text.empty() ? "" : " ") + rule;
  return text.empty() ? "-" : text;
}

/// What stands in one list and not in the other.
std::vector<std::string> only_in(const std::vector<std::string>& a,
                                 const std::vector<std::string>& b) {
  std::vector<std::string> only;
  for (const auto& rule : a) {
    if (std::find(b.begin(), b.end(), rule) == b.end()) only.push_back(rule);
  }
  return only;
}

}  // namespace

void Fold::report_problem(DifferenceKind kind, Position at, const Problem& problem) {
  Text what = problem.message;
  if (problem.line) {
    const auto line = std::to_string(*problem.line + 1);
    what = {"第 " + line + " 行:" + what.zh, "line " + line + ": " + what.en};
  }
  if (kind == DifferenceKind::outcome) {
    what = {"记录的结果与规则不符(" + problem.rule + "):" + what.zh,
            "the recorded outcome disagrees with " + problem.rule + ": " + what.en};
  }
  differ(kind, at, std::move(what), problem.rule);
}

void Fold::report_disagreements(Position at, const std::vector<Problem>& problems,
                                const std::vector<bool>& unopened) {
  const bool any_unopened = std::find(unopened.begin(), unopened.end(), true) != unopened.end();
  for (const auto& problem : problems) {
    if (problem.severity == Severity::warning) continue;
    const bool closed =
        problem.line ? *problem.line < unopened.size() && unopened[*problem.line] : any_unopened;
    // Whom a number leads to is known as far as the disclosures before this one opened.
    const auto& counts = parts_.counts;
    const bool has_gaps = counts.missing + counts.erased + counts.damaged != 0 &&
                          problem.field == code_of(PersonalField::identity_number);
    if (has_gaps || (closed && needs_disclosure(problem.field))) {
      ++parts_.counts.not_rechecked;
      continue;
    }
    report_problem(DifferenceKind::outcome, at, problem);
  }
}

void Fold::compare_rules(Position at, const std::vector<std::string>& recorded,
                         const std::vector<std::string>& checked) {
  if (recorded == checked) return;
  differ(DifferenceKind::outcome, at,
         {"记录的已检查规则不符,多:" + joined(only_in(recorded, checked)) +
              ",少:" + joined(only_in(checked, recorded)),
          "the recorded list of checked rules differs; only recorded: " +
              joined(only_in(recorded, checked)) +
              "; only found: " + joined(only_in(checked, recorded))});
}

// ---- Header. -----------------------------------------------------------------------------------

void Fold::check_signed(Position at, Signer signer, const KeyId& id, std::uint16_t suite,
                        ByteView payload, ByteView signature) {
  const auto* row = state_.key(id);
  const auto key = row == nullptr ? nullptr : parts_.signatures.parsed(*row);
  if (key == nullptr || row->suite != suite) {
    differ(DifferenceKind::authority, at,
           {"签名密钥未登记:" + to_text(id).substr(0, 16),
            "the signing key is not enrolled: " + to_text(id).substr(0, 16)});
    return;
  }
  const auto purpose = signer == Signer::author ? Purpose::submission : Purpose::sign_off;
  parts_.signatures.check(at, signer, key, purpose, payload, signature);
}

void Fold::check_times(Position at, Instant recorded_at, Instant authored_at, Instant not_after,
                       const Seen& seen, const Pack* pack) {
  const auto days = pack == nullptr ? std::nullopt : pack->integer("signature_days_max");
  if (days && authored_at.ms <= recorded_at.ms + author_ahead_max_ms &&
      not_after.ms > authored_at.ms + *days * day_ms) {
    differ(DifferenceKind::authority, at,
           {"签名有效期超过规则包所许(" + std::to_string(*days) + " 天)",
            "the signature asks to hold longer than the pack allows (" + std::to_string(*days) +
                " days)"});
  }
  if (recorded_at > not_after || not_after < authored_at) {
    differ(DifferenceKind::authority, at,
           {"签名在记录时已过期(有效至 " + to_text(not_after) + ")",
            "the signature had expired when it was recorded (valid until " + to_text(not_after) +
                ")"});
  }
  if (authored_at.ms > recorded_at.ms + author_ahead_max_ms) {
    differ(DifferenceKind::authority, at,
           {"签名时间晚于记录时间", "the signature is later than the time of recording"});
  }
  if (seen.size.value > at.value || seen.size > parts_.tree.size()) {
    differ(DifferenceKind::authority, at,
           {"签名人所见检查点晚于本条", "the author claims to have seen entries that came later"});
    return;
  }
  // Behind an entry that is known to differ no root can agree: that is not this signer's doing.
  if (parts_.differences.content_differs_before(seen.size.value)) return;
  if (parts_.tree.root_at(seen.size) != seen.root) {
    differ(DifferenceKind::authority, at,
           {"签名人所见检查点(大小 " + std::to_string(seen.size.value) + ")不在本台账上",
            "the checkpoint of size " + std::to_string(seen.size.value) +
                " that the author saw is not on this log"});
  }
}

void Fold::check_pins(const Unit& unit) {
  const auto& header = unit.header.header;
  const auto active =
      pack_in_force(state_, header.organisation, china_date(unit.envelope.recorded_at));
  if (!active || header.packs != std::vector{active->pack}) {
    differ(DifferenceKind::authority, unit.at(),
           {"引用的规则包不是当时现行的规则包",
            "the pinned policy pack is not the one that was in force"});
    return;
  }
  if (packs_.find(active->pack) == nullptr) {
    if (!missing_packs_.insert(active->pack).second) return;
    differ(DifferenceKind::content, unit.at(),
           {"台账中没有完整的现行规则包,之后的规则无法复核",
            "the log does not hold the pack in force: no rule can be judged again from here on"});
    return;
  }
  const auto chain = packs_.chain_digest(active->pack, header);
  if (!chain || *chain != header.chain) {
    differ(DifferenceKind::authority, unit.at(),
           {"引用的签批流程与规则包不符", "the pinned chain is not the one of the pinned pack"});
  }
}

void Fold::check_brought(const Unit& unit) {
  for (const auto& digest : unit.brought) {
    const bool adopted =
        std::any_of(unit.events.begin(), unit.events.end(), [&](const SubmittedEvent& submitted) {
          const auto* facts = get_if<PolicyPackActivated>(&submitted.event.facts);
          return facts != nullptr && facts->pack == digest;
        });
    if (adopted || unit.damaged) continue;
    differ(DifferenceKind::order, unit.at(),
           {"前面的规则包分块不是本申报所启用的规则包",
            "the pack chunks before it are not of a pack that this submission adopts"});
  }
}

void Fold::judge_header(const Unit& unit) {
  const auto at = unit.at();
  const auto& header = unit.header.header;
  const auto recorded_at = unit.envelope.recorded_at;
  if (header.ledger != parts_.ledger) {
    differ(DifferenceKind::authority, at,
           {"申报是为另一个台账签署的", "the submission was signed for another ledger"});
  }
  check_signed(at, Signer::author, header.key, header.suite, unit.header.payload,
               unit.header.signature);
  if (const auto problem = check_capacity(state_, header.key, header.capacity, header.form,
                                          china_date(recorded_at))) {
    report_problem(DifferenceKind::authority, at, *problem);
  }
  const auto* pack = header.packs.empty() ? nullptr : packs_.find(header.packs.front());
  check_times(at, recorded_at, header.authored_at, header.not_after, header.seen, pack);
  check_pins(unit);
  check_brought(unit);
}

// ---- Events. -----------------------------------------------------------------------------------

void Fold::check_new_key(const Event& event, const KeyEnrolled& enrolled, Position at) {
  const auto key = parts_.signatures.parsed(enrolled.suite, enrolled.public_key);
  if (key == nullptr || key->id() != enrolled.key) {
    differ(DifferenceKind::content, at,
           {"新密钥无效、过弱或编号不符", "the new key is weak, malformed or has another id"});
    return;
  }
  // FORMAT.md: owner kind, owner id, purpose, public key.
  Bytes message{static_cast<std::uint8_t>(event.subject_kind)};
  append(message, event.subject.view());
  message.push_back(static_cast<std::uint8_t>(enrolled.purpose));
  append(message, enrolled.public_key);
  parts_.signatures.check(at, Signer::new_key, key, Purpose::enrolment, message, enrolled.proof);
}

void Fold::check_event(const Unit& unit, std::size_t line) {
  const auto& event = unit.events[line].event;
  const Position at{unit.at().value + 1 + line};
  if (event.fields_root.is_none() != form_of(type_of(event)).empty()) {
    differ(DifferenceKind::content, at,
           {"个人信息摘要与事项类型不符", "fields_root is missing, or stands where none belongs"});
  }
  if (const auto* enrolled = get_if<KeyEnrolled>(&event.facts)) {
    check_new_key(event, *enrolled, at);
  }
}

Status Fold::open_disclosures(Unit& unit) {
  std::vector<Committed> committed;
  std::vector<std::size_t> lines;
  for (std::size_t line = 0; line < unit.events.size(); ++line) {
    const auto& event = unit.events[line].event;
    if (event.fields_root.is_none()) continue;
    committed.push_back(
        {Position{unit.at().value + 1 + line},
         {event.subject_kind, event.subject, type_of(event), unit.body_digests[line]},
         event.fields_root});
    lines.push_back(line);
  }
  auto opened = parts_.disclosures.open(committed);
  if (!opened) return fail(opened.error());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    unit.events[lines[i]].disclosure = std::move((*opened)[i]);
  }
  return {};
}

// ---- Accepted. ---------------------------------------------------------------------------------

void Fold::bind_person(const SubmittedEvent& event, const PersonId& person, Position at) {
  if (!event.disclosure || person.is_none()) return;
  const auto fields = personal_fields_of(type_of(event.event));
  const auto number = value_of(fields, *event.disclosure, PersonalField::identity_number);
  if (!number) return;
  const auto type = value_of(fields, *event.disclosure, PersonalField::identity_type);
  if (const auto other = parts_.persons.bind(type.value_or(""), *number, person)) {
    differ(
        DifferenceKind::vault, at,
        {"同一证件号码对应两个人员编号:" + to_text(*other) + "、" + to_text(person),
         "two persons open to one identity number: " + to_text(*other) + " and " + to_text(person)},
        "SY-1.5a");
  }
}

void Fold::check_persons(const Unit& unit, const Accepted& record,
                         const std::vector<std::optional<PersonId>>* decided, Position at) {
  const auto& events = unit.events;
  const bool any = std::any_of(events.begin(), events.end(), [](const auto& event) {
    return assigns_person(type_of(event.event));
  });
  if (!unit.damaged && record.persons.size() != (any ? events.size() : 0)) {
    differ(DifferenceKind::outcome, at,
           {"受理记录的人员数与行数不符", "accepted does not assign persons line by line"});
    return;
  }
  for (std::size_t line = 0; line < record.persons.size() && line < events.size(); ++line) {
    const auto& person = record.persons[line];
    const bool wanted = assigns_person(type_of(events[line].event));
    const Position event_at{unit.at().value + 1 + line};
    if (!unit.damaged && wanted == person.is_none()) {
      differ(DifferenceKind::outcome, at,
             {"第 " + std::to_string(line + 1) + " 行的人员编号缺失或多余",
              "line " + std::to_string(line + 1) + " lacks its person, or has one without need"});
    }
    if (decided != nullptr && wanted && line < decided->size() && (*decided)[line] &&
        *(*decided)[line] != person) {
      differ(DifferenceKind::vault, event_at,
             {"证件号码属于另一人员编号:" + to_text(*(*decided)[line]),
              "two persons open to one identity number: it leads to " + to_text(*(*decided)[line])},
             "SY-1.5a");
      continue;
    }
    bind_person(events[line], person, event_at);
  }
}

Status Fold::judge_filing(Unit& unit, const Accepted& record, Position at) {
  if (auto opened = open_disclosures(unit); !opened) return opened;
  if (!is_judged(unit.at())) {
    for (std::size_t i = 0; i < unit.events.size() && i < record.persons.size(); ++i) {
      bind_person(unit.events[i], record.persons[i], Position{unit.at().value + 1 + i});
    }
    return {};
  }
  judge_header(unit);
  const auto& header = unit.header.header;
  const bool root_holds = root_of(unit.leaves) == header.events_root;
  if (!root_holds && !unit.damaged) {
    parts_.differences.add_range(
        DifferenceKind::content, Position{unit.at().value + 1}, Position{at.value - 1},
        {"事件与申报签名的摘要(events_root)不符",
         "these events are not those that the header signs (events_root)"});
  }
  for (std::size_t line = 0; line < unit.events.size(); ++line)
    check_event(unit, line);
  if (record.header != unit.header.digest) {
    differ(DifferenceKind::content, at,
           {"受理记录的申报摘要不符", "accepted names other header bytes"});
  }
  if (record.decided_at != unit.at()) {
    differ(DifferenceKind::outcome, at,
           {"受理所依据的位置不符", "accepted names another position at which it was decided"});
  }
  const auto* pack = header.packs.empty() ? nullptr : packs_.find(header.packs.front());
  const auto* chain = pack == nullptr ? nullptr : pack->chain_of(header);
  if (chain == nullptr || unit.damaged) {
    check_persons(unit, record, nullptr, at);
    return {};
  }
  if (record.in_effect != chain->takes_effect_when_accepted()) {
    differ(DifferenceKind::outcome, at,
           {"受理时是否生效与签批流程不符",
            "whether it takes effect when accepted disagrees with the chain"});
  }
  std::vector<bool> unopened(unit.events.size());
  for (std::size_t i = 0; i < unopened.size(); ++i) {
    unopened[i] = !unit.events[i].event.fields_root.is_none() && !unit.events[i].disclosure;
  }
  Submission submission{std::move(unit.header), std::move(unit.events)};
  const auto closed_before = parts_.persons.closed();
  const auto filing = decide_filing(decision(*pack, unit.envelope.recorded_at), submission);
  // Where a rule compares with what was registered earlier, that must open too.
  if (parts_.persons.closed() != closed_before) unopened.assign(unopened.size(), true);
  unit.header = std::move(submission.header);
  unit.events = std::move(submission.events);
  report_disagreements(at, filing.verdict.problems, unopened);
  compare_rules(at, record.rules, filing.verdict.rules_checked);
  check_persons(unit, record, &filing.persons, at);
  return {};
}

void Fold::note_effects(const SubmissionId& id) {
  const auto* row = state_.submission(id);
  if (row == nullptr || row->form != Form::external_list) return;
  std::vector<Event> scratch;
  const auto* events = kept_.find(Position{row->header_at.value + 1}, row->count, scratch);
  if (events == nullptr) return;
  for (std::uint32_t line = 0; line < events->size(); ++line) {
    const auto* facts = get_if<ExternalListImported>(&(*events)[line].facts);
    const auto names = [&](const auto& mark) { return mark.line == line; };
    if (facts == nullptr || std::any_of(row->struck.begin(), row->struck.end(), names) ||
        std::any_of(row->lapsed.begin(), row->lapsed.end(), names)) {
      continue;
    }
    parts_.persons.imported(facts->kind);
  }
}

}  // namespace xueji::second_opinion
