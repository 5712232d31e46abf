// What the store keeps for itself. docs/formats/table.md describes it; rocks_store.cc alone reads and writes it.
#pragma once

#include <string_view>

namespace penstock::table_format {

inline constexpr std::string_view version = "1";
inline constexpr std::string_view version_key{"\0format", 7};
inline constexpr std::string_view first_key = "\x01";  // keys below are the store's own

}  // namespace penstock::table_format
