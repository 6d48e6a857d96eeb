"""How dates, times, money, ages and names are written in Danish. Pure functions, no Django."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

UGEDAGE = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MAANEDER = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
UGEDAGE_KORT = tuple(navn[:3] for navn in UGEDAGE)
MAANEDER_KORT = tuple(navn if len(navn) <= 4 else f"{navn[:3]}." for navn in MAANEDER)


def dato(day: date) -> str:
    """24. december 2026"""
    return f"{day.day}. {MAANEDER[day.month - 1]} {day.year}"


def dato_kort(day: date, today: date | None = None) -> str:
    """24. dec., with the year (24. dec. 2026) when it is not the year of today."""
    text = f"{day.day}. {MAANEDER_KORT[day.month - 1]}"
    return text if today and today.year == day.year else f"{text} {day.year}"


def dato_tal(day: date) -> str:
    """24-12-2026, as it is typed in a field"""
    return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"


def ugedag(day: date, today: date | None = None) -> str:
    """mandag 28. december, with the year when it is not the year of today"""
    text = f"{UGEDAGE[day.weekday()]} {day.day}. {MAANEDER[day.month - 1]}"
    return text if today and today.year == day.year else f"{text} {day.year}"


def ugedag_kort(day: date) -> str:
    """man 28."""
    return f"{UGEDAGE_KORT[day.weekday()]} {day.day}."


def naer_dag(day: date, today: date) -> str:
    """i går, i dag, i morgen; every other day as weekday with date"""
    near = {-1: "i går", 0: "i dag", 1: "i morgen"}.get((day - today).days)
    return near or ugedag(day, today)


def uge(day: date) -> str:
    """uge 48"""
    return f"uge {day.isocalendar().week}"


def periode(first: date, last: date) -> str:
    """1.–7. december 2026, 28. december 2026 – 3. januar 2027"""
    if first == last:
        return dato(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}.–{dato(last)}"
    if first.year == last.year:
        return f"{first.day}. {MAANEDER[first.month - 1]} – {dato(last)}"
    return f"{dato(first)} – {dato(last)}"


def ur(moment: time | datetime) -> str:
    """03.05"""
    return f"{moment.hour:02d}.{moment.minute:02d}"


def kl(moment: time | datetime) -> str:
    """kl. 03.05"""
    return f"kl. {ur(moment)}"


def varighed(minutes: int) -> str:
    """25 min., 1 time, 2 timer 10 min."""
    hours, rest = divmod(int(minutes), 60)
    parts = [antal(hours, "time", "timer")] if hours else []
    if rest or not hours:
        parts.append(f"{rest} min.")
    return " ".join(parts)


def tal(number, decimals: int | None = None) -> str:
    """13.500 or 1,5: full stop between thousands, decimal comma"""
    text = f"{Decimal(number):,f}" if decimals is None else f"{Decimal(number):,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,"))


def kroner(amount) -> str:
    """13.500,00 kr."""
    return f"{tal(amount, 2)} kr."


def antal(number: int, singular: str, plural: str) -> str:
    """1 hverdag, 2 hverdage"""
    return f"{tal(number)} {singular if abs(number) == 1 else plural}"


def over_frist(hverdage: int) -> str:
    """1 hverdag over frist; the number comes from the calendar of the municipality"""
    return f"{antal(hverdage, 'hverdag', 'hverdage')} over frist" if hverdage > 0 else "over frist"


def aar_gammel(foedt: date, today: date) -> int:
    """Whole years; who is born on 29 February turns on 1 March in other years."""
    return today.year - foedt.year - ((today.month, today.day) < (foedt.month, foedt.day))


def alder(foedt: date, today: date) -> str:
    """9 år; for the small ones 14 måneder, 5 uger, 3 dage"""
    years = aar_gammel(foedt, today)
    if years >= 2:
        return f"{years} år"
    months = (today.year - foedt.year) * 12 + today.month - foedt.month - (today.day < foedt.day)
    if months >= 3:
        return antal(months, "måned", "måneder")
    days = max((today - foedt) // timedelta(days=1), 0)
    return antal(days // 7, "uge", "uger") if days >= 14 else antal(days, "dag", "dage")


def telefon(number: str) -> str:
    """12 34 56 78; numbers of other countries keep their code: +46 701 234 567"""
    text = (number or "").strip()
    digits = "".join(c for c in text if c.isdigit())
    foreign = text.startswith(("+", "00"))
    if foreign:
        digits = digits.removeprefix("00") if text.startswith("00") else digits
        if digits.startswith("45") and len(digits) == 10:
            foreign, digits = False, digits[2:]
    if foreign:
        rest = digits[2:]
        return f"+{digits[:2]} " + " ".join(rest[i : i + 3] for i in range(0, len(rest), 3))
    if len(digits) != 8:
        return text
    return " ".join(digits[i : i + 2] for i in range(0, 8, 2))


def telefon_link(number: str) -> str:
    """tel:+4512345678; short numbers such as 112 stay short"""
    text = telefon(number).replace(" ", "")
    return f"tel:+45{text}" if len(text) == 8 and text.isdigit() else f"tel:{text}"


def opregning(words, conjunction: str = "og") -> str:
    """Bodil, Karsten og Noah"""
    words = [str(word) for word in words]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def ejefald(navn: str) -> str:
    """Mettes, Jonas’, Max’"""
    return f"{navn}’" if navn[-1:].lower() in ("s", "x", "z") else f"{navn}s"


TALORD = (
    "ingen",
    "en",
    "to",
    "tre",
    "fire",
    "fem",
    "seks",
    "syv",
    "otte",
    "ni",
    "ti",
    "elleve",
    "tolv",
)


def talord(number: int) -> str:
    """tre; from thirteen on the digits"""
    return TALORD[number] if 0 <= number < len(TALORD) else tal(number)
