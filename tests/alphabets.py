"""Kazakh and Russian as other alphabets and keyboards write them, letter by letter: what the analysers read backwards."""

import re
from collections.abc import Callable, Mapping

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


def _table(spelt: str, letters: str = LETTERS) -> dict[int, str]:
    return str.maketrans(dict(zip(letters, spelt.replace("_", "").split(","), strict=True)))


_TABLES = {
    "without its letters": _table(
        "а,а,б,в,г,г,д,е,ё,ж,з,и,й,к,к,л,м,н,н,о,о,п,р,с,т,у,у,у,ф,х,х,ц,ч,ш,щ,ъ,ы,и,ь,э,ю,я"
    ),
    "2021": _table("a,ä,b,v,g,ğ,d,e,io,j,z,i,i,k,q,l,m,n,ñ,o,ö,p,r,s,t,u,ū,ü,f,h,h,ts,ç,ş,ş,_,y,ı,_,e,iu,ia"),
    "2018": _table("a,á,b,v,g,ǵ,d,e,ıo,j,z,ı,ı,k,q,l,m,n,ń,o,ó,p,r,s,t,ý,u,ú,f,h,h,ts,ch,sh,sh,_,y,i,_,e,ıý,ıa"),
    "2017": _table(
        "a,a',b,v,g,g',d,e,i'o,j,z,i',i',k,q,l,m,n,n',o,o',p,r,s,t,y',u,u',f,h,h,ts,c',s',s',_,y,i,_,e,i'y',i'a"
    ),
    "typed": _table("a,a,b,v,g,g,d,e,yo,zh,z,i,y,k,k,l,m,n,n,o,o,p,r,s,t,u,u,u,f,kh,h,ts,ch,sh,shch,_,y,i,_,e,yu,ya"),
    "Arabic": _table("ا,ا,ب,ۆ,گ,ع,د,ە,يو,ج,ز,ي,ي,ك,ق,ل,م,ن,ڭ,و,و,پ,ر,س,ت,ۋ,ۇ,ۇ,ف,ح,ھ,تس,چ,ش,ش,_,ى,ى,_,ە,يۋ,يا"),
}
_UNMARKED = str.maketrans("äğıñöşūüçáǵńóúý", "agiñosuucagnouy".replace("ñ", "n"))


def _arabic(word: str) -> str:
    needs_hamza = re.search("[әөүі]", word) and not re.search("[екгэ]", word)
    return "\u0674" * bool(needs_hamza) + word.translate(_TABLES["Arabic"])


ALPHABETS: Mapping[str, Callable[[str], str]] = {
    "without its letters": lambda word: word.translate(_TABLES["without its letters"]),
    "2021": lambda word: word.translate(_TABLES["2021"]),
    "2018": lambda word: word.translate(_TABLES["2018"]),
    "2017": lambda word: word.translate(_TABLES["2017"]),
    "2021 without marks": lambda word: word.translate(_TABLES["2021"]).translate(_UNMARKED),
    "2018 without marks": lambda word: word.translate(_TABLES["2018"]).translate(_UNMARKED),
    "as people type": lambda word: word.translate(_TABLES["typed"]),
    "Arabic": _arabic,
}

_RUSSIAN_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"


def _russian(spelt: str) -> Callable[[str], str]:
    table = _table(spelt, _RUSSIAN_LETTERS)
    return lambda word: word.translate(table)


RUSSIAN: Mapping[str, Callable[[str], str]] = {
    "British": _russian("a,b,v,g,d,e,zh,z,i,y,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,shch,_,y,_,e,yu,ya,e"),
    "passports": _russian("a,b,v,g,d,e,zh,z,i,i,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,shch,ie,y,_,e,iu,ia,e"),
    "scholars": _russian("a,b,v,g,d,e,zh,z,i,j,k,l,m,n,o,p,r,s,t,u,f,h,c,ch,sh,shh,',y,',e,ju,ja,yo"),
    "as people type": _russian("a,b,v,g,d,e,zh,z,i,i,k,l,m,n,o,p,r,s,t,u,f,h,c,ch,sh,sh,_,y,_,e,yu,ya,yo"),
}
