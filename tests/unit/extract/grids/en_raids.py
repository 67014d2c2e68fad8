"""English sentences on raids: how many were sent, where they were brought down, what they did."""

from grids.composing import Sentence, frame
from grids.en import CAUSES, GOVERNED, NIGHTS, OBLASTS, PLACES, TIMES, WEAPONS, told

FORCE = [", the Ukrainian air force said", ", Ukraine's Air Force reported", ", the Ukrainian military said"]
WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine"]


@frame("en")
def sent_with_kinds(slots):
    uavs, missiles = slots.number(40, 300), slots.number(3, 30)
    body = slots.fill(f"Russia attacked Ukraine with {uavs} drones and {missiles} missiles{slots.one(NIGHTS[:2])}")
    return told(slots, body, f"attack uav {uavs} UA", f"attack missile {missiles} UA", behind=FORCE)


@frame("en")
def launched_with_makes(slots):
    uavs, missiles, cruise = slots.number(40, 300), slots.number(3, 15), slots.number(16, 30)
    body = slots.fill(
        f"Russia launched {uavs} Shahed-type drones, {missiles} Iskander-M ballistic missiles and {cruise} Kh-101 cruise "
        f"missiles at Ukraine{slots.one(NIGHTS[:2])}"
    )
    return told(slots, body, f"attack uav {uavs} UA", f"attack missile {missiles} UA", f"attack missile {cruise} UA", behind=FORCE)


@frame("en")
def downed_of_kinds(slots):
    uavs, missiles = slots.number(40, 300), slots.number(3, 30)
    body = slots.fill(f"air defense [destroyed|shot down|neutralized] {uavs} drones and {missiles} missiles{slots.one(NIGHTS[:2])}")
    return told(slots, body, f"interception uav {uavs} UA", f"interception missile {missiles} UA", behind=FORCE)


@frame("en")
def downed_and_lost(slots):
    sent = slots.number(60, 120)
    downed, lost = slots.number(20, 40), slots.number(5, 19)
    text = slots.fill(
        f"Russia launched {sent} drones at Ukraine overnight, the Air Force said. "
        f"[Air defenses shot down|Ukrainian forces downed] {downed} of them, while {lost} [did not reach their targets|"
        "were lost from radar|disappeared from radar|failed to reach their targets because of electronic warfare]."
    )
    return Sentence(text, (f"attack uav {sent} UA", f"interception uav {downed} UA", f"interception uav {lost} UA"))


@frame("en")
def hits_at_locations(slots):
    sent, downed, hits, sites = slots.number(60, 120), slots.number(30, 50), slots.number(4, 20), slots.number(3, 9)
    text = slots.fill(
        f"The Air Force said Russia had launched {sent} drones overnight, of which {downed} were "
        "[shot down|neutralised|destroyed]. "
        f"[Hits by|Strikes by] {hits} drones were recorded at {sites} locations."
    )
    return Sentence(text, (f"attack uav {sent} UA", f"interception uav {downed} UA", f"attack uav {hits} UA"))


@frame("en")
def downed_over_each(slots):
    (a, ca), (b, cb), (c, cc) = slots.some(GOVERNED, 3)
    x, y, z = (slots.number(2, 9) for _ in range(3))
    body = slots.fill(
        f"[air defences|air defense systems] shot down {x} drones over {a} Region, {y} over {b} Region and {z} over {c} "
        f"Region{slots.one(NIGHTS)}"
    )
    return told(
        slots,
        body,
        f"interception uav {x} {ca}",
        f"interception uav {y} {cb}",
        f"interception uav {z} {cc}",
        behind=[", the ministry said"],
    )


@frame("en")
def were_downed_over(slots):
    (a, ca), (b, cb), (c, cc) = slots.some(GOVERNED, 3)
    x, y, z = slots.some(WORDS, 3)
    n = {w: i + 2 for i, w in enumerate(WORDS)}
    body = slots.fill(
        f"{x} drones were [shot down|destroyed|intercepted] over {a} region, {y} over {b} region and {z} over {c} "
        f"region{slots.one(TIMES[:3])}"
    )
    return told(
        slots,
        body,
        f"interception uav {n[x]} {ca}",
        f"interception uav {n[y]} {cb}",
        f"interception uav {n[z]} {cc}",
        behind=[", the ministry said"],
    )


@frame("en")
def each_over(slots):
    (a, ca), (b, cb), (c, cc) = slots.some(GOVERNED, 3)
    x, y = slots.some([2, 3, 4, 5, 6], 2)
    body = f"air defences downed {10 + x} drones over {a} Region and {y} each over {b} and {c} regions"
    return told(
        slots,
        body,
        f"interception uav {10 + x} {ca}",
        f"interception uav {y} {cb}",
        f"interception uav {y} {cc}",
        behind=[", the Defense Ministry said", " overnight, the Russian military reported"],
    )


@frame("en")
def governor_repelled(slots):
    a, ca = slots.one(GOVERNED)
    x = slots.number(2, 30)
    by = "Governor Ivan Petrov"
    behind = slots.one(["There were no casualties or damage", "No casualties were reported", "No one was injured"])
    told_so = slots.one(
        [
            f"{x} drones were shot down over {a} Region overnight, {by} [said|wrote on Telegram|reported on Max]",
            f"{a} Region {by} said that {x} drones had been shot down over the region overnight",
            f"Governor of {a} Region Ivan Petrov said air defence forces had destroyed {x} drones",
        ]
    )
    text = slots.fill(f"{told_so}. {behind}.")
    whom = "injured" if "one was" in behind else "any"
    claims = [f"interception uav {x} {ca}", f"casualties {whom} 0 {ca}", *([f"damage any 0 {ca}"] if "damage" in behind else [])]
    return Sentence(text, tuple(claims))


@frame("en")
def settlements_attacked(slots):
    a, ca = slots.one(OBLASTS)
    s = slots.number(4, 19)
    weapons, *kinds = slots.one([("drones", "uav"), ("guided bombs", "bomb"), ("artillery and drones", "artillery", "uav")])
    body = slots.fill(f"Russian forces [attacked|struck|shelled] {s} settlements in {a} Oblast with {weapons} over the past day")
    return told(slots, body, *(f"attack {kind} - {ca}" for kind in kinds))


@frame("en")
def past_day_killed_in_regions(slots):
    (a, ca), (b, cb), (c, cc) = slots.some(OBLASTS, 3)
    x, y, z = (slots.number(2, 9) for _ in range(3))
    text = (
        f"Russian attacks killed {x} people and injured {y} in {a} Oblast over the past day, the governor said. "
        f"In {b} Oblast, {z} people were injured. In {c} Oblast, a {slots.number(40, 79)}-year-old woman was killed."
    )
    return Sentence(
        text,
        (
            f"casualties killed {x} {ca}",
            f"casualties injured {y} {ca}",
            f"casualties injured {z} {cb}",
            f"casualties killed 1 {cc}",
            f"attack unknown - {ca}",
        ),
    )


@frame("en")
def general_staff(slots):
    men, tanks, guns = slots.number(700, 1400), slots.number(2, 20), slots.number(10, 60)
    body = slots.fill(
        f"Russia lost [about |]{men} [troops|soldiers|personnel], {tanks} tanks and {guns} artillery systems over the past day"
    )
    return told(
        slots,
        body,
        f"military_loss personnel {men} -",
        f"military_loss tank {tanks} -",
        f"military_loss artillery {guns} -",
        behind=[", the General Staff said", ", Ukraine's General Staff reported"],
    )


@frame("en")
def including_child(slots):
    (place, code), (cause, weapon) = map(slots.one, (PLACES, CAUSES))
    n = slots.number(4, 30)
    who = slots.one(
        [
            ("including a child", 1),
            ("including two children", 2),
            ("among them a 10-year-old girl", 1),
            ("three of them children", 3),
        ]
    )
    body = slots.fill(f"{n} people, {who[0]}, were injured in {cause} on {place}{slots.one(TIMES)}")
    return told(slots, body, f"casualties injured {n} {code}", f"casualties injured {who[1]} {code}", f"attack {weapon} - {code}")


@frame("en")
def rose_to(slots):
    (place, code), (cause, weapon) = map(slots.one, (PLACES, CAUSES))
    n, m = slots.number(4, 30), slots.number(31, 60)
    body = slots.fill(
        f"the number of [injured|wounded|people injured] in {cause} on {place} [rose|has increased|has grown] [|from {n} ]to {m}"
    )
    return told(slots, body, f"casualties injured {m} {code}", f"attack {weapon} - {code}")


@frame("en")
def died_in_hospital(slots):
    place, code = slots.one(PLACES)
    who = slots.one(["a man wounded", "a 52-year-old woman injured", "a paramedic wounded", "a second victim injured"])
    body = f"{who} in a drone attack on {place} has died in hospital"
    return told(slots, body, f"casualties killed 1 {code}", f"attack uav - {code}")


@frame("en")
def debris_fell(slots):
    a, ca = slots.one(GOVERNED)
    t, o, c = slots.one(
        [
            ("a fire at an oil depot", "industrial", 1),
            ("a fire on the roof of an apartment building", "building", 1),
            ("a fire at a power substation", "energy", 1),
        ]
    )
    text = slots.fill(
        f"Debris from a [downed|destroyed|intercepted] drone [sparked|caused|started] {t} in {a} "
        f"Region{slots.one(TIMES[:3])}, the governor said."
    )
    return Sentence(text, (f"damage {o} {c} {ca}", f"interception uav 1 {ca}"))


@frame("en")
def evacuated(slots):
    (place, code), (cause, weapon) = map(slots.one, (PLACES, CAUSES))
    n = slots.number(40, 900)
    body = slots.fill(f"{n} [people|residents] were evacuated from {place} after {cause}")
    return told(slots, body, f"disruption evacuation {n} {code}", f"attack {weapon} - {code}")


@frame("en")
def struck_as_both_sides_tell(slots):
    n = slots.number(4, 30)
    text = (
        f"Hamas-run health officials said an Israeli air strike on Khan Younis killed {n} people. "
        "The Israeli military said it had struck a command centre."
    )
    return Sentence(text, (f"casualties killed {n} PS-KYS", "attack unknown - PS-KYS", "attack unknown - PS-KYS"))


@frame("en")
def market_in_sudan(slots):
    n, m = slots.number(4, 60), slots.number(4, 60)
    body = slots.fill(
        f"at least {n} people were killed and {m} wounded when [paramilitary|RSF] drones struck a market in [El Obeid|El "
        "Obeid, North Kordofan state,]"
    )
    return told(
        slots,
        body,
        f"casualties killed {n} SD-KN",
        f"casualties injured {m} SD-KN",
        "attack uav - SD-KN",
        behind=[", a medical source said", ", the Sudan Doctors Network said"],
    )


@frame("en")
def ship_hit(slots):
    sea, code = slots.one([("the Red Sea", "SEA:red"), ("the Black Sea", "SEA:black")])
    n = slots.number(2, 9)
    body = slots.fill(
        f"a [cargo ship|tanker|bulk carrier] was hit by [a missile|a drone] in {sea}{slots.one(TIMES[:3])}, wounding {n} "
        "crew members"
    )
    w = "missile" if "a missile" in body else "uav"
    return told(
        slots,
        body,
        f"casualties injured {n} {code}",
        f"attack {w} 1 {code}",
        behind=[", the UK Maritime Trade Operations agency said", ", its operator said"],
    )


@frame("en")
def train_was_hit(slots):
    a, ca = slots.one(OBLASTS)
    n = slots.number(2, 9)
    body = slots.fill(
        f"Russian drones [hit|struck|attacked] a [passenger train|railway station|locomotive] in {a} "
        f"Oblast{slots.one(TIMES[:4])}, [injuring|wounding] {n} [people|railway workers|passengers]"
    )
    return told(slots, body, f"casualties injured {n} {ca}", f"attack uav - {ca}")


@frame("en")
def households_without_power(slots):
    a, ca = slots.one(OBLASTS)
    n = slots.number(20, 90)
    body = slots.fill(
        f"[more than |about |]{n},000 [households|customers|subscribers|people] [were left without power|lost "
        f"electricity|are without power] in {a} Oblast after [a drone attack|a Russian drone strike] on energy facilities"
    )
    return told(slots, body, f"disruption power {n}000 {ca}", f"attack uav - {ca}")


@frame("en")
def no_casualties_after(slots):
    (place, code), (weapon, kind, sent) = map(slots.one, (PLACES, WEAPONS))
    text = slots.fill(
        f"{weapon[0].upper()}{weapon[1:]} fell [near|on the outskirts of] {place}{slots.one(TIMES)}, [the governor "
        "said|police said]. [Nobody was hurt|There were no casualties|No injuries were reported]."
    )
    return Sentence(
        text, (f"attack {kind} {sent} {code}", f"casualties {'any' if 'There were no' in text else 'injured'} 0 {code}")
    )
