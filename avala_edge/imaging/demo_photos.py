"""Photos that installed packages ship, for the demo project, tests and screenshots. The packages are not imported."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_CC0 = "CC0 1.0"
_PUBLIC_DOMAIN = "public domain"
_CC_BY = "CC BY 2.0"
_SKIMAGE = ("skimage", "data")
_SKLEARN = ("sklearn", "datasets/images")


@dataclass(frozen=True, slots=True)
class DemoPhoto:
    """A photo on this machine and whom to thank for it."""

    name: str
    title: str
    attribution: str
    license: str
    path: Path


@dataclass(frozen=True, slots=True)
class _Listed:
    """A row below: as the packages' own documentation states it."""

    package: str
    folder: str
    file: str
    title: str
    attribution: str
    license: str


_LISTED = (
    _Listed(*_SKIMAGE, "coffee.png", "Coffee cup", "Rachel Michetti, courtesy of Pikolo Espresso Bar", _CC0),
    _Listed(*_SKIMAGE, "chelsea.png", "Chelsea the cat", "Stefan van der Walt", _CC0),
    _Listed(*_SKIMAGE, "astronaut.png", "Astronaut Eileen Collins", "NASA Great Images database", _PUBLIC_DOMAIN),
    _Listed(*_SKIMAGE, "rocket.jpg", "Launch of DSCOVR on Falcon 9", "SpaceX Photos", _PUBLIC_DOMAIN),
    # scikit-learn's README names danielbuechele in the text of both, but links flower.jpg to vultilion's photos.
    _Listed(*_SKLEARN, "flower.jpg", "Flower", "vultilion, flickr.com/photos/vultilion/6056698931", _CC_BY),
    _Listed(*_SKLEARN, "china.jpg", "Temple", "danielbuechele, flickr.com/photos/danielbuechele/6061409035", _CC_BY),
    _Listed(
        *_SKIMAGE,
        "motorcycle_left.png",
        "Motorcycle in a workshop",
        "Middlebury 2014 stereo benchmark: Nera Nesic, Porter Westling, Xi Wang, York Kitajima, Greg Krathwohl, "
        "Daniel Scharstein",
        "no licence stated in the package; published for research by vision.middlebury.edu",
    ),
    _Listed(*_SKIMAGE, "coins.png", "Greek coins from Pompeii", "Brooklyn Museum Collection", "no known restrictions"),
    _Listed(
        *_SKIMAGE,
        "cell.png",
        "Cell floating in saline",
        "Paul Müller, Mirjam Schürmann, Salvatore Girardo, Gheorghe Cojoc, Jochen Guck (doi:10.1364/OE.26.010729)",
        _CC0,
    ),
    _Listed(*_SKIMAGE, "retina.jpg", "Human retina", "Mikael Häggström (doi:10.15347/wjm/2014.008)", _CC0),
)


def demo_photos() -> tuple[DemoPhoto, ...]:
    """Return the photos that are on this machine, everyday ones first; those of absent packages are left out."""
    photos = []
    for row in _LISTED:
        path = _find(row)
        if path is not None:
            photos.append(DemoPhoto(path.stem, row.title, row.attribution, row.license, path))
    return tuple(photos)


def _find(row: _Listed) -> Path | None:
    spec = find_spec(row.package)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(root) / row.folder / row.file
        if path.is_file():
            return path
    return None
