// What a row of an inspection form leaves to the ledger: the id of a new finding, which finding an
// answer or closing means, and the positions that prove one.
#include <algorithm>
#include <charconv>

#include "tools/intake/row_reader.h"

namespace xueji::intake {
namespace {

bool not_answered(const FindingHeld& held) {
  return !held.answered_on.ok() && !held.closed_on.ok();
}
bool not_closed(const FindingHeld& held) {
  return !held.closed_on.ok();
}

/// Positions separated by commas or spaces; nothing when one is no number.
std::optional<std::vector<std::uint64_t>> positions_in(std::string_view text) {
  std::vector<std::uint64_t> out;
  while (!text.empty()) {
    const auto from = text.find_first_not_of(", \t");
    if (from == std::string_view::npos) break;
    text.remove_prefix(from);
    const auto word = text.substr(0, text.find_first_of(", \t"));
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    out.push_back(number);
    text.remove_prefix(word.size());
  }
  return out;
}

}  // namespace

/// The one finding of the organisation at this stage, unless the row names one.
void RowReader::find_finding(const DraftEvent& draft, FindingId& id,
                             bool (*fits)(const FindingHeld&)) {
  const auto column = *column_of(spec_, "finding");
  if (values_[column].stated) {
    const auto stated = id_from_text<FindingId>(texts_[column]);
    if (stated) {
      id = *stated;
    } else {
      refuse(column, texts_[column], {"不是问题标识", "no id of a finding"},
             {"系统给出的26位标识", "the id of 26 characters that the ledger shows"});
    }
    return;
  }
  const auto* row = context_.state.organisation(as<OrganisationId>(draft.subject));
  std::string names;
  std::size_t count = 0;
  for (const auto& held : row != nullptr ? row->findings : std::vector<FindingHeld>{}) {
    if (!fits(held)) continue;
    ++count;
    names += (names.empty() ? "" : "、") + to_text(held.finding);
    id = held.finding;
  }
  if (count == 1) return;
  id = {};
  refuse(column, "",
         {count == 0 ? "没有待办的问题" : "有多个待办的问题",
          count == 0 ? "no finding waits" : "several findings wait"},
         {count == 0 ? "先提出问题" : "填写问题标识:" + names,
          count == 0 ? "one that was raised" : "one of " + names});
}

void RowReader::derive_control(DraftEvent& draft) {
  if (auto* raised = get_if<FindingRaised>(&draft.facts)) {
    raised->finding = context_.random.draw<FindingId>();
    if (student_) raised->student = *student_;
    const auto column = *column_of(spec_, "proof");
    if (!values_[column].stated) return;
    const auto positions = positions_in(texts_[column]);
    if (positions) {
      raised->proof = *positions;
    } else {
      refuse(column, texts_[column], {"证据位置应为数字", "positions are numbers"},
             {"如 120,131", "e.g. 120,131"});
    }
  } else if (auto* answered = get_if<FindingAnswered>(&draft.facts)) {
    find_finding(draft, answered->finding, not_answered);
  } else if (auto* closed = get_if<FindingClosed>(&draft.facts)) {
    find_finding(draft, closed->finding, not_closed);
  }
}

}  // namespace xueji::intake
