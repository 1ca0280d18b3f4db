"""XML: read from strangers without entities or other documents, written with what XML can hold."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Tree

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from avala_edge.errors import InvalidInput

Element = Tree.Element
__all__ = ["DECLARATION", "Element", "Tree", "child", "parse_xml", "to_bytes"]
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse_xml(data: bytes, name: str) -> Element:
    """Return the root of a document; raise `InvalidInput` for what is none or has a DTD with entities."""
    try:
        root: Element = fromstring(data)
    except (Tree.ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise InvalidInput(f"{name[:200]} cannot be read as XML: {str(error)[:100]}", field="file") from None
    return root


def child(parent: Element, tag: str, text: object = None, **attributes: object) -> Element:
    """Add an element; what XML cannot hold of its texts (control characters) is left out."""
    element = Tree.SubElement(parent, tag, {name: _clean(value) for name, value in attributes.items()})
    if text is not None:
        element.text = _clean(text)
    return element


def to_bytes(root: Element, *, level: int = 0) -> bytes:
    """Return an element as text, indented; `level` says how deep it is in a document."""
    Tree.indent(root, level=level)
    data: bytes = Tree.tostring(root, encoding="utf-8")
    return data


def _clean(value: object) -> str:
    return _NOT_XML.sub("", str(value))
