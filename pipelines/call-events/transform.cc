#include "pipelines/call-events/transform.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

namespace penstock::call_events {
namespace {

ApiError malformed(std::string message) { return {400, "MalformedEvent", std::move(message)}; }

}  // namespace

Result<std::string> with_integer_user_id(std::string_view event) {
  auto json = nlohmann::ordered_json::parse(event, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return malformed("the event is not a JSON object");
  const auto user = json.find("user");
  if (user == json.end() || !user->is_object()) return malformed("the event has no user");
  const auto user_id = user->find("user_id");
  if (user_id == user->end()) return malformed("the event has no user.user_id");
  if (!user_id->is_number_integer()) {
    if (!user_id->is_string()) return malformed("user.user_id is neither a string nor an integer");
    const auto& text = user_id->get_ref<const std::string&>();
    std::int64_t number = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || stop != text.data() + text.size()) {
      return malformed(fmt::format("user.user_id '{}' is not an integer", text));
    }
    *user_id = number;
  }
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace penstock::call_events
