// Who answers for a field that had to be put right.
#include "projections/field_attribution.h"

#include <catch2/catch.hpp>

namespace xueji::test {
namespace {

TimelineEntry entry(std::uint64_t at, Facts facts, std::uint8_t author,
                    LineOutcome outcome = LineOutcome::in_effect) {
  TimelineEntry one;
  one.event_at = Position{at};
  one.event.subject_kind = SubjectKind::student;
  one.event.facts = std::move(facts);
  one.author.bytes[0] = author;
  one.signers.resize(1);
  one.signers.front().person.bytes[0] = static_cast<std::uint8_t>(author + 100);
  one.outcome = outcome;
  return one;
}
StudentInfoChanged change_of(const std::string& field) {
  StudentInfoChanged facts;
  facts.changed = field;
  facts.reason = ReasonCode::data_wrong;
  return facts;
}

}  // namespace

TEST_CASE("a wrong field is laid to the entry that stated it first, its author and its signers",
          "[SY-1.7b]") {
  StudentFile file;
  file.timeline = {entry(10, StudentAdmitted{}, 1, LineOutcome::returned),
                   entry(20, StudentAdmitted{}, 2), entry(30, RosterLine{}, 3)};
  CHECK(field_attributions(file).empty());  // Nothing was put right.

  file.timeline.push_back(entry(40, change_of("name"), 4, LineOutcome::waiting));
  CHECK(field_attributions(file).empty());  // Not in effect.

  file.timeline.push_back(entry(50, change_of("name"), 5));
  file.timeline.push_back(entry(60, change_of("guardian_name"), 6));
  const auto all = field_attributions(file);
  REQUIRE(all.size() == 2);
  CHECK(all[0].corrected_at == Position{50});
  CHECK(all[0].reason == ReasonCode::data_wrong);
  CHECK(all[0].stated.event_at == Position{20});  // Not the admission that was returned.
  CHECK(all[0].stated.author.bytes[0] == 2);
  CHECK(all[0].stated.signers.front().person.bytes[0] == 102);
  CHECK(all[1].field == "guardian_name");
  CHECK(all[1].stated.event_at == Position{30});  // An admission has no guardian.
}

TEST_CASE("a field that nobody stated, and what was never put right, is laid to nobody",
          "[SY-1.7b]") {
  StudentFile file;
  file.timeline = {entry(20, StudentAdmitted{}, 2), entry(50, change_of("guardian_name"), 5)};
  CHECK(field_attributions(file).empty());  // An admission states no guardian.
  for (const auto outcome : {LineOutcome::struck, LineOutcome::lapsed, LineOutcome::returned,
                             LineOutcome::withdrawn, LineOutcome::waiting}) {
    file.timeline = {entry(20, StudentAdmitted{}, 2), entry(50, change_of("name"), 5, outcome)};
    CHECK(field_attributions(file).empty());
  }
  file.timeline = {entry(20, StudentAdmitted{}, 2), entry(50, change_of("name"), 5)};
  REQUIRE(field_attributions(file).size() == 1);
  // Who stated another field of the same student is not charged with this one.
  file.timeline.insert(file.timeline.begin() + 1, entry(30, RosterLine{}, 3));
  CHECK(field_attributions(file).front().stated.author.bytes[0] == 2);
}

TEST_CASE("a correction that was wrong itself answers for the next", "[SY-1.7b]") {
  StudentFile file;
  CertificateDataCorrected correction;
  correction.changed = "name";
  file.timeline = {entry(20, StudentAdmitted{}, 2), entry(50, change_of("name"), 5),
                   entry(70, correction, 7)};
  const auto all = field_attributions(file);
  REQUIRE(all.size() == 2);
  CHECK(all[1].corrected_at == Position{70});
  CHECK(all[1].stated.event_at == Position{50});
}

}  // namespace xueji::test
