// Sheets of the yearly inspection and of ends of organisations: rows to events, and what is said of
// wrong cells. Everything in them is invented (演示数据).
#include <catch2/catch.hpp>

#include "tests/tools/intake/office.h"

namespace xueji::intake::office {
namespace {

using P = PersonalField;

FormReading rows(Office& office, Form form, const std::vector<std::vector<std::string>>& lines) {
  return read(office, form, book(lines));
}

FindingHeld raised(unsigned char byte) {
  FindingHeld held;
  held.finding = id<FindingId>(byte);
  held.code = "GHOST_STATUS";
  held.year = 2023;
  return held;
}

}  // namespace

TEST_CASE("a finding names its proof in the log, or what was found on the spot", "[SY-3.3d]") {
  Office office("shiyan");
  const auto reading =
      rows(office, Form::finding,
           {{"年检年度", "问题代码", "规则编号", "首日", "证据位置", "现场发现", "情况说明"},
            {"2023", "NO_OFFICER", "SY-1.4b", "2024-01-05", "12, 31", "", ""},
            {"2023", "GHOST_STATUS", "SY-1.5d", "2024-01-09", "", "是", "现场点名缺1人"}});
  INFO(listed(reading.problems));
  CHECK(reading.problems.empty());
  REQUIRE(reading.drafts.size() == 2);
  const auto& first = get<FindingRaised>(reading.drafts[0].facts);
  CHECK(first.proof == std::vector<std::uint64_t>{12, 31});
  CHECK(first.code == "NO_OFFICER");
  CHECK(first.year == 2023);
  CHECK_FALSE(first.finding.is_none());
  const auto& second = get<FindingRaised>(reading.drafts[1].facts);
  CHECK(second.on_the_spot);
  CHECK(second.proof.empty());
  CHECK(second.finding != first.finding);
  CHECK(reading.drafts[1].personal == PersonalValues{{P::reason_text, "现场点名缺1人"}});
  const auto wrong = rows(office, Form::finding,
                          {{"年检年度", "问题代码", "规则编号", "首日", "证据位置"},
                           {"2023", "NO_OFFICER", "SY-1.4b", "2024-01-05", "十二"}});
  REQUIRE(wrong.problems.size() == 1);
  CHECK(wrong.problems.front().field == "proof");
}

TEST_CASE("an answer needs no id while one finding waits, and one where several do", "[SY-3.3b]") {
  Office office("shiyan");
  auto& findings = office.state.edit_organisation(school).findings;
  const auto answer = [&](const std::string& finding) {
    return rows(office, Form::finding_answer,
                {{"问题标识", "答复日期", "整改情况"}, {finding, "2024-10-01", "已整改"}});
  };
  CHECK(answer("").problems.size() == 1);  // Nothing waits.
  findings = {raised(1)};
  const auto one = answer("");
  INFO(listed(one.problems));
  REQUIRE(one.drafts.size() == 1);
  CHECK(get<FindingAnswered>(one.drafts.front().facts).finding == id<FindingId>(1));
  findings.push_back(raised(2));
  CHECK(answer("").problems.size() == 1);
  const auto named = answer(to_text(id<FindingId>(2)));
  REQUIRE(named.drafts.size() == 1);
  CHECK(get<FindingAnswered>(named.drafts.front().facts).finding == id<FindingId>(2));
  CHECK(answer("不是标识").problems.size() == 1);
  // What is answered already waits for its closing only.
  findings[0].answered_on = make_date(2024, 10, 1);
  const auto other = answer("");
  REQUIRE(other.drafts.size() == 1);
  CHECK(get<FindingAnswered>(other.drafts.front().facts).finding == id<FindingId>(2));
}

TEST_CASE("opening and closing of an inspection are told apart by the day that is filled",
          "[SY-3.3a][SY-3.3c]") {
  Office office("shiyan");
  const auto reading = rows(office, Form::inspection,
                            {{"年检年度", "开始日期", "结束日期"},
                             {"2023", "2024-01-08", ""},
                             {"2022", "", "2024-01-30"}});
  INFO(listed(reading.problems));
  REQUIRE(reading.drafts.size() == 2);
  CHECK(get<InspectionOpened>(reading.drafts[0].facts).opened_on == make_date(2024, 1, 8));
  CHECK(get<InspectionClosed>(reading.drafts[1].facts).year == 2022);
  const auto praised = rows(
      office, Form::commendation,
      {{"年检年度", "表彰名称", "表彰日期"}, {"2023", "学籍管理先进单位(演示)", "2024-03-01"}});
  REQUIRE(praised.drafts.size() == 1);
  CHECK(get<CommendationRecorded>(praised.drafts.front().facts).year == 2023);
}

}  // namespace xueji::intake::office
