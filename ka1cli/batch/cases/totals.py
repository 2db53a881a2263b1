"""Lines of totals below a table. They stand in it like an organisation, but their numbers are no answers."""

WORDS = (
    *("total", "totals", "grand total", "sum", "sums", "totale", "totali", "totaal", "totalt"),
    *("summe", "summen", "gesamt", "gesamtsumme", "insgesamt", "somme", "suma", "suma całkowita", "summa", "soma"),
    *("total general", "total général", "total geral", "totale generale", "razem", "ogółem", "łącznie"),
    *("celkem", "součet", "spolu", "súčet", "összesen", "összeg", "ukupno", "zbroj", "skupaj", "vsota"),
    *("σύνολο", "συνολο", "γενικό σύνολο", "общо", "всичко", "сума", "kokku", "kopā", "summā", "iš viso", "viso"),
    *("yhteensä", "i alt", "sammanlagt", "iomlán"),
)
"""What stands before a total in the languages of the EU, in small letters and without a colon."""
LABELS = 3
"""The word stands in one of so many columns of text."""
NUMBERS = r"^[\s\d.,%]*$"
"""What stands in the columns of answers of such a line. A pattern that DuckDB and Java understand in the same way."""
