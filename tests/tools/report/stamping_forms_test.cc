// What the lists of stamped certificates say of those that are no longer valid.
#include <algorithm>

#include "tests/ledger/commit/graduation_office.h"
#include "tools/report/ledger_forms.h"

namespace xueji::test {

TEST_CASE("a list of stamped certificates says which of them was declared void since",
          "[FJ-35b][FJ-36b]") {
  GraduationOffice grad(2);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto number = "20241101000" + std::to_string(i + 1);
    grad.assess(i);
    grad.stamp(i, number);
    grad.issue(i, number);
  }
  const auto told = [&](const char* code) {
    auto& office = grad.office;
    REQUIRE(office.view->refresh());
    const auto views = Views::in_memory(office.ledger->log(), office.view->packs());
    REQUIRE(views);
    auto& vault = office.ledger->personal().vault();
    report::FormQuery query{grad.school};
    query.year = 2024;
    const auto form = report::ledger_form(
        *report::form_layouts().form(code), query,
        {**views, *office.view,
         [&](std::span<const DisclosureRequest> requests, std::span<const PersonalField>) {
           return vault.open_sealed(requests);
         },
         false, [](const PersonId&) { return std::string("演*"); }});
    INFO((form ? "" : form.error().what.en));
    REQUIRE(form);
    return std::count_if(form->remarks.begin(), form->remarks.end(), [](const Text& remark) {
      return remark.en.find("declared void") != std::string::npos &&
             remark.zh.find("不得使用") != std::string::npos;
    });
  };
  CHECK(told("graduate-roster") == 0);
  const std::string first = "202411010001";
  grad.done(Form::admission_violation, Role::status_officer,
            {grad.act(0, AdmissionViolationFound{grad.today(), ReasonCode::other})});
  grad.done(Form::certificate_void, Role::status_officer,
            {grad.act(0, CertificateRecalled{first, grad.today()}),
             grad.act(0, CertificateVoided{first, grad.today()})});
  CHECK(told("graduate-roster") == 1);
}

}  // namespace xueji::test
