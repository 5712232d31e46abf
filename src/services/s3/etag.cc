#include "services/s3/etag.h"

namespace penstock::s3 {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool names_etag(std::string_view condition, std::string_view etag) {
  while (!condition.empty()) {
    const auto comma = condition.find(',');
    auto tag = trimmed(condition.substr(0, comma));
    condition = comma == std::string_view::npos ? std::string_view{} : condition.substr(comma + 1);
    if (tag == "*") return true;
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"') tag = tag.substr(1, tag.size() - 2);
    if (tag == etag) return true;
  }
  return false;
}

}  // namespace penstock::s3
