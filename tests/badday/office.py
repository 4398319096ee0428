"""A little of everything an office holds, and who asks for it: what the table of addresses is tried on."""

import datetime as dt
import io

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, Locale, Site, Workflow

from accounts.enums import Role
from accounts.roles import group
from audit.models import Event
from cases import bulk
from cases.enums import BulkAction, Move
from cases.models import Case, Document, Procedure, Reason, SavedView
from cases.workflow import ask_correction, jobs, object_to
from core import quarantine
from core.models import CustomDocument, CustomImage, District, Holiday, MessageState, OutboxMessage, Village
from credentials.models import ImportRun
from forms.workflow import start_correction, submit
from home.models import NewsCategory
from portal import calendar
from programs.models import Room, SeatRules
from search.models import Synonym
from tests.factories import credentials as certificates
from tests.factories import forms as wizard
from tests.factories import programs as make
from tests.factories import stats
from tests.factories.accounts import ApplicantFactory, UserFactory, next_nik
from tests.factories.files import picture
from tests.factories.helpdesk import QuestionFactory

ROLES = [
    *("visitor", "owner", "stranger", "editor", "checker", "selector", "trainer", "outsider", "head"),
    "administrator",
]
# How something is called that is not there.
MISSING = {
    "number": "MJT-7K3M-9QX2-D",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "token": "AAAAAAAAAAAAAAAAAAAAAA",
    "word": "tidak-ada",
    "id": "99999999",
}


def people() -> dict:
    """An account of each role. The trainer teaches the batch, the outsider another one."""
    staff = {role.value: UserFactory(role=role.value) for role in Role}
    others = {"owner": UserFactory(), "stranger": ApplicantFactory().user, "outsider": UserFactory(role="trainer")}
    return {"visitor": None} | others | staff | {"administrator": UserFactory(is_staff=True, is_superuser=True)}


def clients(accounts: dict) -> dict[str, Client]:
    found = {role: Client() for role in ROLES}
    for role, client in found.items():
        if accounts[role]:
            client.force_login(accounts[role])
    return found


def objects(accounts: dict) -> dict[str, tuple[str, object]]:
    """Name in the table -> kind of name, and the name itself. What belongs to a citizen belongs to the owner."""
    now = timezone.now()
    page = make.batch_page(_program(), now=now, sessions=1)
    page.batch.sessions.update(trainer=make.trainer(user=accounts["trainer"]))
    make.session(make.batch(now=now), starts_at=now, trainer=make.trainer(user=accounts["outsider"]))
    found = _cases(accounts, page, now) | _certificate(accounts["owner"]) | _draft(accounts["owner"])
    found |= _counter(accounts["checker"])
    return found | _of_the_office(accounts) | _published(page) | _of_wagtail(accounts)


def _program(**fields):
    return make.page_in_site(title="Menjahit", questions=wizard.QUESTIONS, documents=wizard.DOCUMENTS, **fields)


def _cases(accounts: dict, page, now: dt.datetime) -> dict:
    owner, head, nik = accounts["owner"], accounts["head"], next_nik()
    case = wizard.sent(page.batch, owner, nik=nik)
    corrected = wizard.sent(wizard.batch(), owner, nik=nik)
    ask_correction(corrected, by=accounts["checker"], fields=["phone"], note="Nomor kurang satu angka.")
    refused = make.released(wizard.sent(wizard.batch(), owner, nik=nik), Move.REJECT, by=head, at=now)
    object_to(refused, by=owner, text="Saya punya surat.")
    job = jobs.start(bulk.plan(BulkAction.PASS, Case.objects.filter(pk=case.pk), by=head, at=now), by=head)
    return {
        "case": ("number", case.number),
        "case_id": ("id", case.pk),
        "token": ("token", case.token),
        "document": ("id", Document.objects.filter(case=case.pk).first().pk),
        "corrected": ("number", corrected.number),
        "refused": ("number", refused.number),
        "refused_id": ("id", refused.pk),
        "batch": ("id", page.batch.pk),
        "code": ("word", page.batch.code),
        "program": ("word", page.batch.program_page.code),
        "session": ("id", page.batch.sessions.get().pk),
        "enrolment": ("id", make.enrolment(case).pk),
        "job": ("id", job.pk),
    }


def _certificate(owner) -> dict:
    place = certificates.EnrolmentFactory(applicant=owner.applicant)
    credential = certificates.issued(enrolment=place)
    waiting = certificates.CompletionFactory(enrolment__batch=place.batch)
    return {
        "credential": ("id", credential.pk),
        "certificate": ("token", credential.code),
        "ended": ("id", place.batch_id),
        "completion": ("id", waiting.pk),
    }


def _draft(owner) -> dict:
    draft = wizard.complete(wizard.batch(), owner)
    return {
        "draft": ("word", draft.code),
        "file": ("uuid", draft.files.first().file.key),
        "feed": ("token", calendar.make(owner).token),
    }


def _counter(officer) -> dict:
    """What the checker has begun and what the checker has filed at the counter."""
    batch = wizard.batch()
    sent = wizard.at_counter(batch, officer)
    case = submit(sent, sent.token, by=officer, declared={})
    ask_correction(case, by=officer, fields=["phone"], note="Nomor kurang satu angka.")
    draft = wizard.at_counter(batch, officer)
    correcting = start_correction(case.open_correction, user=officer, person_hash=case.applicant.nik_hash)
    found = {"at_counter": ("id", draft.pk), "filed": ("id", case.pk), "call": ("id", case.calls.get().pk)}
    return found | {"corrected_here": ("id", correcting.pk)}


def _of_the_office(accounts: dict) -> dict:
    message = OutboxMessage.objects.create(
        key="gagal", kind="received", to="warga@contoh.test", language="id", content={}, state=MessageState.FAILED
    )
    view = SavedView.objects.create(user=accounts["checker"], name="Hari ini", tab="saya", filters="")
    return {
        "message": ("id", message.pk),
        "quarantined": ("id", quarantine.keep(b"jahat", name="jahat.pdf", virus="Uji").pk),
        "view": ("id", view.pk),
        "event": ("uuid", Event.objects.first().pk),
        "procedure": ("id", Procedure.objects.first().pk),
        "reason": ("id", Reason.objects.first().pk),
        "holiday": ("id", Holiday.objects.first().pk),
        "run": ("id", ImportRun.objects.create(kind="certificates", file_name="register.csv").pk),
        "synonym": ("id", Synonym.objects.first().pk),
        "seat_rule": ("id", SeatRules.objects.create(name="Aturan uji").pk),
        "room": ("id", Room.objects.create(name="Ruang Uji").pk),
    }


def _published(page) -> dict:
    """Public things: a figure, a question, a picture and a document of the editors."""
    image = CustomImage.objects.create(title="Kelas", file=ContentFile(_png(), "kelas.png"))
    document = CustomDocument.objects.create(title="Formulir", file=ContentFile(b"%PDF-1.7", "formulir.pdf"))
    question = QuestionFactory()
    return {
        "page": ("id", page.pk),
        "program_id": ("id", page.get_parent().pk),
        "way": ("word", page.url.strip("/")),
        "figures": ("word", stats.data_page().slug),
        "question": ("word", question.key),
        "question_id": ("id", question.pk),
        "topic": ("id", question.topic_id),
        "image": ("id", image.pk),
        "picture": ("word", image.file.name),
        "paper": ("id", document.pk),
        "paper_name": ("word", document.filename),
    }


def _png() -> bytes:
    out = io.BytesIO()
    picture(400, 300).save(out, "PNG")
    return out.getvalue()


def _of_wagtail(accounts: dict) -> dict:
    return {
        "user": ("id", accounts["head"].pk),
        "group": ("id", group(Role.HEAD).pk),
        "site": ("id", Site.objects.first().pk),
        "district": ("id", District.objects.first().pk),
        "village": ("id", Village.objects.first().pk),
        "locale": ("id", Locale.objects.first().pk),
        "collection": ("id", Collection.get_first_root_node().add_child(name="Surat").pk),
        "workflow": ("id", Workflow.objects.get_or_create(name="Uji")[0].pk),
        "category": ("id", NewsCategory.objects.create(name_id="Kabar", slug="kabar").pk),
    }
