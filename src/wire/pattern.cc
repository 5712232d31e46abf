#include "wire/pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace penstock {
namespace pattern_detail {
namespace {

// RE2 refuses a repetition of more than 1,000; AWS's patterns go to millions. X{m,n} is cut into pieces that mean the
// same. Beyond `exact_max` the count is dropped instead (X{1,8192} -> X+), since the model states such lengths as min
// and max besides.
constexpr int piece_max = 500;
constexpr int exact_max = 2000;

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> java_classes = {{
    {"Alnum", "[:alnum:]"},
    {"Alpha", "[:alpha:]"},
    {"ASCII", "[:ascii:]"},
    {"Blank", "[:blank:]"},
    {"Cntrl", "[:cntrl:]"},
    {"Digit", "[:digit:]"},
    {"Graph", "[:graph:]"},
    {"Lower", "[:lower:]"},
    {"Print", "[:print:]"},
    {"Punct", "[:punct:]"},
    {"Space", "[:space:]"},
    {"Upper", "[:upper:]"},
    {"XDigit", "[:xdigit:]"},
}};

class Translator {
 public:
  explicit Translator(std::string_view java) : java_(java) {}

  std::string translate() {
    while (at_ < java_.size()) step();
    return std::move(out_);
  }

 private:
  void step() {
    const char c = java_[at_];
    if (c == '{' && !in_class_ && repetition()) return;
    if (c == '\\') {
      if (!in_class_) atom_ = out_.size();
      return escape();
    }
    if (c == '[' && !in_class_) {
      atom_ = out_.size();
      in_class_ = true;
      out_ += c;
      ++at_;
      if (at_ < java_.size() && java_[at_] == '^') out_ += java_[at_++];
      return;
    }
    if (in_class_ && c == ']') {
      in_class_ = false;
    } else if (in_class_ && c == '[') {
      out_ += '\\';  // Java would nest a class; the models mean the character
    } else if (!in_class_ && c == '(') {
      groups_.push_back(out_.size());
    } else if (!in_class_ && c == ')') {
      atom_ = groups_.empty() ? out_.size() : groups_.back();
      if (!groups_.empty()) groups_.pop_back();
    } else if (!in_class_ && c != '*' && c != '+' && c != '?') {
      atom_ = out_.size();
    }
    out_ += c;
    ++at_;
  }

  std::optional<unsigned> hex_escape(std::size_t at) const {  // \uXXXX
    unsigned code = 0;
    if (java_.size() < at + 6 || java_.substr(at, 2) != "\\u") return std::nullopt;
    const auto digits = java_.substr(at + 2, 4);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + 4, code, 16);
    if (error != std::errc{} || end != digits.data() + 4) return std::nullopt;
    return code;
  }

  void append_code(unsigned code) {
    char digits[8];
    const auto end = std::to_chars(digits, digits + sizeof digits, code, 16).ptr;
    out_ += "\\x{";
    out_.append(digits, end);
    out_ += '}';
  }

  void escape() {
    if (const auto code = hex_escape(at_)) {
      at_ += 6;
      if (*code >= 0xd800 && *code < 0xdc00) {  // half of a character outside the first plane
        if (const auto low = hex_escape(at_); low && *low >= 0xdc00 && *low < 0xe000) {
          at_ += 6;
          return append_code(0x10000 + ((*code - 0xd800) << 10) + (*low - 0xdc00));
        }
      }
      return append_code(*code);
    }
    const auto rest = java_.substr(at_ + 1);
    if (rest.starts_with("p{") || rest.starts_with("P{")) {
      const auto close = rest.find('}');
      const auto name = rest.substr(2, close == rest.npos ? close : close - 2);
      for (const auto& [java, posix] : java_classes) {
        if (name != java) continue;
        const bool negated = rest[0] == 'P';
        if (!in_class_) out_ += '[';
        out_ += "[:";
        if (negated) out_ += '^';
        out_ += posix.substr(2);
        if (!in_class_) out_ += ']';
        at_ += close + 2;
        return;
      }
      if (name.starts_with("Is") && close != rest.npos) {  // \p{IsLatin}
        (out_ += java_.substr(at_, 3)) += name.substr(2);
        out_ += '}';
        at_ += close + 2;
        return;
      }
    }
    if (rest.starts_with('h')) {  // horizontal white space
      out_ += in_class_ ? " \\t\\x{a0}" : "[ \\t\\x{a0}]";
    } else if (rest.starts_with('Z')) {
      out_ += "\\z";
    } else if (!rest.empty()) {
      out_ += java_.substr(at_, 2);
    }
    at_ += 2;
  }

  // Rewrites {m,n} behind the last atom where RE2 would refuse it.
  bool repetition() {
    const auto close = java_.find('}', at_);
    if (close == java_.npos) return false;
    const auto counts = java_.substr(at_ + 1, close - at_ - 1);
    const auto comma = counts.find(',');
    const auto low = number(counts.substr(0, comma));
    if (!low) return false;
    const bool open = comma + 1 == counts.size();
    const auto high = comma == counts.npos ? low : open ? std::optional<int>(0) : number(counts.substr(comma + 1));
    if (!high) return false;
    if (*low <= piece_max && *high <= piece_max) return false;
    const auto atom = out_.substr(atom_);
    out_.resize(atom_);
    if (*low > exact_max || *high > exact_max) {
      out_ += atom + (*low == 0 ? "*" : "+");
    } else {
      pieces(atom, *low, "");
      if (open) {
        out_ += atom + "*";
      } else {
        pieces(atom, *high - *low, "0,");
      }
    }
    at_ = close + 1;
    return true;
  }

  void pieces(const std::string& atom, int count, std::string_view from) {
    for (; count > 0; count -= piece_max) {
      (out_ += atom) += '{';
      (out_ += from) += std::to_string(std::min(count, piece_max));
      out_ += '}';
    }
  }

  static std::optional<int> number(std::string_view digits) {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || value < 0) return std::nullopt;
    return value;
  }

  std::string_view java_;
  std::size_t at_ = 0;
  std::string out_;
  bool in_class_ = false;
  std::size_t atom_ = 0;  // where the last atom begins in out_
  std::vector<std::size_t> groups_;
};

}  // namespace

std::string translate(std::string_view java) { return Translator(java).translate(); }

}  // namespace pattern_detail

namespace {

std::unique_ptr<RE2> compile(std::string_view pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  auto engine = std::make_unique<RE2>(pattern_detail::translate(pattern), options);
  if (!engine->ok()) engine.reset();
  return engine;
}

// A compiled pattern. Most are one class of characters, repeated, such as "[a-zA-Z0-9_.-]+": then a look at each
// character answers for the usual text, and the engine is asked about the others alone.
class Pattern {
 public:
  explicit Pattern(std::string_view java) : engine_(compile(java)) {
    if (!engine_ || !is_repeated_class(java)) return;
    matches_empty_ = java.ends_with('*');
    for (unsigned c = 0; c < members_.size(); ++c) {
      const auto text = static_cast<char>(c);
      members_[c] = RE2::FullMatch(re2::StringPiece(&text, 1), *engine_);
    }
  }

  bool is_supported() const { return engine_ != nullptr; }

  bool matches(std::string_view text) const {
    if (!engine_) return true;
    const bool all_members = std::ranges::all_of(text, [&](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte < members_.size() && members_[byte];
    });
    if (all_members && (matches_empty_ || !text.empty())) return true;
    return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *engine_);
  }

 private:
  // "[…]+" or "[…]*", where no class ends before the last one.
  static bool is_repeated_class(std::string_view java) {
    if (java.size() < 4 || java[0] != '[' || !(java.ends_with("]+") || java.ends_with("]*"))) return false;
    for (std::size_t at = 1; at < java.size() - 2; ++at) {
      if (java[at] == ']') return false;
      if (java[at] == '\\') ++at;
    }
    return java[java.size() - 3] != '\\';
  }

  std::unique_ptr<RE2> engine_;
  std::array<bool, 128> members_{};  // the ASCII characters that match alone; none unless the pattern repeats a class
  bool matches_empty_ = false;
};

// Compiled patterns live as long as the process; there are as many as the models in use name.
class PatternCache {
 public:
  using Entry = std::pair<const std::string, const Pattern>;

  const Entry& get(std::string_view pattern) {
    const std::lock_guard lock(mutex_);
    auto& known = known_[std::string(pattern)];
    if (!known) known = std::make_unique<Entry>(pattern, pattern);
    return *known;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<Entry>> known_;
};

const Pattern& compiled(std::string_view pattern) {
  static PatternCache shared;
  // Each thread finds its patterns without a lock.
  thread_local std::unordered_map<std::string_view, const Pattern*> mine;
  if (const auto it = mine.find(pattern); it != mine.end()) return *it->second;
  const auto& [text, made] = shared.get(pattern);
  mine.emplace(text, &made);
  return made;
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) { return compiled(pattern).matches(text); }

bool is_supported_pattern(std::string_view pattern) { return compiled(pattern).is_supported(); }

}  // namespace penstock
