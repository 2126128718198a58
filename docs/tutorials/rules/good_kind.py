"""A kind of agent and a step of its own: volunteers keep tables in a language café, where participants practise."""

from sim import month as usual
from sim.chance import draw
from sim.engine_room import Key, rule
from sim.parameters import number, process
from sim.rules.language import Language

KEEPS, VISITS = 210, 211  # what the draws decide: whether a volunteer comes, and at which table a guest sits
TABLES = 8  # at most, in a municipality
OFF = {"language.volunteers": 0.0}  # no volunteers: nothing changes


@process
class CafeLanguage(Language):
    """Norwegian, and what is practised in the language café."""

    volunteers: float = number(3.0, "persons", 0.0, 8.0, "volunteers in a municipality", "assumption")
    keeps: float = number(0.8, "probability", 0.5, 1.0, "a volunteer comes this month", "assumption")
    visits: float = number(0.5, "probability", 0.2, 0.8, "a participant comes this month", "assumption")
    seats: float = number(5.0, "persons", 3.0, 8.0, "guests at a table", "assumption")
    cafe_hours: float = number(6.0, "h/month", 2.0, 12.0, "talk with a guest", "assumption")
    cafe_gain: float = number(0.003, "levels/h", 0.001, 0.006, "gain of a guest who knows no Norwegian", "assumption")

    def practised(self, oral):
        """Gain in level of a month in the café."""
        return self.cafe_gain * self.cafe_hours * max(0.0, 1.0 - oral / 6.0)


class Volunteer:
    """Somebody who keeps a table in the language café of a municipality."""

    id: int
    luck_key: Key
    municipality: int
    table: int  # the first is 0
    hours: float  # of talk with guests, so far

    def keep_table(self, world):
        """Talk with the participants who come to this table, until its seats are taken."""
        g = world.p.language
        if self.table >= g.volunteers or draw(world, self.luck_key, KEEPS, 0) >= g.keeps:
            return
        guests = 0
        for refugee in world.refugees:
            if guests < g.seats and self.welcomes(refugee, world):
                guests += 1
                refugee.oral += g.practised(refugee.oral)
        self.hours += guests * g.cafe_hours

    def welcomes(self, refugee, world):
        """Tell whether this participant comes to the café this month, and to this table."""
        if refugee.municipality != self.municipality or not refugee.in_programme:
            return False
        g = world.p.language
        table = draw(world, refugee.luck_key, VISITS, 0) / g.visits * g.volunteers
        return self.table <= table < min(self.table + 1.0, g.volunteers)


def volunteers(index, municipality):
    """Starting fields of the volunteers of a municipality."""
    return [
        {"luck_key": 64 * municipality.code + table, "municipality": index, "table": table} for table in range(TABLES)
    ]


@rule
def month(world):
    """A month as usual, and then the language café."""
    usual.month(world)
    for volunteer in world.volunteers:
        volunteer.keep_table(world)


KINDS = {"volunteers": (Volunteer, volunteers)}
