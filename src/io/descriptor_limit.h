// How many descriptors this process may have open.
#pragma once

#include <cstddef>

namespace penstock {

// Raises the soft limit to at least `count`, as far as the hard limit allows; never lowers it. What holds then. At
// start, before other threads open anything.
std::size_t raise_descriptor_limit(std::size_t count);

}  // namespace penstock
