// A form as a page and as a workbook: what each mark of it puts on paper.
#include "tools/report/printed_form.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "tests/ledger/commit/office.h"
#include "tools/sheet/read.h"

namespace xueji::report {
namespace {

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++found;
  return found;
}

bool has(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

PrintedForm roster_form() {
  PrintedForm form;
  form.stem = "roster-S001";
  form.title = {"演示花名册", "demonstration roster"};
  form.is_landscape = true;
  form.running_head = "演示职校 · 花名册";
  form.head = {{{"学校", "school"}, "演示职校 <A&B>"}, {{"人数", "students"}, "2"}};
  PrintedTable table;
  table.columns = {{{"姓名", "name"}, 20}, {{"分数", "score"}, 10, true}};
  table.rows = {{"张*", "1"}, {"李*", "2"}};
  table.if_empty = {"本月无异动", "none"};
  form.tables.push_back(table);
  form.places = {{{"校长签字", "principal"}, false}, {{"学校(盖章)", "seal"}, true}};
  form.checkpoint.origin = "xueji.example/test";
  form.checkpoint.size = TreeSize{7};
  return form;
}

std::string page(const PrintedForm& form) {
  auto html = form_html(form);
  REQUIRE(html);
  return *html;
}

Approval approval() {
  Approval one;
  one.submission = "S-1";
  one.stage = "已生效";
  one.signatures = {{"校长审定", "演示职校", "校长", "王*", "2024-10-01", Position{41}, true}};
  return one;
}

}  // namespace

TEST_CASE("a page has title, head, columns in order, numbered lines, places and page numbers",
          "[report]") {
  const auto html = page(roster_form());
  CHECK(has(html, "<h1>演示花名册</h1>"));
  CHECK(has(html, "size: A4 landscape"));
  CHECK(has(html, "counter(page) \" / \" counter(pages)"));
  CHECK(has(html,
            "<thead><tr><td>演示职校 · 花名册</td></tr><tr><td class=\"gap\"></td></tr></thead>"));
  CHECK(has(html, "<th>序号</th><th>姓名</th><th>分数</th>"));
  CHECK(has(html, "<tr><td>2</td><td>李*</td><td class=\"number\">2</td></tr>"));
  CHECK(count(html, "class=\"seal\"") == 1);
  CHECK(has(html, "校长签字"));
  CHECK(has(html, to_text(roster_form().checkpoint.root)));
  auto upright = roster_form();
  upright.is_landscape = false;
  CHECK(has(page(upright), "size: A4 portrait"));
}

TEST_CASE("nothing that a ledger holds becomes markup on a page", "[report]") {
  auto form = roster_form();
  form.tables[0].rows[0][0] = "<script>alert(1)</script>";
  const auto html = page(form);
  CHECK_FALSE(has(html, "<script>"));
  CHECK(has(html, "&lt;script&gt;"));
  CHECK(has(html, "演示职校 &lt;A&amp;B&gt;"));
  CHECK(has(html, "default-src 'none'"));
}

TEST_CASE("each mark stands on the page exactly when it holds", "[report]") {
  struct Mark {
    bool PrintedForm::*flag;
    bool when;
    std::string_view words;
  };
  const Mark marks[] = {{&PrintedForm::is_demonstration, true, "<div class=\"watermark\">演示数据"},
                        {&PrintedForm::is_masked, true, "脱敏副本"},
                        {&PrintedForm::is_layout_assumed, true, "版式为假定"},
                        {&PrintedForm::is_final, false, "未生效"}};
  for (const auto& mark : marks) {
    INFO(mark.words);
    auto form = roster_form();
    form.*mark.flag = mark.when;
    CHECK(has(page(form), mark.words));
    form.*mark.flag = !mark.when;
    CHECK_FALSE(has(page(form), mark.words));
  }
}

TEST_CASE("a table without lines says so: a nil report is a report", "[report][SY-1.4c]") {
  auto form = roster_form();
  CHECK_FALSE(has(page(form), "本月无异动"));
  form.tables[0].rows.clear();
  CHECK(has(page(form), "colspan=\"3\">本月无异动"));
}

TEST_CASE("a form in effect carries its signatures and the receipt as a QR code", "[report]") {
  auto form = roster_form();
  form.approvals = {approval()};
  CHECK_FALSE(has(page(form), "<svg"));
  form.approvals[0].receipt = "xueji/v1/receipt\n";
  const auto html = page(form);
  CHECK(count(html, "<svg class=\"qr\"") == 1);
  CHECK(has(html, "<td>校长审定</td><td>演示职校</td><td>校长</td><td>王*</td>"));
  form.approvals[0].receipt = std::string(3000, 'x');
  CHECK_FALSE(form_html(form));
}

TEST_CASE("cards are pages of their own, each with its boxes and its approval", "[report]") {
  auto form = roster_form();
  form.tables.clear();
  form.approvals = {approval()};
  PrintedCard card;
  card.approval = 0;
  card.sections = {
      {{"一、学生", "student"}, {{{"姓名", "name"}, "张*"}, {{"意见", "opinion"}, "", 4, 20}}}};
  form.cards = {card, card, card};
  const auto html = page(form);
  CHECK(count(html, "<section class=\"card\">") == 3);
  CHECK(count(html, "<h1>演示花名册</h1>") == 3);
  CHECK(count(html, "class=\"approval\"") == 3);
  CHECK(count(html, "min-height:20mm") == 3);
  // The rest of a row that is not full is closed, so that every row has eight cells.
  CHECK(count(html, "<td colspan=\"6\"></td></tr>") == 0);
  CHECK(count(html, "<span class=\"date\">年&emsp;&emsp;月") == 3);
  form.cards[1].sections[0].boxes[1].is_dated = false;
  CHECK(count(page(form), "<span class=\"date\">年&emsp;&emsp;月") == 2);
  form.cards[0].approval.reset();
  CHECK(count(page(form), "class=\"approval\"") == 2);
}

TEST_CASE("a workbook has title, head, header, lines and the foot in this order", "[report]") {
  test::TemporaryDirectory home;
  auto form = roster_form();
  form.is_layout_assumed = true;
  const auto written = write_form(home.path() / "forms", form);
  REQUIRE(written);
  CHECK(std::filesystem::file_size(written->html) > 0);
  const auto book = sheet::read_workbook(written->xlsx);
  INFO((book ? "" : book.error().what.en));
  REQUIRE(book);
  REQUIRE(book->sheets.size() == 1);
  const auto cell = [&](std::size_t row, std::size_t column) {
    return sheet::cell_at(book->sheets.front(), row, column).text;
  };
  CHECK(cell(0, 0) == "演示花名册");
  CHECK(cell(1, 0) == "学校:演示职校 <A&B>   人数:2");
  CHECK(cell(2, 0) == "序号");
  CHECK(cell(2, 1) == "姓名");
  CHECK(cell(3, 1) == "张*");
  CHECK(cell(4, 0) == "2");
  CHECK(has(cell(5, 0), "校长签字"));
  CHECK(cell(6, 0) == layout_assumed_text().zh);
  CHECK(has(cell(7, 0), to_text(form.checkpoint.root)));
}

TEST_CASE("the same form gives the same bytes", "[report]") {
  test::TemporaryDirectory home;
  const auto bytes = [](const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  };
  const auto one = write_form(home.path() / "a", roster_form());
  const auto two = write_form(home.path() / "b", roster_form());
  REQUIRE(one);
  REQUIRE(two);
  CHECK(bytes(one->html) == bytes(two->html));
  CHECK(bytes(one->xlsx) == bytes(two->xlsx));
}

}  // namespace xueji::report
