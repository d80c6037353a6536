// Forms whose rows are students. The headers of the national system are used word for word
// (domain facts §5), so that a sheet exported there reads here unchanged.
#include "tools/intake/form_parts.h"

namespace xueji::intake {
namespace {

using enum CellType;
using S = SubjectSource;
using E = EventType;

Column sex_column() {
  return {.header = "性别",
          .field = "sex",
          .type = choice,
          .table = "sexes",
          .width = 6,
          .help = {"与身份证号第17位一致", "agrees with digit 17 of the citizen id"},
          .example = "女"};
}
Column birth_column() {
  return {.header = "出生日期",
          .field = "birth_date",
          .type = date,
          .width = 12,
          .aliases = {"出生年月日", "出生年月"},
          .help = {"与身份证号第7至14位一致", "agrees with digits 7 to 14 of the citizen id"},
          .example = "1949-12-31"};
}
Column cohort_column() {
  return {.header = "年级",
          .field = "cohort",
          .type = whole_number,
          .required = true,
          .aliases = {"级", "入学年级"},
          .help = {"入学年份,如2024级", "year of entry"},
          .example = "2024级"};
}
Column season_column() {
  return {.header = "招生季节",
          .field = "season",
          .type = choice,
          .vocabulary = vocabulary_of<Season>,
          .aliases = {"春秋季", "季节"},
          .help = {"不填则按入学(录取)时间推定", "empty: by the day of entry or admission"},
          .example = "秋季"};
}
std::vector<Column> major_columns() {
  return {
      {.header = "修读专业",
       .field = "major_name",
       .type = major_name,
       .width = 18,
       .aliases = {"专业", "专业名称", "录取专业"},
       .help = {"专业目录中的名称或代码;与专业代码至少填一项", "name or code in the catalogue"},
       .example = "计算机应用"},
      {.header = "专业代码",
       .field = "major_code",
       .type = major_code,
       .width = 10,
       .help = {"六位代码,与专业名称一致;规则包允许时可填专业大类代码,如71",
                "six digits, of the same major; a category where the pack allows it, e.g. 71"},
       .example = "710201"},
      {.header = "专业目录版本",
       .field = "major_catalogue",
       .type = code,
       .help = {"不填即规则包的现行版本", "empty: the newest version in use"},
       .example = "2021"},
  };
}
Column route_column(std::string_view fallback) {
  return {.header = "招生类型",
          .field = "route",
          .type = choice,
          .required = true,
          .table = "entry_routes",
          .parameter = "entry_routes",
          .vocabulary = vocabulary_of<EntryRoute>,
          .fallback = fallback,
          .aliases = {"入学途径", "入学方式"},
          .help = {"录取途径", "how the student was admitted"},
          .example = "统招"};
}
Column category_column() {
  return {.header = "生源类别",
          .field = "category",
          .type = choice,
          .table = "candidate_categories",
          .parameter = "candidate_categories",
          .vocabulary = vocabulary_of<CandidateCategory>,
          .width = 16,
          .aliases = {"考生类别"},
          .help = {"考生来源", "category of the candidate"},
          .example = "应届初中毕业生"};
}
Column joint_column() {
  return {.header = "联招合作类型",
          .field = "joint",
          .type = choice,
          .vocabulary = vocabulary_of<JointProgramme>,
          .width = 16,
          .help = {"非联合办学不填", "empty without a joint programme"}};
}
std::vector<Column> household_columns() {
  return {
      {.header = "户籍所在省",
       .field = "household_province",
       .type = province,
       .help = {"区划全称", "full name"},
       .example = "湖北省"},
      {.header = "户籍所在市",
       .field = "household_city",
       .type = city,
       .help = {"区划全称", "full name"},
       .example = "十堰市"},
      {.header = "户籍所在区县",
       .field = "household_county",
       .type = county,
       .aliases = {"户籍所在县", "户籍所在县(市、区)"},
       .help = {"须为该省市下的区县名称;据此判断是否区域外",
                "a county of that province; decides whether the student is from out of area"},
       .example = "郧阳区"},
  };
}
Column personal_code(std::string_view header, std::string_view field, double width,
                     std::vector<std::string_view> aliases = {}) {
  return {.header = header, .field = field, .type = code, .width = width, .aliases = aliases};
}
Column personal_choice(std::string_view header, std::string_view field, std::string_view table,
                       std::string_view example) {
  return {.header = header, .field = field, .type = choice, .table = table, .example = example};
}
Column school_of_row() {
  return {.header = "学校代码",
          .field = "school",
          .type = organisation,
          .width = 14,
          .aliases = {"学校", "学校名称"},
          .help = {"由主管部门填报时必填;学校自己填报不用填", "only when an authority files"}};
}
Column site_column() {
  return {.header = "教学点名称",
          .field = "site",
          .type = site,
          .width = 16,
          .aliases = {"教学点", "学习地点"},
          .help = {"校本部不填或填“校本部”", "empty or 校本部 for the main campus"},
          .example = "校本部"};
}
Column class_column(bool required = true) {
  return {.header = "班级",
          .field = "class_id",
          .type = school_class,
          .required = required,
          .width = 16,
          .aliases = {"班级名称"},
          .help = {"先用 class 表单建班", "opened with the form class"},
          .example = "24计算机1班"};
}
Column entered_column() {
  return {.header = "入学年月",
          .field = "entered_on",
          .type = month,
          .required = true,
          .aliases = {"入学时间", "入学日期"},
          .help = {"如202409", "e.g. 202409"},
          .example = "202409"};
}
Column years_column() {
  return {.header = "学制",
          .field = "programme_years",
          .type = whole_number,
          .width = 6,
          .help = {"年数", "years"},
          .example = "3"};
}
Column study_mode_column() {
  return {.header = "学习形式",
          .field = "study_mode",
          .type = choice,
          .table = "study_modes",
          .parameter = "study_modes",
          .vocabulary = vocabulary_of<StudyMode>,
          .help = {"必须注明", "must be stated"},
          .example = "全日制"};
}

/// The national columns that are personal (domain facts §5), and those of FJ-39.
std::vector<Column> national_personal_columns() {
  std::vector<Column> columns = {
      sex_column(),
      personal_choice("民族", "ethnic_group", "ethnic_groups", "汉族"),
  };
  for (auto& column : household_columns())
    columns.push_back(std::move(column));
  const std::vector<Column> more = {
      personal_text("详细地址", "household_address", 24, {"户籍详细地址"}),
      personal_choice("户籍性质", "household_type", "household_types", "农业户口"),
      {.header = "是否低保", .field = "low_income", .type = yes_no, .example = "否"},
      {.header = "是否享受国家助学金", .field = "receives_grant", .type = yes_no, .example = "是"},
      personal_code("月发放标准(元)", "monthly_grant", 10),
      {.header = "家长(监护人)姓名",
       .field = "guardian_name",
       .type = CellType::name,
       .aliases = {"家长姓名", "监护人姓名"},
       .example = "李强"},
      personal_code("家长(监护人)电话", "guardian_phone", 14, {"家长电话", "监护人电话"}),
      personal_choice("健康情况", "health", "health_statuses", "健康或良好"),
      {.header = "现家庭所在省", .field = "home_province", .type = province, .example = "湖北省"},
      {.header = "现家庭所在市", .field = "home_city", .type = city, .example = "十堰市"},
      {.header = "现家庭所在区县", .field = "home_county", .type = county, .example = "郧阳区"},
      personal_text("现家庭详细地址", "home_address", 24, {"家庭地址"}),
      birth_column(),
      personal_code("校内学号", "campus_number", 14),
      personal_code("学生本人联系电话", "student_phone", 14, {"联系电话"}),
      personal_code("邮政编码", "postal_code", 8),
      personal_code("省级电子注册学籍号", "provincial_registration_number", 20),
      {.header = "曾用名", .field = "former_name", .type = CellType::name},
      personal_choice("政治面貌", "political_status", "political_statuses", "共青团员"),
      personal_text("籍贯", "native_place", 16),
      {.header = "港澳台侨胞",
       .field = "hong_kong_macao_taiwan",
       .type = choice,
       .table = "hong_kong_macao_taiwan",
       .example = "否"},
      personal_text("毕业学校", "previous_school", 20),
      personal_code("电子邮箱", "email", 20),
      personal_code("中职学生资助卡号", "grant_card", 22),
      personal_text("备注", "remark", 16),
      personal_code("原毕业证书号", "previous_certificate_number", 18),
      {.header = "家庭经济状况",
       .field = "family_economy",
       .type = choice,
       .table = "family_economies"},
      personal_text("生源所在地", "origin_place", 16, {"生源地"}),
  };
  return with(std::move(columns), more);
}

std::vector<Column> national_columns() {
  auto columns = who();
  for (auto& column : major_columns())
    columns.push_back(std::move(column));
  columns =
      with(std::move(columns),
           {cohort_column(),
            season_column(),
            entered_column(),
            years_column(),
            study_mode_column(),
            class_column(),
            site_column(),
            {.header = "学校类型",
             .field = "school_type",
             .type = checked_only,
             .help = {"以登记的学校类型为准,不另存", "that of the registered school counts"}}});
  return with(std::move(columns), national_personal_columns());
}

FormSpec roster(Form form) {
  auto columns = with(
      national_columns(),
      {route_column("exam"),
       category_column(),
       joint_column(),
       {.header = "联招合作学校机构代码", .field = "joint_partner_code", .type = code, .width = 14},
       {.header = "学生类别",
        .field = "student_category",
        .type = choice,
        .table = "student_categories",
        .width = 16,
        .example = "普通中专学生"},
       {.header = "在读年级",
        .field = "grade",
        .type = whole_number,
        .fallback = "1",
        .help = {"新生为1", "1 for new students"},
        .example = "1"},
       {.header = "不在校本部学习",
        .field = "off_main_campus",
        .type = yes_no,
        .help = {"在教学点学习的须注明;不填则按教学点推定",
                 "must be marked; empty: by the teaching point"},
        .example = "否"}});
  return {.form = form,
          .events = {{.type = E::roster_line, .subject = S::student}},
          .columns = std::move(columns),
          .required_parameter = "roster_required_fields"};
}

FormSpec admission() {
  auto columns = with(who(), major_columns());
  columns = with(std::move(columns), {cohort_column(),
                                      season_column(),
                                      route_column("exam"),
                                      category_column(),
                                      {.header = "录取依据",
                                       .field = "basis",
                                       .type = choice,
                                       .required = true,
                                       .vocabulary = vocabulary_of<AdmissionBasis>,
                                       .fallback = "exam_list",
                                       .example = "录取名册"},
                                      {.header = "原学历",
                                       .field = "prior_education",
                                       .type = choice,
                                       .vocabulary = vocabulary_of<PriorEducation>,
                                       .fallback = "junior_high",
                                       .example = "初中毕业"},
                                      day("录取日期", "admitted_on", "2024-08-20"),
                                      joint_column(),
                                      sex_column(),
                                      birth_column()});
  columns = with(std::move(columns), household_columns());
  columns =
      with(std::move(columns),
           {personal_text("毕业学校", "previous_school", 20),
            personal_code("原毕业证书号", "previous_certificate_number", 18), school_of_row()});
  return {.form = Form::admission,
          .events = {{.type = E::student_admitted,
                      .subject = S::new_student,
                      .effective = "admitted_on"}},
          .columns = std::move(columns)};
}

FormSpec ordinary_high_admission() {
  auto columns = with(who(), major_columns());
  columns = with(std::move(columns), {cohort_column(),
                                      season_column(),
                                      route_column("ordinary_high_diversion"),
                                      {.header = "已完成普高学期数",
                                       .field = "terms_completed",
                                       .type = whole_number,
                                       .required = true,
                                       .example = "3"},
                                      day("录取日期", "admitted_on", "2024-09-01"),
                                      sex_column(),
                                      birth_column()});
  columns = with(std::move(columns), household_columns());
  columns = with(std::move(columns),
                 {personal_text("毕业学校", "previous_school", 20),
                  personal_code("原毕业证书号", "previous_certificate_number", 18),
                  paper("证明材料摘要", "document_digest", false, E::general_high_student_admitted),
                  {.header = "事由说明",
                   .field = "reason_text",
                   .type = text,
                   .only = E::general_high_student_admitted,
                   .width = 24}});
  return {.form = Form::ordinary_high_admission,
          .events = {{.type = E::general_high_student_admitted,
                      .subject = S::new_student,
                      .effective = "admitted_on"},
                     consent_event()},
          .columns = with(std::move(columns), consent_columns())};
}

FormSpec opening_import() {
  auto columns =
      with(national_columns(), {{.header = "当前学籍状态",
                                 .field = "status",
                                 .type = choice,
                                 .required = true,
                                 .vocabulary = vocabulary_of<StudentStatus>,
                                 .fallback = "active",
                                 .example = "在读"},
                                {.header = "学籍号", .field = "number", .type = code, .width = 14},
                                paper("纸质名册摘要", "paper_register", true)});
  return {.form = Form::opening_import,
          .events = {{.type = E::opening_status_imported, .subject = S::new_student}},
          .columns = std::move(columns),
          .required_parameter = "roster_required_fields"};
}

FormSpec arrival() {
  return {
      .form = Form::arrival,
      .events = {{.type = E::arrival_confirmed, .subject = S::student, .effective = "arrived_on"}},
      .columns = with(who(), {class_column(),
                              day("报到日期", "arrived_on", "2024-09-01"),
                              {.header = "缴费情况",
                               .field = "fee",
                               .type = choice,
                               .vocabulary = vocabulary_of<FeeStatus>,
                               .example = "免学费"},
                              {.header = "就读起始日期",
                               .field = "attending_from",
                               .type = date,
                               .aliases = {"就读日期"},
                               .example = "2024-09-02"}})};
}

FormSpec entry_photo() {
  return {
      .form = Form::entry_photo,
      .events = {{.type = E::entry_photo_uploaded, .subject = S::student, .effective = "taken_on"}},
      .columns = with(
          who(), {paper("相片摘要", "photo_digest", true), yes("在线采集", "taken_online", true),
                  day("采集日期", "taken_on", "2024-09-03")})};
}

FormSpec identity_review() {
  return {
      .form = Form::identity_review,
      .events = {{.type = E::identity_reviewed, .subject = S::student, .effective = "reviewed_on"}},
      .columns = with(who(), {{.header = "复查结果",
                               .field = "result",
                               .type = choice,
                               .required = true,
                               .vocabulary = vocabulary_of<ReviewResult>,
                               .example = "合格"},
                              yes("核对市级名册", "against_city_roster"),
                              yes("核对毕业证书", "against_certificate"),
                              yes("姓名一致", "name_agrees"),
                              yes("性别一致", "sex_agrees"),
                              yes("出生年月一致", "birth_month_agrees"),
                              yes("身份证号一致", "identity_number_agrees"),
                              yes("户籍一致", "household_agrees"),
                              day("复查日期", "reviewed_on", "2024-10-10"),
                              paper("证明材料摘要", "document_digest", false),
                              personal_text("复查备注", "review_remarks", 20)})};
}

Column hospital_column(bool required) {
  return {.header = "医院级别",
          .field = "hospital",
          .type = choice,
          .required = required,
          .vocabulary = vocabulary_of<HospitalLevel>,
          .example = "二级甲等"};
}

FormSpec health_review() {
  return {
      .form = Form::health_review,
      .events = {{.type = E::health_reviewed, .subject = S::student, .effective = "reviewed_on"}},
      .columns = with(who(), {{.header = "复查结果",
                               .field = "result",
                               .type = choice,
                               .required = true,
                               .vocabulary = vocabulary_of<ReviewResult>,
                               .example = "合格"},
                              hospital_column(false),
                              day("复查日期", "reviewed_on", "2024-10-10"),
                              paper("证明材料摘要", "document_digest", false),
                              personal_text("事由说明", "reason_text", 20)})};
}

std::vector<Choice> entry_place_actions() {
  return {{"retained", {"保留入学资格", "entry place retained"}},
          {"restored", {"恢复入学资格", "entry place restored"}},
          {"cancelled", {"取消入学资格", "entry place cancelled"}}};
}

FormSpec entry_place() {
  auto columns = with(
      who(), {{.header = "办理事项",
               .field = "action",
               .type = choice,
               .required = true,
               .vocabulary = entry_place_actions,
               .width = 16,
               .example = "保留入学资格"},
              hospital_column(false),
              {.header = "保留起始日期", .field = "from", .type = date, .example = "2024-09-10"},
              {.header = "保留截止日期", .field = "until", .type = date, .example = "2025-09-09"},
              {.header = "申请日期", .field = "applied_on", .type = date},
              {.header = "学校复查结果",
               .field = "school_review",
               .type = choice,
               .vocabulary = vocabulary_of<ReviewResult>},
              {.header = "取消原因",
               .field = "reason",
               .type = choice,
               .vocabulary = vocabulary_of<ReasonCode>,
               .only = E::entry_place_cancelled},
              {.header = "证明材料摘要", .field = "document_digest", .type = digest, .width = 24},
              {.header = "事由说明", .field = "reason_text", .type = text, .width = 20}});
  for (auto& column : columns) {
    // The consent has its own document.
    if (column.field == "document_digest")
      column.help = {"医院证明的SHA-256", "of the hospital paper"};
  }
  return {.form = Form::entry_place,
          .events = {{.type = E::entry_place_retained,
                      .subject = S::student,
                      .effective = "from",
                      .when_field = "action",
                      .when_code = "retained"},
                     {.type = E::entry_place_restored,
                      .subject = S::student,
                      .effective = "applied_on",
                      .when_field = "action",
                      .when_code = "restored"},
                     {.type = E::entry_place_cancelled,
                      .subject = S::student,
                      .when_field = "action",
                      .when_code = "cancelled"},
                     consent_event()},
          .columns = with(std::move(columns), consent_columns())};
}

FormSpec student_number() {
  return {
      .form = Form::student_number,
      .events = {{.type = E::student_number_assigned,
                  .subject = S::student,
                  .when_field = "number"},
                 {.type = E::file_opened, .subject = S::student, .when_field = "keeper"}},
      .columns = with(who(), {{.header = "学籍号",
                               .field = "number",
                               .type = code,
                               .required = true,
                               .width = 14,
                               .aliases = {"学号"},
                               .example = "2411010001"},
                              {.header = "入学年份",
                               .field = "entry_year",
                               .type = whole_number,
                               .required = true,
                               .example = "2024"},
                              yes("纸质档案", "paper"),
                              yes("电子档案", "electronic"),
                              {.header = "档案管理员",
                               .field = "keeper",
                               .type = person,
                               .help = {"教工号、姓名或人员标识", "staff number, name or id"}}})};
}

FormSpec external_confirmation() {
  return {
      .form = Form::external_confirmation,
      .events = {{.type = E::external_registration_confirmed,
                  .subject = S::student,
                  .effective = "confirmed_on"}},
      .columns = with(
          who(), {{.header = "外部系统",
                   .field = "system",
                   .type = choice,
                   .required = true,
                   .parameter = "external_systems",
                   .vocabulary = vocabulary_of<ExternalSystem>,
                   .width = 28},
                  day("确认日期", "confirmed_on", "2024-11-20"),
                  {.header = "是否匹配",
                   .field = "matched",
                   .type = yes_no,
                   .fallback = "是",
                   .help = {"外部系统报告另有学籍的填“否”", "否 when it reports another status"},
                   .example = "是"},
                  personal_code("全国学籍号", "national_student_number", 22),
                  paper("回执摘要", "document_digest", false)})};
}

}  // namespace

std::vector<FormSpec> student_forms() {
  return {admission(),
          arrival(),
          entry_photo(),
          identity_review(),
          health_review(),
          entry_place(),
          roster(Form::entry_roster),
          roster(Form::five_year_roster),
          student_number(),
          external_confirmation(),
          ordinary_high_admission(),
          opening_import()};
}

}  // namespace xueji::intake
