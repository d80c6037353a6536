// A school merges: rosters, counts and reports before and after, on both axes (rules.md §10 row
// 67).
#include <catch2/catch.hpp>

#include "projections/enrolment.h"
#include "projections/mergers.h"
#include "projections/roster.h"
#include "tests/projections/log_builder.h"

namespace xueji::test {
namespace {

const auto merged_on = make_date(2025, 3, 1);
const auto recorded_on = make_date(2025, 3, 5);
const auto day_before = make_date(2025, 2, 28);

/// Two schools with two and three students; the first merges into the second, recorded late.
struct MergedCity {
  LogBuilder built;
  std::vector<StudentId> first;
  Position merger_at;

  explicit MergedCity(bool merge_it = true) {
    built.set_up_city();
    for (std::uint64_t number = 1; number <= 5; ++number) {
      const auto student = id_of<StudentId>(number);
      const int school = number <= 2 ? 0 : 1;
      if (school == 0) first.push_back(student);
      const auto room = LogBuilder::class_of(school, 0);
      built.at(make_date(2024, 8, 20));
      built.admit(student, school, make_date(2024, 8, 20));
      built.arrive(student, room, make_date(2024, 9, 3));
      const auto line = LogBuilder::roster_line(student, school, room, make_date(2024, 9, 1));
      built.complete_roster(
          built.file(Form::entry_roster, LogBuilder::school(school), {line}, true));
    }
    built.at(recorded_on);
    if (merge_it) merge(LogBuilder::school(0), LogBuilder::school(1), merged_on);
    merger_at = built.last();
  }
  void merge(const OrganisationId& school, const OrganisationId& into, Date on) {
    Event event;
    event.subject_kind = SubjectKind::organisation;
    event.subject = subject_of(school);
    event.effective_on = on;
    event.facts = OrganisationMerged{into, on};
    built.file(Form::organisation_end, school, {event});
  }
  void withdraw(const StudentId& student, Date effective_on) {
    Withdrawn facts;
    facts.ground = WithdrawalGround::own_request;
    facts.notified_on = effective_on;
    built.file(Form::withdrawal, LogBuilder::school(1),
               {student_event(student, effective_on, facts)});
  }
};

struct Seen {
  PackShelf packs;
  std::unique_ptr<Views> views;
  explicit Seen(const LogBuilder& built) : packs(built.packs()) {
    auto opened = Views::in_memory(built.log, packs);
    INFO((opened ? "" : opened.error().what.en));
    REQUIRE(opened);
    views = *std::move(opened);
  }
  [[nodiscard]] std::size_t listed(int school, const AsOf& as_of) const {
    RosterQuery query;
    query.schools = {LogBuilder::school(school)};
    query.as_of = as_of;
    const auto answer = roster(*views, query);
    REQUIRE(answer);
    for (const auto& row : answer->rows)
      CHECK(row.school == LogBuilder::school(school));
    return answer->rows.size();
  }
  [[nodiscard]] std::int64_t counted(int school, const AsOf& as_of) const {
    EnrolmentQuery query;
    query.schools = {LogBuilder::school(school)};
    query.moments = {as_of};
    const auto answer = enrolment(*views, query);
    REQUIRE(answer);
    return answer->totals.front().on_roll;
  }
};

}  // namespace

TEST_CASE(
    "from the day of the merger on the successor has the students, before it the merged school",
    "[views][D-26]") {
  const MergedCity city;
  const Seen seen(city.built);
  using enum Axis;
  const AsOf before{effective, day_before, {}};
  const AsOf on_the_day{effective, merged_on, {}};
  CHECK(seen.listed(0, before) == 2);
  CHECK(seen.listed(1, before) == 3);
  CHECK(seen.listed(0, on_the_day) == 0);
  CHECK(seen.listed(1, on_the_day) == 5);
  CHECK(seen.counted(0, before) == 2);
  CHECK(seen.counted(1, before) == 3);
  CHECK(seen.counted(0, on_the_day) == 0);
  CHECK(seen.counted(1, on_the_day) == 5);
  // As recorded, the ledger knew of it on the day of the entry only.
  const AsOf not_known{recorded, make_date(2025, 3, 4), {}};
  const AsOf known{recorded, recorded_on, {}};
  CHECK(seen.listed(0, not_known) == 2);
  CHECK(seen.listed(1, not_known) == 3);
  CHECK(seen.counted(0, not_known) == 2);
  CHECK(seen.listed(0, known) == 0);
  CHECK(seen.listed(1, known) == 5);
  CHECK(seen.counted(1, known) == 5);
  CHECK(seen.listed(0, {}) == 0);
  CHECK(seen.listed(1, {}) == 5);
  // "What held on the day of the merger, as known before it was recorded."
  const AsOf unknown{effective, merged_on, Position{city.merger_at.value - 3}};
  CHECK(seen.listed(0, unknown) == 2);
}

TEST_CASE("counts of several moments stand under the school that answered in each",
          "[views][D-26]") {
  const MergedCity city;
  const Seen seen(city.built);
  EnrolmentQuery query;
  query.moments = {{Axis::effective, day_before, {}}, {Axis::effective, merged_on, {}}};
  const auto answer = enrolment(*seen.views, query);
  REQUIRE(answer);
  REQUIRE(answer->lines.size() == 2);
  for (const auto& line : answer->lines) {
    const bool merged = line.group.school == LogBuilder::school(0);
    CHECK(line.counts[0].on_roll == (merged ? 2 : 3));
    CHECK(line.counts[1].on_roll == (merged ? 0 : 5));
  }
  CHECK(answer->totals[0].on_roll == 5);
  CHECK(answer->totals[1].on_roll == 5);
}

TEST_CASE("a status says who answers for it, and keeps its number and its class", "[views][D-26]") {
  MergedCity city(false);
  city.built.number(city.first.front(), "2411010001", make_date(2024, 10, 8));
  city.merge(LogBuilder::school(0), LogBuilder::school(1), merged_on);
  const Seen seen(city.built);
  const auto then = [&](const AsOf& as_of) {
    const auto found = student_at(*seen.views, city.first.front(), as_of);
    REQUIRE(found);
    REQUIRE(*found);
    return (*found)->state;
  };
  CHECK(then({Axis::effective, day_before, {}}).school == LogBuilder::school(0));
  const auto after = then({Axis::effective, merged_on, {}});
  CHECK(after.school == LogBuilder::school(1));
  CHECK(after.number == "2411010001");
  CHECK(after.class_id == LogBuilder::class_of(0, 0));
  const auto holder = student_with_number(*seen.views, "2411010001");
  REQUIRE(holder);
  CHECK(*holder == city.first.front());
}

TEST_CASE("every student is visited once, in the school that answers", "[views][D-26]") {
  MergedCity city;
  city.built.at(make_date(2025, 4, 1));
  city.withdraw(city.first.front(), make_date(2025, 4, 1));
  const Seen seen(city.built);
  const auto visited = [&](int school, const AsOf& as_of) {
    std::vector<StudentId> here;
    const auto walked = for_each_student(*seen.views, LogBuilder::school(school), as_of,
                                         [&](const StudentAsOf& one) -> Status {
                                           if (one.state.school == LogBuilder::school(school))
                                             here.push_back(one.state.id);
                                           return {};
                                         });
    REQUIRE(walked);
    return here.size();
  };
  CHECK(visited(1, {}) == 5);
  CHECK(visited(0, {}) == 0);
  CHECK(visited(0, {Axis::effective, day_before, {}}) == 2);
  CHECK(seen.listed(1, {}) == 4);
}

TEST_CASE("a chain of mergers is followed, each from its own day", "[views][D-26]") {
  MergedCity city;
  const auto third = id_of<OrganisationId>(2002);
  Event event;
  event.subject_kind = SubjectKind::organisation;
  event.subject = subject_of(third);
  event.effective_on = recorded_on;
  OrganisationRegistered facts;
  facts.kind = OrganisationKind::school;
  facts.code = "S-THIRD";
  facts.name = "演示第三学校";
  facts.division_code = "420304";
  facts.supervisor = LogBuilder::city();
  event.facts = facts;
  city.built.file(Form::organisation, LogBuilder::city(), {event});
  const auto later = make_date(2025, 9, 1);
  city.built.at(later);
  city.merge(LogBuilder::school(1), third, later);
  const Seen seen(city.built);
  const auto mergers = Mergers::read(*seen.views);
  REQUIRE(mergers);
  const auto answers = [&](Date day) {
    return mergers->answers_for(LogBuilder::school(0), {Axis::effective, day, {}});
  };
  CHECK(answers(day_before) == LogBuilder::school(0));
  CHECK(answers(merged_on) == LogBuilder::school(1));
  CHECK(answers(make_date(2025, 8, 31)) == LogBuilder::school(1));
  CHECK(answers(later) == third);
  CHECK(mergers->answered_by(third, {Axis::effective, later, {}}).size() == 3);
  CHECK(mergers->answered_by(LogBuilder::school(1), {Axis::effective, later, {}}).empty());
  CHECK(mergers->answered_by(third, {Axis::effective, make_date(2025, 8, 31), {}}).size() == 1);
}

}  // namespace xueji::test
