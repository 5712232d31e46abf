// The least that each part of the pipeline has to be allowed: policies as IAM takes them, here and on AWS. Pure.
// https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html
#pragma once

#include <string>
#include <string_view>

namespace penstock::call_events {

// "arn:aws:kinesis:eu-north-1:000000000000:stream/AForB_callevents"
std::string stream_arn(std::string_view region, std::string_view account, std::string_view stream);

// Describes, creates and fills that one stream.
std::string producer_policy(std::string_view stream_arn);
// Reads that one stream; makes the bucket when it is missing, and writes below the prefix.
std::string consumer_policy(std::string_view stream_arn, std::string_view bucket, std::string_view prefix);

}  // namespace penstock::call_events
