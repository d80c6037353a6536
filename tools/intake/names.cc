#include "tools/intake/names.h"

#include <algorithm>
#include <string>

#include "ledger/policy/identity.h"

namespace xueji::intake {
namespace {

constexpr PersonalField naming_fields[] = {PersonalField::name, PersonalField::new_value};

bool may_name(EventType type) {
  const auto fields = personal_fields_of(type);
  return std::any_of(std::begin(naming_fields), std::end(naming_fields), [&](PersonalField field) {
    return std::find(fields.begin(), fields.end(), field) != fields.end();
  });
}

}  // namespace

Result<std::vector<CellProblem>> check_names(const FormReading& reading, Vault& vault) {
  std::vector<DisclosureRequest> requests;
  std::vector<std::size_t> ends;  // Of the requests of each row.
  for (const auto& row : reading.named) {
    const auto stored = vault.of_subject(SubjectKind::student, subject_of(row.student));
    if (!stored) return fail(stored.error());
    for (const auto& one : *stored) {
      if (may_name(one.ref.type)) requests.push_back({one.ref});
    }
    ends.push_back(requests.size());
  }
  const auto opened = vault.open_sealed(requests);
  if (!opened) return fail(opened.error());
  std::vector<CellProblem> problems;
  std::size_t at = 0;
  for (std::size_t i = 0; i < reading.named.size(); ++i) {
    const auto& row = reading.named[i];
    std::string known;
    bool fits = false;
    for (; at < ends[i]; ++at) {
      const auto& disclosure = (*opened)[at].disclosure;
      if (!disclosure) continue;
      const auto fields = personal_fields_of(requests[at].ref.type);
      for (const auto field : naming_fields) {
        const auto value = value_of(fields, *disclosure, field);
        if (!value) continue;
        if (field == PersonalField::name) known = *value;
        fits = fits || *value == row.name;
      }
    }
    if (fits || known.empty()) continue;
    auto problem = row.place;
    problem.rule = "FORMAT";
    problem.level = Level::refused;
    problem.message = {
        "此证件号码(或学籍标识)是另一人的:台账中为" + mask_name(known),
        "this number or id is another person's: " + mask_name(known) + " in the ledger"};
    problem.expected = {"核对证件号码与姓名,两者须是同一学生",
                        "check number and name: both of one student"};
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace xueji::intake
