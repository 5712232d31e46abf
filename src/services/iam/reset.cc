#include "services/iam/record_encoding.h"
#include "services/iam/service.h"

namespace penstock::iam {

Task<Status> IamService::reset() {
  {
    const auto turn = co_await turn_.take();
    const auto entries =
        co_await store_.scan(store_prefix, prefix_end(store_prefix), std::numeric_limits<std::size_t>::max());
    WriteBatch batch;
    for (const auto& entry : entries) batch.erase(entry.key);
    co_await store_.write(std::move(batch));
    directory_.clear();
  }
  co_return co_await as_result(create_account(own_account_));
}

}  // namespace penstock::iam
