"""Makes NotoSansSC-Rare.ttf: every character of the full font that the shipped subset lacks.

npm pack @expo-google-fonts/noto-sans-sc@0.4.3 && tar xzf *.tgz
python resources/fonts/build_rare.py package/400Regular/NotoSansSC_400Regular.ttf
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
FAMILY = "Noto Sans SC Rare"
NAMES = {
    1: FAMILY, 2: "Regular", 3: "NotoSansSCRare-Regular", 4: f"{FAMILY} Regular", 6: "NotoSansSCRare-Regular",
    16: FAMILY, 17: "Regular",
}  # fmt: skip


def build(full: Path, target: Path) -> None:
    """Subset ``full`` to what NotoSansSC-Regular.ttf does not have, under a family name of its own."""
    have = set(TTFont(HERE / "NotoSansSC-Regular.ttf").getBestCmap())
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG", "GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG"]
    font = subset.load_font(str(full), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(set(font.getBestCmap()) - have))
    subsetter.subset(font)
    for record in list(font["name"].names):
        if record.nameID in NAMES:
            font["name"].setName(
                NAMES[record.nameID], record.nameID, record.platformID, record.platEncID, record.langID
            )
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    build(Path(sys.argv[1]), HERE / "NotoSansSC-Rare.ttf")
