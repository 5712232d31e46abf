#include "identity/session.h"

#include <zlib.h>

#include <algorithm>

#include "base/check.h"

namespace penstock {
namespace {

// docs/formats/secrets.md
constexpr char format_version = 1;
constexpr std::size_t raw_bytes_max = 256 << 10;

class Writer {
 public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
  }
  void text(std::string_view value) {
    number(value.size());
    bytes_ += value;
  }
  void texts(const std::vector<std::string>& values) {
    number(values.size());
    for (const auto& value : values) text(value);
  }
  void pairs(const policy::Tags& values) {
    number(values.size());
    for (const auto& [name, value] : values) {
      text(name);
      text(value);
    }
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// What is not there reads as zero or empty, and the reader is not good any more.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return value;
    }
    good_ = false;
    rest_ = {};
    return 0;
  }
  std::string text() {
    const auto size = number();
    if (size > rest_.size()) {
      good_ = false;
      rest_ = {};
      return {};
    }
    const auto found = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return std::string(found);
  }
  std::vector<std::string> texts() {
    std::vector<std::string> values;
    for (auto left = number(); left > 0 && good_; --left) values.push_back(text());
    return values;
  }
  policy::Tags pairs() {
    policy::Tags values;
    for (auto left = number(); left > 0 && good_; --left) {
      auto name = text();
      values.emplace_back(std::move(name), text());
    }
    return values;
  }
  std::string_view rest() const { return rest_; }
  bool ended_well() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::uint64_t seconds_of(TimePoint time) { return static_cast<std::uint64_t>(to_millis(time) / 1000); }
TimePoint time_of(std::uint64_t seconds) { return from_millis(static_cast<std::int64_t>(seconds) * 1000); }

std::string deflated(std::string_view raw) {
  auto size = compressBound(raw.size());
  std::string packed(size, '\0');
  CHECK(compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(raw.data()),
                  raw.size(), Z_BEST_COMPRESSION) == Z_OK);
  packed.resize(size);
  return packed;
}

std::optional<std::string> inflated(std::string_view packed, std::size_t raw_bytes) {
  if (raw_bytes > raw_bytes_max) return std::nullopt;
  std::string raw(raw_bytes, '\0');
  uLongf size = raw_bytes;
  const auto outcome = uncompress(reinterpret_cast<Bytef*>(raw.data()), &size,
                                  reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  if (outcome != Z_OK || size != raw_bytes) return std::nullopt;
  return raw;
}

bool is_kind(std::uint64_t number) { return number >= 1 && number <= 5; }

}  // namespace

std::string encode_session(const Session& session) {
  Writer out;
  out.number(static_cast<std::uint64_t>(session.kind));
  out.text(session.account);
  out.text(session.access_key_id);
  out.text(session.principal_id);
  out.text(session.name);
  out.number(seconds_of(session.issued));
  out.number(seconds_of(session.expires));
  out.text(session.policies.inline_policy);
  out.texts(session.policies.arns);
  out.pairs(session.tags);
  out.texts(session.transitive_tag_keys);
  out.text(session.source_identity);
  out.number(session.mfa_present ? 1 : 0);
  out.pairs(session.provider_keys);
  CHECK(out.bytes().size() <= raw_bytes_max);

  Writer head;
  head.number(out.bytes().size());
  return format_version + head.bytes() + deflated(out.bytes());
}

std::optional<Session> decode_session(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != format_version) return std::nullopt;
  bytes.remove_prefix(1);
  Reader head(bytes);
  const auto raw_bytes = head.number();
  const auto raw = inflated(head.rest(), raw_bytes);
  if (!raw) return std::nullopt;

  Reader in(*raw);
  Session session;
  const auto kind = in.number();
  if (!is_kind(kind)) return std::nullopt;
  session.kind = static_cast<SessionKind>(kind);
  session.account = in.text();
  session.access_key_id = in.text();
  session.principal_id = in.text();
  session.name = in.text();
  session.issued = time_of(in.number());
  session.expires = time_of(in.number());
  session.policies.inline_policy = in.text();
  session.policies.arns = in.texts();
  session.tags = in.pairs();
  session.transitive_tag_keys = in.texts();
  session.source_identity = in.text();
  session.mfa_present = in.number() != 0;
  session.provider_keys = in.pairs();
  if (!in.ended_well()) return std::nullopt;
  return session;
}

int packed_percent(const SessionPolicies& policies, const policy::Tags& tags) {
  if (policies.empty() && tags.empty()) return 0;
  Writer out;
  out.text(policies.inline_policy);
  out.texts(policies.arns);
  out.pairs(tags);
  const auto bytes = deflated(out.bytes()).size();
  return static_cast<int>((bytes * 100 + packed_bytes_max - 1) / packed_bytes_max);
}

}  // namespace penstock
