"""Sample words for every component, shown side by side at /komponen/ while developing."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from core.forms import DateField, DateWidget, Form, PhoneField, UploadField

WORDS = Path(__file__).parent / "data" / "samples.json"


@dataclass(frozen=True)
class Sample:
    """One component with one set of inputs."""

    name: str
    inputs: dict = field(default_factory=dict)

    def render(self) -> str:
        """Draw the component with nothing but its inputs, as `only` does."""
        return render_to_string(f"components/{self.name}.html", self.inputs)


class SampleForm(Form):
    """Every kind of field."""

    nik = forms.CharField(label="NIK", max_length=20, help_text="16 angka di bagian atas KTP")
    name = forms.CharField(label="Nama lengkap", help_text="Tanpa gelar, seperti tertulis di KTP")
    birth = DateField(label="Tanggal lahir", help_text="Contoh: 27 8 1999", widget=DateWidget(autocomplete="bday"))
    phone = PhoneField(label="Nomor ponsel", required=False, help_text="Contoh: 0812-0000-0000")
    sex = forms.ChoiceField(
        label="Jenis kelamin", widget=forms.RadioSelect, choices=[("l", "Laki-laki"), ("p", "Perempuan")]
    )
    district = forms.ChoiceField(label="Kecamatan", choices=[("", "Pilih kecamatan"), ("1", "Benda"), ("2", "Ciledug")])
    days = forms.MultipleChoiceField(
        label="Hari luang",
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "Senin"), ("2", "Selasa")],
        required=False,
    )
    reason = forms.CharField(label="Alasan ikut", widget=forms.Textarea, max_length=500, required=False)
    ktp = UploadField(label="KTP", max_mb=5, types=(".jpg", ".png", ".pdf"), help_text="Foto atau PDF")
    agree = forms.BooleanField(label="Saya menyatakan jawaban ini benar.")


class FilterForm(Form):
    """The filters of a list."""

    field = forms.ChoiceField(label="Bidang", choices=[("", "Semua bidang"), ("1", "Menjahit")])
    status = forms.ChoiceField(label="Status", choices=[("", "Semua status"), ("1", "Dibuka")])


def samples(request) -> list[Sample]:
    """Return every component with words in it; what JSON cannot hold stands here."""
    page = Paginator(range(200), 12).get_page(request.GET.get("hal", 5))
    news = {"date": date(2026, 11, 20), "title": "Gelombang I dibuka", "url": "#", "text": "Tutup 4 Desember 2026."}
    return [
        *(Sample(name, inputs) for name, inputs in json.loads(WORDS.read_text(encoding="utf-8"))),
        Sample("news_list", {"items": [news]}),
        Sample("news_cards", {"items": [news | {"category": "Pengumuman"}]}),
        Sample("filter", {"form": FilterForm(), "action": "#"}),
        Sample("pagination", {"page": page, "request": request}),
    ]


def forms_to_show() -> list[Form]:
    """Return the form as it is met, and as it comes back with errors."""
    wrong = {"nik": "123", "birth_day": "31", "birth_month": "2", "birth_year": "", "phone": "12"}
    return [SampleForm(), SampleForm({f"salah-{name}": value for name, value in wrong.items()}, {}, prefix="salah")]
