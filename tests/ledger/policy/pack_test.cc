#include "ledger/policy/pack.h"

#include <catch2/catch.hpp>
#include <set>

using namespace xueji;

namespace {

PackFiles files_of(std::string_view id) {
  auto files = shipped_pack(id);
  REQUIRE(files);
  return *files;
}

Pack shipped(std::string_view id) {
  auto pack = load_pack(files_of(id));
  if (!pack) FAIL(pack.error().what.en);
  return *pack;
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}

/// What load_pack says after one edit of a file of the Shiyan pack.
Text refusal_after(const std::string& file, std::string_view from, std::string_view to) {
  auto files = files_of("shiyan");
  replace(files.files[file], from, to);
  const auto pack = load_pack(files);
  REQUIRE_FALSE(pack);
  CHECK(pack.error().code == ErrorCode::malformed);
  return pack.error().what;
}

int line_of(const std::string& text, std::string_view word) {
  const auto at = text.find(word);
  REQUIRE(at != std::string::npos);
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
}

bool contains(const std::string& text, std::string_view word) {
  return text.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("a broken pack is refused with file, line and key in both languages") {
  const auto files = files_of("shiyan");
  const auto line = std::to_string(line_of(files.files.at("pack.toml"), "presence_days"));
  const auto what = refusal_after("pack.toml", "presence_days = { value = 30",
                                  "presence_days = { value = \"thirty\"");
  CHECK(contains(what.en, "pack.toml line " + line + " parameters.presence_days.value"));
  CHECK(contains(what.en, "an integer within 1…365"));
  CHECK(contains(what.zh, "pack.toml 第" + line + "行 parameters.presence_days.value"));
}

TEST_CASE("unknown keys are refused at every level of a pack") {
  CHECK(contains(refusal_after("pack.toml", "id = \"shiyan\"", "id = \"shiyan\"\nidd = \"x\"").en,
                 "idd: is not a known key"));
  CHECK(contains(refusal_after("pack.toml", "presence_days = {", "presense_days = {").en,
                 "parameters.presense_days: is not a known parameter"));
  CHECK(contains(refusal_after("pack.toml", "presence_days = {", "presense_days = {").en,
                 "parameters.presence_days: is missing"));
  CHECK(contains(refusal_after("pack.toml", "presence_days = { value = 30",
                               "presence_days = { valu = 1, value = 30")
                     .en,
                 "parameters.presence_days.valu: is not a known key"));
  CHECK(contains(refusal_after("chains.toml", "hold_days = 5", "hold_day = 5").en, "hold_day"));
}

TEST_CASE("values outside their vocabulary or bounds are refused") {
  const auto refuses = [](std::string_view from, std::string_view to) {
    CAPTURE(from, to);
    CHECK(contains(refusal_after("pack.toml", from, to).en, "is not accepted"));
  };
  refuses("value = \"04-15\"", "value = \"04-31\"");
  refuses("value = \"04-15\"", "value = \"4-15\"");
  refuses("value = \"04-15\"", "value = 415");
  refuses("presence_days = { value = 30", "presence_days = { value = 0");
  refuses("presence_days = { value = 30", "presence_days = { value = 366");
  refuses("value = \"deputy_director\"", "value = \"deputy\"");
  refuses("value = \"override\"", "value = \"overide\"");
  refuses("value = [\"full_time\", \"flexible\"]", "value = [\"full_time\", \"flexibel\"]");
  refuses("value = [\"full_time\", \"flexible\"]", "value = [\"full_time\", \"full_time\"]");
  refuses("\"study_mode\", \"programme_years\", \"household_county\"]", "\"no_such_field\"]");
  refuses("programme_years = { value = [3]", "programme_years = { value = []");
  refuses("requires_photo = { value = true", "requires_photo = { value = \"true\"");
}

TEST_CASE("a wrong unit, an unknown rule and another pack's rule are refused") {
  CHECK(contains(
      refusal_after("pack.toml", "value = 30, unit = \"days\"", "value = 30, unit = \"weeks\"").en,
      "unit: must be days"));
  CHECK(contains(refusal_after("pack.toml", "rules = [\"SY-1.5d\"]", "rules = [\"SY-1.5z\"]").en,
                 "the catalogue has no rule SY-1.5z"));
  CHECK(contains(refusal_after("pack.toml", "rules = [\"SY-1.5d\"]", "rules = [\"FJ-08c\"]").en,
                 "rule FJ-08c is not of this pack"));
}

TEST_CASE("a chain has exactly one effect step, and filing steps after it only") {
  CHECK(contains(refusal_after("chains.toml", "hold_days = 7, rules = [\"SY-1.2h\"], paper = true",
                               "hold_days = 7, rules = [\"SY-1.2h\"], effect = true")
                     .en,
                 "needs exactly one step with effect = true, has 2"));
  CHECK(contains(refusal_after("chains.toml", "paper = true, effect = true }", "paper = true }").en,
                 "needs exactly one step with effect = true, has 0"));
  CHECK(contains(refusal_after("chains.toml", ", filing = true", "").en,
                 "step filing: filing = true marks the steps after the effect"));
  CHECK(contains(refusal_after("chains.toml", "\neffect = \"accepted\"", "\n").en,
                 "effect = \"accepted\" stands for a chain without steps"));
}

TEST_CASE("unknown roles, relations, forms and steps in a chain are refused by name") {
  CHECK(contains(refusal_after("chains.toml", "role = \"clerk\"", "role = \"clark\"").en,
                 "unknown code clark"));
  CHECK(
      contains(refusal_after("chains.toml", "relation = \"supervisor\"", "relation = \"boss\"").en,
               "unknown code boss"));
  CHECK(contains(refusal_after("chains.toml", "form = \"presence\"", "form = \"absence\"").en,
                 "unknown code absence"));
  CHECK(contains(refusal_after("chains.toml", "form = \"presence\"", "form = \"arrival\"").en,
                 "has two chains"));
  CHECK(contains(
      refusal_after("chains.toml", "[\"clerk\", \"section_chief\"]", "[\"clerk\", \"chief\"]").en,
      "each item must name two different steps"));
  CHECK(contains(refusal_after("chains.toml", "id = \"clerk\"", "id = \"county\"").en,
                 "step county stands twice"));
}

TEST_CASE("steps that genesis demands of the root are no pack's to define") {
  for (const auto* id : {"root-2", "recovery-2"}) {
    const auto named = "id = \"" + std::string(id) + "\"";
    CHECK(contains(refusal_after("chains.toml", "id = \"outgoing\"", named).en, "genesis demands"));
  }
}

TEST_CASE("missing, foreign and contradicting files are refused") {
  auto files = files_of("shiyan");
  files.files.erase("codes/sexes.csv");
  CHECK(contains(load_pack(files).error().what.en, "codes/sexes.csv: is missing"));
  files = files_of("shiyan");
  files.files["notes.toml"] = "";
  CHECK(contains(load_pack(files).error().what.en, "notes.toml: is not a pack file"));
  CHECK(contains(refusal_after("codes/study_modes.csv", "flexible,", "flexi,").en,
                 "codes/study_modes.csv has no row flexible"));
  CHECK(contains(refusal_after("pack.toml", "value = [\"2021\"]", "value = [\"2010\"]").en,
                 "codes/majors.csv has no version 2010"));
  CHECK(
      contains(refusal_after("pack.toml", "value = \"deputy_director\"", "value = \"auditor\"").en,
               "this role signs no step of the chain of entry-roster"));
  CHECK(contains(refusal_after("chains.toml", "[[chain]]", "[[chain").en, "chains.toml line"));
  CHECK_FALSE(load_pack(PackFiles{}));
}

TEST_CASE("all problems of a pack are listed at once") {
  auto files = files_of("shiyan");
  replace(files.files["pack.toml"], "presence_days = { value = 30", "presence_days = { value = -1");
  replace(files.files["pack.toml"], "return_days = { value = 10", "return_days = { value = -1");
  replace(files.files["chains.toml"], "role = \"clerk\"", "role = \"clark\"");
  const auto what = load_pack(files).error().what;
  CHECK(contains(what.en, "presence_days"));
  CHECK(contains(what.en, "return_days"));
  CHECK(contains(what.en, "clark"));
}

TEST_CASE("Shiyan registers until 15 April and 15 November", "[SY-1.2l]") {
  const Pack pack = shipped("shiyan");
  CHECK(pack.registration_deadline(2024, Season::spring) == make_date(2024, 4, 15));
  CHECK(pack.registration_deadline(2024, Season::autumn) == make_date(2024, 11, 15));
  CHECK(pack.integer("registration_warn_days") == 15);
  CHECK(pack.reaction("late_registration") == Reaction::override_);
  CHECK(pack.reaction("other_year_registration") == Reaction::reject);
  CHECK_FALSE(pack.identity_review_deadline(2024, Season::autumn, make_date(2024, 9, 1)));
}

TEST_CASE("Shiyan's lines are full-time or flexible over three years", "[SY-1.2k][SY-1.6a]") {
  const Pack pack = shipped("shiyan");
  CHECK(pack.lists("study_modes", StudyMode::full_time));
  CHECK(pack.lists("study_modes", StudyMode::flexible));
  CHECK_FALSE(pack.lists("study_modes", StudyMode::adult_class));
  CHECK(pack.study_mode_label(StudyMode::flexible).zh == "灵活学制");
  CHECK(std::vector<std::int64_t>(pack.integers("programme_years").begin(),
                                  pack.integers("programme_years").end()) ==
        std::vector<std::int64_t>{3});
}

TEST_CASE("Shiyan's numbers of the entry rules stand in its pack",
          "[SY-1.1a][SY-1.1b][SY-1.5e][SY-1.5f][SY-2.1a]") {
  const Pack pack = shipped("shiyan");
  CHECK(pack.integer("out_of_area_limit") == 100);
  CHECK(pack.text("out_of_area_level") == "county");
  CHECK(pack.integer("diversion_terms_completed") == 3);
  CHECK(pack.is_on("key_school_diversion_needs_city_approval"));
  CHECK(pack.text("joint_partner_tier") == "national_key");
  CHECK(pack.integer("presence_days") == 30);
  CHECK(pack.integer("late_recording_days") == 5);
  CHECK(pack.parameter("presence_days")->assumed);
  CHECK_FALSE(pack.parameter("out_of_area_limit")->assumed);
  CHECK(pack.text("student_number_format").empty());
  CHECK(pack.county_codes() == nullptr);
}

TEST_CASE("Fujian reviews identity by 15 August and 15 December", "[FJ-06a][FJ-06c]") {
  const Pack pack = shipped("fujian");
  const auto autumn = [&](Date admitted) {
    return pack.identity_review_deadline(2024, Season::autumn, admitted);
  };
  CHECK(pack.identity_review_deadline(2024, Season::spring, make_date(2024, 5, 31)) ==
        make_date(2024, 8, 15));
  CHECK(autumn(make_date(2024, 9, 1)) == make_date(2024, 12, 15));
  CHECK(autumn(make_date(2024, 12, 5)) == make_date(2024, 12, 15));
  CHECK(autumn(make_date(2024, 12, 6)) == make_date(2024, 12, 31));
  CHECK(pack.registration_deadline(2024, Season::spring) == make_date(2024, 8, 31));
  CHECK(pack.registration_deadline(2024, Season::autumn) == make_date(2024, 12, 31));
}

TEST_CASE("Fujian's spring intake ends with May", "[FJ-03c]") {
  const Pack pack = shipped("fujian");
  CHECK(pack.season_of(make_date(2024, 1, 1)) == Season::spring);
  CHECK(pack.season_of(make_date(2024, 5, 31)) == Season::spring);
  CHECK(pack.season_of(make_date(2024, 6, 1)) == Season::autumn);
  CHECK(pack.season_of(make_date(2024, 12, 31)) == Season::autumn);
}

TEST_CASE("Fujian admits four types of school and refuses skilled-worker schools", "[FJ-02]") {
  const Pack pack = shipped("fujian");
  CHECK(pack.lists("school_types_allowed", SchoolType::secondary_vocational));
  CHECK(pack.lists("school_types_allowed", SchoolType::college_attached));
  CHECK_FALSE(pack.lists("school_types_allowed", SchoolType::skilled_worker));
  CHECK_FALSE(shipped("shiyan").lists("school_types_allowed", SchoolType::skilled_worker));
}

TEST_CASE("Fujian requires groups 1 to 3 and flags group 4", "[FJ-39]") {
  const Pack pack = shipped("fujian");
  const auto required = pack.texts("roster_required_fields");
  const auto flagged = pack.texts("roster_flagged_fields");
  const auto has = [](std::span<const std::string> list, std::string_view code) {
    return std::find(list.begin(), list.end(), code) != list.end();
  };
  for (const auto* code :
       {"name", "identity_number", "study_mode", "previous_certificate_number", "origin_place"}) {
    CAPTURE(code);
    CHECK(has(required, code));
    CHECK_FALSE(has(flagged, code));
  }
  for (const auto* code : {"home_address", "health", "household_county", "family_economy"}) {
    CAPTURE(code);
    CHECK(has(flagged, code));
    CHECK_FALSE(has(required, code));
  }
}

TEST_CASE("nothing of one pack leaks into the other", "[D-18]") {
  const Pack shiyan = shipped("shiyan");
  const Pack fujian = shipped("fujian");
  CHECK(shiyan.is_on("requires_headcount"));
  CHECK_FALSE(fujian.is_on("requires_headcount"));
  CHECK_FALSE(shiyan.is_on("requires_identity_review"));
  CHECK(fujian.is_on("requires_identity_review"));
  CHECK(fujian.integer("out_of_area_limit") == std::nullopt);
  CHECK(shiyan.chain(Form::five_year_roster) == nullptr);
  CHECK(fujian.chain(Form::five_year_roster) != nullptr);
  for (const auto& parameter : fujian.parameters()) {
    for (const auto& rule : parameter.rules)
      CHECK(rule.starts_with("FJ-"));
  }
  for (const auto& chain : shiyan.chains()) {
    for (const auto& rule : chain.rules)
      CHECK(rule.starts_with("SY-"));
  }
}

TEST_CASE("dates that the texts do not give are marked as assumed", "[D-22][D-23]") {
  for (const auto* id : {"shiyan", "fujian"}) {
    const Pack pack = shipped(id);
    CHECK(pack.metadata().id == id);
    CHECK(pack.metadata().version == "2024.3");
    CHECK(pack.metadata().effective_from_assumed);
    CHECK_FALSE(pack.is_effective_on(make_date(2015, 8, 31)));
    CHECK(pack.is_effective_on(make_date(2015, 9, 1)));
    CHECK(pack.is_effective_on(make_date(2030, 1, 1)));
  }
}

TEST_CASE("a third jurisdiction needs data files and no code") {
  const auto own = read_pack_folder(XUEJI_THIRD_PACK);
  REQUIRE(own);
  CHECK(own->files.size() == 5);
  const auto pack = load_pack(with_shared_tables(*own));
  if (!pack) FAIL(pack.error().what.en);
  CHECK(pack->metadata().id == "third");
  CHECK(pack->registration_deadline(2024, Season::autumn) == make_date(2024, 11, 20));
  REQUIRE(pack->chain(Form::entry_roster));
  CHECK(pack->chain(Form::entry_roster)->steps.size() == 1);
  CHECK(pack->chain(Form::arrival) == nullptr);
  REQUIRE(pack->guards().size() == 1);
  CHECK(pack->guards().front().rule == "TX-1");
  CHECK(pack->is_effective_on(make_date(2029, 12, 31)));
  CHECK_FALSE(pack->is_effective_on(make_date(2030, 1, 1)));
  CHECK_FALSE(pack->lists("study_modes", StudyMode::flexible));
  const auto rules = pack->rules_of_finding("ADMISSION_UNSETTLED");
  CHECK(std::vector<std::string>(rules.begin(), rules.end()) ==
        std::vector<std::string>{"TX-1", "TX-4"});
  CHECK(pack->rules_of_finding("MONTHLY_LATE").empty());
  // Where the regulation has no rule of its own, the refusal names ours.
  CHECK(officer_rule_of(*pack) == "CHAIN");
  CHECK(officer_rule_of(shipped("fujian")) == "FJ-08b");
  CHECK(principal_rule_of(shipped("shiyan")) == "SY-3.2b");
  CHECK(principal_rule_of(shipped("fujian")) == "AUTHORITY");
}

TEST_CASE("findings name rules of their pack, each code once, and codes that exist", "[SY-3.3b]") {
  const std::string file = "findings.toml";
  CHECK(contains(refusal_after(file, "\"NO_OFFICER\"", "\"NO_OFICER\"").en,
                 "there is no finding NO_OFICER"));
  CHECK(contains(refusal_after(file, "\"RULES_NOT_FILED\"", "\"NO_OFFICER\"").en,
                 "NO_OFFICER is listed twice"));
  CHECK(contains(refusal_after(file, "[\"SY-1.4b\"]", "[\"FJ-08b\"]").en,
                 "rule FJ-08b is not of this pack"));
  CHECK(contains(refusal_after(file, "[\"SY-1.4b\"]", "[\"SY-9.9z\"]").en,
                 "the catalogue has no rule SY-9.9z"));
  CHECK(contains(refusal_after(file, "[\"SY-1.4b\"]", "[]").en, "names at least one rule"));
}

TEST_CASE("a shipped pack of before its findings.toml names the rules of today", "[SY-3.3b]") {
  for (const auto& id : shipped_pack_ids()) {
    auto old = files_of(id);
    REQUIRE(old.files.erase("findings.toml") == 1);
    replace(old.files["pack.toml"], "version = \"2024.3\"", "version = \"2024.2\"");
    const auto pack = load_pack(old);
    if (!pack) FAIL(pack.error().what.en);
    const auto rules = pack->rules_of_finding("NO_OFFICER");
    const auto today_pack = shipped(id);
    const auto today = today_pack.rules_of_finding("NO_OFFICER");
    CHECK(std::vector<std::string>(rules.begin(), rules.end()) ==
          std::vector<std::string>(today.begin(), today.end()));
    CHECK_FALSE(rules.empty());
  }
}

TEST_CASE("a pack of others under a shipped id has no rules but its own", "[SY-3.3b]") {
  const auto own = read_pack_folder(XUEJI_THIRD_PACK);
  REQUIRE(own);
  for (const std::string id : {"shiyan", "shiyan/codes", "third"}) {
    CAPTURE(id);
    auto files = with_shared_tables(*own);
    files.files.erase("findings.toml");
    replace(files.files["pack.toml"], "id = \"third\"", "id = \"" + id + "\"");
    const auto pack = load_pack(files);
    if (!pack) FAIL(pack.error().what.en);
    CHECK(pack->rules_of_finding("NO_OFFICER").empty());
  }
}

TEST_CASE("codes of the shared tables are codes of the vocabulary") {
  const Pack pack = shipped("shiyan");
  for (const auto& code : pack.table("entry_routes")->codes()) {
    CHECK(from_code<EntryRoute>(code.code).has_value());
  }
  for (const auto& code : pack.table("candidate_categories")->codes()) {
    CHECK(from_code<CandidateCategory>(code.code).has_value());
  }
}

TEST_CASE("a month and day are read strictly and fall on the last of February", "[D-01]") {
  CHECK(month_day_from_text("02-29").has_value());
  CHECK_FALSE(month_day_from_text("02-30"));
  CHECK_FALSE(month_day_from_text("00-01"));
  CHECK_FALSE(month_day_from_text("1-1"));
  CHECK(to_text(*month_day_from_text("04-05")) == "04-05");
  CHECK(in_year(*month_day_from_text("02-29"), 2023) == make_date(2023, 2, 28));
  CHECK(in_year(*month_day_from_text("02-29"), 2024) == make_date(2024, 2, 29));
}
