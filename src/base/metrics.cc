#include "base/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/check.h"

namespace penstock {
namespace {

// "operation="PutRecord",service="kinesis"", escaped as the text format wants it.
std::string printed(const Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    if (!text.empty()) text += ',';
    text.append(name).append("=\"");
    for (const char c : value) {
      if (c == '\n') {
        text += "\\n";
        continue;
      }
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text;
}

std::string in_braces(const std::string& labels) { return labels.empty() ? "" : '{' + labels + '}'; }

void print(std::string& out, const std::string& name, const std::string& labels, const Histogram& histogram) {
  const auto snapshot = histogram.snapshot();
  const auto separator = labels.empty() ? "" : ",";
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < snapshot.buckets.size(); ++i) {
    below += snapshot.buckets[i];
    const bool bounded = i < Histogram::bounds_us.size();
    const auto bound = bounded ? fmt::format("{}", static_cast<double>(Histogram::bounds_us[i]) / 1e6) : "+Inf";
    fmt::format_to(std::back_inserter(out), "{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, separator, bound, below);
  }
  fmt::format_to(std::back_inserter(out), "{}_sum{} {}\n", name, in_braces(labels), snapshot.seconds);
  fmt::format_to(std::back_inserter(out), "{}_count{} {}\n", name, in_braces(labels), snapshot.count);
}

template <class Metric>
Metric& found_or_made(std::map<std::string, std::unique_ptr<Metric>>& metrics, const Labels& labels) {
  auto& metric = metrics[printed(labels)];
  if (!metric) metric = std::make_unique<Metric>();
  return *metric;
}

}  // namespace

namespace metrics_detail {

std::size_t slot_of_this_thread() {
  static std::atomic<std::size_t> threads = 0;
  thread_local const std::size_t slot = threads.fetch_add(1, std::memory_order_relaxed) % slots;
  return slot;
}

}  // namespace metrics_detail

std::uint64_t Counter::value() const {
  std::uint64_t sum = 0;
  for (const auto& part : parts_) sum += part.value.load(std::memory_order_relaxed);
  return sum;
}

void Histogram::observe(std::chrono::nanoseconds took) {
  const auto nanoseconds = std::max<std::int64_t>(took.count(), 0);
  std::size_t bucket = 0;
  while (bucket < bounds_us.size() && nanoseconds > bounds_us[bucket] * 1000) ++bucket;
  auto& part = parts_[metrics_detail::slot_of_this_thread()];
  part.buckets[bucket].fetch_add(1, std::memory_order_relaxed);
  part.nanoseconds.fetch_add(static_cast<std::uint64_t>(nanoseconds), std::memory_order_relaxed);
}

Histogram::Snapshot Histogram::snapshot() const {
  Snapshot snapshot;
  for (const auto& part : parts_) {
    for (std::size_t i = 0; i < part.buckets.size(); ++i) {
      const auto count = part.buckets[i].load(std::memory_order_relaxed);
      snapshot.buckets[i] += count;
      snapshot.count += count;
    }
    snapshot.seconds += static_cast<double>(part.nanoseconds.load(std::memory_order_relaxed)) / 1e9;
  }
  return snapshot;
}

Metrics::Family& Metrics::family(std::string_view name, std::string_view help, std::string_view type) {
  auto [found, added] = families_.try_emplace(std::string(name));
  if (added) found->second = {.help = std::string(help), .type = type};
  CHECK(found->second.type == type);
  return found->second;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, Labels labels) {
  const std::lock_guard lock(mutex_);
  return found_or_made(family(name, help, "counter").counters, labels);
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, Labels labels) {
  const std::lock_guard lock(mutex_);
  return found_or_made(family(name, help, "gauge").gauges, labels);
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, Labels labels) {
  const std::lock_guard lock(mutex_);
  return found_or_made(family(name, help, "histogram").histograms, labels);
}

std::string Metrics::prometheus() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [name, family] : families_) {
    fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, family.type);
    for (const auto& [labels, metric] : family.counters) {
      fmt::format_to(std::back_inserter(out), "{}{} {}\n", name, in_braces(labels), metric->value());
    }
    for (const auto& [labels, metric] : family.gauges) {
      fmt::format_to(std::back_inserter(out), "{}{} {}\n", name, in_braces(labels), metric->value());
    }
    for (const auto& [labels, metric] : family.histograms) print(out, name, labels, *metric);
  }
  return out;
}

}  // namespace penstock
