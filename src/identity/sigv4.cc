#include "identity/sigv4.h"

#include <algorithm>
#include <chrono>

#include "base/append_pieces.h"
#include "base/hex.h"
#include "identity/canonical.h"

namespace penstock::sigv4 {
namespace {

// A request is signed for one day, region and service; a server sees few of them at a time, a client fewer.
constexpr std::size_t cached_keys_max = 64;

struct CachedKey {
  std::string secret, date, region, service;
  std::optional<SigningKey> key = {};

  bool is_for(std::string_view wanted_secret, const Scope& scope) const {
    return key && date == scope.date && region == scope.region && service == scope.service && secret == wanted_secret;
  }
};

SigningKey derive_key(std::string_view secret, const Scope& scope) {
  const auto first = hmac_sha256(std::string("AWS4").append(secret), scope.date);
  const auto regional = hmac_sha256(bytes_of(first), scope.region);
  const auto of_service = hmac_sha256(bytes_of(regional), scope.service);
  return {.bytes = hmac_sha256(bytes_of(of_service), terminator)};
}

std::string sorted_names(std::span<const HeaderField> headers) {
  std::vector<std::string_view> names;
  for (const auto& field : headers) names.push_back(field.name);
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  std::string joined;
  for (const auto name : names) {
    if (!joined.empty()) joined += ';';
    joined += name;
  }
  return joined;
}

}  // namespace

PathForm path_form_of(std::string_view service) {
  return service == "s3" || service == "s3express" ? PathForm::as_sent : PathForm::normalized;
}

void append_canonical_request(const Message& message, PathForm path_form, std::string_view signed_headers,
                              std::string_view payload_hash, std::string& out) {
  out.append(message.method).push_back('\n');
  append_canonical_path(message.path, path_form, out);
  out.push_back('\n');
  append_canonical_query(message.query, out);
  out.push_back('\n');
  append_canonical_headers(message.headers, signed_headers, out);
  append_pieces(out, "\n", signed_headers, "\n", payload_hash);
}

void append_string_to_sign(std::string_view time, const Scope& scope, std::string_view canonical_request,
                           std::string& out) {
  const auto hash = hex_of(sha256(canonical_request));
  append_pieces(out, algorithm, "\n", time, "\n", scope.date, "/", scope.region, "/", scope.service, "/", terminator,
                "\n", std::string_view(hash.data(), hash.size()));
}

const SigningKey& signing_key(std::string_view secret, const Scope& scope) {
  thread_local std::array<CachedKey, cached_keys_max> cache;
  thread_local std::size_t latest = 0;
  if (cache[latest].is_for(secret, scope)) return *cache[latest].key;
  const std::hash<std::string_view> hash;
  const auto mixed = hash(scope.region) * 3 + hash(scope.service) * 5 + hash(scope.date) * 7 + hash(secret);
  latest = mixed % cached_keys_max;
  auto& slot = cache[latest];
  if (!slot.is_for(secret, scope)) {
    slot = {std::string(secret), std::string(scope.date), std::string(scope.region), std::string(scope.service),
            derive_key(secret, scope)};
  }
  return *slot.key;
}

Signature signature(const SigningKey& key, std::string_view string_to_sign) {
  return hex_of(key.hmac.mac(string_to_sign));
}

std::string format_time(TimePoint time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  std::string text;
  const auto add = [&](unsigned value, unsigned divisor) {
    for (; divisor > 0; divisor /= 10) text.push_back(static_cast<char>('0' + value / divisor % 10));
  };
  add(static_cast<unsigned>(static_cast<int>(date.year())), 1000);
  add(static_cast<unsigned>(date.month()), 10);
  add(static_cast<unsigned>(date.day()), 10);
  text += 'T';
  add(static_cast<unsigned>(clock.hours().count()), 10);
  add(static_cast<unsigned>(clock.minutes().count()), 10);
  add(static_cast<unsigned>(clock.seconds().count()), 10);
  text += 'Z';
  return text;
}

std::optional<TimePoint> parse_time(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  const auto digits = [&](std::size_t at, std::size_t count) {
    int value = 0;
    for (const char digit : text.substr(at, count)) {
      if (digit < '0' || digit > '9') return -1;
      value = value * 10 + (digit - '0');
    }
    return value;
  };
  const int year = digits(0, 4), month = digits(4, 2), day = digits(6, 2);
  const int hour = digits(9, 2), minute = digits(11, 2), second = digits(13, 2);
  if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

std::vector<std::pair<std::string, std::string>> sign(const Signer& signer, const Message& message,
                                                      std::string_view payload_hash, TimePoint now) {
  const auto time = format_time(now);
  const Scope scope{std::string_view(time).substr(0, 8), signer.region, signer.service};
  std::vector<std::pair<std::string, std::string>> added;
  added.emplace_back("x-amz-date", time);
  if (path_form_of(signer.service) == PathForm::as_sent) {
    added.emplace_back("x-amz-content-sha256", std::string(payload_hash));
  }
  if (!signer.credentials.session_token.empty()) {
    added.emplace_back("x-amz-security-token", signer.credentials.session_token);
  }

  std::vector<HeaderField> headers(message.headers.begin(), message.headers.end());
  for (const auto& [name, value] : added) headers.push_back({name, value});
  const auto names = sorted_names(headers);

  std::string canonical;
  append_canonical_request({message.method, message.path, message.query, headers}, path_form_of(signer.service), names,
                           payload_hash, canonical);
  std::string to_sign;
  append_string_to_sign(time, scope, canonical, to_sign);
  const auto signed_text = signature(signing_key(signer.credentials.secret.reveal(), scope), to_sign);

  std::string authorization(algorithm);
  authorization.append(" Credential=").append(signer.credentials.access_key_id).append("/").append(scope.date);
  authorization.append("/").append(scope.region).append("/").append(scope.service).append("/").append(terminator);
  authorization.append(", SignedHeaders=").append(names).append(", Signature=").append(text_of(signed_text));
  added.emplace_back("authorization", std::move(authorization));
  return added;
}

}  // namespace penstock::sigv4
