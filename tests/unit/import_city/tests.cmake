tp_test(unit/import_city DEPENDS tp_import tp_wire tp_city tp_geo tp_core)
