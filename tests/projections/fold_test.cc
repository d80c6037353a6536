// The fold against two other ways to the same answers: the registry's own evolve, and counting
// rosters.
#include "projections/fold.h"

#include <catch2/catch.hpp>

#include "ledger/crypto/sha256.h"
#include "ledger/registry/memory_state.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"
#include "ledger/store/memory/memory_store.h"
#include "projections/enrolment.h"
#include "projections/layered_rows.h"
#include "projections/roster.h"
#include "tests/projections/log_builder.h"

namespace xueji::test {
namespace {

/// Sixty students through a random but lawful entry season, with effects in and out of order.
class RandomSeason {
 public:
  explicit RandomSeason(std::uint64_t seed) : random_(seed) {
    built.set_up_city();
    for (int step = 0; step < 400; ++step) {
      built.at(add_days(start, step / 4));
      act(random_.below(60));
    }
  }

  static constexpr std::size_t students = 60;
  const Date start = make_date(2024, 8, 1);
  LogBuilder built;

 private:
  enum class Stage { none, admitted, pending, retained, active, numbered, gone };

  [[nodiscard]] Date effective() {
    return add_days(china_date(built.now), static_cast<int>(random_.below(41)) - 20);
  }
  [[nodiscard]] ClassId any_class(int school) {
    return LogBuilder::class_of(school, static_cast<int>(random_.below(2)));
  }
  void act(std::uint64_t i) {
    const auto id = id_of<StudentId>(i);
    const int school = static_cast<int>(i % 2);
    auto& stage = stages_[i];
    switch (stage) {
      case Stage::none:
        built.admit(id, school, effective());
        stage = Stage::admitted;
        break;
      case Stage::admitted:
        built.arrive(id, any_class(school), effective());
        stage = Stage::pending;
        break;
      case Stage::pending:
        act_on_pending(id, school, stage);
        break;
      case Stage::retained:
        restore(id, school, stage);
        break;
      case Stage::active:
        built.number(id, "24" + std::to_string(10'000'000 + i), effective());
        stage = Stage::numbered;
        break;
      default:
        break;
    }
  }
  void act_on_pending(const StudentId& id, int school, Stage& stage) {
    switch (random_.below(4)) {
      case 0:
        built.arrive(id, any_class(school), effective());
        break;
      case 1: {
        EntryPlaceRetained kept;
        kept.until = make_date(2025, 9, 1);
        built.file(Form::entry_place, LogBuilder::school(school),
                   {student_event(id, effective(), kept)});
        stage = Stage::retained;
        break;
      }
      default: {
        // The line may name the other school: custody then moves.
        const int to = random_.below(5) == 0 ? 1 - school : school;
        const auto line = LogBuilder::roster_line(id, to, any_class(to), effective());
        built.complete_roster(
            built.file(Form::entry_roster, LogBuilder::school(school), {line}, true));
        stage = Stage::active;
      }
    }
  }
  void restore(const StudentId& id, int school, Stage& stage) {
    if (random_.below(3) == 0) {
      built.file(Form::entry_place, LogBuilder::school(school),
                 {student_event(id, effective(), EntryPlaceCancelled{})});
      stage = Stage::gone;
      return;
    }
    built.file(Form::entry_place, LogBuilder::school(school),
               {student_event(id, effective(), EntryPlaceRestored{})});
    stage = Stage::pending;
  }

  SeededRandom random_;
  std::map<std::uint64_t, Stage> stages_;
};

/// What the registry itself makes of the log.
MemoryState evolved(const LogReader& log) {
  MemoryState state;
  const LogEventSource source(log);
  const auto read = log.read(Position{0}, log.head().size.value, [&](Position, ByteView raw) {
    auto entry = decode_entry(raw, Provenance::ours);
    REQUIRE(entry);
    if (auto* header = std::get_if<SignedHeader>(&entry->body)) {
      header->digest = sha256(header->payload);
    } else if (auto* sign_off = std::get_if<SignedSignOff>(&entry->body)) {
      sign_off->digest = sha256(sign_off->payload);
    }
    const auto folded = evolve(state, *entry, source);
    INFO((folded ? "" : folded.error().what.en));
    REQUIRE(folded);
    return Visit::more;
  });
  REQUIRE(read);
  return state;
}

bool same(const StudentState& a, const StudentState& b) {
  return encode(a) == encode(b);
}

Status write_out(Fold& fold, KeyValueStore& store) {
  std::vector<KeyChange> changes;
  auto emitted = fold.emit([&](ByteView key, std::optional<ByteView> value) {
    changes.push_back({to_bytes(key), value ? std::optional(to_bytes(*value)) : std::nullopt});
    return Status{};
  });
  if (!emitted) return emitted;
  return store.write(changes, Durability::buffered);
}

}  // namespace

TEST_CASE("what the views know of every status is what the registry's own fold knows", "[views]") {
  const std::uint64_t seed = GENERATE(1, 2, 3);
  CAPTURE(seed);
  const RandomSeason season(seed);
  const auto packs = season.built.packs();
  const auto views = Views::in_memory(season.built.log, packs);
  INFO((views ? "" : views.error().what.en));
  REQUIRE(views);
  const auto state = evolved(season.built.log);
  REQUIRE(state.students().size() > 50);
  for (const auto& [id, expected] : state.students()) {
    const auto then = student_at(**views, id, {});
    REQUIRE(then);
    REQUIRE(*then);
    CHECK(same((*then)->state, expected));
  }
}

TEST_CASE("counters agree with counted rosters on every day of both axes", "[views]") {
  const std::uint64_t seed = GENERATE(4, 5, 6);
  CAPTURE(seed);
  const RandomSeason season(seed);
  const auto packs = season.built.packs();
  const auto views = Views::in_memory(season.built.log, packs);
  REQUIRE(views);
  for (const auto axis : {Axis::recorded, Axis::effective}) {
    for (int day = -25; day < 130; day += 3) {
      const AsOf as_of{axis, add_days(season.start, day), {}};
      for (int s = 0; s < 2; ++s) {
        RosterQuery query;
        query.schools = {LogBuilder::school(s)};
        query.as_of = as_of;
        const auto listed = roster(**views, query);
        REQUIRE(listed);
        const auto counted = enrolment(**views, {.schools = query.schools, .moments = {as_of}});
        REQUIRE(counted);
        CAPTURE(day, s);
        REQUIRE(counted->totals.front().on_roll == static_cast<std::int64_t>(listed->rows.size()));
      }
    }
  }
}

TEST_CASE("counters agree with rosters at every position", "[views]") {
  const RandomSeason season(7);
  const auto packs = season.built.packs();
  const auto views = Views::in_memory(season.built.log, packs);
  REQUIRE(views);
  for (std::uint64_t at = 0; at < (*views)->size().value; at += 37) {
    const AsOf as_of{Axis::recorded, {}, Position{at}};
    const auto listed = roster(**views, {.schools = {}, .statuses = {}, .as_of = as_of});
    const auto counted = enrolment(**views, {.moments = {as_of}});
    REQUIRE(listed);
    REQUIRE(counted);
    CAPTURE(at);
    REQUIRE(counted->totals.front().on_roll == static_cast<std::int64_t>(listed->rows.size()));
  }
}

TEST_CASE("folding in pieces over stored rows gives the rows of one fold from genesis", "[views]") {
  const std::uint64_t seed = GENERATE(8, 9);
  CAPTURE(seed);
  const RandomSeason season(seed);
  const auto packs = season.built.packs();
  MemoryStore whole;
  Fold once(season.built.log, packs, nullptr);
  REQUIRE(once.advance(1'000'000));
  REQUIRE(write_out(once, whole));

  MemoryStore pieces;
  SeededRandom random(seed);
  for (bool more = true; more;) {
    Fold fold(season.built.log, packs, &pieces);
    REQUIRE(fold.start());
    const auto folded = fold.advance(1 + random.below(40));
    INFO((folded ? "" : folded.error().what.en));
    REQUIRE(folded);
    more = *folded > 0;
    while (fold.mid_submission())
      REQUIRE(fold.advance(1));
    REQUIRE(write_out(fold, pieces));
  }
  const auto compared = compare_rows(pieces, whole);
  REQUIRE(compared);
  if (!compared->equal()) FAIL(describe(compared->first.front()));
  CHECK(compared->old_rows > 200);
}

TEST_CASE("a fold stops between submissions where it may, and never beyond its bound", "[views]") {
  const RandomSeason season(8);
  const auto packs = season.built.packs();
  Fold fold(season.built.log, packs, nullptr);
  const auto head = season.built.log.head().size.value;
  bool went_on = false;
  while (fold.head().size.value < head) {
    const auto folded = fold.advance(1, head);
    REQUIRE(folded);
    CHECK_FALSE(fold.mid_submission());
    went_on = went_on || *folded > 1;
  }
  CHECK(went_on);
  // Inside a submission, when its bound lies there.
  Fold bounded(season.built.log, packs, nullptr);
  bool inside = false;
  for (std::uint64_t size = 0; size < head; size += 2) {
    const auto folded = bounded.advance(1, std::min<std::uint64_t>(2, head - size));
    REQUIRE(folded);
    CHECK(*folded <= 2);
    inside = inside || bounded.mid_submission();
    size = bounded.head().size.value - 2;
  }
  CHECK(inside);
}

TEST_CASE("touched keys are never taken for new, and new ones seldom for touched", "[views]") {
  constexpr std::uint64_t count = 20'000;
  TouchedKeys keys(count);
  SeededRandom random(3);
  std::vector<Bytes> all;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto id = random.draw<StudentId>();
    all.push_back(to_bytes(id.view()));
  }
  std::size_t wrong = 0;
  for (const auto& key : all)
    wrong += keys.touch(key) ? 1 : 0;
  CHECK(wrong < count / 50);
  for (const auto& key : all)
    REQUIRE(keys.touch(key));
}

TEST_CASE("a tampered, a missing and an added row are each named by the comparison", "[views]") {
  const RandomSeason season(10);
  const auto packs = season.built.packs();
  MemoryStore good;
  MemoryStore bad;
  for (auto* store : {&good, &bad}) {
    Fold fold(season.built.log, packs, nullptr);
    REQUIRE(fold.advance(1'000'000));
    REQUIRE(write_out(fold, *store));
  }
  std::vector<std::pair<Bytes, Bytes>> rows;
  const auto letter = view_key(ViewTable::roster);
  REQUIRE(good.scan({.prefix = letter}, [&](ByteView key, ByteView value) {
    rows.emplace_back(to_bytes(key), to_bytes(value));
    return Visit::more;
  }));
  REQUIRE(rows.size() > 10);
  auto changed = rows[3].second;
  changed.back() ^= 1;
  Bytes extra = rows[7].first;
  extra.push_back(1);
  REQUIRE(bad.write(
      std::vector<KeyChange>{
          {rows[3].first, changed}, {rows[5].first, std::nullopt}, {extra, Bytes{1}}},
      Durability::buffered));
  const auto compared = compare_rows(bad, good);
  REQUIRE(compared);
  CHECK(compared->different == 3);
  REQUIRE(compared->first.size() == 3);
  using Kind = RowDifference::Kind;
  CHECK(compared->first[0].kind == Kind::changed);
  CHECK(compared->first[0].key == rows[3].first);
  CHECK(compared->first[1].kind == Kind::only_new);
  CHECK(compared->first[1].key == rows[5].first);
  CHECK(compared->first[2].kind == Kind::only_old);
  CHECK(compared->first[2].key == extra);
}

TEST_CASE("a history cut off in the middle is an error and not a shorter history", "[views]") {
  Bytes history;
  StudentState before;
  StudentState after;
  after.status = StudentStatus::admitted;
  after.number = "2420010001";
  after.status_at = Position{9};
  append_change(
      history,
      {Position{9}, Position{8}, Instant{5}, make_date(2024, 9, 1), EventType::student_admitted},
      before, after, std::nullopt);
  const auto whole = student_as_of(id_of<StudentId>(1), history, {});
  REQUIRE(whole);
  REQUIRE(*whole);
  CHECK((*whole)->state.number == "2420010001");
  for (std::size_t cut = 1; cut < history.size(); ++cut) {
    const auto part = student_as_of(id_of<StudentId>(1), ByteView(history).first(cut), {});
    CAPTURE(cut);
    REQUIRE_FALSE(part);
    CHECK(part.error().code == ErrorCode::corrupt);
  }
}

TEST_CASE("rows laid over others hide, replace and add, in both directions", "[views]") {
  MemoryStore base;
  const auto key = [](char c) { return Bytes{'k', static_cast<std::uint8_t>(c)}; };
  std::vector<KeyChange> changes;
  for (const char c : {'b', 'd', 'f'})
    changes.push_back({key(c), Bytes{1}});
  REQUIRE(base.write(changes, Durability::buffered));
  LayeredRows rows(base);
  const Bytes two{2};
  rows.put(key('a'), ByteView(two));
  rows.put(key('d'), ByteView(two));
  rows.put(key('f'), std::nullopt);
  rows.put(key('g'), ByteView(two));
  const auto walk = [&](const ScanRange& range) {
    std::string seen;
    REQUIRE(rows.scan(range, [&](ByteView k, ByteView v) {
      seen += static_cast<char>(k[1]);
      seen += static_cast<char>('0' + v[0]);
      return Visit::more;
    }));
    return seen;
  };
  const Bytes prefix{'k'};
  const auto from = key('c');
  CHECK(walk({.prefix = prefix}) == "a2b1d2g2");
  CHECK(walk({.prefix = prefix, .from = from}) == "d2g2");
  CHECK(walk({.prefix = prefix, .descending = true}) == "g2d2b1a2");
  CHECK(walk({.prefix = prefix, .from = from, .descending = true}) == "b1a2");
  CHECK_FALSE(*rows.get(key('f')));
  CHECK(**rows.get(key('b')) == Bytes{1});
}

TEST_CASE("a log that contradicts itself stops the fold and names the position", "[views]") {
  LogBuilder built;
  built.set_up_city();
  const auto student = id_of<StudentId>(1);
  built.admit(student, 0, make_date(2024, 8, 20));
  // Registered without ever having arrived: no such transition.
  const auto line =
      LogBuilder::roster_line(student, 0, LogBuilder::class_of(0, 0), make_date(2024, 9, 1));
  built.file(Form::entry_roster, LogBuilder::school(0), {line});
  const auto packs = built.packs();
  const auto views = Views::in_memory(built.log, packs);
  REQUIRE_FALSE(views);
  CHECK(views.error().code == ErrorCode::corrupt);
  CHECK(views.error().what.en.find(std::to_string(built.last().value - 1)) != std::string::npos);
}

}  // namespace xueji::test
