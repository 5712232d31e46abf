// Whether somebody whom a resource's policy names exists. Services ask it before they keep the policy.
#pragma once

#include <functional>
#include <string_view>

namespace penstock {

// Is it ({"AWS": …}) a user or role of an account that is here, or a unique id, that nobody has? Those of other
// accounts are not looked up. Empty: nobody is. Any thread; nothing blocks.
using IsMissingPrincipal = std::function<bool(std::string_view principal)>;

}  // namespace penstock
