// For tests: rows over generated tables whose operations record what reaches them and answer what they are told.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/dispatch.h"
#include "wire/http.h"

namespace penstock {

struct FakeService {
  // What the last operation got.
  std::string operation;
  Caller caller;
  Erased input;
  std::string streamed;
  std::vector<std::pair<std::string, std::string>> trailers;
  int calls = 0;

  // What it answers; `answer` fills the output.
  std::optional<ApiError> error;
  std::function<void(void* output)> answer;
  std::function<void(const Caller&)> on_call;

  template <const Operation& called>
  static OperationRow row() {
    return {&called, &invoke<called>};
  }
  // One rule per row; each needs `action` on `resource`.
  static std::vector<AccessRule> rules(std::span<const OperationRow> rows,
                                       Unsigned unsigned_requests = Unsigned::refused) {
    std::vector<AccessRule> rules;
    for (const auto& row : rows) rules.push_back({row.operation, &needs, unsigned_requests});
    return rules;
  }
  static constexpr std::string_view action = "fake:Act";
  static constexpr std::string_view resource = "arn:aws:fake:::thing";

 private:
  template <const Operation& called>
  static Task<Result<Erased>> invoke(void* service, Caller caller, Erased input) {
    auto& self = *static_cast<FakeService*>(service);
    ++self.calls;
    self.operation = called.name;
    if (self.on_call) self.on_call(caller);
    self.caller = std::move(caller);
    if (called.streams_input)
      co_await self.drain(*static_cast<BodyStream*>(called.input->payload->slot(*called.input->payload, input.get())));
    self.input = std::move(input);
    if (self.error) co_return *self.error;
    Erased output(*called.output);
    if (self.answer) self.answer(output.get());
    co_return output;
  }

  static Result<AccessNeeds> needs(const void*, const Caller&, const void*) {
    return AccessNeeds{{.action = action, .resource = std::string(resource)}};
  }

  Task<Status> drain(BodyStream& stream) {
    streamed.clear();
    if (!stream.source) co_return ok();
    while (true) {
      const auto bytes = co_await stream.source->next();
      if (bytes.empty()) break;
      streamed.append(bytes.data(), bytes.size());
    }
    if (const auto* found = stream.source->trailers()) trailers = found->fields;
    co_return ok();
  }
};

// A body at hand that arrives in pieces.
class FakeBody final : public RequestBody {
 public:
  explicit FakeBody(std::string text, std::size_t piece_bytes = 1 << 20)
      : text_(std::move(text)), piece_bytes_(piece_bytes) {
    text_.reserve(text_.size() + 64);
  }
  std::optional<std::uint64_t> length() const override {
    return known_length_ ? std::optional(text_.size()) : std::nullopt;
  }
  Task<Result<std::span<char>>> collect(std::size_t bytes_max) override {
    was_read = true;
    if (text_.size() > bytes_max) co_return ApiError{413, "RequestEntityTooLargeException", ""};
    co_return std::span<char>(text_);
  }
  Task<Result<std::span<const char>>> next() override {
    was_read = true;
    const auto piece = std::string_view(text_).substr(at_, piece_bytes_);
    at_ += piece.size();
    co_return std::span<const char>(piece);
  }
  void hide_length() { known_length_ = false; }

  bool was_read = false;

 private:
  std::string text_;
  std::size_t piece_bytes_;
  std::size_t at_ = 0;
  bool known_length_ = true;
};

}  // namespace penstock
