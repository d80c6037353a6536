// The two axes of time: who is where on any day, as recorded and as effective.
#include <catch2/catch.hpp>

#include "projections/enrolment.h"
#include "projections/roster.h"
#include "tests/projections/log_builder.h"

namespace xueji::test {
namespace {

const auto student = id_of<StudentId>(1);
const auto term_start = make_date(2024, 9, 1);

std::unique_ptr<Views> views_of(const LogBuilder& built, const PackShelf& packs) {
  auto views = Views::in_memory(built.log, packs);
  INFO((views ? "" : views.error().what.en));
  REQUIRE(views);
  return *std::move(views);
}

/// The status of the one student; none when it did not exist.
StudentStatus status(const Views& views, const AsOf& as_of) {
  const auto then = student_at(views, student, as_of);
  REQUIRE(then);
  return *then ? (*then)->state.status : StudentStatus::none;
}

std::size_t listed(const Views& views, const AsOf& as_of) {
  RosterQuery query;
  query.schools = {LogBuilder::school(0)};
  query.as_of = as_of;
  const auto answer = roster(views, query);
  REQUIRE(answer);
  return answer->rows.size();
}

/// Admitted on 20 August, arrived on 3 September, registered on 10 November with effect from the
/// first day of term: back-dated behind the arrival.
struct BackDated {
  LogBuilder built;
  Position admitted_at;
  Position registered_at;

  BackDated() {
    built.set_up_city();
    built.at(make_date(2024, 8, 20));
    built.admit(student, 0, make_date(2024, 8, 20));
    admitted_at = built.last();
    built.at(make_date(2024, 9, 3));
    built.arrive(student, LogBuilder::class_of(0, 0), make_date(2024, 9, 3));
    built.at(make_date(2024, 11, 10));
    const auto line = LogBuilder::roster_line(student, 0, LogBuilder::class_of(0, 0), term_start);
    built.complete_roster(built.file(Form::entry_roster, LogBuilder::school(0), {line}, true));
    registered_at = built.last();
  }
};

}  // namespace

TEST_CASE("a status exists from its first effect on, the day itself included", "[views][D-01]") {
  const BackDated log;
  const auto packs = log.built.packs();
  const auto views = views_of(log.built, packs);
  using enum Axis;
  CHECK(status(*views, {recorded, make_date(2024, 8, 19), {}}) == StudentStatus::none);
  CHECK(status(*views, {recorded, make_date(2024, 8, 20), {}}) == StudentStatus::admitted);
  CHECK(status(*views, {effective, make_date(2024, 8, 19), {}}) == StudentStatus::none);
  CHECK(status(*views, {effective, make_date(2024, 8, 20), {}}) == StudentStatus::admitted);
  CHECK(status(*views, {recorded, {}, Position{log.admitted_at.value - 1}}) == StudentStatus::none);
  CHECK(status(*views, {recorded, {}, log.admitted_at}) == StudentStatus::admitted);
}

TEST_CASE("a back-dated registration shows on the effective axis and not on the recorded one",
          "[views][SY-3.2d]") {
  const BackDated log;
  const auto packs = log.built.packs();
  const auto views = views_of(log.built, packs);
  using enum Axis;
  const auto september = make_date(2024, 9, 1);
  CHECK(status(*views, {recorded, september, {}}) == StudentStatus::admitted);
  CHECK(status(*views, {effective, september, {}}) == StudentStatus::active);
  // What was recorded last overrides what was recorded before, also behind it in time.
  CHECK(status(*views, {effective, make_date(2024, 10, 1), {}}) == StudentStatus::active);
  CHECK(status(*views, {recorded, make_date(2024, 11, 9), {}}) == StudentStatus::pending);
  CHECK(status(*views, {recorded, make_date(2024, 11, 10), {}}) == StudentStatus::active);
  // "What held on 1 October, as known the day before the registration."
  const Position before{log.registered_at.value - 1};
  CHECK(status(*views, {effective, make_date(2024, 10, 1), before}) == StudentStatus::pending);
}

TEST_CASE("a signature recorded at the last instant of a day counts for that day",
          "[views][D-01]") {
  LogBuilder built;
  built.set_up_city();
  built.now = end_of(make_date(2024, 8, 20));
  built.admit(student, 0, make_date(2024, 8, 20));
  const auto packs = built.packs();
  const auto views = views_of(built, packs);
  CHECK(status(*views, {Axis::recorded, make_date(2024, 8, 20), {}}) == StudentStatus::admitted);
  CHECK(status(*views, {Axis::recorded, make_date(2024, 8, 19), {}}) == StudentStatus::none);
}

TEST_CASE("a roster lists who was on the roll then, with since when and by which event",
          "[views][SY-1.2g]") {
  const BackDated log;
  const auto packs = log.built.packs();
  const auto views = views_of(log.built, packs);
  CHECK(listed(*views, {Axis::recorded, make_date(2024, 11, 9), {}}) == 0);
  CHECK(listed(*views, {Axis::recorded, make_date(2024, 11, 10), {}}) == 1);
  CHECK(listed(*views, {Axis::effective, make_date(2024, 8, 31), {}}) == 0);
  CHECK(listed(*views, {Axis::effective, term_start, {}}) == 1);
  const auto now = roster(*views, {});
  REQUIRE(now);
  REQUIRE(now->rows.size() == 1);
  const auto& row = now->rows.front();
  CHECK(now->reflects == log.built.log.head().size);
  CHECK(row.student == student);
  CHECK(row.class_name == "2024级1班");
  CHECK(row.since == term_start);
  CHECK(row.effect_at == log.registered_at);
  CHECK(row.event_at < row.effect_at);
}

TEST_CASE("struck and lapsed lines never reach the roll", "[views][SY-1.2i]") {
  LogBuilder built;
  built.set_up_city();
  std::vector<Event> lines;
  for (std::uint64_t i = 0; i < 3; ++i) {
    const auto one = id_of<StudentId>(i);
    built.admit(one, 0, term_start);
    built.arrive(one, LogBuilder::class_of(0, 0), term_start);
    lines.push_back(LogBuilder::roster_line(one, 0, LogBuilder::class_of(0, 0), term_start));
  }
  const auto submission = built.file(Form::entry_roster, LogBuilder::school(0), lines, true);
  built.complete_roster(submission, {{0, ReasonCode::not_present}}, {{2, "SY-1.5a"}});
  const auto packs = built.packs();
  const auto views = views_of(built, packs);
  const auto now = roster(*views, {});
  REQUIRE(now);
  REQUIRE(now->rows.size() == 1);
  CHECK(now->rows.front().student == id_of<StudentId>(1));
}

TEST_CASE("enrolment of a city adds up its schools, and month ends its months",
          "[views][SY-1.4a]") {
  const BackDated log;
  const auto packs = log.built.packs();
  const auto views = views_of(log.built, packs);
  EnrolmentQuery query;
  query.moments = month_ends(2024, Axis::effective, make_date(2024, 10, 15));
  REQUIRE(query.moments.size() == 10);
  CHECK(query.moments[1].day == make_date(2024, 2, 29));
  CHECK(query.moments[9].day == make_date(2024, 10, 15));
  const auto answer = enrolment(*views, query);
  REQUIRE(answer);
  CHECK(answer->totals[7] == EnrolmentCount{0, 0, 0});
  CHECK(answer->totals[8] == EnrolmentCount{1, 1, 1});
  REQUIRE(answer->lines.size() == 1);
  CHECK(answer->lines.front().group.school == LogBuilder::school(0));
  query.moments = {{Axis::effective, term_start, Position{1}}};
  CHECK(enrolment(*views, query).error().code == ErrorCode::invalid_argument);
}

}  // namespace xueji::test
