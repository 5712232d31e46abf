#include "services/iam/trust_principals.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "api/iam/errors.h"
#include "base/ids.h"
#include "services/iam/policy_text.h"

namespace penstock::iam {
namespace {

// Walks JSON that was parsed before, to know where its texts lie.
class Walker {
 public:
  explicit Walker(std::string_view json) : json_(json) {}

  std::size_t at() const { return at_; }
  char next() {
    at_ = std::min(json_.find_first_not_of(" \t\r\n", at_), json_.size());
    return at_ < json_.size() ? json_[at_] : '\0';
  }

  // Calls member(name), which steps over the value; does nothing but step over what is no object.
  void object(const std::function<void(const std::string&)>& member) {
    if (next() != '{') return skip();
    list('}', [&] {
      const auto name = text();
      if (next() == ':') ++at_;
      member(name);
    });
  }
  // Of a list, each element; of another value, itself.
  void each(const std::function<void()>& element) {
    if (next() != '[') return element();
    list(']', element);
  }
  // What the text says, from its quote to behind its closing one.
  std::string text() {
    std::string said;
    ++at_;
    while (at_ < json_.size() && json_[at_] != '"') {
      if (json_[at_] == '\\') {
        said += escaped();
      } else {
        said += json_[at_++];
      }
    }
    ++at_;
    return said;
  }
  void skip() {
    switch (next()) {
      case '{':
        return object([this](const std::string&) { skip(); });
      case '[':
        return each([this] { skip(); });
      case '"':
        text();
        return;
      default:
        at_ = std::min(json_.find_first_of(",]} \t\r\n", at_), json_.size());
    }
  }

 private:
  template <class Element>
  void list(char end, Element element) {
    ++at_;
    while (at_ < json_.size()) {
      const char c = next();
      if (c == end) break;
      const auto before = at_;
      if (c != ',') element();
      if (at_ == before) ++at_;
    }
    ++at_;
  }
  // Names and ARNs are ASCII: what is not, stands for itself as one character that none has.
  char escaped() {
    constexpr std::size_t short_size = 2;
    constexpr std::size_t long_size = 6;
    const auto code = json_.substr(at_, long_size);
    if (code.size() < short_size || code[1] != 'u') {
      at_ += short_size;
      return code.size() < short_size ? '\0' : code[1];
    }
    at_ += long_size;
    unsigned value = 0;
    std::from_chars(code.data() + short_size, code.data() + code.size(), value, 16);
    return value < 0x80 ? static_cast<char>(value) : '\x7f';
  }

  std::string_view json_;
  std::size_t at_ = 0;
};

void walk_principals(Walker& walker, std::vector<NamedPrincipal>& found) {
  walker.object([&](const std::string& type) {
    const std::string_view known = type == "AWS" ? "AWS" : "Federated";
    if (type != known) return walker.skip();
    walker.each([&] {
      if (walker.next() != '"') return walker.skip();
      NamedPrincipal principal{.type = known, .begin = walker.at()};
      principal.name = walker.text();
      principal.end = walker.at();
      found.push_back(std::move(principal));
    });
  });
}

// A unique id of a user or role.
bool is_unique_id(std::string_view name) {
  return name.starts_with(UserRecord::id_prefix) || name.starts_with(RoleRecord::id_prefix);
}

template <class Record>
std::string id_of(const Account& account, std::string_view arn) {
  const auto record = account.table<Record>().find(arn.substr(arn.rfind('/') + 1));
  return record && arn_of(account.number, *record) == arn ? record->id : "";
}

// What is kept for it: an id, or the name itself for whom nobody looks up. Empty for somebody who does not exist.
std::string kept_for(const NamedPrincipal& principal, const LiveDirectory& directory) {
  const auto& name = principal.name;
  if (is_unique_id(name)) {
    return directory.find_user_by_id(name) || directory.find_role_by_id(name) ? name : "";
  }
  ArnParts arn;
  if (!parse_arn(name, arn) || arn.service != "iam") return name;
  if (arn.resource.starts_with("group/")) return "";  // a group is no principal
  const auto account = directory.account(arn.account);
  const bool is_here = account->settings.created != TimePoint();
  if (!is_here) return name;
  if (principal.type == "Federated") {
    constexpr std::string_view provider = "oidc-provider/";
    if (!arn.resource.starts_with(provider)) return name;
    return directory.find_web_identity_provider(arn.account, arn.resource.substr(provider.size())) ? name : "";
  }
  if (arn.resource.starts_with("user/")) return id_of<UserRecord>(*account, name);
  if (arn.resource.starts_with("role/")) return id_of<RoleRecord>(*account, name);
  return name;
}

// Paths may hold quotes.
std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  return json + '"';
}

void replace(std::string& json, const NamedPrincipal& principal, std::string_view by) {
  json.replace(principal.begin, principal.end - principal.begin, quoted(by));
}

std::string arn_of_id(const std::string& id, const LiveDirectory& directory) {
  if (const auto user = directory.find_user_by_id(id)) return user->arn;
  const auto role = directory.find_role_by_id(id);
  return role ? role->arn : id;
}

}  // namespace

std::vector<NamedPrincipal> named_principals(std::string_view json) {
  std::vector<NamedPrincipal> found;
  Walker walker(json);
  walker.object([&](const std::string& element) {
    if (element != "Statement") return walker.skip();
    walker.each([&] {
      walker.object([&](const std::string& part) {
        if (part != "Principal") return walker.skip();
        walk_principals(walker, found);
      });
    });
  });
  return found;
}

Result<PolicyText> bind_principals(PolicyText trust, const LiveDirectory& directory) {
  auto bound = trust.text;
  const auto principals = named_principals(trust.text);
  for (auto at = principals.rbegin(); at != principals.rend(); ++at) {
    const auto kept = kept_for(*at, directory);
    if (kept != at->name && !kept.empty()) replace(bound, *at, kept);
  }
  for (const auto& principal : principals) {
    if (!kept_for(principal, directory).empty()) continue;
    const std::string_view type = principal.type == "AWS" ? "AWS" : "FEDERATED";
    return errors::malformed_policy_document("Invalid principal in policy: \"" + std::string(type) + "\":\"" +
                                             principal.name + '"');
  }
  if (bound == trust.text) return trust;
  return read_policy(std::move(bound), policy::DocumentKind::trust);
}

bool is_missing_principal(std::string_view name, const LiveDirectory& directory) {
  return kept_for({.type = "AWS", .name = std::string(name)}, directory).empty();
}

std::string told_trust(std::string_view json, const LiveDirectory& directory) {
  std::string told(json);
  const auto principals = named_principals(json);
  for (auto at = principals.rbegin(); at != principals.rend(); ++at) {
    if (!is_unique_id(at->name)) continue;
    const auto arn = arn_of_id(at->name, directory);
    if (arn != at->name) replace(told, *at, arn);
  }
  return told;
}

}  // namespace penstock::iam
