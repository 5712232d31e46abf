// Tables with streams, and their readers, for tests.
#pragma once

#include <string>
#include <vector>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {

class StreamFixture : public DynamodbFixture {
 public:
  using DynamodbFixture::DynamodbFixture;

  // Creates a table with a stream and waits until it is ACTIVE; the stream's ARN.
  std::string create_recorded(const std::string& name, const std::string& view = "NEW_AND_OLD_IMAGES") {
    auto in = table_input(name, {});
    in.stream_specification = StreamSpecification{true, view};
    create(std::move(in));
    return *described(name).latest_stream_arn;
  }
  Status erase(const std::string& table, item::Item key) {
    auto out = call(&DynamodbService::delete_item, {.table_name = table, .key = std::move(key)});
    if (!out) return std::move(out.error());
    return ok();
  }

  std::vector<dynamodbstreams::Shard> shards(const std::string& arn) {
    return *call(&StreamsService::describe_stream, {.stream_arn = arn})->stream_description->shards;
  }
  std::string iterator(const std::string& arn, std::string_view type, std::size_t shard = 0,
                       std::optional<std::string> number = {}) {
    const auto out = call(&StreamsService::get_shard_iterator, {.stream_arn = arn,
                                                                .shard_id = *shards(arn).at(shard).shard_id,
                                                                .shard_iterator_type = std::string(type),
                                                                .sequence_number = std::move(number)});
    if (!out) check_failed(out.error().message.c_str(), __FILE__, __LINE__);
    return *out->shard_iterator;
  }
  dynamodbstreams::GetRecordsOutput read(std::string iterator, std::optional<std::int32_t> limit = {}) {
    auto out = call(&StreamsService::get_records, {.shard_iterator = std::move(iterator), .limit = limit});
    if (!out) check_failed(out.error().message.c_str(), __FILE__, __LINE__);
    return *std::move(out);
  }
  // Everything in all shards.
  std::vector<dynamodbstreams::Record> records(const std::string& arn) {
    std::vector<dynamodbstreams::Record> all;
    for (std::size_t shard = 0; shard < shards(arn).size(); ++shard) {
      auto page = read(iterator(arn, "TRIM_HORIZON", shard));
      for (auto& record : *page.records) all.push_back(std::move(record));
    }
    return all;
  }
  // "INSERT a" and so on: the events' names with the item's id.
  std::vector<std::string> events(const std::string& arn) {
    std::vector<std::string> texts;
    for (const auto& record : records(arn)) {
      texts.push_back(*record.event_name + " " + *record.dynamodb->keys->find("id")->get<std::string>());
    }
    return texts;
  }
};

}  // namespace penstock::dynamodb
