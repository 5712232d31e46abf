#include "services/kinesis/page_token.h"

#include "api/kinesis/errors.h"
#include "services/kinesis/bytes.h"

namespace penstock::kinesis {

std::string PageToken::text(const TokenSealer& sealer, TokenKind kind) const {
  ByteWriter out;
  out.number(to_millis(made));
  out.text(after.account);
  out.text(after.region);
  out.text(after.name);
  out.number(stream);
  out.number(shard);
  return sealer.seal(kind, out.take());
}

Result<PageToken> PageToken::parse(const TokenSealer& sealer, TokenKind kind, std::string_view text, TimePoint now) {
  const auto content = sealer.open(kind, text);
  if (!content) return errors::invalid_argument("Invalid NextToken.");
  ByteReader in(*content);
  PageToken token;
  token.made = from_millis(in.number<std::int64_t>());
  token.after.account = in.text();
  token.after.region = in.text();
  token.after.name = in.text();
  token.stream = in.number<StreamId>();
  token.shard = in.number<std::uint32_t>();
  if (!in.sound() || !in.at_end()) return errors::invalid_argument("Invalid NextToken.");
  if (now - token.made > limits::page_token_life) {
    return errors::expired_next_token("NextToken has expired. It was valid for " +
                                      std::to_string(limits::page_token_life.count() / 1000) + " seconds.");
  }
  return token;
}

}  // namespace penstock::kinesis
