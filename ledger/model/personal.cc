#include "ledger/model/personal.h"

#include <algorithm>
#include <array>

namespace xueji {
namespace {

using enum PersonalField;

// In number order. The Chinese words of the national fields are the headers of the national import
// sheet (domain facts §5), so that a sheet exported there reads here unchanged.
constexpr auto terms = std::to_array<PersonalFieldTerm>({
    {name, "name", "姓名"},
    {identity_type, "identity_type", "证件类型"},
    {identity_number, "identity_number", "身份证号"},
    {sex, "sex", "性别"},
    {ethnic_group, "ethnic_group", "民族"},
    {birth_date, "birth_date", "出生日期"},
    {former_name, "former_name", "曾用名"},
    {native_place, "native_place", "籍贯"},
    {household_province, "household_province", "户籍所在省"},
    {household_city, "household_city", "户籍所在市"},
    {household_county, "household_county", "户籍所在区县"},
    {household_address, "household_address", "详细地址"},
    {household_type, "household_type", "户籍性质"},
    {low_income, "low_income", "是否低保"},
    {receives_grant, "receives_grant", "是否享受国家助学金"},
    {monthly_grant, "monthly_grant", "月发放标准(元)"},
    {guardian_name, "guardian_name", "家长(监护人)姓名"},
    {guardian_phone, "guardian_phone", "家长(监护人)电话"},
    {health, "health", "健康情况"},
    {home_province, "home_province", "现家庭所在省"},
    {home_city, "home_city", "现家庭所在市"},
    {home_county, "home_county", "现家庭所在区县"},
    {home_address, "home_address", "现家庭详细地址"},
    {student_phone, "student_phone", "学生本人联系电话"},
    {postal_code, "postal_code", "邮政编码"},
    {national_student_number, "national_student_number", "全国学籍号"},
    {provincial_registration_number, "provincial_registration_number", "省级电子注册学籍号"},
    {political_status, "political_status", "政治面貌"},
    {hong_kong_macao_taiwan, "hong_kong_macao_taiwan", "港澳台侨胞"},
    {previous_school, "previous_school", "毕业学校"},
    {email, "email", "电子邮箱"},
    {grant_card, "grant_card", "中职学生资助卡号"},
    {remark, "remark", "备注"},
    {campus_number, "campus_number", "校内学号"},
    {previous_certificate_number, "previous_certificate_number", "原毕业证书号"},
    {family_economy, "family_economy", "家庭经济状况"},
    {origin_place, "origin_place", "生源所在地"},
    {photo_digest, "photo_digest", "相片摘要"},
    {document_digest, "document_digest", "证明材料摘要"},
    {reason_text, "reason_text", "事由说明"},
    {paper_signer, "paper_signer", "纸质签字人"},
    {scan_digest, "scan_digest", "扫描件摘要"},
    {staff_phone, "staff_phone", "工作电话"},
    {staff_number, "staff_number", "教工号"},
    {review_remarks, "review_remarks", "复查备注"},
    {old_value, "old_value", "变更前"},
    {new_value, "new_value", "变更后"},
    {score_sheet, "score_sheet", "成绩单"},
    {skill_certificate_number, "skill_certificate_number", "职业资格证书号"},
    {case_facts, "case_facts", "违纪事实"},
    {evidence_digests, "evidence_digests", "证据摘要"},
});

// The lists below are persisted: the order is that of the leaves under `fields_root`.
constexpr auto national_columns = std::to_array<PersonalField>({
    name,
    identity_type,
    identity_number,
    sex,
    ethnic_group,
    birth_date,
    former_name,
    native_place,
    household_province,
    household_city,
    household_county,
    household_address,
    household_type,
    low_income,
    receives_grant,
    monthly_grant,
    guardian_name,
    guardian_phone,
    health,
    home_province,
    home_city,
    home_county,
    home_address,
    student_phone,
    postal_code,
    provincial_registration_number,
    political_status,
    hong_kong_macao_taiwan,
    previous_school,
    email,
    grant_card,
    remark,
    campus_number,
    previous_certificate_number,
    family_economy,
    origin_place,
});
constexpr auto admission = std::to_array<PersonalField>(
    {name, identity_type, identity_number, sex, birth_date, household_province, household_city,
     household_county, previous_school, previous_certificate_number});
constexpr auto ordinary_high_admission = std::to_array<PersonalField>(
    {name, identity_type, identity_number, sex, birth_date, household_province, household_city,
     household_county, previous_school, previous_certificate_number, document_digest, reason_text});
constexpr auto staff = std::to_array<PersonalField>({name, staff_phone, staff_number});
constexpr auto photo = std::to_array<PersonalField>({photo_digest});
constexpr auto document_and_reason = std::to_array<PersonalField>({document_digest, reason_text});
constexpr auto leave = std::to_array<PersonalField>({birth_date, document_digest, reason_text});
constexpr auto review = std::to_array<PersonalField>({document_digest, review_remarks});
constexpr auto receipt = std::to_array<PersonalField>({national_student_number, document_digest});
constexpr auto document = std::to_array<PersonalField>({document_digest});
constexpr auto reason = std::to_array<PersonalField>({reason_text});
constexpr auto info_change =
    std::to_array<PersonalField>({old_value, new_value, document_digest, reason_text});
constexpr auto scores = std::to_array<PersonalField>({score_sheet, document_digest});
constexpr auto case_papers =
    std::to_array<PersonalField>({case_facts, evidence_digests, reason_text});
constexpr auto decision = std::to_array<PersonalField>(
    {document_digest, reason_text, identity_type, identity_number, birth_date});
constexpr auto skill_certificate =
    std::to_array<PersonalField>({skill_certificate_number, document_digest});
constexpr auto stamping = std::to_array<PersonalField>(
    {name, identity_type, identity_number, sex, birth_date, skill_certificate_number});
constexpr auto sign_off = std::to_array<PersonalField>({reason_text, paper_signer, scan_digest});

}  // namespace

std::span<const PersonalFieldTerm> personal_field_terms() {
  return terms;
}

std::string_view code_of(PersonalField field) {
  for (const auto& term : terms) {
    if (term.field == field) return term.code;
  }
  return "unknown";
}

Text label_of(PersonalField field) {
  for (const auto& term : terms) {
    if (term.field != field) continue;
    std::string english(term.code);
    for (auto& c : english) {
      if (c == '_') c = ' ';
    }
    return {std::string(term.zh), std::move(english)};
  }
  return {"未知", "unknown"};
}

std::span<const PersonalField> personal_fields_of(EventType type) {
  switch (type) {
    case EventType::roster_line:
    case EventType::opening_status_imported:
      return national_columns;
    case EventType::student_admitted:
      return admission;
    case EventType::general_high_student_admitted:
      return ordinary_high_admission;
    case EventType::person_registered:
      return staff;
    case EventType::entry_photo_uploaded:
    case EventType::graduation_photo_collected:
      return photo;
    case EventType::health_reviewed:
    case EventType::entry_place_retained:
    case EventType::entry_place_restored:
    case EventType::entry_place_cancelled:
    case EventType::term_registration_deferred:
    case EventType::major_changed:
    case EventType::grade_repeated:
    case EventType::transfer_requested:
    case EventType::transferred_out:
    case EventType::leave_extended:
    case EventType::study_resumed:
    case EventType::withdrawn:
    case EventType::deemed_withdrawn:
    case EventType::status_cancelled:
    case EventType::student_died:
    case EventType::credit_recognised:
    case EventType::exam_irregularity_recorded:
    case EventType::award_granted:
    case EventType::hearing_offered:
    case EventType::sanction_served:
    case EventType::appeal_filed:
    case EventType::appeal_answered:
    case EventType::sanction_lifted:
    case EventType::admission_violation_found:
    case EventType::finding_answered:
    case EventType::event_reversed:
      return document_and_reason;
    case EventType::leave_granted:
      return leave;
    case EventType::identity_reviewed:
      return review;
    case EventType::external_registration_confirmed:
      return receipt;
    case EventType::consent:
    case EventType::resumption_notice_served:
    case EventType::graduation_proof_issued:
    case EventType::file_handed_over:
      return document;
    case EventType::rule_overridden:
    case EventType::deadline_extended:
    case EventType::makeup_approved:
    case EventType::incomplete_study_certified:
    case EventType::certificate_recalled:
    case EventType::certificate_voided:
    case EventType::finding_raised:
    case EventType::finding_closed:
      return reason;
    case EventType::student_info_changed:
    case EventType::certificate_data_corrected:
      return info_change;
    case EventType::term_result_recorded:
    case EventType::city_result_recorded:
      return scores;
    case EventType::sanction_proposed:
      return case_papers;
    case EventType::sanction_decided:
      return decision;
    case EventType::graduation_assessed:
      return skill_certificate;
    case EventType::stamping_line:
      return stamping;
    default:
      return {};
  }
}

std::span<const PersonalField> personal_fields_of_sign_off() {
  return sign_off;
}

std::optional<std::string_view> value_of(std::span<const PersonalField> fields,
                                         const Disclosure& disclosure, PersonalField field) {
  const auto count = std::min(fields.size(), disclosure.values.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (fields[i] == field && disclosure.values[i]) return *disclosure.values[i];
  }
  return std::nullopt;
}

}  // namespace xueji
