#include <map>

#include "replay/inspection/report.h"

namespace xueji::inspection {
namespace {

std::string joined_rules(const Finding& finding) {
  std::string text;
  for (const auto& rule : finding.rules)
    text += (text.empty() ? "" : ", ") + rule;
  return text;
}

std::string joined_facts(const Finding& finding) {
  std::string text;
  for (const auto& fact : finding.facts)
    text += (text.empty() ? "" : ";") + fact.zh;
  return text;
}

std::string title_of(const Finding& finding) {
  const auto* definition = find_definition(finding.code);
  return definition == nullptr ? std::string() : std::string(definition->zh);
}

std::string name_of_organisation(const Inspection& inspection, const OrganisationId& id) {
  const auto found = inspection.organisation_names.find(id);
  return found == inspection.organisation_names.end() ? to_text(id) : found->second;
}

ReportTable findings_table() {
  return {"问题清单",
          "",
          {{{"单位代码", "code"}, 14, false},
           {{"单位", "organisation"}, 26, false},
           {{"章节", "chapter"}, 24, false},
           {{"问题代码", "finding"}, 24, false},
           {{"问题", "title"}, 20, false},
           {{"对象", "subject"}, 28, false},
           {{"对象编号", "subject key"}, 38, false},
           {{"起始日", "first day"}, 12, false},
           {{"状态", "state"}, 18, false},
           {{"事实", "facts"}, 60, false},
           {{"依据", "rules"}, 18, false},
           {{"规则包", "pack"}, 16, false},
           {{"证据位置", "positions"}, 22, false},
           {{"责任链", "accountability"}, 60, false}},
          {}};
}

void add_findings(const Inspection& inspection, const InspectedOrganisation& organisation,
                  const ReportNames& names, ReportTable& table) {
  for (const auto& finding : organisation.findings) {
    table.rows.push_back({organisation.code, organisation.name, label_of(finding.chapter).zh,
                          finding.code, title_of(finding), subject_text(finding, names),
                          finding.subject.key, to_text(finding.first_day), state_text(finding).zh,
                          joined_facts(finding), joined_rules(finding),
                          finding.pack_id + " " + finding.pack_version, proofs_text(finding),
                          path_text(inspection, finding, names).zh});
  }
}

ReportTable held_table(const Inspection& inspection, const InspectedOrganisation& organisation) {
  ReportTable table{"各环节用时",
                    "",
                    {{{"申报编号", "submission"}, 30, false},
                     {{"环节", "step"}, 30, false},
                     {{"单位", "organisation"}, 24, false},
                     {{"角色", "role"}, 14, false},
                     {{"自", "since"}, 12, false},
                     {{"至", "until"}, 12, false},
                     {{"天数", "days"}, 8, true},
                     {{"规定天数", "allowed"}, 8, true},
                     {{"超期", "late"}, 8, false}},
                    {}};
  std::map<SubmissionId, const Finding*> papers;
  for (const auto& finding : organisation.findings) {
    if (!finding.submission.is_none()) papers.try_emplace(finding.submission, &finding);
  }
  for (const auto& [id, finding] : papers) {
    for (const auto& step : finding->held) {
      table.rows.push_back(
          {to_text(id), step.name.zh, name_of_organisation(inspection, step.organisation),
           label_of(step.role).zh, to_text(step.since),
           step.until ? to_text(*step.until) : std::string("待签"), std::to_string(step.days),
           std::to_string(step.days_allowed), step.is_late() ? "是" : ""});
    }
  }
  return table;
}

ReportTable basis_table(const Inspection& inspection) {
  ReportTable table{
      "说明", "", {{{"项目", "item"}, 20, false}, {{"内容", "value"}, 70, false}}, {}};
  table.rows.push_back(
      {"检查期间 period", to_text(inspection.from) + " — " + to_text(inspection.cut_off)});
  table.rows.push_back({"台账 ledger", to_text(inspection.ledger)});
  table.rows.push_back({"记录数 entries", std::to_string(inspection.prefix.size.value)});
  table.rows.push_back({"检查点根 root", to_text(inspection.prefix.root)});
  table.rows.push_back({"版式 layout", "版式为假定 layout assumed"});
  if (inspection.is_demonstration) table.rows.push_back({"性质 nature", "演示数据 demonstration"});
  for (const auto& note : inspection.not_checked)
    table.rows.push_back({"未检查 not checked", note.zh});
  return table;
}

std::string title_of(const Inspection& inspection) {
  return std::to_string(inspection.year) + "年度学籍管理工作年检";
}

ReportTable counts_table(const Inspection& inspection) {
  ReportTable table{"按单位汇总",
                    "",
                    {{{"单位代码", "code"}, 14, false},
                     {{"单位", "organisation"}, 26, false},
                     {{"主管", "supervisor"}, 24, false},
                     {{"在籍", "on roll"}, 10, true},
                     {{"在校", "in school"}, 10, true},
                     {{"期内注册", "registered"}, 10, true},
                     {{"问题数", "findings"}, 10, true}},
                    {}};
  std::vector<std::string_view> codes;
  for (const auto& definition : finding_definitions()) {
    bool occurs = false;
    for (const auto& one : inspection.organisations) {
      for (const auto& finding : one.findings)
        occurs = occurs || finding.code == definition.code;
    }
    if (!occurs) continue;
    codes.push_back(definition.code);
    table.columns.push_back({{std::string(definition.zh), std::string(definition.code)}, 12, true});
  }
  for (const auto& one : inspection.organisations) {
    if (!has_report(one)) continue;
    std::vector<std::string> row{one.code,
                                 one.name,
                                 one.supervisor_name,
                                 std::to_string(one.on_roll),
                                 std::to_string(one.in_school),
                                 std::to_string(one.registered),
                                 std::to_string(one.findings.size())};
    for (const auto code : codes) {
      std::size_t count = 0;
      for (const auto& finding : one.findings)
        count += finding.code == code ? 1 : 0;
      row.push_back(std::to_string(count));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

ReportTables report_tables(const Inspection& inspection, const InspectedOrganisation& organisation,
                           const ReportNames& names) {
  auto findings = findings_table();
  add_findings(inspection, organisation, names, findings);
  return {organisation.name + " " + title_of(inspection),
          {std::move(findings), held_table(inspection, organisation), basis_table(inspection)}};
}

ReportTables summary_tables(const Inspection& inspection, const ReportNames& names) {
  auto findings = findings_table();
  for (const auto& one : inspection.organisations) {
    add_findings(inspection, one, names, findings);
  }
  return {title_of(inspection) + "汇总",
          {counts_table(inspection), std::move(findings), basis_table(inspection)}};
}

}  // namespace xueji::inspection
