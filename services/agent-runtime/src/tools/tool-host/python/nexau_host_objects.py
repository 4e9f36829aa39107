"""The objects that NexAU hands to a tool by the names of its parameters. Python 3.8, standard library only."""

import contextlib
import threading


class GlobalStorage:
    """Values that all agents of a session share; kept with the session as far as JSON can hold them."""

    def __init__(self, values=None):
        self._values = dict(values or {})
        self._lock = threading.RLock()
        self._key_locks = {}

    def get(self, key, default=None):
        with self._lock:
            return self._values.get(key, default)

    def set(self, key, value):
        with self._lock:
            self._values[key] = value

    def update(self, *args, **kwargs):
        with self._lock:
            self._values.update(*args, **kwargs)

    def delete(self, key):
        with self._lock:
            return self._values.pop(key, None) is not None

    def keys(self):
        with self._lock:
            return list(self._values.keys())

    def items(self):
        with self._lock:
            return list(self._values.items())

    def to_dict(self):
        with self._lock:
            return dict(self._values)

    def __contains__(self, key):
        with self._lock:
            return key in self._values

    def __getitem__(self, key):
        with self._lock:
            return self._values[key]

    def __setitem__(self, key, value):
        self.set(key, value)

    @contextlib.contextmanager
    def lock_key(self, key):
        with self._lock:
            lock = self._key_locks.setdefault(key, threading.RLock())
        with lock:
            yield self

    @contextlib.contextmanager
    def lock_multiple(self, *keys):
        # Always in the same order, so that two callers cannot wait for each other.
        with contextlib.ExitStack() as stack:
            for key in sorted(set(keys), key=str):
                stack.enter_context(self.lock_key(key))
            yield self


class AgentContext(GlobalStorage):
    """The agent's own context, which prompts see, too."""


class AgentState:
    def __init__(self, fields, context, global_storage, sandbox):
        self.agent_name = fields["agent_name"]
        self.agent_id = fields["agent_id"]
        self.run_id = fields["run_id"]
        self.root_run_id = fields["root_run_id"]
        self.context = context
        self.global_storage = global_storage
        self.parent_agent_state = None
        self.subagent_manager = None
        self.sandbox_manager = None
        self.skill_registry = {}
        self.team_state = None
        self.token_trace_session = None
        self.plugin_sources = {}
        self._variables = dict(fields.get("runtime_vars") or {})
        self._sandbox_env = dict(fields.get("sandbox_env") or {})
        self._sandbox = sandbox

    def get_context_value(self, key, default=None):
        return self.context.get(key, default)

    def set_context_value(self, key, value):
        self.context.set(key, value)

    def get_global_value(self, key, default=None):
        return self.global_storage.get(key, default)

    def set_global_value(self, key, value):
        self.global_storage.set(key, value)

    def get_variable(self, name, default=None):
        return self._variables.get(name, default)

    @property
    def all_variables(self):
        return dict(self._variables)

    def get_sandbox_env(self, name, default=None):
        return self._sandbox_env.get(name, default)

    @property
    def all_sandbox_env(self):
        return dict(self._sandbox_env)

    def get_sandbox(self):
        return self._sandbox

    def set_sandbox(self, sandbox):
        self._sandbox = sandbox

    def record_source_id(self, *_args, **_kwargs):
        return None

    def add_tool(self, _tool):
        raise NotImplementedError("A tool cannot add tools to a run here.")


class _Tools:
    def search(self, *_args, **_kwargs):
        return []

    def get(self, _name):
        return None

    def add(self, _tool):
        raise NotImplementedError("A tool cannot add tools to a run here.")


class _Execution:
    def __init__(self, is_shutting_down):
        self._is_shutting_down = is_shutting_down

    def is_shutting_down(self):
        return self._is_shutting_down()


class _History:
    def replace(self, _messages, _extra=None):
        raise NotImplementedError("A tool cannot replace the history of a run here.")


class FrameworkContext:
    """What the framework tells a tool about the call it is in."""

    def __init__(self, agent_name="", agent_id="", run_id="", root_run_id="", trace_id="", tool_name="",
                 is_shutting_down=lambda: False):
        self.agent_name = agent_name
        self.agent_id = agent_id
        self.run_id = run_id
        self.root_run_id = root_run_id
        self.trace_id = trace_id
        self.session_id = ""
        self.tool_name = tool_name
        self.allow_rules = ["**"]
        self.deny_rules = []
        self.tools = _Tools()
        self.execution = _Execution(is_shutting_down)
        self.history = _History()

    def for_tool_call(self, tool_name="", **_kwargs):
        return FrameworkContext(self.agent_name, self.agent_id, self.run_id, self.root_run_id, self.trace_id, tool_name,
                                self.execution.is_shutting_down)

    @classmethod
    def for_testing(cls, **kwargs):
        return cls(**{key: value for key, value in kwargs.items() if key in cls.__init__.__code__.co_varnames})
