#include "wire/protocol.h"

#include "base/check.h"
#include "wire/json_protocol.h"

namespace penstock {

const Protocol& protocol_for(ProtocolKind kind) {
  static const JsonProtocol json;
  CHECK(kind == ProtocolKind::json);
  return json;
}

}  // namespace penstock
