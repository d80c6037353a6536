#include "tools/simulate/world.h"

#include <algorithm>

#include "ledger/policy/identity.h"

namespace xueji::simulate {

bool World::wants(std::string_view code) const {
  const auto& chosen = options.violations;
  return chosen.empty() || std::find(chosen.begin(), chosen.end(), code) != chosen.end();
}

ExpectedFinding& World::expect(std::string_view code, std::string_view rule, OfficeIndex office,
                               std::string subject, std::string_view source) {
  const auto today = desk.today();
  // Another pack has other names for its rules.
  if (!rule.starts_with(desk.pack().metadata().rule_prefix + "-")) {
    const auto own = desk.pack().rules_of_finding(code);
    rule = own.empty() ? std::string_view() : std::string_view(own.front());
  }
  return truth.findings.emplace_back(ExpectedFinding{
      std::string(code), std::string(rule), city.office(office).code, std::move(subject),
      std::string(source), today, Standing::on_its_day, today, std::nullopt});
}

void World::put_right(std::string_view code, std::string_view subject) {
  for (auto& finding : truth.findings) {
    if (finding.code == code && finding.subject == subject && !finding.until) {
      finding.until = desk.today();
    }
  }
}

void World::leave_roll(Student& student) {
  student.on_roll = false;
  student.on_leave = false;
  const auto subject = subject_text(student.id);
  for (const auto* code : {"DOUBLE_SYSTEM_STATUS", "STATUS_WITHOUT_PERSON", "GHOST_STATUS",
                           "LEAVE_OVERDUE", "LEAVE_CAP", "STUDY_TIME_NEAR_END"}) {
    put_right(code, subject);
  }
}

void World::expect_of_event(std::string_view code, std::string_view rule, OfficeIndex office,
                            std::string subject, std::string_view source, const SubmissionId& of) {
  named_by_event.emplace(truth.findings.size(), of);
  expect(code, rule, office, std::move(subject), source);
}

namespace {

const GuardBinding* binding_of(const Pack& pack, std::string_view guard, Form form) {
  for (const auto& one : pack.guards()) {
    const bool is_of_form = std::find(one.forms.begin(), one.forms.end(), form) != one.forms.end();
    if (one.guard == guard && one.moment == Moment::filing && is_of_form) return &one;
  }
  return nullptr;
}

}  // namespace

std::string World::rule_of(std::string_view guard, Form form) const {
  const auto* binding = binding_of(desk.pack(), guard, form);
  return binding == nullptr ? std::string() : binding->rule;
}

Status World::try_refused(std::string_view code, std::string_view guard, Form form,
                          OfficeIndex school, DraftEvent draft) {
  const auto* binding = binding_of(desk.pack(), guard, form);
  if (binding == nullptr || binding->severity != Severity::refused) return {};
  desk.expect_refusal(binding->rule);
  std::vector<DraftEvent> drafts;
  drafts.push_back(std::move(draft));
  auto answer = desk.file(form, office(school).id, city.officer(school), std::move(drafts));
  if (!answer) return fail(answer.error());
  refused.push_back({std::string(code), binding->rule});
  return {};
}

Status World::name_events(const StateView& state) {
  for (const auto& [index, id] : named_by_event) {
    const auto* submission = state.submission(id);
    if (submission == nullptr) return fail(ErrorCode::not_found, "no submission " + to_text(id));
    truth.findings[index].subject += "/" + std::to_string(submission->header_at.value + 1);
  }
  return {};
}

std::string World::next_number(OfficeIndex school, int entry_year) {
  const auto& one = office(school);
  const auto serial = ++serials[{school, entry_year}];
  const auto number =
      format_number({entry_year % 100, one.number_county_code, one.number_school_code, serial},
                    desk.pack().text("student_number_format"));
  return number.value_or(std::string());
}

std::string World::next_certificate(OfficeIndex school, int year) {
  const auto format = desk.pack().text("certificate_number_format");
  if (format.empty()) return {};
  const auto& one = office(school);
  const auto serial = ++certificates[{school, year}];
  return format_number({year, one.number_county_code, one.number_school_code, serial}, format)
      .value_or(std::string());
}

std::size_t World::number_of(OfficeIndex school) const {
  const auto& schools = city.schools();
  return static_cast<std::size_t>(std::find(schools.begin(), schools.end(), school) -
                                  schools.begin());
}

void follow(World& world, OfficeIndex school, const Filed& filed, Way way) {
  const auto* chain = world.desk.pack().chain(filed.form);
  const auto on = china_date(filed.filed_at);
  auto paper = std::make_shared<Filed>(filed);
  auto shared = std::make_shared<Way>(std::move(way));
  auto closed = std::make_shared<bool>(false);
  for (std::size_t i = 0; i < chain->steps.size(); ++i) {
    if (shared->stop_before == i) return;
    const auto day = shared->days[std::min(i, shared->days.size() - 1)];
    world.agenda.at(add_days(on, day), Hour::afternoon, [=, &world]() -> Status {
      if (*closed) return {};
      const auto& step = chain->steps[i];
      auto other = shared->signer ? shared->signer(step) : std::nullopt;
      const auto signer = other ? *other : world.city.step_signer(school, step);
      const auto options = shared->options ? shared->options(step) : Desk::StepOptions{};
      if (auto signed_off = world.desk.sign(*paper, step.id, signer, options); !signed_off) {
        return signed_off;
      }
      if (options.decision == Decision::return_) {
        *closed = true;
        return shared->returned ? shared->returned() : Status{};
      }
      return step.effect && shared->in_effect ? shared->in_effect() : Status{};
    });
  }
}

Status file_and_follow(World& world, Form form, OfficeIndex school, const Signer& author,
                       std::vector<DraftEvent> drafts, Way way) {
  auto filed = world.desk.file(form, world.office(school).id, author, std::move(drafts));
  if (!filed) return fail(filed.error());
  // The lines themselves are only needed by papers that come back.
  filed->events.clear();
  follow(world, school, *filed, std::move(way));
  return {};
}

Result<FiledSheet> file_sheet(World& world, SheetErrand errand) {
  const auto& school = world.office(errand.school);
  auto drafts =
      world.sheets.events_of(errand.form, school, errand.name, SheetFormat::csv, errand.rows);
  if (!drafts) return fail(drafts.error());
  FiledSheet sheet{{}, *drafts};
  if (errand.excuse) drafts->push_back(*std::move(errand.excuse));
  auto filed = world.desk.file(errand.form, school.id, errand.author, *std::move(drafts));
  if (!filed) return fail(filed.error());
  sheet.id = filed->id;
  filed->events.clear();
  // An act without later signers takes effect as it is accepted.
  const bool at_once = world.desk.pack().chain(errand.form)->steps.empty();
  if (at_once && errand.way.in_effect) {
    if (auto done = errand.way.in_effect(); !done) return fail(done.error());
  }
  follow(world, errand.school, *filed, std::move(errand.way));
  return sheet;
}

Digest invented_document(World& world) {
  return world.desk.random().draw<Digest>();
}

}  // namespace xueji::simulate
