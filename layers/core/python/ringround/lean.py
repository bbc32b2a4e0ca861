"""Third-party packages imported without what no function of ours uses: for the start of a function, where each
module that is imported is waited for and paid for.

Nothing here changes what a package does. A package's `__init__` that only gathers names of its parts runs when somebody
asks for a name that it has not got yet: so whoever wants it gets it, and whoever imports a part alone has not paid for
all. What only people read (docstrings that botocore makes of its service descriptions) or only type checkers (the
types of pydantic's schemas) has a stand-in. Figures: docs/performance.md; the versions are those of the lock file, and
`tests/functions/test_starting.py` holds what they still do.
"""

import sys
import typing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import MappingProxyType, ModuleType
from typing import Any, Final

_EVENTS: Final = MappingProxyType(
    {
        name: f"aws_lambda_powertools.utilities.data_classes.{part}"
        for part, names in {
            "alb_event": ("ALBEvent",),
            "api_gateway_proxy_event": ("APIGatewayProxyEvent", "APIGatewayProxyEventV2"),
            "bedrock_agent_event": ("BedrockAgentEvent",),
            "lambda_function_url_event": ("LambdaFunctionUrlEvent",),
            "vpc_lattice": ("VPCLatticeEvent", "VPCLatticeEventV2"),
        }.items()
        for name in names
    }
)
GATHERING: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        # Metrics, Tracer, and a word in boto3's user agent.
        "aws_lambda_powertools": {},
        # Resolvers of AppSync (which brings asyncio), Bedrock, load balancers.
        "aws_lambda_powertools.event_handler": {},
        # OpenAPI documents put together from several functions.
        "aws_lambda_powertools.event_handler.openapi": {},
        # The events of some forty services; the resolver asks for these.
        "aws_lambda_powertools.utilities.data_classes": _EVENTS,
        # Transfers to S3 in parallel (s3transfer, multiprocessing): `boto3.session` makes clients without, and asks for
        # nothing but the version, which it shares with botocore (a word in the user agent).
        "boto3": {"__version__": "botocore"},
        # Looks for the version of a package that is not installed (importlib.metadata, zipfile).
        "urllib3.http2": {},
    }
)
"""Packages whose `__init__` gathers names; of some of these names, where they really are."""


class _Docstring(str):
    """Stands for a docstring that botocore would make when somebody reads it."""

    __slots__ = ()

    def __new__(cls, *_args: Any, **_more: Any) -> "_Docstring":
        return super().__new__(cls)


STAND_INS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        name: {f"{kind}Docstring": _Docstring for kind in kinds}
        for name, kinds in {
            "botocore.docs.docstring": ("ClientMethod", "Waiter", "Paginator"),
            "boto3.docs.docstring": (
                *("Action", "LoadReload", "ResourceWaiter", "Attribute", "Identifier", "Reference", "Collection"),
                *("CollectionMethod", "BatchAction", "SubResource"),
            ),
        }.items()
    }
)
"""Modules in whose place these names stand."""

UNTYPED: Final = frozenset({"pydantic_core.core_schema"})
"""Modules with so many TypedDicts that making them is a twelfth of a handler's start; nothing looks at them but type
checkers, so they are made without what they say of their keys."""


class _Gathering(ModuleType):
    """A package whose `__init__` has not run."""

    def __getattr__(self, name: str) -> Any:
        if part := GATHERING[self.__name__].get(name):
            return getattr(import_module(part), name)
        if PathFinder.find_spec(f"{self.__name__}.{name}", self.__path__):
            # `from package import part`: the import system tries this first, and then imports the part itself.
            raise AttributeError(name)
        loader = self.__spec__ and self.__spec__.loader
        self.__class__ = ModuleType  # type: ignore[assignment]
        if isinstance(loader, _Lean):
            loader.real.exec_module(self)
        return getattr(self, name)


class _Untyped:
    """Takes the place of TypedDict: a class that is a dict, whatever it is told of its keys."""

    def __init_subclass__(cls, **_said: Any) -> None:
        """What a TypedDict is told (`total`) is left alone."""


class _Lean(Loader):
    """Brings one of the modules above."""

    def __init__(self, real: Loader) -> None:
        self.real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As usual."""
        return self.real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Fill a module as far as it needs to be."""
        name = module.__name__
        if name in GATHERING:
            module.__class__ = _Gathering
        elif name in STAND_INS:
            vars(module).update(STAND_INS[name])
        elif name in UNTYPED:
            self._without_types(module)

    def _without_types(self, module: ModuleType) -> None:
        usual = typing.TypedDict
        typing.TypedDict = _Untyped  # type: ignore[assignment]
        try:
            self.real.exec_module(module)
        finally:
            typing.TypedDict = usual


class _Finder(MetaPathFinder):
    """Finds the modules above before anybody else does."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module as it is found otherwise, with our loader around its own; None for all others."""
        if fullname not in GATHERING and fullname not in STAND_INS and fullname not in UNTYPED:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Lean(spec.loader)
        return spec


@contextmanager
def imports() -> Iterator[None]:
    """Whatever is imported inside is imported so. Modules that are there already stay as they are."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
