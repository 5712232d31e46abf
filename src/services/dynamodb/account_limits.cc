// DescribeLimits and DescribeEndpoints.
#include "services/dynamodb/limits.h"
#include "services/dynamodb/service.h"

namespace penstock::dynamodb {

Task<Result<DescribeLimitsOutput>> DynamodbService::describe_limits(Caller, DescribeLimitsInput) {
  co_return DescribeLimitsOutput{.account_max_read_capacity_units = limits::account_units,
                                 .account_max_write_capacity_units = limits::account_units,
                                 .table_max_read_capacity_units = limits::table_units,
                                 .table_max_write_capacity_units = limits::table_units};
}

Task<Result<DescribeEndpointsOutput>> DynamodbService::describe_endpoints(Caller caller, DescribeEndpointsInput) {
  co_return DescribeEndpointsOutput{.endpoints = {{.address = "dynamodb." + caller.region + ".amazonaws.com",
                                                   .cache_period_in_minutes = limits::endpoint_cache_minutes}}};
}

}  // namespace penstock::dynamodb
