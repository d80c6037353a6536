#include "ledger/schema/table_codec.h"

XUEJI_CODEC(Event)
