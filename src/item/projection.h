// ProjectionExpression, AttributesToGet and the returned attributes of an update: the parts of an item that are given
// back. Immutable; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "item/document_path.h"
#include "item/placeholders.h"

namespace penstock::item {

class Projection {
 public:
  // Paths that do not overlap.
  explicit Projection(std::vector<DocumentPath> paths);

  // Maps keep only the named members, lists the named elements, in order and closed up. What is not there is left out,
  // and so is a map or list of which nothing is left.
  Item project(const Item& item) const;

  const std::vector<DocumentPath>& paths() const { return paths_; }  // as they were given

 private:
  std::vector<DocumentPath> paths_;
  std::vector<std::size_t> sorted_;  // places in paths_
};

// Errors: ValidationException "Invalid ProjectionExpression: …".
Result<Projection> parse_projection(std::string_view text, Placeholders& placeholders);

}  // namespace penstock::item
