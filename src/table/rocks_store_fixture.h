// A RocksStore in a temporary directory, and writes that block: for tests.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/task_scope.h"
#include "table/rocks_store.h"

namespace penstock {

inline Task<void> write_into(Store& store, WriteBatch batch, std::optional<Status>& answer) {
  answer.emplace(co_await store.write(std::move(batch)));
}

// Blocks: no executor is current here.
inline Status write(Store& store, WriteBatch batch) {
  std::optional<Status> answer;
  TaskScope scope;
  scope.spawn(write_into(store, std::move(batch), answer));
  CHECK(answer.has_value());
  return std::move(*answer);
}

inline Status put(Store& store, std::string key, std::string value) {
  WriteBatch batch;
  batch.put(std::move(key), std::move(value));
  return write(store, std::move(batch));
}

class RocksStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "rocks_store_test.XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    reopen();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(directory_);
  }
  void reopen() {
    store_.reset();
    auto opened = RocksStore::open(directory_ / "table", options_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }
  std::optional<std::string> value_of(std::string_view key) {
    auto value = store_->get(key);
    return value ? *value : std::optional<std::string>("unreadable");
  }

  std::filesystem::path directory_;
  RocksStoreOptions options_;
  std::unique_ptr<RocksStore> store_;
};

}  // namespace penstock
