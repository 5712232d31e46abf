// A text of a policy with its wildcards and variables: "arn:aws:s3:::${aws:username}-*". Pure; immutable; any thread.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/context.h"
#include "policy/pattern.h"

namespace penstock::policy {

// Holds the texts of one document; they stay where they are.
class TextStore {
 public:
  explicit TextStore(std::size_t bytes_max) { texts_.reserve(bytes_max); }
  TextStore(const TextStore&) = delete;
  TextStore& operator=(const TextStore&) = delete;

  std::string_view keep(std::string_view text);

 private:
  std::string texts_;  // never grows beyond its first reservation
};

enum class Wildcards : std::uint8_t { none, any };       // whether "*" and "?" are wildcards here
enum class Variables : std::uint8_t { literal, named };  // documents of 2008-10-17 have no variables

class Text {
 public:
  Text(std::string_view source, Wildcards wildcards, Variables variables, TextStore& store);

  // Does the text, its variables replaced, match `subject`? One whose variable has no value matches nothing.
  bool matches(std::string_view subject, const Context& context) const {
    return parts_.empty() ? pattern_.matches(subject) : matches_resolved(subject, context);
  }
  // Appends the text with its variables replaced, wildcards as any_run and any_one. False when a variable has no value.
  bool resolve(const Context& context, std::string& out) const;
  // Appends the keys of the variables, in lower case.
  void add_variables(std::vector<std::string_view>& keys) const;

 private:
  struct Part {
    std::string_view text;  // a literal, or the value of a variable that has none
    std::string_view variable = {};
    bool has_default = false;
  };

  bool matches_resolved(std::string_view subject, const Context& context) const;

  std::string_view literal_;  // without variables
  Pattern pattern_;
  std::vector<Part> parts_;  // with variables
};

// In place, ASCII only.
void to_lower(std::string& text);
std::string lower(std::string_view text);

// "Allow" of "allow", "Deny" of "DENY"; what is neither stays as it is.
std::string effect_named(std::string_view text);

}  // namespace penstock::policy
