"""What an E2B program of somebody does, with the environment that points it here. Fails with the first thing that is off."""

from e2b import CommandExitException, PtySize, Sandbox, SandboxNotFoundException

sandbox = Sandbox.create(metadata={"from": "python"}, envs={"GREETING": "hello"}, timeout=120)
assert sandbox.commands.run("echo $GREETING").stdout == "hello\n"
try:
    sandbox.commands.run("exit 5")
    raise AssertionError("exit 5 looked like success")
except CommandExitException as error:
    assert error.exit_code == 5

sandbox.files.write("notes/a.txt", "a")
watcher = sandbox.files.watch_dir("notes")
sandbox.files.write("notes/b.txt", "b")
assert sandbox.files.read("notes/b.txt") == "b"
assert [entry.name for entry in sandbox.files.list("notes")] == ["a.txt", "b.txt"]
seen = []
while "b.txt" not in seen:
    seen += [event.name for event in watcher.get_new_events()]
watcher.stop()

terminal = sandbox.pty.create(size=PtySize(rows=24, cols=80))
sandbox.pty.send_stdin(terminal.pid, b"exit\n")
assert terminal.wait().exit_code == 0

command = sandbox.commands.run("sleep 1000", background=True)
sandbox.pause()
assert not sandbox.is_running()
again = Sandbox.connect(sandbox.sandbox_id)
assert command.pid in [process.pid for process in again.commands.list()]

listed = Sandbox.list().next_items()
assert [item.sandbox_id for item in listed] == [sandbox.sandbox_id]
info = again.get_info()
assert info.metadata == {"from": "python"} and info.name == "base"
again.set_timeout(60)
assert again.kill() and not again.kill() and not again.is_running()
try:
    Sandbox.connect(sandbox.sandbox_id)
    raise AssertionError("a killed sandbox could be connected to")
except SandboxNotFoundException:
    print("all is well")
