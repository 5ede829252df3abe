tp_test(unit/labels DEPENDS tp_view tp_scene tp_catalogue tp_proposal tp_city tp_geo tp_core)
