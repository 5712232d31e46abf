#include "services/dynamodb/stream_iterator.h"

#include <fmt/format.h>

#include "api/dynamodbstreams/errors.h"
#include "base/java_date.h"
#include "services/dynamodb/limits.h"
#include "table/tagged_fields.h"

namespace penstock::dynamodb {
namespace {

namespace errors = dynamodbstreams::errors;

enum class TokenKind : char { stream_iterator = 1 };
constexpr std::uint8_t version = 1;
enum Tag : std::uint8_t { tag_made = 1, tag_stream = 2, tag_shard = 3, tag_position = 4 };

// As AWS's iterators begin: the stream, and a number.
constexpr std::string_view separator = "|1|";

}  // namespace

std::string StreamIterator::text(const TokenSealer& sealer) const {
  FieldWriter out(version);
  out.number(tag_made, static_cast<std::uint64_t>(to_millis(made)));
  out.text(tag_stream, stream_arn);
  out.number(tag_shard, shard);
  out.number(tag_position, position);
  return stream_arn + std::string(separator) + sealer.seal(TokenKind::stream_iterator, out.take());
}

Result<StreamIterator> StreamIterator::parse(const TokenSealer& sealer, std::string_view text) {
  const auto invalid = error::validation("Invalid ShardIterator");
  const auto at = text.rfind(separator);
  if (at == std::string_view::npos) return invalid;
  const auto content = sealer.open(TokenKind::stream_iterator, text.substr(at + separator.size()));
  if (!content) return invalid;
  FieldReader in(*content, version);
  StreamIterator iterator;
  while (const auto field = in.next()) {
    if (field->tag == tag_made) iterator.made = from_millis(static_cast<std::int64_t>(in.number(*field)));
    if (field->tag == tag_stream) iterator.stream_arn = field->value;
    if (field->tag == tag_shard) iterator.shard = in.number(*field);
    if (field->tag == tag_position) iterator.position = in.number(*field);
  }
  if (!in.valid() || iterator.stream_arn != text.substr(0, at)) return invalid;
  return iterator;
}

Status StreamIterator::check_age(TimePoint now) const {
  if (now - made <= limits::stream_iterator_life) return ok();
  return errors::expired_iterator(fmt::format(
      "Iterator expired. The iterator was created at time {} while right now it is {} which is further in the "
      "future than the tolerated delay of {} milliseconds.",
      java_date(made), java_date(now), Millis(limits::stream_iterator_life).count()));
}

}  // namespace penstock::dynamodb
