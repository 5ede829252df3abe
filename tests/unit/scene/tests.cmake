tp_test(unit/scene DEPENDS tp_scene tp_catalogue tp_proposal tp_city tp_geo tp_core)
