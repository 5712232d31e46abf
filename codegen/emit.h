// The generated files of one service. Pure functions of the plan; each file has one emitter.
#pragma once

#include "codegen/output.h"
#include "codegen/plan.h"

namespace penstock::codegen {

// All files of one service. The tables are split over `table_files` sources to keep each quick to compile.
Files emit_service(const Plan& plan, int table_files);

std::string emit_shapes_header(const Plan& plan);                      // shapes.h
std::string emit_shape_tables_header(const Plan& plan);                // shape_tables.h
std::string emit_shape_tables(const Plan& plan, int part, int parts);  // shape_tables_<part>.cc
std::string emit_errors_header(const Plan& plan);                      // errors.h
std::string emit_model_header(const Plan& plan);                       // model.h
std::string emit_model(const Plan& plan);                              // model.cc
std::string emit_service_declarations(const Plan& plan);               // service.inc
std::string emit_dispatch_header(const Plan& plan);                    // dispatch.h
std::string emit_client_header(const Plan& plan);                      // client.h
std::string emit_client(const Plan& plan);                             // client.cc

// "KinesisClient"
std::string client_name(const Plan& plan);

// Opens and closes a file: says where it comes from, includes, namespaces.
Text header_of(const Plan& plan, const std::vector<std::string_view>& includes);
Text source_of(const Plan& plan, const std::vector<std::string_view>& includes);
void open_namespace(const Plan& plan, Text& text);
void close_namespace(const Plan& plan, Text& text);

}  // namespace penstock::codegen
