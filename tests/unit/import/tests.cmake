tp_test(unit/import DEPENDS tp_import tp_wire tp_city tp_core PACKAGES ZLIB::ZLIB)
