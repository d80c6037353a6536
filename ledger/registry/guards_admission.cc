// How a student comes in: route, category, prior education, season, ordinary high schools, joint
// programmes, the school itself (SY-1.1, SY-1.3b, SY-1.5e, SY-1.5f, FJ-02, FJ-03).
#include <string>
#include <unordered_set>

#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

template <class Visitor>
void each_entry(const GuardContext& context, Visitor&& visit) {
  each<StudentAdmitted, GeneralHighStudentAdmitted, RosterLine, OpeningStatusImported>(
      context, std::forward<Visitor>(visit));
}

/// Refuses codes outside a list of the pack.
template <class Enum>
void require_listed(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                    std::string_view field, Enum value, const std::vector<std::string>& allowed) {
  if (contains(allowed, code_of(value))) return;
  const auto label = label_of(value);
  context.refuse(out, &line, field, std::string(code_of(value)),
                 {"不在可用范围内:" + label.zh, "not allowed here: " + label.en},
                 {joined(allowed), joined(allowed)});
}

/// FJ-02, SY-1.5c: a skilled-worker school owns no status under these packs.
void school_type_allowed(const GuardContext& context, std::vector<Problem>& out) {
  const auto allowed = context.list("school_types_allowed");
  const auto check = [&](const Line* line, SchoolType type, bool owns) {
    if (owns && contains(allowed, code_of(type))) return;
    const auto label = label_of(type);
    context.refuse(
        out, line, "school_type", std::string(code_of(type)),
        {"这类学校不能作为学籍主体:" + label.zh, "such a school cannot own a status: " + label.en},
        {joined(allowed), joined(allowed)});
  };
  each<OrganisationRegistered>(context, [&](const Line& line, const OrganisationRegistered& body) {
    // A school that is here only for cross-checks may be of any type.
    if (body.kind == OrganisationKind::school && body.owns_status) {
      check(&line, body.school_type, true);
    }
  });
  if (context.submission.form == Form::organisation) return;
  const auto& school = context.organisation();
  check(nullptr, school.school_type, school.owns_status);
}

void entry_route_allowed(const GuardContext& context, std::vector<Problem>& out) {
  const auto allowed = context.list("entry_routes");
  each<StudentAdmitted, GeneralHighStudentAdmitted, RosterLine>(
      context, [&](const Line& line, const auto& facts) {
        require_listed(context, out, line, "route", facts.route, allowed);
      });
}

void candidate_category_allowed(const GuardContext& context, std::vector<Problem>& out) {
  const auto allowed = context.list("candidate_categories");
  each<StudentAdmitted, RosterLine>(context, [&](const Line& line, const auto& facts) {
    require_listed(context, out, line, "category", facts.category, allowed);
  });
}

void prior_education_allowed(const GuardContext& context, std::vector<Problem>& out) {
  const auto allowed = context.list("prior_education_allowed");
  each<StudentAdmitted>(context, [&](const Line& line, const StudentAdmitted& facts) {
    require_listed(context, out, line, "prior_education", facts.prior_education, allowed);
  });
}

void certificate_number_stated(const GuardContext& context, std::vector<Problem>& out) {
  const auto routes = context.list("certificate_number_routes");
  each<StudentAdmitted>(context, [&](const Line& line, const StudentAdmitted& facts) {
    if (!contains(routes, code_of(facts.route))) return;
    if (line.personal(PersonalField::previous_certificate_number)) return;
    context.refuse(out, &line, code_of(PersonalField::previous_certificate_number), "",
                   {"凭毕业证书免试录取的须填原毕业证书号",
                    "admission by certificate needs the number of the certificate"},
                   {"填写原毕业证书号", "state the certificate number"});
  });
}

/// FJ-03c: by the day of admission, not of arrival.
void season_by_month(const GuardContext& context, std::vector<Problem>& out) {
  const auto first = context.number("spring_first_month");
  const auto last = context.number("spring_last_month");
  each<StudentAdmitted, GeneralHighStudentAdmitted>(
      context, [&](const Line& line, const auto& facts) {
        if (!is_set(facts.admitted_on)) return;
        const auto month = static_cast<std::int64_t>(month_of(facts.admitted_on));
        const auto season = month >= first && month <= last ? Season::spring : Season::autumn;
        if (season == facts.season) return;
        const auto label = label_of(season);
        context.refuse(out, &line, "season", std::string(code_of(facts.season)),
                       {"季别与录取月份不符", "the season does not follow the month of admission"},
                       {label.zh, label.en});
      });
}

/// SY-1.3b, D-31: the school's own admission comes before the roster.
void admitted_before_registration(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine&) {
    const auto* student = line.student;
    if (student && is_set(student->admitted_on) &&
        (student->basis != AdmissionBasis::none || student->city_approved)) {
      return;
    }
    context.refuse(out, &line, "admitted_on", "",
                   {"未经录取的学生不得列入注册名单", "nobody unadmitted stands on the roster"},
                   {"先填报录取(表单 admission)", "file the admission first (form admission)"});
  });
}

/// The basis of an admission is a list, a certificate or an approval (SY-1.3b, D-31).
void admission_basis_stated(const GuardContext& context, std::vector<Problem>& out) {
  each<StudentAdmitted>(context, [&](const Line& line, const StudentAdmitted& facts) {
    if (facts.basis == AdmissionBasis::exam_list || facts.basis == AdmissionBasis::certificate) {
      return;
    }
    context.refuse(out, &line, "basis", std::string(code_of(facts.basis)),
                   {"须注明录取依据", "the basis of the admission is missing"},
                   {"exam_list 或 certificate", "exam_list or certificate"});
  });
}

/// D-05: a key school takes diverted students by itself when the pack says so.
bool diverts_freely(const GuardContext& context, EntryRoute route) {
  return route == EntryRoute::ordinary_high_diversion &&
         !context.flag("key_school_diversion_needs_city_approval") &&
         tier_on(context.organisation(), context.today) == SchoolTier::national_key;
}

/// SY-1.5e: an ordinary-high student comes in by the form that the city approves.
void ordinary_high_by_its_form(const GuardContext& context, std::vector<Problem>& out) {
  each<StudentAdmitted>(context, [&](const Line& line, const StudentAdmitted& facts) {
    const bool ordinary = from_ordinary_high(facts.route) ||
                          facts.category == CandidateCategory::ordinary_high_student ||
                          facts.prior_education == PriorEducation::ordinary_high_studying;
    if (!ordinary || diverts_freely(context, facts.route)) return;
    context.refuse(out, &line, "route", std::string(code_of(facts.route)),
                   {"普高在校生须经市教育局批准,不能由学校自行录取",
                    "a student of an ordinary high school needs the city's approval"},
                   {"改用表单 ordinary-high-admission", "use the form ordinary-high-admission"});
  });
}

/// SY-1.1b, SY-1.5e, D-05: no registration from an ordinary high school without that approval.
void ordinary_high_approved(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    const bool ordinary = from_ordinary_high(facts.route) ||
                          facts.category == CandidateCategory::ordinary_high_student;
    if (!ordinary || (line.student && line.student->city_approved)) return;
    if (diverts_freely(context, facts.route)) return;
    context.refuse(out, &line, "route", std::string(code_of(facts.route)),
                   {"普高在校生未经市教育局批准,不得注册学籍",
                    "no ordinary-high student is registered without the city's approval"},
                   {"先经表单 ordinary-high-admission 审批",
                    "have the form ordinary-high-admission approved first"});
  });
}

/// SY-1.1a, SY-1.1e, D-06: three terms or more are a diversion, fewer a transfer.
void ordinary_high_route_follows_terms(const GuardContext& context, std::vector<Problem>& out) {
  const auto needed = context.number("diversion_terms_completed");
  each<GeneralHighStudentAdmitted>(
      context, [&](const Line& line, const GeneralHighStudentAdmitted& facts) {
        const auto route = facts.terms_completed >= needed ? EntryRoute::ordinary_high_diversion
                                                           : EntryRoute::ordinary_high_transfer;
        if (route == facts.route) return;
        const auto label = label_of(route);
        const auto terms = std::to_string(facts.terms_completed);
        context.refuse(out, &line, "route", std::string(code_of(facts.route)),
                       {"普高已完成" + terms + "学期,入学途径不符",
                        "the route does not follow from " + terms + " completed terms"},
                       {label.zh, label.en});
      });
}

/// SY-1.1a: in principle to a national-level key school.
void diversion_to_key_school(const GuardContext& context, std::vector<Problem>& out) {
  const auto wanted = context.text("diversion_school_tier");
  each<GeneralHighStudentAdmitted>(context, [&](const Line& line,
                                                const GeneralHighStudentAdmitted& facts) {
    if (facts.route != EntryRoute::ordinary_high_diversion) return;
    const auto tier = tier_on(context.organisation(), facts.admitted_on);
    if (code_of(tier) == wanted) return;
    const auto label = label_of(tier);
    context.refuse(out, &line, "tier", std::string(code_of(tier)),
                   {"原则上分流到国家级重点学校,本校为" + label.zh,
                    "diversion goes to national key schools in principle; this one is " + label.en},
                   {"分流到国家级重点学校,或附例外说明(RuleOverridden)",
                    "a national key school, or an override with its reason"});
  });
}

/// SY-1.1c (愿意接受), SY-1.1e: student and guardian consent, attested in the same submission.
void consent_attested(const GuardContext& context, std::vector<Problem>& out) {
  std::unordered_set<SubjectId> agreed;
  each<Consent>(context, [&](const Line& line, const Consent& facts) {
    if (facts.by_student && facts.by_guardian) agreed.insert(line.event->subject);
  });
  each<GeneralHighStudentAdmitted>(
      context, [&](const Line& line, const GeneralHighStudentAdmitted&) {
        if (agreed.contains(line.event->subject)) return;
        context.refuse(
            out, &line, "consent", "",
            {"缺少学生本人和监护人的同意", "student and guardian have not consented"},
            {"在同一申报中附同意书(Consent)", "a Consent event of both in the same submission"});
      });
}

/// SY-1.5f: who runs a joint programme is a national key school.
void joint_programme_at_key_school(const GuardContext& context, std::vector<Problem>& out) {
  const auto wanted = context.text("joint_partner_tier");
  each<StudentAdmitted, RosterLine>(context, [&](const Line& line, const auto& facts) {
    if (facts.joint == JointProgramme::none) return;
    const auto tier = tier_on(context.organisation(), context.today);
    if (code_of(tier) == wanted) return;
    const auto label = label_of(tier);
    context.refuse(
        out, &line, "joint", std::string(code_of(facts.joint)),
        {"联合办学学校须为国家级重点,本校为" + label.zh,
         "a joint programme needs a national key school; this one is " + label.en},
        {"国家级重点学校,或不填联招合作类型", "a national key school, or no joint programme"});
  });
}

/// A joint programme names its partner (national form, 联招合作学校机构代码).
void joint_partner_stated(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    const bool needs =
        facts.joint != JointProgramme::none && facts.joint != JointProgramme::five_year;
    if (needs == !facts.joint_partner_code.empty() || facts.joint == JointProgramme::five_year) {
      return;
    }
    context.refuse(out, &line, "joint_partner_code", facts.joint_partner_code,
                   {"联招合作类型与合作学校代码应同时填写或同时为空",
                    "joint programme and partner code go together"},
                   {"两项都填,或都不填", "both, or neither"});
  });
}

/// FJ-06f: the five-year form holds five-year students, and no other form does.
void five_year_on_its_form(const GuardContext& context, std::vector<Problem>& out) {
  const bool its_form = context.submission.form == Form::five_year_roster;
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    if (its_form == (facts.joint == JointProgramme::five_year)) return;
    context.refuse(out, &line, "joint", std::string(code_of(facts.joint)),
                   {"五年制高职新生须用五年制花名册,其他新生用新生花名册",
                    "five-year students go on the five-year roster, others on the entry roster"},
                   {"改用相应的表单", "use the form made for it"});
  });
}

/// FJ-05b, SY-1.2j: six digits of a catalogue version that the pack uses.
template <bool categories_too>
void check_majors(const GuardContext& context, std::vector<Problem>& out) {
  const auto versions = context.list("major_catalogue_versions");
  const auto check = [&](const Line& line, const auto& facts) {
    const bool in_use = contains(versions, facts.major_catalogue);
    if (in_use && context.knows_major(facts.major_code, facts.major_catalogue)) return;
    if (in_use && categories_too &&
        context.knows_category(facts.major_code, facts.major_catalogue)) {
      return;
    }
    context.refuse(
        out, &line, "major_code", facts.major_code + "@" + facts.major_catalogue,
        {"专业代码不在专业目录中", "the major is not in the catalogue"},
        {"专业目录(" + joined(versions) + ")中的代码", "a code of catalogue " + joined(versions)});
  };
  each_entry(context, check);
  each<TeachingPlanFiled, ClassOpened>(context, check);
}

}  // namespace

std::span<const Guard> admission_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"admission_basis_stated", admission_basis_stated},
      {"admitted_before_registration", admitted_before_registration},
      {"candidate_category_allowed",
       candidate_category_allowed,
       {{"candidate_categories", T::list}}},
      {"certificate_number_stated",
       certificate_number_stated,
       {{"certificate_number_routes", T::list}}},
      {"consent_attested", consent_attested},
      {"diversion_to_key_school", diversion_to_key_school, {{"diversion_school_tier", T::text}}},
      {"entry_route_allowed", entry_route_allowed, {{"entry_routes", T::list}}},
      {"five_year_on_its_form", five_year_on_its_form},
      {"joint_partner_stated", joint_partner_stated},
      {"joint_programme_at_key_school",
       joint_programme_at_key_school,
       {{"joint_partner_tier", T::text}}},
      {"major_in_catalogue", check_majors<false>, {{"major_catalogue_versions", T::list}}},
      {"major_or_category_in_catalogue",
       check_majors<true>,
       {{"major_catalogue_versions", T::list}}},
      {"ordinary_high_approved",
       ordinary_high_approved,
       {{"key_school_diversion_needs_city_approval", T::flag}}},
      {"ordinary_high_by_its_form",
       ordinary_high_by_its_form,
       {{"key_school_diversion_needs_city_approval", T::flag}}},
      {"ordinary_high_route_follows_terms",
       ordinary_high_route_follows_terms,
       {{"diversion_terms_completed", T::number}}},
      {"prior_education_allowed", prior_education_allowed, {{"prior_education_allowed", T::list}}},
      {"school_type_allowed", school_type_allowed, {{"school_types_allowed", T::list}}},
      {"season_by_month",
       season_by_month,
       {{"spring_first_month", T::number}, {"spring_last_month", T::number}}},
  };
  return guards;
}

}  // namespace xueji
