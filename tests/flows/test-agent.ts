/** A small agent project as somebody would write it: a shell, file tools, a Python tool over SQLite, a skill. */
export const testAgent: Record<string, string> = {
  "nexau.json": JSON.stringify({ agents: { tester: "agent.yaml" } }),
  "agent.yaml": `type: agent
name: tester
system_prompt: |
  You are tester. Today is {{ date }}.
llm_config:
  model: \${env.LLM_MODEL}
  base_url: \${env.LLM_BASE_URL}
  api_key: \${env.LLM_API_KEY}
  stream: true
max_iterations: 20
skills:
  - ./skills/greeting
tools:
  - name: run_shell_command
    yaml_path: ./tools/run_shell_command.tool.yaml
    binding: nexau.archs.tool.builtin.shell_tools:run_shell_command
  - name: write_file
    yaml_path: ./tools/write_file.tool.yaml
    binding: nexau.archs.tool.builtin.file_tools:write_file
  - name: add_note
    yaml_path: ./tools/add_note.tool.yaml
    binding: tools.notes:add_note
  - name: environment
    yaml_path: ./tools/environment.tool.yaml
    binding: tools.notes:environment
`,
  "tools/run_shell_command.tool.yaml": `type: tool
name: run_shell_command
description: Runs a shell command.
input_schema:
  type: object
  properties:
    command: { type: string }
  required: [command]
`,
  "tools/write_file.tool.yaml": `type: tool
name: write_file
description: Writes a file.
input_schema:
  type: object
  properties:
    file_path: { type: string }
    content: { type: string }
  required: [file_path, content]
`,
  "tools/add_note.tool.yaml": `type: tool
name: add_note
description: Adds a note and counts them.
input_schema:
  type: object
  properties:
    text: { type: string }
  required: [text]
`,
  "tools/environment.tool.yaml": `type: tool
name: environment
description: The environment this tool runs in.
input_schema:
  type: object
  properties: {}
`,
  "tools/notes.py": `import os
import sqlite3


def add_note(text: str) -> dict:
    with sqlite3.connect(os.path.expanduser("~/notes.db")) as db:
        db.execute("create table if not exists notes (text text)")
        db.execute("insert into notes values (?)", (text,))
        (count,) = db.execute("select count(*) from notes").fetchone()
    return {"notes": count}


def environment() -> dict:
    return dict(os.environ)
`,
  "skills/greeting/SKILL.md": `---
name: greeting
description: How to greet.
---
Say hello.
`,
};
