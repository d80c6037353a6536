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

// Ongoing student status: term registration, changes, transfer, leave, resumption, withdrawal: evolve_status.cc.
[[nodiscard]] Status apply(const Effect& effect, const TermRegistered& facts);
[[nodiscard]] Status apply(const Effect& effect, const TermRegistrationDeferred& facts);
[[nodiscard]] Status apply(const Effect& effect, const MajorDirectionConfirmed& facts);
[[nodiscard]] Status apply(const Effect& effect, const CustodyTransferred& facts);
[[nodiscard]] Status apply(const Effect& effect, const StudentInfoChanged& facts);
[[nodiscard]] Status apply(const Effect& effect, const MajorChanged& facts);
[[nodiscard]] Status apply(const Effect& effect, const GradeRepeated& facts);
[[nodiscard]] Status apply(const Effect& effect, const TransferRequested& facts);
[[nodiscard]] Status apply(const Effect& effect, const TransferCompleted& facts);
[[nodiscard]] Status apply(const Effect& effect, const TransferredOut& facts);
[[nodiscard]] Status apply(const Effect& effect, const LeaveGranted& facts);
[[nodiscard]] Status apply(const Effect& effect, const LeaveExtended& facts);
[[nodiscard]] Status apply(const Effect& effect, const ResumptionNoticeServed& facts);
[[nodiscard]] Status apply(const Effect& effect, const StudyResumed& facts);
[[nodiscard]] Status apply(const Effect& effect, const Withdrawn& facts);
[[nodiscard]] Status apply(const Effect& effect, const DeemedWithdrawn& facts);
[[nodiscard]] Status apply(const Effect& effect, const StatusCancelled& facts);
[[nodiscard]] Status apply(const Effect& effect, const StudentDied& facts);

// Results, credits, examinations, internship: evolve_study.cc.
[[nodiscard]] Status apply(const Effect& effect, const TermResultRecorded& facts);
[[nodiscard]] Status apply(const Effect& effect, const CreditRecognised& facts);
[[nodiscard]] Status apply(const Effect& effect, const ExamIrregularityRecorded& facts);
[[nodiscard]] Status apply(const Effect& effect, const MakeupApproved& facts);
[[nodiscard]] Status apply(const Effect& effect, const CityResultRecorded& facts);
[[nodiscard]] Status apply(const Effect& effect, const InternshipApplied& facts);
[[nodiscard]] Status apply(const Effect& effect, const InternshipStarted& facts);
[[nodiscard]] Status apply(const Effect& effect, const InternshipClosed& facts);

// Awards and sanctions: evolve_discipline.cc.
[[nodiscard]] Status apply(const Effect& effect, const AwardGranted& facts);
[[nodiscard]] Status apply(const Effect& effect, const SanctionProposed& facts);
[[nodiscard]] Status apply(const Effect& effect, const HearingOffered& facts);
[[nodiscard]] Status apply(const Effect& effect, const SanctionDecided& facts);
[[nodiscard]] Status apply(const Effect& effect, const SanctionServed& facts);
[[nodiscard]] Status apply(const Effect& effect, const AppealFiled& facts);
[[nodiscard]] Status apply(const Effect& effect, const AppealAnswered& facts);
[[nodiscard]] Status apply(const Effect& effect, const SanctionLifted& facts);

// Graduation, stamping, certificates, end of the file: evolve_exit.cc.
[[nodiscard]] Status apply(const Effect& effect, const GraduationPhotoCollected& facts);
[[nodiscard]] Status apply(const Effect& effect, const GraduationAssessed& facts);
[[nodiscard]] Status apply(const Effect& effect, const StampingLine& facts);
[[nodiscard]] Status apply(const Effect& effect, const DiplomaIssued& facts);
[[nodiscard]] Status apply(const Effect& effect, const CompletionCertified& facts);
[[nodiscard]] Status apply(const Effect& effect, const IncompleteStudyCertified& facts);
[[nodiscard]] Status apply(const Effect& effect, const AdmissionViolationFound& facts);
[[nodiscard]] Status apply(const Effect& effect, const CertificateRecalled& facts);
[[nodiscard]] Status apply(const Effect& effect, const CertificateVoided& facts);
[[nodiscard]] Status apply(const Effect& effect, const GraduationProofIssued& facts);
[[nodiscard]] Status apply(const Effect& effect, const CertificateDataCorrected& facts);
[[nodiscard]] Status apply(const Effect& effect, const FileArchived& facts);
[[nodiscard]] Status apply(const Effect& effect, const FileHandedOver& facts);

// Monthly reports, inspection, corrections, ends of organisations: evolve_control.cc.
[[nodiscard]] Status apply(const Effect& effect, const MonthlyReportFiled& facts);
[[nodiscard]] Status apply(const Effect& effect, const InspectionOpened& facts);
[[nodiscard]] Status apply(const Effect& effect, const FindingRaised& facts);
[[nodiscard]] Status apply(const Effect& effect, const FindingAnswered& facts);
[[nodiscard]] Status apply(const Effect& effect, const FindingClosed& facts);
[[nodiscard]] Status apply(const Effect& effect, const InspectionClosed& facts);
[[nodiscard]] Status apply(const Effect& effect, const CommendationRecorded& facts);
[[nodiscard]] Status apply(const Effect& effect, const EventReversed& facts);
[[nodiscard]] Status apply(const Effect& effect, const OrganisationMerged& facts);
[[nodiscard]] Status apply(const Effect& effect, const OrganisationClosed& facts);

}  // namespace xueji::effects
