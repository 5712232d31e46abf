// Any bytes as a Query form: no crash, and what is accepted can be written and read again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "wire/form_reader.h"
#include "wire/form_writer.h"
#include "wire/sample_shapes.h"

using namespace penstock;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  auto pairs = parse_query_string(text);
  if (!pairs) return 0;
  const FormTree tree(std::move(*pairs));
  sample::PutInput input;
  Violations violations;
  if (read_form(sample::put_input, tree.root(), &input, &violations)) return 0;
  static_cast<void>(violations.status());

  std::string form;
  append_form(form, sample::put_input, &input);
  auto again_pairs = parse_query_string(form);
  CHECK(again_pairs.has_value());
  const FormTree again_tree(std::move(*again_pairs));
  sample::PutInput again;
  CHECK(!read_form(sample::put_input, again_tree.root(), &again, nullptr));
  CHECK(again.records.size() == input.records.size());
  CHECK(again.stream_name == input.stream_name);
  return 0;
}
