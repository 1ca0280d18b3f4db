"""Bytes → oriented RGB, and back. The contract is `docs/reference/pixel-contract.md`; only this package imports PIL.

`probe` and `decode` are the way in; `letterbox` feeds encoders, `fit` detectors; `preview`, `tiles` and
`label_maps` make and read pictures. `open_video` decodes videos; PyAV, of the extra `video`, is loaded only then.
"""

from __future__ import annotations

from avala_edge.imaging.decode import decode, probe
from avala_edge.imaging.demo_photos import DemoPhoto, demo_photos
from avala_edge.imaging.fitting import Place, fit
from avala_edge.imaging.headers import sniff
from avala_edge.imaging.info import ImageFormat, ImageInfo
from avala_edge.imaging.label_maps import IndexPicture, index_picture, index_png, panoptic_ids
from avala_edge.imaging.letterbox import Letterboxed, letterbox, stretch
from avala_edge.imaging.limits import ImageLimits
from avala_edge.imaging.mask_fitting import stretch_mask
from avala_edge.imaging.pixels import Pixels
from avala_edge.imaging.preview import encode_png, enlarged_jpeg, frame_jpeg, overlay_png, preview_jpeg
from avala_edge.imaging.tiles import TILE, TILE_RECIPE, Level, cut_tiles, levels_of
from avala_edge.imaging.video import Video, open_video
from avala_edge.imaging.video_cursor import Moment
from avala_edge.imaging.video_frames import VideoFrames
from avala_edge.imaging.video_info import VIDEO_SUFFIXES, VideoFormat, VideoInfo, VideoLimits, sniff_video

__all__ = [
    "TILE",
    "TILE_RECIPE",
    "VIDEO_SUFFIXES",
    "DemoPhoto",
    "ImageFormat",
    "ImageInfo",
    "ImageLimits",
    "IndexPicture",
    "Letterboxed",
    "Level",
    "Moment",
    "Pixels",
    "Place",
    "Video",
    "VideoFormat",
    "VideoFrames",
    "VideoInfo",
    "VideoLimits",
    "cut_tiles",
    "decode",
    "demo_photos",
    "encode_png",
    "enlarged_jpeg",
    "fit",
    "frame_jpeg",
    "index_picture",
    "index_png",
    "letterbox",
    "levels_of",
    "open_video",
    "overlay_png",
    "panoptic_ids",
    "preview_jpeg",
    "probe",
    "sniff",
    "sniff_video",
    "stretch",
    "stretch_mask",
]
