// What the parts of the pipeline share while it runs. Collaborators that outlive every part; one executor's thread.
#pragma once

#include "base/event_log.h"
#include "io/clock.h"
#include "io/pace.h"
#include "pipelines/call-events/flow_counts.h"

namespace penstock::call_events {

struct Flow {
  EventLog& log;
  const Clock& clock;
  Pace& pace;
  FlowCounts& counts;
};

}  // namespace penstock::call_events
