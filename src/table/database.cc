#include "table/database.h"

#include <algorithm>
#include <vector>

namespace penstock {

rocksdb::Status Database::open(const Options& options, const std::string& directory, Use use,
                               std::unique_ptr<Database>& opened) {
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, options.main);
  families.emplace_back(std::string(table_format::sequences_family), options.sequences);
  rocksdb::DBOptions common(options.main);
  common.create_missing_column_families = true;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const auto status = use == Use::writing ? rocksdb::DB::Open(common, directory, families, &handles, &db)
                                          : rocksdb::DB::OpenForReadOnly(common, directory, families, &handles, &db);
  opened.reset();
  if (!status.ok()) return status;
  opened.reset(new Database());
  opened->db_.reset(db);
  std::ranges::copy(handles, opened->families_.begin());
  return status;
}

Database::~Database() {
  for (auto* family : families_) {
    if (family) db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  if (db_) db_->Close().PermitUncheckedError();
}

Database::Parts Database::parts_of(std::string_view begin, std::string_view end) const {
  using table_format::sequences_end;
  using table_format::sequences_prefix;
  const auto sooner = [&](std::string_view bound) { return end.empty() ? bound : std::min(end, bound); };
  Parts parts;
  if (begin < sequences_prefix) parts.add(main(), begin, sooner(sequences_prefix));
  if (begin < sequences_end) parts.add(sequences(), std::max(begin, sequences_prefix), sooner(sequences_end));
  parts.add(main(), std::max(begin, sequences_end), end);
  return parts;
}

}  // namespace penstock
