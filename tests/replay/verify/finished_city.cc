#include "tests/replay/verify/finished_city.h"

#include "ledger/crypto/key_file.h"

namespace xueji::test {

FinishedCity::FinishedCity(std::uint64_t seed) : office(seed) {
  office.set_up();
  early_checkpoint = office.view->checkpoint_note();
  const auto students = office.students(30);
  receipt = office.file(Form::entry_roster, office.organisations.at("SCHOOL"),
                        office.signer("SCHOOL/status_officer"), office.roster_lines(students));
  roster = receipt.submission;
  office.sign(roster, "principal", office.signer("SCHOOL/principal"));
  office.sign(roster, "seal", office.signer("SCHOOL/seal_keeper"), {}, office.seal.get());
  office.sign(roster, "county", office.signer("COUNTY/section_officer"));
  const std::vector<MarkedLine> struck{{1, ReasonCode::not_present}};
  const std::pair<const char*, const char*> steps[] = {{"exam_institute", "EXAM/exam_officer"},
                                                       {"clerk", "CITY/clerk"},
                                                       {"section_chief", "CITY/section_chief"},
                                                       {"deputy_director", "CITY/deputy_director"}};
  for (const auto& [step, signer] : steps) {
    office.sign(roster, step, office.signer(signer), struck);
  }
  image = LogImage::of(office.ledger->log());
  auto read = read_anchor(office.directory.anchor());
  REQUIRE(read);
  anchor = *std::move(read);
}

NoteSigner checkpoint_signer_of(const Office& office) {
  const auto anchor = read_anchor(office.directory.anchor());
  REQUIRE(anchor);
  auto key = read_key_file(office.directory.checkpoint_key(),
                           [] { return Result<SecretBytes>(SecretBytes{}); });
  REQUIRE(key);
  auto signer = NoteSigner::make(anchor->origin, *std::move(key));
  REQUIRE(signer);
  return *std::move(signer);
}

NoteSigner FinishedCity::checkpoint_signer() const {
  return checkpoint_signer_of(office);
}

VerifyReport FinishedCity::verify(const LogImage& log, const VerifyOptions& options) const {
  auto report = verify_log(log, options);
  INFO((report ? "" : report.error().what.en));
  REQUIRE(report);
  return *std::move(report);
}

FinishedCity& finished_city() {
  static FinishedCity city(1);
  return city;
}

std::string listed(const VerifyReport& report) {
  std::string text = report.summary().en + "\n";
  for (const auto& difference : report.differences) {
    text += std::string(code_of(difference.kind)) + " ";
    text += difference.first ? std::to_string(difference.first->value) : "-";
    if (difference.last != difference.first) text += ".." + std::to_string(difference.last->value);
    text += " " + difference.rule + " " + difference.what.en + "\n";
  }
  return text;
}

bool is_first_at(const VerifyReport& report, std::uint64_t position) {
  if (report.differences.empty() || !report.differences.front().first) return false;
  const auto& first = report.differences.front();
  return first.first->value <= position && position <= first.last->value;
}

bool has(const VerifyReport& report, DifferenceKind kind, std::uint64_t position) {
  for (const auto& difference : report.differences) {
    if (difference.kind == kind && difference.first && difference.first->value <= position &&
        position <= difference.last->value) {
      return true;
    }
  }
  return false;
}

}  // namespace xueji::test
