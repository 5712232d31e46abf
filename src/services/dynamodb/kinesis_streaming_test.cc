#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/kinesis/shapes.h"
#include "services/dynamodb/stream_fixture.h"

namespace penstock::dynamodb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

const std::string arn = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";

// A stream that keeps what it is given, or refuses it.
struct FakeKinesis {
  std::vector<std::string> data;
  bool is_missing = false;
  bool is_active = true;
  std::size_t takes_at_once = SIZE_MAX;

  class Line final : public Transport {
   public:
    explicit Line(FakeKinesis& kinesis) : kinesis_(kinesis) {}
    Task<Result<Erased>> call(const ServiceModel&, const Operation& operation, Erased input) override {
      if (kinesis_.is_missing) co_return ApiError{400, "ResourceNotFoundException", "Stream changes not found."};
      if (operation.name == "DescribeStreamSummary") {
        auto out = std::make_unique<kinesis::DescribeStreamSummaryOutput>();
        out->stream_description_summary.stream_status = kinesis_.is_active ? "ACTIVE" : "CREATING";
        co_return Erased(*operation.output, out.release());
      }
      std::size_t bytes = 0;
      for (const auto& record : input.as<kinesis::PutRecordsInput>().records) {
        bytes += record.data.size() + record.partition_key.size();
      }
      if (bytes > 10 << 20) co_return ApiError{400, "InvalidArgumentException", "Records size exceeds 10 MB limit"};
      auto out = std::make_unique<kinesis::PutRecordsOutput>();
      for (auto& record : input.as<kinesis::PutRecordsInput>().records) {
        const bool taken = out->records.size() < kinesis_.takes_at_once;
        if (taken) kinesis_.data.push_back(std::move(record.data));
        out->records.push_back({.error_code = taken ? std::nullopt : std::optional<std::string>("InternalFailure")});
      }
      co_return Erased(*operation.output, out.release());
    }

   private:
    FakeKinesis& kinesis_;
  };

  DynamodbOptions options() {
    DynamodbOptions options;
    options.kinesis = [this](std::string_view, std::string_view) { return std::make_unique<Line>(*this); };
    return options;
  }
};

class KinesisStreaming : public testing::Test {
 protected:
  FakeKinesis kinesis;
  StreamFixture dynamodb{kinesis.options()};

  void SetUp() override { dynamodb.create_table("orders"); }
  std::string enable(std::optional<std::string> precision = {}, std::string stream = arn) {
    EnableKinesisStreamingDestinationInput in{.table_name = "orders", .stream_arn = std::move(stream)};
    if (precision) in.enable_kinesis_streaming_configuration = EnableKinesisStreamingConfiguration{precision};
    return dynamodb.error_of(&DynamodbService::enable_kinesis_streaming_destination, std::move(in));
  }
  std::string disable() {
    return dynamodb.error_of(&DynamodbService::disable_kinesis_streaming_destination,
                             {.table_name = "orders", .stream_arn = arn});
  }
  std::string update(std::string precision) {
    return dynamodb.error_of(
        &DynamodbService::update_kinesis_streaming_destination,
        {.table_name = "orders",
         .stream_arn = arn,
         .update_kinesis_streaming_configuration = UpdateKinesisStreamingConfiguration{std::move(precision)}});
  }
  KinesisDataStreamDestination described() {
    return dynamodb.call(&DynamodbService::describe_kinesis_streaming_destination, {.table_name = "orders"})
        ->kinesis_data_stream_destinations->at(0);
  }
  void deliver() {
    while (dynamodb.executor().sync_wait(dynamodb.service().deliver_changes())) {
    }
  }
};

TEST_F(KinesisStreaming, delivers_changes_as_json) {
  ASSERT_EQ(enable(), "");
  EXPECT_EQ(described().destination_status, "ENABLING");
  dynamodb.pass(Millis{500});
  EXPECT_EQ(described().destination_status, "ACTIVE");
  EXPECT_FALSE(described().approximate_creation_date_time_precision);  // nobody asked for one
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}, {"n", 1}}));
  ASSERT_TRUE(dynamodb.erase("orders", {{"id", "a"}}));
  deliver();
  ASSERT_THAT(kinesis.data, SizeIs(2));
  const auto at = kinesis.data[0].find("\"eventID\":\"") + 11;
  auto text = kinesis.data[0];
  text.erase(at, 36);
  EXPECT_EQ(
      text,
      R"({"awsRegion":"us-east-1","eventID":"","eventName":"INSERT","userIdentity":null,"recordFormat":)"
      R"("application/json","tableName":"orders","dynamodb":{"ApproximateCreationDateTime":1700000001000,"Keys":)"
      R"({"id":{"S":"a"}},"NewImage":{"id":{"S":"a"},"n":{"N":"1"}},"SizeBytes":9},"eventSource":"aws:dynamodb"})");
  EXPECT_THAT(kinesis.data[1], HasSubstr(R"("eventName":"REMOVE")"));
  EXPECT_THAT(kinesis.data[1], HasSubstr(R"("OldImage":{"id":{"S":"a"},"n":{"N":"1"}})"));
  deliver();
  EXPECT_THAT(kinesis.data, SizeIs(2));
}

TEST_F(KinesisStreaming, goes_on_after_a_crash_and_after_a_refusal) {
  ASSERT_EQ(enable(), "");
  dynamodb.pass(Millis{500});
  for (const auto* id : {"a", "b", "c"}) ASSERT_TRUE(dynamodb.put("orders", {{"id", id}}));
  kinesis.is_missing = true;
  deliver();
  dynamodb.power_cycle();
  kinesis.is_missing = false;
  kinesis.takes_at_once = 2;
  deliver();
  EXPECT_THAT(kinesis.data, SizeIs(2));
  deliver();
  ASSERT_THAT(kinesis.data, SizeIs(3));
  EXPECT_THAT(kinesis.data[2], HasSubstr(R"("Keys":{"id":{"S":"c"}})"));
  const auto size = dynamodb.store().size();
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "d"}}));
  deliver();
  EXPECT_EQ(dynamodb.store().size(), size + 1);  // the item; what was delivered is gone
}

// A record's size is that of its data and its key, here of 32 digits.
TEST_F(KinesisStreaming, passes_over_a_change_that_is_too_long_with_its_key) {
  ASSERT_EQ(enable(), "");
  dynamodb.pass(Millis{500});
  const std::string escaped(170'000, '\x01');  // six characters each in JSON
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}, {"text", escaped}}));
  deliver();
  ASSERT_THAT(kinesis.data, SizeIs(1));
  const auto room = (1 << 20) - kinesis.data[0].size();
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "b"}, {"text", escaped + std::string(room - 31, 'x')}}));
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "c"}, {"text", escaped + std::string(room - 32, 'x')}}));
  deliver();
  ASSERT_THAT(kinesis.data, SizeIs(2));
  EXPECT_EQ(kinesis.data[1].size(), (1 << 20) - 32);
}

TEST_F(KinesisStreaming, puts_no_more_at_once_than_kinesis_takes) {
  ASSERT_EQ(enable(), "");
  dynamodb.pass(Millis{500});
  const std::string escaped(170'000, '\x01');  // six characters each in JSON
  for (int i = 0; i < 12; ++i) {
    ASSERT_TRUE(dynamodb.put("orders", {{"id", std::to_string(i)}, {"text", escaped}}));
  }
  deliver();
  EXPECT_THAT(kinesis.data, SizeIs(12));
}

TEST_F(KinesisStreaming, has_the_precision_that_was_asked_for) {
  ASSERT_EQ(enable("MICROSECOND"), "");
  dynamodb.pass(Millis{500});
  EXPECT_EQ(update("MICROSECOND"),
            "ValidationException: Invalid Request: Precision is already set to the desired value of MICROSECOND for "
            "tableId: " +
                *dynamodb.described("orders").table_id + ", kdsArn: " + arn);
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}}));
  deliver();
  EXPECT_THAT(kinesis.data.at(0), HasSubstr(R"("ApproximateCreationDateTime":1700000001000000,)"));
  EXPECT_THAT(kinesis.data.at(0), HasSubstr(R"("ApproximateCreationDateTimePrecision":"MICROSECOND")"));
  EXPECT_EQ(update("MILLISECOND"), "");
  EXPECT_EQ(described().destination_status, "UPDATING");
  dynamodb.power_cycle();
  EXPECT_EQ(described().approximate_creation_date_time_precision, "MILLISECOND");
}

TEST_F(KinesisStreaming, stops_and_starts_again) {
  EXPECT_EQ(disable(),
            "ValidationException: Table is not in a valid state to enable Kinesis Streaming Destination: "
            "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.");
  ASSERT_EQ(enable(), "");
  EXPECT_EQ(enable(),
            "ValidationException: Table is not in a valid state to enable Kinesis Streaming Destination: "
            "EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.");
  dynamodb.pass(Millis{500});
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::disable_kinesis_streaming_destination,
                              {.table_name = "orders",
                               .stream_arn = arn,
                               .enable_kinesis_streaming_configuration = EnableKinesisStreamingConfiguration{}}),
            "ValidationException: Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters");
  ASSERT_EQ(disable(), "");
  EXPECT_EQ(described().destination_status, "DISABLING");
  dynamodb.pass(Millis{500});
  EXPECT_EQ(described().destination_status, "DISABLED");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "unseen"}}));
  ASSERT_EQ(enable(), "");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "seen"}}));
  deliver();
  ASSERT_THAT(kinesis.data, SizeIs(1));
  EXPECT_THAT(kinesis.data[0], HasSubstr("\"seen\""));
}

// Whoever enables it is not told: its description says so.
TEST_F(KinesisStreaming, fails_for_a_stream_that_cannot_be_written_to) {
  const std::string not_permitted = "User does not have a permission to use kinesis stream";
  const std::string belongs = "The kinesis Arn used to enable kinesis replication belongs to a stream which is not in ";
  const auto failure_of = [&](std::string stream) {
    EXPECT_EQ(enable({}, stream), "");
    const auto all = [&] {
      return *dynamodb.call(&DynamodbService::describe_kinesis_streaming_destination, {.table_name = "orders"})
                  ->kinesis_data_stream_destinations;
    };
    EXPECT_EQ(all().back().destination_status, "ENABLING");
    EXPECT_FALSE(all().back().destination_status_description);
    dynamodb.pass(Millis{500});
    dynamodb.power_cycle();
    EXPECT_EQ(all().back().destination_status, "ENABLE_FAILED");
    EXPECT_EQ(all().back().stream_arn, stream);
    return all().back().destination_status_description.value_or("");
  };
  EXPECT_EQ(failure_of("arn:aws:dynamodb:us-east-1:000000000000:table/orders"), not_permitted);
  EXPECT_EQ(failure_of(arn + "/consumer/reader:1"), not_permitted);
  EXPECT_EQ(failure_of("arn:aws:kinesis:eu-west-1:000000000000:stream/changes"), belongs + "the current region");
  EXPECT_EQ(failure_of("arn:aws:kinesis:us-east-1:111122223333:stream/changes"), belongs + "Active state");
  kinesis.is_missing = true;
  EXPECT_EQ(failure_of(arn), not_permitted);
  EXPECT_THAT(disable(), HasSubstr("KinesisStreamingDestination must be ACTIVE to perform DISABLE operation."));
  EXPECT_THAT(update("MICROSECOND"), HasSubstr("Updates are only allowed in ACTIVE state."));
  kinesis.is_missing = false;
  kinesis.is_active = false;
  EXPECT_EQ(failure_of(arn), not_permitted);
  kinesis.is_active = true;
  ASSERT_EQ(enable(), "");
  EXPECT_THAT(enable({}, arn + "2"), HasSubstr("must be DISABLED or ENABLE_FAILED to perform ENABLE operation."));
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}}));
  deliver();
  EXPECT_THAT(kinesis.data, SizeIs(1));
}

TEST_F(KinesisStreaming, ends_with_the_table) {
  ASSERT_EQ(enable(), "");
  dynamodb.pass(Millis{500});
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}}));
  ASSERT_TRUE(dynamodb.call(&DynamodbService::delete_table, {.table_name = "orders"}));
  dynamodb.pass(Millis{500});
  dynamodb.keep_house();
  EXPECT_EQ(dynamodb.store().size(), 2U);
}

}  // namespace
}  // namespace penstock::dynamodb
