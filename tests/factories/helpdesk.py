"""Questions of the tests."""

import factory
from factory.django import DjangoModelFactory

from helpdesk.models import Question, Topic


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    name_id = factory.Sequence(lambda n: f"Topik {n}")
    slug = factory.Sequence(lambda n: f"topik-uji-{n}")
    sort_order = factory.Sequence(lambda n: n)


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    topic = factory.SubFactory(TopicFactory)
    key = factory.Sequence(lambda n: f"pertanyaan-{n}")
    question_id = factory.Sequence(lambda n: f"Pertanyaan nomor {n}?")
    answer_id = "<p>Jawaban.</p>"
