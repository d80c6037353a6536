#include "ledger/registry/succession.h"

namespace xueji {
namespace {

/// A school is merged a few times at most; a longer way could only be a cycle.
constexpr int mergers_max = 64;

bool is_merged(const OrganisationState& row, Date day) {
  return !row.merged_into.is_none() && row.ended_on.ok() && row.ended_on <= day;
}

}  // namespace

OrganisationId answers_for(const StateView& state, const OrganisationId& school, Date day) {
  auto answers = school;
  for (int merger = 0; merger < mergers_max; ++merger) {
    const auto* row = state.organisation(answers);
    if (row == nullptr || !is_merged(*row, day)) return answers;
    answers = row->merged_into;
  }
  return school;
}

std::vector<OrganisationId> answering_in_turn(const StateView& state,
                                              const OrganisationId& school) {
  std::vector<OrganisationId> all{school};
  for (int merger = 0; merger < mergers_max; ++merger) {
    const auto* row = state.organisation(all.back());
    if (row == nullptr || row->merged_into.is_none()) break;
    all.push_back(row->merged_into);
  }
  return all;
}

bool answer_as_one(const StateView& state, const OrganisationId& one, const OrganisationId& other,
                   Date day) {
  return one == other || answers_for(state, one, day) == answers_for(state, other, day);
}

bool has_ended(const OrganisationState& organisation, Date day) {
  if (!organisation.ended_on.ok()) return false;
  return organisation.merged_into.is_none() ? organisation.ended_on < day
                                            : organisation.ended_on <= day;
}

std::optional<SubmissionState> answered(const StateView& state, const SubmissionState& submission,
                                        Date day) {
  const auto organisation = answers_for(state, submission.organisation, day);
  const auto author = answers_for(state, submission.author_organisation, day);
  const auto other = answers_for(state, submission.other_school, day);
  if (organisation == submission.organisation && author == submission.author_organisation &&
      other == submission.other_school) {
    return std::nullopt;
  }
  auto moved = submission;
  moved.organisation = organisation;
  moved.author_organisation = author;
  moved.other_school = other;
  return moved;
}

std::optional<SubmissionHeader> answered(const StateView& state, const SubmissionHeader& header,
                                         Date day) {
  const auto organisation = answers_for(state, header.organisation, day);
  if (organisation == header.organisation) return std::nullopt;
  auto moved = header;
  moved.organisation = organisation;
  return moved;
}

}  // namespace xueji
