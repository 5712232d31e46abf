// The real service on a simulated disk, store and clock, for tests: no sockets, no threads, no sleeping.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "blob/blob_store.h"
#include "io/clock.h"
#include "io/sim_blocking_pool.h"
#include "io/sim_disk.h"
#include "io/sim_executor.h"
#include "services/s3/service.h"
#include "table/sim_store.h"

namespace penstock::s3 {

class S3Fixture {
 public:
  explicit S3Fixture(std::uint64_t seed = 1) : disk_(seed) { start(); }
  ~S3Fixture() { stop(); }

  Caller caller{.account = "123456789012", .region = "us-east-1"};
  std::set<std::string, std::less<>> missing_principals;  // all others exist

  template <class Output, class Input>
  Result<Output> call(Task<Result<Output>> (S3Service::*operation)(Caller, Input), Input in) {
    return loop_.sync_wait((service_.get()->*operation)(caller, std::move(in)));
  }

  void create_bucket(std::string name) {
    CHECK(call(&S3Service::create_bucket, CreateBucketInput{.bucket = std::move(name)}));
  }
  Result<PutObjectOutput> put(std::string bucket, std::string key, std::string bytes) {
    return put({.bucket = std::move(bucket), .key = std::move(key)}, std::move(bytes));
  }
  Result<PutObjectOutput> put(PutObjectInput in, std::string bytes) {
    in.body = body(std::move(bytes));
    return call(&S3Service::put_object, std::move(in));
  }
  // A GetObject with its bytes.
  struct Got {
    GetObjectOutput answer;
    std::string bytes;
  };
  Result<Got> get(std::string bucket, std::string key) {
    return get(GetObjectInput{.bucket = std::move(bucket), .key = std::move(key)});
  }
  Result<Got> get(GetObjectInput in) { return loop_.sync_wait(read_object(std::move(in))); }
  Result<HeadObjectOutput> head(std::string bucket, std::string key) {
    return call(&S3Service::head_object, HeadObjectInput{.bucket = std::move(bucket), .key = std::move(key)});
  }
  Result<DeleteObjectOutput> erase(std::string bucket, std::string key) {
    return call(&S3Service::delete_object, DeleteObjectInput{.bucket = std::move(bucket), .key = std::move(key)});
  }
  Result<ListObjectsV2Output> list(ListObjectsV2Input in) { return call(&S3Service::list_objects_v2, std::move(in)); }

  static BodyStream body(std::string bytes) {
    const auto length = bytes.size();
    return {.source = std::make_unique<StringBody>(std::move(bytes)), .length = length};
  }

  // Power is lost and returns: the service starts anew on what the disk and the store kept.
  void power_cycle() {
    stop();
    disk_.power_off();
    disk_.heal();
    disk_.power_on();
    store_.power_cycle();
    start();
  }

  // Files of objects, temporary ones included.
  std::vector<std::string> files() {
    std::vector<std::string> found;
    const auto folders = disk_.list(directory);
    CHECK(folders);
    for (const auto& folder : *folders) {
      const auto entries = disk_.list(directory + ("/" + folder.name));
      CHECK(entries);
      for (const auto& file : *entries) found.push_back(folder.name + "/" + file.name);
    }
    return found;
  }

  SimDisk& disk() { return disk_; }
  SimStore& store() { return store_; }
  SimClock& clock() { return clock_; }
  SimExecutor& loop() { return loop_; }
  S3Service& service() { return *service_; }

 private:
  static constexpr const char* directory = "data/objects";

  void start() {
    auto opened = BlobStore::open(disk_, pool_, directory);
    CHECK(opened);
    blobs_ = std::move(*opened);
    service_ = std::make_unique<S3Service>(store_, *blobs_, pool_, clock_,
                                           [this](std::string_view name) { return missing_principals.contains(name); });
    CHECK(loop_.sync_wait(service_->start()));
    loop_.run_until_idle();
  }
  void stop() {
    loop_.sync_wait(service_->stop());
    service_.reset();
    blobs_.reset();
  }
  Task<Result<Got>> read_object(GetObjectInput in) {
    Got got{.answer = co_await service_->get_object(caller, std::move(in))};
    auto source = std::move(got.answer.body.source);
    for (;;) {
      const auto piece = co_await source->next();
      if (piece.empty()) break;
      got.bytes.append(piece.data(), piece.size());
    }
    if (got.bytes.size() != got.answer.body.length) co_return error::internal("the body has another length");
    co_return got;
  }

  SimDisk disk_;
  SimStore store_;
  SimClock clock_;
  SimBlockingPool pool_;
  SimExecutor loop_;
  std::unique_ptr<BlobStore> blobs_;
  std::unique_ptr<S3Service> service_;
};

// "Code: Message", or the fields of an error, as a test compares them.
template <class T>
std::string error_text(const Result<T>& result) {
  if (result) return "no error";
  return std::to_string(result.error().status) + " " + result.error().code + ": " + result.error().message;
}
template <class T>
std::string error_field(const Result<T>& result, std::string_view name) {
  if (result) return "no error";
  for (const auto& [field, value] : result.error().fields) {
    if (field == name) return value;
  }
  return "no such field";
}

}  // namespace penstock::s3
