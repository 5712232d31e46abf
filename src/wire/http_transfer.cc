#include "wire/http_transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace penstock {
namespace {

constexpr std::size_t padding = 64;  // of ClientResponse::body

std::string_view host_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]";
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return lower;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  CHECK(::curl_easy_setopt(easy, option, value) == CURLE_OK);
}

}  // namespace

HttpTransfer::HttpTransfer(HttpCall call, bool streams_request, const HttpClientOptions& options)
    : call_(std::move(call)), streams_request_(streams_request), options_(options), upload_wanted_(streams_request) {
  const auto& request = call_.request;
  url_ = call_.endpoint + (request.path.empty() ? "/" : request.path);
  if (!request.query.empty()) url_ += "?" + request.query;
}

HttpTransfer::~HttpTransfer() { CHECK(!easy_); }

void HttpTransfer::attach(CURL* easy) {
  easy_ = easy;
  set(easy, CURLOPT_PRIVATE, this);
  set(easy, CURLOPT_URL, url_.c_str());
  set(easy, CURLOPT_PATH_AS_IS, 1L);
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_ERRORBUFFER, error_text_);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
  if (!call_.stream_response && !streams_request_)
    set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(call_.timeout.count()));
  set(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_timeout.count() / 1000));
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  if (!options_.ca_file.empty()) set(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
  if (is_loopback(host_of(call_.endpoint))) set(easy, CURLOPT_PROXY, "");
  set(easy, CURLOPT_WRITEFUNCTION, &HttpTransfer::on_write);
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_HEADERFUNCTION, &HttpTransfer::on_header);
  set(easy, CURLOPT_HEADERDATA, this);
  set_up_body();
  for (const auto& [name, value] : call_.request.headers) {
    // libcurl's way of stating an empty value.
    const auto line = value.empty() ? name + ";" : name + ": " + value;
    header_list_ = ::curl_slist_append(header_list_, line.c_str());
  }
  set(easy, CURLOPT_HTTPHEADER, header_list_);
}

void HttpTransfer::set_up_body() {
  const auto& request = call_.request;
  set(easy_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (streams_request_) {
    set(easy_, CURLOPT_UPLOAD, 1L);
    set(easy_, CURLOPT_READFUNCTION, &HttpTransfer::on_read);
    set(easy_, CURLOPT_READDATA, this);
    if (request.stream.length) {
      set(easy_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(*request.stream.length));
    } else {
      header_list_ = ::curl_slist_append(header_list_, "Transfer-Encoding: chunked");
    }
    return;
  }
  if (request.method == "HEAD") {
    set(easy_, CURLOPT_NOBODY, 1L);
  } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    set(easy_, CURLOPT_POST, 1L);
    set(easy_, CURLOPT_POSTFIELDS, request.body.data());
    set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(easy_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  // A whole body is sent at once; and libcurl's own content type is not what the caller signed.
  header_list_ = ::curl_slist_append(header_list_, "Expect:");
  const bool typed =
      std::ranges::any_of(request.headers, [](const auto& field) { return lower_case(field.first) == "content-type"; });
  if (!typed) header_list_ = ::curl_slist_append(header_list_, "Content-Type:");
}

CURL* HttpTransfer::detach() {
  ::curl_slist_free_all(std::exchange(header_list_, nullptr));
  return std::exchange(easy_, nullptr);
}

void HttpTransfer::finish(CURLcode code) {
  if (code == CURLE_OK) {
    std::unique_lock lock(mutex_);
    finished_ = true;
    wake(lock);
    return;
  }
  const char* why = error_text_[0] ? error_text_ : ::curl_easy_strerror(code);
  fail(error::unavailable(fmt::format("{} did not answer: {}", call_.endpoint, why)));
}

void HttpTransfer::fail(ApiError error) {
  std::unique_lock lock(mutex_);
  if (finished_) return;
  if (!error_) error_ = std::move(error);
  finished_ = true;
  wake(lock);
}

void HttpTransfer::wake(std::unique_lock<std::mutex>& lock) {
  if (!waiting_ || !something_to_do()) return;
  const auto handle = std::exchange(waiting_, nullptr);
  auto* executor = executor_;
  lock.unlock();
  executor->post(handle);
}

bool HttpTransfer::something_to_do() const {
  if (finished_) return true;
  if (head_taken_) return !download_.empty();
  return upload_wanted_ || (call_.stream_response && head_ready_);
}

bool HttpTransfer::Changed::await_suspend(std::coroutine_handle<> handle) {
  const std::lock_guard lock(transfer.mutex_);
  CHECK(!transfer.waiting_);
  if (transfer.something_to_do()) return false;
  transfer.executor_ = Executor::current();
  CHECK(transfer.executor_);
  transfer.waiting_ = handle;
  return true;
}

HttpTransfer::Next HttpTransfer::next() {
  const std::lock_guard lock(mutex_);
  if (finished_) return Next::finished;
  if (call_.stream_response && head_ready_) return Next::head_ready;
  return Next::upload_wanted;
}

bool HttpTransfer::give(std::span<const char> piece) {
  const std::lock_guard lock(mutex_);
  upload_buffer_.erase(0, std::exchange(upload_taken_, 0));
  upload_buffer_.append(piece.data(), piece.size());
  upload_ended_ = piece.empty();
  upload_wanted_ = !upload_ended_ && upload_buffer_.size() - upload_taken_ < window_bytes / 2;
  return std::exchange(upload_paused_, false);
}

bool HttpTransfer::fail_upload(ApiError error) {
  const std::lock_guard lock(mutex_);
  upload_wanted_ = false;
  if (!error_) error_ = std::move(error);
  return std::exchange(upload_paused_, false);
}

std::size_t HttpTransfer::on_read(char* into, std::size_t size, std::size_t count, void* self) {
  return static_cast<HttpTransfer*>(self)->read({into, size * count});
}

std::size_t HttpTransfer::read(std::span<char> into) {
  std::unique_lock lock(mutex_);
  if (error_) return CURL_READFUNC_ABORT;
  const auto count = std::min(into.size(), upload_buffer_.size() - upload_taken_);
  std::memcpy(into.data(), upload_buffer_.data() + upload_taken_, count);
  upload_taken_ += count;
  if (upload_taken_ == upload_buffer_.size()) {
    upload_buffer_.clear();
    upload_taken_ = 0;
  }
  if (upload_ended_) return count;
  if (count == 0) upload_paused_ = true;
  if (upload_buffer_.size() - upload_taken_ < window_bytes / 2) {
    upload_wanted_ = true;
    wake(lock);
  }
  return count == 0 ? CURL_READFUNC_PAUSE : count;
}

std::size_t HttpTransfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  return static_cast<HttpTransfer*>(self)->header({data, size * count}) ? size * count : 0;
}

bool HttpTransfer::header(std::string_view line) {
  std::unique_lock lock(mutex_);
  head_bytes_ += line.size();
  if (head_bytes_ > head_bytes_max) return false;
  if (line.starts_with("HTTP/")) {
    response_.headers.clear();
    return true;
  }
  if (trimmed(line).empty()) {
    long status = 0;
    ::curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200) return true;  // an interim response; the real one follows
    response_.status = static_cast<int>(status);
    curl_off_t length = -1;
    ::curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length >= 0) response_.stream.length = static_cast<std::uint64_t>(length);
    if (!call_.stream_response && length > 0 && static_cast<std::size_t>(length) <= options_.response_bytes_max) {
      response_.body.reserve(static_cast<std::size_t>(length) + padding);
    }
    head_ready_ = true;
    wake(lock);
    return true;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  response_.headers.emplace_back(lower_case(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  return true;
}

std::size_t HttpTransfer::on_write(char* data, std::size_t size, std::size_t count, void* self) {
  return static_cast<HttpTransfer*>(self)->write({data, size * count});
}

std::size_t HttpTransfer::write(std::string_view data) {
  std::unique_lock lock(mutex_);
  if (!call_.stream_response) {
    if (data.size() > options_.response_bytes_max - response_.body.size()) {
      error_ = error::unavailable(
          fmt::format("{} answered more than {} bytes.", call_.endpoint, options_.response_bytes_max));
      return 0;
    }
    response_.body.append(data);
    return data.size();
  }
  if (download_.size() + data.size() > window_bytes) {
    download_paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  download_.append(data);
  wake(lock);
  return data.size();
}

Result<ClientResponse> HttpTransfer::take_response() {
  const std::lock_guard lock(mutex_);
  if (error_ && !(call_.stream_response && head_ready_)) return *error_;
  head_taken_ = true;
  if (!call_.stream_response) {
    response_.stream = {};
    response_.body.reserve(response_.body.size() + padding);
  }
  return std::move(response_);
}

std::optional<Result<std::string>> HttpTransfer::take_download(bool& resume) {
  const std::lock_guard lock(mutex_);
  resume = false;
  if (!download_.empty()) {
    resume = std::exchange(download_paused_, false);
    return std::exchange(download_, {});
  }
  if (!finished_) return std::nullopt;
  if (error_) return Result<std::string>(*error_);
  return Result<std::string>(std::string());
}

}  // namespace penstock
