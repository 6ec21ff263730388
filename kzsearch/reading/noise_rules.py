"""The rules of `noise`: patterns of whole lines in both languages, and what each line is."""

from enum import Enum
from typing import Final


class Kind(Enum):
    """What a line of noise is; `main_text` decides by it where the line may be taken away."""

    SURE = "no article has such a line; alone it shows that the text was cut out of a page"
    INLINE = "sure, and it may stand between the paragraphs too"
    WIDGET = "sure above an article; below it, it may be the article's own table"
    LABEL = "usual around an article, possible in it: two different ones show a page"
    VALUE = "belongs to the noise beside it and shows nothing by itself"
    END = "a heading of what follows the article: other headlines, comments"
    DATE = "a date line"
    FEED = "belongs to a news feed beside the article and shows nothing by itself"


NUMBER: Final = r"\d[\d\s.,]*(?:[KkКк]|тыс\.?|мың)?"
SECTIONS: Final = (
    "общество|политика|экономика|происшествия|криминал|спорт|культура|в мире|мир|казахстан|регионы|наука|технологии"
    "|здоровье|медицина|образование|финансы|бизнес|авто|жизнь|мнение|мнения|интервью|аналитика|закон|право|власть"
    "|қоғам|саясат|экономика|оқиға|оқиғалар|спорт|мәдениет|әлем|шетел|аймақтар|өңір|ғылым|денсаулық|медицина|білім"
    "|қаржы|бизнес|руханият|тарих|әдебиет|сұхбат|сараптама|заң|билік|қазақстан|ұлттық қауіпсіздік|қазақ әдебиеті"
)
MENU_ITEMS: Final = (
    r"главная|басты бет|новости|жаңалықтар|меню|мәзір|поиск|іздеу|назад|артқа|лента|печать|басып шығару|принять"
    r"|қабылдаймын|войти|кіру|вход|регистрация|тіркелу|контакты|байланыс(?:тар)?|о нас|о проекте|біз туралы"
    r"|жоба туралы|жарнама|реклама|на правах рекламы|редакция|видео|фото|мультимедиа|спецпроекты|анонсы|хабарландырулар"
    r"|пресс-центр|баспасөз орталығы|қызметтер|услуги|құжаттар|документы"
)
LANGUAGES: Final = (
    r"қаз|қазақша|қазақ тілі|каз|казахский|қазақ|qaz|qazaqsha|qazaq|kaz|kz|kk|рус|русский|русс|орысша|орыс|rus|ru"
    r"|russian|kazakh|eng|english|en|ағылшын|англ|английский|ағылшынша|o['’‘ʻ`]?z|o['’‘ʻ`]?zb?ekcha|uz|ўзб|узб"
    r"|中文|cn|zh|türkçe|tür|tr|кыр|кырг|кыргызча|қыр|kg|tj|точ|тоҷ|العربية|عربي|عربى|ar|арабша|deutsch|de|fr|français"
    r"|төте|قازاقشا"
)
IN_LANGUAGES: Final = "the languages of a site"
IN_SECTIONS: Final = "the sections of a site"
OFFICIAL: Final = "the name of an official site"
# A Russian word that says what happened to the site: such a line is a headline, not the site's name.
_HAPPENED: Final = r"(?!.*\w{2}(?:л|ли|л[ао]?с[ья]|лись|ет|ит|ют|ят|тся|ть|(?<!ст)ан|ен|ён)\b)"
NETWORKS: Final = (
    r"telegram|телеграм|whats ?app|facebook|фейсбук|twitter|твиттер|x|instagram|инстаграм|tik ?tok|youtube|вконтакте"
    r"|vk|одноклассники|ok|viber|linkedin|threads|pinterest|e-?mail|rss|mail\.ru"
)
CURRENCY: Final = r"(?:usd|eur|rub|rur|kzt|cny|gbp|kgs|uzs|\$|€|₽|₸|£|¥)"
CHANNEL: Final = (
    r"(?=.*(?:telegram|телеграм|whats ?app|instagram|инстаграм|facebook|фейсбук|youtube|viber|tik ?tok|канал|рассылк"
    r"|соцсет|паблик|новост))"
)

# pattern, kind, why. The first that matches the whole line wins, so sure rules stand before possible ones.
RULES: Final = (
    (
        rf"(?:тіл(?:дер|ді таңдаңыз)?|языки?|выбор языка|language)?\s*+:?\s*+"
        rf"(?:(?:{LANGUAGES})(?!\w)[\s|/•·]*+){{2,12}}+",
        Kind.SURE,
        IN_LANGUAGES,
    ),
    (rf"(?:(?:{SECTIONS}|{MENU_ITEMS})(?!\w)[\s|/•·]*+){{3,20}}+", Kind.SURE, IN_SECTIONS),
    (r"(?=.*\+)(?:[аa]\s?[+−–-]?(?:\s|$)\s*+){2,4}+", Kind.SURE, "the size of letters"),
    (
        rf"официальн(?:ый|ая) (?:информационный |интернет[- ])?(?:ресурс|сайт|портал|страница)\s"
        rf"{_HAPPENED}[^.!?:–—]{{3,120}}",
        Kind.SURE,
        OFFICIAL,
    ),
    (
        r"[^.!?:–—]{3,120}\sресми (?:ақпараттық |интернет[- ])?(?:ресурсы?|сайты?|порталы?|парақшасы)",
        Kind.SURE,
        OFFICIAL,
    ),
    (
        r"(?:карта сайта|сайт картасы|подписаться на (?:рассылку|новости)|жаңалықтарға жазылу|таратылымға жазылу"
        r"|версия для слабовидящих|нашар көретіндерге арналған нұсқа(?:сы)?|сообщить об ошибке|показать комментарии"
        r"(?: \(\d+\))?|правила комментирования|пікір жазу үшін тіркеліңіз)",
        Kind.SURE,
        "buttons of a site",
    ),
    (
        r"(?:единый контакт-центр|бірыңғай байланыс орталығы|(?:байланыс|call)[- ]орталығы|контакт-центр|call-центр)"
        r"\s*:?\s*[\d() +-]*",
        Kind.VALUE,
        "the telephone of a site",
    ),
    (
        rf"(?:курсы?(?:\s+валют)?\s*+:?\s*+)?(?:(?:{CURRENCY}\s*+[/:=–-]?\s*+\d++(?:[.,]\d++)?"
        rf"|\d++(?:[.,]\d++)?\s*+{CURRENCY})\s*+[▲▼↑↓;,|/•·]?\s*+){{2,12}}",
        Kind.WIDGET,
        "rates of currencies in a line",
    ),
    (
        r"(?:курсы?\s+валют|валюта(?:лар)?\s+бағам(?:ы|дары))\s*+:?(?:\s*+(?:доллар|евро|рубль|юань|usd|eur|rub)"
        r"\s*+[:=–-]?\s*+\d++(?:[.,]\d++)?[,;]?){0,8}",
        Kind.VALUE,
        "heading of currency rates",
    ),
    (
        r"(?:(?:доллар|евро|рубль|юань)(?:\s+(?:сша|рф))?|ақш доллары|еуро|ресей рублі)\s*+[:=–-]?\s*+\d++(?:[.,]\d++)?"
        r"\s*+(?:тг|тенге|теңге|₸)?",
        Kind.VALUE,
        "rate of a currency",
    ),
    (
        rf"{CURRENCY}\s*[/:=–-]?\s*(?:{CURRENCY})?\s*[:=–-]?\s*(?:{NUMBER})?\s*[▲▼↑↓+-]?"
        rf"\s*(?:{NUMBER})?\s*(?:тг|₸)?",
        Kind.WIDGET,
        "rate of a currency",
    ),
    (
        r"(?:[^\W\d_][\w -]{2,25}:?\s*)?(?:[+−–-]\s?\d{1,2}\s?[°º˚]\s?[cс]?|\d{1,2}\s?[°º˚]\s?[cс])",
        Kind.WIDGET,
        "weather",
    ),
    (rf"{NUMBER}\s*рет\s*(?:көрсетілді|оқылды|қаралды)", Kind.SURE, "counter of views"),
    (r"(?:рет\s+)?(?:көрсетілді|оқылды|қаралды)", Kind.SURE, "counter of views"),
    (
        r"(?:количество\s+)?(?:просмотр(?:ы|ов|а)?|прочтений|прочитано|прочитали|көрілім(?:дер)?"
        r"|қаралым(?:дар)?|қаралды|оқылым|оқылды|көрсетілім"
        rf"|views)\s*(?:саны)?\s*[:–-]?\s*(?:{NUMBER})?(?:\s*раза?)?",
        Kind.SURE,
        "counter of views",
    ),
    (
        rf"{NUMBER}\s*(?:просмотр(?:ов|а)?|прочтений|көрілім|қаралым|оқылым|views|лайк(?:ов|а)?)",
        Kind.SURE,
        "counter of views",
    ),
    (rf"{NUMBER}\s*рет", Kind.VALUE, "counter of views, its label on the next line"),
    (rf"(?:комментари(?:и|ев|й|я)|пікір(?:лер)?)\s*[:(]\s*(?:{NUMBER})\)?", Kind.SURE, "counter of comments"),
    (rf"{NUMBER}\s*(?:комментари(?:ев|й|я)|пікір)", Kind.SURE, "counter of comments"),
    (
        r"(?:поделиться|поделитесь|бөлісу|бөлісіңіз|share)(?:\s+(?:новостью|статьей|статьёй"
        r"|ссылкой|материалом|с друзьями|в соцсетях|достарыңызбен|:))*\s*[:!.]?",
        Kind.INLINE,
        "share buttons",
    ),
    (
        rf"(?:поделиться|поделитесь|бөлісу|share)\s*(?:в|на|on)?\s*:?\s*(?:(?:{NETWORKS})[\s,|]*)+",
        Kind.INLINE,
        "share buttons",
    ),
    (rf"(?:{NETWORKS})(?:[\s,|/•·]+(?:{NETWORKS}))*:?", Kind.VALUE, "names of social networks"),
    (
        rf"{CHANNEL}(?:(?:хочешь|хотите|все|главные|больше|самые|ещ[её]|будьте|читайте|следите"
        r"|чтобы)\b.*\b)?(?:подпиши(?:сь|тесь)|подписывай(?:ся|тесь)|присоединяй(?:ся|тесь))\s.*",
        Kind.INLINE,
        "a call to subscribe",
    ),
    (
        r"(?:(?:все|больше|главные|самые|ещ[её]|свежие|важные|интересные"
        r"|оперативные)\s+)+(?:[\w-]+\s+)?новост[иейям]+\b.*\b(?:telegram|телеграм|whatsapp"
        r"|instagram)\S*.{0,40}",
        Kind.INLINE,
        "a call to subscribe",
    ),
    (r"(?:читайте|следите|смотрите) (?:нас|за нами|за новостями|наши новости)\b.*", Kind.INLINE, "a call to subscribe"),
    (
        r".*(?:telegram|телеграм|whatsapp|instagram|facebook|youtube|арна|парақша"
        r"|жаңалық).*\b(?:жазылыңыз(?:дар)?|жазыл|тіркеліңіз|қосылыңыз(?:дар)?)\s*[.!]*",
        Kind.INLINE,
        "a call to subscribe",
    ),
    (r"(?:нашли|заметили|увидели)\s+(?:ошибку|опечатку).*", Kind.INLINE, "a call to report misprints"),
    (r"қате тапсаңыз.*", Kind.INLINE, "a call to report misprints"),
    (r"мәтінде(?:н)? қате.*", Kind.INLINE, "a call to report misprints"),
    (
        r"(?:распечатать|версия для печати|баспа нұсқасы|скопировать ссылку|сілтемені көшіру"
        r"|слушать статью|мақаланы тыңдау)",
        Kind.SURE,
        "buttons",
    ),
    (r"(?:читайте|смотрите|читать)\s+(?:также|так же|еще|ещё|по теме)\s*:.+", Kind.INLINE, "a link to another article"),
    (r"(?:тағы\s+)?(?:оқи отырыңыз|оқыңыз|оқыңыздар)\s*:.+", Kind.INLINE, "a link to another article"),
    (r"(?:сондай-ақ|тағы)\s+оқыңыз(?:дар)?\s*:.+", Kind.INLINE, "a link to another article"),
    (r"(?:читайте|смотрите|читать)\s+(?:также|так же|еще|ещё|по теме)\s*:?", Kind.END, "a list of other articles"),
    (r"(?:сондай-ақ |тағы )?(?:оқи отырыңыз|оқыңыз(?:дар)?)\s*:?", Kind.END, "a list of other articles"),
    (r"материалы по теме\s*:?", Kind.END, "a list of other articles"),
    (
        r"(?:похожие|другие|последние|самые читаемые|популярные|свежие)\s+(?:новости|материалы|статьи)\s*:?",
        Kind.END,
        "a list of other articles",
    ),
    (
        r"(?:ұқсас|соңғы|басқа да|тағы да|көп оқылған|өзекті)\s+(?:жаңалықтар|мақалалар|материалдар)\s*:?",
        Kind.END,
        "a list of other articles",
    ),
    (
        r"(?:по этой теме|в тему|осы тақырып(?:та| бойынша))\s*:.+",
        Kind.INLINE,
        "a link to another article",
    ),
    (
        r"(?:(?:осы )?тақырып бойынша|осы тақырыпта|по(?: этой)? теме|ещ[её] по теме)\s*:?|в тему\s*:",
        Kind.END,
        "a list of other articles",
    ),
    (r"самое (?:читаемое|популярное|обсуждаемое)", Kind.END, "a list of other articles"),
    (r"ең көп оқылған(?:дар)?", Kind.END, "a list of other articles"),
    (
        r"(?:комментарии|пікірлер|пікір қалдыру|оставить комментарий|добавить комментарий"
        r"|обсуждение|пікір жазу)\s*:?",
        Kind.END,
        "comments",
    ),
    (
        r"(?:лента (?:новостей|дня)|новостная лента|жаңалықтар (?:лентасы|таспасы)|все новости|барлық жаңалықтар)",
        Kind.SURE,
        "the heading of a news feed",
    ),
    (r"(?:главная|басты бет|басты|home|бас бет)(?:\s?[/>»›→|\\][^/>»›→|\\]{2,60})+", Kind.SURE, "breadcrumbs"),
    (r"басты (?:сайтқа|бетке) (?:өту|оралу)", Kind.SURE, "navigation"),
    (r"(?:вернуться )?на главную(?: страницу)?", Kind.SURE, "navigation"),
    (r"перейти (?:на|к) (?:основной|основному|главн\w+|содержан\w+).*", Kind.SURE, "navigation"),
    (r"негізгі мазмұнға өту", Kind.SURE, "navigation"),
    (
        rf"(?:{MENU_ITEMS}|қаз|рус|қазақша|русский|eng|english|kz|ru|en"
        r"|(?:регистрация|вход|войти|тіркелу|кіру)\s*[|/]?\s*(?:регистрация|вход|войти|тіркелу|кіру))",
        Kind.VALUE,
        "an item of a menu",
    ),
    (rf"(?:{SECTIONS})", Kind.VALUE, "a section of a newspaper"),
    (r"(?:www\.)?[a-z0-9][a-z0-9-]+\.(?:kz|ru|com|org|net|gov\.kz|tv|info)/?", Kind.VALUE, "an address"),
    (r"https?://\S+", Kind.VALUE, "an address"),
    (r"(?:©|\(c\)|copyright|все права защищены|барлық құқықтар? қорғалған).*", Kind.LABEL, "copyright"),
    (
        r"(?:мы|наш|сайт|этот|данный|на этом|на нашем|продолжая|біз|біздің|бұл|осы)\b.*"
        r"(?:cookie|\bкуки\b).*",
        Kind.SURE,
        "a notice of cookies",
    ),
    (
        r"(?:при (?:использовании|перепечатке|копировании) материалов|материалдарды (?:пайдалан"
        r"|көшір)|сайт материалдарын).*(?:ссылк|сілтеме).*",
        Kind.SURE,
        "terms of use",
    ),
    (
        r"(?:источник\s+)?фото(?:графия|графии)?\s*(?:[:©]|с сайта|из (?:открытых|соцсетей"
        r"|интернета|(?:личного )?архива)|автора\b|предоставлен\w*).{0,100}",
        Kind.LABEL,
        "credit of a picture",
    ),
    (r"сурет(?:тің дереккөзі|ті түсірген)?\s*[:©].{0,100}", Kind.LABEL, "credit of a picture"),
    (r"(?:коллаж|скриншот|кадр|инфографика|видео)\s*[:©].{0,100}", Kind.LABEL, "credit of a picture"),
    (r"кадр из видео", Kind.LABEL, "credit of a picture"),
    (r"иллюстративное фото\.?", Kind.LABEL, "credit of a picture"),
    (r"көрнекі сурет", Kind.LABEL, "credit of a picture"),
    (
        r"(?:автор(?:ы|лар|лары)?|текст|мәтін|подготовил[аи]?|дайындаған|корреспондент|редактор"
        r"|тілші)\s*:\s*.{2,60}",
        Kind.LABEL,
        "by-line",
    ),
    (r"(?:источник|дереккөз(?:і)?|дерек көзі|ақпарат көзі)\s*:\s*.{2,80}", Kind.LABEL, "source"),
    (r"(?:теги|тэги|тегтер|метки|тег|хештегтер|ключевые слова|кілт сөздер)(?:\s*:.{0,200})?", Kind.LABEL, "tags"),
    (r"(?:#[\w-]+[\s,]*)+", Kind.LABEL, "tags"),
    (r"(?:время (?:чтения|на чтение)|оқу уақыты)\s*:?.{0,20}", Kind.LABEL, "time it takes to read"),
    (r"\d+\s*мин(?:ут[аы]?)?\s*(?:чтения|оқу)", Kind.LABEL, "time it takes to read"),
    (r"[\d\s.,:%+−–|/-]{1,20}", Kind.VALUE, "a number, a time"),
    (NUMBER, Kind.VALUE, "a number, a time"),
    (
        r"(?:сегодня|вчера|бүгін|кеше)\s*,?\s*(?:в\s*)?\d{1,2}:\d\d",
        Kind.LABEL,
        "a date that tells nothing without another",
    ),
)
