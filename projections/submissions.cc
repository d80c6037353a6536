#include "projections/submissions.h"

#include "ledger/registry/succession.h"
#include "ledger/schema/codec.h"
#include "ledger/signoff/signoff.h"

namespace xueji {

Result<std::optional<FiledSubmission>> submission_around(const Views& views, Position position) {
  std::optional<FiledSubmission> found;
  Status bad;
  const auto from = view_key(ViewTable::header, {big_endian(position.value)});
  const auto prefix = view_key(ViewTable::header);
  const auto visit = [&](ByteView key, ByteView value) {
    auto filed = decode_filed_at(value);
    if (!filed || key.size() != 9) {
      bad = damaged_view("submission index");
      return Visit::stop;
    }
    const Position header_at{read_be<std::uint64_t>(key.data() + 1)};
    if (position.value <= header_at.value + filed->count) {
      found = FiledSubmission{filed->submission, header_at, filed->count};
    }
    return Visit::stop;
  };
  auto scanned = views.rows().scan({.prefix = prefix, .from = from, .descending = true}, visit);
  if (!scanned) return fail(scanned.error());
  if (!bad) return fail(bad.error());
  return found;
}

Result<std::vector<FiledSubmission>> filed_by_person(const Views& views, const PersonId& person,
                                                     std::size_t count_max) {
  std::vector<Position> headers;
  const auto prefix = view_key(ViewTable::author, {person.view()});
  auto scanned =
      views.rows().scan({.prefix = prefix, .descending = true}, [&](ByteView key, ByteView) {
        headers.push_back(Position{read_be<std::uint64_t>(key.data() + 17)});
        return headers.size() < count_max ? Visit::more : Visit::stop;
      });
  if (!scanned) return fail(scanned.error());
  std::vector<FiledSubmission> found;
  for (const auto header_at : headers) {
    auto filed = submission_around(views, header_at);
    if (!filed) return fail(filed.error());
    if (!*filed) return damaged_view("author index");
    found.push_back(**filed);
  }
  return found;
}

Status for_each_waiting(const Views& views,
                        const std::function<Status(const SubmissionState& submission)>& visit) {
  Status bad;
  const auto prefix = view_key(ViewTable::waiting);
  auto scanned = views.rows().scan({.prefix = prefix}, [&](ByteView, ByteView value) {
    auto row = decode_trusted<SubmissionState>(value);
    bad = row ? visit(*row) : Status(fail(row.error()));
    return bad ? Visit::more : Visit::stop;
  });
  return scanned ? bad : scanned;
}

const ChainTemplate* chain_of(const PackShelf& packs, const SubmissionState& submission) {
  const auto* pack = submission.packs.empty() ? nullptr : packs.find(submission.packs.front());
  return pack == nullptr ? nullptr : pack->chain_of(submission);
}

std::int32_t days_between(Instant from, Instant to) {
  return to_days(china_date(to)) - to_days(china_date(from));
}

std::optional<WaitingStep> waiting_step(const StateView& state, const PackShelf& packs,
                                        const SubmissionState& submission, Date today) {
  const auto* chain = chain_of(packs, submission);
  const auto* step = chain == nullptr ? nullptr : next_step(*chain, submission);
  if (step == nullptr) return std::nullopt;
  WaitingStep waits;
  waits.step = step;
  const auto moved = answered(state, submission, today);  // Row 67.
  waits.organisation =
      organisation_of_step(state, *step, moved ? *moved : submission).value_or(OrganisationId{});
  waits.since =
      submission.steps.empty() ? submission.filed_at : submission.steps.back().recorded_at;
  const Date since = china_date(waits.since);
  waits.due = add_days(since, step->hold_days);
  waits.days_held = to_days(today) - to_days(since);
  return waits;
}

}  // namespace xueji
