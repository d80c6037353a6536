// Key files, and enrolling and revoking keys in the ledger.
#include <boost/json.hpp>
#include <memory>

#include "ledger/crypto/key_file.h"
#include "tools/xueji/acts.h"

namespace xueji::cli {
namespace {

struct KeyOptions {
  std::string file;
  std::string person;
  std::string organisation;
  std::string public_key;
  std::string proof;
  std::string key_id;
  std::string kind = "retired";
  std::string since;
  std::string passphrase_file;
};

Status print_key(Session& session, const SigningKey& key) {
  const auto id = to_text(key.id());
  const auto raw = to_text(key.public_key());
  const auto out = session.out();
  if (out.is_json()) {
    out.json(boost::json::object{{"id", id}, {"public_key", raw}, {"suite", "sha256-ed25519"}});
    return {};
  }
  out.line({"密钥标识:" + id, "key id: " + id});
  out.line({"公钥:" + raw, "public key: " + raw});
  return {};
}

Result<int> make_key(Session& session, const KeyOptions& o) {
  std::string passphrase;
  if (!o.passphrase_file.empty()) {
    auto text = read_file(o.passphrase_file, 4096);
    if (!text) return fail(text.error());
    passphrase = text->substr(0, text->find_first_of("\r\n"));
  }
  const auto key = SigningKey::generate(Suite::sha256_ed25519, session.random());
  if (!key) return fail(key.error());
  if (auto wrote = write_key_file(o.file, *key, bytes_of(passphrase), session.random()); !wrote) {
    return fail(wrote.error());
  }
  if (auto shown = print_key(session, *key); !shown) return fail(shown.error());
  return exit_done;
}

Result<int> show_key(Session& session, const KeyOptions& o) {
  const auto key = session.key_from(o.file);
  if (!key) return fail(key.error());
  if (auto shown = print_key(session, **key); !shown) return fail(shown.error());
  return exit_done;
}

/// Whose key it is to be: a person's, or an organisation's seal.
struct Owner {
  SubjectKind kind{};
  SubjectId id;
  KeyPurpose purpose{};
};

Result<Owner> owner_of(Session& session, const KeyOptions& o) {
  if (o.person.empty() == o.organisation.empty()) {
    return fail(ErrorCode::invalid_argument, Text{"须指明一个持有人", "name one owner"},
                Text{"个人密钥用 --person,印章密钥用 --org",
                     "--person for a personal key, --org for a seal key"});
  }
  if (!o.person.empty()) {
    const auto person = session.staff(o.person);
    if (!person) return fail(person.error());
    return Owner{SubjectKind::person, subject_of(*person), KeyPurpose::personal};
  }
  const auto row = session.organisation(o.organisation);
  if (!row) return fail(row.error());
  return Owner{SubjectKind::organisation, subject_of((*row)->id), KeyPurpose::seal};
}

Result<int> prove_key(Session& session, const KeyOptions& o) {
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto owner = owner_of(session, o);
  if (!owner) return fail(owner.error());
  const auto key = session.key_from(o.file);
  if (!key) return fail(key.error());
  const auto proof =
      prove_possession((*view)->ledger_id(), owner->kind, owner->id, owner->purpose, **key);
  if (!proof) return fail(proof.error());
  const auto out = session.out();
  const auto raw = to_text((*key)->public_key());
  if (out.is_json()) {
    out.json(boost::json::object{{"public_key", raw}, {"proof", to_hex(*proof)}});
  } else {
    out.line({"公钥:" + raw, "public key: " + raw});
    out.line({"持有证明:" + to_hex(*proof), "proof: " + to_hex(*proof)});
  }
  return exit_done;
}

Result<KeyEnrolled> enrolment(Session& session, const KeyOptions& o, const Owner& owner) {
  KeyEnrolled facts;
  facts.purpose = owner.purpose;
  if (!o.file.empty()) {
    const auto view = session.view();
    if (!view) return fail(view.error());
    const auto key = session.key_from(o.file);
    if (!key) return fail(key.error());
    auto proof = prove_possession((*view)->ledger_id(), owner.kind, owner.id, owner.purpose, **key);
    if (!proof) return fail(proof.error());
    facts.public_key = to_bytes((*key)->public_key().view());
    facts.key = (*key)->id();
    facts.proof = *std::move(proof);
    return facts;
  }
  const auto raw = id_from_text<PublicKey>(o.public_key);
  const auto proof = from_hex(o.proof);
  if (!raw || !proof || proof->empty()) {
    return fail(ErrorCode::invalid_argument, Text{"缺少新密钥", "the new key is missing"},
                Text{"给出密钥文件,或 --public-key 与 --proof(持有人用 `xueji key prove` 生成)",
                     "name its file, or --public-key and --proof (its owner: `xueji key prove`)"});
  }
  facts.public_key = to_bytes(raw->view());
  facts.key = key_id(Suite::sha256_ed25519, *raw);
  facts.proof = *proof;
  return facts;
}

Result<int> enrol_key(Session& session, const KeyOptions& o) {
  const auto signer = session.signer();
  if (!signer) return fail(signer.error());
  const auto owner = owner_of(session, o);
  if (!owner) return fail(owner.error());
  const auto facts = enrolment(session, o, *owner);
  if (!facts) return fail(facts.error());
  const auto now = session.now();
  if (!now) return fail(now.error());
  return file_act(session, *signer,
                  {Form::key,
                   {},
                   {{owner->kind, owner->id, china_date(*now), *facts}},
                   {{{"密钥标识", "key id"}, to_text(facts->key)}}});
}

Result<int> revoke_key(Session& session, const KeyOptions& o) {
  const auto signer = session.signer();
  if (!signer) return fail(signer.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto id = id_from_text<KeyId>(o.key_id);
  const auto* row = id ? (*view)->state().key(*id) : nullptr;
  if (row == nullptr) {
    return fail(ErrorCode::not_found,
                Text{"台账中没有密钥 " + o.key_id, "the ledger has no key " + o.key_id},
                Text{"用 64 位十六进制的密钥标识", "name it by its 64 hexadecimal digits"});
  }
  const auto kind = code_option<RevocationKind>("--kind", o.kind);
  if (!kind) return fail(kind.error());
  const auto since = optional_date("--since", o.since);
  if (!since) return fail(since.error());
  const auto now = session.now();
  if (!now) return fail(now.error());
  const bool personal = row->organisation.is_none();
  const auto subject = personal ? subject_of(row->person) : subject_of(row->organisation);
  return file_act(session, *signer,
                  {Form::key,
                   {},
                   {{personal ? SubjectKind::person : SubjectKind::organisation, subject,
                     china_date(*now), KeyRevoked{*id, *kind, *since}}}});
}

}  // namespace

std::vector<Command> key_commands() {
  auto o = std::make_shared<KeyOptions>();
  const Option file{"FILE", {"密钥文件", "key file"}, &o->file, true};
  const Option person{
      "--person", {"持有人:教工号、姓名或标识", "owner: staff number, name or id"}, &o->person};
  const Option organisation{
      "--org", {"印章所属单位代码", "organisation of a seal key"}, &o->organisation};
  return {
      {.name = "key new",
       .job = Job::set_up,
       .summary = {"生成密钥文件(PEM)", "make a key file (PEM)"},
       .examples = {"xueji key new principal.pem"},
       .takes = {.data = false, .json = true},
       .options = {file,
                   {"--passphrase-file",
                    {"口令所在文件的第一行", "file whose first line is the passphrase"},
                    &o->passphrase_file}},
       .run = [o](Session& s) { return make_key(s, *o); }},
      {.name = "key show",
       .job = Job::set_up,
       .summary = {"显示密钥标识和公钥", "show a key's id and public key"},
       .examples = {"xueji key show principal.pem"},
       .takes = {.data = false, .json = true},
       .options = {file},
       .run = [o](Session& s) { return show_key(s, *o); }},
      {.name = "key prove",
       .job = Job::set_up,
       .summary = {"为登记生成持有证明(由持有人运行)",
                   "prove possession, for enrolment (by the owner)"},
       .examples = {"xueji key prove principal.pem --data city --person T001"},
       .takes = {.master = true, .json = true},
       .options = {file, person, organisation},
       .run = [o](Session& s) { return prove_key(s, *o); }},
      {.name = "key enrol",
       .job = Job::set_up,
       .summary = {"登记密钥(由上级管理员签署)", "enrol a key (signed by the administrator above)"},
       .examples = {"xueji key enrol principal.pem --data city --key root.pem --person T001",
                    "xueji key enrol seal.pem --data city --key root.pem --org S001"},
       .takes = {.key = true, .master = true, .json = true},
       .options = {{"FILE", {"新密钥文件", "file of the new key"}, &o->file},
                   person,
                   organisation,
                   {"--public-key",
                    {"新公钥(十六进制)", "the new public key, hexadecimal"},
                    &o->public_key},
                   {"--proof", {"持有证明", "proof of possession"}, &o->proof}},
       .run = [o](Session& s) { return enrol_key(s, *o); }},
      {.name = "revoke",
       .job = Job::set_up,
       .summary = {"吊销密钥", "revoke a key"},
       .examples =
           {"xueji revoke KEYID --data city --key root.pem --kind lost",
            "xueji revoke KEYID --data city --key root.pem --kind compromised --since 2024-10-01"},
       .takes = {.key = true, .master = true, .json = true},
       .options =
           {{"KEYID", {"密钥标识", "id of the key"}, &o->key_id, true},
            {"--kind", {"retired、lost 或 compromised", "retired, lost or compromised"}, &o->kind},
            {"--since", {"失密时,自何日起存疑", "compromised: doubted from this day"}, &o->since}},
       .run = [o](Session& s) { return revoke_key(s, *o); }}};
}

}  // namespace xueji::cli
