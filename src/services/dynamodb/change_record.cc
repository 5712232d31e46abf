#include "services/dynamodb/change_record.h"

#include "item/item_encoding.h"
#include "table/tagged_fields.h"

namespace penstock::dynamodb {
namespace {

constexpr std::uint8_t version = 1;

// Stored: never renumber.
enum Tag : std::uint8_t { tag_kind = 1, tag_by = 2, tag_time = 3, tag_keys = 4, tag_old_image = 5, tag_new_image = 6 };

bool keeps_old(StreamView view) { return view == StreamView::old_image || view == StreamView::new_and_old_images; }
bool keeps_new(StreamView view) { return view == StreamView::new_image || view == StreamView::new_and_old_images; }

}  // namespace

std::string encode_change(StreamView view, const item::Item& keys, const Change& change) {
  const bool has_old = !change.old_image.empty();
  const bool has_new = !change.new_image.empty();
  const auto kind = !has_old ? ChangeKind::insert : !has_new ? ChangeKind::remove : ChangeKind::modify;
  FieldWriter out(version);
  out.reserve(item::size_of(keys) + change.old_image.size() + change.new_image.size() + 96);
  out.number(tag_kind, static_cast<std::uint64_t>(kind));
  if (change.by != ChangedBy::request) out.number(tag_by, static_cast<std::uint64_t>(change.by));
  out.number(tag_time, static_cast<std::uint64_t>(to_millis(change.time)));
  out.text(tag_keys, item::encode_item(keys));
  if (has_old && keeps_old(view)) out.text(tag_old_image, change.old_image);
  if (has_new && keeps_new(view)) out.text(tag_new_image, change.new_image);
  return out.take();
}

std::optional<ChangeRecord> decode_change(std::string_view bytes) {
  ChangeRecord record;
  FieldReader in(bytes, version);
  bool sound = true;
  const auto read_item = [&sound](const Field& field) {
    auto decoded = item::decode_item(field.value);
    sound = sound && decoded.has_value();
    return decoded.value_or(item::Item{});
  };
  while (const auto field = in.next()) {
    switch (field->tag) {
      case tag_kind: {
        const auto kind = in.number(*field);
        sound = sound && kind <= static_cast<std::uint64_t>(ChangeKind::remove);
        record.kind = static_cast<ChangeKind>(kind);
        break;
      }
      case tag_by:
        record.by = in.number(*field) == 0 ? ChangedBy::request : ChangedBy::time_to_live;
        break;
      case tag_time:
        record.time = from_millis(static_cast<std::int64_t>(in.number(*field)));
        break;
      case tag_keys:
        record.keys = read_item(*field);
        break;
      case tag_old_image:
        record.old_image = read_item(*field);
        break;
      case tag_new_image:
        record.new_image = read_item(*field);
        break;
      default:
        break;
    }
  }
  if (!in.valid() || !sound) return std::nullopt;
  return record;
}

}  // namespace penstock::dynamodb
