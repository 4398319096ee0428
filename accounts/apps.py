from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self):
        from accounts.roles import create_groups
        from core import bootstrap

        bootstrap.register("accounts", create_groups)
