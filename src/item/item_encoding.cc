#include "item/item_encoding.h"

#include "base/check.h"

namespace penstock::item {
namespace {

constexpr char version = 1;
constexpr int depth_max = 40;  // of what is read; what is written has at most 32 levels

// Stored: never renumber.
enum class Tag : char {
  null = 0,
  false_ = 1,
  true_ = 2,
  string = 3,
  number = 4,
  binary = 5,
  string_set = 6,
  number_set = 7,
  binary_set = 8,
  list = 9,
  map = 10
};

void append_count(std::string& out, std::size_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void append_bytes(std::string& out, std::string_view bytes) {
  append_count(out, bytes.size());
  out += bytes;
}

void append_value(std::string& out, const AttributeValue& value);

void append_entries(std::string& out, const AttributeMap& map) {
  append_count(out, map.size());
  for (const auto& [name, value] : map) {
    append_bytes(out, name);
    append_value(out, value);
  }
}

struct Appender {
  std::string& out;

  void tag(Tag tag) { out += static_cast<char>(tag); }
  void operator()(Null) { tag(Tag::null); }
  void operator()(bool truth) { tag(truth ? Tag::true_ : Tag::false_); }
  void operator()(const std::string& text) {
    tag(Tag::string);
    append_bytes(out, text);
  }
  void operator()(const Number& number) {
    tag(Tag::number);
    number.append_ordered(out);
  }
  void operator()(const Binary& binary) {
    tag(Tag::binary);
    append_bytes(out, binary.bytes);
  }
  void operator()(const StringSet& set) {
    tag(Tag::string_set);
    append_count(out, set.size());
    for (const auto& member : set) append_bytes(out, member);
  }
  void operator()(const NumberSet& set) {
    tag(Tag::number_set);
    append_count(out, set.size());
    for (const auto& member : set) member.append_ordered(out);
  }
  void operator()(const BinarySet& set) {
    tag(Tag::binary_set);
    append_count(out, set.size());
    for (const auto& member : set) append_bytes(out, member.bytes);
  }
  void operator()(const List& list) {
    tag(Tag::list);
    append_count(out, list.size());
    for (const auto& value : list) append_value(out, value);
  }
  void operator()(const AttributeMap& map) {
    tag(Tag::map);
    append_entries(out, map);
  }
  void operator()(const Fault&) { check_failed("a fault is never stored", __FILE__, __LINE__); }
};

void append_value(std::string& out, const AttributeValue& value) { value.visit(Appender{out}); }

// Takes a count from the front of `rest`; false when it is cut short or too long.
bool take_count(std::string_view& rest, std::size_t& out) {
  out = 0;
  for (unsigned shift = 0; shift < 35 && !rest.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    out |= std::size_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

// Every step answers whether the bytes were sound.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}

  bool item(Item& out) {
    if (rest_.empty() || rest_.front() != version) return false;
    rest_.remove_prefix(1);
    return entries(out, 0) && rest_.empty();
  }

 private:
  bool count(std::size_t& out) { return take_count(rest_, out); }

  bool bytes(std::string& out) {
    std::size_t size = 0;
    if (!count(size) || size > rest_.size()) return false;
    out.assign(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return true;
  }
  bool bytes(Binary& out) { return bytes(out.bytes); }
  bool bytes(Number& out) { return Number::take_ordered(rest_, out); }

  // What cannot fit into the rest is damage, found before memory is asked for.
  bool elements(std::size_t& out) { return count(out) && out <= rest_.size(); }

  template <class Set>
  bool set(AttributeValue& out) {
    std::size_t size = 0;
    if (!elements(size)) return false;
    Set members(size);
    for (auto& member : members) {
      if (!bytes(member)) return false;
    }
    out = std::move(members);
    return true;
  }

  template <class Scalar>
  bool scalar(AttributeValue& out) {
    Scalar content;
    if (!bytes(content)) return false;
    out = std::move(content);
    return true;
  }

  bool list(AttributeValue& out, int depth) {
    std::size_t size = 0;
    if (!elements(size)) return false;
    List list(size);
    for (auto& element : list) {
      if (!value(element, depth + 1)) return false;
    }
    out = std::move(list);
    return true;
  }

  bool entries(AttributeMap& out, int depth) {
    std::size_t size = 0;
    if (!elements(size)) return false;
    std::vector<Attribute> attributes(size);
    for (auto& attribute : attributes) {
      if (!bytes(attribute.name) || !value(attribute.value, depth + 1)) return false;
    }
    out = AttributeMap::from(std::move(attributes));
    return true;
  }

  bool value(AttributeValue& out, int depth) {
    if (rest_.empty() || depth > depth_max) return false;
    const auto tag = static_cast<Tag>(rest_.front());
    rest_.remove_prefix(1);
    switch (tag) {
      case Tag::null:
        out = Null{};
        return true;
      case Tag::false_:
        out = false;
        return true;
      case Tag::true_:
        out = true;
        return true;
      case Tag::string:
        return scalar<std::string>(out);
      case Tag::number:
        return scalar<Number>(out);
      case Tag::binary:
        return scalar<Binary>(out);
      case Tag::string_set:
        return set<StringSet>(out);
      case Tag::number_set:
        return set<NumberSet>(out);
      case Tag::binary_set:
        return set<BinarySet>(out);
      case Tag::list:
        return list(out, depth);
      case Tag::map: {
        AttributeMap map;
        if (!entries(map, depth)) return false;
        out = std::move(map);
        return true;
      }
    }
    return false;
  }

  std::string_view rest_;
};

// Walks over an item's bytes and adds up what size_of() counts. Every step answers whether the bytes were sound.
class Measure {
 public:
  explicit Measure(std::string_view bytes) : rest_(bytes) {}

  std::optional<std::size_t> item() {
    if (rest_.empty() || rest_.front() != version) return std::nullopt;
    rest_.remove_prefix(1);
    std::size_t count = 0;
    if (!entries(count, 0) || !rest_.empty()) return std::nullopt;
    return size_;
  }

 private:
  bool count(std::size_t& out) { return take_count(rest_, out); }
  bool elements(std::size_t& out) { return count(out) && out <= rest_.size(); }

  bool bytes() {
    std::size_t size = 0;
    if (!count(size) || size > rest_.size()) return false;
    rest_.remove_prefix(size);
    size_ += size;
    return true;
  }
  bool number() {
    Number number;
    if (!Number::take_ordered(rest_, number)) return false;
    size_ += number.size();
    return true;
  }
  bool entries(std::size_t& count, int depth) {
    if (!elements(count)) return false;
    for (auto left = count; left > 0; --left) {
      if (!bytes() || !value(depth + 1)) return false;
    }
    return true;
  }
  template <class Member>
  bool members(Member member) {
    std::size_t count = 0;
    if (!elements(count)) return false;
    for (; count > 0; --count) {
      if (!member()) return false;
    }
    return true;
  }
  bool list(int depth) {
    std::size_t count = 0;
    if (!elements(count)) return false;
    size_ += container_overhead + count;
    for (; count > 0; --count) {
      if (!value(depth + 1)) return false;
    }
    return true;
  }
  bool map(int depth) {
    std::size_t count = 0;
    if (!entries(count, depth)) return false;
    size_ += container_overhead + count;
    return true;
  }

  bool value(int depth) {
    if (rest_.empty() || depth > depth_max) return false;
    const auto tag = static_cast<Tag>(rest_.front());
    rest_.remove_prefix(1);
    switch (tag) {
      case Tag::null:
      case Tag::false_:
      case Tag::true_:
        ++size_;
        return true;
      case Tag::string:
      case Tag::binary:
        return bytes();
      case Tag::number:
        return number();
      case Tag::string_set:
      case Tag::binary_set:
        return members([this] { return bytes(); });
      case Tag::number_set:
        return members([this] { return number(); });
      case Tag::list:
        return list(depth);
      case Tag::map:
        return map(depth);
    }
    return false;
  }

  std::string_view rest_;
  std::size_t size_ = 0;
};

}  // namespace

void append_item(std::string& out, const Item& item) {
  out += version;
  append_entries(out, item);
}

std::string encode_item(const Item& item) {
  std::string out;
  out.reserve(size_of(item) + 4 * item.size() + 16);
  append_item(out, item);
  return out;
}

std::optional<Item> decode_item(std::string_view bytes) {
  Item item;
  if (!Decoder(bytes).item(item)) return std::nullopt;
  return item;
}

std::optional<std::size_t> size_of_encoded(std::string_view bytes) { return Measure(bytes).item(); }

}  // namespace penstock::item
