tp_test(unit/model DEPENDS tp_core tp_catalogue tp_model LABELS unit)
