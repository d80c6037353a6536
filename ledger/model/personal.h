// Personal data of an event (design §4). The log holds only one `fields_root`; seeds and values,
// the disclosure, lie in the vault. Thread safety: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/id.h"
#include "ledger/model/vocabulary.h"

namespace xueji {

/// Every personal field of every form. Persisted in leaves: append, never renumber.
enum class PersonalField : std::uint16_t {
  none = 0,
  name = 1,
  identity_type = 2,
  identity_number = 3,
  sex = 4,
  ethnic_group = 5,
  birth_date = 6,
  former_name = 7,
  native_place = 8,
  household_province = 9,
  household_city = 10,
  household_county = 11,
  household_address = 12,
  household_type = 13,
  low_income = 14,
  receives_grant = 15,
  monthly_grant = 16,
  guardian_name = 17,
  guardian_phone = 18,
  health = 19,
  home_province = 20,
  home_city = 21,
  home_county = 22,
  home_address = 23,
  student_phone = 24,
  postal_code = 25,
  national_student_number = 26,
  provincial_registration_number = 27,
  political_status = 28,
  hong_kong_macao_taiwan = 29,
  previous_school = 30,
  email = 31,
  grant_card = 32,
  remark = 33,
  campus_number = 34,
  previous_certificate_number = 35,
  family_economy = 36,
  origin_place = 37,
  photo_digest = 38,
  document_digest = 39,
  reason_text = 40,
  paper_signer = 41,
  scan_digest = 42,
  staff_phone = 43,
  staff_number = 44,
  review_remarks = 45,
  old_value = 46,
  new_value = 47,
  score_sheet = 48,
  skill_certificate_number = 49,
  case_facts = 50,
  evidence_digests = 51,
};

/// Code (English snake_case) and Chinese sheet header of a personal field.
struct PersonalFieldTerm {
  PersonalField field;
  std::string_view code;
  std::string_view zh;
};
[[nodiscard]] std::span<const PersonalFieldTerm> personal_field_terms();
[[nodiscard]] std::string_view code_of(PersonalField field);
[[nodiscard]] Text label_of(PersonalField field);

/// The personal fields of an event's form, in the order of their leaves. Empty: the event has no
/// personal data and its `fields_root` is absent. Persisted order: append only.
[[nodiscard]] std::span<const PersonalField> personal_fields_of(EventType type);
/// The personal fields of a sign-off (reason text, paper signer, scan digest).
[[nodiscard]] std::span<const PersonalField> personal_fields_of_sign_off();

/// What opens one `fields_root`: the salt seed and the values, parallel to the form's field list.
/// A field that is not stated is nullopt (it has a leaf too). Values are UTF-8, at most 1,024 bytes.
struct Disclosure {
  Seed seed;
  std::vector<std::optional<std::string>> values;

  friend bool operator==(const Disclosure&, const Disclosure&) = default;
};
inline constexpr std::size_t personal_value_size_max_bytes = 1024;

/// The value of one field of a disclosure made for `fields`; nullopt when absent or not in the form.
[[nodiscard]] std::optional<std::string_view> value_of(std::span<const PersonalField> fields,
                                                       const Disclosure& disclosure,
                                                       PersonalField field);

}  // namespace xueji
