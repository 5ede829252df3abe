tp_test(unit/studio DEPENDS tp_studio)
