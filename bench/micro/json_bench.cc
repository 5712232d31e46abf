// links: wire
// What JSON costs on the hot paths: reading PutRecords of 500 x 1 KB and writing a GetRecords of the same.
//
// Expected, on one core of the machine that CI uses: the text is 0.7 MB; its structure takes 0.05 ms, base64 at 10 GB/s
// 0.07 ms, 500 blobs to allocate 0.03 ms. Mark: 0.12 ms for reading into memory that is at hand.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <random>
#include <span>
#include <string>

#include "base/base64.h"
#include "wire/json_reader.h"
#include "wire/json_writer.h"
#include "wire/sample_shapes.h"

namespace penstock {
namespace {

constexpr std::size_t records = 500;
constexpr std::size_t record_bytes = 1024;
constexpr std::size_t padding = 64;

std::string random_bytes(std::mt19937_64& random) {
  std::string bytes(record_bytes, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

sample::PutInput put_input() {
  std::mt19937_64 random(1);
  sample::PutInput input{.records = {}, .stream_name = "orders"};
  for (std::size_t i = 0; i < records; ++i) {
    input.records.push_back({.data = random_bytes(random), .partition_key = "customer-" + std::to_string(i)});
  }
  return input;
}

void require(benchmark::State& state, bool holds) {
  if (!holds) state.SkipWithError("the answer is wrong");
}

void read_put_records(benchmark::State& state) {
  const auto expected = put_input();
  std::string text;
  append_json(text, sample::put_input, &expected);
  const auto size = text.size();
  text.resize(size + padding);
  for (auto _ : state) {
    sample::PutInput input;
    Violations violations;
    const auto status = read_json(sample::put_input, std::span(text.data(), size), &input, &violations);
    require(state, status && violations.empty() && input.records.size() == records);
    require(state, input.records.back().data == expected.records.back().data);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * size));
}
BENCHMARK(read_put_records)->Unit(benchmark::kMicrosecond);

void write_get_records(benchmark::State& state) {
  sample::GetOutput output{.records = {}, .next_iterator = std::string(200, 'i'), .millis_behind = 0};
  for (auto& entry : put_input().records) {
    output.records.push_back({.sequence_number = std::string(56, '4'),
                              .arrival = from_millis(1600000000123),
                              .data = std::move(entry.data),
                              .partition_key = std::move(entry.partition_key)});
  }
  std::size_t size = 0;
  for (auto _ : state) {
    std::string text;
    append_json(text, sample::get_output, &output);
    size = text.size();
    benchmark::DoNotOptimize(text.data());
  }
  require(state, size > records * base64_size(record_bytes));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * size));
}
BENCHMARK(write_get_records)->Unit(benchmark::kMicrosecond);

void base64_of_a_record(benchmark::State& state) {
  std::mt19937_64 random(1);
  const auto text = to_base64(random_bytes(random));
  std::string bytes;
  for (auto _ : state) {
    require(state, static_cast<bool>(from_base64(text, bytes)));
    benchmark::DoNotOptimize(bytes.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(base64_of_a_record);

}  // namespace
}  // namespace penstock
