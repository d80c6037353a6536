#include "tools/simulate/world.h"

#include <algorithm>

#include "ledger/policy/identity.h"

namespace xueji::simulate {

bool World::wants(std::string_view code) const {
  const auto& chosen = options.violations;
  return chosen.empty() || std::find(chosen.begin(), chosen.end(), code) != chosen.end();
}

void World::expect(std::string_view code, std::string_view rule, OfficeIndex office,
                   std::string subject, std::string_view source) {
  // The truth is about the first year; what later years repeat is not planned.
  if (desk.today() > truth.cut_off) return;
  truth.findings.push_back({std::string(code), std::string(rule), city.office(office).code,
                            std::move(subject), std::string(source), desk.today()});
}

std::string World::next_number(OfficeIndex school, int entry_year) {
  const auto& one = office(school);
  const auto serial = ++serials[{school, entry_year}];
  const auto number =
      format_number({entry_year % 100, one.number_county_code, one.number_school_code, serial},
                    desk.pack().text("student_number_format"));
  return number.value_or(std::string());
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

Digest invented_document(World& world) {
  return world.desk.random().draw<Digest>();
}

}  // namespace xueji::simulate
