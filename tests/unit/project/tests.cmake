tp_test(unit/project DEPENDS tp_project PACKAGES SQLite::SQLite3)
