#include "tests/projections/log_builder.h"

#include <catch2/catch.hpp>

#include "ledger/crypto/sha256.h"
#include "ledger/policy/pack_files.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"

namespace xueji::test {
namespace {

constexpr std::uint16_t cohort = 2024;
const std::string major = "710201";

SubjectId subject(const auto& id) {
  return subject_of(id);
}

}  // namespace

Event student_event(const StudentId& student, Date effective_on, Facts facts) {
  return {SubjectKind::student, subject(student), effective_on, {}, std::move(facts)};
}

LogBuilder::LogBuilder() {
  at(make_date(2024, 8, 1));
  const auto files = shipped_pack("shiyan");
  REQUIRE(files);
  const auto archive = pack_archive(*files);
  pack_ = sha256(archive);
  Genesis genesis;
  genesis.origin = "xueji.example/views";
  genesis.clock = ClockKind::simulated;
  genesis.created_at = now;
  genesis.root_organisation = city();
  genesis.root_kind = OrganisationKind::city;
  genesis.root_code = "CITY";
  genesis.root_name = "演示市教育局";
  genesis.root_keys.push_back({Bytes(32, 1), id_of<PersonId>(1), id_of<KeyId>(1)});
  genesis.checkpoint_keys.push_back(Bytes(32, 2));
  const auto chunks = (archive.size() + pack_chunk_size_bytes - 1) / pack_chunk_size_bytes;
  genesis.packs.push_back({pack_, "shiyan", "2024.1", static_cast<std::uint32_t>(archive.size()),
                           static_cast<std::uint16_t>(chunks)});
  genesis.nonce = id_of<Digest>(7);
  append(BodyKind::genesis, encode(genesis));
  for (std::size_t i = 0; i < chunks; ++i) {
    const auto piece = ByteView(archive).subspan(
        i * pack_chunk_size_bytes,
        std::min(pack_chunk_size_bytes, archive.size() - i * pack_chunk_size_bytes));
    append(BodyKind::pack_chunk,
           encode(PackChunk{pack_, static_cast<std::uint16_t>(i), to_bytes(piece)}));
  }
}

PackShelf LogBuilder::packs() const {
  PackShelf shelf;
  REQUIRE(shelf.load(log));
  return shelf;
}

void LogBuilder::at(Date day) {
  now = std::max(now, Instant{start_of(day).ms + 12 * 3'600'000});
}

void LogBuilder::append(BodyKind kind, ByteView body) {
  Envelope envelope;
  envelope.kind = kind;
  envelope.position = Position{log.head().size.value};
  envelope.recorded_at = now;
  const auto entry = encode_entry(envelope, body);
  const ByteView view(entry);
  const Bytes record{1};
  const auto outcome = log.append({log.head().size, {&view, 1}, {}, record});
  REQUIRE(outcome);
  REQUIRE(*outcome == AppendOutcome::committed);
}

void LogBuilder::append_record(RecordBody body) {
  append(BodyKind::ledger_record, encode(LedgerRecord{std::move(body)}));
}

SubmissionId LogBuilder::file(Form form, const OrganisationId& organisation,
                              const std::vector<Event>& events, bool open,
                              std::vector<PersonId> persons, const SubmissionId& supersedes) {
  SubmissionHeader header;
  header.submission = id_of<SubmissionId>(1'000'000 + drawn_++);
  header.form = form;
  header.organisation = organisation;
  header.capacity = {officer(), Role::status_officer, organisation, {}};
  header.count = static_cast<std::uint32_t>(events.size());
  header.packs = {pack_};
  header.supersedes = supersedes;
  const auto payload = encode(header);
  const auto digest = sha256(payload);
  filed_[header.submission] = {digest, digest};
  append(BodyKind::submission_header, encode(Signed{payload, Bytes(64, 3), {}}));
  for (const auto& event : events)
    append(BodyKind::event, encode(event));
  append_record(Accepted{header.submission, digest, {}, !open, {}, std::move(persons)});
  return header.submission;
}

void LogBuilder::sign(const SubmissionId& submission, const std::string& step, Decision decision,
                      std::vector<MarkedLine> lines) {
  auto& filed = filed_.at(submission);
  SignOff sign_off;
  sign_off.submission = submission;
  sign_off.header = filed.header;
  sign_off.step = step;
  sign_off.decision = decision;
  sign_off.lines = std::move(lines);
  sign_off.previous = filed.previous;
  sign_off.capacity = {id_of<PersonId>(5000), Role::principal, school(0), {}};
  const auto payload = encode(sign_off);
  filed.previous = sha256(payload);
  append(BodyKind::sign_off, encode(Signed{payload, Bytes(64, 4), {}}));
}

void LogBuilder::take_effect(const SubmissionId& submission, std::vector<LapsedLine> lapsed) {
  append_record(TookEffect{submission, filed_.at(submission).previous, {}, {}, std::move(lapsed)});
}

void LogBuilder::complete_roster(const SubmissionId& submission,
                                 const std::vector<MarkedLine>& struck,
                                 std::vector<LapsedLine> lapsed) {
  for (const auto* step : {"principal", "seal", "county", "exam_institute", "clerk",
                           "section_chief", "deputy_director"}) {
    sign(submission, step, Decision::approve, struck);
  }
  take_effect(submission, std::move(lapsed));
}

void LogBuilder::set_up_city() {
  std::vector<Event> schools;
  std::vector<Event> classes;
  const Date today = china_date(now);
  for (int s = 0; s < 2; ++s) {
    OrganisationRegistered facts;
    facts.kind = OrganisationKind::school;
    facts.code = "SCHOOL" + std::to_string(s);
    facts.name = "演示学校" + std::to_string(s);
    facts.supervisor = city();
    schools.push_back({SubjectKind::organisation, subject(school(s)), today, {}, facts});
    for (int c = 0; c < 2; ++c) {
      ClassOpened opened;
      opened.school = school(s);
      opened.name = "2024级" + std::to_string(c + 1) + "班";
      opened.cohort = cohort;
      opened.season = Season::autumn;
      opened.major_code = major;
      classes.push_back({SubjectKind::school_class, subject(class_of(s, c)), today, {}, opened});
    }
  }
  file(Form::organisation, city(), schools);
  file(Form::person, city(),
       {{SubjectKind::person, subject(officer()), today, {}, PersonRegistered{school(0)}}});
  file(Form::role, city(),
       {{SubjectKind::person,
         subject(officer()),
         today,
         {},
         RoleGranted{Role::status_officer, school(0), today, {}}}});
  file(Form::officer, school(0),
       {{SubjectKind::organisation, subject(school(0)), today, {}, OfficerDesignated{officer()}}});
  file(Form::school_class, school(0), classes);
}

void LogBuilder::admit(const StudentId& student, int at_school, Date effective_on) {
  StudentAdmitted facts;
  facts.school = school(at_school);
  facts.cohort = cohort;
  facts.season = Season::autumn;
  facts.major_code = major;
  facts.admitted_on = effective_on;
  PersonId person;
  std::copy(student.bytes.begin(), student.bytes.end(), person.bytes.begin());
  file(Form::admission, school(at_school), {student_event(student, effective_on, facts)}, false,
       {person});
}

void LogBuilder::arrive(const StudentId& student, const ClassId& class_id, Date effective_on) {
  ArrivalConfirmed facts{class_id, effective_on, FeeStatus::waived, effective_on};
  file(Form::arrival, school(0), {student_event(student, effective_on, facts)});
}

void LogBuilder::number(const StudentId& student, const std::string& number, Date effective_on) {
  file(Form::student_number, school(0),
       {student_event(student, effective_on, StudentNumberAssigned{cohort, number})});
}

Event LogBuilder::roster_line(const StudentId& student, int at_school, const ClassId& class_id,
                              Date effective_on) {
  RosterLine line;
  line.school = school(at_school);
  line.class_id = class_id;
  line.cohort = cohort;
  line.season = Season::autumn;
  line.major_code = major;
  line.study_mode = StudyMode::full_time;
  line.programme_years = 3;
  return student_event(student, effective_on, line);
}

}  // namespace xueji::test
