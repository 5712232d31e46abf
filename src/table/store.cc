#include "table/store.h"

#include <array>
#include <cstring>

#include "base/check.h"

namespace penstock {

using Lengths = std::array<std::uint32_t, 2>;

void WriteBatch::append(Kind kind, std::string_view key, std::string_view value) {
  CHECK(key.size() <= UINT32_MAX && value.size() <= UINT32_MAX);
  std::array<char, change_bytes> head{static_cast<char>(kind)};
  const Lengths lengths{static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(value.size())};
  std::memcpy(head.data() + 1, lengths.data(), sizeof(lengths));
  bytes_.reserve(bytes_.size() + change_bytes + key.size() + value.size());  // at least doubles what it has to enlarge
  bytes_.append(head.data(), head.size()).append(key).append(value);
}

void WriteBatch::Iterator::read() {
  if (rest_.empty()) return;
  Lengths lengths{};
  std::memcpy(lengths.data(), rest_.data() + 1, sizeof(lengths));
  change_ = {.kind = static_cast<Kind>(rest_.front()),
             .key = rest_.substr(change_bytes, lengths[0]),
             .value = rest_.substr(change_bytes + lengths[0], lengths[1])};
}

Task<Result<std::vector<std::optional<std::string>>>> Store::read_all(std::vector<std::string> keys) const {
  std::vector<std::optional<std::string>> values;
  values.reserve(keys.size());
  for (auto& key : keys) values.push_back(co_await read(std::move(key)));
  co_return values;
}

std::string prefix_end(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xff) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

}  // namespace penstock
