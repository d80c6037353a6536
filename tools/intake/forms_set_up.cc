// Forms by which a city is set up: organisations, people, keys, roles, delegations.
#include "tools/intake/form_columns.h"

namespace xueji::intake {
namespace {

using enum CellType;
using S = SubjectSource;
using E = EventType;

std::vector<Choice> organisation_actions() {
  return {{"register", {"登记", "register"}},
          {"change", {"变更", "change"}},
          {"site", {"登记教学点", "register a teaching point"}}};
}
std::vector<Choice> grant_or_end() {
  return {{"grant", {"授予", "grant"}}, {"end", {"终止", "end"}}};
}
std::vector<Choice> enrol_or_revoke() {
  return {{"enrol", {"登记", "enrol"}}, {"revoke", {"吊销", "revoke"}}};
}

Column action(std::vector<Choice> (*choices)(), std::string_view fallback,
              std::string_view example) {
  return {.header = "操作",
          .field = "action",
          .type = choice,
          .vocabulary = choices,
          .fallback = fallback,
          .example = example};
}
Column who(std::string_view header, std::string_view field, bool required) {
  return {.header = header,
          .field = field,
          .type = person,
          .required = required,
          .width = 28,
          .help = {"教工号、姓名或人员标识", "staff number, name or id"}};
}
Column role_column() {
  return {.header = "职务",
          .field = "role",
          .type = choice,
          .required = true,
          .vocabulary = vocabulary_of<Role>,
          .width = 16,
          .example = "学籍管理员"};
}
Column where(std::string_view header, std::string_view field, bool required) {
  return {.header = header,
          .field = field,
          .type = organisation,
          .required = required,
          .width = 16,
          .help = {"代码或名称", "code or name"}};
}

FormSpec organisation_form() {
  return {.form = Form::organisation,
          .events = {{.type = E::organisation_registered,
                      .subject = S::new_organisation,
                      .when_field = "action",
                      .when_code = "register"},
                     {.type = E::organisation_changed,
                      .subject = S::own_organisation,
                      .when_field = "action",
                      .when_code = "change"},
                     {.type = E::teaching_point_registered,
                      .subject = S::own_organisation,
                      .when_field = "action",
                      .when_code = "site"}},
          .columns = {
              action(organisation_actions, "register", "登记"),
              where("所属单位代码", "organisation", false),
              {.header = "单位类别",
               .field = "kind",
               .type = choice,
               .vocabulary = vocabulary_of<OrganisationKind>,
               .width = 16,
               .example = "学校"},
              {.header = "代码",
               .field = "code",
               .type = code,
               .width = 14,
               .help = {"新登记单位的唯一代码", "unique code of a new body"},
               .example = "S001"},
              {.header = "名称",
               .field = "name",
               .type = CellType::name,
               .width = 26,
               .example = "演示职业技术学校"},
              {.header = "区划代码",
               .field = "division_code",
               .type = division,
               .width = 10,
               .example = "420304"},
              where("主管单位代码", "supervisor", false),
              {.header = "学校类型",
               .field = "school_type",
               .type = choice,
               .vocabulary = vocabulary_of<SchoolType>,
               .example = "普通中专"},
              {.header = "学校等级",
               .field = "tier",
               .type = choice,
               .vocabulary = vocabulary_of<SchoolTier>,
               .fallback = "ordinary",
               .example = "普通"},
              {.header = "等级起始日期", .field = "tier_from", .type = date},
              {.header = "学号县代码", .field = "number_county_code", .type = code, .width = 10},
              {.header = "学号校代码", .field = "number_school_code", .type = code, .width = 10},
              {.header = "本单位管理学籍",
               .field = "owns_status",
               .type = yes_no,
               .fallback = "是",
               .example = "是"}}};
}

FormSpec person_form() {
  return {.form = Form::person,
          .events = {{.type = E::person_registered, .subject = S::new_person}},
          .columns = {{.header = "姓名",
                       .field = "name",
                       .type = CellType::name,
                       .required = true,
                       .example = "王芳"},
                      where("单位代码", "employer", true),
                      {.header = "工作电话", .field = "staff_phone", .type = code, .width = 14},
                      {.header = "教工号",
                       .field = "staff_number",
                       .type = code,
                       .width = 12,
                       .help = {"之后按此号识别人员", "the person is found by it later"},
                       .example = "T001"}}};
}

FormSpec key_form() {
  return {
      .form = Form::key,
      .events = {{.type = E::key_enrolled,
                  .subject = S::key_owner,
                  .when_field = "action",
                  .when_code = "enrol"},
                 {.type = E::key_revoked,
                  .subject = S::key_owner,
                  .when_field = "action",
                  .when_code = "revoke"}},
      .columns = {action(enrol_or_revoke, "enrol", "登记"),
                  who("持有人", "person", false),
                  where("印章单位代码", "organisation", false),
                  {.header = "用途",
                   .field = "purpose",
                   .type = choice,
                   .vocabulary = vocabulary_of<KeyPurpose>,
                   .fallback = "personal"},
                  {.header = "公钥", .field = "public_key", .type = CellType::bytes, .width = 40},
                  {.header = "持有证明", .field = "proof", .type = CellType::bytes, .width = 40},
                  {.header = "密钥标识",
                   .field = "key",
                   .type = digest,
                   .only = E::key_revoked,
                   .width = 40},
                  {.header = "替代密钥", .field = "replaces", .type = digest, .width = 40},
                  {.header = "吊销类别",
                   .field = "kind",
                   .type = choice,
                   .vocabulary = vocabulary_of<RevocationKind>},
                  {.header = "失密起始日期", .field = "compromised_from", .type = date}}};
}

FormSpec role_form() {
  return {
      .form = Form::role,
      .events = {{.type = E::role_granted,
                  .subject = S::person,
                  .effective = "from",
                  .when_field = "action",
                  .when_code = "grant"},
                 {.type = E::role_ended,
                  .subject = S::person,
                  .when_field = "action",
                  .when_code = "end"}},
      .columns = {action(grant_or_end, "grant", "授予"),
                  who("人员", "person", true),
                  role_column(),
                  where("单位代码", "organisation", true),
                  {.header = "起始日期", .field = "from", .type = date, .example = "2024-09-01"},
                  {.header = "截止日期", .field = "until", .type = date}}};
}

FormSpec delegation_form() {
  return {
      .form = Form::delegation,
      .events = {{.type = E::delegation_granted,
                  .subject = S::person,
                  .effective = "from",
                  .when_field = "action",
                  .when_code = "grant"},
                 {.type = E::delegation_ended,
                  .subject = S::person,
                  .when_field = "action",
                  .when_code = "end"}},
      .columns = {action(grant_or_end, "grant", "授予"),
                  who("受托人", "person", true),
                  who("委托人", "from_person", true),
                  role_column(),
                  where("单位代码", "organisation", true),
                  {.header = "表单",
                   .field = "forms",
                   .type = choices,
                   .vocabulary = vocabulary_of<Form>,
                   .width = 24,
                   .help = {"不填即全部;多个用顿号隔开", "empty: all; separated by commas"}},
                  {.header = "起始日期", .field = "from", .type = date, .example = "2024-09-01"},
                  {.header = "截止日期", .field = "until", .type = date, .example = "2025-08-31"}}};
}

}  // namespace

std::vector<FormSpec> set_up_forms() {
  return {organisation_form(), person_form(), key_form(), role_form(), delegation_form()};
}

}  // namespace xueji::intake
