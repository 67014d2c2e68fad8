"""Sentences as Ukrainian agencies and officials write them day after day, each with the claims that a careful reader makes of it.

In a frame, "{k}" is a filling (see `uk_slots`), "~" the place of a claimant between commas. A claim is "event object count region".
"""

import re
from typing import Final, NamedTuple

from grids import composing
from grids import uk_slots as slots


class Frame(NamedTuple):
    """A sentence with slots, its claims, and whether somebody may be said to say it."""

    text: str
    claims: tuple[str, ...]
    said: bool = True


def _frame(text: str, *claims: str, said: bool = True) -> Frame:
    return Frame(text, claims, said)


_KILLED: Final = "casualties killed {k.count} {p.region}"
_HURT: Final = "casualties injured {h.count} {p.region}"
_HIT: Final = "casualties injured {k.count} {p.region}"
_CAUSE: Final = "attack {ca.kind} {ca.count} {p.region}"
_WEAPON: Final = "attack {w.kind} {w.count} {p.region}"
_SALVO: Final = "attack {s.kind} {s.count} {p.region}"
_THING: Final = "damage {o.kind} {o.count} {p.region}"
_OTHER: Final = "damage {o2.kind} {o2.count} {p.region}"
_WORKS: Final = "damage {x.kind} 1 {p.region}"
_DRONES: Final = "attack uav - {p.region}"
_TOTAL: Final = "interception uav {d.count} RU"
_PARTS: Final = tuple(f"interception uav {{d{n}.count}} {{r{n}.region}}" for n in (1, 2, 3))
_POWER: Final = "disruption power {e.count} {p.region}"
_AIRPORT: Final = "disruption airport 1 {a1.region}"
_AIRPORTS: Final = tuple(f"disruption airport 1 {{a{n}.region}}" for n in (1, 2))
_KILLED_N: Final = "casualties killed {n} {p.region}"
_HURT_N: Final = "casualties injured {n} {p.region}"
_HURT_M: Final = "casualties injured {m} {p.region}"
_HURT_SHARE: Final = "casualties injured {c.count} {p.region}"
_ARTILLERY: Final = "attack artillery - {p.region}"
_DOWNED: Final = "interception {s.kind} {s.count} UA"
_SENT: Final = "attack {s.kind} {v.count} UA"
_HELD: Final = "interception uav {u.count} {p.region}"
_ONE_REGION: Final = "interception uav {d.count} {r1.region}"

CASUALTIES: Final = (
    _frame("внаслідок {ca:gen} {p:at} {t}~ {k:загину/в/ла/ло/ли} {k}", _CAUSE, _KILLED),
    _frame("{t} внаслідок {ca:gen} {p:on} {k:загину/в/ла/ло/ли} {k}, {h} {h:діста/в/ла/ло/ли} поранень", _CAUSE, _KILLED, _HURT),
    _frame("{t} {p:at}~ через {ca:acc} {k:загину/в/ла/ло/ли} {k}", _CAUSE, _KILLED),
    _frame("{ca} {p:on} {ca:забра/в/ла/ло/ли} життя {k:acc} {t}", _CAUSE, _KILLED),
    _frame("{p:at} {t} {k:загину/в/ла/ло/ли} {k}, {h} {h:поранен/ий/а/о/і} внаслідок {ca:gen}", _CAUSE, _KILLED, _HURT),
    _frame("{w} {w:влучи/в/ла/ло/ли} у {g} {p:at} {t}, {k:загину/в/ла/ло/ли} {k}", _WEAPON, _KILLED),
    _frame("{w} {w:влучи/в/ла/ло/ли} у {g} {p:at} {t}, внаслідок чого {k:загину/в/ла/ло/ли} {k}", _WEAPON, _KILLED),
    _frame("{p:at} {t} {w} {w:вби/в/ла/ло/ли} {k:acc} та {w:порани/в/ла/ло/ли} {h:acc}", _WEAPON, _KILLED, _HURT),
    _frame("росіяни {t} вдарили {w:ins} {p:on}, поранено {k:acc}", _WEAPON, _HIT),
    _frame("російські війська {t} атакували {p:acc} {w:ins}~, поранення {k:отрима/в/ла/ло/ли} {k}", _WEAPON, _HIT),
    _frame("ворог {t} обстріляв {p:acc} з артилерії, {k:травмува/вся/лася/лося/лися} {k}", _ARTILLERY, _HIT),
    _frame("ворог {t} обстріляв {p:acc} з РСЗВ, є загиблі: {k}", "attack rocket - {p.region}", _KILLED),
    _frame("{k} {k:загину/в/ла/ло/ли} внаслідок {ca:gen} {p:on} {t}", _CAUSE, _KILLED),
    _frame("кількість загиблих унаслідок {ca:gen} {p:on} зросла до {n}", _CAUSE, _KILLED_N),
    _frame("кількість постраждалих через {ca:acc} {p:at} {t} збільшилася до {n}~", _CAUSE, _HURT_N),
    _frame("до {n} зросла кількість поранених унаслідок {ca:gen} {p:on} {t}", _CAUSE, _HURT_N),
    _frame("{p:at} {t} внаслідок {ca:gen}~ поранено {n} людей, серед них {c}", _CAUSE, _HURT_N, _HURT_SHARE),
    _frame("внаслідок {ca:gen} {p:on} {t} постраждали {n} людей, зокрема {c}", _CAUSE, _HURT_N, _HURT_SHARE),
    _frame("у лікарні {k:помер//ла/ло/ли} {k}, {k:поранен/ий/а/е/і} під час {ca:gen} {p:on} {t}", _CAUSE, _KILLED),
    _frame("під час {ca:gen} {p:gen} {t} {k:діста/в/ла/ло/ли} поранення {k}~", _CAUSE, _HIT),
    _frame("{k} {k:загину/в/ла/ло/ли}, {h} госпіталізовано після {ca:gen} {p:on} {t}", _CAUSE, _KILLED, _HURT),
    _frame("{w} {w:атакува/в/ла/ло/ли} {g} {p:at} {t}. {k:Загину/в/ла/ло/ли} {k}. {h} {h:поранен/ий/а/о/і}", _WEAPON, _KILLED,
           _HURT),
    _frame("{p:at} {t} після {ca:gen} з-під завалів дістали тіла {n} людей", _CAUSE, _KILLED_N),
    _frame("{ca} {p:on} {t}: {k:загину/в/ла/ло/ли} {k}, {h} — у лікарні", _CAUSE, _KILLED, _HURT, said=False),
    _frame("{n} загиблих та {m} поранених: {ca} {p:on}", _CAUSE, _KILLED_N, _HURT_M, said=False),
    _frame("{ca} {p:on}: {n} загиблих, {m} поранених", _CAUSE, _KILLED_N, _HURT_M, said=False),
    _frame("за добу {p:at} через російські обстріли {k:загину/в/ла/ло/ли} {k}, {h} {h:зазна/в/ла/ло/ли} поранень", _ARTILLERY,
           _KILLED, _HURT),
    _frame("{t} {p:at} {w} {w:вдари/в/ла/ло/ли} по цивільному автомобілю, водій загинув", _WEAPON,
           "casualties killed 1 {p.region}"),
    _frame("{ca} {p:on} {t}: минулося без постраждалих", _CAUSE, "casualties any 0 {p.region}"),
    _frame("{w} {w:влучи/в/ла/ло/ли} у {g} {p:at} {t}. Обійшлося без жертв і постраждалих", _WEAPON, "casualties any 0 {p.region}"),
)  # fmt: skip
DAMAGE: Final = (
    _frame("внаслідок {ca:gen} {p:on} {t}~ пошкоджено {o:acc} та {o2:acc}", _CAUSE, _THING, _OTHER),
    _frame("{p:at} {t} внаслідок {ca:gen} {o:пошкоджен/ий/а/е/і} {o}, {o2:зруйнован/ий/а/е/і} {o2}", _CAUSE, _THING, _OTHER),
    _frame("{ca} {p:on} {t} {ca:пошкоди/в/ла/ло/ли} {o:acc}, {o2:acc}", _CAUSE, _THING, _OTHER),
    _frame("{w} {w:впа/в/ла/ло/ли} {p:at} {t}, {w:пошкодивши////} {o:acc}", _WEAPON, _THING),
    _frame("{t} пошкоджень {o:зазна/в/ла/ло/ли} {o} та {o2} {p:at} через {ca:acc}", _CAUSE, _THING, _OTHER),
    _frame("через {ca:acc} {p:on} {t} {o:загорі/вся/лася/лося/лися} {o}", _CAUSE, _THING),
    _frame("{p:at} {t} після {ca:gen} спалахнула пожежа {x:at}", _CAUSE, _WORKS),
    _frame("{x:at} {p:at} {t} виникла пожежа внаслідок {ca:gen}", _CAUSE, _WORKS),
    _frame("{p:at} {t} горить {x} після {ca:gen}", _CAUSE, _WORKS),
    _frame("{p:at} {t} внаслідок падіння уламків дрона пошкоджено {o:acc}", "attack uav 1 {p.region}", _THING),
    _frame("{p:at} {t} уламки збитого безпілотника впали на {g}, {o:пошкоджен/ий/а/е/і} {o}", "interception uav 1 {p.region}",
           _THING),
    _frame("{p:at} {t} {w} {w:влучи/в/ла/ло/ли} в {g}. Пошкоджені {o} і {o2}", _WEAPON, _THING, _OTHER),
    _frame("{t} {ca} {p:on} {ca:спричини/в/ла/ло/ли} руйнування {o:gen}", _CAUSE, _THING),
    _frame("ворог {t} атакував {p:acc} {w:ins}: {o:пошкоджен/ий/а/е/і} {o}, {o2}", _WEAPON, _THING, _OTHER),
    _frame("ворог {t} атакував {p:acc} {w:ins}. Понівечені {o}, {o2}. {k} {k:поранен/ий/а/е/і}", _WEAPON, _THING, _OTHER, _HIT),
    _frame("{p:at} {t} через {ca:acc} повністю згорів магазин, {o:частково зруйнован/ий/а/е/і} {o}", _CAUSE,
           "damage building 1 {p.region}", _THING),
)  # fmt: skip
ATTACKS: Final = (
    _frame("російська армія {t} завдала удару {w:ins} {p:on}", _WEAPON),
    _frame("росіяни {t} атакували {p:acc} {s:ins}", _SALVO),
    _frame("ворог {t} випустив {p:on} {s}", _SALVO),
    _frame("{t} {p:on} росіяни запустили {s}~", _SALVO),
    _frame("{p:acc} {t} атакували {s}", _SALVO),
    _frame("{p:at} {t} {w} {w:упа/в/ла/ло/ли} на {g}", _WEAPON),
    _frame("росіяни {t} скинули вибухівку з дрона на {g} {p:at}", "attack uav 1 {p.region}"),
    _frame("російський дрон {t} скинув вибухівку на {g} {p:at}", "attack uav 1 {p.region}"),
    _frame("ворог {t} вдарив {p:on} керованими авіабомбами та дронами", "attack bomb - {p.region}", _DRONES),
    _frame("ворог {t} атакував {p:acc} артилерією, FPV-дронами та авіабомбами", _ARTILLERY, _DRONES, "attack bomb - {p.region}"),
    _frame("{p:acc} {t} обстріляли з артилерії~", _ARTILLERY),
    _frame("{t} безпілотники атакували {x:acc} {p:at}", _DRONES),
    _frame("{x} {p:at} {t} {x:зазна/в/ла/ло/ли} атаки безпілотників", _DRONES),
    _frame("Сили оборони {t} уразили {x:acc} {p:at}", _WORKS),
    _frame("{p:at} {t} зафіксовано влучання {w:gen} у {g}", _WEAPON),
    _frame("{p:at} {t} сталося влучання {w:gen}~", _WEAPON),
    _frame("ворог {t} вдарив {s:ins} {p:on}, ще двома — {q:on}", _SALVO, "attack {s.kind} 2 {q.region}", said=False),
    _frame("{s} {s:влучи/в/ла/ло/ли} {t} у {g} {p:at}", _SALVO),
)  # fmt: skip
INTERCEPTIONS: Final = (
    _frame("російська ППО {t} збила {d} {r1:over}", _ONE_REGION),
    _frame("{d} {t} збито {r1:over}~", _ONE_REGION),
    _frame("{r1:over} {t} знищено {d}", _ONE_REGION),
    _frame("{r1:at} {t} сили ППО збили {d}~", _ONE_REGION),
    _frame("російські сили ППО {t} збили {d} над регіонами росії", _TOTAL),
    _frame("{t} черговими засобами ППО перехоплено та знищено {d}: {d1} {r1:over}, {b2} — {r2:over} і {b3} — {r3:over}", _TOTAL,
           *_PARTS),
    _frame("{t} російська ППО збила {d}, зокрема {b1} {r1:over}, {b2} {r2:over} та {b3} {r3:over}", _TOTAL, *_PARTS),
    _frame("міноборони росії заявило про збиття {d:gen} {t}: {r1:short} — {b1}, {r2:short} — {b2}, {r3:short} — {b3}", _TOTAL,
           *_PARTS, said=False),
    _frame("у міноборони рф заявили, що {t} збили {d}. З них {b1} — {r1:over}, {b2} — {r2:over}, {b3} — {r3:over}", _TOTAL, *_PARTS,
           said=False),
    _frame("у міноборони рф заявили, що {t} знищили {d}: по {b2} — {r1:over} і {r2:over}", "interception uav {d.count} RU",
           "interception uav {d2.count} {r1.region}", "interception uav {d2.count} {r2.region}", said=False),
    _frame("{t} {r1:over} збили {d1}, {r2:over} — {b2}, {r3:over} — ще {b3}", *_PARTS),
    _frame("{t} ППО збила {s.count} із {v:gen}, які росія запустила по Україні", _DOWNED, _SENT),
    _frame("{t} ворог атакував {v:ins}, {s.count} з них збили", _DOWNED, _SENT),
    _frame("Повітряні сили: {t} росія запустила по Україні {v}, сили ППО збили {s.count}", _DOWNED, _SENT, said=False),
    _frame("{t} {p:at} збито {u} та подавлено засобами РЕБ ще {m}", _HELD, "interception uav {m} {p.region}"),
    _frame("сили ППО {t} збили {u} {p:at}", _HELD),
    _frame("{p:at} {t} ППО знищила {u} та крилату ракету", _HELD, "interception missile 1 {p.region}"),
    _frame("{p:at} {t} відбивали атаку дронів: збито {u}", _HELD),
)  # fmt: skip
DISRUPTION: Final = (
    _frame("через {ca:acc} {p:on} {t} без світла залишилися {e}~", _CAUSE, _POWER),
    _frame("{ca} {p:on} {t}. Знеструмлено {e}", _CAUSE, _POWER),
    _frame("{e} {p:at} {t} знеструмлені внаслідок {ca:gen}", _CAUSE, _POWER),
    _frame("після {ca:gen} {p:on} {t} світла немає {e:at}", _CAUSE, _POWER),
    _frame("{ca} {p:on} {t}: знеструмлено {e}, {o:пошкоджен/ий/а/е/і} {o}", _CAUSE, _POWER, _THING),
    _frame("{t} аеропорт {a1:gen} закрили~ через загрозу атаки дронів", _AIRPORT),
    _frame("{t} аеропорти {a1:gen} та {a2:gen} тимчасово не приймали рейси", *_AIRPORTS),
    _frame("{t} в аеропорту {a1:gen} запровадили тимчасові обмеження через загрозу атаки БпЛА", _AIRPORT),
    _frame("{t} обмеження на польоти ввели в аеропортах {a1:gen} і {a2:gen} через безпілотники", *_AIRPORTS),
    _frame("{t} призупинено роботу аеропорту {a1:gen}~", _AIRPORT),
    _frame("{t} після атаки дронів з {p:gen} евакуювали {n} людей", _DRONES, "disruption evacuation {n} {p.region}"),
    _frame("{p:at} {t} через атаку дронів евакуйовано {n} людей", _DRONES, "disruption evacuation {n} {p.region}"),
)  # fmt: skip

TELLINGS: Final = (
    _frame("{p:at} {t} зросла кількість загиблих унаслідок {ca:gen}: вже {n}", _CAUSE, _KILLED_N),
    _frame("{n} людей постраждали~ внаслідок {ca:gen} {p:on} {t}", _CAUSE, _HURT_N),
    _frame("унаслідок {ca:gen} {p:on} {t} {k:загину/в/ла/ло/ли} {k} і ще {m} дістали поранень, серед поранених — {c}", _CAUSE,
           _KILLED, _HURT_M, _HURT_SHARE),
    _frame("російські окупанти {t} вбили {c:acc} {p:at}, ще {m} поранили", "casualties killed {c.count} {p.region}", _HURT_M),
    _frame("ворожий дрон {t} атакував автобус {p:at}: {n} поранених", "attack uav 1 {p.region}", _HURT_N),
    _frame("{k:загину/в/ла/ло/ли} {k}: наслідки {ca:gen} {p:on}", _CAUSE, _KILLED, said=False),
    _frame("поранення внаслідок {ca:gen} {p:on} {t} {h:діста/в/ла/ло/ли} {h}", _CAUSE, _HURT),
    _frame("тіло 45-річної жінки знайшли під завалами {p:at} після {ca:gen}", _CAUSE, "casualties killed 1 {p.region}"),
    _frame("«Сьогодні {w} {w:влучи/в/ла/ло/ли} у {g} {p:at}. {k:Загину/в/ла/ло/ли} {k}, {h} {h:поранен/ий/а/о/і}», — написав мер",
           _WEAPON, _KILLED, _HURT, said=False),
    _frame("внаслідок ворожого удару {w:ins} {p:on} {t} {k:поранен/ий/а/о/і} {k}", _WEAPON, _HIT),
    _frame("до лікарні {t} {k:потрапи/в/ла/ло/ли} {k} з пораненнями після {ca:gen} {p:on}", _CAUSE, _HIT),
    _frame("медики надали допомогу {n} постраждалим через {ca:acc} {p:on} {t}", _CAUSE, _HURT_N),
    _frame("протягом доби ворог {m} разів обстріляв {p:acc}. {k:Загину/в/ла/ло/ли} {k}", "attack artillery {m} {p.region}",
           _KILLED),
    _frame("{p:at} {t} горять {o} та {o2} після {ca:gen}", _CAUSE, _THING, _OTHER),
    _frame("{t} руйнувань {o:зазна/в/ла/ло/ли} {o}~ внаслідок {ca:gen} {p:on}", _CAUSE, _THING),
    _frame("за добу ворог пошкодив {p:at} {o:acc}, {o2:acc} та автомобіль. Били дронами", _THING, _OTHER,
           "damage vehicle 1 {p.region}", _DRONES),
    _frame("на місці {ca:gen} {p:at} {t} виникла пожежа, зайнявся житловий будинок", _CAUSE, "damage building 1 {p.region}"),
    _frame("{p:at} {t} {w} {w:знищи/в/ла/ло/ли} {o:acc}~", _WEAPON, _THING),
    _frame("удар {t} припав на {g} {p:at}, били {w:ins}", _WEAPON),
    _frame("{p:at} {t} внаслідок падіння {w:gen} {o:пошкоджен/ий/а/е/і} {o}", _WEAPON, _THING),
    _frame("окупанти {t} гатили по {q:dat} з артилерії та РСЗВ", "attack artillery - {q.region}", "attack rocket - {q.region}"),
    _frame("росіяни {t} поцілили {w:ins} у {g} {p:at}", _WEAPON),
    _frame("ворог {t} скинув {s} на {q:acc}", "attack {s.kind} {s.count} {q.region}"),
    _frame("{p:at} {t} було чутно вибухи: місто атакували {s}", "attack {s.kind} {s.count} {p.region}"),
    _frame("по {q:dat} {t} вдарили {s:ins}, по {p2:dat} — двома ракетами", "attack {s.kind} {s.count} {q.region}",
           "attack missile 2 {p2.region}", said=False),
    _frame("у ніч на 14 травня російські війська атакували Україну {v:ins}. Станом на 9:00 збито {s.count}", _SENT, _DOWNED,
           said=False),
    _frame("ППО збила {s.count} з {v.count} безпілотників, якими росія атакувала {t}", "interception uav {s.count} UA",
           "attack uav {v.count} UA", said=False),
    _frame("оборонці неба {t} знищили {p:at} {u}, ще {m} не досягли цілей", _HELD, "interception uav {m} {p.region}"),
    _frame("{t} {r1:over} і {r2:over} збито {d}", "interception uav {d.count} RU"),
    _frame("губернатор {r1:gen} повідомив про знищення {d1:gen} {t}", "interception uav {d1.count} {r1.region}", said=False),
    _frame("сили ППО збили {t} {d}. {b1} — {r1:over}, {b2} — {r2:over} та {b3} — {r3:over}, запевняє міноборони рф", _TOTAL,
           *_PARTS, said=False),
    _frame("росавіація {t} обмежила роботу аеропорту {a1:gen}", _AIRPORT),
    _frame("через загрозу атаки дронів закрили аеропорти {a1:gen}, {a2:gen}", *_AIRPORTS),
    _frame("{p:at} {t} через {ca:acc} {e} залишилися без електропостачання", _CAUSE, _POWER),
    _frame("енергетики {t} повідомили про знеструмлення {n} населених пунктів {p:at} внаслідок {ca:gen}", _CAUSE,
           "disruption power {n} {p.region}"),
    _frame("{ca} {p:on} {t}: без газу {e}", _CAUSE, "disruption other {e.count} {p.region}"),
)  # fmt: skip
FRAMES: Final = (*CASUALTIES, *DAMAGE, *ATTACKS, *INTERCEPTIONS, *DISRUPTION, *TELLINGS)
_TALLEST: Final = 30


def _counts(pick: composing.Slots) -> dict[str, slots.Word]:
    """The slots with numbers: three parts "b1" to "b3" of a total "d", a salvo "s" out of "v", so many drones "u"."""
    noun, digits = pick.one(slots.DRONES), pick.one((True, False))
    parts = sorted((pick.number(1, _TALLEST) for _ in range(3)), reverse=True)
    filled = {"d": slots.counted(sum(parts), noun, digits=True)}
    for at, part in enumerate(parts, 1):
        filled[f"d{at}"] = slots.counted(part, noun, digits)
        filled[f"b{at}"] = slots.bare(part, digits)
    kind, some = pick.one(slots.SALVOS), pick.one((2, 3, 4, 6, 8, 12, 17))
    filled["s"] = slots.counted(some, kind, digits)
    filled["v"] = slots.counted(some + pick.one((2, 5, 11)), kind, digits)
    filled["u"] = slots.counted(some, pick.one(slots.RAIDERS), digits)
    return filled


def _filled(pick: composing.Slots) -> dict[str, slots.Word]:
    """A filling of every slot."""
    filled = _counts(pick)
    filled["p"] = pick.one(slots.PLACES)
    filled["q"] = pick.one([place for place in slots.TOWNLIKE if place.region != filled["p"].region])
    filled["p2"] = pick.one([place for place in slots.TOWNLIKE if place.region not in {filled["p"].region, filled["q"].region}])
    for names, of in ((("o", "o2"), slots.THINGS), (("r1", "r2", "r3"), slots.REGIONS), (("a1", "a2"), slots.TOWNS)):
        filled |= zip(names, pick.some(of, len(names)), strict=True)
    for name, of in (("k", slots.PEOPLE), ("h", slots.HURT), ("c", slots.PART), ("ca", slots.CAUSES), ("w", slots.WEAPONS),
                     ("x", slots.WORKS), ("e", slots.HOMES)):  # fmt: skip
        filled[name] = pick.one(of)
    return filled


def sentence(pick: composing.Slots, frame: Frame) -> composing.Sentence:
    """One sentence of a frame, filled and said by somebody or nobody."""
    words = _filled(pick)
    plain = {
        "t": pick.one(slots.TIMES),
        "g": pick.one(slots.TARGETS),
        "n": str(pick.number(5, 20)),
        "m": str(pick.number(5, 19)),
    }
    between = pick.one(slots.BETWEEN) if "~" in frame.text else ""
    told = frame.text.format(**words, **plain).replace("~", between)
    ahead = behind = ""
    if frame.said and not between:
        ahead, behind = pick.one((("", pick.one(slots.BEHIND)), (pick.one(slots.AHEAD), "")))
    claims = tuple(claim.format(**words, **plain).replace("None", "-") for claim in frame.claims)
    return composing.Sentence(_spelled(told, ahead, behind), claims)


def _spelled(told: str, ahead: str, behind: str) -> str:
    """A sentence with its claimant, from a capital to a full stop."""
    told = told.strip().rstrip(",")
    told = f"{ahead} {told}" if ahead else told[0].upper() + told[1:]
    told = " ".join((f"{told}, {behind}" if behind else told).split())
    told = re.sub(",(?=[,.:])| (?=[,.:])", "", told) + "."
    return re.sub(r"(?<!тис\. )(?<=\. )[а-яєії]", lambda letter: letter[0].upper(), told)


def _register(frame: Frame) -> None:
    """Makes a frame known; it is called by its text."""

    def compose(pick: composing.Slots) -> composing.Sentence:
        return sentence(pick, frame)

    compose.__name__ = frame.text
    composing.frame("uk")(compose)


for _one in FRAMES:
    _register(_one)
