// All that IAM knows of an account at one moment. A value: a change makes a new one, and whoever holds the old one
// reads on undisturbed.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "services/iam/entity_error.h"
#include "services/iam/record.h"
#include "services/iam/record_table.h"

namespace penstock::iam {

struct Account {
  std::string number;
  SettingsRecord settings;
  std::shared_ptr<const ReportRecord> report;  // null until one is made
  RecordTable<UserRecord> users;
  RecordTable<GroupRecord> groups;
  RecordTable<RoleRecord> roles;
  RecordTable<PolicyRecord> policies;
  RecordTable<ProfileRecord> profiles;
  RecordTable<ProviderRecord> providers;

  template <class Record>
  RecordTable<Record>& table() {
    return const_cast<RecordTable<Record>&>(std::as_const(*this).table<Record>());
  }
  template <class Record>
  const RecordTable<Record>& table() const {
    if constexpr (std::is_same_v<Record, UserRecord>) {
      return users;
    } else if constexpr (std::is_same_v<Record, GroupRecord>) {
      return groups;
    } else if constexpr (std::is_same_v<Record, RoleRecord>) {
      return roles;
    } else if constexpr (std::is_same_v<Record, PolicyRecord>) {
      return policies;
    } else if constexpr (std::is_same_v<Record, ProfileRecord>) {
      return profiles;
    } else {
      return providers;
    }
  }
};
using AccountSnapshot = std::shared_ptr<const Account>;

// A managed policy, the account's own or AWS's, by its ARN; null when there is none.
std::shared_ptr<const policy::Document> managed_document(const Account& account, std::string_view arn);
// Whether it is the ARN of a managed policy, there or not. Error: ValidationException.
Status check_policy_arn(std::string_view arn);
// Whether an account may change it, if it is there. Errors: ValidationException; AccessDenied for AWS's.
Status check_not_of_aws(std::string_view policy_arn);
// The account's own; null when there is none.
std::shared_ptr<const PolicyRecord> find_policy(const Account& account, std::string_view arn);

// The record that a request names: managed policies by ARN, all else by name. Error: NoSuchEntity.
template <class Record>
Result<std::shared_ptr<const Record>> existing(const Account& account, std::string_view name) {
  std::shared_ptr<const Record> record;
  if constexpr (std::is_same_v<Record, PolicyRecord>) {
    record = find_policy(account, name);
  } else {
    record = account.table<Record>().find(name);
  }
  if (record) return record;
  if constexpr (std::is_same_v<Record, ProviderRecord>) {
    return provider_not_found(arn_of(account.number, ProviderRecord{{.name = std::string(name)}}));
  }
  return not_found(Record::kind, name);
}

// Whether one more of its kind may have this name. Errors: EntityAlreadyExists, LimitExceeded.
template <class Record>
Status check_new(const Account& account, std::string_view name) {
  const auto& table = account.table<Record>();
  if (table.find(name)) return already_exists(Record::kind, name);
  if (table.size() >= Record::count_max) return quota_exceeded(Record::quota, Record::count_max);
  return ok();
}

// Whether a record may be called so. Error: EntityAlreadyExists when another one is.
template <class Record>
Status check_rename(const Account& account, const Record& record, std::string_view name) {
  const auto other = account.table<Record>().find(name);
  if (other && other->id != record.id) return already_exists(Record::kind, name);
  return ok();
}

// Whether nothing is left that grants. Error: DeleteConflict.
Status check_bare(const Grantee& grantee);

}  // namespace penstock::iam
