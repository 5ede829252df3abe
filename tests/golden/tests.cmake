tp_test(golden DEPENDS tp_view tp_scene tp_pass tp_vk tp_light tp_catalogue tp_proposal tp_city tp_geo tp_core PACKAGES PNG::PNG LABELS gpu TIMEOUT 600)
