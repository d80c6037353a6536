#include "projections/field_attribution.h"

#include <algorithm>
#include <map>

#include "ledger/model/personal.h"

namespace xueji {

std::vector<FieldAttribution> field_attributions(const StudentFile& file) {
  std::vector<FieldAttribution> all;
  std::map<std::string, const TimelineEntry*, std::less<>> stated;  // Of the value that holds.
  for (const auto& entry : file.timeline) {
    if (entry.outcome != LineOutcome::in_effect) continue;
    const auto* change = get_if<StudentInfoChanged>(&entry.event.facts);
    const auto* correction = get_if<CertificateDataCorrected>(&entry.event.facts);
    if (change == nullptr && correction == nullptr) {
      for (const auto field : personal_fields_of(type_of(entry.event)))
        stated.try_emplace(std::string(code_of(field)), &entry);
      continue;
    }
    const auto& field = change != nullptr ? change->changed : correction->changed;
    if (const auto found = stated.find(field); found != stated.end()) {
      all.push_back({field, entry.event_at, change != nullptr ? change->reason : ReasonCode{},
                     *found->second});
    }
    stated.insert_or_assign(field, &entry);
  }
  return all;
}

}  // namespace xueji
