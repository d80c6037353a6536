// A ZIP package of XML parts (XLSX, ODS), read part by part without holding one unpacked in memory.
// Used in the worker process only. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "tools/sheet/read.h"

namespace xueji::sheet {

/// Of an element or attribute: the namespace's address and the name without prefix.
struct XmlName {
  std::string_view space;
  std::string_view local;
};

/// The attributes of one start tag; valid during the call that received them.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  /// The first attribute of this local name whose namespace contains `space`; without a prefix an
  /// attribute has the empty namespace, which only the empty `space` finds.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view local,
                                                     std::string_view space = {}) const;

 private:
  const char** pairs_;
};

/// Receives one XML part. An error returned by any function stops the parse and is its result.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual Status start(const XmlName& name, const XmlAttributes& attributes) = 0;
  virtual Status end(const XmlName& name) = 0;
  /// Character data, possibly in several pieces.
  virtual Status text(std::string_view piece) = 0;
};

class Package {
 public:
  /// The descriptor stays the caller's. `malformed` if it is no ZIP or its directory declares more
  /// entries or unpacked bytes than the limits allow: checked before anything is unpacked.
  [[nodiscard]] static Result<Package> open(int file, const ReadLimits& limits);
  Package(Package&&) noexcept;
  Package& operator=(Package&&) noexcept;
  ~Package();

  /// Part names are compared without case, as the Open Packaging Conventions ask.
  [[nodiscard]] bool has(const std::string& part) const;
  /// `malformed` for a missing part, XML that is not well-formed, any document type declaration
  /// (entities are how XML bombs are built), and unpacked bytes beyond the limit.
  [[nodiscard]] Status parse(const std::string& part, XmlHandler& handler);

 private:
  struct State;
  explicit Package(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Errors that several readers report in the same words.
[[nodiscard]] Error broken_file(std::string_view why_zh, std::string_view why_en);
[[nodiscard]] Error too_large(std::string_view what_zh, std::string_view what_en);
[[nodiscard]] Error not_a_spreadsheet(std::string_view what_zh, std::string_view what_en);
[[nodiscard]] Error has_password();

}  // namespace xueji::sheet
