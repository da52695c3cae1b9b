# Fuzz targets instead of everything else (SMPTCP_FUZZ, clang with libFuzzer): the module, instrumented, over ns-3 as it
# is installed, and one program for each test/fuzz/fuzz-NAME.cc with its fuzz-NAME-entry.cc.
#
#   cmake -S . -B build-fuzz -G Ninja -DSMPTCP_FUZZ=ON -DCMAKE_CXX_COMPILER=clang++ && ninja -C build-fuzz
#   mkdir -p results/fuzz && build-fuzz/bin/fuzz-options -max_len=256 results/fuzz src/smptcp/test/data/corpus/options
#   mkdir -p results/fuzz-socket && ASAN_OPTIONS=detect_container_overflow=0 build-fuzz/bin/fuzz-socket \
#     -max_len=512 -timeout=10 -detect_leaks=0 results/fuzz-socket src/smptcp/test/data/corpus/socket
#
# Containers that ns-3 filled carry no marks of AddressSanitizer, and what ns-3 keeps until the end is no leak.
# What it finds first goes to results/fuzz; a file that shows a bug belongs into the corpus, which the tests replay.

if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "SMPTCP_FUZZ needs clang: add -DCMAKE_CXX_COMPILER=clang++")
endif()

set(smptcp_fuzz_checks -fsanitize=address,undefined -fno-sanitize-recover=undefined -g1)
add_compile_options(-fsanitize=fuzzer-no-link ${smptcp_fuzz_checks})
add_link_options(${smptcp_fuzz_checks})
set(SMPTCP_IPO OFF) # coverage is seen per file, and nobody wants to wait for the link

# Two hosts on links, which fuzz-socket shares with the tests.
set(smptcp_fuzz_support src/smptcp/test/two-hosts.cc src/smptcp/test/wire-log.cc)
build_lib(
  LIBNAME smptcp-fuzzed
  SOURCE_FILES ${smptcp_sources} ${smptcp_fuzz_support}
  HEADER_FILES ${smptcp_headers}
  LIBRARIES_TO_LINK ${SMPTCP_CRYPTOPP}
)

file(GLOB smptcp_fuzz_targets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/smptcp/test/fuzz/fuzz-*.cc)
list(FILTER smptcp_fuzz_targets EXCLUDE REGEX "-entry\\.cc$")
foreach(source ${smptcp_fuzz_targets})
  get_filename_component(target ${source} NAME_WE)
  string(REPLACE ".cc" "-entry.cc" entry ${source})
  build_lib_example(NAME ${target} SOURCE_FILES ${source} ${entry} LIBRARIES_TO_LINK smptcp-fuzzed)
  target_link_options(${target} PRIVATE -fsanitize=fuzzer)
endforeach()
