// A form as a printed document. Each page repeats the head of the table around it, because that is
// what all browsers repeat in print, and a gap after it, so that a table that goes on does not
// stick to it. Inner tables are a little narrower than the page: the outer half of a collapsed
// border lies outside of its table.
#include <algorithm>
#include <cmath>

#include "replay/inspection/html.h"
#include "tools/report/printed_form.h"
#include "tools/report/qr_code.h"

namespace xueji::report {
namespace {

using inspection::both_inline;
using inspection::escaped;
using inspection::filled;
using inspection::Markup;

constexpr std::string_view document = R"(<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{{title}}</title>
<style>
@page { size: A4 {{orientation}}; margin: 12mm 12mm 15mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } @bottom-left { content: "{{foot}}"; font: 6.5pt "DejaVu Sans Mono", monospace; } }
* { box-sizing: border-box; }
body { font: 10pt/1.45 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, SimSun-ExtB, HanaMinB, serif; color: #111; margin: 0 auto; max-width: {{width}}; }
@media screen { body { padding: 8mm 0; } }
h1 { font-size: 17pt; text-align: center; margin: 2mm 0 3mm; text-wrap: balance; }
h2 { font-size: 11pt; margin: 4mm 0 1mm; break-after: avoid; }
.en-inline { font: 7.5pt Arial, Helvetica, sans-serif; color: #444; }
table.page { width: 100%; border-collapse: collapse; }
table.page > thead > tr > td { border-bottom: 0.2mm solid #111; font-size: 8.5pt; padding-bottom: 0.8mm; }
table.page > thead > tr > td.gap { border: 0; height: 2.5mm; padding: 0; }
table.page > tbody > tr > td { padding: 0; }
.head { display: flex; flex-wrap: wrap; gap: 0.5mm 7mm; margin: 0 0 2mm; font-size: 10pt; }
table.lines { width: calc(100% - 0.4mm); margin-left: 0.2mm; table-layout: fixed; border-collapse: collapse; font-size: 8.5pt; line-height: 1.3; }
table.lines th, table.lines td { border: 0.2mm solid #333; padding: 0.7mm 0.9mm; text-align: center; vertical-align: middle; overflow-wrap: anywhere; }
table.lines th { background: #eee; font-weight: 600; text-wrap: balance; }
table.lines td.number { text-align: right; }
table.lines tr { break-inside: avoid; }
table.lines td.empty { padding: 8mm; font-size: 11pt; }
.caption { margin: 3mm 0 1mm; break-after: avoid; }
section.card { break-after: page; }
section.card:last-of-type { break-after: auto; }
table.card { width: calc(100% - 0.4mm); margin-left: 0.2mm; table-layout: fixed; border-collapse: collapse; font-size: 9.5pt; }
table.card td, table.card th { border: 0.2mm solid #333; padding: 1.3mm 1.6mm; vertical-align: middle; overflow-wrap: anywhere; }
table.card th { background: #eee; font-weight: 600; width: 11%; text-align: center; }
table.card td.field { vertical-align: top; }
.free { display: block; min-height: 6mm; }
.date { display: block; text-align: right; margin-top: 1mm; }
.places { display: grid; grid-template-columns: repeat(auto-fit, minmax({{place_width}}, 1fr)); gap: 3mm 8mm; break-inside: avoid; }
.places div { font-size: 9pt; }
.places div::before { content: ""; display: block; height: 12mm; margin-bottom: 0.8mm; border-bottom: 0.2mm solid #111; }
.places .seal::before { border-bottom-style: dashed; }
.approval { display: flex; gap: 5mm; margin-top: 4mm; break-inside: avoid; border: 0.2mm solid #333; padding: 2mm; }
.approval > div { flex: 1; min-width: 0; }
table.signatures { width: 100%; border-collapse: collapse; font-size: 7.5pt; line-height: 1.25; }
table.signatures td, table.signatures th { border-bottom: 0.1mm solid #999; padding: 0.3mm 1mm; text-align: left; }
svg.qr { width: 44mm; height: 44mm; flex: none; }
.note { font-size: 8pt; color: #333; margin: 1.5mm 0 0; }
.mono { font-family: "DejaVu Sans Mono", Consolas, monospace; font-size: 7pt; overflow-wrap: anywhere; }
.watermark { position: fixed; inset: 0; display: flex; align-items: center; justify-content: center; pointer-events: none; font-size: 72pt; color: rgba(160, 0, 0, 0.10); transform: rotate(-30deg); z-index: 9; }
</style>
</head>
<body>
{{watermark}}
<table class="page"><thead><tr><td>{{running_head}}</td></tr><tr><td class="gap"></td></tr></thead><tbody><tr><td>
{{content}}
</td></tr></tbody></table>
</body>
</html>
)";

Markup element(std::string_view open, const Markup& inner, std::string_view close) {
  return {std::string(open) + inner.html + std::string(close)};
}
Markup paragraph(const Text& text) {
  return element("<p class=\"note\">", both_inline(text), "</p>\n");
}

std::string percent(double part) {
  const auto tenths = std::lround(part * 1000);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}

constexpr double serial_width_mm = 10;

Markup column_group(const PrintedTable& table) {
  double all = table.is_numbered ? serial_width_mm : 0;
  for (const auto& column : table.columns)
    all += column.width_mm;
  Markup out{"<colgroup>"};
  const auto add = [&](double width) {
    out.html += "<col style=\"width:" + percent(width / all) + "\">";
  };
  if (table.is_numbered) add(serial_width_mm);
  for (const auto& column : table.columns)
    add(column.width_mm);
  out.html += "</colgroup>";
  return out;
}

Markup line_of(const PrintedTable& table, std::size_t index) {
  const auto& row = table.rows[index];
  Markup out{"<tr>"};
  if (table.is_numbered) out.html += "<td>" + std::to_string(index + 1) + "</td>";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    out.html += table.columns[i].is_number ? "<td class=\"number\">" : "<td>";
    if (i < row.size()) out += escaped(row[i]);
    out.html += "</td>";
  }
  out.html += "</tr>\n";
  return out;
}

Markup table_of(const PrintedTable& table) {
  Markup out;
  if (!table.caption.empty()) {
    out += element("<p class=\"caption\">", escaped(table.caption), "</p>\n");
  }
  out.html += "<table class=\"lines\">";
  out += column_group(table);
  out.html += "<thead><tr>";
  if (table.is_numbered) out.html += "<th>序号</th>";
  for (const auto& column : table.columns)
    out += element("<th>", escaped(column.header.zh), "</th>");
  out.html += "</tr></thead>\n<tbody>";
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    out += line_of(table, i);
  if (table.rows.empty()) {
    const auto span = table.columns.size() + (table.is_numbered ? 1 : 0);
    out += element("<tr><td class=\"empty\" colspan=\"" + std::to_string(span) + "\">",
                   escaped(table.if_empty.zh), "</td></tr>");
  }
  out.html += "</tbody></table>\n";
  return out;
}

Markup head_of(const PrintedForm& form) {
  Markup out{"<div class=\"head\">"};
  for (const auto& line : form.head)
    out += element("<span>", escaped(line.label.zh + ":" + line.value), "</span>");
  out.html += "</div>\n";
  return out;
}

// ---- Cards. ------------------------------------------------------------------------------------

constexpr int card_columns = 4;

/// A field to write in: its label stands inside, as the forms of schools have it.
Markup free_field(const PrintedBox& box) {
  const auto height = std::to_string(std::lround(box.height_mm));
  return {"<td class=\"field\" colspan=\"" + std::to_string(box.span * 2) + "\">" +
          escaped(box.label.zh).html + "<span class=\"free\" style=\"min-height:" + height +
          "mm\">" + escaped(box.value).html + "</span>" +
          (box.is_dated ? "<span class=\"date\">年&emsp;&emsp;月&emsp;&emsp;日</span>" : "") +
          "</td>"};
}

Markup section_of(const PrintedSection& section) {
  Markup out;
  if (!section.title.zh.empty()) {
    out += element("<h2>", escaped(section.title.zh), "</h2>\n");
  }
  out.html += "<table class=\"card\"><tbody>";
  int used = 0;
  for (const auto& box : section.boxes) {
    if (used == 0) out.html += "<tr>";
    const auto span = std::clamp(box.span, 1, card_columns - used);
    if (box.height_mm > 0) {
      auto fitted = box;
      fitted.span = span;
      out += free_field(fitted);
    } else {
      out += element("<th>", escaped(box.label.zh), "</th>");
      out += element("<td colspan=\"" + std::to_string(span * 2 - 1) + "\">", escaped(box.value),
                     "</td>");
    }
    used += span;
    if (used < card_columns) continue;
    out.html += "</tr>\n";
    used = 0;
  }
  if (used > 0) {
    out.html += "<td colspan=\"" + std::to_string((card_columns - used) * 2) + "\"></td></tr>\n";
  }
  out.html += "</tbody></table>\n";
  return out;
}

// ---- What proves the form. ---------------------------------------------------------------------

Markup signatures_of(const Approval& approval) {
  Markup out{
      "<table class=\"signatures\"><thead><tr><th>环节</th><th>单位</th><th>职务</th>"
      "<th>签署人</th><th>日期</th><th>台账位置</th><th>盖章</th></tr></thead><tbody>"};
  for (const auto& one : approval.signatures) {
    out.html += "<tr>";
    for (const auto& text : {one.step, one.organisation, one.role, one.person, one.on,
                             std::to_string(one.at.value), std::string(one.has_seal ? "已盖" : "")})
      out += element("<td>", escaped(text), "</td>");
    out.html += "</tr>";
  }
  out.html += "</tbody></table>";
  return out;
}

Result<Markup> approval_of(const Approval& approval) {
  Markup out{"<div class=\"approval\"><div>"};
  out += element("<p class=\"note\">电子签批:", escaped(approval.stage), " ");
  out += element("<span class=\"mono\">", escaped(approval.submission), "</span></p>");
  out += signatures_of(approval);
  if (!approval.receipt.empty()) {
    out.html +=
        "<p class=\"note\">扫描二维码得回执全文,存为文件后用 xueji receipt 核验。"
        "<span class=\"en-inline\">The code holds the receipt.</span></p>";
  }
  out.html += "</div>";
  if (!approval.receipt.empty()) {
    const auto code = qr_code_svg(approval.receipt);
    if (!code) return fail(code.error());
    out.html += *code;
  }
  out.html += "</div>\n";
  return out;
}

Markup places_of(const PrintedForm& form) {
  if (form.places.empty()) return {};
  Markup out{"<div class=\"places\">"};
  for (const auto& place : form.places) {
    out += element(place.is_seal ? "<div class=\"seal\">" : "<div>", escaped(place.label.zh),
                   "<span class=\"date\">年&emsp;月&emsp;日</span></div>");
  }
  out.html += "</div>\n";
  return out;
}

Markup checkpoint_of(const PrintedForm& form) {
  const auto& from = form.checkpoint;
  if (from.size.value == 0) return {};
  return element("<p class=\"note mono\">",
                 escaped("检查点 checkpoint: " + from.origin + "  size " +
                         std::to_string(from.size.value) + "  root " + to_text(from.root)),
                 "</p>\n");
}

Markup remarks_of(const PrintedForm& form) {
  Markup out;
  for (const auto& remark : form.remarks)
    out += paragraph(remark);
  if (form.is_masked) {
    out += paragraph(
        {"脱敏副本:个人信息已遮盖,不作报送原件。", "Masked copy: personal data is hidden."});
  }
  if (form.is_layout_assumed) out += paragraph(layout_assumed_text());
  return out;
}

std::string running_head_of(const PrintedForm& form) {
  auto head = form.running_head;
  if (!form.is_final) head += " · 未生效";
  if (form.is_masked) head += " · 脱敏副本";
  if (form.is_demonstration) head += " · 演示数据";
  return head;
}

Markup watermark_of(const PrintedForm& form) {
  if (!form.is_demonstration) return {};
  return {"<div class=\"watermark\">演示数据</div>"};
}

std::string foot_of(const PrintedForm& form) {
  if (form.checkpoint.size.value == 0) return {};
  return "size " + std::to_string(form.checkpoint.size.value) + " root " +
         to_text(form.checkpoint.root);
}

Result<Markup> table_pages(const PrintedForm& form) {
  auto content = element("<h1>", escaped(form.title.zh), "</h1>\n");
  content += head_of(form);
  for (const auto& table : form.tables)
    content += table_of(table);
  content += remarks_of(form);
  content += places_of(form);
  for (const auto& approval : form.approvals) {
    auto shown = approval_of(approval);
    if (!shown) return fail(shown.error());
    content += *shown;
  }
  content += checkpoint_of(form);
  return content;
}

Result<Markup> card_pages(const PrintedForm& form) {
  Markup content;
  for (const auto& card : form.cards) {
    content.html += "<section class=\"card\">\n";
    content += element("<h1>", escaped(form.title.zh), "</h1>\n");
    content += head_of(form);
    for (const auto& section : card.sections)
      content += section_of(section);
    content += remarks_of(form);
    content += places_of(form);
    if (card.approval && *card.approval < form.approvals.size()) {
      auto shown = approval_of(form.approvals[*card.approval]);
      if (!shown) return fail(shown.error());
      content += *shown;
    }
    content += checkpoint_of(form);
    content.html += "</section>\n";
  }
  return content;
}

}  // namespace

Text layout_assumed_text() {
  return {"版式为假定:法规所附原表未见。", "Layout assumed: the original form is not at hand."};
}

Result<std::string> form_html(const PrintedForm& form) {
  const auto content = form.cards.empty() ? table_pages(form) : card_pages(form);
  if (!content) return fail(content.error());
  const bool wide = form.is_landscape;
  return filled(document, {{"title", escaped(form.title.zh)},
                           {"orientation", {wide ? "landscape" : "portrait"}},
                           {"foot", escaped(foot_of(form))},
                           {"width", {wide ? "273mm" : "186mm"}},
                           {"place_width", {wide ? "45mm" : "38mm"}},
                           {"watermark", watermark_of(form)},
                           {"running_head", escaped(running_head_of(form))},
                           {"content", *content}})
      .html;
}

}  // namespace xueji::report
