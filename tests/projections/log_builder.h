// Logs written entry by entry, without the pipeline: histories that no rule would let through today
// are still histories that views must show rightly. Everything in them is invented.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ledger/base/random.h"
#include "ledger/commit/ledger_view.h"
#include "ledger/store/memory/memory_log.h"

namespace xueji::test {

template <class Id>
[[nodiscard]] Id id_of(std::uint64_t number) {
  Id id;
  SeededRandom random(number + 1);
  random.fill(id.bytes);
  return id;
}

class LogBuilder {
 public:
  /// Genesis and the pack of Shiyan.
  LogBuilder();

  /// Noon of this day from now on; recorded time never goes back.
  void at(Date day);

  /// Header, events, `accepted`; takes effect at once unless `open`.
  SubmissionId file(Form form, const OrganisationId& organisation, const std::vector<Event>& events,
                    bool open = false, std::vector<PersonId> persons = {},
                    const SubmissionId& supersedes = {});
  void sign(const SubmissionId& submission, const std::string& step,
            Decision decision = Decision::approve, std::vector<MarkedLine> lines = {});
  void take_effect(const SubmissionId& submission, std::vector<LapsedLine> lapsed = {});
  /// Signs up to the effect step of an entry roster, and lets it take effect.
  void complete_roster(const SubmissionId& submission, const std::vector<MarkedLine>& struck = {},
                       std::vector<LapsedLine> lapsed = {});

  /// A city with two schools, two classes each. Ids: `school(i)`, `class_of(school, i)`.
  void set_up_city();
  [[nodiscard]] static OrganisationId city() { return id_of<OrganisationId>(1000); }
  [[nodiscard]] static OrganisationId school(int i) {
    return id_of<OrganisationId>(2000 + static_cast<std::uint64_t>(i));
  }
  [[nodiscard]] static ClassId class_of(int school, int i) {
    return id_of<ClassId>(3000 + static_cast<std::uint64_t>(school * 10 + i));
  }
  [[nodiscard]] static PersonId officer() { return id_of<PersonId>(4000); }

  void admit(const StudentId& student, int school, Date effective_on);
  void arrive(const StudentId& student, const ClassId& class_id, Date effective_on);
  void number(const StudentId& student, const std::string& number, Date effective_on);
  [[nodiscard]] static Event roster_line(const StudentId& student, int school,
                                         const ClassId& class_id, Date effective_on);

  [[nodiscard]] Position last() const { return Position{log.head().size.value - 1}; }
  [[nodiscard]] PackShelf packs() const;

  MemoryLog log;
  Instant now;

 private:
  struct Filed {
    Digest header;
    Digest previous;
  };
  void append(BodyKind kind, ByteView body);
  void append_record(RecordBody body);

  Digest pack_;
  std::uint64_t drawn_ = 0;
  std::map<SubmissionId, Filed> filed_;
};

/// An event of a student with clear facts only.
[[nodiscard]] Event student_event(const StudentId& student, Date effective_on, Facts facts);

}  // namespace xueji::test
