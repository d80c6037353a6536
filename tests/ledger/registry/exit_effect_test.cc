// What graduation, stamping and the papers after it do to a student's row.
#include <catch2/catch.hpp>

#include "ledger/registry/evolve.h"
#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;

namespace {

const Date day = make_date(2024, 10, 1);

struct Leaving : World {
  Leaving() : World("fujian") {
    auto& student = on_roll(1);
    student.roster_at = Position{60};
    edit_class().registered = 1;
  }
  StudentState& row() { return state.edit_student(student_id(1)); }
  template <class Facts>
  Status apply(Facts facts, Position at = Position{70}) {
    return apply_effect(state, of_student(1, std::move(facts)).event, at, {}, Position{80});
  }
  template <class Facts>
  void given(Facts facts, Position at = Position{70}) {
    const auto applied = apply(std::move(facts), at);
    INFO((applied ? "" : applied.error().what.en));
    REQUIRE(applied);
  }
  template <class Facts>
  bool is_corrupt(Facts facts) {
    const auto applied = apply(std::move(facts));
    return !applied && applied.error().code == ErrorCode::corrupt;
  }
};

StampingLine stamp(const std::string& number) {
  StampingLine line;
  line.kind = CertificateKind::graduation;
  line.certificate_number = number;
  line.issue_on = make_date(2024, 10, 15);
  return line;
}

GraduationAssessed sheet() {
  GraduationAssessed facts;
  facts.moral_passed = facts.physical_passed = facts.internship_passed = true;
  facts.skill_certificate = facts.other_passed = true;
  facts.credits_tenths = facts.credits_required_tenths = 1700;
  return facts;
}

}  // namespace

TEST_CASE("the assessment passes when each condition does", "[FJ-31a]") {
  Leaving world;
  world.given(sheet());
  CHECK(world.row().assessed_at == Position{70});
  CHECK(world.row().assessment_passed);
  for (auto condition :
       {&GraduationAssessed::moral_passed, &GraduationAssessed::physical_passed,
        &GraduationAssessed::internship_passed, &GraduationAssessed::skill_certificate,
        &GraduationAssessed::other_passed}) {
    auto facts = sheet();
    facts.*condition = false;
    world.given(facts);
    CHECK_FALSE(world.row().assessment_passed);
  }
  auto facts = sheet();
  facts.credits_tenths = 1699;
  world.given(facts);
  CHECK_FALSE(world.row().assessment_passed);
}

TEST_CASE("the stamp graduates, and takes its number for ever", "[FJ-31b][FJ-41]") {
  Leaving world;
  world.given(stamp("202411010007"));
  CHECK(world.row().status == StudentStatus::graduated);
  CHECK(world.row().left_on == day);
  CHECK(world.state.school_class(world.class_id)->registered == 0);
  REQUIRE(world.row().certificates.size() == 1);
  CHECK(world.row().certificates[0].stamped_at == Position{80});
  CHECK_FALSE(world.row().certificates[0].issued_on.ok());
  CHECK(world.state.serial("20241101")->last == 7);
  REQUIRE(world.state.identifier(IdentifierKind::certificate_number, "202411010007"));
  world.given(DiplomaIssued{"202411010007", day});
  CHECK(world.row().certificates[0].issued_on == day);

  world.on_roll(3);
  auto second = world.of_student(3, stamp("202411010007")).event;
  CHECK_FALSE(apply_effect(world.state, second, Position{71}, {}, Position{81}));
  CHECK(world.is_corrupt(stamp("202411010008")));  // Graduated already.
}

TEST_CASE("papers of the student are recalled, voided and replaced by number", "[FJ-36b][FJ-37a]") {
  Leaving world;
  world.given(stamp("202411010007"));
  world.given(DiplomaIssued{"202411010007", day});
  world.given(AdmissionViolationFound{day, ReasonCode::other});
  CHECK(world.row().admission_violation);
  world.given(CertificateRecalled{"202411010007", day});
  world.given(CertificateVoided{"202411010007", make_date(2024, 10, 2)});
  CHECK(world.row().certificates[0].recalled_on == day);
  CHECK(world.row().certificates[0].voided_on == make_date(2024, 10, 2));
  CHECK(world.is_corrupt(CertificateVoided{"202411010008", day}));
  CHECK(world.is_corrupt(DiplomaIssued{"202411010008", day}));
  GraduationProofIssued proof;
  proof.certificate_number = "202411010007";
  proof.proof_number = "202411019001";
  proof.issued_on = day;
  world.given(proof);
  REQUIRE(world.row().certificates.size() == 2);
  CHECK(world.row().certificates[1].kind == CertificateKind::graduation_proof);
  CHECK(world.is_corrupt(proof));
}

TEST_CASE("completion, and graduation afterwards", "[FJ-32a][FJ-32b]") {
  Leaving world;
  world.given(CompletionCertified{"202411010001", day, true});
  CHECK(world.row().status == StudentStatus::completed);
  CHECK(world.row().plan_complete);
  world.given(stamp("202411010002"));
  CHECK(world.row().status == StudentStatus::graduated);
  CHECK(world.row().certificates.size() == 2);
}

TEST_CASE("incomplete study ends the status, or leaves a withdrawal as it is", "[FJ-16b][FJ-33]") {
  Leaving world;
  const IncompleteStudyCertified paper{CertificateKind::incomplete_study, "", 2, day};
  world.given(paper);
  CHECK(world.row().status == StudentStatus::incomplete);
  world.row().status = StudentStatus::withdrawn;
  world.given(paper);
  CHECK(world.row().status == StudentStatus::withdrawn);
  world.row().status = StudentStatus::graduated;
  CHECK(world.is_corrupt(paper));
}

TEST_CASE("the file is closed by archiving or hand-over; the photo is noted", "[FJ-08b][SY-2.3b]") {
  Leaving world;
  world.given(GraduationPhotoCollected{day, world.city});
  CHECK(world.row().graduation_photo);
  world.given(FileArchived{World::person_id(9), day});
  CHECK(world.row().file_closed_on == day);
  world.given(FileHandedOver{"某中心(演示数据)", make_date(2024, 10, 2)});
  CHECK(world.row().file_closed_on == make_date(2024, 10, 2));
}

TEST_CASE("changes that explain a difference are kept by their entry", "[SY-1.7a]") {
  Leaving world;
  StudentInfoChanged change;
  change.changed = "name";
  world.given(change, Position{90});
  change.changed = "home_address";  // No certificate prints it.
  world.given(change, Position{91});
  REQUIRE(world.row().changes.size() == 1);
  CHECK(world.row().changes[0].at == Position{90});
  CHECK(world.row().changes[0].changed == "name");
  MajorDirectionConfirmed direction{"610101", "2021", day};
  world.given(direction, Position{92});
  REQUIRE(world.row().changes.size() == 2);
  CHECK(world.row().changes[1].event == EventType::major_direction_confirmed);
  // What happened before the registration is in the form itself.
  Leaving early;
  early.row().roster_at = no_position;
  change.changed = "name";
  early.given(change, Position{50});
  CHECK(early.row().changes.empty());
}
