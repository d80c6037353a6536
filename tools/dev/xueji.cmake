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
  if(XUEJI_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(xueji_options INTERFACE -Wno-tsan)  # Asio has a fence of its own.
  endif()
endif()
find_program(XUEJI_MOLD mold)
if(XUEJI_MOLD)
  target_link_options(xueji_options INTERFACE -fuse-ld=mold)
endif()

# The headers that nearly every file reads, parsed once. A build without them (the dev preset, or
# plain cmake) shows an #include that is missing.
if(XUEJI_PRECOMPILE)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(xueji_options INTERFACE -fpch-preprocess)
  endif()
  file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/precompiled.cc CONTENT "// Owner of the precompiled headers.\n")
  set_source_files_properties(${PROJECT_BINARY_DIR}/precompiled.cc PROPERTIES GENERATED ON)
  add_library(xueji_headers OBJECT ${PROJECT_BINARY_DIR}/precompiled.cc)
  target_link_libraries(xueji_headers PRIVATE xueji_options)
  target_precompile_headers(xueji_headers PRIVATE
    <algorithm> <functional> <map> <memory> <set> <unordered_map>
    "${PROJECT_SOURCE_DIR}/ledger/model/state.h" "${PROJECT_SOURCE_DIR}/ledger/model/verdict.h"
    "${PROJECT_SOURCE_DIR}/ledger/policy/pack.h")
endif()
function(xueji_precompile name owner)
  if(XUEJI_PRECOMPILE)
    target_precompile_headers(${name} REUSE_FROM ${owner})
  endif()
endfunction()

# xueji_library(NAME USES libs... PRIVATE third-party...)
function(xueji_library name)
  cmake_parse_arguments(arg "" "" "USES;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC xueji_options ${arg_USES} PRIVATE ${arg_PRIVATE})
    xueji_precompile(${name} xueji_headers)
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
  xueji_precompile(${name} test_headers)
  # A test program with a main of its own configures Catch2 before it includes it.
  set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/test_main.cc
                              PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  catch_discover_tests(${name} TEST_PREFIX "${name}: " PROPERTIES TIMEOUT 600)
endfunction()
