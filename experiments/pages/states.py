"""What each state of an agent means, in which unit, and what it can be: a line for every field of ``sim.agents``."""

from __future__ import annotations

from bygd.studies.columns import Column, listed

REFUGEE = """
id | place in the list of people: by year of settlement, municipality, household, adult | 0 and up
status | what the person does this month | Status
in_programme | takes part in the introduction programme (has its rights and duties) | yes or no
moved_away | lives outside the municipality | yes or no
is_head | first adult of the household as it was settled; decides for it and counts its persons | yes or no
counted | settled in the counted period, not in the warm-up | yes or no
is_woman | sex | yes or no
joins | comes later, to a partner who settled alone | yes or no
settle_month | month of arrival, 0 is the first of the warm-up; `NEVER` if the partner had moved away by then | \
month of the run
months | months since arrival; 0 in the month of arrival | months, 0 and up
left_month | month of leaving the programme; −1: not yet | month of the run
place | municipality of settlement (also after moving away) | index
partner | the other adult here; −1: none (known to the one who joins before arrival, to the head from then on) | \
index of a person
oral | oral Norwegian as a number: A1 = 1, A2 = 2, B1 = 3, B2 = 4, C1 = 5, C2 = 6; nobody arrives with any | level, \
0 to the ceiling of the track
luck_key | whose chance: ((code · 128 + year − 1990) · 1,048,576 + number of the household in that year and place) \
· 4, + 1 for the second adult | 64 bits
family | the first adult's key, shared by the household | 64 bits
has_luck | somebody stands in this place of the list | yes or no
household | kind of household at settlement | Household
persons | persons of the household at settlement on its first adult; 1 on a partner who joins; 0 on the second \
adult of a couple | persons
children | children of the household at settlement; 0 on a partner who joins | children
age | age | years, 18 to 56 at arrival, growing
child_months | age of the youngest child; −1: none | months, growing
track | schooling: 1 little or none, 2 some, 3 upper secondary or more | 1, 2, 3
skill | main skill | Sector
wish | trade wished for | Sector
pace | learning pace for life; 1 is an average schooled 28-year-old between tracks 2 and 3 | times, above 0
available_luck | set against the share of people like this who can take a job now | 0 to 1
length | months of the programme | months
moved_month | month of moving away | month of the run
work_hours | hours ever spent at Norwegian workplaces (placements and jobs) | hours, 0 and up
attachment | ties to the place | 0 and up
reference | worth of references from placements that came to their end | 0 to 2
experience | months in work | months, 0 and up
host | employer of the placement; −1: none | index of an employer
in_line | stands in the office's line for a placement this month | yes or no
behind | next in that line; −1: last | index of a person
waits_for | employer who had no room and is asked again; −1: none | index of an employer
placement_side | office whose trust the placement moves: 0 the programme's, 1 NAV | 0, 1
placement_month | month in which the placement began; it goes on from the next month | month of the run
placement_months | months of the placement that have passed | months, 0 and up
placement_length | agreed months of the placement | months, 3 to 6 (0: never placed)
placement_prepared | the office prepared the placement | yes or no
placement_onsite | a teacher comes to this workplace | yes or no
placement_mentor | the employer has a mentor grant for it | yes or no
placement_bad | problems of the placement that nobody found | 0 and up
placement_follow | follow-up received, summed over its months (0 to 1 each) | 0 to `placement_months`
work_practice | work practice (otherwise language practice) | yes or no
purpose | how clear the purpose of the placement is | 0 to 1
oversold | Norwegian that the employer was told, less the true level | levels
n_placements | placements begun | 0 and up
first_host | employer of the first placement | index of an employer
first_host_month | month in which it began | month of the run
in_class_this_year | was in the programme in this calendar year | yes or no
placed_this_year | had a placement in this calendar year | yes or no
employer | employer of the job; −1: none, or a job elsewhere | index of an employer
contract | kind of job | Contract
tenure | months in this job | months, 0 and up
subsidy_left | months for which a wage subsidy is still paid | months, 0 and up
"""
EMPLOYER = """
id | place in the list of employers: by municipality, its own units first | 0 and up
luck_key | whose chance: code · 2,097,152 + number within the municipality | 64 bits
place | municipality | index
closed | takes no part (an experiment may remove an employer; nothing in the model does) | yes or no
sector | trade | Sector
is_public | a unit of the municipality | yes or no
staff | number of staff | persons, 1 to 89; public units 12 to 39
never | takes no refugee in placement, whatever is done | yes or no
capacity | willing supervisors: trainees at one time | 0, 1, 2, 4
known_luck | the office knows the employer if this lies below the share it knows | 0 to 1
aware_luck | knows of support schemes if this lies below the share who do | 0 to 1
agreed_luck | has an agreed language requirement if this lies below the share in force | 0 to 1
onsite_luck | a teacher comes if this lies below the share in practice | 0 to 1
contact_luck | is met by one contact person if this lies below the share in force | 0 to 1
phase | when within two years the latent need is drawn anew | months, 0 to 23
latent | skill of a need that nobody has advertised; −1: none | Sector or −1
need_luck | how easily that need is seen | 0 to 1
filled_month | month in which an opening was last taken; −1: never | month of the run
trainees | refugees in placement now | 0 to `capacity`
others_load | supervision taken by the other groups | trainees, 0 and up
leaving | of that, what ends in which month of a circular year (month of the run modulo 12) | 12 numbers, trainees
pressure | recent requests, fading | requests, 0 and up
asked | month in which each channel last asked: programme's office (and the coordinated channel), NAV, pupils, \
students, NAV's others | 5 months; −1000: never
trust | trust in the programme's office, in NAV | 2 numbers, 0 to 1
goodwill | goodwill of the staff who supervise | 0 to 1
social | social motive | standard deviations
learned | supervision expected beyond the usual | share of the trainee's time
scar | memory of bad placements without follow-up, fading | 0 and up
hosted | placements that have ended here | 0 and up
partner_month | last month that began with a trainee; −1000: never | month of the run
trained | its supervisor has taken a course | yes or no
has_idea | an initiative waits for an answer | yes or no
"""
SERVICE_OFFICE = """
id | 2 · municipality + side | 0 and up
luck_key | whose chance: 2 · code + side | 64 bits
place | municipality | index
side | 0: serves participants of the programme; 1 (NAV): serves those who have left it | 0, 1
participants | people it serves who are in the programme | people
newcomers | of them, those who may be placed from this month on | people
after | people it serves who have left the programme, are not in work, and left not too long ago | people
placed | people it serves who are in a placement | people
ends | of them, those whose placement ends this month | people
seekers | people in its line | people
first_in_line | head of the line; −1: nobody | index of a person
last_in_line | end of the line; −1: nobody | index of a person
willing | employers of the municipality who are ever willing (programme's office only) | employers
acquainted | of them, known to the office | employers
partners | of them, with a trainee in the last twelve months | employers
initiatives | initiatives heard of since the last plan | initiatives
follow_up | follow-up hours delivered of needed | 0 to 1
done | share of the wanted new work that is done | 0 to 1
delivered | share of the hours of ways of working that is found | 0 to 1
coordinates | coordination in force | 0 to 1
hours_used | adviser hours used this month | hours
hours_idle | hours of extra posts that are paid for and not used | hours
trust_reset | share of the trust that a leaving contact person takes along this month | 0 to 1
usual_starts | placements that begin in a usual month (running mean) | placements
vacant | months for which a post stays vacant | months
known | share of the willing employers that the office knows | 0 to 1
aware | share of the employers who know of a support scheme | 0 to 1
upheld | share of hours found for ways of working, over the last months | 0 to 1
one_contact | single contact in force | 0 to 1
maps | mapping in force | 0 to 1
agrees | agreements in force | 0 to 1
"""
ASKER = """
id | 3 · municipality + stream | 0 and up
luck_key | whose chance: 4 · code + stream | 64 bits
place | municipality | index
stream | which group | Stream
places | places given so far | places
"""
MUNICIPALITY = """
id | place in the list of municipalities | 0 and up
code | stable number; part of everybody's key of chance | 1 to 99,999
inhabitants | inhabitants | persons
centrality | Statistics Norway's old standard, 0 least central | 0, 1, 2, 3
labour_market | municipalities with the same number share one labour market | number
first_employer | index of its first employer | index
n_employers | private firms with staff and units of its own | employers
n_public | units of its own; they come first | employers
addresses | smallest power of two that is not below `n_employers` | number
sector_share | share of each trade among private firms, in the order of the trades | 8 numbers, sum 1
public_units | units of its own in each trade | 8 numbers
persons | persons to settle in each year of the run | 40 numbers, persons
too_many | persons settled beyond what was due in the year before | persons
office_programme | index of the programme's office | index
office_after | index of NAV's office | index
"""


def words() -> dict[str, list[Column]]:
    """Every state by kind of agent: its name, its meaning, its unit or range."""
    texts = {
        "Refugee": REFUGEE,
        "Employer": EMPLOYER,
        "ServiceOffice": SERVICE_OFFICE,
        "Asker": ASKER,
        "Municipality": MUNICIPALITY,
    }
    return {kind: listed(text) for kind, text in texts.items()}
