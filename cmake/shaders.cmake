# tp_shaders(target): compiles renderer/pass/shaders/*.glsl, each with VERTEX and FRAGMENT defined in turn, to
# build/shaders/NAME.h with arrays tp::shaders::NAME_vert and NAME_frag.
find_program(GLSLANG glslangValidator REQUIRED)
function(tp_shaders target)
    set(out ${CMAKE_BINARY_DIR}/generated/shaders)
    file(MAKE_DIRECTORY ${out})
    file(GLOB shaders CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/renderer/pass/shaders/*.glsl)
    file(GLOB parts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/renderer/pass/shaders/*.inc)
    set(outputs)
    foreach(shader ${shaders})
        cmake_path(GET shader STEM name)
        foreach(stage vert frag)
            string(REPLACE "vert" "VERTEX" define ${stage})
            string(REPLACE "frag" "FRAGMENT" define ${define})
            add_custom_command(OUTPUT ${out}/${name}_${stage}.h
                COMMAND ${GLSLANG} --quiet --target-env vulkan1.3 -S ${stage} -D${define}=1
                    -I${CMAKE_SOURCE_DIR}/renderer/pass/shaders
                    --vn ${name}_${stage} -o ${out}/${name}_${stage}.h ${shader}
                DEPENDS ${shader} ${parts} VERBATIM)
            list(APPEND outputs ${out}/${name}_${stage}.h)
        endforeach()
    endforeach()
    add_custom_target(${target}_shaders DEPENDS ${outputs})
    add_dependencies(${target} ${target}_shaders)
    target_include_directories(${target} PRIVATE ${CMAKE_BINARY_DIR}/generated)
endfunction()
