#include "identity/presented.h"

#include <algorithm>
#include <chrono>

#include "identity/canonical.h"
#include "identity/sigv4a.h"

namespace penstock {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// "AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…"; commas or spaces separate. The last of a name counts.
void read_header(std::string_view header, Presented& presented) {
  header = trimmed(header);
  const auto space = std::min(header.find(' '), header.size());
  presented.algorithm = header.substr(0, space);
  for (auto rest = header.substr(space); !rest.empty();) {
    if (rest.front() == ' ' || rest.front() == ',') {
      rest.remove_prefix(1);
      continue;
    }
    // Two searches for one character each, which libraries do with vectors.
    auto end = std::min(rest.find(','), rest.size());
    end = std::min(rest.substr(0, end).find(' '), end);
    const auto part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = part.find('=');
    if (equals == part.npos) continue;
    const auto name = part.substr(0, equals);
    const auto value = part.substr(equals + 1);
    if (name == "Credential") presented.credential = value;
    if (name == "SignedHeaders") presented.signed_headers = value;
    if (name == "Signature") presented.signature = value;
  }
}

void read_query(std::string_view query, Presented& presented) {
  presented.decoded = std::make_unique<std::array<std::string, 9>>();
  auto next = presented.decoded->begin();
  const auto read = [&](std::string_view name, std::string_view& value) {
    if (auto found = sigv4::query_parameter(query, name)) {
      *next = std::move(*found);
      value = *next++;
    }
  };
  read("X-Amz-Algorithm", presented.algorithm);
  read("X-Amz-Credential", presented.credential);
  read("X-Amz-SignedHeaders", presented.signed_headers);
  read("X-Amz-Signature", presented.signature);
  read("X-Amz-Date", presented.time);
  read("X-Amz-Expires", presented.expires);
  read("X-Amz-Security-Token", presented.session_token);
  read("X-Amz-Content-Sha256", presented.payload_hash);
  read("X-Amz-Region-Set", presented.region_set);
}

std::string_view value_of(const sigv4::Message& message, std::string_view name) {
  const auto* value = find_header(message.headers, name);
  return value ? *value : std::string_view{};
}

std::optional<unsigned> number(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

// "Sun, 30 Aug 2015 12:36:00 GMT" (RFC 9110's IMF-fixdate).
std::optional<TimePoint> parse_http_date(std::string_view text) {
  static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT" || text[7] != ' ' ||
      text[11] != ' ' || text[16] != ' ' || text[19] != ':' || text[22] != ':') {
    return std::nullopt;
  }
  const auto month = months.find(text.substr(8, 3));
  const auto day = number(text.substr(5, 2));
  const auto year = number(text.substr(12, 4));
  const auto hour = number(text.substr(17, 2));
  const auto minute = number(text.substr(20, 2));
  const auto second = number(text.substr(23, 2));
  if (month == months.npos || month % 3 != 0 || !day || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                         std::chrono::day(*day)};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

// The parts between slashes; nothing unless there are exactly so many.
template <std::size_t count>
std::optional<std::array<std::string_view, count>> split(std::string_view text) {
  std::array<std::string_view, count> parts;
  for (std::size_t i = 0; i < count; ++i) {
    const auto slash = text.find('/');
    const bool last = i + 1 == count;
    if ((slash == text.npos) != last) return std::nullopt;
    parts[i] = text.substr(0, slash);
    if (!last) text.remove_prefix(slash + 1);
  }
  return parts;
}

}  // namespace

bool has_query_algorithm(std::string_view query) {
  return !query.empty() && sigv4::query_parameter(query, "X-Amz-Algorithm").has_value();
}

Presented read_presented(const sigv4::Message& message) {
  Presented presented;
  const auto* header = find_header(message.headers, "authorization");
  if (header && !header->empty()) {
    presented.place = Place::header;
    presented.header = *header;
    read_header(*header, presented);
    presented.time = value_of(message, "x-amz-date");
    if (presented.time.empty()) presented.time = value_of(message, "date");
    if (presented.algorithm == sigv4a::algorithm) presented.region_set = value_of(message, "x-amz-region-set");
  } else if (has_query_algorithm(message.query)) {
    presented.place = Place::query;
    read_query(message.query, presented);
  }
  if (presented.session_token.empty()) presented.session_token = value_of(message, "x-amz-security-token");
  if (const auto hash = value_of(message, "x-amz-content-sha256"); !hash.empty()) presented.payload_hash = hash;
  return presented;
}

std::optional<Credential> parse_credential(std::string_view text) {
  const auto parts = split<5>(text);
  if (!parts) return std::nullopt;
  const auto& [key, date, region, service, terminator] = *parts;
  return Credential{key, {date, region, service}, terminator};
}

std::optional<Credential> parse_regionless_credential(std::string_view text) {
  const auto parts = split<4>(text);
  if (!parts) return std::nullopt;
  const auto& [key, date, service, terminator] = *parts;
  return Credential{key, {date, {}, service}, terminator};
}

std::optional<TimePoint> parse_request_time(std::string_view text) {
  const auto time = sigv4::parse_time(text);
  return time ? time : parse_http_date(text);
}

bool is_signed(std::string_view signed_headers, std::string_view name) {
  while (true) {
    const auto end = signed_headers.find(';');
    if (signed_headers.substr(0, end) == name) return true;
    if (end == signed_headers.npos) return false;
    signed_headers.remove_prefix(end + 1);
  }
}

}  // namespace penstock
