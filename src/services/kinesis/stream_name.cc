#include "services/kinesis/stream_name.h"

#include "api/kinesis/errors.h"

namespace penstock::kinesis {
namespace {

// "arn:aws:kinesis:REGION:ACCOUNT:stream/NAME", in any partition.
std::optional<StreamKeyView> parse_stream_arn(std::string_view arn) {
  const auto next = [&arn](char delimiter) {
    const auto end = arn.find(delimiter);
    const auto part = arn.substr(0, end);
    arn.remove_prefix(end == std::string_view::npos ? arn.size() : end + 1);
    return part;
  };
  if (next(':') != "arn") return std::nullopt;
  if (!next(':').starts_with("aws")) return std::nullopt;
  if (next(':') != "kinesis") return std::nullopt;
  const auto region = next(':');
  const auto account = next(':');
  if (next('/') != "stream") return std::nullopt;
  if (region.empty() || account.empty() || arn.empty() || arn.contains('/')) return std::nullopt;
  return StreamKeyView(account, region, arn);
}

}  // namespace

Result<StreamKeyView> stream_in(const Caller& caller, const std::optional<std::string>& name,
                                const std::optional<std::string>& arn) {
  if (!arn) {
    if (!name) return errors::invalid_argument("Either StreamName or StreamARN should be provided.");
    return StreamKeyView(caller.account, caller.region, *name);
  }
  const auto key = parse_stream_arn(*arn);
  if (!key) return errors::invalid_argument("Invalid StreamARN: " + *arn);
  if (name && *name != key->name) {
    return errors::invalid_argument("StreamName " + *name + " and StreamARN " + *arn + " mean different streams.");
  }
  return *key;
}

Result<StreamKeyView> named_stream(const Caller& caller, const std::optional<std::string>& name,
                                   const std::optional<std::string>& arn) {
  const auto key = stream_in(caller, name, arn);
  if (key && key->region != caller.region) return stream_not_found(*key);
  return key;
}

Result<StreamKeyView> own_stream(const Caller& caller, const std::string& arn) {
  const auto key = parse_stream_arn(arn);
  if (!key) return errors::resource_not_found("Resource " + arn + " not found.");
  if (key->account != caller.account || key->region != caller.region) return stream_not_found(*key);
  return *key;
}

}  // namespace penstock::kinesis
