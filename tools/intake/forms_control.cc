// Forms of the yearly inspection and of the end of an organisation (SY-3.3, rules.md §10 rows 59
// and 67). Monthly reports have no sheet: what they say is computed from the ledger (`xueji
// monthly`).
#include "tools/intake/form_columns.h"

namespace xueji::intake {
namespace {

using enum CellType;
using S = SubjectSource;
using E = EventType;

Column organisation_of_row() {
  return {.header = "单位代码",
          .field = "organisation",
          .type = organisation,
          .width = 14,
          .aliases = {"单位", "学校代码", "学校", "学校名称"},
          .help = {"不填即申报单位", "empty: the organisation of the submission"},
          .example = "S001"};
}
Column inspected_year() {
  return {.header = "年检年度",
          .field = "year",
          .type = whole_number,
          .required = true,
          .aliases = {"年度"},
          .help = {"所检查的年份,如2024", "the year that is inspected"},
          .example = "2024"};
}
Column day(std::string_view header, std::string_view field, bool required = true) {
  return {.header = header,
          .field = field,
          .type = date,
          .required = required,
          .help = {"如2025-01-15", "e.g. 2025-01-15"},
          .example = "2025-01-15"};
}
Column finding_id() {
  return {.header = "问题标识",
          .field = "finding",
          .type = code,
          .width = 30,
          .help = {"系统给出的26位标识;只有一个待办问题时可不填",
                   "the ledger's id; may be left out where one finding waits"},
          .example = ""};
}
Column explanation(std::string_view header) {
  return {.header = header,
          .field = "reason_text",
          .type = text,
          .width = 40,
          .help = {"此栏不公开", "kept apart from the log"},
          .example = "现场点名缺1人(演示数据)"};
}

FormSpec inspection_form() {
  return {.form = Form::inspection,
          .events = {{.type = E::inspection_opened,
                      .subject = S::own_organisation,
                      .effective = "opened_on",
                      .when_field = "opened_on"},
                     {.type = E::inspection_closed,
                      .subject = S::own_organisation,
                      .effective = "closed_on",
                      .when_field = "closed_on"}},
          .columns = {inspected_year(), day("开始日期", "opened_on", false),
                      day("结束日期", "closed_on", false)}};
}

FormSpec finding_form() {
  return {.form = Form::finding,
          .events = {{.type = E::finding_raised, .subject = S::own_organisation}},
          .columns = {organisation_of_row(),
                      inspected_year(),
                      {.header = "问题代码",
                       .field = "code",
                       .type = code,
                       .required = true,
                       .width = 24,
                       .help = {"如 GHOST_STATUS", "e.g. GHOST_STATUS"},
                       .example = "GHOST_STATUS"},
                      {.header = "规则编号",
                       .field = "rule",
                       .type = code,
                       .required = true,
                       .aliases = {"规则"},
                       .help = {"如 SY-1.5d", "e.g. SY-1.5d"},
                       .example = "SY-1.5d"},
                      day("首日", "first_day"),
                      {.header = "证据位置",
                       .field = "proof",
                       .type = text,
                       .width = 24,
                       .help = {"台账记录的位置,用逗号分开", "positions in the log, with commas"},
                       .example = "120,131"},
                      {.header = "现场发现",
                       .field = "on_the_spot",
                       .type = yes_no,
                       .help = {"是:现场发现,不在台账中", "yes: found on the spot"},
                       .example = "是"},
                      {.header = "学籍标识",
                       .field = "student",
                       .type = student_id,
                       .width = 30,
                       .help = {"涉及某一学生时填写", "where it is about one student"}},
                      explanation("情况说明")}};
}

FormSpec finding_answer_form() {
  return {.form = Form::finding_answer,
          .events = {{.type = E::finding_answered,
                      .subject = S::own_organisation,
                      .effective = "answered_on"}},
          .columns = {finding_id(),
                      day("答复日期", "answered_on"),
                      {.header = "材料摘要",
                       .field = "document_digest",
                       .type = digest,
                       .width = 24,
                       .help = {"整改材料的SHA-256", "SHA-256 of the papers"}},
                      explanation("整改情况")}};
}

FormSpec finding_closing_form() {
  return {.form = Form::finding_closing,
          .events = {{.type = E::finding_closed,
                      .subject = S::own_organisation,
                      .effective = "closed_on"}},
          .columns = {organisation_of_row(),
                      finding_id(),
                      {.header = "结论",
                       .field = "outcome",
                       .type = choice,
                       .required = true,
                       .vocabulary = vocabulary_of<FindingOutcome>,
                       .example = "已整改"},
                      day("销号日期", "closed_on"),
                      explanation("说明")}};
}

FormSpec commendation_form() {
  return {.form = Form::commendation,
          .events = {{.type = E::commendation_recorded,
                      .subject = S::own_organisation,
                      .effective = "commended_on"}},
          .columns = {organisation_of_row(),
                      inspected_year(),
                      {.header = "表彰名称",
                       .field = "title",
                       .type = text,
                       .required = true,
                       .width = 30,
                       .example = "学籍管理先进单位(演示)"},
                      day("表彰日期", "commended_on")}};
}

FormSpec organisation_end_form() {
  return {.form = Form::organisation_end,
          .events = {{.type = E::organisation_merged,
                      .subject = S::own_organisation,
                      .effective = "merged_on",
                      .when_field = "merged_on"},
                     {.type = E::organisation_closed,
                      .subject = S::own_organisation,
                      .effective = "closed_on",
                      .when_field = "closed_on"}},
          .columns = {organisation_of_row(),
                      {.header = "并入单位",
                       .field = "into",
                       .type = organisation,
                       .only = E::organisation_merged,
                       .width = 14,
                       .help = {"合并时填写", "for a merger"}},
                      day("合并日期", "merged_on", false),
                      day("撤销日期", "closed_on", false)}};
}

}  // namespace

std::vector<FormSpec> control_forms() {
  return {inspection_form(),      finding_form(),      finding_answer_form(),
          finding_closing_form(), commendation_form(), organisation_end_form()};
}

}  // namespace xueji::intake
