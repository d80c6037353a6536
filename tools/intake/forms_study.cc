// Forms of results, credits, examinations and internships. A term's results and an internship have
// one row for each course or student; the rows of one term, or of one internship, become one event.
#include "tools/intake/form_parts.h"

namespace xueji::intake {
namespace {

using enum CellType;
using S = SubjectSource;
using E = EventType;

Column school_year_column() {
  return {.header = "学年",
          .field = "school_year",
          .type = whole_number,
          .required = true,
          .help = {"学年开始的年份,如2024即2024—2025学年", "year in which the school year began"},
          .example = "2024"};
}
Column term_column() {
  return {.header = "学期",
          .field = "term",
          .type = whole_number,
          .required = true,
          .width = 6,
          .help = {"1上学期,2下学期", "1 autumn, 2 spring"},
          .example = "1"};
}
Column course_column() {
  return {.header = "课程代码",
          .field = "course_code",
          .type = code,
          .required = true,
          .help = {"教学计划中的课程代码", "the course's code in the teaching plan"},
          .example = "YW01"};
}
Column course_kind_column() {
  return {.header = "课程类别",
          .field = "kind",
          .type = choice,
          .vocabulary = vocabulary_of<CourseKind>,
          .fallback = "ordinary",
          .help = {"不填即普通课程", "empty: an ordinary course"},
          .example = "普通课程"};
}
Column credits_column() {
  return {
      .header = "学分",
      .field = "credits_tenths",
      .type = tenths,
      .width = 6,
      .help = {"取得的学分,可带一位小数;不合格为0", "credits earned, one decimal; 0 when failed"},
      .example = "4"};
}
template <class Enum>
Column chosen(std::string_view header, std::string_view field, std::string_view example) {
  return {.header = header,
          .field = field,
          .type = choice,
          .required = true,
          .vocabulary = vocabulary_of<Enum>,
          .example = example};
}

FormSpec term_results() {
  return {.form = Form::term_results,
          .events = {{.type = E::term_result_recorded, .subject = S::student}},
          .columns = with(
              who(), {school_year_column(),
                      term_column(),
                      course_column(),
                      course_kind_column(),
                      credits_column(),
                      yes("是否合格", "passed", true),
                      yes("补考或重修", "makeup"),
                      {.header = "成绩",
                       .field = "score",
                       .type = text,
                       .width = 8,
                       .help = {"分数或等第;属个人信息,不公开", "marks; kept as personal data"},
                       .example = "86"},
                      chosen<ReviewResult>("德育考核", "moral_result", "合格"),
                      {.header = "缺课课时", .field = "absent_hours", .type = whole_number},
                      {.header = "学期总课时", .field = "term_hours", .type = whole_number},
                      paper("成绩单摘要", "document_digest", false)}),
          .group_by = {"student", "identity_number", "school_year", "term"}};
}

FormSpec credit_recognition() {
  auto columns = with(who(), {chosen<CreditSource>("学分来源", "source", "校际互认"),
                              course_column(),
                              course_kind_column(),
                              credits_column(),
                              day("认定日期", "recognised_on", "2024-10-08"),
                              paper("证明材料摘要", "document_digest", true, E::credit_recognised),
                              {.header = "事由说明",
                               .field = "reason_text",
                               .type = text,
                               .only = E::credit_recognised,
                               .width = 24}});
  return {.form = Form::credit_recognition,
          .events = {{.type = E::credit_recognised,
                      .subject = S::student,
                      .effective = "recognised_on"},
                     consent_event()},
          .columns = with(std::move(columns), consent_columns())};
}

FormSpec exam_irregularity() {
  return {.form = Form::exam_irregularity,
          .events = {{.type = E::exam_irregularity_recorded,
                      .subject = S::student,
                      .effective = "happened_on"}},
          .columns = with(who(), {school_year_column(), term_column(), course_column(),
                                  chosen<Irregularity>("违纪情形", "kind", "考试作弊"),
                                  chosen<IrregularityOutcome>("处理结果", "outcome", "零分记录"),
                                  day("考试日期", "happened_on", "2024-10-15"),
                                  paper("证明材料摘要", "document_digest", false),
                                  personal_text("事由说明", "reason_text", 24)})};
}

FormSpec makeup_exam() {
  return {
      .form = Form::makeup_exam,
      .events = {{.type = E::makeup_approved, .subject = S::student, .effective = "approved_on"}},
      .columns = with(who(), {school_year_column(), term_column(), course_column(),
                              day("批准日期", "approved_on", "2024-10-18"),
                              personal_text("悔改表现", "reason_text", 24)})};
}

FormSpec city_results() {
  return {
      .form = Form::city_results,
      .events = {{.type = E::city_result_recorded, .subject = S::student, .effective = "taken_on"}},
      .columns = with(who(), {chosen<CityTest>("测试", "test", "文化基础课抽考"),
                              chosen<ReviewResult>("结果", "result", "合格"),
                              day("测试日期", "taken_on", "2025-05-20"),
                              personal_text("成绩单", "score_sheet", 12),
                              paper("成绩单摘要", "document_digest", false),
                              {.header = "学校代码",
                               .field = "school",
                               .type = organisation,
                               .width = 14,
                               .aliases = {"学校", "学校名称"}}})};
}

// ---- Internships. ------------------------------------------------------------------------------

Column internship_column() {
  return {.header = "实习标识",
          .field = "internship",
          .type = code,
          .width = 30,
          .help = {"只有一次可选时不用填", "needed only when there are several"}};
}
Column hours_column(std::string_view header, std::string_view field, std::string_view example) {
  return {.header = header,
          .field = field,
          .type = whole_number,
          .required = true,
          .width = 12,
          .example = example};
}

FormSpec internship() {
  return {
      .form = Form::internship,
      .events = {{.type = E::internship_applied, .subject = S::own_organisation}},
      .columns = with(
          who(), {{.header = "年级",
                   .field = "cohort",
                   .type = whole_number,
                   .required = true,
                   .aliases = {"级"},
                   .example = "2024级"},
                  {.header = "修读专业", .field = "major_name", .type = major_name, .width = 18},
                  {.header = "专业代码", .field = "major_code", .type = major_code, .width = 10},
                  {.header = "专业目录版本", .field = "major_catalogue", .type = code},
                  {.header = "实习单位",
                   .field = "company",
                   .type = text,
                   .required = true,
                   .width = 24,
                   .aliases = {"企业名称"},
                   .example = "演示园艺有限公司"},
                  yes("已考察企业", "company_inspected"),
                  yes("岗位与专业对口", "post_fits_major"),
                  {.header = "带队教师",
                   .field = "lead_teacher",
                   .type = person,
                   .required = true,
                   .help = {"教工号、姓名或人员标识", "staff number, name or id"}},
                  yes("已签安全协议", "safety_agreement"),
                  yes("已作安全教育", "safety_education"),
                  yes("校外实习", "off_campus", true),
                  day("实习开始日期", "from", "2026-09-01", {"起始日期"}),
                  day("实习结束日期", "until", "2027-05-31", {"截止日期"}),
                  hours_column("教学计划总课时", "plan_hours", "3000"),
                  hours_column("已完成课时", "plan_hours_done", "2000"),
                  paper("实习计划摘要", "plan", false)}),
      .group_by = {"cohort", "major_code", "company", "from", "until"},
      .rows_are_students = true};
}

FormSpec internship_start() {
  return {.form = Form::internship_start,
          .events = {{.type = E::internship_started,
                      .subject = S::own_organisation,
                      .effective = "started_on"}},
          .columns = {internship_column(), day("实际开始日期", "started_on", "2026-09-01")}};
}

FormSpec internship_summary() {
  return {
      .form = Form::internship_summary,
      .events = {{.type = E::internship_closed,
                  .subject = S::own_organisation,
                  .effective = "ended_on"}},
      .columns = with(who(), {internship_column(), day("实际结束日期", "ended_on", "2027-05-31"),
                              paper("实结报告摘要", "summary", true),
                              chosen<ReviewResult>("实习考核结果", "result", "合格")}),
      .group_by = {"internship", "ended_on", "summary"},
      .rows_are_students = true};
}

}  // namespace

std::vector<FormSpec> study_forms() {
  return {term_results(), credit_recognition(), exam_irregularity(), makeup_exam(),
          city_results(), internship(),         internship_start(),  internship_summary()};
}

}  // namespace xueji::intake
