// The files of policy/managed/ as text, made a source by cmake/embed_policies.cmake.
#pragma once

#include <span>
#include <string_view>

namespace penstock::policy {

std::span<const std::string_view> managed_sources();

}  // namespace penstock::policy
