"""Pictures and documents as phones and scanners make them."""

import io

import pikepdf
from PIL import Image


def picture(width: int = 640, height: int = 480) -> Image.Image:
    """A picture with some content, so that compressing it is real work."""
    return Image.linear_gradient("L").resize((width, height)).convert("RGB")


def jpeg(width: int = 640, height: int = 480) -> bytes:
    return _saved(picture(width, height), "JPEG")


def png(width: int = 640, height: int = 480) -> bytes:
    return _saved(picture(width, height), "PNG")


def _saved(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    """A document of blank A5 pages."""
    document, out = pikepdf.new(), io.BytesIO()
    for _number in range(pages):
        document.add_blank_page(page_size=(420, 595))
    document.save(out)
    return out.getvalue()
