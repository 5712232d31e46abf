#include "io/socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "base/task_scope.h"
#include "io/block_on.h"
#include "io/loop_group.h"

namespace penstock {
namespace {

using namespace std::chrono_literals;

struct Pair {
  std::unique_ptr<TcpStream> ours;
  Fd theirs;  // blocking
};

Pair connected_pair(EventLoop& loop) {
  std::array<int, 2> fds{};
  CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) == 0);
  CHECK(::fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0);
  return {std::make_unique<TcpStream>(loop, Fd(fds[0])), Fd(fds[1])};
}

Task<std::string> read_all(ByteStream& stream) {
  std::string all;
  std::array<char, 1000> buffer;
  while (true) {
    const auto count = co_await stream.read(buffer, 10s);
    if (count.failed() || count.bytes() == 0) co_return all;
    all.append(buffer.data(), count.bytes());
  }
}

TEST(Listener, binds_a_free_port_and_tells_it) {
  const auto listener = Listener::listen("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  EXPECT_GT(listener->port, 0);
}

TEST(Listener, says_that_a_port_is_taken) {
  const auto first = Listener::listen("127.0.0.1", 0);
  const auto second = Listener::listen("127.0.0.1", first->port);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "InvalidListenAddress");
  EXPECT_NE(second.error().message.find("another server has the port"), std::string::npos) << second.error().message;
}

TEST(Listener, refuses_a_host_that_is_no_address) {
  const auto listener = Listener::listen("no such host", 0);
  ASSERT_FALSE(listener);
  EXPECT_EQ(listener.error().code, "InvalidListenAddress");
}

TEST(TcpStream, reads_what_arrives_until_the_end) {
  LoopGroup loops(1);
  auto scenario = [](EventLoop& loop) -> Task<std::string> {
    auto pair = connected_pair(loop);
    const std::string text(200'000, 'x');
    std::jthread writer([&] {
      std::size_t at = 0;
      while (at < text.size())
        at += static_cast<std::size_t>(::write(pair.theirs.get(), text.data() + at, text.size() - at));
      ::shutdown(pair.theirs.get(), SHUT_WR);
    });
    co_return co_await read_all(*pair.ours);
  };
  EXPECT_EQ(block_on(loops[0], scenario(loops[0])), std::string(200'000, 'x'));
}

TEST(TcpStream, writes_everything_against_a_slow_reader) {
  LoopGroup loops(1);
  auto scenario = [](EventLoop& loop) -> Task<std::size_t> {
    auto pair = connected_pair(loop);
    std::string one(3'000'000, 'a');
    std::string two(1'000'001, 'b');
    std::size_t received = 0;
    std::jthread reader([&] {
      std::array<char, 4096> buffer;
      for (ssize_t count = 1; count > 0;) {
        count = ::read(pair.theirs.get(), buffer.data(), buffer.size());
        received += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
      }
    });
    std::array<iovec, 2> pieces = {iovec{one.data(), one.size()}, iovec{two.data(), two.size()}};
    const auto count = co_await pair.ours->write(pieces, 10s);
    EXPECT_FALSE(count.failed());
    pair.ours->shutdown_write();
    reader.join();
    co_return received;
  };
  EXPECT_EQ(block_on(loops[0], scenario(loops[0])), 4'000'001u);
}

TEST(TcpStream, a_read_and_a_write_give_up_when_the_time_is_up) {
  LoopGroup loops(1);
  auto scenario = [](EventLoop& loop) -> Task<void> {
    auto pair = connected_pair(loop);
    std::array<char, 10> buffer;
    EXPECT_TRUE((co_await pair.ours->read(buffer, 10ms)).timed_out());
    EXPECT_FALSE(co_await pair.ours->readable(10ms));
    std::string much(10'000'000, 'x');
    std::array<iovec, 1> pieces = {iovec{much.data(), much.size()}};
    EXPECT_TRUE((co_await pair.ours->write(pieces, 10ms)).timed_out());
  };
  block_on(loops[0], scenario(loops[0]));
}

TEST(TcpStream, abort_wakes_whoever_waits) {
  LoopGroup loops(1);
  auto scenario = [](EventLoop& loop) -> Task<std::ptrdiff_t> {
    auto pair = connected_pair(loop);
    TaskScope scope;
    std::ptrdiff_t seen = 1;
    scope.spawn([](ByteStream& stream, std::ptrdiff_t& into) -> Task<void> {
      std::array<char, 10> buffer;
      into = (co_await stream.read(buffer, 10s)).value;
    }(*pair.ours, seen));
    pair.ours->abort();
    co_await scope.drain();
    co_return seen;
  };
  EXPECT_EQ(block_on(loops[0], scenario(loops[0])), 0);
}

TEST(GatherList, drops_bytes_across_pieces) {
  std::string a = "abc";
  std::string b = "defg";
  std::array<iovec, 3> pieces = {iovec{a.data(), 3}, iovec{nullptr, 0}, iovec{b.data(), 4}};
  auto left = drop_front(pieces, 4);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(std::string_view(static_cast<char*>(left[0].iov_base), left[0].iov_len), "efg");
  EXPECT_TRUE(drop_front(left, 3).empty());
}

}  // namespace
}  // namespace penstock
