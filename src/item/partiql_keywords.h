// The words that PartiQL does not take as names unless they are quoted, in whatever case. Pure.
#pragma once

#include <string_view>

namespace penstock::item::partiql {

bool is_keyword(std::string_view name);

}  // namespace penstock::item::partiql
