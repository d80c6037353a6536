// What an inspection finds, as plain data (rules.md §11). Persons are ids; their names are shown
// only through a port that masks them (report.h). Thread safety: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/id.h"
#include "ledger/base/text.h"
#include "ledger/model/entry.h"

namespace xueji::inspection {

/// The three chapters of the yearly inspection and what stands outside them (SY-3.3b).
enum class Chapter : std::uint8_t { duty_system, new_registration, ongoing_changes, other };
[[nodiscard]] std::string_view code_of(Chapter chapter);
[[nodiscard]] Text label_of(Chapter chapter);
inline constexpr Chapter chapters[] = {Chapter::duty_system, Chapter::new_registration,
                                       Chapter::ongoing_changes, Chapter::other};

/// The only ways in which a thing that the ledger refuses can come about nevertheless (rules.md
/// §11).
enum class LawfulSource : std::uint8_t {
  override_granted,
  opening_import,
  external_evidence,  ///< A receipt or list of another system.
  later_evidence,     ///< Something recorded later contradicts what was recorded before.
  missed_deadline,    ///< A duty was done late, or not.
  let_through,        ///< The pack lets the act through and leaves it to the inspector.
};
[[nodiscard]] std::string_view code_of(LawfulSource source);
[[nodiscard]] Text label_of(LawfulSource source);

enum class ProofKind : std::uint8_t { event, header, sign_off, record };
[[nodiscard]] Text label_of(ProofKind kind);

/// An entry that proves the finding.
struct Proof {
  Position at;
  ProofKind kind{};
};

/// Whom the finding is about: "student:ID", "class:ID/2024-10", "submission:ID/step",
/// "organisation:CODE". The key is what truth files compare.
struct Subject {
  SubjectKind kind{};
  SubjectId id;
  std::string key;
  std::string label;  ///< For people, without personal data: "2024级1班"; empty for a student.
};

/// A rung of the accountability path (SY-3.3d).
struct Responsible {
  Role role{};
  OrganisationId organisation;
  PersonId person;  ///< None: nobody held the role on that day.
};

/// How long one step of a chain held the paper.
struct HeldStep {
  std::string step;  ///< "author" for the filing itself.
  Text name;
  Role role{};
  OrganisationId organisation;
  PersonId person;             ///< Who signed; none while the step waits.
  std::optional<Position> at;  ///< Of the sign-off; nothing while the step waits.
  Date since{};
  std::optional<Date> until;  ///< Nothing while the step waits at the cut-off.
  int days = 0;
  int days_allowed = 0;
  [[nodiscard]] bool is_late() const { return days_allowed > 0 && days > days_allowed; }
};

struct Finding {
  std::string code;
  Chapter chapter{};
  std::vector<std::string> rules;  ///< Of the pack that applied; D-numbers where no rule speaks.
  std::string pack_id;
  std::string pack_version;
  OrganisationId organisation;  ///< In whose report it stands.
  Subject subject;
  Date first_day{};               ///< China day from which it existed.
  std::optional<Date> closed_on;  ///< Put right on this day; nothing: open at the cut-off.
  bool is_act = false;            ///< Done on one day; there is nothing that could be closed.
  std::vector<Proof> proofs;      ///< By position.
  std::vector<Text> facts;        ///< Sentences with the numbers.
  std::vector<Responsible> path;  ///< Officer → principal → section → director → city.
  SubmissionId submission;        ///< The paper it is about; none otherwise.
  std::vector<HeldStep> held;     ///< Of that paper.
};

/// What a truth file compares: code, organisation code, subject key.
struct FindingKey {
  std::string code;
  std::string school;
  std::string subject;
  friend auto operator<=>(const FindingKey&, const FindingKey&) = default;
};

}  // namespace xueji::inspection
