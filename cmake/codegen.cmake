# penstock_api(SERVICE [MODEL PATH] [TABLE_FILES N])
#   Library api_SERVICE: the shapes, tables, errors, dispatch rows and client of a service, generated from its published
#   model, models/overlay/SERVICE.json where it is there, and src/services/SERVICE/operations.txt. PATH is a model file, or
#   the service's folder in the package of models (default: SERVICE). N splits the tables over that many sources.
set(PENSTOCK_MODELS /usr/lib/python3/dist-packages/botocore/data CACHE PATH "Folder of the published service models")

function(penstock_find_model name result)
  if(EXISTS ${name} AND NOT IS_DIRECTORY ${name})
    set(${result} ${name} PARENT_SCOPE)
    return()
  endif()
  if(NOT IS_DIRECTORY ${PENSTOCK_MODELS})
    message(FATAL_ERROR "No service models in ${PENSTOCK_MODELS}: install the package python3-botocore "
                        "(apt-get install python3-botocore), or set PENSTOCK_MODELS")
  endif()
  file(GLOB versions ${PENSTOCK_MODELS}/${name}/*/service-2.json)
  if(NOT versions)
    message(FATAL_ERROR "${PENSTOCK_MODELS} has no model of ${name}: is python3-botocore complete?")
  endif()
  list(SORT versions ORDER DESCENDING)  # the folders are dates
  list(GET versions 0 newest)
  set(${result} ${newest} PARENT_SCOPE)
endfunction()

function(penstock_api service)
  cmake_parse_arguments(arg "" "MODEL;TABLE_FILES" "" ${ARGN})
  if(NOT arg_MODEL)
    set(arg_MODEL ${service})
  endif()
  if(NOT arg_TABLE_FILES)
    set(arg_TABLE_FILES 2)
  endif()
  penstock_find_model(${arg_MODEL} model)
  set(overlay ${CMAKE_SOURCE_DIR}/models/overlay/${service}.json)
  set(operations ${CMAKE_SOURCE_DIR}/src/services/${service}/operations.txt)
  if(NOT EXISTS ${operations})
    message(FATAL_ERROR "penstock_api(${service}): ${operations} is missing")
  endif()

  set(out ${CMAKE_BINARY_DIR}/gen/api/${service})
  set(sources ${out}/model.cc ${out}/client.cc)
  foreach(part RANGE 1 ${arg_TABLE_FILES})
    list(APPEND sources ${out}/shape_tables_${part}.cc)
  endforeach()
  set(headers)
  foreach(header shapes.h shape_tables.h errors.h model.h service.inc dispatch.h client.h)
    list(APPEND headers ${out}/${header})
  endforeach()
  set(inputs ${model} ${operations})
  if(EXISTS ${overlay})
    list(APPEND inputs ${overlay})
  endif()
  # An overlay that appears later is seen: the folder's list of files is part of the configuration.
  file(GLOB overlays CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/models/overlay/*.json)
  # The generator rewrites only what changed; the stamp alone is always new.
  add_custom_command(
    OUTPUT ${out}/stamp
    BYPRODUCTS ${sources} ${headers}
    COMMAND codegen api --service ${service} --model ${model} --overlay ${overlay} --operations ${operations}
            --out ${out} --table-files ${arg_TABLE_FILES}
    COMMAND ${CMAKE_COMMAND} -E touch ${out}/stamp
    DEPENDS codegen ${inputs}
    COMMENT "Generating api/${service}"
    VERBATIM)
  # On its own, so that generation waits for the generator alone and not for the libraries below.
  add_custom_target(api_${service}_files DEPENDS ${out}/stamp)

  add_library(api_${service} STATIC ${sources} ${out}/stamp)
  target_compile_options(api_${service} PRIVATE -Wglobal-constructors)
  target_link_libraries(api_${service} PUBLIC api)
  add_dependencies(api_${service} api_${service}_files)
  set_property(GLOBAL PROPERTY PENSTOCK_ROOM_api_${service} api)
  set_property(GLOBAL APPEND PROPERTY PENSTOCK_COVERAGE --service ${service},${model},${overlay},${operations})
endfunction()

# Call once, after the last penstock_api: target `coverage` writes docs/coverage.md, and a test fails when it is stale.
function(penstock_coverage)
  get_property(services GLOBAL PROPERTY PENSTOCK_COVERAGE)
  set(document ${CMAKE_SOURCE_DIR}/docs/coverage.md)
  add_custom_target(coverage COMMAND codegen coverage ${services} --out ${document} VERBATIM)
  add_test(NAME coverage COMMAND codegen coverage ${services} --out ${document} --check)
endfunction()
