// A school office for tests of intake: one school with classes, staff and students known by number.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/registry/memory_state.h"
#include "tools/intake/check.h"
#include "tools/intake/read_form.h"

namespace xueji::intake::office {

template <class Id>
[[nodiscard]] Id id(unsigned char byte) {
  Id out;
  out.bytes.fill(byte);
  return out;
}

inline const auto city = id<OrganisationId>(0x01);
inline const auto county = id<OrganisationId>(0x02);
inline const auto school = id<OrganisationId>(0x03);
inline const auto class_one = id<ClassId>(0x21);
inline const auto class_two = id<ClassId>(0x22);
inline const auto site = id<SiteId>(0x31);
inline const auto officer = id<PersonId>(0x11);
inline const auto teacher = id<PersonId>(0x12);
inline const Date today = make_date(2024, 10, 10);

/// An invented citizen id with the right check character (domain facts §13).
[[nodiscard]] std::string citizen(int serial, std::string_view division = "420304");

/// Numbers by type and number, as the vault's index would know them.
class Numbers final : public PersonDirectory {
 public:
  std::map<std::pair<std::string, std::string>, PersonId> known;
  std::optional<PersonId> find(std::string_view type, std::string_view number) const override;
  bool listed(ExternalListKind, std::string_view) const override { return false; }
};

class Office {
 public:
  explicit Office(std::string_view pack_id = "shiyan");
  /// An admitted student of the school, found by the citizen id of this serial.
  StudentId add_student(int serial, StudentStatus status = StudentStatus::pending);
  [[nodiscard]] IntakeContext context(const OrganisationId& who = school);
  [[nodiscard]] CheckContext check_context(const IntakeContext& intake) const;

  MemoryState state;
  Directory directory;
  Numbers numbers;
  Pack pack;
  SeededRandom random{7};
};

/// A workbook with one sheet of text cells; the first line is the header.
[[nodiscard]] sheet::Workbook book(const std::vector<std::vector<std::string>>& lines);
[[nodiscard]] FormReading read(Office& office, Form form, const sheet::Workbook& workbook,
                               const OrganisationId& who = school);
/// The problem at this cell ("B3"), or nullptr.
[[nodiscard]] const CellProblem* at(const std::vector<CellProblem>& problems,
                                    std::string_view place);
/// "place rule level message" of each, for failure messages.
[[nodiscard]] std::string listed(const std::vector<CellProblem>& problems);

/// A folder that goes when the test ends.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace xueji::intake::office
