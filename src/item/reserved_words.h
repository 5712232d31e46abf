// The words that DynamoDB's expressions do not take as attribute names, in whatever case. Pure.
#pragma once

#include <string_view>

namespace penstock::item {

bool is_reserved_word(std::string_view name);

}  // namespace penstock::item
