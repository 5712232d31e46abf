// Words that are known when the program is built, looked for in whatever case. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace penstock::item {

template <std::size_t count>
class WordList {
 public:
  // `text` outlives the list. It has so many words in capitals, in order, one space or line end between two of them:
  // the program does not compile otherwise.
  consteval explicit WordList(std::string_view text) {
    std::size_t begin = 0;
    for (auto& word : words_) {
      const auto end = std::min(text.find_first_of(" \n", begin), text.size());
      word = text.substr(begin, end - begin);
      begin = end + 1;
    }
    const auto longest = std::ranges::max(words_, {}, &std::string_view::size).size();
    if (begin != text.size() + 1 || !std::ranges::is_sorted(words_) || longest > size_max) std::abort();
  }

  bool contains(std::string_view name) const {
    if (name.size() > size_max) return false;
    std::array<char, size_max> upper{};
    std::ranges::transform(name, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return std::ranges::binary_search(words_, std::string_view(upper.data(), name.size()));
  }

 private:
  static constexpr std::size_t size_max = 24;

  std::array<std::string_view, count> words_;
};

}  // namespace penstock::item
