// The catalogue of findings. A further code is one row here and one detector.
#include <array>

#include "replay/inspection/detect.h"

namespace xueji::inspection {
namespace {

template <class Enum>
struct Named {
  Enum value;
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};
template <class Enum, std::size_t size>
const Named<Enum>& named(const std::array<Named<Enum>, size>& table, Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return row;
  }
  return table.back();
}
template <class Enum>
Text text_of(const Named<Enum>& row) {
  return {std::string(row.zh), std::string(row.en)};
}

constexpr auto chapter_names = std::to_array<Named<Chapter>>(
    {{Chapter::duty_system, "duty_system", "一、学籍管理责任制落实情况", "1. Duty system"},
     {Chapter::new_registration, "new_registration", "二、新生学籍注册工作情况",
      "2. New registration"},
     {Chapter::ongoing_changes, "ongoing_changes", "三、在校生学籍动态管理制度执行情况",
      "3. Ongoing changes"},
     {Chapter::other, "other", "四、其他", "4. Other"}});

constexpr auto source_names = std::to_array<Named<LawfulSource>>(
    {{LawfulSource::override_granted, "override", "经批准的例外", "override with a reason"},
     {LawfulSource::opening_import, "opening_import", "期初导入", "opening import"},
     {LawfulSource::external_evidence, "external_evidence", "外部回执或名单",
      "external receipt or list"},
     {LawfulSource::later_evidence, "later_evidence", "事后证据", "later evidence"},
     {LawfulSource::missed_deadline, "missed_deadline", "逾期或未履行", "missed deadline or duty"},
     {LawfulSource::let_through, "let_through", "规则包放行、留待检查",
      "let through by the pack, for the inspector"}});

constexpr auto proof_names =
    std::to_array<Named<ProofKind>>({{ProofKind::event, "event", "事件", "event"},
                                     {ProofKind::header, "header", "申报", "header"},
                                     {ProofKind::sign_off, "sign_off", "签署", "sign-off"},
                                     {ProofKind::record, "record", "台账记录", "ledger record"}});

std::vector<FindingDefinition> catalogue() {
  using enum Chapter;
  using enum LawfulSource;
  return {
      {"NO_OFFICER",
       duty_system,
       {"SY-1.4b", "FJ-08b"},
       {missed_deadline},
       "未指定学籍管理专人",
       "No status officer",
       detect_no_officer},
      {"RULES_NOT_FILED",
       duty_system,
       {"SY-3.1a", "FJ-19", "FJ-20a", "FJ-25", "FJ-28b", "FJ-45b"},
       {missed_deadline},
       "校规未备案",
       "School rules not filed",
       detect_rules_not_filed},
      {"CHAIN_BROKEN",
       duty_system,
       {"SY-1.2i", "SY-3.2g", "FJ-38"},
       {later_evidence},
       "责任链断裂",
       "Chain of sign-offs broken",
       detect_chain_broken},
      {"SAME_SIGNER",
       duty_system,
       {"SY-3.2g", "D-29"},
       {let_through},
       "同一人既签字又盖章",
       "One person signed and sealed",
       detect_same_signer},
      {"OVERRIDE_USED",
       duty_system,
       {"D-04"},
       {override_granted},
       "使用了例外",
       "Override used",
       detect_override_used},
      {"SIGNOFF_STALLED",
       duty_system,
       {"SY-3.2e", "SY-3.2f", "FJ-38", "D-03"},
       {missed_deadline},
       "签批环节压件超期",
       "Sign-off stalled",
       detect_signoff_stalled},

      {"LATE_REGISTRATION",
       new_registration,
       {"SY-1.2l", "FJ-06a", "FJ-06c"},
       {override_granted, let_through},
       "逾期注册",
       "Late registration",
       detect_late_registration},
      {"OTHER_YEAR_REGISTRATION",
       new_registration,
       {"SY-1.3e", "SY-1.3f"},
       {},
       "隔年补注册",
       "Registered for another year",
       detect_other_year},
      {"PERSON_WITHOUT_STATUS",
       new_registration,
       {"SY-1.2d", "SY-2.1b"},
       {later_evidence, missed_deadline},
       "有人无籍",
       "Person without status",
       detect_person_without_status},
      {"STATUS_WITHOUT_PERSON",
       new_registration,
       {"SY-1.2d", "SY-2.1b"},
       {later_evidence},
       "有籍无人",
       "Status without person",
       detect_status_without_person},
      {"COUNT_MISMATCH",
       new_registration,
       {"SY-1.2a", "SY-1.2e", "SY-2.1b"},
       {later_evidence, let_through},
       "人数不符",
       "Counts differ",
       detect_count_mismatch},
      {"PHOTO_MISSING",
       new_registration,
       {"SY-1.3a"},
       {},
       "缺少登记照片",
       "Photo missing",
       detect_photo_missing},
      {"PLAN_MISSING",
       new_registration,
       {"SY-1.2j"},
       {opening_import},
       "教学计划未备案",
       "Teaching plan missing",
       detect_plan_missing},
      {"STUDY_MODE_MISSING",
       new_registration,
       {"SY-1.2k", "FJ-39"},
       {},
       "未注明学习形式",
       "Study mode missing",
       detect_study_mode_missing},
      {"OFF_CAMPUS_UNDECLARED",
       new_registration,
       {"SY-2.2c"},
       {later_evidence},
       "校外学习未注明",
       "Off-campus study not declared",
       detect_off_campus},
      {"OUT_OF_AREA_UNREVIEWED",
       new_registration,
       {"SY-2.1a"},
       {later_evidence},
       "区域外生源未审核",
       "Out-of-area recruits not reviewed",
       detect_out_of_area},
      {"JOINT_PARTNER_NOT_KEY",
       new_registration,
       {"SY-1.5f"},
       {later_evidence},
       "联合办学学校等级不符",
       "Joint school is no key school",
       detect_joint_partner},
      {"GHS_WITHOUT_APPROVAL",
       new_registration,
       {"SY-1.5e"},
       {},
       "普高学生未经批准注册",
       "Ordinary-high student without approval",
       detect_ordinary_high},
      {"DUPLICATE_STATUS",
       new_registration,
       {"SY-1.5a", "FJ-38"},
       {external_evidence},
       "一人多籍",
       "Duplicate status",
       detect_duplicate_status},
      {"DOUBLE_SYSTEM_STATUS",
       new_registration,
       {"SY-1.5c"},
       {external_evidence},
       "双重学籍(技工类)",
       "Status in both systems",
       detect_double_system},
      {"ID_MISMATCH",
       new_registration,
       {"FJ-06a"},
       {later_evidence},
       "身份信息不一致",
       "Identity data differ",
       detect_id_mismatch},
      {"MAJOR_NOT_IN_CATALOGUE",
       new_registration,
       {"SY-3.2d", "FJ-05b"},
       {},
       "专业不在目录内",
       "Major not in the catalogue",
       detect_major_not_in_catalogue},
      {"NUMBER_INVALID",
       new_registration,
       {"FJ-08c"},
       {opening_import},
       "学籍号无效",
       "Student number invalid",
       detect_number_invalid},

      {"LATE_RECORDING",
       ongoing_changes,
       {"SY-3.2d", "D-15"},
       {missed_deadline},
       "滞后录入",
       "Recorded late",
       detect_late_recording},
      {"GHOST_STATUS",
       ongoing_changes,
       {"SY-1.5d"},
       {later_evidence},
       "空挂学籍",
       "Ghost status",
       detect_ghost_status},
      {"NOT_UPLOADED",
       ongoing_changes,
       {"SY-1.3d", "FJ-06d", "FJ-17"},
       {missed_deadline},
       "未取得外部注册回执",
       "Not uploaded",
       detect_not_uploaded},
      {"PLACE_EXPIRED",
       ongoing_changes,
       {"FJ-07e"},
       {missed_deadline},
       "保留入学资格逾期",
       "Kept place expired",
       detect_place_expired},
  };
}

}  // namespace

std::string_view code_of(Chapter chapter) {
  return named(chapter_names, chapter).code;
}
Text label_of(Chapter chapter) {
  return text_of(named(chapter_names, chapter));
}
std::string_view code_of(LawfulSource source) {
  return named(source_names, source).code;
}
Text label_of(LawfulSource source) {
  return text_of(named(source_names, source));
}
Text label_of(ProofKind kind) {
  return text_of(named(proof_names, kind));
}

std::span<const FindingDefinition> finding_definitions() {
  static const auto all = catalogue();
  return all;
}

const FindingDefinition* find_definition(std::string_view code) {
  for (const auto& definition : finding_definitions()) {
    if (definition.code == code) return &definition;
  }
  return nullptr;
}

}  // namespace xueji::inspection
