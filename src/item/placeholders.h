// ExpressionAttributeNames and ExpressionAttributeValues of one request. All expressions of the request look their
// placeholders up here, and check_all_used() reports once what none of them used. One thread; the expressions share the
// values and outlive this.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "item/attribute_value.h"

namespace penstock::item {

// All values together, and all names. A bound of AWS:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
inline constexpr std::size_t placeholder_bytes_max = 2 << 20;
inline constexpr std::size_t placeholder_key_bytes_max = 255;  // with its # or :

using AttributeNames = std::map<std::string, std::string>;

class Placeholders {
 public:
  Placeholders() = default;  // of a request without any

  // Errors: ValidationException for an empty map, a key that is no placeholder, a value with a fault, too much of them.
  static Result<Placeholders> make(std::optional<AttributeNames> names, std::optional<AttributeMap> values,
                                   ValueCheck check = ValueCheck::newer);

  // What #name and :value stand for; null when the request does not say.
  const std::string* name(std::string_view placeholder);
  const AttributeValue* value(std::string_view placeholder);

  // Error: ValidationException naming those that no expression used.
  Status check_all_used() const;

  // Keeps what value() gave.
  std::shared_ptr<const AttributeMap> values() const { return values_; }

 private:
  struct Name {
    std::string placeholder;
    std::string name;
    bool is_used = false;
  };
  std::vector<Name> names_;  // by placeholder
  std::shared_ptr<const AttributeMap> values_;
  std::vector<bool> used_values_;  // in the order of values_
};

}  // namespace penstock::item
