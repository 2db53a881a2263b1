"""Names and words that CLDR lacks: short, reviewed by hand, and only what cannot mean anything else.

Left out on purpose, so that they are refused: `Macedonia` (also a region of Greece), `America`, `Nil` (Irish `níl` is
no, but English `nil` is nothing), `x`, `✓`, `-`, `n/a`.
"""

from collections.abc import Mapping

SECOND_CODES: Mapping[str, str] = {"EL": "GR", "UK": "GB"}
"""Codes that the institutions of the EU write in place of those of ISO 3166."""

COUNTRIES: Mapping[str, tuple[str, ...]] = {
    "BY": ("Weißrussland", "Hviderusland", "Vitryssland", "Wit-Rusland"),
    # Two countries bear these names, so a text that says no more is refused.
    "CD": ("Democratic Republic of the Congo", "DR Congo", "Congo", "Kongo", "Κονγκό", "Конго"),
    "CG": ("Republic of the Congo", "Congo", "Kongo", "Κονγκό", "Конго"),
    "CY": ("Republic of Cyprus", "Κυπριακή Δημοκρατία"),
    "CZ": ("Czech Rep.", "Tjeckiska republiken"),
    "DE": ("Federal Republic of Germany", "Bundesrepublik Deutschland"),
    # The parts of the United Kingdom are no countries of ISO 3166.
    "GB": (
        *("U.K.", "Great Britain", "England", "Scotland", "Wales", "Northern Ireland", "Großbritannien"),
        *("Grande-Bretagne", "Μεγάλη Βρετανία", "Gran Bretagna", "Gran Bretaña", "Grã-Bretanha", "Nagy-Britannia"),
        *("Velká Británie", "Veľká Británia", "Velika Britanija", "Великобритания", "Suurbritannia"),
        *("Lielbritānija", "Didžioji Britanija", "Marea Britanie", "Groot-Brittannië"),
    ),
    "GR": ("Hellas", "Hellenic Republic", "Ελλάς", "Ελληνική Δημοκρατία"),
    "IE": ("Republic of Ireland",),
    "KN": ("Saint Kitts and Nevis",),
    "KP": ("Democratic People's Republic of Korea", "Korea"),
    "KR": ("Republic of Korea", "Korea"),
    "LA": ("Lao PDR",),
    "MD": ("Republic of Moldova", "Moldau"),
    "MK": (
        *("FYROM", "FYR Macedonia", "Republic of North Macedonia", "Former Yugoslav Republic of Macedonia"),
        *("ΠΓΔΜ", "Πρώην Γιουγκοσλαβική Δημοκρατία της Μακεδονίας"),
    ),
    "MM": ("Burma",),
    "NL": ("Hollande", "Holanda", "Olanda", "Hollanti", "Ολλανδία", "Холандия"),
    "NO": ("Noreg",),
    "RU": ("Russian Federation",),
    "SH": ("Saint Helena, Ascension and Tristan da Cunha",),
    "SK": ("Slovak Republic", "Slovenská republika", "Slowakische Republik", "Σλοβακική Δημοκρατία"),
    "SY": ("Syrian Arab Republic",),
    "TR": ("Republic of Türkiye", "Republic of Turkey"),
    "US": ("U.S.A.", "U.S.", "United States of America"),
    "VA": ("Holy See", "Vatican"),
    "VC": ("Saint Vincent and the Grenadines",),
    "XK": ("XKX",),
}
"""More names for the codes of countries."""

YES = (
    *("wahr", "vrai", "verdadero", "vero", "verdadeiro", "waar", "prawda", "pravda", "igaz", "tosi", "sant", "sand"),
    *("αληθές", "αληθής", "adevărat", "tõene", "истина"),
)
NO = (
    *("falsch", "faux", "falso", "onwaar", "fałsz", "nepravda", "hamis", "epätosi", "falskt", "falsk"),
    *("ψευδές", "ψευδής", "fals", "väär", "неистина"),
)
"""What spreadsheets write for TRUE and FALSE in the languages of the EU."""

ACCENT_MATTERS = ("níl",)
"""Words that mean something else without their accent."""
