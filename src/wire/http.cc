#include "wire/http.h"

namespace penstock {

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
