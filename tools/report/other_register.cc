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
    if (erased || std::find(fields.begin(), fields.end(), PersonalField::identity_number) ==
                      fields.end()) {
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
  auto lists = vault.persons().lists(ExternalListKind::skilled_worker_register);
  if (!lists) return fail(lists.error());
  if (lists->empty()) return inspection::OtherRegister([](const StudentId&) { return false; });
  return inspection::OtherRegister([&vault](const StudentId& student) {
    const auto number = identity_number(vault, student);
    if (number.empty()) return false;
    const auto listed = vault.persons().listed(ExternalListKind::skilled_worker_register, number);
    return listed && *listed;
  });
}

}  // namespace xueji::report
