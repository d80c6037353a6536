// Decision state in memory: maps of rows, nothing persisted. For tests, simulation, and the
// verifier, which folds its own state from the log. Folding many millions of entries is expected:
// every access is one hash look-up, and rows never move once created.
// Not thread-safe; a value that can be copied (a verifier keeps one to look back at).
#pragma once

#include <string>
#include <unordered_map>

#include "ledger/model/state.h"

namespace xueji {

class MemoryState final : public StateEdit {
 public:
  template <class Id, class Row>
  using Table = std::unordered_map<Id, Row>;

  const OrganisationState* organisation(const OrganisationId& id) const override;
  const PersonState* person(const PersonId& id) const override;
  const KeyState* key(const KeyId& id) const override;
  const ClassState* school_class(const ClassId& id) const override;
  const StudentState* student(const StudentId& id) const override;
  const SubmissionState* submission(const SubmissionId& id) const override;
  const Reservation* reservation(ReservationKind kind, ByteView id) const override;
  const IdentifierState* identifier(IdentifierKind kind, std::string_view value) const override;
  const SerialState* serial(std::string_view scope) const override;
  const Genesis& genesis() const override { return genesis_; }
  TreeSize size() const override { return size_; }
  Instant recorded_at() const override { return recorded_at_; }

  OrganisationState& edit_organisation(const OrganisationId& id) override;
  PersonState& edit_person(const PersonId& id) override;
  KeyState& edit_key(const KeyId& id) override;
  ClassState& edit_class(const ClassId& id) override;
  StudentState& edit_student(const StudentId& id) override;
  SubmissionState& edit_submission(const SubmissionId& id) override;
  Reservation& edit_reservation(ReservationKind kind, ByteView id) override;
  void drop_reservation(ReservationKind kind, ByteView id) override;
  IdentifierState& edit_identifier(IdentifierKind kind, std::string_view value) override;
  SerialState& edit_serial(std::string_view scope) override;
  void set_genesis(const Genesis& genesis) override { genesis_ = genesis; }
  void set_head(TreeSize size, Instant recorded_at) override;

  /// Every row, in no particular order: for counts, and for comparing two folds.
  [[nodiscard]] const auto& organisations() const { return organisations_; }
  [[nodiscard]] const auto& persons() const { return persons_; }
  [[nodiscard]] const auto& keys() const { return keys_; }
  [[nodiscard]] const auto& classes() const { return classes_; }
  [[nodiscard]] const auto& students() const { return students_; }
  [[nodiscard]] const auto& submissions() const { return submissions_; }
  [[nodiscard]] const auto& reservations() const { return reservations_; }
  [[nodiscard]] const auto& identifiers() const { return identifiers_; }
  [[nodiscard]] const auto& serials() const { return serials_; }

 private:
  Table<OrganisationId, OrganisationState> organisations_;
  Table<PersonId, PersonState> persons_;
  Table<KeyId, KeyState> keys_;
  Table<ClassId, ClassState> classes_;
  Table<StudentId, StudentState> students_;
  Table<SubmissionId, SubmissionState> submissions_;
  Table<std::string, Reservation> reservations_;     ///< By kind byte ‖ id.
  Table<std::string, IdentifierState> identifiers_;  ///< By kind byte ‖ value.
  Table<std::string, SerialState> serials_;
  Genesis genesis_;
  TreeSize size_;
  Instant recorded_at_;
};

}  // namespace xueji
