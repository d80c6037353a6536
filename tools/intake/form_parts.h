// Columns and events that many forms share: by what a student is found, days, papers, consent.
// Thread safety: pure functions.
#pragma once

#include "tools/intake/form_columns.h"

namespace xueji::intake {

[[nodiscard]] Column name_column();
[[nodiscard]] Column identity_type_column();
[[nodiscard]] Column identity_number_column();
/// Columns by which the row of a student who is known already is found.
[[nodiscard]] std::vector<Column> who();
/// `more` after `first`.
[[nodiscard]] std::vector<Column> with(std::vector<Column> first, std::vector<Column> more);

/// A required day.
[[nodiscard]] Column day(std::string_view header, std::string_view field, std::string_view example,
                         std::vector<std::string_view> aliases = {});
[[nodiscard]] Column yes(std::string_view header, std::string_view field, bool required = false);
/// The digest of a paper.
[[nodiscard]] Column paper(std::string_view header, std::string_view field, bool required,
                           EventType only = EventType::none);
[[nodiscard]] Column personal_text(std::string_view header, std::string_view field, double width,
                                   std::vector<std::string_view> aliases = {});
/// Who consents, on what, when; the consent is an event of its own beside the act.
[[nodiscard]] std::vector<Column> consent_columns();
[[nodiscard]] FormEvent consent_event();

}  // namespace xueji::intake
