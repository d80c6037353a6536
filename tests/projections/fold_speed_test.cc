// How fast the fold is. Hidden: a measurement of this machine, run in a release build by
// `test_projections "[speed]"`; `xueji bench` measures the same over a stored log.
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>

#include "ledger/store/memory/memory_store.h"
#include "projections/enrolment.h"
#include "projections/fold.h"
#include "projections/roster.h"
#include "tests/projections/log_builder.h"

namespace xueji::test {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

constexpr std::size_t lines = 500;

/// Five events for each student, in submissions of 500 lines.
void enter(LogBuilder& built, std::size_t students, bool back_dated) {
  const Date first = make_date(2024, 8, 20);
  for (std::size_t from = 0; from < students; from += lines) {
    built.at(first);
    const int school = static_cast<int>(from / lines % 2);
    const auto class_id = LogBuilder::class_of(school, static_cast<int>(from / lines / 2 % 2));
    std::vector<Event> admitted, arrived, photos, registered, numbered;
    std::vector<PersonId> persons;
    for (std::size_t i = from; i < from + lines; ++i) {
      const auto id = id_of<StudentId>(i);
      persons.push_back(id_of<PersonId>(1'000'000 + i));
      StudentAdmitted admission;
      admission.school = LogBuilder::school(school);
      admission.cohort = 2024;
      admission.season = Season::autumn;
      admission.major_code = "710201";
      admission.admitted_on = first;
      admitted.push_back(student_event(id, first, admission));
      admitted.back().fields_root = id_of<Digest>(i);
      const Date later = add_days(first, 15);
      arrived.push_back(
          student_event(id, later, ArrivalConfirmed{class_id, later, FeeStatus::waived, later}));
      photos.push_back(student_event(id, later, EntryPhotoUploaded{true, later}));
      registered.push_back(
          LogBuilder::roster_line(id, school, class_id, back_dated ? add_days(first, 10) : later));
      registered.back().fields_root = id_of<Digest>(i);
      numbered.push_back(
          student_event(id, later, StudentNumberAssigned{2024, std::to_string(2'400'000'000 + i)}));
    }
    const auto where = LogBuilder::school(school);
    built.file(Form::admission, where, admitted, false, persons);
    built.file(Form::arrival, where, arrived);
    built.file(Form::entry_photo, where, photos);
    built.complete_roster(built.file(Form::entry_roster, where, registered, true));
    built.file(Form::student_number, where, numbered);
  }
}

}  // namespace

TEST_CASE("folding and asking at full size", "[.][speed]") {
  const bool back_dated = GENERATE(false, true);
  LogBuilder built;
  built.set_up_city();
  enter(built, 40'000, back_dated);
  const auto packs = built.packs();
  const auto entries = built.log.head().size.value;
  Fold fold(built.log, packs, nullptr);
  auto start = std::chrono::steady_clock::now();
  REQUIRE(fold.advance(entries));
  const double folding = seconds_since(start);
  start = std::chrono::steady_clock::now();
  MemoryStore store;
  auto load = store.bulk_load();
  REQUIRE(load);
  REQUIRE(fold.emit([&](ByteView key, std::optional<ByteView> value) {
    return value ? (*load)->put(key, *value) : Status{};
  }));
  REQUIRE((*load)->finish());
  const double emitting = seconds_since(start);
  std::cout << entries << " entries" << (back_dated ? ", back-dated" : "") << ": fold "
            << static_cast<std::uint64_t>(static_cast<double>(entries) / folding) << "/s, rows "
            << static_cast<std::uint64_t>(emitting * 1000) << " ms\n";

  const auto views = Views::in_memory(built.log, packs);
  REQUIRE(views);
  for (const auto axis : {Axis::recorded, Axis::effective}) {
    const AsOf as_of{axis, make_date(2024, 9, 10), {}};
    start = std::chrono::steady_clock::now();
    const auto counted = enrolment(**views, {.by = {.class_id = true}, .moments = {as_of}});
    REQUIRE(counted);
    const double counting = seconds_since(start);
    start = std::chrono::steady_clock::now();
    const auto listed = roster(**views, {.as_of = as_of});
    REQUIRE(listed);
    std::cout << "  city of " << listed->rows.size() << ": enrolment " << counting * 1000
              << " ms, roster " << seconds_since(start) * 1000 << " ms\n";
  }
}

}  // namespace xueji::test
