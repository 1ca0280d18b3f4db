"""A training batch: views of some photos, some masks of each, and the prompts as they grow."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .cache import Cache
from .clicks import Prompt, correct, first_prompt
from .network import FINE
from .views import View, random_view

PASTE = 0.3  # of the views have an object of another photo in them
AGAIN_BOX, AGAIN = 0.5, 0.1  # how often a prompt is only asked again, with its own answer, as a closer look asks


class Batch:
    """Belongs to one step."""

    def __init__(
        self,
        cache: Cache,
        shares: dict[str, float],
        photos: int,
        most: int,
        side: int,
        box_share: float,
        rng: np.random.Generator,
    ) -> None:
        """Draw photos by data set share, and up to `most` masks of each."""
        names = sorted(cache.by_source)
        weights = np.array([shares[name] for name in names])
        views: list[View] = []
        while len(views) < photos:
            numbers = cache.by_source[str(rng.choice(names, p=weights / weights.sum()))]
            view = random_view(cache, cache.entries[int(rng.choice(numbers))], side, most, PASTE, rng)
            if view is not None:
                views.append(view)
        self.pixels = (
            torch.from_numpy(np.stack([view.pixels for view in views]))
            .permute(0, 3, 1, 2)
            .float()
            .contiguous(memory_format=torch.channels_last)
        )
        self.photo_of = torch.tensor([i for i, view in enumerate(views) for _ in view.targets])
        self.fine_target = torch.from_numpy(np.concatenate([view.targets for view in views]))
        self.inside = torch.zeros(len(views), side // FINE, side // FINE)  # 1 where there is photo
        for i, view in enumerate(views):
            self.inside[i, : view.valid[0], : view.valid[1]] = 1
        self.fine_valid = self.inside[self.photo_of]
        self.target = functional.avg_pool2d(self.fine_target, 2)
        self.valid = (functional.avg_pool2d(self.fine_valid, 2) > 0).float()
        self.hard = self.target.numpy() > 0.5
        drawn = [first_prompt(mask, rng, box_share) for mask in self.hard]
        self.prompts: list[Prompt] = [prompt for prompt, _ in drawn]
        self.ambiguous = torch.tensor([ambiguous for _, ambiguous in drawn])
        self.mask_logits = torch.zeros(len(drawn), 1, *self.target.shape[1:])
        self.has_mask = torch.zeros(len(drawn))

    def tensors(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The decoder's prompt inputs."""
        points = torch.from_numpy(np.stack([prompt.points for prompt in self.prompts]))
        labels = torch.from_numpy(np.stack([prompt.labels for prompt in self.prompts]))
        return points, labels, self.mask_logits, self.has_mask

    def grow(self, logits: Tensor, rng: np.random.Generator) -> None:
        """Correct every sample where the model is most wrong, or ask again; most send the mask token along.

        `logits` are the single answers, `[B, cells, cells]`.
        """
        keep = np.ones(len(self.prompts), np.float32)
        answers = (logits.numpy() > 0) & (self.valid.numpy() > 0)
        for number, (prompt, answer, target) in enumerate(zip(self.prompts, answers, self.hard, strict=True)):
            again = AGAIN_BOX if prompt.labels[0] == 2 and prompt.used == 2 else AGAIN
            if rng.random() >= again:
                correct(prompt, answer, target, rng)
                keep[number] = rng.random() < 0.85
        self.has_mask = torch.from_numpy(keep)
        self.mask_logits = (logits[:, None] * self.has_mask[:, None, None, None]).clamp(-20, 20)
        self.ambiguous = torch.zeros_like(self.ambiguous)
