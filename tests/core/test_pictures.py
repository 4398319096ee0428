"""An editor's picture as browsers get it."""

import pytest
from wagtail.images.tests.utils import get_test_image_file

from core.models import CustomImage
from core.pictures import responsive

pytestmark = pytest.mark.django_db
CUTS = ["width-400", "width-800"]


def picture(width: int, title: str = "Bengkel") -> CustomImage:
    return CustomImage.objects.create(title=title, file=get_test_image_file(size=(width, width // 2)))


def test_every_format_in_both_widths_with_the_size_of_the_largest():
    markup = responsive(picture(1000), CUTS, sizes="100vw", loading="lazy")

    for kind in ("avif", "webp"):
        assert f'<source type="image/{kind}" srcset="' in markup
    assert markup.count(" 400w") == markup.count(" 800w") == 3
    assert 'width="800" height="400"' in markup
    assert 'loading="lazy"' in markup


def test_a_small_original_names_each_width_once():
    markup = responsive(picture(300), CUTS, sizes="100vw")

    assert markup.count(" 300w") == 3


def test_words_of_an_editor_stay_words():
    markup = responsive(picture(300, title='"><script>'), CUTS, sizes="100vw")

    assert "<script>" not in markup
    assert 'alt="Foto &quot;x&quot;"' in responsive(picture(300), CUTS, sizes="100vw", alt='Foto "x"')


def test_a_look_at_a_prefetched_size_asks_and_writes_nothing(django_assert_num_queries):
    image = picture(300)
    image.get_rendition("fill-400x300")
    found = CustomImage.objects.prefetch_related("renditions").get(pk=image.pk)

    with django_assert_num_queries(0):
        found.get_rendition("fill-400x300")
