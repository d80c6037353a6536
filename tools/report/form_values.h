// What stands in the cells of a form: facts and personal fields as a registrar writes them, by
// field code. Personal values are masked unless they were opened clear. Thread safety: as
// LedgerView. Ownership: refers to view and pack.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "ledger/commit/ledger_view.h"
#include "ledger/model/personal.h"
#include "ledger/policy/pack.h"

namespace xueji::report {

/// Field code → text. Credits in tenths stand under their field without "_tenths", in credits.
using FieldTexts = std::map<std::string, std::string, std::less<>>;

/// What a masked form shows of a personal value: names and numbers by their masks, of a birth date
/// the year, of every other field that something is stated (domain-facts §10).
[[nodiscard]] std::string masked_value(PersonalField field, std::string_view value);

class FormValues {
 public:
  FormValues(const LedgerView& ledger, const Pack& pack, bool clear)
      : ledger_(ledger), pack_(pack), clear_(clear) {}

  /// All fields of the event's facts; replaces what was there.
  void put_facts(const Event& event, FieldTexts& into) const;
  /// All fields of the status that can stand in a cell, but no yes or no: those are stated by
  /// events. Its number also as "student_number".
  void put_student(const StudentState& student, FieldTexts& into) const;
  /// The stated fields of a disclosure made for `fields`.
  void put_personal(std::span<const PersonalField> fields, const Disclosure& disclosure,
                    FieldTexts& into) const;
  /// One personal value by itself.
  void put_personal(PersonalField field, std::string_view value, FieldTexts& into) const;

  /// "计算机应用(710201)"; the code alone when the catalogue does not know it.
  [[nodiscard]] std::string major_text(std::string_view code, std::string_view catalogue) const;

 private:
  template <class Struct>
  void put_fields(const Struct& facts, FieldTexts& into) const;
  template <class T>
  [[nodiscard]] std::string text_of(const T& value) const;

  const LedgerView& ledger_;
  const Pack& pack_;
  bool clear_;
};

}  // namespace xueji::report
