#include "services/dynamodb/derived_uuid.h"

#include "base/hash.h"
#include "base/hex.h"

namespace penstock::dynamodb {

std::string derived_uuid(std::string_view text) {
  const auto digits = hex_of(md5(text));
  std::string id(digits.data(), digits.size());
  for (const std::size_t at : {8, 13, 18, 23}) id.insert(at, 1, '-');
  return id;
}

}  // namespace penstock::dynamodb
