// The QR code of a receipt, read back from its SVG as modules.
#include "tools/report/qr_code.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <vector>

namespace xueji::report {
namespace {

/// The modules that the path draws; the quiet zone is part of it.
struct Modules {
  std::size_t side = 0;
  std::vector<bool> dark;
  [[nodiscard]] bool at(std::size_t x, std::size_t y) const { return dark[y * side + x]; }
};

std::size_t number_at(const std::string& text, std::size_t& at) {
  char* end = nullptr;
  const auto value = std::strtoul(text.c_str() + at, &end, 10);
  at = static_cast<std::size_t>(end - text.c_str());
  return value;
}

Modules read_svg(const std::string& svg) {
  Modules out;
  auto at = svg.find("viewBox=\"0 0 ") + 13;
  out.side = number_at(svg, at);
  out.dark.assign(out.side * out.side, false);
  at = svg.find("<path d=\"M");
  REQUIRE(at != std::string::npos);
  for (at = svg.find('M', at); at != std::string::npos; at = svg.find('M', at)) {
    ++at;
    const auto x = number_at(svg, at);
    const auto y = number_at(svg, at);
    REQUIRE(svg[at] == 'h');
    ++at;
    const auto run = number_at(svg, at);
    for (std::size_t i = 0; i < run; ++i)
      out.dark[y * out.side + x + i] = true;
  }
  return out;
}

/// The 7 × 7 finder pattern of ISO/IEC 18004 with its corner at (x, y).
bool is_finder(const Modules& code, std::size_t x, std::size_t y) {
  for (std::size_t dy = 0; dy < 7; ++dy) {
    for (std::size_t dx = 0; dx < 7; ++dx) {
      const bool ring = dx == 0 || dx == 6 || dy == 0 || dy == 6;
      const bool core = dx >= 2 && dx <= 4 && dy >= 2 && dy <= 4;
      if (code.at(x + dx, y + dy) != (ring || core)) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("a QR code has its three finder patterns and a quiet zone of four modules", "[report]") {
  const auto svg = qr_code_svg("xueji/receipt");
  REQUIRE(svg);
  const auto code = read_svg(*svg);
  REQUIRE(code.side == 21 + 8);  // Version 1.
  CHECK(is_finder(code, 4, 4));
  CHECK(is_finder(code, 4 + 21 - 7, 4));
  CHECK(is_finder(code, 4, 4 + 21 - 7));
  CHECK_FALSE(is_finder(code, 4 + 21 - 7, 4 + 21 - 7));
  for (std::size_t i = 0; i < code.side; ++i) {
    for (const std::size_t edge : {std::size_t{0}, std::size_t{3}, code.side - 4, code.side - 1}) {
      CHECK_FALSE(code.at(i, edge));
      CHECK_FALSE(code.at(edge, i));
    }
  }
}

TEST_CASE("other bytes give another code, and more bytes a larger one", "[report]") {
  CHECK(*qr_code_svg("a") != *qr_code_svg("b"));
  CHECK(read_svg(*qr_code_svg(std::string(13, 'x'))).side == 21 + 8);
  CHECK(read_svg(*qr_code_svg(std::string(18, 'x'))).side == 25 + 8);
  CHECK(read_svg(*qr_code_svg(std::string(qr_code_bytes_max, 'x'))).side == 177 + 8);
}

TEST_CASE("what no QR code holds is an error", "[report]") {
  CHECK_FALSE(qr_code_svg(""));
  const auto too_long = qr_code_svg(std::string(qr_code_bytes_max + 1, 'x'));
  REQUIRE_FALSE(too_long);
  CHECK(too_long.error().code == ErrorCode::invalid_argument);
}

}  // namespace xueji::report
