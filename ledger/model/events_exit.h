// Graduation, stamping, certificates, end of the file (FJ-30 to FJ-44, FJ-08b, SY-1.7). Facts
// only; what is personal stands in the disclosure (personal.h).
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/id.h"
#include "ledger/model/describe.h"
#include "ledger/model/vocabulary.h"

namespace xueji {

/// The digest of the photo is personal (SY-2.3b).
struct GraduationPhotoCollected {
  static constexpr EventType type = EventType::graduation_photo_collected;
  Date taken_on{};           ///< Day of the photo.
  OrganisationId collector;  ///< The entrusted unit.
  static constexpr auto fields() {
    using T = GraduationPhotoCollected;
    return std::tuple{field(0, "taken_on", &T::taken_on), field(1, "collector", &T::collector)};
  }
};

/// The sheet of conditions (FJ-31a, FJ-34, FJ-35a, SY-1.6l).
struct GraduationAssessed {
  static constexpr EventType type = EventType::graduation_assessed;
  bool moral_passed = false;                  ///< Overall conduct passes.
  std::uint16_t credits_tenths = 0;           ///< Credits earned, in tenths.
  std::uint16_t credits_required_tenths = 0;  ///< Credits required, in tenths.
  bool physical_passed = false;               ///< Physical education passes.
  bool internship_passed = false;             ///< Internship passes.
  bool skill_certificate = false;             ///< A vocational or skill certificate is held.
  bool other_passed = false;                  ///< Other conditions of city or school are met.
  bool plan_complete = false;                 ///< Every part of the teaching plan was taken.
  bool appraisal_form = false;                ///< The appraisal form is filled.
  bool early = false;                         ///< Early graduation was requested and approved.
  Date assessed_on{};                         ///< Day of the assessment.
  static constexpr auto fields() {
    using T = GraduationAssessed;
    return std::tuple{field(0, "moral_passed", &T::moral_passed),
                      field(1, "credits_tenths", &T::credits_tenths),
                      field(2, "credits_required_tenths", &T::credits_required_tenths),
                      field(3, "physical_passed", &T::physical_passed),
                      field(4, "internship_passed", &T::internship_passed),
                      field(5, "skill_certificate", &T::skill_certificate),
                      field(6, "other_passed", &T::other_passed),
                      field(7, "plan_complete", &T::plan_complete),
                      field(8, "appraisal_form", &T::appraisal_form),
                      field(9, "early", &T::early),
                      field(10, "assessed_on", &T::assessed_on)};
  }
};

/// One line of the graduate roster; its effect is the stamp (FJ-31b, FJ-35b, FJ-40, SY-1.7a,
/// SY-1.7e).
struct StampingLine {
  static constexpr EventType type = EventType::stamping_line;
  OrganisationId school;              ///< The school.
  std::uint16_t cohort = 0;           ///< Year of the intake (级).
  std::uint16_t graduation_year = 0;  ///< Year of graduation.
  Season season{};                    ///< Spring or autumn graduation.
  CertificateKind kind{};             ///< Graduation or completion.
  Date study_from{};                  ///< First day of study.
  Date study_until{};                 ///< Last day of study.
  std::string major_code;             ///< Code of the major.
  std::string major_catalogue;        ///< Version of the catalogue of majors that the code is of.
  StudyMode study_mode{};             ///< Study mode.
  std::uint8_t programme_years = 0;   ///< Length of the programme in years.
  std::uint16_t credits_tenths = 0;   ///< Credits required and earned, in tenths.
  std::string certificate_number;     ///< Twelve digits YYYYCCSSNNNN in Fujian (FJ-41).
  Date issue_on{};                    ///< Day of issue printed on the certificate.
  Position registration;  ///< Entry of the roster line or opening import that is the sole basis
                          ///< (SY-1.7a).
  Digest results;         ///< Digest of the verified results file (SY-1.7e).
  static constexpr auto fields() {
    using T = StampingLine;
    return std::tuple{field(0, "school", &T::school),
                      field(1, "cohort", &T::cohort),
                      field(2, "graduation_year", &T::graduation_year),
                      field(3, "season", &T::season),
                      field(4, "kind", &T::kind),
                      field(5, "study_from", &T::study_from),
                      field(6, "study_until", &T::study_until),
                      field(7, "major_code", &T::major_code),
                      field(8, "major_catalogue", &T::major_catalogue),
                      field(9, "study_mode", &T::study_mode),
                      field(10, "programme_years", &T::programme_years),
                      field(11, "credits_tenths", &T::credits_tenths),
                      field(12, "certificate_number", &T::certificate_number),
                      field(13, "issue_on", &T::issue_on),
                      field(14, "registration", &T::registration),
                      field(15, "results", &T::results)};
  }
};

/// FJ-31b.
struct DiplomaIssued {
  static constexpr EventType type = EventType::diploma_issued;
  std::string certificate_number;  ///< Number of the certificate.
  Date issued_on{};                ///< Day of issue.
  static constexpr auto fields() {
    using T = DiplomaIssued;
    return std::tuple{field(0, "certificate_number", &T::certificate_number),
                      field(1, "issued_on", &T::issued_on)};
  }
};

/// FJ-32a.
struct CompletionCertified {
  static constexpr EventType type = EventType::completion_certified;
  std::string certificate_number;  ///< Number of the certificate.
  Date issued_on{};                ///< Day of issue.
  bool plan_complete = false;      ///< Every part of the teaching plan was taken.
  static constexpr auto fields() {
    using T = CompletionCertified;
    return std::tuple{field(0, "certificate_number", &T::certificate_number),
                      field(1, "issued_on", &T::issued_on),
                      field(2, "plan_complete", &T::plan_complete)};
  }
};

/// FJ-16b, FJ-33.
struct IncompleteStudyCertified {
  static constexpr EventType type = EventType::incomplete_study_certified;
  CertificateKind kind{};          ///< Certificate or factual record.
  std::string certificate_number;  ///< Number of the certificate.
  std::uint8_t terms_studied = 0;  ///< Terms studied (肄业年限).
  Date issued_on{};                ///< Day of issue.
  static constexpr auto fields() {
    using T = IncompleteStudyCertified;
    return std::tuple{
        field(0, "kind", &T::kind), field(1, "certificate_number", &T::certificate_number),
        field(2, "terms_studied", &T::terms_studied), field(3, "issued_on", &T::issued_on)};
  }
};

/// FJ-36a.
struct AdmissionViolationFound {
  static constexpr EventType type = EventType::admission_violation_found;
  Date found_on{};      ///< Day of the finding.
  ReasonCode reason{};  ///< Reason, coded.
  static constexpr auto fields() {
    using T = AdmissionViolationFound;
    return std::tuple{field(0, "found_on", &T::found_on), field(1, "reason", &T::reason)};
  }
};

/// FJ-36b.
struct CertificateRecalled {
  static constexpr EventType type = EventType::certificate_recalled;
  std::string certificate_number;  ///< Number of the certificate.
  Date recalled_on{};              ///< Day of the recall.
  static constexpr auto fields() {
    using T = CertificateRecalled;
    return std::tuple{field(0, "certificate_number", &T::certificate_number),
                      field(1, "recalled_on", &T::recalled_on)};
  }
};

/// FJ-36b.
struct CertificateVoided {
  static constexpr EventType type = EventType::certificate_voided;
  std::string certificate_number;  ///< Number of the certificate.
  Date voided_on{};                ///< Day of the declaration.
  static constexpr auto fields() {
    using T = CertificateVoided;
    return std::tuple{field(0, "certificate_number", &T::certificate_number),
                      field(1, "voided_on", &T::voided_on)};
  }
};

/// Once (FJ-37a, FJ-37c).
struct GraduationProofIssued {
  static constexpr EventType type = EventType::graduation_proof_issued;
  std::string certificate_number;    ///< Number of the lost certificate.
  std::string proof_number;          ///< Number of the proof.
  std::string newspaper;             ///< Name of the newspaper.
  NewspaperLevel newspaper_level{};  ///< Level of the newspaper.
  Date announced_on{};               ///< Day of the announcement of loss.
  std::uint8_t photos = 0;           ///< Two-inch photographs on blue handed in.
  bool application_form = false;     ///< The application form (annex 5) is filled.
  Date issued_on{};                  ///< Day of issue.
  static constexpr auto fields() {
    using T = GraduationProofIssued;
    return std::tuple{field(0, "certificate_number", &T::certificate_number),
                      field(1, "proof_number", &T::proof_number),
                      field(2, "newspaper", &T::newspaper),
                      field(3, "newspaper_level", &T::newspaper_level),
                      field(4, "announced_on", &T::announced_on),
                      field(5, "photos", &T::photos),
                      field(6, "application_form", &T::application_form),
                      field(7, "issued_on", &T::issued_on)};
  }
};

/// FJ-43.
struct CertificateDataCorrected {
  static constexpr EventType type = EventType::certificate_data_corrected;
  std::string certificate_number;  ///< Number of the certificate.
  std::string changed;             ///< Code of the personal field that was wrong (§6.3).
  Digest letter;                   ///< Digest of the issuing school's letter.
  Date corrected_on{};             ///< Day of the correction.
  static constexpr auto fields() {
    using T = CertificateDataCorrected;
    return std::tuple{field(0, "certificate_number", &T::certificate_number),
                      field(1, "changed", &T::changed), field(2, "letter", &T::letter),
                      field(3, "corrected_on", &T::corrected_on)};
  }
};

/// FJ-08b.
struct FileArchived {
  static constexpr EventType type = EventType::file_archived;
  PersonId keeper;     ///< Who keeps it.
  Date archived_on{};  ///< Day of archiving.
  static constexpr auto fields() {
    using T = FileArchived;
    return std::tuple{field(0, "keeper", &T::keeper), field(1, "archived_on", &T::archived_on)};
  }
};

/// FJ-08b.
struct FileHandedOver {
  static constexpr EventType type = EventType::file_handed_over;
  std::string receiver;  ///< Public name of the receiving body.
  Date handed_on{};      ///< Day of the hand-over.
  static constexpr auto fields() {
    using T = FileHandedOver;
    return std::tuple{field(0, "receiver", &T::receiver), field(1, "handed_on", &T::handed_on)};
  }
};

}  // namespace xueji
