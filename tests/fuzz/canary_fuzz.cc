// A planted fault, which the driver has to find: proof that a fuzz test can fail.
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto brace = input.find("}");
  if (brace != std::string_view::npos && brace + 1 < input.size() && input[brace + 1] == '<') std::abort();
  return 0;
}
