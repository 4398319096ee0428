from stats.models.facts import Fact, KeepRate
from stats.models.pages import DataIndexPage, DataPage, LivePage
from stats.models.settings import StatsSettings

__all__ = ["DataIndexPage", "DataPage", "Fact", "KeepRate", "LivePage", "StatsSettings"]
