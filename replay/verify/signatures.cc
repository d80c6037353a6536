#include "replay/verify/signatures.h"

namespace xueji::second_opinion {
namespace {

constexpr std::size_t jobs_per_batch = 32;
/// So many may wait before the fold waits for them: some megabytes. The fold is quicker than the
/// signatures, and what is compared after it needs no pool, so the more wait then, the better.
constexpr std::size_t batches_running_max = 512;

struct FailureText {
  Signer signer;
  const char* zh;
  const char* en;
};
constexpr FailureText failure_texts[] = {
    {Signer::author, "申报人的签名不成立", "the author's signature does not verify"},
    {Signer::signer, "签批人的签名不成立", "the signer's signature does not verify"},
    {Signer::seal, "印章签名不成立", "the seal's signature does not verify"},
    {Signer::new_key, "新密钥的持有证明不成立",
     "the new key's proof of possession does not verify"},
};

Text failure_of(Signer signer) {
  for (const auto& text : failure_texts) {
    if (text.signer == signer) return {text.zh, text.en};
  }
  return {"签名不成立", "the signature does not verify"};
}

}  // namespace

Signatures::~Signatures() {
  for (const auto& batch : running_) {
    if (batch->done.valid()) batch->done.wait();
  }
}

std::shared_ptr<const VerifyingKey> Signatures::parsed(std::uint16_t suite_number, ByteView raw) {
  const auto suite = suite_from(suite_number);
  const auto key = PublicKey::from(raw);
  if (!suite || !key) return nullptr;
  auto verifying = VerifyingKey::parse(*suite, *key);
  if (!verifying) return nullptr;
  return std::make_shared<const VerifyingKey>(*std::move(verifying));
}

std::shared_ptr<const VerifyingKey> Signatures::parsed(const KeyState& row) {
  const auto [at, is_new] = keys_.try_emplace(row.id);
  if (is_new) at->second = parsed(row.suite, row.public_key);
  return at->second;
}

void Signatures::check(Position at, Signer signer, std::shared_ptr<const VerifyingKey> key,
                       Purpose purpose, ByteView payload, ByteView raw_signature) {
  ++count_;
  const auto signature = Signature::from(raw_signature);
  if (!signature) {
    differences_.add(DifferenceKind::signature, at, failure_of(signer));
    return;
  }
  if (!open_) open_ = std::make_unique<JobBatch>();
  Job job{at, signer, std::move(key), open_->messages.size(), 0, *signature, false};
  append_message_to_sign(open_->messages, purpose, ledger_, job.key->suite(), payload);
  job.end = open_->messages.size();
  open_->jobs.push_back(std::move(job));
  if (open_->jobs.size() >= jobs_per_batch) post();
}

void Signatures::post() {
  if (!open_) return;
  open_->done = pool_.run([batch = open_.get()] {
    for (auto& job : batch->jobs) {
      const auto message = ByteView(batch->messages).subspan(job.begin, job.end - job.begin);
      job.holds = job.key->verify(message, job.signature);
    }
  });
  running_.push_back(std::move(open_));
  while (running_.size() > batches_running_max) {
    settle(*running_.front());
    running_.pop_front();
  }
}

void Signatures::settle(JobBatch& batch) {
  batch.done.get();
  for (const auto& job : batch.jobs) {
    if (!job.holds) differences_.add(DifferenceKind::signature, job.at, failure_of(job.signer));
  }
}

void Signatures::finish() {
  post();
  for (const auto& batch : running_)
    settle(*batch);
  running_.clear();
}

}  // namespace xueji::second_opinion
