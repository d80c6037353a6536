// A pack of Shiyan in which a county changed something, and its adoption through the pipeline.
#pragma once

#include "ledger/crypto/sha256.h"
#include "tests/ledger/commit/office.h"

namespace xueji::test {

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  INFO(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// Version 2024.4: monthly reports on the 8th, and a new class needs the county's signature too.
inline PackFiles changed_pack() {
  auto files = *shipped_pack("shiyan");
  auto& about = files.files.at("pack.toml");
  about = replaced(about, "version = \"2024.3\"", "version = \"2024.4\"");
  about = replaced(about, "report_day = { value = 5,", "report_day = { value = 8,");
  auto& chains = files.files.at("chains.toml");
  const auto at = chains.find("form = \"class\"");
  REQUIRE(at != std::string::npos);
  chains =
      chains.substr(0, at) +
      replaced(chains.substr(at), "rules = [\"SY-3.2b\"], effect = true },",
               "rules = [\"SY-3.2b\"] },\n  { id = \"county\", zh = \"县局审核\", en = \"county "
               "reviews\", role = \"section_officer\", relation = \"supervisor\", action = "
               "\"review\", hold_days = 10, rules = [], effect = true },");
  return files;
}

/// The same under another version; as long a name, so that the archive is as long too.
inline PackFiles as_version(PackFiles files, const std::string& version) {
  auto& about = files.files.at("pack.toml");
  const auto at = about.find("version = \"2024.");
  REQUIRE(at != std::string::npos);
  about.replace(at, about.find('\n', at) - at, "version = \"" + version + "\"");
  return files;
}

inline PolicyPackActivated activation_of(const PackFiles& files) {
  const auto pack = load_pack(files);
  INFO((pack ? "" : pack.error().what.en));
  REQUIRE(pack);
  return {sha256(pack_archive(files)), pack->metadata().id, pack->metadata().version};
}

/// The city's act that puts the pack in force from `from`, and the pack with it.
inline Result<Answer> adopt(Office& office, const PackFiles& files, Date from) {
  auto act = office.author(
      Form::pack, office.root, office.signer("CITY/authority_administrator"),
      {{SubjectKind::organisation, subject_of(office.root), from, activation_of(files)}});
  auto answer = office.ledger->adopt_pack(std::move(act), files);
  REQUIRE(office.view->refresh());
  return answer;
}

/// A class, filed by the school's officer.
inline std::vector<DraftEvent> class_lines(Office& office, const std::string& name) {
  ClassOpened opened;
  opened.school = office.organisations.at("SCHOOL");
  opened.name = name;
  opened.cohort = 2024;
  opened.season = Season::autumn;
  opened.major_code = office.major_code;
  opened.major_catalogue = office.major_catalogue;
  const auto id = office.random.draw<ClassId>();
  const auto today = china_date(office.clock.now());
  return {{SubjectKind::school_class, subject_of(id), today, opened},
          {SubjectKind::school_class, subject_of(id), today,
           ClassTeacherAssigned{office.signer("SCHOOL/class_teacher").person}}};
}
inline Receipt file_class(Office& office, const std::string& name) {
  return office.file(Form::school_class, office.organisations.at("SCHOOL"),
                     office.signer("SCHOOL/status_officer"), class_lines(office, name));
}

inline std::vector<std::string> rules_of(const Result<Answer>& answer) {
  REQUIRE(answer);
  std::vector<std::string> rules;
  if (const auto* refusal = std::get_if<Refusal>(&*answer)) {
    for (const auto& problem : refusal->verdict.problems) {
      if (problem.severity != Severity::warning) rules.push_back(problem.rule);
    }
  }
  return rules;
}

}  // namespace xueji::test
