#include "wire/http.h"

#include "base/append_pieces.h"

namespace penstock {

void HttpResponse::add_header(std::string_view name, std::string_view value) {
  if (header_lines_.empty()) header_lines_.reserve(usual_header_bytes);
  append_pieces(header_lines_, name, ": ", value, "\r\n");
  if (value.contains('\r') || value.contains('\n')) {
    const auto written = std::span(header_lines_).last(value.size() + 2).first(value.size());
    for (auto& c : written) c = c == '\r' || c == '\n' ? ' ' : c;
  }
}

}  // namespace penstock
