// Forms of awards and sanctions. A case needs no id in the sheet as long as the student has only
// one at the stage that the form is about.
#include "tools/intake/form_parts.h"

namespace xueji::intake {
namespace {

using enum CellType;
using S = SubjectSource;
using E = EventType;

Column case_column() {
  return {
      .header = "案件标识",
      .field = "case_id",
      .type = code,
      .width = 30,
      .help = {"该生只有一个可办案件时不用填", "needed only when the student has several cases"}};
}
Column staff_column(std::string_view header, std::string_view field) {
  return {.header = header,
          .field = field,
          .type = person,
          .required = true,
          .help = {"教工号、姓名或人员标识", "staff number, name or id"}};
}
template <class Enum>
Column chosen(std::string_view header, std::string_view field, std::string_view example,
              bool required = true) {
  return {.header = header,
          .field = field,
          .type = choice,
          .required = required,
          .vocabulary = vocabulary_of<Enum>,
          .example = example};
}
Column kind_column(bool required = true) {
  auto column = chosen<SanctionKind>("处分种类", "kind", "警告", required);
  column.parameter = "sanction_kinds";
  return column;
}
/// The papers of an act, beside those of a consent in the same row.
std::vector<Column> papers_of(EventType type) {
  return {paper("材料摘要", "document_digest", false, type),
          {.header = "事由说明", .field = "reason_text", .type = text, .only = type, .width = 24}};
}
std::vector<Column> archives() {
  return {yes("归入本人档案", "in_student_file", true),
          yes("归入学校文书档案", "in_office_archive", true)};
}

FormSpec one_act(Form form, EventType type, std::string_view effective,
                 std::vector<Column> columns) {
  columns = with(with(who(), std::move(columns)), papers_of(type));
  return {.form = form,
          .events = {{.type = type, .subject = S::student, .effective = effective}},
          .columns = std::move(columns)};
}
FormSpec with_consent(FormSpec spec) {
  spec.events.push_back(consent_event());
  spec.columns = with(std::move(spec.columns), consent_columns());
  return spec;
}

FormSpec award() {
  auto title = chosen<AwardTitle>("荣誉称号", "title", "三好学生");
  title.parameter = "award_titles";
  return one_act(Form::award, E::award_granted, "awarded_on",
                 with({title, day("授予日期", "awarded_on", "2025-06-20")}, archives()));
}

FormSpec sanction_proposal() {
  auto columns = with(
      who(), {case_column(),
              kind_column(),
              {.header = "校规条款",
               .field = "rule_clause",
               .type = text,
               .required = true,
               .width = 16,
               .help = {"已公布的处分规定的条款", "clause of the published rules"},
               .example = "第3条第2款"},
              day("违纪日期", "act_on", "2024-09-20"),
              {.header = "证据件数",
               .field = "evidence_count",
               .type = whole_number,
               .required = true,
               .example = "2"},
              staff_column("报告人", "reporter"),
              personal_text("违纪事实", "case_facts", 30),
              {.header = "证据摘要",
               .field = "evidence_digests",
               .type = text,
               .width = 30,
               .help = {"各件证据的SHA-256,用分号隔开", "SHA-256 of each piece, separated by ;"}},
              personal_text("拟处理意见", "reason_text", 24)});
  return {.form = Form::sanction_proposal,
          .events = {{.type = E::sanction_proposed, .subject = S::student}},
          .columns = std::move(columns)};
}

FormSpec hearing() {
  return with_consent(
      one_act(Form::hearing, E::hearing_offered, "offered_on",
              {case_column(), day("听取日期", "offered_on", "2024-10-08"),
               chosen<HearingStatement>("学生意见", "student_statement", "申辩"),
               chosen<HearingStatement>("监护人意见", "guardian_statement", "保留意见")}));
}

FormSpec decision(Form form) {
  std::vector<Column> columns = {case_column(),
                                 kind_column(),
                                 day("决定日期", "decided_on", "2024-10-10"),
                                 {.header = "处分期截止",
                                  .field = "until",
                                  .type = date,
                                  .help = {"不填即未定期限", "empty: open"}},
                                 staff_column("决定人", "decider"),
                                 {.header = "出生日期",
                                  .field = "birth_date",
                                  .type = date,
                                  .help = {"有身份证号的不用填", "only without a citizen id"}}};
  if (form == Form::expulsion) columns.push_back(paper("法律依据摘要", "legal_basis", false));
  return one_act(form, E::sanction_decided, "decided_on", with(std::move(columns), archives()));
}

FormSpec service() {
  return one_act(Form::sanction_service, E::sanction_served, "to_student_on",
                 {case_column(),
                  day("送达学生日期", "to_student_on", "2024-10-12"),
                  {.header = "送达监护人日期", .field = "to_guardian_on", .type = date},
                  chosen<ServiceMethod>("送达方式", "method", "当面送达"),
                  yes("拒收(已注明)", "refused")});
}

FormSpec appeal() {
  return with_consent(one_act(Form::appeal, E::appeal_filed, "filed_on",
                              {case_column(), day("申诉日期", "filed_on", "2024-10-16")}));
}

FormSpec appeal_answer() {
  return one_act(
      Form::appeal_answer, E::appeal_answered, "answered_on",
      {case_column(), chosen<AppealOutcome>("答复", "outcome", "维持"), kind_column(false),
       day("答复日期", "answered_on", "2024-10-25"), staff_column("复查人", "reviewer")});
}

FormSpec lifting() {
  return with_consent(one_act(Form::sanction_lifting, E::sanction_lifted, "lifted_on",
                              {case_column(), day("申请日期", "applied_on", "2025-04-10"),
                               day("撤销日期", "lifted_on", "2025-04-20")}));
}

}  // namespace

std::vector<FormSpec> discipline_forms() {
  return {award(),
          sanction_proposal(),
          hearing(),
          decision(Form::sanction_decision),
          decision(Form::expulsion),
          service(),
          appeal(),
          appeal_answer(),
          lifting()};
}

}  // namespace xueji::intake
