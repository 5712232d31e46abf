// What the store keeps for itself. docs/formats/table.md describes it; rocks_store.cc alone reads and writes it.
#pragma once

#include <string_view>

namespace penstock::table_format {

inline constexpr std::string_view version = "2";
inline constexpr std::string_view version_with_one_family = "1";  // is opened, and becomes the other
inline constexpr std::string_view version_key{"\0format", 7};
inline constexpr std::string_view first_key = "\x01";  // keys below are the store's own

// Keys that are written once, seldom read, and erased as ranges, the oldest first: the change records of tables. In a
// family of their own they are not merged with what they have nothing to do with.
inline constexpr std::string_view sequences_family = "sequences";
inline constexpr std::string_view sequences_prefix = "dynamodb/c";
inline constexpr std::string_view sequences_end = "dynamodb/d";

}  // namespace penstock::table_format
