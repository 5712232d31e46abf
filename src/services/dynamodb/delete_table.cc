#include "services/dynamodb/change_admission.h"
#include "services/dynamodb/description.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/table_name.h"

namespace penstock::dynamodb {
namespace {

// AWS tells no more of a table that goes.
TableDescription last_description(TableDescription whole) {
  return {.table_name = std::move(whole.table_name),
          .table_status = std::string(table_status::deleting),
          .provisioned_throughput = whole.provisioned_throughput,
          .table_size_bytes = whole.table_size_bytes,
          .item_count = whole.item_count,
          .table_arn = std::move(whole.table_arn),
          .table_id = std::move(whole.table_id),
          .billing_mode_summary = std::move(whole.billing_mode_summary),
          .deletion_protection_enabled = whole.deletion_protection_enabled};
}

}  // namespace

Task<Result<DeleteTableOutput>> DynamodbService::delete_table(Caller caller, DeleteTableInput in) {
  const auto key = co_await named_table(caller, in.table_name);
  const auto turn = co_await catalog_.turn();
  const auto now = clock_.now();
  auto table = co_await existing_table(key);
  co_await check_may_delete(*table, now);
  if (table->record.deletion_protected) {
    co_return error::validation(
        "Resource cannot be deleted as it is currently protected against deletion. "
        "Disable deletion protection first.");
  }
  if (!table->record.gone_from) {
    auto changed = table->record;
    changed.gone_from = now + options_.transition;
    for (auto& stream : changed.streams) {
      if (!stream.ended) stream.ended = now;
    }
    table = co_await catalog_.replace(table, std::move(changed));
  }
  co_return DeleteTableOutput{.table_description = last_description(described(*table, now))};
}

}  // namespace penstock::dynamodb
