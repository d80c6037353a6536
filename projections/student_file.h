// The student file: everything the ledger has about one status, and the other statuses of the same
// person. Events that never took effect are there too, and say why.
//
// Thread safety: free functions; a Views belongs to one thread.
#pragma once

#include <optional>
#include <vector>

#include "projections/roster.h"
#include "projections/submissions.h"

namespace xueji {

/// What became of one line. `reversed`: it took effect, and a later reversal took it back (D-26).
enum class LineOutcome { waiting, in_effect, struck, lapsed, returned, withdrawn, reversed };
[[nodiscard]] Text label_of(LineOutcome outcome);

struct TimelineEntry {
  Position event_at;
  Event event;
  SubmissionId submission;
  Form form{};
  std::uint32_t line = 0;  ///< Index of the event in its submission, from 0.
  PersonId author;
  Role author_role{};
  OrganisationId author_organisation;
  Instant filed_at;
  std::vector<StepDone> signers;  ///< Sign-offs of the submission, in order.
  LineOutcome outcome{};
  std::string lapsed_rule;           ///< Of a lapsed line.
  ReasonCode struck_reason{};        ///< Of a struck line.
  Position effect_at = no_position;  ///< Where it took effect.
  Instant effect_recorded_at;
  Position reversed_at = no_position;  ///< The EventReversed that took it back.
};

/// Another status of the same person.
struct OtherStatus {
  StudentId student;
  OrganisationId school;
  StudentStatus status{};
  Date since{};
  bool earlier = false;  ///< It came before this one.
};

struct StudentFile {
  TreeSize reflects;
  AsOf as_of;
  /// The status as of the moment asked; nothing when it did not exist then.
  std::optional<StudentAsOf> student;
  std::vector<TimelineEntry> timeline;  ///< All events, by position.
  std::vector<OtherStatus> others;
};

/// Which papers are meant: those in the student's own file, or also those of lifted sanctions,
/// which stay in the office archive of the school only (FJ-29b; sanction_archive.h).
enum class FileView { student_file, office_archive };

/// Errors: not_found when the ledger has no such status, corrupt, io.
[[nodiscard]] Result<StudentFile> student_file(const Views& views, const LedgerView& ledger,
                                               const StudentId& student, const AsOf& as_of = {},
                                               FileView view = FileView::student_file);

}  // namespace xueji
