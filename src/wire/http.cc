#include "wire/http.h"

namespace penstock {

const std::string_view* find_header(std::span<const HeaderField> headers, std::string_view name) {
  for (const auto& field : headers) {
    if (field.name == name) return &field.value;
  }
  return nullptr;
}

void HttpResponse::add_header(std::string_view name, std::string_view value) {
  header_lines_.append(name).append(": ");
  const auto start = header_lines_.size();
  header_lines_.append(value);
  for (auto i = start; i < header_lines_.size(); ++i) {
    if (header_lines_[i] == '\r' || header_lines_[i] == '\n') header_lines_[i] = ' ';
  }
  header_lines_.append("\r\n");
}

}  // namespace penstock
