#include "blob/blob_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "io/sim_blocking_pool.h"
#include "io/sim_disk.h"
#include "io/sim_executor.h"

namespace penstock {
namespace {

constexpr std::string_view directory = "data/objects";

// A body in pieces, which may break off.
class PiecesBody final : public BodySource {
 public:
  PiecesBody(std::string text, std::size_t piece_bytes, std::optional<std::size_t> breaks_at = {})
      : text_(std::move(text)), piece_bytes_(piece_bytes), breaks_at_(breaks_at) {}
  Task<Result<std::span<const char>>> next() override {
    if (breaks_at_ && at_ >= *breaks_at_) co_return ApiError{400, "RequestTimeout", "The body broke off."};
    const auto piece = std::string_view(text_).substr(at_, piece_bytes_);
    at_ += piece.size();
    co_return std::span<const char>(piece);
  }

 private:
  std::string text_;
  std::size_t piece_bytes_;
  std::optional<std::size_t> breaks_at_;
  std::size_t at_ = 0;
};

struct Recorder final : BlobInspector {
  std::string seen;
  Status verdict = ok();
  Status take(std::string_view bytes) override {
    seen += bytes;
    return ok();
  }
  Status finish() override { return verdict; }
};

std::string text_of(std::size_t bytes, unsigned seed = 7) {
  std::mt19937 random(seed);
  std::string text(bytes, '\0');
  for (auto& byte : text) byte = static_cast<char>(random());
  return text;
}

class BlobStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { reopen(); }
  void reopen() {
    store_.reset();
    auto opened = BlobStore::open(disk_, pool_, std::string(directory), options_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }
  Result<Blob> write(const std::string& text, std::size_t piece_bytes = 10'000,
                     std::optional<std::size_t> breaks = {}) {
    BodyStream body{.source = std::make_unique<PiecesBody>(text, piece_bytes, breaks), .length = text.size()};
    recorder_ = {};
    recorder_.verdict = verdict_;
    return loop_.sync_wait(store_->write(body, recorder_));
  }
  Result<std::string> read(BlobId id, std::uint64_t first, std::uint64_t length) {
    return loop_.sync_wait(read_all(*store_, id, first, length));
  }
  bool holds(BlobId id, std::uint64_t first, std::string_view text) {
    const auto found = read(id, first, text.size());
    return found && *found == text;
  }
  static Task<Result<std::string>> read_all(BlobStore& store, BlobId id, std::uint64_t first, std::uint64_t length) {
    auto body = co_await store.read(id, first, length);
    std::string text;
    for (;;) {
      const auto piece = co_await body.source->next();
      if (piece.empty()) co_return text;
      text.append(piece.data(), piece.size());
    }
  }
  // Every file of the store, temporary ones too.
  std::vector<std::string> files() {
    std::vector<std::string> found;
    for (const auto& folder : *disk_.list(std::string(directory))) {
      for (const auto& file : *disk_.list(std::string(directory) + "/" + folder.name)) {
        found.push_back(folder.name + "/" + file.name);
      }
    }
    return found;
  }

  SimDisk disk_;
  SimBlockingPool pool_;
  SimExecutor loop_;
  BlobStoreOptions options_{.inline_bytes_max = 100, .chunk_bytes = 64 << 10};
  Recorder recorder_;
  Status verdict_ = ok();
  std::unique_ptr<BlobStore> store_;
};

TEST_F(BlobStoreTest, gives_small_bodies_back_without_a_file) {
  for (const std::size_t size : {0, 1, 100}) {
    const auto blob = write(text_of(size));
    ASSERT_TRUE(blob);
    EXPECT_FALSE(blob->file);
    EXPECT_EQ(blob->inline_bytes, text_of(size));
    EXPECT_EQ(blob->bytes, size);
    EXPECT_EQ(recorder_.seen, text_of(size));
  }
  EXPECT_THAT(files(), testing::IsEmpty());
}

TEST_F(BlobStoreTest, streams_larger_bodies_to_a_file_and_back) {
  for (const std::size_t size : {101, 64 << 10, (64 << 10) + 1, 1'000'000}) {
    for (const std::size_t piece : {999, 64 << 10, 300'000}) {
      const auto text = text_of(size);
      const auto blob = write(text, piece);
      ASSERT_TRUE(blob) << size << " " << piece;
      ASSERT_TRUE(blob->file);
      EXPECT_EQ(blob->bytes, size);
      EXPECT_TRUE(recorder_.seen == text);
      EXPECT_TRUE(holds(*blob->file, 0, text)) << size << " " << piece;
    }
  }
}

TEST_F(BlobStoreTest, reads_any_part_from_cache_or_disk) {
  const auto text = text_of(200'000);
  const auto blob = write(text);
  for (const bool cold : {false, true}) {
    disk_.forget_cache(cold);
    EXPECT_TRUE(holds(*blob->file, 0, text.substr(0, 1)));
    EXPECT_TRUE(holds(*blob->file, 199'999, text.substr(199'999)));
    EXPECT_TRUE(holds(*blob->file, 1000, text.substr(1000, 150'000)));
    EXPECT_TRUE(holds(*blob->file, 77, ""));
  }
}

TEST_F(BlobStoreTest, says_when_a_file_is_gone_or_too_short) {
  const auto blob = write(text_of(5000));
  const auto beyond = read(*blob->file, 0, 5001);
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().status, 500);
  ASSERT_TRUE(loop_.sync_wait(store_->remove(*blob->file)));
  const auto gone = read(*blob->file, 0, 1);
  ASSERT_FALSE(gone);
  EXPECT_TRUE(is_not_found(gone.error()));
  EXPECT_TRUE(loop_.sync_wait(store_->remove(*blob->file)));  // once more is no error
}

TEST_F(BlobStoreTest, goes_on_reading_a_file_whose_name_is_removed) {
  const auto text = text_of(300'000);
  const auto blob = write(text);
  auto body = loop_.sync_wait(store_->read(*blob->file, 0, text.size()));
  ASSERT_TRUE(body);
  ASSERT_TRUE(loop_.sync_wait(store_->remove(*blob->file)));
  std::string seen;
  for (;;) {
    const auto piece = loop_.sync_wait(body->source->next());
    ASSERT_TRUE(piece);
    if (piece->empty()) break;
    seen.append(piece->data(), piece->size());
  }
  EXPECT_TRUE(seen == text);
}

TEST_F(BlobStoreTest, leaves_nothing_of_a_body_that_breaks_off) {
  for (const std::size_t at : {0, 50'000, 150'000}) {
    const auto refused = write(text_of(200'000), 10'000, at);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "RequestTimeout");
    EXPECT_THAT(files(), testing::IsEmpty());
  }
}

TEST_F(BlobStoreTest, leaves_nothing_of_a_body_that_the_inspector_refuses) {
  verdict_ = ApiError{400, "BadDigest", "no"};
  for (const std::size_t size : {10, 5000, 200'000}) {
    const auto refused = write(text_of(size));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "BadDigest");
    EXPECT_THAT(files(), testing::IsEmpty());
  }
}

TEST_F(BlobStoreTest, refuses_bodies_while_the_disk_is_full_and_takes_them_when_space_returns) {
  const auto kept = write(text_of(5000));
  disk_.set_capacity(disk_.used_bytes() + 1000);
  for (const std::size_t size : {5000, 500'000}) {
    const auto refused = write(text_of(size));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 503);
    EXPECT_EQ(refused.error().message, "The disk is full: objects are refused until space is free; reads go on.");
    EXPECT_EQ(files().size(), 1u);
  }
  EXPECT_TRUE(holds(*kept->file, 0, text_of(5000)));
  disk_.set_capacity(std::numeric_limits<std::uint64_t>::max());
  EXPECT_TRUE(write(text_of(500'000)));
}

TEST_F(BlobStoreTest, refuses_a_body_whose_fsync_fails) {
  disk_.fail_next_sync();
  const auto refused = write(text_of(5000));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 503);
  EXPECT_THAT(files(), testing::IsEmpty());
  EXPECT_TRUE(write(text_of(5000)));
}

TEST_F(BlobStoreTest, keeps_a_written_blob_through_power_loss) {
  std::vector<BlobId> kept;
  for (int i = 0; i < 5; ++i) kept.push_back(*write(text_of(100'000, i))->file);
  disk_.power_cycle();
  reopen();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(holds(kept[i], 0, text_of(100'000, i)));
}

// Power goes after the first, second, … change on the disk: a blob is whole if it was answered, and whatever else is
// left goes with the next start and its sweep.
TEST_F(BlobStoreTest, leaves_no_trace_of_a_write_that_power_loss_cuts_anywhere) {
  bool finished = false;
  for (std::uint64_t changes = 0; !finished; ++changes) {
    ASSERT_LT(changes, 100u);
    disk_.fail_after(changes);
    const auto text = text_of(200'000, static_cast<unsigned>(changes));
    const auto blob = write(text);
    finished = blob.has_value();
    disk_.power_off();
    disk_.heal();
    disk_.power_on();
    reopen();
    std::vector<BlobId> named;
    if (blob) named.push_back(*blob->file);
    ASSERT_TRUE(store_->sweep([&](BlobId, BlobId) -> Result<std::vector<BlobId>> { return named; }));
    if (blob) EXPECT_TRUE(holds(*blob->file, 0, text));
    EXPECT_EQ(files().size(), named.size()) << "after " << changes << " changes";
  }
}

TEST_F(BlobStoreTest, sweeps_files_of_earlier_starts_that_nothing_names) {
  std::vector<BlobId> ids;
  for (int i = 0; i < 10; ++i) ids.push_back(*write(text_of(1000, i))->file);
  reopen();
  const auto fresh = *write(text_of(1000))->file;
  const std::vector<BlobId> named = {ids[3], ids[7]};
  const auto removed = store_->sweep([&](BlobId begin, BlobId end) -> Result<std::vector<BlobId>> {
    std::vector<BlobId> found;
    for (const auto id : named) {
      if (id >= begin && id < end) found.push_back(id);
    }
    return found;
  });
  ASSERT_TRUE(removed);
  EXPECT_EQ(*removed, 8u);
  EXPECT_TRUE(holds(ids[3], 0, text_of(1000, 3)));
  EXPECT_TRUE(holds(ids[7], 0, text_of(1000, 7)));
  EXPECT_TRUE(holds(fresh, 0, text_of(1000)));
  EXPECT_EQ(files().size(), 3u);
}

TEST_F(BlobStoreTest, never_gives_an_identifier_twice) {
  std::set<BlobId> seen;
  for (int start = 0; start < 4; ++start) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(seen.insert(*write(text_of(1000))->file).second);
    reopen();
    ASSERT_TRUE(store_->sweep([](BlobId, BlobId) -> Result<std::vector<BlobId>> { return std::vector<BlobId>{}; }));
  }
}

TEST_F(BlobStoreTest, spreads_files_over_directories) {
  for (int i = 0; i < 5000; ++i) ASSERT_TRUE(write(text_of(101)));
  std::set<std::string> folders;
  for (const auto& file : files()) folders.insert(file.substr(0, file.find('/')));
  EXPECT_EQ(folders.size(), 2u);
}

}  // namespace
}  // namespace penstock
