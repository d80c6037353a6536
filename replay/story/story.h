// The story of a school's year, told from the log alone: what was filed, who signed and how long it
// took, what changed, what came back, what lapsed, what was counted on site; and what is unusual.
// Thread safety: free functions over values.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/text.h"
#include "ledger/model/entry.h"
#include "ledger/store/event_log.h"

namespace xueji::story {

struct StoryScope {
  std::string school;  ///< Code of the organisation.
  int year = 0;        ///< Calendar year, China time.
};

enum class Scene : std::uint8_t {
  filed,
  signed_off,
  returned,
  withdrawn,
  took_effect,
  lapsed,   ///< A returned paper was not corrected in time.
  counted,  ///< A headcount or on-site check, as it took effect.
};
[[nodiscard]] std::string_view code_of(Scene scene);

/// How many lines of one kind.
struct Counted {
  EventType type{};
  std::int64_t lines = 0;
};

struct StoryEntry {
  Date day{};
  Position at;
  Scene scene{};
  SubmissionId submission;
  Form form{};
  std::string step;  ///< Of sign-offs.
  Role role{};       ///< Who acted, and in which role.
  PersonId person;
  OrganisationId organisation;   ///< For whom the person acted.
  int days_held = 0;             ///< Of sign-offs: since the step could be signed.
  std::vector<Counted> changes;  ///< Filed or taken effect, by type.
  Text line;                     ///< The sentence, without names.
  std::vector<Text> unusual;     ///< Why it deserves a second look; empty for the ordinary.
};

struct StoryMonth {
  unsigned month = 0;
  std::vector<StoryEntry> entries;  ///< By position.
  std::int64_t on_roll = 0;         ///< At the end of the month.
  std::int64_t joined = 0;          ///< Came onto the roll within it.
  std::int64_t left = 0;
};

/// A paper that still waited at the end of the year.
struct WaitingPaper {
  SubmissionId submission;
  Form form{};
  Text step;
  int days = 0;
  int days_allowed = 0;
};

struct Story {
  LedgerId ledger;
  TreeSize size;  ///< Entries that were read.
  bool is_demonstration = false;
  OrganisationId school;
  std::string code;
  std::string name;
  int year = 0;
  std::int64_t on_roll_before = 0;  ///< At the end of the year before.
  std::vector<StoryMonth> months;   ///< January to December; those without entries are empty.
  std::vector<WaitingPaper> waiting;
};

/// Errors: io; corrupt; not_found for an empty log or an unknown code; invalid_argument for a year
/// that does not exist.
[[nodiscard]] Result<Story> tell(const LogReader& log, const StoryScope& scope);

/// Masked names of staff; may be empty: then ids alone.
using StaffNames = std::function<std::string(const PersonId&)>;
/// The story as lines of text. Unusual ones begin with "!".
[[nodiscard]] std::vector<std::string> story_lines(const Story& story, Language language,
                                                   const StaffNames& names = {});

}  // namespace xueji::story
