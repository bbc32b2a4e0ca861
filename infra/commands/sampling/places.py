"""Invented places: a constituency whose towns, streets and postcodes do not exist."""

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CONSTITUENCY: Final = "Thistleford and Oakmere"
TOWNS: Final = (
    ("Thistleford", "QX1"),
    ("Oakmere", "QX2"),
    ("Nether Wraxley", "QX3"),
    ("Bramscombe", "QX4"),
    ("Saltby Cross", "QX5"),
    ("Eldersham", "QX6"),
)
"""Towns with their postcode district. No postcode of the UK begins with Q."""

WARDS: Final = ("Central", "North", "South", "Mere", "Moorside", "Riverside", "Park", "Castle", "Mills", "Heath")

STREETS: Final = _words(
    "Abbey Acorn Albert Alder Alma Anvil Apple Ash Aspen Balmoral Bank Barley Barn Beacon Beck Beech Bell "
    "Birch Bishop Bobbin Bramble Bridge Brook Canal Castle Cedar Chapel Cherry Church Clough Coal Copper "
    "Corn Cotton Cross Daisy Dale Dean Dove Elder Elm Fern Ferry Field Forge Foundry Fox Gala Garden Gate "
    "George Glebe Grange Green Grove Hall Hawthorn Hazel Heather Heron High Hill Holly Honey Ivy Jubilee "
    "King's Kiln Lark Laurel Lime Linden Lock Long Low Maple Market Meadow Mill Moor Mount New Oak Old "
    "Orchard Otter Paddock Park Pear Pine Plum Poplar Princess Quarry Queen's Ridge River Robin Rook Rose "
    "Rowan Rush St_John's St_Mary's Salt School Silver Smithy Spinner's Spring Station Stone Swan "
    "Sycamore Tanner's Temple Thorn Tower Union Vale Vicar's Victoria Violet Wagon Water Weaver's Well "
    "West Wharf Wheat White Willow Windmill Wood Wren Yew York"
)
KINDS: Final = _words(
    "Street Street Street Road Road Road Lane Lane Avenue Close Close Drive Drive Court Crescent Gardens "
    "Grove Place Rise Row Terrace View Walk Way"
)
BUILDINGS: Final = _words(
    "Ashlar Bobbin Brunel Colliers Dyehouse Elgar Foundry Garrick Mere Nightingale Orchard Turing"
)
HOUSE_NAMES: Final = _words(
    "Rose_Cottage The_Old_Forge Orchard_House The_Hollies Tŷ_Gwyn Hillcrest Fairview The_Lodge Stone_Barn "
    "Mill_House St_Anne's Bramble_End Low_Farm High_Farm The_Old_School Coach_House"
)
INWARD_LETTERS: Final = "ABDEFGHJLNPQRSTUWXYZ"
