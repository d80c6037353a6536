#include "replay/inspection/detect.h"
#include "replay/story/story.h"

namespace xueji::story {
namespace {

using inspection::number_text;

constexpr std::size_t short_id_characters = 8;

std::string two_digits(unsigned value) {
  return value < 10 ? "0" + std::to_string(value) : std::to_string(value);
}

std::string actor_text(const StoryEntry& entry, Language language, const StaffNames& names) {
  if (entry.person.is_none()) return {};
  const auto id = to_text(entry.person).substr(0, short_id_characters);
  const auto name = names ? names(entry.person) : std::string();
  return label_of(entry.role).in(language) + " " + (name.empty() ? id : name + " [" + id + "]");
}

std::string entry_line(const StoryEntry& entry, Language language, const StaffNames& names) {
  std::string line = entry.unusual.empty() ? "  " : "! ";
  line += to_text(entry.day).substr(5) + "  #" + std::to_string(entry.at.value) + "  " +
          entry.line.in(language);
  const auto actor = actor_text(entry, language, names);
  if (!actor.empty()) line += " — " + actor;
  for (const auto& why : entry.unusual)
    line += "  【" + why.in(language) + "】";
  return line;
}

std::string month_line(const Story& story, const StoryMonth& month, Language language) {
  const auto title = std::to_string(story.year) + "-" + two_digits(month.month);
  const auto roll = number_text(month.on_roll);
  const auto joined = number_text(month.joined);
  const auto left = number_text(month.left);
  return Text{title + "  月末在籍 " + roll + "(增 " + joined + ",减 " + left + ")",
              title + "  on roll at the end " + roll + " (+" + joined + ", -" + left + ")"}
      .in(language);
}

}  // namespace

std::vector<std::string> story_lines(const Story& story, Language language,
                                     const StaffNames& names) {
  std::vector<std::string> lines;
  const auto year = std::to_string(story.year);
  const auto before = number_text(story.on_roll_before);
  const std::string demonstration = story.is_demonstration ? "(演示数据)" : "";
  lines.push_back(Text{story.name + "(" + story.code + ")" + year + " 年" + demonstration,
                       story.name + " (" + story.code + "), " + year + demonstration}
                      .in(language));
  lines.push_back(
      Text{"上年末在籍 " + before, "on roll at the end of the year before: " + before}.in(
          language));
  for (const auto& month : story.months) {
    if (month.entries.empty() && month.joined == 0 && month.left == 0) continue;
    lines.push_back(month_line(story, month, language));
    for (const auto& entry : month.entries)
      lines.push_back(entry_line(entry, language, names));
  }
  for (const auto& paper : story.waiting) {
    const auto form = label_of(paper.form);
    const auto days = number_text(paper.days);
    lines.push_back((paper.days_allowed > 0 && paper.days > paper.days_allowed ? "! " : "  ") +
                    Text{"年末待签:《" + form.zh + "》" + paper.step.zh + ",已 " + days + " 天",
                         "waiting at the end of the year: " + form.en + ", " + paper.step.en +
                             ", for " + days + " days"}
                        .in(language));
  }
  return lines;
}

}  // namespace xueji::story
