// Every operator against every kind of answer: a value, several, none.
#include "policy/condition.h"

#include <initializer_list>

#include "policy/decision_fixture.h"

namespace penstock::policy {
namespace {

// Does a statement with this Condition element apply to a request with these entries?
bool holds(std::string_view element, std::vector<ContextEntry> entries) {
  const auto document =
      document_of("{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {" + std::string(element) + "}}");
  return document->statements().front().conditions_hold(EntryContext(std::move(entries)));
}

struct Case {
  std::string_view condition;
  std::vector<ContextEntry> entries;
  bool holds;
};

void expect(std::initializer_list<Case> cases) {
  for (const auto& one : cases) {
    std::string entries;
    for (const auto& [key, value] : one.entries) entries += key + "=" + value + " ";
    EXPECT_EQ(holds(one.condition, one.entries), one.holds) << one.condition << " with " << entries;
  }
}

TEST(Condition, compares_texts) {
  expect({
      {"'StringEquals': {'k': 'a'}", {{"k", "a"}}, true},
      {"'StringEquals': {'k': 'a'}", {{"k", "A"}}, false},
      {"'StringEquals': {'K': 'a'}", {{"k", "a"}}, true},
      {"'StringEquals': {'k': ['x', 'a']}", {{"k", "a"}}, true},
      {"'StringEquals': {'k': []}", {{"k", "a"}}, false},
      {"'StringEquals': {'k': 'a*'}", {{"k", "abc"}}, false},
      {"'StringEquals': {'k': 'a*'}", {{"k", "a*"}}, true},
      {"'StringEquals': {'k': 'a'}", {}, false},
      {"'StringNotEquals': {'k': 'a'}", {{"k", "b"}}, true},
      {"'StringNotEquals': {'k': ['a', 'b']}", {{"k", "b"}}, false},
      {"'StringNotEquals': {'k': 'a'}", {}, true},
      {"'StringEqualsIgnoreCase': {'k': 'Ab'}", {{"k", "aB"}}, true},
      {"'StringNotEqualsIgnoreCase': {'k': 'Ab'}", {{"k", "aB"}}, false},
      {"'StringLike': {'k': 'home/*'}", {{"k", "home/ana"}}, true},
      {"'StringLike': {'k': 'home/?'}", {{"k", "home/ana"}}, false},
      {"'StringLike': {'k': 'home/?'}", {{"k", "home/\xc3\xa9"}}, true},
      {"'StringLike': {'k': ['', 'home/']}", {{"k", ""}}, true},
      {"'StringLike': {'k': 'Home/*'}", {{"k", "home/ana"}}, false},
      {"'StringNotLike': {'k': 'home/*'}", {{"k", "home/ana"}}, false},
      {"'StringNotLike': {'k': 'home/*'}", {{"k", "other"}}, true},
  });
}

TEST(Condition, compares_numbers) {
  expect({
      {"'NumericEquals': {'k': '10'}", {{"k", "10.0"}}, true},
      {"'NumericEquals': {'k': 10}", {{"k", "10"}}, true},
      {"'NumericNotEquals': {'k': '10'}", {{"k", "11"}}, true},
      {"'NumericLessThan': {'k': '10'}", {{"k", "9"}}, true},
      {"'NumericLessThan': {'k': '10'}", {{"k", "10"}}, false},
      {"'NumericLessThanEquals': {'k': '10'}", {{"k", "10"}}, true},
      {"'NumericGreaterThan': {'k': '-1.5'}", {{"k", "-1.25"}}, true},
      {"'NumericGreaterThan': {'k': '10'}", {{"k", "10"}}, false},
      {"'NumericGreaterThanEquals': {'k': '10'}", {{"k", "10"}}, true},
      {"'NumericLessThan': {'k': '10'}", {{"k", "many"}}, false},
      {"'NumericNotEquals': {'k': '10'}", {{"k", "many"}}, true},
      {"'NumericLessThan': {'k': '10'}", {}, false},
  });
}

TEST(Condition, compares_dates) {
  constexpr std::string_view now = "2026-01-31T09:30:00Z";
  expect({
      {"'DateGreaterThan': {'k': '2026-01-31T09:29:59Z'}", {{"k", std::string(now)}}, true},
      {"'DateLessThan': {'k': '2026-01-31T11:30:00+02:00'}", {{"k", std::string(now)}}, false},
      {"'DateEquals': {'k': '2026-01-31T11:30:00+02:00'}", {{"k", std::string(now)}}, true},
      {"'DateEquals': {'k': '1769851800'}", {{"k", std::string(now)}}, true},
      {"'DateGreaterThanEquals': {'k': '2026'}", {{"k", std::string(now)}}, true},
      {"'DateLessThanEquals': {'k': '2026-01-31'}", {{"k", std::string(now)}}, false},
      {"'DateNotEquals': {'k': '2026-01-31'}", {{"k", std::string(now)}}, true},
      {"'DateLessThan': {'k': '2026-02-01T00:00:00-05:00'}", {{"k", "1769851800"}}, true},
      {"'DateLessThan': {'k': '2026-02-01'}", {{"k", "soon"}}, false},
  });
}

TEST(Condition, compares_booleans_bytes_and_absence) {
  expect({
      {"'Bool': {'k': 'true'}", {{"k", "true"}}, true},
      {"'Bool': {'k': false}", {{"k", "False"}}, true},
      {"'Bool': {'k': 'true'}", {{"k", "yes"}}, false},
      {"'Bool': {'k': 'false'}", {}, false},
      {"'BoolIfExists': {'k': 'false'}", {}, true},
      {"'BinaryEquals': {'k': 'cGFpZA=='}", {{"k", "cGFpZA=="}}, true},
      {"'BinaryEquals': {'k': 'cGFpZA=='}", {{"k", "cGFpZB=="}}, false},
      {"'BinaryEquals': {'k': 'cGFpZA=='}", {{"k", "not base64"}}, false},
      {"'Null': {'k': 'true'}", {}, true},
      {"'Null': {'k': 'true'}", {{"k", "x"}}, false},
      {"'Null': {'k': 'false'}", {{"k", "x"}}, true},
      {"'Null': {'k': false}", {}, false},
      {"'Null': {'k': ['true', 'false']}", {}, true},
  });
}

TEST(Condition, compares_addresses) {
  expect({
      {"'IpAddress': {'k': '203.0.113.0/24'}", {{"k", "203.0.113.7"}}, true},
      {"'IpAddress': {'k': '203.0.113.0/24'}", {{"k", "203.0.114.7"}}, false},
      {"'IpAddress': {'k': '203.0.113.7'}", {{"k", "203.0.113.7"}}, true},
      {"'IpAddress': {'k': '203.0.113.7'}", {{"k", "::ffff:203.0.113.7"}}, true},
      {"'IpAddress': {'k': '0.0.0.0/0'}", {{"k", "203.0.113.7"}}, true},
      {"'IpAddress': {'k': '0.0.0.0/0'}", {{"k", "2001:db8::1"}}, false},
      {"'IpAddress': {'k': '10.0.0.0/9'}", {{"k", "10.127.0.1"}}, true},
      {"'IpAddress': {'k': '10.0.0.0/9'}", {{"k", "10.128.0.1"}}, false},
      {"'IpAddress': {'k': ['10.0.0.0/8', '2001:db8::/33']}", {{"k", "2001:db8:7fff::1"}}, true},
      {"'IpAddress': {'k': ['10.0.0.0/8', '2001:db8::/33']}", {{"k", "2001:db8:8000::1"}}, false},
      {"'IpAddress': {'k': '10.0.0.0/8'}", {{"k", "localhost"}}, false},
      {"'NotIpAddress': {'k': ['10.0.0.0/8', '192.0.2.0/24']}", {{"k", "203.0.113.7"}}, true},
      {"'NotIpAddress': {'k': ['10.0.0.0/8', '192.0.2.0/24']}", {{"k", "192.0.2.1"}}, false},
      {"'NotIpAddress': {'k': '10.0.0.0/8'}", {}, true},
  });
}

TEST(Condition, compares_arns_part_by_part) {
  const std::string topic = "arn:aws:sns:us-east-1:111111111111:orders";
  const std::string function = "arn:aws:lambda:us-east-1:111111111111:function:f:live";
  expect({
      {"'ArnEquals': {'k': 'arn:aws:sns:us-east-1:111111111111:orders'}", {{"k", topic}}, true},
      {"'ArnEquals': {'k': 'arn:aws:sns:*:111111111111:ord*'}", {{"k", topic}}, true},
      {"'ArnLike': {'k': 'arn:aws:sns:*:*:orders'}", {{"k", topic}}, true},
      {"'ArnLike': {'k': 'arn:aws:s*:us-east-1:*:*'}", {{"k", topic}}, true},
      {"'ArnLike': {'k': 'arn:aws:sns:us-east-*-1:*:*'}", {{"k", topic}}, false},
      {"'ArnLike': {'k': 'arn:*:*:*:*:*'}", {{"k", function}}, true},
      {"'ArnLike': {'k': 'arn:aws:lambda:*:*:function:*'}", {{"k", function}}, true},
      {"'ArnLike': {'k': 'arn:aws:lambda:*:*:function:?'}", {{"k", function}}, false},
      {"'ArnLike': {'k': '*'}", {{"k", topic}}, true},
      {"'ArnLike': {'k': 'arn:aws:sns:*:*:*'}", {{"k", "orders"}}, false},
      {"'ArnNotEquals': {'k': 'arn:aws:sns:*:*:other'}", {{"k", topic}}, true},
      {"'ArnNotLike': {'k': 'arn:aws:sns:*:*:*'}", {{"k", topic}}, false},
      {"'ArnNotLike': {'k': 'arn:aws:sns:*:*:*'}", {}, true},
      {"'ArnLikeIfExists': {'k': 'arn:aws:sns:*:*:*'}", {}, true},
  });
  // A run stays within its part: text comparison would let it run on.
  expect({
      {"'StringLike': {'k': 'arn:aws:sns:us*orders'}", {{"k", topic}}, true},
      {"'ArnLike': {'k': 'arn:aws:sns:us*:orders:x'}", {{"k", topic + ":x"}}, false},
  });
}

TEST(Condition, looks_at_keys_of_several_values) {
  const std::vector<ContextEntry> ab = {{"k", "a"}, {"k", "b"}};
  expect({
      {"'ForAllValues:StringEquals': {'k': ['a', 'b', 'c']}", ab, true},
      {"'ForAllValues:StringEquals': {'k': ['a', 'c']}", ab, false},
      {"'ForAllValues:StringEquals': {'k': 'a'}", {}, true},
      {"'ForAllValues:StringEquals': {'k': 'a'}", {{"k", ""}}, true},
      {"'ForAllValues:StringNotEquals': {'k': 'c'}", ab, true},
      {"'ForAllValues:StringNotEquals': {'k': 'b'}", ab, false},
      {"'ForAnyValue:StringEquals': {'k': ['b', 'c']}", ab, true},
      {"'ForAnyValue:StringEquals': {'k': 'c'}", ab, false},
      {"'ForAnyValue:StringEquals': {'k': 'c'}", {}, false},
      {"'ForAnyValue:StringNotEquals': {'k': 'a'}", ab, true},
      {"'ForAnyValue:StringNotEquals': {'k': ['a', 'b']}", ab, false},
      {"'ForAnyValue:StringNotEquals': {'k': 'a'}", {}, false},
      {"'ForAnyValue:StringLikeIfExists': {'k': 'c*'}", {}, true},
      {"'ForAnyValue:StringLike': {'k': 'b*'}", ab, true},
      {"'StringEquals': {'k': 'b'}", ab, true},
      {"'StringNotEquals': {'k': 'b'}", ab, false},
      {"'ForAllValues:NumericLessThan': {'n': '5'}", {{"n", "1"}, {"n", "4"}}, true},
      {"'ForAllValues:NumericLessThan': {'n': '5'}", {{"n", "1"}, {"n", "6"}}, false},
  });
}

TEST(Condition, needs_all_lines) {
  expect({
      {"'StringEquals': {'a': '1', 'b': '2'}", {{"a", "1"}, {"b", "2"}}, true},
      {"'StringEquals': {'a': '1', 'b': '2'}", {{"a", "1"}}, false},
      {"'StringEquals': {'a': '1'}, 'StringLike': {'b': '2*'}", {{"a", "1"}, {"b", "22"}}, true},
      {"'StringEquals': {'a': '1'}, 'StringLike': {'b': '2*'}", {{"a", "1"}, {"b", "3"}}, false},
      {"'StringEqualsIfExists': {'a': '1'}, 'StringEquals': {'b': '2'}", {{"b", "2"}}, true},
      {"'StringEqualsIfExists': {'a': '1'}", {{"a", "2"}}, false},
      {"", {}, true},
  });
}

TEST(Condition, replaces_variables) {
  expect({
      {"'StringLike': {'s3:prefix': 'home/${aws:username}/*'}",
       {{"aws:username", "ana"}, {"s3:prefix", "home/ana/x"}},
       true},
      {"'StringLike': {'s3:prefix': 'home/${aws:username}/*'}",
       {{"aws:username", "ana"}, {"s3:prefix", "home/bo/x"}},
       false},
      {"'StringEquals': {'k': '${aws:PrincipalTag/Team}'}", {{"aws:principaltag/team", "flow"}, {"k", "flow"}}, true},
      {"'StringEquals': {'k': '${aws:PrincipalTag/Team}'}", {{"k", "flow"}}, false},
      {"'StringEquals': {'k': '${aws:PrincipalTag/Team, \\u0027none\\u0027}'}", {{"k", "none"}}, true},
      {"'StringNotEquals': {'k': '${aws:PrincipalTag/Team}'}", {{"k", "flow"}}, true},
      {"'StringEqualsIgnoreCase': {'k': '${a}'}", {{"a", "Flow"}, {"k", "fLOW"}}, true},
      {"'StringLike': {'k': '${a}*'}", {{"a", "*"}, {"k", "anything"}}, false},
      {"'StringLike': {'k': '${*}${?}${$}'}", {{"k", "*?$"}}, true},
      {"'StringLike': {'k': '${*}'}", {{"k", "x"}}, false},
      {"'StringEquals': {'k': 'a${'}", {{"k", "a${"}}, true},
      {"'StringEquals': {'k': '${many}'}", {{"many", "1"}, {"many", "2"}, {"k", "1"}}, false},
      {"'ArnLike': {'k': 'arn:aws:iam::${aws:PrincipalAccount}:role/*'}",
       {{"aws:principalaccount", "111111111111"}, {"k", "arn:aws:iam::111111111111:role/loader"}},
       true},
      {"'ArnLike': {'k': 'arn:aws:iam::${aws:PrincipalAccount}:role/*'}",
       {{"aws:principalaccount", "222222222222"}, {"k", "arn:aws:iam::111111111111:role/loader"}},
       false},
  });
}

}  // namespace
}  // namespace penstock::policy
