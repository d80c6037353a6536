#include "replay/inspection/report.h"

namespace xueji::inspection {
namespace {

constexpr std::size_t short_id_characters = 8;

std::string short_id(const std::string& id) {
  return id.substr(0, short_id_characters);
}

std::string staff_text(const PersonId& person, const ReportNames& names) {
  if (person.is_none()) return "空缺 (vacant)";
  const auto id = short_id(to_text(person));
  const auto name = names.staff ? names.staff(person) : std::string();
  return name.empty() ? id : name + " [" + id + "]";
}

}  // namespace

std::string file_stem_of(const InspectedOrganisation& organisation) {
  std::string stem;
  bool is_plain = !organisation.code.empty();
  for (const char c : organisation.code) {
    const bool keeps = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_';
    is_plain = is_plain && keeps;
    stem += keeps ? c : '_';
  }
  // The reserved names of the summary are not plain codes either.
  if (is_plain && stem != "index" && stem != "summary") return stem;
  return stem + "-" + to_text(organisation.id);
}

bool has_report(const InspectedOrganisation& organisation) {
  return organisation.kind == OrganisationKind::school || !organisation.findings.empty();
}

std::string subject_text(const Finding& finding, const ReportNames& names) {
  const auto& subject = finding.subject;
  if (subject.kind == SubjectKind::student) {
    const auto student = as<StudentId>(subject.id);
    const auto name = names.student ? names.student(student) : std::string();
    return (name.empty() ? std::string("学籍") : name) + " [" + short_id(to_text(student)) + "]";
  }
  return subject.label.empty() ? subject.key : subject.label;
}

Text path_text(const Inspection& inspection, const Finding& finding, const ReportNames& names) {
  Text text;
  for (const auto& rung : finding.path) {
    const auto organisation = inspection.organisation_names.find(rung.organisation);
    const auto where =
        organisation == inspection.organisation_names.end() ? std::string() : organisation->second;
    const auto who = staff_text(rung.person, names);
    const auto role = label_of(rung.role);
    const auto arrow = text.zh.empty() ? "" : " → ";
    text.zh += arrow + where + role.zh + " " + who;
    text.en += arrow + role.en + " " + who;
  }
  return text;
}

Text state_text(const Finding& finding) {
  if (finding.is_act) return {"已发生", "done"};
  if (!finding.closed_on) return {"未整改", "open"};
  const auto day = to_text(*finding.closed_on);
  return {"已于 " + day + " 消除", "closed on " + day};
}

std::string proofs_text(const Finding& finding) {
  std::string text;
  const auto& all = finding.proofs;
  for (std::size_t i = 0; i < all.size();) {
    auto last = i;
    while (last + 1 < all.size() && all[last + 1].at.value == all[last].at.value + 1)
      ++last;
    if (!text.empty()) text += ", ";
    text += std::to_string(all[i].at.value);
    if (last > i) text += "–" + std::to_string(all[last].at.value);
    i = last + 1;
  }
  return text;
}

}  // namespace xueji::inspection
