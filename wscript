# Copyright (c) 2026 The smptcp authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The second build, for those who prefer waf: library, examples and Boost tests over an installed ns-3, from the
same directories as CMake. Modules and warnings are read from CMake's files, so they are named once.
doc/homes.rst says where waf comes from."""

import os
import re
import shlex

APPNAME = "smptcp"
top = "."
out = "build-waf/out"

# Modules of ns-3 that only one program uses.
PROGRAM_NEEDS = {"smptcp-live": ["fd-net-device"], "smptcp-handover": ["wifi", "lte", "mobility"]}


def cmake_list(ctx, file, name):
    """The words of the CMake list `name` that `file` sets."""
    text = ctx.srcnode.find_resource(file).read()
    found = re.search(r"^(?:set\(|list\(APPEND )%s ([^)]+)\)" % name, text, re.M)
    if not found:
        ctx.fatal("%s does not set %s" % (file, name))
    return found.group(1).split()


def cxx_standard(version):
    """ns-3's headers decide the language: C++17 up to 3.40, 20 up to 3.45, 23 from then on."""
    release = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    return 17 if release < (3, 41) else 20 if release < (3, 46) else 23


def pkg_config(cfg, *arguments):
    return cfg.cmd_and_log(cfg.env.PKGCONFIG + list(arguments), quiet=True).strip()


def options(opt):
    opt.load("compiler_cxx")


def configure(cfg):
    cfg.load("compiler_cxx")
    cfg.find_program("pkg-config", var="PKGCONFIG")
    packages = ["ns3-" + module for module in cmake_list(cfg, "cmake/standalone.cmake", "smptcp_modules")]

    cfg.start_msg("Checking for ns-3")
    version = pkg_config(cfg, "--modversion", "ns3-core")
    standard = cxx_standard(version)
    cfg.end_msg("%s, so C++%d" % (version, standard))

    # The packaged metadata names include directories that do not exist ("/usr;").
    flags = shlex.split(pkg_config(cfg, "--cflags-only-I", *packages))
    directories = dict.fromkeys(flag[2:].rstrip("/") for flag in flags)
    cfg.env.NS3_SYSTEM = [
        flag
        for directory in directories
        if os.path.isdir(directory) and directory not in ("/usr", "/usr/include")
        for flag in ("-isystem", directory)
    ]
    cfg.parse_flags(pkg_config(cfg, "--libs", *packages), "NS3")
    cfg.env.LINKFLAGS_NS3 += cfg.env.FLAGS_NS3

    # What only single programs need: the library stays free of it.
    for program, modules in PROGRAM_NEEDS.items():
        found = [
            cfg.check_cfg(package="ns3-" + module, msg="Checking for " + module, mandatory=False)
            for module in modules
        ]
        if all(found):
            libraries = pkg_config(cfg, "--libs", *["ns3-" + module for module in modules])
            cfg.parse_flags(libraries, "NS3_" + program)
        else:
            cfg.env.append_value("SMPTCP_LEFT_OUT", "examples/%s.cc" % program)

    cfg.env.CXXFLAGS += ["-std=c++%d" % standard, "-O2"] + cfg.env.NS3_SYSTEM
    # The package has logging compiled in but does not say so; without this NS_LOG would be empty here.
    cfg.env.DEFINES += ["NDEBUG", "NS3_LOG_ENABLE"]
    cfg.check_cxx(header_name="ns3/core-module.h", use="NS3", msg="Checking that ns-3 links")
    cfg.check_cxx(header_name="cryptopp/sha.h", lib="cryptopp", uselib_store="CRYPTOPP")
    cfg.check_cxx(
        header_name="boost/test/unit_test.hpp",
        lib="boost_unit_test_framework",
        uselib_store="BOOST_TEST",
        mandatory=False,
    )
    cfg.env.SMPTCP_WARNINGS = cmake_list(cfg, "cmake/standalone.cmake", "smptcp_warnings")


def stage_headers(bld, headers):
    """As in an ns-3 tree, every header is found as "ns3/<name>.h". Links follow the sources without a copy."""
    directory = bld.bldnode.make_node("include/ns3")
    directory.mkdir()
    wanted = {header.name: header.abspath() for header in headers}
    if len(wanted) != len(headers):
        bld.fatal("two headers have the same name")
    for name in os.listdir(directory.abspath()):
        path = os.path.join(directory.abspath(), name)
        if os.readlink(path) != wanted.get(name):
            os.unlink(path)
    for name, target in wanted.items():
        # A node, as waf looks for the headers of a source among the nodes it knows.
        path = directory.make_node(name).abspath()
        if not os.path.islink(path):
            os.symlink(target, path)
    return directory.parent


def build(bld):
    folders = ["src/smptcp/model/*/*.", "src/smptcp/helper/*."]
    common = {
        "includes": [stage_headers(bld, bld.path.ant_glob([folder + "h" for folder in folders]))],
        "cxxflags": bld.env.SMPTCP_WARNINGS,
        "rpath": [bld.bldnode.abspath()],
    }
    bld.shlib(
        source=bld.path.ant_glob([folder + "cc" for folder in folders]),
        target="smptcp",
        use=["NS3", "CRYPTOPP"],
        **common
    )
    for source in bld.path.ant_glob("examples/*.cc", excl=bld.env.SMPTCP_LEFT_OUT):
        name = os.path.splitext(source.name)[0]
        # As in examples/CMakeLists.txt: also the parts of the program whose name this one extends.
        parts = bld.path.ant_glob("examples/smptcp-*/*.cc")
        bld.program(
            source=[source] + [part for part in parts if (name + "-").startswith(part.parent.name + "-")],
            target="bin/" + name,
            defines=['SMPTCP_SCENARIO_DIR="%s"' % bld.path.find_dir("examples/scenarios").abspath()],
            use=["smptcp", "NS3", "NS3_" + name, "CRYPTOPP"],
            **common
        )
    if bld.env.LIB_BOOST_TEST:
        data = bld.path.make_node("src/smptcp/test/data").abspath()
        bld.program(
            source=bld.path.ant_glob(["src/smptcp/test/*.cc", "src/smptcp/test/fuzz/*-entry.cc"]),
            target="bin/smptcp-test",
            defines=["BOOST_TEST_DYN_LINK", 'SMPTCP_TEST_DATA_DIR="%s"' % data],
            use=["smptcp", "NS3", "CRYPTOPP", "BOOST_TEST"],
            **common
        )
