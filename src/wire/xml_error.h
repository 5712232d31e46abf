// Error bodies of the XML protocols, both ways.
#pragma once

#include <pugixml.hpp>

#include <string>
#include <string_view>

#include "base/api_error.h"
#include "wire/model.h"
#include "wire/protocol.h"

namespace penstock {

// <ErrorResponse><Error><Type/><Code/><Message/>...</Error><RequestId/></ErrorResponse>: Query and most of REST-XML.
void append_error_response(std::string& out, const ServiceModel& service, std::string_view code, const ApiError& error,
                           std::string_view request_id);

// <Error><Code/><Message/>...<RequestId/><HostId/></Error>: S3.
void append_s3_error(std::string& out, const ApiError& error, std::string_view request_id, std::string_view host_id);

// From a response with a status over 299, in either form; further elements that hold text are fields. Without a body
// (as to HEAD) the status alone speaks.
ApiError read_xml_error(ClientResponse& response);
// The same from a document at hand.
ApiError read_xml_error(pugi::xml_node root, int status);

inline constexpr std::string_view xml_declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

}  // namespace penstock
