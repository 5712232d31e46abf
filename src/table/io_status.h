// Errors of io/disk.h in RocksDB's terms.
#pragma once

#include <rocksdb/io_status.h>

#include "io/disk.h"

namespace penstock {

inline rocksdb::IOStatus io_status(const ApiError& error) {
  if (is_disk_full(error)) return rocksdb::IOStatus::NoSpace(error.message);
  if (is_not_found(error)) return rocksdb::IOStatus::PathNotFound(error.message);
  return rocksdb::IOStatus::IOError(error.message);
}
inline rocksdb::IOStatus io_status(const Status& status) {
  return status ? rocksdb::IOStatus::OK() : io_status(status.error());
}

}  // namespace penstock
