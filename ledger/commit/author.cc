#include "ledger/commit/author.h"

#include <algorithm>

#include "ledger/crypto/sha256.h"
#include "ledger/crypto/signed_message.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/root.h"
#include "ledger/schema/codec.h"
#include "ledger/vault/fields.h"

namespace xueji {
namespace {

/// The values in the order of the form's leaves; an empty one counts as absent.
Result<Disclosure> disclose(Random& random, std::span<const PersonalField> fields,
                            const PersonalValues& values) {
  Disclosure disclosure;
  disclosure.seed = random.draw<Seed>();
  disclosure.values.resize(fields.size());
  for (const auto& [field, value] : values) {
    const auto at = std::find(fields.begin(), fields.end(), field);
    if (at == fields.end()) {
      return fail(ErrorCode::invalid_argument,
                  "the form has no personal field " + std::string(code_of(field)));
    }
    if (value.size() > personal_value_size_max_bytes) {
      const auto label = label_of(field);
      return fail(ErrorCode::invalid_argument, Text{label.zh + " 过长(最多 1024 字节)",
                                                    label.en + " is longer than 1,024 bytes"});
    }
    if (!value.empty()) disclosure.values[static_cast<std::size_t>(at - fields.begin())] = value;
  }
  return disclosure;
}

Result<Bytes> sign_bytes(Purpose purpose, const LedgerId& ledger, const SigningKey& key,
                         ByteView payload) {
  auto signature = key.sign(message_to_sign(purpose, ledger, key.suite(), payload));
  if (!signature) return fail(signature.error());
  return to_bytes(signature->view());
}

}  // namespace

Result<SubmittedEvent> seal_event(const AuthoringContext& context, const DraftEvent& draft) {
  SubmittedEvent sealed;
  sealed.event = {draft.subject_kind, draft.subject, draft.effective_on, {}, draft.facts};
  const auto type = type_of(sealed.event);
  const auto fields = personal_fields_of(type);
  if (!fields.empty() || !draft.personal.empty()) {
    auto disclosure = disclose(context.random, fields, draft.personal);
    if (!disclosure) return fail(disclosure.error());
    sealed.event.fields_root =
        fields_root(context.ledger, draft.subject_kind, draft.subject, type, fields, *disclosure);
    sealed.disclosure = *std::move(disclosure);
  }
  sealed.bytes = encode(sealed.event);
  if (sealed.bytes.size() > event_size_max_bytes) {
    return fail(ErrorCode::invalid_argument,
                Text{"事件超过 16 KiB", "the event is larger than 16 KiB"});
  }
  return sealed;
}

Digest events_root(std::span<const SubmittedEvent> events) {
  std::vector<Digest> leaves;
  leaves.reserve(events.size());
  for (const auto& event : events)
    leaves.push_back(leaf_hash(event.bytes));
  return root_of(leaves);
}

Result<Submission> sign_submission(const AuthoringContext& context, const DraftSubmission& draft,
                                   const SigningKey& key) {
  if (draft.events.empty() || draft.events.size() > lines_per_submission_max) {
    return fail(ErrorCode::invalid_argument,
                Text{"一次申报须有 1 至 4000 行", "a submission has 1 to 4,000 lines"},
                Text{"请按班级拆分成多个文件", "split the file by class"});
  }
  const auto& by = draft.capacity;
  const auto* chain = context.pack.chain_of(draft.form, {by.role, by.organisation, by.person});
  if (chain == nullptr) {
    return fail(ErrorCode::invalid_argument,
                Text{"规则包中没有此表单的签批流程", "the policy pack has no chain for this form"});
  }
  Submission submission;
  auto& header = submission.header.header;
  header.ledger = context.ledger;
  header.submission = new_submission_id(context.random, context.now);
  header.form = draft.form;
  header.organisation = draft.organisation;
  header.suite = static_cast<std::uint16_t>(key.suite());
  header.key = key.id();
  header.capacity = draft.capacity;
  header.authored_at = context.now;
  header.not_after = Instant{context.now.ms + signature_life_ms};
  header.count = static_cast<std::uint32_t>(draft.events.size());
  header.events_root = events_root(draft.events);
  header.packs = {context.pack_digest};
  header.chain = chain_digest(*chain);
  header.supersedes = draft.supersedes;
  header.seen = context.seen;
  submission.header.payload = encode(header);
  submission.header.digest = sha256(submission.header.payload);
  auto signature = sign_bytes(Purpose::submission, context.ledger, key, submission.header.payload);
  if (!signature) return fail(signature.error());
  submission.header.signature = *std::move(signature);
  submission.events = draft.events;
  return submission;
}

Result<SignOffRequest> sign_step(const AuthoringContext& context, const DraftSignOff& draft,
                                 const SigningKey& key, const SigningKey* seal_key) {
  SignOffRequest request;
  auto& sign_off = request.signed_off.sign_off;
  sign_off.ledger = context.ledger;
  sign_off.submission = draft.submission.id;
  sign_off.header = draft.submission.header;
  sign_off.step = draft.step;
  sign_off.decision = draft.decision;
  sign_off.lines = draft.lines;
  sign_off.previous = draft.submission.previous;
  sign_off.suite = static_cast<std::uint16_t>(key.suite());
  sign_off.key = key.id();
  sign_off.capacity = draft.capacity;
  sign_off.authored_at = context.now;
  sign_off.not_after = Instant{context.now.ms + signature_life_ms};
  sign_off.seen = context.seen;
  sign_off.reason = draft.reason;
  sign_off.paper_signed_on = draft.paper_signed_on;
  if (seal_key != nullptr) sign_off.seal_key = seal_key->id();
  PersonalValues personal;
  if (!draft.reason_text.empty())
    personal.emplace_back(PersonalField::reason_text, draft.reason_text);
  if (!draft.paper_signer.empty()) {
    personal.emplace_back(PersonalField::paper_signer, draft.paper_signer);
  }
  if (!draft.scan_digest.empty())
    personal.emplace_back(PersonalField::scan_digest, draft.scan_digest);
  if (!personal.empty()) {
    const auto fields = personal_fields_of_sign_off();
    auto disclosure = disclose(context.random, fields, personal);
    if (!disclosure) return fail(disclosure.error());
    sign_off.fields_root =
        fields_root(context.ledger, SubjectKind::submission, subject_of(draft.submission.id),
                    EventType::none, fields, *disclosure);
    request.disclosure = *std::move(disclosure);
  }
  auto& out = request.signed_off;
  out.payload = encode(sign_off);
  out.digest = sha256(out.payload);
  auto signature = sign_bytes(Purpose::sign_off, context.ledger, key, out.payload);
  if (!signature) return fail(signature.error());
  out.signature = *std::move(signature);
  if (seal_key != nullptr) {
    auto seal = sign_bytes(Purpose::sign_off, context.ledger, *seal_key, out.payload);
    if (!seal) return fail(seal.error());
    out.seal_signature = *std::move(seal);
  }
  return request;
}

Bytes enrolment_message(SubjectKind owner_kind, const SubjectId& owner, KeyPurpose purpose,
                        const PublicKey& key) {
  Bytes message{static_cast<std::uint8_t>(owner_kind)};
  append(message, owner.view());
  message.push_back(static_cast<std::uint8_t>(purpose));
  append(message, key.view());
  return message;
}

Result<Bytes> prove_possession(const LedgerId& ledger, SubjectKind owner_kind,
                               const SubjectId& owner, KeyPurpose purpose, const SigningKey& key) {
  return sign_bytes(Purpose::enrolment, ledger, key,
                    enrolment_message(owner_kind, owner, purpose, key.public_key()));
}

Digest chain_digest(const ChainTemplate& chain) {
  return sha256(canonical_bytes(chain));
}

}  // namespace xueji
