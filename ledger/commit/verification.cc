#include "ledger/commit/verification.h"

#include <algorithm>
#include <mutex>

#include "ledger/commit/author.h"
#include "ledger/commit/cached_state.h"
#include "ledger/crypto/sha256.h"
#include "ledger/crypto/signed_message.h"
#include "ledger/registry/guards.h"
#include "ledger/schema/codec.h"
#include "ledger/vault/fields.h"

namespace xueji {
namespace {

Problem problem(std::string rule, std::optional<std::uint32_t> line, Text message, Text expected) {
  return Problem{std::move(rule),    Severity::refused,  line, {}, {},
                 std::move(message), std::move(expected)};
}

Problem format_problem(std::optional<std::uint32_t> line, const Error& error) {
  return problem("FORMAT", line,
                 Text{"数据格式不规范:" + error.what.zh, "malformed bytes: " + error.what.en},
                 Text{"请使用同一版本的 xueji 重新生成", "author it again with the same xueji"});
}

std::shared_ptr<const VerifyingKey> parse_key(std::uint16_t suite_number, ByteView raw) {
  const auto suite = suite_from(suite_number);
  const auto key = PublicKey::from(raw);
  if (!suite || !key) return nullptr;
  auto parsed = VerifyingKey::parse(*suite, *key);
  if (!parsed) return nullptr;
  return std::make_shared<const VerifyingKey>(*std::move(parsed));
}

/// One signature over signing bytes; a problem when it does not hold.
std::optional<Problem> check_signature(KeyDirectory& keys, Purpose purpose, const LedgerId& ledger,
                                       std::uint16_t suite, const KeyId& key, ByteView payload,
                                       ByteView raw_signature) {
  const auto known = keys.find(key);
  if (!known || static_cast<std::uint16_t>(known->suite()) != suite) {
    return problem("AUTHORITY", std::nullopt,
                   Text{"签名密钥未登记:" + to_text(key).substr(0, 16),
                        "the signing key is not enrolled: " + to_text(key).substr(0, 16)},
                   Text{"请主管部门先登记该密钥(xueji key enrol)",
                        "the authority above enrols it first (xueji key enrol)"});
  }
  const auto signature = Signature::from(raw_signature);
  const auto message = message_to_sign(purpose, ledger, known->suite(), payload);
  if (signature && known->verify(message, *signature)) return std::nullopt;
  return problem("AUTHORITY", std::nullopt,
                 Text{"签名无效:内容被改动或密钥不符",
                      "the signature does not verify: the bytes changed or the key is another"},
                 Text{"请重新签名", "sign again"});
}

/// A new key proves that its owner holds it; weak keys are refused (design §3 Authority).
std::optional<Problem> check_possession(const LedgerId& ledger, const Event& event,
                                        const KeyEnrolled& enrolled, std::uint32_t line) {
  const auto bad = [&](Text message) {
    return problem("AUTHORITY", line, std::move(message),
                   Text{"请用 xueji key new 生成密钥并附持有证明",
                        "make the key with `xueji key new` and attach its proof of possession"});
  };
  const auto key = parse_key(enrolled.suite, enrolled.public_key);
  if (!key) {
    return bad({"公钥无效(格式错误、弱密钥或算法未启用)",
                "the public key is malformed, weak or of a suite that is not enabled"});
  }
  if (key->id() != enrolled.key) {
    return bad({"密钥编号与公钥不符", "the key id is not that of the public key"});
  }
  const auto signature = Signature::from(enrolled.proof);
  const auto message = message_to_sign(
      Purpose::enrolment, ledger, key->suite(),
      enrolment_message(event.subject_kind, event.subject, enrolled.purpose, key->public_key()));
  if (signature && key->verify(message, *signature)) return std::nullopt;
  return bad({"密钥持有证明无效", "the proof of possession does not verify"});
}

void verify_event(const LedgerId& ledger, SubmittedEvent& submitted, std::uint32_t line,
                  std::vector<Problem>& problems) {
  auto event = decode<Event>(submitted.bytes);
  if (!event) {
    problems.push_back(format_problem(line, event.error()));
    return;
  }
  submitted.event = *std::move(event);
  const auto type = type_of(submitted.event);
  const bool wanted = !submitted.event.fields_root.is_none();
  if (wanted != submitted.disclosure.has_value() || wanted != !form_of(type).empty()) {
    problems.push_back(problem(
        "FORMAT", line, Text{"个人信息与摘要不对应", "disclosure and fields root do not match"},
        Text{"请重新生成该行", "author the line again"}));
  } else if (wanted) {
    auto root = check_fields_root(ledger, submitted.event.subject_kind, submitted.event.subject,
                                  type, *submitted.disclosure, submitted.event.fields_root);
    if (!root) problems.push_back(format_problem(line, root.error()));
  }
  if (const auto* enrolled = get_if<KeyEnrolled>(&submitted.event.facts)) {
    if (auto bad = check_possession(ledger, submitted.event, *enrolled, line)) {
      problems.push_back(*std::move(bad));
    }
  }
}

}  // namespace

std::shared_ptr<const VerifyingKey> KeyDirectory::find(const KeyId& id) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto at = keys_.find(id); at != keys_.end()) return at->second;
  }
  const auto row = log_.row(RowSpace::state, state_row_key(StateTable::key, id.view()));
  if (!row || !*row) return nullptr;
  const auto state = decode_trusted<KeyState>(**row);
  if (!state) return nullptr;
  auto key = parse_key(state->suite, state->public_key);
  if (!key || key->id() != id) return nullptr;
  const std::unique_lock lock(mutex_);
  if (keys_.size() >= keys_max) keys_.clear();
  keys_.emplace(id, key);
  return key;
}

Result<OfferedPack> check_offered(const PackFiles& files) {
  auto pack = load_pack(files);
  if (!pack) return fail(pack.error());
  if (auto enforced = check_guards(*pack); !enforced) return fail(enforced.error());
  if (pack->chain(Form::pack) == nullptr) {
    return fail(
        ErrorCode::invalid_argument,
        Text{"规则包没有“启用规则包”的签批流程,启用后将无法更换",
             "the pack has no chain for the form `pack`: nobody could ever leave it"},
        Text{"在 chains.toml 中补上 form = \"pack\"", "add form = \"pack\" to chains.toml"});
  }
  auto archive = pack_archive(files);
  if (archive.size() > pack_size_max_bytes) {
    return fail(ErrorCode::invalid_argument,
                Text{"规则包超过 4 MiB", "the pack is larger than 4 MiB"});
  }
  const auto digest = sha256(archive);
  return OfferedPack{digest, std::move(archive), *std::move(pack)};
}

Status check_name_is_free(const std::map<Digest, Pack>& held, const OfferedPack& offered) {
  const auto& about = offered.pack.metadata();
  if (held.contains(offered.digest)) return {};
  for (const auto& [digest, pack] : held) {
    const auto& other = pack.metadata();
    if (other.id != about.id || other.version != about.version) continue;
    const auto name = about.id + "@" + about.version;
    const auto other_digest = to_text(digest).substr(0, 16);
    return fail(
        ErrorCode::invalid_argument,
        Text{"台账已有另一个 " + name + "(摘要 " + other_digest + "…)",
             "the ledger holds another pack " + name + " (digest " + other_digest + "…)"},
        Text{"在 pack.toml 中改用新的版本号", "give it a new version: `version` in its pack.toml"});
  }
  return {};
}

std::vector<PackChunk> chunks_of(const Digest& pack, ByteView archive) {
  std::vector<PackChunk> chunks;
  for (std::size_t from = 0; from < archive.size(); from += pack_chunk_size_bytes) {
    const auto part = archive.subspan(from, std::min(pack_chunk_size_bytes, archive.size() - from));
    chunks.push_back({pack, static_cast<std::uint16_t>(chunks.size()), to_bytes(part)});
  }
  return chunks;
}

VerifiedSubmission verify_submission(const LedgerId& ledger, KeyDirectory& keys,
                                     Submission submission) {
  VerifiedSubmission out{std::move(submission), {}, {}};
  auto& header = out.submission.header;
  header.digest = sha256(header.payload);
  auto decoded = decode<SubmissionHeader>(header.payload);
  if (!decoded) {
    out.problems.push_back(format_problem(std::nullopt, decoded.error()));
    return out;
  }
  header.header = *std::move(decoded);
  if (header.header.ledger != ledger) {
    out.problems.push_back(problem(
        "FORMAT", std::nullopt, Text{"申报属于另一个台账", "the submission is for another ledger"},
        Text{"请用 --data 指定正确的台账", "name the right --data"}));
    return out;
  }
  if (header.header.count != out.submission.events.size() || header.header.count == 0 ||
      header.header.count > lines_per_submission_max) {
    out.problems.push_back(problem(
        "FORMAT", std::nullopt, Text{"行数与申报头不符", "the count of lines is not the header's"},
        Text{"1 至 4000 行", "1 to 4,000 lines"}));
    return out;
  }
  if (auto bad = check_signature(keys, Purpose::submission, ledger, header.header.suite,
                                 header.header.key, header.payload, header.signature)) {
    out.problems.push_back(*std::move(bad));
    return out;
  }
  if (events_root(out.submission.events) != header.header.events_root) {
    out.problems.push_back(problem("FORMAT", std::nullopt,
                                   Text{"内容与签名的摘要不符", "the lines are not those signed"},
                                   Text{"请重新提交", "submit again"}));
    return out;
  }
  out.event_digests.reserve(out.submission.events.size());
  for (std::uint32_t line = 0; line < out.submission.events.size(); ++line) {
    auto& event = out.submission.events[line];
    verify_event(ledger, event, line, out.problems);
    out.event_digests.push_back(sha256(event.bytes));
  }
  return out;
}

VerifiedSignOff verify_sign_off(const LedgerId& ledger, KeyDirectory& keys,
                                SignOffRequest request) {
  VerifiedSignOff out{std::move(request), {}};
  auto& act = out.request.signed_off;
  act.digest = sha256(act.payload);
  auto decoded = decode<SignOff>(act.payload);
  if (!decoded) {
    out.problems.push_back(format_problem(std::nullopt, decoded.error()));
    return out;
  }
  act.sign_off = *std::move(decoded);
  if (act.sign_off.ledger != ledger) {
    out.problems.push_back(problem("FORMAT", std::nullopt,
                                   Text{"签批属于另一个台账", "the sign-off is for another ledger"},
                                   Text{"请用 --data 指定正确的台账", "name the right --data"}));
    return out;
  }
  if (auto bad = check_signature(keys, Purpose::sign_off, ledger, act.sign_off.suite,
                                 act.sign_off.key, act.payload, act.signature)) {
    out.problems.push_back(*std::move(bad));
  }
  if (act.sign_off.seal_key.is_none() != act.seal_signature.empty()) {
    out.problems.push_back(problem(
        "D-30", std::nullopt, Text{"印章签名与内容不对应", "seal key and seal signature differ"},
        Text{"请由印章管理员重新盖章", "the seal keeper seals again"}));
  } else if (!act.seal_signature.empty()) {
    if (auto bad = check_signature(keys, Purpose::sign_off, ledger, act.sign_off.suite,
                                   act.sign_off.seal_key, act.payload, act.seal_signature)) {
      out.problems.push_back(*std::move(bad));
    }
  }
  const bool wanted = !act.sign_off.fields_root.is_none();
  if (wanted != out.request.disclosure.has_value()) {
    out.problems.push_back(problem(
        "FORMAT", std::nullopt, Text{"个人信息与摘要不对应", "disclosure and fields root differ"},
        Text{"请重新签批", "sign again"}));
  } else if (wanted) {
    auto root =
        check_fields_root(ledger, SubjectKind::submission, subject_of(act.sign_off.submission),
                          EventType::none, *out.request.disclosure, act.sign_off.fields_root);
    if (!root) out.problems.push_back(format_problem(std::nullopt, root.error()));
  }
  return out;
}

}  // namespace xueji
