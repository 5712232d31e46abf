// The sealer of a service's tokens, with its key in the store: tokens outlive a restart.
#pragma once

#include <string>

#include "base/task.h"
#include "base/token_sealer.h"
#include "io/random.h"
#include "table/store.h"

namespace penstock {

// Makes the key when there is none. Errors: of the store; InternalFailure when what is there is no key.
Task<Result<TokenSealer>> stored_sealer(Store& store, Random& random, std::string key_name);

}  // namespace penstock
