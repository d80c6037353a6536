#include "tools/report/form_layout.h"

#include <algorithm>

#include "ledger/policy/toml_tree.h"
#include "tools/report/embedded_forms.h"

namespace xueji::report {
namespace {

using Need = TableReader::Need;

constexpr double box_height_max_mm = 200;
constexpr int card_columns = 4;

BoxLayout read_box(TableReader& table) {
  BoxLayout box;
  box.field = table.text("field", Need::optional);
  box.label = {table.text("zh", Need::optional), table.text("en", Need::optional)};
  const auto span = table.integer("span", Need::optional);
  const auto height = table.integer("height_mm", Need::optional);
  if (span < 0 || span > card_columns) table.problem("span", "须为1至4", "must be 1 to 4");
  if (height < 0 || static_cast<double>(height) > box_height_max_mm) {
    table.problem("height_mm", "须为0至200", "must be 0 to 200");
  }
  if (box.field.empty() && box.label.zh.empty()) {
    table.problem("", "须有field或zh", "needs a field or a label");
  }
  box.span = span == 0 ? 1 : static_cast<int>(span);
  box.height_mm = static_cast<double>(height);
  box.is_dated = !table.boolean("undated");
  return box;
}

SectionLayout read_section(TableReader& table) {
  SectionLayout section;
  section.title = table.own_label();
  table.each("boxes", Need::required,
             [&](TableReader& box) { section.boxes.push_back(read_box(box)); });
  return section;
}

void read_needs(TableReader& table, FormLayout& form) {
  for (const auto& need : table.texts("needs", Need::optional)) {
    if (need == "cohort") {
      form.needs_cohort = true;
    } else if (need == "season") {
      form.needs_season = true;
    } else if (need == "year") {
      form.needs_year = true;
    } else if (need == "month") {
      form.needs_month = true;
    } else {
      table.problem("needs", "须为cohort、season、year、month",
                    "must be cohort, season, year or month");
    }
  }
}

void read_sources(TableReader& table, FormLayout& form) {
  if (const auto code = table.text("monthly", Need::optional); !code.empty()) {
    const auto monthly = from_code<ReportForm>(code);
    if (monthly) form.monthly = *monthly;
    if (!monthly) table.problem("monthly", "没有此月报表", "there is no such monthly form");
    return;
  }
  for (const auto& code : table.texts("sources")) {
    const auto source = from_code<Form>(code);
    if (source) form.sources.push_back(*source);
    if (!source) table.problem("sources", "没有此表单", "there is no such form");
  }
  const auto event = from_code<EventType>(table.text("event"));
  if (event) form.event = *event;
  if (!event) table.problem("event", "没有此事件", "there is no such event");
}

/// One of a few words; the first stands for absence.
bool is_word(TableReader& table, std::string_view key, std::string_view word) {
  const auto text = table.text(key, Need::optional);
  if (!text.empty() && text != word) table.problem(key, "不认识的值", "unknown value");
  return text == word;
}

FormLayout read_form(TableReader& table) {
  FormLayout form;
  form.code = table.text("code");
  form.name = table.own_label();
  form.rules = table.texts("rules");
  const auto kind = table.text("kind");
  form.is_cards = kind == "cards";
  if (!form.is_cards && kind != "table") {
    table.problem("kind", "须为table或cards", "must be table or cards");
  }
  form.is_landscape = table.boolean("landscape");
  form.if_empty = {table.text("empty_zh", Need::optional), table.text("empty_en", Need::optional)};
  read_sources(table, form);
  read_needs(table, form);
  form.year_field = table.text("year_field", Need::optional);
  form.title = table.text("title", Need::optional);
  form.title_parameter = table.text("title_parameter", Need::optional);
  form.columns = table.texts("columns", Need::optional);
  form.columns_parameter = table.text("columns_parameter", Need::optional);
  form.only_with = table.text("only_with", Need::optional);
  form.only_without = table.text("only_without", Need::optional);
  form.checks_on_site_counts = is_word(table, "check", "on_site_counts");
  form.as_filed = is_word(table, "moment", "filed");
  form.prefills = table.boolean("prefill");
  form.is_layout_assumed = table.boolean("layout_assumed");
  form.head = table.texts("head", Need::optional);
  const auto read_place = [](std::vector<PlaceLayout>& into) {
    return [&into](TableReader& place) {
      auto step = place.text("step", Need::optional);
      const auto label =
          step.empty() ? place.own_label()
                       : Text{place.text("zh", Need::optional), place.text("en", Need::optional)};
      into.push_back({label, place.boolean("seal"), std::move(step)});
    };
  };
  table.each("places", Need::optional, read_place(form.places));
  table.each("authority_places", Need::optional, read_place(form.authority_places));
  table.each("sections", Need::optional,
             [&](TableReader& section) { form.sections.push_back(read_section(section)); });
  const bool names_itself = form.monthly != ReportForm::none;
  if (!names_itself && form.title.empty() == form.title_parameter.empty()) {
    table.problem("title", "title与title_parameter须有其一", "needs a title or its parameter");
  }
  const bool has_columns = !form.columns.empty() || !form.columns_parameter.empty();
  if (form.is_cards == has_columns || form.is_cards == form.sections.empty()) {
    table.problem("", "table须有栏目,cards须有sections",
                  "a table needs columns, cards need sections");
  }
  return form;
}

FieldLayout read_field(TableReader& table) {
  FieldLayout field;
  field.code = table.text("code");
  field.header = table.own_label();
  const auto width = table.integer("width_mm");
  if (width <= 0) table.problem("width_mm", "须大于0", "must be above 0");
  field.width_mm = static_cast<double>(width);
  return field;
}

/// Every field that a form names has a header.
void check_fields(const FormLayouts& layouts, std::string_view file, FileProblems& problems) {
  const auto check = [&](const FormLayout& form, const std::string& code) {
    if (code.empty() || layouts.field(code) != nullptr) return;
    problems.add({std::string(file), 0, form.code + "." + code}, "栏目没有表头",
                 "the field has no header");
  };
  for (const auto& form : layouts.forms) {
    for (const auto& column : form.columns)
      check(form, column);
    for (const auto& section : form.sections) {
      for (const auto& box : section.boxes) {
        if (box.label.zh.empty()) check(form, box.field);
      }
    }
  }
}

}  // namespace

const FormLayout* FormLayouts::form(std::string_view code) const {
  for (const auto& one : forms) {
    if (one.code == code) return &one;
  }
  return nullptr;
}

const FieldLayout* FormLayouts::field(std::string_view code) const {
  for (const auto& one : fields) {
    if (one.code == code) return &one;
  }
  return nullptr;
}

Result<FormLayouts> load_form_layouts(std::string_view file, std::string_view text) {
  FileProblems problems;
  FormLayouts layouts;
  const auto tree = parse_toml(file, text, problems);
  if (tree) {
    TableReader document(*tree, std::string(file), "", problems);
    document.each("form", Need::required,
                  [&](TableReader& form) { layouts.forms.push_back(read_form(form)); });
    document.each("field", Need::required,
                  [&](TableReader& field) { layouts.fields.push_back(read_field(field)); });
    document.finish();
    check_fields(layouts, file, problems);
  }
  if (!problems.empty()) return fail(problems.as_error());
  return layouts;
}

const FormLayouts& form_layouts() {
  static const auto layouts = [] {
    auto loaded = load_form_layouts("forms.toml", embedded_forms());
    XUEJI_ASSERT(loaded);
    return *std::move(loaded);
  }();
  return layouts;
}

}  // namespace xueji::report
