#include "base/plain_run.h"

#include <gtest/gtest.h>

#include <string>

namespace penstock {
namespace {

TEST(PlainRun, stops_at_the_first_special_byte_wherever_it_lies) {
  for (std::size_t size = 0; size <= 70; ++size) {
    const std::string plain(size, 'x');
    EXPECT_EQ(plain_run(plain, 0), size);
    for (std::size_t at = 0; at < size; ++at) {
      for (const char special : {'\0', '\n', '\x1f', '"', '\\'}) {
        auto text = plain;
        text[at] = special;
        EXPECT_EQ(plain_run(text, 0), at) << size;
        EXPECT_EQ(plain_run(text, at + 1), size - at - 1) << size;
      }
      auto text = plain;
      text[at] = '\x7f';
      EXPECT_EQ(plain_run(text, 0), size);
      EXPECT_EQ(plain_run(text, 0, '\x7f'), at);
    }
  }
}

TEST(PlainRun, lets_other_alphabets_pass) {
  for (const std::string text : {"é", "日本語", "\xff\x80 and what is no UTF-8"})
    EXPECT_EQ(plain_run(text, 0), text.size());
}

}  // namespace
}  // namespace penstock
