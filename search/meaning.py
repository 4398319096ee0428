"""What a question means: its words, other words for them, and what was probably meant by a typing error."""

from dataclasses import dataclass, field
from itertools import combinations

from django.db.models import Q

from search import text, vocabulary
from search.models import Synonym

Phrase = tuple[str, ...]


@dataclass
class Group:
    """One thing asked for: any of these phrases will do; of a phrase every word must be there."""

    phrases: list[Phrase]

    def add(self, phrase: Phrase) -> None:
        if phrase and phrase not in self.phrases:
            self.phrases.append(phrase)


@dataclass
class Meaning:
    language: str
    groups: list[Group] = field(default_factory=list)
    did_you_mean: str = ""

    @property
    def words(self) -> set[str]:
        """Everything that may be marked in a text."""
        return {word for group in self.groups for phrase in group.phrases for word in phrase}

    def ways(self, *, strict: bool = True) -> list[tuple[Group, ...]]:
        """Which groups a document must have together: all of two, two thirds of more; otherwise any one."""
        count = len(self.groups)
        return list(combinations(self.groups, needed(count) if strict else min(count, 1)))


def needed(count: int) -> int:
    """How many of `count` words a document must have; the same rule as Elasticsearch's `2<67%`."""
    return count if count <= 2 else count * 67 // 100


def understand(asked: str, language: str) -> Meaning:
    found = text.said(asked, language)
    meaning = Meaning(language, _with_synonyms(found))
    if found:
        _allow_errors(meaning, found)
    return meaning


def _with_synonyms(found: list[str]) -> list[Group]:
    """Longer phrases first: "kartu kuning" is one thing, not a card and a colour."""
    others, taken, groups = _others(found), set(), {}
    for first, end in text.runs(found):
        run, places = tuple(found[first:end]), set(range(first, end))
        if places & taken or (len(run) > 1 and run not in others):
            continue
        taken |= places
        groups[first] = Group([run])
        for phrase in others.get(run, ()):
            groups[first].add(phrase)
    return [groups[first] for first in sorted(groups)]


def _others(found: list[str]) -> dict[Phrase, list[Phrase]]:
    """Other words for every run of words in the question: one statement."""
    asked = {" ".join(found[first:end]) for first, end in text.runs(found)}
    if not asked:
        return {}
    rows = Synonym.objects.filter(Q(term_key__in=asked) | Q(is_mutual=True, means_key__in=asked))
    others: dict[Phrase, list[Phrase]] = {}
    for term, means, is_mutual in rows.values_list("term_key", "means_key", "is_mutual"):
        one, other = tuple(term.split()), tuple(means.split())
        if term in asked:
            others.setdefault(one, []).append(other)
        if is_mutual and means in asked:
            others.setdefault(other, []).append(one)
    return others


def _allow_errors(meaning: Meaning, found: list[str]) -> None:
    """A word that stands nowhere also finds its nearest neighbour, by all names of that, and the visitor is asked
    whether it was meant."""
    plain = [group for group in meaning.groups if len(group.phrases) == 1 and len(group.phrases[0]) == 1]
    strange = vocabulary.unknown([group.phrases[0][0] for group in plain], meaning.language)
    better = vocabulary.nearest(strange, meaning.language)
    if not better:
        return
    meaning.groups = _with_synonyms([better.get(word, word) for word in found])
    for word, near in better.items():
        for group in meaning.groups:
            if group.phrases[0] == (near,):  # as it was typed it may still be the beginning of a word
                group.phrases.insert(0, (word,))
                break
    if any(text.stem(word, meaning.language) != text.stem(near, meaning.language) for word, near in better.items()):
        meaning.did_you_mean = " ".join(better.get(word, word) for word in found)
