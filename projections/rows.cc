#include "projections/rows.h"

#include <string>

namespace xueji {
namespace {

constexpr std::size_t head_size_bytes = 4 + 8 + 8 + 32;

}  // namespace

Bytes view_key(ViewTable table, std::initializer_list<ByteView> parts) {
  std::size_t size = 1;
  for (const auto part : parts)
    size += part.size();
  Bytes key;
  key.reserve(size);
  key.push_back(static_cast<std::uint8_t>(table));
  for (const auto part : parts)
    append(key, part);
  return key;
}

tl::unexpected<Error> damaged_view(std::string_view what) {
  const std::string text(what);
  return fail(ErrorCode::corrupt,
              Text{"视图数据损坏(" + text + ")", "the views are damaged (" + text + ")"},
              Text{"视图可由台账重建:xueji views rebuild",
                   "views are rebuilt from the log: xueji views rebuild"});
}

Bytes encode_view_head(const ViewHead& head) {
  Bytes out;
  append_be(out, view_format);
  append_be(out, head.size.value);
  append_be(out, head.recorded_at.ms);
  append(out, head.last_entry.view());
  return out;
}

Result<ViewHead> decode_view_head(ByteView bytes) {
  if (bytes.size() != head_size_bytes || read_be<std::uint32_t>(bytes.data()) != view_format) {
    return damaged_view("head");
  }
  ViewHead head;
  head.size = TreeSize{read_be<std::uint64_t>(bytes.data() + 4)};
  head.recorded_at = Instant{read_be<std::int64_t>(bytes.data() + 12)};
  head.last_entry = *Digest::from(bytes.subspan(20));
  return head;
}

Bytes encode_filed_at(const FiledAt& filed) {
  Bytes out = to_bytes(filed.submission.view());
  append_be(out, filed.count);
  return out;
}

Result<FiledAt> decode_filed_at(ByteView bytes) {
  if (bytes.size() != SubmissionId::size_bytes + 4) return damaged_view("submission index");
  return FiledAt{*SubmissionId::from(bytes.first(SubmissionId::size_bytes)),
                 read_be<std::uint32_t>(bytes.data() + SubmissionId::size_bytes)};
}

}  // namespace xueji
