#include "tools/report/monthly_forms.h"

#include "tools/intake/form_columns.h"
#include "tools/report/form_values.h"

namespace xueji::report {
namespace {

std::string place_text(const MonthlyPlace& place) {
  std::string text;
  for (const auto& part : {place.school_name, place.major_name, place.class_name}) {
    if (!part.empty()) text += (text.empty() ? "" : " ") + part;
  }
  return text;
}

/// What needs no personal data.
FieldTexts clear_texts(const MonthlyLine& line, const FormSources& sources) {
  FieldTexts texts;
  texts["student_number"] = line.number;
  texts["class_id"] =
      line.after.class_name.empty() ? line.before.class_name : line.after.class_name;
  texts["cohort"] =
      std::to_string(line.before.cohort != 0 ? line.before.cohort : line.after.cohort);
  texts["change"] = std::string(line.change.code) + " " + std::string(line.change.zh);
  texts["reason"] = line.reason == ReasonCode::none ? line.ground.zh : label_of(line.reason).zh;
  texts["effective_on"] = to_text(line.effective_on);
  texts["approved_on"] = to_text(china_date(line.recorded_at));
  texts["before"] = place_text(line.before);
  texts["after"] = place_text(line.after);
  texts["clerk"] = sources.staff ? sources.staff(line.author) : std::string();
  texts["supplement"] = line.supplement ? "补报" : "";
  const auto changed = intake::personal_field_of(line.changed);
  if (changed != PersonalField::none) texts["changed"] = label_of(changed).zh;
  return texts;
}

/// Old and new value are written and masked as the field that changed.
void put_own(const FormValues& values, const MonthlyLine& line, const Disclosure& opened,
             FieldTexts& texts) {
  constexpr std::size_t digest_characters = 16;
  const auto fields = personal_fields_of(line.own.type);
  const auto changed = intake::personal_field_of(line.changed);
  const std::pair<PersonalField, std::string_view> both[] = {
      {PersonalField::old_value, "old_value"}, {PersonalField::new_value, "new_value"}};
  for (const auto& [field, column] : both) {
    FieldTexts one;
    values.put_personal(changed, value_of(fields, opened, field).value_or(""), one);
    texts[std::string(column)] = one[std::string(code_of(changed))];
  }
  const auto evidence = value_of(fields, opened, PersonalField::document_digest).value_or("");
  texts["evidence"] = std::string(evidence.substr(0, digest_characters));
}

}  // namespace

Result<std::vector<FieldTexts>> monthly_texts(const MonthlyReport& report, const Pack& pack,
                                              const FormSources& sources) {
  const FormValues values(sources.ledger, pack, sources.clear);
  std::vector<FieldTexts> all;
  std::vector<DisclosureRequest> requests;
  struct Asked {
    std::size_t line = 0;
    bool own = false;
  };
  std::vector<Asked> asked;
  const bool info = report.form == ReportForm::info_changes;
  for (std::size_t i = 0; i < report.lines.size(); ++i) {
    const auto& line = report.lines[i];
    all.push_back(clear_texts(line, sources));
    if (line.named_by) {
      requests.push_back({*line.named_by});
      asked.push_back({i, false});
    }
    if (info) {
      requests.push_back({line.own});
      asked.push_back({i, true});
    }
  }
  if (!sources.open || requests.empty()) return all;
  constexpr PersonalField shown[] = {PersonalField::name, PersonalField::sex,
                                     PersonalField::identity_number, PersonalField::old_value,
                                     PersonalField::new_value};
  const auto opened = sources.open(requests, shown);
  if (!opened) return fail(opened.error());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto& one = (*opened)[i];
    if (!one.disclosure) continue;
    auto& texts = all[asked[i].line];
    if (asked[i].own) {
      put_own(values, report.lines[asked[i].line], *one.disclosure, texts);
      continue;
    }
    FieldTexts who;
    values.put_personal(personal_fields_of(requests[i].ref.type), *one.disclosure, who);
    for (const auto* field : {"name", "sex", "identity_number"})
      texts[field] = who[field];
  }
  return all;
}

namespace {

PrintedTable schools_table(const MonthlyReport& report) {
  PrintedTable table;
  table.columns = {{{"学校代码", "code"}, 24},
                   {{"学校", "school"}, 60},
                   {{"已报", "filed"}, 14},
                   {{"条数", "lines"}, 14, true},
                   {{"补报", "supplements"}, 14, true},
                   {{"盖章日期", "sealed on"}, 24}};
  for (const auto& school : report.schools) {
    table.rows.push_back({school.code, school.name, school.filed ? "是" : "未报",
                          school.filed ? std::to_string(school.lines) : "",
                          school.filed ? std::to_string(school.supplements) : "",
                          school.filed ? to_text(china_date(school.sealed_at)) : ""});
  }
  table.if_empty = {"无所属学校", "no schools"};
  return table;
}

PrintedTable pending_table(const MonthlyReport& report) {
  PrintedTable table;
  table.caption = "尚未办结、未列入本表的变动";
  table.columns = {{{"表单", "form"}, 40},
                   {{"申报", "submission"}, 60},
                   {{"行数", "lines"}, 14, true},
                   {{"等待环节", "waits for"}, 40}};
  for (const auto& one : report.pending) {
    table.rows.push_back({label_of(one.form).zh, to_text(one.submission), std::to_string(one.lines),
                          one.step.empty() ? "退回更正" : one.step});
  }
  return table;
}

}  // namespace

Result<MonthlyTables> monthly_tables(const FormLayout& layout, const FormQuery& query,
                                     std::span<const PrintedColumn> columns, const Pack& pack,
                                     const FormSources& sources) {
  auto report = monthly_report(sources.views, sources.ledger,
                               {query.school, *query.month, layout.monthly, std::nullopt});
  if (!report) return fail(report.error());
  MonthlyTables out{*std::move(report), {}, {}};
  if (out.report.organisation_kind == OrganisationKind::school) {
    auto texts = monthly_texts(out.report, pack, sources);
    if (!texts) return fail(texts.error());
    PrintedTable table;
    table.columns.assign(columns.begin(), columns.end());
    table.if_empty = layout.if_empty;
    for (auto& line : *texts) {
      auto& row = table.rows.emplace_back();
      for (const auto& column : layout.columns)
        row.push_back(line[column]);
    }
    out.tables.push_back(std::move(table));
  } else {
    out.tables.push_back(schools_table(out.report));
  }
  if (!out.report.pending.empty()) out.tables.push_back(pending_table(out.report));
  for (const auto& total : out.report.totals) {
    out.totals += (out.totals.empty() ? "" : "、") + total.label.zh + " " +
                  std::to_string(total.lines + total.supplements);
  }
  if (out.totals.empty()) out.totals = "0";
  return out;
}

}  // namespace xueji::report
