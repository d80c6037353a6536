// `xueji report` as a registrar runs it: what is written, and what a wrong line answers.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/tools/xueji/program.h"

namespace xueji::test {
namespace {

/// A demonstration ledger with one county and one school.
class Town : public Desk {
 public:
  Town() {
    done({"init", "--data", "city", "--simulated-from", "2024-08-20", "--policy", "shiyan"});
    done({"org", "add", "C01", "--kind", "county", "--name", "演示县教育局", "--division", "420322",
          "--data", "city", "--key", "city/keys/root.pem"});
    done({"org", "add", "S001", "--name", "演示职校", "--division", "420322", "--under", "C01",
          "--type", "secondary_vocational", "--data", "city", "--key", "city/keys/root.pem"});
  }
  [[nodiscard]] std::vector<std::string> words(std::vector<std::string> more) const {
    std::vector<std::string> all{"report", "--data", "city", "--school", "S001", "--out", "forms"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
};

}  // namespace

TEST_CASE("a form is written as HTML and XLSX, and JSON names the files", "[cli][SY-1.4c]") {
  const Town town;
  const auto answer =
      town.json(town.words({"--form", "status-changes", "--month", "2024-08"})).as_object();
  const auto& files = answer.at("files").as_array();
  REQUIRE(files.size() == 2);
  for (const auto& file : files) {
    CHECK(std::filesystem::file_size(town.path() / std::string(file.as_string())) > 0);
  }
  CHECK_FALSE(answer.at("in_effect").as_bool());
  CHECK(answer.at("lines").to_number<int>() == 0);
}

TEST_CASE("a wrong line of words is a usage error that says what is missing", "[cli]") {
  const Town town;
  const std::pair<std::vector<std::string>, std::string> wrong[] = {
      {{"--form", "no-such-form"}, "no such form"},
      {{"--form", "status-changes"}, "--month"},
      {{"--form", "status-changes", "--month", "October"}, "2024-10"},
      {{"--form", "registration", "--cohort", "2024"}, "--season"},
      {{"--form", "registration", "--cohort", "24", "--season", "autumn"}, "--cohort"},
      {{"--form", "status-changes", "--month", "2024-08", "--clear"}, "--purpose"}};
  for (const auto& [words, hint] : wrong) {
    const auto outcome = town.run(town.words(words));
    INFO(hint << "\n" << outcome.out << outcome.err);
    CHECK(outcome.status == 2);
    CHECK(outcome.err.find(hint) != std::string::npos);
  }
  CHECK_FALSE(std::filesystem::exists(town.path() / "forms"));
}

TEST_CASE("a form without lines is not there, and help lists every form", "[cli]") {
  const Town town;
  const auto none =
      town.run(town.words({"--form", "registration", "--cohort", "2024", "--season", "autumn"}));
  INFO(none.out << none.err);
  CHECK(none.status == 3);
  const auto help = town.done({"report", "--help"}).out;
  for (const auto* form :
       {"registration", "entry-roster", "info-changes", "status-changes", "transfer-application",
        "graduate-roster", "stamping-list", "appraisal", "proof-application", "national-export"}) {
    CHECK(help.find(form) != std::string::npos);
  }
}

}  // namespace xueji::test
