#include "services/kinesis/throughput.h"

#include <algorithm>

#include "api/kinesis/errors.h"

namespace penstock::kinesis {

// Buckets hold one second's worth, that of bursts ten; they fill when they are looked at.
Throughput::Shard& Throughput::filled(std::uint32_t number) {
  const auto now = clock_.steady();
  while (shards_.size() <= number) {
    shards_.push_back({.write_bytes = limits::write_bytes_per_second,
                       .write_burst = limits::write_burst_bytes,
                       .write_records = limits::write_records_per_second,
                       .read_bytes = limits::read_bytes_per_second,
                       .reads = limits::reads_per_second,
                       .filled_at = now});
  }
  auto& shard = shards_[number];
  const double seconds = std::chrono::duration<double>(now - shard.filled_at).count();
  const auto fill = [seconds](double& level, double per_second) {
    level = std::min(per_second, level + per_second * seconds);
  };
  shard.write_burst = std::min(limits::write_burst_bytes, shard.write_burst + limits::write_bytes_per_second * seconds);
  fill(shard.write_bytes, limits::write_bytes_per_second);
  fill(shard.write_records, limits::write_records_per_second);
  fill(shard.read_bytes, limits::read_bytes_per_second);
  fill(shard.reads, limits::reads_per_second);
  shard.filled_at = now;
  return shard;
}

bool Throughput::take_write(std::uint32_t number, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  auto& shard = filled(number);
  const auto size = static_cast<double>(bytes);
  const bool large = size > limits::write_bytes_per_second;
  if (shard.write_burst < size || (!large && shard.write_bytes < size) || shard.write_records < 1) return false;
  shard.write_burst -= size;
  shard.write_bytes = std::max(0.0, shard.write_bytes - size);
  shard.write_records -= 1;
  return true;
}

bool Throughput::take_read(std::uint32_t number) {
  const std::lock_guard lock(mutex_);
  auto& shard = filled(number);
  if (shard.reads < 1 || shard.read_bytes <= 0) return false;
  shard.reads -= 1;
  return true;
}

void Throughput::give_read(std::uint32_t number, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  filled(number).read_bytes -= static_cast<double>(bytes);
}

std::string rate_exceeded_text(StreamKeyView key, std::uint32_t shard) {
  return "Rate exceeded for shard " + shard_id(shard) + " in stream " + std::string(key.name) + " under account " +
         std::string(key.account) + ".";
}

ApiError rate_exceeded(StreamKeyView key, std::uint32_t shard) {
  return errors::provisioned_throughput_exceeded(rate_exceeded_text(key, shard));
}

}  // namespace penstock::kinesis
