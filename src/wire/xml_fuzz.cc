// Any bytes as an XML document: no crash, and what is accepted can be written and read again.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/check.h"
#include "wire/sample_shapes.h"
#include "wire/xml_error.h"
#include "wire/xml_reader.h"
#include "wire/xml_writer.h"

using namespace penstock;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ClientResponse response{.status = 400, .headers = {}, .body = std::string(data, data + size), .stream = {}};
  CHECK(!read_xml_error(response).code.empty());

  std::string text(data, data + size);
  XmlDocument document;
  if (!document.parse(text)) return 0;
  sample::PutInput input;
  Violations violations;
  if (!read_xml(sample::put_input, document.root(), &input, &violations)) return 0;
  static_cast<void>(violations.status());

  std::string written;
  append_xml(written, {.name = "PutInput"}, sample::put_input, &input);
  XmlDocument second;
  if (!second.parse(written)) return 0;  // control characters that XML cannot hold
  sample::PutInput again;
  CHECK(read_xml(sample::put_input, second.root(), &again, nullptr));
  CHECK(again.records.size() == input.records.size());
  return 0;
}
