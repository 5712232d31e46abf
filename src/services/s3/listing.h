// One page of a bucket's listing: objects and common prefixes, merged in byte order. Its cost grows with the page, not
// with the bucket: what lies behind a common prefix is jumped over.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "services/s3/list_token.h"
#include "services/s3/object_metadata.h"
#include "table/store.h"

namespace penstock::s3 {

struct ListRequest {
  std::string bucket;
  std::string prefix;
  std::string delimiter;              // empty: no common prefixes
  std::optional<ListPosition> after;  // where the last page ended, or what start-after says
  std::size_t count_max = 1000;       // objects and common prefixes together
};

struct ListedObject {
  std::string key;
  ObjectMetadata metadata;  // without inline bytes
};

struct ListPage {
  std::vector<ListedObject> objects;
  std::vector<std::string> common_prefixes;
  std::optional<ListPosition> next;  // absent: this is the last page
};

// Blocks while the store reads. Errors: those of the store.
Result<ListPage> list_page(const Store& store, const ListRequest& request);

// encoding-type=url: letters, digits and -_.*/ stay, a space becomes a plus, all else is percent-encoded.
std::string url_encoded(std::string_view text);

}  // namespace penstock::s3
