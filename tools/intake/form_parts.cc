#include "tools/intake/form_parts.h"

namespace xueji::intake {

using enum CellType;

Column name_column() {
  return {.header = "姓名",
          .field = "name",
          .type = CellType::name,
          .required = true,
          .aliases = {"学生姓名"},
          .help = {"与证件一致;少数民族姓名用间隔号“·”", "as on the document"},
          .example = "李明"};
}

Column identity_type_column() {
  return {.header = "证件类型",
          .field = "identity_type",
          .type = choice,
          .table = "identity_types",
          .fallback = "1",
          .width = 14,
          .aliases = {"身份证件类型"},
          .help = {"不填即居民身份证", "empty means citizen id"},
          .example = "居民身份证"};
}

Column identity_number_column() {
  return {.header = "身份证号",
          .field = "identity_number",
          .type = identity_number,
          .width = 22,
          .aliases = {"身份证件号", "身份证号码", "公民身份号码", "证件号码", "证件号"},
          .help = {"18位,该列须为文本格式;按此号识别学生",
                   "18 characters, the column must be text; students are found by it"},
          .example = "11010519491231002X"};
}

std::vector<Column> who() {
  return {
      name_column(),
      identity_type_column(),
      identity_number_column(),
      {.header = "学籍标识",
       .field = "student",
       .type = student_id,
       .width = 30,
       .help = {"没有证件的学生填系统给出的学籍标识", "the ledger's id, for who has no document"}},
  };
}

std::vector<Column> with(std::vector<Column> first, std::vector<Column> more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

Column day(std::string_view header, std::string_view field, std::string_view example,
           std::vector<std::string_view> aliases) {
  return {.header = header,
          .field = field,
          .type = date,
          .required = true,
          .aliases = aliases,
          .help = {"如2024-09-01", "e.g. 2024-09-01"},
          .example = example};
}

Column yes(std::string_view header, std::string_view field, bool required) {
  return {.header = header,
          .field = field,
          .type = yes_no,
          .required = required,
          .width = 10,
          .help = {"是 或 否", "是 (yes) or 否 (no)"},
          .example = "是"};
}

Column paper(std::string_view header, std::string_view field, bool required, EventType only) {
  return {.header = header,
          .field = field,
          .type = digest,
          .required = required,
          .only = only,
          .width = 24,
          .help = {"扫描件的SHA-256(64位十六进制)", "SHA-256 of the scan, 64 hex digits"},
          .example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
}

Column personal_text(std::string_view header, std::string_view field, double width,
                     std::vector<std::string_view> aliases) {
  return {.header = header, .field = field, .type = text, .width = width, .aliases = aliases};
}

std::vector<Column> consent_columns() {
  return {{.header = "学生同意", .field = "by_student", .type = yes_no, .example = "是"},
          {.header = "监护人同意", .field = "by_guardian", .type = yes_no, .example = "是"},
          {.header = "纸质同意书", .field = "on_paper", .type = yes_no, .example = "是"},
          {.header = "同意书签署日期",
           .field = "signed_on",
           .type = date,
           .width = 14,
           .help = {"填写后记录同意", "the consent is recorded when this is stated"},
           .example = "2024-09-02"},
          paper("同意书摘要", "consent_document", false, EventType::consent)};
}

FormEvent consent_event() {
  return {.type = EventType::consent,
          .subject = SubjectSource::student,
          .effective = "signed_on",
          .when_field = "signed_on"};
}

}  // namespace xueji::intake
