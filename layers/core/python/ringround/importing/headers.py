"""The names that columns have in real files, and what each means.

Names are compared without case, spaces, accents and punctuation: `Elector Number Prefix`,
`elector_number_prefix` and `ELECTORNUMBERPREFIX` are one name.
"""

import re
import unicodedata
from typing import Final

_NOT_ALNUM = re.compile(r"[^a-z0-9]+")


def squash(name: str) -> str:
    """A column's name as it is compared."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return _NOT_ALNUM.sub("", decomposed.encode("ascii", "ignore").decode())


_MEANINGS: Final[dict[str, str]] = {
    # How an elector is told apart.
    "number": """electornumber electorno electornum electoralnumber electoralno electoralrollnumber
        electoralregisternumber electorrollnumber rollnumber rollno registernumber registerno pollnumber
        pollno elno ern electorref""",
    "prefix": """electornumberprefix electorprefix electornoprefix numberprefix prefix distinctiveletter
        distinctiveletters""",
    "suffix": "electornumbersuffix electorsuffix electornosuffix numbersuffix suffix",
    "van": "voterfilevanid vanid votervanid myvoterfilevanid vanidentifier",
    "other_id": """id personid uniqueid uid ref reference urn contactid externalid recordid supporterid
        memberid membershipnumber electorid voterid electorkey key""",
    # Who they are.
    "name": "electorname name fullname votername personname contactname residentname displayname",
    "surname": "electorsurname surname lastname familyname last lname",
    "forename": """electorforename electorforenames forename forenames firstname firstnames givenname
        givennames first fname electorfirstname""",
    # Where they live. Numbered address lines are found by their pattern.
    "address": """address fulladdress streetaddress homeaddress propertyaddress registeredaddress
        residentialaddress qualifyingaddress electoraddress vaddress addressline addressfull addresslines""",
    "mail_address": "maddress mailingaddress correspondenceaddress postaladdress",
    "premises": "flat flatno flatnumber housename buildingname property premises subbuilding subbuildingname",
    "house_number": "houseno housenumber streetno streetnumber propertynumber buildingnumber addressnumber",
    "street": "street streetname addressstreetname road roadname",
    "town": "town city posttown towncity townorcity vcity citytown",
    "postcode": """postcode postalcode pcode zip zip5 zipcode vzip5 postcodezip electorpostcode
        propertypostcode addresspostcode""",
    # What the register says of them.
    "markers": """electormarkers electormarker markers marker franchise franchiseflag franchiseflags
        franchisemarker franchisemarkers electorflag electorflags""",
    "born": "electordob dob dateofbirth birthdate dateofattainment attainmentdate attainerdate doa",
    "change": "changetypeid changetype electorchangetype electorchangetypeid updatetype",
    "district": "pollingdistrict pollingdistrictcode pollingdistrictref pd pdcode",
    "tags": "tags tag labels",
    # What a list says of its numbers.
    "barred": "tps tpsflag tpsregistered ontps tpsstatus donotcall donotphone dnc nophone donotcontact",
    "screened": "screenedon datescreened tpsscreened tpsscreenedon tpsscreendate tpscheckedon tpsdate",
    "phone": "contactnumber contactno phones",
}
MEANING: Final[dict[str, str]] = {name: meaning for meaning, names in _MEANINGS.items() for name in names.split()}

_CORE = "telephone|phone|tel|mobile|mob|cell|landline"
_AROUND = (
    f"{_CORE}|preferred|pref|primary|main|best|home|house|work|business|daytime|day|evening|eve|night|other|"
    r"alternative|alternate|alt|secondary|second|first|contact|personal|electors|elector|voter|person|line|"
    r"numbers|number|num|no|uk|my|\d"
)
_PHONE = re.compile(rf"(?:{_AROUND})*(?:{_CORE})(?:{_AROUND})*")
_ADDRESS_LINE = re.compile(
    r"(?:elector|property|registered|reg|residential|qualifying|home|full)?(?:address|addr|add)(?:line)?([1-9])"
)
_PREFERRED = ("preferred", "pref", "primary", "main", "best")


def meaning(name: str) -> str:
    """What a squashed column name means: a key of `_MEANINGS`, `line1` to `line9`, or nothing."""
    if known := MEANING.get(name):
        return known
    if line := _ADDRESS_LINE.fullmatch(name):
        return f"line{line[1]}"
    # A pattern with nested choices: names of real columns are short, and longer ones are none of ours.
    if len(name) <= 40 and _PHONE.fullmatch(name):
        return "phone"
    return ""


def is_preferred(name: str) -> bool:
    """Whether a phone column holds the number to ring first."""
    return name.startswith(_PREFERRED)
