#include "tools/bench/bench_city.h"

#include <algorithm>
#include <array>

#include "ledger/crypto/key_file.h"
#include "ledger/merkle/checkpoint.h"
#include "ledger/policy/identity.h"
#include "ledger/policy/pack_files.h"

namespace xueji::bench {
namespace {

constexpr std::size_t drafts_per_set_up = 2'000;
constexpr std::size_t class_size = 50;
constexpr std::size_t employees_count = 4'000;
constexpr std::uint64_t sequences_per_day = 100;  ///< 900–999 mark invented people.
constexpr std::uint64_t birth_days = 365;
constexpr auto given_roles =
    std::to_array<Role>({Role::class_teacher, Role::academic_office, Role::school_doctor,
                         Role::student_affairs, Role::lead_teacher, Role::file_keeper});

std::string reasons(const Verdict& verdict) {
  constexpr std::size_t shown_max = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown_max, verdict.problems.size()); ++i) {
    const auto& problem = verdict.problems[i];
    text +=
        "; " + problem.rule + " " + problem.field + " [" + problem.seen + "] " + problem.message.en;
  }
  return text;
}

std::string birth_digits(Date birth) {
  std::string digits;
  for (const char c : to_text(birth)) {
    if (c != '-') digits.push_back(c);
  }
  return digits;
}

DraftEvent about_person(const PersonId& id, Date today, Facts facts) {
  return {SubjectKind::person, subject_of(id), today, std::move(facts), {}};
}

std::string school_code(std::size_t number) {
  return "DEMOB" + std::to_string(10'001 + number);
}

}  // namespace

Ledger::Done Answers::expect() {
  {
    const std::lock_guard lock(mutex_);
    ++waiting_;
  }
  return [this](Result<Answer> answer) {
    const std::lock_guard lock(mutex_);
    if (!answer) {
      if (!failure_) failure_ = answer.error();
    } else if (const auto* refusal = std::get_if<Refusal>(&*answer)) {
      if (!failure_) {
        failure_ = make_error(ErrorCode::refused, "the ledger refused an act of the benchmark" +
                                                      reasons(refusal->verdict));
      }
    }
    if (--waiting_ == 0) changed_.notify_all();
  };
}

Status Answers::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_ == 0; });
  if (failure_) return fail(*failure_);
  return {};
}

BenchCity::BenchCity(const std::filesystem::path& directory, Instant start)
    : directory_{directory}, master_(directory.string() + ".master"), clock_(start), now_(start) {}

LedgerOptions BenchCity::options() {
  return {.directory = directory_, .master = master_, .clock = clock_, .random = system_random_};
}

Result<std::unique_ptr<BenchCity>> BenchCity::create(const std::filesystem::path& directory,
                                                     std::size_t schools) {
  // A forenoon in China, so that days and instants agree.
  const auto start = Instant{start_of(make_date(2024, 1, 4)).ms + 9LL * 3'600'000};
  std::unique_ptr<BenchCity> city(new BenchCity(directory, start));
  if (auto drawn = city->draw_everybody(schools); !drawn) return fail(drawn.error());
  if (auto made = city->make_ledger(); !made) return fail(made.error());
  if (auto filed = city->file_set_up(); !filed) return fail(filed.error());
  if (auto filed = city->file_classes(); !filed) return fail(filed.error());
  return city;
}

Result<Signatory> BenchCity::draw(Role role, const OrganisationId& organisation) {
  auto key = SigningKey::generate(Suite::sha256_ed25519, random_);
  if (!key) return fail(key.error());
  Signatory who{random_.draw<PersonId>(), std::make_unique<SigningKey>(*std::move(key)), {}};
  who.capacity = {who.person, role, organisation, {}};
  return who;
}

Status BenchCity::draw_everybody(std::size_t schools) {
  Status status;
  const auto put = [&](Signatory& into, Role role, const OrganisationId& organisation) {
    auto drawn = draw(role, organisation);
    if (!drawn) {
      status = fail(drawn.error());
    } else {
      into = *std::move(drawn);
    }
  };
  const auto city = random_.draw<OrganisationId>();
  county_ = random_.draw<OrganisationId>();
  put(root_, Role::authority_administrator, city);
  put(chief_, Role::section_chief, city);
  put(county_officer_, Role::section_officer, county_);
  administrators_.resize(administrators);
  for (auto& one : administrators_)
    put(one, Role::authority_administrator, city);
  for (std::size_t i = 0; i < employees_count; ++i)
    employees_.push_back(random_.draw<PersonId>());
  for (std::size_t i = 0; i < schools; ++i) {
    auto& school = schools_.emplace_back();
    school.id = random_.draw<OrganisationId>();
    school.code = school_code(i);
    put(school.principal, Role::principal, school.id);
    put(school.officer, Role::status_officer, school.id);
    put(school.seal_keeper, Role::seal_keeper, school.id);
    put(school.teacher, Role::class_teacher, school.id);
    auto seal = SigningKey::generate(Suite::sha256_ed25519, random_);
    if (!seal) return fail(seal.error());
    school.seal = std::make_unique<SigningKey>(*std::move(seal));
  }
  lines_filed_.resize(schools);
  return status;
}

Status BenchCity::make_ledger() {
  auto files = shipped_pack("shiyan");
  if (!files) return fail(files.error());
  GenesisOptions genesis;
  genesis.origin = "xueji.example/bench";
  genesis.root_kind = OrganisationKind::city;
  genesis.root_code = "DEMOBENCH";
  genesis.root_name = "演示市教育局";
  genesis.root_division_code = "420300";
  genesis.root_organisation = root_.capacity.organisation;
  genesis.root_keys = {{to_bytes(root_.key->public_key().view()), root_.person, root_.key->id()}};
  genesis.packs = {*files};
  genesis.demonstration = true;
  if (auto created = Ledger::create(options(), genesis); !created) return created;
  if (auto opened = reopen(); !opened) return opened;
  auto view = LedgerView::over(ledger_->log());
  if (!view) return fail(view.error());
  const auto pack = (*view)->pack_for(root_.capacity.organisation, today());
  if (!pack) return fail(pack.error());
  pack_ = *pack->pack;
  pack_digest_ = pack->digest;
  for (const auto& division : pack_->divisions().divisions()) {
    if (!division.code.ends_with("00") && division.last_revision >= "202012" &&
        (counties_.empty() || counties_.back() != division.code)) {
      counties_.push_back(division.code);
    }
  }
  if (counties_.empty()) return fail(ErrorCode::not_found, "the pack lists no county");
  return {};
}

Status BenchCity::reopen() {
  ledger_.reset();
  auto opened = Ledger::open(options());
  if (!opened) return fail(opened.error());
  ledger_ = *std::move(opened);
  return {};
}

Result<AuthoringContext> BenchCity::context() {
  // The newest checkpoint: what an author's tool would have verified.
  const auto head = ledger_->log().head();
  const std::string note(text_of(head.record));
  const auto end = note.find("\n\n");
  auto checkpoint = parse_checkpoint_text(note.substr(0, end == note.npos ? end : end + 1));
  if (!checkpoint) return fail(checkpoint.error());
  return AuthoringContext{
      ledger_->id(), *pack_, pack_digest_, Seen{checkpoint->size, checkpoint->root}, now_, random_};
}

Result<Submission> BenchCity::author(Form form, const OrganisationId& organisation,
                                     const Signatory& who, const std::vector<DraftEvent>& drafts) {
  const auto authoring = context();
  if (!authoring) return fail(authoring.error());
  DraftSubmission draft{form, organisation, who.capacity, {}, {}};
  draft.events.reserve(drafts.size());
  for (const auto& event : drafts) {
    auto sealed = seal_event(*authoring, event);
    if (!sealed) return fail(sealed.error());
    draft.events.push_back(*std::move(sealed));
  }
  return sign_submission(*authoring, draft, *who.key);
}

Result<FiledImport> BenchCity::file(Form form, const OrganisationId& organisation,
                                    const Signatory& who, const std::vector<DraftEvent>& drafts,
                                    Answers& answers) {
  auto submission = author(form, organisation, who, drafts);
  if (!submission) return fail(submission.error());
  const auto& header = submission->header;
  FiledImport filed{0, header.header.submission, header.digest, header.digest};
  ledger_->submit_async(*std::move(submission), answers.expect());
  return filed;
}

Status BenchCity::file_in_parts(Form form, const std::vector<DraftEvent>& drafts) {
  Answers answers;
  Status status;
  for (std::size_t at = 0; at < drafts.size() && status; at += drafts_per_set_up) {
    const auto first = drafts.begin() + static_cast<std::ptrdiff_t>(at);
    const auto count = std::min(drafts_per_set_up, drafts.size() - at);
    const auto filed = file(form, root_.capacity.organisation, root_,
                            {first, first + static_cast<std::ptrdiff_t>(count)}, answers);
    if (!filed) status = fail(filed.error());
  }
  const auto answered = answers.wait();
  return status ? answered : status;
}

Status BenchCity::file_set_up() {
  const auto day = today();
  const auto city = root_.capacity.organisation;
  std::vector<DraftEvent> organisations;
  std::vector<DraftEvent> persons;
  std::vector<DraftEvent> keys;
  std::vector<DraftEvent> roles;
  Status status;
  const auto add_organisation = [&](OrganisationRegistered facts, const OrganisationId& id) {
    organisations.push_back({SubjectKind::organisation, subject_of(id), day, std::move(facts), {}});
  };
  const auto add_key = [&](SubjectKind kind, const SubjectId& owner, KeyPurpose purpose,
                           const SigningKey& key) {
    KeyEnrolled enrolled{purpose, 1, to_bytes(key.public_key().view()), {}, {}, key.id()};
    auto proof = prove_possession(ledger_->id(), kind, owner, purpose, key);
    if (!proof) status = fail(proof.error());
    if (proof) enrolled.proof = *std::move(proof);
    keys.push_back({kind, owner, day, std::move(enrolled), {}});
  };
  const auto add_person = [&](const PersonId& id, const OrganisationId& employer) {
    auto draft = about_person(id, day, PersonRegistered{employer});
    draft.personal = {{PersonalField::name, "演示职员" + std::to_string(persons.size() + 1)}};
    persons.push_back(std::move(draft));
  };
  const auto add_signatory = [&](const Signatory& who) {
    const auto& at = who.capacity.organisation;
    add_person(who.person, at);
    add_key(SubjectKind::person, subject_of(who.person), KeyPurpose::personal, *who.key);
    roles.push_back(about_person(who.person, day, RoleGranted{who.capacity.role, at, day, {}}));
  };
  const auto described = [](OrganisationKind kind, const std::string& code,
                            const OrganisationId& supervisor) {
    OrganisationRegistered facts;
    facts.kind = kind;
    facts.code = code;
    facts.name = "演示 " + code;
    facts.division_code = "420322";
    facts.supervisor = supervisor;
    return facts;
  };
  add_organisation(described(OrganisationKind::county, "DEMOBC", city), county_);
  for (const auto& school : schools_) {
    auto facts = described(OrganisationKind::school, school.code, county_);
    facts.school_type = SchoolType::secondary_vocational;
    facts.tier = SchoolTier::ordinary;
    add_organisation(std::move(facts), school.id);
    for (const auto* who :
         {&school.principal, &school.officer, &school.seal_keeper, &school.teacher}) {
      add_signatory(*who);
    }
    add_key(SubjectKind::organisation, subject_of(school.id), KeyPurpose::seal, *school.seal);
  }
  add_signatory(chief_);
  add_signatory(county_officer_);
  for (const auto& one : administrators_)
    add_signatory(one);
  for (std::size_t i = 0; i < employees_.size(); ++i) {
    add_person(employees_[i], schools_[i % schools_.size()].id);
  }
  if (!status) return status;
  const std::pair<Form, const std::vector<DraftEvent>*> parts[] = {
      {Form::organisation, &organisations},
      {Form::person, &persons},
      {Form::key, &keys},
      {Form::role, &roles}};
  for (const auto& [form, drafts] : parts) {
    if (auto done = file_in_parts(form, *drafts); !done) return done;
  }
  return {};
}

Status BenchCity::file_classes() {
  const auto day = today();
  const auto& major = pack_->majors().majors().front();
  Answers answers;
  std::vector<FiledImport> filed;
  for (std::size_t i = 0; i < schools_.size(); ++i) {
    auto& school = schools_[i];
    auto named = file(Form::officer, school.id, school.principal,
                      {{SubjectKind::organisation,
                        subject_of(school.id),
                        day,
                        OfficerDesignated{school.officer.person},
                        {}}},
                      answers);
    if (!named) return fail(named.error());
    std::vector<DraftEvent> drafts;
    for (std::size_t n = 0; n < lines_per_school / class_size; ++n) {
      const auto id = random_.draw<ClassId>();
      school.classes.push_back(id);
      school.class_names.push_back("2023级" + std::to_string(n + 1) + "班");
      drafts.push_back({SubjectKind::school_class,
                        subject_of(id),
                        day,
                        ClassOpened{school.id,
                                    school.class_names.back(),
                                    2023,
                                    Season::autumn,
                                    major.code,
                                    major.version,
                                    {}},
                        {}});
      drafts.push_back({SubjectKind::school_class,
                        subject_of(id),
                        day,
                        ClassTeacherAssigned{school.teacher.person},
                        {}});
    }
    auto opened = file(Form::school_class, school.id, school.officer, drafts, answers);
    if (!opened) return fail(opened.error());
    opened->school = i;
    filed.push_back(*opened);
  }
  if (auto answered = answers.wait(); !answered) return answered;
  for (const auto& step : pack_->chain(Form::school_class)->steps) {
    if (auto signed_off = sign_step_of_all(filed, step); !signed_off) return signed_off;
  }
  return {};
}

Result<std::vector<Submission>> BenchCity::single_acts(std::size_t count) {
  std::vector<Submission> acts;
  acts.reserve(count);
  const auto day = today();
  for (std::size_t i = 0; i < count; ++i) {
    const auto n = roles_given_++;
    const auto round = n / employees_.size();
    const auto school = round / given_roles.size();
    if (school >= schools_.size()) {
      return fail(ErrorCode::invalid_argument, "there are not enough schools for so many acts");
    }
    const RoleGranted given{given_roles[round % given_roles.size()], schools_[school].id, day, {}};
    auto act = author(Form::role, root_.capacity.organisation, administrators_[i % administrators],
                      {about_person(employees_[n % employees_.size()], day, given)});
    if (!act) return fail(act.error());
    acts.push_back(*std::move(act));
  }
  return acts;
}

PersonalValues BenchCity::next_student() {
  const auto n = people_++;
  const auto& county = counties_[n / (sequences_per_day * birth_days) % counties_.size()];
  const auto birth =
      add_days(make_date(2007, 9, 1), static_cast<int>(n / sequences_per_day % birth_days));
  const auto sequence = 900 + n % sequences_per_day;
  auto number = county + birth_digits(birth) + std::to_string(sequence);
  number += citizen_id_check_character(number);
  using enum PersonalField;
  return {{name, "演示学生" + std::to_string(n + 1)},
          {identity_type, "1"},
          {identity_number, number},
          {sex, sequence % 2 == 1 ? "1" : "2"},
          {ethnic_group, "01"},
          {birth_date, to_text(birth)},
          {native_place, "湖北十堰"},
          {household_province, "420000"},
          {household_city, "420300"},
          {household_county, "420322"},
          {household_address, "演示路" + std::to_string(n % 997 + 1) + "号"},
          {household_type, "1"},
          {low_income, "false"},
          {receives_grant, "true"},
          {monthly_grant, "200"},
          {guardian_name, "演示家长"},
          {guardian_phone, "10000000000"},
          {health, "1"},
          {home_province, "420000"},
          {home_city, "420300"},
          {home_county, "420322"},
          {home_address, "演示路" + std::to_string(n % 997 + 1) + "号"},
          {student_phone, "10000000001"},
          {postal_code, "442600"},
          {political_status, "03"},
          {previous_school, "演示第一初级中学"},
          {previous_certificate_number, "YS" + std::to_string(n)},
          {family_economy, "一般"},
          {origin_place, "420322"}};
}

DraftEvent BenchCity::line(std::size_t index) {
  const auto& school = schools_[index];
  const auto& major = pack_->majors().majors().front();
  OpeningStatusImported facts;
  facts.school = school.id;
  facts.class_id = school.classes[lines_filed_[index]++ / class_size % school.classes.size()];
  facts.cohort = 2023;
  facts.season = Season::autumn;
  facts.entered_on = make_date(2023, 9, 1);
  facts.major_code = major.code;
  facts.major_catalogue = major.version;
  facts.study_mode = StudyMode::full_time;
  facts.programme_years = 3;
  facts.status = StudentStatus::active;
  facts.paper_register = pack_digest_;
  return {SubjectKind::student, subject_of(random_.draw<StudentId>()), today(), facts,
          next_student()};
}

Result<Submission> BenchCity::opening_import(std::size_t school, std::size_t lines) {
  std::vector<DraftEvent> drafts;
  drafts.reserve(lines);
  for (std::size_t i = 0; i < lines; ++i)
    drafts.push_back(line(school));
  return author(Form::opening_import, schools_[school].id, schools_[school].officer, drafts);
}

Status BenchCity::sign_step_of_all(std::vector<FiledImport>& imports, const Step& step) {
  const auto authoring = context();
  if (!authoring) return fail(authoring.error());
  Answers answers;
  for (auto& import : imports) {
    const auto& school = schools_[import.school];
    const std::pair<Role, const Signatory*> signers[] = {{Role::principal, &school.principal},
                                                         {Role::seal_keeper, &school.seal_keeper},
                                                         {Role::section_officer, &county_officer_},
                                                         {Role::section_chief, &chief_}};
    const auto* who = std::find_if(std::begin(signers), std::end(signers),
                                   [&](const auto& pair) { return pair.first == step.actor.role; });
    if (who == std::end(signers)) {
      return fail(ErrorCode::not_found, "nobody signs the step " + step.id);
    }
    SubmissionState state;
    state.id = import.id;
    state.header = import.header;
    state.previous = import.previous;
    DraftSignOff draft{.submission = state,
                       .step = step.id,
                       .decision = Decision::approve,
                       .lines = {},
                       .capacity = who->second->capacity};
    auto request =
        sign_step(*authoring, draft, *who->second->key, step.seal ? school.seal.get() : nullptr);
    if (!request) return fail(request.error());
    import.previous = request->signed_off.digest;
    ledger_->sign_off_async(*std::move(request), answers.expect());
  }
  return answers.wait();
}

void BenchCity::next_day() {
  now_.ms += 24LL * 3'600'000;
  clock_.set(now_);
}

Status BenchCity::sign_all(std::vector<FiledImport> imports) {
  for (const auto& step : pack_->chain(Form::opening_import)->steps) {
    next_day();
    if (auto done = sign_step_of_all(imports, step); !done) return done;
  }
  return {};
}

Status BenchCity::fill_schools(std::size_t first, std::size_t count) {
  constexpr std::size_t lines = 500;
  std::vector<FiledImport> imports;
  Answers answers;
  for (auto school = first; school < first + count; ++school) {
    while (lines_filed_[school] < lines_per_school) {
      auto submission =
          opening_import(school, std::min(lines, lines_per_school - lines_filed_[school]));
      if (!submission) return fail(submission.error());
      const auto& header = submission->header;
      imports.push_back({school, header.header.submission, header.digest, header.digest});
      ledger_->submit_async(*std::move(submission), answers.expect());
    }
  }
  if (auto answered = answers.wait(); !answered) return answered;
  return sign_all(std::move(imports));
}

Status BenchCity::write_keys() {
  std::error_code error;
  std::filesystem::create_directories(directory_.keys(), error);
  if (error) return fail(ErrorCode::io, "cannot create " + directory_.keys().string());
  const auto& school = schools_.front();
  const std::pair<const char*, const SigningKey*> files[] = {
      {"officer.pem", school.officer.key.get()}, {"principal.pem", school.principal.key.get()}};
  for (const auto& [file, key] : files) {
    if (auto wrote = write_key_file(directory_.keys() / file, *key, {}, system_random_); !wrote) {
      return wrote;
    }
  }
  return {};
}

Result<std::string> BenchCity::import_sheet(std::size_t school) {
  constexpr std::size_t lines = 500;
  const auto& major = pack_->majors().majors().front();
  const auto& divisions = pack_->divisions();
  std::string json = "[";
  for (std::size_t i = 0; i < lines; ++i) {
    std::vector<std::pair<std::string, std::string>> cells;
    for (auto& [field, value] : next_student()) {
      const bool is_place = value.size() == 6 && divisions.is_known(value);
      cells.emplace_back(code_of(field), is_place ? std::string(divisions.name_of(value)) : value);
    }
    const auto& names = schools_[school].class_names;
    for (auto& cell : std::vector<std::pair<std::string, std::string>>{
             {"class_id", names[i / class_size % names.size()]},
             {"cohort", "2023级"},
             {"season", "autumn"},
             {"entered_on", "202309"},
             {"major_code", major.code},
             {"major_name", major.name},
             {"major_catalogue", major.version},
             {"study_mode", "full_time"},
             {"programme_years", "3"},
             {"status", "active"},
             {"paper_register", to_text(pack_digest_)}}) {
      cells.push_back(std::move(cell));
    }
    json += i == 0 ? "{" : ",{";
    for (std::size_t n = 0; n < cells.size(); ++n) {
      json += (n == 0 ? "\"" : ",\"") + cells[n].first + "\":\"" + cells[n].second + "\"";
    }
    json += "}";
  }
  return json + "]";
}

}  // namespace xueji::bench
