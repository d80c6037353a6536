// Forms about classes, schools and their duties.
#include "tools/intake/form_columns.h"

namespace xueji::intake {
namespace {

using enum CellType;
using S = SubjectSource;
using E = EventType;

Column cohort() {
  return {.header = "年级",
          .field = "cohort",
          .type = whole_number,
          .required = true,
          .aliases = {"级"},
          .help = {"入学年份,如2024级", "year of entry"},
          .example = "2024级"};
}
Column season() {
  return {.header = "招生季节",
          .field = "season",
          .type = choice,
          .required = true,
          .vocabulary = vocabulary_of<Season>,
          .aliases = {"季节"},
          .example = "秋季"};
}
Column class_name() {
  return {.header = "班级",
          .field = "class_id",
          .type = school_class,
          .required = true,
          .width = 16,
          .aliases = {"班级名称"},
          .example = "24计算机1班"};
}
Column count(std::string_view header, std::string_view field, std::string_view example) {
  return {
      .header = header, .field = field, .type = whole_number, .required = true, .example = example};
}
Column day(std::string_view header, std::string_view field, std::string_view example,
           bool required = true) {
  return {.header = header,
          .field = field,
          .type = date,
          .required = required,
          .help = {"如2024-09-01", "e.g. 2024-09-01"},
          .example = example};
}
Column school_of_row(bool required) {
  return {.header = "学校代码",
          .field = "school",
          .type = organisation,
          .required = required,
          .width = 14,
          .aliases = {"学校", "学校名称"},
          .help = {"代码或名称", "code or name"}};
}
Column organisation_of_row() {
  return {.header = "单位代码",
          .field = "organisation",
          .type = organisation,
          .width = 14,
          .aliases = {"单位", "单位名称"},
          .help = {"不填即本单位", "empty: who files"}};
}
Column document(bool required) {
  return {.header = "文件摘要",
          .field = "document",
          .type = digest,
          .required = required,
          .width = 24,
          .help = {"文件的SHA-256(64位十六进制)", "SHA-256 of the document, 64 hex digits"},
          .example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
}
std::vector<Column> majors() {
  return {{.header = "修读专业",
           .field = "major_name",
           .type = major_name,
           .width = 18,
           .aliases = {"专业", "专业名称"},
           .example = "计算机应用"},
          {.header = "专业代码",
           .field = "major_code",
           .type = major_code,
           .width = 10,
           .help = {"与专业名称至少填一项", "at least one of name and code"},
           .example = "710201"},
          {.header = "专业目录版本", .field = "major_catalogue", .type = code, .example = "2021"}};
}
std::vector<Column> with(std::vector<Column> first, std::vector<Column> more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

FormSpec school_class_form() {
  auto columns = with({{.header = "班级",
                        .field = "class_id",
                        .type = school_class,
                        .required = true,
                        .width = 16,
                        .aliases = {"班级名称"},
                        .help = {"已有班级则只更换班主任", "an existing class gets a new teacher"},
                        .example = "24计算机1班"},
                       cohort(),
                       season()},
                      majors());
  return {.form = Form::school_class,
          .events = {{.type = E::class_opened, .subject = S::new_class},
                     {.type = E::class_teacher_assigned,
                      .subject = S::new_class,
                      .when_field = "teacher"}},
          .columns = with(std::move(columns),
                          {{.header = "教学点名称",
                            .field = "site",
                            .type = site,
                            .width = 16,
                            .aliases = {"教学点"},
                            .example = "校本部"},
                           {.header = "班主任",
                            .field = "teacher",
                            .type = person,
                            .help = {"教工号、姓名或人员标识", "staff number, name or id"}}})};
}

FormSpec class_headcount() {
  return {.form = Form::class_headcount,
          .events = {{.type = E::class_headcount_verified,
                      .subject = S::school_class,
                      .effective = "counted_on"}},
          .columns = {class_name(), count("核查人数", "counted", "45"),
                      day("核查日期", "counted_on", "2024-09-05"), school_of_row(false)}};
}

FormSpec presence() {
  return {.form = Form::presence,
          .events = {{.type = E::presence_confirmed, .subject = S::school_class}},
          .columns = {class_name(),
                      count("年", "year", "2024"),
                      count("月", "month", "10"),
                      count("在校人数", "present", "44"),
                      {.header = "缺勤学生身份证号",
                       .field = "absentees",
                       .type = identity_list,
                       .width = 24,
                       .help = {"多人用顿号隔开", "separated by commas"}},
                      {.header = "无籍在班人数",
                       .field = "unregistered_present",
                       .type = whole_number,
                       .fallback = "0",
                       .example = "0"}}};
}

FormSpec on_site_verification() {
  return {.form = Form::on_site_verification,
          .events = {{.type = E::on_site_verified,
                      .subject = S::school_class,
                      .effective = "verified_on"}},
          .columns = {school_of_row(true),
                      class_name(),
                      count("到校人数", "counted", "45"),
                      day("核查日期", "verified_on", "2024-09-08"),
                      {.header = "不在校本部学习",
                       .field = "found_off_campus",
                       .type = yes_no,
                       .fallback = "否",
                       .example = "否"}}};
}

FormSpec out_of_area_review() {
  return {.form = Form::out_of_area_review,
          .events = {{.type = E::out_of_area_reviewed,
                      .subject = S::own_organisation,
                      .effective = "reviewed_on"}},
          .columns = {school_of_row(true),
                      cohort(),
                      season(),
                      count("区域外人数", "counted", "120"),
                      {.header = "审核结果",
                       .field = "result",
                       .type = choice,
                       .required = true,
                       .vocabulary = vocabulary_of<ReviewResult>,
                       .example = "合格"},
                      day("审核日期", "reviewed_on", "2024-10-20")}};
}

FormSpec teaching_plan() {
  return {
      .form = Form::teaching_plan,
      .events = {{.type = E::teaching_plan_filed, .subject = S::own_organisation}},
      .columns = with(with({cohort()}, majors()),
                      {{.header = "课程名称",
                        .field = "name",
                        .type = CellType::name,
                        .required = true,
                        .width = 20,
                        .aliases = {"课程"},
                        .example = "语文"},
                       {.header = "课程类别",
                        .field = "kind",
                        .type = choice,
                        .vocabulary = vocabulary_of<CourseKind>,
                        .fallback = "ordinary",
                        .width = 16,
                        .example = "普通课程"},
                       {.header = "必修",
                        .field = "required",
                        .type = yes_no,
                        .fallback = "是",
                        .example = "是"},
                       count("学时", "hours", "144"),
                       {.header = "学分", .field = "credits", .type = whole_number, .example = "8"},
                       document(false)}),
      .group_by = {"cohort", "major_code", "major_catalogue"}};
}

FormSpec school_calendar() {
  return {.form = Form::school_calendar,
          .events = {{.type = E::school_calendar_set, .subject = S::own_organisation}},
          .columns = {{.header = "学年",
                       .field = "school_year",
                       .type = whole_number,
                       .required = true,
                       .help = {"起始年份,如2024", "its first year"},
                       .example = "2024"},
                      {.header = "学期",
                       .field = "number",
                       .type = whole_number,
                       .required = true,
                       .help = {"1 秋季学期,2 春季学期", "1 autumn, 2 spring"},
                       .example = "1"},
                      day("开学日期", "starts", "2024-09-01"),
                      day("放假日期", "ends", "2025-01-18"),
                      count("总课时", "hours", "560")},
          .group_by = {"school_year"}};
}

FormSpec school_rule() {
  return {.form = Form::school_rule,
          .events = {{.type = E::school_rule_filed, .subject = S::own_organisation}},
          .columns = {{.header = "制度类别",
                       .field = "kind",
                       .type = choice,
                       .required = true,
                       .vocabulary = vocabulary_of<SchoolRuleKind>,
                       .width = 20,
                       .example = "学籍管理实施细则"},
                      {.header = "标题",
                       .field = "title",
                       .type = text,
                       .required = true,
                       .width = 30,
                       .example = "学籍管理实施细则"},
                      document(true),
                      day("公布日期", "published_on", "2024-09-01", false)}};
}

FormSpec officer() {
  return {.form = Form::officer,
          .events = {{.type = E::officer_designated, .subject = S::own_organisation}},
          .columns = {organisation_of_row(),
                      {.header = "学籍管理员",
                       .field = "officer",
                       .type = person,
                       .required = true,
                       .help = {"教工号、姓名或人员标识", "staff number, name or id"}}}};
}

FormSpec officer_handover() {
  return {
      .form = Form::officer_handover,
      .events = {{.type = E::officer_handed_over, .subject = S::own_organisation}},
      .columns = {organisation_of_row(),
                  {.header = "移交人", .field = "from_officer", .type = person, .required = true},
                  {.header = "接收人", .field = "to_officer", .type = person, .required = true}}};
}

FormSpec deadline_extension() {
  return {.form = Form::deadline_extension,
          .events = {{.type = E::deadline_extended, .subject = S::own_organisation}},
          .columns = {organisation_of_row(),
                      {.header = "规则编号",
                       .field = "rule",
                       .type = code,
                       .required = true,
                       .only = E::deadline_extended,
                       .example = "SY-1.2l"},
                      cohort(),
                      season(),
                      day("延至", "until", "2024-11-25"),
                      {.header = "原因",
                       .field = "reason",
                       .type = choice,
                       .required = true,
                       .vocabulary = vocabulary_of<ReasonCode>,
                       .only = E::deadline_extended,
                       .example = "自然灾害"},
                      {.header = "事由说明",
                       .field = "reason_text",
                       .type = text,
                       .only = E::deadline_extended,
                       .width = 24}}};
}

FormSpec reporting_window() {
  return {.form = Form::reporting_window,
          .events = {{.type = E::reporting_window_announced, .subject = S::own_organisation}},
          .columns = {{.header = "表单",
                       .field = "form",
                       .type = choice,
                       .required = true,
                       .vocabulary = vocabulary_of<Form>,
                       .width = 18,
                       .example = "entry-roster"},
                      cohort(),
                      season(),
                      day("开始日期", "opens", "2024-10-01"),
                      day("截止日期", "closes", "2024-11-15")}};
}

FormSpec external_list() {
  return {.form = Form::external_list,
          .events = {{.type = E::external_list_imported, .subject = S::own_organisation}},
          .columns = {{.header = "名单类别",
                       .field = "kind",
                       .type = choice,
                       .required = true,
                       .vocabulary = vocabulary_of<ExternalListKind>,
                       .width = 20,
                       .example = "技工学校学籍名册"},
                      day("名单日期", "as_of", "2024-09-01"),
                      school_of_row(false),
                      {.header = "身份证号",
                       .field = "identity_number",
                       .type = identity_number,
                       .width = 22,
                       .aliases = {"身份证件号", "身份证号码", "公民身份号码", "证件号码"},
                       .help = {"只存带密钥的摘要", "only keyed hashes are kept"},
                       .example = "11010519491231002X"},
                      {.header = "计划人数",
                       .field = "count",
                       .type = whole_number,
                       .help = {"招生计划填此项,不列身份证号", "of a plan, without id numbers"}}},
          .group_by = {"kind", "as_of", "school"}};
}

}  // namespace

std::vector<FormSpec> school_forms() {
  return {school_class_form(),    class_headcount(),    presence(),
          on_site_verification(), out_of_area_review(), teaching_plan(),
          school_calendar(),      school_rule(),        officer(),
          officer_handover(),     deadline_extension(), reporting_window(),
          external_list()};
}

}  // namespace xueji::intake
