#include "services/sts/given_keys.h"

#include <fstream>
#include <iterator>

namespace penstock::sts {

Result<GivenKeys> read_given_keys(const std::map<std::string, std::filesystem::path>& files) {
  constexpr std::string_view scheme = "https://";
  GivenKeys given;
  for (const auto& [issuer, path] : files) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file)
      return ApiError{400, "InvalidSetting", "The keys of " + issuer + " in " + path.string() + " cannot be read."};
    auto keys = JsonWebKeys::read(text);
    if (!keys) {
      return ApiError{400, "InvalidSetting",
                      "The keys of " + issuer + " in " + path.string() + " are no JSON Web Key Set: {\"keys\": […]}."};
    }
    given.insert_or_assign(issuer.starts_with(scheme) ? issuer.substr(scheme.size()) : issuer, std::move(*keys));
  }
  return given;
}

}  // namespace penstock::sts
