"""The unmodified `avala` client asks where to send files, sends them itself, and makes a dataset of them."""

from __future__ import annotations

import httpx
import pytest
from avala import Client
from avala.errors import AvalaError, NotFoundError, QuotaExceededError, ValidationError

from tests.api.photos import photo
from tests.clients.conftest import Stage


def test_files_become_a_dataset(workshop: Stage) -> None:
    slug = "by-hand"
    data = photo()
    with Client() as client, httpx.Client() as http:
        assert "image/png" in client.datasets.manual_upload_allowed_mimes().mime_types
        before = client.datasets.manual_upload_quota()
        assert before.limit > before.used == 0
        names = ("a/1.png", "a/2.png")
        for name, send in zip(names, (http.put, http.post), strict=True):
            target = client.datasets.create_manual_upload_url(
                dataset_name=slug, file_path_in_dataset=name, content_length=len(data)
            )
            body = {"content": data} if send == http.put else {"data": target["fields"], "files": {"file": data}}
            assert send(target["url"], **body).status_code == 204  # type: ignore[operator]
        assert client.datasets.manual_upload_quota().used == 2 * len(data)
        v2 = client.datasets.create_manual_upload_url(
            dataset_name=slug, file_path_in_dataset="a/3.png", content_length=len(data), dataset_upload_uid="batch"
        )
        assert (v2["method"], v2["complete"]) == ("PUT", False)  # announced, never sent
        made = client.datasets.create_from_manual_upload(name=slug, slug=slug, data_type="image")
        assert (made.status, made.item_count) == ("created", 2)
        items = client.datasets.list_items("local", slug).items
        assert tuple(item.key for item in items) == names
        assert http.get(items[0].url or "").content == data
        assert client.datasets.manual_upload_quota().used == 0
        with pytest.raises(ValidationError, match="no file"):
            client.datasets.create_from_manual_upload(name=slug, slug=f"{slug}-2", data_type="image")


def test_what_cannot_be_sent(workshop: Stage) -> None:
    data = photo()

    def expect(length: int, name: str = "a.png") -> str:
        with Client() as client:
            target = client.datasets.create_manual_upload_url(
                dataset_name="refused", file_path_in_dataset=name, content_length=length
            )
        return str(target["url"])

    with httpx.Client() as http:
        good = expect(len(data))
        assert http.put(good.replace("signature=", "signature=x"), content=data).status_code == 403
        assert http.put(good.partition("?")[0], content=data).status_code == 422
        assert http.put(good, content=data + b"more").status_code == 413
        assert http.put(good, content=data[:-1]).status_code == 422
        refused = http.put(expect(9), content=b"no photo!")
        assert (refused.status_code, refused.json()["code"]) == (422, "image_refused")
    with Client() as client:
        with pytest.raises(AvalaError) as large:
            expect(2**40)
        assert large.value.status_code == 413
        with pytest.raises(ValidationError, match="no file"):
            client.datasets.create_from_manual_upload(name="refused", slug="refused", data_type="image")
        with pytest.raises(NotFoundError):
            client.datasets.get_by_slug("local", "refused")
        with pytest.raises(NotFoundError):
            client.datasets.get("manual-upload")


def test_the_quota_is_an_error_of_its_own(workshop: Stage) -> None:
    with Client() as client:
        most = client.datasets.manual_upload_quota()

        def fill() -> None:
            for number in range(100):
                client.datasets.create_manual_upload_url(
                    dataset_name="full", file_path_in_dataset=f"{number}.png", content_length=60 * 2**20
                )

        with pytest.raises(QuotaExceededError) as full:
            fill()
        assert full.value.limit == most.limit
        assert full.value.used > most.limit - 60 * 2**20
