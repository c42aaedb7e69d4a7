"""A proxy that serves an app below a prefix which it takes off, as JupyterHub's does."""

import asyncio
import contextlib
import threading

PREFIX = "/user/anne/proxy/8501"


class PrefixProxy:
    """Passes on what lies below the prefix, websockets too; ``outside`` has the other paths."""

    def __init__(self, port):
        self.target, self.port = port, 0
        self.outside, self.writers = [], set()
        self.started = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self):
        self.thread.start()
        assert self.started.wait(10)
        return self

    def __exit__(self, *_error):
        self.loop.call_soon_threadsafe(self.over.set)
        self.thread.join(10)
        assert not self.thread.is_alive()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    async def _serve(self):
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.started.set()
        await self.over.wait()
        server.close()
        for writer in list(self.writers):
            writer.transport.abort()
        # What waited for more of a closed connection ends by itself.
        while self.writers:
            await asyncio.sleep(0.01)

    async def _pass_on(self, reader, writer):
        async with self._open(writer):
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._answer(reader, writer)

    async def _answer(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        first, *fields = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
        method, path, version = first.decode().split(" ")
        if not path.startswith(f"{PREFIX}/"):
            self.outside.append(f"{method} {path}")
            writer.write(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        if not any(field.lower() == b"upgrade: websocket" for field in fields):
            # One request a connection: what follows would need its prefix taken off too.
            kept = [field for field in fields if not field.lower().startswith(b"connection:")]
            fields = [*kept, b"Connection: close"]
        first = f"{method} {path.removeprefix(PREFIX)} {version}".encode()
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        async with self._open(back):
            back.write(b"\r\n".join([first, *fields]) + b"\r\n\r\n")
            await asyncio.gather(_copy(reader, back), _copy(there, writer))

    @contextlib.asynccontextmanager
    async def _open(self, writer):
        self.writers.add(writer)
        try:
            yield
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            self.writers.discard(writer)


async def _copy(reader, writer):
    """Copy until one side closes, and close the other."""
    with contextlib.suppress(OSError):
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
    writer.close()
