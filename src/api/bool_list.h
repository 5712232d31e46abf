// A list of booleans in a generated structure. The elements of std::vector<bool> have no address; these have.
#pragma once

#include <deque>

namespace penstock {
using BoolList = std::deque<bool>;
}
