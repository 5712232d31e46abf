#include "wire/protocol.h"

#include "base/check.h"
#include "wire/json_protocol.h"
#include "wire/query_protocol.h"
#include "wire/rest_xml_protocol.h"

namespace penstock {

const Protocol& protocol_for(ProtocolKind kind) {
  static const JsonProtocol json;
  static const RestXmlProtocol rest_xml;
  static const QueryProtocol query;
  const Protocol* protocol = nullptr;
  switch (kind) {
    case ProtocolKind::json:
      protocol = &json;
      break;
    case ProtocolKind::rest_xml:
      protocol = &rest_xml;
      break;
    case ProtocolKind::query:
      protocol = &query;
      break;
    case ProtocolKind::rest_json:
    case ProtocolKind::rpc_v2_cbor:
      break;  // no service that speaks them is routed
  }
  CHECK(protocol != nullptr);
  return *protocol;
}

}  // namespace penstock
