"""What Russian agencies and officials write day after day, as patterns, each with the claims that a careful reader makes of it.

"{k}" is a filling (`ru_slots`), "{k:acc}" its accusative, "{k:погиб//ла/ло/ли}" a word that agrees with it, "~" where who says so
may stand between commas. A claim is "event object count region", with "{k.count}" for what a filling counts for.
"""

from typing import Final, NamedTuple


class Pattern(NamedTuple):
    """A sentence with slots, its claims, and whether somebody may be said to say it."""

    text: str
    claims: tuple[str, ...]
    said: bool


def _frame(text, *claims, said=True):
    return Pattern(text, claims, said)


def _people(kind, slot):
    return f"casualties {kind} {{{slot}.count}} {{p.region}}"


def _by(slot):
    return f"attack {{{slot}.kind}} {{{slot}.count}} {{p.region}}"


def _broken(slot):
    return f"damage {{{slot}.kind}} {{{slot}.count}} {{p.region}}"


KILLED, WOUNDED, CHILDREN, ONLY_HURT = (
    _people("killed", "k"), _people("injured", "h"), _people("injured", "c"), _people("injured", "k"),
)  # fmt: skip
MANY_HURT, MANY_DEAD = _people("injured", "n"), _people("killed", "n")
CAUSE, WEAPON, SALVO, DRONES, GUNS = _by("ca"), _by("w"), _by("s"), "attack uav - {p.region}", "attack artillery - {p.region}"
BROKEN, BROKEN_TOO, ON_FIRE = _broken("o"), _broken("o2"), "damage {x.kind} 1 {p.region}"
TOTAL, TOTAL_OF_TWO = "interception uav {d.count} RU", "interception uav {d12.count} RU"
FIRST, SECOND, THIRD = (f"interception uav {{d{number}.count}} {{r{number}.region}}" for number in (1, 2, 3))
AIRPORT, AIRPORT_TOO, THIRD_AIRPORT = (f"disruption airport 1 {{a{number}.region}}" for number in (1, 2, 3))
POWER = "disruption power {e.count} {p.region}"

CASUALTIES: Final = (
    _frame("{n} погибших, 40 раненых: {ca} {p:on}", CAUSE, MANY_DEAD, "casualties injured 40 {p.region}", said=False),
    _frame("{ca} {p:on}: {n} погибших и 40 раненых", CAUSE, MANY_DEAD, "casualties injured 40 {p.region}", said=False),
    _frame("{t} {p:at} {w} {w:атакова/л/ла/ло/ли} гражданский автомобиль, водитель погиб на месте", WEAPON,
           "casualties killed 1 {p.region}"),
    _frame("{w} {t} {w:попа/л/ла/ло/ли} в {g} {p:at}. Обошлось без пострадавших", WEAPON, "casualties any 0 {p.region}"),
    _frame("{w} {t} {w:упа/л/ла/ло/ли} на {g} {p:at}, пострадавших нет", WEAPON, "casualties injured 0 {p.region}"),
    _frame("один человек погиб и {n} пострадали при атаке БПЛА на {p:acc}", DRONES, "casualties killed 1 {p.region}", MANY_HURT),
    _frame("{t} {p:at} в результате {ca:gen} погибли {n} человек, в том числе ребенок, еще 40 ранены", CAUSE, MANY_DEAD,
           "casualties killed 1 {p.region}", "casualties injured 40 {p.region}"),
    _frame("{t} {p:at} {w} {w:атакова/л/ла/ло/ли} {g}. {n} человек пострадали, двое — в тяжелом состоянии", WEAPON, MANY_HURT,
           "casualties injured 2 {p.region}"),
    _frame("{p:at} {t} мужчина подорвался на взрывном устройстве и погиб на месте", "attack mine 1 {p.region}",
           "casualties killed 1 {p.region}"),
    _frame("{p:at} {t} в результате {ca:gen} никто не пострадал", CAUSE, "casualties injured 0 {p.region}"),
    _frame("в результате {ca:gen} {p:on} {t} погибших и пострадавших нет", CAUSE, "casualties any 0 {p.region}"),
    _frame("{w} {t} {w:врезал/ся/ась/ось/ись} в {g} {p:at}, никто не пострадал", WEAPON, "casualties injured 0 {p.region}"),
    _frame("{ca} {p:on} {t} {ca:ун/ес/есла/есло/если} жизнь одного человека, {n} ранены", CAUSE,
           "casualties killed 1 {p.region}", MANY_HURT),
    _frame("{t} {p:at} в результате {ca:gen} ранены {n} человек. Двое из них в тяжелом состоянии", CAUSE, MANY_HURT,
           "casualties injured 2 {p.region}"),
    _frame("{n} человек, включая двоих детей, пострадали при {ca:loc} {p:on} {t}", CAUSE, MANY_HURT,
           "casualties injured 2 {p.region}"),
    _frame("в результате {ca:gen} {p:on} {t}~ {k:погиб//ла/ло/ли} {k}, {h} {h:ранен//а/о/ы}", CAUSE, KILLED, WOUNDED),
    _frame("{t} {p:at} в результате {ca:gen} {k:погиб//ла/ло/ли} {k}", CAUSE, KILLED),
    _frame("{t} {p:at}~ из-за {ca:gen} {k:погиб//ла/ло/ли} {k}", CAUSE, KILLED),
    _frame("{p:at} {t} {k:погиб//ла/ло/ли} {k}, {h:получи/л/ла/ло/ли} ранения {h} в результате {ca:gen}", CAUSE, KILLED, WOUNDED),
    _frame("при атаке беспилотников на {p:acc} {t} {k:погиб//ла/ло/ли} {k}, {h} {h:получи/л/ла/ло/ли} ранения", DRONES, KILLED,
           WOUNDED),
    _frame("{ca} {p:on} {ca:ун/ес/есла/есло/если} жизни {n} человек", CAUSE, MANY_DEAD),
    _frame("жертвами {ca:gen} {p:on} {t} стали {n} человек", CAUSE, MANY_DEAD),
    _frame("{k} {k:погиб//ла/ло/ли} {t} в результате {ca:gen} {p:on}", CAUSE, KILLED),
    _frame("{w} {w:попа/л/ла/ло/ли} в {g} {p:at} {t}, {k:погиб//ла/ло/ли} {k}", WEAPON, KILLED),
    _frame("{w} {t} {w:атакова/л/ла/ло/ли} {g} {p:at}, в результате чего {k:погиб//ла/ло/ли} {k}", WEAPON, KILLED),
    _frame("{w} {t} {w:удари/л/ла/ло/ли} {g:at} {p:at}. {k:Погиб//ла/ло/ли} {k}, {h} {h:ранен//а/о/ы}", WEAPON, KILLED, WOUNDED),
    _frame("{p:at} {t} {w} {w:уби/л/ла/ло/ли} {k:acc} и {w:рани/л/ла/ло/ли} {h:acc}", WEAPON, KILLED, WOUNDED),
    _frame("{t} ВСУ ударили {w:ins} {p:on}, {k:ранен//а/о/ы} {k}", WEAPON, ONLY_HURT),
    _frame("украинские войска {t} обстреляли {p:acc} из артиллерии, {k:пострада/л/ла/ло/ли} {k}", GUNS, ONLY_HURT),
    _frame("украинские войска {t} обстреляли {p:acc} из РСЗО, есть погибшие: {k}", "attack rocket - {p.region}", KILLED),
    _frame("число погибших в результате {ca:gen} {p:on} {t} выросло до {n}", CAUSE, MANY_DEAD),
    _frame("число пострадавших при атаке БПЛА на {p:acc} увеличилось до {n} человек", DRONES, MANY_HURT),
    _frame("до {n} выросло число раненых в результате {ca:gen} {p:on} {t}", CAUSE, MANY_HURT),
    _frame("{p:at} {t} в результате {ca:gen}~ ранены {n} человек, среди них {c}", CAUSE, MANY_HURT, CHILDREN),
    _frame("в результате {ca:gen} {p:on} {t} пострадали {n} человек, в том числе {c}", CAUSE, MANY_HURT, CHILDREN),
    _frame("{t} {p:at} ранения получили {n} человек, из них {c}, в результате {ca:gen}", CAUSE, MANY_HURT, CHILDREN),
    _frame("в больнице {k:скончал/ся/ась/ось/ись} {k}, {k:пострадавш/ий/ая/ее/ие} {t} при ударе беспилотника {p:on}",
           "attack uav 1 {p.region}", KILLED),
    _frame("{k}, {k:раненн/ый/ая/ое/ые} {t} в результате {ca:gen} {p:on}, {k:скончал/ся/ась/ось/ись} в больнице", CAUSE, KILLED),
    _frame("{t} в результате {ca:gen} {p:at} {k:госпитализирован//а/о/ы} {k}", CAUSE, ONLY_HURT),
    _frame("в результате {ca:gen} {p:on} {t} осколочные ранения {k:получи/л/ла/ло/ли} {k}~", CAUSE, ONLY_HURT),
    _frame("{p:at} {t} после {ca:gen} из-под завалов извлечены тела {n} человек", CAUSE, MANY_DEAD),
    _frame("за сутки {p:at} из-за обстрелов {k:погиб//ла/ло/ли} {k}, {h} {h:пострада/л/ла/ло/ли}", GUNS, KILLED, WOUNDED),
    _frame("{ca} {p:on} {t} {ca:прив/ел/ела/ело/ели} к гибели {n} человек", CAUSE, MANY_DEAD),
    _frame("{t} {p:at} {w} {w:атакова/л/ла/ло/ли} {g}. С осколочными ранениями в больницу {k:доставлен//а/о/ы} {k}", WEAPON,
           ONLY_HURT),
    _frame("{k} {k:погиб//ла/ло/ли} при атаке дронов ВСУ на {p:acc} {t}", DRONES, KILLED, said=False),
    _frame("{p:at} {t} {k:пострада/л/ла/ло/ли} {k} при {ca:loc}", CAUSE, ONLY_HURT),
    _frame("{t} при {ca:loc} {p:on} {k:погиб//ла/ло/ли} {k}", CAUSE, KILLED),
    _frame("от {ca:gen} {p:at} {t} {k:пострада/л/ла/ло/ли} {k}~", CAUSE, ONLY_HURT),
    _frame("число пострадавших в результате {ca:gen} {p:on} выросло с четырех до {n}", CAUSE, MANY_HURT),
    _frame("за медицинской помощью после {ca:gen} {p:on} обратились {n} человек", CAUSE, MANY_HURT),
    _frame("{t} {p:at} {w} {w:удари/л/ла/ло/ли} {g:at}. {k} {k:получи/л/ла/ло/ли} минно-взрывную травму", WEAPON, ONLY_HURT),
    _frame("{w} {t} {w:удари/л/ла/ло/ли} {g:at} {p:at}. От полученных травм {k} {k:скончал/ся/ась/ось/ись} на месте", WEAPON,
           KILLED),
    _frame("{t} {p:at} после {ca:gen} {k:доставлен//а/о/ы} в больницу {k}", CAUSE, ONLY_HURT),
    _frame("украинские войска {t} нанесли удар {p:on}: {k:погиб//ла/ло/ли} {k}, {h} {h:получи/л/ла/ло/ли} ранения",
           "attack unknown - {p.region}", KILLED, WOUNDED),
    _frame("{ca} {p:on}: {k:ранен//а/о/ы} {k}", CAUSE, ONLY_HURT, said=False),
    _frame("{k} {k:стал//а/о/и} {k:жертв/ой/ой/ой/ами} {ca:gen} {p:on} {t}", CAUSE, KILLED),
    _frame("{k} {k:получи/л/ла/ло/ли} ранения при {ca:loc} {p:on} {t}", CAUSE, ONLY_HURT),
    _frame("{t} {p:at} {w} {w:атакова/л/ла/ло/ли} {g}. {k:Ранен//а/о/ы} {k}, {k:доставлен//а/о/ы} в больницу", WEAPON, ONLY_HURT),
    _frame("{t} {p:at} {k:ранен//а/о/ы} {k} — {w} {w:атакова/л/ла/ло/ли} {g}", WEAPON, ONLY_HURT),
    _frame("среди пострадавших в результате {ca:gen} {p:on} в среду — {c}", CAUSE, CHILDREN, said=False),
    _frame("{t} {p:at} в результате {ca:gen} {k:погиб//ла/ло/ли} {k}. Еще {n} человек ранены, среди них {c}", CAUSE, KILLED,
           MANY_HURT, CHILDREN),
    _frame("{t} враг ударил {w:ins} {g:at} {p:at}, {k:погиб//ла/ло/ли} {k}", WEAPON, KILLED),
    _frame("в результате попадания {w:gen} в {g} {p:at} {t} {k:погиб//ла/ло/ли} {k}", WEAPON, KILLED),
    _frame("{t} ВСУ с помощью беспилотника атаковали {g} {p:at}, {k:ранен//а/о/ы} {k}", "attack uav 1 {p.region}", ONLY_HURT),
    _frame("{t} при атаке дрона на {g} {p:at} {k:пострада/л/ла/ло/ли} {k}", "attack uav 1 {p.region}", ONLY_HURT),
    _frame("украинские боевики {t} атаковали дронами {p:acc}, ранения получили {n} человек", DRONES, MANY_HURT),
    _frame("{p:acc} {t} атаковал беспилотник, {k:пострада/л/ла/ло/ли} {k}", "attack uav 1 {p.region}", ONLY_HURT),
)  # fmt: skip
DAMAGE: Final = (
    _frame("{p:at} {t} из-за {ca:gen} {o:поврежден//а/о/ы} {o}. Пострадавших нет", CAUSE, BROKEN,
           "casualties injured 0 {p.region}"),
    _frame("{t} {p:at} в результате {ca:gen} выбиты окна в семи домах", CAUSE, "damage building 7 {p.region}"),
    _frame("{p:at} {t} осколками посечены восемь автомобилей после {ca:gen}", CAUSE, "damage vehicle 8 {p.region}"),
    _frame("{p:at} {t} после атаки БПЛА загорелись {n} домов", DRONES, "damage building {n.count} {p.region}"),
    _frame("{t} на территории {x:gen} {p:at} произошло возгорание из-за падения обломков БПЛА", "attack uav - {p.region}",
           "damage {x.kind} - {p.region}"),
    _frame("в результате {ca:gen} {p:on} {t}~ {o:поврежден//а/о/ы} {o} и {o2}", CAUSE, BROKEN, BROKEN_TOO),
    _frame("{p:at} {t} в результате {ca:gen} {o:поврежден//а/о/ы} {o}, {o2:разрушен//а/о/ы} {o2}", CAUSE, BROKEN, BROKEN_TOO),
    _frame("{t} повреждения {o:получи/л/ла/ло/ли} {o} {p:at} из-за {ca:gen}", CAUSE, BROKEN),
    _frame("{w} {t} {w:упа/л/ла/ло/ли} {p:at}, {o:поврежден//а/о/ы} {o} и {o2}", WEAPON, BROKEN, BROKEN_TOO),
    _frame("{w} {w:взорвал/ся/ась/ось/ись} {p:at} {t}, повредив {o:acc}", WEAPON, BROKEN),
    _frame("из-за {ca:gen} {p:on} {t} {o:загоре/лся/лась/лось/лись} {o}", CAUSE, BROKEN),
    _frame("{p:at} {t} после {ca:gen} произошел пожар {x:at}", CAUSE, ON_FIRE),
    _frame("{x:at} {p:at} {t} вспыхнул пожар в результате {ca:gen}", CAUSE, ON_FIRE),
    _frame("{p:at} {t} горит {x} после {ca:gen}", CAUSE, ON_FIRE),
    _frame("{t} {p:at} в результате падения обломков беспилотника {o:поврежден//а/о/ы} {o}", "attack uav 1 {p.region}", BROKEN),
    _frame("{t} {p:at} обломки сбитого беспилотника упали на {g}, {o:поврежден//а/о/ы} {o}", "interception uav 1 {p.region}",
           BROKEN),
    _frame("{w} {t} {w:попа/л/ла/ло/ли} в {g} {p:at}. Повреждены {o} и {o2}", WEAPON, BROKEN, BROKEN_TOO),
    _frame("украинские войска {t} атаковали {p:acc} {w:ins}: {o:поврежден//а/о/ы} {o}, {o2}", WEAPON, BROKEN, BROKEN_TOO),
    _frame("{ca} {p:on} {t} {ca:повреди/л/ла/ло/ли} {o:acc} и {o2:acc}", CAUSE, BROKEN, BROKEN_TOO),
    _frame("{t} {p:at} {w} {w:повреди/л/ла/ло/ли} {o:acc}", WEAPON, BROKEN),
    _frame("{p:at} {t} дрон сбросил взрывное устройство, {o:поврежден//а/о/ы} {o}", "attack uav 1 {p.region}", BROKEN),
    _frame("{t} {p:at} {w} {w:атакова/л/ла/ло/ли} {g}: {k} {k:погиб//ла/ло/ли}, {o:поврежден//а/о/ы} {o}", WEAPON, KILLED,
           BROKEN),
    _frame("в результате {ca:gen} {p:on} {t} {o:уничтожен//а/о/ы} {o}", CAUSE, BROKEN),
    _frame("{t} {p:at} при {ca:loc} {o:поврежден//а/о/ы} {o}, {o2}", CAUSE, BROKEN, BROKEN_TOO),
    _frame("{t} украинские войска обстреляли {p:acc}. {o:Поврежден//а/о/ы} {o}, {k:ранен//а/о/ы} {k}", GUNS, BROKEN, ONLY_HURT),
    _frame("на месте {ca:gen} {p:at} {t} {o:поврежден//а/о/ы} {o}", CAUSE, BROKEN),
    _frame("{ca} {t} {ca:вызва/л/ла/ло/ли} пожар {x:at} {p:at}", CAUSE, ON_FIRE),
    _frame("{x} {p:at} {t} {x:загоре/лся/лась/лось/лись} после {ca:gen}", CAUSE, ON_FIRE),
    _frame("частично {o:разрушен//а/о/ы} {o} {p:at} {t} в результате {ca:gen}~", CAUSE, BROKEN),
    _frame("{t} {w} {w:атакова/л/ла/ло/ли} {g} {p:at}. {k} {k:госпитализирован//а/о/ы}, {o:поврежден//а/о/ы} {o}", WEAPON,
           ONLY_HURT, BROKEN),
    _frame("в результате {ca:gen} {p:on} {t} полностью {o:сгоре/л/ла/ло/ли} {o}, частично {o2:поврежден//а/о/ы} {o2}", CAUSE,
           BROKEN, BROKEN_TOO),
    _frame("от {ca:gen} {p:at} {t} {o:пострада/л/ла/ло/ли} {o} и {o2}", CAUSE, BROKEN, BROKEN_TOO),
    _frame("{o} {p:at} {t} {o:получи/л/ла/ло/ли} повреждения в результате {ca:gen}", CAUSE, BROKEN),
    _frame("{t} ударом беспилотника {p:at} {o:поврежден//а/о/ы} {o}", "attack uav 1 {p.region}", BROKEN),
)  # fmt: skip
ATTACKS: Final = (
    _frame("российские войска {t} нанесли удар {w:ins} {p:on}", WEAPON),
    _frame("ВСУ {t} атаковали {p:acc} {s:ins}", SALVO),
    _frame("украинские формирования {t} выпустили {p:on} {s}", SALVO),
    _frame("{t} {p:on} выпущено {s}~", SALVO),
    _frame("{p:acc} {t} атаковали {s}", SALVO),
    _frame("{t} {w} {w:упа/л/ла/ло/ли} на {g} {p:at}", WEAPON),
    _frame("{t} {p:at} с дрона сбросили взрывное устройство на {g}", "attack uav 1 {p.region}"),
    _frame("противник {t} ударил {p:on} управляемыми авиабомбами и дронами", "attack bomb - {p.region}", DRONES),
    _frame("{p:acc} {t} обстреляли из артиллерии~", GUNS),
    _frame("{t} беспилотники атаковали {x:acc} {p:at}", DRONES),
    _frame("{x} {p:at} {t} {x:подверг/ся/лась/лось/лись} атаке беспилотников", DRONES),
    _frame("{t} {p:acc} атаковали беспилотники", DRONES),
    _frame("{p:at} {t} зафиксировано попадание {w:gen} в {g}", WEAPON),
    _frame("дроны {t} атаковали {p:acc} и {q:acc}", DRONES, "attack uav - {q.region}"),
    _frame("ВСУ {t} нанесли удар {s:ins} {p:on}, еще двумя — {q:on}", SALVO, "attack {s.kind} 2 {q.region}", said=False),
    _frame("{s} {t} попали в {g} {p:at}", SALVO),
    _frame("{p:on} {t} нанесен удар {w:ins}", WEAPON),
    _frame("{p:on} {t} нанесено {n} ударов с применением беспилотников", "attack uav {n.count} {p.region}"),
    _frame("за сутки {p:on} выпущено {n} боеприпасов", "attack artillery {n.count} {p.region}"),
    _frame("{t} {p:acc} атаковали {n} беспилотников, три из которых подавлены", "attack uav {n.count} {p.region}",
           "interception uav 3 {p.region}"),
    _frame("{t} {p:at} прогремели взрывы: {w} {w:попа/л/ла/ло/ли} в {g}", WEAPON),
    _frame("ВСУ {t} атаковали дронами {x:acc} {p:at}", DRONES),
    _frame("{x} {p:at} {x:атакован//а/о/ы} беспилотниками {t}", DRONES),
    _frame("{w} {t} {w:сдетонирова/л/ла/ло/ли} {p:at}", WEAPON),
    _frame("украинский беспилотник {t} упал на {g} {p:at}", "attack uav 1 {p.region}"),
    _frame("ВСУ {t} обстреляли {p:acc} и {q:acc}", GUNS, "attack artillery - {q.region}", said=False),
    _frame("{t} {p:on} нанесли ракетный удар", "attack missile - {p.region}"),
    _frame("{t} обломки дрона упали на территорию {x:gen} {p:at}", "attack uav 1 {p.region}"),
    _frame("за сутки {p:on} нанесено {n} ударов БПЛА и произведено 12 обстрелов", "attack uav {n.count} {p.region}",
           "attack artillery 12 {p.region}"),
    _frame("за минувшие сутки {p:acc} {n} раз обстреляли из артиллерии", "attack artillery {n.count} {p.region}"),
    _frame("{t} {p:on} прилетело {s}", SALVO),
    _frame("{t} {p:at} упало {s}", SALVO),
    _frame("{t} {p:acc} атаковали {s:ins} и артиллерией", SALVO, GUNS),
    _frame("{t} {p:at} прилет: {w} {w:попа/л/ла/ло/ли} в {g}", WEAPON),
    _frame("ВС РФ {t} нанесли удар {w:ins} по складу боеприпасов {p:at}", WEAPON),
)  # fmt: skip
INTERCEPTIONS: Final = (
    _frame("{t} {r1:over} силами ПВО {d1:перехвачен//а/о/ы} и {d1:уничтожен//а/о/ы} {d1}. Пострадавших и разрушений нет", FIRST,
           "casualties injured 0 {r1.region}", "damage any 0 {r1.region}"),
    _frame("силы ПВО {t} сбили {d1} {r1:over}", FIRST),
    _frame("{r1:over} {t} {d1:уничтожен//а/о/ы} {d1}", FIRST),
    _frame("{d1} {t} {d1:сбит//а/о/ы} {r1:over}~", FIRST),
    _frame("{r1:at} {t} силы ПВО и мобильные огневые группы уничтожили {d1}~", FIRST),
    _frame("{t} дежурными средствами ПВО {d:уничтожен//а/о/ы} {d} над регионами России, сообщило Минобороны РФ", TOTAL,
           said=False),
    _frame("{t} дежурными средствами ПВО {d:перехвачен//а/о/ы} и {d:уничтожен//а/о/ы} {d}: {d1:bare} — над территорией "
           "{r1:gen}, {d2:bare} — {r2:over} и {d3:bare} — {r3:over}, сообщили в Минобороны РФ", TOTAL, FIRST, SECOND, THIRD,
           said=False),
    _frame("{t} ПВО сбила {d}, в том числе {d1:bare} {r1:over}, {d2:bare} {r2:over} и {d3:bare} {r3:over}, сообщило "
           "Минобороны РФ", TOTAL, FIRST, SECOND, THIRD, said=False),
    _frame("в Минобороны РФ сообщили, что {t} {d:сбит//а/о/ы} {d}. Из них {d1:bare} — {r1:over}, {d2:bare} — {r2:over}, "
           "{d3:bare} — {r3:over}", TOTAL, FIRST, SECOND, THIRD, said=False),
    _frame("Минобороны РФ сообщило, что {t} {d:сбит//а/о/ы} {d}. {d1:bare} {d1:сбит//а/о/ы} {r1:over}, {d2:bare} — над "
           "{r2:short}, еще {d3:bare} — над {r3:short}", TOTAL, FIRST, SECOND, THIRD, said=False),
    _frame("{t} {r1:over} сбили {d1}, {r2:over} — {d2:bare}, {r3:over} — еще {d3:bare}", FIRST, SECOND, THIRD, said=False),
    _frame("{t} {d1:уничтожен//а/о/ы} {d1} {r1:over}, {d2:bare} {r2:over}, сообщили в Минобороны РФ", FIRST, SECOND, said=False),
    _frame("{t} силы ПВО отразили атаку беспилотников в {r1:short} области, сбиты {d1}", FIRST),
    _frame("силы ПВО {t} сбили {d1} и ракету {r1:over}", FIRST, "interception missile 1 {r1.region}"),
    _frame("{d1} {t} {d1:подавлен//а/о/ы} средствами РЭБ {r1:over}", FIRST),
    _frame("губернатор {r1:gen} Иван Петров сообщил, что {t} над регионом {d1:сбит//а/о/ы} {d1}", FIRST, said=False),
    _frame("{t} над регионом {d1:уничтожен//а/о/ы} {d1}, сообщил губернатор {r1:gen} Иван Петров", FIRST, said=False),
    _frame("Минобороны: за ночь {d:сбит//а/о/ы} {d} над регионами РФ", TOTAL, said=False),
    _frame("{t} ПВО сбила {d}, сообщило Минобороны РФ. {r1} — {d1:bare}, {r2} — {d2:bare}, {r3} — {d3:bare}", TOTAL, FIRST,
           SECOND, THIRD, said=False),
    _frame("{t} {d:сбит//а/о/ы} {d} над территориями {r1:short} и {r2:short} областей, сообщило Минобороны РФ", TOTAL,
           said=False),
    _frame("Минобороны РФ отчиталось об уничтожении {d:gen} над регионами России {t}", TOTAL, said=False),
    _frame("{t} ПВО сбила {d1} в {r1:short} области, еще {d2:bare} — в {r2:short}", FIRST, SECOND),
    _frame("над территорией {r1:gen} {t} {d1:нейтрализован//а/о/ы} {d1}", FIRST),
    _frame("{t} {r1:over} {d1:сбит//а/о/ы} {d1}, {r2:over} — {d2:bare}", FIRST, SECOND),
    _frame("{t} в небе {r1:over} системой ПВО {d1:сбит//а/о/ы} {d1} самолетного типа", FIRST),
    _frame("в период с 07:00 до 15:00 мск дежурными средствами ПВО {d12:уничтожен//а/о/ы} {d12}: {d1:bare} — над территорией "
           "{r1:gen} и {d2:bare} — над территорией {r2:gen}, сообщили в Минобороны РФ", TOTAL_OF_TWO, FIRST, SECOND, said=False),
    _frame("{t} над регионами России {d12:сбит//а/о/ы} {d12}, больше всего — {d1:bare} — {r1:over}, сообщило Минобороны РФ",
           TOTAL_OF_TWO, FIRST, said=False),
    _frame("Минобороны РФ: {t} {d12:перехвачен//а/о/ы} {d12}, включая {d1:bare} {r1:over}", TOTAL_OF_TWO, FIRST, said=False),
    _frame("{r1:over} {t} {d1:уничтожен//а/о/ы} {d1}. Еще {d2:bare} {d2:сбит//а/о/ы} {r2:over}", FIRST, SECOND),
    _frame("{t} {d1} {d1:сбит//а/о/ы} в {r1:short} области и {d2:bare} — в {r2:short}, сообщили власти", FIRST, SECOND,
           said=False),
    _frame("{t} силы ПВО сбили {d122}, сообщило Минобороны РФ: {d1:bare} {r1:over} и по {d2:bare} — над {r2:short} и "
           "{r3:short} областями", "interception uav {d122.count} RU", FIRST, SECOND, "interception uav {d2.count} {r3.region}",
           said=False),
    _frame("из {d12:bare} запущенных по Украине дронов ПВО сбила {d1:bare}, сообщили Воздушные силы ВСУ",
           "attack uav {d12.count} UA", "interception uav {d1.count} UA", said=False),
    _frame("с 20:00 до 23:00 мск {d:уничтожен//а/о/ы} {d}: {d1:bare} — {r1:over}, {d2:bare} — {r2:over}, {d3:bare} — над "
           "акваторией Черного моря, сообщило Минобороны РФ", TOTAL, FIRST, SECOND, "interception uav {d3.count} SEA:black",
           said=False),
    _frame("{t} силы ПВО уничтожили {d1} на подлете к Москве", "interception uav {d1.count} RU-MOW"),
    _frame("ночью {r1:over} ПВО сбила {d1}. Утром сбили еще {d2:bare}", FIRST, "interception uav {d2.count} {r1.region}",
           said=False),
    _frame("силы ПВО {t} отразили атаку {n} беспилотников {r1:over}", "interception uav {n.count} {r1.region}"),
    _frame("{t} ПВО ликвидировала {d}: по {d1:bare} — {r1:over} и {r2:over}, сообщило Минобороны РФ", TOTAL, FIRST,
           "interception uav {d1.count} {r2.region}", said=False),
    _frame("из {d122:bare} беспилотников, запущенных по Украине, сбито {d1:bare}, сообщили Воздушные силы ВСУ",
           "attack uav {d122.count} UA", "interception uav {d1.count} UA", said=False),
)  # fmt: skip
DISRUPTION_AND_LOSSES: Final = (
    _frame("аэропорты {a1:gen} и {a2:gen} {t} временно не принимают и не отправляют рейсы, сообщили в Росавиации", AIRPORT,
           AIRPORT_TOO, said=False),
    _frame("в аэропортах {a1:gen}, {a2:gen} и {a3:gen} {t} введены временные ограничения на прием и выпуск самолетов, "
           "сообщили в Росавиации", AIRPORT, AIRPORT_TOO, THIRD_AIRPORT, said=False),
    _frame("в аэропорту {a1:gen} {t} сняты ограничения на прием и выпуск воздушных судов, сообщили в Росавиации", AIRPORT,
           said=False),
    _frame("аэропорт {a1:gen} {t} закрыли из-за угрозы атаки беспилотников, сообщили в Росавиации", AIRPORT, said=False),
    _frame("аэропорт {a1:gen} {t} временно закрыт, сообщили в Росавиации", AIRPORT, said=False),
    _frame("временные ограничения {t} ввели в аэропортах {a1:gen} и {a2:gen}, сообщили в Росавиации", AIRPORT, AIRPORT_TOO,
           said=False),
    _frame("{t} полеты приостановлены в аэропортах {a1:gen} и {a2:gen}, сообщили в Росавиации", AIRPORT, AIRPORT_TOO, said=False),
    _frame("аэропорты {a1:gen} и {a2:gen} {t} возобновили работу, сообщили в Росавиации", AIRPORT, AIRPORT_TOO, said=False),
    _frame("в аэропорту {a1:gen} {t} введен план «Ковер», сообщили в Росавиации", AIRPORT, said=False),
    _frame("{t} закрыты аэропорты {a1:gen}, {a2:gen}, {a3:gen}, сообщили в Росавиации", AIRPORT, AIRPORT_TOO, THIRD_AIRPORT,
           said=False),
    _frame("в аэропортах {a1:gen} и {a2:gen} {t} сняты ограничения на полеты, сообщили в Росавиации", AIRPORT, AIRPORT_TOO,
           said=False),
    _frame("аэропорты {a1:gen}, {a2:gen} и {a3:gen} {t} приостановили работу, сообщили в Росавиации", AIRPORT, AIRPORT_TOO,
           THIRD_AIRPORT, said=False),
    _frame("{t} в {a1:at} и {a2:at} закрыли аэропорты, сообщили в Росавиации", AIRPORT, AIRPORT_TOO, said=False),
    _frame("аэропорт {a1:gen} {t} закрывали на прием и выпуск рейсов, сообщили в Росавиации", AIRPORT, said=False),
    _frame("в результате {ca:gen} {p:on} {t} без света остались {e}", CAUSE, POWER),
    _frame("{p:at} {t} из-за {ca:gen} без электричества остались {e}~", CAUSE, POWER),
    _frame("{t} {p:at} после {ca:gen} обесточены {e}", CAUSE, POWER),
    _frame("{p:at} {t} после {ca:gen} эвакуировали {n} человек", CAUSE, "disruption evacuation {n.count} {p.region}"),
    _frame("потери ВСУ за сутки составили до {n} военнослужащих, два танка и три гаубицы, сообщило Минобороны РФ",
           "military_loss personnel {n.count} -", "military_loss tank 2 -", "military_loss artillery 3 -", said=False),
    _frame("группировка войск «Север» за сутки уничтожила танк, две боевые бронированные машины, {n} автомобилей и гаубицу, "
           "сообщили в Минобороны РФ", "military_loss tank 1 -", "military_loss armoured_vehicle 2 -",
           "military_loss vehicle {n.count} -", "military_loss artillery 1 -", said=False),
    _frame("{e} {p:at} остались без света после {ca:gen} {t}", CAUSE, POWER),
    _frame("{ca} {p:on} {t} {ca:остави/л/ла/ло/ли} без света {e:acc}", CAUSE, POWER),
    _frame("{t} беспилотник повредил ЛЭП {p:at}, без электроэнергии остались {e}", "attack uav 1 {p.region}",
           "damage energy 1 {p.region}", POWER),
    _frame("ВСУ потеряли за сутки более {n} военнослужащих и четыре бронемашины в зоне действий группировки «Запад», сообщило "
           "Минобороны РФ", "military_loss personnel {n.count} -", "military_loss armoured_vehicle 4 -", said=False),
    _frame("в результате {ca:gen} {p:on} {t} повреждена подстанция, без света остались {e}", CAUSE, "damage energy 1 {p.region}",
           POWER),
    _frame("{t} {p:at} из-за {ca:gen} отключены от электроснабжения {e}", CAUSE, POWER),
    _frame("{e} {p:at} {t} остаются без света из-за {ca:gen}", CAUSE, POWER),
    _frame("{p:at} {t} после {ca:gen} приостановлено движение поездов", CAUSE, "disruption other - {p.region}"),
    _frame("{p:at} {t} после {ca:gen} {n} жителей разместили в пункте временного размещения", CAUSE,
           "disruption evacuation {n.count} {p.region}"),
    _frame("потери украинской армии за сутки — более {n} военнослужащих, танк и две гаубицы, сообщило Минобороны РФ",
           "military_loss personnel {n.count} -", "military_loss tank 1 -", "military_loss artillery 2 -", said=False),
    _frame("за сутки российские военные уничтожили {n} военнослужащих ВСУ, три пикапа и две РСЗО, сообщило Минобороны РФ",
           "military_loss personnel {n.count} -", "military_loss vehicle 3 -", "military_loss mlrs 2 -", said=False),
)  # fmt: skip
PATTERNS: Final = (*CASUALTIES, *DAMAGE, *ATTACKS, *INTERCEPTIONS, *DISRUPTION_AND_LOSSES)
