"""Objecting to a decision in one's own account: the form, and what was sent and answered."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.generic.edit import FormView

from cases import workflow
from cases.enums import Move
from cases.models import Case, Objection
from cases.rules import Refused
from core import files, workdays
from core.forms import Form
from core.models import OfficeSettings
from portal.views import OwnCase

LONGEST = 2000
PROOFS = ("proof_1", "proof_2", "proof_3")


class ObjectionForm(Form):
    """Why a decision is wrong, with up to three files that show it."""

    text = forms.CharField(
        label=_l("Why should this decision change?"),
        help_text=_l("Say which part is wrong and how you can show it"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _l("Write why you object.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number, name in enumerate(PROOFS, 1):
            label = _("Proof %(number)s") % {"number": number}
            self.fields[name] = files.PrivateFileField(max_mb=settings.UPLOAD_MAX_MB, required=False, label=label)

    def proof(self) -> list[files.Checked]:
        return [self.cleaned_data[name] for name in PROOFS if self.cleaned_data.get(name)]


class ObjectView(OwnCase, LoginRequiredMixin, FormView):
    """Write an objection; where none is possible, the page says why instead of a form."""

    template_name = "portal/objection.html"
    form_class = ObjectionForm

    @cached_property
    def own(self):
        return self.page()

    def post(self, request, *args, **kwargs):
        if self.own.objection:
            return self.onward()
        if self.own.refusals(Move.OBJECT):
            return self.render_to_response(self.get_context_data(), status=409)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            self.send(form)
        except Refused as refusal:
            form.add_error(None, [str(reason) for reason in refusal.reasons])
            return self.form_invalid(form)
        return self.onward()

    @transaction.atomic
    def send(self, form) -> Objection:
        proof = [files.store(checked) for checked in form.proof()]
        case = Case(pk=self.own.case.pk)
        return workflow.object_to(case, by=self.request.user, text=form.cleaned_data["text"], documents=proof)

    def onward(self):
        messages.success(self.request, _("We have your objection. A different officer checks it."))
        return redirect("portal:case", number=self.own.case.number)

    def get_context_data(self, **kwargs):
        days = OfficeSettings.load().days_objection
        reasons = self.own.refusals(Move.OBJECT)
        return super().get_context_data(
            own=self.own,
            case=self.own.case,
            reasons=reasons,
            days=days,
            answer_on=workdays.deadline(timezone.now(), days),
            back=reverse("portal:case", args=[self.own.case.number]),
            **kwargs,
        )
