#include "services/kinesis/service.h"

namespace penstock::kinesis {

// Each stream is ended as by DeleteStream, without its time in DELETING.
Task<Status> KinesisService::reset() {
  for (const auto& listed : catalog_.all()) {
    const auto turn = co_await catalog_.turn();
    const auto stream = catalog_.find(listed->key);
    if (stream) {
      auto changed = stream->record;
      changed.gone_from = clock_.now();
      co_await catalog_.replace(stream, std::move(changed));
    }
    co_await catalog_.remove_if_gone(listed->key);
  }
  co_return ok();
}

}  // namespace penstock::kinesis
