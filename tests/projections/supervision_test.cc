// What the city and its counties watch: teaching points by place, the day on which forms are handed
// in, and whose act the entry photograph is.
#include <algorithm>

#include "ledger/crypto/sha256.h"
#include "projections/obligations.h"
#include "projections/roster.h"
#include "projections/teaching_points.h"
#include "tests/ledger/commit/office.h"

namespace xueji::test {
namespace {

struct Watched {
  Office office;
  Watched() { office.set_up(); }

  [[nodiscard]] OrganisationId school() { return office.organisations.at("SCHOOL"); }
  [[nodiscard]] Date today() { return china_date(office.clock.now()); }
  [[nodiscard]] const Signer& officer() { return office.signer("SCHOOL/status_officer"); }
  [[nodiscard]] std::unique_ptr<Views> open() {
    REQUIRE(office.view->refresh());
    auto views = Views::open(office.view->log(), office.view->packs(), office.directory);
    INFO((views ? "" : views.error().what.en));
    REQUIRE(views);
    return *std::move(views);
  }

  SiteId add_site(const std::string& name, const std::string& division) {
    const auto site = office.random.draw<SiteId>();
    office.file(Form::organisation, office.root, office.signer("CITY/authority_administrator"),
                {{SubjectKind::organisation, subject_of(school()), today(),
                  TeachingPointRegistered{site, name, division}}});
    return site;
  }
  /// A class at the point, into which the next students come.
  void open_class_at(const SiteId& site) {
    office.class_id = office.random.draw<ClassId>();
    ClassOpened opened;
    opened.school = school();
    opened.name = "2024级教学点班";
    opened.cohort = 2024;
    opened.season = Season::autumn;
    opened.major_code = office.major_code;
    opened.major_catalogue = office.major_catalogue;
    opened.site = site;
    const auto subject = subject_of(office.class_id);
    const auto filed =
        office.file(Form::school_class, school(), officer(),
                    {{SubjectKind::school_class, subject, today(), opened},
                     {SubjectKind::school_class, subject, today(),
                      ClassTeacherAssigned{office.signer("SCHOOL/class_teacher").person}}});
    office.sign(filed.submission, "principal", office.signer("SCHOOL/principal"));
  }
  void register_at(const SiteId& site, std::size_t count) {
    auto lines = office.roster_lines(office.students(count));
    for (auto& line : lines) {
      auto& facts = get<RosterLine>(line.facts);
      facts.site = site;
      facts.off_main_campus = !site.is_none();
    }
    office.registered(lines);
  }
};

}  // namespace

TEST_CASE("a teaching point is watched by the county in which it lies, its students counted there",
          "[SY-2.2b]") {
  Watched city;
  const auto neighbour =
      city.office.organisation(OrganisationKind::county, "COUNTY2", city.office.root, "420323");
  city.register_at({}, 2);
  const auto away = city.add_site("演示竹山教学点", "420323");
  const auto outside = city.add_site("演示市外教学点", "420900");
  city.open_class_at(away);
  city.register_at(away, 3);
  const auto views = city.open();
  const auto answer = teaching_points(*views, *city.office.view, {});
  REQUIRE(answer);
  REQUIRE(answer->lines.size() == 2);
  const auto& first = answer->lines.front();
  CHECK(first.site == away);
  CHECK(first.watched_by == neighbour);  // Not the county that supervises the school.
  CHECK(first.division_code == "420323");
  CHECK(first.school == city.school());
  CHECK(first.on_roll == 3);  // Not the two of the main campus.
  CHECK(first.in_school == 3);
  const auto& second = answer->lines.back();
  CHECK(second.site == outside);
  CHECK(second.watched_by == city.office.root);
  CHECK(second.on_roll == 0);
  const auto of_other = teaching_points(*views, *city.office.view, {neighbour});
  REQUIRE(of_other);
  CHECK(of_other->lines.empty());
}

TEST_CASE("the printed form is owed from its announcement on and by the day that it names",
          "[SY-1.2m]") {
  Watched city;
  city.office.students(2);
  const auto owed = [&](Date day) {
    const auto views = city.open();
    auto all =
        obligations(*views, *city.office.view, {.organisations = {city.school()}, .as_of = day});
    REQUIRE(all);
    std::erase_if(all->items, [](const Obligation& one) {
      return one.kind != ObligationKind::reporting_window;
    });
    return all->items;
  };
  const auto closes = add_days(city.today(), 30);
  CHECK(owed(add_days(closes, 1)).empty());  // Nothing announced, nothing late.
  city.office.file(
      Form::reporting_window, city.office.root, city.office.signer("CITY/section_chief"),
      {{SubjectKind::organisation, subject_of(city.office.root), city.today(),
        ReportingWindowAnnounced{Form::entry_roster, 2024, Season::autumn, city.today(), closes}}});
  const auto on_the_day = owed(closes);
  REQUIRE(on_the_day.size() == 1);
  CHECK(on_the_day.front().due == closes);
  CHECK(on_the_day.front().rules == std::vector<std::string>{"SY-1.2m"});
  CHECK(on_the_day.front().state != ObligationState::overdue);
  const auto a_day_later = owed(add_days(closes, 1));
  REQUIRE(a_day_later.size() == 1);
  CHECK(a_day_later.front().state == ObligationState::overdue);
}

TEST_CASE("a window is met by the roster, and is of the intake that it names", "[SY-1.2m]") {
  Watched city;
  const auto students = city.office.students(2);
  const auto closes = add_days(city.today(), 30);
  const auto announce = [&](std::uint16_t cohort) {
    city.office.file(Form::reporting_window, city.office.root,
                     city.office.signer("CITY/section_chief"),
                     {{SubjectKind::organisation, subject_of(city.office.root), city.today(),
                       ReportingWindowAnnounced{Form::entry_roster, cohort, Season::autumn,
                                                city.today(), closes}}});
  };
  const auto owed = [&] {
    const auto views = city.open();
    const auto all = obligations(*views, *city.office.view,
                                 {.organisations = {city.school()}, .as_of = add_days(closes, 1)});
    REQUIRE(all);
    return std::count_if(all->items.begin(), all->items.end(), [](const Obligation& one) {
      return one.kind == ObligationKind::reporting_window;
    });
  };
  announce(2025);
  CHECK(owed() == 0);  // Of another intake.
  announce(2024);
  CHECK(owed() == 1);
  city.office.file(Form::entry_roster, city.school(), city.officer(),
                   city.office.roster_lines(students));
  CHECK(owed() == 0);  // On the way since then, whoever still has to sign.
}

TEST_CASE("a school announces no window for itself", "[SY-1.2m]") {
  Watched city;
  const auto refusal =
      city.office.refused(Form::reporting_window, city.school(), city.officer(),
                          {{SubjectKind::organisation, subject_of(city.school()), city.today(),
                            ReportingWindowAnnounced{Form::entry_roster, 2024, Season::autumn,
                                                     city.today(), add_days(city.today(), 30)}}});
  CHECK(std::any_of(refusal.verdict.problems.begin(), refusal.verdict.problems.end(),
                    [](const Problem& problem) { return problem.rule == "SY-1.2m"; }));
}

TEST_CASE("without teaching points there is nothing to watch, and a county sees its own only",
          "[SY-2.2b]") {
  Watched city;
  const auto listed = [&] {
    const auto views = city.open();
    const auto answer = teaching_points(*views, *city.office.view, {});
    REQUIRE(answer);
    return answer->lines;
  };
  city.register_at({}, 2);
  CHECK(listed().empty());
  const auto here = city.add_site("演示县内教学点", "420322");
  const auto lines = listed();
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().site == here);
  CHECK(lines.front().watched_by == city.office.organisations.at("COUNTY"));
  CHECK(lines.front().on_roll == 0);  // Who studies on the main campus is not counted there.
}

TEST_CASE("the entry photograph is uploaded by the school, and by nobody for it", "[SY-2.3a]") {
  Watched city;
  const auto student = city.office.students(1).front();
  const auto upload = [&](const std::string& photo) -> std::vector<DraftEvent> {
    return {{SubjectKind::student,
             subject_of(student),
             city.today(),
             EntryPhotoUploaded{true, city.today()},
             {{PersonalField::photo_digest, to_text(sha256(bytes_of(photo)))}}}};
  };
  for (const auto* who : {"COUNTY/section_officer", "SCHOOL/class_teacher"}) {
    INFO(who);
    const auto refusal = city.office.refused(Form::entry_photo, city.school(),
                                             city.office.signer(who), upload("foreign"));
    CHECK_FALSE(refusal.verdict.problems.empty());
  }
  city.office.file(Form::entry_photo, city.school(), city.officer(), upload("own"));
  const auto* row = city.office.view->state().student(student);
  REQUIRE(row != nullptr);
  CHECK(row->photo);
  CHECK(row->photo_online);
}

}  // namespace xueji::test
