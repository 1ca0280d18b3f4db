"""SAM 2's mask decoder, which also says whether the object is there, and a pointer to it for each mask."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from avala_edge.models.sam_export.sam2_official import SAM2Base


class ObjectDecoder(nn.Module):
    """`SAM2Base._forward_sam_heads` of all four masks, before one of them is taken and absent objects are blanked."""

    def __init__(self, sam: SAM2Base) -> None:
        """Share the weights of `sam`."""
        super().__init__()
        decoder = sam.sam_mask_decoder
        self.prompts, self.decoder, self.pointing = sam.sam_prompt_encoder, decoder, sam.obj_ptr_proj
        own = (decoder.obj_score_token.weight, decoder.iou_token.weight, decoder.mask_tokens.weight)
        self.register_buffer("own_tokens", torch.cat(own)[None])
        self.register_buffer("places", sam.sam_prompt_encoder.get_dense_pe())
        self.register_buffer("absent", sam.no_obj_ptr[None])
        self.register_buffer("three", torch.arange(decoder.num_multimask_outputs))

    def forward(
        self,
        image_embed: Tensor,
        high_res_feats_0: Tensor,
        high_res_feats_1: Tensor,
        points: Tensor,
        point_labels: Tensor,
        mask_logits: Tensor,
        has_mask: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return logits `[B, 4, cells, cells]`, scores `[B, 4]`, pointers `[B, 4, C]`, the object's score `[B, 1]`."""
        own = self.own_tokens.expand(points.shape[0], -1, -1)
        tokens = torch.cat((own, self.prompts._embed_points(points, point_labels, pad=True)), dim=1)
        there = has_mask[:, None, None, None]
        blank = self.prompts.no_mask_embed.weight.reshape(1, -1, 1, 1)
        image = image_embed + there * self.prompts._embed_masks(mask_logits) + (1.0 - there) * blank
        tokens, seen = self.decoder.transformer(image, self.places, tokens)
        drawing = self._upscaled(seen.transpose(1, 2).reshape(image.shape), high_res_feats_0, high_res_feats_1)
        of_masks = tokens[:, 2 : 2 + self.decoder.num_mask_tokens]
        filters = [
            network(of_masks[:, number]) for number, network in enumerate(self.decoder.output_hypernetworks_mlps)
        ]
        logits = (torch.stack(filters, dim=1) @ drawing.flatten(2)).unflatten(2, drawing.shape[2:])
        scores = self.decoder.iou_prediction_head(tokens[:, 1])
        object_score = self.decoder.pred_obj_score_head(tokens[:, 0])
        appears = (object_score > 0).float()[:, None]
        pointers = appears * self.pointing(of_masks) + (1.0 - appears) * self.absent
        return (*self._stable(logits, scores), pointers, object_score)

    def _upscaled(self, seen: Tensor, finer: Tensor, fine: Tensor) -> Tensor:
        first, norm, activation, second, last = self.decoder.output_upscaling
        return last(second(activation(norm(first(seen) + fine))) + finer)

    def _stable(self, logits: Tensor, scores: Tensor) -> tuple[Tensor, Tensor]:
        """Put the best of three masks in the single one's place where that changes with the threshold."""
        delta = self.decoder.dynamic_multimask_stability_delta
        surely = (logits[:, 0] > delta).float().sum((1, 2))
        perhaps = (logits[:, 0] > -delta).float().sum((1, 2))
        share = torch.where(perhaps > 0, surely / perhaps.clamp(min=1.0), 1.0)
        stays = (share >= self.decoder.dynamic_multimask_stability_thresh).float()[:, None]
        best = (self.three == scores[:, 1:].argmax(1, keepdim=True)).float()
        other = (best[:, :, None, None] * logits[:, 1:]).sum(1, keepdim=True)
        single = stays[:, :, None, None] * logits[:, :1] + (1.0 - stays)[:, :, None, None] * other
        score = stays * scores[:, :1] + (1.0 - stays) * (best * scores[:, 1:]).sum(1, keepdim=True)
        return torch.cat((single, logits[:, 1:]), dim=1), torch.cat((score, scores[:, 1:]), dim=1)
