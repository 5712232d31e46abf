// Text that nobody may see: no stream, formatter or comparison takes one, and its memory is overwritten when it goes.
// Any thread, as a string.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace penstock {

class Secret {
 public:
  Secret() = default;
  Secret(std::string text) : text_(std::move(text)) {}  // NOLINT: a secret is made of text wherever one is wanted
  Secret(const char* text) : text_(text) {}             // NOLINT
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
  Secret& operator=(Secret other) noexcept {
    text_.swap(other.text_);
    return *this;
  }
  ~Secret() { wipe(); }

  bool empty() const { return text_.empty(); }
  // For what computes with it; never for a log, an error or an answer other than the one that hands it out.
  std::string_view reveal() const { return text_; }

 private:
  void wipe() noexcept;

  std::string text_;
};

}  // namespace penstock
