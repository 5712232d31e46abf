// Text of generated files, and the folder that they go to.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <map>
#include <string>

namespace penstock::codegen {

// Lines of one file.
class Text {
 public:
  template <class... Args>
  Text& line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_ += '\n';
    return *this;
  }
  Text& line() {
    text_ += '\n';
    return *this;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// File name to content.
using Files = std::map<std::string, std::string>;

// Writes what differs, so that an unchanged file keeps its time and its dependents are not rebuilt. Creates the folder.
void write_changed(const std::string& folder, const Files& files);

}  // namespace penstock::codegen
