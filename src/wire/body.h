// Bodies that stream: never whole in memory. One reader, on the connection's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/task.h"

namespace penstock {

// Fields that come behind a request's bytes, as aws-chunked bodies carry checksums.
struct BodyTrailers {
  std::vector<std::string> announced;  // names that x-amz-trailer promised, lower case: "x-amz-checksum-crc32"
  // Name in lower case, value. Complete once next() has answered the end; a promised one that did not come is an error
  // of next().
  std::vector<std::pair<std::string, std::string>> fields;

  const std::string* find(std::string_view name) const {
    for (const auto& [field, value] : fields) {
      if (field == name) return &value;
    }
    return nullptr;
  }
};

class BodySource {
 public:
  virtual ~BodySource() = default;
  // The next bytes, at least one; empty at the end. The span is valid until the next call. A truncated, over-long,
  // too slow or ill-signed body is an error.
  virtual Task<Result<std::span<const char>>> next() = 0;
  // Null for a body without trailers. Lives as long as the body.
  virtual const BodyTrailers* trailers() const { return nullptr; }
};

// A streaming member of an input or output (Kind::stream). An absent source is an empty body.
struct BodyStream {
  std::unique_ptr<BodySource> source;
  std::optional<std::uint64_t> length;  // bytes, where known before the first read
};

// A body at hand.
class StringBody final : public BodySource {
 public:
  explicit StringBody(std::string text) : text_(std::move(text)) {}
  Task<Result<std::span<const char>>> next() override {
    if (std::exchange(done_, true)) co_return std::span<const char>{};
    co_return std::span<const char>(text_);
  }

 private:
  std::string text_;
  bool done_ = false;
};

}  // namespace penstock
