// CHECK: states what must hold if our own code is right; on in release builds. Never for input.
#pragma once

namespace penstock {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define CHECK(condition) ((condition) ? static_cast<void>(0) : ::penstock::check_failed(#condition, __FILE__, __LINE__))
