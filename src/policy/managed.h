// The managed policies of AWS that pipelines attach, with the meaning that AWS publishes. Each is a file of
// policy/managed/, compiled in. ReadOnlyAccess, ViewOnlyAccess and SecurityAudit name the actions of the services that
// pipelines use; AWS's have those of all others, too. Any thread.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "policy/document.h"

namespace penstock::policy {

struct ManagedPolicy {
  std::string name;        // "AWSLambdaBasicExecutionRole"
  std::string path;        // "/service-role/"
  std::string arn;         // "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
  std::string version_id;  // of the default version: "v1"
  std::string description;
  std::string_view json;
  std::shared_ptr<const Document> document;
};

// Sorted by ARN; read once, when first asked for.
std::span<const ManagedPolicy> aws_managed_policies();
// Null when there is none of that ARN.
const ManagedPolicy* find_aws_managed_policy(std::string_view arn);

}  // namespace penstock::policy
