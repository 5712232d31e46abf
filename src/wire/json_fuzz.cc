// Any bytes as a JSON request: no crash, and what is accepted can be written and read again.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>

#include "base/check.h"
#include "wire/json_reader.h"
#include "wire/json_writer.h"
#include "wire/sample_shapes.h"

using namespace penstock;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto memory = std::make_unique<char[]>(size + 64);
  if (size > 0) std::memcpy(memory.get(), data, size);
  sample::PutInput input;
  Violations violations("Sample_20131202");
  const auto status = read_json(sample::put_input, std::span(memory.get(), size), &input, &violations);
  static_cast<void>(violations.status());
  if (!status) return 0;

  std::string text;
  append_json(text, sample::put_input, &input);
  const auto written = text.size();
  text.resize(written + 64);
  sample::PutInput again;
  CHECK(read_json(sample::put_input, std::span(text.data(), written), &again, nullptr).has_value());
  CHECK(again.records.size() == input.records.size());
  CHECK(again.stream_name == input.stream_name);
  CHECK(again.tags == input.tags);
  return 0;
}
