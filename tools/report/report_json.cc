#include <boost/json.hpp>
#include <map>

#include "replay/inspection/ranking.h"
#include "tools/report/write_reports.h"

namespace xueji::report {
namespace {

namespace json = boost::json;
using inspection::Finding;
using inspection::InspectedOrganisation;
using inspection::Inspection;
using inspection::ReportNames;

std::string_view code_of_proof(inspection::ProofKind kind) {
  using enum inspection::ProofKind;
  switch (kind) {
    case event:
      return "event";
    case header:
      return "header";
    case sign_off:
      return "sign_off";
    case record:
      return "record";
  }
  return "record";
}

json::object text_of(const Text& text) {
  return {{"zh", text.zh}, {"en", text.en}};
}

json::value id_or_null(const auto& id) {
  return id.is_none() ? json::value(nullptr) : json::value(to_text(id));
}

json::object scope_of(const Inspection& inspection) {
  json::array unchecked;
  for (const auto& note : inspection.not_checked)
    unchecked.push_back(text_of(note));
  return {{"year", inspection.year},
          {"from", to_text(inspection.from)},
          {"cut_off", to_text(inspection.cut_off)},
          {"ledger", to_text(inspection.ledger)},
          {"origin", inspection.origin},
          {"size", inspection.prefix.size.value},
          {"root", to_text(inspection.prefix.root)},
          {"demonstration", inspection.is_demonstration},
          {"not_checked", std::move(unchecked)}};
}

json::object organisation_of(const InspectedOrganisation& one) {
  return {{"code", one.code},
          {"name", one.name},
          {"kind", code_of(one.kind)},
          {"supervisor", one.supervisor_name},
          {"pack", one.pack_id},
          {"pack_version", one.pack_version},
          {"on_roll", one.on_roll},
          {"in_school", one.in_school},
          {"registered", one.registered},
          {"imported", one.imported},
          {"papers", one.papers},
          {"open_papers", one.open_papers}};
}

json::array held_of(const Finding& finding) {
  json::array all;
  for (const auto& step : finding.held) {
    all.push_back(json::object{
        {"step", step.step},
        {"name", text_of(step.name)},
        {"role", code_of(step.role)},
        {"organisation", id_or_null(step.organisation)},
        {"person", id_or_null(step.person)},
        {"position", step.at ? json::value(step.at->value) : json::value(nullptr)},
        {"since", to_text(step.since)},
        {"until", step.until ? json::value(to_text(*step.until)) : json::value(nullptr)},
        {"days", step.days},
        {"days_allowed", step.days_allowed},
        {"late", step.is_late()}});
  }
  return all;
}

json::object finding_of(const InspectedOrganisation& one, const Finding& finding,
                        const ReportNames& names) {
  json::array rules(finding.rules.begin(), finding.rules.end());
  json::array facts;
  for (const auto& fact : finding.facts)
    facts.push_back(text_of(fact));
  json::array proofs;
  for (const auto& proof : finding.proofs) {
    proofs.push_back(
        json::object{{"position", proof.at.value}, {"kind", code_of_proof(proof.kind)}});
  }
  json::array path;
  for (const auto& rung : finding.path) {
    const auto name = names.staff && !rung.person.is_none() ? names.staff(rung.person) : "";
    path.push_back(json::object{{"role", code_of(rung.role)},
                                {"organisation", id_or_null(rung.organisation)},
                                {"person", id_or_null(rung.person)},
                                {"name_masked", name}});
  }
  return {{"code", finding.code},
          {"chapter", code_of(finding.chapter)},
          {"school", one.code},
          {"subject", finding.subject.key},
          {"subject_label", inspection::subject_text(finding, names)},
          {"rules", std::move(rules)},
          {"pack", finding.pack_id},
          {"pack_version", finding.pack_version},
          {"first_day", to_text(finding.first_day)},
          {"closed_on",
           finding.closed_on ? json::value(to_text(*finding.closed_on)) : json::value(nullptr)},
          {"act", finding.is_act},
          {"facts", std::move(facts)},
          {"proofs", std::move(proofs)},
          {"accountability", std::move(path)},
          {"submission", id_or_null(finding.submission)},
          {"held", held_of(finding)}};
}

}  // namespace

std::string report_json(const Inspection& inspection, const InspectedOrganisation& organisation,
                        const ReportNames& names) {
  json::array findings;
  for (const auto& finding : organisation.findings) {
    findings.push_back(finding_of(organisation, finding, names));
  }
  return json::serialize(json::object{{"format", "xueji/v1/inspection"},
                                      {"scope", scope_of(inspection)},
                                      {"organisation", organisation_of(organisation)},
                                      {"findings", std::move(findings)}}) +
         "\n";
}

std::string summary_json(const Inspection& inspection) {
  json::array organisations;
  std::size_t total = 0;
  for (const auto& one : inspection.organisations) {
    if (!inspection::has_report(one)) continue;
    std::map<std::string, std::int64_t> by_chapter;
    std::map<std::string, std::int64_t> by_code;
    for (const auto& finding : one.findings) {
      ++by_chapter[std::string(code_of(finding.chapter))];
      ++by_code[finding.code];
    }
    auto row = organisation_of(one);
    row["findings"] = one.findings.size();
    row["by_chapter"] = json::value_from(by_chapter);
    row["by_code"] = json::value_from(by_code);
    row["report"] = inspection::file_stem_of(one) + ".html";
    organisations.push_back(std::move(row));
    total += one.findings.size();
  }
  json::array commendation;
  for (const auto& rank : inspection::commendation_order(inspection)) {
    commendation.push_back(json::object{{"place", rank.place},
                                        {"code", rank.school->code},
                                        {"findings", rank.findings},
                                        {"open", rank.open},
                                        {"per_thousand", rank.per_thousand}});
  }
  return json::serialize(json::object{{"format", "xueji/v1/inspection-summary"},
                                      {"scope", scope_of(inspection)},
                                      {"findings", total},
                                      {"commendation", std::move(commendation)},
                                      {"organisations", std::move(organisations)}}) +
         "\n";
}

}  // namespace xueji::report
