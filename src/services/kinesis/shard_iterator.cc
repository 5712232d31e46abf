#include "services/kinesis/shard_iterator.h"

#include "api/kinesis/errors.h"
#include "base/java_date.h"
#include "services/kinesis/bytes.h"

namespace penstock::kinesis {
namespace {

ApiError expired(TimePoint made, TimePoint now) {
  return errors::expired_iterator("Iterator expired. The iterator was created at time " + java_date(made) +
                                  " while right now it is " + java_date(now) +
                                  " which is further in the future than the tolerated delay of " +
                                  std::to_string(limits::iterator_life.count()) + " milliseconds.");
}

}  // namespace

ApiError invalid_shard_iterator() { return errors::invalid_argument("Invalid ShardIterator."); }

std::string ShardIterator::text(const TokenSealer& sealer) const {
  ByteWriter out;
  out.number(to_millis(made));
  out.number(stream);
  out.number(shard);
  out.number(position);
  out.text(key.account);
  out.text(key.region);
  out.text(key.name);
  return sealer.seal(TokenKind::shard_iterator, out.take());
}

Result<ShardIterator> ShardIterator::parse(const TokenSealer& sealer, std::string_view text, TimePoint now) {
  const auto content = sealer.open(TokenKind::shard_iterator, text);
  if (!content) return invalid_shard_iterator();
  ByteReader in(*content);
  ShardIterator iterator;
  iterator.made = from_millis(in.number<std::int64_t>());
  iterator.stream = in.number<StreamId>();
  iterator.shard = in.number<std::uint32_t>();
  iterator.position = in.number<Offset>();
  iterator.key.account = in.text();
  iterator.key.region = in.text();
  iterator.key.name = in.text();
  if (!in.sound() || !in.at_end()) return invalid_shard_iterator();
  if (now - iterator.made > limits::iterator_life) return expired(iterator.made, now);
  return iterator;
}

}  // namespace penstock::kinesis
