"""Detecting and mending encodings: Kazakh, Russian and the neighbours that must not be taken for them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzsearch.errors import EncodingError
from kzsearch.reading.encodings import decode, detect, mend

KAZAKH = [
    "Қазақстан Республикасының Үкіметі жаңа бағдарлама қабылдады.",
    "Бүгін қалада жаңбыр жауады, түнде жел күшейеді.",
    "Әкім тұрғындармен кездесіп, өңірдің мәселелерін талқылады.",
    "Мұғалімдер мен дәрігерлердің жалақысы көтеріледі.",
    "Ғалымдар көне қоныстың орнын тапты.",
]
KAZAKH_SHORT = ["Қазақстан", "Жаңа заң", "Үкімет қаулысы", "Бұл біздің жер", "Сен үйде отырсың"]
RUSSIAN = [
    "Правительство Республики Казахстан утвердило новую программу.",
    "Сегодня в городе ожидается дождь, ночью усилится ветер.",
    "Съезд объявил об этом ещё вчера!",
    "Указ",
    "ПРИКАЗ О НАЗНАЧЕНИИ",
]
UKRAINIAN = [
    "Її мова є для мене найкращою, бо в ній усе своє.",
    "Україна має свої звичаї, які її народ береже.",
    "Їхні діти їдуть до Києва.",
    "Сім'я поїхала на її батьківщину; ґанок зачинено.",
    "Це моє.",
]
BELARUSIAN = ["Ён быў у лесе і бачыў воўка.", "Праўда ўсім патрэбная, сказаў аўтар.", "Знізу ўверх, справа ўлева"]
SERBIAN = ["Његова кућа је близу реке, а људи су добри.", "Ђорђе ће доћи кроз ноћ.", "Следећи пакети биће инсталирани"]
MACEDONIAN = ["Ќе дојдам во твојата куќа веќе утре ноќе.", "Ѓорѓи има нова ѕвезда.", "Нема ништо ново во градот."]
LATIN = ["L'été dernier, où étiez-vous ? À bientôt, chère élève.", "Größe, Übung, süß", "Ça va très bien", "naïve café"]

kazakh_words = st.sampled_from(sorted({word for line in KAZAKH for word in line.strip(".").split()}))
russian_words = st.sampled_from(sorted({word for line in RUSSIAN[:3] for word in line.strip(".!").split()}))
ukrainian_words = st.sampled_from(sorted({word.strip(".,;") for line in UKRAINIAN for word in line.split()}))
english_words = st.sampled_from(["the", "law", "of", "health", "naïve", "World", "WHO", "2024", "café"])


def sentence(words: st.SearchStrategy[str], least: int = 1, most: int = 15) -> st.SearchStrategy[str]:
    return st.lists(words, min_size=least, max_size=most).map(" ".join)


def as_cp1252(data: bytes) -> str:
    """What a browser shows of bytes it takes for cp1252: undefined ones come as control characters."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)


def as_cp1251(data: bytes) -> str:
    return "".join(bytes([byte]).decode("cp1251", "ignore") or chr(byte) for byte in data)


# --- decode -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["kz1048", "ptcp154"])
@pytest.mark.parametrize("text", KAZAKH + KAZAKH_SHORT)
def test_kazakh_code_pages_are_told_from_cp1251(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


WORDS = """Сәлем Үй өзен Қазақстан Әуезов тағдыр дүние СӘЛЕМ Жаңалық көл үйде Сәтбаев күн қыз ән әже көңіл Бөлісіңіз
Өскемен Көкшетау Ғабит ғылым Түркістан Ұлытау Қызылорда""".split()
FOREIGN_WORDS = """Україна її моє Київ країна поїзд ґрунт кућа ноћ Југославија ќе куќа праўда ўсе є їжа Європа Єгипет Євген
єдиний ґанок синє історії моїх їх твоїм свої ўсё быў воўк Ўладзімір мој твоја језик југ јул људи Његош џеп ноќ среќа
веќе""".split()


@pytest.mark.parametrize("word", [*WORDS, "Ұлы дала", "Қайырлы таң, достар!", "Сәлем, World"])
def test_a_file_of_few_kazakh_words_is_kazakh(word: str) -> None:
    assert decode(word.encode("kz1048")).text == word


@pytest.mark.parametrize("word", [*FOREIGN_WORDS, "Слава Україні", "Живе Беларусь", "Добро јутро"])
def test_a_file_of_few_words_of_a_neighbour_is_cp1251(word: str) -> None:
    assert decode(word.encode("cp1251")).text == word


def test_a_word_that_both_kazakh_code_pages_spell_alike_is_in_the_standard_one() -> None:
    assert decode("Қазақстан".encode("ptcp154")) == decode("Қазақстан".encode("kz1048"))
    assert decode("Қазақстан".encode("kz1048")).encoding == "kz1048"


@pytest.mark.parametrize("text", RUSSIAN)
def test_russian_is_cp1251(text: str) -> None:
    assert decode(text.encode("cp1251")).encoding == "cp1251"


@pytest.mark.parametrize("text", UKRAINIAN + BELARUSIAN + SERBIAN + MACEDONIAN)
def test_neighbours_stay_cp1251(text: str) -> None:
    assert decode(text.encode("cp1251")).text == text


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "iso8859-5"])
def test_old_encodings_are_told_in_long_texts(encoding: str) -> None:
    text = " ".join(RUSSIAN[:3])
    assert decode(text.encode(encoding)) == decode(text.encode(encoding), encoding)
    assert decode(text.encode(encoding)).encoding == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [KAZAKH[0], RUSSIAN[1], "Сәлем", "plain text", "Ақша — 5 000 ₸ 🙂"])
def test_unicode(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("text", LATIN)
def test_accented_latin_is_cp1252(text: str) -> None:
    assert decode(text.encode("cp1252")).text == text


def test_a_russian_text_with_one_kazakh_name_is_kz1048() -> None:
    text = "Премьер-министр провёл совещание в Астане. " * 20 + "Его ведёт Қасым-Жомарт Тоқаев."
    assert decode(text.encode("kz1048")).text == text


def test_ascii_and_nothing_are_utf8() -> None:
    assert decode(b"").text == ""
    assert decode(b"plain").encoding == "utf-8"


def test_a_letter_cut_at_the_end_of_a_sample_does_not_matter() -> None:
    data = KAZAKH[0].encode()
    assert detect(data[:-1] + data[-1:], whole=True) == "utf-8"
    assert detect("сөз".encode()[:-1], whole=False) == "utf-8"


@pytest.mark.parametrize("name", ["no-such", "rot13", "hex", "", "a\x00b"])
def test_unknown_encodings_are_named(name: str) -> None:
    with pytest.raises(EncodingError, match="encoding must be a text encoding"):
        decode(b"abc", name)


def test_wrong_bytes_are_named_with_their_offset() -> None:
    with pytest.raises(EncodingError, match="0xff at offset 2 is not utf-8"):
        decode(b"ab\xff", "utf-8")


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00abc", bytes(range(256)) * 4, b"\x01\x02\x03\x04\x05\x06" * 50])
def test_binary_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(EncodingError):
        decode(data)


def test_one_wrong_byte_does_not_turn_utf8_into_cp1251() -> None:
    data = "Қала ".encode() + b"\xff" + " ".join(KAZAKH).encode()
    with pytest.raises(EncodingError, match="0xff at offset 9 is not utf-8 text, though the rest is"):
        decode(data)


mixed_sentences = st.tuples(
    st.lists(kazakh_words, min_size=8, max_size=20, unique=True), st.lists(russian_words, max_size=20)
).map(lambda both: " ".join(both[0] + both[1]))


@given(mixed_sentences, st.sampled_from(["kz1048", "ptcp154", "utf-8", "utf-16"]))
@settings(max_examples=150)
def test_round_trip_of_mixed_sentences(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@given(sentence(russian_words, 1, 30))
@settings(max_examples=100)
def test_round_trip_of_russian_sentences(text: str) -> None:
    assert decode(text.encode("cp1251")).text == text


# --- mend ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*KAZAKH, "Қазақстан Республикасының", "Қазақстан"])
@pytest.mark.parametrize("encoding", ["kz1048", "ptcp154"])
def test_kazakh_read_as_cp1251_is_mended(text: str, encoding: str) -> None:
    assert mend(as_cp1251(text.encode(encoding))) == text


@pytest.mark.parametrize("text", [*KAZAKH, *RUSSIAN, "Привет", "Мен — «Абай» оқырманымын, и я тоже № 1"])
@pytest.mark.parametrize("wrong", [as_cp1251, as_cp1252, lambda data: data.decode("latin-1")])
def test_utf8_read_as_another_is_mended(text: str, wrong) -> None:  # type: ignore[no-untyped-def]
    assert mend(wrong(text.encode())) == text


@pytest.mark.parametrize("text", [*KAZAKH, *RUSSIAN[:3], "Казахстан"])
def test_8_bit_read_as_cp1252_is_mended(text: str) -> None:
    encoding = "kz1048" if text in KAZAKH else "cp1251"
    assert mend(as_cp1252(text.encode(encoding))) == text


def test_lone_letters_and_marks_are_mended_with_the_rest() -> None:
    text = "XX ғ. ақыны Ә. Тәжібаевтың № 5 кітабы — «Сырдария»"
    assert mend(as_cp1252(text.encode("kz1048"))) == text


def test_the_examples_people_meet() -> None:
    assert mend("Ќазаќстан Республикасыныѕ") == "Қазақстан Республикасының"
    assert mend("Êàçàõñòàí") == "Казахстан"


def test_a_damaged_passage_inside_a_proper_text_is_mended() -> None:
    assert (
        mend("Заң: Ќазаќстан Республикасыныѕ Кодексі, бұл дұрыс") == "Заң: Қазақстан Республикасының Кодексі, бұл дұрыс"
    )


@pytest.mark.parametrize(
    "text", KAZAKH + KAZAKH_SHORT + RUSSIAN + UKRAINIAN + BELARUSIAN + SERBIAN + MACEDONIAN + LATIN
)
def test_proper_texts_stay(text: str) -> None:
    assert mend(text) == text


@pytest.mark.parametrize("text", ["ќ", "їй", "є", "Ñ", "Ðа", "СЂ", "«СССР»…", "5‰", "± 3 µm", "Ні", "Сіз", "À ÉÈ", ""])
def test_short_and_odd_texts_stay(text: str) -> None:
    assert mend(text) == text


@given(sentence(st.one_of(kazakh_words, russian_words, english_words)))
@settings(max_examples=150)
def test_mend_keeps_kazakh_russian_and_english(text: str) -> None:
    assert mend(text) == text


@given(sentence(ukrainian_words))
@settings(max_examples=150)
def test_mend_keeps_ukrainian(text: str) -> None:
    assert mend(text) == text


@given(st.text(max_size=40))
@settings(max_examples=150)
def test_mend_takes_any_text_and_mends_once(text: str) -> None:
    assert isinstance(mend(text), str)
