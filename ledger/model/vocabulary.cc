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
      {other_school, "other_school", "对方学校", "the other school"},
      {other_supervisor, "other_supervisor", "对方主管部门", "the other school's authority"},
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
      {not_attending, "not_attending", "不在校就读", "not attending"},
      {double_status, "double_status", "双重学籍", "double status"},
      {unlawful_entry, "unlawful_entry", "违规入学", "unlawful entry"},
      {study_difficulty, "study_difficulty", "学习困难", "difficulty in study"},
      {misconduct, "misconduct", "违纪", "misconduct"},
      {household_moved, "household_moved", "户籍或家庭迁移", "household moved"},
      {aptitude, "aptitude", "兴趣与特长", "interest and aptitude"},
      {military_service, "military_service", "服兵役", "military service"},
      {recorded_in_error, "recorded_in_error", "登记错误", "recorded in error"},
      {other, "other", "其他", "other"},
  };
  return terms;
}

template <>
std::span<const Term<TransferScope>> terms_of<TransferScope>() {
  using enum TransferScope;
  static constexpr Term<TransferScope> terms[] = {
      {none, "none", "无", "none"},
      {in_province, "in_province", "省内", "within the province"},
      {out_of_province, "out_of_province", "转往外省", "to another province"},
      {into_province, "into_province", "外省转入", "from another province"},
  };
  return terms;
}

template <>
std::span<const Term<LeaveGround>> terms_of<LeaveGround>() {
  using enum LeaveGround;
  static constexpr Term<LeaveGround> terms[] = {
      {none, "none", "无", "none"},
      {illness, "illness", "因病停课治疗", "illness needing treatment"},
      {absence, "absence", "请假累计超过三分之一", "leave of absence beyond a third of the term"},
      {unfit_disease, "unfit_disease", "患有不宜在校学习疾病", "a disease unfit for school"},
      {work_study, "work_study", "工学交替", "work or a start-up"},
      {state_rule, "state_rule", "按国家规定(如服兵役)", "state rule, such as military service"},
  };
  return terms;
}

template <>
std::span<const Term<WithdrawalGround>> terms_of<WithdrawalGround>() {
  using enum WithdrawalGround;
  static constexpr Term<WithdrawalGround> terms[] = {
      {none, "none", "无", "none"},
      {own_request, "own_request", "本人申请", "own request"},
      {serious_illness, "serious_illness", "严重疾病不能坚持学习", "serious illness"},
      {moved_abroad, "moved_abroad", "出国(境)", "left the country"},
      {other, "other", "其他", "other"},
  };
  return terms;
}

template <>
std::span<const Term<DeemedGround>> terms_of<DeemedGround>() {
  using enum DeemedGround;
  static constexpr Term<DeemedGround> terms[] = {
      {none, "none", "无", "none"},
      {leave_overdue, "leave_overdue", "休学期满逾期不复学", "leave over without resumption"},
      {study_time_exceeded, "study_time_exceeded", "超过最长学习年限",
       "maximum study time exceeded"},
  };
  return terms;
}

template <>
std::span<const Term<ServiceMethod>> terms_of<ServiceMethod>() {
  using enum ServiceMethod;
  static constexpr Term<ServiceMethod> terms[] = {
      {none, "none", "无", "none"},
      {in_person, "in_person", "当面送达", "in person"},
      {registered_mail, "registered_mail", "挂号邮寄", "registered mail"},
      {electronic, "electronic", "电子送达", "electronic"},
      {left_at_home, "left_at_home", "留置送达", "left at home"},
      {public_notice, "public_notice", "公告送达", "public notice"},
  };
  return terms;
}

template <>
std::span<const Term<CancellationGround>> terms_of<CancellationGround>() {
  using enum CancellationGround;
  static constexpr Term<CancellationGround> terms[] = {
      {none, "none", "无", "none"},
      {empty_status, "empty_status", "空挂学籍", "empty status"},
      {double_status, "double_status", "双重学籍", "double status"},
      {unlawful_entry, "unlawful_entry", "违规入学", "unlawful entry"},
      {registration_error, "registration_error", "注册错误", "registered in error"},
      {other, "other", "其他", "other"},
  };
  return terms;
}

template <>
std::span<const Term<CreditSource>> terms_of<CreditSource>() {
  using enum CreditSource;
  static constexpr Term<CreditSource> terms[] = {
      {none, "none", "无", "none"},
      {exemption, "exemption", "免修免试", "exemption"},
      {other_school, "other_school", "校际互认", "another school"},
      {other_major, "other_major", "跨专业", "another major"},
      {qualification, "qualification", "职业资格", "vocational qualification"},
      {training, "training", "国家认可培训", "recognised training"},
      {self_study_exam, "self_study_exam", "自学考试", "self-study examination"},
      {distance, "distance", "远程教育", "distance education"},
      {skill_test, "skill_test", "技能等级考试", "skill level test"},
  };
  return terms;
}

template <>
std::span<const Term<Irregularity>> terms_of<Irregularity>() {
  using enum Irregularity;
  static constexpr Term<Irregularity> terms[] = {
      {none, "none", "无", "none"},
      {absent, "absent", "无故缺考", "absent without reason"},
      {deferral_unapproved, "deferral_unapproved", "缓考未批", "deferral not approved"},
      {cheating, "cheating", "考试作弊", "cheating"},
      {assisting, "assisting", "协同作弊", "assisting in cheating"},
  };
  return terms;
}

template <>
std::span<const Term<IrregularityOutcome>> terms_of<IrregularityOutcome>() {
  using enum IrregularityOutcome;
  static constexpr Term<IrregularityOutcome> terms[] = {
      {none, "none", "无", "none"},
      {zero, "zero", "零分记录", "recorded as zero"},
      {criticism, "criticism", "批评教育", "criticism"},
      {sanction, "sanction", "纪律处分", "sanction"},
  };
  return terms;
}

template <>
std::span<const Term<CityTest>> terms_of<CityTest>() {
  using enum CityTest;
  static constexpr Term<CityTest> terms[] = {
      {none, "none", "无", "none"},
      {spot_exam, "spot_exam", "文化基础课抽考", "spot exam of basic courses"},
      {skills_contest, "skills_contest", "校级专业技能大赛", "school skills contest"},
  };
  return terms;
}

template <>
std::span<const Term<AwardTitle>> terms_of<AwardTitle>() {
  using enum AwardTitle;
  static constexpr Term<AwardTitle> terms[] = {
      {none, "none", "无", "none"},
      {merit_student, "merit_student", "三好学生", "merit student"},
      {study_model, "study_model", "学习标兵", "model of study"},
      {excellent_graduate, "excellent_graduate", "优秀毕业生", "excellent graduate"},
      {skill_expert, "skill_expert", "专业技能操作能手", "skilled operator"},
      {scholarship, "scholarship", "奖学金", "scholarship"},
      {other, "other", "其他", "other"},
  };
  return terms;
}

template <>
std::span<const Term<SanctionKind>> terms_of<SanctionKind>() {
  using enum SanctionKind;
  static constexpr Term<SanctionKind> terms[] = {
      {none, "none", "无", "none"},
      {warning, "warning", "警告", "warning"},
      {serious_warning, "serious_warning", "严重警告", "serious warning"},
      {demerit, "demerit", "记过", "demerit"},
      {probation, "probation", "留校察看", "probation"},
      {expulsion, "expulsion", "开除学籍", "expulsion"},
  };
  return terms;
}

template <>
std::span<const Term<HearingStatement>> terms_of<HearingStatement>() {
  using enum HearingStatement;
  static constexpr Term<HearingStatement> terms[] = {
      {none, "none", "无", "none"},
      {no_objection, "no_objection", "无异议", "no objection"},
      {defended, "defended", "申辩", "defended"},
      {reserved, "reserved", "保留意见", "reserved opinion"},
      {waived, "waived", "放弃", "waived"},
  };
  return terms;
}

template <>
std::span<const Term<AppealOutcome>> terms_of<AppealOutcome>() {
  using enum AppealOutcome;
  static constexpr Term<AppealOutcome> terms[] = {
      {none, "none", "无", "none"},
      {upheld, "upheld", "维持", "upheld"},
      {changed, "changed", "变更", "changed"},
      {revoked, "revoked", "撤销", "revoked"},
  };
  return terms;
}

template <>
std::span<const Term<CertificateKind>> terms_of<CertificateKind>() {
  using enum CertificateKind;
  static constexpr Term<CertificateKind> terms[] = {
      {none, "none", "无", "none"},
      {graduation, "graduation", "毕业证书", "graduation diploma"},
      {completion, "completion", "结业证书", "completion certificate"},
      {incomplete_study, "incomplete_study", "肄业证书", "incomplete-study certificate"},
      {factual_record, "factual_record", "写实性学习证明", "factual record of study"},
      {graduation_proof, "graduation_proof", "毕业证明书", "proof of graduation"},
  };
  return terms;
}

template <>
std::span<const Term<NewspaperLevel>> terms_of<NewspaperLevel>() {
  using enum NewspaperLevel;
  static constexpr Term<NewspaperLevel> terms[] = {
      {none, "none", "无", "none"},
      {below_county, "below_county", "县级以下", "below county"},
      {county, "county", "县级", "county"},
      {city, "city", "市级", "city"},
      {province, "province", "省级以上", "province or above"},
  };
  return terms;
}

template <>
std::span<const Term<ReportForm>> terms_of<ReportForm>() {
  using enum ReportForm;
  static constexpr Term<ReportForm> terms[] = {
      {none, "none", "无", "none"},
      {info_changes, "info_changes", "学籍信息变更月报表", "information changes"},
      {status_changes, "status_changes", "学生学籍异动月报表", "status changes"},
  };
  return terms;
}

template <>
std::span<const Term<FindingOutcome>> terms_of<FindingOutcome>() {
  using enum FindingOutcome;
  static constexpr Term<FindingOutcome> terms[] = {
      {none, "none", "无", "none"},
      {corrected, "corrected", "已整改", "corrected"},
      {explained, "explained", "已说明", "explained"},
      {referred, "referred", "移送处理", "referred"},
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
      {term_registration, "term-registration", "学期注册", "term registration"},
      {major_direction, "major-direction", "专业方向确认", "major direction"},
      {custody_transfer, "custody-transfer", "学籍管理转换", "custody transfer"},
      {info_change, "info-change", "学籍信息变更", "information change"},
      {change_of_major, "change-of-major", "转专业", "change of major"},
      {repetition, "repetition", "留级", "repetition of a grade"},
      {transfer, "transfer", "转学(省内)", "transfer within the province"},
      {transfer_across, "transfer-across", "转学(跨省)", "transfer across provinces"},
      {transfer_out, "transfer-out", "转出", "transfer to a school outside"},
      {leave, "leave", "休学", "leave"},
      {resumption_notice, "resumption-notice", "复学告知", "resumption notice"},
      {resumption, "resumption", "复学", "resumption of study"},
      {withdrawal, "withdrawal", "退学", "withdrawal"},
      {deemed_withdrawal, "deemed-withdrawal", "视为自动退学", "deemed withdrawal"},
      {cancellation, "cancellation", "注销学籍", "cancellation of status"},
      {death, "death", "死亡", "death of a student"},
      {term_results, "term-results", "成绩学分", "results and credits of a term"},
      {credit_recognition, "credit-recognition", "免修/学分互认", "recognition of credit"},
      {exam_irregularity, "exam-irregularity", "考试违纪", "exam irregularity"},
      {makeup_exam, "makeup-exam", "补考", "make-up exam"},
      {city_results, "city-results", "抽考/技能大赛成绩", "results of city tests"},
      {internship, "internship", "顶岗实习申报", "internship application"},
      {internship_start, "internship-start", "顶岗实习开始", "internship start"},
      {internship_summary, "internship-summary", "实习实结", "internship summary"},
      {award, "award", "奖励", "award"},
      {sanction_proposal, "sanction-proposal", "处分拟议", "sanction proposal"},
      {hearing, "hearing", "申辩", "hearing"},
      {sanction_decision, "sanction-decision", "处分决定", "sanction decision"},
      {expulsion, "expulsion", "开除学籍", "expulsion"},
      {sanction_service, "sanction-service", "处分送达", "service of a sanction"},
      {appeal, "appeal", "申诉", "appeal"},
      {appeal_answer, "appeal-answer", "申诉答复", "answer to an appeal"},
      {sanction_lifting, "sanction-lifting", "撤销处分", "lifting of a sanction"},
      {graduation_photo, "graduation-photo", "毕业相片", "graduation photo"},
      {graduation_assessment, "graduation-assessment", "毕业审核", "graduation assessment"},
      {stamping, "stamping", "毕业证书验印", "diploma stamping"},
      {diploma_issue, "diploma-issue", "发证", "issue of diplomas"},
      {completion, "completion", "结业", "completion"},
      {incomplete_study, "incomplete-study", "肄业", "incomplete study"},
      {admission_violation, "admission-violation", "违规入学", "admission violation"},
      {certificate_void, "certificate-void", "证书追回与宣布无效",
       "recall and voiding of a certificate"},
      {graduation_proof, "graduation-proof", "毕业证明书", "proof of graduation"},
      {certificate_correction, "certificate-correction", "证书信息勘误",
       "correction of certificate data"},
      {file_closing, "file-closing", "归档与移交", "archiving and hand-over of files"},
      {monthly_report, "monthly-report", "月报", "monthly report"},
      {county_report, "county-report", "县级月报", "monthly report of a county"},
      {inspection, "inspection", "年检", "yearly inspection"},
      {finding, "finding", "检查问题", "finding"},
      {finding_answer, "finding-answer", "问题答复", "answer to a finding"},
      {finding_closing, "finding-closing", "问题整改", "closing of a finding"},
      {commendation, "commendation", "表彰", "commendation"},
      {reversal, "reversal", "撤销登记", "reversal"},
      {organisation_end, "organisation-end", "学校合并与撤销",
       "merger or closing of an organisation"},
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
      {term_registered, "term_registered", "学期注册", "term registered"},
      {term_registration_deferred, "term_registration_deferred", "暂缓注册",
       "term registration deferred"},
      {major_direction_confirmed, "major_direction_confirmed", "专业方向确认",
       "major direction confirmed"},
      {custody_transferred, "custody_transferred", "学籍管理转换", "custody transferred"},
      {student_info_changed, "student_info_changed", "信息变更", "student information changed"},
      {major_changed, "major_changed", "转专业", "major changed"},
      {grade_repeated, "grade_repeated", "留级", "grade repeated"},
      {transfer_requested, "transfer_requested", "转学申请", "transfer requested"},
      {transfer_completed, "transfer_completed", "转学办结", "transfer completed"},
      {transferred_out, "transferred_out", "转出", "transferred out"},
      {leave_granted, "leave_granted", "休学", "leave granted"},
      {leave_extended, "leave_extended", "续休", "leave extended"},
      {resumption_notice_served, "resumption_notice_served", "复学告知",
       "resumption notice served"},
      {study_resumed, "study_resumed", "复学", "study resumed"},
      {withdrawn, "withdrawn", "退学", "withdrawn"},
      {deemed_withdrawn, "deemed_withdrawn", "视为自动退学", "deemed withdrawn"},
      {status_cancelled, "status_cancelled", "注销学籍", "status cancelled"},
      {student_died, "student_died", "死亡", "student died"},
      {term_result_recorded, "term_result_recorded", "成绩学分", "term result recorded"},
      {credit_recognised, "credit_recognised", "免修/学分互认", "credit recognised"},
      {exam_irregularity_recorded, "exam_irregularity_recorded", "考试违纪",
       "exam irregularity recorded"},
      {makeup_approved, "makeup_approved", "补考批准", "make-up exam approved"},
      {city_result_recorded, "city_result_recorded", "抽考/技能大赛成绩", "city result recorded"},
      {internship_applied, "internship_applied", "顶岗实习申报", "internship applied for"},
      {internship_started, "internship_started", "顶岗实习开始", "internship started"},
      {internship_closed, "internship_closed", "实习实结", "internship closed"},
      {award_granted, "award_granted", "奖励", "award granted"},
      {sanction_proposed, "sanction_proposed", "处分拟议", "sanction proposed"},
      {hearing_offered, "hearing_offered", "申辩", "hearing offered"},
      {sanction_decided, "sanction_decided", "处分决定", "sanction decided"},
      {sanction_served, "sanction_served", "处分送达", "sanction served"},
      {appeal_filed, "appeal_filed", "申诉", "appeal filed"},
      {appeal_answered, "appeal_answered", "申诉答复", "appeal answered"},
      {sanction_lifted, "sanction_lifted", "撤销处分", "sanction lifted"},
      {graduation_photo_collected, "graduation_photo_collected", "毕业相片",
       "graduation photo collected"},
      {graduation_assessed, "graduation_assessed", "毕业审核", "graduation assessed"},
      {stamping_line, "stamping_line", "验印", "stamping line"},
      {diploma_issued, "diploma_issued", "发证", "diploma issued"},
      {completion_certified, "completion_certified", "结业", "completion certified"},
      {incomplete_study_certified, "incomplete_study_certified", "肄业",
       "incomplete study certified"},
      {admission_violation_found, "admission_violation_found", "违规入学",
       "admission violation found"},
      {certificate_recalled, "certificate_recalled", "证书追回", "certificate recalled"},
      {certificate_voided, "certificate_voided", "证书宣布无效", "certificate declared void"},
      {graduation_proof_issued, "graduation_proof_issued", "毕业证明书",
       "proof of graduation issued"},
      {certificate_data_corrected, "certificate_data_corrected", "证书信息勘误",
       "certificate data corrected"},
      {file_archived, "file_archived", "归档", "file archived"},
      {file_handed_over, "file_handed_over", "档案移交", "file handed over"},
      {monthly_report_filed, "monthly_report_filed", "月报", "monthly report filed"},
      {inspection_opened, "inspection_opened", "年检开始", "inspection opened"},
      {finding_raised, "finding_raised", "问题登记", "finding raised"},
      {finding_answered, "finding_answered", "问题答复", "finding answered"},
      {finding_closed, "finding_closed", "问题整改", "finding closed"},
      {inspection_closed, "inspection_closed", "年检结束", "inspection closed"},
      {commendation_recorded, "commendation_recorded", "表彰", "commendation recorded"},
      {event_reversed, "event_reversed", "撤销登记", "event reversed"},
      {organisation_merged, "organisation_merged", "学校合并", "organisation merged"},
      {organisation_closed, "organisation_closed", "学校撤销", "organisation closed"},
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
      {certificate, "certificate", "证书编号", "certificate number"},
  };
  return terms;
}

template <>
std::span<const Term<IdentifierKind>> terms_of<IdentifierKind>() {
  using enum IdentifierKind;
  static constexpr Term<IdentifierKind> terms[] = {
      {organisation_code, "organisation_code", "组织代码", "organisation code"},
      {student_number, "student_number", "学籍号", "student number"},
      {certificate_number, "certificate_number", "证书编号", "certificate number"},
  };
  return terms;
}

}  // namespace xueji
