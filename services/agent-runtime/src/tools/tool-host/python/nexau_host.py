"""
The tool host: imports a project's tools and calls them for the runtime, which sits outside of the sandbox.

One JSON object per line, on descriptors that the tools do not see. The runtime sends `call`, `check`, `format` and
`shutdown`; every one but the last has an `id` and gets one answer with it. Whatever a tool prints goes to stderr.
"""

import dataclasses
import importlib
import importlib.util
import inspect
import json
import math
import os
import shutil
import sys
import threading
import traceback

import nexau_host_objects as objects
import nexau_host_package
import nexau_host_sandbox as sandboxes

# It goes through events and history, and a model reads nothing of this length.
MAX_ANSWER_BYTES = 2 * 1024 * 1024
MAX_COPIED_BYTES = 200 * 1024 * 1024
INJECTED = ("agent_state", "global_storage", "ctx", "sandbox")


class Host:
    def __init__(self, settings):
        # Tools get an empty stdin, and stderr for stdout: a print, or a child's, must not end up between our lines.
        self._input = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
        self._output = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.dup2(2, 1)
        sys.stdin = open(0, "r", closefd=False)
        sys.stdout = sys.stderr
        self._write_lock = threading.Lock()
        self._import_lock = threading.RLock()
        self._functions = {}
        self._shutting_down = threading.Event()
        self._state = settings["state"]
        self._storage = _Synced(objects.GlobalStorage())
        self._context = _Synced(objects.AgentContext())
        self._sandbox = sandboxes.LocalSandbox(settings["sandbox_id"], settings["work_dir"], settings["env"])
        root = os.path.join(writable_agent_dir(settings), settings["root"])
        os.chdir(root)
        sys.path.insert(0, root)
        nexau_host_package.install()

    def serve(self):
        for line in self._input:
            message = json.loads(line)
            if message["type"] == "shutdown":
                self._shutting_down.set()
                continue
            threading.Thread(target=self._answer, args=(message,), daemon=True).start()
        # The runtime is gone; threads that still work for it end with us.
        os._exit(0)

    def _answer(self, message):
        try:
            answer = getattr(self, "_" + message["type"])(message)
        except BaseException as error:  # A tool may raise SystemExit or worse.
            answer = describe(error)
        self._send({"id": message["id"], **answer})

    def _send(self, answer):
        text = to_json(answer)
        if len(text.encode("utf-8", "surrogatepass")) > MAX_ANSWER_BYTES:
            error = "The tool returned more than %d bytes." % MAX_ANSWER_BYTES
            text = to_json({"id": answer["id"], "error": error, "error_type": "ResultTooLarge", "traceback": ""})
        with self._write_lock:
            self._output.write(text + "\n")
            self._output.flush()

    # What the runtime asks for

    def _call(self, message):
        self._storage.receive(message["global_storage"])
        self._context.receive(message["context"])
        function = self._load(message["binding"])
        arguments = {key: value for key, value in message["input"].items() if key not in INJECTED}
        arguments.update(self._injected(function, message["tool"]))
        try:
            answer = {"value": normalise(run(function, arguments))}
        except BaseException as error:
            answer = describe(error)
        return {**answer, "global_storage": self._storage.changes(), "context": self._context.changes()}

    def _check(self, message):
        problem = context_problem(self._load(message["binding"]))
        return {"error": problem, "error_type": "ConfigError", "traceback": ""} if problem else {"value": {}}

    def _format(self, message):
        context = FormatterContext(**message["context"])
        return {"value": {"output": plain(run(self._load(message["binding"]), {}, context))}}

    # Functions and what they are given

    def _load(self, binding):
        with self._import_lock:
            if binding not in self._functions:
                self._functions[binding] = load(binding)
            return self._functions[binding]

    def _injected(self, function, tool):
        names = parameter_names(function)
        state = objects.AgentState(self._state, self._context.values, self._storage.values, self._sandbox)
        known = {
            "agent_state": state,
            "sandbox": self._sandbox,
            "ctx": objects.FrameworkContext(state.agent_name, state.agent_id, state.run_id, state.root_run_id,
                                            self._state.get("trace_id", ""), tool, self._shutting_down.is_set),
        }
        if "agent_state" not in names:
            known["global_storage"] = self._storage.values
        return {name: value for name, value in known.items() if name in names}


class FormatterContext:
    def __init__(self, tool_name, tool_input, tool_output, tool_call_id, is_error):
        self.tool_name = tool_name
        self.tool_input = tool_input
        self.tool_output = tool_output
        self.tool_call_id = tool_call_id
        self.is_error = is_error


class _Synced:
    """A storage of which the runtime has a copy. Either side tells the other only what changed on its own."""

    def __init__(self, values):
        self.values = values
        self._known = {}
        self._lock = threading.Lock()

    def receive(self, changes):
        with self._lock:
            for key, value in changes["set"].items():
                self.values.set(key, value)
                self._known[key] = to_json(value)
            for key in changes["delete"]:
                self.values.delete(key)
                self._known.pop(key, None)

    def changes(self):
        with self._lock:
            ours = {str(key): to_json(value) for key, value in self.values.items()}
            changed = {key: json.loads(text) for key, text in ours.items() if self._known.get(key) != text}
            deleted = sorted(set(self._known) - set(ours))
            self._known = ours
            return {"set": changed, "delete": deleted}


def writable_agent_dir(settings):
    """
    A copy of the bundle that belongs to the session, made once: a tool may keep a database beside its code, as it can
    where NexAU runs on a plain machine, and the bundle itself stays as it was deployed.
    """
    source, target = settings["agent_dir"], settings["writable_dir"]
    if not target or os.path.isdir(target):
        return target or source
    part = "%s.%d.part" % (target, os.getpid())
    try:
        size = sum(os.path.getsize(os.path.join(folder, name))
                   for folder, _dirs, names in os.walk(source) for name in names)
        if size > MAX_COPIED_BYTES:
            return source
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copytree(source, part, copy_function=shutil.copy)
        for folder, _dirs, names in os.walk(part):
            os.chmod(folder, 0o755)
            for name in names:
                path = os.path.join(folder, name)
                os.chmod(path, os.stat(path).st_mode | 0o600)
        os.rename(part, target)
        return target
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        if os.path.isdir(target):  # Another host of this session was faster.
            return target
        sys.stderr.write("The bundle is used read-only, as it cannot be copied: %s\n" % error)
        return source


def load(binding):
    module_name, _, name = binding.rpartition(":")
    function = importlib.import_module(module_name) if not is_file(module_name) else load_file(module_name)
    for part in name.split("."):
        function = getattr(function, part)
    if not callable(function):
        raise TypeError("%r is not callable" % binding)
    return function


def is_file(module_name):
    return module_name.endswith(".py") or "/" in module_name


def load_file(path):
    full = os.path.abspath(os.path.expanduser(path))
    name = os.path.splitext(os.path.basename(full))[0]
    spec = importlib.util.spec_from_file_location(name, full)
    if spec is None or spec.loader is None:
        raise ImportError("cannot import %r" % path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def parameter_names(function):
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return set()
    return {parameter.name for parameter in parameters
            if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)}


def context_problem(function):
    """NexAU refuses a parameter `ctx` that is annotated as something else than its context."""
    try:
        parameter = inspect.signature(function).parameters.get("ctx")
    except (TypeError, ValueError):
        return None
    if parameter is None or parameter.annotation is inspect.Parameter.empty:
        return None
    annotation = parameter.annotation
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    if "FrameworkContext" in text or text in ("Any", "typing.Any"):
        return None
    return "the parameter 'ctx' is filled in by the framework and must be a FrameworkContext, not %s" % text


def run(function, arguments, *positional):
    result = function(*positional, **arguments)
    if inspect.isawaitable(result):
        import asyncio  # Slow to import, and few tools need it.

        return asyncio.run(_await(result))
    return result


async def _await(awaitable):
    return await awaitable


def normalise(value):
    value = plain(value)
    return value if isinstance(value, dict) else {"result": value}


def plain(value, depth=0):
    """The value as JSON can hold it: what it cannot is turned into text rather than lost with the rest of the result."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if depth > 100:
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain({field.name: getattr(value, field.name) for field in dataclasses.fields(value)}, depth)
    if isinstance(value, dict):
        return {json_key(key): plain(child, depth + 1) for key, child in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(child, depth + 1) for child in value]
    for method in ("model_dump", "to_dict"):
        if callable(getattr(value, method, None)) and not isinstance(value, type):
            return plain(getattr(value, method)(), depth + 1)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def json_key(key):
    """As `json.dumps` writes it."""
    if key is None or isinstance(key, bool):
        return json.dumps(key)
    return str(key)


def to_json(value):
    return json.dumps(plain(value), ensure_ascii=True)


def describe(error):
    return {
        "error": str(error) or type(error).__name__,
        "error_type": type(error).__name__,
        "traceback": "".join(own_traceback(error)),
    }


def own_traceback(error):
    """Without the lines of this host, which mean nothing to whoever wrote the tool."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return [line for line in lines if 'File "<nexau_host' not in line and 'File "<frozen importlib' not in line]


def main(settings):
    Host(settings).serve()
