#include "policy/canonical_text.h"

#include <gtest/gtest.h>

namespace penstock::policy {
namespace {

TEST(CanonicalText, is_one_form_of_policies_that_say_the_same) {
  const std::string_view canonical =
      R"({"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"s","Effect":"Deny","Principal":{"AWS":)"
      R"("arn:aws:iam::111122223333:root"},"Action":["b:C","b:A","b:A"],"Resource":"arn:aws:b:::c",)"
      R"("Condition":{"StringEquals":{"a:B":"c","d:E\"\\\u0001":["f","f"]},"Bool":{"a:S":true}}}]})";
  EXPECT_EQ(canonical_text(canonical), canonical);
  EXPECT_EQ(canonical_text(R"({ "Statement": { "Condition": {"StringEquals": {"a:B": ["c"],
      "d:E\u0022\\\u0001": ["f", "f"]}, "Bool": {"a:S": [true]}}, "Resource": ["arn:aws:b:::\u0063"],
      "Action": ["b:C", "b:A", "b:A"], "Principal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:root"]},
      "Effect": "deny", "Sid": "s" }, "Id": "x", "Version": "2012-10-17" })"),
            canonical);
}

}  // namespace
}  // namespace penstock::policy
