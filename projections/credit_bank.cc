#include "projections/credit_bank.h"

#include <map>

namespace xueji {
namespace {

void deposit(CreditBank& bank, std::map<std::string, std::size_t>& best, CreditDeposit entry) {
  const auto [known, is_new] = best.try_emplace(entry.course_code, bank.deposits.size());
  if (!is_new) {
    auto& before = bank.deposits[known->second];
    entry.counts = entry.credits_tenths > before.credits_tenths;
    if (entry.counts) {
      before.counts = false;
      known->second = bank.deposits.size();
    }
  }
  bank.deposits.push_back(std::move(entry));
}

/// A zero for cheating ends what the examination gave; what was recognised stays (FJ-21a).
void withdraw(CreditBank& bank, std::map<std::string, std::size_t>& best,
              const ExamIrregularityRecorded& facts) {
  if (facts.outcome != IrregularityOutcome::zero) return;
  const auto known = best.find(facts.course_code);
  if (known == best.end()) return;
  auto& held = bank.deposits[known->second];
  if (held.source != CreditSource::none) return;
  held.counts = false;
  best.erase(known);
}

}  // namespace

CreditBank credit_bank(const StudentFile& file) {
  CreditBank bank;
  std::map<std::string, std::size_t> best;
  for (const auto& entry : file.timeline) {
    if (entry.outcome != LineOutcome::in_effect) continue;
    if (const auto* term = get_if<TermResultRecorded>(&entry.event.facts)) {
      for (const auto& result : term->results) {
        if (!result.passed) continue;
        deposit(bank, best,
                {entry.event_at, entry.event.effective_on, result.course_code, result.kind,
                 CreditSource::none, result.credits_tenths, true});
      }
    } else if (const auto* recognised = get_if<CreditRecognised>(&entry.event.facts)) {
      deposit(bank, best,
              {entry.event_at, entry.event.effective_on, recognised->course_code, recognised->kind,
               recognised->source, recognised->credits_tenths, true});
    } else if (const auto* zero = get_if<ExamIrregularityRecorded>(&entry.event.facts)) {
      withdraw(bank, best, *zero);
    }
  }
  for (const auto& entry : bank.deposits) {
    if (!entry.counts) continue;
    bank.total_tenths += entry.credits_tenths;
    if (entry.source != CreditSource::none) bank.recognised_tenths += entry.credits_tenths;
  }
  return bank;
}

}  // namespace xueji
