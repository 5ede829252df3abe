tp_test(unit/core DEPENDS tp_core LABELS unit)
