"""Makes the two small fallback fonts out of Noto Sans JP; for whoever changes a font.

    python -m documents.fonts.make_fallback <folder of @expo-google-fonts/noto-sans-jp>

Kept are the characters that BIZ UDPGothic has not, without hints and layout features. The
line metrics become those of BIZ UDPGothic, so that a rare name does not move its line.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent
STYLES = {"Regular": "400Regular", "Bold": "700Bold"}


def _take_line_metrics(font: TTFont, model: TTFont) -> None:
    scale = font["head"].unitsPerEm / model["head"].unitsPerEm
    for table, names in {
        "hhea": ("ascent", "descent", "lineGap"),
        "OS/2": ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"),
    }.items():
        for name in names:
            setattr(font[table], name, round(getattr(model[table], name) * scale))


def make(package: Path) -> None:
    """Write NotoSansJP-<style>.ttf beside this file."""
    for style, folder in STYLES.items():
        model = TTFont(FOLDER / f"BIZUDPGothic-{style}.ttf")
        font = TTFont(package / folder / f"NotoSansJP_{folder}.ttf")
        subsetter = Subsetter(Options(hinting=False, layout_features=[], name_IDs=["*"]))
        subsetter.populate(unicodes=set(font.getBestCmap()) - set(model.getBestCmap()))
        subsetter.subset(font)
        _take_line_metrics(font, model)
        font.save(FOLDER / f"NotoSansJP-{style}.ttf")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
