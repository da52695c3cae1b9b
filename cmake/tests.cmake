# The Boost.Test executable: one ctest test for each suite, found in the sources.

enable_testing()
find_package(Boost 1.71 REQUIRED COMPONENTS unit_test_framework)
find_package(nlohmann_json 3 REQUIRED) # reads the published vectors in test/data

# Corpora are replayed through the same entry functions that the fuzz targets call.
file(GLOB smptcp_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/smptcp/test/*.cc
     ${CMAKE_SOURCE_DIR}/src/smptcp/test/fuzz/*-entry.cc
)
add_executable(smptcp-test ${smptcp_tests})
target_compile_options(smptcp-test PRIVATE ${smptcp_warnings})
target_compile_definitions(
  smptcp-test PRIVATE BOOST_TEST_DYN_LINK SMPTCP_TEST_DATA_DIR="${CMAKE_SOURCE_DIR}/src/smptcp/test/data"
)
target_link_libraries(smptcp-test PRIVATE smptcp Boost::unit_test_framework nlohmann_json::nlohmann_json)

foreach(source ${smptcp_tests})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  file(STRINGS ${source} suites REGEX "^BOOST_AUTO_TEST_SUITE\\(")
  foreach(line ${suites})
    string(REGEX REPLACE "^BOOST_AUTO_TEST_SUITE\\(([A-Za-z0-9_]+).*" "\\1" suite ${line})
    add_test(NAME ${suite} COMMAND smptcp-test --run_test=${suite})
    set_tests_properties(${suite} PROPERTIES TIMEOUT 900)
  endforeach()
endforeach()

# End-to-end: programs judged from outside, by scripts that use nothing of the C++ code.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_Interpreter_FOUND)
  set(scripts ${CMAKE_SOURCE_DIR}/src/smptcp/test)
  set(programs --program $<TARGET_FILE:smptcp-transfer>)
  add_test(NAME checker_itself COMMAND ${Python3_EXECUTABLE} ${scripts}/test_check_smptcp_pcap.py)
  add_test(NAME random_runs COMMAND ${Python3_EXECUTABLE} ${scripts}/random-runs.py ${programs} --runs 100)
  add_test(NAME random_variants COMMAND ${Python3_EXECUTABLE} ${scripts}/random-runs.py ${programs} --set alike --runs 100)
  add_test(NAME random_compositions COMMAND ${Python3_EXECUTABLE} ${scripts}/random-runs.py ${programs} --set compat
                                            --runs 144)
  add_test(NAME compositions_judge COMMAND ${Python3_EXECUTABLE} ${scripts}/test_compositions.py ${programs})
  add_test(NAME flipped_bits COMMAND ${Python3_EXECUTABLE} ${scripts}/flip-bits.py ${programs} --flips 100)
  add_test(NAME transfer_program COMMAND ${Python3_EXECUTABLE} ${scripts}/test_transfer.py ${programs})
  add_test(NAME mptcp_captures_of_transfers COMMAND ${Python3_EXECUTABLE} ${scripts}/test_mptcp_pcap.py ${programs})
  set_tests_properties(
    random_runs random_variants random_compositions flipped_bits transfer_program mptcp_captures_of_transfers PROPERTIES TIMEOUT 1500
  )
  add_test(NAME mptcp_checker_itself COMMAND ${Python3_EXECUTABLE} ${scripts}/test_check_mptcp_pcap.py)
  add_test(NAME option_space COMMAND ${Python3_EXECUTABLE} ${scripts}/test_option_space.py --program
                                     $<TARGET_FILE:smptcp-option-space>)
  add_test(NAME attack COMMAND ${Python3_EXECUTABLE} ${scripts}/test_attack.py --program $<TARGET_FILE:smptcp-attack>)
  add_test(NAME attack_matrix COMMAND ${Python3_EXECUTABLE} ${scripts}/test_attack_matrix.py --program
                                      $<TARGET_FILE:smptcp-attack-matrix>)
  # It keeps all processors busy by itself.
  set_tests_properties(attack_matrix PROPERTIES TIMEOUT 1500 PROCESSORS 2)
  add_test(NAME compat_matrix COMMAND ${Python3_EXECUTABLE} ${scripts}/test_compat_matrix.py --program
                                      $<TARGET_FILE:smptcp-compat-matrix>)
  add_test(NAME scenario_program COMMAND ${Python3_EXECUTABLE} ${scripts}/test_scenario.py --program
                                         $<TARGET_FILE:smptcp-scenario>)
  add_test(NAME explain COMMAND ${Python3_EXECUTABLE} ${scripts}/test_explain.py --program $<TARGET_FILE:smptcp-explain>
                                --transfer $<TARGET_FILE:smptcp-transfer>)
  # The README and the manual show what is printed.
  add_test(NAME samples COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/samples.py --build ${CMAKE_BINARY_DIR})
  if(TARGET smptcp-handover)
    add_test(NAME handover COMMAND ${Python3_EXECUTABLE} ${scripts}/test_handover.py --program
                                   $<TARGET_FILE:smptcp-handover>)
    set_tests_properties(handover PROPERTIES TIMEOUT 1500 PROCESSORS 2)
  endif()
  if(TARGET smptcp-live)
    # Prints the reason and is reported as skipped where root, taps or the kernel's MPTCP are missing.
    add_test(NAME live_kernel COMMAND ${Python3_EXECUTABLE} ${scripts}/test_live_kernel.py --program
                                      $<TARGET_FILE:smptcp-live>)
    # It runs in real time beside a kernel: with nothing else on the machine.
    set_tests_properties(live_kernel PROPERTIES TIMEOUT 1500 PROCESSORS 2 SKIP_RETURN_CODE 77)
    # Needs the path of a daemon in the environment variable TCPCRYPTD; TCPCRYPTD_B names one of form B.
    add_test(NAME live_tcpcryptd COMMAND ${Python3_EXECUTABLE} ${scripts}/test_live_tcpcryptd.py --program
                                         $<TARGET_FILE:smptcp-live>)
    set_tests_properties(live_tcpcryptd PROPERTIES TIMEOUT 900 SKIP_RETURN_CODE 77)
  endif()
endif()

# The other build system: the same files, by waf where apt can supply it.
if(NOT SMPTCP_SANITIZE)
  add_test(NAME waf_build COMMAND ${CMAKE_SOURCE_DIR}/tools/check-waf.sh ${CMAKE_BINARY_DIR}/waf)
  set_tests_properties(waf_build PROPERTIES TIMEOUT 1500 PROCESSORS 2 SKIP_REGULAR_EXPRESSION "^skipped: ")
endif()
