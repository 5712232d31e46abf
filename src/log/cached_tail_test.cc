#include "log/cached_tail.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace penstock {
namespace {

class Released final : public File {
 public:
  Result<std::size_t> pread(std::uint64_t, std::span<char>) override { return std::size_t{0}; }
  bool pread_cached(std::uint64_t, std::span<char>) override { return false; }
  Status pwritev(std::uint64_t, std::span<const iovec>) override { return ok(); }
  Status sync() override { return ok(); }
  Status truncate(std::uint64_t) override { return ok(); }
  Status allocate(std::uint64_t) override { return ok(); }
  Result<std::uint64_t> size() override { return std::uint64_t{0}; }
  void release_cached(std::uint64_t begin, std::uint64_t end) override { ranges.emplace_back(begin, end); }

  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
};

constexpr std::uint64_t mib = 1 << 20;

TEST(CachedTail, keeps_the_newest_bytes_across_files) {
  CachedTail tail(8 * mib);
  const auto first = std::make_shared<Released>();
  const auto second = std::make_shared<Released>();
  tail.add(first, 0, 6 * mib);
  tail.add(first, 6 * mib, 8 * mib);
  tail.add(second, 0, 2 * mib);
  EXPECT_TRUE(first->ranges.empty());

  tail.add(second, 2 * mib, 5 * mib);  // 13 MiB: five too many
  ASSERT_EQ(first->ranges.size(), 1u);
  EXPECT_EQ(first->ranges[0], (std::pair<std::uint64_t, std::uint64_t>(0, 5 * mib)));

  tail.add(second, 5 * mib, 10 * mib);
  EXPECT_EQ(first->ranges.back().second, 8 * mib);
  ASSERT_EQ(second->ranges.size(), 1u);
  EXPECT_EQ(second->ranges[0], (std::pair<std::uint64_t, std::uint64_t>(0, 2 * mib)));
  EXPECT_EQ(first.use_count(), 1);
}

}  // namespace
}  // namespace penstock
