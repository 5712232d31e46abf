// The thread in which libcurl moves all transfers of one HttpClient.
#pragma once

#include <curl/curl.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "wire/http_transfer.h"

namespace penstock {

class HttpClientThread {
 public:
  explicit HttpClientThread(HttpClientOptions options);
  HttpClientThread(const HttpClientThread&) = delete;
  HttpClientThread& operator=(const HttpClientThread&) = delete;
  ~HttpClientThread();

  const HttpClientOptions& options() const { return options_; }

  // Any thread. False: too many are under way, or the client is closing.
  bool start(std::shared_ptr<HttpTransfer> transfer);
  // Any thread: the transfer waits no longer, for the reader or the writer of its body.
  void resume(std::shared_ptr<HttpTransfer> transfer) { command(Kind::resume, std::move(transfer)); }
  // Any thread: nobody waits for it any more. Nothing when it has ended.
  void cancel(std::shared_ptr<HttpTransfer> transfer) { command(Kind::cancel, std::move(transfer)); }
  // Ends all transfers with an error, and the thread.
  void close();

 private:
  static constexpr int poll_millis_max = 1000;
  static constexpr std::size_t handles_kept_max = 64;

  enum class Kind { start, resume, cancel };
  struct Command {
    Kind kind;
    std::shared_ptr<HttpTransfer> transfer;
  };

  void run();
  void command(Kind kind, std::shared_ptr<HttpTransfer> transfer);
  void obey(const Command& command);
  void begin(const std::shared_ptr<HttpTransfer>& transfer);
  void end(CURL* easy, CURLcode code);

  const HttpClientOptions options_;
  CURLM* multi_;
  std::atomic<bool> closing_ = false;
  std::atomic<std::size_t> under_way_ = 0;
  std::mutex mutex_;
  std::vector<Command> commands_;
  // The thread's own:
  std::unordered_map<CURL*, std::shared_ptr<HttpTransfer>> transfers_;
  std::vector<CURL*> spare_;
  std::jthread thread_;
};

}  // namespace penstock
