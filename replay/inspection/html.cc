#include "replay/inspection/html.h"

#include <algorithm>

#include "ledger/base/result.h"

namespace xueji::inspection {
namespace {

std::string_view entity_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

bool is_forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
}

}  // namespace

Markup escaped(std::string_view text) {
  Markup out;
  out.html.reserve(text.size());
  for (const char c : text) {
    if (is_forbidden(c)) continue;
    const auto entity = entity_of(c);
    if (entity.empty()) {
      out.html += c;
    } else {
      out.html += entity;
    }
  }
  return out;
}

Markup both(const Text& text) {
  return {escaped(text.zh).html + "<span class=\"en\">" + escaped(text.en).html + "</span>"};
}

Markup both_inline(const Text& text) {
  return {escaped(text.zh).html + " <span class=\"en-inline\">" + escaped(text.en).html +
          "</span>"};
}

Markup filled(std::string_view page, Values values) {
  Markup out;
  std::size_t used = 0;
  while (true) {
    const auto open = page.find("{{");
    out.html += page.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = page.find("}}", open);
    XUEJI_ASSERT(close != std::string_view::npos);
    const auto name = page.substr(open + 2, close - open - 2);
    const auto value = std::find_if(values.begin(), values.end(),
                                    [&](const auto& one) { return one.first == name; });
    XUEJI_ASSERT(value != values.end());
    out.html += value->second.html;
    ++used;
    page.remove_prefix(close + 2);
  }
  XUEJI_ASSERT(used >= values.size());
  return out;
}

Markup& operator+=(Markup& all, const Markup& more) {
  all.html += more.html;
  return all;
}

}  // namespace xueji::inspection
