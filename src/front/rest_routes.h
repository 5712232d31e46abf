// The operations of one REST service, found by method, path, parameters and headers. Built once; any thread.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "front/uri_template.h"
#include "wire/http.h"
#include "wire/model.h"

namespace penstock {

class RestRoutes {
 public:
  // `model` outlives this.
  explicit RestRoutes(const ServiceModel& model);

  struct Match {
    std::string_view operation;  // empty: no operation has this method
    std::vector<Label> labels;
    bool path_known = false;  // some operation has this path
  };
  // `path` is the request's own, or with a bucket from the host put before it.
  Match match(const HttpRequest& request, std::string_view path) const;

 private:
  struct Candidate {
    const Binding* binding;
    UriTemplate uri;
    bool implemented;
    std::size_t specificity() const {
      return uri.query().size() + binding->required_query.size() + binding->required_headers.size();
    }
  };
  // All operations of one path: "/{Bucket}/{Key+}".
  struct Resource {
    UriTemplate uri;
    std::vector<Candidate> candidates;  // the most specific first; of equals, one that is implemented
  };
  void add(const Binding& binding, bool implemented);

  std::vector<Binding> bindings_;    // made from the operations where the model lists none
  std::vector<Resource> resources_;  // those with fewer labels first
};

}  // namespace penstock
