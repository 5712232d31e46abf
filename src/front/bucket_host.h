// The bucket that a virtual-host style request names in its Host header. Pure.
#pragma once

#include <string_view>

namespace penstock {

// "orders" for "orders.s3.amazonaws.com", "orders.s3.eu-north-1.amazonaws.com", "orders.s3.localhost:4566" and
// "orders.localhost:4566"; empty for "s3.amazonaws.com", "localhost:4566", "127.0.0.1" or another host.
std::string_view bucket_of_host(std::string_view host);

}  // namespace penstock
