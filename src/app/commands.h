// The commands of the program: each is given its parsed options and answers an exit status.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/settings.h"

namespace penstock::app {

// Where a client command goes. Absent parts come from AWS_ENDPOINT_URL, AWS_REGION and the like, then from the local
// server's defaults.
struct ClientOptions {
  std::optional<std::string> endpoint;
  std::optional<std::string> region;
};

struct DemoOptions {
  double records_per_second = 1;
  unsigned seconds = 0;  // 0: until Ctrl-C
};

struct TailOptions {
  ClientOptions client;
  std::string stream;
  std::string from = "now";  // now | start | a time (RFC 3339, or seconds since 1970)
  std::optional<std::string> shard;
  bool follow = true;
};

struct PutOptions {
  ClientOptions client;
  std::string stream;
  std::string key;                  // empty: a random one per record
  std::optional<std::string> data;  // absent: each line of standard input is a record
};

struct AuditOptions {
  bool follow = false;
  bool denied = false;    // only what was denied
  std::string principal;  // an ARN; empty: everyone
  std::string user;       // a user's name; empty: everyone
  std::string since;      // a time as the trail writes it, or its beginning: "2026-11-26T18"; empty: all
};

struct ExplainOptions {
  ClientOptions client;
  std::string action;
  std::string resource = "*";
  std::string as;                 // a user's name, an ARN, or root; empty: whose key it is
  std::vector<std::string> keys;  // "aws:SourceIp=10.0.0.1"
  bool json = false;              // as the server answers
};

int serve(Settings settings);
int demo(Settings settings, DemoOptions options);
int tail(Settings settings, TailOptions options);
int put(Settings settings, PutOptions options);
int doctor(Settings settings);
int audit(Settings settings, AuditOptions options);
int explain(Settings settings, ExplainOptions options);
int whoami(Settings settings, ClientOptions options);

}  // namespace penstock::app
