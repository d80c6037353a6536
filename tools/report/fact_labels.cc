#include "tools/report/fact_labels.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace xueji::report {
namespace {

struct FieldLabel {
  std::string_view field;
  std::string_view zh;
  std::string_view en;  ///< Empty: the code's own words.
};
/// Fields without a column in any sheet: the program fills them, or they hold parts.
constexpr FieldLabel labels[] = {
    {"effective_on", "生效日期", ""},
    {"certificate_number", "证书编号", ""},
    {"code", "代码", ""},
    {"computed_from", "所据台账长度", "ledger size computed from"},
    {"content", "内容摘要", "digest of the content"},
    {"courses", "课程", ""},
    {"delegation", "委托标识", ""},
    {"evidence", "依据材料摘要", "digest of the evidence"},
    {"failed", "不合格学生", "students who failed"},
    {"finding", "检查发现标识", "finding id"},
    {"form", "表单", ""},
    {"from", "起始日期", ""},
    {"from_school", "转出学校", ""},
    {"guardian_statement", "监护人陈述", ""},
    {"internship", "实习批次标识", "internship batch"},
    {"key", "密钥标识", ""},
    {"kind", "类别", ""},
    {"lines", "行数", ""},
    {"minor", "未成年", "under age"},
    {"missing_schools", "未报学校", ""},
    {"month", "月", ""},
    {"moral_result", "操行评定", ""},
    {"name", "名称", ""},
    {"number", "号码", ""},
    {"of_age", "已满年龄", ""},
    {"organisation", "单位", ""},
    {"out_of_area", "外市(县)生源", "from outside the area"},
    {"pack", "规则包摘要", "digest of the pack"},
    {"pack_id", "规则包", "pack"},
    {"pack_version", "规则包版本", ""},
    {"passed", "合格学生", "passed"},
    {"proof", "证明", ""},
    {"reason", "原因", ""},
    {"restored", "恢复的状态", "restored status"},
    {"result", "结果", ""},
    {"results", "成绩", ""},
    {"reverses", "撤销的事项", "takes back"},
    {"rule", "规则编号", ""},
    {"school", "学校", ""},
    {"site", "教学点", ""},
    {"source", "来源", ""},
    {"student", "学生", ""},
    {"student_statement", "学生陈述", ""},
    {"students", "学生", ""},
    {"suite", "密码套件", "cipher suite"},
    {"supplements", "补充的行数", ""},
    {"terms", "学期", ""},
    {"test", "测试", ""},
    {"title", "标题", ""},
    {"to", "接收单位", "to"},
    {"to_school", "转入学校", ""},
    {"until", "截止日期", ""},
    {"year", "年", ""},
};

}  // namespace

const intake::Column* personal_column(const intake::FormSpec* spec, EventType type,
                                      PersonalField field) {
  if (spec != nullptr) {
    if (const auto at = intake::source_of(*spec, type, {}, field)) return &spec->columns[*at];
  }
  for (const auto form : {Form::entry_roster, Form::admission}) {
    const auto* other = intake::find_form_spec(form);
    const auto at = other == nullptr ? std::nullopt : intake::column_of(*other, code_of(field));
    if (at) return &other->columns[*at];
  }
  return nullptr;
}

const intake::Column* fact_column(const intake::FormSpec* spec, EventType type,
                                  std::string_view field) {
  if (spec != nullptr) {
    if (const auto at = intake::source_of(*spec, type, field)) return &spec->columns[*at];
  }
  for (const auto& other : intake::form_specs()) {
    const bool files = std::any_of(other.events.begin(), other.events.end(),
                                   [&](const auto& event) { return event.type == type; });
    if (!files) continue;
    if (const auto at = intake::source_of(other, type, field)) return &other.columns[*at];
  }
  return nullptr;
}

Text label_of_fact(std::string_view field, const intake::Column* column) {
  const auto* row = std::find_if(std::begin(labels), std::end(labels),
                                 [&](const FieldLabel& label) { return label.field == field; });
  const bool listed = row != std::end(labels);
  constexpr std::string_view tenths = "_tenths";
  auto words = field;
  if (words.ends_with(tenths)) words.remove_suffix(tenths.size());
  std::string en(listed && !row->en.empty() ? row->en : words);
  std::replace(en.begin(), en.end(), '_', ' ');
  if (column != nullptr) return {std::string(column->header), std::move(en)};
  return {listed ? std::string(row->zh) : en, en};
}

}  // namespace xueji::report
