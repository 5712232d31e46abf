// Writes and reads the fields of a record by one list of them, so that the two cannot differ:
//   template <class Fields>
//   void list(Fields& fields, auto& record) { fields(1, record.name); fields(2, record.path); … }
// An absent optional and an empty list have no field. Pure.
#pragma once

#include <array>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "services/iam/record.h"
#include "table/tagged_fields.h"

namespace penstock::iam {

inline constexpr std::uint8_t record_version = 1;

class FieldsOut {
 public:
  void operator()(std::uint8_t tag, const std::string& text) { out_.text(tag, text); }
  void operator()(std::uint8_t tag, bool flag) { out_.number(tag, flag ? 1 : 0); }
  void operator()(std::uint8_t tag, std::int32_t number) { out_.number(tag, static_cast<std::uint32_t>(number)); }
  void operator()(std::uint8_t tag, TimePoint time) { out_.number(tag, static_cast<std::uint64_t>(to_millis(time))); }
  void operator()(std::uint8_t tag, const std::pair<std::string, std::string>& pair) {
    out_.pair(tag, pair.first, pair.second);
  }
  void operator()(std::uint8_t tag, const PolicyText& policy) { out_.text(tag, policy.text); }
  void operator()(std::uint8_t tag, const PolicyText& policy, policy::DocumentKind) { out_.text(tag, policy.text); }
  void operator()(std::uint8_t tag, const std::map<std::string, PolicyText>& policies) {
    for (const auto& [name, policy] : policies) out_.pair(tag, name, policy.text);
  }
  template <class T>
  void operator()(std::uint8_t tag, const std::optional<T>& value) {
    if (value) (*this)(tag, *value);
  }
  template <class T>
  void operator()(std::uint8_t tag, const std::vector<T>& values) {
    for (const auto& value : values) (*this)(tag, value);
  }
  // A structure is a record of its own.
  template <class Part>
    requires requires(FieldsOut& fields, const Part& part) { list(fields, part); }
  void operator()(std::uint8_t tag, const Part& part) {
    FieldsOut inner;
    list(inner, part);
    out_.text(tag, inner.take());
  }

  std::string take() { return out_.take(); }

 private:
  FieldWriter out_{record_version};
};

class FieldsIn {
 public:
  explicit FieldsIn(std::string_view bytes) {
    FieldReader reader(bytes, record_version);
    while (const auto field = reader.next()) fields_.push_back(*field);
    sound_ = reader.valid();
  }
  // False when a field is damaged or a policy is none.
  bool sound() const { return sound_; }

  void operator()(std::uint8_t tag, std::string& text) {
    if (const auto* field = find(tag)) text = field->value;
  }
  void operator()(std::uint8_t tag, bool& flag) {
    if (const auto* field = find(tag)) flag = number(*field) != 0;
  }
  void operator()(std::uint8_t tag, std::int32_t& value) {
    if (const auto* field = find(tag)) value = static_cast<std::int32_t>(number(*field));
  }
  void operator()(std::uint8_t tag, TimePoint& time) {
    if (const auto* field = find(tag)) time = from_millis(static_cast<std::int64_t>(number(*field)));
  }
  void operator()(std::uint8_t tag, PolicyText& policy, policy::DocumentKind kind = policy::DocumentKind::identity) {
    if (const auto* field = find(tag)) policy = read_policy(field->value, kind);
  }
  void operator()(std::uint8_t tag, std::map<std::string, PolicyText>& policies) {
    each(tag, [&](const Field& field) {
      auto [name, text] = pair(field);
      policies.insert_or_assign(std::move(name), read_policy(text, policy::DocumentKind::identity));
    });
  }
  void operator()(std::uint8_t tag, Tags& tags) {
    each(tag, [&](const Field& field) { tags.push_back(pair(field)); });
  }
  template <class T>
  void operator()(std::uint8_t tag, std::optional<T>& value) {
    if (find(tag)) (*this)(tag, value.emplace());
  }
  void operator()(std::uint8_t tag, std::vector<std::string>& values) {
    each(tag, [&](const Field& field) { values.emplace_back(field.value); });
  }
  template <class Part>
    requires requires(FieldsIn& fields, Part& part) { list(fields, part); }
  void operator()(std::uint8_t tag, std::vector<Part>& parts) {
    each(tag, [&](const Field& field) { read_part(field.value, parts.emplace_back()); });
  }
  template <class Part>
    requires requires(FieldsIn& fields, Part& part) { list(fields, part); }
  void operator()(std::uint8_t tag, Part& part) {
    if (const auto* field = find(tag)) read_part(field->value, part);
  }

 private:
  const Field* find(std::uint8_t tag) const {
    for (const auto& field : fields_) {
      if (field.tag == tag) return &field;
    }
    return nullptr;
  }
  template <class Visit>
  void each(std::uint8_t tag, Visit visit) {
    for (const auto& field : fields_) {
      if (field.tag == tag) visit(field);
    }
  }
  std::uint64_t number(const Field& field) {
    auto digits = field.value;
    const auto value = take_varint(digits);
    sound_ = sound_ && value && digits.empty();
    return value.value_or(0);
  }
  std::pair<std::string, std::string> pair(const Field& field) {
    auto value = field.value;
    const auto size = take_varint(value);
    sound_ = sound_ && size && *size <= value.size();
    if (!sound_) return {};
    return {std::string(value.substr(0, *size)), std::string(value.substr(*size))};
  }
  PolicyText read_policy(std::string_view text, policy::DocumentKind kind) {
    auto document = policy::parse_document(text, kind);
    sound_ = sound_ && document;
    return {std::string(text), document ? std::move(*document) : nullptr};
  }
  template <class Part>
  void read_part(std::string_view bytes, Part& part) {
    FieldsIn inner(bytes);
    list(inner, part);
    sound_ = sound_ && inner.sound();
  }

  std::vector<Field> fields_;
  bool sound_ = false;
};

}  // namespace penstock::iam
