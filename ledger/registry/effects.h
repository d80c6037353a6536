// Internal to evolve: one overload of `apply` per type of facts. `apply_effect` visits the variant,
// so a type without an overload does not compile. Adding an event type means one overload here and
// its definition in the evolve_*.cc of its chapter.
#pragma once

#include "ledger/base/result.h"
#include "ledger/model/state.h"

namespace xueji::effects {

/// One event at the moment when it changes state.
struct Effect {
  StateEdit& state;
  const Event& event;
  Position event_at;       ///< Of the event: what a finding cites as proof.
  const PersonId& person;  ///< Assigned by `accepted`; none otherwise.
  Position effect_at;      ///< Of `accepted` or `took_effect`: from here on it holds.
};

/// The failure of an impossible transition, naming the position.
[[nodiscard]] tl::unexpected<Error> corrupt(Position at, const Text& what);

// The row of the event's subject, or corruption when the subject is of another kind or unknown.
[[nodiscard]] Result<OrganisationState*> subject_organisation(const Effect& effect);
[[nodiscard]] Result<PersonState*> subject_person(const Effect& effect);
[[nodiscard]] Result<ClassState*> subject_class(const Effect& effect);

/// The row of one intake of a school, made empty when it is not there.
[[nodiscard]] IntakeReview& intake_of(OrganisationState& school, std::uint16_t cohort,
                                      Season season);

// Who exists and may act: evolve_authority.cc.
[[nodiscard]] Status apply(const Effect& effect, const OrganisationRegistered& facts);
[[nodiscard]] Status apply(const Effect& effect, const OrganisationChanged& facts);
[[nodiscard]] Status apply(const Effect& effect, const TeachingPointRegistered& facts);
[[nodiscard]] Status apply(const Effect& effect, const PersonRegistered& facts);
[[nodiscard]] Status apply(const Effect& effect, const KeyEnrolled& facts);
[[nodiscard]] Status apply(const Effect& effect, const KeyRevoked& facts);
[[nodiscard]] Status apply(const Effect& effect, const RoleGranted& facts);
[[nodiscard]] Status apply(const Effect& effect, const RoleEnded& facts);
[[nodiscard]] Status apply(const Effect& effect, const DelegationGranted& facts);
[[nodiscard]] Status apply(const Effect& effect, const DelegationEnded& facts);
[[nodiscard]] Status apply(const Effect& effect, const PolicyPackActivated& facts);

// Duty system and classes: evolve_school.cc.
[[nodiscard]] Status apply(const Effect& effect, const OfficerDesignated& facts);
[[nodiscard]] Status apply(const Effect& effect, const OfficerHandedOver& facts);
[[nodiscard]] Status apply(const Effect& effect, const SchoolRuleFiled& facts);
[[nodiscard]] Status apply(const Effect& effect, const TeachingPlanFiled& facts);
[[nodiscard]] Status apply(const Effect& effect, const ReportingWindowAnnounced& facts);
[[nodiscard]] Status apply(const Effect& effect, const SchoolCalendarSet& facts);
[[nodiscard]] Status apply(const Effect& effect, const ClassOpened& facts);
[[nodiscard]] Status apply(const Effect& effect, const ClassTeacherAssigned& facts);
[[nodiscard]] Status apply(const Effect& effect, const DeadlineExtended& facts);
[[nodiscard]] Status apply(const Effect& effect, const ExternalListImported& facts);
[[nodiscard]] Status apply(const Effect& effect, const ClassHeadcountVerified& facts);
[[nodiscard]] Status apply(const Effect& effect, const OnSiteVerified& facts);
[[nodiscard]] Status apply(const Effect& effect, const OutOfAreaReviewed& facts);
[[nodiscard]] Status apply(const Effect& effect, const PresenceConfirmed& facts);

// A student's status: evolve_student.cc.
[[nodiscard]] Status apply(const Effect& effect, const StudentAdmitted& facts);
[[nodiscard]] Status apply(const Effect& effect, const GeneralHighStudentAdmitted& facts);
[[nodiscard]] Status apply(const Effect& effect, const ArrivalConfirmed& facts);
[[nodiscard]] Status apply(const Effect& effect, const EntryPhotoUploaded& facts);
[[nodiscard]] Status apply(const Effect& effect, const IdentityReviewed& facts);
[[nodiscard]] Status apply(const Effect& effect, const HealthReviewed& facts);
[[nodiscard]] Status apply(const Effect& effect, const EntryPlaceRetained& facts);
[[nodiscard]] Status apply(const Effect& effect, const EntryPlaceRestored& facts);
[[nodiscard]] Status apply(const Effect& effect, const EntryPlaceCancelled& facts);
[[nodiscard]] Status apply(const Effect& effect, const RosterLine& facts);
[[nodiscard]] Status apply(const Effect& effect, const StudentNumberAssigned& facts);
[[nodiscard]] Status apply(const Effect& effect, const FileOpened& facts);
[[nodiscard]] Status apply(const Effect& effect, const ExternalRegistrationConfirmed& facts);
[[nodiscard]] Status apply(const Effect& effect, const OpeningStatusImported& facts);
[[nodiscard]] Status apply(const Effect& effect, const Consent& facts);
[[nodiscard]] Status apply(const Effect& effect, const RuleOverridden& facts);

// An event without facts is no event: evolve.cc.
[[nodiscard]] Status apply(const Effect& effect, const std::monostate& facts);

}  // namespace xueji::effects
