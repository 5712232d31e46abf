// Numbers as text, the same in every protocol: shortest form that reads back equal, "NaN" and "Infinity" spelled out.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace penstock {

inline constexpr std::string_view nan_text = "NaN";
inline constexpr std::string_view infinity_text = "Infinity";
inline constexpr std::string_view minus_infinity_text = "-Infinity";

// The name of a value that is not finite; empty for one that is.
template <std::floating_point T>
std::string_view non_finite_text(T value) {
  if (std::isfinite(value)) return {};
  if (std::isnan(value)) return nan_text;
  return value > 0 ? infinity_text : minus_infinity_text;
}

template <class T>
  requires std::integral<T> || std::floating_point<T>
void append_number(std::string& out, T value) {
  if constexpr (std::floating_point<T>) {
    if (const auto name = non_finite_text(value); !name.empty()) {
      out += name;
      return;
    }
  }
  char digits[40];  // the longest shortest double has 24 characters
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

template <class T>
std::string number_text(T value) {
  std::string text;
  append_number(text, value);
  return text;
}

// The whole text as a number, or nothing.
template <std::integral T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <std::floating_point T>
std::optional<T> parse_number(std::string_view text) {
  if (text == nan_text) return std::numeric_limits<T>::quiet_NaN();
  if (text == infinity_text) return std::numeric_limits<T>::infinity();
  if (text == minus_infinity_text) return -std::numeric_limits<T>::infinity();
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace penstock
