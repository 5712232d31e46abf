// How much of everything an account may have in one region.
#pragma once

#include <cstddef>
#include <cstdint>

#include "services/kinesis/limits.h"

namespace penstock::kinesis {

enum class QuotaMode : std::uint8_t { off, aws };

struct AccountQuotas {
  std::int64_t shards_max;
  std::size_t on_demand_streams_max;
};

constexpr AccountQuotas account_quotas(QuotaMode mode) {
  if (mode == QuotaMode::aws) {
    return {.shards_max = limits::shards_per_account_aws, .on_demand_streams_max = limits::on_demand_streams_aws};
  }
  return {.shards_max = limits::shards_per_account_own, .on_demand_streams_max = limits::streams_per_account_max};
}

}  // namespace penstock::kinesis
