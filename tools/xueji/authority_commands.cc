// Who exists and may act: organisations, staff, roles, delegations, officers. Each is one event
// that the authority above signs.
#include <boost/json.hpp>
#include <memory>

#include "ledger/policy/identity.h"
#include "tools/intake/directory.h"
#include "tools/xueji/acts.h"

namespace xueji::cli {
namespace {

struct AuthorityOptions {
  std::string code;
  std::string kind = "school";
  std::string name;
  std::string division;
  std::string under;
  std::string type;
  std::string tier;
  std::string tier_from;
  std::string person;
  std::string number;
  std::string phone;
  std::string role;
  std::string from_person;
  std::string from;
  std::string until;
  std::string delegation;
  std::vector<std::string> forms;
};

/// What every act here begins with.
struct Beginning {
  Signer signer;
  Date today{};
};
Result<Beginning> begin(Session& session) {
  auto signer = session.signer();
  if (!signer) return fail(signer.error());
  const auto now = session.now();
  if (!now) return fail(now.error());
  return Beginning{*std::move(signer), china_date(*now)};
}

/// A code that may be left out.
template <class Enum>
Result<Enum> optional_code(const std::string& name, const std::string& text) {
  if (text.empty()) return Enum{};
  return code_option<Enum>(name, text);
}

Result<int> add_organisation(Session& session, const AuthorityOptions& o) {
  const auto begun = begin(session);
  if (!begun) return fail(begun.error());
  OrganisationRegistered facts;
  const auto kind = code_option<OrganisationKind>("--kind", o.kind);
  if (!kind) return fail(kind.error());
  const auto type = optional_code<SchoolType>("--type", o.type);
  if (!type) return fail(type.error());
  const auto tier = optional_code<SchoolTier>("--tier", o.tier);
  if (!tier) return fail(tier.error());
  const auto tier_from = optional_date("--tier-from", o.tier_from);
  if (!tier_from) return fail(tier_from.error());
  facts.supervisor = begun->signer.capacity.organisation;
  if (!o.under.empty()) {
    const auto above = session.organisation(o.under);
    if (!above) return fail(above.error());
    facts.supervisor = (*above)->id;
  }
  facts.kind = *kind;
  facts.code = o.code;
  facts.name = o.name;
  facts.division_code = o.division;
  facts.school_type = *type;
  facts.tier = *tier;
  facts.tier_from = *tier_from;
  const auto id = session.random().draw<OrganisationId>();
  return file_act(session, begun->signer,
                  {Form::organisation,
                   {},
                   {{SubjectKind::organisation, subject_of(id), begun->today, facts}},
                   {{{"单位标识", "organisation"}, to_text(id)}}});
}

Result<int> change_organisation(Session& session, const AuthorityOptions& o) {
  const auto begun = begin(session);
  if (!begun) return fail(begun.error());
  const auto row = session.organisation(o.code);
  if (!row) return fail(row.error());
  const auto id = (*row)->id;
  OrganisationChanged facts;
  const auto tier = optional_code<SchoolTier>("--tier", o.tier);
  if (!tier) return fail(tier.error());
  const auto tier_from = optional_date("--tier-from", o.tier_from);
  if (!tier_from) return fail(tier_from.error());
  if (!o.under.empty()) {
    const auto above = session.organisation(o.under);
    if (!above) return fail(above.error());
    facts.supervisor = (*above)->id;
  }
  facts.tier = *tier;
  facts.tier_from = *tier_from;
  facts.name = o.name;
  if (o.under.empty() && o.tier.empty() && o.name.empty()) {
    return fail(ErrorCode::invalid_argument, Text{"没有要变更的内容", "there is nothing to change"},
                Text{"写明 --name、--under 或 --tier", "say --name, --under or --tier"});
  }
  return file_act(
      session, begun->signer,
      {Form::organisation, {}, {{SubjectKind::organisation, subject_of(id), begun->today, facts}}});
}

Result<int> list_organisations(Session& session) {
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto all = (*view)->organisations();
  if (!all) return fail(all.error());
  const auto out = session.out();
  boost::json::array list;
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : *all) {
    const auto* above = (*view)->state().organisation(row.supervisor);
    const std::string under = above ? above->code : "";
    list.push_back(boost::json::object{{"code", row.code},
                                       {"name", row.name},
                                       {"kind", code_of(row.kind)},
                                       {"under", under},
                                       {"division_code", row.division_code},
                                       {"id", to_text(row.id)}});
    rows.push_back({row.code, row.name, session.in(label_of(row.kind)), under, row.division_code});
  }
  if (out.is_json()) {
    out.json(list);
    return exit_done;
  }
  const Text headers[] = {{"代码", "code"},
                          {"名称", "name"},
                          {"类别", "kind"},
                          {"上级", "under"},
                          {"区划", "division"}};
  out.list(headers, rows,
           {"没有:还没有登记单位;`xueji org add` 登记",
            "none: no organisation is registered; `xueji org add` registers one"});
  return exit_done;
}

/// A staff number names one person of an employer: with two, commands could not tell them apart.
Status check_number_free(Session& session, const OrganisationState& employer,
                         const std::string& number) {
  if (number.empty()) return {};
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto data = session.personal();
  if (!data) return fail(data.error());
  const auto directory = intake::Directory::read(**view, employer.id, &(*data)->vault());
  if (!directory) return fail(directory.error());
  for (const auto& entry : directory->all_staff()) {
    if (entry.employer != employer.id || entry.number != number) continue;
    const auto id = to_text(entry.person);
    return fail(
        ErrorCode::refused,
        Text{"单位 " + employer.code + " 的教工号 " + number + " 已属于 " + id,
             "the staff number " + number + " at " + employer.code + " is that of " + id},
        Text{"换一个教工号;同一人不必再登记", "use another number; one person is registered once"});
  }
  return {};
}

Result<int> add_person(Session& session, const AuthorityOptions& o) {
  const auto begun = begin(session);
  if (!begun) return fail(begun.error());
  const auto employer = session.organisation(o.code);
  if (!employer) return fail(employer.error());
  if (auto free = check_number_free(session, **employer, o.number); !free) {
    return fail(free.error());
  }
  const PersonRegistered facts{(*employer)->id};
  const auto id = session.random().draw<PersonId>();
  return file_act(session, begun->signer,
                  {Form::person,
                   {},
                   {{SubjectKind::person,
                     subject_of(id),
                     begun->today,
                     facts,
                     {{PersonalField::name, o.name},
                      {PersonalField::staff_number, o.number},
                      {PersonalField::staff_phone, o.phone}}}},
                   {{{"人员标识", "person"}, to_text(id)}}});
}

std::vector<std::string> roles_of(const LedgerView& view, const PersonState& person) {
  std::vector<std::string> roles;
  for (const auto& held : person.roles) {
    if (held.ended_at != no_position) continue;
    const auto* row = view.state().organisation(held.organisation);
    roles.push_back(std::string(code_of(held.role)) + "@" + (row ? row->code : "?"));
  }
  return roles;
}

Result<int> list_people(Session& session) {
  const auto view = session.view();
  if (!view) return fail(view.error());
  auto* data = session.personal_if_any();
  const auto root = (*view)->state().genesis().root_organisation;
  const auto directory =
      intake::Directory::read(**view, root, data == nullptr ? nullptr : &data->vault());
  if (!directory) return fail(directory.error());
  boost::json::array list;
  std::vector<std::vector<std::string>> rows;
  for (const auto& entry : directory->all_staff()) {
    const auto* person = (*view)->state().person(entry.person);
    if (person == nullptr) continue;
    const auto* employer = (*view)->state().organisation(entry.employer);
    const auto roles = roles_of(**view, *person);
    boost::json::array words(roles.begin(), roles.end());
    std::string joined;
    for (const auto& role : roles)
      joined += (joined.empty() ? "" : ", ") + role;
    const std::string code = employer ? employer->code : "";
    list.push_back(boost::json::object{{"person", to_text(entry.person)},
                                       {"employer", code},
                                       {"name", mask_name(entry.name)},
                                       {"roles", words}});
    rows.push_back({to_text(entry.person), mask_name(entry.name), code, joined});
  }
  const auto out = session.out();
  if (out.is_json()) {
    out.json(list);
    return exit_done;
  }
  const Text headers[] = {
      {"人员标识", "person"}, {"姓名", "name"}, {"单位", "employer"}, {"职务", "roles"}};
  out.list(headers, rows,
           {"没有:还没有登记人员;`xueji person add` 登记",
            "none: nobody is registered; `xueji person add` registers them"});
  return exit_done;
}

Result<int> change_role(Session& session, const AuthorityOptions& o, bool grant) {
  const auto begun = begin(session);
  if (!begun) return fail(begun.error());
  const auto place = session.role_at(o.role);
  if (!place) return fail(place.error());
  const auto person = session.staff(o.person);
  if (!person) return fail(person.error());
  const auto from = optional_date("--from", o.from);
  if (!from) return fail(from.error());
  const auto until = optional_date("--until", o.until);
  if (!until) return fail(until.error());
  Facts facts = RoleEnded{place->role, place->organisation};
  const auto since = from->ok() ? *from : begun->today;
  if (grant) facts = RoleGranted{place->role, place->organisation, since, *until};
  return file_act(
      session, begun->signer,
      {Form::role,
       {},
       {{SubjectKind::person, subject_of(*person), grant ? since : begun->today, facts}}});
}

Result<int> grant_delegation(Session& session, const AuthorityOptions& o) {
  const auto begun = begin(session);
  if (!begun) return fail(begun.error());
  const auto place = session.role_at(o.role);
  if (!place) return fail(place.error());
  const auto to = session.staff(o.person);
  if (!to) return fail(to.error());
  const auto until = date_option("--until", o.until);
  if (!until) return fail(until.error());
  const auto from = optional_date("--from", o.from);
  if (!from) return fail(from.error());
  DelegationGranted facts;
  facts.from_person = begun->signer.capacity.person;
  if (!o.from_person.empty()) {
    const auto giver = session.staff(o.from_person);
    if (!giver) return fail(giver.error());
    facts.from_person = *giver;
  }
  for (const auto& code : o.forms) {
    const auto form = code_option<Form>("--form", code);
    if (!form) return fail(form.error());
    facts.forms.push_back(*form);
  }
  facts.delegation = session.random().draw<DelegationId>();
  facts.role = place->role;
  facts.organisation = place->organisation;
  facts.from = from->ok() ? *from : begun->today;
  facts.until = *until;
  return file_act(session, begun->signer,
                  {Form::delegation,
                   {},
                   {{SubjectKind::person, subject_of(*to), facts.from, facts}},
                   {{{"委托标识", "delegation"}, to_text(facts.delegation)}}});
}

Result<int> end_delegation(Session& session, const AuthorityOptions& o) {
  const auto begun = begin(session);
  if (!begun) return fail(begun.error());
  const auto id = id_from_text<DelegationId>(o.delegation);
  if (!id) {
    return fail(ErrorCode::invalid_argument,
                Text{"“" + o.delegation + "”不是委托标识",
                     "\"" + o.delegation + "\" is not a delegation id"},
                Text{"授予时打印的 26 位标识", "the 26 characters that granting printed"});
  }
  const auto person = session.staff(o.person);
  if (!person) return fail(person.error());
  return file_act(
      session, begun->signer,
      {Form::delegation,
       {},
       {{SubjectKind::person, subject_of(*person), begun->today, DelegationEnded{*id}}}});
}

Result<int> designate_officer(Session& session, const AuthorityOptions& o) {
  const auto begun = begin(session);
  if (!begun) return fail(begun.error());
  const auto person = session.staff(o.person);
  if (!person) return fail(person.error());
  const auto organisation = begun->signer.capacity.organisation;
  return file_act(session, begun->signer,
                  {Form::officer,
                   {},
                   {{SubjectKind::organisation, subject_of(organisation), begun->today,
                     OfficerDesignated{*person}}}});
}

Result<int> hand_over(Session& session, const AuthorityOptions& o) {
  const auto begun = begin(session);
  if (!begun) return fail(begun.error());
  const auto from = session.staff(o.from_person);
  if (!from) return fail(from.error());
  const auto to = session.staff(o.person);
  if (!to) return fail(to.error());
  const auto organisation = begun->signer.capacity.organisation;
  return file_act(session, begun->signer,
                  {Form::officer_handover,
                   {},
                   {{SubjectKind::organisation, subject_of(organisation), begun->today,
                     OfficerHandedOver{*from, *to}}}});
}

using Shared = std::shared_ptr<AuthorityOptions>;
constexpr Takes signing{.key = true, .master = true, .json = true};

std::vector<Command> organisation_commands(const Shared& o) {
  const Option code{"CODE", {"单位代码", "code of the organisation"}, &o->code, true};
  const Option under{"--under", {"上级单位代码", "code of the authority above"}, &o->under};
  const Option tier{"--tier", {"学校等级", "tier of a school"}, &o->tier};
  const Option tier_from{"--tier-from", {"等级起始日", "first day of the tier"}, &o->tier_from};
  return {
      {.name = "org add",
       .job = Job::set_up,
       .summary = {"登记单位", "register an organisation"},
       .examples = {"xueji org add S001 --data city --key root.pem --kind school --name 演示职校 "
                    "--division 420322 --under C01 --type secondary_vocational"},
       .takes = signing,
       .options =
           {code,
            {"--kind",
             {"类别:county、school、exam_institute …", "kind: county, school, exam_institute …"},
             &o->kind},
            {"--name", {"名称", "name"}, &o->name, true},
            {"--division", {"行政区划代码", "division code (GB/T 2260)"}, &o->division, true},
            under,
            {"--type", {"学校类型", "type of a school"}, &o->type},
            tier,
            tier_from},
       .run = [o](Session& s) { return add_organisation(s, *o); }},
      {.name = "org change",
       .job = Job::set_up,
       .summary = {"变更单位名称、等级或上级", "change name, tier or supervisor"},
       .examples =
           {"xueji org change S001 --data city --key root.pem --tier national_key --tier-from 2024-09-01"},
       .takes = signing,
       .options = {code, {"--name", {"新名称", "new name"}, &o->name}, under, tier, tier_from},
       .run = [o](Session& s) { return change_organisation(s, *o); }},
      {.name = "org list",
       .job = Job::set_up,
       .summary = {"列出单位", "list organisations"},
       .examples = {"xueji org list --data city"},
       .takes = {.json = true},
       .run = [](Session& s) { return list_organisations(s); }}};
}

std::vector<Command> person_commands(const Shared& o) {
  const Option person{
      "--person", {"人员:教工号、姓名或标识", "staff number, name or id"}, &o->person, true};
  const Option role{"ROLE", {"职务@单位代码", "ROLE@ORGCODE"}, &o->role, true};
  const Option from{"--from", {"起始日,默认今天", "first day, today if not said"}, &o->from};
  const Option until{"--until", {"截止日(含)", "last day, inclusive"}, &o->until};
  return {
      {.name = "person add",
       .job = Job::set_up,
       .summary = {"登记人员", "register a member of staff"},
       .examples =
           {"xueji person add --data city --key root.pem --name 王芳 --employer S001 --number T001"},
       .takes = signing,
       .options = {{"--name", {"姓名(只进个人信息库)", "name (goes to the vault)"}, &o->name, true},
                   {"--employer", {"单位代码", "code of the employer"}, &o->code, true},
                   {"--number", {"教工号", "staff number"}, &o->number},
                   {"--phone", {"工作电话", "office phone"}, &o->phone}},
       .run = [o](Session& s) { return add_person(s, *o); }},
      {.name = "person list",
       .job = Job::set_up,
       .summary = {"列出人员(姓名脱敏)", "list staff (names masked)"},
       .examples = {"xueji person list --data city"},
       .takes = {.master = true, .json = true},
       .run = [](Session& s) { return list_people(s); }},
      {.name = "role grant",
       .job = Job::set_up,
       .summary = {"授予职务", "grant a role"},
       .examples = {"xueji role grant principal@S001 --data city --key root.pem --person T001"},
       .takes = signing,
       .options = {role, person, from, until},
       .run = [o](Session& s) { return change_role(s, *o, true); }},
      {.name = "role end",
       .job = Job::set_up,
       .summary = {"终止职务", "end a role"},
       .examples = {"xueji role end principal@S001 --data city --key root.pem --person T001"},
       .takes = signing,
       .options = {role, person},
       .run = [o](Session& s) { return change_role(s, *o, false); }},
      {.name = "officer",
       .job = Job::set_up,
       .summary = {"指定本单位学籍管理员(专人)",
                   "designate the status officer of one's organisation"},
       .examples =
           {"xueji officer --data city --key principal.pem --as principal@S001 --person T002"},
       .takes = signing,
       .options = {person},
       .run = [o](Session& s) { return designate_officer(s, *o); }},
      {.name = "handover",
       .job = Job::set_up,
       .summary = {"学籍管理员交接(随后由双方签字)",
                   "hand over the officer's post (both then sign)"},
       .examples = {"xueji handover --data city --key principal.pem --as principal@S001 "
                    "--from-person T002 --person T003"},
       .takes = signing,
       .options = {{"--from-person", {"移交人", "who hands over"}, &o->from_person, true}, person},
       .run = [o](Session& s) { return hand_over(s, *o); }}};
}

std::vector<Command> delegation_commands(const Shared& o) {
  const Option person{"--person", {"受托人", "who receives"}, &o->person, true};
  return {{.name = "delegate grant",
           .job = Job::set_up,
           .summary = {"委托他人以本职务签署", "let another sign in a role"},
           .examples = {"xueji delegate grant principal@S001 --data city --key principal.pem "
                        "--person T002 --until 2024-10-31 --form entry-roster"},
           .takes = signing,
           .options = {{"ROLE", {"职务@单位代码", "ROLE@ORGCODE"}, &o->role, true},
                       person,
                       {"--until", {"截止日(含)", "last day, inclusive"}, &o->until, true},
                       {"--from", {"起始日,默认今天", "first day, today if not said"}, &o->from},
                       {"--from-person",
                        {"委托人,默认签署人本人", "who gives; the signer if not said"},
                        &o->from_person},
                       {"--form", {"限于这些表单", "only these forms"}, &o->forms}},
           .run = [o](Session& s) { return grant_delegation(s, *o); }},
          {.name = "delegate end",
           .job = Job::set_up,
           .summary = {"终止委托", "end a delegation"},
           .examples = {"xueji delegate end DELEGATIONID --data city --key root.pem --person T002"},
           .takes = signing,
           .options = {{"DELEGATION", {"委托标识", "id of the delegation"}, &o->delegation, true},
                       person},
           .run = [o](Session& s) { return end_delegation(s, *o); }}};
}

}  // namespace

std::vector<Command> authority_commands() {
  auto o = std::make_shared<AuthorityOptions>();
  auto all = organisation_commands(o);
  for (auto more : {person_commands(o), delegation_commands(o)}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace xueji::cli
