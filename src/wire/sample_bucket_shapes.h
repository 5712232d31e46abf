// Tables made by hand after S3's, for the tests of REST-XML: labels, headers, metadata, streams, payloads, flattened
// lists.
#pragma once

#include "wire/body.h"
#include "wire/sample_shapes.h"

namespace penstock::sample_bucket {

using sample::structure;

struct PutInput {
  std::string bucket;
  std::string key;
  std::optional<std::string> content_type;
  std::optional<std::int64_t> content_length;
  std::optional<TimePoint> if_modified_since;
  std::optional<std::int32_t> part_number;
  std::optional<std::map<std::string, std::string>> metadata;
  std::optional<std::string> checksum;
  BodyStream body;
};

struct GetOutput {
  BodyStream body;
  std::optional<std::int64_t> content_length;
  std::optional<std::string> content_range;
  std::optional<std::string> e_tag;
  std::optional<TimePoint> last_modified;
  std::optional<std::map<std::string, std::string>> metadata;
};

struct Object {
  std::string key;
  std::optional<TimePoint> last_modified;
  std::optional<std::int64_t> size;
};

struct Delete {
  std::vector<Object> objects;
  std::optional<bool> quiet;
};

struct DeleteInput {
  std::string bucket;
  Delete delete_;
};

struct ListOutput {
  std::optional<std::vector<Object>> contents;
  std::optional<std::string> name;
  std::optional<std::string> charged;
};

struct LocationOutput {
  std::optional<std::string> location_constraint;
};

template <class Struct, auto member>
constexpr Member at(std::string_view name, std::string_view wire_name, const Shape& shape, Location location,
                    bool required = false) {
  auto made = sample::field<Struct, member>(name, shape, required);
  made.wire_name = wire_name;
  made.location = location;
  return made;
}

inline constexpr Shape stream{.name = "Body", .kind = Kind::stream};
inline constexpr Shape integer{.name = "Integer", .kind = Kind::integer};
inline constexpr Member metadata_key{.name = "key", .wire_name = "key", .shape = &sample::text};
inline constexpr Member metadata_value{.name = "value", .wire_name = "value", .shape = &sample::text};
inline constexpr Shape metadata{.name = "Metadata",
                                .kind = Kind::map,
                                .key = &metadata_key,
                                .value = &metadata_value,
                                .container = &shape_ops::map_of<std::string>};

inline constexpr Member put_members[] = {
    at<PutInput, &PutInput::bucket>("Bucket", "Bucket", sample::text, Location::uri, true),
    at<PutInput, &PutInput::key>("Key", "Key", sample::text, Location::uri, true),
    at<PutInput, &PutInput::content_type>("ContentType", "Content-Type", sample::text, Location::header),
    at<PutInput, &PutInput::content_length>("ContentLength", "Content-Length", sample::long_number, Location::header),
    at<PutInput, &PutInput::if_modified_since>("IfModifiedSince", "If-Modified-Since", sample::time, Location::header),
    at<PutInput, &PutInput::part_number>("PartNumber", "partNumber", integer, Location::query),
    at<PutInput, &PutInput::metadata>("Metadata", "x-amz-meta-", metadata, Location::header_prefix),
    at<PutInput, &PutInput::checksum>("ChecksumCRC32", "x-amz-checksum-crc32", sample::text, Location::header),
    at<PutInput, &PutInput::body>("Body", "Body", stream, Location::payload),
};
constexpr Shape with_payload(Shape shape, const Member& payload) {
  shape.payload = &payload;
  return shape;
}
inline constexpr Shape put_input = with_payload(structure<PutInput>("PutObjectRequest", put_members), put_members[8]);

inline constexpr Member get_members[] = {
    at<GetOutput, &GetOutput::body>("Body", "Body", stream, Location::payload),
    at<GetOutput, &GetOutput::content_length>("ContentLength", "Content-Length", sample::long_number, Location::header),
    at<GetOutput, &GetOutput::content_range>("ContentRange", "Content-Range", sample::text, Location::header),
    at<GetOutput, &GetOutput::e_tag>("ETag", "ETag", sample::text, Location::header),
    at<GetOutput, &GetOutput::last_modified>("LastModified", "Last-Modified", sample::time, Location::header),
    at<GetOutput, &GetOutput::metadata>("Metadata", "x-amz-meta-", metadata, Location::header_prefix),
};
inline constexpr Shape get_output = with_payload(structure<GetOutput>("GetObjectOutput", get_members), get_members[0]);

inline constexpr Member object_members[] = {
    sample::field<Object, &Object::key>("Key", sample::text, true),
    sample::field<Object, &Object::last_modified>("LastModified", sample::time),
    sample::field<Object, &Object::size>("Size", sample::long_number),
};
inline constexpr Shape object = structure<Object>("Object", object_members);
inline constexpr Member object_element{.name = "member", .wire_name = "member", .shape = &object};
inline constexpr Shape objects{.name = "ObjectList",
                               .kind = Kind::list,
                               .element = &object_element,
                               .container = &shape_ops::list_of<Object>,
                               .flattened = true};
inline constexpr Member delete_members[] = {
    at<Delete, &Delete::objects>("Objects", "Object", objects, Location::body, true),
    sample::field<Delete, &Delete::quiet>("Quiet", sample::boolean),
};
inline constexpr Shape delete_shape = structure<Delete>("Delete", delete_members);
inline constexpr Member delete_input_members[] = {
    at<DeleteInput, &DeleteInput::bucket>("Bucket", "Bucket", sample::text, Location::uri, true),
    at<DeleteInput, &DeleteInput::delete_>("Delete", "Delete", delete_shape, Location::payload, true),
};
inline constexpr Shape delete_input =
    with_payload(structure<DeleteInput>("DeleteObjectsRequest", delete_input_members), delete_input_members[1]);

inline constexpr Member list_members[] = {
    sample::field<ListOutput, &ListOutput::contents>("Contents", objects),
    sample::field<ListOutput, &ListOutput::name>("Name", sample::text),
    at<ListOutput, &ListOutput::charged>("Charged", "x-amz-request-charged", sample::text, Location::header),
};
constexpr Shape named(Shape shape, std::string_view xml_name) {
  shape.xml_name = xml_name;
  return shape;
}
inline constexpr Shape list_output =
    named(structure<ListOutput>("ListObjectsV2Output", list_members), "ListBucketResult");
inline constexpr Member location_members[] = {
    sample::field<LocationOutput, &LocationOutput::location_constraint>("LocationConstraint", sample::text),
};
inline constexpr Shape location_output = structure<LocationOutput>("GetBucketLocationOutput", location_members);

inline constexpr Operation put_object{.name = "PutObject",
                                      .method = "PUT",
                                      .uri = "/{Bucket}/{Key+}?x-id=PutObject",
                                      .input = &put_input,
                                      .output = &get_output,
                                      .streams_input = true,
                                      .streams_output = true};
inline constexpr Operation head_object{
    .name = "HeadObject", .method = "HEAD", .uri = "/{Bucket}/{Key+}", .input = &put_input, .output = &get_output};
inline constexpr Operation delete_objects{.name = "DeleteObjects",
                                          .method = "POST",
                                          .uri = "/{Bucket}?delete",
                                          .input = &delete_input,
                                          .output = &list_output,
                                          .checksum_required = true};
inline constexpr Operation get_location{.name = "GetBucketLocation",
                                        .method = "GET",
                                        .uri = "/{Bucket}?location",
                                        .input = &put_input,
                                        .output = &location_output,
                                        .unwrapped_xml_output = true};
inline constexpr ServiceModel service{.id = "s3",
                                      .service_id = "S3",
                                      .signing_name = "s3",
                                      .endpoint_prefix = "s3",
                                      .api_version = "2006-03-01",
                                      .xml_namespace = "http://s3.amazonaws.com/doc/2006-03-01/"};

}  // namespace penstock::sample_bucket
