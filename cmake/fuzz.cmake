# Fuzzers: every *_fuzz.cc, with the libraries that it needs. The one registry; tests/fuzz/registry.cmake fails when a
# file is missing here. NAME_fuzz.cc runs on inputs mutated from NAME_corpus/ beside it (tests/fuzz/driver.cc); with
# -DPENSTOCK_LIBFUZZER=ON libFuzzer drives it, guided by coverage.
set(PENSTOCK_FUZZERS
    # source                                libraries
    "src/front/router_fuzz.cc               front api_kinesis api_s3"
    "src/identity/authorization_fuzz.cc     identity"
    "src/identity/aws_chunked_fuzz.cc       identity"
    "src/identity/key_ring_fuzz.cc          identity"
    "src/identity/presigned_fuzz.cc         identity"
    "src/identity/session_token_fuzz.cc     identity"
    "src/services/iam/trust_principals_fuzz.cc iam"
    "src/services/s3/request_texts_fuzz.cc  s3"
    "src/item/condition_fuzz.cc             item"
    "src/item/key_condition_fuzz.cc         item"
    "src/item/partiql_fuzz.cc               item"
    "src/item/projection_fuzz.cc            item"
    "src/item/update_fuzz.cc                item"
    "src/services/sts/json_web_token_fuzz.cc sts"
    "src/log/segment_fuzz.cc                log"
    "src/policy/document_fuzz.cc            policy"
    "src/wire/http1_fuzz.cc                 wire"
    "src/wire/json_fuzz.cc                  wire"
    "src/wire/query_fuzz.cc                 wire"
    "src/wire/xml_fuzz.cc                   wire"
    "tests/fuzz/canary_fuzz.cc              base"
)
option(PENSTOCK_LIBFUZZER "Drive the fuzzers with libFuzzer" OFF)
set(PENSTOCK_FUZZ_RUNS 100000 CACHE STRING "Inputs of one fuzz test")

if(PENSTOCK_LIBFUZZER)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# The canary holds a planted fault: its test passes when the fault is found.
function(penstock_fuzz_test name corpus)
  if(PENSTOCK_LIBFUZZER)
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/corpus/${name})  # where libFuzzer keeps what it finds
    add_test(NAME ${name} COMMAND ${name} -runs=${PENSTOCK_FUZZ_RUNS} -max_total_time=60
                                  ${CMAKE_BINARY_DIR}/corpus/${name} ${corpus})
    if(name STREQUAL "canary_fuzz")
      set_tests_properties(${name} PROPERTIES PASS_REGULAR_EXPRESSION "deadly signal")
    endif()
  elseif(name STREQUAL "canary_fuzz")
    add_test(NAME ${name} COMMAND ${name} --expect-crash)
  else()
    add_test(NAME ${name} COMMAND ${name} --runs ${PENSTOCK_FUZZ_RUNS} --corpus ${corpus})
  endif()
  set_tests_properties(${name} PROPERTIES WORKING_DIRECTORY ${CMAKE_BINARY_DIR})
endfunction()

# After the modules.
function(penstock_fuzzers)
  if(NOT PENSTOCK_LIBFUZZER)
    add_library(fuzz_driver OBJECT ${CMAKE_SOURCE_DIR}/tests/fuzz/driver.cc)
  endif()
  foreach(line IN LISTS PENSTOCK_FUZZERS)
    string(REGEX MATCH "^([^ ]+) +(.*)$" _ "${line}")
    set(source ${CMAKE_SOURCE_DIR}/${CMAKE_MATCH_1})
    string(REPLACE " " ";" libraries "${CMAKE_MATCH_2}")
    get_filename_component(name ${source} NAME_WE)
    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE ${libraries})
    if(PENSTOCK_LIBFUZZER)
      target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    else()
      target_link_libraries(${name} PRIVATE fuzz_driver)
    endif()
    string(REGEX REPLACE "_fuzz\\.cc$" "_corpus" corpus ${source})
    if(NOT IS_DIRECTORY ${corpus})
      set(corpus ${CMAKE_SOURCE_DIR}/tests/fuzz/canary_corpus)
    endif()
    penstock_fuzz_test(${name} ${corpus})
  endforeach()
  add_test(NAME fuzz_registry COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR}
                                      -P ${CMAKE_SOURCE_DIR}/tests/fuzz/registry.cmake)
endfunction()
