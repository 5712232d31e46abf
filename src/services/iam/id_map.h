// Values by id for look-ups of every request: many threads read, few write. A look-up takes the shared lock of one of
// several parts and copies the value, so that nobody waits for a change elsewhere. Any thread.
#pragma once

#include <array>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace penstock::iam {

// Value: cheap to copy; one made by Value() says that there is none.
template <class Value>
class IdMap {
 public:
  Value find(std::string_view id) const {
    const auto hash = Hash()(id);
    const auto& part = parts_[hash % parts_.size()];
    const std::shared_lock lock(part.mutex);
    const auto at = part.values.find(id);
    return at != part.values.end() ? at->second : Value();
  }
  void put(const std::string& id, Value value) {
    auto& part = part_of(id);
    const std::unique_lock lock(part.mutex);
    part.values.insert_or_assign(id, std::move(value));
  }
  void erase(const std::string& id) {
    auto& part = part_of(id);
    const std::unique_lock lock(part.mutex);
    part.values.erase(id);
  }
  void clear() {
    for (auto& part : parts_) {
      const std::unique_lock lock(part.mutex);
      part.values.clear();
    }
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>()(id); }
  };
  struct alignas(64) Part {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, Value, Hash, std::equal_to<>> values;
  };
  Part& part_of(std::string_view id) { return parts_[Hash()(id) % parts_.size()]; }

  std::array<Part, 16> parts_;
};

}  // namespace penstock::iam
