#include "services/dynamodb/description.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/table_name.h"

namespace penstock::dynamodb {

Task<Result<DescribeTableOutput>> DynamodbService::describe_table(Caller caller, DescribeTableInput in) {
  const auto table = co_await existing_table(co_await named_table(caller, in.table_name));
  co_return DescribeTableOutput{.table = described(*table, clock_.now())};
}

}  // namespace penstock::dynamodb
