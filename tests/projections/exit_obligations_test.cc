// What is owed on the way out, by intake and day.
#include "projections/obligations.h"
#include "tests/ledger/commit/graduation_office.h"

namespace xueji::test {
namespace {

/// The obligation of this kind that the school of the tests has on a day; nothing: none.
std::optional<Obligation> owed(Office& office, ObligationKind kind, const OrganisationId& school,
                               Date day) {
  auto views = Views::open(office.view->log(), office.view->packs(), office.directory);
  INFO((views ? "" : views.error().what.en));
  REQUIRE(views);
  const auto answer = obligations(**views, *office.view,
                                  {.organisations = {school}, .as_of = day, .with_done = true});
  INFO((answer ? "" : answer.error().what.en));
  REQUIRE(answer);
  for (const auto& one : answer->items) {
    if (one.kind == kind) return one;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("certificates are verified by 20 August of the year of graduation", "[FJ-42]") {
  GraduationOffice grad(2);  // Autumn 2021, three years, on 3 September 2024.
  REQUIRE(grad.office.view->refresh());
  const auto late = owed(grad.office, ObligationKind::verification, grad.school, grad.today());
  REQUIRE(late);
  CHECK(late->due == make_date(2024, 8, 20));
  CHECK(late->state == ObligationState::overdue);
  CHECK(late->owed == 2);
  CHECK(late->rules == std::vector<std::string>{"FJ-42"});
  grad.assess(0);
  grad.stamp(0, "202411010001");
  REQUIRE(grad.office.view->refresh());
  const auto half = owed(grad.office, ObligationKind::verification, grad.school, grad.today());
  REQUIRE(half);
  CHECK(half->owed == 1);
  CHECK(half->done == 1);
  grad.assess(1);
  grad.stamp(1, "202411010002");
  REQUIRE(grad.office.view->refresh());
  const auto done = owed(grad.office, ObligationKind::verification, grad.school, grad.today());
  REQUIRE(done);
  CHECK(done->state == ObligationState::done);
}

TEST_CASE("Shiyan: photo in grade two term one, stamping in June and July", "[SY-1.7f][SY-2.3b]") {
  Office office;
  office.set_up();
  const auto students = office.students(1);
  const auto school = office.organisations.at("SCHOOL");
  office.registered(office.roster_lines(students));
  const auto on = [&](ObligationKind kind, Date day) {
    office.clock.set(Instant{start_of(day).ms + 12 * 3600 * 1000});
    REQUIRE(office.view->refresh());
    return owed(office, kind, school, day);
  };
  CHECK_FALSE(on(ObligationKind::graduation_photo, make_date(2025, 8, 31)));
  const auto photo = on(ObligationKind::graduation_photo, make_date(2025, 9, 1));
  REQUIRE(photo);
  CHECK(photo->state == ObligationState::open);
  CHECK(photo->due == make_date(2026, 1, 31));
  CHECK(photo->role == Role::photo_unit);
  CHECK(on(ObligationKind::graduation_photo, make_date(2026, 1, 31))->state ==
        ObligationState::warn);
  CHECK(on(ObligationKind::graduation_photo, make_date(2026, 2, 1))->state ==
        ObligationState::overdue);
  // Fifteen days before the window opens.
  CHECK_FALSE(on(ObligationKind::stamping, make_date(2027, 5, 16)));
  const auto stamping = on(ObligationKind::stamping, make_date(2027, 5, 17));
  REQUIRE(stamping);
  CHECK(stamping->due == make_date(2027, 7, 31));
  CHECK(stamping->owed == 1);
  CHECK(on(ObligationKind::stamping, make_date(2027, 7, 31))->state == ObligationState::warn);
  CHECK(on(ObligationKind::stamping, make_date(2027, 8, 1))->state == ObligationState::overdue);
}

}  // namespace xueji::test
