"""Published checkpoints are fetched from a server in this process: whole, in parts, and wrong."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gan_core.conversion import download
from gan_core.conversion.download import PUBLISHED, Published, fetch, fetch_file
from gan_core.conversion.reading import ConversionError

CONTENT = bytes(range(256)) * 20_000
DIGITS = hashlib.sha256(CONTENT).hexdigest()[:8]


class Server:
    """Answers with CONTENT, or a part of it; notes the ranges that were asked for."""

    def __init__(self):
        server = self
        self.ranges, self.break_after, self.knows_ranges, self.status = [], None, True, 200

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked = self.headers.get("Range")
                server.ranges.append(asked)
                start = int(asked[6:-1]) if asked and server.knows_ranges else 0
                if server.status != 200:
                    self.send_error(server.status)
                    return
                if start >= len(CONTENT):
                    self.send_error(416)
                    return
                self.send_response(206 if start else 200)
                self.send_header("Content-Length", str(len(CONTENT) - start))
                self.end_headers()
                end = len(CONTENT) if server.break_after is None else server.break_after
                self.wfile.write(CONTENT[start:end])

            def log_message(self, *arguments):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self):
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture
def server(monkeypatch):
    running = Server()
    names = {
        "good": Published(f"{running.url}/good-{DIGITS}.pth", 64),
        "wrong": Published(f"{running.url}/wrong-00000000.pth", 64),
    }
    monkeypatch.setattr(download, "PUBLISHED", names)
    yield running
    running.stop()


def test_a_file_is_fetched_once_and_tells_its_size_first(server, tmp_path):
    told = []
    path = fetch("good", folder=tmp_path / "cache", progress=lambda *part: told.append(part))
    assert path.read_bytes() == CONTENT
    assert told[0] == (0, len(CONTENT))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert fetch("good", folder=tmp_path / "cache", progress=lambda *_: None) == path
    assert len(server.ranges) == 1
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_what_breaks_off_goes_on(server, tmp_path):
    server.break_after = 1_000_000
    with pytest.raises(ConversionError, match="the next try resumes there") as caught:
        fetch("good", folder=tmp_path, progress=lambda *_: None)
    assert "\n" not in str(caught.value)
    kept = next(tmp_path.iterdir())
    assert kept.read_bytes() == CONTENT[: kept.stat().st_size]
    server.break_after = None
    assert fetch("good", folder=tmp_path, progress=lambda *_: None).read_bytes() == CONTENT
    assert server.ranges[-1] == f"bytes={1_000_000}-"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_server_that_knows_no_ranges_begins_anew(server, tmp_path):
    (tmp_path / f"good-{DIGITS}.pth.part").write_bytes(b"half")
    server.knows_ranges = False
    assert fetch("good", folder=tmp_path, progress=lambda *_: None).read_bytes() == CONTENT


def test_a_whole_part_is_only_checked(server, tmp_path):
    (tmp_path / f"good-{DIGITS}.pth.part").write_bytes(CONTENT)
    assert fetch("good", folder=tmp_path, progress=lambda *_: None).read_bytes() == CONTENT


def test_another_file_is_not_kept(server, tmp_path):
    with pytest.raises(ConversionError, match=f"begins with {DIGITS}, not 00000000"):
        fetch("wrong", folder=tmp_path, progress=lambda *_: None)
    assert not list(tmp_path.iterdir())


def test_too_large_a_file(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "BYTES_LIMIT", 1000)
    with pytest.raises(ConversionError, match="accepted are 1000"):
        fetch("good", folder=tmp_path, progress=lambda *_: None)


def test_an_error_of_the_server(server, tmp_path):
    server.status = 404
    with pytest.raises(ConversionError, match="cannot be fetched"):
        fetch("good", folder=tmp_path, progress=lambda *_: None)


def test_without_a_network(monkeypatch, tmp_path):
    gone = {"gone": Published("http://127.0.0.1:9/gone-00000000.pth", 64)}
    monkeypatch.setattr(download, "PUBLISHED", gone)
    with pytest.raises(ConversionError, match="is there a network") as caught:
        fetch("gone", folder=tmp_path, progress=lambda *_: None)
    assert "\n" not in str(caught.value)


def test_an_unknown_name(tmp_path):
    with pytest.raises(ConversionError, match="accepted: celebAHQ-256, celebAHQ-512"):
        fetch("faces", folder=tmp_path, progress=lambda *_: None)


def test_names_of_files_hold_their_hash():
    for published in PUBLISHED.values():
        assert len(published.sha256_begins) == 8
        int(published.sha256_begins, 16)


def test_a_file_without_a_name_of_ours(server, tmp_path):
    published = Published(f"{server.url}/weights-{DIGITS}.pth", 299)
    path = fetch_file(published, folder=tmp_path, progress=lambda *_: None)
    assert path.read_bytes() == CONTENT
