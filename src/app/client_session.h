// What a client command or a pipeline works with: one event loop, and clients over HTTP that sign with
// the key that the environment, or the local server's data directory, gives.
#pragma once

#include <memory>

#include "api/http_transport.h"
#include "api/iam/client.h"
#include "api/kinesis/client.h"
#include "api/s3/client.h"
#include "api/sts/client.h"
#include "app/commands.h"
#include "io/loop_group.h"
#include "io/random.h"
#include "io/run_until_done.h"

namespace penstock::app {

class ClientSession {
 public:
  // `default_region` stands in when neither the options nor the environment name one. Errors (code
  // "NoCredentials") say where a key was looked for.
  static Result<std::unique_ptr<ClientSession>> open(const ClientOptions& options, const Settings& settings,
                                                     std::string default_region);
  // A session with a given endpoint and key.
  ClientSession(HttpTransportOptions options);

  EventLoop& loop() { return loops_[0]; }
  const Clock& clock() const { return clock_; }
  Random& random() { return random_; }
  kinesis::KinesisClient& kinesis() { return kinesis_; }
  s3::S3Client& s3() { return s3_; }
  sts::STSClient& sts() { return sts_; }
  iam::IAMClient& iam() { return iam_; }
  const std::string& region() const { return region_; }
  // Asks the server itself: a signed POST to a path below /_penstock/. Errors: its own; "NotAPenstock" for AWS.
  Task<Result<std::string>> ask_server(std::string path, std::string body);

 private:
  LoopGroup loops_{1};
  SystemClock clock_;
  SystemRandom random_;
  HttpClient http_;
  std::string region_;
  std::optional<std::string> endpoint_url_;
  sigv4::Credentials credentials_;
  HttpTransport transport_;
  kinesis::KinesisClient kinesis_;
  s3::S3Client s3_;
  sts::STSClient sts_;
  iam::IAMClient iam_;
};

}  // namespace penstock::app
