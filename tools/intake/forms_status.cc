// Forms of ongoing changes: terms, major, information, transfer, leave, resumption, withdrawal.
// What the ledger knows of the student (school, cohort of a class, hours of a term) need not be
// copied.
#include "tools/intake/form_parts.h"

namespace xueji::intake {
namespace {

using enum CellType;
using S = SubjectSource;
using E = EventType;

/// The student, then what the form asks.
std::vector<Column> student_and(std::vector<Column> more) {
  return with(who(), std::move(more));
}

Column day(std::string_view header, std::string_view field, bool required = true,
           EventType only = EventType::none) {
  return {.header = header,
          .field = field,
          .type = date,
          .required = required,
          .only = only,
          .help = {"如2025-03-01", "e.g. 2025-03-01"},
          .example = "2025-03-01"};
}
Column number(std::string_view header, std::string_view field, bool required,
              std::string_view example, Text help = {}) {
  return {.header = header,
          .field = field,
          .type = whole_number,
          .required = required,
          .help = std::move(help),
          .example = example};
}
Column one_of(std::string_view header, std::string_view field, std::vector<Choice> (*codes)(),
              bool required = true, EventType only = EventType::none) {
  return {.header = header,
          .field = field,
          .type = choice,
          .required = required,
          .vocabulary = codes,
          .only = only,
          .width = 16};
}
/// The paper and the words of one event; a consent or an override in the row has its own.
std::vector<Column> papers(EventType of) {
  return {paper("证明材料摘要", "document_digest", false, of),
          {.header = "事由说明", .field = "reason_text", .type = text, .only = of, .width = 20}};
}
Column reason(EventType of) {
  return one_of("事由", "reason", vocabulary_of<ReasonCode>, true, of);
}
Column class_column() {
  return {.header = "班级",
          .field = "class_id",
          .type = school_class,
          .required = true,
          .width = 16,
          .aliases = {"班级名称", "转入班级"},
          .help = {"本校已建的班级", "a class of the school that files"},
          .example = "25计算机1班"};
}
Column cohort_column() {
  return {.header = "年级",
          .field = "cohort",
          .type = whole_number,
          .aliases = {"级"},
          .help = {"不填即班级的年级", "empty: that of the class"},
          .example = "2025级"};
}
std::vector<Column> major_columns(Text help = {"名称或代码;都不填即班级的专业",
                                               "name or code; empty: that of the class"}) {
  return {{.header = "修读专业",
           .field = "major_name",
           .type = major_name,
           .width = 18,
           .aliases = {"专业", "专业名称"},
           .help = std::move(help),
           .example = "计算机应用"},
          {.header = "专业代码", .field = "major_code", .type = major_code, .width = 10},
          {.header = "专业目录版本", .field = "major_catalogue", .type = code}};
}
Column hospital() {
  return one_of("医院级别", "hospital", vocabulary_of<HospitalLevel>, false);
}

/// A written application of student and guardian is their consent.
std::vector<Column> application_columns() {
  return {yes("学生同意", "by_student"),
          yes("监护人同意", "by_guardian"),
          yes("纸质申请书", "on_paper"),
          {.header = "申请书签署日期",
           .field = "signed_on",
           .type = date,
           .width = 14,
           .aliases = {"同意书签署日期"},
           .help = {"填写后记录学生和监护人的申请(同意)",
                    "student's and guardian's application is recorded when this is stated"},
           .example = "2025-03-01"},
          paper("申请书摘要", "consent_document", false, E::consent)};
}
FormEvent event(EventType type, std::string_view effective = {}, std::string_view code = {}) {
  return {.type = type,
          .subject = S::student,
          .effective = effective,
          .when_field = code.empty() ? "" : "action",
          .when_code = code};
}
Column action(std::vector<Choice> (*codes)()) {
  return one_of("办理事项", "action", codes);
}

// ---- Terms, major, information. ----------------------------------------------------------------

std::vector<Choice> term_actions() {
  return {{"registered", {"注册", "registered"}}, {"deferred", {"暂缓注册", "deferred"}}};
}

FormSpec term_registration() {
  auto columns = student_and(
      {action(term_actions),
       number("学年", "school_year", true, "2025", {"学年起始年份", "first year of it"}),
       number("学期", "term", true, "1", {"1秋季,2春季", "1 autumn, 2 spring"}),
       day("注册日期", "registered_on", false), day("暂缓至", "until", false),
       one_of("暂缓原因", "reason", vocabulary_of<ReasonCode>, false,
              E::term_registration_deferred)});
  return {.form = Form::term_registration,
          .events = {event(E::term_registered, "registered_on", "registered"),
                     event(E::term_registration_deferred, "", "deferred")},
          .columns = with(std::move(columns), papers(E::term_registration_deferred))};
}

FormSpec major_direction() {
  auto columns =
      with(student_and(major_columns({"专业方向的名称或代码", "name or code of the direction"})),
           {day("确认日期", "confirmed_on")});
  return {.form = Form::major_direction,
          .events = {event(E::major_direction_confirmed, "confirmed_on"), consent_event()},
          .columns = with(std::move(columns), application_columns())};
}

/// The personal fields of the national form.
std::vector<Choice> changeable_fields() {
  std::vector<Choice> choices;
  for (const auto field : personal_fields_of(E::roster_line))
    choices.push_back({std::string(code_of(field)), label_of(field)});
  return choices;
}

FormSpec info_change() {
  auto columns =
      student_and({one_of("变更项目", "changed", changeable_fields),
                   {.header = "变更前", .field = "old_value", .type = text, .width = 20},
                   {.header = "变更后",
                    .field = "new_value",
                    .type = text,
                    .required = true,
                    .width = 20,
                    .help = {"代码项可填名称;非居民身份证的证件号写作“类型代码/号码”",
                             "coded fields take the label too; the number of another document "
                             "is written TYPE/NUMBER"},
                    .example = "张一伟"},
                   reason(E::student_info_changed)});
  return {.form = Form::info_change,
          .events = {event(E::student_info_changed)},
          .columns = with(std::move(columns), papers(E::student_info_changed))};
}

FormSpec change_of_major() {
  auto columns = with(student_and({class_column()}), major_columns());
  columns =
      with(std::move(columns), {number("在读年级", "grade", false, "1"), reason(E::major_changed)});
  columns = with(std::move(columns), papers(E::major_changed));
  return {.form = Form::change_of_major,
          .events = {event(E::major_changed), consent_event()},
          .columns = with(std::move(columns), application_columns()),
          .major_of_class = true};
}

FormSpec repetition() {
  auto columns = student_and({class_column(), cohort_column(), reason(E::grade_repeated)});
  columns = with(std::move(columns), papers(E::grade_repeated));
  return {.form = Form::repetition,
          .events = {event(E::grade_repeated), consent_event()},
          .columns = with(std::move(columns), application_columns())};
}

// ---- Between schools. --------------------------------------------------------------------------

std::vector<Choice> custody_programmes() {
  auto choices = vocabulary_of<JointProgramme>();
  std::erase_if(choices, [](const Choice& one) {
    return one.code != code_of(JointProgramme::three_stage) &&
           one.code != code_of(JointProgramme::western);
  });
  return choices;
}

FormSpec custody_transfer() {
  return {.form = Form::custody_transfer,
          .events = {event(E::custody_transferred)},
          .columns =
              student_and({class_column(), one_of("联招合作类型", "programme", custody_programmes),
                           number("接管起始年级", "grade", true, "2")})};
}

FormSpec transfer(Form form) {
  auto columns = with(student_and({day("申请日期", "applied_on"), reason(E::transfer_requested),
                                   class_column(), cohort_column()}),
                      major_columns());
  columns = with(std::move(columns), papers(E::transfer_requested));
  return {.form = form,
          .events = {event(E::transfer_requested, "applied_on"), consent_event(),
                     event(E::transfer_completed)},
          .columns = with(std::move(columns), application_columns()),
          .major_of_class = true};
}

std::vector<Choice> outward_scopes() {
  auto choices = vocabulary_of<TransferScope>();
  std::erase_if(
      choices, [](const Choice& one) { return one.code == code_of(TransferScope::into_province); });
  return choices;
}

FormSpec transfer_out() {
  auto columns =
      student_and({day("申请日期", "applied_on"), reason(E::transfer_requested),
                   one_of("转学范围", "scope", outward_scopes), day("离校日期", "left_on"),
                   paper("转入方同意文件摘要", "reference", false, E::transferred_out)});
  columns = with(std::move(columns), papers(E::transfer_requested));
  return {.form = Form::transfer_out,
          .events = {event(E::transfer_requested, "applied_on"), consent_event(),
                     event(E::transferred_out, "left_on")},
          .columns = with(std::move(columns), application_columns())};
}

// ---- Leave, resumption, the end. ---------------------------------------------------------------

std::vector<Choice> leave_actions() {
  return {{"granted", {"休学", "leave"}}, {"extended", {"续休", "extension"}}};
}

FormSpec leave() {
  auto columns =
      student_and({action(leave_actions),
                   one_of("休学情形", "ground", vocabulary_of<LeaveGround>),
                   hospital(),
                   day("休学起始日期", "from"),
                   day("休学截止日期", "until"),
                   number("缺课学时", "absent_hours", false, "201"),
                   number("学期总学时", "term_hours", false, "600",
                          {"不填即备案校历的学时", "empty: the hours of the school calendar"}),
                   yes("已签订协议", "agreement"),
                   day("通知家长日期", "guardian_notified_on", false),
                   day("服役起始日期", "service_from", false),
                   day("服役截止日期", "service_until", false),
                   {.header = "出生日期",
                    .field = "birth_date",
                    .type = date,
                    .help = {"工学交替必填;不填则按身份证号推定",
                             "for work and study; empty: from the citizen id"}},
                   paper("证明材料摘要", "document_digest", false),
                   {.header = "事由说明", .field = "reason_text", .type = text, .width = 20}});
  return {.form = Form::leave,
          .events = {event(E::leave_granted, "from", "granted"),
                     event(E::leave_extended, "from", "extended"), consent_event()},
          .columns = with(std::move(columns), application_columns())};
}

FormSpec resumption_notice() {
  return {.form = Form::resumption_notice,
          .events = {event(E::resumption_notice_served, "served_on")},
          .columns = student_and({day("送达日期", "served_on"),
                                  one_of("送达方式", "method", vocabulary_of<ServiceMethod>),
                                  paper("送达证明摘要", "document_digest", false)})};
}

FormSpec resumption() {
  auto columns = student_and({class_column(), cohort_column(), day("申请日期", "applied_on"),
                              yes("有同等进度成绩证明", "progress_proven"),
                              yes("学校认定", "progress_recognised")});
  columns = with(std::move(columns), papers(E::study_resumed));
  return {.form = Form::resumption,
          .events = {event(E::study_resumed), consent_event()},
          .columns = with(std::move(columns), application_columns())};
}

FormSpec withdrawal() {
  auto columns = student_and({one_of("退学情形", "ground", vocabulary_of<WithdrawalGround>),
                              hospital(), day("通知家长或单位日期", "notified_on", false)});
  columns = with(std::move(columns), papers(E::withdrawn));
  return {.form = Form::withdrawal,
          .events = {event(E::withdrawn), consent_event()},
          .columns = with(std::move(columns), application_columns())};
}

FormSpec deemed_withdrawal() {
  auto columns = student_and({one_of("视为退学情形", "ground", vocabulary_of<DeemedGround>),
                              day("通知家长或单位日期", "notified_on", false)});
  return {.form = Form::deemed_withdrawal,
          .events = {event(E::deemed_withdrawn)},
          .columns = with(std::move(columns), papers(E::deemed_withdrawn))};
}

FormSpec cancellation() {
  auto columns = student_and({one_of("注销情形", "ground", vocabulary_of<CancellationGround>),
                              day("缺勤起始日期", "absent_since", false)});
  return {.form = Form::cancellation,
          .events = {event(E::status_cancelled)},
          .columns = with(std::move(columns), papers(E::status_cancelled))};
}

FormSpec death() {
  return {.form = Form::death,
          .events = {event(E::student_died, "died_on")},
          .columns = with(student_and({day("死亡日期", "died_on")}), papers(E::student_died))};
}

}  // namespace

std::vector<FormSpec> status_forms() {
  return {term_registration(),
          major_direction(),
          custody_transfer(),
          info_change(),
          change_of_major(),
          repetition(),
          transfer(Form::transfer),
          transfer(Form::transfer_across),
          transfer_out(),
          leave(),
          resumption_notice(),
          resumption(),
          withdrawal(),
          deemed_withdrawal(),
          cancellation(),
          death()};
}

}  // namespace xueji::intake
