#include "base/metrics.h"

#include <gtest/gtest.h>

#include <thread>

namespace penstock {
namespace {

using namespace std::chrono_literals;

TEST(Counter, sums_what_threads_add) {
  Counter counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) counter.add();
    });
  }
  for (auto& thread : threads) thread.join();
  counter.add(5);
  EXPECT_EQ(counter.value(), 12'005u);
}

TEST(Histogram, puts_a_duration_below_its_bound) {
  Histogram histogram;
  histogram.observe(10us);
  histogram.observe(10001ns);
  histogram.observe(-1ns);
  histogram.observe(11s);
  const auto snapshot = histogram.snapshot();
  EXPECT_EQ(snapshot.buckets[0], 2u);
  EXPECT_EQ(snapshot.buckets[1], 1u);
  EXPECT_EQ(snapshot.buckets.back(), 1u);
  EXPECT_EQ(snapshot.count, 4u);
  EXPECT_NEAR(snapshot.seconds, 11.000020001, 1e-9);
}

TEST(Metrics, are_found_again_by_name_and_labels) {
  Metrics metrics;
  auto& one = metrics.counter("requests_total", "Requests.", {{"operation", "PutRecord"}});
  auto& other = metrics.counter("requests_total", "Requests.", {{"operation", "GetRecords"}});
  EXPECT_EQ(&one, &metrics.counter("requests_total", "Requests.", {{"operation", "PutRecord"}}));
  EXPECT_NE(&one, &other);
}

TEST(Metrics, are_printed_as_prometheus_reads_them) {
  Metrics metrics;
  metrics.counter("b_total", "Bs.", {{"name", "a\"b\\c\nd"}}).add(3);
  metrics.gauge("a", "A.").set(-2);
  metrics.histogram("took_seconds", "Took.").observe(1ms);
  const auto text = metrics.prometheus();
  EXPECT_TRUE(
      text.starts_with("# HELP a A.\n# TYPE a gauge\na -2\n# HELP b_total Bs.\n# TYPE b_total counter\n"
                       "b_total{name=\"a\\\"b\\\\c\\nd\"} 3\n"))
      << text;
  EXPECT_NE(text.find("took_seconds_bucket{le=\"0.0005\"} 0\ntook_seconds_bucket{le=\"0.001\"} 1\n"), text.npos)
      << text;
  EXPECT_NE(text.find("took_seconds_bucket{le=\"+Inf\"} 1\ntook_seconds_sum 0.001\ntook_seconds_count 1\n"), text.npos)
      << text;
}

}  // namespace
}  // namespace penstock
