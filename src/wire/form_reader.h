// Reads forms of the Query protocol ("Tags.member.1.Key=a&Tags.member.1.Value=b") into structures by their tables.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wire/query_string.h"
#include "wire/shape.h"
#include "wire/violations.h"

namespace penstock {

// Segments in one name; longer names belong to no member of any service and are ignored.
inline constexpr int form_depth_max = 64;

// A form as a tree of the names' segments.
class FormTree {
 public:
  struct Node {
    std::string name;
    std::string value;
    bool has_value = false;
    std::vector<Node> children;  // sorted by name once built

    const Node* child(std::string_view of_name) const;
  };

  explicit FormTree(std::vector<QueryPair> pairs);
  const Node& root() const { return root_; }

 private:
  Node root_;
};

// What could not be read: the member and what was sent for it.
struct FormFault {
  std::string name;
  std::string value;
};

// Reads a structure; absent members stay as they are. `violations` may be null. Nothing on success.
std::optional<FormFault> read_form(const Shape& shape, const FormTree::Node& form, void* structure,
                                   Violations* violations);

}  // namespace penstock
