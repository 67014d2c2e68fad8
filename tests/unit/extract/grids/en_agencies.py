"""English sentences of agencies on breakdowns, towns and forces elsewhere: what was shot down where, who attacked what."""

from grids.composing import Sentence, frame
from grids.en import GOVERNED, HURT, KILLED, OBLASTS, PLACES, TIMES, told, were

WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine"]
MOSCOW = {"Vnukovo": "RU-MOW", "Domodedovo": "RU-MOS", "Sheremetyevo": "RU-MOS", "Zhukovsky": "RU-MOS"}
N = {w: i + 2 for i, w in enumerate(WORDS)}


@frame("en")
def dashed_list(slots):
    parts = [(slots.number(2, 30), *region) for region in slots.some(GOVERNED, 3)]
    total = sum(p[0] for p in parts)
    dash = slots.one([" – over the territory of ", " — over ", " over the territory of ", " were shot down over "])
    listed = ", ".join(f"{c}{dash}{n} Region" for c, n, _ in parts)
    text = (
        f"On-duty air defence systems destroyed {total} Ukrainian unmanned aerial vehicles overnight: "
        f"{listed}, the Defense Ministry said."
    )
    return Sentence(text, (f"interception uav {total} RU", *(f"interception uav {c} {r}" for c, _, r in parts)))


@frame("en")
def of_them(slots):
    parts = [(slots.number(2, 30), *region) for region in slots.some(GOVERNED, 3)]
    total = sum(p[0] for p in parts)
    listed = ", ".join(f"{c} over {n} Region" for c, n, _ in parts[:2]) + f" and {parts[2][0]} over {parts[2][1]} Region"
    text = slots.fill(
        f"The Russian Defense Ministry said {total} Ukrainian drones were [shot down|destroyed|intercepted] overnight. "
        f"[Of these|Of them|Of that number], {listed}."
    )
    return Sentence(text, (f"interception uav {total} RU", *(f"interception uav {c} {r}" for c, _, r in parts)))


@frame("en")
def territory_and_sea(slots):
    (a, ca) = slots.one(GOVERNED)
    x, y, z = slots.number(2, 30), slots.number(2, 30), slots.number(2, 30)
    text = slots.fill(
        f"Between [8 p.m. and midnight|20:00 and 23:30] Moscow time, air defences destroyed {x + y + z} drones, [the "
        f"ministry said|according to the Defense Ministry]: {x} over {a} Region, {y} over the [waters of the Black "
        f"Sea|Black Sea] and {z} over [Crimea|the Republic of Crimea]."
    )
    return Sentence(
        text,
        (
            f"interception uav {x} {ca}",
            f"interception uav {y} SEA:black",
            f"interception uav {z} UA-43",
            f"interception uav {x + y + z} RU",
        ),
    )


@frame("en")
def killed_after_forces_attacked(slots):
    (place, code), (dead, count), (hurt, more) = map(slots.one, (PLACES[:3], KILLED, HURT))
    how, weapon = slots.one(
        [
            ("with drones", "uav"),
            ("with guided bombs", "bomb"),
            ("with a ballistic missile", "missile"),
            ("with artillery", "artillery"),
        ]
    )
    body = slots.fill(
        f"{dead} {were(count)} killed and {hurt} {'was' if more == 1 else 'were'} injured after [Russian forces|Russian "
        f"troops|Ukrainian forces] attacked {place} {how}{slots.one(TIMES)}"
    )
    n = "1" if "a ballistic" in how else "-"
    return told(
        slots, body, f"casualties killed {count} {code}", f"casualties injured {more} {code}", f"attack {weapon} {n} {code}"
    )


@frame("en")
def boy_and_mother(slots):
    a, ca = slots.one(OBLASTS)
    text = slots.fill(
        f"In {a} Oblast, a {slots.number(8, 17)}-year-old [boy|girl] was killed and [his|her] mother was injured [in a "
        "drone attack|in a Russian drone strike], Governor Oleh Petrenko said."
    )
    return Sentence(text, (f"casualties killed 1 {ca}", f"casualties injured 1 {ca}", f"attack uav - {ca}"))


@frame("en")
def flying_towards_moscow(slots):
    n = slots.number(2, 30)
    text = slots.one(
        [
            f"Moscow Mayor Sergei Sobyanin said air defences had shot down {n} drones flying towards Moscow.",
            f"Air defences shot down {n} drones heading for Moscow, Mayor Sergei Sobyanin said.",
            f"{n} drones flying towards Moscow were shot down, Mayor Sergei Sobyanin wrote on Telegram.",
        ]
    )
    return Sentence(text, (f"interception uav {n} RU-MOW",))


@frame("en")
def strikes_across_gaza(slots):
    n, a, b = slots.number(21, 60), slots.number(4, 9), slots.number(4, 9)
    text = slots.fill(
        f"Israeli [strikes|air strikes|attacks] [killed at least|have killed|killed] {n} people across [Gaza|the Gaza "
        f"Strip] on Saturday, [medics said|according to health officials|the health ministry said], including {a} in Gaza "
        f"City and {b} in Khan Younis."
    )
    return Sentence(
        text, (f"casualties killed {n} PS", f"casualties killed {a} PS-GZA", f"casualties killed {b} PS-KYS", "attack unknown - PS")
    )


@frame("en")
def intercepted_from_yemen(slots):
    w = slots.one([("a ballistic missile", "missile", 1), ("two drones", "uav", 2), ("a drone", "uav", 1)])
    text = slots.fill(
        f"The Israeli military said it [intercepted|had intercepted|shot down] {w[0]} [fired|launched] from "
        f"Yemen{slots.one(TIMES[:3])}."
    )
    return Sentence(text, (f"interception {w[1]} {w[2]} IL",))


@frame("en")
def a_state_shot_down(slots):
    n = slots.number(5, 40)
    text = slots.fill(
        f"Pakistan[ said it| claimed it|'s army said it] [shot down|had shot down] {n} Indian drones{slots.one(TIMES[:3])}."
    )
    return Sentence(text, (f"interception uav {n} PK",))


@frame("en")
def oil_field(slots):
    n, w = slots.one([("Two", 2), ("Three", 3)])
    text = slots.fill(
        f"{n} [explosive-laden drones|drones|explosive drones] [hit|struck|attacked] an oil field in [Dohuk|Dohuk "
        f"province]{slots.one(TIMES[:3])}, [halting production|without causing casualties|the Kurdish counter-terrorism "
        "service said]."
    )
    c = [f"attack uav {w} IQ-DA"]
    return Sentence(text, (*c, *(["casualties any 0 IQ-DA"] if "without" in text else [])))


@frame("en")
def refinery_fire(slots):
    a, ca = slots.one(GOVERNED)
    text = slots.fill(
        "[Ukrainian drones attacked|Drones struck|Ukrainian drones hit] [an oil refinery|a chemical plant|an oil depot] "
        f"in Russia's {a} region{slots.one(TIMES)}, [causing|sparking|triggering] a [fire|large fire|blaze], [the "
        "governor said|local authorities said|according to the Ukrainian General Staff]."
    )
    return Sentence(text, (f"attack uav - {ca}", f"damage industrial 1 {ca}"))


@frame("en")
def two_airports(slots):
    names = slots.some(sorted(MOSCOW), 2)
    text = slots.fill(
        f"[Flights|Arrivals and departures] were [suspended|temporarily suspended|halted] at Moscow's {names[0]} and "
        f"{names[1]} airports{slots.one(TIMES[:3])}, [Rosaviatsia said|Russia's aviation watchdog said]."
    )
    return Sentence(text, tuple(f"disruption airport 1 {MOSCOW[name]}" for name in names))


@frame("en")
def bombs_dropped(slots):
    n = slots.one(WORDS)
    dead, count = slots.one(KILLED)
    body = slots.fill(
        f"[Russian aircraft|Russian forces|the Russians] dropped {n} guided [aerial |]bombs on "
        f"{PLACES[1][0]}{slots.one(TIMES)}, killing {dead}"
    )
    return told(slots, body, f"attack bomb {N[n]} UA-63", f"casualties killed {count} UA-63")


@frame("en")
def energy_parts(slots):
    (a, ca), (b, cb) = slots.some(OBLASTS, 2)
    text = slots.fill(
        f"[A Russian attack|Russian strikes|An overnight Russian attack] on energy infrastructure left consumers in {a} "
        f"and {b} oblasts without electricity, [the Energy Ministry said|Ukrenergo said]."
    )
    return Sentence(
        text, (f"disruption power - {ca}", f"disruption power - {cb}", f"attack unknown - {ca}", f"attack unknown - {cb}")
    )


@frame("en")
def rescuers_put_out(slots):
    (place, code) = slots.one(PLACES[:2])
    n = slots.number(2, 9)
    text = slots.fill(
        f"Russian forces [shelled|struck|hit] {place}{slots.one(TIMES)}. [Two houses caught fire|Two houses were set on "
        f"fire|Two homes were destroyed] and {n} people were [injured|hospitalised|wounded], [the State Emergency Service "
        "said|rescuers said]."
    )
    w = "artillery" if "shelled" in text else "unknown"
    return Sentence(text, (f"attack {w} - {code}", f"damage building 2 {code}", f"casualties injured {n} {code}"))


@frame("en")
def gunmen_attacked(slots):
    n, m = slots.number(2, 40), slots.number(2, 40)
    text = slots.fill(
        "[Gunmen|Suspected militants|Armed men|Islamist insurgents] attacked a [village|military base|market] in [Borno "
        f"state|northeastern Nigeria's Borno state|Nigeria's Borno state], killing {n} people and wounding {m}, [police "
        "said|residents said|a local official said]."
    )
    return Sentence(text, ("attack unknown - NG-BO", f"casualties killed {n} NG-BO", f"casualties injured {m} NG-BO"))


@frame("en")
def car_bomb(slots):
    n = slots.number(2, 40)
    text = slots.fill(
        f"A [car bomb|suicide bombing|roadside bomb] [killed|has killed] {n} people [in Mogadishu|in Quetta|in "
        f"Aleppo]{slots.one(TIMES[:3])}, police said."
    )
    code = "SO-BN" if "Mog" in text else "PK-BA" if "Quetta" in text else "SY-HL"
    return Sentence(
        text,
        (
            ("attack unknown - " if "bombing" in text else "attack mine 1 " if "roadside" in text else "attack bomb 1 ") + code,
            f"casualties killed {n} {code}",
        ),
    )


@frame("en")
def drone_fell_in(slots):
    who, code = slots.one([("Romania", "RO"), ("Poland", "PL"), ("Moldova", "MD"), ("Latvia", "LV"), ("Lithuania", "LT")])
    text = slots.fill(
        "[A Russian drone|An unidentified drone|A drone] [crashed in|violated the airspace of|entered the airspace of] "
        f"{who}{slots.one(TIMES[:3])}, the [defence ministry|country's defence ministry] said."
    )
    return Sentence(text, (f"attack uav 1 {code}",))


@frame("en")
def village_lists(slots):
    vs = slots.some(["Tyotkino", "Glushkovo", "Korenevo", "Rylsk", "Belaya", "Sudzha"], 3)
    n = slots.one(WORDS)
    text = slots.fill(
        f"In Kursk Region, {n} civilians were injured [when drones attacked|in drone attacks on|in strikes by drones on] "
        f"{vs[0]}, {vs[1]} and {vs[2]}, acting governor Alexander Ivanov said."
    )
    return Sentence(text, (f"casualties injured {N[n]} RU-KRS", "attack uav - RU-KRS"))


@frame("en")
def train_delay(slots):
    n = slots.number(4, 30)
    a, ca = slots.one(GOVERNED)
    text = slots.fill(
        f"[{n} trains were delayed|At least {n} passenger trains were delayed|{n} trains are running late] in {a} Region "
        "after [a drone attack|drone debris fell on the tracks|drones damaged a power line], [Russian Railways said|the "
        "railway operator said]."
    )
    return Sentence(
        text,
        (
            f"disruption other {n} {ca}",
            *(
                [f"attack uav - {ca}"]
                if "a drone attack" in text
                else [f"attack uav - {ca}", f"damage energy 1 {ca}"]
                if "damaged" in text
                else []
            ),
        ),
    )


@frame("en")
def military_objects(slots):
    text = slots.fill(
        "The [Ukrainian General Staff|General Staff of the Armed Forces of Ukraine|SBU] said [its drones|Ukrainian "
        "drones|long-range drones] [hit|had hit|struck] [two Su-24 aircraft|two Su-24 bombers|two Su-34 fighter jets] at "
        "[an airfield|an airbase|the Saky airfield] in [Crimea|occupied Crimea]."
    )
    return Sentence(text, ("attack uav - UA-43",))
