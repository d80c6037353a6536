#include "tools/report/other_register.h"

#include <algorithm>

namespace xueji::report {
namespace {

/// The identity number that the newest disclosure of a student states; empty when none opens.
std::string identity_number(Vault& vault, const StudentId& student) {
  const auto stored = vault.of_subject(SubjectKind::student, subject_of(student));
  if (!stored) return {};
  for (const auto& [ref, owner, erased] : *stored) {
    const auto fields = personal_fields_of(ref.type);
    if (erased ||
        std::find(fields.begin(), fields.end(), PersonalField::identity_number) == fields.end()) {
      continue;
    }
    const auto opened = vault.open_sealed(DisclosureRequest{ref});
    if (!opened || !opened->disclosure) continue;
    const auto number = value_of(fields, *opened->disclosure, PersonalField::identity_number);
    if (number) return std::string(*number);
  }
  return {};
}

}  // namespace

Result<inspection::OtherRegister> other_register(Vault& vault) {
  constexpr auto kind = ExternalListKind::skilled_worker_register;
  auto lists = vault.persons().lists(kind);
  if (!lists) return fail(lists.error());
  return inspection::OtherRegister(
      [&vault, lists = *std::move(lists)](const StudentId& student, Date list_as_of) {
        const auto list = std::find_if(lists.rbegin(), lists.rend(), [&](const auto& generation) {
          return generation.as_of == list_as_of;
        });
        if (list == lists.rend()) return false;
        const auto number = identity_number(vault, student);
        if (number.empty()) return false;
        const auto listed = vault.persons().listed_in(kind, list->generation, number);
        return listed && *listed;
      });
}

}  // namespace xueji::report
