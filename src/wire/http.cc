#include "wire/http.h"

namespace penstock {

void HttpResponse::add_header(std::string_view name, std::string_view value) {
  if (header_lines_.empty()) header_lines_.reserve(usual_header_bytes);
  header_lines_.append(name).append(": ");
  const auto start = header_lines_.size();
  header_lines_.append(value);
  if (value.contains('\r') || value.contains('\n')) {
    for (auto& c : std::span(header_lines_).subspan(start)) c = c == '\r' || c == '\n' ? ' ' : c;
  }
  header_lines_.append("\r\n");
}

}  // namespace penstock
