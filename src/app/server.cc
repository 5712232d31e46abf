#include "app/server.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "api/in_process_transport.h"
#include "app/service_roles.h"
#include "base/run_on.h"
#include "io/block_on.h"
#include "services/iam/trust_principals.h"
#include "services/sts/given_keys.h"

namespace penstock::app {
namespace {

constexpr Millis stop_grace{5'000};
constexpr std::size_t audit_queue_bytes_max = 4 << 20;

LogOptions log_options(const Settings& settings) {
  return {
      .durability = settings.durability == Durability::fsync ? penstock::Durability::fsync : penstock::Durability::os,
      .segment_bytes = settings.segment_bytes};
}

RocksStoreOptions store_options(const Settings& settings, Disk& disk, BlockingPool& pool) {
  using Kind = RocksStoreOptions::Durability;
  return {
      .durability = settings.durability == Durability::fsync ? Kind::fsync : Kind::os, .disk = &disk, .pool = &pool};
}

BlobStoreOptions blob_options(const Settings& settings) {
  using Kind = BlobStoreOptions::Durability;
  return {.durability = settings.durability == Durability::fsync ? Kind::fsync : Kind::os};
}

kinesis::KinesisOptions kinesis_options(const Settings& settings) {
  kinesis::KinesisOptions options;
  if (settings.states == States::instant) options.transition = Millis{0};
  if (settings.limits == Limits::aws) options.quotas = kinesis::QuotaMode::aws;
  return options;
}

dynamodb::DynamodbOptions dynamodb_options(const Settings& settings) {
  dynamodb::DynamodbOptions options;
  if (settings.states == States::instant) options.transition = Millis{0};
  if (settings.limits == Limits::aws) options.pauses = dynamodb::Pauses::as_aws;
  return options;
}

// Lines that the audit trail lost to a full queue.
std::string audit_metric(const EventLog* trail) {
  if (!trail) return {};
  return fmt::format(
      "# HELP penstock_audit_lines_dropped_total Decisions that the audit trail lost to a full queue.\n"
      "# TYPE penstock_audit_lines_dropped_total counter\n"
      "penstock_audit_lines_dropped_total {}\n",
      trail->dropped());
}

RandomBytes random_bytes(Random& random) {
  return [&random](std::span<std::uint8_t> bytes) { random.fill(bytes); };
}

}  // namespace

Server::Server(Settings settings, EventLog& log)
    : settings_(std::move(settings)),
      log_(log),
      request_ids_(random_.next()),
      pool_(ThreadBlockingPool::Options{}),
      loops_(settings_.threads),
      disk_(std::make_unique<RealDisk>()),
      committer_(CommitterOptions{}) {}

Result<std::unique_ptr<Server>> Server::start(Settings settings, EventLog& log) {
  ::umask(0077);  // what is kept is its owner's alone, whoever made the data directory
  auto lock = DataDirectoryLock::take(settings.data);
  if (!lock) return lock.error();
  std::unique_ptr<Server> server(new Server(std::move(settings), log));
  server->lock_ = std::move(*lock);
  if (auto opened = server->open_audit_trail(); !opened) return opened.error();
  if (auto opened = server->open_storage(); !opened) return opened.error();
  if (auto started = server->start_services(); !started) return started.error();
  if (auto listening = server->listen(); !listening) return listening.error();
  return server;
}

Status Server::open_audit_trail() {
  if (settings_.audit != Audit::off) {
    auto files = AuditFiles::open(settings_.data, settings_.audit_bounds);
    if (!files) return files.error();
    audit_files_ = std::move(*files);
    audit_trail_ = std::make_unique<EventLog>(EventLogOptions{.format = LogFormat::json,
                                                              .now = [this] { return clock_.now(); },
                                                              .sink = audit_files_.get(),
                                                              .queue_bytes_max = audit_queue_bytes_max});
  }
  authorizer_ = std::make_unique<PolicyAuthorizer>(
      audit_trail_.get(), settings_.audit == Audit::denied ? Recorded::denials : Recorded::every_decision);
  return ok();
}

Status Server::open_secrets() {
  auto vault = open_vault(settings_.data, settings_.master_key, FirstStart::makes_key, random_);
  if (!vault) return vault.error();
  vault_ = std::move(*vault);
  session_tokens_.emplace(*vault_, random_);
  if (settings_.root_key.empty()) {
    auto kept = load_or_create_root_key(settings_.data, settings_.account, *vault_, random_bytes(random_));
    if (!kept) return kept.error();
    root_key_ = std::move(*kept);
    return ok();
  }
  auto key = parse_root_key(settings_.root_key, settings_.account);
  if (!key) return key.error();
  root_key_ = {.key = std::move(*key)};
  return ok();
}

Status Server::open_storage() {
  if (auto secrets = open_secrets(); !secrets) return secrets;

  auto store = RocksStore::open(settings_.data / "table", store_options(settings_, *disk_, pool_));
  if (!store) return store.error();
  store_ = std::move(*store);

  auto logs = LogDirectory::open({*disk_, clock_, random_, pool_, committer_}, (settings_.data / "log").string(),
                                 log_options(settings_));
  if (!logs) return logs.error();
  logs_ = std::move(*logs);
  stream_logs_ = std::make_unique<kinesis::LocalStreamLogs>(*logs_);

  auto blobs = BlobStore::open(*disk_, pool_, (settings_.data / "blob").string(), blob_options(settings_));
  if (!blobs) return blobs.error();
  blobs_ = std::move(*blobs);
  return ok();
}

Status Server::start_services() {
  iam_ = std::make_unique<iam::IamService>(*store_, *vault_, pool_, clock_, random_, settings_.account);
  if (auto started = block_on(loops_[0], iam_->start()); !started) return started.error();
  iam_started_ = true;

  const auto is_missing = [this](std::string_view principal) {
    return iam::is_missing_principal(principal, iam_->directory());
  };
  auto options = kinesis_options(settings_);
  options.is_missing_principal = is_missing;
  kinesis_ = std::make_unique<kinesis::KinesisService>(*store_, *stream_logs_, clock_, random_, std::move(options));
  if (auto started = block_on(loops_[0], kinesis_->start()); !started) return started.error();
  kinesis_started_ = true;

  s3_ = std::make_unique<s3::S3Service>(*store_, *blobs_, pool_, clock_, is_missing);
  if (auto started = block_on(loops_[0], s3_->start()); !started) return started.error();
  s3_started_ = true;

  if (auto started = start_dynamodb(is_missing); !started) return started;
  if (auto started = start_sts(); !started) return started;
  services_ = {dynamodb_->entry(), dynamodb_->streams().entry(), iam_->entry(), kinesis_->entry(), s3_->entry(),
               sts_->entry()};
  return complete(services_);
}

Status Server::start_dynamodb(IsMissingPrincipal is_missing) {
  auto options = dynamodb_options(settings_);
  options.is_missing_principal = std::move(is_missing);
  kinesis_entry_ = {kinesis_->entry()};
  options.kinesis = [this](std::string_view account, std::string_view region) {
    return std::make_unique<InProcessTransport>(
        InProcessTransport::Collaborators{kinesis_entry_, *authorizer_, clock_, request_ids_},
        Caller{.account = std::string(account),
               .region = std::string(region),
               .principal = kinesis_replication_role(account)});
  };
  dynamodb_ = std::make_unique<dynamodb::DynamodbService>(*store_, clock_, random_, std::move(options));
  if (auto started = block_on(loops_[0], dynamodb_->start()); !started) return started;
  dynamodb_started_ = true;
  return ok();
}

Status Server::start_sts() {
  auto given = sts::read_given_keys(settings_.web_identity_keys);
  if (!given) return given.error();
  web_identities_ = std::make_unique<sts::WebIdentities>(
      [this](std::string url) { return documents_.read(std::move(url)); }, std::move(*given), clock_);
  sts_ = std::make_unique<sts::StsService>(iam_->directory(), *session_tokens_, *web_identities_, clock_, roots());
  return ok();
}

sts::Roots Server::roots() const {
  return settings_.auth == Auth::on ? sts::Roots::assume_no_role : sts::Roots::assume_roles;
}

Task<Status> Server::reset() {
  auto services = [](Server& server) -> Task<Status> {
    co_await server.iam_->reset();
    co_await server.kinesis_->reset();
    co_await server.dynamodb_->reset();
    co_return co_await as_result(server.s3_->reset());
  };
  return run_on(loops_[0], services(*this));
}

void Server::open_internal_api() {
  const auto signatures = settings_.auth == Auth::on ? Signatures::checked : Signatures::ignored;
  internal_callers_ = std::make_unique<InternalCallers>(*keys_, signatures, clock_, request_ids_);
  explainer_ = std::make_unique<AccessExplainer>(
      AccessExplainer::Collaborators{services_, *iam_, *authorizer_, clock_, request_ids_, roots()});
  std::vector<std::string> ids;
  for (const auto& service : services_) ids.emplace_back(service.model->id);
  internal_ = std::make_unique<InternalApi>(InternalApi::Options{
      .services = std::move(ids),
      .reset = [this] { return reset(); },
      .metrics = [this] { return metrics_.prometheus() + audit_metric(audit_trail_.get()); },
      .explain = [this](Caller caller,
                        std::string question) { return explainer_->explain(std::move(caller), std::move(question)); },
      .callers = *internal_callers_});
}

Status Server::listen() {
  keys_ = std::make_unique<KeyRing>(root_key_.key, iam_->directory(), *session_tokens_);
  open_internal_api();
  front_ = std::make_unique<Front>(
      services_, Front::Collaborators{*keys_, *authorizer_, clock_, request_ids_, log_, metrics_},
      FrontOptions{.signatures = settings_.auth == Auth::on ? Signatures::checked : Signatures::ignored,
                   .internal = internal_.get()});
  auto http = HttpServer::start(loops_, *front_, clock_, {.host = settings_.host, .port = settings_.port});
  if (!http) return http.error();
  http_ = std::move(*http);
  return ok();
}

Server::~Server() {
  if (http_) http_->stop(stop_grace);
  if (dynamodb_started_) block_on(loops_[0], dynamodb_->stop());
  if (s3_started_) block_on(loops_[0], s3_->stop());
  if (kinesis_started_) block_on(loops_[0], kinesis_->stop());
  if (iam_started_) block_on(loops_[0], iam_->stop());
}

std::string Server::url() const {
  const bool is_ipv6 = settings_.host.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}", is_ipv6 ? "[" : "", settings_.host, is_ipv6 ? "]" : "", port());
}

}  // namespace penstock::app
