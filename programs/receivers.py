"""What follows when a page is published or withdrawn."""

from wagtail.signals import page_published, page_unpublished

from programs import workflow
from programs.models import BatchPage, ProgramPage


def batch_published(sender, instance, **kwargs):
    if workflow.is_source(instance):
        workflow.apply_schedule(instance)


def batch_unpublished(sender, instance, **kwargs):
    if workflow.is_source(instance):
        workflow.unlist(instance)


def program_published(sender, instance, **kwargs):
    workflow.apply_program(instance)


def connect() -> None:
    page_published.connect(batch_published, sender=BatchPage)
    page_unpublished.connect(batch_unpublished, sender=BatchPage)
    page_published.connect(program_published, sender=ProgramPage)
