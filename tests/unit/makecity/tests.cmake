tp_test(unit/makecity DEPENDS tp_makecity tp_project TIMEOUT 600)
