// A form as it lies on the desk: title, head lines, a table or one card a student, places for
// signatures and seals, and what proves it. Plain data: whoever computes a form fills it in, and
// the two writers make it print-ready HTML (A4) and XLSX.
// Thread safety: plain values and free functions; two calls must not write the same files.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/id.h"
#include "ledger/base/result.h"
#include "ledger/base/text.h"

namespace xueji::report {

struct LabelledValue {
  Text label;
  std::string value;
};

struct PrintedColumn {
  Text header;
  double width_mm = 20;  ///< Relative: the columns share the width of the page.
  bool is_number = false;
};

struct PrintedTable {
  std::string caption;  ///< A line above the table; empty for none.
  std::vector<PrintedColumn> columns;
  std::vector<std::vector<std::string>> rows;  ///< As many cells as columns.
  bool is_numbered = true;                     ///< A first column 序号.
  Text if_empty;  ///< Stands in a table without rows ("本月无异动").
};

/// One box of a card: a label and its value, or a field to write in.
struct PrintedBox {
  Text label;
  std::string value;
  int span = 1;          ///< Of the four columns of a card.
  double height_mm = 0;  ///< More than a line: a field for free text, signatures, a seal.
  bool is_dated = true;  ///< Such a field ends with a place for the day.
};
struct PrintedSection {
  Text title;  ///< Empty for none.
  std::vector<PrintedBox> boxes;
};
/// A page of its own, about one student.
struct PrintedCard {
  std::vector<PrintedSection> sections;
  std::optional<std::size_t> approval;  ///< Index of the approval that this card rests on.
};

/// Where somebody signs or seals on paper.
struct SignaturePlace {
  Text label;
  bool is_seal = false;
};

/// One electronic act behind the form.
struct ElectronicSignature {
  std::string step;
  std::string organisation;
  std::string role;
  std::string person;  ///< Masked; empty where the vault does not open.
  std::string on;      ///< China date on which it was recorded.
  Position at;
  bool has_seal = false;
};

/// A submission that the form rests on: who signed it, and, once it is in effect, its receipt.
struct Approval {
  std::string submission;
  std::string stage;
  std::vector<ElectronicSignature> signatures;
  std::string receipt;  ///< Text of the receipt (commit/answer.h); empty while it is not in effect.
};

/// The checkpoint that the form was computed from: paper in a cabinet becomes a witness.
struct FormCheckpoint {
  std::string origin;
  TreeSize size;
  Digest root;
};

struct PrintedForm {
  std::string stem;  ///< File name without extension: letters, digits, dash.
  Text title;        ///< The official title stands in `zh`.
  bool is_landscape = false;
  std::string running_head;  ///< On each page: school and period.
  std::vector<LabelledValue> head;
  std::vector<PrintedTable> tables;
  std::vector<PrintedCard> cards;
  std::vector<SignaturePlace> places;
  std::vector<Approval> approvals;
  std::vector<Text> remarks;
  bool is_layout_assumed = false;
  bool is_demonstration = false;
  bool is_masked = false;
  bool is_final = true;  ///< False: something on it is not in effect yet; said on each page.
  FormCheckpoint checkpoint;
};

/// A self-contained page, A4. The same form gives the same bytes. Errors: invalid_argument for a
/// receipt that no QR code can hold.
[[nodiscard]] Result<std::string> form_html(const PrintedForm& form);

struct WrittenForm {
  std::filesystem::path html;
  std::filesystem::path xlsx;
};
/// STEM.html and STEM.xlsx in `directory`, which is made if need be; files of these names are
/// replaced when complete. Errors: io, and those of form_html.
[[nodiscard]] Result<WrittenForm> write_form(const std::filesystem::path& directory,
                                             const PrintedForm& form);

/// "layout assumed": the original of the form is not at hand (rules.md §13).
[[nodiscard]] Text layout_assumed_text();

}  // namespace xueji::report
