#include "tools/simulate/supervision.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "tools/simulate/casting.h"
#include "tools/simulate/papers.h"

namespace xueji::simulate {
namespace {

DraftEvent about(const World& world, OfficeIndex office, Facts facts) {
  return {SubjectKind::organisation,
          subject_of(world.office(office).id),
          world.desk.today(),
          std::move(facts),
          {}};
}

Status file_one(World& world, Form form, OfficeIndex office, const Signer& author, DraftEvent draft,
                Way way = {{1}}) {
  return file_and_follow(world, form, office, author, {std::move(draft)}, std::move(way));
}

// ---- The yearly inspection. --------------------------------------------------------------------

constexpr std::string_view submission_mark = "submission:";

/// What the inspector has in hand of one school: the first finding of the truth, told as found.
std::optional<ExpectedFinding> first_finding(const World& world, OfficeIndex school, int year) {
  for (const auto& finding : world.truth.findings) {
    const bool fits = finding.school == world.office(school).code && year_of(finding.day) == year;
    // An inspector names the rule; of another pack none is known here.
    const bool is_raised = fits && !finding.rule.empty();
    if (is_raised && finding.from <= world.desk.today()) return finding;
  }
  return std::nullopt;
}

class InspectionRun : public std::enable_shared_from_this<InspectionRun> {
 public:
  InspectionRun(World& world, int year)
      : world_(world), year_(static_cast<std::uint16_t>(year)), root_(world.city.root()) {}

  void plan() {
    at(6, &InspectionRun::open);
    at(9, &InspectionRun::raise);
    at(14, &InspectionRun::answer);
    at(20, &InspectionRun::close_findings);
    at(23, &InspectionRun::commend);
    at(31, &InspectionRun::close);
  }

 private:
  using Act = Status (InspectionRun::*)();
  struct Raised {
    OfficeIndex school = 0;
    FindingId finding;
  };

  void at(unsigned day, Act act) {
    world_.agenda.at(make_date(year_ + 1, 1, day), Hour::late,
                     [self = shared_from_this(), act] { return (self.get()->*act)(); });
  }
  [[nodiscard]] Signer inspector() const { return world_.city.signer(root_, Role::inspector); }

  Status open() {
    return file_one(world_, Form::inspection, root_, inspector(),
                    about(world_, root_, InspectionOpened{year_, world_.desk.today()}));
  }
  Status raise() {
    for (const auto school : world_.city.schools()) {
      if (raised_.size() == 2) break;
      const auto found = first_finding(world_, school, year_);
      if (!found) continue;
      if (auto done = raise(school, *found); !done) return done;
    }
    return {};
  }
  /// A paper is proven by its own entry in the log; anything else was seen on the spot.
  Status raise(OfficeIndex school, const ExpectedFinding& found) {
    FindingRaised facts;
    facts.finding = world_.desk.random().draw<FindingId>();
    facts.year = year_;
    facts.code = found.code;
    facts.rule = found.rule;
    facts.first_day = found.day;
    facts.on_the_spot = !found.subject.starts_with(submission_mark);
    if (!facts.on_the_spot) {
      const auto text = found.subject.substr(submission_mark.size());
      const auto id = id_from_text<SubmissionId>(text.substr(0, text.find('/')));
      const auto state = world_.sheets.state();
      if (!state) return fail(state.error());
      const auto* paper = id ? (*state)->submission(*id) : nullptr;
      if (paper == nullptr) return fail(ErrorCode::not_found, "no paper " + found.subject);
      facts.proof = {paper->header_at.value};
    }
    raised_.push_back({school, facts.finding});
    auto draft = about(world_, school, std::move(facts));
    draft.personal = {{PersonalField::reason_text, "演示:年检发现"}};
    return file_one(world_, Form::finding, school, inspector(), std::move(draft));
  }
  Status answer() {
    for (const auto& raised : raised_) {
      auto draft =
          about(world_, raised.school, FindingAnswered{raised.finding, world_.desk.today()});
      draft.personal = {{PersonalField::reason_text, "演示:已整改"}};
      auto done = file_one(world_, Form::finding_answer, raised.school,
                           world_.city.officer(raised.school), std::move(draft));
      if (!done) return done;
    }
    return {};
  }
  Status close_findings() {
    for (const auto& raised : raised_) {
      auto draft =
          about(world_, raised.school,
                FindingClosed{raised.finding, FindingOutcome::corrected, world_.desk.today()});
      draft.personal = {{PersonalField::reason_text, "演示:复核属实"}};
      auto done =
          file_one(world_, Form::finding_closing, raised.school, inspector(), std::move(draft));
      if (!done) return done;
    }
    return {};
  }
  Status commend() {
    const auto school = world_.city.schools().back();
    const auto above = world_.is_provincial ? world_.office(school).supervisor : root_;
    return file_one(
        world_, Form::commendation, school, world_.city.signer(above, Role::section_chief),
        about(world_, school,
              CommendationRecorded{year_, "学籍管理先进单位(演示)", world_.desk.today()}),
        {{3}});
  }
  Status close() {
    return file_one(world_, Form::inspection, root_, inspector(),
                    about(world_, root_, InspectionClosed{year_, world_.desk.today()}));
  }

  World& world_;
  std::uint16_t year_;
  OfficeIndex root_;
  std::vector<Raised> raised_;
};

// ---- People and keys. --------------------------------------------------------------------------

Signer administrator(const World& world) {
  return world.city.signer(world.city.root(), Role::authority_administrator);
}

DraftEvent about_person(const World& world, StaffIndex who, Facts facts) {
  return {SubjectKind::person,
          subject_of(world.city.staff(who).person),
          world.desk.today(),
          std::move(facts),
          {}};
}

Status file_at_root(World& world, Form form, std::vector<DraftEvent> drafts) {
  const auto filed = world.desk.file(form, world.office(world.city.root()).id, administrator(world),
                                     std::move(drafts));
  if (!filed) return fail(filed.error());
  // A later signature is verified with keys and offices that stand in the log.
  return world.desk.settle();
}

/// The auditor helps the inspector out for half a year.
void plan_roles(World& world, int year) {
  const auto root = world.city.root();
  world.agenda.at(make_date(year, 4, 3), Hour::early, [&world, root] {
    const RoleGranted facts{Role::inspector, world.office(root).id, world.desk.today(), {}};
    return file_at_root(world, Form::role,
                        {about_person(world, world.city.holder(root, Role::auditor), facts)});
  });
  world.agenda.at(make_date(year, 10, 9), Hour::early, [&world, root] {
    const RoleEnded facts{Role::inspector, world.office(root).id};
    return file_at_root(world, Form::role,
                        {about_person(world, world.city.holder(root, Role::auditor), facts)});
  });
}

/// SY-3.2b: the principal is away in April, on record.
void plan_delegation(World& world, int year) {
  const auto school = world.school(1);
  world.agenda.at(make_date(year, 4, 1), Hour::early, [&world, school, year]() -> Status {
    const auto to = world.city.holder(school, Role::student_affairs);
    DelegationGranted facts;
    facts.delegation = world.desk.random().draw<DelegationId>();
    facts.from_person = world.city.staff(world.city.holder(school, Role::principal)).person;
    facts.role = Role::principal;
    facts.organisation = world.office(school).id;
    facts.forms = {Form::info_change};
    facts.from = world.desk.today();
    facts.until = make_date(year, 6, 30);
    world.delegations[school] = {to, facts.delegation};
    return file_one(world, Form::delegation, school, world.city.signer(school, Role::principal),
                    about_person(world, to, std::move(facts)));
  });
  world.agenda.at(make_date(year, 4, 25), Hour::early, [&world, school]() -> Status {
    const auto held = world.delegations.at(school);
    world.delegations.erase(school);
    return file_one(world, Form::delegation, school, world.city.signer(school, Role::principal),
                    about_person(world, held.to, DelegationEnded{held.delegation}));
  });
}

/// SY-3.2c: one officer signs one paper with a key of another device, which is then given up.
void plan_second_device(World& world, int year) {
  if (!world.wants("DEVICE_MISMATCH")) return;
  const auto school = world.school(2);
  world.agenda.at(make_date(year, 4, 2), Hour::early, [&world, school]() -> Status {
    const auto who = world.office(school).officer;
    auto draft =
        City::enrolment(world.desk, SubjectKind::person, subject_of(world.city.staff(who).person),
                        KeyPurpose::personal, world.city.spare(City::Spare::of_officer), {});
    if (!draft) return fail(draft.error());
    world.second_device = school;
    return file_at_root(world, Form::key, {*std::move(draft)});
  });
  world.agenda.at(make_date(year, 4, 22), Hour::early, [&world, school]() -> Status {
    world.second_device.reset();
    const KeyRevoked facts{
        world.city.spare(City::Spare::of_officer).id(), RevocationKind::retired, {}};
    return file_at_root(world, Form::key,
                        {about_person(world, world.office(school).officer, facts)});
  });
}

/// A stolen key: what it signed since the theft is in doubt (CHAIN_BROKEN), and a new one follows.
void plan_stolen_key(World& world, int year) {
  if (!world.wants("CHAIN_BROKEN")) return;
  world.agenda.at(make_date(year, 12, 18), Hour::early, [&world, year]() -> Status {
    const auto school = world.school(0);
    const auto who = world.city.holder(school, Role::file_keeper);
    const auto stolen_on = make_date(year, 11, 1);
    const auto old = world.city.staff(who).key->id();
    auto draft =
        City::enrolment(world.desk, SubjectKind::person, subject_of(world.city.staff(who).person),
                        KeyPurpose::personal, world.city.spare(City::Spare::of_file_keeper), old);
    if (!draft) return fail(draft.error());
    const KeyRevoked facts{old, RevocationKind::compromised, stolen_on};
    for (const auto& closing : world.closings) {
      if (closing.school != school || closing.day < stolen_on) continue;
      world
          .expect("CHAIN_BROKEN", world.is_provincial ? "FJ-38" : "SY-3.2g", school,
                  subject_text(closing.submission),
                  "signed with a key that turned out to be stolen")
          .happened_on(closing.day);
    }
    world.city.replace_key(who, City::Spare::of_file_keeper);
    return file_at_root(world, Form::key, {about_person(world, who, facts), *std::move(draft)});
  });
}

// ---- Organisations. ----------------------------------------------------------------------------

Status change_tier(World& world, OfficeIndex school, SchoolTier tier, Date from) {
  OrganisationChanged facts;
  facts.tier = tier;
  facts.tier_from = from;
  return file_at_root(world, Form::organisation, {about(world, school, std::move(facts))});
}

/// SY-1.5f: it turns out that the school was no key school any more when it registered its
/// students of a joint programme.
void plan_lost_tier(World& world, int year) {
  const auto school = world.school(0);
  if (world.is_provincial || !world.wants("JOINT_PARTNER_NOT_KEY")) return;
  world.agenda.at(make_date(year, 12, 13), Hour::early, [&world, school, year]() -> Status {
    for (const auto& student : world.roll.students) {
      const bool registered = student.way == WayIn::joint && student.on_roll;
      if (!registered) continue;
      world
          .expect("JOINT_PARTNER_NOT_KEY", "SY-1.5f", school, subject_text(student.id),
                  "the tier of the school was lost before the registration")
          .lasts_from(world.desk.today());
    }
    return change_tier(world, school, SchoolTier::ordinary, make_date(year, 9, 1));
  });
}

/// SY-2.1a: a review that was passed is taken back once its numbers were looked at again.
void plan_review_again(World& world, int year) {
  const auto school = world.school(0);
  if (!world.wants("OUT_OF_AREA_UNREVIEWED")) return;
  world.agenda.at(make_date(year, 12, 12), Hour::early, [&world, school, year]() -> Status {
    const auto limit = world.desk.pack().integer("out_of_area_limit");
    const auto state = world.sheets.state();
    if (!state) return fail(state.error());
    const auto* row = (*state)->organisation(world.office(school).id);
    if (!limit || row == nullptr) return {};
    for (const auto& intake : row->intakes) {
      if (intake.cohort != year || intake.out_of_area_registered <= *limit) continue;
      world
          .expect(
              "OUT_OF_AREA_UNREVIEWED", "SY-2.1a", school,
              "intake:" + std::to_string(intake.cohort) + "-" + std::string(code_of(intake.season)),
              "a later review of the recruits from elsewhere failed")
          .lasts_from(world.desk.today());
      const OutOfAreaReviewed facts{intake.cohort, intake.season, intake.out_of_area_registered,
                                    ReviewResult::failed, world.desk.today()};
      auto done =
          file_one(world, Form::out_of_area_review, school,
                   world.city.signer(world.office(school).supervisor, Role::section_officer),
                   about(world, school, facts));
      if (!done) return done;
    }
    return {};
  });
}

void plan_names(World& world, int year) {
  const auto school = world.school(1);
  world.agenda.at(make_date(year, 9, 4), Hour::early, [&world, school] {
    OrganisationChanged facts;
    facts.name = world.office(school).name + "(更名)";
    return file_at_root(world, Form::organisation, {about(world, school, std::move(facts))});
  });
  if (!world.is_provincial)
    return;  // In Shiyan every line of the school would state its place of study.
  world.agenda.at(make_date(year, 9, 5), Hour::early, [&world, school] {
    TeachingPointRegistered facts;
    facts.site = world.desk.random().draw<SiteId>();
    facts.name = "演示教学点";
    facts.division_code = world.office(school).division;
    return file_at_root(world, Form::organisation, {about(world, school, std::move(facts))});
  });
}

/// Row 1: the bureau puts the pack of genesis into force by an act of its own.
void plan_pack(World& world, int year) {
  world.agenda.at(make_date(year, 1, 3), Hour::early, [&world] {
    const auto& pack = world.desk.pack().metadata();
    PolicyPackActivated facts;
    facts.pack = world.desk.pack_digest();
    facts.pack_id = pack.id;
    facts.pack_version = pack.version;
    return file_at_root(world, Form::pack, {about(world, world.city.root(), std::move(facts))});
  });
}

/// Of the units for the graduation photos one joins the first, and one gives up.
void plan_ends(World& world, int year) {
  const auto end = [&world](OfficeIndex unit, Facts facts) {
    return file_one(world, Form::organisation_end, unit,
                    world.city.signer(world.city.root(), Role::section_chief),
                    about(world, unit, std::move(facts)), {{2}});
  };
  world.agenda.at(make_date(year, 6, 5), Hour::early, [&world, end] {
    return end(world.city.photo_units()[1],
               OrganisationMerged{world.office(world.city.photo_unit()).id, world.desk.today()});
  });
  world.agenda.at(make_date(year, 6, 19), Hour::early, [&world, end] {
    return end(world.city.photo_units()[2], OrganisationClosed{world.desk.today()});
  });
}

}  // namespace

void plan_inspection(World& world, int year) {
  std::make_shared<InspectionRun>(world, year)->plan();
}

void plan_city_acts(World& world) {
  const int year = world.options.first_year;
  plan_pack(world, year);
  plan_roles(world, year);
  plan_delegation(world, year);
  plan_second_device(world, year);
  plan_stolen_key(world, year);
  plan_lost_tier(world, year);
  plan_review_again(world, year);
  plan_names(world, year);
  plan_ends(world, year);
}

std::optional<Signer> acting_principal(const World& world, OfficeIndex school) {
  const auto found = world.delegations.find(school);
  if (found == world.delegations.end()) return std::nullopt;
  auto signer = world.city.staff_signer(found->second.to, Role::principal);
  signer.capacity.delegation = found->second.delegation;
  return signer;
}

std::optional<Signer> other_device(const World& world, OfficeIndex school) {
  if (world.second_device != school) return std::nullopt;
  auto signer = world.city.officer(school);
  signer.key = &world.city.spare(City::Spare::of_officer);
  return signer;
}

}  // namespace xueji::simulate
