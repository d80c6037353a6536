// Graduation, stamping and certificates: every bound rule, accepted and refused, with its boundary.
#include <catch2/catch.hpp>
#include <functional>

#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;
using P = PersonalField;

namespace {

/// The registration form as the vault opens it, by position.
class Opened final : public PersonDirectory {
 public:
  explicit Opened(const Persons& persons) : persons_(persons) {}
  std::map<std::uint64_t, Disclosure> at;
  std::optional<PersonId> find(std::string_view type, std::string_view number) const override {
    return persons_.find(type, number);
  }
  bool listed(ExternalListKind kind, std::string_view number) const override {
    return persons_.listed(kind, number);
  }
  std::optional<Disclosure> disclosure_at(Position position) const override {
    const auto found = at.find(position.value);
    return found == at.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  const Persons& persons_;
};

Disclosure disclosure_of(EventType type, const Personal& values) {
  Disclosure out;
  for (const auto field : personal_fields_of(type)) {
    const auto found = values.find(field);
    out.values.push_back(found == values.end() ? std::nullopt : std::optional(found->second));
  }
  return out;
}

constexpr Position registered_at{412};
constexpr unsigned who = 1;

/// A student of autumn 2024 in June 2027 who did everything, and the stamping line that says so.
struct Graduate {
  explicit Graduate(const std::string& pack) : world(pack), opened(world.persons) {
    on(make_date(2027, 6, 10));
    auto& row = student();
    row.status = StudentStatus::active;
    row.enrolled_from = make_date(2024, 9, 1);
    row.entry_year = 2024;
    row.study_mode = StudyMode::full_time;
    row.programme_years = 3;
    row.roster_at = registered_at;
    row.courses = {{"C1", CourseKind::ordinary, 1500, true, false},
                   {"C2", CourseKind::physical_education, 100, true, false},
                   {"C3", CourseKind::skill_certificate, 100, true, false}};
    row.moral_result = row.internship_result = ReviewResult::passed;
    row.spot_exam = row.skills_contest = ReviewResult::passed;
    row.internship_summary = row.graduation_photo = true;
    row.assessed_at = Position{800};
    row.assessment_passed = row.appraisal_form = row.plan_complete = true;
    opened.at[registered_at.value] = disclosure_of(EventType::roster_line, world.personal(who));
    line.school = world.school;
    line.cohort = 2024;
    line.graduation_year = 2027;
    line.season = Season::autumn;
    line.kind = CertificateKind::graduation;
    line.study_from = make_date(2024, 9, 1);
    line.study_until = make_date(2027, 6, 30);
    line.major_code = "610101";
    line.major_catalogue = "2021";
    line.study_mode = StudyMode::full_time;
    line.programme_years = 3;
    line.credits_tenths = 1700;
    line.certificate_number = world.fujian ? "202711010001" : "";
    line.issue_on = make_date(2027, 7, 1);
    line.registration = registered_at;
    line.results = id<Digest>(7, 7);
    printed = world.personal(who);
    printed[P::skill_certificate_number] = "S-DEMO-1";
  }

  StudentState& student() {
    auto& row = world.state.edit_student(World::student_id(who));
    if (row.status == StudentStatus::none) world.on_roll(who);
    return row;
  }
  void on(Date day) { world.now = Instant{start_of(day).ms + 1000}; }

  Verdict file(Form form, std::vector<SubmittedEvent> events) {
    return decide_filing({world.state, world.pack, opened, world.now},
                         world.submit(form, std::move(events)))
        .verdict;
  }
  template <class Facts>
  Verdict file(Form form, const Facts& facts, const Personal& values = {}) {
    return file(form, {world.of_student(who, facts, values)});
  }
  Verdict stamp(bool with_override = false, const std::string& rule = {}) {
    const auto event = world.of_student(who, line, printed);
    std::vector events{event};
    if (with_override) events.push_back(world.override_of(event, rule));
    return file(Form::stamping, events);
  }
  Rules stamped() { return refusals(stamp()); }

  World world;
  Opened opened;
  StampingLine line;
  Personal printed;
};

GraduationAssessed full_sheet() {
  GraduationAssessed sheet;
  sheet.moral_passed = sheet.physical_passed = sheet.internship_passed = true;
  sheet.skill_certificate = sheet.other_passed = sheet.plan_complete = sheet.appraisal_form = true;
  sheet.credits_tenths = sheet.credits_required_tenths = 1700;
  sheet.assessed_on = make_date(2027, 5, 10);
  return sheet;
}
const Personal certificate_paper = {{P::skill_certificate_number, "S-DEMO-1"}};

const Problem* problem_of(const Verdict& verdict, std::string_view rule) {
  for (const auto& problem : verdict.problems) {
    if (problem.rule == rule) return &problem;
  }
  return nullptr;
}

CertificateHeld stamped_diploma(const std::string& number) {
  CertificateHeld held;
  held.kind = CertificateKind::graduation;
  held.number = number;
  held.stamped_at = Position{900};
  held.dated_on = make_date(2027, 7, 1);
  return held;
}

}  // namespace

TEST_CASE("who did everything is stamped under both packs", "[SY-1.7a][FJ-31a][FJ-40]") {
  CHECK(Graduate("shiyan").stamped().empty());
  CHECK(Graduate("fujian").stamped().empty());
}

// ---- The registration form as the sole basis. --------------------------------------------------

TEST_CASE("the line names the registration form of this very student", "[SY-1.7a][FJ-35b]") {
  for (const auto& [pack, rule] : {std::pair{"shiyan", "SY-1.7a"}, {"fujian", "FJ-35b"}}) {
    Graduate g(pack);
    g.line.registration = Position{413};
    CHECK(g.stamped() == Rules{rule});
    g.student().roster_at = no_position;
    CHECK(g.stamped() == Rules{rule});
  }
}

TEST_CASE("name, identity, cohort and major agree with the registration form", "[SY-1.7a]") {
  const auto refused = [](const std::function<void(Graduate&)>& change) {
    Graduate g("shiyan");
    change(g);
    return g.stamped();
  };
  CHECK(refused([](auto& g) { g.printed[P::name] = "张威"; }) == Rules{"SY-1.7a"});
  CHECK(refused([](auto& g) { g.printed[P::identity_number] = citizen_id(3); }) ==
        Rules{"SY-1.7a"});
  CHECK(refused([](auto& g) { g.printed[P::sex] = "2"; }) == Rules{"SY-1.7a"});
  CHECK(refused([](auto& g) { g.printed[P::birth_date] = "2008-01-02"; }) == Rules{"SY-1.7a"});
  CHECK(refused([](auto& g) { g.line.cohort = 2023; }) == Rules{"SY-1.7a"});
  CHECK(refused([](auto& g) { g.line.major_code = "710201"; }) == Rules{"SY-1.7a"});
  CHECK(refused([](auto& g) { g.line.study_mode = StudyMode::flexible; }) == Rules{"SY-1.7a"});
}

TEST_CASE("an approved change explains the difference, and is listed by its entry", "[SY-1.7a]") {
  Graduate g("shiyan");
  g.printed[P::name] = "张维";
  const auto refused = g.stamp();
  REQUIRE(refusals(refused) == Rules{"SY-1.7a"});
  CHECK(problem_of(refused, "SY-1.7a")->message.en.find("no approved change") != std::string::npos);

  g.student().changes = {{Position{519}, EventType::student_info_changed, "name"}};
  g.opened.at[519] = disclosure_of(EventType::student_info_changed,
                                   {{P::old_value, "张伟"}, {P::new_value, "张维"}});
  const auto accepted = g.stamp();
  CHECK(refusals(accepted).empty());
  REQUIRE(warnings(accepted).contains("SY-1.7a"));
  CHECK(problem_of(accepted, "SY-1.7a")->message.zh.find("第519条") != std::string::npos);
  // The old name is the registered one no longer.
  g.printed[P::name] = "张伟";
  const auto old_name = g.stamp();
  REQUIRE(refusals(old_name) == Rules{"SY-1.7a"});
  CHECK(problem_of(old_name, "SY-1.7a")->message.en.find("entry 519") != std::string::npos);
}

TEST_CASE("what the vault cannot open is no basis", "[SY-1.7a]") {
  Graduate g("shiyan");
  g.opened.at.clear();
  CHECK(g.stamped() == Rules{"SY-1.7a"});
  Graduate changed("shiyan");
  changed.student().changes = {{Position{519}, EventType::student_info_changed, "name"}};
  CHECK(changed.stamped() == Rules{"SY-1.7a"});
}

// ---- Conditions. -------------------------------------------------------------------------------

TEST_CASE("a condition that the ledger contradicts is refused", "[FJ-31a][SY-1.6l]") {
  for (const auto& [pack, rule] : {std::pair{"fujian", "FJ-31a"}, {"shiyan", "SY-1.6l"}}) {
    Graduate g(pack);
    const auto assess = [&](const GraduationAssessed& sheet) {
      return refusals(g.file(Form::graduation_assessment, sheet, certificate_paper));
    };
    CHECK(assess(full_sheet()).empty());
    auto sheet = full_sheet();
    sheet.internship_passed = false;  // The ledger holds a pass.
    CHECK(assess(sheet) == Rules{rule});
    sheet = full_sheet();
    g.student().internship_result = ReviewResult::failed;
    CHECK(assess(sheet) == Rules{rule});
    g.student().internship_result = ReviewResult::passed;
    g.student().moral_result = ReviewResult::failed;
    CHECK(assess(sheet) == Rules{rule});
    g.student().moral_result = ReviewResult::passed;
    g.student().courses[1].passed = false;  // Physical education, and 10 credits less.
    CHECK(assess(sheet) == Rules{rule});
  }
}

TEST_CASE("the credits are those of the ledger; after an opening import at least those",
          "[FJ-31a]") {
  Graduate g("fujian");
  auto sheet = full_sheet();
  const auto assess = [&] {
    return refusals(g.file(Form::graduation_assessment, sheet, certificate_paper));
  };
  sheet.credits_tenths = 1701;
  CHECK(assess() == Rules{"FJ-31a"});
  g.student().opening_import = true;
  CHECK(assess().empty());
  sheet.credits_tenths = 1699;
  CHECK(assess() == Rules{"FJ-31a"});
}

TEST_CASE("a condition of which nothing is on record is told to the signers", "[FJ-31a]") {
  Graduate g("fujian");
  g.student().internship_result = ReviewResult::none;
  const auto verdict = g.file(Form::graduation_assessment, full_sheet(), certificate_paper);
  CHECK(refusals(verdict).empty());
  CHECK(warnings(verdict).contains("FJ-31a"));
  // A certificate without its number is none.
  CHECK(refusals(g.file(Form::graduation_assessment, full_sheet())) == Rules{"FJ-31a"});
}

TEST_CASE("seven conditions, or no stamp", "[FJ-31a]") {
  Graduate g("fujian");
  g.student().assessment_passed = false;
  CHECK(g.stamped() == Rules{"FJ-31a"});
  g.student().assessed_at = no_position;
  CHECK(g.stamped() == Rules{"FJ-31a"});
  Graduate failed("fujian");
  failed.student().moral_result = ReviewResult::failed;  // Recorded after the assessment.
  CHECK(failed.stamped() == Rules{"FJ-31a"});
}

TEST_CASE("school and internship both pass, and were assessed", "[SY-1.6l]") {
  Graduate g("shiyan");
  g.student().courses[0].passed = false;
  CHECK(g.stamped() == Rules{"SY-1.6l"});
  Graduate away("shiyan");
  away.student().internship_result = ReviewResult::failed;
  CHECK(away.stamped() == Rules{"SY-1.6l"});
  away.student().internship_result = ReviewResult::none;
  CHECK(away.stamped() == Rules{"SY-1.6l"});
  // Before the ledger began, the school's assessment speaks (D-34).
  away.student().opening_import = true;
  CHECK(away.stamped().empty());
  away.student().assessed_at = no_position;
  CHECK(away.stamped() == Rules{"SY-1.6l"});
}

TEST_CASE("the internship summary is filed, or the city makes an exception", "[SY-1.6k]") {
  Graduate g("shiyan");
  g.student().internship_summary = false;
  CHECK(g.stamped() == Rules{"SY-1.6k"});
  CHECK(refusals(g.stamp(true, "SY-1.6k")).empty());
}

TEST_CASE("spot exam and skills contest count from cohort 2010 on", "[SY-1.7c]") {
  Graduate g("shiyan");
  g.student().spot_exam = ReviewResult::failed;
  CHECK(g.stamped() == Rules{"SY-1.7c"});
  g.student().spot_exam = ReviewResult::passed;
  g.student().skills_contest = ReviewResult::none;
  CHECK(g.stamped() == Rules{"SY-1.7c"});
  g.student().cohort = g.line.cohort = 2010;
  CHECK(g.stamped() == Rules{"SY-1.7c"});
  g.student().cohort = g.line.cohort = 2009;
  CHECK(g.stamped().empty());
}

TEST_CASE("the verified results come with the list", "[SY-1.7e][FJ-35b]") {
  Graduate g("shiyan");
  g.line.results = {};
  CHECK(g.stamped() == Rules{"SY-1.7e"});
  Graduate f("fujian");
  f.line.results = {};
  CHECK(f.stamped() == Rules{"FJ-35b"});
}

TEST_CASE("a diverted student stays three terms, to the end of the study", "[SY-1.1d]") {
  Graduate g("shiyan");
  g.student().route = EntryRoute::ordinary_high_diversion;
  g.student().arrived_on = make_date(2026, 3, 1);  // Spring 2026, autumn 2026, spring 2027.
  CHECK(g.stamped().empty());
  g.student().arrived_on = make_date(2026, 9, 1);
  CHECK(g.stamped() == Rules{"SY-1.1d"});
  g.student().arrived_on = make_date(2026, 3, 1);
  g.line.study_until = make_date(2027, 7, 2);  // The day after the issue.
  CHECK(g.stamped() == Rules{"SY-1.1d"});
  g.line.study_until = make_date(2027, 7, 1);
  CHECK(g.stamped().empty());
}

TEST_CASE("the appraisal form is filled before graduation", "[FJ-35a]") {
  Graduate g("fujian");
  g.student().appraisal_form = false;
  CHECK(g.stamped() == Rules{"FJ-35a"});
}

TEST_CASE("the graduation photo: entrusted unit, grade two term one", "[SY-2.3b]") {
  Graduate g("shiyan");
  const auto unit = id<OrganisationId>(77);
  g.world.organisation(unit, OrganisationKind::entrusted_unit, g.world.county_code, g.world.city);
  GraduationPhotoCollected photo{make_date(2025, 11, 3), unit};
  const Personal picture = {{P::photo_digest, std::string(64, 'a')}};
  const auto taken = g.file(Form::graduation_photo, photo, picture);
  CHECK(refusals(taken).empty());
  CHECK_FALSE(warnings(taken).contains("SY-2.3b"));
  photo.taken_on = make_date(2026, 3, 3);
  CHECK(warnings(g.file(Form::graduation_photo, photo, picture)).contains("SY-2.3b"));
  photo.collector = g.world.school;
  CHECK(refusals(g.file(Form::graduation_photo, photo, picture)) == Rules{"SY-2.3b"});
  g.student().graduation_photo = false;
  CHECK(warnings(g.stamp()).contains("SY-2.3b"));
  g.student().graduation_photo = true;
  CHECK_FALSE(warnings(g.stamp()).contains("SY-2.3b"));
}

// ---- Days and numbers. -------------------------------------------------------------------------

TEST_CASE("stamped in June and July, else by the city's exception", "[SY-1.7f]") {
  Graduate g("shiyan");
  const auto on = [&](unsigned month, unsigned day) {
    g.on(make_date(2027, month, day));
    return g.stamped();
  };
  CHECK(on(5, 31) == Rules{"SY-1.7f"});
  CHECK(on(6, 1).empty());
  CHECK(on(7, 31).empty());
  CHECK(on(8, 1) == Rules{"SY-1.7f"});
  CHECK(refusals(g.stamp(true, "SY-1.7f")).empty());
}

TEST_CASE("the verification is due on 20 May and 20 August", "[FJ-42]") {
  Graduate g("fujian");
  const auto late = [&](unsigned month, unsigned day) {
    g.on(make_date(2027, month, day));
    const auto verdict = g.stamp();
    CHECK(refusals(verdict).empty());
    return warnings(verdict).contains("FJ-42");
  };
  CHECK_FALSE(late(8, 20));
  CHECK(late(8, 21));
  g.line.season = Season::spring;
  CHECK_FALSE(late(5, 20));
  CHECK(late(5, 21));
}

TEST_CASE("the six groups of the certificate are stated", "[FJ-40]") {
  const auto refused = [](const std::function<void(Graduate&)>& change) {
    Graduate g("fujian");
    change(g);
    return g.stamped();
  };
  CHECK(refused([](auto& g) { g.line.credits_tenths = 0; }) == Rules{"FJ-40"});
  CHECK(refused([](auto& g) { g.line.season = Season::none; }) == Rules{"FJ-40"});
  CHECK(refused([](auto& g) { g.printed.erase(P::skill_certificate_number); }) ==
        Rules{"FJ-35b", "FJ-40"});
  CHECK(refused([](auto& g) { g.line.study_until = g.line.study_from; }).contains("FJ-40"));
  CHECK(refused([](auto& g) { g.line.kind = CertificateKind::completion; }) == Rules{"FJ-40"});
  CHECK(refused([](auto& g) { g.line.study_from = make_date(2023, 9, 1); }) == Rules{"FJ-40"});
}

TEST_CASE("twelve digits: year, county, school, serial, never twice", "[FJ-41]") {
  const auto numbered = [](const std::string& number) {
    Graduate g("fujian");
    g.line.certificate_number = number;
    return g.stamped();
  };
  CHECK(numbered("202711010001").empty());
  CHECK(numbered("20271101001") == Rules{"FJ-41"});
  CHECK(numbered("2027110100O1") == Rules{"FJ-41"});
  CHECK(numbered("202611010001") == Rules{"FJ-41"});
  CHECK(numbered("202712010001") == Rules{"FJ-41"});
  CHECK(numbered("202711020001") == Rules{"FJ-41"});
  CHECK(numbered("202711010000") == Rules{"FJ-41"});
  CHECK(numbered("202711019999").empty());

  Graduate g("fujian");
  g.world.state.edit_serial("20271101").last = 1;
  const auto used = g.stamp();
  REQUIRE(refusals(used) == Rules{"FJ-41"});
  CHECK(problem_of(used, "FJ-41")->expected.en == ">= 0002");
  g.line.certificate_number = "202711010002";
  CHECK(g.stamped().empty());
  g.world.state.edit_identifier(IdentifierKind::certificate_number, "202711010002").holder =
      subject_of(World::student_id(2));
  CHECK(g.stamped() == Rules{"FJ-41"});
}

TEST_CASE("one list gives no number to two graduates", "[FJ-41]") {
  Graduate g("fujian");
  auto& other = g.world.on_roll(3);
  const auto mine = g.student();
  other = mine;
  other.id = World::student_id(3);
  other.person = World::person_id(3);
  other.roster_at = Position{500};
  g.opened.at[500] = disclosure_of(EventType::roster_line, g.world.personal(3));
  auto second = g.line;
  second.registration = Position{500};
  auto values = g.world.personal(3);
  values[P::skill_certificate_number] = "S-DEMO-2";
  const auto both = [&] {
    return refusals(g.file(Form::stamping, {g.world.of_student(who, g.line, g.printed),
                                            g.world.of_student(3, second, values)}));
  };
  CHECK(both() == Rules{"FJ-41"});
  second.certificate_number = "202711010002";
  CHECK(both().empty());
}

TEST_CASE("two to seven years: one year early at most, four late", "[FJ-30b][FJ-34]") {
  Graduate g("fujian");
  const auto until = [&](int year, unsigned month, bool early) {
    g.student().early_graduation = early;
    g.line.study_until = make_date(year, month, 30);
    g.line.issue_on = make_date(year, month, 30);
    g.line.graduation_year = static_cast<std::uint16_t>(year);
    g.line.certificate_number = std::to_string(year) + "11010001";
    g.on(make_date(year, month, 20));
    return g.stamped();
  };
  CHECK(until(2027, 6, false).empty());
  CHECK(until(2026, 6, false) == Rules{"FJ-34"});
  CHECK(until(2026, 6, true).empty());
  CHECK(until(2025, 12, true) == Rules{"FJ-30b"});
  CHECK(refusals(g.stamp(true, "FJ-30b")).empty());
  CHECK(until(2031, 6, false).empty());
  CHECK(until(2031, 11, false) == Rules{"FJ-30b"});
  // A one-year programme has no early graduation (D-08).
  g.student().programme_years = g.line.programme_years = 1;
  CHECK(until(2024, 12, true) == Rules{"FJ-30b"});
  CHECK(until(2025, 6, false).empty());
}

TEST_CASE("early graduation is earned by every credit and condition", "[FJ-34]") {
  Graduate g("fujian");
  auto sheet = full_sheet();
  sheet.early = true;
  const auto assess = [&](const Consent& consent = {true, false, true, make_date(2027, 5, 4)}) {
    return refusals(g.file(
        Form::graduation_assessment,
        {g.world.of_student(who, sheet, certificate_paper), g.world.of_student(who, consent)}));
  };
  CHECK(assess().empty());
  sheet.other_passed = false;
  CHECK(assess() == Rules{"FJ-34"});
  sheet.other_passed = true;
  sheet.credits_required_tenths = 1701;
  CHECK(assess() == Rules{"FJ-34"});
}

TEST_CASE("the student applies for early graduation, nobody else", "[FJ-34]") {
  for (const auto* pack : {"fujian", "shiyan"}) {
    Graduate g(pack);
    auto sheet = full_sheet();
    const auto refused = [&](bool early, std::optional<Consent> consent) {
      sheet.early = early;
      std::vector events{g.world.of_student(who, sheet, certificate_paper)};
      if (consent) events.push_back(g.world.of_student(who, *consent));
      return refusals(g.file(Form::graduation_assessment, events)).contains("FJ-34");
    };
    const auto day = make_date(2027, 5, 4);
    const bool ruled = g.world.fujian;
    CHECK(refused(true, std::nullopt) == ruled);
    CHECK(refused(true, Consent{false, true, true, day}) == ruled);  // The guardian alone.
    CHECK_FALSE(refused(true, Consent{true, false, true, day}));
    CHECK_FALSE(refused(false, std::nullopt));
  }
}

TEST_CASE("the direction of a broad category is settled by the graduate roster", "[FJ-05a]") {
  Graduate g("fujian");
  g.student().major_code = g.line.major_code = "61";
  CHECK(g.stamped() == Rules{"FJ-05a"});
}

// ---- Papers. -----------------------------------------------------------------------------------

TEST_CASE("stamped first, issued once", "[FJ-31b][SY-1.6l]") {
  for (const auto& [pack, rule] : {std::pair{"fujian", "FJ-31b"}, {"shiyan", "SY-1.6l"}}) {
    Graduate g(pack);
    g.on(make_date(2027, 7, 2));
    g.student().status = StudentStatus::graduated;
    const DiplomaIssued issue{"202711010001", make_date(2027, 7, 1)};
    CHECK(refusals(g.file(Form::diploma_issue, issue)).contains(rule));
    g.student().certificates = {stamped_diploma("202711010001")};
    CHECK(refusals(g.file(Form::diploma_issue, issue)).empty());
    g.student().certificates[0].issued_on = make_date(2027, 7, 1);
    CHECK(refusals(g.file(Form::diploma_issue, issue)) == Rules{rule});
    g.student().certificates[0] = stamped_diploma("202711010001");
    g.student().certificates[0].recalled_on = make_date(2027, 7, 2);
    CHECK(refusals(g.file(Form::diploma_issue, issue)) == Rules{rule});
  }
}

TEST_CASE("completion: the plan finished, the conditions not met", "[FJ-32a]") {
  Graduate g("fujian");
  g.student().assessment_passed = false;
  CompletionCertified facts{"202711010009", make_date(2027, 6, 1), true};
  CHECK(refusals(g.file(Form::completion, facts)).empty());
  facts.plan_complete = false;
  CHECK(refusals(g.file(Form::completion, facts)) == Rules{"FJ-32a"});
  facts.plan_complete = true;
  g.student().assessment_passed = true;
  CHECK(refusals(g.file(Form::completion, facts)) == Rules{"FJ-32a"});
  g.student().assessment_passed = false;
  g.on(make_date(2031, 9, 30));
  facts.issued_on = make_date(2031, 8, 31);
  CHECK(refusals(g.file(Form::completion, facts)).empty());
  facts.issued_on = make_date(2031, 9, 1);
  CHECK(refusals(g.file(Form::completion, facts)) == Rules{"FJ-32a"});
}

TEST_CASE("after a completion the day of graduation is the day of issue", "[FJ-32b]") {
  Graduate g("fujian");
  g.student().status = StudentStatus::completed;
  CHECK(g.stamped() == Rules{"FJ-32b"});
  g.line.study_until = g.line.issue_on;
  CHECK(g.stamped().empty());
  g.on(make_date(2027, 7, 5));
  g.student().status = StudentStatus::graduated;
  CertificateHeld completion;
  completion.kind = CertificateKind::completion;
  completion.number = "202611010009";
  g.student().certificates = {completion, stamped_diploma("202711010001")};
  DiplomaIssued issue{"202711010001", make_date(2027, 7, 1)};
  CHECK(refusals(g.file(Form::diploma_issue, issue)).empty());
  issue.issued_on = make_date(2027, 7, 2);
  CHECK(refusals(g.file(Form::diploma_issue, issue)) == Rules{"FJ-32b"});
}

TEST_CASE("the longest study binds; after a completion it is only told", "[FJ-30b][FJ-32b]") {
  Graduate g("fujian");
  g.on(make_date(2032, 7, 5));
  g.line.study_until = g.line.issue_on = make_date(2032, 7, 1);
  g.line.graduation_year = 2032;
  g.line.certificate_number = "203211010001";
  CHECK(g.stamped() == Rules{"FJ-30b"});
  g.student().status = StudentStatus::completed;
  const auto verdict = g.stamp();
  CHECK(refusals(verdict).empty());
  CHECK(warnings(verdict).contains("FJ-30b"));
}

TEST_CASE("incomplete study: a year or more, passing, once", "[FJ-33]") {
  Graduate g("fujian");
  IncompleteStudyCertified facts{CertificateKind::incomplete_study, "202711010008", 2,
                                 make_date(2027, 6, 1)};
  const auto certify = [&] { return refusals(g.file(Form::incomplete_study, facts)); };
  CHECK(certify().empty());
  facts.terms_studied = 1;
  CHECK(certify() == Rules{"FJ-33"});
  facts.terms_studied = 7;  // Six terms have begun.
  CHECK(certify() == Rules{"FJ-33"});
  facts.terms_studied = 6;
  CHECK(certify().empty());
  facts.kind = CertificateKind::graduation;
  CHECK(certify() == Rules{"FJ-33"});
  facts.kind = CertificateKind::factual_record;
  g.student().status = StudentStatus::withdrawn;  // Without a change of status (FJ-16b).
  CHECK(certify().empty());
  g.student().courses[0].passed = false;
  CHECK(certify() == Rules{"FJ-33"});
  g.student().courses[0].passed = true;
  CertificateHeld had;
  had.kind = CertificateKind::incomplete_study;
  g.student().certificates = {had};
  CHECK(certify() == Rules{"FJ-33"});
  g.student().certificates.clear();
  g.student().status = StudentStatus::on_leave;
  CHECK(certify().contains("STATE"));
}

TEST_CASE("the number of a school's own paper may differ, and the inspector is told", "[FJ-41]") {
  Graduate g("fujian");
  IncompleteStudyCertified facts{CertificateKind::incomplete_study, "肄2027-1", 2,
                                 make_date(2027, 6, 1)};
  const auto odd = g.file(Form::incomplete_study, facts);
  CHECK(refusals(odd).empty());
  CHECK(warnings(odd).contains("FJ-41"));
  facts.certificate_number = "202711010008";
  CHECK_FALSE(warnings(g.file(Form::incomplete_study, facts)).contains("FJ-41"));
}

TEST_CASE("who entered against the rules gets no certificate", "[FJ-36a]") {
  Graduate g("fujian");
  g.student().admission_violation = true;
  CHECK(g.stamped() == Rules{"FJ-36a"});
  g.student().assessment_passed = false;
  CHECK(refusals(g.file(Form::completion, CompletionCertified{"202711010009", make_date(2027, 6, 1),
                                                              true})) == Rules{"FJ-36a"});
  g.student().status = StudentStatus::graduated;
  g.student().certificates = {stamped_diploma("202711010001")};
  g.on(make_date(2027, 7, 2));
  CHECK(refusals(g.file(Form::diploma_issue,
                        DiplomaIssued{"202711010001", make_date(2027, 7, 1)})) == Rules{"FJ-36a"});
}

TEST_CASE("recalled by the school, then declared void by the authority", "[FJ-36b]") {
  Graduate g("fujian");
  g.on(make_date(2027, 9, 10));
  g.student().status = StudentStatus::graduated;
  g.student().certificates = {stamped_diploma("202711010001")};
  const CertificateRecalled recall{"202711010001", make_date(2027, 9, 1)};
  const CertificateVoided voided{"202711010001", make_date(2027, 9, 10)};
  CHECK(refusals(g.file(Form::certificate_void, recall)) == Rules{"FJ-36b"});
  g.student().admission_violation = true;
  CHECK(refusals(g.file(Form::certificate_void, recall)).empty());
  CHECK(refusals(g.file(Form::certificate_void, voided)) == Rules{"FJ-36b"});
  CHECK(refusals(g.file(Form::certificate_void,
                        {g.world.of_student(who, recall), g.world.of_student(who, voided)}))
            .empty());
  g.student().certificates[0].recalled_on = make_date(2027, 9, 1);
  CHECK(refusals(g.file(Form::certificate_void, voided)).empty());
  g.student().certificates[0].voided_on = make_date(2027, 9, 9);
  CHECK(refusals(g.file(Form::certificate_void, voided)) == Rules{"FJ-36b"});
  CHECK(refusals(g.file(Form::certificate_void, CertificateVoided{"1", make_date(2027, 9, 1)}))
            .contains("FJ-36b"));
}

TEST_CASE("a lost diploma: one proof, with its papers", "[FJ-37a][FJ-37c]") {
  Graduate g("fujian");
  g.on(make_date(2028, 3, 2));
  g.student().status = StudentStatus::graduated;
  g.student().certificates = {stamped_diploma("202711010001")};
  g.student().certificates[0].issued_on = make_date(2027, 7, 1);
  GraduationProofIssued proof;
  proof.certificate_number = "202711010001";
  proof.proof_number = "202811010001";
  proof.newspaper = "福州日报";
  proof.newspaper_level = NewspaperLevel::county;
  proof.announced_on = make_date(2028, 2, 20);
  proof.photos = 2;
  proof.application_form = true;
  proof.issued_on = make_date(2028, 3, 1);
  const auto issue = [&](bool applied = true) {
    std::vector events{g.world.of_student(who, proof)};
    if (applied) {
      events.push_back(g.world.of_student(who, Consent{true, false, true, make_date(2028, 2, 25)}));
    }
    return refusals(g.file(Form::graduation_proof, events));
  };
  CHECK(issue().empty());
  CHECK(issue(false) == Rules{"FJ-37c"});
  proof.newspaper_level = NewspaperLevel::below_county;
  CHECK(issue() == Rules{"FJ-37c"});
  proof.newspaper_level = NewspaperLevel::province;
  proof.photos = 1;
  CHECK(issue() == Rules{"FJ-37c"});
  proof.photos = 2;
  proof.application_form = false;
  CHECK(issue() == Rules{"FJ-37c"});
  proof.application_form = true;
  proof.announced_on = make_date(2028, 3, 2);
  CHECK(issue() == Rules{"FJ-37c"});
  proof.announced_on = make_date(2028, 3, 1);
  CHECK(issue().empty());

  CertificateHeld first;
  first.kind = CertificateKind::graduation_proof;
  first.number = "202811010000";
  g.student().certificates.push_back(first);
  CHECK(issue() == Rules{"FJ-37a"});
  g.student().certificates.pop_back();
  g.student().certificates[0].voided_on = make_date(2028, 1, 1);
  CHECK(issue() == Rules{"FJ-37a"});
}

TEST_CASE("certificate data are corrected by letter and proofs", "[FJ-43]") {
  Graduate g("fujian");
  g.on(make_date(2027, 9, 2));
  g.student().status = StudentStatus::graduated;
  g.student().certificates = {stamped_diploma("202711010001")};
  CertificateDataCorrected facts{"202711010001", "name", id<Digest>(8, 8), make_date(2027, 9, 1)};
  const Personal papers = {
      {P::old_value, "张伟"}, {P::new_value, "张维"}, {P::document_digest, std::string(64, 'b')}};
  const auto correct = [&](const Personal& values) {
    return refusals(g.file(Form::certificate_correction, facts, values));
  };
  CHECK(correct(papers).empty());
  auto values = papers;
  values.erase(P::document_digest);
  CHECK(correct(values) == Rules{"FJ-43"});
  values = papers;
  values[P::new_value] = "张伟";
  CHECK(correct(values) == Rules{"FJ-43"});
  facts.changed = "home_address";
  CHECK(correct(papers) == Rules{"FJ-43"});
  facts.changed = "name";
  facts.letter = {};
  CHECK(correct(papers).contains("FORMAT"));
}

TEST_CASE("the file of who left is archived or handed over, once", "[FJ-08b]") {
  Graduate g("fujian");
  const auto keeper = g.world.holder(Role::file_keeper, g.world.school).first;
  const FileArchived archived{keeper, make_date(2027, 6, 9)};
  CHECK(refusals(g.file(Form::file_closing, archived)) == Rules{"STATE"});
  g.student().status = StudentStatus::graduated;
  CHECK(refusals(g.file(Form::file_closing, archived)).empty());
  CHECK(refusals(g.file(Form::file_closing,
                        FileArchived{World::person_id(99), make_date(2027, 6, 9)})) ==
        Rules{"FJ-08b"});
  const FileHandedOver handed{"某区人才服务中心(演示数据)", make_date(2027, 6, 9)};
  CHECK(refusals(g.file(Form::file_closing, handed)) == Rules{"FJ-08b"});
  CHECK(refusals(g.file(Form::file_closing, handed, {{P::document_digest, std::string(64, 'c')}}))
            .empty());
  g.student().file_closed_on = make_date(2027, 6, 1);
  CHECK(refusals(g.file(Form::file_closing, archived)) == Rules{"FJ-08b"});
}

TEST_CASE("resits after a completion rest on a rule of the school", "[FJ-32c]") {
  Graduate g("fujian");
  g.student().status = StudentStatus::completed;
  TermResultRecorded facts;
  facts.school_year = 2026;
  facts.term = 2;
  const auto record = [&] {
    return refusals(g.file(Form::term_results, facts)).contains("FJ-32c");
  };
  CHECK(record());
  g.world.edit_school().rules = {
      {SchoolRuleKind::course_assessment, make_date(2020, 1, 1), Position{1}}};
  CHECK_FALSE(record());
}
