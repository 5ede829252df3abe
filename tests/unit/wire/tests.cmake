tp_test(unit/wire DEPENDS tp_wire tp_city tp_core)
