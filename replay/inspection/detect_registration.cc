// Chapter 2, new registration (SY-1.2a … SY-1.5f, SY-2.1a … SY-2.2c, FJ-05b … FJ-08c).
#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "ledger/policy/identity.h"
#include "replay/inspection/detect.h"

namespace xueji::inspection {
namespace {

/// Authorities are few levels deep; the bound keeps a cycle of supervisors from hanging.
constexpr int levels_max = 8;

bool is_new_registration(EntryRoute route) {
  return route == EntryRoute::none || route == EntryRoute::exam || route == EntryRoute::certificate;
}
bool is_from_ordinary_high(const RosterLine& facts) {
  return facts.route == EntryRoute::ordinary_high_diversion ||
         facts.route == EntryRoute::ordinary_high_transfer ||
         facts.category == CandidateCategory::ordinary_high_student;
}

Text intake_text(std::uint16_t cohort, Season season) {
  const auto label = label_of(season);
  const auto year = std::to_string(cohort);
  return {year + "级" + label.zh, year + " " + label.en};
}

/// Whether a filed line still stands: in effect, or in a paper that may yet take effect.
bool stands(const Case& c, const RosterSeen& line) {
  if (line.effect) return true;
  const auto* row = c.state.submission(line.submission);
  return row != nullptr && row->stage == SubmissionStage::open;
}

/// The rule that the pack binds to a guard; empty when it binds none.
std::string rule_of_guard(const Pack& pack, std::string_view guard) {
  for (const auto& binding : pack.guards()) {
    if (binding.guard == guard) return binding.rule;
  }
  return {};
}

/// The last day of an intake, with the extensions that the school or an authority above it was
/// given (row 66).
Date extended(const Case& c, const OrganisationId& school, std::string_view rule,
              std::uint16_t cohort, Season season, Date day) {
  const auto* row = c.state.organisation(school);
  for (int level = 0; row != nullptr && level < levels_max; ++level) {
    for (const auto& extension : row->extensions) {
      const bool fits =
          extension.rule == rule && extension.cohort == cohort && extension.season == season;
      if (fits) day = std::max(day, extension.until);
    }
    row = c.state.organisation(row->supervisor);
  }
  return day;
}

/// Findings of whole papers, gathered line by line.
struct LatePaper {
  OrganisationId school;
  Date first_filed{};
  Date deadline{};
  std::size_t lines = 0;
  std::string rule;
  std::vector<Proof> proofs;
};

void add_late_line(std::map<SubmissionId, LatePaper>& papers, const SubmissionId& id,
                   const LatePaper& line, Position at) {
  constexpr std::size_t proofs_max = 3;  // The header proves them all; a few lines show which.
  auto [paper, is_new] = papers.try_emplace(id, line);
  ++paper->second.lines;
  if (paper->second.proofs.size() < proofs_max) {
    paper->second.proofs.push_back({at, ProofKind::event});
  }
}

void find_late_rosters(const Case& c, std::map<SubmissionId, LatePaper>& papers) {
  for (const auto& line : c.seen.rosters) {
    const auto& facts = line.facts;
    const auto* pack = c.pack_of(line.submission);
    if (pack == nullptr || facts.cohort == 0 || facts.season == Season::none) continue;
    const auto rule = rule_of_guard(*pack, "registered_by_deadline");
    if (rule.empty() || !is_new_registration(facts.route) || !stands(c, line)) continue;
    const auto last = extended(c, facts.school, rule, facts.cohort, facts.season,
                               pack->registration_deadline(facts.cohort, facts.season));
    if (line.first_filed <= end_of(last)) continue;
    add_late_line(papers, line.submission,
                  {facts.school, china_date(line.first_filed), last, 0, rule, {}}, line.event_at);
  }
}

/// FJ-06a, D-16.
void find_late_reviews(const Case& c, std::map<SubmissionId, LatePaper>& papers) {
  for (const auto& review : c.seen.reviews) {
    const auto* student = c.state.student(review.student);
    const auto* pack = c.pack_of(review.happened.submission);
    if (student == nullptr || pack == nullptr || student->season == Season::none) continue;
    const auto rule = rule_of_guard(*pack, "reviewed_by_deadline");
    const auto day =
        pack->identity_review_deadline(student->cohort, student->season, student->admitted_on);
    if (rule.empty() || !day) continue;
    const auto last = extended(c, student->school, rule, student->cohort, student->season, *day);
    if (review.happened.first_filed <= end_of(last)) continue;
    add_late_line(papers, review.happened.submission,
                  {student->school, china_date(review.happened.first_filed), last, 0, rule, {}},
                  review.happened.event_at);
  }
}

void add_presence(const Case& c, const FindingDefinition& definition, std::vector<Finding>& out) {
  for (const auto& seen : c.seen.presences) {
    if (seen.facts.unregistered_present == 0) continue;
    const auto* row = c.state.school_class(seen.class_id);
    if (row == nullptr) continue;
    const auto month = std::to_string(seen.facts.month);
    const auto suffix =
        "/" + std::to_string(seen.facts.year) + "-" + (month.size() < 2 ? "0" + month : month);
    auto finding = open_finding(definition, c.pack_of(seen.happened.submission), row->school,
                                subject_class(seen.class_id, suffix), seen.confirmed_on);
    finding.is_act = true;
    prove(finding, seen.happened);
    const auto count = number_text(seen.facts.unregistered_present);
    finding.facts.push_back(
        {"班级“" + row->name + "”在校确认发现 " + count + " 人没有学籍",
         "class " + row->name + ": " + count + " people were present who have no status"});
    out.push_back(std::move(finding));
  }
}

/// Whether a roster that named the student was decided on, or still can be: one that was withdrawn,
/// or returned and not corrected in its days, is as good as none.
bool is_filed(const Case& c, const StudentId& id) {
  const auto found = c.seen.rosters_of.find(id);
  if (found == c.seen.rosters_of.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](std::size_t index) {
    using enum SubmissionStage;
    const auto* row = c.state.submission(c.seen.rosters[index].submission);
    if (row == nullptr) return false;
    if (row->stage == returned) {
      const auto* pack = c.pack_of(row->id);
      const auto days = pack == nullptr ? std::nullopt : pack->integer("return_days");
      const auto on = china_date(row->steps.back().recorded_at);
      return !days || add_days(on, static_cast<int>(*days)) >= c.cut_off;
    }
    return row->stage == open || row->stage == in_effect || row->stage == complete;
  });
}

/// Whether a review found against the admission: the place is then to be cancelled.
bool is_rejected(const StudentState& student) {
  return student.identity_review == ReviewResult::failed ||
         student.health_review == ReviewResult::failed ||
         student.health_review == ReviewResult::not_suitable;
}

/// The last day of registration of the student's intake, with its extensions.
Date last_day_of(const Case& c, const Pack& pack, const StudentState& student) {
  return extended(c, student.school, rule_of_guard(pack, "registered_by_deadline"), student.cohort,
                  student.season, pack.registration_deadline(student.cohort, student.season));
}

/// Who arrived and studies, and whom nobody put on a roster by the last day of the intake.
void add_unfiled(const Case& c, const FindingDefinition& definition, std::vector<Finding>& out) {
  for (const auto& [id, student] : c.state.students()) {
    if (student.status != StudentStatus::pending || student.attending_from == Date{}) continue;
    if (student.season == Season::none || !is_new_registration(student.route)) continue;
    if (is_filed(c, id)) continue;
    if (is_rejected(student)) continue;
    const auto* pack = c.pack_for(student.school, c.cut_off);
    if (pack == nullptr) continue;
    const auto last = last_day_of(c, *pack, student);
    if (last >= c.cut_off) continue;
    auto finding =
        open_finding(definition, pack, student.school, subject_student(id), add_days(last, 1));
    if (student.status_at != no_position) prove(finding, student.status_at, ProofKind::record);
    finding.facts.push_back(
        {"已于 " + to_text(student.attending_from) + " 起就读,至 " + to_text(last) + " 未申报注册",
         "attending since " + to_text(student.attending_from) + ", not filed for registration by " +
             to_text(last)});
    out.push_back(std::move(finding));
  }
}

/// How many lines of each class took effect: who was registered, wherever they are now.
std::map<ClassId, std::int64_t> registered_in(const Case& c) {
  std::map<ClassId, std::int64_t> registered;
  for (const auto& line : c.seen.rosters) {
    if (line.effect) ++registered[line.facts.class_id];
  }
  return registered;
}

/// Classes whose last count on site came before anybody was registered, and of whom another number
/// was registered afterwards: lines can be struck behind the county's back. Whoever came or went
/// later, by a transfer or a withdrawal, is no matter of that count.
void add_registered_since(const Case& c, const FindingDefinition& definition,
                          std::vector<Finding>& out) {
  const auto registered = registered_in(c);
  std::map<ClassId, const CountSeen*> last;
  for (const auto& seen : c.seen.counts) {
    if (seen.is_on_site) last[seen.class_id] = &seen;
  }
  for (const auto& [id, seen] : last) {
    const auto* row = c.state.school_class(id);
    const auto lines = registered.find(id);
    if (row == nullptr || seen->registered > 0 || lines == registered.end()) continue;
    if (lines->second == seen->counted) continue;
    auto finding = open_finding(definition, c.pack_of(seen->happened.submission), row->school,
                                subject_class(id), seen->counted_on);
    prove(finding, seen->happened);
    const auto counted = number_text(seen->counted);
    const auto listed = number_text(lines->second);
    finding.facts.push_back(
        {"到校核查“" + row->name + "”实有 " + counted + " 人,此后注册 " + listed + " 人",
         "class " + row->name + ": " + counted + " counted on site, " + listed +
             " registered since"});
    out.push_back(std::move(finding));
  }
}

}  // namespace

void detect_late_registration(const Case& c, const FindingDefinition& definition,
                              std::vector<Finding>& out) {
  std::map<SubmissionId, LatePaper> papers;
  find_late_rosters(c, papers);
  find_late_reviews(c, papers);
  for (auto& [id, paper] : papers) {
    auto finding = open_finding(definition, c.pack_of(id), paper.school, subject_submission(id),
                                paper.first_filed);
    finding.is_act = true;
    finding.submission = id;
    finding.rules = {paper.rule};
    finding.proofs = std::move(paper.proofs);
    const auto lines = number_text(static_cast<std::int64_t>(paper.lines));
    const auto days = number_text(days_between(paper.deadline, paper.first_filed));
    finding.facts.push_back({lines + " 人于 " + to_text(paper.first_filed) + " 申报,截止日为 " +
                                 to_text(paper.deadline) + ",逾期 " + days + " 天",
                             lines + " lines were filed on " + to_text(paper.first_filed) +
                                 "; the last day was " + to_text(paper.deadline) + ", " + days +
                                 " days earlier"});
    out.push_back(std::move(finding));
  }
}

/// SY-1.3e, SY-1.3f; where the pack only wants an override, the override itself is the finding too.
void detect_other_year(const Case& c, const FindingDefinition& definition,
                       std::vector<Finding>& out) {
  for (const auto& line : c.seen.rosters) {
    const auto* pack = c.pack_of(line.submission);
    if (pack == nullptr || !is_new_registration(line.facts.route) || !line.effect) continue;
    if (rule_of_guard(*pack, "registered_in_intake_year").empty()) continue;
    const auto day = china_date(line.first_filed);
    if (year_of(day) == line.facts.cohort) continue;
    auto finding =
        open_finding(definition, pack, line.facts.school, subject_student(line.student), day);
    finding.is_act = true;
    prove(finding, *line.effect);
    const auto cohort = std::to_string(line.facts.cohort);
    finding.facts.push_back(
        {cohort + "级学籍于 " + to_text(day) + " 申报,不在当年",
         "cohort " + cohort + " was filed on " + to_text(day) + ", in another year"});
    out.push_back(std::move(finding));
  }
}

void detect_person_without_status(const Case& c, const FindingDefinition& definition,
                                  std::vector<Finding>& out) {
  add_presence(c, definition, out);
  add_unfiled(c, definition, out);
}

/// SY-1.2d: named absent in every confirmation since the status began, in two at least: one alone
/// may be an illness.
void detect_status_without_person(const Case& c, const FindingDefinition& definition,
                                  std::vector<Finding>& out) {
  constexpr std::size_t confirmations_min = 2;
  std::unordered_map<ClassId, std::vector<const PresenceSeen*>> of_class;
  std::unordered_map<StudentId, std::vector<const PresenceSeen*>> absences;
  for (const auto& seen : c.seen.presences) {
    of_class[seen.class_id].push_back(&seen);
    for (const auto& student : seen.facts.absentees)
      absences[student].push_back(&seen);
  }
  for (const auto& [id, absent] : absences) {
    const auto* student = c.state.student(id);
    if (student == nullptr || !in_school(student->status)) continue;
    const auto is_since = [&](const PresenceSeen* seen) {
      return seen->class_id == student->class_id && seen->happened.event_at > student->status_at;
    };
    const auto& all = of_class[student->class_id];
    const auto since = std::count_if(all.begin(), all.end(), is_since);
    // Absences before the status began are those of an applicant.
    std::vector<const PresenceSeen*> missed;
    std::copy_if(absent.begin(), absent.end(), std::back_inserter(missed), is_since);
    const auto count = static_cast<std::size_t>(since);
    if (count < confirmations_min || missed.size() < count) continue;
    auto finding = open_finding(definition, c.pack_of(missed.front()->happened.submission),
                                student->school, subject_student(id), missed.front()->confirmed_on);
    for (const auto* seen : missed)
      prove(finding, seen->happened);
    const auto number = number_text(static_cast<std::int64_t>(count));
    finding.facts.push_back({"取得学籍后 " + number + " 次在校确认均未见到本人",
                             "absent in all " + number + " confirmations since the status began"});
    out.push_back(std::move(finding));
  }
}

/// SY-1.2a, SY-1.2e. Before the registration a difference is settled by striking or returning lines
/// (SY-1.2g); what is counted on site afterwards must be what is registered.
void detect_count_mismatch(const Case& c, const FindingDefinition& definition,
                           std::vector<Finding>& out) {
  std::map<ClassId, std::size_t> open;
  for (const auto& seen : c.seen.counts) {
    const auto* row = c.state.school_class(seen.class_id);
    if (row == nullptr) continue;
    const auto expected = seen.is_on_site ? seen.registered : seen.arrived;
    if (seen.is_on_site && seen.registered == 0) continue;
    if (const auto before = open.find(seen.class_id);
        before != open.end() && seen.counted == expected) {
      out[before->second].closed_on = seen.happened.effect_on;
      prove(out[before->second], seen.happened);
      open.erase(before);
      continue;
    }
    if (seen.counted == expected || open.contains(seen.class_id)) continue;
    auto finding = open_finding(definition, c.pack_of(seen.happened.submission), row->school,
                                subject_class(seen.class_id), seen.counted_on);
    prove(finding, seen.happened);
    const auto counted = number_text(seen.counted);
    const auto listed = number_text(expected);
    finding.facts.push_back(
        seen.is_on_site
            ? Text{"到校核查“" + row->name + "”实有 " + counted + " 人,学籍 " + listed + " 人",
                   "class " + row->name + ": " + counted + " counted on site, " + listed +
                       " registered"}
            : Text{"“" + row->name + "”清点 " + counted + " 人,报到 " + listed + " 人",
                   "class " + row->name + ": headcount " + counted + ", arrived " + listed});
    open.emplace(seen.class_id, out.size());
    out.push_back(std::move(finding));
  }
  add_registered_since(c, definition, out);
}

void detect_photo_missing(const Case& c, const FindingDefinition& definition,
                          std::vector<Finding>& out) {
  for (const auto& line : c.seen.rosters) {
    if (!line.effect || line.has_photo) continue;
    const auto* pack = c.pack_of(line.submission);
    if (pack == nullptr || !pack->is_on("requires_photo")) continue;
    auto finding = open_finding(definition, pack, line.facts.school, subject_student(line.student),
                                line.effect->effect_on);
    prove(finding, *line.effect);
    finding.facts.push_back(
        {"注册时没有在线采集的照片", "registered without a photo taken online"});
    out.push_back(std::move(finding));
  }
}

/// SY-1.2j: a plan of every cohort and major that has students on the roll, judged at the cut-off,
/// so that imported classes count as well.
void detect_plan_missing(const Case& c, const FindingDefinition& definition,
                         std::vector<Finding>& out) {
  using Key = std::tuple<OrganisationId, std::uint16_t, std::string>;
  struct Studied {
    std::int64_t students = 0;
    Position at = no_position;
    Date since{};
  };
  std::map<Key, Studied> studied;
  for (const auto& [id, student] : c.state.students()) {
    if (!on_roll(student.status)) continue;
    auto& one = studied[{student.school, student.cohort, student.major_code}];
    ++one.students;
    if (student.status_at >= one.at && one.at != no_position) continue;
    one.at = student.status_at;
    one.since = student.status_from;
  }
  for (const auto& plan : c.seen.plans) {
    const auto found = studied.find({plan.school, plan.cohort, plan.major_code});
    if (found != studied.end()) studied.erase(found);
  }
  for (const auto& [key, one] : studied) {
    const auto& [school, cohort, major] = key;
    const auto* pack = c.pack_for(school, c.cut_off);
    if (pack == nullptr || !pack->is_on("requires_teaching_plan")) continue;
    const auto year = std::to_string(cohort);
    auto finding = open_finding(definition, pack, school,
                                subject_matter(school, "plan:" + year + "/" + major), one.since);
    prove(finding, one.at, ProofKind::record);
    const auto students = number_text(one.students);
    finding.facts.push_back(
        {year + "级 " + major + " 专业有 " + students + " 人在籍,没有备案实施性教学计划",
         students + " students of cohort " + year + ", major " + major +
             ", and no teaching plan on file"});
    out.push_back(std::move(finding));
  }
}

void detect_study_mode_missing(const Case& c, const FindingDefinition& definition,
                               std::vector<Finding>& out) {
  const auto check = [&](const StudentId& student, const OrganisationId& school, StudyMode mode,
                         const Happened& happened) {
    const auto* pack = c.pack_of(happened.submission);
    if (pack == nullptr || pack->lists("study_modes", mode)) return;
    auto finding =
        open_finding(definition, pack, school, subject_student(student), happened.effect_on);
    prove(finding, happened);
    finding.facts.push_back({"未注明学习形式,或该形式不在规则包内",
                             "the study mode is not stated, or the pack does not know it"});
    out.push_back(std::move(finding));
  };
  for (const auto& line : c.seen.rosters) {
    if (line.effect) check(line.student, line.facts.school, line.facts.study_mode, *line.effect);
  }
  for (const auto& line : c.seen.imports) {
    check(line.student, line.facts.school, line.facts.study_mode, line.happened);
  }
}

/// SY-2.2c: found elsewhere on site, with students who are registered as on the main campus.
void detect_off_campus(const Case& c, const FindingDefinition& definition,
                       std::vector<Finding>& out) {
  std::unordered_map<ClassId, std::int64_t> undeclared;
  for (const auto& [id, student] : c.state.students()) {
    const bool counts = on_roll(student.status) && !student.off_main_campus;
    if (counts) ++undeclared[student.class_id];
  }
  std::map<ClassId, std::size_t> open;
  for (const auto& seen : c.seen.counts) {
    const auto* row = c.state.school_class(seen.class_id);
    if (!seen.is_on_site || row == nullptr) continue;
    const auto before = open.find(seen.class_id);
    if (!seen.found_off_campus) {
      if (before == open.end()) continue;
      out[before->second].closed_on = seen.happened.effect_on;
      prove(out[before->second], seen.happened);
      open.erase(before);
      continue;
    }
    const auto students = undeclared.find(seen.class_id);
    if (before != open.end() || students == undeclared.end()) continue;
    auto finding = open_finding(definition, c.pack_of(seen.happened.submission), row->school,
                                subject_class(seen.class_id), seen.counted_on);
    prove(finding, seen.happened);
    const auto count = number_text(students->second);
    finding.facts.push_back(
        {"到校核查发现“" + row->name + "”不在校本部学习," + count + " 人注册时未注明",
         "class " + row->name + " was found off the main campus; " + count +
             " students are not marked so"});
    open.emplace(seen.class_id, out.size());
    out.push_back(std::move(finding));
  }
}

/// SY-2.1a, D-10: more than the limit, and no passed review of that many.
void detect_out_of_area(const Case& c, const FindingDefinition& definition,
                        std::vector<Finding>& out) {
  for (const auto& [id, row] : c.state.organisations()) {
    const auto* pack = c.pack_for(id, c.cut_off);
    const auto limit = pack == nullptr ? std::nullopt : pack->integer("out_of_area_limit");
    if (!limit) continue;
    for (const auto& intake : row.intakes) {
      const bool is_reviewed = intake.out_of_area_result == ReviewResult::passed &&
                               intake.out_of_area_counted >= intake.out_of_area_registered;
      if (intake.out_of_area_registered <= *limit || is_reviewed) continue;
      const RosterSeen* last = nullptr;
      for (const auto& line : c.seen.rosters) {
        const bool fits = line.effect && line.facts.school == id && line.facts.out_of_area &&
                          line.facts.cohort == intake.cohort && line.facts.season == intake.season;
        if (fits) last = &line;
      }
      const auto key =
          "intake:" + std::to_string(intake.cohort) + "-" + std::string(code_of(intake.season));
      auto finding = open_finding(definition, pack, id, subject_matter(id, key),
                                  last == nullptr ? c.from : last->effect->effect_on);
      if (last != nullptr) prove(finding, *last->effect);
      if (intake.out_of_area_result != ReviewResult::none) {
        prove(finding, intake.at, ProofKind::event);
      }
      const auto text = intake_text(intake.cohort, intake.season);
      const auto count = number_text(intake.out_of_area_registered);
      finding.facts.push_back({text.zh + "注册区域外学生 " + count + " 人(超过 " +
                                   number_text(*limit) + " 人),来源和数量未经审核合格",
                               text.en + ": " + count + " students from outside the area (over " +
                                   number_text(*limit) + ") without a passed review"});
      out.push_back(std::move(finding));
    }
  }
}

/// SY-1.5f with D-25: the tier that the school had on the day, as known at the cut-off.
void detect_joint_partner(const Case& c, const FindingDefinition& definition,
                          std::vector<Finding>& out) {
  for (const auto& line : c.seen.rosters) {
    if (!line.effect || line.facts.joint == JointProgramme::none) continue;
    const auto* pack = c.pack_of(line.submission);
    const auto* school = c.state.organisation(line.facts.school);
    if (pack == nullptr || school == nullptr) continue;
    const auto wanted = pack->text("joint_partner_tier");
    if (wanted.empty()) continue;
    auto tier = SchoolTier::ordinary;
    for (const auto& period : school->tiers) {
      if (period.from <= line.effect->effect_on) tier = period.tier;
    }
    if (code_of(tier) == wanted) continue;
    auto finding = open_finding(definition, pack, line.facts.school, subject_student(line.student),
                                line.effect->effect_on);
    prove(finding, *line.effect);
    const auto label = label_of(tier);
    finding.facts.push_back({"联合办学学生注册时学校等级为" + label.zh,
                             "registered in a joint programme; the school was " + label.en});
    out.push_back(std::move(finding));
  }
}

/// SY-1.5e.
void detect_ordinary_high(const Case& c, const FindingDefinition& definition,
                          std::vector<Finding>& out) {
  for (const auto& line : c.seen.rosters) {
    if (!line.effect || line.is_city_approved || !is_from_ordinary_high(line.facts)) continue;
    const auto* pack = c.pack_of(line.submission);
    if (pack == nullptr || !pack->is_on("key_school_diversion_needs_city_approval")) continue;
    auto finding = open_finding(definition, pack, line.facts.school, subject_student(line.student),
                                line.effect->effect_on);
    prove(finding, *line.effect);
    finding.facts.push_back(
        {"普通高中学生未经市教育局批准即注册",
         "an ordinary-high student was registered without the city's approval"});
    out.push_back(std::move(finding));
  }
}

/// SY-1.5a, FJ-38: what an external system reports, and what the ledger itself shows.
void detect_duplicate_status(const Case& c, const FindingDefinition& definition,
                             std::vector<Finding>& out) {
  std::map<StudentId, std::size_t> open;
  for (const auto& receipt : c.seen.receipts) {
    const auto* student = c.state.student(receipt.student);
    if (student == nullptr) continue;
    const auto before = open.find(receipt.student);
    if (receipt.is_matched) {
      if (before == open.end()) continue;
      out[before->second].closed_on = receipt.happened.effect_on;
      prove(out[before->second], receipt.happened);
      open.erase(before);
      continue;
    }
    if (before != open.end()) continue;
    auto finding = open_finding(definition, c.pack_of(receipt.happened.submission), student->school,
                                subject_student(receipt.student), receipt.happened.effect_on);
    prove(finding, receipt.happened);
    finding.facts.push_back(
        {"外部系统回执显示该生另有在籍学籍(" + to_text(receipt.confirmed_on) + ")",
         "the external system reported another active status on " + to_text(receipt.confirmed_on)});
    open.emplace(receipt.student, out.size());
    out.push_back(std::move(finding));
  }
  for (const auto& [person, row] : c.state.persons()) {
    std::vector<const StudentState*> held;
    for (const auto& id : row.statuses) {
      const auto* student = c.state.student(id);
      if (student != nullptr && on_roll(student->status)) held.push_back(student);
    }
    if (held.size() < 2) continue;
    for (const auto* student : held) {
      auto finding =
          open_finding(definition, c.pack_for(student->school, c.cut_off), student->school,
                       subject_student(student->id), student->status_from);
      for (const auto* each : held)
        prove(finding, each->status_at, ProofKind::record);
      const auto count = number_text(static_cast<std::int64_t>(held.size()));
      finding.facts.push_back({"同一人有 " + count + " 个在籍学籍",
                               "one person holds " + count + " statuses on the roll"});
      out.push_back(std::move(finding));
    }
  }
}

/// SY-1.3g: what the admissions of an intake say and its registrations do not. Registered without
/// an admission is refused (the roster wants a student who was admitted), two schools for one
/// person is DUPLICATE_STATUS, who studies without a status is PERSON_WITHOUT_STATUS: here are the
/// others, of whom it is not known what became of their admission.
void detect_admission_unsettled(const Case& c, const FindingDefinition& definition,
                                std::vector<Finding>& out) {
  using Intake = std::tuple<OrganisationId, std::uint16_t, Season>;
  std::map<Intake, std::vector<const StudentState*>> left;
  std::map<Intake, std::size_t> admitted;
  for (const auto& [id, student] : c.state.students()) {
    if (student.season == Season::none || student.opening_import) continue;
    if (!is_new_registration(student.route)) continue;
    const Intake intake{student.school, student.cohort, student.season};
    ++admitted[intake];
    const bool never_came = student.status == StudentStatus::admitted ||
                            (student.status == StudentStatus::pending &&
                             (student.attending_from == Date{} || is_rejected(student)));
    if (never_came && !is_filed(c, id)) left[intake].push_back(&student);
  }
  for (auto& [intake, students] : left) {
    const auto& [school, cohort, season] = intake;
    const auto* pack = c.pack_for(school, c.cut_off);
    if (pack == nullptr) continue;
    const auto last = last_day_of(c, *pack, *students.front());
    if (last >= c.cut_off) continue;
    const auto name = std::to_string(cohort) + "-" + std::string(code_of(season));
    auto finding = open_finding(definition, pack, school, subject_matter(school, "intake:" + name),
                                add_days(last, 1));
    if (finding.rules.empty()) continue;  // This pack has no such rule.
    std::sort(students.begin(), students.end(),
              [](const auto* a, const auto* b) { return a->status_at < b->status_at; });
    for (const auto* student : students)
      prove(finding, student->status_at, ProofKind::record);
    const auto count = number_text(static_cast<std::int64_t>(students.size()));
    const auto all = number_text(static_cast<std::int64_t>(admitted[intake]));
    finding.facts.push_back(
        {"录取 " + all + " 人,其中 " + count + " 人至 " + to_text(last) + " 既未注册也未取消",
         all + " were admitted; of these " + count + " were neither registered nor cancelled by " +
             to_text(last)});
    out.push_back(std::move(finding));
  }
}

/// SY-1.5c: a list of the other system that was imported after the registration names the student.
void detect_double_system(const Case& c, const FindingDefinition& definition,
                          std::vector<Finding>& out) {
  if (!c.on_other_register) return;
  const ImportedList* newest = nullptr;
  for (const auto& [organisation, row] : c.state.organisations()) {
    for (const auto& list : row.lists) {
      const bool fits = list.kind == ExternalListKind::skilled_worker_register;
      if (fits && (newest == nullptr || list.at > newest->at)) newest = &list;
    }
  }
  if (newest == nullptr) return;
  for (const auto& [id, student] : c.state.students()) {
    if (!on_roll(student.status) || !c.on_other_register(id, newest->as_of)) continue;
    auto finding = open_finding(definition, c.pack_for(student.school, c.cut_off), student.school,
                                subject_student(id), newest->as_of);
    prove(finding, newest->at, ProofKind::event);
    prove(finding, student.status_at, ProofKind::record);
    finding.facts.push_back({"该生同时在技工类学籍名单中",
                             "the student is on the register of the skilled-worker schools too"});
    out.push_back(std::move(finding));
  }
}

/// FJ-06a: a review that found a difference; a later pass closes it.
void detect_id_mismatch(const Case& c, const FindingDefinition& definition,
                        std::vector<Finding>& out) {
  std::map<StudentId, std::size_t> open;
  for (const auto& review : c.seen.reviews) {
    const auto* student = c.state.student(review.student);
    if (student == nullptr) continue;
    const auto& facts = review.facts;
    const std::pair<bool, Text> items[] = {
        {facts.name_agrees, {"姓名", "name"}},
        {facts.sex_agrees, {"性别", "sex"}},
        {facts.birth_month_agrees, {"出生年月", "birth month"}},
        {facts.identity_number_agrees, {"身份证号", "identity number"}},
        {facts.household_agrees, {"户籍所在地", "household place"}}};
    Text wrong;
    for (const auto& [agrees, label] : items) {
      if (agrees) continue;
      wrong.zh += (wrong.zh.empty() ? "" : "、") + label.zh;
      wrong.en += (wrong.en.empty() ? "" : ", ") + label.en;
    }
    if (wrong.zh.empty() && facts.result != ReviewResult::passed) wrong = label_of(facts.result);
    const auto before = open.find(review.student);
    if (wrong.zh.empty()) {
      if (before == open.end()) continue;
      out[before->second].closed_on = review.happened.effect_on;
      prove(out[before->second], review.happened);
      open.erase(before);
      continue;
    }
    if (before != open.end()) continue;
    auto finding = open_finding(definition, c.pack_of(review.happened.submission), student->school,
                                subject_student(review.student), facts.reviewed_on);
    prove(finding, review.happened);
    finding.facts.push_back(
        {"信息复查不一致:" + wrong.zh, "the review found a difference: " + wrong.en});
    open.emplace(review.student, out.size());
    out.push_back(std::move(finding));
  }
}

namespace {

/// FJ-05a lets new students register by a broad category first.
bool is_known_major(const Pack& pack, std::string_view code, std::string_view version) {
  const auto listed = pack.texts("major_catalogue_versions");
  if (std::find(listed.begin(), listed.end(), version) == listed.end()) return false;
  if (pack.majors().find(code, version) != nullptr) return true;
  if (code.size() != 2 && code.size() != 4) return false;
  if (rule_of_guard(pack, "major_or_category_in_catalogue").empty()) return false;
  const auto majors = pack.majors().majors();
  return std::any_of(majors.begin(), majors.end(), [&](const Major& major) {
    return major.version == version && std::string_view(major.code).starts_with(code);
  });
}

/// What is wrong with a student number (FJ-08c, FJ-A2); nothing when it holds.
std::optional<Text> number_fault(const Pack& pack, const StudentState& student) {
  const auto format = pack.text("student_number_format");
  if (format.empty() || student.number.empty()) return std::nullopt;
  const auto parts = parse_number(student.number, format);
  if (!parts)
    return Text{"格式应为 " + std::string(format), "its format is not " + std::string(format)};
  const int entry_year = parts->year < 100 ? student.entry_year % 100 : student.entry_year;
  if (parts->year != entry_year) {
    return Text{"年份与入学年度 " + std::to_string(student.entry_year) + " 不符",
                "its year is not the entry year " + std::to_string(student.entry_year)};
  }
  const auto* counties = pack.county_codes();
  if (counties != nullptr && counties->find(parts->county) == nullptr) {
    return Text{"县(市、区)代码 " + parts->county + " 不在附表二",
                "its county code " + parts->county + " is not in annex 2"};
  }
  return std::nullopt;
}

}  // namespace

void detect_major_not_in_catalogue(const Case& c, const FindingDefinition& definition,
                                   std::vector<Finding>& out) {
  std::map<std::tuple<const Pack*, std::string, std::string>, bool> known;
  const auto check = [&](const StudentId& student, const OrganisationId& school,
                         const std::string& code, const std::string& version,
                         const Happened& happened) {
    const auto* pack = c.pack_of(happened.submission);
    if (pack == nullptr) return;
    const auto [at, is_new] = known.try_emplace({pack, code, version}, false);
    if (is_new) at->second = is_known_major(*pack, code, version);
    if (at->second) return;
    auto finding =
        open_finding(definition, pack, school, subject_student(student), happened.effect_on);
    prove(finding, happened);
    finding.facts.push_back({"专业代码 " + code + " 不在 " + version + " 版目录",
                             "major " + code + " is not in the catalogue of " + version});
    out.push_back(std::move(finding));
  };
  for (const auto& line : c.seen.rosters) {
    const auto& f = line.facts;
    if (line.effect) check(line.student, f.school, f.major_code, f.major_catalogue, *line.effect);
  }
  for (const auto& line : c.seen.imports) {
    const auto& f = line.facts;
    check(line.student, f.school, f.major_code, f.major_catalogue, line.happened);
  }
}

void detect_number_invalid(const Case& c, const FindingDefinition& definition,
                           std::vector<Finding>& out) {
  for (const auto& [id, student] : c.state.students()) {
    if (student.number.empty()) continue;
    const auto* pack = c.pack_for(student.school, c.cut_off);
    const auto fault = pack == nullptr ? std::nullopt : number_fault(*pack, student);
    if (!fault) continue;
    auto finding =
        open_finding(definition, pack, student.school, subject_student(id), student.status_from);
    prove(finding, student.status_at, ProofKind::record);
    finding.facts.push_back({"学籍号 " + student.number + ":" + fault->zh,
                             "student number " + student.number + ": " + fault->en});
    out.push_back(std::move(finding));
  }
}

}  // namespace xueji::inspection
