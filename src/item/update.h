// What an update does to an item: UpdateExpression, AttributeUpdates, and PartiQL's UPDATE come to it. Immutable; any
// thread.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "item/expression.h"
#include "item/placeholders.h"
#include "item/projection.h"
#include "item/update_syntax.h"

namespace penstock::item {

// In whose words a wrong type is refused; ADD of a list appends to it with AttributeUpdates alone.
enum class UpdateOrigin : std::uint8_t { expression, attribute_updates };

enum class ItemWas : std::uint8_t { there, absent };

struct UpdateStep {
  UpdateAction action = UpdateAction::set;
  DocumentPath path;
  NodeIndex value = 0;  // of the update's expression; unused for remove
};

class Update {
 public:
  Update() = default;  // changes nothing
  // The paths of the steps do not overlap.
  Update(Expression values, std::vector<UpdateStep> steps, UpdateOrigin origin = UpdateOrigin::expression);

  // Changes the item, or leaves it as it was and says why not. Every right-hand side sees the item as it was, and so
  // does every list index. An item that was absent holds its key alone; unless creates_item() it stays as it is.
  // Errors: ValidationException: a path that leads nowhere, an attribute that is not there, a wrong type, a number out
  // of range.
  Status apply(Item& item, ItemWas was = ItemWas::there) const;

  // Whether an item that is absent comes into being.
  bool creates_item() const;

  // The parts of an item, old or new, that UPDATED_OLD and UPDATED_NEW give back: what is now at the steps' paths.
  Item touched_parts(const Item& item) const;

  const std::vector<UpdateStep>& steps() const { return steps_; }
  const Expression& values() const { return values_; }
  UpdateOrigin origin() const { return origin_; }

 private:
  Expression values_;
  std::vector<UpdateStep> steps_;
  UpdateOrigin origin_ = UpdateOrigin::expression;
};

// Errors: ValidationException "Invalid UpdateExpression: …".
Result<Update> parse_update(std::string_view text, Placeholders& placeholders);

}  // namespace penstock::item
