#include "tests/ledger/commit/office.h"

#include <unistd.h>

#include "ledger/crypto/key_file.h"
#include "ledger/crypto/sha256.h"
#include "ledger/policy/identity.h"

namespace xueji::test {

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "xueji-test-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
  owned_ = true;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  if (owned_) std::filesystem::remove_all(path_, ignored);
}

std::string invented_id(const std::string& division, Date birth, int sequence) {
  std::string digits = division;
  for (const char c : to_text(birth)) {
    if (c != '-') digits.push_back(c);
  }
  digits += std::to_string(sequence);
  digits.push_back(citizen_id_check_character(digits));
  return digits;
}

GenesisOptions city_genesis(const OrganisationId& root) {
  GenesisOptions genesis;
  genesis.origin = "xueji.example/test";
  genesis.root_kind = OrganisationKind::city;
  genesis.root_code = "CITY";
  genesis.root_name = "演示市教育局";
  genesis.root_division_code = "420300";
  genesis.root_organisation = root;
  return genesis;
}

RootKey root_key(const SigningKey& key, const PersonId& person) {
  RootKey root;
  root.public_key = to_bytes(key.public_key().view());
  root.person = person;
  return root;
}

Office::Office(std::uint64_t seed, const std::string& pack)
    : Office(seed, Founding{.pack = pack}) {}

Office::Office(std::uint64_t seed, const Founding& founding)
    : directory{home.path() / "city"}, clock(start_of(make_date(2024, 9, 2))), random(seed) {
  auto files = shipped_pack(founding.pack);
  REQUIRE(files);
  auto first = SigningKey::generate(Suite::sha256_ed25519, random);
  REQUIRE(first);
  root = random.draw<OrganisationId>();
  organisations["CITY"] = root;
  auto genesis = city_genesis(root);
  const auto holder = [&](const std::string& name, SigningKey key, std::vector<RootKey>& keys) {
    Signer signer{random.draw<PersonId>(), std::make_shared<SigningKey>(std::move(key)), {}};
    signer.capacity = {signer.person, Role::authority_administrator, root, {}};
    keys.push_back(root_key(*signer.key, signer.person));
    signers["CITY/" + name] = std::move(signer);
  };
  holder("authority_administrator", *std::move(first), genesis.root_keys);
  for (int number = 2; number <= founding.root_keys; ++number) {
    auto key = SigningKey::generate(Suite::sha256_ed25519, random);
    REQUIRE(key);
    holder("administrator-" + std::to_string(number), *std::move(key), genesis.root_keys);
  }
  for (int number = 1; number <= founding.recovery_keys; ++number) {
    auto key = SigningKey::generate(Suite::sha256_ed25519, random);
    REQUIRE(key);
    holder("recovery-" + std::to_string(number), *std::move(key), genesis.recovery_keys);
  }
  genesis.root_threshold = founding.root_threshold;
  genesis.recovery_threshold = founding.recovery_threshold;
  genesis.packs = {*files};
  genesis.demonstration = true;
  for (const auto& [name, holder_of] : signers) {
    const auto file = home.path() / name.substr(name.find('/') + 1);
    REQUIRE(write_key_file(file.string() + ".pem", *holder_of.key, {}, random));
    REQUIRE(write_new_file(file.string() + ".person", to_text(holder_of.person)));
  }
  const auto created = Ledger::create(options(), genesis);
  INFO((created ? "" : created.error().what.en));
  REQUIRE(created);
  reopen();
  const auto& majors = view->packs().all().begin()->second.majors();
  major_code = majors.majors().front().code;
  major_catalogue = majors.majors().front().version;
}

Office::Office(const std::filesystem::path& existing, std::uint64_t seed)
    : home(existing),
      directory{home.path() / "city"},
      clock(start_of(make_date(2024, 9, 3))),
      random(seed) {
  reopen();
  root = view->state().genesis().root_organisation;
  organisations["CITY"] = root;
  for (const auto& file : std::filesystem::directory_iterator(home.path())) {
    if (file.path().extension() != ".pem") continue;
    auto key = read_key_file(file.path(), [] { return Result<SecretBytes>(); });
    REQUIRE(key);
    auto beside = file.path();
    const auto person = read_file(beside.replace_extension(".person"), 64);
    REQUIRE(person);
    Signer signer{
        *id_from_text<PersonId>(*person), std::make_shared<SigningKey>(*std::move(key)), {}};
    signer.capacity = {signer.person, Role::authority_administrator, root, {}};
    signers["CITY/" + file.path().stem().string()] = std::move(signer);
  }
}

LedgerOptions Office::options() {
  return {
      .directory = directory, .master = home.path() / "master", .clock = clock, .random = random};
}

void Office::reopen() {
  view.reset();
  ledger.reset();
  auto opened = Ledger::open(options());
  INFO((opened ? "" : opened.error().what.en));
  REQUIRE(opened);
  ledger = *std::move(opened);
  auto viewed = LedgerView::over(ledger->log());
  REQUIRE(viewed);
  view = *std::move(viewed);
}

AuthoringContext Office::context() {
  REQUIRE(view->refresh());
  const auto pack = view->pack_for(root, china_date(clock.now()));
  REQUIRE(pack);
  return {view->ledger_id(), *pack->pack, pack->digest, view->seen(), clock.now(), random};
}

Submission Office::author(Form form, const OrganisationId& organisation, const Signer& signer,
                          const std::vector<DraftEvent>& drafts) {
  const auto authoring = context();
  DraftSubmission draft{form, organisation, signer.capacity, {}, {}};
  for (const auto& event : drafts) {
    auto sealed = seal_event(authoring, event);
    INFO((sealed ? "" : sealed.error().what.en));
    REQUIRE(sealed);
    draft.events.push_back(*std::move(sealed));
  }
  auto submission = sign_submission(authoring, draft, *signer.key);
  INFO((submission ? "" : submission.error().what.en));
  REQUIRE(submission);
  return *std::move(submission);
}

Receipt Office::file(Form form, const OrganisationId& organisation, const Signer& signer,
                     const std::vector<DraftEvent>& drafts) {
  auto answer = ledger->submit(author(form, organisation, signer, drafts));
  INFO((answer ? "" : answer.error().what.en));
  REQUIRE(answer);
  if (const auto* refusal = std::get_if<Refusal>(&*answer)) {
    std::string why = std::string(code_of(form)) + ":";
    for (const auto& problem : refusal->verdict.problems) {
      why += "\n" + problem.rule + " " + problem.field + " [" + problem.seen + "] " +
             problem.message.en + " -> " + problem.expected.en;
    }
    FAIL(why);
  }
  REQUIRE(view->refresh());
  return std::get<Receipt>(*answer);
}

Refusal Office::refused(Form form, const OrganisationId& organisation, const Signer& signer,
                        const std::vector<DraftEvent>& drafts) {
  auto answer = ledger->submit(author(form, organisation, signer, drafts));
  INFO((answer ? "" : answer.error().what.en));
  REQUIRE(answer);
  REQUIRE(std::holds_alternative<Refusal>(*answer));
  return std::get<Refusal>(*std::move(answer));
}

SignOffRequest Office::approval(const SubmissionId& submission, const std::string& step,
                                const Signer& signer, std::vector<MarkedLine> struck,
                                const SigningKey* seal_key) {
  const auto authoring = context();
  const auto* row = view->state().submission(submission);
  REQUIRE(row != nullptr);
  DraftSignOff draft{.submission = *row,
                     .step = step,
                     .decision = Decision::approve,
                     .lines = std::move(struck),
                     .capacity = signer.capacity};
  auto request = sign_step(authoring, draft, *signer.key, seal_key);
  REQUIRE(request);
  return *std::move(request);
}

Receipt Office::sign(const SubmissionId& submission, const std::string& step, const Signer& signer,
                     std::vector<MarkedLine> struck, const SigningKey* seal_key) {
  auto answer = ledger->sign_off(approval(submission, step, signer, std::move(struck), seal_key));
  INFO((answer ? "" : answer.error().what.en));
  REQUIRE(answer);
  if (const auto* refusal = std::get_if<Refusal>(&*answer)) {
    std::string why = "step " + step + ":";
    for (const auto& problem : refusal->verdict.problems) {
      why += "\n" + problem.rule + " " + problem.field + " " + problem.message.en;
    }
    FAIL(why);
  }
  REQUIRE(view->refresh());
  return std::get<Receipt>(*answer);
}

void Office::sign_roster(const SubmissionId& roster) {
  using Signature = std::pair<const char*, const char*>;
  for (const auto& [step, who] : {Signature{"principal", "SCHOOL/principal"},
                                  {"seal", "SCHOOL/seal_keeper"},
                                  {"county", "COUNTY/section_officer"},
                                  {"exam_institute", "EXAM/exam_officer"},
                                  {"clerk", "CITY/clerk"},
                                  {"section_chief", "CITY/section_chief"},
                                  {"deputy_director", "CITY/deputy_director"}}) {
    const bool seals = std::string_view(step) == "seal";
    sign(roster, step, signer(who), {}, seals ? seal.get() : nullptr);
  }
}

SubmissionId Office::registered(const std::vector<DraftEvent>& lines) {
  const auto roster =
      file(Form::entry_roster, organisations.at("SCHOOL"), signer("SCHOOL/status_officer"), lines);
  sign_roster(roster.submission);
  return roster.submission;
}

OrganisationId Office::organisation(OrganisationKind kind, const std::string& code,
                                    const OrganisationId& supervisor, const std::string& division) {
  const auto id = random.draw<OrganisationId>();
  OrganisationRegistered facts;
  facts.kind = kind;
  facts.code = code;
  facts.name = "演示 " + code;
  facts.division_code = division;
  facts.supervisor = supervisor;
  if (kind == OrganisationKind::school) {
    facts.school_type = SchoolType::secondary_vocational;
    facts.tier = SchoolTier::national_key;
    facts.tier_from = make_date(2010, 1, 1);
  }
  const auto today = china_date(clock.now());
  file(Form::organisation, root, signer("CITY/authority_administrator"),
       {{SubjectKind::organisation, subject_of(id), today, facts}});
  organisations[code] = id;
  return id;
}

Signer& Office::person(const std::string& organisation_code, Role role) {
  const auto organisation = organisations.at(organisation_code);
  auto key = SigningKey::generate(Suite::sha256_ed25519, random);
  REQUIRE(key);
  Signer signer{random.draw<PersonId>(), std::make_shared<SigningKey>(*std::move(key)), {}};
  signer.capacity = {signer.person, role, organisation, {}};
  const auto& admin = signers.at("CITY/authority_administrator");
  const auto today = china_date(clock.now());
  const auto subject = subject_of(signer.person);
  file(Form::person, root, admin,
       {{SubjectKind::person,
         subject,
         today,
         PersonRegistered{organisation},
         {{PersonalField::name, "演示职员" + std::to_string(++people_)}}}});
  KeyEnrolled enrolled;
  enrolled.purpose = KeyPurpose::personal;
  enrolled.public_key = to_bytes(signer.key->public_key().view());
  enrolled.key = signer.key->id();
  auto proof = prove_possession(view->ledger_id(), SubjectKind::person, subject,
                                KeyPurpose::personal, *signer.key);
  REQUIRE(proof);
  enrolled.proof = *std::move(proof);
  file(Form::key, root, admin, {{SubjectKind::person, subject, today, enrolled}});
  file(Form::role, root, admin,
       {{SubjectKind::person, subject, today, RoleGranted{role, organisation, today, {}}}});
  const auto name = organisation_code + "/" + std::string(code_of(role));
  return signers[name] = std::move(signer);
}

std::shared_ptr<SigningKey> Office::enrol_seal(const OrganisationId& of) {
  auto drawn = SigningKey::generate(Suite::sha256_ed25519, random);
  REQUIRE(drawn);
  auto key = std::make_shared<SigningKey>(*std::move(drawn));
  KeyEnrolled enrolled;
  enrolled.purpose = KeyPurpose::seal;
  enrolled.public_key = to_bytes(key->public_key().view());
  enrolled.key = key->id();
  auto proof = prove_possession(view->ledger_id(), SubjectKind::organisation, subject_of(of),
                                KeyPurpose::seal, *key);
  REQUIRE(proof);
  enrolled.proof = *std::move(proof);
  file(Form::key, root, signer("CITY/authority_administrator"),
       {{SubjectKind::organisation, subject_of(of), china_date(clock.now()), enrolled}});
  return key;
}

void Office::set_up() {
  const auto today = china_date(clock.now());
  for (const auto role : {Role::section_officer, Role::clerk, Role::section_chief,
                          Role::deputy_director, Role::recorder}) {
    person("CITY", role);
  }
  organisation(OrganisationKind::exam_institute, "EXAM", root, "420300");
  person("EXAM", Role::exam_officer);
  const auto county = organisation(OrganisationKind::county, "COUNTY", root, "420322");
  person("COUNTY", Role::section_officer);
  const auto school = organisation(OrganisationKind::school, "SCHOOL", county, "420322");
  for (const auto role : {Role::principal, Role::status_officer, Role::seal_keeper,
                          Role::class_teacher, Role::academic_office}) {
    person("SCHOOL", role);
  }
  seal = enrol_seal(school);
  file(Form::officer, school, signer("SCHOOL/principal"),
       {{SubjectKind::organisation, subject_of(school), today,
         OfficerDesignated{signer("SCHOOL/status_officer").person}}});
  class_id = random.draw<ClassId>();
  const auto& officer = signer("SCHOOL/status_officer");
  ClassOpened opened;
  opened.school = school;
  opened.name = "2024级1班";
  opened.cohort = 2024;
  opened.season = Season::autumn;
  opened.major_code = major_code;
  opened.major_catalogue = major_catalogue;
  auto filed = file(Form::school_class, school, officer,
                    {{SubjectKind::school_class, subject_of(class_id), today, opened},
                     {SubjectKind::school_class, subject_of(class_id), today,
                      ClassTeacherAssigned{signer("SCHOOL/class_teacher").person}}});
  if (!filed.in_effect) sign(filed.submission, "principal", signer("SCHOOL/principal"));
  TeachingPlanFiled plan;
  plan.cohort = 2024;
  plan.major_code = major_code;
  plan.major_catalogue = major_catalogue;
  plan.courses = {{"语文", CourseKind::ordinary, true, 180, 10},
                  {"体育", CourseKind::physical_education, true, 144, 8},
                  {"顶岗实习", CourseKind::internship, true, 600, 30},
                  {"职业技能证书", CourseKind::skill_certificate, true, 60, 4}};
  plan.document = sha256(bytes_of("演示教学计划"));
  filed = file(Form::teaching_plan, school, signer("SCHOOL/academic_office"),
               {{SubjectKind::organisation, subject_of(school), today, plan}});
  const auto* chain = context().pack.chain(Form::teaching_plan);
  for (const auto& step : chain->steps) {
    if (step.is_filing) break;
    const auto organisation_id =
        organisation_of_step(view->state(), step, *view->state().submission(filed.submission));
    for (const auto& [name, someone] : signers) {
      if (someone.capacity.role == step.actor.role &&
          someone.capacity.organisation == organisation_id) {
        sign(filed.submission, step.id, someone);
        break;
      }
    }
  }
}

std::vector<StudentId> Office::students(std::size_t count) {
  const auto school = organisations.at("SCHOOL");
  const auto today = china_date(clock.now());
  std::vector<StudentId> ids;
  std::vector<DraftEvent> admitted;
  std::vector<DraftEvent> arrived;
  std::vector<DraftEvent> photos;
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = random.draw<StudentId>();
    ids.push_back(id);
    const auto birth = add_days(make_date(2008, 9, 1), static_cast<int>(people_ % 300));
    const bool male = people_ % 2 == 1;
    const int sequence = 900 + static_cast<int>(people_ / 300 % 50) * 2 + (male ? 1 : 0);
    auto& values = identities[id];
    values = {{PersonalField::name, "演示学生" + std::to_string(++people_)},
              {PersonalField::identity_type, "1"},
              {PersonalField::identity_number, invented_id("420322", birth, sequence)},
              {PersonalField::sex, male ? "1" : "2"},
              {PersonalField::birth_date, to_text(birth)},
              {PersonalField::household_province, "420000"},
              {PersonalField::household_city, "420300"},
              {PersonalField::household_county, "420322"},
              {PersonalField::previous_school, "演示初级中学"},
              {PersonalField::previous_certificate_number, "DEMO" + std::to_string(people_)}};
    StudentAdmitted admission;
    admission.school = school;
    admission.cohort = 2024;
    admission.season = Season::autumn;
    admission.major_code = major_code;
    admission.major_catalogue = major_catalogue;
    admission.route = EntryRoute::exam;
    admission.category = CandidateCategory::junior_graduate;
    admission.basis = AdmissionBasis::exam_list;
    admission.prior_education = PriorEducation::junior_high;
    admission.admitted_on = today;
    admitted.push_back({SubjectKind::student, subject_of(id), today, admission, values});
    arrived.push_back({SubjectKind::student, subject_of(id), today,
                       ArrivalConfirmed{class_id, today, FeeStatus::waived, today}});
    photos.push_back(
        {SubjectKind::student,
         subject_of(id),
         today,
         EntryPhotoUploaded{true, today},
         {{PersonalField::photo_digest, to_text(sha256(bytes_of(std::to_string(people_))))}}});
  }
  const auto& officer = signer("SCHOOL/status_officer");
  const auto& teacher = signer("SCHOOL/class_teacher");
  const auto complete = [&](const Receipt& receipt) {
    if (!receipt.in_effect) {
      const auto filed = *view->state().submission(receipt.submission);
      const auto* step = next_step(*context().pack.chain(filed.form), filed);
      sign(receipt.submission, step->id, officer);
    }
  };
  complete(file(Form::admission, school, officer, admitted));
  complete(file(Form::arrival, school, teacher, arrived));
  complete(file(Form::entry_photo, school, officer, photos));
  const auto placed = view->state().school_class(class_id)->arrived;
  complete(file(Form::class_headcount, school, teacher,
                {{SubjectKind::school_class, subject_of(class_id), today,
                  ClassHeadcountVerified{placed, today}}}));
  const auto& section = signer("COUNTY/section_officer");
  complete(file(Form::on_site_verification, school, section,
                {{SubjectKind::school_class, subject_of(class_id), today,
                  OnSiteVerified{placed, today, false}}}));
  return ids;
}

std::vector<DraftEvent> Office::roster_lines(const std::vector<StudentId>& students) {
  const auto today = china_date(clock.now());
  std::vector<DraftEvent> lines;
  for (const auto& id : students) {
    RosterLine line;
    line.school = organisations.at("SCHOOL");
    line.class_id = class_id;
    line.cohort = 2024;
    line.season = Season::autumn;
    line.grade = 1;
    line.entered_on = make_date(2024, 9, 1);
    line.major_code = major_code;
    line.major_catalogue = major_catalogue;
    line.study_mode = StudyMode::full_time;
    line.programme_years = 3;
    line.route = EntryRoute::exam;
    line.category = CandidateCategory::junior_graduate;
    auto values = identities.at(id);
    for (const auto& [field, value] :
         PersonalValues{{PersonalField::ethnic_group, "01"},
                        {PersonalField::household_type, "2"},
                        {PersonalField::household_address, "演示路1号"},
                        {PersonalField::guardian_name, "演示家长"},
                        {PersonalField::guardian_phone, "10000000000"},
                        {PersonalField::health, "1"},
                        {PersonalField::home_address, "演示路1号"},
                        {PersonalField::political_status, "13"},
                        {PersonalField::origin_place, "420322"},
                        {PersonalField::family_economy, "一般"},
                        {PersonalField::student_phone, "10000000001"},
                        {PersonalField::postal_code, "442600"}}) {
      values.emplace_back(field, value);
    }
    lines.push_back({SubjectKind::student, subject_of(id), today, line, values});
  }
  return lines;
}

}  // namespace xueji::test
