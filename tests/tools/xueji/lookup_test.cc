// The public lookup as a command: one answer, also when there is nothing, and no list.
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/xueji/city.h"

namespace xueji::test {

TEST_CASE("an unknown certificate is answered, not reported as an error", "[FJ-44][cli]") {
  const City city;
  const auto answer = city.json({"lookup", "202711010001", "--name", "演示学生", "--data", "city"});
  CHECK(text(answer, "answer") == "not_found");
  CHECK(answer.as_object().size() == 1);
  const auto words = city.done({"lookup", "202711010001", "--name", "演示学生", "--data", "city"});
  CHECK(words.out == "not found\n");
}

TEST_CASE("name and number are both asked for", "[FJ-44][cli]") {
  const City city;
  const auto nameless = city.run({"lookup", "202711010001", "--data", "city"});
  CHECK(nameless.status == 2);
  CHECK(nameless.err.find("--name") != std::string::npos);
  CHECK(city.run({"lookup", "--name", "演示学生", "--data", "city"}).status == 2);
}

}  // namespace xueji::test
