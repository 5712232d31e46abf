// Runs LLVMFuzzerTestOneInput on a bounded number of mutated seeds: every *_fuzz.cc is a test without libFuzzer.
//   NAME_fuzz [--seed N] [--runs N] [--seconds N] [--corpus DIR] [--expect-crash] [--replay FILE]
// The seed is printed; the input that crashed is written to NAME_fuzz.crash, for --replay.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t input_bytes_max = 64 << 10;

struct Options {
  std::uint64_t seed = std::random_device{}();
  std::uint64_t runs = 100'000;
  std::uint64_t seconds = 20;
  std::string corpus;
  std::string replay;
  bool expect_crash = false;
  std::string crash_file;
};

// For the crash handler.
const std::string* input_under_test = nullptr;
const char* crash_file_name = nullptr;

void save_crash(int signal) {
  const int fd = ::open(crash_file_name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd >= 0 && input_under_test) {
    [[maybe_unused]] const auto written = ::write(fd, input_under_test->data(), input_under_test->size());
    ::close(fd);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> read_corpus(const std::string& folder) {
  std::vector<std::string> seeds;
  if (!folder.empty() && std::filesystem::is_directory(folder)) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
    std::ranges::sort(paths);  // so that a seed means the same everywhere
    for (const auto& path : paths) seeds.push_back(read_file(path));
  }
  for (const char* text : {"", "A", "{\"a\":[1,2.5e3,\"b\\u00e9\",null,true]}", "<a b=\"c\">d<e/>&amp;</a>",
                           "a=b&c.member.1=d%20e", "0\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    seeds.emplace_back(text);
  }
  return seeds;
}

class Mutator {
 public:
  Mutator(const std::vector<std::string>& seeds, std::uint64_t seed) : seeds_(seeds), random_(seed) {}

  std::string next() {
    std::string input = pick(seeds_);
    for (auto steps = random_() % 8; steps > 0; --steps) mutate(input);
    if (input.size() > input_bytes_max) input.resize(input_bytes_max);
    return input;
  }

 private:
  const std::string& pick(const std::vector<std::string>& list) { return list[random_() % list.size()]; }
  std::size_t place(const std::string& input) { return random_() % (input.size() + 1); }
  std::string piece_of(const std::string& from) {
    const auto at = place(from);
    return from.substr(at, random_() % 32);
  }

  void mutate(std::string& input) {
    static const std::vector<std::string> tokens = {std::string(1, '\0'),
                                                    "\r\n",
                                                    "\r\n\r\n",
                                                    "\n",
                                                    "\r",
                                                    " ",
                                                    "\t",
                                                    ":",
                                                    "/",
                                                    "%",
                                                    "%0",
                                                    "&",
                                                    "=",
                                                    "<",
                                                    ">",
                                                    "\"",
                                                    "\\",
                                                    "{",
                                                    "}",
                                                    "[",
                                                    "]",
                                                    ",",
                                                    "-",
                                                    "+",
                                                    ".",
                                                    "0",
                                                    "1",
                                                    "-1",
                                                    "00",
                                                    "65536",
                                                    "4294967296",
                                                    "9223372036854775807",
                                                    "18446744073709551616",
                                                    "1e999",
                                                    "0x10",
                                                    "null",
                                                    "true",
                                                    "\xff",
                                                    "\xc3\x28",
                                                    "\xed\xa0\x80",
                                                    "\xef\xbb\xbf",
                                                    std::string(300, 'a'),
                                                    std::string(300, '['),
                                                    std::string("\xff\xff\xff\xff"),
                                                    std::string("\0\0\0\x01", 4)};
    const auto at = place(input);
    switch (random_() % 9) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << random_() % 8));
        break;
      case 1:
        if (at < input.size()) input[at] = static_cast<char>(random_());
        break;
      case 2:
        input.insert(at, 1, static_cast<char>(random_()));
        break;
      case 3:
        input.insert(at, pick(tokens));
        break;
      case 4:
        input.erase(at, 1 + random_() % 8);
        break;
      case 5:
        input.erase(at, random_() % (input.size() + 1));
        break;
      case 6:
        input.insert(at, piece_of(input));
        break;
      case 7:
        input.insert(at, piece_of(pick(seeds_)));
        break;
      default:
        input = input.substr(0, at) + pick(seeds_).substr(0, input_bytes_max);
        break;
    }
  }

  const std::vector<std::string>& seeds_;
  std::mt19937_64 random_;
};

void run_one(const std::string& input) {
  input_under_test = &input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

int fuzz(const Options& options) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE}) std::signal(signal, save_crash);
  const auto seeds = read_corpus(options.corpus);
  for (const auto& seed : seeds) run_one(seed);
  Mutator mutator(seeds, options.seed);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(options.seconds);
  std::uint64_t runs = 0;
  while (runs < options.runs && std::chrono::steady_clock::now() < end) {
    run_one(mutator.next());
    ++runs;
  }
  std::printf("%llu inputs from %zu seeds, none crashed\n", static_cast<unsigned long long>(runs), seeds.size());
  return 0;
}

// The canary: passes when the planted fault was found.
int expect_crash(const Options& options) {
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child == 0) std::_Exit(fuzz(options));
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) return 2;
  const bool crashed = WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) != 0);
  const bool saved = std::filesystem::exists(options.crash_file);
  std::printf(crashed ? "the planted fault was found\n" : "the planted fault was NOT found\n");
  if (crashed && !saved) std::printf("but its input was not saved\n");
  return crashed && saved ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  options.crash_file = std::filesystem::path(argv[0]).filename().string() + ".crash";
  crash_file_name = options.crash_file.c_str();
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--expect-crash") {
      options.expect_crash = true;
      continue;
    }
    if (i + 1 == argc) {
      std::fprintf(stderr, "%s needs a value\n", name.c_str());
      return 2;
    }
    const std::string value = argv[++i];
    if (name == "--seed") options.seed = std::stoull(value);
    if (name == "--runs") options.runs = std::stoull(value);
    if (name == "--seconds") options.seconds = std::stoull(value);
    if (name == "--corpus") options.corpus = value;
    if (name == "--replay") options.replay = value;
  }
  if (!options.replay.empty()) {
    run_one(read_file(options.replay));
    return 0;
  }
  std::filesystem::remove(options.crash_file);
  return options.expect_crash ? expect_crash(options) : fuzz(options);
}
