#include "tools/xueji/staff_names.h"

#include <memory>

#include "ledger/policy/identity.h"
#include "tools/intake/directory.h"

namespace xueji::cli {

Result<StaffNames> masked_staff_names(Session& session) {
  auto* data = session.personal_if_any();
  if (data == nullptr) return StaffNames{};
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto root = (*view)->state().genesis().root_organisation;
  auto directory = intake::Directory::read(**view, root, &data->vault());
  if (!directory) return fail(directory.error());
  const auto staff = std::make_shared<const intake::Directory>(*std::move(directory));
  return [staff](const PersonId& id) {
    const auto* entry = staff->staff(id);
    return entry == nullptr ? std::string() : mask_name(entry->name);
  };
}

std::string named(const StaffNames& names, const PersonId& person) {
  const auto name = names ? names(person) : std::string();
  return name.empty() ? to_text(person) : name + " " + to_text(person);
}

}  // namespace xueji::cli
