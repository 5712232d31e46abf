// penstock explain: which statement decides, and why the others do not.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/client_session.h"
#include "app/commands.h"
#include "io/block_on.h"

namespace penstock::app {
namespace {

using nlohmann::json;

constexpr int exit_denied = 1;
constexpr int exit_unanswered = 2;

int failed(const ApiError& error) {
  fmt::print(stderr, "penstock explain: {}: {}\n", error.code, error.message);
  return exit_unanswered;
}

Result<std::string> question_of(const ExplainOptions& options) {
  json question = {{"action", options.action}, {"resource", options.resource}};
  if (!options.as.empty()) question["as"] = options.as;
  auto& context = question["context"] = json::array();
  for (const auto& key : options.keys) {
    const auto equals = key.find('=');
    if (equals == std::string::npos || equals == 0) {
      return error::validation(fmt::format("--key takes NAME=VALUE, not '{}'", key));
    }
    context.push_back({key.substr(0, equals), key.substr(equals + 1)});
  }
  return question.dump(-1, ' ', false, json::error_handler_t::replace);
}

class Printer {
 public:
  explicit Printer(const json& answer) : answer_(answer) {}

  void print() const {
    const bool allowed = text(answer_, "decision") == "allowed";
    fmt::print("{}  {} {} on {}\n", verdict(allowed), text(answer_, "principal"), text(answer_, "action"),
               text(answer_, "resource"));
    fmt::print("because  {}\n", text(answer_, "because"));
    if (answer_.contains("message")) fmt::print("told as  {}\n", text(answer_, "message"));
    print_deciding();
    print_others();
    print_next();
  }

 private:
  static std::string text(const json& object, const char* name) { return object.value(name, ""); }

  std::string_view verdict(bool allowed) const {
    if (!is_terminal_) return allowed ? "allowed" : "denied ";
    return allowed ? "\x1b[32mallowed\x1b[0m" : "\x1b[31mdenied \x1b[0m";
  }

  static std::string place(const json& statement) {
    const auto sid = text(statement, "sid");
    return fmt::format("{}, statement {}{}", text(statement, "policy"), statement.value("statement", 0),
                       sid.empty() ? "" : fmt::format(" ({})", sid));
  }

  static void print_text(const json& statement) {
    if (const auto source = text(statement, "text"); !source.empty()) fmt::print("    {}\n", source);
  }

  void print_deciding() const {
    for (const auto& statement : answer_["statements"]) {
      if (!statement.value("decides", false)) continue;
      fmt::print("\ndecided by\n  {}\n", place(statement));
      print_text(statement);
    }
  }

  void print_others() const {
    bool titled = false;
    const auto title = [&titled] {
      if (!std::exchange(titled, true)) fmt::print("\nthe others\n");
    };
    for (const auto& statement : answer_["statements"]) {
      if (statement.value("decides", false)) continue;
      title();
      fmt::print("  {} ({}): {}\n", place(statement), text(statement, "effect"), text(statement, "why"));
      print_text(statement);
    }
    for (const auto& policy : answer_["about_other_actions"]) {
      title();
      const int count = policy.value("statements", 0);
      fmt::print("  {}: {} about other actions\n", text(policy, "policy"),
                 count == 1 ? "a statement" : fmt::format("{} statements", count));
    }
    if (!answer_.value("resource_policy_is_hidden", false)) return;
    title();
    fmt::print("  the resource's policy: its statements are shown to who may read it\n");
  }

  void print_next() const {
    const auto& next = answer_["next"];
    if (next.empty()) return;
    fmt::print("\nnext\n");
    for (const auto& step : next) fmt::print("  {}\n", step.get<std::string>());
  }

  const json& answer_;
  const bool is_terminal_ = isatty(STDOUT_FILENO) == 1;
};

Task<int> ask(ClientSession& session, ExplainOptions options) {
  auto question = question_of(options);
  if (!question) co_return failed(question.error());
  const auto text = co_await as_result(session.ask_server("/_penstock/explain", std::move(*question)));
  if (!text) co_return failed(text.error());
  const auto answer = json::parse(*text, nullptr, false);
  const bool is_whole = answer.is_object() && answer.contains("statements") && answer.contains("about_other_actions") &&
                        answer.contains("next");
  if (!is_whole) co_return failed({500, "NotAPenstock", "The answer is none of a Penstock's."});
  if (options.json) {
    fmt::print("{}", *text);
  } else {
    Printer(answer).print();
  }
  co_return answer.value("decision", "") == "allowed" ? 0 : exit_denied;
}

}  // namespace

int explain(Settings settings, ExplainOptions options) {
  auto session = ClientSession::open(options.client, settings, "us-east-1");
  if (!session) return failed(session.error());
  return block_on((*session)->loop(), ask(**session, std::move(options)));
}

}  // namespace penstock::app
