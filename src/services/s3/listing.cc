#include "services/s3/listing.h"

#include <algorithm>

#include "services/s3/object_key.h"

namespace penstock::s3 {
namespace {

constexpr std::size_t batch_max = 256;
constexpr std::size_t batch_after_jump = 8;  // behind a common prefix there is often another one

class PageBuilder {
 public:
  PageBuilder(const Store& store, const ListRequest& request)
      : store_(store),
        request_(request),
        objects_(objects_prefix(request.bucket)),
        begin_(objects_ + request.prefix),
        end_(prefix_end(begin_)),
        batch_(std::min(batch_max, request.count_max + 1)) {
    if (request.after) skip_past(*request.after);
  }

  Result<ListPage> build() {
    while (begin_ < end_) {
      const auto entries = store_.scan(begin_, end_, batch_);
      if (!entries) return entries.error();
      const bool last = entries->size() < batch_;
      batch_ = std::min(batch_max, batch_ * 2);
      for (const auto& entry : *entries) {
        if (entry.key < begin_) continue;  // behind a common prefix
        const auto full = take(entry);
        if (!full) return full.error();
        if (*full) return std::move(page_);
      }
      if (last) break;
      if (begin_ <= entries->back().key) {
        begin_ = entries->back().key + '\0';
      } else {
        batch_ = batch_after_jump;
      }
    }
    return std::move(page_);
  }

 private:
  void skip_past(const ListPosition& position) {
    auto behind = objects_ + position.text;
    behind = position.after == ListPosition::After::key ? behind + '\0' : prefix_end(behind);
    begin_ = std::max(begin_, behind);
  }

  // Takes an entry into the page; true when the page was full, so that there is another one.
  Result<bool> take(const KeyValue& entry) {
    const auto key = std::string_view(entry.key).substr(objects_.size());
    const auto cut =
        request_.delimiter.empty() ? std::string_view::npos : key.find(request_.delimiter, request_.prefix.size());
    if (count() == request_.count_max) {
      page_.next = position_;
      return true;
    }
    if (cut != std::string_view::npos) {
      const auto common = key.substr(0, cut + request_.delimiter.size());
      position_ = {ListPosition::After::prefix, std::string(common)};
      page_.common_prefixes.emplace_back(common);
      begin_ = prefix_end(objects_ + std::string(common));
      return false;
    }
    auto object = decode_object(entry.value);
    if (!object) return std::move(object.error());
    object->inline_bytes.clear();
    position_ = {ListPosition::After::key, std::string(key)};
    page_.objects.push_back({std::string(key), std::move(*object)});
    return false;
  }

  std::size_t count() const { return page_.objects.size() + page_.common_prefixes.size(); }

  const Store& store_;
  const ListRequest& request_;
  const std::string objects_;
  std::string begin_;
  const std::string end_;
  std::size_t batch_;
  ListPosition position_;
  ListPage page_;
};

}  // namespace

Result<ListPage> list_page(const Store& store, const ListRequest& request) {
  if (request.count_max == 0) return ListPage{};
  return PageBuilder(store, request).build();
}

std::string url_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view kept = "-_.*/";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain || kept.find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

}  // namespace penstock::s3
