#include "policy/document.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "policy/draft.h"
#include "policy/statement.h"

namespace penstock::policy {
namespace {

// Where the lines of a text begin.
class Lines {
 public:
  explicit Lines(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') starts_.push_back(i + 1);
    }
  }

  Position position_of(std::size_t offset) const {
    const auto next = std::ranges::upper_bound(starts_, offset);
    return {.line = static_cast<std::uint32_t>(next - starts_.begin()),
            .column = static_cast<std::uint32_t>(offset - *(next - 1) + 1)};
  }

 private:
  std::vector<std::size_t> starts_ = {0};
};

class Compiler {
 public:
  Compiler(std::string_view json, const Draft& draft, TextStore& store)
      : lines_(json), variables_(draft.variables()), store_(store) {}

  Statement compile(const DraftStatement& draft) {
    Statement statement;
    statement.effect = draft.effect == "Allow" ? Effect::allow : Effect::deny;
    statement.id = store_.keep(draft.id.value_or(""));
    statement.begin = lines_.position_of(draft.begin);
    statement.end = lines_.position_of(draft.end);
    statement.told_begin = lines_.position_of(draft.told_begin);
    statement.is_not_action = draft.not_actions.has_value();
    statement.is_not_resource = draft.not_resources.has_value();
    statement.is_not_principal = draft.not_principals.has_value();
    if (const auto& actions = draft.actions ? draft.actions : draft.not_actions)
      statement.actions = actions_of(*actions);
    if (const auto& resources = draft.resources ? draft.resources : draft.not_resources) {
      statement.names_resources = true;
      for (const auto& text : *resources) statement.resources.emplace_back(text, Wildcards::any, variables_, store_);
    }
    if (const auto& principals = draft.principals ? draft.principals : draft.not_principals) {
      statement.names_principals = true;
      for (const auto& [type, value] : *principals) statement.principals.add(principal_of(type, value));
    }
    for (const auto& test : draft.tests) statement.conditions.push_back(condition_of(test));
    return statement;
  }

 private:
  ActionSet actions_of(const std::vector<std::string>& actions) {
    std::vector<std::string_view> texts;
    for (const auto& action : actions) {
      auto text = lower(action);
      std::ranges::replace(text, '*', any_run);
      std::ranges::replace(text, '?', any_one);
      texts.push_back(store_.keep(text));
    }
    return ActionSet(std::move(texts));
  }

  PrincipalEntry principal_of(const std::string& type, const std::string& value) {
    if (type.empty()) return {PrincipalEntryKind::everyone, {}};
    return principal_entry(type, store_.keep(value));
  }

  // check_draft() has tried the operator and the values.
  Condition condition_of(const DraftStatement::Test& test) {
    const auto op = parse_condition_operator(test.op);
    CHECK(op.has_value());
    Condition condition{.op = *op, .key = store_.keep(lower(test.key)), .operands = {}};
    for (const auto& value : test.values) {
      auto operand = parse_operand(op->comparison, value, variables_, store_);
      CHECK(operand.has_value());
      condition.operands.push_back(*std::move(operand));
    }
    return condition;
  }

  const Lines lines_;
  const Variables variables_;
  TextStore& store_;
};

}  // namespace

Document::Document(DocumentKind kind, std::unique_ptr<TextStore> texts, std::vector<Statement> statements)
    : kind_(kind), texts_(std::move(texts)), statements_(std::move(statements)) {
  index_statements();
}
Document::~Document() = default;

void Document::index_statements() {
  const auto is_on_any = [](const Statement& one) { return one.is_not_action || one.actions.names_any_service(); };
  std::set<std::string_view> services;
  for (const auto& statement : statements_) {
    const auto names = statement.actions.services();
    if (!is_on_any(statement)) services.insert(names.begin(), names.end());
  }
  for (const auto service : services) by_service_.push_back({.service = service, .statements = {}});
  for (std::uint32_t i = 0; i < statements_.size(); ++i) {
    const auto& statement = statements_[i];
    const bool is_general = is_on_any(statement);
    const auto names = statement.actions.services();
    if (is_general) on_any_service_.push_back(i);
    for (auto& entry : by_service_) {
      if (is_general || std::ranges::find(names, entry.service) != names.end()) entry.statements.push_back(i);
    }
  }
}

std::span<const Statement> Document::statements() const { return statements_; }

std::span<const std::uint32_t> Document::statements_on(std::string_view service) const {
  for (const auto& entry : by_service_) {
    if (entry.service == service) return entry.statements;
  }
  return on_any_service_;
}

Result<std::shared_ptr<const Document>> parse_document(std::string_view json, DocumentKind kind, EffectCase effects) {
  auto draft = read_draft(json, kind);
  if (!draft) return draft.error();
  if (effects == EffectCase::any) {
    for (auto& statement : draft->statements) {
      if (statement.effect) statement.effect = effect_named(*statement.effect);
    }
  }
  if (auto status = check_draft(*draft, kind); !status) return std::move(status).error();
  auto store = std::make_unique<TextStore>(json.size());
  Compiler compiler(json, *draft, *store);
  std::vector<Statement> statements;
  statements.reserve(draft->statements.size());
  for (const auto& one : draft->statements) statements.push_back(compiler.compile(one));
  return std::make_shared<const Document>(kind, std::move(store), std::move(statements));
}

std::vector<std::string> context_keys(const Document& document) {
  std::vector<std::string_view> found;
  for (const auto& statement : document.statements()) statement.add_context_keys(found);
  std::vector<std::string> keys(found.begin(), found.end());
  std::ranges::sort(keys);
  keys.erase(std::ranges::unique(keys).begin(), keys.end());
  return keys;
}

}  // namespace penstock::policy
