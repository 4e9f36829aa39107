"""A stand-in for the `nexau` package, so that tools which import its types run in a sandbox that does not have it."""

import importlib.abc
import importlib.machinery
import importlib.util
import sys

import nexau_host_objects as objects
import nexau_host_sandbox as sandbox

PACKAGE = "nexau"

_KNOWN = {
    name: getattr(module, name)
    for module, names in (
        (objects, ("AgentContext", "AgentState", "FrameworkContext", "GlobalStorage")),
        (sandbox, ("BaseSandbox", "CodeExecutionResult", "CommandResult", "FileInfo", "FileOperationResult",
                   "LocalSandbox", "SandboxStatus")),
    )
    for name in names
}


def install():
    """Does nothing where the real package is installed."""
    if importlib.util.find_spec(PACKAGE) is None:
        sys.meta_path.append(_Finder())


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname, path=None, target=None):
        if fullname == PACKAGE or fullname.startswith(PACKAGE + "."):
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__path__ = []
        module.__getattr__ = lambda name: _attribute(module.__name__, name)


def _attribute(module, name):
    if name.startswith("__"):
        raise AttributeError("module %r has no attribute %r" % (module, name))
    return _KNOWN.get(name) or _placeholder(module, name)


def _placeholder(module, name):
    """A name that can be imported, say for an annotation, and says what is missing when it is used."""

    def refuse(self, *_args, **_kwargs):
        raise NotImplementedError("%s.%s is not available in the cloud's tool host" % (module, name))

    return type(name, (), {"__init__": refuse, "__module__": module})
