#pragma once

namespace penstock::app {
inline constexpr const char* version = PENSTOCK_VERSION;
}
