"""The sandbox object for tools. The tool host runs inside the sandbox, so it acts on what is around it."""

import base64
import enum
import fnmatch
import glob as globbing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time


class SandboxStatus(str, enum.Enum):
    RUNNING = "running"
    STOPPED = "stopped"
    ERROR = "error"
    TIMEOUT = "timeout"
    SUCCESS = "success"


class _Fields:
    """A result: named values, some of which are always there."""

    _defaults = {}

    def __init__(self, **fields):
        for name, value in {**self._defaults, **fields}.items():
            setattr(self, name, value)

    def to_dict(self):
        return {name: getattr(value, "value", value) for name, value in vars(self).items()}

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, ", ".join("%s=%r" % item for item in vars(self).items()))


class CommandResult(_Fields):
    _defaults = dict(status=SandboxStatus.SUCCESS, stdout="", stderr="", exit_code=0, duration_ms=0, error=None,
                     truncated=False, original_stdout_length=0, original_stderr_length=0, background_pid=None,
                     output_dir=None, stdout_file=None, stderr_file=None)

    @property
    def is_success(self):
        return self.status == SandboxStatus.SUCCESS


class CodeExecutionResult(_Fields):
    _defaults = dict(status=SandboxStatus.SUCCESS, language="python", outputs=(), error_type=None, error_value=None,
                     traceback=None, duration_ms=0, truncated=False)


class FileOperationResult(_Fields):
    _defaults = dict(status=SandboxStatus.SUCCESS, file_path="", content=None, size=0, error=None, truncated=False)


class FileInfo(_Fields):
    _defaults = dict(path="", exists=False, is_file=False, is_directory=False, size=0, mode=0, permissions="",
                     modified_time="", symlink_target=None, readable=False, writable=False, encoding=None)


class BaseSandbox:
    def __init__(self, sandbox_id="", work_dir=None, envs=None):
        self.sandbox_id = sandbox_id
        self.work_dir = work_dir or os.path.expanduser("~")
        self.envs = dict(envs or {})
        self._tasks = {}

    # Commands

    def execute_shell(self, command, timeout=120000, cwd=None, user=None, envs=None, background=False):
        started = time.monotonic()
        process = subprocess.Popen(
            ["bash", "-c", command], cwd=self._path(cwd or "."), env={**os.environ, **self.envs, **(envs or {})},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        if background:
            self._tasks[process.pid] = (process, command, started)
            return CommandResult(status=SandboxStatus.RUNNING, background_pid=process.pid)
        try:
            out, err = process.communicate(timeout=timeout / 1000 if timeout else None)
        except subprocess.TimeoutExpired:
            _kill_group(process)
            out, err = process.communicate()
            return _command_result(process, out, err, started, SandboxStatus.TIMEOUT,
                                   "Command timed out after %d ms" % timeout)
        status = SandboxStatus.SUCCESS if process.returncode == 0 else SandboxStatus.ERROR
        error = None if process.returncode == 0 else "Command exited with code: %d" % process.returncode
        return _command_result(process, out, err, started, status, error)

    execute_bash = execute_shell

    def execute_code(self, code, language="python", timeout=120000, user=None, envs=None):
        if str(getattr(language, "value", language)) != "python":
            return CodeExecutionResult(status=SandboxStatus.ERROR, language=language, error_type="ValueError",
                                       error_value="Only python can be executed")
        with tempfile.NamedTemporaryFile("w", suffix=".py", delete=False) as file:
            file.write(code)
        try:
            result = self.execute_shell("%s %s" % (self.get_python_command(), file.name), timeout, None, user, envs)
        finally:
            os.unlink(file.name)
        last = result.stderr.strip().splitlines()[-1] if result.stderr.strip() else ""
        failed = result.status != SandboxStatus.SUCCESS
        return CodeExecutionResult(
            status=result.status, outputs=[{"type": "stdout", "text": result.stdout}] if result.stdout else [],
            error_type=last.split(":")[0] if failed else None, error_value=last if failed else None,
            traceback=result.stderr if failed else None, duration_ms=result.duration_ms)

    def get_background_task_status(self, pid):
        if pid not in self._tasks:
            return CommandResult(status=SandboxStatus.ERROR, error="No such task: %s" % pid, exit_code=-1)
        process, _command, started = self._tasks[pid]
        if process.poll() is None:
            return CommandResult(status=SandboxStatus.RUNNING, background_pid=pid)
        out, err = process.communicate()
        status = SandboxStatus.SUCCESS if process.returncode == 0 else SandboxStatus.ERROR
        return _command_result(process, out, err, started, status, None)

    def kill_background_task(self, pid):
        if pid not in self._tasks:
            return CommandResult(status=SandboxStatus.ERROR, error="No such task: %s" % pid, exit_code=-1)
        _kill_group(self._tasks[pid][0])
        return CommandResult(status=SandboxStatus.STOPPED, background_pid=pid)

    def list_background_tasks(self):
        return {pid: {"command": command, "running": process.poll() is None}
                for pid, (process, command, _started) in self._tasks.items()}

    # Files

    def read_file(self, file_path, encoding="utf-8", binary=False):
        try:
            with open(self._path(file_path), "rb") as file:
                data = file.read()
            return FileOperationResult(file_path=file_path, size=len(data),
                                       content=data if binary else data.decode(encoding))
        except (OSError, UnicodeError) as error:
            return FileOperationResult(status=SandboxStatus.ERROR, file_path=file_path, error=str(error))

    def write_file(self, file_path, content, encoding="utf-8", create_directories=True, **_kwargs):
        path = self._path(file_path)
        data = content.encode(encoding) if isinstance(content, str) else content
        try:
            if create_directories:
                os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
            return FileOperationResult(file_path=file_path, size=len(data))
        except OSError as error:
            return FileOperationResult(status=SandboxStatus.ERROR, file_path=file_path, error=str(error))

    def edit_file(self, file_path, old_string, new_string):
        read = self.read_file(file_path)
        if read.status != SandboxStatus.SUCCESS:
            return read
        if old_string not in read.content:
            return FileOperationResult(status=SandboxStatus.ERROR, file_path=file_path, error="old_string not found")
        return self.write_file(file_path, read.content.replace(old_string, new_string, 1))

    def delete_file(self, file_path):
        try:
            os.unlink(self._path(file_path))
            return FileOperationResult(file_path=file_path)
        except OSError as error:
            return FileOperationResult(status=SandboxStatus.ERROR, file_path=file_path, error=str(error))

    def list_files(self, directory_path=".", recursive=False, pattern=None):
        root = self._path(directory_path)
        if recursive:
            found = [os.path.join(folder, name) for folder, dirs, files in os.walk(root) for name in dirs + files]
        else:
            found = [os.path.join(root, name) for name in os.listdir(root)]
        return [self.get_file_info(path) for path in sorted(found)
                if pattern is None or fnmatch.fnmatch(os.path.basename(path), pattern)]

    def get_file_info(self, file_path):
        path = self._path(file_path)
        if not os.path.lexists(path):
            return FileInfo(path=file_path)
        stat = os.stat(path) if os.path.exists(path) else os.lstat(path)
        return FileInfo(path=path, exists=True, is_file=os.path.isfile(path), is_directory=os.path.isdir(path),
                        size=stat.st_size, mode=stat.st_mode & 0o7777, permissions=oct(stat.st_mode & 0o777)[2:],
                        modified_time=time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(stat.st_mtime)),
                        symlink_target=os.readlink(path) if os.path.islink(path) else None,
                        readable=os.access(path, os.R_OK), writable=os.access(path, os.W_OK))

    def file_exists(self, file_path):
        return os.path.exists(self._path(file_path))

    def create_directory(self, directory_path, parents=True):
        os.makedirs(self._path(directory_path), exist_ok=True)
        return True

    def glob(self, pattern, recursive=True):
        return sorted(globbing.glob(self._path(pattern), recursive=recursive))

    def upload_file(self, local_path, sandbox_path, **_kwargs):
        target = self._path(sandbox_path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy(local_path, target)
        return FileOperationResult(file_path=sandbox_path, size=os.path.getsize(target))

    def download_file(self, sandbox_path, local_path, **_kwargs):
        return self.upload_file(self._path(sandbox_path), local_path)

    def upload_directory(self, local_path, sandbox_path, **_kwargs):
        _copy_tree(local_path, self._path(sandbox_path))
        return True

    def download_directory(self, sandbox_path, local_path, **_kwargs):
        _copy_tree(self._path(sandbox_path), local_path)
        return True

    def read_file_base64(self, file_path):
        with open(self._path(file_path), "rb") as file:
            return base64.b64encode(file.read()).decode("ascii")

    # Places

    def get_temp_dir(self):
        return tempfile.gettempdir()

    def get_tool_output_dir(self):
        path = os.path.join(tempfile.gettempdir(), "nexau_tool_outputs")
        os.makedirs(path, exist_ok=True)
        return path

    def join_path(self, *parts):
        return os.path.join(*parts)

    def to_shell_path(self, path):
        return path

    def get_python_command(self):
        return sys.executable or "python3"

    def prepare_shell_command(self, command, *_args, **_kwargs):
        return command

    def _path(self, path):
        return os.path.normpath(os.path.join(self.work_dir, os.path.expanduser(str(path))))


class LocalSandbox(BaseSandbox):
    pass


def _command_result(process, out, err, started, status, error):
    out, err = (data.decode("utf-8", "replace") for data in (out, err))
    return CommandResult(status=status, stdout=out, stderr=err, exit_code=process.returncode, error=error,
                         duration_ms=int((time.monotonic() - started) * 1000), original_stdout_length=len(out),
                         original_stderr_length=len(err))


def _kill_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _copy_tree(source, target):
    for folder, _dirs, files in os.walk(source):
        into = os.path.join(target, os.path.relpath(folder, source))
        os.makedirs(into, exist_ok=True)
        for name in files:
            shutil.copy(os.path.join(folder, name), os.path.join(into, name))
