#include "services/dynamodb/table_encoding.h"

#include <concepts>

#include "table/tagged_fields.h"

namespace penstock::dynamodb {
namespace {

constexpr std::uint8_t version = 1;

// One function per structure says its fields; Writing and Reading go through it. Tags are stored: never renumber.
// A field at its default is left out.
class Writing {
 public:
  Writing() : out_(version) {}

  void field(std::uint8_t tag, const std::string& value) {
    if (!value.empty()) out_.text(tag, value);
  }
  template <std::integral T>
  void field(std::uint8_t tag, const T& value) {
    if (value != T{}) out_.number(tag, static_cast<std::uint64_t>(value));
  }
  template <class T>
    requires std::is_enum_v<T>
  void field(std::uint8_t tag, const T& value) {
    field(tag, static_cast<std::uint64_t>(value));
  }
  void field(std::uint8_t tag, const TimePoint& value) { field(tag, to_millis(value)); }
  template <class T>
  void field(std::uint8_t tag, const std::optional<T>& value) {
    if (value) required(tag, *value);
  }
  template <class T>
  void field(std::uint8_t tag, const std::vector<T>& values) {
    for (const auto& value : values) required(tag, value);
  }
  void field(std::uint8_t tag, const std::map<std::string, std::string>& values) {
    for (const auto& [name, value] : values) out_.pair(tag, name, value);
  }
  template <class T>
    requires requires(Writing& writing, T& value) { describe(writing, value); }
  void field(std::uint8_t tag, const T& value) {
    required(tag, value);
  }

  std::string take() { return out_.take(); }

 private:
  void required(std::uint8_t tag, const std::string& value) { out_.text(tag, value); }
  void required(std::uint8_t tag, const TimePoint& value) {
    out_.number(tag, static_cast<std::uint64_t>(to_millis(value)));
  }
  template <class T>
  void required(std::uint8_t tag, const T& value) {
    Writing inner;
    describe(inner, const_cast<T&>(value));  // writing only reads
    out_.text(tag, inner.take());
  }

  FieldWriter out_;
};

class Reading {
 public:
  explicit Reading(std::string_view bytes) {
    FieldReader in(bytes, version);
    while (const auto field = in.next()) fields_.push_back(*field);
    sound_ = in.valid();
  }

  void field(std::uint8_t tag, std::string& value) {
    each(tag, [&](const Field& field) { read(field, value); });
  }
  template <std::integral T>
  void field(std::uint8_t tag, T& value) {
    each(tag, [&](const Field& field) { read(field, value); });
  }
  template <class T>
    requires std::is_enum_v<T>
  void field(std::uint8_t tag, T& value) {
    each(tag, [&](const Field& field) {
      std::uint64_t number = 0;
      read(field, number);
      value = static_cast<T>(number);
    });
  }
  void field(std::uint8_t tag, TimePoint& value) {
    each(tag, [&](const Field& field) { read(field, value); });
  }
  template <class T>
  void field(std::uint8_t tag, std::optional<T>& value) {
    each(tag, [&](const Field& field) { read(field, value.emplace()); });
  }
  template <class T>
  void field(std::uint8_t tag, std::vector<T>& values) {
    each(tag, [&](const Field& field) { read(field, values.emplace_back()); });
  }
  void field(std::uint8_t tag, std::map<std::string, std::string>& values) {
    each(tag, [&](const Field& field) {
      auto value = field.value;
      const auto name_size = take_varint(value);
      sound_ = sound_ && name_size && *name_size <= value.size();
      if (!sound_) return;
      values.emplace(value.substr(0, *name_size), value.substr(*name_size));
    });
  }
  template <class T>
    requires requires(Reading& reading, T& value) { describe(reading, value); }
  void field(std::uint8_t tag, T& value) {
    each(tag, [&](const Field& field) { read(field, value); });
  }

  bool sound() const { return sound_; }

 private:
  template <class Visit>
  void each(std::uint8_t tag, Visit visit) {
    for (const auto& field : fields_) {
      if (field.tag == tag) visit(field);
    }
  }
  void read(const Field& field, std::string& value) { value = field.value; }
  template <std::integral T>
  void read(const Field& field, T& value) {
    auto digits = field.value;
    const auto number = take_varint(digits);
    sound_ = sound_ && number && digits.empty();
    value = static_cast<T>(number.value_or(0));
  }
  void read(const Field& field, TimePoint& value) {
    std::int64_t millis = 0;
    read(field, millis);
    value = from_millis(millis);
  }
  template <class T>
  void read(const Field& field, T& value) {
    Reading inner(field.value);
    describe(inner, value);
    sound_ = sound_ && inner.sound();
  }

  std::vector<Field> fields_;
  bool sound_ = true;
};

template <class Visitor>
void describe(Visitor& visit, KeyAttribute& attribute) {
  visit.field(1, attribute.name);
  visit.field(2, attribute.type);
}

template <class Visitor>
void describe(Visitor& visit, KeySchema& keys) {
  visit.field(1, keys.hash);
  visit.field(2, keys.range);
}

template <class Visitor>
void describe(Visitor& visit, UnitsBefore& before) {
  visit.field(1, before.units.read_units);
  visit.field(2, before.units.write_units);
  visit.field(3, before.until);
}

template <class Visitor>
void describe(Visitor& visit, ProvisionedUnits& capacity) {
  visit.field(1, capacity.read_units);
  visit.field(2, capacity.write_units);
  visit.field(3, capacity.increased);
  visit.field(4, capacity.decreased);
  visit.field(5, capacity.decreases);
  visit.field(6, capacity.before);
}

template <class Visitor>
void describe(Visitor& visit, UnitBounds& bounds) {
  visit.field(1, bounds.read_units);
  visit.field(2, bounds.write_units);
}

template <class Visitor>
void describe(Visitor& visit, WarmUnits& warm) {
  describe(visit, warm.units);
  visit.field(3, warm.before);
}

template <class Visitor>
void describe(Visitor& visit, IndexProjection& projection) {
  visit.field(1, projection.kind);
  visit.field(2, projection.attributes);
}

template <class Visitor>
void describe(Visitor& visit, IndexRecord& index) {
  visit.field(1, index.name);
  visit.field(2, index.number);
  visit.field(3, index.kind);
  visit.field(4, index.keys);
  visit.field(5, index.projection);
  visit.field(6, index.capacity);
  visit.field(7, index.on_demand);
  visit.field(8, index.warm);
  visit.field(9, index.active_from);
  bool filling = !index.filled;
  visit.field(10, filling);
  index.filled = !filling;
  visit.field(11, index.gone_from);
  visit.field(12, index.updated_until);
}

template <class Visitor>
void describe(Visitor& visit, TimeToLive& ttl) {
  visit.field(1, ttl.attribute);
  visit.field(2, ttl.enabled);
  visit.field(3, ttl.settled_from);
  visit.field(4, ttl.index);
  bool filling = !ttl.filled;
  visit.field(5, filling);
  ttl.filled = !filling;
}

template <class Visitor>
void describe(Visitor& visit, PointInTimeRecovery& recovery) {
  visit.field(1, recovery.since);
  visit.field(2, recovery.days);
}

template <class Visitor>
void describe(Visitor& visit, ResourcePolicy& policy) {
  visit.field(1, policy.text);
  visit.field(2, policy.revision);
}

template <class Visitor>
void describe(Visitor& visit, StreamRecord& stream) {
  visit.field(1, stream.ordinal);
  visit.field(2, stream.view);
  visit.field(3, stream.created);
  visit.field(4, stream.ended);
  visit.field(5, stream.policy);
}

template <class Visitor>
void describe(Visitor& visit, KinesisDestination& destination) {
  visit.field(1, destination.stream_arn);
  visit.field(2, destination.feed);
  visit.field(3, destination.settled_from);
  visit.field(4, destination.precision);
  visit.field(5, destination.updating);
  visit.field(6, destination.failure);
}

template <class Visitor>
void describe(Visitor& visit, TableRecord& table) {
  visit.field(1, table.number);
  visit.field(2, table.id);
  visit.field(3, table.created);
  visit.field(4, table.active_from);
  visit.field(5, table.updated_until);
  visit.field(6, table.gone_from);
  visit.field(7, table.definitions);
  visit.field(8, table.keys);
  visit.field(9, table.billing);
  visit.field(10, table.on_demand_since);
  visit.field(11, table.capacity);
  visit.field(12, table.on_demand);
  visit.field(13, table.warm);
  visit.field(14, table.table_class);
  visit.field(15, table.deletion_protected);
  visit.field(16, table.encrypted_with_kms);
  visit.field(17, table.indexes);
  visit.field(18, table.last_index);
  visit.field(19, table.streams);
  visit.field(20, table.time_to_live);
  visit.field(21, table.recovery);
  visit.field(22, table.tags);
  visit.field(23, table.policy);
  visit.field(24, table.last_stream);
  visit.field(25, table.destinations);
  visit.field(26, table.change);
  visit.field(27, table.encrypted_from);
  visit.field(28, table.kms_key);
}

}  // namespace

std::string encode(const TableRecord& record) {
  Writing writing;
  auto copy = record;  // the one description serves reading too, which changes what it is given
  describe(writing, copy);
  return writing.take();
}

std::optional<TableRecord> decode_table(std::string_view value) {
  Reading reading(value);
  TableRecord record;
  describe(reading, record);
  if (!reading.sound() || record.number == 0 || record.keys.hash.size() != 1) return std::nullopt;
  return record;
}

}  // namespace penstock::dynamodb
