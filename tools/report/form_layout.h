// The layouts of the printed forms, read from forms.toml: which lines, which columns, who signs.
// Thread safety: immutable once loaded.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/model/vocabulary.h"
#include "tools/report/printed_form.h"

namespace xueji::report {

/// Header and width of a field, wherever it is printed.
struct FieldLayout {
  std::string code;  ///< Of a fact, a personal field, or computed (form_lines.h).
  Text header;
  double width_mm = 0;
};

struct BoxLayout {
  std::string field;  ///< Empty: only to write in.
  Text label;         ///< Empty: the header of the field.
  int span = 1;
  double height_mm = 0;
  bool is_dated = true;
};
struct SectionLayout {
  Text title;
  std::vector<BoxLayout> boxes;
};

/// A place to sign or seal. With a step it is printed only where the chain of the form's first
/// source has that step; without a label of its own it bears the step's name.
struct PlaceLayout {
  Text label;
  bool is_seal = false;
  std::string step;  ///< Empty: under every pack.
};

struct FormLayout {
  std::string code;  ///< Kebab-case, as `xueji report --form` takes it.
  Text name;
  std::vector<std::string> rules;
  bool is_cards = false;
  bool is_landscape = false;
  ReportForm monthly{};       ///< A monthly form, whose lines are computed; none: see sources.
  std::vector<Form> sources;  ///< Whose lines are printed.
  EventType event{};
  Text if_empty;  ///< Stands in a table without lines.
  bool needs_cohort = false;
  bool needs_season = false;
  bool needs_year = false;
  bool needs_month = false;
  std::string year_field;  ///< Fact that holds the year asked for; empty: the cohort.
  std::string title;       ///< Empty: by title_parameter.
  std::string title_parameter;
  std::vector<std::string> columns;  ///< Empty: by columns_parameter.
  std::string columns_parameter;
  std::string only_with;     ///< Switch of the pack that must be on; empty: none.
  std::string only_without;  ///< Switch of the pack that must be off; empty: none.
  bool checks_on_site_counts = false;
  bool as_filed = false;
  bool prefills = false;
  bool is_layout_assumed = false;
  std::vector<std::string> head;
  std::vector<PlaceLayout> places;
  std::vector<PlaceLayout> authority_places;  ///< Of a form that an authority files; empty: same.
  std::vector<SectionLayout> sections;
};

struct FormLayouts {
  std::vector<FormLayout> forms;
  std::vector<FieldLayout> fields;

  /// nullptr when there is none.
  [[nodiscard]] const FormLayout* form(std::string_view code) const;
  [[nodiscard]] const FieldLayout* field(std::string_view code) const;
};

/// `malformed` lists every problem with its line: unknown keys, forms, events, fields without a
/// header, a form without columns or sections.
[[nodiscard]] Result<FormLayouts> load_form_layouts(std::string_view file, std::string_view text);

/// Those that this build carries.
[[nodiscard]] const FormLayouts& form_layouts();

}  // namespace xueji::report
