#include "services/kinesis/retention.h"

#include "api/kinesis/errors.h"

namespace penstock::kinesis {

Status change_retention(RetentionChange change, StreamKeyView key, StreamRecord& record, std::int32_t hours) {
  const auto requested = "equested retention period (" + std::to_string(hours) + " hours)";
  const auto bound = [](std::int32_t limit) { return std::to_string(limit) + " hours. R"; };
  if (hours < limits::retention_hours_min) {
    return errors::invalid_argument("Minimum allowed retention period is " + bound(limits::retention_hours_min) +
                                    requested + " is too short.");
  }
  if (hours > limits::retention_hours_max) {
    return errors::invalid_argument("Maximum allowed retention period is " + bound(limits::retention_hours_max) +
                                    requested + " is too long.");
  }
  const auto current = record.retention_hours;
  const auto refuse = [&](std::string_view than, std::string_view use) {
    return errors::invalid_argument("R" + requested + " for stream " + std::string(key.name) + " can not be " +
                                    std::string(than) + " than existing retention period (" + std::to_string(current) +
                                    " hours). Use " + std::string(use) + "RetentionPeriod API.");
  };
  if (change == RetentionChange::increase && hours < current) return refuse("shorter", "Decrease");
  if (change == RetentionChange::decrease && hours > current) return refuse("longer", "Increase");
  record.retention_hours = hours;
  return ok();
}

}  // namespace penstock::kinesis
