# The build vocabulary: one library per folder, one test program per folder.
# Every source in a folder belongs to its library, so a new file needs no build change.

add_library(xueji_options INTERFACE)
target_compile_options(xueji_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Werror
  # g++ 12 reports false positives of these inside the standard library at -O2 and above.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized -Wno-error=restrict -Wno-error=dangling-pointer
    -Wno-error=array-bounds -Wno-error=stringop-overflow -Wno-error=stringop-overread>)
target_include_directories(xueji_options INTERFACE ${PROJECT_SOURCE_DIR})
if(XUEJI_SANITIZE)
  target_compile_options(xueji_options INTERFACE -fsanitize=${XUEJI_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(xueji_options INTERFACE -fsanitize=${XUEJI_SANITIZE})
endif()
find_program(XUEJI_MOLD mold)
if(XUEJI_MOLD)
  target_link_options(xueji_options INTERFACE -fuse-ld=mold)
endif()

# xueji_library(NAME USES libs... PRIVATE third-party...)
function(xueji_library name)
  cmake_parse_arguments(arg "" "" "USES;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC xueji_options ${arg_USES} PRIVATE ${arg_PRIVATE})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE xueji_options ${arg_USES})
  endif()
endfunction()

# xueji_test(NAME USES libs... PRIVATE third-party...): all *_test.cc of the folder, one program.
function(xueji_test name)
  cmake_parse_arguments(arg "" "" "USES;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE catch_main ${arg_USES} ${arg_PRIVATE})
  catch_discover_tests(${name} TEST_PREFIX "${name}: " PROPERTIES TIMEOUT 600)
endfunction()
