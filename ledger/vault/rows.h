// For the sources of this folder alone: row keys. The letters are the first bytes of the keys in
// the vault's store; persisted.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "ledger/base/bytes.h"

namespace xueji::vault_rows {

inline constexpr std::uint8_t access = 'A';      ///< ‖ sequence u64 BE → sealed access record.
inline constexpr std::uint8_t disclosure = 'D';  ///< ‖ ref → version u8 ‖ owner ‖ sealed.
inline constexpr std::uint8_t person = 'I';      ///< ‖ keyed hash (32) → PersonId.
inline constexpr std::uint8_t list = 'L';  ///< ‖ kind u8 ‖ generation u32 BE → as of, count.
inline constexpr std::uint8_t meta = 'M';  ///< → format u8 ‖ ledger id.
inline constexpr std::uint8_t listed = 'N';  ///< ‖ kind u8 ‖ generation u32 BE ‖ keyed hash → .
inline constexpr std::uint8_t owner = 'O';    ///< ‖ owner ‖ subject kind u8 ‖ subject → .
inline constexpr std::uint8_t pending = 'P';  ///< ‖ batch id (16) → refs and bindings.

/// The parts one after the other.
[[nodiscard]] Bytes joined(std::initializer_list<ByteView> parts);
/// The row's byte and what follows it.
[[nodiscard]] Bytes key(std::uint8_t row, ByteView rest = {});

}  // namespace xueji::vault_rows
