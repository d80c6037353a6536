// A submission as somebody looks at it before signing: its rows with what is personal, which are
// unusual, what earlier signers struck or sent back, and whether everything could be opened and
// fits the log. Not thread-safe.
#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "ledger/vault/vault.h"
#include "tools/xueji/session.h"
#include "tools/xueji/sheet_rows.h"
#include "tools/xueji/shown_facts.h"

namespace xueji::cli {

/// One row of the sheet as it was filed; it can hold several events.
struct ShownRow {
  std::uint32_t number = 0;  ///< From 1, header not counted: what --strike and --line take.
  std::vector<Event> events;
  DisclosureState state = DisclosureState::opened;  ///< Also for rows without personal fields.
  // Masked, or clear for who is entitled; empty where the row has none.
  std::string name;
  std::string identity_number;
  std::string sex;
  std::string county;  ///< Of the household.
  std::string class_name;
  std::string major;
  std::optional<Text> study_mode;
  std::vector<Text> unusual;      ///< Why the row deserves a second look.
  std::vector<ShownEvent> facts;  ///< All that is stated, for each of the events.
};

/// A row that a signer struck or sent back.
struct MarkedRow {
  std::uint32_t number = 0;
  ReasonCode reason{};
};

/// A signature given so far.
struct ShownAct {
  std::string step;
  Text name;
  Decision decision{};
  Capacity by;
  Instant recorded_at;
  ReasonCode reason{};
  std::string text;             ///< Its words; only for who is entitled.
  std::vector<MarkedRow> rows;  ///< Struck by an approval, to be corrected after a return.
};

struct ShownSubmission {
  const SubmissionState* submission = nullptr;
  std::optional<Text> waits_for;  ///< Name of the step that waits.
  bool clear = false;             ///< Clear values were opened, and the access is on record.
  std::vector<ShownRow> rows;
  std::vector<ShownAct> acts;
};

/// In what name this signer may see clear values, as the access record will say: as the holder of
/// the step that waits, or as who filed it; with a key and a role that hold today. Nothing: masked.
[[nodiscard]] std::optional<std::string> clear_purpose(Session& session,
                                                       const SubmissionState& submission,
                                                       const Signer& signer);

/// Opens all rows and recomputes their roots. With a signer who is entitled and the writer open,
/// values are clear and the access is recorded; else they are masked.
[[nodiscard]] Result<ShownSubmission> show_submission(Session& session,
                                                      const SubmissionState& submission,
                                                      const std::optional<Signer>& signer);

/// Refused when a row could not be opened or does not fit its root: it must not be signed.
[[nodiscard]] Status require_whole(const ShownSubmission& shown);

/// Whether the signer may take the step that waits, by role or delegation.
[[nodiscard]] bool holds_step(const LedgerView& view, const SubmissionState& submission,
                              const Signer& signer);

/// The rows of these lines, each once, with its reason.
[[nodiscard]] std::vector<MarkedRow> rows_of(const SheetRows& rows,
                                             std::span<const MarkedLine> lines);
[[nodiscard]] boost::json::array json_of(std::span<const MarkedRow> rows);
/// "2 (identity wrong), 5 (not present)".
[[nodiscard]] std::string text_of(std::span<const MarkedRow> rows, Language language);

void print_submission(Session& session, const ShownSubmission& shown, std::ostream& out);
[[nodiscard]] boost::json::object json_of(const Session& session, const LedgerView& view,
                                          const ShownSubmission& shown);

}  // namespace xueji::cli
