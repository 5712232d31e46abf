#include "wire/http_client_thread.h"

#include <pthread.h>

#include <utility>

namespace penstock {
namespace {

void initialize_libcurl() {
  static const bool ready = ::curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  CHECK(ready);
}

}  // namespace

HttpClientThread::HttpClientThread(HttpClientOptions options) : options_(std::move(options)) {
  initialize_libcurl();
  multi_ = ::curl_multi_init();
  CHECK(multi_);
  ::curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(options_.connections_max));
  ::curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(options_.connections_per_host_max));
  ::curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options_.connections_max));
  thread_ = std::jthread([this] {
    ::pthread_setname_np(::pthread_self(), "http-client");
    run();
  });
}

HttpClientThread::~HttpClientThread() {
  close();
  ::curl_multi_cleanup(multi_);
}

void HttpClientThread::close() {
  if (closing_.exchange(true)) return;
  ::curl_multi_wakeup(multi_);
  thread_.join();
}

bool HttpClientThread::start(std::shared_ptr<HttpTransfer> transfer) {
  if (under_way_.fetch_add(1) >= options_.under_way_max || closing_) {
    under_way_.fetch_sub(1);
    return false;
  }
  command(Kind::start, std::move(transfer));
  return true;
}

void HttpClientThread::command(Kind kind, std::shared_ptr<HttpTransfer> transfer) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    wake = commands_.empty();
    commands_.push_back({kind, std::move(transfer)});
  }
  if (wake) ::curl_multi_wakeup(multi_);
}

void HttpClientThread::run() {
  std::vector<Command> batch;
  while (!closing_) {
    {
      const std::lock_guard lock(mutex_);
      batch.swap(commands_);
    }
    for (const auto& command : batch) obey(command);
    batch.clear();

    int running = 0;
    ::curl_multi_perform(multi_, &running);
    int left = 0;
    while (const auto* message = ::curl_multi_info_read(multi_, &left)) {
      if (message->msg == CURLMSG_DONE) end(message->easy_handle, message->data.result);
    }
    ::curl_multi_poll(multi_, nullptr, 0, poll_millis_max, nullptr);
  }
  while (!transfers_.empty()) end(transfers_.begin()->first, CURLE_ABORTED_BY_CALLBACK);
  for (auto* easy : spare_) ::curl_easy_cleanup(easy);
  const std::lock_guard lock(mutex_);
  for (const auto& command : commands_) {
    if (command.kind == Kind::start) command.transfer->fail(error::unavailable("The HTTP client is closed."));
  }
}

void HttpClientThread::obey(const Command& command) {
  auto* easy = command.transfer->easy();
  switch (command.kind) {
    case Kind::start:
      begin(command.transfer);
      break;
    case Kind::resume:
      if (easy) ::curl_easy_pause(easy, CURLPAUSE_CONT);
      break;
    case Kind::cancel:
      if (easy) end(easy, CURLE_ABORTED_BY_CALLBACK);
      break;
  }
}

void HttpClientThread::begin(const std::shared_ptr<HttpTransfer>& transfer) {
  CURL* easy = nullptr;
  if (spare_.empty()) {
    easy = ::curl_easy_init();
    CHECK(easy);
  } else {
    easy = spare_.back();
    spare_.pop_back();
  }
  transfer->attach(easy);
  transfers_.emplace(easy, transfer);
  CHECK(::curl_multi_add_handle(multi_, easy) == CURLM_OK);
}

void HttpClientThread::end(CURL* easy, CURLcode code) {
  ::curl_multi_remove_handle(multi_, easy);
  const auto found = transfers_.find(easy);
  CHECK(found != transfers_.end());
  const auto transfer = std::move(found->second);
  transfers_.erase(found);
  transfer->detach();
  if (spare_.size() < handles_kept_max) {
    ::curl_easy_reset(easy);
    spare_.push_back(easy);
  } else {
    ::curl_easy_cleanup(easy);
  }
  under_way_.fetch_sub(1);
  transfer->finish(code);
}

}  // namespace penstock
