// Signed Kinesis load over keep-alive connections, with every answer checked; prints one line of JSON.
// bench/run starts it beside each server; `bench_load --help` says how to use it alone.
#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "bench/connection.h"
#include "bench/signed_requests.h"

namespace penstock::bench {
namespace {

using Clock = std::chrono::steady_clock;

enum class Work { put_record, put_records, get_records, post, call, fill };

struct Options {
  LoadTarget target;
  Work work = Work::put_record;
  std::size_t connections = 64;
  std::size_t records = 500;  // of a PutRecords request
  std::size_t size = 1024;
  std::size_t payloads = 512;  // different records
  double warm_seconds = 1;
  double seconds = 5;
  std::vector<int> server_pids;
  bool sleeps = true;                  // while no answer is there
  std::vector<std::string> iterators;  // GetRecords starts at these, connection by connection
  // Calls: the operation, a file with one body a line, and what every answer begins with.
  std::string operation;
  std::string bodies;
  std::string answer;
  // Filling: the numbers of the items that BatchWriteItem puts, each once, `records` in a request.
  std::size_t first = 0;
  std::size_t count = 0;
  std::size_t among = 0;  // not 0: they are numbers below it, all over
};

struct Tally {
  std::size_t requests = 0;
  std::size_t records = 0;
  std::size_t bytes = 0;
  std::vector<std::uint32_t> micros;
};

double cpu_seconds_of(int pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skipped;
  for (int n = 0; n < 11; ++n) fields >> skipped;  // state … cmajflt
  double user = 0;
  double system = 0;
  if (!(fields >> user >> system)) throw std::runtime_error(fmt::format("no process {}", pid));
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double cpu_seconds_of(const std::vector<int>& pids) {
  double sum = 0;
  for (const auto pid : pids) sum += cpu_seconds_of(pid);
  return sum;
}

std::size_t occurrences(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) ++count;
  return count;
}

std::string_view member(std::string_view body, std::string_view name) {
  const auto key = fmt::format("\"{}\":\"", name);
  const auto at = body.find(key);
  if (at == std::string_view::npos) return {};
  const auto value = body.substr(at + key.size());
  return value.substr(0, value.find('"'));
}

std::vector<std::string> call_requests(const Options& options) {
  std::ifstream file(options.bodies);
  std::vector<std::string> requests;
  for (std::string body; std::getline(file, body);) {
    requests.push_back(signed_request(options.target, options.operation, body));
  }
  if (requests.empty()) throw std::runtime_error(fmt::format("no bodies in {}", options.bodies));
  return requests;
}

// Puts `records` items with `size` bytes of text beside their keys. The multiplier is a prime that no number of items
// here is a multiple of, so that all of them have their turn.
std::string fill_body(const Options& options, std::size_t first) {
  constexpr std::size_t spread = 7'368'787;
  const std::string data(options.size, options.among == 0 ? 'x' : 'y');
  std::string body = fmt::format(R"({{"RequestItems":{{"{}":[)", options.target.stream);
  for (std::size_t n = first; n < first + options.records; ++n) {
    fmt::format_to(std::back_inserter(body),
                   R"({}{{"PutRequest":{{"Item":{{"id":{{"S":"item-{}"}},"n":{{"N":"{}"}},"data":{{"S":"{}"}}}}}}}})",
                   n == first ? "" : ",", options.among == 0 ? n : n * spread % options.among, n, data);
  }
  return body + "]}}";
}

class Load {
 public:
  explicit Load(Options options) : options_(std::move(options)) {
    const auto& o = options_;
    if (o.work == Work::put_records) requests_ = put_requests(o.target, {32, o.records, o.size, o.payloads});
    if (o.work == Work::put_record || o.work == Work::post)
      requests_ = put_requests(o.target, {2048, 1, o.size, o.payloads});
    if (o.work == Work::call) requests_ = call_requests(o);
    if (o.work == Work::get_records) {
      if (o.iterators.empty()) throw std::runtime_error("GetRecords needs --iterator");
      known_ = all_record_data(o.payloads, o.size);
    }
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t n = 0; n < o.connections; ++n) {
      connections_.push_back(std::make_unique<Connection>(o.target.host));
      reads_.push_back({});
      waits_to_send_.push_back(0);
      epoll_event event{.events = EPOLLIN, .data = {.u64 = n}};
      epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[n]->fd(), &event);
      next(n);
    }
  }
  ~Load() { close(epoll_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  std::string run() {
    const bool fills = options_.work == Work::fill;
    if (!fills) turn_until(Clock::now() + seconds(options_.warm_seconds));
    tally_ = {};
    sleeps_ = 0;
    const double cpu = cpu_seconds_of(options_.server_pids);
    const auto began = Clock::now();
    turn_until(fills ? Clock::time_point::max() : began + seconds(options_.seconds));
    const double wall = std::chrono::duration<double>(Clock::now() - began).count();
    const double server = cpu_seconds_of(options_.server_pids) - cpu;
    std::ranges::sort(tally_.micros);
    const auto percentile = [&](double share) {
      return tally_.micros.empty() ? 0 : tally_.micros[static_cast<std::size_t>(share * (tally_.micros.size() - 1))];
    };
    return fmt::format(
        R"({{"requests":{},"records":{},"body_bytes":{},"seconds":{:.3f},"server_cpu_seconds":{:.3f},"sleeps":{},"p50_us":{},"p99_us":{}}})",
        tally_.requests, tally_.records, tally_.bytes, wall, server, sleeps_, percentile(0.5), percentile(0.99));
  }

 private:
  struct Read {
    std::string request;
    bool looked_at = false;
  };

  static Clock::duration seconds(double count) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(count));
  }

  void turn_until(Clock::time_point end) {
    std::vector<epoll_event> events(options_.connections);
    while (Clock::now() < end && (options_.work != Work::fill || tally_.records < options_.count)) {
      const int ready = wait(events);
      for (int n = 0; n < ready; ++n) {
        const auto index = events[n].data.u64;
        if (events[n].events & EPOLLOUT) send(index);
        if (events[n].events & ~EPOLLOUT && connections_[index]->receive()) {
          take(index, connections_[index]->answer());
        }
      }
    }
  }

  // A server whose answers find the generator asleep pays for waking it; one that is faster than the generator never
  // does.
  int wait(std::vector<epoll_event>& events) {
    const auto count = static_cast<int>(events.size());
    const int ready = epoll_wait(epoll_, events.data(), count, 0);
    if (ready != 0 || !options_.sleeps) return ready;
    ++sleeps_;
    return epoll_wait(epoll_, events.data(), count, 100);
  }

  void take(std::size_t index, Answer answer) {
    if (answer.status != 200) throw std::runtime_error(fmt::format("status {}: {}", answer.status, answer.body));
    const auto records = checked(index, answer.body);
    const auto micros =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - connections_[index]->started());
    ++tally_.requests;
    tally_.records += records;
    tally_.bytes += answer.body.size();
    tally_.micros.push_back(static_cast<std::uint32_t>(micros.count()));
    next(index, answer.body);
  }

  // How many records the answer is about; throws when it is not the right answer.
  std::size_t checked(std::size_t index, std::string_view body) {
    switch (options_.work) {
      case Work::post:
        return 1;
      case Work::call:
      case Work::fill:
        if (!body.starts_with(options_.answer)) throw std::runtime_error(fmt::format("not the answer: {}", body));
        return options_.records;
      case Work::put_record:
        if (member(body, "SequenceNumber").empty())
          throw std::runtime_error(fmt::format("no SequenceNumber: {}", body));
        return 1;
      case Work::put_records:
        if (body.find("\"FailedRecordCount\":0") == std::string_view::npos ||
            occurrences(body, "\"SequenceNumber\":") != options_.records) {
          throw std::runtime_error(fmt::format("not every record was taken: {}", body.substr(0, 300)));
        }
        return options_.records;
      case Work::get_records:
        return read_back(index, body);
    }
    return 0;
  }

  // Every record's data must be one that was put; the first answer of a connection is read through, later ones counted.
  std::size_t read_back(std::size_t index, std::string_view body) {
    if (reads_[index].looked_at) return occurrences(body, "\"Data\":\"");
    reads_[index].looked_at = true;
    std::size_t records = 0;
    for (auto rest = body; rest.find("\"Data\":\"") != std::string_view::npos; ++records) {
      const auto data = member(rest, "Data");
      if (!known_.contains(std::string(data))) throw std::runtime_error("a record came back that was never put");
      rest.remove_prefix(static_cast<std::size_t>(data.end() - rest.begin()));
    }
    return records;
  }

  void next(std::size_t index, std::string_view body = {}) {
    if (options_.work == Work::get_records) {
      // At the end of the shard it begins anew.
      const bool more = body.find("\"MillisBehindLatest\":0") == std::string_view::npos;
      const auto following = more ? member(body, "NextShardIterator") : std::string_view();
      const auto& first = options_.iterators[index % options_.iterators.size()];
      reads_[index].request =
          signed_request(options_.target, "GetRecords",
                         fmt::format(R"({{"ShardIterator":"{}"}})", following.empty() ? first : following));
      connections_[index]->start(reads_[index].request);
    } else if (options_.work == Work::fill) {
      if (filled_ >= options_.count) return;
      reads_[index].request =
          signed_request(options_.target, "BatchWriteItem", fill_body(options_, options_.first + filled_));
      filled_ += options_.records;
      connections_[index]->start(reads_[index].request);
    } else {
      connections_[index]->start(requests_[next_request_++ % requests_.size()]);
    }
    send(index);
  }

  void send(std::size_t index) {
    const char left = connections_[index]->flush() ? 1 : 0;
    if (left == std::exchange(waits_to_send_[index], left)) return;
    epoll_event event{.events = left != 0 ? EPOLLIN | EPOLLOUT : EPOLLIN, .data = {.u64 = index}};
    epoll_ctl(epoll_, EPOLL_CTL_MOD, connections_[index]->fd(), &event);
  }

  Options options_;
  int epoll_ = -1;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Read> reads_;
  std::vector<char> waits_to_send_;  // of each connection, whether the socket was full
  std::vector<std::string> requests_;
  std::size_t next_request_ = 0;
  std::size_t filled_ = 0;  // items asked for
  std::unordered_set<std::string> known_;
  std::size_t sleeps_ = 0;
  Tally tally_;
};

int load_main(int argc, char** argv) {
  Options options;
  CLI::App app("Signed Kinesis load; one line of JSON with requests, records, seconds and the server's CPU seconds.");
  const std::map<std::string, Work> works{{"PutRecord", Work::put_record},
                                          {"PutRecords", Work::put_records},
                                          {"GetRecords", Work::get_records},
                                          {"post", Work::post},
                                          {"call", Work::call},
                                          {"fill", Work::fill}};
  app.add_option("work", options.work,
                 "PutRecord, PutRecords, GetRecords, post (any server's 200 will do), call (--operation, --bodies), "
                 "or fill (--first, --count: items of the table --stream, by BatchWriteItem)")
      ->required()
      ->transform(CLI::CheckedTransformer(works));
  app.add_option("--connect", options.target.host, "IPv4 address and port of the server")->required();
  app.add_option("--stream", options.target.stream);
  app.add_option("--access-key", options.target.access_key_id)->required();
  app.add_option("--secret", options.target.secret)->required();
  app.add_option("--region", options.target.region);
  app.add_option("--connections", options.connections);
  app.add_option("--records", options.records, "records of one PutRecords request");
  app.add_option("--size", options.size, "bytes of a record");
  app.add_option("--payloads", options.payloads, "how many different records there are");
  app.add_option("--warm-seconds", options.warm_seconds);
  app.add_option("--seconds", options.seconds);
  app.add_option("--server-pid", options.server_pids, "whose CPU seconds to count; once for each process");
  app.add_flag("!--never-sleep", options.sleeps, "looks for answers all the time, so that no server has to wake it");
  app.add_option("--iterator", options.iterators, "where GetRecords starts, one per shard");
  app.add_option("--service", options.target.service, "that the signature is for");
  app.add_option("--target-prefix", options.target.target_prefix, "of X-Amz-Target");
  app.add_option("--content-type", options.target.content_type);
  app.add_option("--operation", options.operation, "that is called");
  app.add_option("--bodies", options.bodies, "a file with the body of one call in each line");
  app.add_option("--answer", options.answer, "what every answer begins with");
  app.add_option("--first", options.first, "number of the first item");
  app.add_option("--count", options.count, "how many items");
  app.add_option("--among", options.among, "of so many items that are there: replaces some all over the table");
  CLI11_PARSE(app, argc, argv);
  try {
    fmt::print("{}\n", Load(std::move(options)).run());
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_load: {}\n", error.what());
    return 1;
  }
}

}  // namespace
}  // namespace penstock::bench

int main(int argc, char** argv) { return penstock::bench::load_main(argc, argv); }
