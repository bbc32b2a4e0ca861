"""Invented people's names, in the mix of a British constituency. Forenames and surnames are combined at
random."""

from typing import Final, NamedTuple


class Background(NamedTuple):
    """Names that go together, and how many of a hundred households have them."""

    share: int
    forenames: tuple[str, ...]
    surnames: tuple[str, ...]


def _background(share: int, forenames: str, surnames: str) -> Background:
    return Background(share, tuple(forenames.split()), tuple(s.replace("_", " ") for s in surnames.split()))


BACKGROUNDS: Final = (
    _background(
        58,
        "Alan Alice Amy Andrew Anne Barbara Ben Brian Carol Charlotte Chloe Christine Colin Daniel David Deborah "
        "Diane Dorothy Edward Eileen Ella Emily Emma Frank George Georgia Gillian Grace Graham Hannah Harry Hazel "
        "Helen Henry Holly Ian Jack Jacob James Jane Janet Jean Jessica Joan Joe John Josh Joyce Judith Karen Kate "
        "Keith Laura Lauren Leah Linda Liam Lucy Luke Malcolm Margaret Mark Martin Mary Matthew Maureen Michael "
        "Molly Neil Nicola Oliver Olivia Pamela Patricia Paul Peter Philip Rachel Rebecca Richard Robert Roger Rose "
        "Ruth Ryan Sally Sam Sandra Sarah Sheila Simon Sophie Stephen Susan Thomas Tracey Trevor Victoria William "
        "Zoë Renée Chloë",
        "Abbott Adcock Allen Armitage Ashworth Atkin Bailey Barlow Barnes Beckett Bennett Birch Booth Bradley "
        "Brewer Broadbent Brook Burrows Butterworth Carr Cartwright Clegg Cole Cooper Crossley Dale Dawson Dixon "
        "Drake Ellison Farrow Fielding Fletcher Garside Gill Greaves Greenwood Haigh Hall Hardcastle Hargreaves "
        "Hartley Haywood Hirst Holroyd Horsfall Illingworth Jagger Jessop Kaye Kershaw Lister Lockwood Lumb Marsden "
        "Mellor Midgley Naylor Newsome Oldroyd Ormerod Parkin Pickles Priestley Ramsden Rawlinson Redfearn Ridley "
        "Roebuck Rushworth Schofield Shackleton Sharp Slater Smith Smith-Jones Stansfield Stott Sutcliffe Sykes "
        "Tattersall Taylor Thewlis Thornton Turner Wadsworth Walker Whiteley Wilkinson Wood Woodhead Wright "
        "Cole-Barker St_John Du_Pré",
    ),
    _background(
        7,
        "Aled Angharad Bethan Carys Ceri Dafydd Delyth Dilys Dylan Eirlys Elin Emyr Eleri Gareth Gethin Glenys Gwen "
        "Gwilym Heledd Huw Iestyn Ieuan Ifan Lowri Llinos Mair Megan Nia Owain Rhian Rhodri Rhys Siân Siôn Tomos",
        "ap_Gwilym Bevan Beynon Bowen Cadwallader Davies Ellis Evans Gethin Griffiths Gwynne Howell Hughes Jenkins "
        "Jones Lewis Llewellyn Lloyd Meredith Morgan Owen Parry Powell Price Prosser Pugh Rees Roberts Thomas "
        "Vaughan Williams",
    ),
    _background(
        6,
        "Aidan Aoife Brendan Bridget Caoimhe Ciarán Clodagh Conor Declan Deirdre Eamonn Éilis Fergal Fionnuala "
        "Gráinne Kathleen Máire Niamh Nuala Oisín Orla Pádraig Róisín Ruairí Seán Séamus Sinéad Siobhán Tadhg Una",
        "Brennan Byrne Callaghan Connolly Cullen Daly Doherty Donnelly Doyle Duffy Fitzgerald Flynn Gallagher "
        "Kavanagh Keane Kennedy McCarthy McDonagh McGrath McLoughlin Moran Murphy Nolan O'Brien O'Connor O'Donnell "
        "O'Keeffe O'Neill O'Reilly O'Sullivan Ó_Briain Quinn Rafferty Sheehan Sweeney Tierney",
    ),
    _background(
        5,
        "Ailsa Alasdair Angus Blair Callum Catriona Craig Douglas Duncan Eilidh Ewan Fiona Fraser Gordon Gregor "
        "Hamish Iona Isla Kirsty Lachlan Mairi Malcolm Morag Murdo Rory Ross Shona Struan",
        "Buchanan Cameron Campbell Drummond Ferguson Forbes Fraser Gillespie Grant Innes Kerr MacDonald MacLeod "
        "McAllister McDonald McGregor McIntosh McKay McLean McPherson Munro Murray Rankin Reid Sinclair Stewart "
        "Sutherland Urquhart",
    ),
    _background(
        10,
        "Aamir Aarti Abdul Adeel Aisha Amina Amrit Anjali Arjun Asma Ayesha Balbir Bilal Deepa Farah Fatima Gurpreet "
        "Hamza Harpreet Imran Iqbal Jaspreet Kavita Khadija Kiran Mandeep Manjit Meera Mohammed Nadia Nasreen Neha "
        "Nisha Parveen Pooja Priya Rahul Rajesh Ranjit Rashid Rubina Sadia Saima Sanjay Shabana Shahid Sunita "
        "Tariq Usman Vikram Yasmin Zainab",
        "Ahmed Akhtar Ali Begum Bhatt Bibi Chaudhry Chowdhury Das Desai D'Souza Gill Hussain Iqbal Islam Joshi Kaur "
        "Khan Khatun Mahmood Malik Mehta Miah Mistry Nair Patel Qureshi Rahman Rana Sandhu Shah Sharma Siddiqui "
        "Singh Sidhu Uddin Ullah Verma",
    ),
    _background(
        5,
        "Agnieszka Andrzej Aneta Barbara Bartosz Beata Dorota Ewa Grzegorz Iwona Jakub Joanna Julia Justyna Kamil "
        "Karolina Katarzyna Krzysztof Łukasz Maciej Magdalena Małgorzata Marcin Marek Michał Monika Paweł Piotr "
        "Rafał Tomasz Wojciech Zofia",
        "Adamczyk Baran Bąk Dąbrowski Dudek Grabowski Jankowski Jaworski Kaczmarek Kowalczyk Kowalski Kozłowski "
        "Król Krawczyk Lewandowski Mazur Michalski Nowak Pawlak Pietrzak Sikora Szymański Walczak Wieczorek Wilk "
        "Wiśniewski Wójcik Woźniak Wróbel Zając Zieliński",
    ),
    _background(
        5,
        "Abena Abiola Adaeze Ade Adwoa Akosua Ama Amara Ayodele Babatunde Bisi Chidi Chiamaka Chukwuma Efua Emeka "
        "Folake Funmilayo Ifeoma Kofi Kojo Kwabena Kwame Mariama Ngozi Nkechi Obinna Ọlá Olumide Segun Temitope "
        "Tunde Uche Yaa Yaw",
        "Acheampong Adebayo Adeyemi Afolabi Agyeman Akinola Amoah Appiah Asante Balogun Bankole Boateng Danso Diallo "
        "Eze Kamara Mensah Nwosu Obi Ofori Ogunleye Okafor Okeke Okonkwo Oladipo Osei Owusu Sesay Quaye",
    ),
    _background(
        4,
        "Ana Beatriz Bogdan Carlos Cristina Daniela Diogo Elena François Gabriela Giulia Helena Inês Ioana Jürgen "
        "José João Lucía Luca Marta Mei Mihai Minh Nuno Raluca Sofía Stefan Thi Wei Xin",
        "Almeida Bălan Chan Cheung da_Silva de_Souza Ferreira García Gonçalves Ionescu Le Li Lopes Lungu Müller "
        "Munteanu Ng Nguyễn Núñez Popescu Ribeiro Rossi Santos Stan van_der_Berg Wong Zhang",
    ),
)
