// The models' regular expressions (Java syntax), matched against whole values. Compiled once per process; any thread.
#pragma once

#include <string>
#include <string_view>

namespace penstock {

// Whether all of `text` matches. A pattern that the engine cannot express (look-around, back references) matches
// everything: such a value is left to the service.
bool matches_pattern(std::string_view pattern, std::string_view text);

// False for a pattern that matches_pattern lets everything pass. Tests use it to name the exceptions.
bool is_supported_pattern(std::string_view pattern);

namespace pattern_detail {
// The pattern in RE2's syntax.
std::string translate(std::string_view java);
}  // namespace pattern_detail

}  // namespace penstock
