// The bytes of IAM's records and where they lie in the store. docs/formats/iam.md. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identity/last_use.h"
#include "services/iam/record.h"

namespace penstock::iam {

inline constexpr std::string_view store_prefix = "iam/";
inline constexpr std::string_view report_kind = "credential-report";
inline constexpr std::string_view use_kind = "last-use";

// "iam/000000000000/user/AIDA…"
std::string store_key(std::string_view account, std::string_view kind, std::string_view id);
// "iam/000000000000/settings/"
std::string settings_key(std::string_view account);
// "iam/000000000000/credential-report/"
std::string report_key(std::string_view account);
// "iam/000000000000/last-use/AKIA…": of a key or role
std::string use_key(std::string_view account, std::string_view id);

// The parts of a key; views into it. False for a key that is none of IAM's.
struct StoreKey {
  std::string_view account, kind, id;
};
bool parse_store_key(std::string_view text, StoreKey& key);

// Record: one of record.h, or LastUse::Use. Nothing for bytes that are damaged, of a later version, or hold a policy
// that is none.
template <class Record>
std::string encode(const Record& record);
template <class Record>
std::optional<Record> decode(std::string_view bytes);

}  // namespace penstock::iam
