// The invented city or province: its organisations, the people who act for them and their keys, and
// the set-up acts that put them into the ledger. Codes begin with DEMO, names say 演示.
// Thread safety: plain values; owns every key.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/commit/ledger.h"
#include "tools/simulate/desk.h"
#include "tools/simulate/people.h"

namespace xueji::simulate {

using OfficeIndex = std::size_t;
using StaffIndex = std::size_t;
inline constexpr std::size_t nobody = ~std::size_t{0};

struct StaffMember {
  PersonId person;
  std::unique_ptr<SigningKey> key;
  std::string name;
  OfficeIndex office = 0;
  std::vector<Role> roles;
  std::vector<std::unique_ptr<SigningKey>> former = {};  ///< Keys that no longer sign.
};

struct Office {
  OrganisationId id = {};
  OrganisationKind kind{};
  std::string code = {};
  std::string name = {};
  std::string division = {};
  OfficeIndex supervisor = nobody;
  SchoolType type{};
  SchoolTier tier{};
  std::string number_county_code = {};
  std::string number_school_code = {};
  std::vector<StaffIndex> staff = {};
  StaffIndex officer = nobody;  ///< Of schools: who files now.
  std::unique_ptr<SigningKey> seal = {};
};

/// What the layout depends on.
struct CityPlan {
  /// The pack is made for a province (its `supervision`): schools stand under cities, not counties.
  bool is_provincial = false;
  std::vector<std::size_t> teachers;  ///< Class teachers of each school.
};

class City {
 public:
  /// Draws everybody and every key. `pack` gives the county codes of student numbers.
  [[nodiscard]] static Result<City> draw(const CityPlan& plan, const Pack& pack, Random& keys,
                                         PeopleGenerator& people);

  [[nodiscard]] GenesisOptions genesis() const;
  /// Organisations, people, keys and roles, filed by the root administrator; settles.
  [[nodiscard]] Status file_set_up(Desk& desk) const;
  /// Every private key as PEM, named by organisation and role. Returns how many.
  [[nodiscard]] Result<std::size_t> write_keys(const std::filesystem::path& directory,
                                               Random& random) const;

  /// Units that the root entrusted with the graduation photos; the first one works (SY-2.3b).
  [[nodiscard]] const std::vector<OfficeIndex>& photo_units() const { return photo_units_; }
  [[nodiscard]] OfficeIndex photo_unit() const { return photo_units_.front(); }
  /// A key for whoever loses one, or signs with another device; each is taken once.
  enum class Spare : std::uint8_t { of_file_keeper, of_officer };
  [[nodiscard]] const SigningKey& spare(Spare which) const {
    return *spares_[static_cast<std::size_t>(which)];
  }
  /// From now on the spare key is the person's own.
  void replace_key(StaffIndex who, Spare by);
  /// The enrolment of a key, with its proof of possession.
  [[nodiscard]] static Result<DraftEvent> enrolment(const Desk& desk, SubjectKind kind,
                                                    const SubjectId& owner, KeyPurpose purpose,
                                                    const SigningKey& key, const KeyId& replaces);
  [[nodiscard]] const std::vector<OfficeIndex>& schools() const { return schools_; }
  [[nodiscard]] const Office& office(OfficeIndex index) const { return offices_[index]; }
  [[nodiscard]] Office& office(OfficeIndex index) { return offices_[index]; }
  [[nodiscard]] const std::vector<Office>& offices() const { return offices_; }
  [[nodiscard]] const StaffMember& staff(StaffIndex index) const { return staff_[index]; }
  [[nodiscard]] std::size_t staff_count() const { return staff_.size(); }
  [[nodiscard]] OfficeIndex root() const { return 0; }
  [[nodiscard]] const std::vector<OfficeIndex>& counties() const { return counties_; }

  /// The n-th holder of a role in an office; a programmer error when there is none.
  [[nodiscard]] StaffIndex holder(OfficeIndex office, Role role, std::size_t n = 0) const;
  [[nodiscard]] Signer staff_signer(StaffIndex who, Role role) const;
  [[nodiscard]] Signer signer(OfficeIndex office, Role role, std::size_t n = 0) const;
  /// The present status officer of a school.
  [[nodiscard]] Signer officer(OfficeIndex school) const;
  /// Whoever signs this step for a school, seen through the step's relation.
  [[nodiscard]] Signer step_signer(OfficeIndex school, const Step& step) const;
  /// An office of that kind, at or above the school or directly below one above it.
  [[nodiscard]] OfficeIndex related(OfficeIndex school, Relation relation) const;
  [[nodiscard]] OfficeIndex find(const OrganisationId& id) const;

 private:
  [[nodiscard]] OfficeIndex add_office(Office office, Random& keys);
  [[nodiscard]] Status add_staff(OfficeIndex office, std::vector<Role> roles, Random& keys,
                                 PeopleGenerator& people);
  [[nodiscard]] Status add_authorities(const CityPlan& plan, Random& keys, PeopleGenerator& people);
  void add_photo_units(Random& keys);
  [[nodiscard]] Status add_schools(const CityPlan& plan, const Pack& pack, Random& keys,
                                   PeopleGenerator& people);
  [[nodiscard]] Result<std::vector<DraftEvent>> key_drafts(const Desk& desk) const;

  std::vector<Office> offices_;
  std::vector<StaffMember> staff_;
  std::vector<OfficeIndex> schools_;
  std::vector<OfficeIndex> counties_;
  std::vector<OfficeIndex> photo_units_;
  std::vector<std::unique_ptr<SigningKey>> spares_;
  std::unique_ptr<SigningKey> recovery_;
  PersonId recovery_person_;
};

}  // namespace xueji::simulate
