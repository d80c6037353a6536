#include "ledger/policy/code_tables.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace xueji {
namespace {

bool is_digits(std::string_view text, std::size_t size) {
  return text.size() == size &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Splits CSV text into records; `line` of a record is the line on which it begins.
class CsvSplitter {
 public:
  CsvSplitter(std::string_view file, std::string_view text, FileProblems& problems)
      : file_(file), text_(text), problems_(problems) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  }

  [[nodiscard]] std::vector<CsvRecord> split() {
    std::vector<CsvRecord> records;
    while (at_ < text_.size()) {
      CsvRecord record{line_, {}};
      do {
        record.cells.push_back(cell());
      } while (take(','));
      if (at_ < text_.size() && text_[at_] == '\r') ++at_;
      if (at_ < text_.size() && !take('\n')) {
        problems_.add({std::string(file_), line_, ""}, "引号之后只能是逗号或换行",
                      "after a closing quote only a comma or a line end may follow");
        return records;
      }
      ++line_;
      if (record.cells.size() > 1 || !record.cells[0].empty()) records.push_back(record);
    }
    return records;
  }

 private:
  [[nodiscard]] bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  [[nodiscard]] std::string cell() {
    if (!take('"')) {
      const auto end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
      const auto begin = std::exchange(at_, end);
      return std::string(text_.substr(begin, end - begin));
    }
    std::string value;
    const int first_line = line_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"' && !take('"')) return value;
      if (c == '\n') ++line_;
      value += c;
    }
    problems_.add({std::string(file_), first_line, ""}, "引号未闭合",
                  "has a quote that never closes");
    return value;
  }

  std::string_view file_;
  std::string_view text_;
  FileProblems& problems_;
  std::size_t at_ = 0;
  int line_ = 1;
};

std::string joined(std::span<const std::string_view> names) {
  std::string text;
  for (const auto& name : names)
    text += (text.empty() ? "" : ",") + std::string(name);
  return text;
}

std::string version_key(std::string_view version, std::string_view code) {
  return std::string(version) + '/' + std::string(code);
}

class RecordProblems {
 public:
  RecordProblems(std::string_view file, FileProblems& problems)
      : file_(file), problems_(problems) {}
  void add(const CsvRecord& record, std::string_view zh, std::string_view en) {
    problems_.add({std::string(file_), record.line, record.cells[0]}, zh, en);
  }
  void twice(const CsvRecord& record) { add(record, "重复", "stands twice"); }

 private:
  std::string_view file_;
  FileProblems& problems_;
};

std::string quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string text = "\"";
  for (const char c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

}  // namespace

std::vector<CsvRecord> read_csv(std::string_view file, std::string_view text,
                                std::span<const std::string_view> header, FileProblems& problems) {
  auto records = CsvSplitter(file, text, problems).split();
  const bool starts_right =
      !records.empty() &&
      std::equal(records[0].cells.begin(), records[0].cells.end(), header.begin(), header.end());
  if (!starts_right) {
    problems.add({std::string(file), 1, ""}, "表头应为 " + joined(header),
                 "the header must be " + joined(header));
    return {};
  }
  records.erase(records.begin());
  const auto is_wrong = [&](const CsvRecord& record) {
    if (record.cells.size() == header.size()) return false;
    const auto expected = std::to_string(header.size());
    problems.add({std::string(file), record.line, record.cells[0]}, "应有 " + expected + " 列",
                 "must have " + expected + " cells");
    return true;
  };
  std::erase_if(records, is_wrong);
  return records;
}

CodeTable::CodeTable(std::string_view file, std::span<const CsvRecord> records,
                     FileProblems& problems) {
  RecordProblems wrong(file, problems);
  for (const auto& record : records) {
    const auto index = codes_.size();
    codes_.push_back({record.cells[0], {record.cells[1], record.cells[2]}});
    if (record.cells[0].empty() || record.cells[1].empty() || record.cells[2].empty()) {
      wrong.add(record, "不得有空格子", "must not have an empty cell");
    }
    if (!by_code_.emplace(record.cells[0], index).second) wrong.twice(record);
    if (!by_label_.emplace(record.cells[1], index).second) wrong.twice(record);
  }
}

const Code* CodeTable::find(std::string_view code) const {
  const auto found = by_code_.find(std::string(code));
  return found == by_code_.end() ? nullptr : &codes_[found->second];
}

const Code* CodeTable::find_label(std::string_view zh) const {
  const auto found = by_label_.find(std::string(zh));
  return found == by_label_.end() ? nullptr : &codes_[found->second];
}

DivisionTable::DivisionTable(std::string_view file, std::span<const CsvRecord> records,
                             FileProblems& problems) {
  RecordProblems wrong(file, problems);
  for (const auto& record : records) {
    const auto& cells = record.cells;
    if (!is_digits(cells[0], 6) || cells[1].empty() || !is_digits(cells[2], 6) ||
        !is_digits(cells[3], 6) || cells[3] < cells[2]) {
      wrong.add(record, "应为六位代码、名称、起止版本(YYYYMM)",
                "must be a six-digit code, a name, the first and last revision (YYYYMM)");
      continue;
    }
    divisions_.push_back({cells[0], cells[1], cells[2], cells[3]});
  }
  std::sort(divisions_.begin(), divisions_.end(), [](const Division& a, const Division& b) {
    return std::tie(a.code, a.first_revision, a.name) < std::tie(b.code, b.first_revision, b.name);
  });
  for (std::size_t i = 0; i < divisions_.size(); ++i) {
    by_code_[divisions_[i].code].push_back(i);
    by_name_[divisions_[i].name].push_back(i);
    if (first_revision_.empty() || divisions_[i].first_revision < first_revision_) {
      first_revision_ = divisions_[i].first_revision;
    }
  }
}

std::string_view DivisionTable::name_of(std::string_view code) const {
  const auto found = by_code_.find(std::string(code));
  if (found == by_code_.end()) return {};
  const auto latest = std::max_element(
      found->second.begin(), found->second.end(), [&](std::size_t a, std::size_t b) {
        return divisions_[a].last_revision < divisions_[b].last_revision;
      });
  return divisions_[*latest].name;
}

std::string DivisionTable::full_name_of(std::string_view code) const {
  if (!is_digits(code, 6)) return {};
  const std::string county(code);
  const std::string province = county.substr(0, 2) + "0000";
  const std::string city = county.substr(0, 4) + "00";
  std::string name(name_of(province));
  if (city != province) name += name_of(city);
  if (county != city) name += name_of(county);
  return name;
}

bool DivisionTable::is_named(const std::string& code, std::string_view name) const {
  const auto found = by_code_.find(code);
  return found != by_code_.end() &&
         std::any_of(found->second.begin(), found->second.end(),
                     [&](std::size_t i) { return divisions_[i].name == name; });
}

std::optional<std::string> DivisionTable::find_county(std::string_view province,
                                                      std::string_view city,
                                                      std::string_view county) const {
  const auto named = by_name_.find(std::string(county));
  if (named == by_name_.end()) return std::nullopt;
  const Division* best = nullptr;
  for (const auto i : named->second) {
    const auto& candidate = divisions_[i];
    if (candidate.code.ends_with("00")) continue;
    if (!is_named(candidate.code.substr(0, 2) + "0000", province)) continue;
    const std::string city_code = candidate.code.substr(0, 4) + "00";
    if (!city.empty() && !is_named(city_code, city)) continue;
    // Without the city, one name in two cities of the province names no county.
    if (best && city.empty() && best->code.substr(0, 4) != candidate.code.substr(0, 4)) {
      return std::nullopt;
    }
    if (!best || best->last_revision < candidate.last_revision) best = &candidate;
  }
  return best ? std::optional(best->code) : std::nullopt;
}

MajorTable::MajorTable(std::string_view file, std::span<const CsvRecord> records,
                       FileProblems& problems) {
  RecordProblems wrong(file, problems);
  for (const auto& record : records) {
    const auto& cells = record.cells;
    if (!is_digits(cells[0], 6)) {
      wrong.add(record, "专业代码应为六位数字", "the code of a major must be six digits");
      continue;
    }
    if (cells[1].empty() || cells[2].empty() || cells[3].empty()) {
      wrong.add(record, "不得有空格子", "must not have an empty cell");
      continue;
    }
    const auto category = cells[0].substr(0, 2);
    if (cells[3] == "2021" && (category < "61" || category > "79")) {
      wrong.add(record, "2021 版中职专业大类应在 61 至 79 之间",
                "in version 2021 the category of a secondary major lies between 61 and 79");
      continue;
    }
    const auto index = majors_.size();
    majors_.push_back({cells[0], cells[1], cells[2], cells[3]});
    if (!by_code_.emplace(version_key(cells[3], cells[0]), index).second) wrong.twice(record);
    if (!by_name_.emplace(version_key(cells[3], cells[1]), index).second) wrong.twice(record);
  }
}

const Major* MajorTable::find(std::string_view code, std::string_view version) const {
  const auto found = by_code_.find(version_key(version, code));
  return found == by_code_.end() ? nullptr : &majors_[found->second];
}

const Major* MajorTable::find_name(std::string_view name, std::string_view version) const {
  const auto found = by_name_.find(version_key(version, name));
  return found == by_name_.end() ? nullptr : &majors_[found->second];
}

bool MajorTable::has_category(std::string_view code, std::string_view version) const {
  if (code.size() != 2 && code.size() != 4) return false;
  return std::any_of(majors_.begin(), majors_.end(), [&](const Major& major) {
    return major.version == version && std::string_view(major.code).starts_with(code);
  });
}

bool MajorTable::has_version(std::string_view version) const {
  return std::any_of(majors_.begin(), majors_.end(),
                     [&](const Major& major) { return major.version == version; });
}

CountyCodeTable::CountyCodeTable(std::string_view file, std::span<const CsvRecord> records,
                                 FileProblems& problems) {
  RecordProblems wrong(file, problems);
  for (const auto& record : records) {
    const auto& cells = record.cells;
    if (!is_digits(cells[0], 2) || !is_digits(cells[1], 6) || cells[2].empty()) {
      wrong.add(record, "应为两位代码、六位区划代码、名称",
                "must be a two-digit code, a six-digit division and a name");
      continue;
    }
    const auto index = codes_.size();
    codes_.push_back({cells[0], cells[1], cells[2], cells[3]});
    if (!by_code_.emplace(cells[0], index).second) wrong.twice(record);
    if (!by_division_.emplace(cells[1], index).second) wrong.twice(record);
  }
}

const CountyCode* CountyCodeTable::find(std::string_view code) const {
  const auto found = by_code_.find(code);
  return found == by_code_.end() ? nullptr : &codes_[found->second];
}

const CountyCode* CountyCodeTable::find_division(std::string_view division) const {
  const auto found = by_division_.find(division);
  return found == by_division_.end() ? nullptr : &codes_[found->second];
}

Result<std::string> import_majors(std::string_view csv) {
  FileProblems problems;
  constexpr std::string_view file = "majors.csv";
  const auto records = read_csv(file, csv, major_header, problems);
  const MajorTable table(file, records, problems);
  if (problems.empty() && table.majors().empty()) {
    problems.add({std::string(file), 1, ""}, "没有任何专业", "holds no major");
  }
  if (!problems.empty()) return fail(problems.as_error());
  std::vector<Major> majors(table.majors().begin(), table.majors().end());
  std::sort(majors.begin(), majors.end(), [](const Major& a, const Major& b) {
    return std::tie(a.version, a.code) < std::tie(b.version, b.code);
  });
  std::string out = joined(major_header) + '\n';
  for (const auto& major : majors) {
    out += major.code + ',' + quoted(major.name) + ',' + quoted(major.catalogue) + ',' +
           quoted(major.version) + '\n';
  }
  return out;
}

}  // namespace xueji
