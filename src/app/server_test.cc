#include "app/server.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace penstock::app {
namespace {

class NoSink final : public LogSink {
 public:
  void write(std::string_view) override {}
};

// A service with an operation that nobody could be refused does not come up, and the error names it.
TEST(Server, starts_because_every_operation_has_an_access_rule) {
  const auto data = std::filesystem::temp_directory_path() / ("penstock_server_test." + std::to_string(getpid()));
  NoSink sink;
  SystemClock clock;
  EventLog log({.now = [&] { return clock.now(); }, .sink = &sink});
  {
    const auto server = Server::start({.port = 0, .data = data, .durability = Durability::os, .threads = 1}, log);
    EXPECT_TRUE(server) << server.error().message;
  }
  std::filesystem::remove_all(data);
}

}  // namespace
}  // namespace penstock::app
