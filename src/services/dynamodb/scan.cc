#include <algorithm>

#include "item/expression_parameters.h"
#include "item/legacy_conditions.h"
#include "services/dynamodb/item_page.h"
#include "services/dynamodb/projection.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/start_key.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

Status check_parameters(const ScanInput& in) {
  const item::GivenParameter legacy[] = {{"AttributesToGet", in.attributes_to_get.has_value()},
                                         {"ScanFilter", in.scan_filter.has_value()},
                                         {"ConditionalOperator", in.conditional_operator.has_value()}};
  const item::GivenParameter expressions[] = {{"ProjectionExpression", in.projection_expression.has_value()},
                                              {"FilterExpression", in.filter_expression.has_value()}};
  return item::check_together({.legacy = legacy,
                               .expressions = expressions,
                               .has_names = in.expression_attribute_names.has_value(),
                               .has_values = in.expression_attribute_values.has_value()});
}

Status check_segments(const ScanInput& in) {
  if (in.segment && !in.total_segments) {
    return error::validation(
        "The TotalSegments parameter is required but was not present in the request when Segment parameter is present");
  }
  if (!in.total_segments) return ok();
  if (!in.segment) {
    return error::validation(
        "The Segment parameter is required but was not present in the request when parameter TotalSegments is present");
  }
  if (*in.segment < *in.total_segments) return ok();
  return error::validation(
      "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: " +
      std::to_string(*in.segment) + " is not less than TotalSegments: " + std::to_string(*in.total_segments));
}

Status read_legacy(ScanInput& in, PageRequest& request) {
  if (in.attributes_to_get) {
    auto projection = item::projection_from(*std::move(in.attributes_to_get));
    if (!projection) return projection.error();
    request.projection = *std::move(projection);
  }
  if (auto status = item::check_conditional_operator(in.conditional_operator.has_value(),
                                                     in.scan_filter ? in.scan_filter->size() : 0);
      !status) {
    return status;
  }
  if (in.scan_filter) {
    auto filter =
        item::condition_from_filter(item::conditions_of(*std::move(in.scan_filter)),
                                    item::conditional_operator(in.conditional_operator), item::ValueCheck::older);
    if (!filter) return filter.error();
    request.filter = *std::move(filter);
  }
  return ok();
}

Status read_expressions(ScanInput& in, PageRequest& request) {
  auto placeholders = item::Placeholders::make(std::move(in.expression_attribute_names),
                                               std::move(in.expression_attribute_values), item::ValueCheck::older);
  if (!placeholders) return placeholders.error();
  if (in.projection_expression) {
    auto projection = item::parse_projection(*in.projection_expression, *placeholders);
    if (!projection) return projection.error();
    request.projection = *std::move(projection);
  }
  if (in.filter_expression) {
    auto filter = item::parse_condition(item::ExpressionKind::filter, *in.filter_expression, *placeholders);
    if (!filter) return filter.error();
    request.filter = *std::move(filter);
  }
  return placeholders->check_all_used();
}

Status check_all_paths(const Table& table, const PageRequest& request) {
  if (request.projection) {
    if (auto status = check_paths(table, *request.projection); !status) return status;
  }
  Status status;
  if (!request.filter) return status;
  request.filter->expression().for_each_path([&](item::PathView path) {
    if (status) status = check_path(table, path);
  });
  return status;
}

// A segment has the items whose partition keys hash into its share of all hashes; AWS deals out 4,096 shares.
KeyRange segment_range(const std::string& prefix, std::uint64_t segment, std::uint64_t segments) {
  constexpr std::uint64_t hashes = std::uint64_t{1} << 32;
  const auto shares = segments <= 4'096 ? 4'096 : hashes;
  const auto at = [&](std::uint64_t bound) {
    const auto hash = (shares * bound + segments - 1) / segments * (hashes / shares);
    if (hash == hashes) return prefix_end(prefix);
    auto key = prefix;
    for (int shift = 24; shift >= 0; shift -= 8) key += static_cast<char>(hash >> shift & 0xff);
    return key;
  };
  return {.begin = at(segment), .end = at(segment + 1)};
}

// Goes on behind a key of the segment. Errors: ValidationException for a key of another one.
Status start_segment_behind(const ScanInput& in, PageRequest& request) {
  const auto segment = request.range;
  start_behind(*request.table, request.index, *in.exclusive_start_key, request.range);
  if (!in.total_segments || *in.total_segments == 1) return ok();
  if (request.range.begin != segment.begin && request.range.begin < segment.end) return ok();
  return error::validation(
      "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct "
      "Segment. TotalSegments: " +
      std::to_string(*in.total_segments) + " Segment: " + std::to_string(*in.segment));
}

}  // namespace

// Reads all items, or those of one segment.
Task<Result<ScanOutput>> DynamodbService::scan(Caller caller, ScanInput in) {
  co_await check_parameters(in);
  co_await check_select(Reading::scan, in.select, in.index_name.has_value(), in.attributes_to_get.has_value(),
                        in.projection_expression.has_value());
  PageRequest request{.limit = in.limit};
  co_await read_legacy(in, request);
  if (in.exclusive_start_key) co_await check_start_values(*in.exclusive_start_key, item::ValueCheck::older);
  co_await check_segments(in);
  co_await read_expressions(in, request);

  request.table = co_await usable_table(caller, in.table_name);
  const auto& table = *request.table;
  request.index = co_await named_index(table, in.index_name);
  if (request.index && request.index->kind == IndexKind::global && in.consistent_read.value_or(false)) {
    co_return error::validation("Consistent reads are not supported on global secondary indexes");
  }
  if (in.exclusive_start_key) co_await check_start_schema(Reading::scan, table, request.index, *in.exclusive_start_key);
  co_await check_all_paths(table, request);
  co_await choose_attributes(in.select, request);

  const auto prefix = entries_prefix(table.record.number, request.index ? request.index->number : 0);
  request.range = segment_range(prefix, static_cast<std::uint64_t>(in.segment.value_or(0)),
                                static_cast<std::uint64_t>(in.total_segments.value_or(1)));
  if (in.exclusive_start_key) co_await start_segment_behind(in, request);
  request.consistency = in.consistent_read.value_or(false) ? Consistency::strong : Consistency::eventual;

  auto page = co_await read_items(request);
  ScanOutput out{
      .count = page.count, .scanned_count = page.scanned_count, .last_evaluated_key = std::move(page.last_key)};
  if (!request.counts_only) out.items = std::move(page.items);
  out.consumed_capacity = page.used.described(table, in.return_consumed_capacity);
  co_return out;
}

}  // namespace penstock::dynamodb
