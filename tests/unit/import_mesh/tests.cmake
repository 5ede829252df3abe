# Models are made at test time by another program: Assimp's own exporter.
find_program(ASSIMP_PROGRAM assimp)
tp_test(unit/import_mesh DEPENDS tp_import tp_wire tp_city tp_geo tp_core PACKAGES nlohmann_json::nlohmann_json simdjson::simdjson)
set_property(TEST unit_import_mesh APPEND PROPERTY ENVIRONMENT "TWINPLAN_ASSIMP=${ASSIMP_PROGRAM}")
