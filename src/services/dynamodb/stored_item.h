// An item as the store has it: its bytes, which are decoded when somebody looks into it. A write seldom does. A value
// of one request.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "item/item_encoding.h"

namespace penstock::dynamodb {

class StoredItem {
 public:
  StoredItem() = default;  // there is none
  // Errors: InternalFailure for bytes that are damaged.
  static Result<StoredItem> from(std::optional<std::string> bytes) {
    StoredItem item;
    if (!bytes) return item;
    const auto size = item::size_of_encoded(*bytes);
    if (!size) return error::internal("A stored item is damaged. Restore the data directory from a copy.");
    item.bytes_ = *std::move(bytes);
    item.size_ = *size;
    return item;
  }

  bool exists() const { return !bytes_.empty(); }
  // As encode_item() writes them: equal bytes are equal items.
  std::string_view bytes() const { return bytes_; }
  // As AWS counts it.
  std::size_t size() const { return size_; }
  // Nothing when there is none.
  const std::optional<item::Item>& item() const {
    if (!item_ && exists()) item_ = item::decode_item(bytes_);
    return item_;
  }

 private:
  std::string bytes_;
  std::size_t size_ = 0;
  mutable std::optional<item::Item> item_;
};

}  // namespace penstock::dynamodb
