// Records of one kind in the order of their names, whatever the case of these. A value: copies share what they hold
// until one of them changes. Not for several threads at once while it changes.
#pragma once

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

namespace penstock::iam {

// Names of IAM are ASCII; "names are not distinguished by case".
inline bool less_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::lexicographical_compare(a, b, std::less<>(), lower, lower);
}
inline bool same_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && !less_ignoring_case(a, b) && !less_ignoring_case(b, a);
}

template <class Record>
class RecordTable {
 public:
  using Pointer = std::shared_ptr<const Record>;

  std::size_t size() const { return records_->size(); }
  auto begin() const { return records_->begin(); }
  auto end() const { return records_->end(); }

  // Null when there is none.
  Pointer find(std::string_view name) const {
    const auto at = place(*records_, name);
    return at != end() && same_ignoring_case((*at)->name, name) ? *at : nullptr;
  }
  // Looks at every record.
  Pointer find_id(std::string_view id) const {
    const auto at =
        std::ranges::find(*records_, id, [](const Pointer& record) { return std::string_view(record->id); });
    return at != end() ? *at : nullptr;
  }

  // Its name is not there yet.
  void add(Pointer record) {
    auto changed = std::make_shared<Records>(*records_);
    changed->insert(place(*changed, record->name), std::move(record));
    records_ = std::move(changed);
  }
  void remove(std::string_view name) {
    auto changed = std::make_shared<Records>(*records_);
    changed->erase(place(*changed, name));
    records_ = std::move(changed);
  }
  // Any order; for loading.
  void fill(std::vector<Pointer> records) {
    std::ranges::sort(records, less_ignoring_case, [](const Pointer& record) -> const auto& { return record->name; });
    records_ = std::make_shared<const Records>(std::move(records));
  }

 private:
  using Records = std::vector<Pointer>;

  static auto place(auto& records, std::string_view name) {
    return std::ranges::lower_bound(records, name, less_ignoring_case,
                                    [](const Pointer& record) -> std::string_view { return record->name; });
  }

  std::shared_ptr<const Records> records_ = std::make_shared<const Records>();
};

}  // namespace penstock::iam
