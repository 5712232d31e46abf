// Task<T>: a coroutine that starts when awaited and resumes its awaiter when done (symmetric transfer, no scheduler).
//
// In a coroutine that returns Task<Result<U>>:
//   auto value = co_await task_of_result;   unwraps, or ends this coroutine with the error;
//   auto value = co_await plain_result;     the same for a Result at hand;
//   auto result = co_await as_result(task); looks at the Result.
// In any other coroutine, awaiting a Task<Result<T>> gives the Result.
// An awaited Task is destroyed by its awaiter, so locals of an ended coroutine die before the awaiter's next statement.
// Detached work is started by a TaskScope (base/task_scope.h); nothing else starts one.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/result.h"

namespace penstock {

template <class T>
class Task;

template <class T>
struct AsResult {
  Task<Result<T>> task;
};

// Lets a coroutine look at a Result instead of ending with its error.
template <class T>
AsResult<T> as_result(Task<Result<T>> task) {
  return {std::move(task)};
}

namespace task_detail {

// Frames of requests are alike in size; a small per-thread cache saves malloc on the hot path.
void* allocate_frame(std::size_t bytes);
void free_frame(void* frame, std::size_t bytes) noexcept;

struct PromiseBase {
  std::coroutine_handle<> continuation = std::noop_coroutine();
  // Set when the awaiter unwraps: moves the error into the awaiter's promise and says who runs next.
  std::coroutine_handle<> (*on_error)(PromiseBase& self) = nullptr;
  PromiseBase* awaiter = nullptr;

  static void* operator new(std::size_t bytes) { return allocate_frame(bytes); }
  static void operator delete(void* frame, std::size_t bytes) { free_frame(frame, bytes); }

  std::suspend_always initial_suspend() noexcept { return {}; }
  struct FinalAwaiter {
    bool await_ready() noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> handle) noexcept {
      return handle.promise().finish();
    }
    void await_resume() noexcept {}
  };
  FinalAwaiter final_suspend() noexcept { return {}; }
  // Exceptions stop at the third-party call that threw them; one that gets here is our bug, or memory ran out.
  void unhandled_exception() noexcept { std::terminate(); }
};

template <class T>
struct PromiseValue : PromiseBase {
  std::optional<T> value;

  template <class U = T>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    CHECK(value.has_value());
    return std::move(*value);
  }
  std::coroutine_handle<> finish() noexcept {
    if constexpr (is_result<T>) {
      if (on_error && !value->has_value()) return on_error(*this);
    }
    return continuation;
  }
};

template <>
struct PromiseValue<void> : PromiseBase {
  void return_void() {}
  void take() {}
  std::coroutine_handle<> finish() noexcept { return continuation; }
};

template <class T>
struct Promise;

template <class T>
struct TaskAwaiter {
  std::coroutine_handle<Promise<T>> handle;
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
    handle.promise().continuation = awaiting;
    return handle;
  }
  T await_resume() { return handle.promise().take(); }
};

template <class T, class Awaiting>
struct UnwrappingAwaiter {
  std::coroutine_handle<Promise<Result<T>>> handle;
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Awaiting> awaiting) noexcept {
    auto& promise = handle.promise();
    promise.continuation = awaiting;
    promise.awaiter = &awaiting.promise();
    promise.on_error = [](PromiseBase& self) {
      auto& awaiter = static_cast<Awaiting&>(*self.awaiter);
      awaiter.return_value(std::move(static_cast<Promise<Result<T>>&>(self).value->error()));
      return awaiter.finish();
    };
    return handle;
  }
  T await_resume() {
    auto result = handle.promise().take();
    if constexpr (!std::is_void_v<T>) return std::move(*result);
  }
};

template <class T, class Awaiting>
struct ResultAwaiter {
  Result<T> result;
  bool await_ready() const noexcept { return result.has_value(); }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Awaiting> awaiting) {
    awaiting.promise().return_value(std::move(result.error()));
    return awaiting.promise().finish();
  }
  T await_resume() {
    if constexpr (!std::is_void_v<T>) return std::move(*result);
  }
};

template <class T>
struct Promise : PromiseValue<T> {
  Task<T> get_return_object() { return Task<T>(std::coroutine_handle<Promise>::from_promise(*this)); }

  template <class U>
  auto await_transform(Task<Result<U>>&& task) {
    if constexpr (is_result<T>) {
      return UnwrappingAwaiter<U, Promise>{task.handle()};
    } else {
      return TaskAwaiter<Result<U>>{task.handle()};
    }
  }
  template <class U>
  auto await_transform(Task<U>&& task) {
    return TaskAwaiter<U>{task.handle()};
  }
  template <class U>
  auto await_transform(AsResult<U>&& wrapped) {
    return TaskAwaiter<Result<U>>{wrapped.task.handle()};
  }
  template <class U>
    requires is_result<T>
  auto await_transform(Result<U>&& result) {
    return ResultAwaiter<U, Promise>{std::move(result)};
  }
  template <class Awaitable>
    requires requires(Awaitable& awaitable) { awaitable.await_ready(); }
  Awaitable&& await_transform(Awaitable&& awaitable) {
    return std::forward<Awaitable>(awaitable);
  }
};

}  // namespace task_detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = task_detail::Promise<T>;
  using value_type = T;

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  std::coroutine_handle<promise_type> handle() const { return handle_; }

 private:
  friend promise_type;
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}

  std::coroutine_handle<promise_type> handle_;
};

}  // namespace penstock
