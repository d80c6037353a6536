// Built in: who exists and may act is granted from above (design §3 Authority). Checks the events
// that set up organisations, people, keys, roles, delegations, packs and lists.
#include <algorithm>
#include <set>

#include "ledger/authority/authority.h"
#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

using K = OrganisationKind;

bool is_authority(K kind) {
  return kind == K::province || kind == K::city || kind == K::county;
}

/// Where a role can be held.
bool role_fits(Role role, K kind) {
  switch (role) {
    case Role::principal:
    case Role::seal_keeper:
    case Role::class_teacher:
    case Role::academic_office:
    case Role::school_doctor:
    case Role::student_affairs:
    case Role::lead_teacher:
    case Role::file_keeper:
      return kind == K::school;
    case Role::section_officer:
    case Role::clerk:
    case Role::section_chief:
    case Role::deputy_director:
    case Role::recorder:
      return is_authority(kind);
    case Role::exam_officer:
      return kind == K::exam_institute;
    case Role::admissions_officer:
      return kind == K::admissions_office;
    case Role::photo_unit:
      // Its people file for the city that entrusted them (SY-2.3b).
      return kind == K::entrusted_unit || kind == K::city;
    case Role::inspector:
    case Role::auditor:
    case Role::authority_administrator:
    case Role::director:
    case Role::status_officer:
      return true;
    case Role::none:
      return false;
  }
  return false;
}

/// Whether an organisation of `kind` may stand directly under one of `above`.
bool may_stand_under(K kind, K above) {
  switch (kind) {
    case K::county:
      return above == K::city;
    case K::city:
      return above == K::province;
    case K::province:
    case K::none:
      return false;
    default:
      return is_authority(above);
  }
}

class SetUp {
 public:
  SetUp(const GuardContext& context, std::vector<Problem>& out) : context_(context), out_(out) {}

  void check_all() {
    check_recovery();
    visit<OrganisationRegistered>();
    visit<OrganisationChanged>();
    visit<TeachingPointRegistered>();
    visit<PersonRegistered>();
    visit<KeyEnrolled>();
    visit<KeyRevoked>();
    visit<RoleGranted>();
    visit<RoleEnded>();
    visit<DelegationGranted>();
    visit<DelegationEnded>();
    visit<PolicyPackActivated>();
    visit<DeadlineExtended>();
    visit<ExternalListImported>();
    visit<ReportingWindowAnnounced>();
  }

 private:
  template <class Facts>
  void visit() {
    each<Facts>(context_, [&](const Line& line, const Facts& facts) { check(line, facts); });
  }

  const StateView& state() const { return context_.state(); }
  static OrganisationId organisation_of(const Line& line) {
    return as<OrganisationId>(line.event->subject);
  }

  void refuse(const Line& line, std::string_view field, std::string seen, Text message,
              Text expected) {
    context_.refuse(out_, &line, field, std::move(seen), std::move(message), std::move(expected));
  }

  /// Whether `target` is the author's organisation or below it; organisations of this same file
  /// count by the supervisor that they name.
  bool is_within_reach(OrganisationId target) const {
    const auto& author = context_.submission.author;
    if (!author) return true;  // Judged when it was filed.
    const auto& here = context_.submission.registered_here;
    for (std::size_t steps = 0; steps <= here.size(); ++steps) {
      if (is_at_or_above(state(), author->organisation, target)) return true;
      const auto found = here.find(target);
      if (found == here.end()) return false;
      target = found->second->supervisor;
    }
    return false;
  }

  void check_reach(const Line& line, std::string_view field, const OrganisationId& target) {
    if (is_within_reach(target)) return;
    refuse(line, field, "",
           {"该单位不在填报单位管辖之下", "the organisation is not below the author's"},
           {"由该单位的上级填报", "let an authority above it file this"});
  }

  void check(const Line& line, const OrganisationRegistered& facts) {
    const auto id = organisation_of(line);
    if (state().organisation(id)) {
      refuse(line, "subject", facts.code, {"单位已登记", "the organisation is registered already"},
             {"改用变更事项", "change it instead"});
    }
    const auto* holder = state().identifier(IdentifierKind::organisation_code, facts.code);
    if (holder || !codes_.insert(facts.code).second) {
      refuse(line, "code", facts.code, {"单位代码重复", "the code is taken"},
             {"每个单位一个代码", "a code of its own"});
    }
    check_supervisor(line, facts);
    if (!context_.knows_division(facts.division_code)) {
      refuse(line, "division_code", facts.division_code,
             {"行政区划代码不存在", "no such division code"},
             {"GB/T 2260 六位代码", "six digits of GB/T 2260"});
    }
    if (facts.kind == K::school && facts.school_type == SchoolType::none) {
      refuse(line, "school_type", "", {"学校须填类型", "a school states its type"},
             {"如 secondary_vocational", "for example secondary_vocational"});
    }
  }

  void check_supervisor(const Line& line, const OrganisationRegistered& facts) {
    const auto& here = context_.submission.registered_here;
    const auto* above = state().organisation(facts.supervisor);
    const auto in_file = here.find(facts.supervisor);
    const auto kind = above ? above->kind : in_file != here.end() ? in_file->second->kind : K::none;
    if (!may_stand_under(facts.kind, kind)) {
      refuse(line, "supervisor", std::string(code_of(kind)),
             {"上级单位不存在,或其种类不能主管该单位",
              "the supervisor does not exist or cannot supervise this kind"},
             {"学校属县、市或省级教育行政部门;县属市;市属省",
              "schools under a county, city or province; counties under a city; cities under a "
              "province"});
      return;
    }
    check_reach(line, "supervisor", facts.supervisor);
  }

  void check(const Line& line, const OrganisationChanged& facts) {
    const auto* row = require_organisation(line, organisation_of(line));
    if (!row) return;
    check_reach(line, "subject", row->id);
    if (facts.tier != SchoolTier::ordinary && !is_set(facts.tier_from)) {
      refuse(line, "tier_from", "", {"学校等级须注明起始日", "a tier needs its first day"},
             {"填写起始日期", "state the day from which it holds"});
    }
    if (facts.supervisor.is_none()) return;
    const auto* above = state().organisation(facts.supervisor);
    if (!above || !may_stand_under(row->kind, above->kind) ||
        is_at_or_above(state(), row->id, facts.supervisor)) {
      refuse(line, "supervisor", "", {"新的上级单位不合适", "this supervisor does not fit"},
             {"已登记的上级教育行政部门", "a registered authority that is not below it"});
    }
    check_reach(line, "supervisor", facts.supervisor);
  }

  void check(const Line& line, const TeachingPointRegistered& facts) {
    const auto* row = require_organisation(line, organisation_of(line));
    if (!row) return;
    check_reach(line, "subject", row->id);
    if (!context_.knows_division(facts.division_code)) {
      refuse(line, "division_code", facts.division_code,
             {"行政区划代码不存在", "no such division code"},
             {"GB/T 2260 六位代码", "six digits of GB/T 2260"});
    }
  }

  const OrganisationState* require_organisation(const Line& line, const OrganisationId& id) {
    const auto* row = state().organisation(id);
    if (!row) {
      refuse(line, "organisation", "", {"单位未登记", "the organisation is not registered"},
             {"先登记单位", "register it first"});
    }
    return row;
  }

  const PersonState* require_person(const Line& line, const PersonId& id) {
    const auto* row = state().person(id);
    if (!row || row->employer.is_none()) {
      refuse(line, "person", "", {"人员未登记", "the person is not registered as staff"},
             {"先登记人员", "register the person first"});
      return nullptr;
    }
    return row;
  }

  void check(const Line& line, const PersonRegistered& facts) {
    const auto id = as<PersonId>(line.event->subject);
    const auto* row = state().person(id);
    if (row && !row->employer.is_none()) {
      refuse(line, "subject", "", {"人员已登记", "the person is registered already"},
             {"无需重复登记", "nothing to do"});
    }
    if (require_organisation(line, facts.employer)) check_reach(line, "employer", facts.employer);
  }

  /// Recovery keys replace the keys of the root, and do nothing else (FORMAT.md §7.3).
  void check_recovery() {
    const auto& author = context_.submission.author;
    if (!author || !holds_recovery_key(state().genesis(), author->person)) return;
    for (const auto& line : context_.submission.lines) {
      const bool of_key =
          line.type == EventType::key_enrolled || line.type == EventType::key_revoked;
      const bool of_root = line.event->subject_kind == SubjectKind::person &&
                           speaks_for_root(as<PersonId>(line.event->subject));
      if (of_key && of_root) continue;
      refuse(line, "subject", "",
             {"恢复密钥只能更换最高主管部门管理员的密钥",
              "recovery keys do nothing but replace keys of the root's administrators"},
             {"为管理员登记或注销密钥", "enrol or revoke a key of an administrator"});
    }
  }

  bool speaks_for_root(const PersonId& person) const {
    const auto& genesis = state().genesis();
    return holds_role(state(), person, Role::authority_administrator, genesis.root_organisation,
                      context_.today);
  }

  /// Who holds a recovery key holds no other key and no role: the two ways must not meet.
  void check_apart(const Line& line, bool is_recovery) {
    const auto person = as<PersonId>(line.event->subject);
    if (line.event->subject_kind != SubjectKind::person || is_recovery ||
        !holds_recovery_key(state().genesis(), person)) {
      return;
    }
    refuse(
        line, "subject", "",
        {"恢复密钥持有人不得另有密钥或职务", "a holder of a recovery key has no other key or role"},
        {"另一人", "another person"});
  }

  void check(const Line& line, const KeyEnrolled& facts) {
    check_apart(line, facts.purpose == KeyPurpose::recovery);
    if (state().key(facts.key) || !keys_.insert(facts.key).second) {
      refuse(line, "key", to_text(facts.key).substr(0, 16),
             {"该密钥已有主人", "the key has an owner already"},
             {"每把密钥只属一人,请新生成", "one key, one owner: make a new one"});
    }
    const bool of_person = line.event->subject_kind == SubjectKind::person;
    if (of_person != (facts.purpose != KeyPurpose::seal)) {
      refuse(line, "purpose", std::string(code_of(facts.purpose)),
             {"印章密钥属于单位,个人密钥属于人员",
              "a seal key belongs to an organisation, any other to a person"},
             {"主体与用途一致", "an owner that fits the purpose"});
      return;
    }
    check_owner(line);
    if (!facts.replaces.is_none()) check_own_key(line, facts.replaces);
  }

  void check_owner(const Line& line) {
    if (line.event->subject_kind == SubjectKind::organisation) {
      const auto* row = require_organisation(line, organisation_of(line));
      if (row) check_reach(line, "subject", row->id);
    } else if (const auto* row = require_person(line, as<PersonId>(line.event->subject))) {
      check_reach(line, "subject", row->employer);
    }
  }

  const KeyState* check_own_key(const Line& line, const KeyId& id) {
    const auto* key = state().key(id);
    const bool own = key && (subject_of(key->person) == line.event->subject ||
                             subject_of(key->organisation) == line.event->subject);
    if (own) return key;
    refuse(line, "key", to_text(id).substr(0, 16),
           {"主体没有这把密钥", "the subject has no such key"},
           {"主体自己的密钥", "a key of this subject"});
    return nullptr;
  }

  void check(const Line& line, const KeyRevoked& facts) {
    const auto* key = check_own_key(line, facts.key);
    // Of a key that signs nothing any more one may still learn that it had been stolen.
    const bool learnt = key && facts.kind == RevocationKind::compromised &&
                        key->revocation != RevocationKind::compromised;
    if (key && key->revoked_at != no_position && !learnt) {
      refuse(line, "key", to_text(facts.key).substr(0, 16),
             {"密钥已注销", "the key is revoked already"}, {"无需重复注销", "nothing to do"});
    }
    check_owner(line);
    if (facts.kind == RevocationKind::compromised && !is_set(facts.compromised_from)) {
      refuse(line, "compromised_from", "",
             {"密钥泄露须注明自何日起存疑", "a compromised key needs the day of first doubt"},
             {"填写日期", "state the day"});
    }
  }

  void check(const Line& line, const RoleGranted& facts) {
    check_apart(line, false);
    require_person(line, as<PersonId>(line.event->subject));
    const auto* row = require_organisation(line, facts.organisation);
    if (!row) return;
    check_reach(line, "organisation", facts.organisation);
    if (!role_fits(facts.role, row->kind)) {
      refuse(line, "role", std::string(code_of(facts.role)),
             {"该单位没有这种职务:" + label_of(facts.role).zh,
              "an organisation of this kind has no such role: " + label_of(facts.role).en},
             {"与单位种类相符的职务", "a role that fits the kind of organisation"});
    }
    if (is_set(facts.until) && facts.until < facts.from) {
      refuse(line, "until", to_text(facts.until), {"终止日早于起始日", "it ends before it begins"},
             {"不早于 " + to_text(facts.from), "not before " + to_text(facts.from)});
    }
  }

  void check(const Line& line, const RoleEnded& facts) {
    const auto* row = require_person(line, as<PersonId>(line.event->subject));
    if (!row) return;
    check_reach(line, "organisation", facts.organisation);
    const bool held = std::any_of(row->roles.begin(), row->roles.end(), [&](const auto& role) {
      return role.role == facts.role && role.organisation == facts.organisation &&
             role.ended_at == no_position;
    });
    if (!held) {
      refuse(line, "role", std::string(code_of(facts.role)),
             {"该人员未任此职", "the person does not hold this role"},
             {"现任的职务", "a role that is held"});
    }
  }

  void check(const Line& line, const DelegationGranted& facts) {
    const auto to = as<PersonId>(line.event->subject);
    require_person(line, to);
    if (!require_organisation(line, facts.organisation)) return;
    if (to == facts.from_person) {
      refuse(line, "from_person", "", {"不能委托本人", "nobody delegates to themselves"},
             {"另一人", "another person"});
    }
    if (!holds_role(state(), facts.from_person, facts.role, facts.organisation, context_.today)) {
      refuse(line, "from_person", std::string(code_of(facts.role)),
             {"委托人未任此职", "the giver does not hold the role"},
             {"由任职者委托", "let the holder of the role delegate"});
    }
    if (facts.until < facts.from) {
      refuse(line, "until", to_text(facts.until), {"终止日早于起始日", "it ends before it begins"},
             {"不早于 " + to_text(facts.from), "not before " + to_text(facts.from)});
    }
    check_giver(line, facts);
  }

  /// The holder delegates in person; an authority's administrator may do it for those below. What
  /// the root gives on is an act of the root, whatever other office its holder has: it needs the
  /// signatures that genesis demands.
  void check_giver(const Line& line, const DelegationGranted& facts) {
    const auto& author = context_.submission.author;
    if (!author) return;
    const bool in_person = author->person == facts.from_person;
    if (!in_person && author->role == Role::principal) {
      refuse(line, "from_person", "", {"只能委托本人的职务", "only the holder gives the role on"},
             {"由任职者本人填报", "let the holder file this"});
      return;
    }
    const bool of_root = facts.organisation == state().genesis().root_organisation;
    if (!in_person || of_root) check_reach(line, "organisation", facts.organisation);
  }

  void check(const Line& line, const DelegationEnded& facts) {
    const auto* row = require_person(line, as<PersonId>(line.event->subject));
    if (!row) return;
    for (const auto& held : row->delegations) {
      if (held.delegation != facts.delegation || held.ended_at != no_position) continue;
      check_reach(line, "organisation", held.organisation);
      return;
    }
    refuse(line, "delegation", "", {"没有这项有效委托", "no such delegation is in force"},
           {"有效的委托", "a delegation in force"});
  }

  void check(const Line& line, const PolicyPackActivated& facts) {
    if (!carries(facts)) {
      // Nobody below could file anything any more: no act, this one included, has its rules.
      refuse(line, "pack", to_text(facts.pack).substr(0, 16),
             {"台账没有这个规则包,或其名称、版本与摘要不符",
              "the ledger does not carry this pack, or its name and version are of another digest"},
             {"台账中的规则包,或随本申报一并提交的规则包",
              "a pack of this ledger, or one that comes with the act"});
    }
    const auto* row = require_organisation(line, organisation_of(line));
    if (!row) return;
    check_reach(line, "subject", row->id);
    if (!is_authority(row->kind)) {
      refuse(line, "subject", row->code, {"规则包由教育行政部门启用", "an authority adopts a pack"},
             {"省、市或县教育行政部门", "a province, city or county"});
    }
  }

  bool is_of_genesis(const PolicyPackActivated& facts) const {
    const auto& packs = state().genesis().packs;
    return std::any_of(packs.begin(), packs.end(), [&](const auto& pack) {
      return pack.digest == facts.pack && pack.id == facts.pack_id &&
             pack.version == facts.pack_version;
    });
  }

  bool carries(const PolicyPackActivated& facts) const {
    if (context_.input.packs == nullptr) return is_of_genesis(facts);
    const auto* pack = context_.input.packs->find(facts.pack);
    return pack != nullptr && pack->metadata().id == facts.pack_id &&
           pack->metadata().version == facts.pack_version;
  }

  void check(const Line& line, const DeadlineExtended& facts) {
    const auto* row = require_organisation(line, organisation_of(line));
    if (row) check_reach(line, "subject", row->id);
    if (row && context_.submission.author && context_.submission.author->organisation == row->id &&
        !is_authority(row->kind)) {
      refuse(line, "subject", row->code,
             {"单位不能给自己延期", "an organisation cannot extend its own deadline"},
             {"由主管教育行政部门延期", "let its authority extend it"});
    }
    if (is_set(facts.until) && facts.until < context_.today) {
      refuse(line, "until", to_text(facts.until), {"延期至已过去的日期", "the new day has passed"},
             {"不早于 " + to_text(context_.today), "not before " + to_text(context_.today)});
    }
  }

  void check(const Line& line, const ExternalListImported&) {
    const auto* row = require_organisation(line, organisation_of(line));
    if (row) check_reach(line, "subject", row->id);
  }

  void check(const Line& line, const ReportingWindowAnnounced& facts) {
    const auto* row = require_organisation(line, organisation_of(line));
    if (row) check_reach(line, "subject", row->id);
    if (facts.closes < facts.opens) {
      refuse(line, "closes", to_text(facts.closes),
             {"截止日早于开始日", "it closes before it opens"},
             {"不早于 " + to_text(facts.opens), "not before " + to_text(facts.opens)});
    }
  }

  const GuardContext& context_;
  std::vector<Problem>& out_;
  std::set<std::string> codes_;
  std::set<KeyId> keys_;
};

}  // namespace

void check_set_up(const GuardContext& context, std::vector<Problem>& out) {
  SetUp(context, out).check_all();
}

}  // namespace xueji
