#include "projections/obligations_exit.h"

#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/authority/authority.h"
#include "ledger/policy/parameters.h"
#include "ledger/registry/school_terms.h"
#include "ledger/signoff/signoff.h"
#include "projections/roster.h"

namespace xueji {
namespace {

using Intake = std::pair<std::uint16_t, Season>;

/// How far one intake has come.
struct Leaving {
  std::map<Date, std::uint32_t> without_photo;  ///< By the day from which this ledger has them.
  std::uint32_t with_photo = 0;
  std::map<int, std::pair<std::uint32_t, std::uint32_t>> by_year;  ///< Graduation: owed, stamped.
};
using Intakes = std::map<Intake, Leaving>;

/// The year in which an intake graduates: autumn 2024 with three years in summer 2027, spring 2024
/// likewise in the spring of 2027.
int graduation_year(const StudentState& student) {
  return student.cohort + student.programme_years;
}

/// The days on which openings were imported, each submission looked up once.
class ImportDays {
 public:
  ImportDays(const Views& views, const LedgerView& ledger) : views_(views), ledger_(ledger) {}

  /// The day from which this ledger has a status: that of its opening import; from its beginning
  /// (no day) for one that came about here. Errors: corrupt, io.
  Result<Date> day_of(const StudentState& student) {
    const auto at = student.roster_at;
    if (!student.opening_import || at == no_position) return Date{};
    const auto known = days_.upper_bound(at);
    if (known != days_.begin() && at <= std::prev(known)->second.last) {
      return std::prev(known)->second.day;
    }
    const auto filed = submission_around(views_, at);
    if (!filed) return fail(filed.error());
    if (!*filed) return damaged_view("opening import");
    const auto entry = ledger_.entry((*filed)->header_at);
    if (!entry) return fail(entry.error());
    const auto day = china_date(entry->envelope.recorded_at);
    days_[(*filed)->header_at] = {Position{(*filed)->header_at.value + (*filed)->count}, day};
    return day;
  }

 private:
  struct Import {
    Position last;
    Date day{};
  };
  const Views& views_;
  const LedgerView& ledger_;
  std::map<Position, Import> days_;  ///< By header position.
};

Result<Intakes> intakes_of(const Views& views, const LedgerView& ledger,
                           const OrganisationId& school, Date day) {
  Intakes intakes;
  ImportDays imports(views, ledger);
  const AsOf as_of{Axis::recorded, day, std::nullopt};
  auto walked = for_each_student(views, school, as_of, [&](const StudentAsOf& student) -> Status {
    const auto& state = student.state;
    const bool leaves = in_school(state.status) || state.status == StudentStatus::graduated;
    if (!leaves || state.school != school || state.cohort == 0) return {};
    auto& intake = intakes[{state.cohort, state.season}];
    if (in_school(state.status) && state.graduation_photo) {
      ++intake.with_photo;
    } else if (in_school(state.status)) {
      const auto since = imports.day_of(state);
      if (!since) return fail(since.error());
      ++intake.without_photo[*since];
    }
    if (state.programme_years == 0) return {};
    auto& [owed, done] = intake.by_year[graduation_year(state)];
    ++(state.status == StudentStatus::graduated ? done : owed);
    return {};
  });
  if (!walked) return fail(walked.error());
  return intakes;
}

class ExitObligations {
 public:
  ExitObligations(const LedgerView& ledger, const Pack& pack, const OrganisationState& school,
                  Date day, std::vector<Obligation>& out)
      : ledger_(ledger), pack_(pack), school_(school), day_(day), out_(out) {}

  /// SY-2.3b: owed from the first to the last day of the term that the pack names, and after it.
  /// Of whom the ledger took over after that term nothing was owed here.
  void add_photo(const Intake& intake, const Leaving& counts) {
    const auto grade = pack_.integer("graduation_photo_grade");
    const auto term = pack_.integer("graduation_photo_term");
    if (!grade || !term) return;
    const auto [cohort, season] = intake;
    // A spring intake is in its first grade from the spring of its year on.
    const int began = season == Season::spring ? cohort - 1 : cohort;
    const auto school_year = static_cast<std::uint16_t>(began + *grade - 1);
    const auto calendar = find_term(school_, school_year, static_cast<std::uint8_t>(*term));
    const Date starts = calendar     ? calendar->term.starts
                        : *term == 1 ? make_date(school_year, 9, 1)
                                     : make_date(school_year + 1, 3, 1);
    const Date ends = calendar     ? calendar->term.ends
                      : *term == 1 ? make_date(school_year + 1, 1, 31)
                                   : make_date(school_year + 1, 7, 31);
    if (day_ < starts) return;
    std::uint32_t owed = 0;
    for (const auto& [since, count] : counts.without_photo) {
      if (!since.ok() || since <= ends) owed += count;
    }
    if (owed + counts.with_photo == 0) return;
    add(ObligationKind::graduation_photo, "graduation_photo_grade", Form::graduation_photo, intake,
        ends, warn_days("registration_warn_days"), owed, counts.with_photo, !calendar);
  }

  /// SY-1.7f, FJ-42: from the opening of the window, or the days of warning, to the end of the
  /// year.
  void add_stamping(const Intake& intake, const Leaving& counts) {
    for (const auto& [year, of_year] : counts.by_year) {
      if (year != year_of(day_)) continue;
      if (const auto until = pack_.month_day("stamping_until")) {
        const auto from = pack_.month_day("stamping_from");
        const auto warn = warn_days("registration_warn_days");
        if (from && day_ < add_days(in_year(*from, year), -warn)) continue;
        add(ObligationKind::stamping, "stamping_until", Form::stamping, intake,
            in_year(*until, year), warn, of_year.first, of_year.second, false);
      }
      const auto name =
          intake.second == Season::spring ? "verification_spring" : "verification_autumn";
      if (const auto last = pack_.month_day(name)) {
        const auto warn = warn_days("verification_warn_days");
        const Date due = in_year(*last, year);
        // Work on it begins a month before the warning; earlier it is nobody's duty yet.
        if (day_ < add_days(due, -warn - 31)) continue;
        add(ObligationKind::verification, name, Form::stamping, intake, due, warn, of_year.first,
            of_year.second, true);
      }
    }
  }

 private:
  [[nodiscard]] int warn_days(std::string_view parameter) const {
    return static_cast<int>(pack_.integer(parameter).value_or(0));
  }

  void add(ObligationKind kind, std::string_view parameter, Form form, const Intake& intake,
           Date due, int warn, std::uint32_t owed, std::uint32_t done, bool assumed) {
    Obligation one;
    one.kind = kind;
    one.school = school_.id;
    one.owed_by = school_.id;
    if (const auto* found = pack_.parameter(parameter)) one.rules = found->rules;
    if (const auto* chain = pack_.chain(form); chain != nullptr && !chain->authors.empty()) {
      const auto& author = chain->authors.front();
      one.role = author.role;
      one.owed_by = resolve(ledger_.state(), author.relation, school_.id).value_or(school_.id);
    }
    one.cohort = intake.first;
    one.season = intake.second;
    one.due = due;
    one.due_assumed = assumed;
    one.owed = owed;
    one.done = done;
    one.state = owed == 0                      ? ObligationState::done
                : day_ > due                   ? ObligationState::overdue
                : day_ >= add_days(due, -warn) ? ObligationState::warn
                                               : ObligationState::open;
    out_.push_back(std::move(one));
  }

  const LedgerView& ledger_;
  const Pack& pack_;
  const OrganisationState& school_;
  Date day_;
  std::vector<Obligation>& out_;
};

}  // namespace

Status add_exit_obligations(const Views& views, const LedgerView& ledger, const Pack& pack,
                            const OrganisationState& school, Date day,
                            std::vector<Obligation>& out) {
  const auto intakes = intakes_of(views, ledger, school.id, day);
  if (!intakes) return fail(intakes.error());
  ExitObligations of(ledger, pack, school, day, out);
  for (const auto& [intake, counts] : *intakes) {
    of.add_photo(intake, counts);
    of.add_stamping(intake, counts);
  }
  return {};
}

}  // namespace xueji
