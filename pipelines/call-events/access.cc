#include "pipelines/call-events/access.h"

#include <nlohmann/json.hpp>

#include "base/ids.h"

namespace penstock::call_events {
namespace {

using nlohmann::ordered_json;

ordered_json allow(ordered_json actions, std::string_view resource) {
  return {{"Effect", "Allow"}, {"Action", std::move(actions)}, {"Resource", resource}};
}

std::string policy(ordered_json statements) {
  const ordered_json document = {{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
  return document.dump();
}

}  // namespace

std::string stream_arn(std::string_view region, std::string_view account, std::string_view stream) {
  return arn("kinesis", region, account, "stream/" + std::string(stream));
}

std::string producer_policy(std::string_view stream_arn) {
  const auto actions = ordered_json::array(
      {"kinesis:DescribeStream", "kinesis:CreateStream", "kinesis:PutRecord", "kinesis:PutRecords"});
  return policy(ordered_json::array({allow(actions, stream_arn)}));
}

std::string consumer_policy(std::string_view stream_arn, std::string_view bucket, std::string_view prefix) {
  const auto bucket_arn = "arn:aws:s3:::" + std::string(bucket);
  const auto reads = ordered_json::array({"kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:GetRecords"});
  const auto bucket_actions = ordered_json::array({"s3:ListBucket", "s3:CreateBucket"});
  return policy(ordered_json::array({allow(reads, stream_arn), allow(bucket_actions, bucket_arn),
                                     allow("s3:PutObject", bucket_arn + "/" + std::string(prefix) + "*")}));
}

}  // namespace penstock::call_events
