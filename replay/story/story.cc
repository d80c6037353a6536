#include "replay/story/story.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "replay/inspection/detect.h"
#include "replay/inspection/log_fold.h"

namespace xueji::story {
namespace {

using inspection::days_between;
using inspection::LineInEffect;
using inspection::LogObserver;
using inspection::number_text;

void count(std::vector<Counted>& all, EventType type) {
  for (auto& one : all) {
    if (one.type != type) continue;
    ++one.lines;
    return;
  }
  all.push_back({type, 1});
}

Text changes_text(const std::vector<Counted>& changes) {
  Text text;
  for (const auto& one : changes) {
    const auto label = label_of(one.type);
    const auto lines = number_text(one.lines);
    text.zh += (text.zh.empty() ? "" : "、") + label.zh + " " + lines + " 条";
    text.en += (text.en.empty() ? "" : ", ") + lines + " × " + label.en;
  }
  return text;
}

/// Watches one school while the log goes by.
class Narrator final : public LogObserver {
 public:
  Narrator(const PackShelf& packs, const StoryScope& scope) : packs_(packs), scope_(scope) {
    story_.year = scope.year;
    story_.code = scope.school;
    for (unsigned month = 1; month <= 12; ++month) {
      story_.months.emplace_back().month = month;
    }
  }

  void filed(const StateView& state, const SubmissionState& paper, std::span<const Event> events,
             Instant recorded_at) override {
    if (!is_ours(state, paper.organisation)) return;
    auto* entry = open_entry(recorded_at, paper.header_at, Scene::filed, paper);
    if (entry == nullptr) return;
    for (const auto& event : events) {
      count(entry->changes, type_of(event));
      if (const auto* facts = get_if<RuleOverridden>(&event.facts)) {
        entry->unusual.push_back({"申请例外:" + facts->rule, "asks to override " + facts->rule});
      }
    }
    entry->role = paper.author_role;
    entry->person = paper.author;
    entry->organisation = paper.author_organisation;
    const auto form = label_of(paper.form);
    const auto changes = changes_text(entry->changes);
    const bool again = !paper.supersedes.is_none();
    entry->line = {
        std::string(again ? "重新申报《" : "申报《") + form.zh + "》:" + changes.zh,
        std::string(again ? "filed again: " : "filed: ") + form.en + " (" + changes.en + ")"};
    note_late_events(*entry, events);
  }

  void signed_off(const StateView& state, const Envelope& envelope, const SignOff& act) override {
    const auto* paper = state.submission(act.submission);
    if (paper == nullptr || !is_ours(state, paper->organisation)) return;
    const auto scene = act.decision == Decision::return_    ? Scene::returned
                       : act.decision == Decision::withdraw ? Scene::withdrawn
                                                            : Scene::signed_off;
    auto* entry = open_entry(envelope.recorded_at, envelope.position, scene, *paper);
    if (entry == nullptr) return;
    entry->step = act.step;
    entry->role = act.capacity.role;
    entry->person = act.capacity.person;
    entry->organisation = act.capacity.organisation;
    const auto steps = paper->steps.size();
    const auto since = steps < 2 ? paper->filed_at : paper->steps[steps - 2].recorded_at;
    entry->days_held = days_between(china_date(since), entry->day);
    tell_sign_off(*paper, act, *entry);
  }

  void in_effect(const StateView& state, const LineInEffect& line) override {
    if (line.event.subject_kind == SubjectKind::student) follow_student(state, line);
    if (!is_ours(state, line.submission.organisation)) return;
    if (line.effect_at != effect_at_) {
      effect_at_ = line.effect_at;
      effect_ = open_entry(line.recorded_at, line.effect_at, Scene::took_effect, line.submission);
      if (effect_ != nullptr) note_left_out(line.submission, *effect_);
    }
    if (effect_ == nullptr) return;
    count(effect_->changes, type_of(line.event));
    const auto changes = changes_text(effect_->changes);
    const auto form = label_of(line.submission.form);
    effect_->line = {"《" + form.zh + "》生效:" + changes.zh,
                     "took effect: " + form.en + " (" + changes.en + ")"};
    note_evidence(state, line);
  }

  void lapsed(const StateView& state, const Envelope& envelope,
              const SubmissionId& submission) override {
    const auto* paper = state.submission(submission);
    if (paper == nullptr || !is_ours(state, paper->organisation)) return;
    auto* entry = open_entry(envelope.recorded_at, envelope.position, Scene::lapsed, *paper);
    if (entry == nullptr) return;
    const auto form = label_of(paper->form);
    entry->line = {"《" + form.zh + "》退回后逾期未更正,占用解除",
                   form.en + " was not corrected in time; its reservations ended"};
    entry->unusual.push_back({"退回后未更正", "returned and never corrected"});
  }

  Result<Story> finish(const inspection::FoldedLog& folded) {
    if (story_.school.is_none()) {
      return fail(ErrorCode::not_found,
                  Text{"没有代码为 " + scope_.school + " 的单位",
                       "there is no organisation with the code " + scope_.school},
                  Text{"核对单位代码", "check the code"});
    }
    story_.ledger = folded.ledger;
    story_.size = folded.prefix.size;
    story_.is_demonstration = folded.state.genesis().demonstration;
    story_.name = inspection::name_of(folded.state, story_.school);
    auto on_roll = story_.on_roll_before;
    for (auto& month : story_.months) {
      on_roll += month.joined - month.left;
      month.on_roll = on_roll;
    }
    list_waiting(folded.state);
    return std::move(story_);
  }

 private:
  bool is_ours(const StateView& state, const OrganisationId& organisation) {
    if (!story_.school.is_none()) return organisation == story_.school;
    const auto* row = state.organisation(organisation);
    if (row == nullptr || row->code != scope_.school) return false;
    story_.school = organisation;
    return true;
  }

  StoryMonth* month_of(Date day) {
    if (year_of(day) != scope_.year) return nullptr;
    return &story_.months[month_of_year(day) - 1];
  }
  static unsigned month_of_year(Date day) { return xueji::month_of(day); }

  StoryEntry* open_entry(Instant recorded_at, Position at, Scene scene,
                         const SubmissionState& paper) {
    const auto day = china_date(recorded_at);
    auto* month = month_of(day);
    // An entry of another year ends whatever was being told.
    effect_ = nullptr;
    if (month == nullptr) return nullptr;
    auto& entry = month->entries.emplace_back();
    entry.day = day;
    entry.at = at;
    entry.scene = scene;
    entry.submission = paper.id;
    entry.form = paper.form;
    return &entry;
  }

  [[nodiscard]] const ChainTemplate* chain_of(const SubmissionState& paper) const {
    const auto* pack = paper.packs.empty() ? nullptr : packs_.find(paper.packs.front());
    return pack == nullptr ? nullptr : pack->chain_of(paper);
  }

  void tell_sign_off(const SubmissionState& paper, const SignOff& act, StoryEntry& entry) const {
    const auto form = label_of(paper.form);
    const auto* chain = chain_of(paper);
    const auto index = chain == nullptr ? std::nullopt : chain->step_index(act.step);
    const Text step = index ? chain->steps[*index].name : Text{act.step, act.step};
    const auto days = number_text(entry.days_held);
    entry.line = {step.zh + "《" + form.zh + "》,用时 " + days + " 天",
                  step.en + ": " + form.en + ", after " + days + " days"};
    if (entry.scene != Scene::signed_off) {
      const auto reason = label_of(act.reason);
      const bool is_return = entry.scene == Scene::returned;
      entry.unusual.push_back({(is_return ? "退回,事由:" : "撤回,事由:") + reason.zh,
                               (is_return ? "returned: " : "withdrawn: ") + reason.en});
    }
    if (!index || chain->steps[*index].hold_days == 0) return;
    const auto allowed = chain->steps[*index].hold_days;
    if (entry.days_held <= allowed) return;
    entry.unusual.push_back({"压件超过规定的 " + number_text(allowed) + " 天",
                             "held longer than the " + number_text(allowed) + " days allowed"});
  }

  static void note_left_out(const SubmissionState& paper, StoryEntry& entry) {
    if (!paper.struck.empty()) {
      const auto lines = number_text(static_cast<std::int64_t>(paper.struck.size()));
      entry.unusual.push_back({"划去 " + lines + " 条", lines + " lines were struck"});
    }
    if (!paper.lapsed.empty()) {
      const auto lines = number_text(static_cast<std::int64_t>(paper.lapsed.size()));
      entry.unusual.push_back({"失效 " + lines + " 条(" + paper.lapsed.front().rule + ")",
                               lines + " lines lapsed (" + paper.lapsed.front().rule + ")"});
    }
  }

  /// Facts that were recorded long after the day from which they hold (SY-3.2d).
  void note_late_events(StoryEntry& entry, std::span<const Event> events) const {
    constexpr int lag_days_max = 31;  // A story tells of the striking; the inspection counts days.
    int worst = 0;
    for (const auto& event : events) {
      const bool speaks_of_past = type_of(event) == EventType::opening_status_imported;
      if (event.effective_on == Date{} || speaks_of_past) continue;
      worst = std::max(worst, days_between(event.effective_on, entry.day));
    }
    if (worst <= lag_days_max) return;
    entry.unusual.push_back({"补录:最早 " + number_text(worst) + " 天前的事实",
                             "recorded late: facts up to " + number_text(worst) + " days old"});
  }

  void note_evidence(const StateView& state, const LineInEffect& line) {
    const auto* row = state.school_class(as<ClassId>(line.event.subject));
    if (const auto* head = get_if<ClassHeadcountVerified>(&line.event.facts)) {
      effect_->scene = Scene::counted;
      compare(row, head->counted, row == nullptr ? std::uint16_t{0} : row->arrived);
    } else if (const auto* site = get_if<OnSiteVerified>(&line.event.facts)) {
      effect_->scene = Scene::counted;
      const bool is_registered = row != nullptr && row->registered > 0;
      const std::uint16_t arrived = row == nullptr ? std::uint16_t{0} : row->arrived;
      compare(row, site->counted, is_registered ? row->registered : arrived);
      if (site->found_off_campus) {
        effect_->unusual.push_back({"不在校本部学习", "found off the main campus"});
      }
    } else if (const auto* present = get_if<PresenceConfirmed>(&line.event.facts)) {
      if (present->unregistered_present == 0) return;
      const auto people = number_text(present->unregistered_present);
      effect_->unusual.push_back({people + " 人在班无籍", people + " present without a status"});
    } else if (const auto* receipt = get_if<ExternalRegistrationConfirmed>(&line.event.facts)) {
      if (receipt->matched) return;
      effect_->unusual.push_back({"外部系统另有学籍", "the external system knows another status"});
    }
  }

  void compare(const ClassState* row, std::uint16_t counted, std::uint16_t listed) {
    if (row == nullptr || counted == listed) return;
    effect_->unusual.push_back({"“" + row->name + "”实有 " + number_text(counted) + " 人,名册 " +
                                    number_text(listed) + " 人",
                                "class " + row->name + ": counted " + number_text(counted) +
                                    ", listed " + number_text(listed)});
  }

  /// Keeps the number on the roll by what took effect.
  void follow_student(const StateView& state, const LineInEffect& line) {
    const auto id = as<StudentId>(line.event.subject);
    const auto* student = state.student(id);
    if (student == nullptr) return;
    const auto* school = state.organisation(student->school);
    const bool is_here =
        on_roll(student->status) && school != nullptr && school->code == scope_.school;
    auto& was_here = on_roll_[id];
    if (was_here == is_here) return;
    was_here = is_here;
    const auto day = china_date(line.recorded_at);
    if (auto* month = month_of(day)) {
      ++(is_here ? month->joined : month->left);
    } else if (year_of(day) < scope_.year) {
      story_.on_roll_before += is_here ? 1 : -1;
    }
  }

  void list_waiting(const MemoryState& state) {
    const auto end = make_date(scope_.year, 12, 31);
    std::map<Position, WaitingPaper> waiting;
    for (const auto& [id, paper] : state.submissions()) {
      const auto* chain = chain_of(paper);
      if (paper.organisation != story_.school || chain == nullptr || chain->steps.empty()) continue;
      const auto held = inspection::held_steps(state, *chain, paper, end);
      if (held.back().until) continue;
      waiting[paper.header_at] = {id, paper.form, held.back().name, held.back().days,
                                  held.back().days_allowed};
    }
    for (auto& [at, paper] : waiting)
      story_.waiting.push_back(std::move(paper));
  }

  const PackShelf& packs_;
  StoryScope scope_;
  Story story_;
  std::unordered_map<StudentId, bool> on_roll_;
  StoryEntry* effect_ = nullptr;  ///< Being told: the lines of one effect come one after another.
  Position effect_at_ = no_position;
};

}  // namespace

std::string_view code_of(Scene scene) {
  switch (scene) {
    case Scene::filed:
      return "filed";
    case Scene::signed_off:
      return "signed";
    case Scene::returned:
      return "returned";
    case Scene::withdrawn:
      return "withdrawn";
    case Scene::took_effect:
      return "took_effect";
    case Scene::lapsed:
      return "lapsed";
    case Scene::counted:
      return "counted";
  }
  return "filed";
}

Result<Story> tell(const LogReader& log, const StoryScope& scope) {
  const auto last = make_date(scope.year, 12, 31);
  if (!last.ok() || scope.year < 1900 || scope.year > 2999) {
    return fail(ErrorCode::invalid_argument, Text{"年度无效", "there is no such year"});
  }
  if (log.head().size.value == 0) {
    return fail(ErrorCode::not_found, Text{"台账为空", "the ledger is empty"});
  }
  PackShelf packs;
  if (auto loaded = packs.load(log); !loaded) return fail(loaded.error());
  Narrator narrator(packs, scope);
  auto folded = inspection::fold_log(log, last, narrator);
  if (!folded) return fail(folded.error());
  return narrator.finish(*folded);
}

}  // namespace xueji::story
