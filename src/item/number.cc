#include "item/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace penstock::item {
namespace {

using Coefficient = unsigned __int128;

constexpr std::array<Coefficient, Number::digits_max + 1> make_powers_of_ten() {
  std::array<Coefficient, Number::digits_max + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}
constexpr auto powers_of_ten = make_powers_of_ten();

int digits_of(Coefficient coefficient) {
  return static_cast<int>(std::ranges::upper_bound(powers_of_ten, coefficient) - powers_of_ten.begin());
}

// The pairs of digits of a number that leaves room for one digit more in 64 bits: dividing 128 bits takes far longer.
constexpr int short_digits_max = 18;
void append_short_pairs(std::string& out, std::uint64_t coefficient, int digits, unsigned char flip) {
  std::array<char, (short_digits_max + 1) / 2 + 1> pairs;
  auto* at = pairs.end();
  for (auto rest = digits % 2 == 0 ? coefficient : coefficient * 10; rest != 0; rest /= 100) {
    *--at = static_cast<char>((rest % 100 + 1) ^ flip);
  }
  out.append(at, pairs.end());
}

constexpr std::string_view not_numeric = "The parameter cannot be converted to a numeric value";

ApiError no_number(std::string_view text) {
  return error::validation(std::string(not_numeric).append(": ").append(text));
}
ApiError too_many_digits() {
  return error::validation("Attempting to store more than 38 significant digits in a Number");
}
ApiError overflow() {
  return error::validation("Number overflow. Attempting to store a number with magnitude larger than supported range");
}
ApiError underflow() {
  return error::validation(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A decimal text taken apart: coefficient · 10^(lead - digits + 1), without leading and trailing zeros.
struct Decimal {
  bool negative = false;
  Coefficient coefficient = 0;
  std::int64_t digits = 0;  // significant ones; with more than digits_max of them the coefficient is not kept
  std::int64_t lead = 0;    // exponent of the first significant digit
  std::int64_t fraction_digits = 0;
  std::int64_t exponent = 0;  // as it is written, within exponent_bound
};

// Far outside of every range, and far inside of 64 bits.
constexpr std::int64_t exponent_bound = std::int64_t{1} << 40;

// Reads [+-]digits[.digits][(e|E)[+-]digits].
class DecimalParser {
 public:
  explicit DecimalParser(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  std::optional<Decimal> parse() {
    decimal_.negative = sign();
    bool any = whole();
    if (at_ < end_ && *at_ == '.') {
      ++at_;
      any = fraction() || any;
    }
    if (!any) return std::nullopt;
    if (at_ < end_ && (*at_ == 'e' || *at_ == 'E') && !exponent()) return std::nullopt;
    if (at_ != end_) return std::nullopt;
    return decimal_;
  }

 private:
  bool sign() {
    if (at_ == end_ || (*at_ != '-' && *at_ != '+')) return false;
    return *at_++ == '-';
  }

  bool whole() {
    const auto* start = at_;
    for (; at_ < end_ && is_digit(*at_); ++at_) {
      if (seen_) ++decimal_.lead;
      digit(*at_ - '0');
    }
    return at_ != start;
  }

  bool fraction() {
    const auto* start = at_;
    for (; at_ < end_ && is_digit(*at_); ++at_) {
      if (!seen_) --decimal_.lead;
      digit(*at_ - '0');
    }
    decimal_.fraction_digits = at_ - start;
    return at_ != start;
  }

  // Zeros wait in zeros_ until a significant digit follows them.
  void digit(int value) {
    if (value == 0) {
      if (seen_) ++zeros_;
      return;
    }
    seen_ = true;
    const auto shift = zeros_ + 1;
    zeros_ = 0;
    decimal_.digits += shift;
    if (decimal_.digits > Number::digits_max) return;
    decimal_.coefficient =
        decimal_.coefficient * powers_of_ten[static_cast<std::size_t>(shift)] + static_cast<Coefficient>(value);
  }

  // One that does not fit 64 bits is none.
  bool exponent() {
    ++at_;
    const bool negative = sign();
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(at_, end_, value);
    if (at_ == end_ || !is_digit(*at_) || failure != std::errc()) return false;
    at_ = end;
    value = std::min(value, exponent_bound);
    decimal_.exponent = negative ? -value : value;
    decimal_.lead += decimal_.exponent;
    return true;
  }

  const char* at_;
  const char* end_;
  Decimal decimal_;
  bool seen_ = false;  // a significant digit
  std::int64_t zeros_ = 0;
};

// First bytes of the ordered form.
constexpr char negative_mark = 1;
constexpr char zero_mark = 2;
constexpr char positive_mark = 3;

}  // namespace

Number::Number(std::int64_t value) {
  const auto magnitude = static_cast<std::uint64_t>(value);
  *this = *normalized(value < 0, value < 0 ? 0 - magnitude : magnitude, 0);
}

Number::Number(bool negative, Coefficient coefficient, int exponent)
    : high_(static_cast<std::uint64_t>(coefficient >> 64)),
      low_(static_cast<std::uint64_t>(coefficient)),
      exponent_(static_cast<std::int16_t>(exponent)),
      negative_(negative) {}

Result<Number> Number::normalized(bool negative, Coefficient coefficient, int exponent) {
  if (coefficient == 0) return Number();
  while (coefficient % 10 == 0) {
    coefficient /= 10;
    ++exponent;
  }
  const auto digits = digits_of(coefficient);
  const auto lead = exponent + digits - 1;
  if (digits > digits_max || lead > exponent_max) return overflow();
  if (lead < exponent_min) return underflow();
  return Number(negative, coefficient, exponent);
}

Result<Number> Number::parse(std::string_view text) {
  const auto decimal = DecimalParser(text).parse();
  if (!decimal) return no_number(text);
  const auto lead = decimal->digits == 0 ? decimal->exponent : decimal->lead;  // a zero has the range of its exponent
  if (lead > exponent_max) return overflow();
  if (lead < exponent_min) return underflow();
  if (decimal->digits == 0) return Number();
  if (decimal->digits > digits_max) return too_many_digits();
  return Number(decimal->negative, decimal->coefficient, static_cast<int>(decimal->lead - decimal->digits + 1));
}

std::string Number::words_of_older_check(std::string_view text) {
  const auto decimal = DecimalParser(text).parse();
  const auto is_int = [](std::int64_t value) { return value >= INT32_MIN && value <= INT32_MAX; };
  if (!decimal || !is_int(decimal->exponent) || !is_int(decimal->fraction_digits - decimal->exponent)) {
    return text.empty() ? std::string(not_numeric) : no_number(text).message;
  }
  if (decimal->digits > 0) {
    const auto magnitude = static_cast<std::int32_t>(decimal->lead + 1);
    if (magnitude > exponent_max + 1) return overflow().message;
    if (magnitude < exponent_min + 1) return underflow().message;
  }
  return parse(text).error().message;
}

std::string Number::text() const {
  std::string out;
  append_text(out);
  return out;
}

void Number::append_text(std::string& out) const {
  if (is_zero()) {
    out += '0';
    return;
  }
  std::array<char, digits_max> buffer;
  auto at = buffer.size();
  for (auto rest = coefficient(); rest != 0; rest /= 10)
    buffer[--at] = static_cast<char>('0' + static_cast<int>(rest % 10));
  const std::string_view digits(buffer.data() + at, buffer.size() - at);
  if (negative_) out += '-';
  const auto whole = static_cast<int>(digits.size()) + exponent_;  // digits before the point
  if (exponent_ >= 0) {
    (out += digits).append(static_cast<std::size_t>(exponent_), '0');
  } else if (whole > 0) {
    ((out += digits.substr(0, static_cast<std::size_t>(whole))) += '.') +=
        digits.substr(static_cast<std::size_t>(whole));
  } else {
    (out += "0.").append(static_cast<std::size_t>(-whole), '0') += digits;
  }
}

std::strong_ordering operator<=>(const Number& a, const Number& b) {
  if (a.sign() != b.sign() || a.is_zero()) return a.sign() <=> b.sign();
  const auto& smaller = a.negative_ ? b : a;  // of magnitude, when a < b
  const auto& greater = a.negative_ ? a : b;
  const auto digits = digits_of(smaller.coefficient());
  const auto other_digits = digits_of(greater.coefficient());
  if (const auto lead = smaller.exponent_ + digits <=> greater.exponent_ + other_digits; lead != 0) return lead;
  const auto scaled = [](const Number& number, int digits_there) {
    return number.coefficient() * powers_of_ten[static_cast<std::size_t>(Number::digits_max - digits_there)];
  };
  return scaled(smaller, digits) <=> scaled(greater, other_digits);
}

Result<Number> add(const Number& a, const Number& b) {
  if (a.is_zero()) return b;
  if (b.is_zero()) return a;
  const auto& coarse = a.exponent_ >= b.exponent_ ? a : b;
  const auto& fine = a.exponent_ >= b.exponent_ ? b : a;
  // The last digit of `fine` stays where exponents differ, so the sum needs every digit in between. A difference may
  // have one digit fewer than its minuend: 1E+38 - 1.
  const auto shift = coarse.exponent_ - fine.exponent_;
  const auto digits = digits_of(coarse.coefficient()) + shift;
  const bool same_sign = a.negative_ == b.negative_;
  if (digits > Number::digits_max + (same_sign ? 0 : 1)) return overflow();
  Coefficient scaled = coarse.coefficient();
  for (int i = 0; i < shift; ++i) {
    if (scaled > ~Coefficient{0} / 10) return overflow();
    scaled *= 10;
  }
  if (same_sign) return Number::normalized(a.negative_, scaled + fine.coefficient(), fine.exponent_);
  if (scaled >= fine.coefficient()) {
    return Number::normalized(coarse.negative_, scaled - fine.coefficient(), fine.exponent_);
  }
  return Number::normalized(fine.negative_, fine.coefficient() - scaled, fine.exponent_);
}

Result<Number> subtract(const Number& a, const Number& b) { return add(a, b.negated()); }

Number Number::negated() const {
  auto number = *this;
  number.negative_ = !is_zero() && !negative_;
  return number;
}

// mark, exponent of the first digit, pairs of digits (each plus one), end. A negative number has all of it but the mark
// complemented, so that a greater magnitude sorts lower.
void Number::append_ordered(std::string& out) const {
  if (is_zero()) {
    out += zero_mark;
    return;
  }
  const auto digits = digits_of(coefficient());
  const auto flip = static_cast<unsigned char>(negative_ ? 0xff : 0);
  out += negative_ ? negative_mark : positive_mark;
  out += static_cast<char>((exponent_ + digits - 1 - exponent_min) ^ flip);
  if (digits <= short_digits_max) {
    append_short_pairs(out, low_, digits, flip);
    out += static_cast<char>(flip);
    return;
  }
  auto rest = coefficient() * powers_of_ten[static_cast<std::size_t>(digits_max - digits)];
  for (auto pair = powers_of_ten[digits_max - 2]; rest != 0; rest %= pair, pair /= 100) {
    out += static_cast<char>((static_cast<int>(rest / pair) + 1) ^ flip);
  }
  out += static_cast<char>(flip);
}

bool Number::take_ordered(std::string_view& bytes, Number& out) {
  if (bytes.empty()) return false;
  const auto mark = bytes.front();
  if (mark == zero_mark) {
    bytes.remove_prefix(1);
    out = Number();
    return true;
  }
  if ((mark != negative_mark && mark != positive_mark) || bytes.size() < 2) return false;
  const bool negative = mark == negative_mark;
  const auto flip = static_cast<unsigned char>(negative ? 0xff : 0);
  const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]) ^ flip; };
  const int lead = byte_at(1) + exponent_min;
  Coefficient coefficient = 0;
  std::size_t at = 2;
  for (; at < bytes.size() && byte_at(at) != 0; ++at) {
    const auto pair = byte_at(at) - 1;
    if (pair > 99 || at - 2 >= digits_max / 2) return false;
    coefficient = coefficient * 100 + static_cast<Coefficient>(pair);
  }
  if (at == bytes.size() || at == 2 || coefficient == 0) return false;
  const auto digits = static_cast<int>(at - 2) * 2;
  auto number = normalized(negative, coefficient, lead - digits + 1);
  if (!number) return false;
  bytes.remove_prefix(at + 1);
  out = *number;
  return true;
}

// One byte, one for each pair of digits as they lie around the decimal point, one for a minus sign.
std::size_t Number::size() const {
  if (is_zero()) return 1;
  const auto digits = static_cast<std::size_t>(digits_of(coefficient()));
  const bool straddles = digits % 2 == 0 && (exponent_ + static_cast<int>(digits) - 1) % 2 == 0;
  return 1 + (digits + 1) / 2 + (straddles ? 1U : 0U) + (negative_ ? 1U : 0U);
}

}  // namespace penstock::item
