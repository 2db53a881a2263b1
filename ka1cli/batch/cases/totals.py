"""Lines of totals below a table. They stand in it like an organisation, but their numbers are no answers."""

WORDS = (
    *("total", "totals", "grand total", "sum", "sums", "totale", "totali", "totaal", "totalt"),
    *("summe", "summen", "gesamt", "gesamtsumme", "insgesamt", "somme", "suma", "suma całkowita", "summa", "soma"),
    *("total general", "total général", "total geral", "totale generale", "razem", "ogółem", "łącznie"),
    *("celkem", "součet", "spolu", "súčet", "összesen", "összeg", "ukupno", "zbroj", "skupaj", "vsota"),
    *("σύνολο", "συνολο", "γενικό σύνολο", "общо", "всичко", "сума", "kokku", "kopā", "summā", "iš viso", "viso"),
    *("yhteensä", "i alt", "sammanlagt", "iomlán", "σύνολα", "συνολα", "γενικο συνολο", "ogolem", "lacznie"),
    *("subtotal", "subtotals", "sub-total", "sous-total", "subtotale", "subtotaal", "zwischensumme", "delsumma"),
    *("μερικό σύνολο", "μερικο συνολο", "υποσύνολο", "υποσυνολο", "välisumma", "részösszeg"),
    *("medzisúčet", "mezisoučet"),
    *("suma częściowa", "vahesumma", "starpsumma", "tarpinė suma", "međuzbroj", "delna vsota", "междинна сума"),
)
"""What stands before a total in the languages of the EU, in small letters."""
AROUND = " \t\xa0\u202f:.()0123456789"
"""What may stand around the word: `Total (25)`, `Total 2026:`."""
LABELS = 3
"""The word stands in one of so many columns of text."""
NUMBERS = "^[\\s\\d.,%\xa0\u202f]*$|^="
"""What stands in the columns of answers of such a line: numbers, or a formula whose value is not stored.

A pattern that DuckDB and Java understand in the same way.
"""
