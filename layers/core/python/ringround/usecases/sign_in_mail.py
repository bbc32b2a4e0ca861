"""The mail with the sign-in code, in English and Welsh."""

from typing import NamedTuple
from urllib.parse import quote

from ..domain.bank import Campaign
from ..mail import Language


class Mail(NamedTuple):
    """What is sent."""

    subject: str
    text: str


class _Words(NamedTuple):
    subject: str
    code: str
    link: str
    unasked: str


_WORDS: dict[Language, _Words] = {
    "en": _Words(
        "{code} is your sign-in code for {campaign}",
        "Your code to sign in and ring for {campaign}:",
        "Or follow this link on the device you ring from, and press “Sign in”:",
        "The code holds for ten minutes. If you did not ask for it, do nothing: nobody can sign in without it.",
    ),
    # Draft: to be read by somebody who speaks Welsh before a campaign sends it.
    "cy": _Words(
        "{code} yw eich cod mewngofnodi ar gyfer {campaign}",
        "Eich cod i fewngofnodi a ffonio dros {campaign}:",
        "Neu dilynwch y ddolen hon ar y ddyfais rydych yn ffonio ohoni, a phwyswch “Mewngofnodi”:",
        "Mae’r cod yn para am ddeng munud. Os na ofynnoch amdano, peidiwch â gwneud dim: "
        "ni all neb fewngofnodi hebddo.",
    ),
}


def link(site: str, email: str, code: str, join: str) -> str:
    """The address that fills the sign-in form in; empty without a site. All of it stands behind the `#`: a browser
    sends that to no server, so the code is in no log."""
    if not site:
        return ""
    given = {"email": email, "code": code, **({"join": join} if join else {})}
    return f"{site}/#/sign-in?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in given.items())


def code_mail(campaign: Campaign, code: str, address: str, language: Language) -> Mail:
    """The mail for a code, which stands first: some read it on another device than they ring from."""
    words = _WORDS[language]
    lines = [words.code.format(campaign=campaign.name), "", f"    {code}", ""]
    if address:
        lines += [words.link, "", address, ""]
    lines += [words.unasked, "", campaign.imprint]
    # A name may have been typed with a line break in it, and a subject is one line.
    subject = " ".join(words.subject.format(code=code, campaign=campaign.name).split())
    return Mail(subject, "\n".join(lines).rstrip() + "\n")
