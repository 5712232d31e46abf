// Who is on an address: for `penstock doctor`, and for a message when the server cannot listen.
#pragma once

#include <cstdint>
#include <string>

namespace penstock::app {

enum class PortState { free, penstock, taken, unusable };

// Tries to listen; where something listens already, asks it for GET /_penstock/health. Blocks for at most a second.
PortState port_state(const std::string& host, std::uint16_t port);

}  // namespace penstock::app
