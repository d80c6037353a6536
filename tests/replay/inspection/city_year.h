// A year of the small city, for inspections: its rosters, its duties, and what is found.
#pragma once

#include <string>
#include <vector>

#include "replay/inspection/inspect.h"
#include "tests/ledger/commit/office.h"

namespace xueji::test {

struct CityYear {
  Office office;
  std::vector<StudentId> students;
  SubmissionId roster;

  explicit CityYear(std::uint64_t seed = 1) : office(seed) { office.set_up(); }

  [[nodiscard]] OrganisationId school() { return office.organisations.at("SCHOOL"); }
  [[nodiscard]] Date today() { return china_date(office.clock.now()); }
  /// Noon of the day: deadlines and days are China days, whatever the hour.
  void go_to(Date day) { office.clock.set(Instant{start_of(day).ms + 12 * 3600 * 1000}); }

  /// Admits students and files their roster.
  void file_roster(std::size_t count, const std::vector<DraftEvent>& beside = {}) {
    students = office.students(count);
    refile(beside);
  }
  void refile(const std::vector<DraftEvent>& beside = {}) {
    auto lines = office.roster_lines(students);
    lines.insert(lines.end(), beside.begin(), beside.end());
    roster =
        office.file(Form::entry_roster, school(), office.signer("SCHOOL/status_officer"), lines)
            .submission;
  }
  void sign(const std::string& step, const std::string& who) {
    const auto* seal = step == "seal" ? office.seal.get() : nullptr;
    office.sign(roster, step, office.signer(who), {}, seal);
  }
  /// Every signature of the roster's chain up to the effect, on one day.
  void sign_all() {
    office.sign_roster(roster);
    sign("filing", "CITY/recorder");
  }
  void register_students(std::size_t count) {
    file_roster(count);
    sign_all();
  }

  /// Files about the class, as its teacher, confirmed by the officer.
  SubmissionId by_teacher(Form form, Facts facts, Date effective_on) {
    const auto receipt = office.file(
        form, school(), office.signer("SCHOOL/class_teacher"),
        {{SubjectKind::school_class, subject_of(office.class_id), effective_on, std::move(facts)}});
    if (!receipt.in_effect) {
      office.sign(receipt.submission, "officer", office.signer("SCHOOL/status_officer"));
    }
    return receipt.submission;
  }
  void confirm_presence(std::vector<StudentId> absent, std::uint16_t strangers = 0) {
    PresenceConfirmed facts;
    facts.year = static_cast<std::uint16_t>(year_of(today()));
    facts.month = static_cast<std::uint8_t>(month_of(today()));
    facts.present = static_cast<std::uint16_t>(students.size() - absent.size());
    facts.absentees = std::move(absent);
    facts.unregistered_present = strangers;
    by_teacher(Form::presence, std::move(facts), today());
  }
  void verify_on_site(std::uint16_t counted, bool off_campus) {
    office.file(Form::on_site_verification, school(), office.signer("COUNTY/section_officer"),
                {{SubjectKind::school_class, subject_of(office.class_id), today(),
                  OnSiteVerified{counted, today(), off_campus}}});
  }

  [[nodiscard]] inspection::Inspection inspect(std::optional<Date> cut_off = {},
                                               inspection::InspectionPorts ports = {},
                                               int year = 2024) {
    auto done = inspection::inspect(office.ledger->log(), {year, cut_off, {}}, ports);
    INFO((done ? "" : done.error().what.en));
    REQUIRE(done);
    return *std::move(done);
  }
  /// The findings of this code, of every organisation.
  [[nodiscard]] std::vector<inspection::Finding> found(const std::string& code,
                                                       std::optional<Date> cut_off = {},
                                                       inspection::InspectionPorts ports = {}) {
    std::vector<inspection::Finding> all;
    for (const auto& one : inspect(cut_off, std::move(ports)).organisations) {
      for (const auto& finding : one.findings) {
        if (finding.code == code) all.push_back(finding);
      }
    }
    return all;
  }
};

}  // namespace xueji::test
