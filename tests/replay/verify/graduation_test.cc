// A stamped diploma verified again: its comparison with the registration form rests on personal
// data of an earlier entry, and is set aside where that does not open.
#include "replay/verify/verify.h"
#include "tests/ledger/commit/graduation_office.h"
#include "tests/replay/verify/finished_city.h"

namespace xueji::test {
namespace {

VerifyReport verified(GraduationOffice& grad, Vault* vault) {
  auto report = verify_log(grad.office.ledger->log(), {.vault = vault});
  INFO((report ? "" : report.error().what.en));
  REQUIRE(report);
  return *std::move(report);
}

}  // namespace

TEST_CASE("the verifier compares diploma and registration form as the ledger did",
          "[verify][SY-1.7a][FJ-35b]") {
  GraduationOffice grad(1);
  grad.assess(0);
  grad.stamp(0, "202411010001");
  grad.issue(0, "202411010001");
  auto& vault = grad.office.ledger->personal().vault();
  const auto open = verified(grad, &vault);
  INFO(listed(open));
  CHECK(open.differences.empty());
  CHECK(open.counts.not_rechecked == 0);

  const auto closed = verified(grad, nullptr);
  INFO(listed(closed));
  CHECK(closed.differences.empty());
  CHECK(closed.counts.not_rechecked > 0);
}

TEST_CASE("an erased graduate leaves the log verifiable", "[verify][FJ-44]") {
  GraduationOffice grad(1);
  grad.assess(0);
  grad.stamp(0, "202411010001");
  REQUIRE(grad.office.view->refresh());
  const auto person = grad.office.view->state().student(grad.students[0])->person;
  auto& vault = grad.office.ledger->personal().vault();
  REQUIRE(vault.erase(person, grad.office.clock.now()));
  const auto report = verified(grad, &vault);
  INFO(listed(report));
  CHECK(report.differences.empty());
  CHECK(report.counts.erased > 0);
}

}  // namespace xueji::test
