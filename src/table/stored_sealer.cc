#include "table/stored_sealer.h"

namespace penstock {

Task<Result<TokenSealer>> stored_sealer(Store& store, Random& random, std::string key_name) {
  auto key = co_await store.get(key_name);
  if (key && key->size() != TokenSealer::key_bytes) {
    co_return error::internal(
        "The stored key of the shard iterators is damaged. Restore the data directory from a copy.");
  }
  if (!key) {
    std::string fresh(TokenSealer::key_bytes, '\0');
    random.fill({reinterpret_cast<unsigned char*>(fresh.data()), fresh.size()});
    WriteBatch batch;
    batch.put(std::move(key_name), fresh);
    co_await store.write(std::move(batch));
    key = std::move(fresh);
  }
  co_return TokenSealer(*std::move(key));
}

}  // namespace penstock
