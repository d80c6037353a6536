// Built in: what an act of set-up must not do with the state as it is when the act takes effect.
// Between filing and the last signature other acts may have come first, so that it is judged at
// filing and again when the signature is given that makes it take effect.
#include <algorithm>
#include <map>
#include <set>

#include "ledger/authority/authority.h"
#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

constexpr auto administrator = Role::authority_administrator;

PersonId person_of(const Line& line) {
  return as<PersonId>(line.event->subject);
}

bool is_of_person(const Line& line) {
  return line.event->subject_kind == SubjectKind::person;
}

/// Whether the root would keep as many administrators as must sign its acts. State has no list of
/// who holds a role, so those are counted who are sure: the persons of the root keys in genesis,
/// and who signed this very act, each as far as the rows say that they hold the role and have a
/// key. That is never too many; and who was appointed later is counted by signing, so that as many
/// as the threshold who stay can always do it.
class RootStays {
 public:
  RootStays(const GuardContext& context, const ActedBy& by)
      : context_(context), by_(by), genesis_(context.state().genesis()) {
    each<RoleEnded>(context, [&](const Line& line, const RoleEnded& facts) {
      if (facts.role != administrator || facts.organisation != genesis_.root_organisation) return;
      ended_.insert(person_of(line));
      taking_.push_back(&line);
    });
    each<KeyEnrolled>(context, [&](const Line& line, const KeyEnrolled& facts) {
      if (is_of_person(line) && facts.purpose == KeyPurpose::personal) {
        renewed_.insert(person_of(line));
      }
      lose(line, facts.replaces, facts.purpose != KeyPurpose::personal);
    });
    each<KeyRevoked>(context, [&](const Line& line, const KeyRevoked& facts) {
      lose(line, facts.key, facts.kind == RevocationKind::retired);
    });
  }

  void check(std::vector<Problem>& out) const {
    if (taking_.empty()) return;
    const auto stay = count();
    if (stay >= genesis_.root_threshold) return;
    const auto left = std::to_string(stay);
    const auto needed = std::to_string(genesis_.root_threshold);
    for (const Line* line : taking_) {
      context_.refuse(
          out, line, "subject", left,
          {"最高主管部门将只剩 " + left + " 位确知可签署的管理员,不足 " + needed +
               " 位,此后无法再办理任何事项",
           "the root would keep " + left + " administrators who surely can sign, of " + needed +
               " that must: it could never act again"},
          {"先任命一位管理员并登记其密钥(换钥用“替换”),由留任的 " + needed + " 位签署",
           "appoint another with a key first (a key: enrol one that replaces it), and let " +
               needed + " who stay sign this"});
    }
  }

 private:
  void lose(const Line& line, const KeyId& key, bool takes) {
    if (key.is_none()) return;
    lost_.insert(key);
    const auto* row = context_.state().key(key);
    // With recovery keys a lost key is replaced: only roles must stay.
    const bool signs = row && is_of_person(line) && row->purpose == KeyPurpose::personal &&
                       row->revoked_at == no_position && holds(person_of(line));
    if (takes && signs && genesis_.recovery_keys.empty()) taking_.push_back(&line);
  }

  bool holds(const PersonId& person) const {
    return holds_role(context_.state(), person, administrator, genesis_.root_organisation,
                      context_.today);
  }

  /// Whether this person surely has a key when the act has taken effect.
  bool keeps_key(const PersonId& person) const {
    if (!genesis_.recovery_keys.empty() || renewed_.contains(person)) return true;
    for (const auto& root : genesis_.root_keys) {
      const auto* row = context_.state().key(root.key);
      if (root.person == person && row && row->revoked_at == no_position &&
          !lost_.contains(root.key)) {
        return true;
      }
    }
    if (std::find(by_.signers.begin(), by_.signers.end(), person) == by_.signers.end()) {
      return false;
    }
    // Which key it was that signed is not in the state: none of the signer's may be lost.
    return std::none_of(lost_.begin(), lost_.end(), [&](const KeyId& key) {
      const auto* row = context_.state().key(key);
      return row && row->person == person;
    });
  }

  std::size_t count() const {
    std::set<PersonId> persons(by_.signers.begin(), by_.signers.end());
    for (const auto& root : genesis_.root_keys)
      persons.insert(root.person);
    return static_cast<std::size_t>(
        std::count_if(persons.begin(), persons.end(), [&](const PersonId& person) {
          return holds(person) && !ended_.contains(person) && keeps_key(person);
        }));
  }

  const GuardContext& context_;
  const ActedBy& by_;
  const Genesis& genesis_;
  std::set<PersonId> ended_;
  std::set<PersonId> renewed_;
  std::set<KeyId> lost_;
  std::vector<const Line*> taking_;  ///< Lines that take an administrator away.
};

/// A role at the root, or one that was given on to this person.
bool acts_for_root(const GuardContext& context, const PersonId& person) {
  const auto* row = context.state().person(person);
  if (!row) return false;
  const auto of_root = [&](const auto& held) {
    return held.organisation == context.state().genesis().root_organisation &&
           held.ended_at == no_position && (!is_set(held.until) || held.until >= context.today);
  };
  return std::any_of(row->roles.begin(), row->roles.end(), of_root) ||
         std::any_of(row->delegations.begin(), row->delegations.end(), of_root);
}

/// Who acts for the root has the keys from the root, whoever the employer is: else the employer's
/// administrator would sign for the root, or keep it from acting by calling its keys stolen.
void check_root_key(const GuardContext& context, const ActedBy& by, const Line& line,
                    std::vector<Problem>& out) {
  if (by.organisation == context.state().genesis().root_organisation) return;
  if (!is_of_person(line) || !acts_for_root(context, person_of(line))) return;
  context.refuse(out, &line, "subject", "",
                 {"该人员在最高主管部门任职,其密钥只由最高主管部门登记、注销和报失",
                  "this person has a role at the root: only the root enrols and revokes the keys, "
                  "or says that one is stolen"},
                 {"由最高主管部门填报", "let the root file this"});
}

void check_root_keys(const GuardContext& context, const ActedBy& by, std::vector<Problem>& out) {
  each<KeyEnrolled, KeyRevoked>(
      context, [&](const Line& line, const auto&) { check_root_key(context, by, line, out); });
}

/// A pack that came after genesis never judges days before it was adopted (rules.md §12.7): neither
/// those before it was filed, nor those on which it waited for signatures. What genesis carries was
/// known to everybody from the start.
bool check_first_day(const GuardContext& context, const Line& line,
                     const PolicyPackActivated& facts, std::vector<Problem>& out) {
  const auto& known = context.state().genesis().packs;
  const bool of_genesis = std::any_of(known.begin(), known.end(), [&](const PackReference& pack) {
    return pack.digest == facts.pack && pack.id == facts.pack_id &&
           pack.version == facts.pack_version;
  });
  const auto from = line.event->effective_on;
  if (of_genesis || (is_set(from) && from >= context.today)) return true;
  const auto today = to_text(context.today);
  Text expected{"不早于 " + today, "not before " + today};
  if (context.moment != Moment::filing) {
    expected = {"退回或撤回,以不早于 " + today + " 的日期重新申报",
                "return or withdraw it, and file it again from a day not before " + today};
  }
  context.refuse(out, &line, "effective_on", is_set(from) ? to_text(from) : "",
                 {"新规则包不能在启用之前生效", "a new pack cannot apply before it is adopted"},
                 std::move(expected));
  return false;
}

/// What applies is the last recorded whose day has come: one recorded later that starts earlier
/// would keep a pack that everybody waits for from ever coming into force.
class PackOrder {
 public:
  explicit PackOrder(const GuardContext& context) : context_(context) {}

  /// A line whose day was refused already is not refused twice.
  void take(const Line& line, const PolicyPackActivated& facts, bool is_refused,
            std::vector<Problem>& out) {
    auto& before = latest_of(line.event->subject);
    const auto from = line.event->effective_on;
    if (!is_refused && is_set(before.from) && (!is_set(from) || from < before.from)) {
      refuse(line, before, out);
    }
    note(before, from, facts.pack_id, facts.pack_version);
  }

 private:
  struct Latest {
    Date from{};
    std::string name;
  };

  static void note(Latest& latest, Date from, const std::string& id, const std::string& version) {
    if (!is_set(from) || (is_set(latest.from) && from < latest.from)) return;
    latest = {from, id + "@" + version};
  }

  Latest& latest_of(const SubjectId& subject) {
    auto [found, is_new] = latest_.try_emplace(subject);
    const auto* row = is_new ? context_.state().organisation(as<OrganisationId>(subject)) : nullptr;
    if (row) {
      for (const auto& pack : row->packs)
        note(found->second, pack.from, pack.id, pack.version);
    }
    return found->second;
  }

  void refuse(const Line& line, const Latest& before, std::vector<Problem>& out) const {
    const auto from = line.event->effective_on;
    const auto day = to_text(before.from);
    context_.refuse(
        out, &line, "effective_on", is_set(from) ? to_text(from) : "",
        {"已登记 " + before.name + " 自 " + day + " 起启用,此后登记而更早启用的会使其永不生效",
         before.name + " is recorded from " + day +
             " on: a pack recorded after it that starts before would keep it from ever coming into "
             "force"},
        {"不早于 " + day, "not before " + day});
  }

  const GuardContext& context_;
  std::map<SubjectId, Latest> latest_;
};

void check_packs(const GuardContext& context, std::vector<Problem>& out) {
  PackOrder order(context);
  each<PolicyPackActivated>(context, [&](const Line& line, const PolicyPackActivated& facts) {
    const bool in_time = check_first_day(context, line, facts, out);
    order.take(line, facts, !in_time, out);
  });
}

}  // namespace

void check_taking_effect(const GuardContext& context, const ActedBy& by,
                         std::vector<Problem>& out) {
  check_root_keys(context, by, out);
  check_packs(context, out);
}

void check_root_stays(const GuardContext& context, const ActedBy& by, std::vector<Problem>& out) {
  RootStays(context, by).check(out);
}

}  // namespace xueji
