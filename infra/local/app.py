"""The local app: starts the engines, makes what must be there, serves, watches, and stops all of it again."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import ConnectionError, HTTPClientError  # noqa: A004

from infra.local import aws, children, engines
from infra.local.data_folder import DataFolder
from infra.local.engines import Credentials, Engine
from infra.local.functions import FunctionBusyError, FunctionError, Functions, Launch, launcher
from infra.local.http_server import Respond, Server
from infra.local.inbox import Inbox, Mail
from infra.local.install import paths
from infra.local.install.report import SetupError, say
from infra.local.internal import Internal, Starts
from infra.local.site import Site
from infra.local.static import StaticFiles
from infra.staff import copies
from infra.staff.copies import Copy, CopyError
from ringround.api.routes import ROUTES
from ringround.settings import (
    ARRANGE_FUNCTION,
    CLOSE_FUNCTION,
    EXPORT_FUNCTION,
    EXPORTS,
    IMPORT_FUNCTION,
    SENDER,
    SITE,
    TABLE,
    UPLOADS,
)
from ringround.storage.schema import table_definition

REGION = "eu-west-2"
TABLE_NAME = "ringround-demo"
UPLOADS_NAME = "ringround-demo-uploads"
EXPORTS_NAME = "ringround-demo-exports"
SENDER_ADDRESS = "phonebank@example.org"
WORKERS = {
    IMPORT_FUNCTION: "import_contacts",
    ARRANGE_FUNCTION: "arrange_households",
    EXPORT_FUNCTION: "export_results",
    CLOSE_FUNCTION: "close_campaign",
}
SIGN_INS = ("organiser@example.org", "organiser2@example.org", "volunteer@example.org", "volunteer2@example.org")
MOST_RESTARTS = 5
SEED_PATIENCE = 240.0


@dataclass(frozen=True, slots=True)
class Options:
    """`port` 0 takes a free one; `data` is the folder of all that is kept; `sample`: load it at first start."""

    port: int
    data: Path
    reset: bool = False
    sample: bool = True
    verbose: bool = False
    copy: Path | None = None
    """A copy of a table (`ringround backup`) to begin with, in place of the sample: into an empty table only."""


class Stopped(BaseException):
    """Somebody wants the app to stop: raised by the signal handlers."""


class LocalApp:
    """Everything that runs. `start` may raise SetupError; `stop` is right after any part of a start."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._stack = contextlib.ExitStack()
        self._engines: list[Engine] = []
        self._restarts: dict[str, int] = {}
        self._bare = False
        self.environment: dict[str, str] = {}
        self.url = ""

    def start(self) -> None:
        """Start all parts; the site answers when this returns."""
        options = self._options
        try:
            copy = copies.read(options.copy) if options.copy else None
        except CopyError as error:
            raise SetupError(str(error)) from None
        folder = DataFolder(options.data)
        if options.reset:
            folder.reset()
        site_server = self._listen(options.port)
        self.url = f"http://127.0.0.1:{site_server.port}"
        credentials = folder.credentials()
        dynamodb, ministack = self._start_engines(folder, credentials)
        internal_server = self._listen(0)
        self.environment = {
            "AWS_ACCESS_KEY_ID": credentials.access_key_id,
            "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            # Whatever is not named below must not reach the real AWS.
            "AWS_ENDPOINT_URL": ministack.url,
            "AWS_ENDPOINT_URL_DYNAMODB": dynamodb.url,
            "AWS_ENDPOINT_URL_S3": ministack.url,
            "AWS_ENDPOINT_URL_SESV2": f"http://127.0.0.1:{internal_server.port}",
            "AWS_ENDPOINT_URL_LAMBDA": f"http://127.0.0.1:{internal_server.port}",
            TABLE: TABLE_NAME,
            SITE: self.url,
            SENDER: SENDER_ADDRESS,
            UPLOADS: UPLOADS_NAME,
            EXPORTS: EXPORTS_NAME,
            **WORKERS,
        }
        log = folder.log("functions")
        functions = Functions(self._process_environment(), log, launch=self._launch())
        self._stack.callback(functions.close)
        warm = functions.warm_all({route.function for route in ROUTES})
        starts = Starts(folder.path / "events", functions, say)
        self._stack.callback(starts.close)
        inbox = Inbox(show_mail)
        self._serve(internal_server, Internal(functions, starts, inbox, ministack.port))
        self._provide()
        if copy:
            self._load_copy(copy, folder)
        try:
            warm()
        except (FunctionError, FunctionBusyError) as error:
            raise SetupError(f"{error}.\n{children.end_of(log)}") from None
        note = say if options.verbose else None
        files = StaticFiles(paths.DIST)
        origins = [ministack.url]
        self._serve(site_server, Site(ROUTES, functions, files, inbox, upload_origins=origins, note=note, complain=say))
        if options.sample and not options.copy and not folder.seeded():
            # By the same requests that an organiser makes, so the site answers already.
            self._load_sample(folder)
        folder.publish(self._about())
        self._stack.callback(folder.forget)
        starts.resume()

    def _start_engines(self, folder: DataFolder, credentials: Credentials) -> tuple[Engine, Engine]:
        data, logs = folder.path, (folder.log("dynamodb"), folder.log("ministack"))
        with ThreadPoolExecutor(max_workers=2) as pool:
            both = [
                pool.submit(self._engine, lambda: self._start_table(logs[0], data / "dynamodb")),
                pool.submit(self._engine, lambda: engines.start_ministack(logs[1], data, credentials, REGION)),
            ]
        return both[0].result(), both[1].result()

    def _start_table(self, log: Path, data: Path) -> Engine:
        return engines.start_dynamodb(log, data=data)

    def _launch(self) -> Launch:
        """What starts the functions' processes."""
        return launcher()

    def _process_environment(self) -> dict[str, str]:
        """All that a process of ours sees: nothing of this machine's own AWS configuration."""
        return {
            **children.bare_environment(),
            **self.environment,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def _about(self) -> dict[str, object]:
        """What the command `ringround` needs to know."""
        prefix = "AWS_ENDPOINT_URL_"
        named = {name: value for name, value in self.environment.items() if name.startswith(prefix)}
        return {
            "site": self.url,
            "pid": os.getpid(),
            "region": REGION,
            "table": TABLE_NAME,
            "endpoints": {name.removeprefix(prefix).lower(): value for name, value in named.items()},
            "environment": self.environment,
        }

    def watch(self) -> None:
        """Start an engine again that has ended by itself. Raises SetupError if it keeps ending."""
        ended = [engine for engine in self._engines if not engine.running()]
        for engine in ended:
            count = self._restarts[engine.name] = self._restarts.get(engine.name, 0) + 1
            if count > MOST_RESTARTS:
                raise children.failed(engine.name, engine.log)
            say(f"{engine.name} ended by itself; starting it again (its data is kept) …")
            engine.start()
            say(f"{engine.name} answers again.")
        self._bare |= bool(ended)
        if self._bare:
            # MiniStack keeps files, and forgets who may send mail. Another engine may have ended this very moment: it
            # is started with the next look, and what is missing is made then.
            with contextlib.suppress(ConnectionError, HTTPClientError):
                self._provide()
                self._bare = False

    def stop(self) -> None:
        """Stop everything that was started, last things first."""
        self._stack.close()

    def _listen(self, port: int) -> Server:
        try:
            server = Server(port)
        except OSError as error:
            raise SetupError(_why_not(port, error)) from None
        self._stack.callback(server.server_close)
        return server

    def _serve(self, server: Server, respond: Respond) -> None:
        server.respond = respond
        server.begin()
        self._stack.callback(server.end)

    def _engine(self, start: Callable[[], Engine]) -> Engine:
        engine = start()
        self._engines.append(engine)
        self._stack.callback(engine.stop)
        return engine

    def _provide(self) -> None:
        aws.make_table(aws.client("dynamodb", self.environment), table_definition(TABLE_NAME))
        s3 = aws.client("s3", self.environment)
        for name in (UPLOADS_NAME, EXPORTS_NAME):
            aws.make_bucket(s3, name, REGION)
        aws.allow_uploads(s3, UPLOADS_NAME, (self.url, self.url.replace("127.0.0.1", "localhost")))
        aws.make_sender(aws.client("sesv2", self.environment), SENDER_ADDRESS)

    def _load_copy(self, copy: Copy, folder: DataFolder) -> None:
        from infra.local import local_copy  # noqa: PLC0415  (as in aws.client)

        say(f"  Loading the copy {copy.folder} …")
        try:
            loaded = local_copy.load(aws.client("dynamodb", self.environment), TABLE_NAME, copy)
        except CopyError as error:
            raise SetupError(str(error)) from None
        folder.note_seeded()
        say(f"  Loaded: {loaded}")

    def _load_sample(self, folder: DataFolder) -> None:
        say("  Loading the sample by-election (first start only) …")
        log = folder.log("sample")
        process = children.start(
            [sys.executable, "-m", "infra.local.seed"],
            environment=self._process_environment(),
            log=log,
            folder=paths.ROOT,
        )
        self._stack.callback(children.stop, process, 1)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SEED_PATIENCE)
        if process.poll() != 0:
            raise SetupError(f"Loading the sample failed.\n{children.end_of(log)}")
        folder.note_seeded()


def _why_not(port: int, error: OSError) -> str:
    another = f"choose another one: make demo PORT={children.free_port_near(port)}"
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program. Stop that program, or {another}"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port} may be used by the administrator only: {another}"
    return f"Port {port} can't be used ({error.strerror}): {another}"


def show_mail(mail: Mail) -> None:
    """Tell the terminal about a mail: its sign-in code, or its subject."""
    clock = time.strftime("%H:%M:%S")
    say(
        f"{clock}  sign-in code for {mail.to}: {mail.code}"
        if mail.code
        else f"{clock}  mail to {mail.to}: {mail.subject}"
    )


def serve(options: Options, parent: int | None = None, make: type[LocalApp] = LocalApp) -> int:
    """Run the local app until Stopped is raised, or the process `parent` is no longer ours; the exit code."""
    begun = time.monotonic()
    app = make(options)
    who = ("whoever is on the list of the copy",) if options.copy else SIGN_INS
    try:
        app.start()
        say(f"""
ringround is ready ({time.monotonic() - begun:.0f} s):  {app.url}

  Sign in as   {f"{chr(10)}               ".join(who)}
  The code     is printed here, and stands in {app.url}/local/inbox
  Data         {options.data}  (kept; make demo RESET=1 empties it)
  Stop         Ctrl-C
""")
        while parent is None or os.getppid() == parent:
            time.sleep(0.5)
            app.watch()
    except SetupError as error:
        say(f"\n{error}")
        return 1
    except Stopped:
        pass
    finally:
        app.stop()
    say("Stopped.")
    return 0
