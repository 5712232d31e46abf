// penstock serve: the server until Ctrl-C.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "app/commands.h"
#include "app/server.h"
#include "io/signals.h"

namespace penstock::app {

namespace {
constexpr int exit_failed = 1;
}

int serve(Settings settings) {
  StopSignals signals;
  SystemClock clock;
  FileSink sink(STDERR_FILENO);
  const bool is_terminal = isatty(STDERR_FILENO) == 1;
  EventLog log({.level = *level_named(settings.log_level),
                .format = is_terminal ? LogFormat::text : LogFormat::json,
                .now = [&] { return clock.now(); },
                .sink = &sink});
  auto server = Server::start(std::move(settings), log);
  if (!server) {
    fmt::print(stderr, "penstock: {}\n", server.error().message);
    return exit_failed;
  }
  if ((*server)->root_key().created) {
    fmt::print("# The root key, shown once and kept in the data directory:\n{}",
               export_lines((*server)->root_key().key));
  }
  fmt::print("listening on {}\n", (*server)->url());
  std::fflush(stdout);
  signals.wait();
  fmt::print(stderr, "stopping\n");
  return 0;
}

}  // namespace penstock::app
