#include "services/kinesis/sequence_number.h"

#include <cstring>

#include "base/check.h"

namespace penstock::kinesis {
namespace {

using Wide = unsigned __int128;

constexpr std::uint64_t ten_to_19 = 10'000'000'000'000'000'000U;
constexpr std::uint64_t mask_of(int bits) { return (std::uint64_t{1} << bits) - 1; }
// AWS refuses later seconds: the year 2477.
constexpr std::int64_t created_s_end = 16'025'175'000;

// 192 bits, lowest word first.
struct Number {
  std::array<std::uint64_t, 3> words{};

  std::uint64_t bits(int from, int count) const {
    const auto word = static_cast<std::size_t>(from / 64);
    const int shift = from % 64;
    std::uint64_t value = words[word] >> shift;
    if (shift + count > 64) value |= words[word + 1] << (64 - shift);
    return count == 64 ? value : value & mask_of(count);
  }
  // False on overflow.
  bool append_digit(unsigned digit) {
    std::uint64_t carry = digit;
    for (auto& word : words) {
      const Wide product = Wide{word} * 10 + carry;
      word = static_cast<std::uint64_t>(product);
      carry = static_cast<std::uint64_t>(product >> 64);
    }
    return carry == 0;
  }
};

constexpr auto pairs = [] {
  std::array<char, 200> text{};
  for (std::size_t i = 0; i < 100; ++i) {
    text[2 * i] = static_cast<char>('0' + i / 10);
    text[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return text;
}();

// Fills the whole range, from its end on, two digits a step: every record that is written or read passes here.
void print(std::uint64_t value, char* first, char* end) {
  while (end - first >= 2) {
    end -= 2;
    std::memcpy(end, &pairs[2 * (value % 100)], 2);
    value /= 100;
  }
  if (end != first) *first = static_cast<char>('0' + value);
}

// The old layout: 1 created(9) anything(18) shard(4), shown by AWS without its leading 1 at times.
std::optional<SequenceNumber> first_layout(const Number& number) {
  const auto created = static_cast<std::int64_t>(number.bits(88, 36));
  if (created >= created_s_end) return std::nullopt;
  return SequenceNumber{.version = 0, .created_s = created, .shard = static_cast<std::uint32_t>(number.bits(0, 16))};
}

}  // namespace

std::optional<SequenceNumber> SequenceNumber::parse(std::string_view decimal) {
  if (decimal.empty()) return std::nullopt;
  Number number;
  for (const char c : decimal) {
    if (c < '0' || c > '9' || !number.append_digit(static_cast<unsigned>(c - '0'))) return std::nullopt;
  }
  if (number.words[2] == 0) return first_layout(number);
  if (number.bits(184, 8) != 2) return std::nullopt;

  SequenceNumber parsed{.version = static_cast<int>(number.bits(0, 4)),
                        .created_s = static_cast<std::int64_t>(number.bits(148, 36)),
                        .shard = static_cast<std::uint32_t>(number.bits(4, 32))};
  if (parsed.shard > mask_of(31)) return std::nullopt;
  if (parsed.version == 1) {
    parsed.time_s = static_cast<std::int64_t>(number.bits(100, 36));
    return parsed;
  }
  if (parsed.version != 2) return std::nullopt;
  parsed.index = number.bits(80, 64);
  parsed.time_s = static_cast<std::int64_t>(number.bits(36, 36));
  if (parsed.index > mask_of(63)) return std::nullopt;
  return parsed;
}

std::array<char, SequenceNumber::digits> SequenceNumber::digits_of() const {
  CHECK(version == 2 && index <= mask_of(63));
  const auto created = static_cast<std::uint64_t>(created_s) & mask_of(36);
  const auto time = static_cast<std::uint64_t>(time_s) & mask_of(36);
  const std::uint64_t low = 2 | std::uint64_t{shard} << 4 | time << 36;
  const std::uint64_t middle = time >> 28 | index << 16;
  const std::uint64_t high = index >> 48 | std::uint64_t{shard & 15} << 16 | created << 20 | std::uint64_t{2} << 56;

  // Long division by 10^19; every quotient fits a word because `high` is below 10^19.
  const Wide upper = Wide{high} << 64 | middle;
  const auto quotient_high = static_cast<std::uint64_t>(upper / ten_to_19);
  const Wide lower = Wide{static_cast<std::uint64_t>(upper - Wide{quotient_high} * ten_to_19)} << 64 | low;
  const auto quotient_low = static_cast<std::uint64_t>(lower / ten_to_19);
  const auto last = static_cast<std::uint64_t>(lower - Wide{quotient_low} * ten_to_19);
  const Wide quotient = Wide{quotient_high} << 64 | quotient_low;
  const auto first = static_cast<std::uint64_t>(quotient / ten_to_19);
  const auto second = static_cast<std::uint64_t>(quotient - Wide{first} * ten_to_19);

  std::array<char, digits> text;
  print(first, text.data(), text.data() + 18);
  print(second, text.data() + 18, text.data() + 37);
  print(last, text.data() + 37, text.data() + 56);
  return text;
}

}  // namespace penstock::kinesis
