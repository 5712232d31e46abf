// For tests: a plain model of an account of IAM, of which nothing is fast and all is easy to see. random_run_test.cc
// compares it with the directory.
#pragma once

#include <map>
#include <set>
#include <string>

namespace penstock::iam {

struct ModelGrantee {
  std::string name;
  std::map<std::string, std::string> inline_policies;  // actions, by name
  std::set<std::string> attached;                      // names of managed policies
};
struct ModelUser : ModelGrantee {
  std::string path, id;
  std::set<std::string> groups;      // lower-case names
  std::map<std::string, bool> keys;  // active, by id
  std::string boundary;              // name of a policy; empty: none
};
struct ModelGroup : ModelGrantee {};
struct ModelRole : ModelGrantee {
  std::string trusted_id;
};
struct ModelPolicy {
  std::map<int, std::string> versions;  // actions
  int in_force = 1;
  int next = 2;
};

inline std::string lower_case(std::string text) {
  for (auto& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}
inline std::string policy_arn(const std::string& name) { return "arn:aws:iam::000000000000:policy/" + name; }
inline std::string arn_of(const ModelUser& user) { return "arn:aws:iam::000000000000:user" + user.path + user.name; }
inline std::string missing(const std::string& kind, const std::string& name) {
  return "NoSuchEntity: The " + kind + " with name " + name + " cannot be found.";
}
inline std::string conflict(const std::string& must) {
  return "DeleteConflict: Cannot delete entity, must " + must + " first.";
}
inline std::string bare_conflict(const ModelGrantee& grantee) {
  if (!grantee.attached.empty()) return conflict("detach all policies");
  return grantee.inline_policies.empty() ? "" : conflict("delete policies");
}
inline std::string key_error(const ModelUser* user, const std::string& name, const std::string& key) {
  if (!user) return missing("user", name);
  return user->keys.contains(key) ? "" : "NoSuchEntity: The Access Key with id " + key + " cannot be found.";
}
inline std::string trust_of(const std::string& principal) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" + principal +
         R"("},"Action":"sts:AssumeRole"}]})";
}

}  // namespace penstock::iam
