"""One month, in order. Both engines run this function.

 1. Settlement: households arrive
 2. Labour demand: needs are renewed; slots of other groups end
 3. Offices plan: who is here, who seeks a placement, how far the hours reach
 4. Language: class, workplace, on site
 5. Competing requests: pupils, students, NAV's others ask employers
 6. Requests: offices ask employers for placements (and take up initiatives); some people walk in
 7. The answer: inside 6, the employer says yes, or no with a reason
 8. Placements go on: problems happen, are found or not
 9. Placements end: evaluated, hired by the host, vouched for
10. Job search: back to a former host, sent on, by an adviser, by one's own applications
11. Work: goes on or ends; late exits for health
12. Programme: ends; education begins and ends
13. Moving: households leave the municipality, or Norway
14. Relations: pressure, goodwill, trust drift; employers have ideas
15. Count: by the sources' definitions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine_room import rule
from sim.rules.counting import pay
from sim.rules.settlement import enrol
from sim.states import Status

if TYPE_CHECKING:
    from sim.agents import Refugee
    from sim.world import World


@rule
def before(world: World) -> None:
    """Before the first month: employers open, everybody who will ever come is written down."""
    for employer in world.employers:
        employer.open_business(world)
    for office in world.offices:
        office.known = world.practice[office.id].known
        office.aware = world.p.relations.aware_start
        office.follow_up = 1.0
        office.upheld = 1.0
        office.taught = 1.0
        office.push = 1.0
    enrol(world)


@rule
def month(world: World) -> None:
    """One month of everybody's life."""
    for office in world.offices:
        office.clear_desk(world)
    for refugee in world.refugees:
        if refugee.settle_month == world.month:
            refugee.settle(world)
        elif refugee.status != Status.ABROAD:
            refugee.grow_older()
        if refugee.status != Status.ABROAD and not refugee.moved_away:
            refugee.report(world)
    for municipality in world.municipalities:
        municipality.first_partner = -1
    for employer in world.employers:
        employer.follow_season(world)
        employer.others_leave(world)
        employer.be_listed(world)
    for office in world.offices:
        office.plan(world)
    for refugee in world.refugees:
        if refugee.status != Status.ABROAD:
            refugee.learn(world)
    for asker in world.askers:
        asker.compete(world)
    for employer in world.employers:
        if employer.has_idea:
            office = world.offices[world.municipalities[employer.municipality].office_programme]
            office.answer_idea(world, employer)
    for office in world.offices:
        office.send_out(world)
    for refugee in world.refugees:
        if refugee.status != Status.ABROAD:
            live(refugee, world)
    for refugee in world.refugees:
        if refugee.is_head and refugee.status != Status.ABROAD and not refugee.moved_away:
            refugee.consider_moving(world)
        if refugee.is_head and refugee.displaced and refugee.status != Status.ABROAD and not refugee.emigrated:
            refugee.consider_emigrating(world)
    for municipality in world.municipalities:
        municipality.have_ideas(world)
    for employer in world.employers:
        employer.relax(world)
        employer.count_employer(world)
    for refugee in world.refugees:
        if refugee.status != Status.ABROAD:
            refugee.count(world)
    pay(world)


@rule
def live(refugee: Refugee, world: World) -> None:
    """Steps 6 (walking in) and 8 to 12 for one person: nothing here meets another person but through employers."""
    works = refugee.status == Status.WORK  # who gets a job this month begins next month
    refugee.walk_in(world)
    if refugee.status == Status.PLACEMENT and refugee.placement_month < world.month:
        refugee.go_on(world)
    if refugee.status == Status.PLACEMENT and refugee.placement_months >= refugee.placement_length:
        refugee.finish_placement(world)
    if works:
        refugee.work_on(world)
    elif refugee.status not in (Status.WORK, Status.OUT):
        refugee.search_job(world)
    if refugee.in_programme:
        refugee.attend(world)
    elif refugee.status != Status.OUT:
        refugee.study_or_not(world)
        refugee.fall_ill(world)
