// The inspection report as a printed document. Every page carries the head of the table around it,
// because that is what all browsers repeat in print.
#include <algorithm>
#include <map>
#include <set>

#include "replay/inspection/html.h"
#include "replay/inspection/ranking.h"
#include "replay/inspection/report.h"

namespace xueji::inspection {
namespace {

constexpr std::string_view document = R"(<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{{title}}</title>
<style>
@page { size: A4; margin: 14mm 14mm 16mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt; } }
* { box-sizing: border-box; }
body { font: 10pt/1.5 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif; color: #111; margin: 0 auto; max-width: 182mm; padding: 6mm 0; }
h1 { font-size: 17pt; text-align: center; margin: 4mm 0 1mm; }
h2 { font-size: 13pt; margin: 7mm 0 2mm; border-bottom: 0.5mm solid #111; break-after: avoid; }
h3 { font-size: 11pt; margin: 4mm 0 1mm; break-after: avoid; }
.en { display: block; font: 7.5pt/1.3 Arial, Helvetica, sans-serif; color: #444; }
.en-inline { font: 8pt Arial, Helvetica, sans-serif; color: #444; }
table.sheet { width: 100%; border-collapse: collapse; }
table.sheet > thead > tr > td { border-bottom: 0.2mm solid #111; font-size: 8.5pt; padding-bottom: 1mm; }
table.data { width: 100%; border-collapse: collapse; font-size: 9pt; margin: 1mm 0 3mm; }
table.data th, table.data td { border: 0.2mm solid #555; padding: 0.8mm 1.4mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
table.data th { background: #eee; font-weight: 600; }
table.findings { table-layout: fixed; }
table.findings th:nth-child(1) { width: 9mm; }
table.findings th:nth-child(2) { width: 27mm; }
table.findings th:nth-child(3) { width: 20mm; }
table.findings th:nth-child(4) { width: 15mm; }
table.findings th:nth-child(6) { width: 18mm; }
table.findings th:nth-child(7) { width: 25mm; }
table.data tr { break-inside: avoid; }
td.number, th.number { text-align: right !important; white-space: nowrap; }
.detail { font-size: 8.5pt; color: #222; }
.late { font-weight: 700; }
.none { margin: 2mm 0 3mm; }
.note { font-size: 8.5pt; color: #333; }
.mono { font-family: "DejaVu Sans Mono", Consolas, monospace; font-size: 8pt; overflow-wrap: anywhere; }
.watermark { position: fixed; inset: 0; display: flex; align-items: center; justify-content: center; pointer-events: none; font-size: 80pt; color: rgba(160, 0, 0, 0.10); transform: rotate(-30deg); z-index: 9; }
.signatures { display: flex; justify-content: space-between; gap: 8mm; margin-top: 14mm; break-inside: avoid; }
.signatures div { flex: 1; border-top: 0.2mm solid #111; padding-top: 1mm; }
a { color: inherit; }
</style>
</head>
<body>
{{watermark}}
<table class="sheet"><thead><tr><td>{{head}}</td></tr></thead><tbody><tr><td>
<h1>{{heading}}</h1>
{{content}}
</td></tr></tbody></table>
</body>
</html>
)";

constexpr std::string_view layout_note =
    "<p class=\"note\">版式为假定:原件未附年检报告格式。"
    "<span class=\"en-inline\">Layout assumed: the regulation gives none.</span></p>";

constexpr std::string_view signature_lines = R"(<div class="signatures">
<div>校长签字<span class="en">Principal's signature, date</span></div>
<div>学校盖章<span class="en">School seal</span></div>
<div>检查人签字<span class="en">Inspector's signature, date</span></div>
</div>
)";

Markup cell(const Markup& inner, std::string_view kind = {}) {
  const std::string attribute = kind.empty() ? "" : " class=\"" + std::string(kind) + "\"";
  return {"<td" + attribute + ">" + inner.html + "</td>"};
}
Markup number_cell(std::int64_t value) {
  return cell(escaped(number_text(value)), "number");
}
Markup row(std::initializer_list<Markup> cells) {
  Markup out{"<tr>"};
  for (const auto& one : cells)
    out += one;
  out.html += "</tr>\n";
  return out;
}
Markup head_row(std::initializer_list<Text> headers) {
  Markup out{"<thead><tr>"};
  for (const auto& header : headers)
    out.html += "<th>" + both(header).html + "</th>";
  out.html += "</tr></thead>\n";
  return out;
}
Markup table(const Markup& head, const Markup& body, const std::string& kind = "data") {
  return {"<table class=\"" + kind + "\">" + head.html + "<tbody>" + body.html + "</tbody></table>\n"};
}

std::string period_text(const Inspection& inspection) {
  return to_text(inspection.from) + " — " + to_text(inspection.cut_off);
}

Markup whole_document(const Inspection& inspection, const std::string& title, const Text& heading,
                      const std::string& head, const Markup& content) {
  const Markup watermark{inspection.is_demonstration ? "<div class=\"watermark\">演示数据</div>"
                                                     : ""};
  return filled(document, {{"title", escaped(title)},
                           {"watermark", watermark},
                           {"head", escaped(head)},
                           {"heading", both(heading)},
                           {"content", content}});
}

/// What the report rests on: anyone who holds the log can compute the root again.
Markup basis(const Inspection& inspection, const std::string& pack) {
  Markup rows = row({cell(both({"检查期间", "Period"})), cell(escaped(period_text(inspection)))});
  rows += row({cell(both({"规则包", "Policy pack"})), cell(escaped(pack))});
  rows += row({cell(both({"台账", "Ledger"})),
               cell(escaped(inspection.origin + "  " + to_text(inspection.ledger)), "mono")});
  rows += row({cell(both({"所依据的记录", "Entries read"})),
               cell(escaped("0 – " + std::to_string(inspection.prefix.size.value - 1)), "mono")});
  rows += row({cell(both({"检查点根", "Root of these entries"})),
               cell(escaped(to_text(inspection.prefix.root)), "mono")});
  return table({}, rows);
}

Markup numbers(const InspectedOrganisation& organisation) {
  const auto body = row({number_cell(organisation.on_roll), number_cell(organisation.in_school),
                         number_cell(organisation.registered), number_cell(organisation.imported),
                         number_cell(organisation.papers), number_cell(organisation.open_papers)});
  return table(head_row({{"在籍", "On roll"},
                         {"在校", "In school"},
                         {"期内注册", "Registered"},
                         {"期初导入", "Imported"},
                         {"申报件数", "Papers filed"},
                         {"待签件数", "Papers open"}}),
               body);
}

struct Tally {
  std::int64_t all = 0;
  std::int64_t open = 0;
};

Tally tally_of(const InspectedOrganisation& organisation, std::optional<Chapter> chapter,
               std::string_view code = {}) {
  Tally tally;
  for (const auto& finding : organisation.findings) {
    if (chapter && finding.chapter != *chapter) continue;
    if (!code.empty() && finding.code != code) continue;
    ++tally.all;
    if (!finding.is_act && !finding.closed_on) ++tally.open;
  }
  return tally;
}

Markup chapter_counts(const InspectedOrganisation& organisation) {
  Markup body;
  for (const auto chapter : chapters) {
    const auto tally = tally_of(organisation, chapter);
    body += row({cell(both(label_of(chapter))), number_cell(tally.all), number_cell(tally.open)});
  }
  const auto total = tally_of(organisation, std::nullopt);
  body += row({cell(both({"合计", "Total"})), number_cell(total.all), number_cell(total.open)});
  return table(head_row({{"章节", "Chapter"}, {"问题数", "Findings"}, {"未整改", "Open"}}), body);
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts)
    text += (text.empty() ? "" : ", ") + part;
  return text;
}

Markup facts_of(const Finding& finding) {
  Markup out;
  for (const auto& fact : finding.facts)
    out.html += "<div>" + both(fact).html + "</div>";
  return out;
}

Markup held_text(const Inspection& inspection, const Finding& finding) {
  if (finding.held.size() < 2) return {};
  Markup out{"<div class=\"detail\">各环节用时 <span class=\"en-inline\">days held</span>: "};
  bool is_first = true;
  for (const auto& step : finding.held) {
    if (step.step == "author") continue;
    const auto organisation = inspection.organisation_names.find(step.organisation);
    const auto where =
        organisation == inspection.organisation_names.end() ? std::string() : organisation->second;
    const auto days = number_text(step.days) + "/" + number_text(step.days_allowed) + "天";
    const auto waits = step.until ? "" : "(待签)";
    out.html += is_first ? "" : " → ";
    out.html += step.is_late() ? "<span class=\"late\">" : "<span>";
    out += escaped(where + label_of(step.role).zh + " " + days + waits);
    out.html += "</span>";
    is_first = false;
  }
  out.html += "</div>";
  return out;
}

Markup finding_rows(const Inspection& inspection, const Finding& finding, const ReportNames& names,
                    std::int64_t number) {
  const auto path = path_text(inspection, finding, names);
  Markup what = facts_of(finding);
  what += held_text(inspection, finding);
  what.html += "<div class=\"detail\">责任链 <span class=\"en-inline\">accountability</span>: " +
               escaped(path.zh).html + "</div>";
  return row({number_cell(number), cell(escaped(subject_text(finding, names))),
              cell(escaped(to_text(finding.first_day))), cell(both(state_text(finding))),
              cell(what),
              cell({escaped(joined(finding.rules)).html + "<span class=\"en\">" +
                    escaped(finding.pack_id + " " + finding.pack_version).html + "</span>"}),
              cell(escaped(proofs_text(finding)), "mono")});
}

Markup chapter_of(const Inspection& inspection, const InspectedOrganisation& organisation,
                  Chapter chapter, const ReportNames& names) {
  Markup out{"<h2>" + both(label_of(chapter)).html + "</h2>\n"};
  if (tally_of(organisation, chapter).all == 0) {
    out.html += "<p class=\"none\">未发现问题。<span class=\"en-inline\">No findings.</span></p>\n";
    return out;
  }
  const auto head = head_row({{"序号", "No."},
                              {"对象", "Subject"},
                              {"起始日", "First day"},
                              {"状态", "State"},
                              {"事实与责任", "Facts and accountability"},
                              {"依据", "Rules"},
                              {"证据位置", "Positions"}});
  for (const auto& definition : finding_definitions()) {
    if (definition.chapter != chapter) continue;
    Markup body;
    std::int64_t number = 0;
    for (const auto& finding : organisation.findings) {
      if (finding.code != definition.code) continue;
      body += finding_rows(inspection, finding, names, ++number);
    }
    if (number == 0) continue;
    const Text title{std::string(definition.zh), std::string(definition.en)};
    out.html += "<h3>" + both_inline(title).html + " <span class=\"mono\">" +
                escaped(definition.code).html + "</span> (" + number_text(number) + ")</h3>\n";
    out += table(head, body, "data findings");
  }
  return out;
}

Markup notes_of(const Inspection& inspection) {
  Markup out;
  for (const auto& note : inspection.not_checked) {
    out.html += "<p class=\"note\">" + both_inline(note).html + "</p>\n";
  }
  out.html +=
      "<p class=\"note\">证据位置是台账记录的序号;凭检查点根可独立验证(xueji verify)。"
      "<span class=\"en-inline\">Positions are entries of the ledger; anyone can verify "
      "them against the root.</span></p>\n";
  return out;
}

Text report_heading(const Inspection& inspection) {
  const auto year = std::to_string(inspection.year);
  return {year + "年度学籍管理工作年检报告", "Yearly inspection of status management, " + year};
}

// ---- The summary. ------------------------------------------------------------------------------

/// Schools with the most open findings first.
std::vector<const InspectedOrganisation*> ranking(const Inspection& inspection) {
  std::vector<const InspectedOrganisation*> all;
  for (const auto& one : inspection.organisations) {
    if (has_report(one)) all.push_back(&one);
  }
  std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
    const auto x = tally_of(*a, std::nullopt);
    const auto y = tally_of(*b, std::nullopt);
    return std::tie(y.open, y.all) < std::tie(x.open, x.all);
  });
  return all;
}

Markup ranking_table(const Inspection& inspection) {
  Markup body;
  std::int64_t place = 0;
  for (const auto* one : ranking(inspection)) {
    const auto total = tally_of(*one, std::nullopt);
    Markup cells{"<tr>"};
    cells += number_cell(++place);
    const auto link = "<a href=\"" + escaped(file_stem_of(*one)).html + ".html\">" +
                      escaped(one->name).html + "</a><span class=\"en\">" +
                      escaped(one->code).html + "</span>";
    cells += cell({link});
    cells += cell(escaped(one->supervisor_name));
    cells += number_cell(one->on_roll);
    cells += number_cell(one->registered);
    for (const auto chapter : chapters)
      cells += number_cell(tally_of(*one, chapter).all);
    cells += number_cell(total.all);
    cells += number_cell(total.open);
    cells.html += "</tr>\n";
    body += cells;
  }
  return table(head_row({{"名次", "Rank"},
                         {"单位", "Organisation"},
                         {"主管", "Supervisor"},
                         {"在籍", "On roll"},
                         {"期内注册", "Registered"},
                         {"责任制", "Duty"},
                         {"注册", "Registration"},
                         {"动态", "Ongoing"},
                         {"其他", "Other"},
                         {"问题", "Findings"},
                         {"未整改", "Open"}}),
               body);
}

/// SY-3.3c: fewest findings for their size first.
Markup commendation_table(const Inspection& inspection) {
  Markup body;
  for (const auto& rank : commendation_order(inspection)) {
    body += row({number_cell(rank.place), cell(escaped(rank.school->name)),
                 number_cell(rank.school->on_roll), number_cell(rank.findings),
                 number_cell(rank.open), number_cell(rank.per_thousand)});
  }
  return table(head_row({{"名次", "Rank"},
                         {"学校", "School"},
                         {"在籍", "On roll"},
                         {"问题", "Findings"},
                         {"未整改", "Open"},
                         {"每千人问题", "Per thousand"}}),
               body);
}

/// Who held papers too long, wherever the paper came from: schools, counties and the city alike.
Markup delay_table(const Inspection& inspection) {
  struct Delay {
    std::int64_t times = 0;
    int days_max = 0;
  };
  std::map<std::pair<std::string, Role>, Delay> delays;
  for (const auto& one : inspection.organisations) {
    for (const auto& finding : one.findings) {
      if (finding.code != "SIGNOFF_STALLED") continue;
      for (const auto& step : finding.held) {
        if (!step.is_late() || !finding.subject.key.ends_with("/" + step.step)) continue;
        const auto holder = inspection.organisation_names.find(step.organisation);
        const auto known = holder != inspection.organisation_names.end();
        auto& delay = delays[{known ? holder->second : to_text(step.organisation), step.role}];
        ++delay.times;
        delay.days_max = std::max(delay.days_max, step.days);
      }
    }
  }
  if (delays.empty()) {
    return {"<p class=\"none\">未发现问题。<span class=\"en-inline\">No findings.</span></p>\n"};
  }
  Markup body;
  for (const auto& [holder, delay] : delays) {
    body += row({cell(escaped(holder.first)), cell(both(label_of(holder.second))),
                 number_cell(delay.times), number_cell(delay.days_max)});
  }
  return table(head_row({{"承办单位", "Holder"},
                         {"角色", "Role"},
                         {"超期次数", "Times"},
                         {"最长天数", "Most days"}}),
               body);
}

Markup code_table(const Inspection& inspection) {
  Markup body;
  for (const auto& definition : finding_definitions()) {
    Tally sum;
    std::int64_t organisations = 0;
    for (const auto& one : inspection.organisations) {
      const auto tally = tally_of(one, std::nullopt, definition.code);
      sum.all += tally.all;
      sum.open += tally.open;
      organisations += tally.all > 0 ? 1 : 0;
    }
    if (sum.all == 0) continue;
    const Text title{std::string(definition.zh), std::string(definition.en)};
    body += row({cell(both(label_of(definition.chapter))), cell(both(title)),
                 cell(escaped(definition.code), "mono"), number_cell(organisations),
                 number_cell(sum.all), number_cell(sum.open)});
  }
  if (body.html.empty()) {
    return {"<p class=\"none\">未发现问题。<span class=\"en-inline\">No findings.</span></p>\n"};
  }
  return table(head_row({{"章节", "Chapter"},
                         {"问题", "Finding"},
                         {"代码", "Code"},
                         {"涉及单位", "Organisations"},
                         {"问题数", "Findings"},
                         {"未整改", "Open"}}),
               body);
}

}  // namespace

std::string report_html(const Inspection& inspection, const InspectedOrganisation& organisation,
                        const ReportNames& names) {
  const auto pack = organisation.pack_title.zh + " (" + organisation.pack_id + " " +
                    organisation.pack_version + ")";
  Markup content{"<p style=\"text-align:center\">" +
                 escaped(organisation.name + "(" + organisation.code + ")").html +
                 " · 主管:" + escaped(organisation.supervisor_name).html + "</p>\n"};
  content += basis(inspection, pack);
  if (organisation.kind == OrganisationKind::school) content += numbers(organisation);
  content += chapter_counts(organisation);
  for (const auto chapter : chapters) {
    content += chapter_of(inspection, organisation, chapter, names);
  }
  content += notes_of(inspection);
  content.html += layout_note;
  content.html += signature_lines;
  const auto heading = report_heading(inspection);
  const auto head = organisation.name + " · " + heading.zh + " · 截止 " +
                    to_text(inspection.cut_off) +
                    (inspection.is_demonstration ? " · 演示数据" : "");
  return whole_document(inspection, organisation.name + " " + heading.zh, heading, head, content)
      .html;
}

std::string summary_html(const Inspection& inspection) {
  std::set<std::string> packs;
  std::int64_t schools = 0;
  for (const auto& one : inspection.organisations) {
    if (one.kind != OrganisationKind::school) continue;
    ++schools;
    packs.insert(one.pack_id + " " + one.pack_version);
  }
  Markup content = basis(inspection, joined({packs.begin(), packs.end()}));
  content.html += "<p>受检学校 " + number_text(schools) +
                  " 所。<span class=\"en-inline\">Schools inspected.</span></p>\n";
  content.html += "<h2>" + both({"按问题代码汇总", "By finding"}).html + "</h2>\n";
  content += code_table(inspection);
  content.html += "<h2>" +
                  both({"按单位汇总(未整改多者在前)", "By organisation, most open first"}).html +
                  "</h2>\n";
  content += ranking_table(inspection);
  content.html +=
      "<h2>" + both({"表彰参考(每千人问题少者在前)", "For commendation, fewest first"}).html +
      "</h2>\n";
  content += commendation_table(inspection);
  content.html +=
      "<h2>" + both({"压件超期(按承办单位)", "Delays, by who held the paper"}).html + "</h2>\n";
  content += delay_table(inspection);
  content += notes_of(inspection);
  content.html += layout_note;
  auto heading = report_heading(inspection);
  heading.zh += "汇总";
  heading.en += ": summary";
  const auto head = heading.zh + " · 截止 " + to_text(inspection.cut_off) +
                    (inspection.is_demonstration ? " · 演示数据" : "");
  return whole_document(inspection, heading.zh, heading, head, content).html;
}

}  // namespace xueji::inspection
