// Tables made by hand, like those that codegen emits, for the tests of the codecs: a PutRecords that has everything.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wire/model.h"
#include "wire/shape.h"

namespace penstock::sample {

struct Entry {
  std::string data;
  std::string partition_key;
  std::optional<std::string> explicit_hash_key;
};

struct PutInput {
  std::vector<Entry> records;
  std::string stream_name;
  std::optional<std::int32_t> limit;
  std::optional<std::int64_t> offset;
  std::optional<bool> strict;
  std::optional<double> ratio;
  std::optional<TimePoint> since;
  std::optional<std::string> kind;
  std::optional<std::vector<std::string>> tag_keys;
  std::optional<std::map<std::string, std::string>> tags;
  std::optional<std::string> secret;
  std::optional<std::string> token;
};

struct Record {
  std::string sequence_number;
  std::optional<TimePoint> arrival;
  std::string data;
  std::string partition_key;
};

struct GetOutput {
  std::vector<Record> records;
  std::optional<std::string> next_iterator;
  std::optional<std::int64_t> millis_behind;
};

struct Empty {};

template <class Struct, auto member>
constexpr Member field(std::string_view name, const Shape& shape, bool required = false) {
  return {.name = name,
          .wire_name = name,
          .shape = &shape,
          .required = required,
          .slot = shape_ops::slot<Struct, member>,
          .peek = shape_ops::peek<Struct, member>};
}

template <class Struct>
constexpr Shape structure(std::string_view name, std::span<const Member> members) {
  return {.name = name,
          .kind = Kind::structure,
          .members = members,
          .create = shape_ops::create<Struct>,
          .destroy = shape_ops::destroy<Struct>};
}

inline constexpr Shape text{.name = "Text", .kind = Kind::string};
inline constexpr Shape secret_text{
    .name = "Secret", .kind = Kind::string, .constraints = {.max = 3}, .sensitive = true};
inline constexpr Shape stream_name{
    .name = "StreamName", .kind = Kind::string, .constraints = {.min = 1, .max = 128, .pattern = "[a-zA-Z0-9_.-]+"}};
inline constexpr Shape partition_key{
    .name = "PartitionKey", .kind = Kind::string, .constraints = {.min = 1, .max = 256}};
inline constexpr Shape hash_key{
    .name = "HashKey", .kind = Kind::string, .constraints = {.pattern = "0|([1-9]\\d{0,38})"}};
inline constexpr Shape data{.name = "Data", .kind = Kind::blob, .constraints = {.min = 0, .max = 1048576}};
inline constexpr Shape boolean{.name = "Boolean", .kind = Kind::boolean};
inline constexpr Shape limit{.name = "Limit", .kind = Kind::integer, .constraints = {.min = 1, .max = 10000}};
inline constexpr Shape long_number{.name = "Long", .kind = Kind::long_};
inline constexpr Shape real{.name = "Double", .kind = Kind::double_};
inline constexpr Shape time{.name = "Timestamp", .kind = Kind::timestamp};
inline constexpr std::string_view kinds[] = {"AT_SEQUENCE_NUMBER", "TRIM_HORIZON", "LATEST"};
inline constexpr Shape kind{.name = "Kind", .kind = Kind::string, .constraints = {.enum_values = kinds}};
inline constexpr Shape tag_key{.name = "TagKey", .kind = Kind::string, .constraints = {.min = 1, .max = 128}};
inline constexpr Shape tag_value{.name = "TagValue", .kind = Kind::string, .constraints = {.min = 0, .max = 256}};

inline constexpr Member entry_members[] = {
    field<Entry, &Entry::data>("Data", data, true),
    field<Entry, &Entry::explicit_hash_key>("ExplicitHashKey", hash_key),
    field<Entry, &Entry::partition_key>("PartitionKey", partition_key, true),
};
inline constexpr Shape entry = structure<Entry>("PutRecordsRequestEntry", entry_members);
inline constexpr Member entry_element{.name = "member", .wire_name = "member", .shape = &entry};
inline constexpr Shape entries{.name = "Entries",
                               .kind = Kind::list,
                               .element = &entry_element,
                               .container = &shape_ops::list_of<Entry>,
                               .constraints = {.min = 1, .max = 500}};

inline constexpr Member tag_key_element{.name = "member", .wire_name = "member", .shape = &tag_key};
inline constexpr Shape tag_keys{.name = "TagKeys",
                                .kind = Kind::list,
                                .element = &tag_key_element,
                                .container = &shape_ops::list_of<std::string>,
                                .constraints = {.min = 1, .max = 50}};
inline constexpr Member tags_key{.name = "key", .wire_name = "key", .shape = &tag_key};
inline constexpr Member tags_value{.name = "value", .wire_name = "value", .shape = &tag_value};
inline constexpr Shape tags{.name = "Tags",
                            .kind = Kind::map,
                            .key = &tags_key,
                            .value = &tags_value,
                            .container = &shape_ops::map_of<std::string>,
                            .constraints = {.min = 1, .max = 10}};

constexpr Member token_member() {
  auto member = field<PutInput, &PutInput::token>("Token", text);
  member.idempotency_token = true;
  return member;
}

inline constexpr Member put_input_members[] = {
    field<PutInput, &PutInput::records>("Records", entries, true),
    field<PutInput, &PutInput::stream_name>("StreamName", stream_name, true),
    field<PutInput, &PutInput::limit>("Limit", limit),
    field<PutInput, &PutInput::offset>("Offset", long_number),
    field<PutInput, &PutInput::strict>("Strict", boolean),
    field<PutInput, &PutInput::ratio>("Ratio", real),
    field<PutInput, &PutInput::since>("Since", time),
    field<PutInput, &PutInput::kind>("Kind", kind),
    field<PutInput, &PutInput::tag_keys>("TagKeys", tag_keys),
    field<PutInput, &PutInput::tags>("Tags", tags),
    field<PutInput, &PutInput::secret>("Secret", secret_text),
    token_member(),
};
inline constexpr Shape put_input = structure<PutInput>("PutInput", put_input_members);

inline constexpr Member record_members[] = {
    field<Record, &Record::sequence_number>("SequenceNumber", text, true),
    field<Record, &Record::arrival>("ApproximateArrivalTimestamp", time),
    field<Record, &Record::data>("Data", data, true),
    field<Record, &Record::partition_key>("PartitionKey", partition_key, true),
};
inline constexpr Shape record = structure<Record>("Record", record_members);
inline constexpr Member record_element{.name = "member", .wire_name = "member", .shape = &record};
inline constexpr Shape records{
    .name = "Records", .kind = Kind::list, .element = &record_element, .container = &shape_ops::list_of<Record>};

inline constexpr Member get_output_members[] = {
    field<GetOutput, &GetOutput::records>("Records", records, true),
    field<GetOutput, &GetOutput::next_iterator>("NextShardIterator", text),
    field<GetOutput, &GetOutput::millis_behind>("MillisBehindLatest", long_number),
};
inline constexpr Shape get_output = structure<GetOutput>("GetOutput", get_output_members);
inline constexpr Shape empty = structure<Empty>("Empty", {});

inline constexpr Shape not_found{.name = "ResourceNotFoundException",
                                 .kind = Kind::structure,
                                 .is_error = true,
                                 .error_code = "Sample.NonExistent",
                                 .error_status = 400};
inline constexpr const Shape* put_errors[] = {&not_found};
inline constexpr Operation put_records{.name = "PutRecords",
                                       .method = "POST",
                                       .uri = "/",
                                       .input = &put_input,
                                       .output = &get_output,
                                       .output_wrapper = "PutRecordsResult",
                                       .errors = put_errors};
inline constexpr Operation add_tags{
    .name = "AddTags", .method = "POST", .uri = "/", .input = &put_input, .output = &empty};
inline constexpr const Operation* operations[] = {&put_records, &add_tags};

inline constexpr ServiceModel service{.id = "sample",
                                      .service_id = "Sample",
                                      .signing_name = "sample",
                                      .endpoint_prefix = "sample",
                                      .api_version = "2013-12-02",
                                      .target_prefix = "Sample_20131202",
                                      .json_version = "1.1",
                                      .xml_namespace = "http://sample.amazonaws.com/doc/2013-12-02/",
                                      .operations = operations};

}  // namespace penstock::sample
