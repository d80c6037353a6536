#include "ledger/model/vocabulary.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "ledger/model/entry.h"
#include "ledger/model/state.h"

namespace xueji {
namespace {

std::string read_header(const std::string& path) {
  std::ifstream in(XUEJI_SOURCE "/" + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Enumerator → number as the header declares them: the table may not forget one.
std::map<std::string, int> declared(const std::string& header, const std::string& name) {
  const auto start = header.find("enum class " + name + " ");
  REQUIRE(start != std::string::npos);
  const auto body = header.substr(start, header.find('}', start) - start);
  std::map<std::string, int> numbers;
  const std::regex enumerator(R"((\w+) = (\d+))");
  for (std::sregex_iterator at(body.begin(), body.end(), enumerator), end; at != end; ++at) {
    numbers[(*at)[1]] = std::stoi((*at)[2]);
  }
  return numbers;
}

/// The text code that an enumerator must have.
std::string expected_code(const std::string& enumeration, std::string enumerator) {
  if (enumerator.back() == '_') enumerator.pop_back();
  if (enumeration != "Form") return enumerator;
  if (enumerator == "school_class") return "class";
  std::replace(enumerator.begin(), enumerator.end(), '_', '-');
  return enumerator;
}

template <class Enum>
void check_table(const std::string& path, const std::string& name) {
  INFO(name);
  const auto numbers = declared(read_header(path), name);
  const auto terms = terms_of<Enum>();
  CHECK(terms.size() == numbers.size());
  std::set<std::string_view> codes;
  std::set<std::string_view> labels;
  int last = -1;
  for (const auto& term : terms) {
    INFO(term.code);
    CHECK(static_cast<int>(term.value) > last);
    last = static_cast<int>(term.value);
    CHECK(codes.insert(term.code).second);
    CHECK(labels.insert(term.zh).second);
    CHECK_FALSE(term.en.empty());
    CHECK(from_code<Enum>(term.code) == term.value);
    CHECK(from_code<Enum>(term.zh) == term.value);
  }
  for (const auto& [enumerator, number] : numbers) {
    INFO(enumerator);
    CHECK(code_of(static_cast<Enum>(number)) == expected_code(name, enumerator));
  }
}

TEST_CASE("every enumeration has a table with each of its numbers, codes and labels once") {
  const std::string vocabulary = "ledger/model/vocabulary.h";
  check_table<OrganisationKind>(vocabulary, "OrganisationKind");
  check_table<Role>(vocabulary, "Role");
  check_table<Relation>(vocabulary, "Relation");
  check_table<SchoolType>(vocabulary, "SchoolType");
  check_table<SchoolTier>(vocabulary, "SchoolTier");
  check_table<Season>(vocabulary, "Season");
  check_table<StudyMode>(vocabulary, "StudyMode");
  check_table<EntryRoute>(vocabulary, "EntryRoute");
  check_table<CandidateCategory>(vocabulary, "CandidateCategory");
  check_table<FeeStatus>(vocabulary, "FeeStatus");
  check_table<AdmissionBasis>(vocabulary, "AdmissionBasis");
  check_table<StudentStatus>(vocabulary, "StudentStatus");
  check_table<ReviewResult>(vocabulary, "ReviewResult");
  check_table<HospitalLevel>(vocabulary, "HospitalLevel");
  check_table<JointProgramme>(vocabulary, "JointProgramme");
  check_table<PriorEducation>(vocabulary, "PriorEducation");
  check_table<SchoolRuleKind>(vocabulary, "SchoolRuleKind");
  check_table<CourseKind>(vocabulary, "CourseKind");
  check_table<ExternalListKind>(vocabulary, "ExternalListKind");
  check_table<ExternalSystem>(vocabulary, "ExternalSystem");
  check_table<ReasonCode>(vocabulary, "ReasonCode");
  check_table<Decision>(vocabulary, "Decision");
  check_table<KeyPurpose>(vocabulary, "KeyPurpose");
  check_table<RevocationKind>(vocabulary, "RevocationKind");
  check_table<Form>(vocabulary, "Form");
  check_table<SubjectKind>(vocabulary, "SubjectKind");
  check_table<EventType>(vocabulary, "EventType");
  check_table<ClockKind>("ledger/base/clock.h", "ClockKind");
  check_table<BodyKind>("ledger/model/entry.h", "BodyKind");
  check_table<SubmissionStage>("ledger/model/state.h", "SubmissionStage");
  check_table<ReservationKind>("ledger/model/state.h", "ReservationKind");
  check_table<IdentifierKind>("ledger/model/state.h", "IdentifierKind");
}

TEST_CASE("a number outside an enumeration is unknown") {
  CHECK(code_of(static_cast<Role>(200)) == "unknown");
  CHECK(label_of(static_cast<Role>(200)).zh == "未知");
  CHECK_FALSE(from_code<Role>("nobody").has_value());
}

TEST_CASE("the union of facts is numbered by event type") {
  Event event;
  CHECK(type_of(event) == EventType::none);
  event.facts = RuleOverridden{};
  CHECK(event.facts.index() == static_cast<std::size_t>(type_of(event)));
  CHECK(FactsTypes::size + 1 == terms_of<EventType>().size());
}

}  // namespace
}  // namespace xueji
