# Supplies ns-3's build_lib and build_lib_example over an installed ns-3 (Debian's libns3-dev), so that the module
# and its examples are declared once. Adds the Boost.Test executable, which exists in this build only.

list(APPEND smptcp_modules core network internet applications point-to-point traffic-control stats)

set(SMPTCP_STANDALONE TRUE)
find_package(PkgConfig REQUIRED)
foreach(module ${smptcp_modules})
  list(APPEND smptcp_packages ns3-${module})
endforeach()
pkg_check_modules(NS3 REQUIRED ${smptcp_packages})

# What only single examples need: the library stays free of it.
foreach(module fd-net-device wifi lte mobility)
  pkg_check_modules(NS3_${module} ns3-${module})
  set(lib${module} ${NS3_${module}_LINK_LIBRARIES})
endforeach()

# ns-3's headers decide the language: C++17 up to 3.40, 20 up to 3.45, 23 from then on.
if(NS3_ns3-core_VERSION VERSION_LESS 3.41)
  set(CMAKE_CXX_STANDARD 17)
elseif(NS3_ns3-core_VERSION VERSION_LESS 3.46)
  set(CMAKE_CXX_STANDARD 20)
else()
  set(CMAKE_CXX_STANDARD 23)
endif()
set(CMAKE_CXX_STANDARD_REQUIRED ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

include(CheckIPOSupported)
check_ipo_supported(RESULT SMPTCP_IPO OUTPUT smptcp_ipo_output LANGUAGES CXX)

option(SMPTCP_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
if(SMPTCP_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -g1)
  add_link_options(-fsanitize=address,undefined)
endif()

# The packaged metadata names include directories that do not exist ("/usr;").
set(smptcp_ns3_includes)
foreach(directory ${NS3_INCLUDE_DIRS})
  if(IS_DIRECTORY ${directory} AND NOT directory MATCHES "^/usr(/include)?/?$")
    list(APPEND smptcp_ns3_includes ${directory})
  endif()
endforeach()

set(smptcp_warnings -Wall -Wextra -Wpedantic -Wshadow -Werror)

# ns-3's calling convention: LIBNAME, SOURCE_FILES, HEADER_FILES, LIBRARIES_TO_LINK.
function(build_lib)
  cmake_parse_arguments(BLIB "" "LIBNAME" "SOURCE_FILES;HEADER_FILES;LIBRARIES_TO_LINK" ${ARGN})
  add_library(${BLIB_LIBNAME} SHARED ${BLIB_SOURCE_FILES})
  # As in an ns-3 tree, every header is found as "ns3/<name>.h". Links follow the sources without a copy.
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include/ns3)
  foreach(header ${BLIB_HEADER_FILES})
    get_filename_component(name ${header} NAME)
    file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/${header} ${CMAKE_BINARY_DIR}/include/ns3/${name} SYMBOLIC)
  endforeach()
  target_include_directories(${BLIB_LIBNAME} PUBLIC ${CMAKE_BINARY_DIR}/include)
  target_include_directories(${BLIB_LIBNAME} SYSTEM PUBLIC ${smptcp_ns3_includes})
  # The package has logging compiled in but does not say so; without this NS_LOG would be empty here.
  target_compile_definitions(${BLIB_LIBNAME} PUBLIC NS3_LOG_ENABLE)
  target_compile_options(${BLIB_LIBNAME} PRIVATE ${smptcp_warnings})
  # Each segment passes many small functions: let the compiler see across files (some 6 % of a transfer's CPU).
  if(SMPTCP_IPO AND NOT SMPTCP_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL Debug)
    set_target_properties(${BLIB_LIBNAME} PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
    target_compile_options(${BLIB_LIBNAME} PRIVATE -fno-semantic-interposition)
  endif()
  set(libraries ${BLIB_LIBRARIES_TO_LINK})
  target_link_libraries(${BLIB_LIBNAME} PUBLIC ${NS3_LINK_LIBRARIES} ${libraries})
  # As in an ns-3 tree, the target's name is in a variable: releases differ in whether it starts with "lib".
  set(lib${BLIB_LIBNAME} ${BLIB_LIBNAME} PARENT_SCOPE)
endfunction()

# NAME, SOURCE_FILES, LIBRARIES_TO_LINK
function(build_lib_example)
  cmake_parse_arguments(BEX "" "NAME" "SOURCE_FILES;HEADER_FILES;LIBRARIES_TO_LINK" ${ARGN})
  add_executable(${BEX_NAME} ${BEX_SOURCE_FILES})
  target_compile_options(${BEX_NAME} PRIVATE ${smptcp_warnings})
  target_link_libraries(${BEX_NAME} PRIVATE ${BEX_LIBRARIES_TO_LINK})
endfunction()

