#include "services/sts/web_identities.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>

#include "api/sts/errors.h"

namespace penstock::sts {
namespace {

using std::chrono::minutes;

constexpr std::string_view scheme = "https://";
constexpr minutes keys_are_good_for{60};
constexpr minutes pause_between_reads{1};  // for a key that is not among those known
constexpr std::chrono::seconds clock_skew_max{300};
constexpr std::size_t known_issuers_max = 1'000;
constexpr int reads_under_way_max = 16;

ApiError invalid(std::string message) { return errors::invalid_identity_token(std::move(message)); }

ApiError no_verification_key() {
  return invalid(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
      "documentation for requirements");
}

ApiError unreachable(const std::string& issuer, const std::string& why) {
  return errors::idp_communication_error(
      fmt::format("The identity provider {}{} could not be asked for its keys: {}", scheme, issuer, why));
}

std::string lower(std::string text) {
  for (auto& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::int64_t seconds_of(TimePoint time) { return to_millis(time) / 1'000; }

Status check_times(const JsonWebToken& token, TimePoint now) {
  const auto seconds = seconds_of(now);
  if (!token.expires) return invalid("The ID Token has no expiration time (exp).");
  if (seconds >= *token.expires) {
    return errors::expired_token(fmt::format(
        "Token expired: current date/time {} must be before the expiration date/time {}", seconds, *token.expires));
  }
  const auto earliest = std::max(token.not_before.value_or(0), token.issued.value_or(0));
  if (seconds + clock_skew_max.count() < earliest) return invalid("The ID Token is not valid yet.");
  return ok();
}

// For whom the token was made, as the provider's list of client ids has it: the authorized party where there is one.
std::optional<std::string> audience_of(const JsonWebToken& token, const WebIdentityProvider& provider) {
  const auto is_known = [&](const std::string& id) {
    return std::ranges::find(provider.client_ids, id) != provider.client_ids.end();
  };
  if (!token.authorized_party.empty()) {
    return is_known(token.authorized_party) ? std::optional(token.authorized_party) : std::nullopt;
  }
  const auto found = std::ranges::find_if(token.audiences, is_known);
  return found == token.audiences.end() ? std::nullopt : std::optional(*found);
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
std::vector<std::pair<std::string, std::string>> condition_keys(const std::string& issuer, const JsonWebToken& token,
                                                                const WebIdentityProvider& provider,
                                                                const std::string& audience) {
  const auto prefix = lower(issuer) + ':';
  std::vector<std::pair<std::string, std::string>> keys = {
      {"aws:federatedprovider", provider.arn}, {prefix + "aud", audience}, {prefix + "sub", token.subject}};
  if (!token.authorized_party.empty()) {
    for (const auto& original : token.audiences) keys.emplace_back(prefix + "oaud", original);
  }
  for (const auto& method : token.methods) keys.emplace_back(prefix + "amr", method);
  if (!token.email.empty()) keys.emplace_back(prefix + "email", token.email);
  return keys;
}

// Where a provider's configuration says that its keys are; empty when it does not.
std::string keys_address(std::string_view configuration) {
  simdjson::dom::parser parser;
  const simdjson::padded_string text(configuration);
  std::string_view address;
  if (parser.parse(text)["jwks_uri"].get(address) != simdjson::SUCCESS || !address.starts_with(scheme)) return {};
  return std::string(address);
}

}  // namespace

Task<Result<WebIdentity>> WebIdentities::identify(const Directory& directory, std::string account,
                                                  std::string token_text) {
  auto token = read_json_web_token(token_text);
  if (!token || token->issuer.empty() || token->subject.empty()) {
    co_return invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
  }
  const auto issuer = token->issuer.starts_with(scheme) ? token->issuer.substr(scheme.size()) : token->issuer;
  const auto provider = directory.find_web_identity_provider(account, issuer);
  if (!provider) {
    co_return invalid(fmt::format("No OpenIDConnect provider found in your account for {}", token->issuer));
  }
  auto audience = audience_of(*token, *provider);
  if (!audience) co_return invalid("Incorrect token audience");
  co_await check_times(*token, clock_.now());
  co_await verify(issuer, *token);
  WebIdentity identity{.issuer = token->issuer,
                       .subject = token->subject,
                       .audience = std::move(*audience),
                       .provider_arn = provider->arn,
                       .source_identity = std::move(token->source_identity),
                       .tags = std::move(token->tags),
                       .transitive_tag_keys = std::move(token->transitive_tag_keys)};
  identity.keys = condition_keys(issuer, *token, *provider, identity.audience);
  co_return identity;
}

// `token` outlives the call.
Task<Status> WebIdentities::verify(std::string issuer, const JsonWebToken& token) {
  using Outcome = JsonWebKeys::Outcome;
  auto outcome = Outcome::no_such_key;
  if (const auto given = given_.find(issuer); given != given_.end()) {
    outcome = given->second.verify(token);
  } else {
    const auto before = known(issuer);
    if (before.keys) outcome = before.keys->verify(token);
    const auto age = clock_.now() - before.read_at;
    // A provider that has changed its keys is asked again, but not by every token that names another key.
    const bool is_due =
        !before.keys || age > keys_are_good_for || (outcome == Outcome::no_such_key && age > pause_between_reads);
    if (is_due) {
      const auto keys = co_await read_keys(issuer);
      outcome = keys->verify(token);
    }
  }
  if (outcome == Outcome::no_such_key) co_return no_verification_key();
  if (outcome == Outcome::wrong_signature) co_return invalid("The ID Token's signature is not the provider's.");
  co_return ok();
}

WebIdentities::KnownKeys WebIdentities::known(const std::string& issuer) const {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(issuer);
  return found == known_.end() ? KnownKeys{} : found->second;
}

Task<Result<WebIdentities::Keys>> WebIdentities::read_keys(std::string issuer) {
  {
    const std::lock_guard lock(mutex_);
    if (reads_under_way_ == reads_under_way_max) co_return unreachable(issuer, "too many are asked at once");
    ++reads_under_way_;
  }
  auto base = std::string(scheme) + issuer;
  if (base.ends_with('/')) base.pop_back();
  auto text = co_await as_result(read_(base + "/.well-known/openid-configuration"));
  std::string address;
  if (text) {
    address = keys_address(*text);
    if (!address.empty()) text = co_await as_result(read_(address));
  }
  const std::lock_guard lock(mutex_);
  --reads_under_way_;
  if (!text) co_return unreachable(issuer, text.error().message);
  auto keys = address.empty() ? std::nullopt : JsonWebKeys::read(*text);
  if (!keys) co_return no_verification_key();
  if (known_.size() >= known_issuers_max) known_.clear();
  auto kept = std::make_shared<const JsonWebKeys>(std::move(*keys));
  known_[issuer] = {kept, clock_.now()};
  co_return kept;
}

}  // namespace penstock::sts
