"""English sentences composed as agencies compose them: who was hurt by what, where and when, told by whom."""

from grids.composing import Sentence, frame

PLACES = [
    ("Kherson", "UA-65"), ("the town of Chuhuiv", "UA-63"), ("the village of Glotovo in the Belgorod region", "RU-BEL"),
    ("Sumy region", "UA-59"), ("Russia's Rostov region", "RU-ROS"), ("Khan Younis", "PS-KYS"), ("El Fasher", "SD-DN"),
    ("the Nikopol district of Dnipropetrovsk region", "UA-12"), ("Kramatorsk, Donetsk region", "UA-14"),
]  # fmt: skip
REGIONS = [
    ("Bryansk Region", "RU-BRY"), ("Kursk Region", "RU-KRS"), ("Belgorod Region", "RU-BEL"), ("Rostov Region", "RU-ROS"),
    ("Tula Region", "RU-TUL"), ("Voronezh Region", "RU-VOR"), ("Black Sea", "SEA:black"),
]  # fmt: skip
OBLASTS = [
    ("Kharkiv", "UA-63"),
    ("Sumy", "UA-59"),
    ("Odesa", "UA-51"),
    ("Poltava", "UA-53"),
    ("Zaporizhzhia", "UA-23"),
    ("Chernihiv", "UA-74"),
]
GOVERNED = [
    ("Bryansk", "RU-BRY"),
    ("Kursk", "RU-KRS"),
    ("Tula", "RU-TUL"),
    ("Voronezh", "RU-VOR"),
    ("Samara", "RU-SAM"),
    ("Ryazan", "RU-RYA"),
]
AIRPORTS = [("Saratov", "RU-SAR"), ("Kaluga", "RU-KLU"), ("Volgograd", "RU-VGG"), ("Tambov", "RU-TAM"), ("Penza", "RU-PNZ")]
TIMES = ["", " overnight", " on Wednesday", " early on Thursday", " in the morning", " on the night of May 13"]
BEHIND = [
    "", ", the governor said", ", Governor Ivan Petrenko said on Telegram", ", according to the regional military administration",
    ", officials said", ", the State Emergency Service reported", ", local authorities said in a statement on Thursday",
    ", said Ivan Petrenko, the head of the regional administration", ", police said on Thursday", ", the mayor wrote on Facebook",
]  # fmt: skip
BEFORE = [
    "The governor said ", "According to the mayor, ", "The regional administration reported that ", "Police reported that ",
    "Ivan Petrenko, head of the regional military administration, said ", "The mayor, Ivan Petrenko, said that ",
]  # fmt: skip
KILLED = [
    ("two people", 2), ("a 45-year-old woman", 1), ("at least three civilians", 3), ("four children", 4), ("a man and a woman", 2),
    ("an elderly couple", 2), ("five local residents", 5), ("three members of one family", 3), ("six workers", 6),
    ("one person", 1),
]  # fmt: skip
HURT = [
    ("two people", 2), ("a 17-year-old boy", 1), ("at least nine civilians", 9), ("a woman and her two sons", 3), ("12 others", 12),
    ("another six", 6), ("four more", 4), ("one person", 1),
]  # fmt: skip
CAUSES = [
    ("a drone strike", "uav"), ("a Russian missile attack", "missile"), ("an air strike", "unknown"),
    ("artillery fire", "artillery"),
    ("shelling", "artillery"), ("an FPV drone attack", "uav"), ("a guided bomb strike", "bomb"),
]  # fmt: skip
WEAPONS = [
    ("a drone", "uav", 1), ("a Russian missile", "missile", 1), ("two drones", "uav", 2), ("a guided aerial bomb", "bomb", 1),
    ("three ballistic missiles", "missile", 3), ("a Shahed drone", "uav", 1),
]  # fmt: skip
TARGETS = ["a minibus", "an apartment building", "a market", "a private house", "a warehouse", "a residential area", "a hospital"]
THINGS = [
    ("two houses", "building", 2), ("five apartment buildings", "building", 5), ("three cars", "vehicle", 3),
    ("a power line", "energy", 1), ("a warehouse", "industrial", 1), ("more than 20 private houses", "building", 20),
    ("four garages", "building", 4), ("two trucks", "vehicle", 2),
]  # fmt: skip
WITHOUT_POWER = [("12,000 households", 12000), ("about 4,500 consumers", 4500), ("340 homes", 340), ("thousands of residents", "-")]
DRONES = ["drones", "UAVs", "Ukrainian drones", "unmanned aerial vehicles", "fixed-wing drones"]
DEFENCES = ["air defenses", "Russian air defenses", "air defence forces", "on-duty air defense systems", "air defence units"]
DOWNED = ["shot down", "destroyed", "intercepted", "downed", "intercepted and destroyed", "neutralised"]
NIGHTS = [" overnight", " during the night", " on Wednesday evening", " between 8 p.m. and 11 p.m. Moscow time"]
AVIATION = [", Rosaviatsia said", ", according to the Federal Air Transport Agency", ", Russia's aviation watchdog said"]
AIR_FORCE = [", the Ukrainian air force said", ", the Air Force said on Telegram", ", Ukraine's Air Force reported"]


def were(count):
    return "was" if count == 1 else "were"


def told(slots, body, *claims, behind=BEHIND):
    """A sentence with who says so before or behind it."""
    if behind is BEHIND and not body.startswith("in ") and slots.number(0, 2) == 0:
        return Sentence(f"{slots.one(BEFORE)}{body}.", claims)
    return Sentence(f"{body[0].upper()}{body[1:]}{slots.one(behind)}.", claims)


@frame("en")
def killed_and_injured_in(slots):
    (place, code), (cause, weapon), (dead, count), (hurt, more) = map(slots.one, (PLACES, CAUSES, KILLED, HURT))
    body = f"{dead} {were(count)} killed and {hurt} injured in {cause} on {place}{slots.one(TIMES)}"
    return told(slots, body, f"casualties killed {count} {code}", f"casualties injured {more} {code}", f"attack {weapon} - {code}")


@frame("en")
def place_before_harm(slots):
    (place, code), (cause, weapon), (dead, count), (hurt, more) = map(slots.one, (PLACES, CAUSES, KILLED, HURT))
    body = f"in {place}, {dead} {were(count)} killed and {hurt} wounded in {cause}{slots.one(TIMES)}"
    return told(slots, body, f"casualties killed {count} {code}", f"casualties injured {more} {code}", f"attack {weapon} - {code}")


@frame("en")
def cause_killed_and_wounded(slots):
    (place, code), (cause, weapon), (dead, count), (hurt, more) = map(slots.one, (PLACES, CAUSES, KILLED, HURT))
    body = f"{cause} on {place} killed {dead} and wounded {hurt}{slots.one(TIMES)}"
    return told(slots, body, f"casualties killed {count} {code}", f"casualties injured {more} {code}", f"attack {weapon} - {code}")


@frame("en")
def cause_left_dead(slots):
    (place, code), (cause, weapon), (dead, count), (hurt, more) = map(slots.one, (PLACES, CAUSES, KILLED, HURT))
    body = f"{cause} on {place} left {dead} dead and {hurt} wounded{slots.one(TIMES)}"
    return told(slots, body, f"casualties killed {count} {code}", f"casualties injured {more} {code}", f"attack {weapon} - {code}")


@frame("en")
def died_as_a_result(slots):
    (place, code), (cause, weapon), (dead, count), (hurt, more) = map(slots.one, (PLACES, CAUSES, KILLED, HURT))
    body = f"{dead} died and {hurt} suffered injuries in {place} as a result of {cause}{slots.one(TIMES)}"
    return told(slots, body, f"casualties killed {count} {code}", f"casualties injured {more} {code}", f"attack {weapon} - {code}")


@frame("en")
def weapon_hit_killing(slots):
    (place, code), (weapon, kind, sent), (dead, count), (hurt, more) = map(slots.one, (PLACES, WEAPONS, KILLED, HURT))
    body = f"{weapon} hit {slots.one(TARGETS)} in {place}{slots.one(TIMES)}, killing {dead} and wounding {hurt}"
    return told(
        slots, body, f"casualties killed {count} {code}", f"casualties injured {more} {code}", f"attack {kind} {sent} {code}"
    )


@frame("en")
def killed_when_weapon_hit(slots):
    (place, code), (weapon, kind, sent), (dead, count) = map(slots.one, (PLACES, WEAPONS, KILLED))
    body = f"{dead} {were(count)} killed{slots.one(TIMES)} when {weapon} hit {slots.one(TARGETS)} in {place}"
    return told(slots, body, f"casualties killed {count} {code}", f"attack {kind} {sent} {code}")


@frame("en")
def injured_with_children_among_them(slots):
    (place, code), (cause, weapon) = map(slots.one, (PLACES, CAUSES))
    count = slots.number(4, 40)
    body = f"{cause} on {place} injured {count} people, two children among them"
    return told(slots, body, f"casualties injured {count} {code}", f"casualties injured 2 {code}", f"attack {weapon} - {code}")


@frame("en")
def toll_has_risen(slots):
    (place, code), (cause, weapon) = map(slots.one, (PLACES, CAUSES))
    count = slots.number(4, 40)
    body = f"the death toll from {cause} on {place} has risen to {count}"
    return told(slots, body, f"casualties killed {count} {code}", f"attack {weapon} - {code}")


@frame("en")
def headline_kills_and_wounds(slots):
    place, code = slots.one(PLACES[:6])
    cause, weapon = slots.one([("Drone strike", "uav"), ("Russian missile attack", "missile"), ("Glide bomb attack", "bomb")])
    text = f"{cause} on {place} kills three, wounds 17\n\nResidents spoke of the third attack this week."
    return Sentence(text, (f"casualties killed 3 {code}", f"casualties injured 17 {code}", f"attack {weapon} - {code}"))


@frame("en")
def things_were_damaged(slots):
    (place, code), (cause, weapon) = map(slots.one, (PLACES, CAUSES))
    (first, one, few), (second, other, many) = slots.some(THINGS, 2)
    body = f"{first} and {second} were damaged in {cause} in {place}{slots.one(TIMES)}"
    return told(slots, body, f"damage {one} {few} {code}", f"damage {other} {many} {code}", f"attack {weapon} - {code}")


@frame("en")
def weapon_hit_damaging(slots):
    (place, code), (weapon, kind, sent) = map(slots.one, (PLACES, WEAPONS))
    (first, one, few), (second, other, many) = slots.some(THINGS, 2)
    body = f"{weapon} hit {place}{slots.one(TIMES)}, damaging {first} and {second}"
    return told(slots, body, f"damage {one} {few} {code}", f"damage {other} {many} {code}", f"attack {kind} {sent} {code}")


@frame("en")
def fire_broke_out(slots):
    (place, code), (cause, weapon) = map(slots.one, (PLACES, CAUSES))
    body = f"a fire broke out at a fuel depot in {place} after {cause}{slots.one(TIMES)}"
    return told(slots, body, f"damage industrial 1 {code}", f"attack {weapon} - {code}")


@frame("en")
def nobody_was_hurt(slots):
    (place, code), (weapon, kind, sent), (thing, object_, count) = map(slots.one, (PLACES, WEAPONS, THINGS))
    body = f"{weapon} hit {place} and damaged {thing}{slots.one(TIMES)}; nobody was hurt"
    return told(slots, body, f"damage {object_} {count} {code}", f"casualties injured 0 {code}", f"attack {kind} {sent} {code}")


@frame("en")
def plant_was_hit(slots):
    place, code = slots.one(PLACES)
    plant = slots.one(["an oil refinery", "a fuel depot", "an ammunition depot", "a power substation", "a chemical plant"])
    return told(slots, f"{plant} in {place} was hit by drones{slots.one(TIMES)}", f"attack uav - {code}")


@frame("en")
def defence_downed_over_russia(slots):
    count = slots.number(10, 90)
    body = f"{slots.one(DEFENCES)} {slots.one(DOWNED)} {count} {slots.one(DRONES)} over Russian regions{slots.one(NIGHTS)}"
    return told(slots, body, f"interception uav {count} RU", behind=[", the Russian Defense Ministry said"])


@frame("en")
def downed_including(slots):
    parts = [(slots.number(2, 30), *region) for region in slots.some(REGIONS, 3)]
    total = sum(count for count, _, _ in parts)
    listed = ", ".join(f"{count} over the {name}" for count, name, _ in parts)
    body = (
        f"{slots.one(DEFENCES)} {slots.one(DOWNED)} {total} {slots.one(DRONES)} over Russia{slots.one(NIGHTS)}, including {listed}"
    )
    claims = [f"interception uav {count} {code}" for count, _, code in parts]
    return told(slots, body, f"interception uav {total} RU", *claims, behind=[", the Defense Ministry reported on Telegram"])


@frame("en")
def downed_and_the_parts_behind(slots):
    (first, one), (second, other) = slots.some(REGIONS[:6], 2)
    text = (
        f"Air defences shot down 41 {slots.one(DRONES)}{slots.one(NIGHTS)}, the Defense Ministry reported. "
        f"Twenty-eight were destroyed over the {first} and 13 over the {second}."
    )
    return Sentence(text, ("interception uav 41 RU", f"interception uav 28 {one}", f"interception uav 13 {other}"))


@frame("en")
def launched_and_shot_down(slots):
    sent = slots.number(20, 99)
    count = sent - slots.number(2, 15)
    body = f"air defence units shot down {count} of {sent} drones launched by Russia{slots.one(NIGHTS[:2])}"
    return told(slots, body, f"attack uav {sent} UA", f"interception uav {count} UA", behind=AIR_FORCE)


@frame("en")
def left_without_power(slots):
    (place, code), (cause, weapon), (who, count) = map(slots.one, (PLACES, CAUSES, WITHOUT_POWER))
    body = f"{cause} on {place} left {who} without electricity{slots.one(TIMES)}"
    return told(slots, body, f"disruption power {count} {code}", f"attack {weapon} - {code}")


@frame("en")
def airports_suspended_flights(slots):
    (first, one), (second, other) = slots.some(AIRPORTS, 2)
    how = slots.one(["suspended flights", "temporarily stopped accepting flights", "were closed"])
    body = f"the airports of {first} and {second} {how}{slots.one(TIMES)}"
    return told(slots, body, f"disruption airport 1 {one}", f"disruption airport 1 {other}", behind=AVIATION)


@frame("en")
def restrictions_at_airports(slots):
    (first, one), (second, other) = slots.some(AIRPORTS, 2)
    how = slots.one(["were imposed", "were introduced"])
    body = f"temporary restrictions {how} at the airports of {first} and {second}{slots.one(TIMES)}"
    return told(slots, body, f"disruption airport 1 {one}", f"disruption airport 1 {other}", behind=AVIATION)
