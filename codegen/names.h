// From the model's names to C++ names. Pure functions.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace penstock::codegen {

// The SDK's member names, so that C++ and Python programs read alike: "SSEKMSKeyId" -> "ssekms_key_id".
std::string snake_case(std::string_view name);

// snake_case, with a trailing underscore where C++ owns the word: "Delete" -> "delete_".
std::string identifier(std::string_view name);

// A type's name: first letter capital, no leading underscores.
std::string type_name(std::string_view name);

// A constant for an enum value: "aws:kms" -> "aws_kms", "s3:ObjectCreated:*" -> "s3_object_created_all".
std::string constant_name(std::string_view value);

// A factory's name for an error shape: "ResourceNotFoundException" -> "resource_not_found".
std::string error_name(std::string_view shape);

// Hands out names, each once: the second "url" is "url_2".
class UniqueNames {
 public:
  std::string take(std::string name);

 private:
  std::set<std::string, std::less<>> taken_;
};

// A C++ string literal with that value.
std::string quoted(std::string_view text);

}  // namespace penstock::codegen
