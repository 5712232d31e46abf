// penstock put: one record from the command line, or one per line of standard input.
#include <fmt/format.h>

#include <iostream>

#include "app/client_session.h"
#include "app/commands.h"
#include "io/block_on.h"

namespace penstock::app {
namespace {

constexpr std::size_t batch_records_max = 500;  // of PutRecords
// What goes together, of the 10 MiB that PutRecords takes. A record that is larger goes alone.
constexpr std::size_t batch_bytes_max = 4'500'000;
constexpr int attempts_max = 10;
constexpr Millis retry_wait{200};
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

using Entries = std::vector<kinesis::PutRecordsRequestEntry>;

int failed(const ApiError& error) {
  fmt::print(stderr, "penstock put: {}: {}\n", error.code, error.message);
  return exit_failed;
}

std::string key_or_random(const std::string& key, Random& random) {
  return key.empty() ? fmt::format("{:016x}", random.next()) : key;
}

Task<int> put_one(ClientSession& session, PutOptions options) {
  auto output =
      co_await as_result(session.kinesis().put_record({.stream_name = options.stream,
                                                       .data = *options.data,
                                                       .partition_key = key_or_random(options.key, session.random())}));
  if (!output) co_return failed(output.error());
  fmt::print("{} {}\n", output->shard_id, output->sequence_number);
  co_return 0;
}

// What a batch refused is put again, a few times.
Task<Status> put_batch(ClientSession& session, std::string stream, Entries entries) {
  for (int attempt = 0; attempt < attempts_max && !entries.empty(); ++attempt) {
    if (attempt) co_await sleep_for(retry_wait * attempt);
    auto output = co_await session.kinesis().put_records({.records = entries, .stream_name = stream});
    Entries refused;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (output.records[i].error_code) refused.push_back(std::move(entries[i]));
    }
    entries = std::move(refused);
  }
  if (entries.empty()) co_return ok();
  co_return ApiError{503, "ProvisionedThroughputExceededException",
                     fmt::format("{} records were refused {} times", entries.size(), attempts_max)};
}

// Reads on this thread, which is no loop's; the batches go over the session's.
int put_lines(ClientSession& session, const PutOptions& options) {
  std::uint64_t put = 0;
  int status = 0;
  Entries batch;
  std::size_t batch_bytes = 0;
  const auto send = [&] {
    const auto count = batch.size();
    auto task = [](ClientSession& through, std::string stream, Entries entries) -> Task<int> {
      auto done = co_await as_result(put_batch(through, std::move(stream), std::move(entries)));
      co_return done ? 0 : failed(done.error());
    };
    status = block_on(session.loop(), task(session, options.stream, std::exchange(batch, {})));
    batch_bytes = 0;
    if (status == 0) put += count;
  };
  std::ios::sync_with_stdio(false);  // so that in_avail() knows what waits
  std::string line;
  while (status == 0 && std::getline(std::cin, line)) {
    kinesis::PutRecordsRequestEntry entry{.data = std::move(line),
                                          .partition_key = key_or_random(options.key, session.random())};
    const auto bytes = entry.data.size() + entry.partition_key.size();
    if (!batch.empty() && batch_bytes + bytes > batch_bytes_max) send();
    if (status != 0) break;
    batch_bytes += bytes;
    batch.push_back(std::move(entry));
    if (batch.size() == batch_records_max || !std::cin.rdbuf()->in_avail()) send();
  }
  if (status == 0 && !batch.empty()) send();
  fmt::print(stderr, "{} records put\n", put);
  return status;
}

}  // namespace

int put(Settings settings, PutOptions options) {
  auto session = ClientSession::open(options.client, settings, "us-east-1");
  if (!session) {
    fmt::print(stderr, "penstock put: {}\n", session.error().message);
    return exit_usage;
  }
  if (!options.data) return put_lines(**session, options);
  return block_on((*session)->loop(), put_one(**session, options));
}

}  // namespace penstock::app
