#include "services/iam/change.h"

#include <algorithm>

#include "services/iam/record_encoding.h"

namespace penstock::iam {

template <class Record>
void Change::edit(std::shared_ptr<const Record> before, std::optional<Record> record) {
  auto after = record ? std::make_shared<const Record>(std::move(*record)) : nullptr;
  CHECK(before || after);
  auto& table = account_.table<Record>();
  if (before) table.remove(before->name);
  if (after) table.add(after);

  auto key = store_key(account_.number, Record::kind, before ? before->id : after->id);
  if (after) {
    batch_.put(std::move(key), encode(*after));
  } else {
    batch_.erase(std::move(key));
  }

  if constexpr (std::is_same_v<Record, UserRecord>) {
    if (before) forget_uses(*before, after.get());
    reach_.users.push_back({std::move(before), std::move(after)});
  } else if constexpr (std::is_same_v<Record, RoleRecord>) {
    if (!after) batch_.erase(use_key(account_.number, before->id));
    reach_.roles.push_back({std::move(before), std::move(after)});
  } else if constexpr (std::is_same_v<Record, GroupRecord>) {
    reach_.groups.push_back((before ? before : after)->id);
  } else if constexpr (std::is_same_v<Record, PolicyRecord>) {
    reach_.policies.push_back(arn_of(account_.number, *(before ? before : after)));
  }
}

void Change::forget_uses(const UserRecord& user, const UserRecord* successor) {
  for (const auto& key : user.keys) {
    const bool goes_on =
        successor && std::ranges::find(successor->keys, key.id, &KeyRecord::id) != successor->keys.end();
    if (!goes_on) batch_.erase(use_key(account_.number, key.id));
  }
}

template void Change::edit(std::shared_ptr<const UserRecord>, std::optional<UserRecord>);
template void Change::edit(std::shared_ptr<const GroupRecord>, std::optional<GroupRecord>);
template void Change::edit(std::shared_ptr<const RoleRecord>, std::optional<RoleRecord>);
template void Change::edit(std::shared_ptr<const PolicyRecord>, std::optional<PolicyRecord>);
template void Change::edit(std::shared_ptr<const ProfileRecord>, std::optional<ProfileRecord>);
template void Change::edit(std::shared_ptr<const ProviderRecord>, std::optional<ProviderRecord>);

void Change::replace_settings(SettingsRecord settings) {
  batch_.put(settings_key(account_.number), encode(settings));
  account_.settings = std::move(settings);
}

void Change::replace_report(ReportRecord report) {
  batch_.put(report_key(account_.number), encode(report));
  account_.report = std::make_shared<const ReportRecord>(std::move(report));
}

Task<Status> Change::commit() {
  co_await store_->write(std::move(batch_));
  directory_->publish(std::make_shared<const Account>(std::move(account_)), reach_);
  co_return ok();
}

}  // namespace penstock::iam
