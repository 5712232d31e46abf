// A DynamoDB number: up to 38 significant decimal digits, magnitude from 1E-130 to 9.99…E+125, exact.
// Normalized: equal numbers are equal values, whatever their spelling ("1.0", "1", "10e-1").
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::item {

class Number {
 public:
  static constexpr int digits_max = 38;
  static constexpr int exponent_max = 125;   // of the first digit
  static constexpr int exponent_min = -130;  // of the first digit

  Number() = default;  // zero
  explicit Number(std::int64_t value);

  // Errors: ValidationException with AWS's texts: no number, more than 38 digits, overflow, underflow.
  static Result<Number> parse(std::string_view text);
  // What AWS's older check of values (attribute_value.h) says of a text that parse() refuses. It reads as Java's
  // BigDecimal does: an exponent has 32 bits, and what is made of it wraps.
  static std::string words_of_older_check(std::string_view text);

  bool is_zero() const { return high_ == 0 && low_ == 0; }
  bool is_negative() const { return negative_; }

  // As AWS prints it: plain decimal digits without an exponent.
  std::string text() const;
  void append_text(std::string& out) const;

  friend bool operator==(const Number&, const Number&) = default;
  friend std::strong_ordering operator<=>(const Number& a, const Number& b);

  // Errors: AWS's "Number overflow…" when the sum needs more than 38 digits or leaves the range; underflow likewise.
  friend Result<Number> add(const Number& a, const Number& b);
  friend Result<Number> subtract(const Number& a, const Number& b);

  // The number as bytes whose order is the numeric order, self-delimiting: 1 to 22 bytes (docs/formats/dynamodb.md).
  void append_ordered(std::string& out) const;
  // Takes what append_ordered() wrote from the front of `bytes`; false when it is no such thing.
  static bool take_ordered(std::string_view& bytes, Number& out);

  // Bytes that the number counts in an item's size: about one for each two digits, and one.
  std::size_t size() const;

 private:
  using Coefficient = unsigned __int128;
  Number(bool negative, Coefficient coefficient, int exponent);
  Coefficient coefficient() const { return static_cast<Coefficient>(high_) << 64 | low_; }
  int sign() const { return is_zero() ? 0 : negative_ ? -1 : 1; }
  Number negated() const;
  // Strips trailing zeros and checks digits and range.
  static Result<Number> normalized(bool negative, Coefficient coefficient, int exponent);

  // value = (high_ · 2^64 + low_) · 10^exponent_; the coefficient ends in no zero. Zero is all zeros.
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
  std::int16_t exponent_ = 0;
  bool negative_ = false;
};

// Declared again for callers outside of the class's scope.
Result<Number> add(const Number& a, const Number& b);
Result<Number> subtract(const Number& a, const Number& b);

}  // namespace penstock::item
