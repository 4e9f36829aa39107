#!/usr/bin/env python3
"""Deploys an agent project and asks it one question, with the standard library only.

    NEXAU_CLOUD_TOKEN=nau_pat_... python3 deploy_and_chat.py <folder of the project> "your question"
"""

import base64
import fnmatch
import io
import json
import os
import sys
import time
import urllib.error
import urllib.request
import zipfile

CLOUD = os.environ.get("NEXAU_CLOUD_URL", "http://localhost:8080").rstrip("/")


def main():
    token = os.environ.get("NEXAU_CLOUD_TOKEN")
    if len(sys.argv) != 3 or not token:
        sys.exit(__doc__)
    folder, question = sys.argv[1:]
    tag = "v%d-%d" % (time.time(), os.getpid())
    project = request("POST", "/api/projects", "Bearer " + token, {"name": "python-" + tag, "description": ""})
    deploy(project["id"], tag, zip_folder(folder), "Bearer " + token)
    print("deployed", tag, file=sys.stderr)

    pair = "%s:%s" % (project["access_key"], project["secret_key"])
    key = "Basic " + base64.b64encode(pair.encode()).decode()
    session = request("POST", "/agent-api/sessions", key, {"distinct_id": "example"})
    chat = {
        "session_id": session["session_id"],
        "distinct_id": "example",
        "version_tag": tag,
        "messages": [{"role": "user", "content": question}],
    }
    for event in events("/agent-api/chat", key, chat):
        show(event)
    print()


def deploy(project_id, tag, bundle, token):
    """The five calls."""
    versions = "/api/projects/%s/versions" % project_id
    version = "%s/%s" % (versions, request("POST", versions, token, {"tag": tag})["id"])
    target = request("POST", version + "/artifact/upload-url", token,
                     {"content_type": "application/zip", "content_length": len(bundle)})
    upload(target, bundle, token)
    if target.get("needs_confirm", True):
        request("POST", version + "/artifact/confirm", token, {"bundle_size": len(bundle)})
    request("PUT", version + "/activate", token)


def upload(target, bundle, token):
    headers = {"Content-Type": "application/zip", **(target.get("upload_headers") or {})}
    url = target["upload_url"]
    if url.startswith("/"):
        # One of the cloud's own, which wants the token; an absolute URL is signed already.
        url, headers["Authorization"] = CLOUD + url, token
    send(urllib.request.Request(url, bundle, headers, method="PUT")).close()


def request(method, path, authorization, body=None):
    with open_path(method, path, authorization, body) as response:
        text = response.read()
    return json.loads(text) if text else None


def events(path, authorization, body):
    """The events of a run, as they come: lines `data: {...}`, at the end `data: [DONE]`."""
    with open_path("POST", path, authorization, body) as response:
        for line in response:
            data = line.decode().strip()
            if data == "data: [DONE]":
                return
            if data.startswith("data: "):
                yield json.loads(data[len("data: "):])


def show(event):
    kind = event["type"]
    if kind == "TEXT_MESSAGE_CONTENT":
        print(event["delta"], end="", flush=True)
    elif kind == "TOOL_CALL_START":
        print("\n[%s]" % event["tool_call_name"], flush=True)
    elif kind == "TOOL_CALL_RESULT":
        print("-> %s" % event["content"][:200], flush=True)
    elif kind == "RUN_ERROR":
        sys.exit("error: %s" % event["message"])


def open_path(method, path, authorization, body):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    return send(urllib.request.Request(CLOUD + path, data, headers if data else {"Authorization": authorization},
                                       method=method))


def send(what):
    try:
        return urllib.request.urlopen(what)
    except urllib.error.HTTPError as error:
        sys.exit("%s %s answered %d: %s" % (what.get_method(), what.full_url, error.code, error.read().decode()))
    except urllib.error.URLError as error:
        sys.exit("%s cannot be reached: %s" % (CLOUD, error.reason))


def zip_folder(folder):
    with open(os.path.join(folder, "nexau.json"), encoding="utf-8") as file:
        excluded = [path.rstrip("/") for path in json.load(file).get("excluded", [])]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for parent, folders, names in os.walk(folder):
            inside = os.path.relpath(parent, folder)
            folders[:] = sorted(name for name in folders if not is_excluded(os.path.join(inside, name), excluded))
            for name in sorted(names):
                path = os.path.normpath(os.path.join(inside, name))
                if not is_excluded(path, excluded):
                    bundle.write(os.path.join(folder, path), path)
    return buffer.getvalue()


def is_excluded(path, excluded):
    path = os.path.normpath(path)
    return any(path == entry or fnmatch.fnmatch(os.path.basename(path), entry) for entry in excluded)


if __name__ == "__main__":
    main()
