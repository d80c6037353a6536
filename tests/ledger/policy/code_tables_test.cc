#include "ledger/policy/code_tables.h"

#include <catch2/catch.hpp>

#include "ledger/policy/pack.h"

using namespace xueji;

namespace {

const Pack& fujian() {
  static const Pack pack = *load_pack(*shipped_pack("fujian"));
  return pack;
}

std::vector<CsvRecord> read(std::string_view text, FileProblems& problems) {
  return read_csv("t.csv", text, code_table_header, problems);
}

}  // namespace

TEST_CASE("malformed CSV is refused with its line") {
  const auto problem_of = [](std::string_view text) {
    FileProblems problems;
    (void)read(text, problems);
    return problems.empty() ? std::string() : problems.as_error().what.en;
  };
  CHECK(problem_of("code,zh\n1,a\n") == "t.csv line 1: the header must be code,zh,en");
  CHECK(problem_of("") == "t.csv line 1: the header must be code,zh,en");
  CHECK(problem_of("code,zh,en\n1,a,b\n2,c\n") == "t.csv line 3 2: must have 3 cells");
  CHECK(problem_of("code,zh,en\n1,\"a,b\n") != "");
  CHECK(problem_of("code,zh,en\n1,\"a\"x,b\n") != "");
}

TEST_CASE("quotes, byte order mark, CRLF and a missing last line end are read") {
  FileProblems problems;
  const auto records = read(
      "\xEF\xBB\xBF"
      "code,zh,en\r\n1,\"a,\"\"b\"\"\nc\",d\r\n\r\n2,e,f",
      problems);
  REQUIRE(problems.empty());
  REQUIRE(records.size() == 2);
  CHECK(records[0].cells == std::vector<std::string>{"1", "a,\"b\"\nc", "d"});
  CHECK(records[1].line == 5);
}

TEST_CASE("a code or label that stands twice is refused") {
  FileProblems problems;
  const CodeTable table("t.csv", read("code,zh,en\n1,a,a\n1,b,b\n2,a,c\n", problems), problems);
  CHECK(problems.count() == 2);
}

TEST_CASE("division codes of any revision are valid for life", "[SY-3.2d]") {
  const auto& divisions = fujian().divisions();
  CHECK(divisions.is_known("420321"));
  CHECK(divisions.name_of("420321") == "郧县");
  CHECK(divisions.is_known("420304"));
  CHECK(divisions.name_of("420304") == "郧阳区");
  CHECK(divisions.is_known("110105"));
  CHECK(divisions.is_known("810000"));
  CHECK_FALSE(divisions.is_known("420399"));
  CHECK_FALSE(divisions.is_known("42030"));
  CHECK_FALSE(divisions.is_known(""));
  CHECK(divisions.full_name_of("420304") == "湖北省十堰市郧阳区");
  CHECK(divisions.full_name_of("42030X").empty());
  // Two names of one code: the latest counts.
  CHECK(divisions.name_of("420104") == "硚口区");
}

TEST_CASE("a household county is found by its names, renamed or not") {
  const auto& divisions = fujian().divisions();
  CHECK(divisions.find_county("湖北省", "十堰市", "郧阳区") == "420304");
  CHECK(divisions.find_county("湖北省", "十堰市", "郧县") == "420321");
  CHECK(divisions.find_county("湖北省", "", "房县") == "420325");
  CHECK_FALSE(divisions.find_county("湖北省", "武汉市", "房县"));
  CHECK_FALSE(divisions.find_county("福建省", "十堰市", "房县"));
  CHECK_FALSE(divisions.find_county("湖北省", "十堰市", "十堰市"));
  // 鼓楼区 exists in several cities of Jiangsu, so the city must be named.
  CHECK_FALSE(divisions.find_county("江苏省", "", "鼓楼区"));
  CHECK(divisions.find_county("江苏省", "南京市", "鼓楼区") == "320106");
}

TEST_CASE("a major is valid only with its catalogue version", "[FJ-05b]") {
  const auto& majors = fujian().majors();
  CHECK(majors.majors().size() >= 40);
  REQUIRE(majors.find("710201", "2021"));
  CHECK(majors.find("710201", "2021")->name == "计算机应用");
  CHECK(majors.find("710201", "2010") == nullptr);
  CHECK(majors.find("999999", "2021") == nullptr);
  REQUIRE(majors.find_name("护理", "2021"));
  CHECK(majors.find_name("护理", "2021")->code == "720301");
}

TEST_CASE("an imported list of majors is checked line by line", "[FJ-05b]") {
  const auto refusal = [](const std::string& rows) {
    const auto result = import_majors("code,name,catalogue,version\n" + rows);
    return result ? std::string() : result.error().what.en;
  };
  CHECK(refusal("710201,计算机应用,目录,2021\n").empty());
  CHECK(refusal("71020,计算机应用,目录,2021\n").find("line 2 71020: the code") !=
        std::string::npos);
  CHECK(refusal("710201,,目录,2021\n").find("empty cell") != std::string::npos);
  CHECK(refusal("510201,计算机应用,目录,2021\n").find("between 61 and 79") != std::string::npos);
  CHECK(refusal("710201,甲,目录,2021\n710201,乙,目录,2021\n").find("line 3") != std::string::npos);
  CHECK(refusal("710201,甲,目录,2021\n710202,甲,目录,2021\n").find("line 3") != std::string::npos);
  CHECK(refusal("090100,计算机应用,目录,2010\n710201,计算机应用,目录,2021\n").empty());
  CHECK_FALSE(refusal("").empty());
}

TEST_CASE("an imported list comes back sorted and goes into a new pack version") {
  const auto csv = import_majors(
      "code,name,catalogue,version\r\n720301,护理,目录,2021\r\n710201,\"计算机,应用\",目录,2021\r\n");
  REQUIRE(csv);
  CHECK(*csv ==
        "code,name,catalogue,version\n710201,\"计算机,应用\",目录,2021\n720301,护理,目录,2021\n");
  CHECK(*import_majors(*csv) == *csv);
  const auto pack = load_pack(*with_table(*shipped_pack("fujian"), "majors", *csv, "2024.4"));
  REQUIRE(pack);
  CHECK(pack->majors().majors().size() == 2);
}

TEST_CASE("Fujian's county codes are 84, unique, and marked as invented", "[FJ-A2][FJ-08c]") {
  const auto* codes = fujian().county_codes();
  REQUIRE(codes);
  CHECK(codes->codes().size() == 84);
  for (const auto& code : codes->codes()) {
    CHECK(fujian().divisions().is_known(code.division));
    CHECK(code.remark.find("非官方") != std::string::npos);
    CHECK(codes->find_division(code.division) == codes->find(code.code));
  }
  CHECK(codes->find("00") == nullptr);
}

TEST_CASE("the standard lists have their members") {
  CHECK(fujian().table("ethnic_groups")->codes().size() == 56);
  CHECK(fujian().table("ethnic_groups")->find("02")->label.zh == "蒙古族");
  CHECK(fujian().table("ethnic_groups")->find_label("汉族")->code == "01");
  CHECK(fujian().table("sexes")->find_label("女")->code == "2");
  CHECK(fujian().table("change_types")->find("11")->label.zh == "休学");
  CHECK(fujian().table("political_statuses")->find("13")->label.zh == "群众");
  CHECK(fujian().table("sexes")->find("3") == nullptr);
  CHECK(fujian().table("no_such_table") == nullptr);
}
