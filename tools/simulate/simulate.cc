#include "tools/simulate/simulate.h"

#include <algorithm>

#include "ledger/crypto/sha256.h"
#include "tools/simulate/careers.h"
#include "tools/simulate/duties.h"
#include "tools/simulate/exits.h"
#include "tools/simulate/graduation.h"
#include "tools/simulate/registration.h"
#include "tools/simulate/study_acts.h"
#include "tools/simulate/supervision.h"
#include "tools/simulate/ways_in.h"
#include "tools/simulate/world.h"

namespace xueji::simulate {
namespace {

/// Streams of one seed, so that what one part draws never shifts another's.
enum class Stream : std::uint64_t { keys = 1, people, ids, ledger, desk, sheets, files };
std::uint64_t stream_seed(std::uint64_t seed, Stream stream) {
  return seed * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(stream);
}

Status check(const SimulationOptions& options) {
  const auto refuse = [](std::string zh, std::string en) {
    return fail(ErrorCode::invalid_argument, Text{std::move(zh), std::move(en)});
  };
  if (options.schools < 1 || options.schools > 99) {
    return refuse("学校数应为 1 至 99", "there must be 1 to 99 schools");
  }
  constexpr std::uint32_t students_per_school_min = 60;
  constexpr std::uint32_t students_per_school_max = 20'000;
  if (options.students < options.schools * students_per_school_min ||
      options.students > options.schools * students_per_school_max) {
    return refuse("平均每校应有 60 至 20000 名学生", "a school needs 60 to 20,000 students");
  }
  if (options.first_year < 2020 || options.first_year > 2090) {
    return refuse("起始年份应为 2020 至 2090", "the first year must be 2020 to 2090");
  }
  if (options.years < 1 || options.years > 3) {
    return refuse("年数应为 1 至 3", "there must be 1 to 3 years");
  }
  return {};
}

/// A province supervises cities, a city its counties: the pack says which of them it is made for.
bool is_below_a_province(const Pack& pack) {
  const auto& levels = pack.metadata().supervision;
  return std::find(levels.begin(), levels.end(), OrganisationKind::province) != levels.end();
}

/// One simulation and all that it owns.
class Simulation {
 public:
  explicit Simulation(const SimulationOptions& options)
      : options_(options),
        clock_(Instant{start_of(make_date(options.first_year, 1, 2)).ms + 8 * 3'600'000LL}),
        keys_(stream_seed(options.seed, Stream::keys)),
        people_(stream_seed(options.seed, Stream::people)),
        ids_(stream_seed(options.seed, Stream::ids)),
        ledger_random_(stream_seed(options.seed, Stream::ledger)),
        file_random_(stream_seed(options.seed, Stream::files)) {}

  Result<SimulationReport> run() {
    if (auto done = begin(); !done) return fail(done.error());
    Desk desk(*ledger_, clock_, *pack_, pack_digest_, view_->seen(),
              stream_seed(options_.seed, Stream::desk));
    const auto folder =
        options_.sheets.empty() ? options_.directory.root / "sheets" : options_.sheets;
    SheetRoom sheets(desk, *view_, folder, stream_seed(options_.seed, Stream::sheets));
    World world{options_, is_provincial_, desk, *city_, sheets, roll_, agenda_, truth_, people_};
    auto done = live(world);
    // Nothing that the ledger still works on may outlive the desk.
    const auto settled = desk.settle();
    if (!done) return fail(done.error());
    if (!settled) return fail(settled.error());
    return report(world);
  }

 private:
  void progress(double part, std::string zh, std::string en) const {
    if (options_.progress) options_.progress(part, {std::move(zh), std::move(en)});
  }

  /// The pack, everybody, and an empty ledger with its genesis.
  Status begin() {
    if (auto checked = check(options_); !checked) return checked;
    auto files = options_.pack.files.empty() ? shipped_pack(options_.policy)
                                             : Result<PackFiles>(options_.pack);
    if (!files) return fail(files.error());
    auto pack = load_pack(*files);
    if (!pack) return fail(pack.error());
    pack_ = *std::move(pack);
    is_provincial_ = is_below_a_province(*pack_);
    pack_digest_ = sha256(pack_archive(*files));
    if (auto drawn = draw(); !drawn) return drawn;
    LedgerOptions ledger{options_.directory, options_.master, clock_, ledger_random_};
    // The vault's keys and nonces are no part of the log: they come from the system, on its thread.
    ledger.vault_random = &vault_random_;
    auto genesis = city_->genesis();
    genesis.packs = {*std::move(files)};
    if (auto created = Ledger::create(ledger, genesis); !created) return created;
    auto opened = Ledger::open(ledger);
    if (!opened) return fail(opened.error());
    ledger_ = *std::move(opened);
    auto view = LedgerView::over(ledger_->log());
    if (!view) return fail(view.error());
    view_ = *std::move(view);
    return {};
  }

  Status draw() {
    const auto* chain = pack_->chain(Form::entry_roster);
    RollPlan plan{is_provincial_, options_.students, options_.first_year, options_.years};
    plan.steps = chain->steps.size();
    plan.effect_step = chain->effect_step().value_or(0);
    // Who graduates in the first summer stands on the opening import, which is a finding (D-34).
    const auto& chosen = options_.violations;
    plan.graduates = chosen.empty() || std::find(chosen.begin(), chosen.end(),
                                                 "STAMP_WITHOUT_ROSTER_LINE") != chosen.end();
    plan.wants = [&chosen](std::string_view code) {
      return chosen.empty() || std::find(chosen.begin(), chosen.end(), code) != chosen.end();
    };
    auto city = City::draw({is_provincial_, teachers_needed(plan, options_.schools)}, *pack_, keys_,
                           people_);
    if (!city) return fail(city.error());
    city_ = *std::move(city);
    roll_ = draw_roll(plan, *city_, people_, ids_);
    return {};
  }

  Status live(World& world) {
    progress(0, "登记单位、人员和密钥", "registering organisations, people and keys");
    auto keys = city_->write_keys(options_.directory.keys(), file_random_);
    if (!keys) return fail(keys.error());
    key_files_ = *keys;
    if (auto done = city_->file_set_up(world.desk); !done) return done;
    truth_.policy = pack_->metadata().id;
    truth_.seed = options_.seed;
    truth_.first_year = options_.first_year;
    truth_.years = options_.years;
    plan_beginning(world);
    for (const auto school : city_->schools())
      plan_imported_classes(world, school);
    for (const auto& batch : roll_.imports)
      plan_import(world, batch);
    for (const auto& batch : roll_.batches)
      plan_batch(world, batch);
    for (int year = 0; year < options_.years; ++year)
      plan_one_year(world, options_.first_year + year);
    plan_ways_in(world);
    plan_exits(world);
    plan_study_acts(world);
    plan_city_acts(world);
    const auto last = plan_last_summer(world);
    const double days_all = to_days(last) - to_days(make_date(options_.first_year, 1, 1));
    auto done = agenda_.run(world.desk, last, [&](Date today) {
      const auto days = to_days(today) - to_days(make_date(options_.first_year, 1, 1));
      progress(std::min(1.0, days / days_all), to_text(today), to_text(today));
    });
    if (done && !counted_) count_roll();
    return done;
  }

  void plan_one_year(World& world, int year) {
    plan_year(world, year);
    plan_careers(world, year);
    plan_graduation(world, year);
    plan_contradictions(world, year);
    plan_inspection(world, year);
  }

  /// With three years the first cohort that the ledger registered itself goes on to its diploma, in
  /// the summer after them: no intake any more, and an end with the school year. Returns the last
  /// day of the run.
  Date plan_last_summer(World& world) {
    const int end = options_.first_year + options_.years;
    if (options_.years < programme_years) return make_date(end, 3, 31);
    agenda_.at(make_date(end, 2, 12), Hour::early, [this]() -> Status {
      count_roll();
      return {};
    });
    plan_year(world, end);
    plan_graduation(world, end);
    return make_date(end, 8, 31);
  }

  /// On the roll when the last intake is registered.
  void count_roll() {
    counted_ = true;
    on_roll_ = static_cast<std::size_t>(
        std::count_if(roll_.students.begin(), roll_.students.end(),
                      [](const Student& student) { return student.on_roll; }));
  }

  void plan_imported_classes(World& world, OfficeIndex school) {
    std::vector<ClassIndex> classes;
    for (const auto& batch : roll_.imports) {
      if (batch.school == school) {
        classes.insert(classes.end(), batch.classes.begin(), batch.classes.end());
      }
    }
    if (!classes.empty()) {
      plan_classes(world, school, std::move(classes), add_days(school_start(world, school), 3));
    }
  }

  /// SIGNOFF_STALLED: every step held longer than the pack allows, from the day after.
  void expect_stalled(World& world) {
    const auto last = cut_off_of(truth_.first_year + truth_.years - 1);
    for (const auto& held : world.desk.held_steps()) {
      const auto from = add_days(china_date(held.since), held.hold_days + 1);
      std::optional<Date> until;
      if (held.signed_at) until = china_date(*held.signed_at);
      if (from > last || (until && *until < from)) continue;
      auto& finding = world.expect("SIGNOFF_STALLED", is_provincial_ ? "FJ-38" : "SY-3.2e",
                                   city_->find(held.organisation),
                                   subject_text(held.submission) + "/" + held.step,
                                   "a step held longer than the pack allows");
      finding.day = from;
      finding.lasts_from(from);
      finding.until = until;
    }
  }

  Result<SimulationReport> report(World& world) {
    expect_stalled(world);
    if (auto refreshed = view_->refresh(); !refreshed) return fail(refreshed.error());
    if (auto named = world.name_events(view_->state()); !named) return fail(named.error());
    SimulationReport report;
    report.truth = options_.directory.root / "truth.json";
    if (auto wrote = write_new_file(report.truth, truth_json(truth_)); !wrote) {
      return fail(wrote.error());
    }
    const auto& counts = world.desk.counts();
    report.ledger = ledger_->id();
    report.head = world.desk.seen();
    report.checkpoint = world.desk.checkpoint();
    report.organisations = city_->offices().size();
    report.staff = city_->staff_count();
    report.key_files = key_files_;
    report.classes = roll_.classes.size();
    report.on_roll = on_roll_;
    report.submissions = counts.submissions;
    report.events = counts.events;
    report.sign_offs = counts.sign_offs;
    report.refusals = counts.refusals;
    report.refused = std::move(world.refused);
    report.sheets = world.sheets.written();
    for (int year = truth_.first_year; year < truth_.first_year + truth_.years; ++year)
      report.expected_findings.push_back({year, count_in(truth_, year)});
    report.commands = commands();
    return report;
  }

  std::vector<std::string> commands() const {
    const auto data = " --data " + options_.directory.root.string();
    auto code = city_->office(city_->schools().front()).code;
    for (const auto& open : truth_.open) {
      if (open.step == "principal") code = open.school;
    }
    const auto key = (options_.directory.keys() / (code + "-principal.pem")).string();
    return {"xueji inbox" + data + " --key " + key + " --as principal@" + code,
            "xueji inspect" + data + " --school " + code + " --year " +
                std::to_string(options_.first_year),
            "xueji verify" + data};
  }

  const SimulationOptions& options_;
  bool is_provincial_ = false;  ///< As the pack says.
  SimulatedClock clock_;
  SeededRandom keys_;
  PeopleGenerator people_;
  SeededRandom ids_;
  SeededRandom ledger_random_;
  SeededRandom file_random_;
  SystemRandom vault_random_;
  std::optional<Pack> pack_;
  Digest pack_digest_;
  std::optional<City> city_;
  Roll roll_;
  Agenda agenda_;
  Truth truth_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<LedgerView> view_;
  std::size_t key_files_ = 0;
  bool counted_ = false;
  std::size_t on_roll_ = 0;
};

}  // namespace

Result<SimulationReport> simulate(const SimulationOptions& options) {
  return Simulation(options).run();
}

}  // namespace xueji::simulate
