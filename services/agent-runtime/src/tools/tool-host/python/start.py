# Run with `python3 -c`: the host's modules and its settings come as arguments, so nothing has to be put into the sandbox.
import json, sys, types

for name, source in json.loads(sys.argv[1]).items():
    sys.modules[name] = types.ModuleType(name)
    exec(compile(source, "<%s>" % name, "exec"), sys.modules[name].__dict__)
settings = json.loads(sys.argv[2])
sys.argv[:] = [""]
sys.path[:] = [entry for entry in sys.path if entry != ""]
sys.modules["nexau_host"].main(settings)
