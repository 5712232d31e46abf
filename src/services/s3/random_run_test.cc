// Seeded random requests against a plain model, with writes that fail and power that goes.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "services/s3/fixture.h"

namespace penstock::s3 {
namespace {

class RandomRun {
 public:
  explicit RandomRun(unsigned seed) : random_(seed), s3_(seed) { s3_.create_bucket("orders"); }

  void step() {
    const auto key = random_key();
    if (below(12) == 0) s3_.store().fail_next_write();
    if (below(40) == 0) s3_.disk().fail_after(below(12));
    switch (below(8)) {
      case 0:
      case 1:
      case 2:
        put(key);
        break;
      case 3:
        put_if_absent(key);
        break;
      case 4:
        erase(key);
        break;
      case 5:
        copy(random_key(), key);
        break;
      case 6:
        get(key);
        break;
      default:
        list();
    }
    if (below(60) == 0) power_cycle();
  }

  // Every object as it was acknowledged, and no file beside theirs.
  void check_all() {
    power_cycle();
    for (auto& [key, values] : model_) settle(key, values);
    std::size_t large = 0;
    for (const auto& [key, values] : model_) large += values.front() && values.front()->size() > 4096 ? 1 : 0;
    EXPECT_EQ(s3_.files().size(), large);
    list();
  }

 private:
  using Value = std::optional<std::string>;
  // What a key may hold: one value, or after a refusal also others.
  using Values = std::vector<Value>;

  unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }
  std::string random_key() {
    return std::string(1, static_cast<char>('a' + below(4))) + "/" + std::to_string(below(8));
  }
  std::string random_bytes() {
    constexpr unsigned sizes[] = {0, 10, 4096, 5000, 300'000};
    return std::string(sizes[below(5)] + below(3), static_cast<char>('a' + below(26)));
  }
  Values& values_of(const std::string& key) { return model_.try_emplace(key, Values{std::nullopt}).first->second; }

  // What the service says decides between what was possible.
  void settle(const std::string& key, Values& values) {
    const auto got = s3_.get("orders", key);
    if (!got) ASSERT_EQ(got.error().code, "NoSuchKey") << got.error().message;
    const auto found = got ? Value(got->bytes) : std::nullopt;
    ASSERT_NE(std::find(values.begin(), values.end(), found), values.end())
        << key << " holds " << (found ? found->substr(0, 10) : "nothing") << " of " << (found ? found->size() : 0);
    values = {found};
  }

  void after(const std::string& key, Value value, bool done) {
    auto& values = values_of(key);
    if (done) values.clear();
    values.push_back(std::move(value));
    if (!done) {
      settle(key, values);
      values = {values.front()};
    }
  }
  void put(const std::string& key) {
    const auto bytes = random_bytes();
    after(key, bytes, s3_.put("orders", key, bytes).has_value());
  }
  void put_if_absent(const std::string& key) {
    const auto bytes = random_bytes();
    PutObjectInput in{.bucket = "orders", .key = key};
    in.if_none_match = "*";
    const auto out = s3_.put(std::move(in), bytes);
    const auto absent = !values_of(key).front();
    if (out) EXPECT_TRUE(absent) << key;
    if (!out && out.error().status == 412) EXPECT_FALSE(absent) << key;
    if (out) after(key, bytes, true);
  }
  void erase(const std::string& key) { after(key, std::nullopt, s3_.erase("orders", key).has_value()); }
  void copy(const std::string& from, const std::string& to) {
    if (from == to) return;
    const auto source = values_of(from).front();
    const auto out = s3_.call(&S3Service::copy_object,
                              CopyObjectInput{.bucket = "orders", .copy_source = "orders/" + from, .key = to});
    if (out) {
      ASSERT_TRUE(source) << from;
      after(to, source, true);
    } else if (!source) {
      EXPECT_TRUE(out.error().code == "NoSuchKey" || out.error().status == 503) << out.error().message;
    }
  }
  void get(const std::string& key) { settle(key, values_of(key)); }
  void list() {
    std::vector<std::string> expected;
    for (const auto& [key, values] : model_) {
      if (values.front()) expected.push_back(key);
    }
    std::vector<std::string> found;
    ListObjectsV2Input in{.bucket = "orders", .max_keys = static_cast<std::int32_t>(1 + below(10))};
    do {
      const auto page = s3_.list(in);
      ASSERT_TRUE(page);
      if (page->contents) {
        for (const auto& object : *page->contents) found.push_back(*object.key);
      }
      in.continuation_token = page->next_continuation_token;
    } while (in.continuation_token);
    EXPECT_EQ(found, expected);
  }
  void power_cycle() {
    s3_.power_cycle();
    for (auto& [key, values] : model_) settle(key, values);
  }

  std::mt19937 random_;
  S3Fixture s3_;
  std::map<std::string, Values> model_;
};

TEST(S3, behaves_like_a_map_through_random_requests_and_power_cycles) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomRun run(seed);
  for (int step = 0; step < 1500 && !testing::Test::HasFailure(); ++step) run.step();
  if (!testing::Test::HasFailure()) run.check_all();
}

}  // namespace
}  // namespace penstock::s3
