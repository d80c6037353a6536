// What every part of the simulated year works on, and how a paper follows its chain.
// Thread safety: belongs to one thread; owns nothing.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/simulate/agenda.h"
#include "tools/simulate/city.h"
#include "tools/simulate/desk.h"
#include "tools/simulate/roll.h"
#include "tools/simulate/sheets.h"
#include "tools/simulate/simulate.h"
#include "tools/simulate/truth.h"

namespace xueji::simulate {

/// A change of a status on its way into the monthly report of a school (SY-1.4d, SY-1.4e).
struct ReportableAct {
  OfficeIndex school = 0;
  ReportForm form{};
  EventType type{};  ///< Of the lines that count.
  SubmissionId submission;
};

/// Files of leavers that a school archived with one paper.
struct FileClosing {
  OfficeIndex school = 0;
  Date day{};
  SubmissionId submission;
};

/// The office of a principal, given on for a while (SY-3.2b).
struct HeldDelegation {
  StaffIndex to = nobody;
  DelegationId delegation;
};

struct World {
  const SimulationOptions& options;
  /// The pack is made for a province (its `supervision`): schools stand under cities, not counties.
  bool is_provincial = false;
  Desk& desk;
  City& city;
  SheetRoom& sheets;
  Roll& roll;
  Agenda& agenda;
  Truth& truth;
  PeopleGenerator& people;

  /// Whether findings of this code shall be brought about.
  [[nodiscard]] bool wants(std::string_view code) const;
  /// The same, of an act of that year, or of today: the half year in which the last class graduates
  /// is inspected by nobody, and goes without violations.
  [[nodiscard]] bool wants_in(int year, std::string_view code) const {
    return is_lived_in(year) && wants(code);
  }
  [[nodiscard]] bool wants_now(std::string_view code) const {
    return wants_in(year_of(desk.today()), code);
  }
  /// Whether the year has an intake and an inspection of its own.
  [[nodiscard]] bool is_lived_in(int year) const {
    return year >= options.first_year && year < options.first_year + options.years;
  }
  /// Adds a finding of today to the truth; the caller says how long it stands before anything else
  /// is expected.
  ExpectedFinding& expect(std::string_view code, std::string_view rule, OfficeIndex office,
                          std::string subject, std::string_view source);
  /// What of this was open is put right today; nothing happens where nothing was.
  void put_right(std::string_view code, std::string_view subject);
  /// The student is off the roll from today on, and so is what an inspection found about the
  /// status.
  void leave_roll(Student& student);
  /// The same for a finding that names the first event of a submission by its position, which is
  /// known once the year is over.
  void expect_of_event(std::string_view code, std::string_view rule, OfficeIndex office,
                       std::string subject, std::string_view source, const SubmissionId& of);
  /// The rule that the pack binds to a guard when this form is filed; empty where it binds none.
  [[nodiscard]] std::string rule_of(std::string_view guard, Form form) const;
  /// Tries one line that the pack refuses at the door, so that the finding of this code cannot come
  /// about. `guard` keeps the rule; a pack that does not bind it is not asked.
  [[nodiscard]] Status try_refused(std::string_view code, std::string_view guard, Form form,
                                   OfficeIndex school, DraftEvent draft);
  std::vector<ShownRefusal> refused = {};
  bool is_door_tried = false;  ///< A batch of the first intake does, once.
  /// Completes the subjects of those findings.
  [[nodiscard]] Status name_events(const StateView& state);
  [[nodiscard]] const Office& office(OfficeIndex index) const { return city.office(index); }
  /// The next student number of a school and entry year (FJ-08c).
  [[nodiscard]] std::string next_number(OfficeIndex school, int entry_year);
  std::map<std::pair<OfficeIndex, int>, int> serials = {};
  /// Numbers that stand on the other system's list too, from the end of the first year on.
  std::vector<std::string> doubled = {};
  /// Changes that took effect, for the monthly reports.
  std::vector<ReportableAct> acts = {};
  std::vector<FileClosing> closings = {};
  std::map<OfficeIndex, HeldDelegation> delegations = {};
  /// The school whose officer signs with the key of another device at present.
  std::optional<OfficeIndex> second_device = {};
  /// Fujian: who defers the registration for the first spring term (FJ-09b).
  std::optional<StudentIndex> defers_registration = {};
  /// Findings of the truth, by index, whose subject ends with the position of an event.
  std::map<std::size_t, SubmissionId> named_by_event = {};
  /// The next certificate number of a school and year (FJ-41); empty where the pack has no scheme.
  [[nodiscard]] std::string next_certificate(OfficeIndex school, int year);
  std::map<std::pair<OfficeIndex, int>, int> certificates = {};

  /// Number of a school among the schools, from 0.
  [[nodiscard]] std::size_t number_of(OfficeIndex school) const;
  /// The school that plays part `number` in a year: each year another one.
  [[nodiscard]] OfficeIndex school_in(int year, std::size_t number) const {
    return school(number + static_cast<std::size_t>(std::max(0, year - options.first_year)));
  }
  /// The school of this number; of fewer schools, one of them.
  [[nodiscard]] OfficeIndex school(std::size_t number) const {
    return city.schools()[number % city.schools().size()];
  }
};

/// How one paper goes its way.
struct Way {
  /// Days after the filing on which each step is signed; the last one also stands for those beyond.
  std::vector<int> days;
  /// Stays before the step of this index.
  std::optional<std::size_t> stop_before = {};
  /// Who signs instead of the usual person, and how; empty for the ordinary way.
  std::function<std::optional<Signer>(const Step&)> signer = {};
  std::function<Desk::StepOptions(const Step&)> options = {};
  /// After the effect step, and after a return, with which the way ends.
  std::function<Status()> in_effect = {};
  std::function<Status()> returned = {};
};

/// Puts all steps of a paper that was filed just now on the agenda.
void follow(World& world, OfficeIndex school, const Filed& filed, Way way);

/// Files and follows in one go.
[[nodiscard]] Status file_and_follow(World& world, Form form, OfficeIndex school,
                                     const Signer& author, std::vector<DraftEvent> drafts, Way way);

/// A spreadsheet that was filed, with the events as they were read from it.
struct FiledSheet {
  SubmissionId id;
  std::vector<DraftEvent> events;
};
/// A spreadsheet to be written and filed.
struct SheetErrand {
  Form form{};
  OfficeIndex school = 0;
  Signer author;
  std::string name;
  std::vector<Cells> rows;
  Way way;
  /// Goes into the same submission, after the lines of the sheet.
  std::optional<DraftEvent> excuse = {};
};
/// Writes the sheet, files what intake reads from it, and follows the paper.
[[nodiscard]] Result<FiledSheet> file_sheet(World& world, SheetErrand errand);

/// A digest that stands for a scanned document nobody has; drawn from the desk's random numbers.
[[nodiscard]] Digest invented_document(World& world);

}  // namespace xueji::simulate
