"""What seats, queue and offers of one batch must do, in thirty lines that know nothing of the product."""


class Reference:
    """Each verb answers whether it may happen. `place` is waiting, held, seated, reserve or left."""

    def __init__(self, capacity: int, reserve: int, *, by_score: bool, confirms: bool):
        self.capacity, self.reserve, self.by_score, self.confirms = capacity, reserve, by_score, confirms
        self.place, self.case, self.rank, self.last = {}, {}, {}, 0

    @property
    def used(self) -> int:
        return sum(place in ("held", "seated") for place in self.place.values())

    @property
    def line(self) -> list:
        return sorted((who for who, place in self.place.items() if place == "reserve"), key=self.rank.get)

    def _put(self, who, place: str, case: str) -> bool:
        if place == "reserve" and self.place.get(who) != "reserve":
            self.last += 1
            self.rank[who] = self.last
        self.place[who], self.case[who] = place, case
        return True

    def register(self, who) -> bool:
        if self.by_score:
            return self._put(who, "waiting", "in_review")
        if not self.line and self.used < self.capacity:
            return self._put(who, "held", "in_review")
        return len(self.line) < self.reserve and self._put(who, "reserve", "in_review")

    def accept(self, who) -> bool:
        if self.case[who] != "in_review" or (self.place[who] != "held" and self.used >= self.capacity):
            return False
        return self._put(who, "held", "offered") if self.confirms else self._put(who, "seated", "accepted")

    def put_on_reserve(self, who) -> bool:
        has_room = self.place[who] == "reserve" or len(self.line) < self.reserve
        return self.case[who] == "in_review" and has_room and self._put(who, "reserve", "reserve")

    def reject(self, who) -> bool:
        return self.case[who] in ("in_review", "reserve") and self._put(who, "left", "rejected")

    def withdraw(self, who) -> bool:
        return self.case[who] in ("in_review", "reserve", "offered", "accepted") and self._put(who, "left", "withdrawn")

    def take(self, who) -> bool:
        return self.case[who] == "offered" and self._put(who, "seated", "accepted")

    def decline(self, who) -> bool:
        return self.case[who] == "offered" and self._put(who, "left", "withdrawn")

    def expire(self) -> None:
        for who in [who for who, case in self.case.items() if case == "offered"]:
            self._put(who, "left", "expired")

    def resize(self, capacity: int) -> bool:
        if capacity < self.used:
            return False
        self.capacity = capacity
        return True

    def fill(self) -> None:
        while self.used < self.capacity and self.line:
            first = self.line[0]
            self._put(first, "held", "offered" if self.case[first] == "reserve" else "in_review")
