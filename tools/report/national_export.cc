#include "tools/report/national_export.h"

#include <algorithm>

#include "ledger/crypto/sha256.h"
#include "ledger/schema/codec.h"
#include "projections/roster.h"
#include "tools/intake/to_sheet.h"
#include "tools/report/form_lines.h"
#include "tools/report/write_file.h"
#include "tools/sheet/write.h"

namespace xueji::report {
namespace {

constexpr std::string_view of_the_nation[] = {"身份证号",
                                              "姓名",
                                              "性别",
                                              "民族",
                                              "年级",
                                              "入学年月",
                                              "招生类型",
                                              "修读专业",
                                              "学制",
                                              "班级",
                                              "联招合作类型",
                                              "联招合作学校机构代码",
                                              "户籍所在省",
                                              "户籍所在市",
                                              "户籍所在区县",
                                              "详细地址",
                                              "户籍性质",
                                              "是否低保",
                                              "是否享受国家助学金",
                                              "月发放标准(元)",
                                              "学校类型",
                                              "生源类别",
                                              "家长(监护人)姓名",
                                              "家长(监护人)电话",
                                              "教学点名称",
                                              "健康情况",
                                              "现家庭所在省",
                                              "现家庭所在市",
                                              "现家庭所在区县",
                                              "现家庭详细地址",
                                              "专业目录版本",
                                              "学生类别",
                                              "出生日期",
                                              "校内学号",
                                              "学生本人联系电话",
                                              "邮政编码",
                                              "省级电子注册学籍号",
                                              "曾用名",
                                              "政治面貌",
                                              "籍贯",
                                              "港澳台侨胞",
                                              "毕业学校",
                                              "电子邮箱",
                                              "中职学生资助卡号",
                                              "备注"};
constexpr std::string_view of_ours[] = {"证件类型",       "招生季节",  "学习形式",
                                        "不在校本部学习", "在读年级",  "原毕业证书号",
                                        "家庭经济状况",   "生源所在地"};

/// What the status says now, over what its registration said.
RosterLine line_of(const StudentState& student, const Event& registered) {
  RosterLine line;
  if (const auto* then = get_if<RosterLine>(&registered.facts)) line = *then;
  if (const auto* then = get_if<OpeningStatusImported>(&registered.facts)) {
    line.entered_on = then->entered_on;
  }
  line.school = student.school;
  line.class_id = student.class_id;
  line.cohort = student.cohort;
  line.season = student.season;
  line.major_code = student.major_code;
  line.major_catalogue = student.major_catalogue;
  line.study_mode = student.study_mode;
  line.programme_years = student.programme_years;
  line.route = student.route;
  line.category = student.category;
  line.joint = student.joint;
  line.site = student.site;
  line.off_main_campus = student.off_main_campus;
  return line;
}

/// "202409".
std::string month_text(Date day) {
  if (!day.ok()) return {};
  auto text = to_text(day).substr(0, 7);
  std::erase(text, '-');
  return text;
}

PersonalValues stated(EventType type, const Disclosure& opened) {
  PersonalValues values;
  for (const auto field : personal_fields_of(type)) {
    if (const auto value = value_of(personal_fields_of(type), opened, field)) {
      values.emplace_back(field, std::string(*value));
    }
  }
  return values;
}

void put(PersonalValues& values, PersonalField field, std::string_view value) {
  for (auto& [known, text] : values) {
    if (known != field) continue;
    text = value;
    return;
  }
  values.emplace_back(field, std::string(value));
}

/// One student, with the disclosures of the registration and of each change since.
struct Exported {
  StudentState student;
  Event registered;
  PersonalValues values;
};

class Export {
 public:
  Export(const FormQuery& query, const FormSources& sources) : query_(query), sources_(sources) {}

  Status collect() {
    return for_each_student(sources_.views, query_.school, {},
                            [&](const StudentAsOf& student) { return add(student.state); });
  }

  Status open() {
    std::vector<PersonalField> fields;
    for (const auto field : personal_fields_of(EventType::roster_line))
      fields.push_back(field);
    const auto opened = sources_.open(requests_, fields);
    if (!opened) return fail(opened.error());
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      const auto& one = (*opened)[i];
      auto& student = students[asked_[i].first];
      if (!one.disclosure) return not_open(student.student.id, one.state);
      if (asked_[i].second == PersonalField::none) {
        student.values = stated(requests_[i].ref.type, *one.disclosure);
        continue;
      }
      const auto now = value_of(personal_fields_of(requests_[i].ref.type), *one.disclosure,
                                PersonalField::new_value);
      put(student.values, asked_[i].second, now.value_or(""));
    }
    return {};
  }

  std::vector<Exported> students;

 private:
  static Status not_open(const StudentId& student, DisclosureState state) {
    const auto why = label_of(state);
    return fail(
        ErrorCode::refused,
        Text{"学生 " + to_text(student) + " 的个人信息打不开(" + why.zh + "),不导出不全的表",
             "the data of student " + to_text(student) + " does not open (" + why.en +
                 "): an incomplete sheet is not exported"});
  }

  void ask(const Event& event, PersonalField changed) {
    requests_.push_back({{event.subject_kind, event.subject, type_of(event), sha256(encode(event))},
                         event.fields_root});
    asked_.emplace_back(students.size() - 1, changed);
  }

  Status add(const StudentState& student) {
    const bool wanted = student.school == query_.school && on_roll(student.status) &&
                        (!query_.cohort || student.cohort == *query_.cohort) &&
                        (!query_.season || student.season == *query_.season) &&
                        student.roster_at != no_position;
    if (!wanted) return {};
    const LogEventSource log(sources_.ledger.log());
    const auto registered = log.events(student.roster_at, 1);
    if (!registered) return fail(registered.error());
    students.push_back({student, registered->front(), {}});
    ask(registered->front(), PersonalField::none);
    const auto changes = changes_of(sources_.views, student.id, {});
    if (!changes) return fail(changes.error());
    for (const auto& change : *changes) {
      if (change.event != EventType::student_info_changed) continue;
      const auto event = log.events(change.event_at, 1);
      if (!event) return fail(event.error());
      const auto& facts = get<StudentInfoChanged>(event->front().facts);
      ask(event->front(), intake::personal_field_of(facts.changed));
    }
    return {};
  }

  const FormQuery& query_;
  const FormSources& sources_;
  std::vector<DisclosureRequest> requests_;
  std::vector<std::pair<std::size_t, PersonalField>> asked_;
};

std::vector<std::string_view> all_headers() {
  std::vector<std::string_view> headers(std::begin(of_the_nation), std::end(of_the_nation));
  headers.insert(headers.end(), std::begin(of_ours), std::end(of_ours));
  return headers;
}

/// Labels instead of codes, as a registrar would have typed them.
std::vector<std::string> cells_of(const Exported& student, const Pack& pack,
                                  const intake::FormSpec& spec, const intake::SheetNames& names,
                                  const OrganisationState& school) {
  const auto line = line_of(student.student, student.registered);
  DraftEvent draft{SubjectKind::student, subject_of(student.student.id), {}, line, student.values};
  auto row = intake::rows_of(Form::entry_roster, {&draft, 1}, names).front();
  const auto* major = pack.majors().find(line.major_code, line.major_catalogue);
  row.insert_or_assign("修读专业", major != nullptr ? major->name : line.major_code);
  row.insert_or_assign("入学年月", month_text(line.entered_on));
  row.insert_or_assign("学校类型", label_of(school.school_type).zh);
  if (line.grade == 0) row.erase("在读年级");  // Imported: no grade was ever stated.
  std::vector<std::string> cells;
  for (const auto header : all_headers()) {
    const auto column = std::find_if(spec.columns.begin(), spec.columns.end(),
                                     [&](const auto& one) { return one.header == header; });
    XUEJI_ASSERT(column != spec.columns.end());
    auto value = row.find(header);
    if (value == row.end()) value = row.find(column->field);
    cells.push_back(value == row.end() ? "" : intake::shown_value(*column, pack, value->second));
  }
  return cells;
}

sheet::WorkbookSpec workbook_of(std::span<const std::string> headers,
                                std::span<const std::vector<std::string>> rows) {
  sheet::SheetSpec sheet;
  sheet.name = "学生";
  for (const auto& header : headers) {
    sheet::ColumnSpec column;
    column.header = header;
    column.as_text = true;
    sheet.columns.push_back(std::move(column));
  }
  for (const auto& row : rows)
    sheet.rows.emplace_back(row.begin(), row.end());
  sheet::WorkbookSpec book;
  book.sheets.push_back(std::move(sheet));
  return book;
}

std::string stem_of(const FormQuery& query, const std::string& school) {
  std::string stem = std::string(national_export_code) + "-";
  for (const char c : school) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    stem += plain ? c : '_';
  }
  if (query.cohort) stem += "-" + std::to_string(*query.cohort);
  if (query.season) stem += "-" + std::string(code_of(*query.season));
  return stem;
}

}  // namespace

std::span<const std::string_view> national_headers() {
  return of_the_nation;
}

std::span<const std::string_view> further_headers() {
  return of_ours;
}

Result<NationalExport> write_national_export(const std::filesystem::path& directory,
                                             const FormQuery& query, const FormSources& sources) {
  if (!sources.clear || !sources.open) {
    return fail(
        ErrorCode::refused, Text{"全国系统导出须用明文", "the national export holds clear values"},
        Text{"加上 --clear --purpose 用途 --key 密钥", "add --clear --purpose TEXT --key FILE"});
  }
  const auto* row = sources.ledger.state().organisation(query.school);
  if (row == nullptr) return fail(ErrorCode::not_found, "no such school");
  const OrganisationState school = *row;
  const auto today = china_date(sources.ledger.state().recorded_at());
  const auto pack = sources.ledger.pack_for(query.school, today);
  if (!pack) return fail(pack.error());
  const auto* spec = intake::find_form_spec(Form::entry_roster);
  XUEJI_ASSERT(spec != nullptr);
  Export all(query, sources);
  if (auto done = all.collect(); !done) return fail(done.error());
  if (auto done = all.open(); !done) return fail(done.error());
  const auto directory_of_names = intake::Directory::read(sources.ledger, query.school, nullptr);
  if (!directory_of_names) return fail(directory_of_names.error());
  const intake::SheetNames names{*directory_of_names};
  std::vector<std::vector<std::string>> rows;
  for (const auto& student : all.students)
    rows.push_back(cells_of(student, *pack->pack, *spec, names, school));
  std::vector<std::string> headers;
  for (const auto header : all_headers())
    headers.emplace_back(header);
  if (auto made = make_directory(directory); !made) return fail(made.error());
  const auto stem = stem_of(query, school.code);
  NationalExport written{{directory / (stem + ".csv"), directory / (stem + ".xlsx")}, rows.size()};
  if (auto done = sheet::write_csv(written.files[0], headers, rows); !done) {
    return fail(done.error());
  }
  if (auto done = sheet::write_xlsx(written.files[1], workbook_of(headers, rows)); !done) {
    return fail(done.error());
  }
  return written;
}

}  // namespace xueji::report
