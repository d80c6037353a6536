// The tables of codes and labels. Chinese labels are the words of the regulations and of the
// national import sheet; a registrar may write them in a sheet instead of the code.
#include "ledger/model/vocabulary.h"

#include "ledger/model/entry.h"
#include "ledger/model/state.h"

namespace xueji {

template <>
std::span<const Term<OrganisationKind>> terms_of<OrganisationKind>() {
  using enum OrganisationKind;
  static constexpr Term<OrganisationKind> terms[] = {
      {none, "none", "无", "none"},
      {province, "province", "省级教育行政部门", "provincial authority"},
      {city, "city", "市级教育行政部门", "city authority"},
      {county, "county", "县级教育行政部门", "county authority"},
      {exam_institute, "exam_institute", "招生考试院", "exam institute"},
      {admissions_office, "admissions_office", "招办", "admissions office"},
      {school, "school", "学校", "school"},
      {entrusted_unit, "entrusted_unit", "受委托单位", "entrusted unit"},
  };
  return terms;
}

template <>
std::span<const Term<Role>> terms_of<Role>() {
  using enum Role;
  static constexpr Term<Role> terms[] = {
      {none, "none", "无", "none"},
      {authority_administrator, "authority_administrator", "主管部门管理员",
       "administrator of the authority"},
      {status_officer, "status_officer", "学籍管理员", "status officer"},
      {principal, "principal", "校长", "principal"},
      {seal_keeper, "seal_keeper", "印章管理员", "seal keeper"},
      {class_teacher, "class_teacher", "班主任", "class teacher"},
      {academic_office, "academic_office", "教务部门", "academic office"},
      {school_doctor, "school_doctor", "校医", "school doctor"},
      {student_affairs, "student_affairs", "学生管理部门", "student affairs"},
      {lead_teacher, "lead_teacher", "带队教师", "lead teacher"},
      {file_keeper, "file_keeper", "档案管理员", "file keeper"},
      {section_officer, "section_officer", "职成教科工作人员", "section officer"},
      {clerk, "clerk", "经办人", "handling clerk"},
      {section_chief, "section_chief", "科长", "section chief"},
      {deputy_director, "deputy_director", "分管局长", "deputy director in charge"},
      {director, "director", "局长", "bureau director"},
      {recorder, "recorder", "备案员", "recorder"},
      {exam_officer, "exam_officer", "考试院工作人员", "exam officer"},
      {admissions_officer, "admissions_officer", "招办工作人员", "admissions officer"},
      {inspector, "inspector", "年检员", "inspector"},
      {auditor, "auditor", "审计员", "auditor"},
      {photo_unit, "photo_unit", "相片采集单位", "photo unit"},
  };
  return terms;
}

template <>
std::span<const Term<Relation>> terms_of<Relation>() {
  using enum Relation;
  static constexpr Term<Relation> terms[] = {
      {own, "own", "本单位", "own organisation"},
      {supervisor, "supervisor", "同级主管部门", "authority at its own level"},
      {city, "city", "市级", "city"},
      {province, "province", "省级", "province"},
      {exam_institute, "exam_institute", "招生考试院", "exam institute"},
      {admissions_office, "admissions_office", "招办", "admissions office"},
  };
  return terms;
}

template <>
std::span<const Term<SchoolType>> terms_of<SchoolType>() {
  using enum SchoolType;
  static constexpr Term<SchoolType> terms[] = {
      {none, "none", "无", "none"},
      {secondary_vocational, "secondary_vocational", "普通中专", "secondary vocational school"},
      {adult_secondary, "adult_secondary", "成人中专", "adult secondary school"},
      {vocational_high, "vocational_high", "职业高中", "vocational high school"},
      {college_attached, "college_attached", "高职附设中职班", "classes attached to a college"},
      {skilled_worker, "skilled_worker", "技工学校", "skilled-worker school"},
  };
  return terms;
}

template <>
std::span<const Term<SchoolTier>> terms_of<SchoolTier>() {
  using enum SchoolTier;
  static constexpr Term<SchoolTier> terms[] = {
      {ordinary, "ordinary", "普通", "ordinary"},
      {provincial_key, "provincial_key", "省级重点", "provincial-level key school"},
      {national_key, "national_key", "国家级重点", "national-level key school"},
  };
  return terms;
}

template <>
std::span<const Term<Season>> terms_of<Season>() {
  using enum Season;
  static constexpr Term<Season> terms[] = {
      {none, "none", "无", "none"},
      {spring, "spring", "春季", "spring"},
      {autumn, "autumn", "秋季", "autumn"},
  };
  return terms;
}

template <>
std::span<const Term<StudyMode>> terms_of<StudyMode>() {
  using enum StudyMode;
  static constexpr Term<StudyMode> terms[] = {
      {none, "none", "无", "none"},
      {full_time, "full_time", "全日制", "full-time"},
      {flexible, "flexible", "灵活学制", "flexible mode"},
      {adult_class, "adult_class", "成人班", "adult class"},
  };
  return terms;
}

template <>
std::span<const Term<EntryRoute>> terms_of<EntryRoute>() {
  using enum EntryRoute;
  static constexpr Term<EntryRoute> terms[] = {
      {none, "none", "无", "none"},
      {exam, "exam", "统招", "common exam"},
      {certificate, "certificate", "免试", "by certificate"},
      {ordinary_high_diversion, "ordinary_high_diversion", "普高分流",
       "diversion from ordinary high school"},
      {ordinary_high_transfer, "ordinary_high_transfer", "普高转入",
       "transfer from ordinary high school"},
      {other_province_transfer, "other_province_transfer", "外省转入",
       "transfer from another province"},
  };
  return terms;
}

template <>
std::span<const Term<CandidateCategory>> terms_of<CandidateCategory>() {
  using enum CandidateCategory;
  static constexpr Term<CandidateCategory> terms[] = {
      {none, "none", "无", "none"},
      {junior_graduate, "junior_graduate", "应届初中毕业生", "junior-high graduate of the year"},
      {former_junior_graduate, "former_junior_graduate", "往届初中毕业生",
       "earlier junior-high graduate"},
      {senior_graduate, "senior_graduate", "应届高中毕业生", "senior-high graduate of the year"},
      {former_senior_graduate, "former_senior_graduate", "往届高中毕业生",
       "earlier senior-high graduate"},
      {veteran, "veteran", "退役士兵", "veteran"},
      {employee, "employee", "在职职工", "employee"},
      {migrant_worker, "migrant_worker", "进城务工人员", "migrant worker"},
      {other_society, "other_society", "其他社会人员", "other member of society"},
      {ordinary_high_student, "ordinary_high_student", "普通高中在校生",
       "student of an ordinary high school"},
  };
  return terms;
}

template <>
std::span<const Term<FeeStatus>> terms_of<FeeStatus>() {
  using enum FeeStatus;
  static constexpr Term<FeeStatus> terms[] = {
      {none, "none", "无", "none"},
      {paid, "paid", "已缴费", "paid"},
      {waived, "waived", "减免", "waived"},
      {exempt, "exempt", "免学费", "exempt"},
  };
  return terms;
}

template <>
std::span<const Term<AdmissionBasis>> terms_of<AdmissionBasis>() {
  using enum AdmissionBasis;
  static constexpr Term<AdmissionBasis> terms[] = {
      {none, "none", "无", "none"},
      {exam_list, "exam_list", "录取名册", "admission list"},
      {certificate, "certificate", "毕业证书", "certificate"},
      {city_approval, "city_approval", "市教育局审批", "city approval"},
  };
  return terms;
}

template <>
std::span<const Term<StudentStatus>> terms_of<StudentStatus>() {
  using enum StudentStatus;
  static constexpr Term<StudentStatus> terms[] = {
      {none, "none", "无", "none"},
      {admitted, "admitted", "已录取", "admitted"},
      {entry_place_retained, "entry_place_retained", "保留入学资格", "entry place retained"},
      {pending, "pending", "待注册", "pending"},
      {active, "active", "在读", "active"},
      {on_leave, "on_leave", "休学", "on leave"},
      {transferred_out, "transferred_out", "转出", "transferred out"},
      {withdrawn, "withdrawn", "退学", "withdrawn"},
      {expelled, "expelled", "开除学籍", "expelled"},
      {completed, "completed", "结业", "completed"},
      {incomplete, "incomplete", "肄业", "incomplete"},
      {graduated, "graduated", "毕业", "graduated"},
      {place_cancelled, "place_cancelled", "取消入学资格", "place cancelled"},
      {status_cancelled, "status_cancelled", "注销", "status cancelled"},
      {deceased, "deceased", "死亡", "deceased"},
  };
  return terms;
}

template <>
std::span<const Term<ReviewResult>> terms_of<ReviewResult>() {
  using enum ReviewResult;
  static constexpr Term<ReviewResult> terms[] = {
      {none, "none", "无", "none"},
      {passed, "passed", "合格", "passed"},
      {failed, "failed", "不合格", "failed"},
      {not_suitable, "not_suitable", "不宜在校学习", "not suitable for study"},
  };
  return terms;
}

template <>
std::span<const Term<HospitalLevel>> terms_of<HospitalLevel>() {
  using enum HospitalLevel;
  static constexpr Term<HospitalLevel> terms[] = {
      {none, "none", "无", "none"},
      {county, "county", "县级", "county hospital"},
      {grade_2a, "grade_2a", "二级甲等", "grade 2A hospital"},
      {grade_3, "grade_3", "三级", "grade 3 hospital"},
  };
  return terms;
}

template <>
std::span<const Term<JointProgramme>> terms_of<JointProgramme>() {
  using enum JointProgramme;
  static constexpr Term<JointProgramme> terms[] = {
      {none, "none", "无", "none"},
      {three_stage, "three_stage", "三段式", "three-stage model"},
      {western, "western", "面向西部联合办学", "joint schooling for the west"},
      {other_joint, "other_joint", "其他联合办学", "other joint schooling"},
      {five_year, "five_year", "五年制高职", "five-year college programme"},
  };
  return terms;
}

template <>
std::span<const Term<PriorEducation>> terms_of<PriorEducation>() {
  using enum PriorEducation;
  static constexpr Term<PriorEducation> terms[] = {
      {none, "none", "无", "none"},
      {junior_high, "junior_high", "初中毕业", "junior high school"},
      {senior_high, "senior_high", "高中毕业", "senior high school"},
      {ordinary_high_studying, "ordinary_high_studying", "普通高中在读",
       "studying at an ordinary high school"},
      {equivalent, "equivalent", "同等学力", "equivalent"},
      {higher, "higher", "高中以上", "above senior high school"},
  };
  return terms;
}

template <>
std::span<const Term<SchoolRuleKind>> terms_of<SchoolRuleKind>() {
  using enum SchoolRuleKind;
  static constexpr Term<SchoolRuleKind> terms[] = {
      {none, "none", "无", "none"},
      {status_management, "status_management", "学籍管理实施细则", "status management rules"},
      {credit_system, "credit_system", "学分制实施方案", "credit system rules"},
      {course_assessment, "course_assessment", "课程考核办法", "course assessment rules"},
      {discipline, "discipline", "学生违纪处分规定", "discipline rules"},
      {attendance, "attendance", "考勤制度", "attendance rules"},
  };
  return terms;
}

template <>
std::span<const Term<CourseKind>> terms_of<CourseKind>() {
  using enum CourseKind;
  static constexpr Term<CourseKind> terms[] = {
      {ordinary, "ordinary", "普通课程", "ordinary course"},
      {internship, "internship", "顶岗实习", "internship"},
      {skill_certificate, "skill_certificate", "职业资格证书课程", "skill certificate"},
      {physical_education, "physical_education", "体育", "physical education"},
  };
  return terms;
}

template <>
std::span<const Term<ExternalListKind>> terms_of<ExternalListKind>() {
  using enum ExternalListKind;
  static constexpr Term<ExternalListKind> terms[] = {
      {none, "none", "无", "none"},
      {skilled_worker_register, "skilled_worker_register", "技工学校学籍名册",
       "skilled-worker register"},
      {city_admission_list, "city_admission_list", "市级录取名册", "city admission list"},
      {city_roster, "city_roster", "市级考生名册", "city roster"},
      {five_year_plan, "five_year_plan", "五年制指导性招生计划", "five-year guidance plan"},
  };
  return terms;
}

template <>
std::span<const Term<ExternalSystem>> terms_of<ExternalSystem>() {
  using enum ExternalSystem;
  static constexpr Term<ExternalSystem> terms[] = {
      {none, "none", "无", "none"},
      {national_status_system, "national_status_system", "全国中等职业学校学生管理信息系统",
       "national status system"},
      {provincial, "provincial", "省级学籍管理系统", "provincial system"},
  };
  return terms;
}

template <>
std::span<const Term<ReasonCode>> terms_of<ReasonCode>() {
  using enum ReasonCode;
  static constexpr Term<ReasonCode> terms[] = {
      {none, "none", "无", "none"},
      {identity_wrong, "identity_wrong", "身份信息有误", "identity wrong"},
      {not_present, "not_present", "人不在校", "not present"},
      {duplicate_person, "duplicate_person", "重复学籍", "duplicate person"},
      {documents_missing, "documents_missing", "材料不全", "documents missing"},
      {data_wrong, "data_wrong", "数据有误", "data wrong"},
      {not_admitted, "not_admitted", "未经录取", "not admitted"},
      {photo_wrong, "photo_wrong", "相片不符", "photo wrong"},
      {class_wrong, "class_wrong", "班级有误", "class wrong"},
      {major_wrong, "major_wrong", "专业有误", "major wrong"},
      {late, "late", "逾期", "late"},
      {illness, "illness", "疾病", "illness"},
      {natural_disaster, "natural_disaster", "自然灾害", "natural disaster"},
      {system_outage, "system_outage", "系统故障", "system outage"},
      {approved_by_letter, "approved_by_letter", "批复同意", "approved by letter"},
      {personal_request, "personal_request", "本人申请", "personal request"},
      {other, "other", "其他", "other"},
  };
  return terms;
}

template <>
std::span<const Term<Decision>> terms_of<Decision>() {
  using enum Decision;
  static constexpr Term<Decision> terms[] = {
      {none, "none", "无", "none"},
      {approve, "approve", "同意", "approve"},
      {return_, "return", "退回", "return"},
      {withdraw, "withdraw", "撤回", "withdraw"},
      {acknowledge, "acknowledge", "备案确认", "acknowledge"},
  };
  return terms;
}

template <>
std::span<const Term<KeyPurpose>> terms_of<KeyPurpose>() {
  using enum KeyPurpose;
  static constexpr Term<KeyPurpose> terms[] = {
      {none, "none", "无", "none"},
      {personal, "personal", "个人密钥", "personal key"},
      {seal, "seal", "印章密钥", "seal key"},
      {recovery, "recovery", "恢复密钥", "recovery key"},
  };
  return terms;
}

template <>
std::span<const Term<RevocationKind>> terms_of<RevocationKind>() {
  using enum RevocationKind;
  static constexpr Term<RevocationKind> terms[] = {
      {none, "none", "无", "none"},
      {retired, "retired", "停用", "retired"},
      {lost, "lost", "遗失", "lost"},
      {compromised, "compromised", "泄露", "compromised"},
  };
  return terms;
}

template <>
std::span<const Term<Form>> terms_of<Form>() {
  using enum Form;
  static constexpr Term<Form> terms[] = {
      {none, "none", "无", "none"},
      {organisation, "organisation", "组织登记", "organisation"},
      {person, "person", "人员登记", "person"},
      {key, "key", "密钥登记", "key"},
      {role, "role", "任职", "role"},
      {delegation, "delegation", "授权委托", "delegation"},
      {pack, "pack", "启用规则包", "policy pack"},
      {officer, "officer", "指定专人", "officer designated"},
      {school_rule, "school-rule", "校规备案", "school rules filed"},
      {teaching_plan, "teaching-plan", "教学计划备案", "teaching plan filed"},
      {reporting_window, "reporting-window", "报送时间通知", "reporting window"},
      {admission, "admission", "录取", "admission"},
      {arrival, "arrival", "报到缴费就读", "arrival"},
      {entry_photo, "entry-photo", "入学相片上传", "entry photo"},
      {class_headcount, "class-headcount", "逐班核查", "class headcount"},
      {identity_review, "identity-review", "信息复查", "identity review"},
      {health_review, "health-review", "健康复查", "health review"},
      {entry_place, "entry-place", "入学资格", "entry place"},
      {on_site_verification, "on-site-verification", "到校核查", "on-site verification"},
      {out_of_area_review, "out-of-area-review", "区域外生源审核", "out-of-area review"},
      {entry_roster, "entry-roster", "新生入学花名册", "new-student roster"},
      {student_number, "student-number", "编列学籍号与建档", "student number and file"},
      {external_confirmation, "external-confirmation", "电子注册回执", "e-registration receipt"},
      {ordinary_high_admission, "ordinary-high-admission", "普高分流与转入",
       "admission from ordinary high school"},
      {opening_import, "opening-import", "期初学籍导入", "opening import"},
      {school_calendar, "school-calendar", "校历", "school calendar"},
      {school_class, "class", "建班与班主任", "classes and class teachers"},
      {presence, "presence", "在校确认", "presence"},
      {deadline_extension, "deadline-extension", "延期", "deadline extension"},
      {officer_handover, "officer-handover", "学籍管理员交接", "officer hand-over"},
      {external_list, "external-list", "外部名单导入", "external list"},
      {five_year_roster, "five-year-roster", "五年制高职花名册", "five-year programme roster"},
  };
  return terms;
}

template <>
std::span<const Term<SubjectKind>> terms_of<SubjectKind>() {
  using enum SubjectKind;
  static constexpr Term<SubjectKind> terms[] = {
      {none, "none", "无", "none"},
      {student, "student", "学生学籍", "student status"},
      {organisation, "organisation", "组织", "organisation"},
      {person, "person", "人员", "person"},
      {school_class, "school_class", "班级", "class"},
      {submission, "submission", "申报", "submission"},
  };
  return terms;
}

template <>
std::span<const Term<EventType>> terms_of<EventType>() {
  using enum EventType;
  static constexpr Term<EventType> terms[] = {
      {none, "none", "无", "none"},
      {organisation_registered, "organisation_registered", "组织登记", "organisation registered"},
      {organisation_changed, "organisation_changed", "组织变更", "organisation changed"},
      {teaching_point_registered, "teaching_point_registered", "教学点登记",
       "teaching point registered"},
      {person_registered, "person_registered", "人员登记", "person registered"},
      {key_enrolled, "key_enrolled", "密钥登记", "key enrolled"},
      {key_revoked, "key_revoked", "密钥撤销", "key revoked"},
      {role_granted, "role_granted", "任职", "role granted"},
      {role_ended, "role_ended", "免职", "role ended"},
      {delegation_granted, "delegation_granted", "授权委托", "delegation granted"},
      {delegation_ended, "delegation_ended", "委托终止", "delegation ended"},
      {policy_pack_activated, "policy_pack_activated", "启用规则包", "policy pack activated"},
      {officer_designated, "officer_designated", "指定专人", "officer designated"},
      {officer_handed_over, "officer_handed_over", "学籍管理员交接", "officer handed over"},
      {school_rule_filed, "school_rule_filed", "校规备案", "school rule filed"},
      {teaching_plan_filed, "teaching_plan_filed", "教学计划备案", "teaching plan filed"},
      {reporting_window_announced, "reporting_window_announced", "报送时间通知",
       "reporting window announced"},
      {school_calendar_set, "school_calendar_set", "校历", "school calendar set"},
      {class_opened, "class_opened", "建班", "class opened"},
      {class_teacher_assigned, "class_teacher_assigned", "班主任", "class teacher assigned"},
      {deadline_extended, "deadline_extended", "延期", "deadline extended"},
      {external_list_imported, "external_list_imported", "外部名单导入", "external list imported"},
      {student_admitted, "student_admitted", "录取", "student admitted"},
      {general_high_student_admitted, "general_high_student_admitted", "普高分流/转入",
       "ordinary-high student admitted"},
      {arrival_confirmed, "arrival_confirmed", "报到缴费就读", "arrival confirmed"},
      {entry_photo_uploaded, "entry_photo_uploaded", "入学相片上传", "entry photo uploaded"},
      {class_headcount_verified, "class_headcount_verified", "逐班核查",
       "class headcount verified"},
      {identity_reviewed, "identity_reviewed", "信息复查", "identity reviewed"},
      {health_reviewed, "health_reviewed", "健康复查", "health reviewed"},
      {entry_place_retained, "entry_place_retained", "保留入学资格", "entry place retained"},
      {entry_place_restored, "entry_place_restored", "恢复入学资格", "entry place restored"},
      {entry_place_cancelled, "entry_place_cancelled", "取消入学资格", "entry place cancelled"},
      {on_site_verified, "on_site_verified", "到校核查", "verified on site"},
      {out_of_area_reviewed, "out_of_area_reviewed", "区域外生源审核",
       "out-of-area intake reviewed"},
      {roster_line, "roster_line", "注册名册", "roster line"},
      {student_number_assigned, "student_number_assigned", "编列学籍号", "student number assigned"},
      {file_opened, "file_opened", "建档", "file opened"},
      {external_registration_confirmed, "external_registration_confirmed", "电子注册回执",
       "external registration confirmed"},
      {opening_status_imported, "opening_status_imported", "期初学籍导入",
       "opening status imported"},
      {presence_confirmed, "presence_confirmed", "在校确认", "presence confirmed"},
      {consent, "consent", "本人或监护人同意", "consent"},
      {rule_overridden, "rule_overridden", "例外", "rule overridden"},
  };
  return terms;
}

template <>
std::span<const Term<ClockKind>> terms_of<ClockKind>() {
  using enum ClockKind;
  static constexpr Term<ClockKind> terms[] = {
      {real, "real", "真实时钟", "real clock"},
      {simulated, "simulated", "模拟时钟", "simulated clock"},
  };
  return terms;
}

template <>
std::span<const Term<BodyKind>> terms_of<BodyKind>() {
  using enum BodyKind;
  static constexpr Term<BodyKind> terms[] = {
      {genesis, "genesis", "创世", "genesis"},
      {pack_chunk, "pack_chunk", "规则包分块", "pack chunk"},
      {submission_header, "submission_header", "申报单", "submission header"},
      {event, "event", "事件", "event"},
      {sign_off, "sign_off", "签署", "sign-off"},
      {ledger_record, "ledger_record", "台账记录", "ledger record"},
  };
  return terms;
}

template <>
std::span<const Term<SubmissionStage>> terms_of<SubmissionStage>() {
  using enum SubmissionStage;
  static constexpr Term<SubmissionStage> terms[] = {
      {none, "none", "无", "none"},
      {open, "open", "待签", "open"},
      {in_effect, "in_effect", "已生效", "in effect"},
      {returned, "returned", "已退回", "returned"},
      {withdrawn, "withdrawn", "已撤回", "withdrawn"},
      {superseded, "superseded", "已被替代", "superseded"},
      {lapsed, "lapsed", "已失效", "lapsed"},
      {complete, "complete", "已办结", "complete"},
      {filed, "filed", "已登记", "filed"},
  };
  return terms;
}

template <>
std::span<const Term<ReservationKind>> terms_of<ReservationKind>() {
  using enum ReservationKind;
  static constexpr Term<ReservationKind> terms[] = {
      {student, "student", "学籍", "student status"},
      {person, "person", "人员", "person"},
      {number, "number", "学籍号", "student number"},
      {organisation_code, "organisation_code", "组织代码", "organisation code"},
      {key, "key", "密钥", "key"},
  };
  return terms;
}

template <>
std::span<const Term<IdentifierKind>> terms_of<IdentifierKind>() {
  using enum IdentifierKind;
  static constexpr Term<IdentifierKind> terms[] = {
      {organisation_code, "organisation_code", "组织代码", "organisation code"},
      {student_number, "student_number", "学籍号", "student number"},
  };
  return terms;
}

}  // namespace xueji
