tp_test(unit/catalogue DEPENDS tp_core tp_catalogue LABELS unit)
