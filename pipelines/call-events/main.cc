// The call-events program: the pipeline by itself, against this machine's server or AWS.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "api/client_environment.h"
#include "api/http_transport.h"
#include "base/task_scope.h"
#include "io/loop_group.h"
#include "io/random.h"
#include "io/run_until_done.h"
#include "pipelines/call-events/pipeline.h"

namespace penstock::call_events {
namespace {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
constexpr Millis line_interval{5000};

struct Options {
  PipelineOptions pipeline;
  std::string endpoint;
  std::string region;
};

void add_options(CLI::App& app, Options& options) {
  auto& pipeline = options.pipeline;
  app.add_option("--part", pipeline.part, "producer, consumer or both (default both)")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Part>{
          {"producer", Part::producer}, {"consumer", Part::consumer}, {"both", Part::both}}))
      ->type_name("PART");
  app.add_option("--rate", pipeline.producer.records_per_second, "Records per second (default 1)")
      ->type_name("N")
      ->check(CLI::Range(0.01, 100000.0));
  app.add_option("--records", pipeline.producer.records_max, "Stop producing after so many (default: never)")
      ->type_name("N");
  app.add_option("--shard", pipeline.only_shard, "Consume one shard (default: all)")->type_name("ID");
  app.add_option("--from", pipeline.consumer.starting_position, "TRIM_HORIZON (default) or LATEST")
      ->check(CLI::IsMember({"TRIM_HORIZON", "LATEST"}))
      ->type_name("POSITION");
  app.add_option("--stream", pipeline.stream.name, "Stream (default AForB_callevents)")->type_name("NAME");
  app.add_option("--shards", pipeline.stream.shards, "Shards of a new stream (default 4)")->type_name("N");
  app.add_option("--bucket", pipeline.consumer.bucket, "Bucket (default aforb-consumer-data)")->type_name("NAME");
  app.add_option("--endpoint", options.endpoint,
                 "Server (default AWS_ENDPOINT_URL, then http://127.0.0.1:4566); 'aws' is AWS itself")
      ->type_name("URL");
  app.add_option("--region", options.region, "Region (default AWS_REGION, then eu-north-1)")->type_name("NAME");
  app.footer(
      "Examples:\n"
      "  call-events\n"
      "  call-events --part producer --rate 200 --records 10000\n"
      "  call-events --part consumer --shard shardId-000000000002 --from LATEST\n"
      "  call-events --endpoint aws --region eu-north-1");
}

// Where to send, or nothing after saying what is missing.
std::optional<HttpTransportOptions> transport_options(const Options& options) {
  const auto environment = read_client_environment([](const char* name) { return std::getenv(name); });
  if (!environment.credentials) {
    fmt::print(stderr,
               "call-events: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (the server prints them on its "
               "first start)\n");
    return std::nullopt;
  }
  HttpTransportOptions transport{.credentials = *environment.credentials};
  transport.region = !options.region.empty() ? options.region : environment.region.value_or("eu-north-1");
  if (!options.endpoint.empty()) {
    if (options.endpoint != "aws") transport.endpoint_url = options.endpoint;
  } else {
    transport.endpoint_url = environment.endpoint_url.value_or("http://127.0.0.1:4566");
  }
  return transport;
}

// How much has flowed, now and then, on standard output; the log is on standard error.
Task<void> show_counts(Flow flow) {
  bool going = true;
  while (going) {
    going = co_await flow.pace.wait(line_interval);
    fmt::print("{}\n", flow.counts.line());
    std::fflush(stdout);
  }
}

Task<int> run(kinesis::KinesisClient& kinesis, s3::S3Client& s3, Flow flow, PipelineOptions options) {
  TaskScope scope;
  scope.spawn(show_counts(flow));
  auto outcome = co_await as_result(run_pipeline({kinesis, kinesis, s3}, flow, std::move(options)));
  flow.pace.stop();
  co_await scope.drain();
  if (outcome) co_return 0;
  fmt::print(stderr, "call-events: {}: {}\n", outcome.error().code, outcome.error().message);
  co_return exit_failed;
}

int run_until_stopped(Options options) {
  auto transport_to = transport_options(options);
  if (!transport_to) return exit_usage;
  options.pipeline.producer.stream = options.pipeline.consumer.stream = options.pipeline.stream.name;
  options.pipeline.consumer.region = transport_to->region;

  StopSignals signals;
  SystemClock clock;
  SystemRandom random;
  options.pipeline.producer.seed = random.next();
  FileSink sink(STDERR_FILENO);
  EventLog log({.now = [&] { return clock.now(); }, .sink = &sink});
  LoopGroup loops(1);
  HttpClient http(HttpClientOptions{});
  HttpTransport transport(http, clock, random, std::move(*transport_to));
  kinesis::KinesisClient kinesis(transport);
  s3::S3Client s3(transport);
  LoopPace pace;
  FlowCounts counts;

  return run_until_done(loops[0], run(kinesis, s3, Flow{log, clock, pace, counts}, std::move(options.pipeline)),
                        signals, [&] {
                          fmt::print(stderr, "stopping: what is under way is written first\n");
                          pace.stop();
                        });
}

}  // namespace
}  // namespace penstock::call_events

int main(int argc, char** argv) {
  using namespace penstock::call_events;
  CLI::App app{"Call events through a four-shard stream into a bucket.", "call-events"};
  Options options;
  add_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_usage;
  }
  return run_until_stopped(std::move(options));
}
