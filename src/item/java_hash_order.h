// The order in which AWS lists the members of some sets in its messages: that of a Java hash table. Pure.
#pragma once

#include <string>
#include <vector>

namespace penstock::item {

// Sorts distinct names as a java.util.HashSet of them iterates when they were added in this order.
void in_java_hash_order(std::vector<std::string>& names);

}  // namespace penstock::item
