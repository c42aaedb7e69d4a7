"""A small server that speaks the parts of the hub's API that huggingface_hub uses for models."""

import base64
import hashlib
import json
import re
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import yaml

TOKEN = "hf_only_for_tests"
RESOLVE = re.compile(r"/([\w.-]+/[\w.-]+)/resolve/([^/]+)/(.+)")


class HubServer(ThreadingHTTPServer):
    """Repositories in memory: commits by hash, newest last, each its files by name.

    ``fault`` is one of the ways in which a server misbehaves, for the file ``faulty``.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.repositories, self.private, self.large = {}, {}, {}
        self.asked, self.fault, self.faulty = [], "", "model.safetensors"

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def storage(self):
        """Where large files are: at another host's name, as the hub's are."""
        return f"http://localhost:{self.server_port}"

    def put(self, known):
        """Where a large file goes."""
        return f"{self.address}/put/{known['oid']}"

    def commit(self, repository, files):
        commits = self.repositories[repository]
        before = list(commits.values())[-1] if commits else {}
        name = hashlib.sha1(f"{repository}{len(commits)}".encode()).hexdigest()
        commits[name] = {**before, **files}
        return name

    def files(self, repository, revision="main"):
        """The files of a revision; None where there is no such one."""
        commits = self.repositories[repository]
        name = list(commits)[-1] if revision == "main" and commits else revision
        return name, commits.get(name)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, content, status=200, *, length=None, **headers):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status, code=""):
        self.answer(b"", status, **({"X_Error_Code": code} if code else {}))

    @property
    def known(self):
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def note(self):
        self.server.asked.append((self.command, self.path, self.headers.get("User-Agent", "")))

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.note()
        if self.path.startswith("/large/"):
            content = self.server.large[self.path.rpartition("/")[2]]
            longer = self.server.fault == "longer" and self.command == "GET"
            self.answer(content + bytes(1000 if longer else 0))
            return
        if self.path.startswith("/api/models/"):
            self.tell(self.path.removeprefix("/api/models/"))
            return
        repository, revision, name = RESOLVE.fullmatch(self.path).groups()
        if self.server.fault == "silent":
            time.sleep(3)
        if self.server.fault == "broken":
            self.refuse(500)
            return
        if not self.may_read(repository):
            self.refuse(401, "RepoNotFound")
            return
        commit, files = self.server.files(repository, revision)
        if files is None or name not in files:
            self.refuse(404, "RevisionNotFound" if files is None else "EntryNotFound")
            return
        self.send_file(files[name], name, commit)

    def may_read(self, repository):
        return repository in self.server.repositories and (
            self.known or not self.server.private[repository]
        )

    def tell(self, repository):
        if self.may_read(repository):
            self.answer({"id": repository, "sha": self.server.files(repository)[0]})
        else:
            self.refuse(401, "RepoNotFound")

    def send_file(self, content, name, commit):
        digest, size = hashlib.sha256(content).hexdigest(), len(content)
        if name == self.server.faulty and self.server.fault == "huge":
            size = 10**12
        if name.endswith(".safetensors"):
            self.answer(
                b"", 302, Location=f"{self.server.storage}/large/{digest}", X_Linked_Size=size,
                X_Linked_ETag=f'"{digest}"', X_Repo_Commit=commit,
            )  # fmt: skip
            return
        self.answer(content, length=size, ETag=f'"{digest}"', X_Repo_Commit=commit)

    def do_PUT(self):
        self.note()
        oid, content = self.path.rpartition("/")[2], self.body()
        assert hashlib.sha256(content).hexdigest() == oid
        self.server.large[oid] = content
        self.answer(b"")

    def do_POST(self):
        self.note()
        body = self.body()
        if self.path == "/api/validate-yaml":
            self.validate(json.loads(body)["content"])
        elif not self.known:
            self.refuse(401)
        elif self.path == "/api/repos/create":
            self.create(json.loads(body))
        elif "/preupload/" in self.path:
            files = json.loads(body)["files"]
            modes = {True: "lfs", False: "regular"}
            self.answer({"files": [
                {"path": f["path"], "uploadMode": modes[f["path"].endswith(".safetensors")],
                 "shouldIgnore": False} for f in files
            ]})  # fmt: skip
        elif self.path.endswith(".git/info/lfs/objects/batch"):
            self.answer({"transfer": "basic", "objects": [
                {**each, "actions": {"upload": {"href": self.server.put(each)}}}
                for each in json.loads(body)["objects"]
            ]})  # fmt: skip
        else:
            self.commit(body)

    def validate(self, text):
        metadata = yaml.safe_load(text.split("---\n")[1])
        if "license" not in metadata:
            self.answer({"errors": [{"message": "no license"}], "warnings": []}, 400)
            return
        self.answer({"errors": [], "warnings": []})

    def create(self, wanted):
        repository = f"{wanted['organization']}/{wanted['name']}"
        known = repository in self.server.repositories
        self.server.repositories.setdefault(repository, {})
        self.server.private.setdefault(repository, wanted.get("visibility") == "private")
        self.answer({"url": f"{self.server.address}/{repository}"}, 409 if known else 200)

    def commit(self, body):
        repository = re.fullmatch(r"/api/models/(.+)/commit/main", self.path)[1]
        files = {}
        for line in body.splitlines():
            known = json.loads(line)
            value = known["value"]
            if known["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif known["key"] == "lfsFile":
                files[value["path"]] = self.server.large[value["oid"]]
        commit = self.server.commit(repository, files)
        self.answer(
            {
                "commitUrl": f"{self.server.address}/{repository}/commit/{commit}",
                "commitOid": commit,
            }
        )


@contextmanager
def running_hub():
    """Give a server that runs."""
    with HubServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
