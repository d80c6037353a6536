#include "ledger/schema/table_codec.h"

XUEJI_CODEC(OrganisationState)
XUEJI_CODEC(PersonState)
XUEJI_CODEC(KeyState)
XUEJI_CODEC(ClassState)
XUEJI_CODEC(StudentState)
XUEJI_CODEC(SubmissionState)
XUEJI_CODEC(Reservation)
XUEJI_CODEC(IdentifierState)
XUEJI_CODEC(SerialState)
