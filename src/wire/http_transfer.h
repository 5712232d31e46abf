// One request on its way: what libcurl's thread and the caller's executor share.
#pragma once

#include <curl/curl.h>

#include <coroutine>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/executor.h"
#include "wire/http_client.h"

namespace penstock {

class HttpTransfer {
 public:
  static constexpr std::size_t window_bytes = 256
                                              << 10;  // of a streaming body, each way, that waits for the other side
  static constexpr std::size_t head_bytes_max = 256 << 10;

  // The source of a streaming request stays with the caller, who reads it on its own thread.
  HttpTransfer(HttpCall call, bool streams_request, const HttpClientOptions& options);
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;
  ~HttpTransfer();

  // libcurl's thread: sets a fresh or reset handle up, and later takes it off again.
  void attach(CURL* easy);
  CURL* detach();
  CURL* easy() const { return easy_; }
  // libcurl's thread: the end, well or not.
  void finish(CURLcode code);
  void fail(ApiError error);

  // The caller's thread: waits until there is something to do. One at a time.
  struct [[nodiscard]] Changed {
    HttpTransfer& transfer;
    bool await_ready() const { return false; }
    bool await_suspend(std::coroutine_handle<> handle);
    void await_resume() const {}
  };
  Changed changed() { return {*this}; }

  enum class Next { upload_wanted, head_ready, finished };
  Next next();
  // The next piece of the request's body; empty: it ended. True when libcurl has to be told to go on.
  bool give(std::span<const char> piece);
  bool fail_upload(ApiError error);
  bool streams_response() const { return call_.stream_response; }
  // After finished or head_ready.
  Result<ClientResponse> take_response();
  // What has arrived of a streaming body: bytes, or the end (empty), or nothing yet.
  std::optional<Result<std::string>> take_download(bool& resume);

 private:
  static std::size_t on_read(char* into, std::size_t size, std::size_t count, void* self);
  static std::size_t on_write(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  std::size_t read(std::span<char> into);
  std::size_t write(std::string_view data);
  bool header(std::string_view line);
  void set_up_body();
  bool something_to_do() const;
  void wake(std::unique_lock<std::mutex>& lock);

  const HttpCall call_;
  const bool streams_request_;
  const HttpClientOptions& options_;
  std::string url_;
  CURL* easy_ = nullptr;
  curl_slist* header_list_ = nullptr;
  char error_text_[CURL_ERROR_SIZE] = {};
  std::size_t head_bytes_ = 0;

  mutable std::mutex mutex_;  // guards what follows
  ClientResponse response_;
  std::optional<ApiError> error_;
  bool head_ready_ = false;
  bool head_taken_ = false;
  bool finished_ = false;

  std::string upload_buffer_;
  std::size_t upload_taken_ = 0;
  bool upload_wanted_ = false;
  bool upload_ended_ = false;
  bool upload_paused_ = false;

  std::string download_;
  bool download_paused_ = false;

  Executor* executor_ = nullptr;
  std::coroutine_handle<> waiting_;
};

}  // namespace penstock
