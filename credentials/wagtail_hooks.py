"""What the CMS shows of certificates."""

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from credentials.registers import CredentialRegister
from credentials.viewsets import CertificateViewSet

modeladmin_register(CredentialRegister)


@hooks.register("register_admin_viewset")
def certificates():
    return CertificateViewSet()
