// Forms of graduation, stamping, certificates and the end of the file. The stamping list is filed
// in bulk: what the ledger knows (the line of the registration form) need not be copied by hand.
#include "tools/intake/form_parts.h"

namespace xueji::intake {
namespace {

using enum CellType;
using S = SubjectSource;
using E = EventType;

/// An empty cell means no.
Column yes_else_no(std::string_view header, std::string_view field) {
  return {.header = header,
          .field = field,
          .type = yes_no,
          .fallback = "否",
          .width = 10,
          .help = {"是 或 否", "是 (yes) or 否 (no)"},
          .example = "是"};
}
Column note_column(EventType only = EventType::none) {
  return {.header = "事由说明", .field = "reason_text", .type = text, .only = only, .width = 20};
}
Column certificate_number(std::string_view header = "证书编号") {
  return {.header = header,
          .field = "certificate_number",
          .type = code,
          .width = 16,
          .aliases = {"毕业证书号码", "证书号"},
          .help = {"福建为12位:年4县2校2序4;无编号的省市不填",
                   "Fujian: 12 digits YYYYCCSSNNNN; empty where there is no scheme"},
          .example = "202711010001"};
}
Column skill_certificate_number() {
  return {.header = "职业资格证书号",
          .field = "skill_certificate_number",
          .type = code,
          .width = 20,
          .aliases = {"技能等级证书号"},
          .example = "S2027420001"};
}
Column credits(std::string_view header, std::string_view field) {
  return {.header = header,
          .field = field,
          .type = tenths,
          .help = {"至多一位小数", "one decimal at most"},
          .example = "170"};
}

/// One code, and the words of the stamping form: 成人教育 here, 成人班 at registration (FJ-39,
/// FJ-40).
std::vector<Choice> study_modes_of_certificates() {
  return {{"full_time", {"全日制", "full-time"}},
          {"flexible", {"灵活学制", "flexible mode"}},
          {"adult_class", {"成人教育", "adult education"}}};
}

FormSpec graduation_photo() {
  return {.form = Form::graduation_photo,
          .events = {{.type = E::graduation_photo_collected,
                      .subject = S::student,
                      .effective = "taken_on"}},
          .columns = with(who(), {paper("相片摘要", "photo_digest", true),
                                  day("采集日期", "taken_on", "2025-11-03"),
                                  {.header = "采集单位",
                                   .field = "collector",
                                   .type = organisation,
                                   .required = true,
                                   .help = {"市教育局委托的单位,名称或代码",
                                            "the entrusted unit, name or code"}}})};
}

FormSpec graduation_assessment() {
  return {.form = Form::graduation_assessment,
          .events = {{.type = E::graduation_assessed,
                      .subject = S::student,
                      .effective = "assessed_on"},
                     consent_event()},  // FJ-34: of who applies for graduating early.
          .columns = with(
              with(who(),
                   {yes_else_no("操行合格", "moral_passed"), credits("所得学分", "credits_tenths"),
                    credits("应得学分", "credits_required_tenths"),
                    yes_else_no("体育合格", "physical_passed"),
                    yes_else_no("实习合格", "internship_passed"),
                    yes_else_no("技能证书", "skill_certificate"), skill_certificate_number(),
                    yes_else_no("其他要求合格", "other_passed"),
                    yes_else_no("修完教学计划", "plan_complete"),
                    yes_else_no("鉴定表已填", "appraisal_form"), yes_else_no("提前毕业", "early"),
                    day("审核日期", "assessed_on", "2027-05-10"),
                    paper("证明材料摘要", "document_digest", false)}),
              consent_columns())};
}

FormSpec stamping() {
  return {
      .form = Form::stamping,
      .events = {{.type = E::stamping_line, .subject = S::student}},
      .columns = with(
          who(),
          {{.header = "性别", .field = "sex", .type = choice, .table = "sexes", .example = "女"},
           {.header = "出生日期", .field = "birth_date", .type = date, .example = "1949-12-31"},
           {.header = "年级",
            .field = "cohort",
            .type = whole_number,
            .required = true,
            .aliases = {"级", "入学年级"},
            .example = "2024级"},
           {.header = "毕业年度",
            .field = "graduation_year",
            .type = whole_number,
            .required = true,
            .example = "2027"},
           {.header = "毕业季节",
            .field = "season",
            .type = choice,
            .vocabulary = vocabulary_of<Season>,
            .example = "春季"},
           {.header = "毕结业类别",
            .field = "kind",
            .type = choice,
            .vocabulary = vocabulary_of<CertificateKind>,
            .fallback = "graduation",
            .aliases = {"毕/结业"},
            .example = "毕业证书"},
           day("学习起始日期", "study_from", "2024-09-01"),
           day("学习终止日期", "study_until", "2027-06-30"),
           {.header = "修读专业",
            .field = "major_name",
            .type = major_name,
            .width = 18,
            .aliases = {"专业", "专业名称"},
            .example = "计算机应用"},
           {.header = "专业代码", .field = "major_code", .type = major_code, .example = "710201"},
           {.header = "专业目录版本",
            .field = "major_catalogue",
            .type = code,
            .help = {"不填即规则包的现行版本", "empty: the newest version in use"},
            .example = "2021"},
           {.header = "学习形式",
            .field = "study_mode",
            .type = choice,
            .required = true,
            .parameter = "study_modes",
            .vocabulary = study_modes_of_certificates,
            .example = "全日制"},
           {.header = "学制", .field = "programme_years", .type = whole_number, .example = "3年"},
           credits("毕业应得学分", "credits_tenths"),
           skill_certificate_number(),
           certificate_number("毕业证书号码"),
           day("发证日期", "issue_on", "2027-07-01"),
           {.header = "注册表位置",
            .field = "registration",
            .type = position,
            .help = {"新生注册表(期初导入)在台账中的位置;不填则取该生的注册表",
                     "entry of the registration form; empty: the student's own"}},
           paper("成绩文件摘要", "results", false)})};
}

FormSpec diploma_issue() {
  return {
      .form = Form::diploma_issue,
      .events = {{.type = E::diploma_issued, .subject = S::student, .effective = "issued_on"}},
      .columns = with(who(), {certificate_number(), day("发证日期", "issued_on", "2027-07-01")})};
}

FormSpec completion() {
  return {.form = Form::completion,
          .events = {{.type = E::completion_certified,
                      .subject = S::student,
                      .effective = "issued_on"}},
          .columns = with(who(), {certificate_number(), day("发证日期", "issued_on", "2027-07-01"),
                                  yes_else_no("修完教学计划", "plan_complete")})};
}

std::vector<Choice> incomplete_study_papers() {
  return {{"incomplete_study", label_of(CertificateKind::incomplete_study)},
          {"factual_record", label_of(CertificateKind::factual_record)}};
}

FormSpec incomplete_study() {
  return {.form = Form::incomplete_study,
          .events = {{.type = E::incomplete_study_certified,
                      .subject = S::student,
                      .effective = "issued_on"}},
          .columns = with(who(), {{.header = "证书类别",
                                   .field = "kind",
                                   .type = choice,
                                   .required = true,
                                   .vocabulary = incomplete_study_papers,
                                   .width = 16,
                                   .example = "肄业证书"},
                                  certificate_number(),
                                  {.header = "肄业学期数",
                                   .field = "terms_studied",
                                   .type = whole_number,
                                   .required = true,
                                   .aliases = {"肄业年限(学期)"},
                                   .example = "2"},
                                  day("发证日期", "issued_on", "2026-07-01"),
                                  note_column()})};
}

FormSpec admission_violation() {
  return {.form = Form::admission_violation,
          .events = {{.type = E::admission_violation_found,
                      .subject = S::student,
                      .effective = "found_on"}},
          .columns = with(who(), {day("认定日期", "found_on", "2027-03-01"),
                                  {.header = "认定原因",
                                   .field = "reason",
                                   .type = choice,
                                   .required = true,
                                   .vocabulary = vocabulary_of<ReasonCode>,
                                   .only = E::admission_violation_found},
                                  paper("证明材料摘要", "document_digest", false),
                                  note_column(E::admission_violation_found)})};
}

FormSpec certificate_void() {
  return {
      .form = Form::certificate_void,
      .events = {{.type = E::certificate_recalled,
                  .subject = S::student,
                  .effective = "recalled_on",
                  .when_field = "recalled_on"},
                 {.type = E::certificate_voided,
                  .subject = S::student,
                  .effective = "voided_on",
                  .when_field = "voided_on"}},
      .columns = with(
          who(),
          {certificate_number(),
           {.header = "追回日期", .field = "recalled_on", .type = date, .example = "2027-09-01"},
           {.header = "宣布无效日期",
            .field = "voided_on",
            .type = date,
            .width = 14,
            .example = "2027-09-10"},
           note_column(E::certificate_voided)})};
}

FormSpec graduation_proof() {
  return {.form = Form::graduation_proof,
          .events = {{.type = E::graduation_proof_issued,
                      .subject = S::student,
                      .effective = "issued_on"},
                     {.type = E::consent,
                      .subject = S::student,
                      .effective = "signed_on",
                      .when_field = "signed_on"}},
          .columns = with(
              who(),
              {certificate_number("原毕业证书号码"),
               {.header = "毕业证明书编号",
                .field = "proof_number",
                .type = code,
                .required = true,
                .width = 16,
                .example = "202811019001"},
               {.header = "登报名称",
                .field = "newspaper",
                .type = text,
                .required = true,
                .width = 16,
                .example = "十堰日报"},
               {.header = "报纸级别",
                .field = "newspaper_level",
                .type = choice,
                .required = true,
                .vocabulary = vocabulary_of<NewspaperLevel>},
               day("登报日期", "announced_on", "2028-02-20"),
               {.header = "二寸蓝底相片数",
                .field = "photos",
                .type = whole_number,
                .required = true,
                .example = "2"},
               yes_else_no("申请表已填", "application_form"),
               day("办理日期", "issued_on", "2028-03-01"),
               paper("登报材料摘要", "document_digest", false, E::graduation_proof_issued),
               {.header = "本人申请", .field = "by_student", .type = yes_no, .example = "是"},
               {.header = "纸质申请", .field = "on_paper", .type = yes_no, .example = "是"},
               {.header = "申请日期",
                .field = "signed_on",
                .type = date,
                .help = {"填写后记录本人申请", "the application is recorded when this is stated"},
                .example = "2028-02-25"},
               paper("申请书摘要", "consent_document", false, E::consent)})};
}

std::vector<Choice> printed_fields() {
  std::vector<Choice> choices;
  for (const auto field :
       {PersonalField::name, PersonalField::identity_type, PersonalField::identity_number,
        PersonalField::sex, PersonalField::birth_date, PersonalField::skill_certificate_number}) {
    choices.push_back({std::string(code_of(field)), label_of(field)});
  }
  return choices;
}

FormSpec certificate_correction() {
  return {.form = Form::certificate_correction,
          .events = {{.type = E::certificate_data_corrected,
                      .subject = S::student,
                      .effective = "corrected_on"}},
          .columns = with(who(), {certificate_number(),
                                  {.header = "更正项目",
                                   .field = "changed",
                                   .type = choice,
                                   .required = true,
                                   .vocabulary = printed_fields,
                                   .width = 14,
                                   .example = "姓名"},
                                  {.header = "变更前", .field = "old_value", .type = text},
                                  {.header = "变更后", .field = "new_value", .type = text},
                                  paper("发证单位公函摘要", "letter", true),
                                  day("更正日期", "corrected_on", "2027-09-01"),
                                  paper("证明材料摘要", "document_digest", false),
                                  note_column(E::certificate_data_corrected)})};
}

FormSpec file_closing() {
  return {
      .form = Form::file_closing,
      .events = {{.type = E::file_archived,
                  .subject = S::student,
                  .effective = "archived_on",
                  .when_field = "archived_on"},
                 {.type = E::file_handed_over,
                  .subject = S::student,
                  .effective = "handed_on",
                  .when_field = "handed_on"}},
      .columns = with(
          who(),
          {{.header = "归档日期", .field = "archived_on", .type = date, .example = "2027-07-10"},
           {.header = "档案管理员",
            .field = "keeper",
            .type = person,
            .help = {"教工号、姓名或人员标识", "staff number, name or id"}},
           {.header = "移交日期", .field = "handed_on", .type = date},
           {.header = "接收单位", .field = "receiver", .type = text, .width = 20},
           paper("接收回执摘要", "document_digest", false, E::file_handed_over)})};
}

}  // namespace

std::vector<FormSpec> exit_forms() {
  return {graduation_photo(),
          graduation_assessment(),
          stamping(),
          diploma_issue(),
          completion(),
          incomplete_study(),
          admission_violation(),
          certificate_void(),
          graduation_proof(),
          certificate_correction(),
          file_closing()};
}

}  // namespace xueji::intake
