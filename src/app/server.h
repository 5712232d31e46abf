// The whole server, built in one place (server.cc): everything owns what it is made with, and is stopped in reverse.
// Made, stopped and destroyed by a thread that is not a loop's.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "app/access_explainer.h"
#include "app/audit_files.h"
#include "app/data_directory.h"
#include "app/internal_api.h"
#include "app/settings.h"
#include "base/event_log.h"
#include "blob/blob_store.h"
#include "front/front.h"
#include "identity/key_ring.h"
#include "identity/policy_authorizer.h"
#include "identity/root_key.h"
#include "io/loop_group.h"
#include "io/random.h"
#include "io/real_disk.h"
#include "io/thread_blocking_pool.h"
#include "log/committer.h"
#include "log/log_directory.h"
#include "services/dynamodb/service.h"
#include "services/iam/service.h"
#include "services/kinesis/local_stream_logs.h"
#include "services/kinesis/service.h"
#include "services/s3/service.h"
#include "services/sts/https_document.h"
#include "services/sts/service.h"
#include "table/rocks_store.h"
#include "wire/http_server.h"

namespace penstock::app {

class Server {
 public:
  // Opens the data directory, recovers what is there, and listens. Errors say what to do.
  static Result<std::unique_ptr<Server>> start(Settings settings, EventLog& log);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  // Lets requests under way finish, closes the logs, and stops.
  ~Server();

  std::uint16_t port() const { return http_->port(); }
  std::string url() const;
  const KeptRootKey& root_key() const { return root_key_; }

 private:
  Server(Settings settings, EventLog& log);
  Status open_audit_trail();
  Status open_secrets();
  Status open_storage();
  Status start_services();
  Status start_dynamodb(IsMissingPrincipal is_missing);
  Status start_sts();
  sts::Roots roots() const;
  void open_internal_api();
  Status listen();
  Task<Status> reset();

  const Settings settings_;
  EventLog& log_;
  Metrics metrics_;
  SystemClock clock_;
  SystemRandom random_;
  RequestIds request_ids_;
  std::optional<Vault> vault_;  // from open_secrets() on, as session_tokens_
  std::optional<SessionTokens> session_tokens_;
  KeptRootKey root_key_;
  std::unique_ptr<DataDirectoryLock> lock_;
  std::unique_ptr<AuditFiles> audit_files_;
  std::unique_ptr<EventLog> audit_trail_;  // null with --audit off
  std::unique_ptr<PolicyAuthorizer> authorizer_;
  ThreadBlockingPool pool_;
  LoopGroup loops_;
  std::unique_ptr<Disk> disk_;
  Committer committer_;
  std::unique_ptr<RocksStore> store_;
  std::unique_ptr<LogDirectory> logs_;
  std::unique_ptr<kinesis::LocalStreamLogs> stream_logs_;
  std::unique_ptr<BlobStore> blobs_;
  std::unique_ptr<iam::IamService> iam_;
  std::unique_ptr<kinesis::KinesisService> kinesis_;
  std::vector<ServiceEntry> kinesis_entry_;  // that alone: where tables send their changes
  std::unique_ptr<s3::S3Service> s3_;
  std::unique_ptr<dynamodb::DynamodbService> dynamodb_;
  bool iam_started_ = false;
  bool kinesis_started_ = false;
  bool s3_started_ = false;
  bool dynamodb_started_ = false;
  sts::HttpsDocuments documents_;
  std::unique_ptr<sts::WebIdentities> web_identities_;
  std::unique_ptr<sts::StsService> sts_;
  std::vector<ServiceEntry> services_;
  std::unique_ptr<KeyRing> keys_;
  std::unique_ptr<InternalCallers> internal_callers_;
  std::unique_ptr<AccessExplainer> explainer_;
  std::unique_ptr<InternalApi> internal_;
  std::unique_ptr<Front> front_;
  std::unique_ptr<HttpServer> http_;
};

}  // namespace penstock::app
