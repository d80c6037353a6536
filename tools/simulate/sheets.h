// The spreadsheets that a school fills: written to disk with the official headers, then read back
// and turned into events by the same intake that a registrar's file goes through.
// Thread safety: belongs to one thread, together with its desk.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/intake/read_form.h"
#include "tools/simulate/city.h"
#include "tools/simulate/desk.h"

namespace xueji::simulate {

/// One row: code of the fact or personal field → what a registrar means. Coded fields are given as
/// codes and written as their Chinese labels; fields that the form does not have are left out.
using Cells = std::map<std::string_view, std::string>;

enum class SheetFormat { csv, xlsx };

class SheetRoom {
 public:
  /// `directory` is made when the first sheet is written.
  SheetRoom(Desk& desk, LedgerView& view, std::filesystem::path directory, std::uint64_t seed)
      : desk_(desk), view_(view), directory_(std::move(directory)), random_(seed) {}

  /// Writes DIR/<school>/<name>.csv or .xlsx and reads the events of that file. One draft per row,
  /// in order. Errors: io; `malformed` with the first cells that intake did not take.
  [[nodiscard]] Result<std::vector<DraftEvent>> through(Form form, const Office& school,
                                                        const std::string& name, SheetFormat format,
                                                        const std::vector<Cells>& rows);
  /// The same for forms whose rows mean several events each, or several rows one event.
  [[nodiscard]] Result<std::vector<DraftEvent>> events_of(Form form, const Office& school,
                                                          const std::string& name,
                                                          SheetFormat format,
                                                          const std::vector<Cells>& rows);
  /// Classes were opened at this school: names must be looked up anew.
  void forget(const OrganisationId& school) { directories_.erase(school); }
  /// Decision state as of now: waits for every answer.
  [[nodiscard]] Result<const StateView*> state();
  [[nodiscard]] std::size_t written() const { return written_; }

 private:
  [[nodiscard]] Result<std::filesystem::path> write(Form form, const Office& school,
                                                    const std::string& name, SheetFormat format,
                                                    const std::vector<Cells>& rows);
  [[nodiscard]] Result<std::vector<DraftEvent>> read(Form form, const Office& school,
                                                     const std::filesystem::path& file);
  [[nodiscard]] Result<const intake::Directory*> directory_of(const OrganisationId& school);
  [[nodiscard]] Status catch_up();

  Desk& desk_;
  LedgerView& view_;
  std::filesystem::path directory_;
  SeededRandom random_;
  std::map<OrganisationId, intake::Directory> directories_;
  Instant caught_up_;
  std::size_t written_ = 0;
};

}  // namespace xueji::simulate
