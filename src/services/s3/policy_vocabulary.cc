#include "services/s3/policy_vocabulary.h"

#include <algorithm>
#include <array>
#include <string>

#include "policy/pattern.h"
#include "policy/text.h"

namespace penstock::s3 {
namespace {

// In lower case, without "s3:"; objects' include those of their versions and uploads.
constexpr auto object_actions = std::to_array<std::string_view>({"abortmultipartupload",
                                                                 "bypassgovernanceretention",
                                                                 "deleteobject",
                                                                 "deleteobjecttagging",
                                                                 "deleteobjectversion",
                                                                 "deleteobjectversiontagging",
                                                                 "getobject",
                                                                 "getobjectacl",
                                                                 "getobjectattributes",
                                                                 "getobjectlegalhold",
                                                                 "getobjectretention",
                                                                 "getobjecttagging",
                                                                 "getobjecttorrent",
                                                                 "getobjectversion",
                                                                 "getobjectversionacl",
                                                                 "getobjectversionattributes",
                                                                 "getobjectversionforreplication",
                                                                 "getobjectversiontagging",
                                                                 "getobjectversiontorrent",
                                                                 "initiatereplication",
                                                                 "listmultipartuploadparts",
                                                                 "objectowneroverridetobucketowner",
                                                                 "putobject",
                                                                 "putobjectacl",
                                                                 "putobjectlegalhold",
                                                                 "putobjectretention",
                                                                 "putobjecttagging",
                                                                 "putobjectversionacl",
                                                                 "putobjectversiontagging",
                                                                 "replicatedelete",
                                                                 "replicateobject",
                                                                 "replicatetags",
                                                                 "restoreobject",
                                                                 "updateobjectencryption"});
constexpr auto bucket_actions = std::to_array<std::string_view>({"createbucket",
                                                                 "createbucketmetadatatableconfiguration",
                                                                 "deletebucket",
                                                                 "deletebucketmetadatatableconfiguration",
                                                                 "deletebucketpolicy",
                                                                 "deletebucketwebsite",
                                                                 "getaccelerateconfiguration",
                                                                 "getanalyticsconfiguration",
                                                                 "getbucketabac",
                                                                 "getbucketacl",
                                                                 "getbucketcors",
                                                                 "getbucketlocation",
                                                                 "getbucketlogging",
                                                                 "getbucketmetadatatableconfiguration",
                                                                 "getbucketnotification",
                                                                 "getbucketobjectlockconfiguration",
                                                                 "getbucketownershipcontrols",
                                                                 "getbucketpolicy",
                                                                 "getbucketpolicystatus",
                                                                 "getbucketpublicaccessblock",
                                                                 "getbucketrequestpayment",
                                                                 "getbuckettagging",
                                                                 "getbucketversioning",
                                                                 "getbucketwebsite",
                                                                 "getencryptionconfiguration",
                                                                 "getintelligenttieringconfiguration",
                                                                 "getinventoryconfiguration",
                                                                 "getlifecycleconfiguration",
                                                                 "getmetricsconfiguration",
                                                                 "getreplicationconfiguration",
                                                                 "listbucket",
                                                                 "listbucketmultipartuploads",
                                                                 "listbucketversions",
                                                                 "listtagsforresource",
                                                                 "pausereplication",
                                                                 "putaccelerateconfiguration",
                                                                 "putanalyticsconfiguration",
                                                                 "putbucketabac",
                                                                 "putbucketacl",
                                                                 "putbucketcors",
                                                                 "putbucketlogging",
                                                                 "putbucketnotification",
                                                                 "putbucketobjectlockconfiguration",
                                                                 "putbucketownershipcontrols",
                                                                 "putbucketpolicy",
                                                                 "putbucketpublicaccessblock",
                                                                 "putbucketrequestpayment",
                                                                 "putbuckettagging",
                                                                 "putbucketversioning",
                                                                 "putbucketwebsite",
                                                                 "putencryptionconfiguration",
                                                                 "putintelligenttieringconfiguration",
                                                                 "putinventoryconfiguration",
                                                                 "putlifecycleconfiguration",
                                                                 "putmetricsconfiguration",
                                                                 "putreplicationconfiguration",
                                                                 "tagresource",
                                                                 "untagresource",
                                                                 "updatebucketmetadatainventorytableconfiguration",
                                                                 "updatebucketmetadatajournaltableconfiguration"});

// Likewise. Of the last ones, each is followed by the key of a tag.
constexpr auto condition_keys = std::to_array<std::string_view>({"accessgrantsinstancearn",
                                                                 "accesspointnetworkorigin",
                                                                 "authtype",
                                                                 "dataaccesspointaccount",
                                                                 "dataaccesspointarn",
                                                                 "delimiter",
                                                                 "destinationregion",
                                                                 "existingjoboperation",
                                                                 "existingjobpriority",
                                                                 "if-match",
                                                                 "if-none-match",
                                                                 "inventoryaccessibleoptionalfields",
                                                                 "isreplicationpauserequest",
                                                                 "jobsuspendedcause",
                                                                 "locationconstraint",
                                                                 "max-keys",
                                                                 "object-lock-legal-hold",
                                                                 "object-lock-mode",
                                                                 "object-lock-remaining-retention-days",
                                                                 "object-lock-retain-until-date",
                                                                 "objectcreationoperation",
                                                                 "prefix",
                                                                 "requestjoboperation",
                                                                 "requestjobpriority",
                                                                 "requestobjecttagkeys",
                                                                 "resourceaccount",
                                                                 "signatureage",
                                                                 "signatureversion",
                                                                 "tlsversion",
                                                                 "versionid",
                                                                 "x-amz-acl",
                                                                 "x-amz-content-sha256",
                                                                 "x-amz-copy-source",
                                                                 "x-amz-grant-full-control",
                                                                 "x-amz-grant-read",
                                                                 "x-amz-grant-read-acp",
                                                                 "x-amz-grant-write",
                                                                 "x-amz-grant-write-acp",
                                                                 "x-amz-metadata-directive",
                                                                 "x-amz-object-ownership",
                                                                 "x-amz-server-side-encryption",
                                                                 "x-amz-server-side-encryption-aws-kms-key-id",
                                                                 "x-amz-server-side-encryption-customer-algorithm",
                                                                 "x-amz-storage-class",
                                                                 "x-amz-website-redirect-location"});
constexpr auto tag_condition_keys =
    std::to_array<std::string_view>({"accesspointtag/", "buckettag/", "existingobjecttag/", "requestobjecttag/"});
static_assert(std::ranges::is_sorted(condition_keys));

constexpr std::string_view prefix = "s3:";

}  // namespace

ActionLevels action_levels(std::string_view action) {
  auto text = policy::lower(action);
  for (auto& c : text) c = c == '*' ? policy::any_run : c == '?' ? policy::any_one : c;
  const policy::Pattern pattern(text.starts_with(prefix) ? std::string_view(text).substr(prefix.size())
                                                         : std::string_view(text));
  const auto matches = [&](std::string_view name) { return pattern.matches(name); };
  return {.bucket = std::ranges::any_of(bucket_actions, matches),
          .object = std::ranges::any_of(object_actions, matches)};
}

bool is_condition_key(std::string_view key) {
  const auto text = policy::lower(key);
  if (!text.starts_with(prefix)) return text.contains(':');
  const auto name = std::string_view(text).substr(prefix.size());
  return std::ranges::binary_search(condition_keys, name) ||
         std::ranges::any_of(tag_condition_keys,
                             [&](std::string_view tag) { return name.size() > tag.size() && name.starts_with(tag); });
}

}  // namespace penstock::s3
