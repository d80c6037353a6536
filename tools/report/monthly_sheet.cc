#include "tools/report/monthly_sheet.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "ledger/base/date.h"
#include "ledger/policy/identity.h"
#include "tools/report/form_values.h"
#include "tools/report/monthly_forms.h"
#include "tools/sheet/normalise.h"
#include "tools/sheet/table.h"

namespace xueji::report {
namespace {

using intake::CellProblem;

/// How a cell is held against the text of the printed form.
enum class Match : std::uint8_t {
  same,      ///< The very text.
  personal,  ///< The text, or its mask.
  masked,    ///< The ledger shows a mask only: the mask of the cell.
  number,    ///< Without the word after it: "2024级".
  labelled,  ///< "11 休学": the whole, the code or the label.
  date,
  place,   ///< School, major and class in any order and number.
  prefix,  ///< The printed form shows the beginning of a digest.
};

struct Compared {
  std::string_view field;  ///< Of the printed form; its header is the official one.
  Match match{};
  PersonalField personal = PersonalField::none;
  std::vector<std::string> aliases = {};
};

const std::vector<Compared>& compared_columns() {
  using P = PersonalField;
  static const std::vector<Compared> columns = {
      {"name", Match::personal, P::name, {"学生姓名"}},
      {"identity_number",
       Match::personal,
       P::identity_number,
       {"身份证号码", "身份证件号", "公民身份号码", "证件号码", "证件号"}},
      {"student_number", Match::number, P::none, {"学号", "学籍号码"}},
      {"sex", Match::personal, P::sex},
      {"cohort", Match::number, P::none, {"年级", "级", "入学年份"}},
      {"class_id", Match::same, P::none, {"所在班级", "班级名称"}},
      {"change", Match::labelled, P::none, {"异动类型", "变动类别"}},
      {"reason", Match::same, P::none, {"异动原因", "变动原因"}},
      {"changed", Match::same, P::none, {"变更内容", "变更事项"}},
      {"old_value", Match::personal, P::none, {"原内容", "变更前内容"}},
      {"new_value", Match::personal, P::none, {"现内容", "变更后内容"}},
      {"evidence", Match::prefix, P::none, {"变更依据", "依据"}},
      {"effective_on", Match::date, P::none, {"异动日期", "变更日期", "变动日期", "发生日期"}},
      {"before", Match::place, P::none, {"原学校、专业、班级", "原", "异动前"}},
      {"after", Match::place, P::none, {"现学校、专业、班级", "现", "异动后"}},
      {"approved_on", Match::date, P::none, {"批准日期"}},
      {"clerk", Match::masked, P::none},
  };
  return columns;
}

constexpr std::size_t name_at = 0;
constexpr std::size_t identity_at = 1;
constexpr std::size_t number_at = 2;

std::size_t index_of(std::string_view field) {
  const auto& columns = compared_columns();
  const auto at = std::find_if(columns.begin(), columns.end(),
                               [&](const Compared& one) { return one.field == field; });
  return static_cast<std::size_t>(at - columns.begin());
}

Text header_of(const Compared& column) {
  const auto* field = form_layouts().field(column.field);
  return field != nullptr ? field->header
                          : Text{std::string(column.field), std::string(column.field)};
}

std::string cell_text(const Compared& column, const sheet::Cell& cell) {
  const bool plain = column.match == Match::place || column.match == Match::same;
  const bool is_name = column.personal == PersonalField::name || column.match == Match::masked;
  const auto reading = is_name ? sheet::Reading::name
                       : plain ? sheet::Reading::text
                               : sheet::Reading::code;
  auto text = sheet::read_value(cell, reading).text;
  if (column.personal == PersonalField::identity_number) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c == 'x' ? 'X' : c; });
  }
  return text;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  constexpr std::array<std::string_view, 8> breaks = {" ", ",", ";", "/", "、", "，", "；", "　"};
  while (!text.empty()) {
    const auto cut = std::find_if(breaks.begin(), breaks.end(),
                                  [&](std::string_view one) { return text.starts_with(one); });
    if (cut == breaks.end()) {
      words.back() += text.front();
      text.remove_prefix(1);
    } else {
      text.remove_prefix(cut->size());
      if (!words.back().empty()) words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool is_part_of_place(std::string_view cell, std::string_view place) {
  const auto known = words_of(place);
  const auto said = words_of(cell);
  return std::all_of(said.begin(), said.end(), [&](const std::string& word) {
    return std::find(known.begin(), known.end(), word) != known.end();
  });
}

bool is_masked(std::string_view text) {
  return text.find('*') != std::string_view::npos;
}

std::string without_class_word(std::string text) {
  for (const std::string_view word : {"年级", "级"}) {
    if (!text.ends_with(word)) continue;
    text.resize(text.size() - word.size());
    break;
  }
  return text;
}

/// `field` decides how an opened value is masked.
bool agrees(Match match, PersonalField field, const std::string& cell, const std::string& want) {
  switch (match) {
    case Match::same:
      return cell == want;
    case Match::personal: {
      if (cell == want) return true;
      const auto day = date_from_text(cell);
      return (day && to_text(*day) == want) ||
             (is_masked(cell) && cell == masked_value(field, want)) ||
             (is_masked(want) && masked_value(field, cell) == want);
    }
    case Match::masked:
      return cell == want || mask_name(cell) == want;
    case Match::number:
      return without_class_word(cell) == want;
    case Match::labelled: {
      // A code reading has taken the space out of "11 休学".
      const auto gap = want.find(' ');
      if (gap == std::string::npos) return cell == want;
      const auto code = want.substr(0, gap);
      const auto label = want.substr(gap + 1);
      return cell == code + label || cell == code || cell == label;
    }
    case Match::date: {
      const auto day = date_from_text(cell);
      return day && to_text(*day) == want;
    }
    case Match::place:
      return is_part_of_place(cell, want);
    case Match::prefix:
      return !want.empty() && cell.starts_with(want);
  }
  return false;
}

/// One line of the sheet; texts by the index of the compared column, empty where nothing is said.
struct SheetLine {
  std::size_t sheet = 0;
  std::size_t row = 0;
  std::vector<std::string> texts;
};

/// Titles, totals and places to sign stand in one cell of an otherwise empty row.
bool is_remark(const std::vector<std::string>& texts) {
  const auto stated = std::count_if(texts.begin(), texts.end(),
                                    [](const std::string& text) { return !text.empty(); });
  if (stated != 1) return false;
  const auto& text = *std::find_if(texts.begin(), texts.end(),
                                   [](const std::string& one) { return !one.empty(); });
  static constexpr std::string_view words[] = {
      "签字",   "盖章",   "合计",   "填表", "制表",   "说明", "备注", "本月无",
      "零报告", "无异动", "无变更", "依据", "检查点", "脱敏", "版式", "审核"};
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

class Comparer {
 public:
  Comparer(const sheet::Workbook& workbook, const MonthlyReport& report, const Pack& pack,
           std::vector<FieldTexts> texts)
      : workbook_(workbook), report_(report), pack_(pack), texts_(std::move(texts)) {}

  MonthlyComparison run() {
    read();
    pair();
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (line_of_[row]) {
        compare(row, *line_of_[row]);
      } else {
        not_in_ledger(rows_[row]);
      }
    }
    for (std::size_t line = 0; line < texts_.size(); ++line) {
      if (!taken_[line]) not_in_sheet(line);
    }
    intake::sort_problems(out_.problems);
    out_.rows_read = rows_.size();
    out_.lines = texts_.size();
    return std::move(out_);
  }

 private:
  const std::string& want(std::size_t line, std::size_t column) const {
    static const std::string none;
    const auto at = texts_[line].find(compared_columns()[column].field);
    return at == texts_[line].end() ? none : at->second;
  }

  PersonalField personal_of(std::size_t line, std::size_t column) const {
    const auto& one = compared_columns()[column];
    const bool is_value = one.field == "old_value" || one.field == "new_value";
    return is_value ? intake::personal_field_of(report_.lines[line].changed) : one.personal;
  }

  bool agree(std::size_t row, std::size_t line, std::size_t column) const {
    return agrees(compared_columns()[column].match, personal_of(line, column),
                  rows_[row].texts[column], want(line, column));
  }

  void read() {
    std::vector<sheet::WantedColumn> wanted;
    for (const auto& column : compared_columns())
      wanted.push_back({header_of(column).zh, column.aliases, false});
    bool found = false;
    for (std::size_t index = 0; index < workbook_.sheets.size(); ++index) {
      const auto& sheet = workbook_.sheets[index];
      const auto binding = sheet::bind_columns(sheet, wanted);
      bindings_.push_back(binding ? *binding : sheet::Binding{});
      const bool names_students =
          binding && (binding->columns[name_at] || binding->columns[identity_at] ||
                      binding->columns[number_at]);
      if (!names_students || sheet.hidden) continue;
      found = true;
      if (const auto usable = sheet::check_binding(sheet, *binding, wanted); !usable) {
        add_whole(index, {}, usable.error().what, usable.error().next);
        continue;
      }
      for (const auto row : sheet::data_rows(sheet, *binding))
        read_row(index, row);
    }
    line_of_.resize(rows_.size());
    taken_.resize(texts_.size());
    if (found) return;
    add_whole(0, {}, {"没有找到月报的表头", "no header of a monthly table was found"},
              {"须有姓名、身份证号或学籍号一栏", "a column 姓名, 身份证号 or 学籍号"});
  }

  void read_row(std::size_t index, std::size_t row) {
    const auto& sheet = workbook_.sheets[index];
    SheetLine line{index, row, {}};
    for (std::size_t i = 0; i < compared_columns().size(); ++i) {
      line.texts.push_back(
          cell_text(compared_columns()[i], sheet::bound_cell(sheet, bindings_[index], row, i)));
    }
    if (!is_remark(line.texts)) rows_.push_back(std::move(line));
  }

  /// How well a line of the sheet and one of the ledger fit; 0: they are about different people.
  int fit(std::size_t row, std::size_t line) const {
    constexpr int by_identity = 100;
    constexpr int by_number = 80;
    constexpr int by_name = 40;
    constexpr int by_change = 20;
    constexpr int by_day = 10;
    const auto said = [&](std::size_t column) { return !rows_[row].texts[column].empty(); };
    const auto same = [&](std::string_view field) {
      const auto column = index_of(field);
      return said(column) && agree(row, line, column);
    };
    int score = 0;
    if (said(identity_at) && agree(row, line, identity_at)) score += by_identity;
    if (said(number_at) && agree(row, line, number_at)) score += by_number;
    const bool names = said(name_at) && agree(row, line, name_at);
    const bool numbered = said(identity_at) || said(number_at);
    const bool change = same("change") || same("changed");
    const bool day = same("effective_on");
    // With another number a name alone is another person of that name, unless all else agrees.
    if (names && (score > 0 || !numbered || (change && day))) score += by_name;
    if (score == 0) return 0;
    return score + (change ? by_change : 0) + (day ? by_day : 0);
  }

  /// The best pairs first; what a student did twice is told apart by kind and day.
  void pair() {
    std::vector<std::tuple<int, std::size_t, std::size_t>> pairs;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      for (std::size_t line = 0; line < texts_.size(); ++line) {
        if (const int score = fit(row, line); score > 0) pairs.emplace_back(-score, row, line);
      }
    }
    std::sort(pairs.begin(), pairs.end());
    for (const auto& [score, row, line] : pairs) {
      if (line_of_[row] || taken_[line]) continue;
      line_of_[row] = line;
      taken_[line] = true;
    }
  }

  void compare(std::size_t row, std::size_t line) {
    for (std::size_t i = 0; i < compared_columns().size(); ++i) {
      const auto& cell = rows_[row].texts[i];
      if (cell.empty() || agree(row, line, i)) continue;
      // What the ledger does not say, or the vault does not open, cannot be held against anything.
      if (want(line, i).empty()) continue;
      const auto personal = personal_of(line, i);
      const auto hide = [&](const std::string& text) {
        return personal == PersonalField::none || is_masked(text) ? text
                                                                  : masked_value(personal, text);
      };
      const auto header = header_of(compared_columns()[i]);
      const auto expected = hide(want(line, i));
      add(rows_[row], i,
          compared_columns()[i].match == Match::masked ? mask_name(cell) : hide(cell),
          {header.zh + "与台账不符", header.en + " differs from the ledger"}, {expected, expected});
    }
  }

  /// Where to look for what no line of the ledger answers to.
  Text advice() const {
    Text text{"台账中 " + to_text(report_.period) + " 生效的变动,或补报",
              "a change effective in " + to_text(report_.period) + ", or a supplement"};
    if (report_.pending.empty()) return text;
    const auto count = std::to_string(report_.pending.size());
    text.zh += ";另有 " + count + " 份申报未办结";
    text.en += "; " + count + " submissions wait for approval";
    return text;
  }

  void not_in_ledger(const SheetLine& line) {
    const auto column = !line.texts[identity_at].empty() ? identity_at
                        : !line.texts[number_at].empty() ? number_at
                                                         : name_at;
    const auto personal = compared_columns()[column].personal;
    const auto& text = line.texts[column];
    const bool shown = personal == PersonalField::none || is_masked(text);
    add(line, column, shown ? text : masked_value(personal, text),
        {"台账的这份月报中没有这一行", "this report of the ledger has no such line"}, advice());
  }

  void not_in_sheet(std::size_t line) {
    const auto& missing = report_.lines[line];
    const auto name = want(line, name_at);
    auto who = is_masked(name) ? name : masked_value(PersonalField::name, name);
    if (!missing.number.empty()) who += " " + missing.number;
    const bool info = report_.form == ReportForm::info_changes;
    const auto what = info ? label_of(intake::personal_field_of(missing.changed))
                           : Text{std::string(missing.change.zh), std::string(missing.change.en)};
    const auto on = to_text(missing.effective_on);
    const auto at = std::to_string(missing.event_at.value);
    const std::string supplement = missing.supplement ? "(补报)" : "";
    add_whole(0, who,
              {"表中缺少:" + who + " " + what.zh + " " + on + supplement,
               "the sheet lacks: " + who + " " + what.en + " " + on +
                   (missing.supplement ? " (supplement)" : "")},
              {"台账第 " + at + " 条", "entry " + at + " of the ledger"});
  }

  void add_whole(std::size_t sheet, std::string seen, Text message, Text expected) {
    CellProblem problem;
    problem.sheet = sheet;
    problem.seen = std::move(seen);
    problem.message = std::move(message);
    problem.expected = std::move(expected);
    add(std::move(problem));
  }

  void add(const SheetLine& line, std::size_t column, std::string seen, Text message,
           Text expected) {
    const auto bound = bindings_[line.sheet].columns[column];
    const auto& sheet = workbook_.sheets[line.sheet];
    CellProblem problem;
    problem.sheet = line.sheet;
    problem.row = line.row;
    problem.column = bound;
    problem.header = bound ? sheet::cell_at(sheet, bindings_[line.sheet].header_row, *bound).text
                           : header_of(compared_columns()[column]).zh;
    problem.field = std::string(compared_columns()[column].field);
    problem.seen = std::move(seen);
    problem.message = std::move(message);
    problem.expected = std::move(expected);
    add(std::move(problem));
  }

  void add(CellProblem problem) {
    if (problem.sheet < workbook_.sheets.size())
      problem.sheet_name = workbook_.sheets[problem.sheet].name;
    problem.rule = rule();
    out_.problems.push_back(std::move(problem));
  }

  /// The rule that the form of this report stands on, of its pack.
  std::string rule() const {
    for (const auto& layout : form_layouts().forms) {
      if (layout.monthly != report_.form || layout.rules.empty()) continue;
      const auto& rule = layout.rules.back();
      if (rule.starts_with(pack_.metadata().rule_prefix + "-")) return rule;
    }
    return "FORMAT";
  }

  const sheet::Workbook& workbook_;
  const MonthlyReport& report_;
  const Pack& pack_;
  std::vector<FieldTexts> texts_;
  std::vector<sheet::Binding> bindings_;
  std::vector<SheetLine> rows_;
  std::vector<std::optional<std::size_t>> line_of_;  ///< Parallel to `rows_`.
  std::vector<bool> taken_;                          ///< Parallel to `texts_`.
  MonthlyComparison out_;
};

}  // namespace

Result<MonthlyComparison> compare_monthly_sheet(const sheet::Workbook& workbook,
                                                const MonthlyReport& report, const Pack& pack,
                                                const FormSources& sources) {
  if (report.organisation_kind != OrganisationKind::school) {
    return fail(ErrorCode::invalid_argument,
                Text{"只能核对学校的月报表", "only a school's table can be compared"},
                Text{"--school 用学校代码", "give the code of a school"});
  }
  auto texts = monthly_texts(report, pack, sources);
  if (!texts) return fail(texts.error());
  return Comparer(workbook, report, pack, *std::move(texts)).run();
}

}  // namespace xueji::report
