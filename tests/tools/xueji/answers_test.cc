// Answers that a reader can go on with: positions that lead somewhere, names, causes apart from
// remarks, and what an empty list was looked for in.
#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <string>

#include "tests/tools/xueji/city.h"

namespace xueji::test {
namespace {

std::int64_t number(const boost::json::value& value, std::string_view name) {
  return value.as_object().at(name).to_number<std::int64_t>();
}

/// One simulated school with a year of changes (演示数据).
class Simulated : public Desk {
 public:
  Simulated() {
    done({"simulate", "--data", "city", "--policy", "shiyan", "--schools", "1", "--students", "60",
          "--from", "2024", "--years", "1", "--seed", "3"});
  }
  /// The first entry of any timeline with this event, and whose it is.
  struct Told {
    std::string student;
    boost::json::object entry;
    boost::json::object page;
  };
  [[nodiscard]] Told told(const std::string& event, const std::string& status) const {
    const auto roster = json({"roster", "--data", "city", "--status", status});
    for (const auto& one : roster.as_object().at("students").as_array()) {
      const auto id = text(one, "student");
      const auto page = json({"student", id, "--data", "city"}).as_object();
      for (const auto& entry : page.at("timeline").as_array()) {
        if (text(entry, "event") == event) return {id, entry.as_object(), page};
      }
    }
    FAIL("nobody who is " << status << " has " << event);
    return {};
  }
};

}  // namespace

TEST_CASE("the position of an answer is one that chain takes, and so is every other of the paper",
          "[cli]") {
  const City city;
  const Words file{"submit", "class.json", "--form", "class",
                   "--data", "city",       "--key",  "T002.pem"};
  auto as_text = file;
  const auto filed = city.json(file);
  const auto id = text(filed, "submission");
  const auto event = number(filed, "at");
  const auto accepted = number(filed, "position");
  CHECK(event + 1 == accepted);
  const auto signed_off = city.json({"sign", id, "--data", "city", "--key", "T001.pem", "--yes"});
  const auto sign_off = number(signed_off, "at");
  CHECK(sign_off == number(signed_off, "position"));
  // Header, event, accepted, sign-off, took_effect.
  for (const auto at : {event - 1, event, accepted, sign_off, sign_off + 1}) {
    INFO(at);
    const auto chain = city.json({"chain", std::to_string(at), "--data", "city"}).as_array();
    REQUIRE(chain.size() == 1);
    CHECK(text(chain.front(), "submission") == id);
  }
}

TEST_CASE("a filing says in words where its event stands", "[cli]") {
  const City city;
  const auto said =
      city.done({"submit", "class.json", "--form", "class", "--data", "city", "--key", "T002.pem"})
          .out;
  const auto at = said.find("at position ");
  REQUIRE(at != std::string::npos);
  const auto position = said.substr(at + 12, said.find('\n', at) - at - 12);
  const auto chain = city.json({"chain", position, "--data", "city"}).as_array();
  CHECK(holds(said, text(chain.front(), "submission")));
}

TEST_CASE("a position without a submission, or beyond the end, says where to look", "[cli]") {
  const City city;
  const auto genesis = city.run({"chain", "0", "--data", "city"});
  CHECK(genesis.status == 3);
  CHECK(holds(genesis.err, "belongs to no submission"));
  CHECK(holds(genesis.err, "next: "));
  const auto beyond = city.run({"chain", "99999", "--data", "city"});
  CHECK(beyond.status == 3);
  const auto size = number(city.json({"checkpoint", "--data", "city"}), "size");
  CHECK(holds(beyond.err, "positions go from 0 to " + std::to_string(size - 1)));
}

TEST_CASE("a reversed change is not told as in effect", "[cli][D-26]") {
  const Simulated school;
  const auto told = school.told("event_reversed", "active");
  const auto at = told.entry.at("event_at").to_number<std::int64_t>();
  bool found = false;
  for (const auto& entry : told.page.at("timeline").as_array()) {
    if (!entry.as_object().contains("reversed_at")) continue;
    found = true;
    CHECK(number(entry, "reversed_at") == at);
    CHECK(text(entry, "outcome") == "reversed");
  }
  CHECK(found);
  const auto page = school.done({"student", told.student, "--data", "city"}).out;
  CHECK(holds(page, "reversed (at " + std::to_string(at) + ")"));
}

TEST_CASE("the page of a student says at its head that a certificate is void", "[cli][FJ-44]") {
  const Simulated school;
  const auto told = school.told("certificate_voided", "graduated");
  const auto& held = told.page.at("certificates").as_array();
  const auto is_void = [](const boost::json::value& one) {
    return one.as_object().at("void").as_bool();
  };
  const auto found = std::find_if(held.begin(), held.end(), is_void);
  REQUIRE(found != held.end());
  const auto page = school.done({"student", told.student, "--data", "city"}).out;
  const auto head = page.substr(0, page.find("----"));
  CHECK(holds(head, "certificate " + text(*found, "number")));
  CHECK(holds(head, "declared VOID on " + text(*found, "voided_on")));
}

TEST_CASE("a refusal names its cause first, and warnings apart", "[cli][D-18]") {
  const Simulated school;
  const auto ended = school.told("withdrawn", "withdrawn");
  const Words reverse{"reverse",
                      "--data",
                      "city",
                      "--student",
                      ended.student,
                      "--reason",
                      "recorded_in_error",
                      "--text",
                      "演示",
                      "--key",
                      "city/keys/DEMO01-principal.pem",
                      "--as",
                      "principal@DEMO01"};
  const auto refused = school.run(reverse);
  INFO(refused.out << refused.err);
  CHECK(refused.status == 1);
  const auto apart = refused.out.find("warnings beside it");
  const auto warning = refused.out.find("D-18");
  REQUIRE(warning != std::string::npos);
  REQUIRE(apart != std::string::npos);
  CHECK(apart < warning);
  auto with_json = reverse;
  with_json.emplace_back("--json");
  const auto problems =
      boost::json::parse(school.run(with_json).out).as_object().at("problems").as_array();
  REQUIRE(problems.size() > 1);
  CHECK(text(problems.front(), "severity") != "warning");
  CHECK(text(problems.back(), "severity") == "warning");
}

TEST_CASE("an anchor, checkpoint or receipt of another ledger is one sentence, not a list",
          "[cli]") {
  const City city;
  city.done({"init", "--data", "other", "--origin", "other.example/ledger", "--simulated-from",
             "2024-08-20", "--policy", "shiyan"});
  const auto filed =
      city.json({"org", "add", "C01", "--kind", "county", "--name", "演示县教育局", "--division",
                 "420322", "--data", "other", "--key", "other/keys/root.pem"});
  city.write("other.receipt", text(filed, "receipt"));
  city.write("other.checkpoint", city.done({"checkpoint", "--data", "other"}).out);
  const Words verify{"verify", "--data", "city", "--anchor"};
  const Words asked[] = {{"other/anchor"},
                         {"city/anchor", "--receipt", "other.receipt"},
                         {"city/anchor", "--checkpoint", "other.checkpoint"},
                         {"city/anchor", "--since", "other.checkpoint"}};
  for (const auto& more : asked) {
    auto words = verify;
    words.insert(words.end(), more.begin(), more.end());
    const auto outcome = city.run(words);
    INFO(more.back() << "\n" << outcome.out << outcome.err);
    CHECK(outcome.status == 1);
    CHECK(holds(outcome.out, "is of another ledger"));
    CHECK(holds(outcome.out, "Next: "));
    CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 1);
    words.emplace_back("--json");
    CHECK_FALSE(boost::json::parse(city.run(words).out).as_object().at("verified").as_bool());
  }
}

TEST_CASE("who signed and who looked is named, masked, with the id beside it", "[cli]") {
  const City city;
  const auto id = city.file_class();
  const auto chain = city.json({"chain", id, "--data", "city"}).as_array();
  const auto& act = chain.front().as_object().at("acts").as_array().front();
  const auto name = text(act, "person_name");
  CHECK(holds(name, "*"));
  CHECK(holds(city.done({"chain", id, "--data", "city"}).out, name + " " + text(act, "person")));
  city.done({"show", id, "--data", "city", "--key", "T001.pem"});
  city.done({"roster", "--data", "city", "--school", "S001", "--clear", "--purpose", "核对",
             "--key", "T001.pem"});
  const auto looks = city.json({"access", "--data", "city", "--key", "T001.pem"});
  for (const auto& look : looks.as_object().at("accesses").as_array())
    CHECK(holds(text(look, "person_name"), "*"));
}

TEST_CASE("an empty list says so, and what to do; as JSON it is an empty list", "[cli]") {
  const City city;
  const std::pair<Words, std::string> lists[] = {
      {{"roster", "--data", "city", "--school", "S001"}, "students"},
      {{"inbox", "--data", "city", "--key", "T002.pem"}, "waiting"},
      {{"enrolment", "--data", "city", "--sites"}, "sites"},
      {{"access", "--data", "city", "--key", "T001.pem"}, "accesses"}};
  for (const auto& [words, member] : lists) {
    INFO(words.front());
    const auto said = city.done(words).out;
    CHECK(holds(said, "none: "));
    CHECK_FALSE(holds(said, "----"));
    auto chinese = words;
    chinese.insert(chinese.end(), {"--lang", "zh"});
    CHECK(holds(city.done(chinese).out, "没有:"));
    CHECK(city.json(words).as_object().at(member).as_array().empty());
  }
}

TEST_CASE("a day or year that the ledger has not reached is remarked on", "[cli]") {
  const City city("2024-08-20");
  const Words asked[] = {{"roster", "--data", "city", "--as-of", "2031-01-01"},
                         {"enrolment", "--data", "city", "--as-of", "2031-01-01"},
                         {"obligations", "--data", "city", "--as-of", "2031-01-01"},
                         {"replay", "--data", "city", "--school", "S001", "--year", "2031"}};
  for (const auto& words : asked) {
    const auto outcome = city.done(words);
    INFO(words.front() << ": " << outcome.err);
    CHECK(holds(outcome.err, "the ledger's day is 2024-08-20"));
    auto reached = words;
    // The school came about in 2024: a year before it is none of its own.
    reached.back() = words.back() == "2031" ? "2023" : "2024-08-20";
    CHECK_FALSE(holds(city.run(reached).err, "the ledger's day is"));
  }
}

TEST_CASE("a month that is none is answered with the form and an example", "[cli]") {
  const City city;
  for (const auto* month : {"2024-13", "2024-0", "October"}) {
    const auto outcome = city.run({"monthly", "--data", "city", "--school", "S001", "--month",
                                   month, "--form", "status_changes"});
    INFO(outcome.err);
    CHECK(outcome.status == 2);
    CHECK(holds(outcome.err, month));
    CHECK(holds(outcome.err, "01 to 12: for example 2024-10"));
  }
}

TEST_CASE("obligations of one kind are told apart, and none lies before the opening import",
          "[cli][SY-2.3b]") {
  const Simulated school;
  const Words ask{"obligations", "--data", "city", "--school", "DEMO01", "--as-of", "2024-06-01"};
  const auto said = school.done(ask).out;
  std::vector<std::string> rows;
  for (std::size_t at = 0; at < said.size();) {
    const auto end = std::min(said.find('\n', at), said.size());
    rows.push_back(said.substr(at, end - at));
    at = end + 1;
  }
  std::sort(rows.begin(), rows.end());
  INFO(said);
  CHECK(std::adjacent_find(rows.begin(), rows.end()) == rows.end());
  CHECK_FALSE(holds(said, "info_changes"));
  const auto listed = school.json(ask);
  for (const auto& one : listed.as_object().at("obligations").as_array()) {
    if (text(one, "kind") == "graduation_photo") CHECK(text(one, "due") >= "2024-01-01");
    if (text(one, "kind") == "presence") CHECK_FALSE(text(one, "class").empty());
  }
}

TEST_CASE("in Chinese no code of ours stands where a reader wants words", "[cli]") {
  const Simulated school;
  const auto changed = school.told("student_info_changed", "active");
  const auto id = std::string(changed.entry.at("submission").as_string());
  const auto shown = school.done({"show", id, "--data", "city", "--lang", "zh"}).out;
  const auto page = school.done({"student", changed.student, "--data", "city", "--lang", "zh"}).out;
  for (const auto& one : {shown, page}) {
    INFO(one);
    CHECK_FALSE(holds(one, "home_address"));
    CHECK_FALSE(holds(one, "home address"));
  }
  const auto pack = school.done({"pack", "show", "shiyan", "--lang", "zh"}).out;
  for (const auto* code : {"month-day", " true ", " codes ", "junior_graduate", " override "}) {
    INFO(code);
    CHECK_FALSE(holds(pack, code));
  }
  for (const auto& words : {Words{"--help"}, Words{"show", "--help"}, Words{"key", "--help"}}) {
    auto chinese = words;
    chinese.insert(chinese.end(), {"--lang", "zh"});
    const auto help = school.done(chinese).out;
    INFO(help);
    for (const auto* word : {"TEXT", "INT", "Options", "账本"})
      CHECK_FALSE(holds(help, word));
  }
  const auto rules = school.done({"rules", "SY-1.2g", "--lang", "zh"}).out;
  CHECK_FALSE(holds(rules, "meaning"));
  CHECK_FALSE(holds(rules, "step:county"));
}

TEST_CASE("a hint says a code once where its English name is the same", "[cli]") {
  const City city;
  city.write("bad.csv",
             "班级,年级,招生季节,修读专业,专业代码\n24计算机1班,2024级,夏季,计算机应用,710201\n");
  const auto refused = city.run(
      {"submit", "bad.csv", "--form", "class", "--data", "city", "--key", "T002.pem", "--check"});
  INFO(refused.out);
  CHECK(refused.status == 1);
  CHECK(holds(refused.out, "spring, autumn"));
  CHECK_FALSE(holds(refused.out, "spring spring"));
}

TEST_CASE("show tells of its facts, and lookup that every answer is one", "[cli]") {
  const Desk desk;
  CHECK(holds(desk.done({"show", "--help"}).out, "`facts`"));
  CHECK(holds(desk.done({"lookup", "--help"}).out, "exit status 0"));
}

TEST_CASE("rows written one by one are the bytes of the whole answer", "[cli]") {
  const Simulated school;
  const Words asked[] = {{"roster", "--data", "city"},
                         {"roster", "--data", "city", "--as-of", "2020-01-01"},
                         {"enrolment", "--data", "city"},
                         {"enrolment", "--data", "city", "--by-class", "--by-major"}};
  for (auto words : asked) {
    words.emplace_back("--json");
    const auto said = school.done(words).out;
    CHECK(said == boost::json::serialize(boost::json::parse(said)) + "\n");
  }
}

}  // namespace xueji::test
