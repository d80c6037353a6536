// The layouts as data: what is shipped holds, and slips are named with their line.
#include "tools/report/form_layout.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <type_traits>

#include "ledger/model/event.h"
#include "ledger/model/personal.h"
#include "ledger/model/state.h"
#include "ledger/policy/catalogue.h"

namespace xueji::report {
namespace {

constexpr std::string_view small = R"([[form]]
code = "x"
zh = "表"
en = "form"
rules = ["FJ-06c"]
kind = "table"
sources = ["entry-roster"]
event = "roster_line"
title = "标题"
columns = ["name"]
[[field]]
code = "name"
zh = "姓名"
en = "name"
width_mm = 20
)";

std::string replaced(std::string_view from, std::string_view to) {
  std::string text(small);
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// Names of the facts of an event, as forms have them: tenths lose their ending.
std::set<std::string> facts_of(EventType type) {
  std::set<std::string> names;
  const auto add = [&]<class Struct>(const Struct& facts) {
    if (Struct::type != type) return;
    for_each_field(facts, [&](const auto& field, const auto&) {
      auto name = std::string(field.name);
      constexpr std::string_view ending = "_tenths";
      if (name.ends_with(ending)) name.resize(name.size() - ending.size());
      names.insert(name);
    });
  };
  [&]<class... T>(TypeList<T...>) { (add(T{}), ...); }(FactsTypes{});
  return names;
}

bool can_be_filled(const FormLayout& form, const std::string& field) {
  if (facts_of(form.event).contains(field) || field == "student_number") return true;
  const auto personal = [&](EventType type) {
    const auto fields = personal_fields_of(type);
    return std::any_of(fields.begin(), fields.end(),
                       [&](PersonalField one) { return code_of(one) == field; });
  };
  bool of_status = false;
  const StudentState status;
  for_each_field(status, [&](const auto& one, const auto& member) {
    using T = std::remove_cvref_t<decltype(member)>;
    of_status = of_status || (one.name == field && !std::is_same_v<T, bool>);
  });
  const bool computed = field == "registered_as" || field == "differences";
  return of_status || computed || personal(form.event) || personal(EventType::roster_line);
}

}  // namespace

TEST_CASE("every field of a form is a fact, a personal field or a part of the status",
          "[FJ-35a][FJ-35b][SY-1.7a]") {
  for (const auto& form : form_layouts().forms) {
    if (form.monthly != ReportForm::none) continue;
    for (const auto& column : form.columns) {
      INFO(form.code << " " << column);
      CHECK(can_be_filled(form, column));
    }
    for (const auto& section : form.sections) {
      for (const auto& box : section.boxes) {
        INFO(form.code << " " << box.field);
        CHECK((box.field.empty() || can_be_filled(form, box.field)));
      }
    }
  }
  CHECK_FALSE(can_be_filled(*form_layouts().form("graduate-roster"), "issued_on"));
}

TEST_CASE("the shipped layouts name rules of the catalogue, once each", "[report]") {
  std::set<std::string> codes;
  for (const auto& form : form_layouts().forms) {
    INFO(form.code);
    CHECK(codes.insert(form.code).second);
    CHECK_FALSE(form.rules.empty());
    for (const auto& rule : form.rules) {
      INFO(rule);
      CHECK(find_rule(rule) != nullptr);
    }
    CHECK(form.is_layout_assumed);
  }
  for (const auto* code :
       {"registration", "entry-roster", "info-changes", "status-changes", "transfer-application",
        "graduate-roster", "stamping-list", "appraisal", "proof-application"}) {
    INFO(code);
    CHECK(codes.contains(code));
  }
}

TEST_CASE("a layout with a slip is refused, and the slip is named", "[report]") {
  REQUIRE(load_form_layouts("forms.toml", small));
  const std::pair<std::string, std::string_view> slips[] = {
      {replaced("entry-roster", "no-such-form"), "sources"},
      {replaced("roster_line", "no_such_event"), "event"},
      {replaced("kind = \"table\"", "kind = \"heap\""), "kind"},
      {replaced("columns = [\"name\"]", "columns = [\"nobody\"]"), "x.nobody"},
      {replaced("columns = [\"name\"]\n", ""), "columns"},
      {replaced("title = \"标题\"\n", ""), "title"},
      {replaced("width_mm = 20", "width_mm = 0"), "width_mm"},
      {replaced("title = \"标题\"", "title = \"标题\"\nneeds = [\"luck\"]"), "needs"},
      {replaced("title = \"标题\"", "title = \"标题\"\ncolour = \"red\""), "colour"}};
  for (const auto& [text, word] : slips) {
    INFO(word);
    const auto loaded = load_form_layouts("forms.toml", text);
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == ErrorCode::malformed);
    CHECK(loaded.error().what.en.find(word) != std::string::npos);
  }
}

}  // namespace xueji::report
