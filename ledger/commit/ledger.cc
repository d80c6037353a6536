#include "ledger/commit/ledger.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>

#include "ledger/commit/group.h"
#include "ledger/commit/ledger_view.h"
#include "ledger/commit/sequencer.h"
#include "ledger/commit/verification.h"
#include "ledger/commit/writer.h"
#include "ledger/crypto/key_file.h"
#include "ledger/crypto/sha256.h"
#include "ledger/merkle/hash.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"
#include "ledger/store/rocksdb/rocksdb_log.h"
#include "ledger/vault/master_key.h"

namespace xueji {
namespace {

std::filesystem::path master_path(const LedgerOptions& options) {
  return options.master.empty() ? options.directory.default_master() : options.master;
}

Random& vault_random(const LedgerOptions& options) {
  return options.vault_random ? *options.vault_random : options.random;
}

/// An act on its way: verified on the pool, then taken by the sequencer in order of arrival.
struct Job {
  std::optional<VerifiedSubmission> submission;
  std::optional<VerifiedSignOff> sign_off;
  std::function<void(Sequencer&, Group&)> maintenance;
  Ledger::Done done;
  bool ready = false;
};

Result<NoteSigner> read_checkpoint_signer(const DataDirectory& directory,
                                          const std::string& origin) {
  auto key = read_key_file(directory.checkpoint_key(), [] { return Result<SecretBytes>(); });
  if (!key) return fail(key.error());
  return NoteSigner::make(origin, *std::move(key));
}

}  // namespace

class Ledger::Implementation {
 public:
  explicit Implementation(const LedgerOptions& options)
      : options_(options), pool_(options.verify_threads) {}

  Status open() {
    if (auto there = options_.directory.require_ledger(); !there) return there;
    auto log = open_rocksdb_log({.directory = options_.directory.log()});
    if (!log) return fail(log.error());
    log_ = *std::move(log);
    auto anchor = read_anchor(options_.directory.anchor());
    if (!anchor) return fail(anchor.error());
    auto personal = PersonalData::open(options_.directory, master_path(options_), anchor->ledger,
                                       vault_random(options_));
    if (!personal) return fail(personal.error());
    personal_ = *std::move(personal);
    sequencer_ =
        std::make_unique<Sequencer>(*log_, personal_->vault(), options_.clock, options_.random);
    // The view checks what nobody may serve past: head, checkpoint signature, right edge, state.
    auto view = LedgerView::over(*log_);
    if (!view) return fail(view.error());
    if ((*view)->ledger_id() != anchor->ledger) {
      return fail(ErrorCode::corrupt,
                  Text{"台账与信任锚不符", "the log is not the one that the anchor names"});
    }
    if (auto loaded = sequencer_->load(); !loaded) return loaded;
    if (auto cleaned = destroy_orphans(); !cleaned) return cleaned;
    auto signer = read_checkpoint_signer(options_.directory, sequencer_->state().genesis().origin);
    if (!signer) return fail(signer.error());
    writer_ = std::make_unique<GroupWriter>(*log_, *personal_, *std::move(signer));
    keys_ = std::make_unique<KeyDirectory>(*log_);
    try {
      sequencing_ = std::thread([this] { sequence(); });
      writing_ = std::thread([this] { write(); });
    } catch (const std::system_error& error) {
      return fail(ErrorCode::io,
                  Text{std::string("系统不能再开线程:") + error.what(),
                       std::string("the system gives no further thread: ") + error.what()},
                  Text{"请关闭其他程序后重试", "close other programs and try again"});
    }
    return {};
  }

  ~Implementation() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    to_sequence_.notify_one();
    room_.notify_all();
    if (sequencing_.joinable()) sequencing_.join();
    {
      const std::lock_guard lock(mutex_);
      writer_stopping_ = true;
    }
    to_write_.notify_one();
    if (writing_.joinable()) writing_.join();
    pool_.join();
  }

  void enqueue(std::shared_ptr<Job> job, std::function<void()> verify) {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [&] { return queue_.size() < options_.queue_max || stopping_; });
      queue_.push_back(job);
    }
    boost::asio::post(pool_, [this, job = std::move(job), verify = std::move(verify)] {
      verify();
      bool is_next = false;
      {
        const std::lock_guard lock(mutex_);
        job->ready = true;
        is_next = !queue_.empty() && queue_.front() == job;
      }
      // Acts are taken in order, so only the first one can be what the sequencer waits for.
      if (is_next) to_sequence_.notify_one();
    });
  }

  void submit(Submission submission, Done done, std::optional<OfferedPack> pack = std::nullopt) {
    auto job = std::make_shared<Job>();
    job->done = std::move(done);
    auto held = std::make_shared<Submission>(std::move(submission));
    auto offered = std::make_shared<std::optional<OfferedPack>>(std::move(pack));
    enqueue(job, [this, job, held, offered] {
      job->submission = verify_submission(sequencer_->ledger(), *keys_, std::move(*held));
      job->submission->pack = std::move(*offered);
    });
  }

  void sign_off(SignOffRequest request, Done done) {
    auto job = std::make_shared<Job>();
    job->done = std::move(done);
    auto held = std::make_shared<SignOffRequest>(std::move(request));
    enqueue(job, [this, job, held] {
      job->sign_off = verify_sign_off(sequencer_->ledger(), *keys_, std::move(*held));
    });
  }

  /// Runs a function on the sequencer's thread; the answer comes when its group is durable.
  Result<Answer> maintain(std::function<void(Sequencer&, Group&)> work) {
    std::promise<Result<Answer>> promise;
    auto job = std::make_shared<Job>();
    job->maintenance = std::move(work);
    job->done = [&promise](Result<Answer> answer) { promise.set_value(std::move(answer)); };
    enqueue(job, [] {});
    return promise.get_future().get();
  }

  [[nodiscard]] LogReader& log() { return *log_; }
  [[nodiscard]] PersonalData& personal() { return *personal_; }
  [[nodiscard]] const LedgerId& id() const { return sequencer_->ledger(); }

 private:
  /// Disclosures whose event never came to stand in the log are destroyed (design §4).
  Status destroy_orphans() {
    auto recovered = personal_->vault().recover(
        [this](std::span<const DisclosureRef> refs) { return stand_in_log(refs); });
    if (!recovered) return fail(recovered.error());
    return {};
  }

  /// Whether the log holds these events and sign-offs: walks each subject's entries backwards.
  Result<std::vector<bool>> stand_in_log(std::span<const DisclosureRef> refs) {
    std::vector<bool> found;
    for (const auto& ref : refs) {
      bool here = false;
      auto at = sequencer_->state().tail(ref.subject_kind, ref.subject).last;
      while (!here && at != no_position) {
        auto bytes = log_->entry(at);
        if (!bytes) return fail(bytes.error());
        const auto split = split_entry(*bytes, ErrorCode::corrupt);
        if (!split) return fail(split.error());
        if (split->first.kind == BodyKind::event) {
          here = sha256(split->second) == ref.body;
        } else if (split->first.kind == BodyKind::sign_off) {
          const auto stored = decode_trusted<Signed>(split->second);
          here = stored && sha256(stored->payload) == ref.body;
        }
        at = split->first.subject_previous;
      }
      found.push_back(here);
    }
    return found;
  }

  void run(Job& job, Group& group) {
    if (job.submission) {
      sequencer_->submit(*std::move(job.submission), std::move(job.done), group);
    } else if (job.sign_off) {
      sequencer_->sign_off(*std::move(job.sign_off), std::move(job.done), group);
    } else {
      job.maintenance(*sequencer_, group);
      PendingAnswer answer;
      answer.done = std::move(job.done);
      answer.receipt = Receipt{};
      group.answers.push_back(std::move(answer));
    }
  }

  /// Sequencer thread. A group takes whatever is ready, and closes when the writer is idle: while
  /// one group syncs, the next one grows. A full one closes at once and waits for the writer, which
  /// then need not wait for it.
  void sequence() {
    Group group;
    std::vector<std::shared_ptr<Job>> taken;
    std::unique_lock lock(mutex_);
    for (;;) {
      const auto is_full = [&] {
        return group.answers.size() >= group_acts_max || group.entry_bytes >= group_bytes_max;
      };
      const auto front_ready = [&] {
        return !queue_.empty() && queue_.front()->ready && !is_full();
      };
      const auto can_close = [&] {
        return !group.empty() && !closed_group_ && (!writer_busy_ || is_full());
      };
      to_sequence_.wait(lock, [&] {
        return front_ready() || can_close() || (stopping_ && queue_.empty() && group.empty());
      });
      if (const auto durable = std::exchange(durable_group_, 0); durable != 0) {
        sequencer_->committed(durable);
      }
      if (can_close()) {
        const bool healthy = !poisoned_;
        // Nobody but this thread gives the writer a group.
        lock.unlock();
        if (healthy) sequencer_->close(group);
        lock.lock();
        closed_group_ = std::move(group);
        group = Group{};
        to_write_.notify_one();
        continue;
      }
      if (front_ready()) {
        take_ready(taken, group_acts_max - group.answers.size());
        const auto poisoned = poisoned_;
        lock.unlock();
        room_.notify_all();
        for (auto& job : taken) {
          if (poisoned) {
            job->done(fail(*poisoned));
          } else {
            run(*job, group);
          }
        }
        taken.clear();
        lock.lock();
        // An act that was decided halfway when the disk failed must not come to stand in the log.
        if (!poisoned_) poisoned_ = sequencer_->failure();
        continue;
      }
      if (stopping_ && queue_.empty() && group.empty()) return;
    }
  }

  /// Moves acts that are ready from the front of the queue, so that the lock is taken once for many
  /// small ones; a large one goes alone, because a group may have to close behind it. Locked.
  void take_ready(std::vector<std::shared_ptr<Job>>& taken, std::size_t count_max) {
    constexpr std::size_t acts_at_once_max = 32;
    constexpr std::size_t events_at_once_max = 64;
    std::size_t events = 0;
    while (taken.size() < std::min(count_max, acts_at_once_max) && events < events_at_once_max &&
           !queue_.empty() && queue_.front()->ready) {
      const auto& submission = queue_.front()->submission;
      events += submission ? submission->submission.events.size() : 1;
      taken.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
  }

  /// Writer thread: one group at a time; while it syncs, the next one is decided.
  void write() {
    std::unique_lock lock(mutex_);
    for (;;) {
      to_write_.wait(lock, [&] { return closed_group_.has_value() || writer_stopping_; });
      if (!closed_group_) return;
      Group group = std::move(*closed_group_);
      closed_group_.reset();
      writer_busy_ = true;
      const auto poisoned = poisoned_;
      lock.unlock();
      to_sequence_.notify_one();  // A full group may have waited for the place.
      auto failure = poisoned ? poisoned : writer_->write(group);
      lock.lock();
      // A group that failed leaves the decided state ahead of the log: nothing that follows may be
      // acknowledged, so the service answers with the error until it is opened again.
      if (failure && !poisoned_) poisoned_ = failure;
      if (!failure) durable_group_ = group.number;
      writer_busy_ = false;
      lock.unlock();
      to_sequence_.notify_one();
      writer_->answer(group, failure);
      lock.lock();
    }
  }

  LedgerOptions options_;
  std::unique_ptr<RocksDbLog> log_;
  std::unique_ptr<PersonalData> personal_;
  std::unique_ptr<Sequencer> sequencer_;
  std::unique_ptr<KeyDirectory> keys_;
  std::unique_ptr<GroupWriter> writer_;
  boost::asio::thread_pool pool_;
  std::mutex mutex_;
  std::condition_variable room_;         ///< Callers wait for it while the queue is full.
  std::condition_variable to_sequence_;  ///< The sequencer: an act is ready, or the writer is idle.
  std::condition_variable to_write_;     ///< The writer: a group is closed.
  std::deque<std::shared_ptr<Job>> queue_;
  std::optional<Group> closed_group_;  ///< Waits for the writer.
  bool writer_busy_ = false;
  std::uint64_t durable_group_ = 0;  ///< The newest that the sequencer does not know of; or 0.
  std::optional<Error> poisoned_;
  bool stopping_ = false;
  bool writer_stopping_ = false;
  std::thread sequencing_;
  std::thread writing_;
};

namespace {

/// Genesis as far as it is known before the ledger's own key is drawn, and its packs.
struct Founding {
  Genesis genesis;
  std::vector<PackChunk> chunks;
};

/// Errors: invalid_argument (keys, thresholds, origin), the packs' errors.
Result<Founding> founding_of(const GenesisOptions& wanted) {
  Founding founding;
  auto& genesis = founding.genesis;
  genesis.origin = wanted.origin;
  genesis.suite = static_cast<std::uint16_t>(Suite::sha256_ed25519);
  genesis.root_organisation = wanted.root_organisation;
  genesis.root_kind = wanted.root_kind;
  genesis.root_code = wanted.root_code;
  genesis.root_name = wanted.root_name;
  genesis.root_division_code = wanted.root_division_code;
  genesis.root_keys = wanted.root_keys;
  genesis.recovery_keys = wanted.recovery_keys;
  for (auto* keys : {&genesis.root_keys, &genesis.recovery_keys}) {
    for (auto& root : *keys) {
      const auto raw = PublicKey::from(root.public_key);
      if (!raw) return fail(ErrorCode::invalid_argument, "a root key is not 32 bytes");
      // Each as the verifier of a checkpoint, which names the origin: both must be sound.
      if (auto usable = NoteVerifier::make(wanted.origin, *raw); !usable) {
        return fail(usable.error());
      }
      root.key = key_id(Suite::sha256_ed25519, *raw);
    }
  }
  genesis.root_threshold = wanted.root_threshold;
  genesis.recovery_threshold = wanted.recovery_keys.empty() ? 0 : wanted.recovery_threshold;
  if (const auto unsound = unsound_thresholds(genesis)) {
    return fail(ErrorCode::invalid_argument, *unsound);
  }
  genesis.demonstration = wanted.demonstration;
  std::map<Digest, Pack> held;
  for (const auto& files : wanted.packs) {
    const auto offered = check_offered(files);
    if (!offered) return fail(offered.error());
    if (auto free = check_name_is_free(held, *offered); !free) return fail(free.error());
    held.emplace(offered->digest, offered->pack);
    auto chunks = chunks_of(offered->digest, offered->archive);
    const auto& about = offered->pack.metadata();
    genesis.packs.push_back({offered->digest, about.id, about.version,
                             static_cast<std::uint32_t>(offered->archive.size()),
                             static_cast<std::uint16_t>(chunks.size())});
    std::move(chunks.begin(), chunks.end(), std::back_inserter(founding.chunks));
  }
  return founding;
}

/// Genesis and the pack chunks, as entries.
std::vector<Entry> genesis_entries(Founding founding, const PublicKey& checkpoint_key,
                                   const LedgerOptions& options, Instant now) {
  auto& genesis = founding.genesis;
  genesis.clock = options.clock.kind();
  genesis.created_at = now;
  genesis.checkpoint_keys = {to_bytes(checkpoint_key.view())};
  genesis.nonce = options.random.draw<Digest>();
  std::vector<Entry> entries(1);
  entries.front().envelope.kind = BodyKind::genesis;
  entries.front().body = std::move(genesis);
  for (auto& chunk : founding.chunks) {
    Entry entry;
    entry.envelope.kind = BodyKind::pack_chunk;
    entry.body = std::move(chunk);
    entries.push_back(std::move(entry));
  }
  return entries;
}

/// Nothing that `create` makes may be there already, but a master key, which may serve several.
Status check_free(const LedgerOptions& options) {
  const auto& directory = options.directory;
  std::error_code error;
  for (const auto& path : {directory.anchor(), directory.log(), directory.checkpoint_key(),
                           directory.keyring(), directory.vault()}) {
    if (!std::filesystem::exists(path, error)) continue;
    return fail(ErrorCode::conflict,
                Text{"目录 " + directory.root.string() + " 中已有台账",
                     "there is a ledger in " + directory.root.string() + " already"},
                Text{"请指定一个新目录", "name a new directory"});
  }
  const auto master = master_path(options);
  if (!std::filesystem::exists(master, error)) return {};
  if (const auto key = MasterKey::load(master); !key) return fail(key.error());
  return {};
}

/// No submission takes effect in genesis, so evolve never asks.
class NoEvents final : public EventSource {
 public:
  [[nodiscard]] Result<std::vector<Event>> events(Position, std::uint32_t) const override {
    return fail(ErrorCode::corrupt, "genesis has no submissions");
  }
};

/// Appends the first entries in one write; returns the ledger id.
Result<LedgerId> append_genesis(EventLog& log, std::vector<Entry> entries, Instant now,
                                const NoteSigner& signer) {
  CachedState state(log);
  TreeBuilder tree;
  std::vector<Bytes> stored;
  for (auto& entry : entries) {
    entry.envelope.position = Position{stored.size()};
    entry.envelope.recorded_at = now;
    const auto body = std::visit(
        [](const auto& value) -> Bytes {
          using T = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<T, Genesis> || std::is_same_v<T, PackChunk>) {
            return encode(value);
          }
          return {};
        },
        entry.body);
    stored.push_back(encode_entry(entry.envelope, body));
    tree.append(leaf_hash(stored.back()));
    if (auto folded = evolve(state, entry, NoEvents()); !folded) return fail(folded.error());
  }
  auto note = sign_checkpoint({signer.name(), tree.size(), tree.root()}, signer);
  if (!note) return fail(note.error());
  auto rows = state.take_rows();
  rows.push_back(undecided_mark());
  Bytes size;
  append_be(size, tree.size().value);
  rows.push_back({checkpoint_rows, std::move(size), to_bytes(bytes_of(*note))});
  const std::vector<ByteView> views(stored.begin(), stored.end());
  auto outcome = log.append({TreeSize{0}, views, rows, bytes_of(*note)});
  if (!outcome) return fail(outcome.error());
  if (*outcome != AppendOutcome::committed) return fail(ErrorCode::io, "genesis was not written");
  return LedgerId{leaf_hash(stored.front()).bytes};
}

}  // namespace

Status Ledger::check_creation(const LedgerOptions& options, const GenesisOptions& genesis) {
  if (auto free = check_free(options); !free) return free;
  const auto founding = founding_of(genesis);
  return founding ? Status() : fail(founding.error());
}

Status Ledger::create(const LedgerOptions& options, const GenesisOptions& genesis) {
  const auto& directory = options.directory;
  if (auto free = check_free(options); !free) return free;
  auto founding = founding_of(genesis);
  if (!founding) return fail(founding.error());
  auto key = SigningKey::generate(Suite::sha256_ed25519, options.random);
  if (!key) return fail(key.error());
  std::error_code error;
  std::filesystem::create_directories(directory.root, error);
  if (error) return fail(ErrorCode::io, "cannot create the directory: " + error.message());
  const auto now = options.clock.now();
  auto entries = genesis_entries(*std::move(founding), key->public_key(), options, now);
  if (auto wrote = write_key_file(directory.checkpoint_key(), *key, {}, options.random); !wrote) {
    return wrote;
  }
  auto signer = NoteSigner::make(genesis.origin, *std::move(key));
  if (!signer) return fail(signer.error());
  auto log = open_rocksdb_log({.directory = directory.log(), .create = true});
  if (!log) return fail(log.error());
  auto ledger = append_genesis(**log, std::move(entries), now, *signer);
  if (!ledger) return fail(ledger.error());
  auto personal =
      PersonalData::create(directory, master_path(options), *ledger, vault_random(options));
  if (!personal) return fail(personal.error());
  auto verifier = signer->verifier();
  if (!verifier) return fail(verifier.error());
  return write_new_file(directory.anchor(),
                        anchor_text({*ledger, genesis.origin, {verifier->text()}}));
}

Ledger::Ledger(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::open(const LedgerOptions& options) {
  auto implementation = std::make_unique<Implementation>(options);
  if (auto opened = implementation->open(); !opened) return fail(opened.error());
  return std::unique_ptr<Ledger>(new Ledger(std::move(implementation)));
}

void Ledger::submit_async(Submission submission, Done done) {
  implementation_->submit(std::move(submission), std::move(done));
}
void Ledger::sign_off_async(SignOffRequest request, Done done) {
  implementation_->sign_off(std::move(request), std::move(done));
}

Result<Answer> Ledger::submit(Submission submission) {
  std::promise<Result<Answer>> promise;
  submit_async(std::move(submission),
               [&promise](Result<Answer> answer) { promise.set_value(std::move(answer)); });
  return promise.get_future().get();
}

Result<Answer> Ledger::adopt_pack(Submission submission, const PackFiles& pack) {
  auto offered = check_offered(pack);
  if (!offered) return fail(offered.error());
  std::promise<Result<Answer>> promise;
  implementation_->submit(
      std::move(submission),
      [&promise](Result<Answer> answer) { promise.set_value(std::move(answer)); },
      *std::move(offered));
  return promise.get_future().get();
}

Result<Answer> Ledger::sign_off(SignOffRequest request) {
  std::promise<Result<Answer>> promise;
  sign_off_async(std::move(request),
                 [&promise](Result<Answer> answer) { promise.set_value(std::move(answer)); });
  return promise.get_future().get();
}

Result<std::size_t> Ledger::lapse_returned(const std::vector<SubmissionId>& candidates) {
  std::size_t count = 0;
  auto done = implementation_->maintain(
      [&](Sequencer& sequencer, Group& group) { count = sequencer.lapse(candidates, group); });
  if (!done) return fail(done.error());
  return count;
}

Status Ledger::confirm_clock() {
  auto done = implementation_->maintain(
      [](Sequencer& sequencer, Group& group) { sequencer.confirm_clock(group); });
  if (!done) return fail(done.error());
  return {};
}

LogReader& Ledger::log() {
  return implementation_->log();
}
PersonalData& Ledger::personal() {
  return implementation_->personal();
}
const LedgerId& Ledger::id() const {
  return implementation_->id();
}

}  // namespace xueji
