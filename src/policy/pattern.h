// Wildcards of policies: "*" stands for any run of characters, "?" for one. Pure; any thread; matching allocates
// nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::policy {

// How a wildcard is written once a text is read, so that a "*" that a variable brings in stays a character: bytes that
// UTF-8 does not have.
inline constexpr char any_run = '\xff';
inline constexpr char any_one = '\xfe';

// Does `subject` match the text, whose wildcards are any_run and any_one?
bool matches_wildcards(std::string_view text, std::string_view subject);

// A text with its wildcards, sorted by how it is matched. It is a view: the text has to outlive it.
class Pattern {
 public:
  Pattern() = default;
  explicit Pattern(std::string_view text);

  bool matches(std::string_view subject) const {
    switch (kind_) {
      case Kind::any:
        return true;
      case Kind::exact:
        return subject == text_;
      case Kind::prefix:
        return subject.starts_with(text_);
      case Kind::general:
        break;
    }
    return subject.starts_with(text_.substr(0, literal_)) && matches_wildcards(text_, subject);
  }
  bool is_exact() const { return kind_ == Kind::exact; }
  // What every match begins with.
  std::string_view literal() const { return text_.substr(0, kind_ == Kind::general ? literal_ : text_.size()); }

 private:
  enum class Kind : std::uint8_t { any, exact, prefix, general };

  std::string_view text_;
  Kind kind_ = Kind::any;
  std::uint32_t literal_ = 0;  // bytes before the first wildcard
};

}  // namespace penstock::policy
