#include "wire/http_client.h"

#include <utility>

#include "wire/http_client_thread.h"

namespace penstock {
namespace {

// The body of a streaming response. Dropping it early breaks the connection.
class ResponseBody final : public BodySource {
 public:
  ResponseBody(std::shared_ptr<HttpClientThread> thread, std::shared_ptr<HttpTransfer> transfer)
      : thread_(std::move(thread)), transfer_(std::move(transfer)) {}
  ~ResponseBody() override { thread_->cancel(std::move(transfer_)); }

  Task<Result<std::span<const char>>> next() override {
    while (true) {
      bool resume = false;
      auto piece = transfer_->take_download(resume);
      if (resume) thread_->resume(transfer_);
      if (!piece) {
        co_await transfer_->changed();
        continue;
      }
      current_ = co_await std::move(*piece);
      co_return std::span<const char>(current_);
    }
  }

 private:
  std::shared_ptr<HttpClientThread> thread_;
  std::shared_ptr<HttpTransfer> transfer_;
  std::string current_;
};

}  // namespace

HttpClient::HttpClient(HttpClientOptions options) : thread_(std::make_shared<HttpClientThread>(std::move(options))) {}

HttpClient::~HttpClient() { thread_->close(); }

Task<Result<ClientResponse>> HttpClient::send(HttpCall call) {
  const auto thread = thread_;
  const auto upload = std::move(call.request.stream.source);
  const auto transfer = std::make_shared<HttpTransfer>(std::move(call), upload != nullptr, thread->options());
  if (!thread->start(transfer)) {
    co_return error::unavailable("Too many HTTP requests are under way; try again later.");
  }
  while (true) {
    co_await transfer->changed();
    const auto next = transfer->next();
    if (next != HttpTransfer::Next::upload_wanted) break;
    const auto piece = co_await as_result(upload->next());
    const bool resume = piece ? transfer->give(*piece) : transfer->fail_upload(piece.error());
    if (resume) thread->resume(transfer);
  }
  auto response = co_await transfer->take_response();
  if (transfer->streams_response()) {
    response.stream.source = std::make_unique<ResponseBody>(thread, transfer);
  }
  co_return response;
}

}  // namespace penstock
