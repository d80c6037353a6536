// Chapter 3, ongoing changes, as far as their events exist (SY-1.3d, SY-1.5d, SY-3.2d, FJ-07e,
// FJ-17; D-15, D-17).
#include <algorithm>
#include <map>
#include <optional>

#include "replay/inspection/detect.h"

namespace xueji::inspection {
namespace {

/// Confirmations running that named a student absent.
struct Streak {
  const PresenceSeen* first = nullptr;
  const PresenceSeen* last = nullptr;
  std::size_t index = 0;  ///< Of `last` among the confirmations of the class.
  std::size_t times = 0;
  std::optional<Date> ended_on;  ///< Confirmed present again.
};

class Presence {
 public:
  explicit Presence(const std::vector<PresenceSeen>& all) {
    for (const auto& seen : all)
      take(seen);
  }
  /// Every streak of every student, in order.
  [[nodiscard]] const std::map<StudentId, std::vector<Streak>>& streaks() const { return streaks_; }

 private:
  void take(const PresenceSeen& seen) {
    auto& one = classes_[seen.class_id];
    const auto index = one.confirmations++;
    for (const auto& id : seen.facts.absentees) {
      auto& all = streaks_[id];
      const bool goes_on = !all.empty() && !all.back().ended_on && all.back().index + 1 == index;
      if (!goes_on) all.push_back({&seen, &seen, index, 0, std::nullopt});
      all.back().last = &seen;
      all.back().index = index;
      ++all.back().times;
      one.absent[id] = index;
    }
    std::erase_if(one.absent, [&](const auto& entry) {
      if (entry.second == index) return false;
      streaks_[entry.first].back().ended_on = seen.confirmed_on;
      return true;
    });
  }

  struct ClassPresence {
    std::size_t confirmations = 0;
    std::map<StudentId, std::size_t> absent;
  };
  std::map<ClassId, ClassPresence> classes_;
  std::map<StudentId, std::vector<Streak>> streaks_;
};

/// Who answered for the student then: whoever came over since is no matter of the new school.
OrganisationId school_of(const Case& c, const ClassId& class_id, const StudentState& student) {
  const auto* row = c.state.school_class(class_id);
  return row == nullptr ? student.school : row->school;
}

}  // namespace

/// SY-3.2d, D-15: one finding for each paper, with its worst lag.
void detect_late_recording(const Case& c, const FindingDefinition& definition,
                           std::vector<Finding>& out) {
  struct Paper {
    std::int64_t lines = 0;
    int lag_days_max = 0;
    const LateRecorded* worst = nullptr;
  };
  std::map<SubmissionId, Paper> papers;
  for (const auto& late : c.seen.late) {
    auto& paper = papers[late.happened.submission];
    ++paper.lines;
    const auto lag = days_between(late.effective_on, china_date(late.happened.first_filed));
    if (lag <= paper.lag_days_max) continue;
    paper.lag_days_max = lag;
    paper.worst = &late;
  }
  for (const auto& [id, paper] : papers) {
    const auto* row = c.state.submission(id);
    if (row == nullptr || paper.worst == nullptr) continue;
    auto finding =
        open_finding(definition, c.pack_of(id), row->organisation, subject_submission(id),
                     china_date(paper.worst->happened.first_filed));
    finding.is_act = true;
    prove(finding, paper.worst->happened);
    const auto label = label_of(paper.worst->type);
    const auto lines = number_text(paper.lines);
    const auto lag = number_text(paper.lag_days_max);
    finding.facts.push_back(
        {"“" + label.zh + "”" + lines + " 条滞后录入,最长 " + lag + " 天",
         label.en + ": " + lines + " lines recorded late, at most by " + lag + " days"});
    out.push_back(std::move(finding));
  }
}

/// SY-1.5d: named absent in every confirmation over more days than the pack allows.
void detect_ghost_status(const Case& c, const FindingDefinition& definition,
                         std::vector<Finding>& out) {
  const Presence presence(c.seen.presences);
  for (const auto& [id, streaks] : presence.streaks()) {
    const auto* student = c.state.student(id);
    // Who never came on the roll holds no status that could be empty.
    const bool had_status =
        student != nullptr && (student->roster_at != no_position || student->opening_import);
    if (!had_status) continue;
    for (const auto& streak : streaks) {
      const auto* pack = c.pack_of(streak.last->happened.submission);
      const auto allowed = pack == nullptr ? std::nullopt : pack->integer("presence_days");
      const auto days = days_between(streak.first->confirmed_on, streak.last->confirmed_on);
      if (!allowed || days <= *allowed) continue;
      auto finding = open_finding(
          definition, pack, school_of(c, streak.last->class_id, *student), subject_student(id),
          add_days(streak.first->confirmed_on, static_cast<int>(*allowed) + 1));
      // Whoever left the roll, or went on leave, by procedure is no ghost any longer.
      finding.closed_on = streak.ended_on;
      if (!finding.closed_on && !in_school(student->status)) {
        finding.closed_on = student->status_from;
      }
      prove(finding, streak.first->happened);
      prove(finding, streak.last->happened);
      const auto number = number_text(days);
      const auto times = number_text(static_cast<std::int64_t>(streak.times));
      finding.facts.push_back(
          {"自 " + to_text(streak.first->confirmed_on) + " 起连续 " + times +
               " 次在校确认缺勤,跨 " + number + " 天(规定不超过 " + number_text(*allowed) + " 天)",
           "absent in " + times + " confirmations running, over " + number + " days from " +
               to_text(streak.first->confirmed_on) + " (at most " + number_text(*allowed) + ")"});
      out.push_back(std::move(finding));
    }
  }
}

/// SY-1.3d, FJ-06d, FJ-17, D-03: no receipt within the pack's days after the registration.
void detect_not_uploaded(const Case& c, const FindingDefinition& definition,
                         std::vector<Finding>& out) {
  detect_change_not_uploaded(c, definition, out);
  std::unordered_map<StudentId, const ReceiptSeen*> first;
  for (const auto& receipt : c.seen.receipts)
    first.try_emplace(receipt.student, &receipt);
  for (const auto& line : c.seen.rosters) {
    if (!line.effect) continue;
    const auto* pack = c.pack_of(line.submission);
    if (pack == nullptr || pack->texts("external_systems").empty()) continue;
    const auto days = pack->integer("external_confirmation_days");
    if (!days) continue;
    const auto due = add_days(line.effect->effect_on, static_cast<int>(*days));
    const auto receipt = first.find(line.student);
    const auto* got = receipt == first.end() ? nullptr : receipt->second;
    if (due >= c.cut_off || (got != nullptr && got->happened.effect_on <= due)) continue;
    auto finding = open_finding(definition, pack, line.facts.school, subject_student(line.student),
                                add_days(due, 1));
    prove(finding, *line.effect);
    if (got != nullptr) {
      finding.closed_on = got->happened.effect_on;
      prove(finding, got->happened);
    }
    finding.facts.push_back({"注册于 " + to_text(line.effect->effect_on) + " 生效,至 " +
                                 to_text(due) + " 没有外部系统回执",
                             "registered on " + to_text(line.effect->effect_on) +
                                 ", no receipt of the external system by " + to_text(due)});
    out.push_back(std::move(finding));
  }
}

/// FJ-07e, D-17: the clock only shows that the place expired; a person has to cancel it.
void detect_place_expired(const Case& c, const FindingDefinition& definition,
                          std::vector<Finding>& out) {
  for (const auto& place : c.seen.places) {
    const auto* student = c.state.student(place.student);
    const auto last = place.ended ? china_date(place.ended->first_filed) : c.cut_off;
    if (student == nullptr || place.until == Date{} || last <= place.until) continue;
    auto finding = open_finding(definition, c.pack_of(place.happened.submission), student->school,
                                subject_student(place.student), add_days(place.until, 1));
    prove(finding, place.happened);
    if (place.ended) {
      finding.closed_on = place.ended->effect_on;
      prove(finding, *place.ended);
    }
    finding.facts.push_back({"入学资格保留至 " + to_text(place.until) + ",逾期未办理",
                             "the entry place was kept until " + to_text(place.until) +
                                 " and nothing was done by then"});
    out.push_back(std::move(finding));
  }
}

}  // namespace xueji::inspection
