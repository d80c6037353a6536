// A sentence for people, in both languages of the product.
// Thread safety: plain value. Chinese is what registrars read; English is what developers read.
#pragma once

#include <string>
#include <string_view>

namespace xueji {

enum class Language { chinese, english };

struct Text {
  std::string zh;  ///< UTF-8, simplified Chinese.
  std::string en;  ///< English.

  [[nodiscard]] const std::string& in(Language language) const {
    return language == Language::chinese ? zh : en;
  }
  friend bool operator==(const Text&, const Text&) = default;
};

}  // namespace xueji
