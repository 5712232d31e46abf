// The texts of a request that S3 parses itself: the first byte chooses the parser. What is accepted has to make sense.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "services/s3/byte_range.h"
#include "services/s3/copy_source.h"
#include "services/s3/etag.h"
#include "services/s3/limits.h"
#include "services/s3/list_token.h"
#include "services/s3/listing.h"
#include "services/s3/object_metadata.h"
#include "services/s3/object_tags.h"

namespace {

using namespace penstock::s3;

void range(std::string_view text) {
  for (const std::uint64_t size : {0ull, 1ull, 100ull, 5ull << 30}) {
    const auto part = parse_range(text, size);
    if (!part || !*part) continue;
    CHECK((*part)->length > 0);
    CHECK((*part)->first < size && (*part)->length <= size - (*part)->first);
    CHECK(parse_range(content_range(**part, size).replace(0, 6, "bytes="), size).has_value());
  }
}

void source(std::string_view text) {
  const auto parsed = parse_copy_source(text);
  if (parsed) CHECK(!parsed->bucket.empty() && !parsed->key.empty() && !parsed->bucket.contains('/'));
}

void token(std::string_view text) {
  if (const auto position = from_token(text)) CHECK(from_token(to_token(*position)) == position);
  const ListPosition made{ListPosition::After::prefix, std::string(text)};
  CHECK(from_token(to_token(made)) == made);
}

void condition(std::string_view text) {
  if (names_etag(text, "25f9e794323b453885f5181f1b624d0b")) CHECK(text.contains('*') || text.contains("25f9"));
}

void tags(std::string_view text) {
  if (const auto parsed = parse_tags(text)) CHECK(parsed->size() <= limits::object_tags_max);
}

void record(std::string_view bytes) {
  if (const auto object = decode_object(bytes)) CHECK(*decode_object(encode_object(*object)) == *object);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr void (*parsers[])(std::string_view) = {range, source, token, condition, tags, record};
  parsers[data[0] % std::size(parsers)](text);
  return 0;
}
