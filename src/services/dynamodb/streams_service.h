// Amazon DynamoDB Streams: reads the change records of tables. A part of DynamodbService, which starts it and keeps its
// house; requests come from several event loops at once.
#pragma once

#include <optional>

#include "api/dispatch.h"
#include "api/dynamodbstreams/shapes.h"
#include "base/task.h"
#include "base/token_sealer.h"
#include "identity/caller.h"
#include "io/clock.h"
#include "io/random.h"
#include "policy/resource_policy.h"
#include "services/dynamodb/table_catalog.h"
#include "table/store.h"

namespace penstock::dynamodb {

class StreamsService {
 public:
  // Collaborators outlive the service. `transition`: how long ENABLING and DISABLING are seen.
  StreamsService(Store& store, Clock& clock, Random& random, TableCatalog& catalog, Millis transition)
      : store_(store), clock_(clock), random_(random), catalog_(catalog), transition_(transition) {}

  // Reads the key that seals iterators, or makes it. Errors: of the store.
  Task<Status> start();

  ServiceEntry entry();
  // Of an action at a stream, with the policy that hangs on it. Whether or not the stream is there: who may not ask is
  // not told.
  AccessNeed need(std::string_view action, const std::string& stream_arn) const;

  // Its operations, one per file.
#include "api/dynamodbstreams/service.inc"

 private:
  // What callers have to be allowed (streams_access.cc).
  static std::span<const AccessRule> access_rules();
  template <ActionName action, class Input>
  Result<AccessNeeds> on_stream(const Caller& caller, const Input& in) const;
  Result<AccessNeeds> to_get_records(const Caller& caller, const dynamodbstreams::GetRecordsInput& in) const;
  Result<AccessNeeds> to_list_streams(const Caller& caller, const dynamodbstreams::ListStreamsInput& in) const;

  // Errors: ValidationException for what is no stream's ARN; ResourceNotFoundException.
  Result<StreamSnapshot> existing_stream(const Caller& caller, std::string_view arn) const;

  Store& store_;
  Clock& clock_;
  Random& random_;
  TableCatalog& catalog_;
  const Millis transition_;
  policy::ResourcePolicies policies_;
  std::optional<TokenSealer> sealer_;  // from start() on
};

}  // namespace penstock::dynamodb
