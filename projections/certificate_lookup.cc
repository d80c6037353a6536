#include "projections/certificate_lookup.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "ledger/commit/personal_data.h"
#include "ledger/registry/guards.h"

namespace xueji {
namespace {

constexpr Term<CertificateAnswer> answers[] = {
    {CertificateAnswer::not_found, "not_found", "查无此证", "not found"},
    {CertificateAnswer::valid, "valid", "有效", "valid"},
    {CertificateAnswer::void_, "void", "无效(已追回或宣布无效)", "void"},
};

const Term<CertificateAnswer>& term_of(CertificateAnswer answer) {
  for (const auto& term : answers) {
    if (term.value == answer) return term;
  }
  return answers[0];
}

std::optional<std::string> name_in(Vault& vault, const LedgerView& view, Position at,
                                   EventType type, PersonalField field) {
  const auto opened = open_disclosure_at(vault, view.log(), at);
  if (!opened) return std::nullopt;
  const auto value = value_of(personal_fields_of(type), *opened, field);
  return value ? std::optional(std::string(*value)) : std::nullopt;
}

/// The stamping line of this number; its own name counts from there on.
Result<std::optional<Position>> stamping_of(const LedgerView& view, const StudentState& student,
                                            std::string_view number) {
  auto history = view.history(SubjectKind::student, subject_of(student.id));
  if (!history) return fail(history.error());
  for (auto at = history->rbegin(); at != history->rend(); ++at) {
    const auto entry = view.entry(*at);
    if (!entry) return fail(entry.error());
    const auto* event = std::get_if<Event>(&entry->body);
    const auto* line = event == nullptr ? nullptr : get_if<StampingLine>(&event->facts);
    if (line != nullptr && line->certificate_number == number) return *at;
  }
  return std::nullopt;
}

/// The name printed on the paper as it is known now; nullopt: it does not open.
Result<std::optional<std::string>> printed_name(const LedgerView& view, Vault& vault,
                                                const StudentState& student,
                                                const CertificateHeld& held) {
  const auto stamped = stamping_of(view, student, held.number);
  if (!stamped) return fail(stamped.error());
  auto name =
      *stamped
          ? name_in(vault, view, **stamped, EventType::stamping_line, PersonalField::name)
          : name_in(vault, view, student.roster_at, EventType::roster_line, PersonalField::name);
  for (const auto& change : student.changes) {
    if (change.changed != code_of(PersonalField::name)) continue;
    // A diploma keeps the name that it was stamped with until it is corrected itself (FJ-43).
    const bool corrects = change.event == EventType::certificate_data_corrected;
    if (*stamped && (change.at < **stamped || !corrects)) continue;
    name = name_in(vault, view, change.at, change.event, PersonalField::new_value);
  }
  return name;
}

/// Reads "MINUTE COUNT"; zeros where nothing was counted yet.
std::pair<std::int64_t, int> read_window(int file) {
  char text[64] = {};
  const auto size = ::pread(file, text, sizeof text, 0);
  if (size <= 0) return {};
  std::int64_t minute = 0;
  int count = 0;
  const char* const end = text + size;
  const auto [after, error] = std::from_chars(text, end, minute);
  if (error != std::errc{} || after == end || *after != ' ') return {};
  std::from_chars(after + 1, end, count);
  return {minute, count};
}

Status write_window(int file, std::int64_t minute, int count) {
  const auto text = std::to_string(minute) + " " + std::to_string(count) + "\n";
  const bool written = ::ftruncate(file, 0) == 0 && ::pwrite(file, text.data(), text.size(), 0) ==
                                                        static_cast<ssize_t>(text.size());
  if (written) return {};
  return fail(ErrorCode::io, Text{"无法记录查询次数", "the lookup could not be counted"});
}

}  // namespace

std::string_view code_of(CertificateAnswer answer) {
  return term_of(answer).code;
}
Text label_of(CertificateAnswer answer) {
  const auto& term = term_of(answer);
  return {std::string(term.zh), std::string(term.en)};
}

Result<CertificateFound> look_up_certificate(const LedgerView& view, Vault& vault,
                                             std::string_view name, std::string_view number) {
  const auto* row = view.state().identifier(IdentifierKind::certificate_number, number);
  const auto* student = row == nullptr ? nullptr : view.state().student(as<StudentId>(row->holder));
  if (student == nullptr || name.empty()) return CertificateFound{};
  const auto& all = student->certificates;
  const auto held =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.number == number; });
  if (held == all.end() || !held->issued_on.ok()) return CertificateFound{};
  const auto printed = printed_name(view, vault, *student, *held);
  if (!printed) return fail(printed.error());
  if (!*printed || **printed != name) return CertificateFound{};
  CertificateFound found;
  const bool is_void = held->voided_on.ok() || held->recalled_on.ok();
  found.answer = is_void ? CertificateAnswer::void_ : CertificateAnswer::valid;
  found.kind = held->kind;
  found.masked_name = masked(PersonalField::name, name);
  found.dated_on = held->dated_on;
  if (const auto* school = view.state().organisation(student->school)) found.school = school->name;
  return found;
}

Status count_lookup(const std::filesystem::path& directory, Instant now) {
  constexpr std::int64_t minute_ms = 60'000;
  const auto path = directory / "lookups";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return fail(ErrorCode::io, Text{"无法打开查询计数文件 " + path.string(),
                                    "cannot open the count of lookups " + path.string()});
  }
  // Closing the file ends the lock too.
  Status counted;
  if (::flock(file, LOCK_EX) != 0) {
    counted = fail(ErrorCode::io, Text{"无法锁定查询计数文件", "cannot lock the count of lookups"});
  } else {
    const auto minute = now.ms / minute_ms;
    const auto [counted_minute, count] = read_window(file);
    const int before = counted_minute == minute ? count : 0;
    counted =
        before >= lookups_per_minute_max
            ? fail(ErrorCode::unavailable, Text{"查询过于频繁", "too many lookups in this minute"},
                   Text{"一分钟后再查", "try again in a minute"})
            : write_window(file, minute, before + 1);
  }
  ::close(file);
  return counted;
}

}  // namespace xueji
