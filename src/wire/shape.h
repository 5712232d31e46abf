// What a typed value looks like to a codec: one table per API shape drives decoding, encoding and validation in every
// protocol. The tables are generated (codegen/), constant-initialized and immutable; tests build them by hand.
//
// C++ types of the kinds, as generated structures hold them:
//   string std::string · blob std::string · boolean bool · integer std::int32_t · long std::int64_t
//   float_ float · double_ double · timestamp TimePoint · list std::vector<T> · map std::map<std::string, T>
//   structure its struct · stream BodyStream (wire/body.h)
//   attribute_value item::AttributeValue · attribute_map item::AttributeMap: DynamoDB's values, which JSON alone
//   carries
// A required member is a plain T, a stream always; any other is std::optional<T>, or a Box<T> (api/box.h) where its
// structure contains itself. Lists of booleans are a BoolList (api/bool_list.h). Enums are strings, as AWS's are open.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/time.h"

namespace penstock {

enum class Kind : std::uint8_t {
  string,
  blob,
  boolean,
  integer,
  long_,
  float_,
  double_,
  timestamp,
  list,
  map,
  structure,
  stream,
  attribute_value,
  attribute_map
};

enum class TimestampFormat : std::uint8_t { unspecified, epoch_seconds, iso8601, rfc822 };

// Where a member travels in an HTTP binding. RPC protocols look at `body` only.
enum class Location : std::uint8_t { body, payload, header, header_prefix, uri, query, query_map, status_code };

struct Shape;

struct Member {
  std::string_view name;       // the model's name: "StreamName"
  std::string_view wire_name;  // locationName, or the name
  const Shape* shape = nullptr;
  Location location = Location::body;
  bool required = false;
  bool flattened = false;  // list or map without a wrapper element (XML, Query)
  bool xml_attribute = false;
  bool idempotency_token = false;  // the client fills it in when absent
  bool host_label = false;
  TimestampFormat timestamp_format = TimestampFormat::unspecified;
  std::string_view xml_namespace = {};
  std::string_view xml_prefix = {};

  // The address of the member's value in a structure; `slot` creates an absent one, `peek` answers null for it.
  void* (*slot)(const Member&, void* structure) = nullptr;
  const void* (*peek)(const Member&, const void* structure) = nullptr;
};

// How a codec handles a std::vector<T> or std::map<std::string, T> without knowing T.
struct ContainerOps {
  std::size_t (*size)(const void* container) = nullptr;
  void (*reserve)(void* list, std::size_t count) = nullptr;  // lists
  void* (*append)(void* list) = nullptr;                     // lists: address of a new last element
  void (*clear)(void* container) = nullptr;
  const void* (*at)(const void* list, std::size_t index) = nullptr;  // lists
  void* (*insert)(void* map, std::string_view key) = nullptr;        // maps: address of the key's value
  void (*each)(const void* map, void* context,                       // maps, in key order
               void (*visit)(void* context, std::string_view key, const void* value)) = nullptr;
};

struct Constraints {
  std::optional<std::int64_t> min = {};  // length of strings, blobs, lists, maps; value of numbers
  std::optional<std::int64_t> max = {};
  std::string_view pattern = {};  // as the model has it (Java syntax)
  std::span<const std::string_view> enum_values = {};
  bool any() const { return min || max || !pattern.empty() || !enum_values.empty(); }
};

struct Shape {
  std::string_view name;
  Kind kind;
  std::span<const Member> members = {};  // structures
  const Member* payload = nullptr;       // structures: the member that is the whole body
  const Member* element = nullptr;       // lists: wire_name is the element's name ("member" by default)
  const Member* key = nullptr;           // maps: wire_name "key" by default
  const Member* value = nullptr;         // maps: wire_name "value" by default
  const ContainerOps* container = nullptr;
  Constraints constraints = {};
  TimestampFormat timestamp_format = TimestampFormat::unspecified;
  bool flattened = false;
  bool sensitive = false;   // never in logs or error texts
  bool json_value = false;  // a string that holds JSON (Location::header: base64)
  bool is_error = false;
  std::string_view error_code = {};  // errors: the code on the wire where it differs from the name
  int error_status = 0;
  bool error_sender_fault = true;
  std::string_view xml_name = {};
  std::string_view xml_namespace = {};
  std::string_view xml_prefix = {};  // of the declaration: xmlns:PREFIX
  // Structures: heap life of the C++ struct, for type-erased dispatch.
  void* (*create)() = nullptr;
  void (*destroy)(void*) = nullptr;
};

// A heap structure with its table: what passes between the front and a service without either naming the type.
class Erased {
 public:
  Erased() = default;
  explicit Erased(const Shape& shape) : shape_(&shape), object_(shape.create()) {}
  Erased(const Shape& shape, void* object) : shape_(&shape), object_(object) {}
  Erased(Erased&& other) noexcept
      : shape_(std::exchange(other.shape_, nullptr)), object_(std::exchange(other.object_, nullptr)) {}
  Erased& operator=(Erased&& other) noexcept {
    std::swap(shape_, other.shape_);
    std::swap(object_, other.object_);
    return *this;
  }
  ~Erased() {
    if (object_) shape_->destroy(object_);
  }

  const Shape& shape() const { return *shape_; }
  void* get() { return object_; }
  const void* get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  template <class T>
  T& as() {
    return *static_cast<T*>(object_);
  }

 private:
  const Shape* shape_ = nullptr;
  void* object_ = nullptr;
};

// What the generated tables are made of.
namespace shape_ops {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class Struct, auto member>
void* slot(const Member&, void* structure) {
  auto& value = static_cast<Struct*>(structure)->*member;
  if constexpr (is_optional<std::remove_reference_t<decltype(value)>>) {
    return value ? &*value : &value.emplace();
  } else {
    return &value;
  }
}

template <class Struct, auto member>
const void* peek(const Member&, const void* structure) {
  const auto& value = static_cast<const Struct*>(structure)->*member;
  if constexpr (is_optional<std::remove_cvref_t<decltype(value)>>) {
    return value ? &*value : nullptr;
  } else {
    return &value;
  }
}

template <class T>
inline constexpr ContainerOps list_of = {
    .size = [](const void* list) { return static_cast<const std::vector<T>*>(list)->size(); },
    .reserve = [](void* list, std::size_t count) { static_cast<std::vector<T>*>(list)->reserve(count); },
    .append = [](void* list) -> void* { return &static_cast<std::vector<T>*>(list)->emplace_back(); },
    .clear = [](void* list) { static_cast<std::vector<T>*>(list)->clear(); },
    .at = [](const void* list, std::size_t index) -> const void* {
      return &(*static_cast<const std::vector<T>*>(list))[index];
    },
};

template <class T>
inline constexpr ContainerOps map_of = {
    .size = [](const void* map) { return static_cast<const std::map<std::string, T>*>(map)->size(); },
    .clear = [](void* map) { static_cast<std::map<std::string, T>*>(map)->clear(); },
    .insert = [](void* map, std::string_view key) -> void* {
      return &(*static_cast<std::map<std::string, T>*>(map))[std::string(key)];
    },
    .each =
        [](const void* map, void* context, void (*visit)(void*, std::string_view, const void*)) {
          for (const auto& [key, value] : *static_cast<const std::map<std::string, T>*>(map)) {
            visit(context, key, &value);
          }
        },
};

template <class T>
void* create() {
  return new T();
}
template <class T>
void destroy(void* object) {
  delete static_cast<T*>(object);
}

}  // namespace shape_ops
}  // namespace penstock
