// A UUID that is the same for the same text. Pure.
#pragma once

#include <string>
#include <string_view>

namespace penstock::dynamodb {

// "b581c2dc-9d97-44ed-94f7-cb77e4fdb740"
std::string derived_uuid(std::string_view text);

}  // namespace penstock::dynamodb
