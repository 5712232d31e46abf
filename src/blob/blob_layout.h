// Where the bytes of a blob lie; docs/formats/blob.md describes it. Identifiers count up and are never used twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock {

enum class BlobId : std::uint64_t {};

constexpr std::uint64_t number_of(BlobId id) { return static_cast<std::uint64_t>(id); }

namespace blob_layout {

inline constexpr unsigned file_bits = 12;  // 4,096 files in a directory
inline constexpr std::string_view temporary_directory = "tmp";

constexpr std::uint64_t directory_of(BlobId id) { return number_of(id) >> file_bits; }
constexpr BlobId first_of(std::uint64_t directory) { return static_cast<BlobId>(directory << file_bits); }

// "0000000a1" for directory 0xa1, "0000000a1/7ff" for the blob 0xa17ff.
std::string directory_name(std::uint64_t directory);
std::string file_name(BlobId id);
// What a name stands for; nothing for names that are not ours.
std::optional<std::uint64_t> directory_number(std::string_view name);
std::optional<BlobId> blob_of(std::uint64_t directory, std::string_view file);

}  // namespace blob_layout
}  // namespace penstock
