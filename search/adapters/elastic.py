"""Answers from Elasticsearch through elasticsearch-dsl. Imported only where ELASTICSEARCH_URL is set: it takes long.

No scripts, no *_by_query, no _reindex, no ingest: every hosted Elasticsearch can do what is asked here.
"""

import datetime as dt
import hashlib
import json
from functools import lru_cache

from django.conf import settings
from elasticsearch import Elasticsearch
from elasticsearch.dsl import (
    Boolean,
    Completion,
    Date,
    Document,
    FacetedSearch,
    Float,
    Keyword,
    Object,
    Q,
    Search,
    TermsFacet,
    Text,
    analyzer,
    token_filter,
)

from search import excerpts, text
from search.models import SearchDocument, Synonym
from search.results import (
    CLOSE_MARK,
    FACETS,
    FEW,
    OPEN_MARK,
    PER_PAGE,
    Facet,
    Hit,
    Query,
    Results,
    Suggestion,
    in_order,
)

NAME = "elasticsearch"
TIMEOUT = 1.0  # seconds a visitor waits before the database answers
ENOUGH = "2<67%"  # all of two words, two thirds of more
LANGUAGES = ("id", "en")
FUZZY = "AUTO:4,8"


@lru_cache
def _client(addresses: tuple[str, ...], timeout: float) -> Elasticsearch:
    return Elasticsearch(list(addresses), request_timeout=timeout, max_retries=len(addresses) - 1)


def client(timeout: float = TIMEOUT) -> Elasticsearch:
    """A client for every list of addresses; a node that refuses is passed over at once, a slow one is given up."""
    return _client(tuple(settings.ELASTICSEARCH_URL), timeout)


# Analysis: the same stop words as in the database; Lucene's own stemmers; the office's synonyms at search time.


def _stop(language: str):
    words = sorted(text.STOP_WORDS[language])
    return token_filter(f"stop_{language}", "stop", stopwords=words)


def _stemmer(language: str):
    return token_filter(f"stem_{language}", "stemmer", language={"id": "indonesian", "en": "english"}[language])


def _synonyms():
    return token_filter("office_synonyms", "synonym_graph", synonyms=synonym_lines() or ["angkatan, angkatan"])


def synonym_lines() -> list[str]:
    """The editors' words as Elasticsearch reads them; one way keeps what was typed beside what it means."""
    rows = Synonym.objects.order_by("term_key", "means_key").values_list("term_key", "means_key", "is_mutual")
    return [_line(term, means, is_mutual) for term, means, is_mutual in rows if term and means and term != means]


def _line(term: str, means: str, is_mutual: bool) -> str:
    return f"{term}, {means}" if is_mutual else f"{term} => {term}, {means}"


def _indexing(language: str):
    kept = ["lowercase", "asciifolding", _stop(language), _stemmer(language)]
    return analyzer(f"words_{language}", tokenizer="standard", filter=kept)


def _asking(language: str):
    kept = ["lowercase", "asciifolding", _synonyms(), _stop(language), _stemmer(language)]
    return analyzer(f"question_{language}", tokenizer="standard", filter=kept)


def _plain():
    return analyzer("plain", tokenizer="standard", filter=["lowercase", "asciifolding"])


def _beginnings():
    edge = token_filter("beginnings", "edge_ngram", min_gram=2, max_gram=15)
    return analyzer("beginnings", tokenizer="standard", filter=["lowercase", "asciifolding", edge])


def document_class() -> type[Document]:
    """The mapping with the synonyms of this moment."""
    plain = _plain()

    def words(**more) -> Text:
        forms = {code: Text(analyzer=_indexing(code), search_analyzer=_asking(code)) for code in LANGUAGES}
        return Text(analyzer=plain, fields=forms, **more)

    class PublicDocument(Document):
        key = Keyword()
        kind = Keyword()
        object_id = Keyword(index=False, doc_values=False)
        language = Keyword()
        title = Text(
            analyzer=plain,
            copy_to="everything",
            fields={code: Text(analyzer=_indexing(code), search_analyzer=_asking(code)) for code in LANGUAGES}
            | {"beginnings": Text(analyzer=_beginnings(), search_analyzer=plain)},
        )
        keywords = words(copy_to="everything")
        summary = words(copy_to="everything")
        body = words(copy_to="everything")
        everything = words()
        spelling = Object(properties={code: Text(analyzer=plain) for code in LANGUAGES})
        suggest = Completion(analyzer=plain, contexts=[{"name": "language", "type": "category"}])
        url = Keyword(index=False, doc_values=False)
        field = Keyword()
        district = Keyword()
        status = Keyword()
        month = Keyword()
        on = Date(format="yyyy-MM-dd")
        until = Date(format="yyyy-MM-dd")
        weight = Float()
        is_gone = Boolean()

        class Index:
            name = f"{settings.ELASTICSEARCH_INDEX}-new"
            settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "max_ngram_diff": 13}

        class Meta:
            dynamic = "strict"

    return PublicDocument


def definition() -> dict:
    """Settings and mapping of an index, with their digests for a later comparison."""
    body = document_class()._index.to_dict()
    body["mappings"]["_meta"] = {"shape": _digest(_without_synonyms(body)), "synonyms": _digest(synonym_lines())}
    return body


def _without_synonyms(body: dict) -> dict:
    bare = json.loads(json.dumps(body))
    bare["settings"]["analysis"]["filter"].pop("office_synonyms", None)
    return bare


def _digest(value) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def source_of(document: SearchDocument) -> dict:
    """A row of the table as Elasticsearch keeps it."""
    names = ("kind", "object_id", "language", "title", "keywords", "summary", "body", "url", *FACETS[1:], "weight")
    source = {name: getattr(document, name) for name in names}
    for name in ("on", "until"):
        source[name] = value.isoformat() if (value := getattr(document, name)) else None
    spelling = {document.language: f"{document.title} {document.keywords} {document.summary} {document.body}"}
    suggest = {"input": [document.title], "weight": int(document.weight * 100)}
    suggest["contexts"] = {"language": [document.language]}
    return source | {"key": document.key, "spelling": spelling, "suggest": suggest}


# Questions.


class PublicSearch(FacetedSearch):
    """Hits, facets and highlights in one request."""

    doc_types = []
    fields = ["title", "summary", "body"]
    facets = {name: TermsFacet(field=name, size=60) for name in FACETS}

    def __init__(self, query: Query, *, is_strict: bool):
        self.asked, self.is_strict = query, is_strict
        self.using, self.index = client(), settings.ELASTICSEARCH_INDEX
        super().__init__(" ".join(text.said(query.text, query.language)), query.filters)

    def search(self) -> Search:
        found = super().search().params(allow_partial_search_results=False)
        found = found.source(excludes=["spelling", "suggest", "keywords"]).extra(track_total_hits=True)
        return found.filter("term", language=self.asked.language)[self.asked.start : self.asked.start + PER_PAGE]

    def aggregate(self, search: Search) -> None:
        super().aggregate(search)
        search.aggs.bucket("everything", "filter", filter=Q("match_all"))

    def query(self, search: Search, query: str) -> Search:
        if not query:
            return search.sort({"weight": "desc"}, {"key": "asc"})
        found = Q("bool", must=[self._must(query)], should=self._should(query))
        weighed = Q(
            "function_score", query=found, functions=[{"field_value_factor": {"field": "weight", "missing": 1}}]
        )
        return self._ask_spelling(search.query(weighed), query)

    def _must(self, query: str):
        """Enough of the words, in other forms, by other names, or with a typing error."""
        enough = {"minimum_should_match": ENOUGH if self.is_strict else 1}
        named = {"query": query, "auto_generate_synonyms_phrase_query": False} | enough
        close = {"query": query, "fuzziness": FUZZY, "prefix_length": 1, "boost": 0.3} | enough
        begun = {"query": query, "boost": 0.3} | enough
        everything = f"everything.{self.asked.language}"
        ways = [Q("match", **{everything: named}), Q("match", everything=close)]
        return Q("dis_max", queries=[*ways, Q("match", **{"title.beginnings": begun})], tie_breaker=0.3)

    def _should(self, query: str) -> list:
        language = self.asked.language
        boosts = {f"title.{language}": 6, f"keywords.{language}": 3, f"summary.{language}": 2, "title": 2}
        phrase = Q("match_phrase", title={"query": query, "boost": 6})
        return [phrase] + [
            Q("match", **{name: {"query": query, "boost": boost, "auto_generate_synonyms_phrase_query": False}})
            for name, boost in boosts.items()
        ]

    def _ask_spelling(self, search: Search, query: str) -> Search:
        term = {"field": f"spelling.{self.asked.language}", "suggest_mode": "missing", "prefix_length": 1}
        return search.suggest("spelling", query, term=term | {"max_edits": 2, "min_word_length": 4})

    def highlight(self, search: Search) -> Search:
        language = self.asked.language
        search = search.highlight_options(
            pre_tags=[OPEN_MARK], post_tags=[CLOSE_MARK], require_field_match=False, number_of_fragments=0
        )
        search = search.highlight(f"title.{language}")
        for name in ("summary", "body"):
            search = search.highlight(f"{name}.{language}", number_of_fragments=1, fragment_size=excerpts.LENGTH - 40)
        return search


def search(query: Query) -> Results:
    found = PublicSearch(query, is_strict=True).execute()
    if found.aggs.everything.doc_count < FEW and len(text.said(query.text, query.language)) > 1:
        found = PublicSearch(query, is_strict=False).execute()
    return Results(
        hits=[_hit(hit, query.language) for hit in found],
        total=found.hits.total.value,
        facets={name: _facet(name, found.facets) for name in FACETS},
        did_you_mean=_did_you_mean(found, query),
        answered_by=NAME,
        unfiltered=found.aggs.everything.doc_count,
    )


def _hit(hit, language: str) -> Hit:
    lights = hit.meta.highlight.to_dict() if "highlight" in hit.meta else {}
    title = lights.get(f"title.{language}", [hit.title])[0]
    excerpt = next((lights[name][0] for name in _light_names(language) if name in lights), "")
    return Hit(
        kind=hit.kind,
        object_id=int(hit.object_id),
        url=hit.url,
        title=title,
        excerpt=excerpts.shortened(excerpt or hit.summary or hit.body),
        field=hit.field,
        district=hit.district,
        status=hit.status,
        on=_day(hit.to_dict().get("on")),
        until=_day(hit.to_dict().get("until")),
    )


def _light_names(language: str) -> tuple[str, str]:
    return f"summary.{language}", f"body.{language}"


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _facet(name: str, facets) -> list[Facet]:
    return in_order(name, {value: count for value, count, _chosen in facets[name]})


def _did_you_mean(found, query: Query) -> str:
    """The question with every word that stands nowhere replaced by the likeliest one."""
    if "suggest" not in found:
        return ""
    words, is_better = [], False
    for entry in found.suggest["spelling"]:
        better = next((each.text for each in entry.options if text.is_near(entry.text, each.text)), entry.text)
        is_better |= text.stem(better, query.language) != text.stem(entry.text, query.language)
        words.append(better)
    return " ".join(words) if is_better else ""


# While somebody types.


def suggest(words: str, language: str, limit: int) -> list[Suggestion]:
    """Titles that begin so, also with a typing error; then titles with a word that begins so."""
    typed = " ".join(text.words(words))
    if not typed:
        return []
    fuzzy = {"fuzziness": FUZZY, "prefix_length": 1}
    completion = {"field": "suggest", "size": limit, "skip_duplicates": True, "fuzzy": fuzzy}
    asked = Search(using=client(), index=settings.ELASTICSEARCH_INDEX).params(allow_partial_search_results=False)
    asked = asked.source(["title", "url", "kind"]).filter("term", language=language)
    begun = Q("match", **{"title.beginnings": {"query": typed, "operator": "and"}})
    asked = asked.query(Q("function_score", query=begun, field_value_factor={"field": "weight"}))[:limit]
    found = asked.suggest("begun", typed, completion=completion | {"contexts": {"language": [language]}}).execute()
    options = [option._source for entry in found.suggest["begun"] for option in entry.options]
    unique = {each.url: Suggestion(each.title, each.url, each.kind) for each in [*options, *found]}
    return list(unique.values())[:limit]
