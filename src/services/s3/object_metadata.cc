#include "services/s3/object_metadata.h"

#include "table/tagged_fields.h"

namespace penstock::s3 {
namespace {

constexpr std::uint8_t version = 1;

enum FieldTag : std::uint8_t {
  size = 1,
  last_modified = 2,
  etag = 3,
  checksum_algorithm = 4,
  checksum = 5,
  content_type = 6,
  cache_control = 7,
  content_disposition = 8,
  content_encoding = 9,
  content_language = 10,
  expires = 11,
  user_metadata = 12,
  storage_class = 13,
  website_redirect = 14,
  object_tag = 15,
  file = 16,
  inline_bytes = 17,
};

// The texts of a description and their tags.
template <class Description, class Visit>
void each_text(Description& description, Visit visit) {
  visit(FieldTag::content_type, description.content_type);
  visit(FieldTag::cache_control, description.cache_control);
  visit(FieldTag::content_disposition, description.content_disposition);
  visit(FieldTag::content_encoding, description.content_encoding);
  visit(FieldTag::content_language, description.content_language);
  visit(FieldTag::expires, description.expires);
}

void read_field(FieldReader& fields, const Field& field, ObjectMetadata& object) {
  switch (field.tag) {
    case FieldTag::size:
      object.size = fields.number(field);
      break;
    case FieldTag::last_modified:
      object.last_modified = from_millis(static_cast<std::int64_t>(fields.number(field)));
      break;
    case FieldTag::etag:
      object.etag = field.value;
      break;
    case FieldTag::checksum_algorithm:
      object.checksum.algorithm = static_cast<ChecksumAlgorithm>(fields.number(field));
      break;
    case FieldTag::checksum:
      object.checksum.base64 = field.value;
      break;
    case FieldTag::user_metadata:
      object.description.user_metadata.insert(fields.pair(field));
      break;
    case FieldTag::storage_class:
      object.storage_class = field.value;
      break;
    case FieldTag::website_redirect:
      object.website_redirect = field.value;
      break;
    case FieldTag::object_tag: {
      auto [key, value] = fields.pair(field);
      object.tags.push_back({std::move(key), std::move(value)});
      break;
    }
    case FieldTag::file:
      object.file = static_cast<BlobId>(fields.number(field));
      break;
    case FieldTag::inline_bytes:
      object.inline_bytes = field.value;
      break;
    default:
      each_text(object.description, [&](FieldTag tag, std::optional<std::string>& text) {
        if (tag == field.tag) text = field.value;
      });
      break;
  }
}

bool knows(ChecksumAlgorithm algorithm) {
  for (const auto known : checksum_algorithms) {
    if (known == algorithm) return true;
  }
  return false;
}

}  // namespace

std::string encode_object(const ObjectMetadata& object) {
  FieldWriter fields(version);
  fields.number(FieldTag::size, object.size);
  fields.number(FieldTag::last_modified, static_cast<std::uint64_t>(to_millis(object.last_modified)));
  fields.text(FieldTag::etag, object.etag);
  fields.number(FieldTag::checksum_algorithm, static_cast<std::uint64_t>(object.checksum.algorithm));
  fields.text(FieldTag::checksum, object.checksum.base64);
  each_text(object.description,
            [&](FieldTag tag, const std::optional<std::string>& text) { fields.optional_text(tag, text); });
  for (const auto& [name, value] : object.description.user_metadata) fields.pair(FieldTag::user_metadata, name, value);
  fields.text(FieldTag::storage_class, object.storage_class);
  fields.optional_text(FieldTag::website_redirect, object.website_redirect);
  for (const auto& tag : object.tags) fields.pair(FieldTag::object_tag, tag.key, tag.value);
  if (object.file) fields.number(FieldTag::file, number_of(*object.file));
  if (!object.inline_bytes.empty()) fields.text(FieldTag::inline_bytes, object.inline_bytes);
  return fields.take();
}

Result<ObjectMetadata> decode_object(std::string_view bytes) {
  ObjectMetadata object;
  FieldReader fields(bytes, version);
  while (const auto field = fields.next()) read_field(fields, *field, object);
  if (!fields.valid() || !knows(object.checksum.algorithm)) {
    return error::internal("The record of an object cannot be read.");
  }
  return object;
}

}  // namespace penstock::s3
