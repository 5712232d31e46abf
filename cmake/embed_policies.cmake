# cmake -DFOLDER=DIR -DOUT=FILE -P embed_policies.cmake
#   Writes the JSON files of FOLDER as the source of managed_sources() (src/policy/managed_sources.h).
file(GLOB files ${FOLDER}/*.json)
list(SORT files)
set(code "#include \"policy/managed_sources.h\"\n\n#include <array>\n\nnamespace penstock::policy {\nnamespace {\n\n")
string(APPEND code "constexpr auto sources = std::to_array<std::string_view>({\n")
foreach(file IN LISTS files)
  file(READ ${file} text)
  string(APPEND code "R\"json(${text})json\",\n")
endforeach()
string(APPEND code "});\n\n}  // namespace\n\n")
string(APPEND code "std::span<const std::string_view> managed_sources() { return sources; }\n\n}  // namespace penstock::policy\n")
file(WRITE ${OUT} "${code}")
