#!/usr/bin/env python3
"""Render sequences with known masks, for `avala-edge evaluate propagation`: real cut-outs moved over real photos.

render_sequences.py --out artifacts/sequences --seed 1 --images ../shared/data/coco/images \
    --annotations ../shared/data/coco/instances.json --only scripts/mini/held_out.txt

Each sequence is a folder with `images/00000.jpg` and `masks/00000.png` (id maps: 1 is the object, 2 a distractor);
`sequences.json` lists them. Cut-outs are of the photos named in --only, backgrounds of all photos. The same arguments
render the same frames.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

CASES = {  # kind: how many sequences, unless --count says otherwise
    "translation": 3,
    "scale": 3,
    "rotation": 3,
    "bending": 3,
    "occlusion": 3,
    "distractor": 3,
    "blur": 3,
    "leaving": 10,
}
LEAST_AREA = 0.012  # of its photo: smaller cut-outs are too coarse to be enlarged
BORDER = 3  # px: what comes closer to its photo's border was cut by it
NOISE = 2.0  # grey levels
SHUTTER = 0.7  # of the time between frames, where there is motion blur
EXPOSURES = 12  # instants averaged for it
BROKEN = {"oven", "refrigerator", "dining table", "microwave", "chair"}  # outlined around what stands before them


@dataclass(frozen=True)
class CutOut:
    """Premultiplied RGB and coverage, float32 `[h, w, 4]`, 0 to 1, with a clear margin."""

    label: str
    photo: str
    picture: np.ndarray

    @property
    def long_side(self) -> int:
        """Pixels."""
        return max(self.picture.shape[:2])


@dataclass(frozen=True)
class Pose:
    """Where a cut-out's middle is, how many times enlarged, and turned by so many degrees.

    `bend` is how far its rows are out of line, in shares of its height; `squeeze` how much of its width is left.
    """

    x: float
    y: float
    scale: float = 1.0
    turn: float = 0.0
    bend: float = 0.0
    squeeze: float = 1.0


Path_ = Callable[[float], Pose]  # by time in frames


@dataclass(frozen=True)
class Scene:
    """What is drawn, in this order: the distractor, the object, the occluder."""

    background: np.ndarray  # float32 [h, w, 3], larger than a frame
    pan: tuple[float, float]
    object: tuple[CutOut, Path_]
    distractor: tuple[CutOut, Path_] | None = None
    occluder: tuple[CutOut, Path_] | None = None
    blurred: bool = False


def cut_outs(images: Path, annotations: Path, only: Path) -> list[CutOut]:
    listing = json.loads(annotations.read_bytes())
    wanted = frozenset(only.read_text().split())
    photos = {each["id"]: each for each in listing["images"] if each["file_name"] in wanted}
    labels = {each["id"]: each["name"] for each in listing["categories"]}
    found = []
    for each in sorted(listing["annotations"], key=lambda each: each["id"]):
        photo = photos.get(each["image_id"])
        label = labels[each["category_id"]]
        if photo is None or each.get("iscrowd") or len(each["segmentation"]) != 1 or label in BROKEN:
            continue
        x, y, width, height = each["bbox"]
        inside = min(x, y, photo["width"] - x - width, photo["height"] - y - height) >= BORDER
        if inside and LEAST_AREA <= each["area"] / (photo["width"] * photo["height"]) <= 0.35:
            found.append(CutOut(label, photo["file_name"], _cut(images / photo["file_name"], each["segmentation"][0])))
    return found


def _cut(path: Path, ring: list[float]) -> np.ndarray:
    picture = _read(path)
    points = np.reshape(ring, (-1, 2))
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.rint(points * 16).astype(np.int32)], 255, shift=4)
    soft = cv2.GaussianBlur(cv2.erode(mask, np.ones((3, 3), np.uint8)), (0, 0), 0.7).astype(np.float32)[..., None] / 255
    x0, y0 = np.maximum(points.min(0).astype(int) - 4, 0)
    x1, y1 = points.max(0).astype(int) + 5
    return np.concatenate((picture * soft, soft), -1)[y0:y1, x0:x1]


def _read(path: Path) -> np.ndarray:
    found = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if found is None:
        raise SystemExit(f"{path} cannot be read")
    return found[..., ::-1].astype(np.float32) / 255


def place(cut: CutOut, pose: Pose, size: tuple[int, int]) -> np.ndarray:
    """Draw a cut-out on a clear frame of `size` (width, height); enlarged by area where it gets smaller."""
    picture = cut.picture if pose.bend == 0 and pose.squeeze == 1 else _bent(cut.picture, pose)
    scale = pose.scale
    if scale < 1:
        height, width = (max(2, round(side * scale)) for side in picture.shape[:2])
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        scale = 1.0
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2 - 0.5, height / 2 - 0.5), pose.turn, scale)
    matrix[:, 2] += (pose.x - width / 2, pose.y - height / 2)
    return cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR)


def _bent(picture: np.ndarray, pose: Pose) -> np.ndarray:
    height, width = picture.shape[:2]
    room = math.ceil(abs(pose.bend) * height) + 2
    rows, columns = np.mgrid[:height, : width + 2 * room].astype(np.float32)
    middle = (width + 2 * room - 1) / 2
    out_of_line = pose.bend * height * np.sin(2 * math.pi * rows / height)
    sources = (columns - middle - out_of_line) / pose.squeeze + (width - 1) / 2
    return cv2.remap(picture, sources.astype(np.float32), rows, cv2.INTER_LINEAR)


def render(scene: Scene, frames: int, size: tuple[int, int], random: np.random.Generator) -> Iterator[tuple]:
    """Yield each frame, uint8 `[h, w, 3]` RGB, and its ids, uint8 `[h, w]`."""
    for number in range(frames):
        steps = [number + SHUTTER * k / EXPOSURES for k in range(EXPOSURES)] if scene.blurred else [float(number)]
        picture, owner = 0.0, 0.0
        for time in steps:
            one, ids = _instant(scene, time, size)
            picture, owner = picture + one / len(steps), owner + ids / len(steps)
        noisy = picture * 255 + random.normal(0, NOISE, picture.shape)
        ids = np.where(owner[..., 0] > 0.5, 1, np.where(owner[..., 1] > 0.5, 2, 0))
        yield np.clip(np.rint(noisy), 0, 255).astype(np.uint8), ids.astype(np.uint8)


def _instant(scene: Scene, time: float, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    shift = np.float32([[1, 0, -scene.pan[0] * time - 40], [0, 1, -scene.pan[1] * time - 40]])
    picture = cv2.warpAffine(scene.background, shift, size, borderMode=cv2.BORDER_REFLECT)
    owner = np.zeros((size[1], size[0], 2), np.float32)
    for index, part in ((1, scene.distractor), (0, scene.object), (None, scene.occluder)):
        if part is None:
            continue
        drawn = place(part[0], part[1](time), size)
        clear = 1 - drawn[..., 3:]
        picture, owner = picture * clear + drawn[..., :3], owner * clear
        if index is not None:
            owner[..., index] += drawn[..., 3]
    return picture, owner


class Author:
    """Thinks of scenes."""

    def __init__(
        self, cuts: list[CutOut], photos: list[Path], size: tuple[int, int], frames: int, random: np.random.Generator
    ) -> None:
        self._cuts, self._photos, self._size, self._frames, self._random = cuts, photos, size, frames, random

    def scene(self, kind: str) -> Scene:
        """Draw one of a kind."""
        cut, random = self._pick(self._cuts), self._random
        base = self._side(0.18, 0.34) / cut.long_side
        speed = random.uniform(20, 34) if kind == "blur" else random.uniform(3, 13)
        if kind in ("scale", "rotation", "bending", "occlusion"):
            speed = random.uniform(1, 5)
        around = self._wander(speed, base)
        scene = Scene(self._background(cut), tuple(random.uniform(-1.5, 1.5, 2)), (cut, around))
        return getattr(self, f"_{kind}")(scene, cut, around, base)

    def _translation(self, scene: Scene, cut: CutOut, around: Path_, base: float) -> Scene:
        return scene

    def _blur(self, scene: Scene, cut: CutOut, around: Path_, base: float) -> Scene:
        return replace(scene, blurred=True)

    def _scale(self, scene: Scene, cut: CutOut, around: Path_, base: float) -> Scene:
        to = self._random.choice([self._random.uniform(0.4, 0.6), self._random.uniform(1.6, 2.1)])
        return replace(
            scene, object=(cut, lambda t: replace(around(t), scale=base * to ** (t / max(1, self._frames - 1))))
        )

    def _rotation(self, scene: Scene, cut: CutOut, around: Path_, base: float) -> Scene:
        turn = self._random.uniform(2, 6) * self._random.choice([-1, 1])
        return replace(scene, object=(cut, lambda t: replace(around(t), turn=turn * t)))

    def _bending(self, scene: Scene, cut: CutOut, around: Path_, base: float) -> Scene:
        """The object is not stiff: it bends to and fro, and turns half away."""
        bend, rate = self._random.uniform(0.06, 0.12), self._random.uniform(0.15, 0.35)
        away, slow = self._random.uniform(0.2, 0.4), self._random.uniform(0.08, 0.15)
        return replace(
            scene,
            object=(
                cut,
                lambda t: replace(
                    around(t), bend=bend * math.sin(rate * t), squeeze=1 - away * (1 - math.cos(slow * t)) / 2
                ),
            ),
        )

    def _occlusion(self, scene: Scene, cut: CutOut, around: Path_, base: float) -> Scene:
        """Something else passes before the object and hides most of it for a while."""
        other = self._pick([each for each in self._cuts if each.label != cut.label and each.photo != cut.photo])
        large = self._side(0.2, 0.3) / other.long_side
        meets, speed = self._frames * self._random.uniform(0.4, 0.6), self._random.uniform(9, 16)
        way = self._random.choice([-1, 1])
        return replace(
            scene,
            occluder=(
                other,
                lambda t: Pose(
                    around(meets).x + way * speed * (t - meets), around(meets).y + self._size[1] * 0.03, large
                ),
            ),
        )

    def _distractor(self, scene: Scene, cut: CutOut, around: Path_, base: float) -> Scene:
        """Another of the same class passes close by, half behind the object."""
        same = [each for each in self._cuts if each.label == cut.label and each is not cut]
        if not same:
            return self.scene("distractor")
        other = self._pick(same)
        large = base * cut.long_side / other.long_side * self._random.uniform(0.8, 1.2)
        meets, speed = self._frames * self._random.uniform(0.4, 0.6), self._random.uniform(6, 11)
        way, off = self._random.choice([-1, 1]), self._random.choice([-1, 1]) * self._side(0.06, 0.12)
        return replace(
            scene,
            distractor=(
                other,
                lambda t: Pose(around(t).x + way * speed * (t - meets), around(t).y + off, large),
            ),
        )

    def _leaving(self, scene: Scene, cut: CutOut, around: Path_, base: float) -> Scene:
        """The object goes out of the picture for good, over one border."""
        random, (width, height) = self._random, self._size
        reach = math.hypot(*cut.picture.shape[:2]) * base / 2 + 8
        towards = random.uniform(0, 2 * math.pi)
        dx, dy = math.cos(towards), math.sin(towards)
        x, y = width * random.uniform(0.4, 0.6), height * random.uniform(0.4, 0.6)
        far = min(
            ((width if dx > 0 else 0) + math.copysign(reach, dx) - x) / dx,
            ((height if dy > 0 else 0) + math.copysign(reach, dy) - y) / dy,
        )
        speed = far / (self._frames * random.uniform(0.45, 0.75))
        return replace(scene, object=(cut, lambda t: Pose(x + dx * speed * t, y + dy * speed * t, base)))

    def _wander(self, speed: float, scale: float) -> Path_:
        """Go around an ellipse at this speed (px a frame, on average) from anywhere on it."""
        width, height = self._size
        across, down = width * self._random.uniform(0.12, 0.3), height * self._random.uniform(0.08, 0.22)
        start, way = self._random.uniform(0, 2 * math.pi), self._random.choice([-1, 1])
        rate = way * speed / math.sqrt((across**2 + down**2) / 2)
        return lambda t: Pose(
            width / 2 + across * math.cos(start + rate * t), height / 2 + down * math.sin(start + rate * t), scale
        )

    def _side(self, low: float, high: float) -> float:
        return self._random.uniform(low, high) * self._size[0]

    def _pick(self, among: list[CutOut]) -> CutOut:
        return among[int(self._random.integers(len(among)))]

    def _background(self, cut: CutOut) -> np.ndarray:
        others = [path for path in self._photos if path.name != cut.photo]
        picture = _read(others[int(self._random.integers(len(others)))])
        width, height = self._size[0] + 80, self._size[1] + 80
        enlarge = max(width / picture.shape[1], height / picture.shape[0])
        return cv2.resize(picture, None, fx=enlarge, fy=enlarge, interpolation=cv2.INTER_CUBIC).clip(0, 1)


def write(folder: Path, frames: Iterator[tuple]) -> None:
    for name in ("images", "masks"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, (picture, ids) in enumerate(frames):
        jpeg = [cv2.IMWRITE_JPEG_QUALITY, 92]
        cv2.imwrite(str(folder / "images" / f"{number:05d}.jpg"), np.ascontiguousarray(picture[..., ::-1]), jpeg)
        cv2.imwrite(str(folder / "masks" / f"{number:05d}.png"), ids)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--out", "--images", "--annotations", "--only"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", default=",".join(CASES), help="kinds, with commas")
    parser.add_argument(
        "--count", type=int, help="sequences of each kind but those that leave, of which there are 10; default: 3"
    )
    parser.add_argument("--frames", type=int, default=40)
    parser.add_argument("--size", default="854x480")
    given = parser.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    unknown = set(given.cases.split(",")) - CASES.keys()
    if unknown:
        parser.error(f"no case is named {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    cuts = cut_outs(given.images, given.annotations, given.only)
    photos = sorted(given.images.glob("*.jpg"))
    listing = []
    for kind in given.cases.split(","):
        for index in range(CASES[kind] if kind == "leaving" or given.count is None else given.count):
            random = np.random.default_rng([given.seed, *kind.encode(), index])  # whatever else is asked for
            scene = Author(cuts, photos, (width, height), given.frames, random).scene(kind)
            name = f"{kind}-{index:02d}"
            write(given.out / name, render(scene, given.frames, (width, height), random))
            listing.append({"name": name, "kind": kind, "frames": given.frames, "label": scene.object[0].label})
    (given.out / "sequences.json").write_text(json.dumps({"seed": given.seed, "sequences": listing}, indent=1) + "\n")


if __name__ == "__main__":
    main()
