#include "ledger/schema/table_codec.h"

XUEJI_CODEC(Genesis)
XUEJI_CODEC(PackChunk)
XUEJI_CODEC(SubmissionHeader)
XUEJI_CODEC(SignOff)
XUEJI_CODEC(Signed)
XUEJI_CODEC(LedgerRecord)
