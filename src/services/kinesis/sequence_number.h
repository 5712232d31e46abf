// Sequence numbers as AWS shapes them: 56 decimal digits that grow with every record of a shard and tell where the
// record came from. As a 188-bit number, in hexadecimal digits from the top (docs/formats/kinesis.md):
//
//   2  created(9)  low shard digit(1)  index(16)  00  time(9)  shard(8)  2
//
// created: when the shard was made, in seconds. index: 0 at the shard's start, offset + 1 for a record, so a number
// leads to its log offset without a search. time: when the record arrived, in seconds.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "log/log.h"

namespace penstock::kinesis {

struct SequenceNumber {
  // 2 is what is made here. AWS made 1 and 0 in its first years; they are told apart so that errors can name their
  // shard.
  int version = 2;
  std::int64_t created_s = 0;
  std::uint32_t shard = 0;
  std::uint64_t index = 0;
  std::int64_t time_s = 0;

  static constexpr std::size_t digits = 56;

  static SequenceNumber of_shard_start(std::int64_t created_s, std::uint32_t shard) {
    return {.created_s = created_s, .shard = shard, .index = 0, .time_s = created_s};
  }
  static SequenceNumber of_record(std::int64_t created_s, std::uint32_t shard, Offset offset, TimePoint arrival) {
    return {.created_s = created_s, .shard = shard, .index = offset + 1, .time_s = to_millis(arrival) / 1000};
  }
  // Absent when no shard of any stream could have given the number.
  static std::optional<SequenceNumber> parse(std::string_view decimal);

  // Where the number stands in the log: of a record, its own offset; of the shard's start, the first one.
  Offset at() const { return index == 0 ? 0 : index - 1; }
  Offset after() const { return index; }

  // Version 2 only.
  std::array<char, digits> digits_of() const;
  std::string text() const {
    const auto all = digits_of();
    return {all.data(), all.size()};
  }

  bool operator==(const SequenceNumber&) const = default;
};

}  // namespace penstock::kinesis
