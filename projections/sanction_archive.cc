#include "projections/sanction_archive.h"

#include <algorithm>

#include "ledger/crypto/sha256.h"
#include "ledger/schema/envelope.h"

namespace xueji {
namespace {

bool is_lifted(const std::vector<SanctionCase>& cases, const CaseId& id) {
  return std::any_of(cases.begin(), cases.end(), [&](const SanctionCase& held) {
    return held.case_id == id && held.lifted_on.ok();
  });
}

/// What the archive shows of a paper.
constexpr PersonalField shown[] = {PersonalField::case_facts, PersonalField::evidence_digests,
                                   PersonalField::reason_text, PersonalField::document_digest};

Result<DisclosureRequest> request_for(const LedgerView& ledger, const TimelineEntry& entry) {
  const auto raw = ledger.log().entry(entry.event_at);
  if (!raw) return fail(raw.error());
  const auto split = split_entry(*raw, ErrorCode::corrupt);
  if (!split) return fail(split.error());
  DisclosureRequest request;
  request.ref = {SubjectKind::student, entry.event.subject, type_of(entry.event),
                 sha256(split->second)};
  request.fields_root = entry.event.fields_root;
  return request;
}

void take_values(ArchivedPaper& paper, const OpenedDisclosure& opened) {
  paper.state = opened.state;
  if (!opened.disclosure) return;
  const auto fields = personal_fields_of(type_of(paper.event));
  for (const auto field : shown) {
    const auto value = value_of(fields, *opened.disclosure, field);
    if (value && !value->empty()) paper.values.emplace_back(field, std::string(*value));
  }
}

}  // namespace

std::optional<CaseId> case_of(const Event& event) {
  return visit(
      [](const auto& facts) -> std::optional<CaseId> {
        if constexpr (requires { facts.case_id; }) {
          return facts.case_id;
        } else {
          return std::nullopt;
        }
      },
      event.facts);
}

void withhold_lifted(StudentFile& file, const std::vector<SanctionCase>& cases) {
  std::erase_if(file.timeline, [&](const TimelineEntry& entry) {
    const auto id = case_of(entry.event);
    return id && is_lifted(cases, *id);
  });
  if (!file.student) return;
  std::erase_if(file.student->state.cases,
                [&](const SanctionCase& held) { return is_lifted(cases, held.case_id); });
}

Result<std::vector<ArchivedPaper>> look_into_archive(const Views& views, const LedgerView& ledger,
                                                     Vault& vault, const StudentId& student,
                                                     const AccessPurpose& purpose, Instant at) {
  const auto file = student_file(views, ledger, student, {}, FileView::office_archive);
  if (!file) return fail(file.error());
  std::vector<ArchivedPaper> papers;
  std::vector<DisclosureRequest> requests;
  for (const auto& entry : file->timeline) {
    const auto id = case_of(entry.event);
    if (!id || !file->student || !is_lifted(file->student->state.cases, *id)) continue;
    auto request = request_for(ledger, entry);
    if (!request) return fail(request.error());
    requests.push_back(*std::move(request));
    papers.push_back({entry.event_at, entry.event, DisclosureState::missing, {}});
  }
  if (papers.empty()) return papers;
  const auto opened = vault.open_clear(requests, shown, purpose, at);
  if (!opened) return fail(opened.error());
  for (std::size_t i = 0; i < papers.size(); ++i)
    take_values(papers[i], (*opened)[i]);
  return papers;
}

bool may_look_into_archive(const Pack& pack, Role role) {
  return pack.lists("sanction_archive_roles", role);
}

}  // namespace xueji
