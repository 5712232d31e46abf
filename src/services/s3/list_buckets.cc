#include "base/ids.h"
#include "services/s3/limits.h"
#include "services/s3/list_token.h"
#include "services/s3/s3_error.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

struct BucketPage {
  std::vector<BucketRecord> buckets;
  bool more = false;
};

struct BucketQuery {
  std::string account;
  std::string prefix;
  std::string after;                  // a name; empty: from the start
  std::optional<std::string> region;  // those of one region
  std::size_t count_max = limits::listed_buckets_max;
};

Result<BucketPage> read_page(const Store& store, const BucketQuery& query) {
  const auto entries_prefix = account_buckets_prefix(query.account);
  auto begin = entries_prefix + query.prefix;
  const auto end = prefix_end(begin);
  if (!query.after.empty()) begin = std::max(begin, entries_prefix + query.after + '\0');
  BucketPage page;
  while (begin < end) {
    const auto entries = store.scan(begin, end, query.count_max + 1);
    if (!entries) return entries.error();
    for (const auto& entry : *entries) {
      const auto name = std::string_view(entry.key).substr(entries_prefix.size());
      const auto record = store.get(bucket_key(name));
      if (!record) return record.error();
      if (!*record) continue;  // deleted meanwhile
      auto bucket = decode_bucket(name, **record);
      if (!bucket) return std::move(bucket.error());
      if (query.region && bucket->region != *query.region) continue;
      if (page.buckets.size() == query.count_max) {
        page.more = true;
        return page;
      }
      page.buckets.push_back(std::move(*bucket));
    }
    if (entries->size() <= query.count_max) break;
    begin = entries->back().key + '\0';
  }
  return page;
}

}  // namespace

Task<Result<ListBucketsOutput>> S3Service::list_buckets(Caller caller, ListBucketsInput in) {
  BucketQuery query{.account = caller.account, .prefix = in.prefix.value_or(""), .region = in.bucket_region};
  if (in.max_buckets) {
    if (*in.max_buckets < 1 || static_cast<std::size_t>(*in.max_buckets) > limits::listed_buckets_max) {
      co_return errors::invalid_argument("Argument max-buckets must be an integer between 1 and 10000", "max-buckets",
                                         std::to_string(*in.max_buckets));
    }
    query.count_max = static_cast<std::size_t>(*in.max_buckets);
  }
  if (in.continuation_token) {
    auto position = from_token(*in.continuation_token);
    if (!position) co_return errors::invalid_continuation_token();
    query.after = std::move(position->text);
  }
  const auto page = co_await pool_.run([&] { return read_page(store_, query); });

  // Answers to the older form of the request, without parameters, do not name regions.
  const bool paginated = in.max_buckets || in.continuation_token || in.prefix || in.bucket_region;
  ListBucketsOutput out{.owner = Owner{.id = canonical_user(caller.account)}, .prefix = in.prefix};
  out.buckets.emplace();
  for (const auto& bucket : page.buckets) {
    out.buckets->push_back({.name = bucket.name,
                            .creation_date = std::chrono::floor<std::chrono::seconds>(bucket.created),
                            .bucket_region = paginated ? std::optional(bucket.region) : std::nullopt});
  }
  if (page.more) out.continuation_token = to_token({ListPosition::After::key, page.buckets.back().name});
  co_return out;
}

}  // namespace penstock::s3
