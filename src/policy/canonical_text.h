// A policy's text in the form that services keep and give back: nothing between its parts, keys in one order, a list of
// one as that one, an account as its root's ARN, each principal once, "Allow" for "allow". As GetResourcePolicy of
// DynamoDB has been recorded to answer. Pure.
#pragma once

#include <string>
#include <string_view>

namespace penstock::policy {

// Of a text that parse_resource_policy() takes, with effects in any case.
std::string canonical_text(std::string_view policy);

}  // namespace penstock::policy
