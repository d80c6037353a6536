// Code tables of a pack: small lists of codes, the divisions of all revisions, the majors.
// Thread safety: immutable once built.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/text.h"
#include "ledger/policy/problems.h"

namespace xueji {

/// One record of a CSV file with its line in the file (from 1).
struct CsvRecord {
  int line = 0;
  std::vector<std::string> cells;
};
/// RFC 4180 with UTF-8, quotes, CRLF or LF, an optional byte order mark; empty lines are skipped.
/// The first record must equal `header`. Wrong cell counts and open quotes are problems.
[[nodiscard]] std::vector<CsvRecord> read_csv(std::string_view file, std::string_view text,
                                              std::span<const std::string_view> header,
                                              FileProblems& problems);

struct Code {
  std::string code;
  Text label;
};

/// A list of codes with their labels, e.g. ethnic groups (GB/T 3304).
class CodeTable {
 public:
  /// A code or a Chinese label that stands twice is a problem.
  CodeTable(std::string_view file, std::span<const CsvRecord> records, FileProblems& problems);
  /// nullptr for a code that is not in the table. Average O(1).
  [[nodiscard]] const Code* find(std::string_view code) const;
  /// By the Chinese label as a registrar writes it; nullptr when there is none.
  [[nodiscard]] const Code* find_label(std::string_view zh) const;
  [[nodiscard]] std::span<const Code> codes() const { return codes_; }

 private:
  std::vector<Code> codes_;  ///< In file order.
  std::unordered_map<std::string, std::size_t> by_code_;
  std::unordered_map<std::string, std::size_t> by_label_;
};

/// One name of one division code and the revisions (YYYYMM) that list it so.
struct Division {
  std::string code;  ///< Six digits; xx0000 province, xxxx00 city, else county.
  std::string name;
  std::string first_revision;
  std::string last_revision;
};

/// GB/T 2260 over time. A citizen id keeps the code of its day for life, so any code of any
/// revision is valid (domain-facts §7).
class DivisionTable {
 public:
  DivisionTable(std::string_view file, std::span<const CsvRecord> records, FileProblems& problems);
  [[nodiscard]] bool is_known(std::string_view code) const {
    return by_code_.contains(std::string(code));
  }
  /// The earliest revision that the table holds, "200212"; empty for an empty table. Older codes
  /// exist on the ids of people who were registered before it.
  [[nodiscard]] std::string_view first_revision() const { return first_revision_; }
  /// The latest name; empty for an unknown code.
  [[nodiscard]] std::string_view name_of(std::string_view code) const;
  /// "湖北省十堰市郧阳区"; parts that no revision lists are left out.
  [[nodiscard]] std::string full_name_of(std::string_view code) const;
  /// The county of these names, of any revision; the one listed last if the code changed. `city`
  /// may be empty; then the county must be unique in the province. Nothing when there is no such
  /// county.
  [[nodiscard]] std::optional<std::string> find_county(std::string_view province,
                                                       std::string_view city,
                                                       std::string_view county) const;
  [[nodiscard]] std::span<const Division> divisions() const { return divisions_; }

 private:
  [[nodiscard]] bool is_named(const std::string& code, std::string_view name) const;

  std::vector<Division> divisions_;  ///< By code, then by first revision.
  std::string first_revision_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_code_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;
};

struct Major {
  std::string code;  ///< Six digits: category, class, major.
  std::string name;
  std::string catalogue;
  std::string version;  ///< "2021"; codes of different versions may overlap (domain-facts §8).
};

class MajorTable {
 public:
  MajorTable(std::string_view file, std::span<const CsvRecord> records, FileProblems& problems);
  /// nullptr when that version of the catalogue has no such code (FJ-05b).
  [[nodiscard]] const Major* find(std::string_view code, std::string_view version) const;
  [[nodiscard]] const Major* find_name(std::string_view name, std::string_view version) const;
  [[nodiscard]] bool has_version(std::string_view version) const;
  /// Whether the code is a broad category (two digits) or a class of majors (four) of that version
  /// (FJ-05a).
  [[nodiscard]] bool has_category(std::string_view code, std::string_view version) const;
  [[nodiscard]] std::span<const Major> majors() const { return majors_; }

 private:
  std::vector<Major> majors_;
  std::unordered_map<std::string, std::size_t> by_code_;  ///< Key: version, '/', code.
  std::unordered_map<std::string, std::size_t> by_name_;  ///< Key: version, '/', name.
};

/// A 2-digit county code of the student number (FJ-08c, FJ-A2) and the division that it stands for.
struct CountyCode {
  std::string code;
  std::string division;
  std::string name;
  std::string remark;
};

class CountyCodeTable {
 public:
  CountyCodeTable(std::string_view file, std::span<const CsvRecord> records,
                  FileProblems& problems);
  [[nodiscard]] const CountyCode* find(std::string_view code) const;
  [[nodiscard]] const CountyCode* find_division(std::string_view division) const;
  [[nodiscard]] std::span<const CountyCode> codes() const { return codes_; }

 private:
  std::vector<CountyCode> codes_;
  std::map<std::string, std::size_t, std::less<>> by_code_;
  std::map<std::string, std::size_t, std::less<>> by_division_;
};

inline constexpr std::string_view code_table_header[] = {"code", "zh", "en"};
inline constexpr std::string_view division_header[] = {"code", "name", "first_revision",
                                                       "last_revision"};
inline constexpr std::string_view major_header[] = {"code", "name", "catalogue", "version"};
inline constexpr std::string_view county_code_header[] = {"code", "division", "zh", "remark"};

/// Checks a full list of majors (header code,name,catalogue,version) and gives it back in canonical
/// form: LF, sorted by version and code, quoted only where needed. `malformed` lists every problem
/// with its line: codes that are not six digits, empty cells, a code or a name twice in one
/// version, categories outside 61–79 in version 2021. Feed the result to with_table(files,
/// "majors", …).
[[nodiscard]] Result<std::string> import_majors(std::string_view csv);

}  // namespace xueji
