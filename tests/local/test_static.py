"""The web pages as CloudFront will serve them."""

import gzip
from pathlib import Path

import pytest

from infra.edge import content_security_policy, security_headers
from infra.local.static import StaticFiles


@pytest.fixture
def files(tmp_path: Path) -> StaticFiles:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<title>page</title>")
    (dist / "favicon.svg").write_text("<svg/>")
    (dist / "assets" / "app-1a2b.js").write_text("1")
    (dist / "assets" / "app-1a2b.css").write_text("a{}")
    (dist / ".secret.txt").write_text("no")
    (tmp_path / "outside.txt").write_text("no")
    (dist / "link.txt").symlink_to(tmp_path / "outside.txt")
    return StaticFiles(dist)


@pytest.mark.parametrize("path", ["/", "/join/ABC123", "/bank/mill-lane", "/bank/a/call", "/assets", "/x/"])
def test_an_address_inside_the_ui_is_index_html_and_never_kept(files: StaticFiles, path: str) -> None:
    answer = files.answer(path)
    assert (answer.status, answer.body) == (200, b"<title>page</title>")
    assert dict(answer.headers)["Cache-Control"] == "no-cache"
    assert dict(answer.headers)["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/assets/app-1a2b.js", "text/javascript; charset=utf-8"), ("/assets/app-1a2b.css", "text/css; charset=utf-8")],
)
def test_a_file_with_a_hash_in_its_name_is_kept_for_ever(files: StaticFiles, path: str, kind: str) -> None:
    headers = dict(files.answer(path).headers)
    assert headers["Content-Type"] == kind
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_other_files_are_asked_for_again(files: StaticFiles) -> None:
    headers = dict(files.answer("/favicon.svg").headers)
    assert headers["Content-Type"] == "image/svg+xml"
    assert headers["Cache-Control"] == "no-cache"


def test_what_the_browser_has_already_is_not_sent_again(files: StaticFiles) -> None:
    tag = dict(files.answer("/").headers)["ETag"]
    assert files.answer("/", tag).status == 304
    assert files.answer("/", f'W/"x", {tag}').status == 304
    assert files.answer("/", '"other"').status == 200


SCRIPT = b"export const words = 'the same again';\n" * 100


@pytest.mark.parametrize("accepted", ["gzip", "br;q=1.0, gzip;q=0.8, *;q=0.1", "deflate, GZIP"])
def test_text_is_compressed_for_a_browser_that_takes_it(files: StaticFiles, tmp_path: Path, accepted: str) -> None:
    (tmp_path / "dist" / "assets" / "app-1a2b.js").write_bytes(SCRIPT)
    plain, answer = files.answer("/assets/app-1a2b.js"), files.answer("/assets/app-1a2b.js", "", accepted)
    headers = dict(answer.headers)
    assert gzip.decompress(answer.body) == SCRIPT == plain.body
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert headers["Vary"] == dict(plain.headers)["Vary"] == "Accept-Encoding"
    assert headers["ETag"] == f"W/{dict(plain.headers)['ETag']}"
    assert files.answer("/assets/app-1a2b.js", headers["ETag"], accepted).status == 304


@pytest.mark.parametrize("accepted", ["", "br, deflate", "gzip;q=0", "gzip;q=0.000", "x-gzip"])
def test_a_browser_that_does_not_take_gzip_gets_the_file_as_it_is(
    files: StaticFiles, tmp_path: Path, accepted: str
) -> None:
    (tmp_path / "dist" / "assets" / "app-1a2b.js").write_bytes(SCRIPT)
    answer = files.answer("/assets/app-1a2b.js", "", accepted)
    assert answer.body == SCRIPT
    assert "Content-Encoding" not in dict(answer.headers)


def test_pictures_and_the_smallest_files_are_not_compressed(files: StaticFiles, tmp_path: Path) -> None:
    (tmp_path / "dist" / "icon.png").write_bytes(SCRIPT)
    for path in ("/icon.png", "/favicon.svg"):
        assert "Content-Encoding" not in dict(files.answer(path, "", "gzip").headers)


def test_a_file_that_is_built_anew_is_compressed_anew(files: StaticFiles, tmp_path: Path) -> None:
    page = tmp_path / "dist" / "index.html"
    for content in (SCRIPT, SCRIPT[:2_000]):
        page.write_bytes(content)
        assert gzip.decompress(files.answer("/", "", "gzip").body) == content


@pytest.mark.parametrize(
    "path",
    [
        "/missing.js",
        "/assets/missing.js",
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/assets/../../outside.txt",
        "/link.txt",
        "/.secret.txt",
        "/a%00.js",
        "/..%5coutside.txt",
        "//etc/hosts.txt",
    ],
)
def test_a_missing_file_is_404_and_nothing_outside_is_served(files: StaticFiles, path: str) -> None:
    assert files.answer(path).status == 404


def test_pages_that_are_not_built_say_what_to_do(tmp_path: Path) -> None:
    answer = StaticFiles(tmp_path / "nothing").answer("/")
    assert answer.status == 404
    assert b"make demo" in answer.body


def test_the_policy_allows_nothing_inline_and_no_frame() -> None:
    policy = content_security_policy(["https://bucket.example"])
    assert "unsafe" not in policy
    assert "connect-src 'self' https://bucket.example;" in policy
    assert "frame-ancestors 'none'" in policy
    assert security_headers()["Referrer-Policy"] == "no-referrer"
