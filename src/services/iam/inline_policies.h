// Policies that are part of the user, group or role that has them. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "services/iam/entity_error.h"
#include "services/iam/record.h"

namespace penstock::iam {

// How many characters all inline policies of its kind may have together.
template <class Record>
constexpr std::size_t inline_chars_max = std::is_same_v<Record, UserRecord>    ? limits::user_policies_chars_max
                                         : std::is_same_v<Record, GroupRecord> ? limits::group_policies_chars_max
                                                                               : limits::role_policies_chars_max;

// Adds the policy or replaces the one that has its name. Errors: MalformedPolicyDocument, LimitExceeded.
Status put_inline(Grantee& grantee, std::string_view kind, std::size_t chars_max, std::string name, std::string text);
template <class Record>
Status put_inline(Record& record, std::string name, std::string text) {
  return put_inline(record, Record::kind, inline_chars_max<Record>, std::move(name), std::move(text));
}

// Error of both: NoSuchEntity.
template <class Record>
Result<const PolicyText*> find_inline(const Record& record, const std::string& name) {
  const auto at = record.inline_policies.find(name);
  if (at == record.inline_policies.end()) return inline_policy_not_found(Record::kind, name);
  return &at->second;
}
template <class Record>
Status delete_inline(Record& record, const std::string& name) {
  if (record.inline_policies.erase(name) == 0) return inline_policy_not_found(Record::kind, name);
  return ok();
}

}  // namespace penstock::iam
