// links: base io log
// The log on the real disk: what an append and a read cost in process CPU time and in wall time.
//
// Expected before measuring (1 KB records, two cores): an append of one record by 64 callers shares one sync among up
// to 64, so about 1.5 us of CPU (coroutine, copy, wake-up) and 2-3 us of wall time; one of 500 records copies 512 KB
// twice, sums it once and writes it past the page cache: about 200 us of CPU; a read of 10,000 copies 10 MB out of
// memory or the page cache and sums it: about 3 ms.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/crc32c.h"
#include "io/real_disk.h"
#include "io/sim_executor.h"
#include "io/thread_blocking_pool.h"
#include "log/log_directory.h"

namespace penstock {
namespace {

constexpr Channel channels = 4;

class BenchLog {
 public:
  explicit BenchLog(Durability durability)
      : path_(std::filesystem::temp_directory_path() / ("penstock-log-bench-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    LogOptions options;
    options.durability = durability;
    auto directory = LogDirectory::open({disk_, clock_, random_, pool_, committer_}, path_, options);
    CHECK(directory);
    directory_ = std::move(*directory);
    auto log = directory_->open_log_now("bench");
    CHECK(log);
    log_ = std::move(*log);
  }
  ~BenchLog() {
    executor_.sync_wait(log_->close());
    log_.reset();
    directory_.reset();
    std::filesystem::remove_all(path_);
  }

  // Drops what was written once there is a good deal of it, so that segments are recycled as in a long life.
  void trim_beyond(std::size_t bytes) {
    written_ += bytes;
    if (written_ < (256UL << 20)) return;
    written_ = 0;
    CHECK(executor_.sync_wait(log_->trim(clock_.now())));
  }

  Log& log() { return *log_; }
  SimExecutor& executor() { return executor_; }

 private:
  const std::string path_;
  RealDisk disk_;
  SystemClock clock_;
  SystemRandom random_;
  ThreadBlockingPool pool_{{.threads = 2, .queue_max = 16}};
  SimExecutor executor_;
  Committer committer_;
  std::unique_ptr<LogDirectory> directory_;
  std::unique_ptr<Log> log_;
  std::size_t written_ = 0;
};

Durability durability_of(const benchmark::State& state) {
  return state.range(0) == 0 ? Durability::fsync : Durability::os;
}

Task<void> append_singles(Log& log, Channel channel, std::string_view payload, int& left) {
  while (left-- > 0) CHECK(co_await as_result(log.append_one({channel, {&payload, 1}})));
}

void append_one_by_64_callers(benchmark::State& state) {
  BenchLog bench(durability_of(state));
  const std::string payload(1024, 'x');
  constexpr int per_turn = 6'400;
  for (auto _ : state) {
    int left = per_turn;
    for (int caller = 0; caller < 64; ++caller) {
      bench.executor().spawn(append_singles(bench.log(), static_cast<Channel>(caller) % channels, payload, left));
    }
    bench.executor().wait_for_all();
    bench.trim_beyond(per_turn * payload.size());
  }
  state.SetItemsProcessed(state.iterations() * per_turn);
}

void append_500(benchmark::State& state) {
  BenchLog bench(durability_of(state));
  const std::string payload(1024, 'x');
  const std::string_view piece = payload;
  std::vector<Append> records;
  for (Channel i = 0; i < 500; ++i) records.push_back({i % channels, {&piece, 1}});
  for (auto _ : state) {
    const auto appended = bench.executor().sync_wait(bench.log().append(records));
    CHECK(appended && appended->size() == 500);
    bench.trim_beyond(500 * payload.size());
  }
  state.SetItemsProcessed(state.iterations() * 500);
}

void append_500_by_8_callers(benchmark::State& state) {
  BenchLog bench(durability_of(state));
  const std::string payload(1024, 'x');
  const std::string_view piece = payload;
  std::vector<Append> records;
  for (Channel i = 0; i < 500; ++i) records.push_back({i % channels, {&piece, 1}});
  const auto append = [&](int& left) -> Task<void> {
    while (left-- > 0) CHECK(co_await as_result(bench.log().append(records)));
  };
  for (auto _ : state) {
    int left = 64;
    for (int caller = 0; caller < 8; ++caller) bench.executor().spawn(append(left));
    bench.executor().wait_for_all();
    bench.trim_beyond(64 * 500 * payload.size());
  }
  state.SetItemsProcessed(state.iterations() * 64 * 500);
}

void read_10000(benchmark::State& state) {
  BenchLog bench(Durability::os);
  const std::string payload(1024, 'x');
  const std::string_view piece = payload;
  std::vector<Append> records;
  const auto batch_records = static_cast<std::size_t>(state.range(0));
  for (std::size_t i = 0; i < batch_records; ++i) records.push_back({static_cast<Channel>(i % channels), {&piece, 1}});
  for (std::size_t written = 0; written < 40'000; written += batch_records) {
    CHECK(bench.executor().sync_wait(bench.log().append(records)));
  }
  for (auto _ : state) {
    const auto batch = bench.executor().sync_wait(bench.log().read(1, 0, {}));
    CHECK(batch && batch->records.size() >= 9'000 && batch->records.back().payload == payload);
  }
  state.SetItemsProcessed(state.iterations() * 10'000);
}

void checksum(benchmark::State& state) {
  const std::string bytes(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(crc32c(0, bytes));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

BENCHMARK(append_one_by_64_callers)->Arg(0)->Arg(1)->ArgName("os")->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(append_500)->Arg(0)->Arg(1)->ArgName("os")->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(append_500_by_8_callers)->Arg(0)->Arg(1)->ArgName("os")->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(read_10000)->Arg(500)->Arg(64)->ArgName("batch")->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(checksum)->Arg(1 << 10)->Arg(64 << 10);

}  // namespace
}  // namespace penstock
