// Result<T>: a value or an ApiError. An expected failure is a Result; CHECK is for our own bugs.
#pragma once

#include <expected>
#include <type_traits>
#include <utility>

#include "base/api_error.h"

namespace penstock {

template <class T>
class [[nodiscard]] Result : public std::expected<T, ApiError> {
 public:
  using std::expected<T, ApiError>::expected;
  Result(ApiError error) : std::expected<T, ApiError>(std::unexpect, std::move(error)) {}  // NOLINT: return error::x();
};

using Status = Result<void>;
inline Status ok() { return {}; }

template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<Result<T>> = true;

}  // namespace penstock
