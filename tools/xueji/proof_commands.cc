// Proofs for people who trust nobody: checkpoint, receipts, inclusion proofs, tiles.
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <memory>

#include "ledger/merkle/hash.h"
#include "ledger/merkle/note.h"
#include "ledger/merkle/root.h"
#include "tools/xueji/acts.h"

namespace xueji::cli {
namespace {

struct ProofOptions {
  std::string what;
  std::string file;
  std::string anchor;
  std::string out;
  std::int64_t line = 0;
  bool vkey = false;
  bool entries = false;
};

Result<TrustAnchor> anchor_of(Session& session, const ProofOptions& o) {
  if (!o.anchor.empty()) return read_anchor(o.anchor);
  const auto where = session.directory();
  if (!where) return fail(where.error());
  return read_anchor(where->anchor());
}

Result<std::vector<NoteVerifier>> verifiers_of(const TrustAnchor& anchor) {
  std::vector<NoteVerifier> verifiers;
  for (const auto& text : anchor.verifier_keys) {
    auto verifier = NoteVerifier::parse(text);
    if (!verifier) return fail(verifier.error());
    verifiers.push_back(*std::move(verifier));
  }
  return verifiers;
}

Result<int> show_checkpoint(Session& session, const ProofOptions& o) {
  const auto where = session.directory();
  if (!where) return fail(where.error());
  if (auto there = where->require_ledger(); !there) return fail(there.error());
  const auto anchor = read_anchor(where->anchor());
  if (!anchor) return fail(anchor.error());
  if (o.vkey) {
    for (const auto& key : anchor->verifier_keys)
      session.out().plain(key + "\n");
    return exit_done;
  }
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto verifiers = verifiers_of(*anchor);
  if (!verifiers) return fail(verifiers.error());
  const auto& note = (*view)->checkpoint_note();
  const auto checkpoint = verify_checkpoint(note, anchor->origin, *verifiers);
  if (!checkpoint) return fail(checkpoint.error());
  const auto out = session.out();
  if (out.is_json()) {
    out.json(boost::json::object{{"origin", checkpoint->origin},
                                 {"size", checkpoint->size.value},
                                 {"root", to_text(checkpoint->root)},
                                 {"note", note}});
  } else {
    out.plain(note);
  }
  return exit_done;
}

/// What a receipt file says, judged by the anchor's keys and, with --data, by the log of today.
Result<int> check_receipt(Session& session, const ProofOptions& o) {
  auto text = read_file(o.file, 1U << 20U);
  if (!text) return fail(text.error());
  // Programs that scan the code on a printed form add a line end of their own.
  while (text->ends_with("\n\n"))
    text->pop_back();
  const auto receipt = receipt_from_text(*text);
  if (!receipt) return fail(receipt.error());
  const auto anchor = anchor_of(session, o);
  if (!anchor) return fail(anchor.error());
  const auto verifiers = verifiers_of(*anchor);
  if (!verifiers) return fail(verifiers.error());
  const auto refused = [&](const Text& why) {
    return fail(ErrorCode::refused,
                Text{"回执不成立:" + why.zh, "the receipt does not hold: " + why.en},
                Text{"向出具方索取原件,并用 `xueji verify` 核验台账",
                     "ask its issuer for the original, and run `xueji verify` on the ledger"});
  };
  if (receipt->ledger != anchor->ledger) {
    return refused({"属于另一台账", "it is of another ledger"});
  }
  const auto checkpoint = verify_checkpoint(receipt->checkpoint, anchor->origin, *verifiers);
  if (!checkpoint) return refused(checkpoint.error().what);
  const bool included = checkpoint->size == receipt->size &&
                        verify_inclusion(receipt->leaf, receipt->position.value, receipt->size,
                                         receipt->path, checkpoint->root);
  if (!included) return refused({"包含证明不符", "its inclusion proof fails"});
  bool compared = false;
  if (!session.options.data.empty()) {
    const auto view = session.view();
    if (!view) return fail(view.error());
    const auto now = root_at((*view)->tiles(), receipt->size);
    if (!now || *now != checkpoint->root) {
      return refused({"现在的台账不是它的延续", "the ledger of today does not extend it"});
    }
    compared = true;
  }
  const auto out = session.out();
  const auto at = std::to_string(receipt->position.value);
  if (out.is_json()) {
    out.json(boost::json::object{{"valid", true},
                                 {"submission", to_text(receipt->submission)},
                                 {"position", receipt->position.value},
                                 {"tree_size", receipt->size.value},
                                 {"compared_with_ledger", compared}});
  } else {
    out.line(
        {"回执成立:申报 " + to_text(receipt->submission) + " 在第 " + at + " 条",
         "the receipt holds: submission " + to_text(receipt->submission) + " at position " + at});
  }
  return exit_done;
}

/// The entry that is asked for: a position, or a line of a submission (its header for line 0).
Result<Position> position_of(Session& session, const ProofOptions& o) {
  const bool digits =
      !o.what.empty() && o.what.size() < 16 &&
      std::all_of(o.what.begin(), o.what.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits) return Position{std::stoull(o.what)};
  const auto row = find_submission(session, o.what);
  if (!row) return fail(row.error());
  if (o.line < 0 || o.line > (*row)->count) {
    return fail(ErrorCode::invalid_argument,
                Text{"该申报没有这一行", "the submission has no such line"},
                Text{"行号 1 至 " + std::to_string((*row)->count),
                     "lines 1 to " + std::to_string((*row)->count)});
  }
  return Position{(*row)->header_at.value + static_cast<std::uint64_t>(o.line)};
}

Result<int> prove(Session& session, const ProofOptions& o) {
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto position = position_of(session, o);
  if (!position) return fail(position.error());
  const auto entry = (*view)->log().entry(*position);
  if (!entry) return fail(entry.error());
  const auto& checkpoint = (*view)->checkpoint();
  const auto path = inclusion_proof((*view)->tiles(), *position, checkpoint.size);
  if (!path) return fail(path.error());
  const auto leaf = leaf_hash(*entry);
  if (!verify_inclusion(leaf, position->value, checkpoint.size, *path, checkpoint.root)) {
    return fail(ErrorCode::corrupt,
                Text{"条目与签名检查点不符", "the entry contradicts the signed checkpoint"},
                Text{"运行 `xueji verify`", "run `xueji verify`"});
  }
  const auto out = session.out();
  if (out.is_json()) {
    boost::json::array hashes;
    for (const auto& hash : *path)
      hashes.push_back(boost::json::string(to_text(hash)));
    out.json(boost::json::object{{"ledger", to_text((*view)->ledger_id())},
                                 {"position", position->value},
                                 {"entry", to_hex(*entry)},
                                 {"leaf", to_text(leaf)},
                                 {"tree_size", checkpoint.size.value},
                                 {"path", hashes},
                                 {"checkpoint", (*view)->checkpoint_note()}});
    return exit_done;
  }
  out.plain("ledger " + to_text((*view)->ledger_id()) + "\nposition " +
            std::to_string(position->value) + "\nentry " + to_hex(*entry) + "\nleaf " +
            to_text(leaf) + "\npath\n");
  for (const auto& hash : *path)
    out.plain(to_text(hash) + "\n");
  out.plain("\n" + (*view)->checkpoint_note());
  return exit_done;
}

// ---- Tiles as files (C2SP tlog-tiles).
// -----------------------------------------------------------

Status write_at(const std::filesystem::path& root, const std::string& name,
                std::string_view bytes) {
  const auto file = root / name;
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) return fail(ErrorCode::io, "cannot create " + file.parent_path().string());
  return write_new_file(file, bytes);
}

/// Every tile of a tree of this size; the last one of a level may be partial.
std::vector<TileId> all_tiles(TreeSize size) {
  std::vector<TileId> tiles;
  std::uint8_t level = 0;
  for (auto hashes = size.value; hashes > 0; hashes /= tile_width, ++level) {
    for (std::uint64_t index = 0; index * tile_width < hashes; ++index) {
      const auto width = std::min<std::uint64_t>(tile_width, hashes - index * tile_width);
      tiles.push_back({level, index, static_cast<std::uint16_t>(width)});
    }
  }
  return tiles;
}

/// "tile/0/x001/234.p/5" → "tile/entries/x001/234.p/5".
std::string bundle_path(const TileId& tile) {
  return "tile/entries/" + path_of(tile).substr(std::string_view("tile/0/").size());
}

/// Each entry as big-endian uint16 length and bytes (tlog-tiles, Entry bundles).
Result<std::string> bundle_of(const LogReader& log, const TileId& tile) {
  std::string bundle;
  const auto visit = [&](Position, ByteView entry) {
    Bytes length;
    append_be(length, static_cast<std::uint16_t>(entry.size()));
    bundle.append(text_of(length)).append(text_of(entry));
    return Visit::more;
  };
  const auto read = log.read(Position{tile.index * tile_width}, tile.width, visit);
  if (!read) return fail(read.error());
  return bundle;
}

Result<int> export_tiles(Session& session, const ProofOptions& o) {
  const auto view = session.view();
  if (!view) return fail(view.error());
  const std::filesystem::path root(o.out);
  std::error_code error;
  if (std::filesystem::exists(root / "checkpoint", error)) {
    return fail(ErrorCode::conflict,
                Text{"目录中已有导出:" + o.out, "there is an export in " + o.out + " already"},
                Text{"请指定新目录", "name a new directory"});
  }
  const auto tiles = all_tiles((*view)->checkpoint().size);
  ProgressBar bar(session.language);
  std::size_t done = 0;
  for (const auto& tile : tiles) {
    const auto hashes = (*view)->tiles().tile(tile.level, tile.index);
    if (!hashes) return fail(hashes.error());
    const auto part = ByteView(*hashes).first(tile.width * Digest::size_bytes);
    if (auto wrote = write_at(root, path_of(tile), text_of(part)); !wrote) {
      return fail(wrote.error());
    }
    if (o.entries && tile.level == 0) {
      const auto bundle = bundle_of((*view)->log(), tile);
      if (!bundle) return fail(bundle.error());
      if (auto wrote = write_at(root, bundle_path(tile), *bundle); !wrote) {
        return fail(wrote.error());
      }
    }
    bar.show(static_cast<double>(++done) / static_cast<double>(tiles.size()),
             {"导出瓦片", "exporting tiles"});
  }
  // Last, so that a reader who sees a checkpoint finds all its tiles.
  if (auto wrote = write_at(root, "checkpoint", (*view)->checkpoint_note()); !wrote) {
    return fail(wrote.error());
  }
  const auto count = std::to_string(tiles.size());
  session.out().line(
      {"已导出 " + count + " 个瓦片到 " + o.out, count + " tiles exported to " + o.out});
  return exit_done;
}

}  // namespace

std::vector<Command> proof_commands() {
  auto o = std::make_shared<ProofOptions>();
  const Option anchor{
      "--anchor",
      {"信任锚文件,默认台账目录中的", "trust anchor; that of the ledger if not said"},
      &o->anchor};
  return {
      {.name = "prove",
       .job = Job::prove,
       .summary = {"证明一条记录在台账中", "prove that an entry stands in the ledger"},
       .examples = {"xueji prove 1234 --data city",
                    "xueji prove SUBMISSION --line 3 --data city --json"},
       .takes = {.json = true},
       .options = {{"WHAT", {"位置或申报编号", "position, or id of a submission"}, &o->what, true},
                   {"--line",
                    {"申报的第几行;不写为申报本身", "line of the submission; itself if not said"},
                    &o->line}},
       .run = [o](Session& s) { return prove(s, *o); }},
      {.name = "receipt",
       .job = Job::prove,
       .summary = {"核对回执", "check a receipt"},
       .examples = {"xueji receipt roster.receipt --data city",
                    "xueji receipt roster.receipt --anchor city.anchor"},
       .takes = {.json = true},
       .options = {{"FILE", {"回执文件", "file of the receipt"}, &o->file, true}, anchor},
       .run = [o](Session& s) { return check_receipt(s, *o); }},
      {.name = "checkpoint",
       .job = Job::prove,
       .summary = {"核验并打印最新的签名检查点", "print the newest signed checkpoint, verified"},
       .examples = {"xueji checkpoint --data city", "xueji checkpoint --data city --vkey"},
       .takes = {.json = true},
       .options = {{"--vkey", {"只打印验证公钥", "print only the verifier key"}, &o->vkey}},
       .run = [o](Session& s) { return show_checkpoint(s, *o); }},
      {.name = "export-tiles",
       .job = Job::prove,
       .summary = {"按 C2SP tlog-tiles 导出", "export in the layout of C2SP tlog-tiles"},
       .examples = {"xueji export-tiles public --data city",
                    "xueji export-tiles full --data city --entries"},
       .options = {{"OUT", {"新目录", "a new directory"}, &o->out, true},
                   {"--entries", {"连同条目(含非公开的编号)", "entry bundles too"}, &o->entries}},
       .run = [o](Session& s) { return export_tiles(s, *o); }}};
}

}  // namespace xueji::cli
