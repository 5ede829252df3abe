set(limit_s 600)
if(TWINPLAN_SLOW) # every call, with every result
    set(limit_s 14400)
endif()
tp_test(robust/gpu DEPENDS tp_view tp_scene tp_pass tp_vk tp_catalogue tp_proposal tp_city tp_geo tp_core PACKAGES nlohmann_json::nlohmann_json Vulkan::Vulkan ${CMAKE_DL_LIBS} LABELS gpu TIMEOUT ${limit_s})
if(TARGET test_robust_gpu)
    target_sources(test_robust_gpu PRIVATE ${CMAKE_SOURCE_DIR}/tests/golden/small_city.cpp ${CMAKE_SOURCE_DIR}/tests/golden/model_city.cpp)
    # The same calls as a library that is preloaded to the shipped program.
    add_library(tp_vulkan_faults MODULE ${CMAKE_SOURCE_DIR}/tests/robust/gpu/vulkan_faults.cpp)
    target_link_libraries(tp_vulkan_faults PRIVATE $<BUILD_INTERFACE:tp_warnings> Vulkan::Headers ${CMAKE_DL_LIBS})
    set_target_properties(tp_vulkan_faults PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin PREFIX "")
    add_dependencies(test_robust_gpu tp_vulkan_faults twinplan)
endif()
