// The small parts one by one (design §8). Run xueji_micro_bench; see --help for its filters.
#include <benchmark/benchmark.h>

#include "ledger/base/random.h"
#include "ledger/crypto/signing.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/tiles.h"
#include "ledger/model/event.h"
#include "ledger/schema/codec.h"
#include "ledger/vault/fields.h"

namespace xueji {
namespace {

Bytes drawn(std::size_t size) {
  SeededRandom random(1);
  Bytes bytes(size);
  random.fill(bytes);
  return bytes;
}

/// A registration line as an opening import has it.
Event line() {
  SeededRandom random(2);
  OpeningStatusImported facts;
  facts.school = random.draw<OrganisationId>();
  facts.class_id = random.draw<ClassId>();
  facts.cohort = 2023;
  facts.season = Season::autumn;
  facts.entered_on = make_date(2023, 9, 1);
  facts.major_code = "610101";
  facts.major_catalogue = "2021";
  facts.study_mode = StudyMode::full_time;
  facts.programme_years = 3;
  facts.status = StudentStatus::active;
  facts.paper_register = random.draw<Digest>();
  return {SubjectKind::student, random.draw<SubjectId>(), make_date(2024, 1, 4),
          random.draw<Digest>(), facts};
}

Disclosure disclosure() {
  SeededRandom random(3);
  Disclosure out;
  out.seed = random.draw<Seed>();
  out.values.assign(form_of(EventType::opening_status_imported).size(), "演示内容");
  return out;
}

void verify_signature(benchmark::State& state) {
  SeededRandom random(4);
  const auto key = SigningKey::generate(Suite::sha256_ed25519, random);
  const auto message = drawn(400);
  const auto signature = key->sign(message);
  const auto verifier = VerifyingKey::parse(Suite::sha256_ed25519, key->public_key());
  for (auto _ : state)
    benchmark::DoNotOptimize(verifier->verify(message, *signature));
}
BENCHMARK(verify_signature);

void sign_message(benchmark::State& state) {
  SeededRandom random(4);
  const auto key = SigningKey::generate(Suite::sha256_ed25519, random);
  const auto message = drawn(400);
  for (auto _ : state)
    benchmark::DoNotOptimize(key->sign(message));
}
BENCHMARK(sign_message);

void hash_leaf(benchmark::State& state) {
  const auto entry = drawn(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state)
    benchmark::DoNotOptimize(leaf_hash(entry));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(hash_leaf)->Arg(64)->Arg(400)->Arg(4096);

void append_leaf(benchmark::State& state) {
  TreeBuilder tree;
  const auto leaf = leaf_hash(drawn(400));
  for (auto _ : state) {
    tree.append(leaf);
    if (tree.size().value % tile_width == 0) benchmark::DoNotOptimize(tree.take_full_tiles());
  }
}
BENCHMARK(append_leaf);

void encode_line(benchmark::State& state) {
  const auto event = line();
  for (auto _ : state)
    benchmark::DoNotOptimize(encode(event));
}
BENCHMARK(encode_line);

void decode_line(benchmark::State& state) {
  const auto bytes = encode(line());
  for (auto _ : state)
    benchmark::DoNotOptimize(decode<Event>(bytes));
}
BENCHMARK(decode_line);

void decode_trusted_line(benchmark::State& state) {
  const auto bytes = encode(line());
  for (auto _ : state)
    benchmark::DoNotOptimize(decode_trusted<Event>(bytes));
}
BENCHMARK(decode_trusted_line);

void root_of_fields(benchmark::State& state) {
  const auto event = line();
  const auto shown = disclosure();
  for (auto _ : state) {
    benchmark::DoNotOptimize(fields_root(LedgerId{}, event.subject_kind, event.subject,
                                         EventType::opening_status_imported,
                                         form_of(EventType::opening_status_imported), shown));
  }
}
BENCHMARK(root_of_fields);

}  // namespace
}  // namespace xueji

BENCHMARK_MAIN();
