// The school's own monthly table against the ledger: what agrees, what either side lacks, and each
// cell that says something else.
#include "tools/report/monthly_sheet.h"

#include <iconv.h>

#include <algorithm>
#include <fstream>

#include "ledger/policy/identity.h"
#include "tests/replay/inspection/city_year.h"
#include "tools/intake/marked.h"
#include "tools/sheet/read.h"
#include "tools/sheet/write.h"

namespace xueji::test {
namespace {

using P = PersonalField;
using report::MonthlyComparison;
using Rows = std::vector<std::vector<std::string>>;

const Month october{2024, 10};
const std::vector<std::string> status_header = {"姓名",     "身份证号", "异动类别", "异动原因",
                                                "异动日期", "班级",     "备注"};

std::string gb18030(const std::string& utf8) {
  const auto converter = iconv_open("GB18030", "UTF-8");
  REQUIRE(converter != reinterpret_cast<iconv_t>(-1));  // NOLINT: the interface says so.
  std::string in = utf8;
  std::string out(in.size() * 4, '\0');
  auto* from = in.data();
  auto* to = out.data();
  auto left = in.size();
  auto room = out.size();
  const auto failed = iconv(converter, &from, &left, &to, &room);
  iconv_close(converter);
  REQUIRE(failed != static_cast<std::size_t>(-1));
  out.resize(out.size() - room);
  return out;
}

sheet::Workbook book(const std::vector<std::string>& header, const Rows& rows) {
  sheet::Workbook workbook;
  auto& sheet = workbook.sheets.emplace_back();
  auto all = rows;
  all.insert(all.begin(), header);
  for (const auto& line : all) {
    auto& row = sheet.rows.emplace_back();
    for (const auto& text : line) {
      row.push_back(text.empty()
                        ? sheet::Cell{}
                        : sheet::Cell{sheet::CellKind::text, sheet::CellKind::empty, text, 0});
    }
  }
  return workbook;
}

/// Three students; the first withdrew in October, the second had a wrong ethnic group put right.
struct School {
  CityYear city;
  TemporaryDirectory home;
  std::unique_ptr<Views> views;

  School() {
    city.register_students(3);
    withdraw(0, make_date(2024, 10, 20));
    city.go_to(make_date(2024, 10, 21));
    auto& office = city.office;
    const auto changed = office.file(
        Form::info_change, city.school(), office.signer("SCHOOL/status_officer"),
        {{SubjectKind::student,
          subject_of(city.students[1]),
          make_date(2024, 10, 21),
          StudentInfoChanged{"name", ReasonCode::data_wrong},
          {{P::old_value, name(1)}, {P::new_value, "演示张维"}, {P::document_digest, digest}}}});
    office.sign(changed.submission, "principal", office.signer("SCHOOL/principal"));
    office.sign(changed.submission, "authority", office.signer("COUNTY/section_officer"));
    REQUIRE(city.office.view->refresh());
  }

  void withdraw(std::size_t student, Date day) {
    auto& office = city.office;
    city.go_to(day);
    Withdrawn facts;
    facts.ground = WithdrawalGround::own_request;
    facts.notified_on = day;
    const auto filed =
        office.file(Form::withdrawal, city.school(), office.signer("SCHOOL/status_officer"),
                    {{SubjectKind::student, subject_of(city.students[student]), day, facts}});
    office.sign(filed.submission, "principal", office.signer("SCHOOL/principal"));
    REQUIRE(office.view->refresh());
  }

  std::string value(std::size_t student, P field) {
    for (const auto& [key, text] : city.office.identities.at(city.students[student])) {
      if (key == field) return text;
    }
    return {};
  }
  std::string name(std::size_t student) { return value(student, P::name); }
  std::string number(std::size_t student) { return value(student, P::identity_number); }
  std::vector<std::string> withdrawal() {
    return {name(0), number(0), "31 退学", "", "2024-10-20", "", "家庭搬迁"};
  }

  report::FormSources sources() {
    auto folded = Views::in_memory(city.office.ledger->log(), city.office.view->packs());
    REQUIRE(folded);
    views = *std::move(folded);
    report::FormSources out{*views, *city.office.view};
    out.clear = true;
    auto* vault = &city.office.ledger->personal().vault();
    out.open = [vault](std::span<const DisclosureRequest> requests,
                       std::span<const PersonalField>) { return vault->open_sealed(requests); };
    return out;
  }
  MonthlyReport computed(ReportForm form) {
    const auto from = sources();
    auto made = monthly_report(from.views, from.ledger, {city.school(), october, form, {}});
    REQUIRE(made);
    return *std::move(made);
  }
  MonthlyComparison compare(const sheet::Workbook& workbook,
                            ReportForm form = ReportForm::status_changes) {
    const auto made = computed(form);
    const auto from = sources();
    const auto& pack = city.office.view->packs().all().begin()->second;
    auto compared = report::compare_monthly_sheet(workbook, made, pack, from);
    INFO((compared ? "" : compared.error().what.en));
    REQUIRE(compared);
    return *std::move(compared);
  }
  MonthlyComparison compare(const Rows& rows) { return compare(book(status_header, rows)); }

  static inline const std::string digest = std::string(64, 'a');
};

const intake::CellProblem* at(const MonthlyComparison& result, std::string_view place) {
  for (const auto& problem : result.problems) {
    if (intake::place_of(problem) == place) return &problem;
  }
  return nullptr;
}

std::string listed(const MonthlyComparison& result) {
  std::string out;
  for (const auto& one : result.problems) {
    out += intake::place_of(one) + " " + one.field + " " + one.seen + ": " + one.message.en +
           " | " + one.expected.en + "\n";
  }
  return out;
}

bool shows(const MonthlyComparison& result, const std::string& text) {
  return std::any_of(result.problems.begin(), result.problems.end(), [&](const auto& one) {
    return (one.seen + one.message.zh + one.message.en + one.expected.zh).find(text) !=
           std::string::npos;
  });
}

}  // namespace

TEST_CASE("a monthly table that says what the ledger says agrees", "[SY-1.4e]") {
  School school;
  const auto result = school.compare({school.withdrawal()});
  INFO(listed(result));
  CHECK(result.problems.empty());
  CHECK(result.rows_read == 1);
  CHECK(result.lines == 1);
  // By code or label, with a written-out day, a small x, and whatever stands in the remarks.
  for (const auto* change : {"31", "退学", "31退学"}) {
    auto row = school.withdrawal();
    row[2] = change;
    row[4] = "2024年10月20日";
    CHECK(school.compare({row}).problems.empty());
  }
  const auto of_cohort = [&](const std::string& cohort) {
    return school.compare(
        book({"姓名", "身份证号", "异动类别", "异动日期", "年级"},
             {{school.name(0), school.number(0), "31 退学", "2024-10-20", cohort}}));
  };
  for (const auto* cohort : {"2024", "2024级", "2024年级"}) {
    INFO(cohort);
    CHECK(of_cohort(cohort).problems.empty());
  }
  CHECK(of_cohort("2023年级").problems.size() == 1);
}

TEST_CASE("what the ledger lacks and what the sheet lacks are named line by line",
          "[SY-1.4g][SY-1.4e]") {
  School school;
  auto unknown = school.withdrawal();
  unknown[0] = school.name(2);
  unknown[1] = school.number(2);
  const auto result = school.compare({unknown});
  INFO(listed(result));
  REQUIRE(result.problems.size() == 2);
  const auto* missing_here = at(result, "B2");
  REQUIRE(missing_here != nullptr);
  CHECK(missing_here->rule == "SY-1.4e");
  CHECK(missing_here->seen == mask_number(school.number(2)));
  CHECK(missing_here->level == intake::Level::refused);
  const auto& missing_there = result.problems.front();
  CHECK_FALSE(missing_there.row);
  CHECK(missing_there.message.zh.find("退学 2024-10-20") != std::string::npos);
  CHECK(missing_there.message.zh.find(mask_name(school.name(0))) != std::string::npos);
  // Clear values of persons stand in neither.
  for (const std::size_t student : {0U, 2U}) {
    CHECK_FALSE(shows(result, school.number(student)));
    CHECK_FALSE(shows(result, school.name(student)));
  }
}

TEST_CASE("a cell that says something else is named with what the ledger has", "[SY-1.4e]") {
  School school;
  auto row = school.withdrawal();
  row[2] = "11 休学";
  row[4] = "2024-10-19";
  const auto result = school.compare({row});
  INFO(listed(result));
  REQUIRE(result.problems.size() == 2);
  REQUIRE(at(result, "C2") != nullptr);
  CHECK(at(result, "C2")->expected.zh == "31 退学");
  CHECK(at(result, "C2")->header == "异动类别");
  REQUIRE(at(result, "E2") != nullptr);
  CHECK(at(result, "E2")->expected.zh == "2024-10-20");
  // A number with one wrong digit is that student's still, because all else agrees.
  row = school.withdrawal();
  row[1] = school.number(2);
  const auto typo = school.compare({row});
  INFO(listed(typo));
  REQUIRE(typo.problems.size() == 1);
  CHECK(at(typo, "B2") != nullptr);
  // Named as somebody else of another kind and day, it is another line.
  row[2] = "11 休学";
  CHECK(school.compare({row}).problems.size() == 2);
}

TEST_CASE("what a student did twice is told apart by kind and day", "[SY-1.4e]") {
  School school;
  auto leave = school.withdrawal();
  leave[2] = "11 休学";
  leave[4] = "2024-10-08";
  const auto result = school.compare({leave, school.withdrawal()});
  INFO(listed(result));
  REQUIRE(result.problems.size() == 1);
  CHECK(at(result, "B2") != nullptr);
}

TEST_CASE("a table without lines is a nil report, and signatures are no lines", "[SY-1.4c]") {
  School school;
  const auto nil = school.compare({{"本月无异动(零报告)"}, {}, {"校长签字:      学校(盖章):"}});
  CHECK(nil.rows_read == 0);
  REQUIRE(nil.problems.size() == 1);
  CHECK_FALSE(nil.problems.front().row);
  const auto none = school.compare(book({"甲", "乙"}, {{"1", "2"}}));
  REQUIRE(none.problems.size() == 2);
  CHECK(none.problems.front().message.en.find("header") != std::string::npos);
}

TEST_CASE("changed information is compared by field, old and new value", "[SY-1.4d]") {
  School school;
  const std::vector<std::string> header = {"学籍号", "姓名",   "变更项目",
                                           "变更前", "变更后", "变更日期"};
  const auto compare = [&](const std::string& to) {
    return school.compare(
        book(header, {{"", school.name(1), "姓名", school.name(1), to, "2024-10-21"}}),
        ReportForm::info_changes);
  };
  const auto same = compare("演示张维");
  INFO(listed(same));
  CHECK(same.problems.empty());
  const auto other = compare("演示张伟");
  INFO(listed(other));
  REQUIRE(other.problems.size() == 1);
  CHECK(at(other, "E2") != nullptr);
  CHECK(other.problems.front().rule == "SY-1.4d");
  CHECK_FALSE(shows(other, "演示张"));
}

TEST_CASE("a table is read from GB18030 CSV and XLSX, and given back with its bad cells",
          "[SY-1.4e]") {
  School school;
  auto row = school.withdrawal();
  row[4] = "20241019";
  std::string csv;
  for (const auto& line : {status_header, row}) {
    for (std::size_t i = 0; i < line.size(); ++i)
      csv += (i == 0 ? "" : ",") + line[i];
    csv += "\r\n";
  }
  const auto csv_file = school.home.path() / "month.csv";
  std::ofstream(csv_file, std::ios::binary) << gb18030("演示职校学籍异动月报\r\n" + csv);
  const auto from_csv = sheet::read_workbook(csv_file);
  REQUIRE(from_csv);
  const auto result = school.compare(*from_csv);
  INFO(listed(result));
  REQUIRE(result.problems.size() == 1);
  CHECK(at(result, "E3") != nullptr);

  const auto marked_file = school.home.path() / "marked.xlsx";
  REQUIRE(intake::write_marked(*from_csv, result.problems, Language::chinese, marked_file));
  auto marked = sheet::read_workbook(marked_file);
  REQUIRE(marked);
  CHECK(marked->sheets.size() == 2);  // The table, and the list of what is wrong.
  // Corrected there, it agrees.
  marked->sheets.front().rows[2][4].text = "2024-10-20";
  CHECK(school.compare(*marked).problems.empty());
}

TEST_CASE("the printed form agrees with the report that it was made from, clear and masked",
          "[SY-1.4d][SY-1.4e]") {
  School school;
  for (const auto& [code, form] : {std::pair("status-changes", ReportForm::status_changes),
                                   std::pair("info-changes", ReportForm::info_changes)}) {
    for (const bool clear : {true, false}) {
      INFO(code << clear);
      auto from = school.sources();
      from.clear = clear;
      report::FormQuery query{school.city.school()};
      query.month = october;
      const auto printed = report::ledger_form(*report::form_layouts().form(code), query, from);
      REQUIRE(printed);
      REQUIRE(printed->tables.front().rows.size() == 1);
      const auto files = report::write_form(school.home.path(), *printed);
      REQUIRE(files);
      const auto workbook = sheet::read_workbook(files->xlsx);
      REQUIRE(workbook);
      const auto result = school.compare(*workbook, form);
      INFO(listed(result));
      CHECK(result.rows_read == 1);
      CHECK(result.problems.empty());
    }
  }
}

TEST_CASE("an authority's report has schools for lines and is not compared", "[SY-1.4c]") {
  School school;
  auto made = school.computed(ReportForm::status_changes);
  made.organisation_kind = OrganisationKind::county;
  const auto from = school.sources();
  const auto& pack = school.city.office.view->packs().all().begin()->second;
  const auto refused = report::compare_monthly_sheet(book(status_header, {}), made, pack, from);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::invalid_argument);
}

}  // namespace xueji::test
