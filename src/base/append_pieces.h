// Appends several texts to a string with one growth: heads, log lines and names are made of many short pieces. Pure.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace penstock {

namespace append_pieces_detail {

// A literal's length is known without counting.
template <std::size_t size>
constexpr std::string_view view_of(const char (&literal)[size]) {
  return {literal, size - 1};
}
constexpr std::string_view view_of(const std::string_view& piece) { return piece; }

[[gnu::always_inline]] inline char* put(char* at, std::string_view piece) {
  if (!piece.empty()) std::memcpy(at, piece.data(), piece.size());  // an empty one may have no address
  return at + piece.size();
}

template <class... Views>
[[gnu::always_inline]] inline void append(std::string& out, Views... views) {
  const auto before = out.size();
  const auto after = before + (views.size() + ...);
  if (after > out.capacity()) out.reserve(std::max(after, 2 * out.capacity()));
  // All of it inline, so that a literal is a store or two.
  [[clang::always_inline]] out.resize_and_overwrite(after, [&](char* data, std::size_t) __attribute__((always_inline)) {
    char* at = data + before;
    ((at = put(at, views)), ...);
    return after;  // libstdc++ 12 may say more than was asked for
  });
}

}  // namespace append_pieces_detail

// Literals and what is convertible to std::string_view; none lies in `out`.
template <class... Pieces>
[[gnu::always_inline]] inline void append_pieces(std::string& out, const Pieces&... pieces) {
  append_pieces_detail::append(out, append_pieces_detail::view_of(pieces)...);
}

}  // namespace penstock
