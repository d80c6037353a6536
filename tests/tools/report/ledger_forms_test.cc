// Forms of a real small ledger: what stands on them, when they are refused, what proves them.
#include "tools/report/ledger_forms.h"

#include <algorithm>

#include "ledger/commit/answer.h"
#include "ledger/merkle/root.h"
#include "ledger/policy/identity.h"
#include "tests/replay/inspection/city_year.h"

namespace xueji::test {
namespace {

using report::FormQuery;
using report::PrintedForm;

/// A city whose forms are printed: masked, or clear for its officer.
struct Printer {
  CityYear city;
  std::unique_ptr<Views> views;

  [[nodiscard]] FormQuery intake() {
    FormQuery query{city.school()};
    query.cohort = 2024;
    query.season = Season::autumn;
    return query;
  }
  Result<PrintedForm> print(const std::string& code, const FormQuery& query, bool clear = false) {
    REQUIRE(city.office.view->refresh());
    auto folded = Views::in_memory(city.office.ledger->log(), city.office.view->packs());
    REQUIRE(folded);
    views = *std::move(folded);
    auto& vault = city.office.ledger->personal().vault();
    const auto& officer = city.office.signer("SCHOOL/status_officer");
    const AccessPurpose purpose{officer.person, Role::status_officer, "打印"};
    const auto now = city.office.clock.now();
    const auto* layout = report::form_layouts().form(code);
    REQUIRE(layout != nullptr);
    return report::ledger_form(*layout, query,
                               {*views, *city.office.view,
                                [&, clear](std::span<const DisclosureRequest> requests,
                                           std::span<const PersonalField> fields) {
                                  return clear ? vault.open_clear(requests, fields, purpose, now)
                                               : vault.open_sealed(requests);
                                },
                                clear, [](const PersonId&) { return std::string("演*"); }});
  }
  PrintedForm printed(const std::string& code, const FormQuery& query, bool clear = false) {
    auto form = print(code, query, clear);
    INFO((form ? "" : form.error().what.en));
    REQUIRE(form);
    return *std::move(form);
  }
};

std::size_t column(const PrintedForm& form, std::string_view header) {
  const auto& columns = form.tables.front().columns;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].header.zh == header) return i;
  }
  FAIL("no column " << header);
  return 0;
}

std::string box(const report::PrintedCard& card, std::string_view label) {
  for (const auto& section : card.sections) {
    for (const auto& one : section.boxes) {
      if (one.label.zh == label) return one.value;
    }
  }
  return "no such box";
}

bool has(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("the registration form has its official title, the pack's columns and every line",
          "[SY-1.2g][SY-A1]") {
  Printer printer;
  printer.city.file_roster(3);
  const auto form = printer.printed("registration", printer.intake());
  CHECK(form.title.zh == "《十堰市中等职业学校2024级秋季学籍注册表》");
  CHECK(form.is_layout_assumed);
  CHECK(form.is_demonstration);
  const auto& packs = printer.city.office.view->packs().all();
  const auto columns = packs.begin()->second.texts("roster_columns");
  REQUIRE(form.tables.size() == 1);
  REQUIRE(form.tables[0].columns.size() == columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto* known = report::form_layouts().field(columns[i]);
    REQUIRE(known != nullptr);
    CHECK(form.tables[0].columns[i].header == known->header);
  }
  CHECK(form.tables[0].rows.size() == 3);
  CHECK(form.tables[0].rows[0][column(form, "班级")] == "2024级1班");
  CHECK(form.tables[0].rows[0][column(form, "学习形式")] == "全日制");
  CHECK(form.tables[0].rows[0][column(form, "教学点")] == "校本部");
  CHECK(has(form.tables[0].rows[0][column(form, "专业")], printer.city.office.major_code));
}

TEST_CASE("the registration form is refused until the count on site agrees", "[SY-1.2g]") {
  Printer printer;
  printer.city.file_roster(3);
  REQUIRE(printer.print("registration", printer.intake()));
  printer.city.verify_on_site(2, false);
  const auto refused = printer.print("registration", printer.intake());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::refused);
  CHECK(has(refused.error().what.en, "SY-1.2g"));
  CHECK(has(refused.error().what.en, "3 on the form, 2 counted on site"));
  CHECK(has(refused.error().what.zh, "2024级1班"));
  printer.city.verify_on_site(3, false);
  CHECK(printer.print("registration", printer.intake()));
}

TEST_CASE("a later count does not take back a form whose check was clean", "[SY-1.2g]") {
  Printer printer;
  printer.city.register_students(3);
  printer.city.verify_on_site(2, false);
  CHECK(printer.print("registration", printer.intake()));
}

TEST_CASE("a form on its way says so; in effect it carries a receipt that holds", "[SY-1.2g]") {
  Printer printer;
  printer.city.file_roster(2);
  const auto draft = printer.printed("registration", printer.intake());
  CHECK_FALSE(draft.is_final);
  REQUIRE(draft.approvals.size() == 1);
  CHECK(draft.approvals[0].receipt.empty());
  CHECK_FALSE(has(*report::form_html(draft), "<svg"));

  printer.city.sign_all();
  const auto form = printer.printed("registration", printer.intake());
  CHECK(form.is_final);
  const auto receipt = receipt_from_text(form.approvals.at(0).receipt);
  REQUIRE(receipt);
  CHECK(receipt->submission == printer.city.roster);
  CHECK(verify_inclusion(receipt->leaf, receipt->position.value, receipt->size, receipt->path,
                         form.checkpoint.root));
  CHECK(form.checkpoint.root == printer.city.office.view->checkpoint().root);
  const auto html = *report::form_html(form);
  CHECK(has(html, "<svg class=\"qr\""));
  CHECK(has(html, to_text(form.checkpoint.root)));
  const auto& signatures = form.approvals[0].signatures;
  CHECK(signatures.size() == 9);  // The author, two of the school, six above it.
  CHECK(std::count_if(signatures.begin(), signatures.end(),
                      [](const auto& one) { return one.has_seal; }) == 1);
}

TEST_CASE("personal values are masked, and clear ones leave a record of who saw them",
          "[privacy]") {
  Printer printer;
  printer.city.file_roster(1);
  const auto& known = printer.city.office.identities.at(printer.city.students[0]);
  const auto value = [&](PersonalField field) {
    return std::find_if(known.begin(), known.end(),
                        [&](const auto& one) { return one.first == field; })
        ->second;
  };
  const auto number = value(PersonalField::identity_number);
  auto& log = printer.city.office.ledger->personal().vault().access_log();
  const auto masked = printer.printed("registration", printer.intake());
  CHECK(masked.is_masked);
  CHECK(masked.tables[0].rows[0][column(masked, "身份证号")] == mask_number(number));
  CHECK(masked.tables[0].rows[0][column(masked, "户籍所在地")] == "***");
  CHECK_FALSE(has(*report::form_html(masked), number));
  CHECK(log.read(0, 10)->empty());

  const auto clear = printer.printed("registration", printer.intake(), true);
  CHECK_FALSE(clear.is_masked);
  const auto& row = clear.tables[0].rows[0];
  CHECK(row[column(clear, "姓名")] == value(PersonalField::name));
  CHECK(row[column(clear, "身份证号")] == number);
  CHECK(row[column(clear, "性别")] == (value(PersonalField::sex) == "1" ? "男" : "女"));
  CHECK(has(row[column(clear, "户籍所在地")], "十堰市"));
  const auto records = log.read(0, 10);
  REQUIRE(records);
  REQUIRE(records->size() == 1);
  const auto& fields = records->front().fields;
  CHECK(std::count(fields.begin(), fields.end(), PersonalField::identity_number) == 1);
  CHECK(std::count(fields.begin(), fields.end(), PersonalField::guardian_phone) == 0);
}

TEST_CASE("a line that a signer struck does not stand on the form", "[SY-1.2g]") {
  Printer printer;
  printer.city.file_roster(3);
  printer.city.sign("principal", "SCHOOL/principal");
  auto& office = printer.city.office;
  office.sign(printer.city.roster, "seal", office.signer("SCHOOL/seal_keeper"), {},
              office.seal.get());
  printer.city.verify_on_site(2, false);
  office.sign(printer.city.roster, "county", office.signer("COUNTY/section_officer"),
              {{1, ReasonCode::not_present}});
  const auto form = printer.printed("registration", printer.intake(), true);
  REQUIRE(form.tables[0].rows.size() == 2);
  const auto& struck = office.identities.at(printer.city.students[1]);
  for (const auto& row : form.tables[0].rows)
    CHECK(row[column(form, "姓名")] != struck.front().second);
}

TEST_CASE("a line struck behind the county's step leaves a form that can be printed", "[SY-1.2g]") {
  Printer printer;
  printer.city.file_roster(3);
  auto& office = printer.city.office;
  printer.city.sign("principal", "SCHOOL/principal");
  printer.city.sign("seal", "SCHOOL/seal_keeper");
  printer.city.sign("county", "COUNTY/section_officer");
  office.sign(printer.city.roster, "exam_institute", office.signer("EXAM/exam_officer"),
              {{1, ReasonCode::data_wrong}});
  const auto draft = printer.printed("registration", printer.intake());
  CHECK(draft.tables[0].rows.size() == 2);
  CHECK_FALSE(draft.is_final);
}

TEST_CASE("what is in effect is printed while a struck line waits again", "[SY-1.2g]") {
  Printer printer;
  printer.city.file_roster(3);
  auto& office = printer.city.office;
  printer.city.sign("principal", "SCHOOL/principal");
  printer.city.sign("seal", "SCHOOL/seal_keeper");
  printer.city.verify_on_site(2, false);
  office.sign(printer.city.roster, "county", office.signer("COUNTY/section_officer"),
              {{1, ReasonCode::not_present}});
  for (const auto& [step, who] : {std::pair{"exam_institute", "EXAM/exam_officer"},
                                  {"clerk", "CITY/clerk"},
                                  {"section_chief", "CITY/section_chief"},
                                  {"deputy_director", "CITY/deputy_director"}}) {
    // The line that is struck stays struck.
    office.sign(printer.city.roster, step, office.signer(who), {{1, ReasonCode::not_present}});
  }
  REQUIRE(printer.printed("registration", printer.intake()).is_final);

  const StudentId again[] = {printer.city.students[1]};
  office.file(Form::entry_roster, printer.city.school(), office.signer("SCHOOL/status_officer"),
              office.roster_lines({again[0]}));
  const auto form = printer.printed("registration", printer.intake());
  CHECK(form.tables[0].rows.size() == 2);
  CHECK(form.is_final);
  CHECK(form.approvals.size() == 1);
  const auto told = std::any_of(form.remarks.begin(), form.remarks.end(), [](const Text& remark) {
    return has(remark.en, "1 lines on their way are left out") &&
           has(remark.en, "3 on the form, 2 counted on site");
  });
  CHECK(told);
}

TEST_CASE("only the intake that is asked for is printed", "[report]") {
  Printer printer;
  printer.city.file_roster(1);
  auto other = printer.intake();
  other.season = Season::spring;
  const auto none = printer.print("registration", other);
  REQUIRE_FALSE(none);
  CHECK(none.error().code == ErrorCode::not_found);
  FormQuery unsaid{printer.city.school()};
  const auto missing = printer.print("registration", unsaid);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::invalid_argument);
  CHECK(has(missing.error().next.en, "--cohort 2024 --season autumn"));
}

TEST_CASE("a form of another pack is refused, so that its check cannot be passed by", "[FJ-06c]") {
  Printer printer;
  printer.city.file_roster(1);
  const auto refused = printer.print("entry-roster", printer.intake());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::refused);
  CHECK(has(refused.error().next.en, "--form registration"));
  // The pack's word comes before the options of a form that it does not have.
  const auto unsaid = printer.print("entry-roster", FormQuery{printer.city.school()});
  REQUIRE_FALSE(unsaid);
  CHECK(unsaid.error().code == ErrorCode::refused);
  CHECK(has(unsaid.error().next.en, "--form registration"));
  for (const auto& files : {shipped_pack("fujian"), shipped_pack("shiyan")}) {
    const auto pack = load_pack(*files);
    REQUIRE(pack);
    const bool fujian = pack->metadata().id == "fujian";
    CHECK(report::form_in_pack(*report::form_layouts().form("entry-roster"), *pack).has_value() ==
          fujian);
    CHECK(report::form_in_pack(*report::form_layouts().form("registration"), *pack).has_value() !=
          fujian);
  }
}

TEST_CASE("a month without changes is printed as a nil report, with the title of the annex",
          "[SY-1.4c][SY-1.4d][SY-1.4e]") {
  Printer printer;
  printer.city.register_students(1);
  FormQuery query{printer.city.school()};
  const auto unsaid = printer.print("status-changes", query);
  REQUIRE_FALSE(unsaid);
  CHECK(has(unsaid.error().next.en, "--month"));
  query.month = calendar_month(printer.city.today());
  for (const auto& [code, words] : {std::pair("status-changes", "学生学籍异动月报表"),
                                    std::pair("info-changes", "学籍信息变更月报表")}) {
    INFO(code);
    const auto form = printer.printed(code, query);
    CHECK(has(form.title.zh, words));
    REQUIRE(form.tables.size() == 1);
    CHECK(form.tables[0].rows.empty());
    CHECK(has(form.tables[0].if_empty.zh, "零报告"));
    CHECK_FALSE(form.is_final);  // Nobody has filed it.
    CHECK(form.places.back().label.zh == "县(市)教育局审核(盖章)");
  }
}

TEST_CASE("a county's monthly form lists its schools, and its director signs it", "[SY-1.4c]") {
  Printer printer;
  FormQuery query{printer.city.office.organisations.at("COUNTY")};
  query.month = calendar_month(printer.city.today());
  const auto form = printer.printed("status-changes", query);
  REQUIRE(form.tables.size() == 1);
  REQUIRE(form.tables[0].rows.size() == 1);
  CHECK(form.tables[0].rows[0][0] == "SCHOOL");
  CHECK(form.tables[0].rows[0][2] == "未报");
  CHECK(form.places[1].label.zh == "局长签字");
  CHECK(form.head.front().label.zh == "单位");
}

TEST_CASE("an application is printed for a student before it is filed", "[FJ-A3][FJ-11a][FJ-37c]") {
  Printer printer;
  printer.city.register_students(2);
  FormQuery query{printer.city.school()};
  const auto nobody = printer.print("transfer-application", query);
  REQUIRE_FALSE(nobody);
  CHECK(has(nobody.error().next.en, "--student"));
  query.student = printer.city.students[0];
  for (const auto* code : {"transfer-application", "proof-application", "appraisal"}) {
    INFO(code);
    const auto form = printer.printed(code, query, true);
    REQUIRE(form.cards.size() == 1);
    const auto& known = printer.city.office.identities.at(printer.city.students[0]);
    CHECK(box(form.cards[0], "姓名") == known.front().second);
    CHECK_FALSE(form.cards[0].approval);
    CHECK(form.is_layout_assumed);
  }
  const auto form = printer.printed("transfer-application", query, true);
  CHECK(box(form.cards[0], "监护人姓名") == "演示家长");
  CHECK(box(form.cards[0], "转出学校") ==
        printer.city.office.view->state().organisation(printer.city.school())->name);
  CHECK(box(form.cards[0], "转入学校").empty());
  // Nobody has stated yet whether the conditions of graduation are met.
  CHECK(box(printer.printed("appraisal", query).cards[0], "修完教学计划").empty());
  CHECK(box(form.cards[0], "转出学校意见(盖章)").empty());
  query.student = StudentId{};
  CHECK_FALSE(printer.print("transfer-application", query));
}

TEST_CASE(
    "an approved change stands on the form and in the month's report, as the field it changed",
    "[SY-1.4d]") {
  Printer printer;
  printer.city.register_students(1);
  auto& office = printer.city.office;
  StudentInfoChanged changed;
  changed.changed = "guardian_name";
  changed.reason = ReasonCode::data_wrong;
  const auto receipt =
      office.file(Form::info_change, printer.city.school(), office.signer("SCHOOL/status_officer"),
                  {{SubjectKind::student,
                    subject_of(printer.city.students[0]),
                    printer.city.today(),
                    changed,
                    {{PersonalField::old_value, "演示家长"},
                     {PersonalField::new_value, "新监护人"},
                     {PersonalField::document_digest, std::string(64, 'a')}}}});
  FormQuery query{printer.city.school()};
  query.student = printer.city.students[0];
  query.month = calendar_month(printer.city.today());
  const auto guardian = [&] {
    return box(printer.printed("transfer-application", query, true).cards[0], "监护人姓名");
  };
  CHECK(guardian() == "演示家长");  // Filed is not approved.
  const auto pending = printer.printed("info-changes", query, true);
  CHECK(pending.tables.front().rows.empty());
  REQUIRE(pending.tables.size() == 2);
  CHECK(has(pending.tables[1].caption, "尚未办结"));

  office.sign(receipt.submission, "principal", office.signer("SCHOOL/principal"));
  office.sign(receipt.submission, "authority", office.signer("COUNTY/section_officer"));
  CHECK(guardian() == "新监护人");
  const auto form = printer.printed("info-changes", query, true);
  REQUIRE(form.tables.size() == 1);
  REQUIRE(form.tables[0].rows.size() == 1);
  CHECK(form.tables[0].rows[0][column(form, "变更后")] == "新监护人");
  CHECK(form.tables[0].rows[0][column(form, "变更前")] == "演示家长");
  const auto masked = printer.printed("info-changes", query);
  CHECK(masked.tables[0].rows[0][column(masked, "变更后")] == mask_name("新监护人"));
}

TEST_CASE("a filed assessment fills the appraisal form, with its signatures and receipt",
          "[FJ-35a]") {
  Printer printer;
  printer.city.register_students(1);
  auto& office = printer.city.office;
  GraduationAssessed sheet;
  sheet.credits_tenths = 1705;
  sheet.credits_required_tenths = 1700;
  sheet.moral_passed = false;
  sheet.assessed_on = printer.city.today();
  const auto receipt = office.file(
      Form::graduation_assessment, printer.city.school(), office.signer("SCHOOL/academic_office"),
      {{SubjectKind::student, subject_of(printer.city.students[0]), printer.city.today(), sheet}});
  FormQuery query{printer.city.school()};
  const auto draft = printer.printed("appraisal", query);
  CHECK_FALSE(draft.is_final);
  office.sign(receipt.submission, "principal", office.signer("SCHOOL/principal"));
  const auto form = printer.printed("appraisal", query);
  CHECK(form.is_final);
  REQUIRE(form.cards.size() == 1);
  CHECK(box(form.cards[0], "应修学分") == "170");
  CHECK(box(form.cards[0], "操行合格") == "否");
  REQUIRE(form.cards[0].approval);
  CHECK(has(*report::form_html(form), "<svg class=\"qr\""));
}

}  // namespace xueji::test
