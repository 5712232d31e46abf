// penstock demo: a server, the call-events pipeline against it over HTTP, and a live line of what flows. The root makes
// a user for each part; the parts run with these users' keys.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "app/client_session.h"
#include "app/commands.h"
#include "app/demo_users.h"
#include "app/server.h"
#include "base/task_scope.h"
#include "io/pace.h"
#include "io/signals.h"
#include "pipelines/call-events/access.h"
#include "pipelines/call-events/pipeline.h"

namespace penstock::app {
namespace {

constexpr int exit_failed = 1;
constexpr Millis line_interval{1000};
constexpr const char* demo_region = "eu-north-1";
constexpr const char* producer_user = "penstock-demo-producer";
constexpr const char* consumer_user = "penstock-demo-consumer";

// Redrawn in place on a terminal; a line each second elsewhere.
class LiveLine {
 public:
  explicit LiveLine(const call_events::FlowCounts& counts) : counts_(counts) {}

  Task<void> run(Pace& pace) {
    bool going = true;
    while (going) {
      going = co_await pace.wait(line_interval);
      if (going) show();
    }
  }
  void finish() {
    show();
    if (is_terminal_) fmt::print("\n");
    std::fflush(stdout);
  }

 private:
  void show() {
    if (is_terminal_) {
      fmt::print("\r\x1b[2K\x1b[36m{}\x1b[0m", counts_.line());
    } else {
      fmt::print("{}\n", counts_.line());
    }
    std::fflush(stdout);
  }

  const call_events::FlowCounts& counts_;
  const bool is_terminal_ = isatty(STDOUT_FILENO) == 1;
};

Task<void> stop_after(Pace& pace, unsigned seconds) {
  if (seconds == 0) co_return;
  if (co_await pace.wait(std::chrono::seconds(seconds))) pace.stop();
}

int failed(const ApiError& error) {
  fmt::print(stderr, "penstock demo: {}: {}\n", error.code, error.message);
  return exit_failed;
}

// A client for each part's key.
class PartClients {
 public:
  PartClients(HttpTransportOptions producer, HttpTransportOptions consumer)
      : http_(HttpClientOptions{}),
        producer_transport_(http_, clock_, random_, std::move(producer)),
        consumer_transport_(http_, clock_, random_, std::move(consumer)),
        producer_(producer_transport_),
        consumer_(consumer_transport_),
        consumer_s3_(consumer_transport_) {}

  call_events::Clients clients() { return {producer_, consumer_, consumer_s3_}; }

 private:
  SystemClock clock_;
  SystemRandom random_;
  HttpClient http_;
  HttpTransport producer_transport_, consumer_transport_;
  kinesis::KinesisClient producer_, consumer_;
  s3::S3Client consumer_s3_;
};

Task<int> flow_until_stopped(PartClients& parts, call_events::Flow flow, call_events::PipelineOptions pipeline,
                             unsigned seconds) {
  LiveLine line(flow.counts);
  TaskScope scope;
  scope.spawn(line.run(flow.pace));
  scope.spawn(stop_after(flow.pace, seconds));
  const auto outcome = co_await as_result(call_events::run_pipeline(parts.clients(), flow, std::move(pipeline)));
  flow.pace.stop();
  co_await scope.drain();
  line.finish();
  co_return outcome ? 0 : failed(outcome.error());
}

// The root's part: makes the users, and takes their keys back at the end.
Task<int> run_demo(ClientSession& root, std::string url, std::string account, call_events::Flow flow,
                   call_events::PipelineOptions pipeline, unsigned seconds) {
  const auto stream = call_events::stream_arn(demo_region, account, pipeline.stream.name);
  auto producer = co_await as_result(
      begin_demo_user(root.iam(), {.name = producer_user, .policy = call_events::producer_policy(stream)}));
  if (!producer) co_return failed(producer.error());
  auto consumer = co_await as_result(begin_demo_user(
      root.iam(),
      {.name = consumer_user,
       .policy = call_events::consumer_policy(stream, pipeline.consumer.bucket, pipeline.consumer.prefix)}));
  if (!consumer) co_return failed(consumer.error());
  const auto as = [&](sigv4::Credentials& key) {
    return HttpTransportOptions{.endpoint_url = url, .region = demo_region, .credentials = std::move(key)};
  };
  PartClients parts(as(*producer), as(*consumer));
  const int status = co_await flow_until_stopped(parts, flow, std::move(pipeline), seconds);
  for (const auto* user : {producer_user, consumer_user}) {
    const auto ended = co_await as_result(end_demo_user(root.iam(), user));
    if (!ended) co_return failed(ended.error());
  }
  co_return status;
}

void introduce(const Server& server, const Settings& settings, const call_events::PipelineOptions& pipeline) {
  fmt::print("Penstock serves the AWS APIs on {} and keeps its data in {}\n", server.url(), settings.data.string());
  if (server.root_key().created) fmt::print("{}", export_lines(server.root_key().key));
  fmt::print(
      "call-events: producer -> stream {} ({} shards) -> consumers -> s3://{}/{}\n"
      "Least privilege: producer and consumers are the users {} and {}, without the root key\n"
      "Look inside from another terminal:\n"
      "  penstock tail {} --region {} --from start\n"
      "  penstock explain kinesis:GetRecords {} --as {}\n"
      "Ctrl-C stops.\n",
      pipeline.stream.name, pipeline.stream.shards, pipeline.consumer.bucket, pipeline.consumer.prefix, producer_user,
      consumer_user, pipeline.stream.name, demo_region,
      call_events::stream_arn(demo_region, settings.account, pipeline.stream.name), producer_user);
  std::fflush(stdout);
}

}  // namespace

int demo(Settings settings, DemoOptions options) {
  StopSignals signals;
  SystemClock clock;
  FileSink sink(STDERR_FILENO);
  // The live line says how it flows; the log says what goes wrong.
  EventLog log({.level = Level::warn, .format = LogFormat::text, .now = [&] { return clock.now(); }, .sink = &sink});
  auto server = Server::start(settings, log);
  if (!server) {
    fmt::print(stderr, "penstock: {}\n", server.error().message);
    return exit_failed;
  }
  call_events::PipelineOptions pipeline;
  pipeline.producer.records_per_second = options.records_per_second;
  pipeline.producer.seed = static_cast<std::uint64_t>(to_millis(clock.now()));
  pipeline.consumer.region = demo_region;
  // What earlier runs put has been kept already; consumers begin with this run's records.
  pipeline.consumer.starting_position = "AT_TIMESTAMP";
  pipeline.consumer.starting_time = clock.now();
  introduce(**server, settings, pipeline);

  const auto& key = (*server)->root_key().key;
  ClientSession session(HttpTransportOptions{
      .endpoint_url = (*server)->url(), .region = demo_region, .credentials = {key.id, key.secret}});
  LoopPace pace;
  call_events::FlowCounts counts;
  const call_events::Flow flow{log, clock, pace, counts};
  return run_until_done(
      session.loop(), run_demo(session, (*server)->url(), settings.account, flow, std::move(pipeline), options.seconds),
      signals, [&] { pace.stop(); });
}

}  // namespace penstock::app
