"""A proxy that serves an app below a prefix which it takes off, as JupyterHub's does."""

import asyncio
import contextlib
import threading

PREFIX = "/user/anne/proxy/8501"


class PrefixProxy:
    """Passes on what lies below the prefix, websockets too; ``outside`` has the other paths."""

    def __init__(self, port):
        self.target = port
        self.outside = []
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self.thread.start()
        assert started.wait(10)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    def _serve(self, started):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._pass_on, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()
        server.close()
        pending = asyncio.all_tasks(self.loop)
        for task in pending:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self.loop.close()

    async def _pass_on(self, reader, writer):
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            first, *fields = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
            method, path, version = first.decode().split(" ")
            if not path.startswith(f"{PREFIX}/"):
                self.outside.append(f"{method} {path}")
                writer.write(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n")
                await writer.drain()
            else:
                if not any(field.lower() == b"upgrade: websocket" for field in fields):
                    # One request a connection: what follows would need its prefix taken off too.
                    kept = [f for f in fields if not f.lower().startswith(b"connection:")]
                    fields = [*kept, b"Connection: close"]
                first = f"{method} {path.removeprefix(PREFIX)} {version}".encode()
                there, back = await asyncio.open_connection("127.0.0.1", self.target)
                back.write(b"\r\n".join([first, *fields]) + b"\r\n\r\n")
                await asyncio.gather(_copy(reader, back), _copy(there, writer))
        writer.close()


async def _copy(reader, writer):
    with contextlib.suppress(OSError):
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
    writer.close()
