// The penstock program: reads the command line and calls one command (app/commands.h).
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <deque>

#ifdef PENSTOCK_MIMALLOC
#include <mimalloc.h>
#endif

#include "app/commands.h"
#include "app/version.h"

namespace penstock::app {
namespace {

constexpr int exit_usage = 2;

// The flags of every setting, on each command that starts or looks at a server.
struct SettingFlags {
  SettingValues values;
  std::optional<std::filesystem::path> config;

  void add_to(CLI::App& command) {
    for (const auto& spec : setting_specs()) {
      if (!spec.has_flag) continue;
      command
          .add_option_function<std::string>(
              "--" + std::string(spec.name),
              [this, name = std::string(spec.name)](const std::string& value) { values[name] = value; },
              std::string(spec.help))
          ->type_name(std::string(spec.values));
    }
    command.add_option("--config", config, "A TOML file with these settings")->type_name("FILE");
  }

  // The settings, or nothing after saying what is wrong.
  std::optional<Settings> load() const {
    auto file = config;
    if (!file) {
      if (const char* named = std::getenv("PENSTOCK_CONFIG"); named && *named) file = named;
    }
    auto settings = load_settings(values, [](const char* name) { return std::getenv(name); }, file);
    if (settings) return std::move(*settings);
    fmt::print(stderr, "penstock: {}\n", settings.error().message);
    return std::nullopt;
  }
};

void add_client_options(CLI::App& command, ClientOptions& options) {
  command.add_option("--endpoint", options.endpoint, "Server to ask (default AWS_ENDPOINT_URL, then this machine's)")
      ->type_name("URL");
  command.add_option("--region", options.region, "AWS region (default AWS_REGION, then us-east-1)")->type_name("NAME");
}

struct CommandLine {
  CLI::App app{"Penstock runs real-time pipelines on this machine and speaks the AWS APIs.", "penstock"};
  SettingFlags flags;
  DemoOptions demo_options;
  TailOptions tail_options;
  PutOptions put_options;
  AuditOptions audit_options;
  ExplainOptions explain_options;
  ClientOptions whoami_options;
  CLI::App* serve_command = nullptr;
  CLI::App* demo_command = nullptr;
  CLI::App* tail_command = nullptr;
  CLI::App* put_command = nullptr;
  CLI::App* doctor_command = nullptr;
  CLI::App* audit_command = nullptr;
  CLI::App* explain_command = nullptr;
  CLI::App* whoami_command = nullptr;

  CommandLine() {
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string("penstock ") + version);
    app.footer(
        "Examples:\n"
        "  penstock demo                     see records flow\n"
        "  penstock serve                    serve the AWS APIs on http://127.0.0.1:4566\n"
        "  penstock tail orders --from start read a stream\n"
        "  penstock COMMAND --help           the flags of a command, with examples");
    add_serve();
    add_demo();
    add_tail();
    add_put();
    add_doctor();
    add_audit();
    add_explain();
    add_whoami();
  }

  void add_serve() {
    serve_command = app.add_subcommand("serve", "Serve the AWS APIs until Ctrl-C");
    flags.add_to(*serve_command);
    serve_command->footer(
        "Each flag is also a variable (--data is PENSTOCK_DATA) and a key of the --config file (data = \"/srv\").\n"
        "PENSTOCK_MASTER_KEY gives the key that secrets are kept under, instead of the file beside the data "
        "directory.\n"
        "Examples:\n"
        "  penstock serve\n"
        "  penstock serve --listen 127.0.0.1:0 --data /tmp/try --states instant\n"
        "  PENSTOCK_ROOT_KEY=test:test penstock serve");
  }

  void add_demo() {
    demo_command = app.add_subcommand("demo", "Start a server and the call-events pipeline, and show what flows");
    flags.add_to(*demo_command);
    demo_command->add_option("--rate", demo_options.records_per_second, "Records per second (default 1)")
        ->type_name("N")
        ->check(CLI::Range(0.01, 100000.0));
    demo_command->add_option("--seconds", demo_options.seconds, "Stop by itself after so long")->type_name("N");
    demo_command->footer(
        "Examples:\n"
        "  penstock demo\n"
        "  penstock demo --rate 200 --seconds 30");
  }

  void add_tail() {
    tail_command = app.add_subcommand("tail", "Print a stream's records, one line each");
    flags.add_to(*tail_command);
    tail_command->add_option("stream", tail_options.stream, "The stream's name")->required()->type_name("STREAM");
    tail_command->add_option("--from", tail_options.from, "now (default), start, or a time: 2026-11-01T12:00:00Z")
        ->type_name("WHEN");
    tail_command->add_option("--shard", tail_options.shard, "One shard only")->type_name("ID");
    tail_command->add_flag("!--no-follow", tail_options.follow, "Stop at the end instead of waiting for more");
    add_client_options(*tail_command, tail_options.client);
    tail_command->footer(
        "Examples:\n"
        "  penstock tail AForB_callevents --region eu-north-1\n"
        "  penstock tail orders --from start --no-follow\n"
        "  penstock tail orders --from 2026-11-01T12:00:00Z --shard shardId-000000000000");
  }

  void add_put() {
    put_command = app.add_subcommand("put", "Put records into a stream");
    flags.add_to(*put_command);
    put_command->add_option("stream", put_options.stream, "The stream's name")->required()->type_name("STREAM");
    put_command->add_option("data", put_options.data, "One record; without it each line of standard input is one")
        ->type_name("DATA");
    put_command->add_option("--key", put_options.key, "Partition key (default: a random one per record)")
        ->type_name("KEY");
    add_client_options(*put_command, put_options.client);
    put_command->footer(
        "Examples:\n"
        "  penstock put orders '{\"id\": 1}' --key customer-7\n"
        "  penstock put orders < orders.jsonl");
  }

  void add_doctor() {
    doctor_command = app.add_subcommand("doctor", "Say what is found on this machine, what is wrong, and what to do");
    flags.add_to(*doctor_command);
    doctor_command->footer(
        "Examples:\n"
        "  penstock doctor\n"
        "  penstock doctor --data /srv/penstock --listen 127.0.0.1:4566");
  }

  void add_audit() {
    audit_command = app.add_subcommand("audit", "Show who wanted what, and why it was allowed or not");
    flags.add_to(*audit_command);
    audit_command->add_flag("--follow", audit_options.follow, "Go on with what is decided from now on");
    audit_command->add_flag("--denied", audit_options.denied, "Only what was denied");
    audit_command->add_option("--principal", audit_options.principal, "Only what this principal wanted")
        ->type_name("ARN");
    audit_command->add_option("--user", audit_options.user, "Only what this user wanted")->type_name("NAME");
    audit_command->add_option("--since", audit_options.since, "Only from a time on, in UTC")->type_name("TIME");
    audit_command->footer(
        "Examples:\n"
        "  penstock audit --denied --user ana\n"
        "  penstock audit --follow --principal arn:aws:sts::000000000000:assumed-role/loader/night\n"
        "  penstock audit --since 2026-11-26T18:00");
  }

  void add_explain() {
    explain_command =
        app.add_subcommand("explain", "Say whether an action is allowed, which statement decides, and why");
    flags.add_to(*explain_command);
    explain_command->add_option("action", explain_options.action, "What is wanted: kinesis:PutRecord")
        ->required()
        ->type_name("ACTION");
    explain_command->add_option("resource", explain_options.resource, "Of what; * (default) where the action has none")
        ->type_name("ARN");
    explain_command
        ->add_option("--as", explain_options.as, "For whom: a user's name or ARN, a role's ARN, root (default: you)")
        ->type_name("WHO");
    explain_command->add_option("--key", explain_options.keys, "A condition key of the request; may be repeated")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    explain_command->add_flag("--json", explain_options.json, "The server's answer as it is");
    add_client_options(*explain_command, explain_options.client);
    explain_command->footer(
        "Everyone may ask about himself; about others, who may do iam:SimulatePrincipalPolicy on them.\n"
        "Exit status: 0 allowed, 1 denied, 2 not answered.\n"
        "Examples:\n"
        "  penstock explain kinesis:PutRecord arn:aws:kinesis:eu-north-1:000000000000:stream/orders\n"
        "  penstock explain s3:GetObject arn:aws:s3:::reports/a.csv --as ana --key aws:SourceIp=10.0.0.1\n"
        "  penstock explain sts:AssumeRole arn:aws:iam::000000000000:role/loader --as ana");
  }

  void add_whoami() {
    whoami_command = app.add_subcommand("whoami", "Say whose key the environment, or the local server, gives");
    flags.add_to(*whoami_command);
    add_client_options(*whoami_command, whoami_options);
    whoami_command->footer(
        "Examples:\n"
        "  penstock whoami\n"
        "  AWS_ACCESS_KEY_ID=AKIA... AWS_SECRET_ACCESS_KEY=... penstock whoami --endpoint http://127.0.0.1:4566");
  }

  int run(Settings settings) {
    if (serve_command->parsed()) return serve(std::move(settings));
    if (demo_command->parsed()) return demo(std::move(settings), demo_options);
    if (tail_command->parsed()) return tail(std::move(settings), tail_options);
    if (put_command->parsed()) return put(std::move(settings), put_options);
    if (audit_command->parsed()) return audit(std::move(settings), audit_options);
    if (explain_command->parsed()) return explain(std::move(settings), explain_options);
    if (whoami_command->parsed()) return whoami(std::move(settings), whoami_options);
    return doctor(std::move(settings));
  }
};

}  // namespace
}  // namespace penstock::app

int main(int argc, char** argv) {
  using namespace penstock::app;
#ifdef PENSTOCK_MIMALLOC
  // What was freed is soon used again, by the next memtable at the latest; to touch returned memory anew costs most of
  // an item's write. What stays free for so long goes back to the system.
  mi_option_set(mi_option_decommit_delay, 5000);
#endif
  CommandLine line;
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = line.app.exit(error);
    return status == 0 ? 0 : exit_usage;
  }
  auto settings = line.flags.load();
  if (!settings) return exit_usage;
  return line.run(std::move(*settings));
}
