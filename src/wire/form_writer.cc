#include "wire/form_writer.h"

#include "base/percent.h"
#include "wire/number.h"
#include "wire/scalar_text.h"
#include "wire/xml_writer.h"

namespace penstock {
namespace {

class FormWriter {
 public:
  explicit FormWriter(std::string& out) : out_(out) {}

  void structure(const Shape& shape, const void* structure) {
    for (const auto& member : shape.members) {
      if (const auto* value = member.peek(member, structure)) {
        const Step step(*this, xml_name_of(member));
        this->value(member, value);
      }
    }
  }

 private:
  // One more segment of the name for as long as it lives.
  class Step {
   public:
    Step(FormWriter& writer, std::string_view segment) : writer_(writer), size_(writer.name_.size()) {
      if (size_ > 0) writer_.name_ += '.';
      writer_.name_ += segment;
    }
    Step(const Step&) = delete;
    ~Step() { writer_.name_.resize(size_); }

   private:
    FormWriter& writer_;
    std::size_t size_;
  };

  void pair(std::string_view text) {
    out_ += '&';
    append_percent_encoded(out_, name_);
    out_ += '=';
    append_percent_encoded(out_, text);
  }

  void value(const Member& member, const void* value) {
    switch (member.shape->kind) {
      case Kind::structure:
        return structure(*member.shape, value);
      case Kind::list:
        return list(member, value);
      case Kind::map:
        return map(member, value);
      case Kind::stream:
        return;
      default: {
        std::string text;
        append_scalar(text, member, value);
        pair(text);
      }
    }
  }

  void list(const Member& member, const void* list) {
    const auto& shape = *member.shape;
    const auto size = shape.container->size(list);
    if (size == 0) return pair({});  // an empty list is told apart from an absent one
    const auto elements = [&] {
      for (std::size_t i = 0; i < size; ++i) {
        const Step step(*this, number_text(i + 1));
        value(*shape.element, shape.container->at(list, i));
      }
    };
    if (is_flattened(member)) return elements();
    const Step step(*this, shape.element->wire_name);
    elements();
  }

  void map(const Member& member, const void* map) {
    if (is_flattened(member)) return entries(*member.shape, map);
    const Step step(*this, "entry");
    entries(*member.shape, map);
  }

  void entries(const Shape& shape, const void* map) {
    struct Context {
      FormWriter& writer;
      const Shape& shape;
      std::size_t index;
    } context{*this, shape, 0};
    shape.container->each(map, &context, [](void* raw, std::string_view key, const void* value) {
      auto& [writer, of, index] = *static_cast<Context*>(raw);
      const Step entry(writer, number_text(++index));
      {
        const Step step(writer, of.key->wire_name);
        writer.pair(key);
      }
      const Step step(writer, of.value->wire_name);
      writer.value(*of.value, value);
    });
  }

  std::string& out_;
  std::string name_;
};

}  // namespace

void append_form(std::string& out, const Shape& shape, const void* structure) {
  FormWriter(out).structure(shape, structure);
}

}  // namespace penstock
