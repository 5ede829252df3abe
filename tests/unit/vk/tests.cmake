tp_test(unit/vk DEPENDS tp_vk tp_core)
