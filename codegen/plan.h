// Decides what is generated: the shapes that the implemented operations reach, their C++ names and types, the order in
// which structures are defined, and the members that need a Box because their structure contains itself.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "codegen/model.h"
#include "codegen/names.h"

namespace penstock::codegen {

struct PlannedShape;

struct PlannedMember {
  const MemberModel* model = nullptr;
  const PlannedShape* shape = nullptr;
  std::string name;  // the C++ member
  bool required = false;
  bool boxed = false;
};

struct PlannedShape {
  const ShapeModel* model = nullptr;
  std::string name;   // structures: the C++ type; enums: their namespace
  std::string table;  // the variable in namespace `shapes`
  std::vector<PlannedMember> members;
  const PlannedShape* element = nullptr;  // lists and maps: what they hold
  const PlannedShape* key = nullptr;
  bool forward_declared = false;  // a container names it before it is defined
};

struct PlannedOperation {
  const OperationModel* model = nullptr;
  std::string name;  // the C++ function
  PlannedShape* input = nullptr;
  PlannedShape* output = nullptr;
  std::vector<const PlannedShape*> errors;
};

class Plan {
 public:
  // `service` is the folder under src/services; `operations` the implemented ones. InputError when one of them needs
  // what the generator cannot express.
  Plan(const Model& model, std::string service, const std::vector<std::string>& operations);

  const Model& model() const { return model_; }
  const std::string& service() const { return service_; }
  std::string namespace_name() const { return identifier(service_); }
  const std::vector<PlannedOperation>& operations() const { return operations_; }
  // Without errors; each after those that it holds by value.
  const std::vector<const PlannedShape*>& structures() const { return structures_; }
  // All, errors included, by name of the model.
  std::vector<const PlannedShape*> shapes() const;
  // The errors of all operations, by name.
  std::vector<const PlannedShape*> errors() const;
  std::vector<const PlannedShape*> enums() const;

 private:
  PlannedShape* reach(const std::string& name);
  PlannedShape* reach_error(const std::string& name);
  PlannedShape* reach_io(const std::string& shape, const std::string& name);
  void reach_parts(PlannedShape& shape);
  void name_shapes();
  void name_inputs_and_outputs(UniqueNames& types);
  std::set<const PlannedShape*> referenced() const;
  void order(PlannedShape& shape);
  void order_behind(const PlannedShape* container);

  enum class Progress { open, done };

  const Model& model_;
  std::string service_;
  std::vector<PlannedOperation> operations_;
  std::map<std::string, PlannedShape> shapes_;
  std::deque<ShapeModel> absent_;  // inputs and outputs that the model leaves out: empty structures
  std::vector<const PlannedShape*> structures_;
  std::map<const PlannedShape*, Progress> progress_;
};

// The C++ type that holds a value of the shape.
std::string value_type(const PlannedShape& shape);
// The type of a member: optional unless required; a Box for recursion; a stream as it is.
std::string member_type(const PlannedMember& member);

}  // namespace penstock::codegen
