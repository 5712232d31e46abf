#include "pipelines/call-events/call_event.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>

namespace penstock::call_events {
namespace {

using Json = nlohmann::ordered_json;

struct Device {
  const char* platform;
  const char* os_version;
  const char* brand;
  const char* model;
};

constexpr Device devices[] = {
    {"android", "14", "Google", "Pixel 8"},  {"android", "13", "Samsung", "Galaxy S23"},
    {"ios", "17.5", "Apple", "iPhone 15"},   {"ios", "16.7", "Apple", "iPhone 12"},
    {"web", "126.0", "generic", "Chromium"},
};
constexpr const char* countries[] = {"SE", "IR", "DE", "TR", "CA", "GB"};
constexpr const char* cities[] = {"Stockholm", "Malmö", "Göteborg", "Uppsala", "Lund"};
constexpr const char* outcomes[] = {"completed", "completed", "completed", "missed", "declined", "dropped"};
constexpr const char* plans[] = {"free", "free", "plus", "premium"};
constexpr const char* networks[] = {"wifi", "5g", "4g"};
constexpr const char* sources[] = {"organic", "friend_invite", "search", "newsletter"};
constexpr std::int64_t users = 100'000;

std::string iso8601(TimePoint time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                     (time - seconds).count());
}

}  // namespace

std::string CallEventGenerator::uuid() {
  const auto high = (random_() & ~0xF000ull) | 0x4000ull;                        // version 4
  const auto low = (random_() & 0x3FFFFFFFFFFFFFFFull) | 0x8000000000000000ull;  // RFC 9562 variant
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF, high & 0xFFFF, low >> 48,
                     low & 0xFFFFFFFFFFFF);
}

CallEvent CallEventGenerator::next(TimePoint now) {
  const auto& device = pick(devices);
  const auto* outcome = pick(outcomes);
  const auto duration_seconds = std::string_view(outcome) == "completed" ? between(5, 3600) : 0;
  const auto event_id = uuid();

  const Json event = {
      {"event_id", event_id},
      {"event_name", "call_ended"},
      {"event_time", iso8601(now)},
      {"call",
       {{"call_id", uuid()},
        {"direction", between(0, 1) ? "outgoing" : "incoming"},
        {"outcome", outcome},
        {"duration_seconds", duration_seconds},
        {"started_at", iso8601(now - std::chrono::seconds(duration_seconds))},
        {"destination_country", pick(countries)},
        {"quality", static_cast<double>(between(10, 50)) / 10}}},
      {"super_property",
       {{"app_name", "AForB"},
        {"app_version", fmt::format("4.{}.{}", between(0, 9), between(0, 20))},
        {"environment", "production"},
        {"locale", "sv_SE"}}},
      {"user",
       {{"user_id", std::to_string(between(1, users))},
        {"user_state",
         {{"plan", pick(plans)},
          {"balance_cents", between(0, 20'000)},
          {"city", pick(cities)},
          {"is_verified", between(0, 9) > 0}}}}},
      {"platform", {{"name", device.platform}, {"os_version", device.os_version}, {"network", pick(networks)}}},
      {"device", {{"device_id", uuid()}, {"brand", device.brand}, {"model", device.model}}},
      {"session",
       {{"session_id", uuid()}, {"number", between(1, 400)}, {"seconds", duration_seconds + between(5, 900)}}},
      {"referral", {{"source", pick(sources)}, {"campaign", fmt::format("spring-{}", between(1, 4))}}},
  };
  return {std::to_string(std::hash<std::string>{}(event_id)), event.dump()};
}

}  // namespace penstock::call_events
