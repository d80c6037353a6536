// Terms and information changes: both sides of every bound rule.
#include <catch2/catch.hpp>

#include "ledger/registry/school_terms.h"
#include "tests/ledger/registry/status_world.h"

using namespace xueji;
using namespace xueji::given;
using P = PersonalField;

namespace {
Rules change_info(StatusWorld& world, const std::string& field, Personal values) {
  StudentInfoChanged facts;
  facts.changed = field;
  facts.reason = ReasonCode::data_wrong;
  if (!values.contains(P::document_digest)) values.merge(StatusWorld::document());
  return world.refused(Form::info_change, {world.act(facts, values)});
}
}  // namespace

TEST_CASE("a term is registered that the school's calendar has, while it runs [FJ-09a]") {
  StatusWorld world;
  TermRegistered facts{2024, 2, make_date(2025, 2, 17)};
  const auto file = [&] { return world.refused(Form::term_registration, {world.act(facts)}); };
  CHECK(file().empty());
  facts.registered_on = make_date(2025, 2, 3);
  CHECK(file().empty());
  facts.registered_on = make_date(2025, 2, 2);
  CHECK(file() == Rules{"FJ-09a"});
  facts = {2023, 2, make_date(2025, 2, 17)};
  CHECK(file() == Rules{"FJ-09a"});
}

TEST_CASE("a deferral ends within its term [FJ-09b]") {
  StatusWorld world;
  TermRegistrationDeferred facts{2024, 2, make_date(2025, 4, 1), ReasonCode::illness};
  const auto file = [&] {
    return world.refused(Form::term_registration, {world.act(facts, StatusWorld::document())});
  };
  CHECK(file().empty());
  facts.until = make_date(2025, 7, 6);
  CHECK(file() == Rules{"FJ-09a"});
  facts.until = add_days(world.today(), -1);
  CHECK(file() == Rules{"FJ-09a"});
}

TEST_CASE("terms are counted by the calendar, holidays with the term before them [FJ-10b]") {
  StatusWorld world;
  const auto& school = *world.state.organisation(world.school);
  CHECK(term_index(school, make_date(2024, 9, 1)) == 2 * 2023 + 1);
  CHECK(term_index(school, make_date(2024, 9, 2)) == 2 * 2024);
  CHECK(term_index(school, make_date(2025, 2, 16)) == 2 * 2024);
  CHECK(term_index(school, make_date(2025, 2, 17)) == 2 * 2024 + 1);
  CHECK(term_index_ahead(school, make_date(2025, 2, 1)) == 2 * 2024 + 1);
  CHECK(grade_on(school, world.row(), make_date(2025, 8, 31)) == 1);
  CHECK(grade_on(school, world.row(), make_date(2025, 9, 1)) == 2);
  world.row().season = Season::spring;
  CHECK(grade_on(school, world.row(), make_date(2024, 12, 1)) == 1);
  CHECK(grade_on(school, world.row(), make_date(2025, 2, 17)) == 2);
}

TEST_CASE("one field of the national form changes, with value and evidence [FJ-39]") {
  StatusWorld world;
  CHECK(change_info(world, "name", {{P::old_value, "张伟"}, {P::new_value, "张一伟"}}).empty());
  CHECK(change_info(world, "nonsense", {{P::new_value, "x"}}) == Rules{"FJ-39"});
  CHECK(change_info(world, "name", {{P::old_value, "张伟"}, {P::new_value, "张伟"}}) ==
        Rules{"FJ-39"});
  CHECK(change_info(world, "name", {{P::old_value, "张伟"}}) == Rules{"FJ-39"});
  CHECK(change_info(world, "name", {{P::new_value, "张一伟"}, {P::document_digest, ""}}) ==
        Rules{"FJ-39"});
  CHECK(change_info(world, "ethnic_group", {{P::new_value, "03"}}).empty());
  CHECK(change_info(world, "ethnic_group", {{P::new_value, "98x"}}) == Rules{"FJ-39"});
  CHECK(change_info(world, "birth_date", {{P::new_value, "2008-02-30"}}) == Rules{"FJ-39"});
}

TEST_CASE("Shiyan judges a change of information by its own rules [SY-3.2d][SY-1.5a]") {
  StatusWorld world("shiyan");
  CHECK(change_info(world, "name", {{P::new_value, "张一伟"}}).empty());
  CHECK(change_info(world, "nonsense", {{P::new_value, "x"}}) == Rules{"SY-3.2d"});
  world.on_roll(2);
  CHECK(change_info(world, "identity_number", {{P::new_value, citizen_id(2)}}) == Rules{"SY-1.5a"});
  CHECK(change_info(world, "identity_number", {{P::new_value, citizen_id(3)}}).empty());
}

TEST_CASE("a new identity number holds and is nobody else's [FJ-38][FJ-39]") {
  StatusWorld world;
  world.on_roll(2);
  CHECK(change_info(world, "identity_number", {{P::new_value, citizen_id(3)}}).empty());
  CHECK(change_info(world, "identity_number", {{P::new_value, citizen_id(2)}}) == Rules{"FJ-38"});
  auto wrong = citizen_id(3);
  wrong.back() = wrong.back() == '1' ? '2' : '1';
  CHECK(change_info(world, "identity_number", {{P::new_value, wrong}}) == Rules{"FJ-39"});
  // Another document stands behind its type and is not held against the check digit.
  CHECK(change_info(world, "identity_number", {{P::new_value, "3/E1234567"}}).empty());
  // The same number for two students of one file.
  StudentInfoChanged facts{"identity_number", ReasonCode::data_wrong};
  auto values = StatusWorld::document();
  values[P::new_value] = citizen_id(3);
  CHECK(world.refused(Form::info_change, {world.act(facts, values, 1),
                                          world.act(facts, values, 2)}) == Rules{"FJ-38"});
}
