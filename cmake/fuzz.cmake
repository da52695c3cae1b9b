# Fuzz targets instead of everything else (SMPTCP_FUZZ, clang with libFuzzer): what reads the network without a
# simulator, instrumented, and one program for each test/fuzz/fuzz-NAME.cc with its fuzz-NAME-entry.cc.
#
#   cmake -S . -B build-fuzz -G Ninja -DSMPTCP_FUZZ=ON -DCMAKE_CXX_COMPILER=clang++ && ninja -C build-fuzz
#   mkdir -p results/fuzz && build-fuzz/bin/fuzz-options -max_len=256 results/fuzz src/smptcp/test/data/corpus/options
#
# What it finds first goes to results/fuzz; a file that shows a bug belongs into the corpus, which the tests replay.

if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "SMPTCP_FUZZ needs clang: add -DCMAKE_CXX_COMPILER=clang++")
endif()

set(smptcp_fuzz_checks -fsanitize=address,undefined -fno-sanitize-recover=undefined -g1)
add_compile_options(-fsanitize=fuzzer-no-link ${smptcp_fuzz_checks})
add_link_options(${smptcp_fuzz_checks})

list(FILTER smptcp_sources INCLUDE REGEX "/model/(wire|crypto)/")
build_lib(
  LIBNAME smptcp-fuzzed
  SOURCE_FILES ${smptcp_sources}
  HEADER_FILES ${smptcp_headers}
  LIBRARIES_TO_LINK cryptopp
)

file(GLOB smptcp_fuzz_targets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/smptcp/test/fuzz/fuzz-*.cc)
list(FILTER smptcp_fuzz_targets EXCLUDE REGEX "-entry\\.cc$")
foreach(source ${smptcp_fuzz_targets})
  get_filename_component(target ${source} NAME_WE)
  string(REPLACE ".cc" "-entry.cc" entry ${source})
  build_lib_example(NAME ${target} SOURCE_FILES ${source} ${entry} LIBRARIES_TO_LINK smptcp-fuzzed)
  target_link_options(${target} PRIVATE -fsanitize=fuzzer)
endforeach()
