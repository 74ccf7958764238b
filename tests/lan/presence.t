#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who is there, and what they say of themselves."""

import mdns
from headless import Client
from tap import run


def two_of_ours_see_status_message_and_alias(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet", nick="Jules", first="Juliet", last="Capulet")
    romeo = mantua.headless("link-local", "romeo", first="Romeo", last="Montague")
    romeo.sees(juliet, status="available", message="", alias="Jules")
    juliet.sees(romeo, status="available", alias="Romeo Montague")
    juliet.sets_status("away", "At the <pub> & back")
    romeo.sees(juliet, status="away", message="At the <pub> & back")
    juliet.sets_status("dnd", "\U0001f980 asleep")
    romeo.sees(juliet, status="dnd", message="\U0001f980 asleep")
    juliet.sets_status("extended_away", "on a journey")
    romeo.sees(juliet, status="away", message="on a journey")
    juliet.sets_status("available")
    romeo.sees(juliet, status="available", message="")


def ours_and_prpl_bonjour_see_each_other(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet", nick="Jules")
    romeo = mantua.headless("bonjour", "romeo", first="Romeo", last="Montague")
    romeo.sees(juliet, status="available", alias="Jules")
    juliet.sees(romeo, status="available", alias="Romeo Montague")
    romeo.sets_status("away", "At the pub")
    juliet.sees(romeo, status="away", message="At the pub")
    romeo.sets_status("available", "back")
    juliet.sees(romeo, status="available", message="back")
    juliet.sets_status("dnd", "Hush")
    romeo.sees(juliet, status="away", message="Hush")
    juliet.sets_status("available", "come")
    romeo.sees(juliet, status="available", message="come")
    juliet.signs_off()
    romeo.sees_gone(juliet)
    romeo.signs_off()


def without_a_nickname_the_name_is_the_presence_name(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    assert romeo.sees(juliet)["alias"] in ("juliet@verona", "", None)


def idle_is_seen_and_ends(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    romeo.sees(juliet, idle=False)
    juliet.idles(600)
    romeo.sees(juliet, idle=True)
    juliet.idles(0)
    romeo.sees(juliet, idle=False, status="available")


def a_buddy_appears_once_over_ipv4_and_ipv6_and_two_cables(lan):
    lan.add_bridge("br1")
    verona, mantua = lan.new_hosts("verona", "mantua")
    verona.add_interface(bridge="br1")
    mantua.add_interface(bridge="br1")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    romeo.sees(juliet)
    assert romeo.online() == ["juliet@verona"], romeo.online()
    verona.unplug()
    juliet.writes(romeo, "over the other cable")
    romeo.reads(juliet, "over the other cable")
    assert romeo.online() == ["juliet@verona"], romeo.online()


def nobody_sees_themselves(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    romeo.sees(juliet)
    juliet.sees(romeo)
    assert juliet.online() == ["romeo@mantua"], juliet.online()
    assert romeo.online() == ["juliet@verona"], romeo.online()


def a_taken_name_becomes_another_and_the_person_is_told(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    people = []
    for number in range(3):
        people.append(Client(verona, f"capulet{number}").person("link-local", "juliet"))
        if number > 0:  # the next one tries the same name, which has to be taken by then
            people[-1].name = f"juliet-{number}@verona"
            people[-1].is_told(people[-1].name)
            people[0].sees(people[-1])
    first, second, third = people
    assert not first.notices(), first.notices()
    romeo = mantua.headless("link-local", "romeo")
    for person in (first, second, third):
        romeo.sees(person)
    for person in (first, second, third):
        person.sees(romeo)
        others = {"juliet@verona", "juliet-1@verona", "juliet-2@verona"} - {person.name}
        assert set(person.online()) == others | {"romeo@mantua"}, person.online()
    first.writes(second, "are you me?")
    second.reads(first, "are you me?")


def two_accounts_in_one_client_are_two_people(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    capulets = Client(verona, "capulets")
    juliet = capulets.person("link-local", "juliet")
    nurse = capulets.person("link-local", "nurse")
    romeo = mantua.headless("link-local", "romeo")
    juliet.sees(nurse)
    nurse.sees(juliet)
    romeo.sees(juliet)
    romeo.sees(nurse)
    nurse.writes(juliet, "come to supper")
    juliet.reads(nurse, "come to supper")
    romeo.writes(nurse, "peace")
    nurse.reads(romeo, "peace")
    juliet.reads_nothing_more(romeo)


def ours_and_prpl_bonjour_of_one_user_live_on_one_machine(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    client = Client(verona, "capulets")
    old = client.person("bonjour", "juliet")
    new = client.person("link-local", "juliet")
    new.name = "juliet-1@verona"
    romeo = mantua.headless("link-local", "romeo")
    romeo.sees(old)
    romeo.sees(new)
    new.sees(old)


def invisible_sees_and_is_not_seen(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    romeo = mantua.headless("link-local", "romeo")
    juliet = verona.headless("link-local", "juliet", status="invisible")
    juliet.sees(romeo)
    mercutio = mantua.headless("link-local", "mercutio")
    romeo.sees(mercutio)
    assert romeo.online() == ["mercutio@mantua"], romeo.online()
    juliet.sets_status("available")
    romeo.sees(juliet)
    juliet.sets_status("invisible")
    romeo.sees_gone(juliet)
    juliet.sees(romeo)


def signing_off_says_goodbye(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    romeo.sees(juliet)
    juliet.signs_off()
    romeo.sees_gone(juliet, timeout=5)
    juliet.signs_on()
    romeo.sees(juliet)
    juliet.quits()
    romeo.sees_gone(juliet, timeout=5)


def a_filed_buddy_stays_and_the_rest_leaves_no_trace(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    mercutio = mantua.headless("link-local", "mercutio")
    juliet.sees(romeo, group="Link-Local", saved=False)
    juliet.sees(mercutio)
    juliet.files(romeo, "Friends")
    juliet.sees(romeo, group="Friends", saved=True)
    romeo.signs_off()
    mercutio.signs_off()
    juliet.sees_gone(romeo)
    juliet.sees_gone(mercutio)
    assert juliet.buddy(romeo)["group"] == "Friends"
    assert juliet.buddy(mercutio) is None
    romeo.signs_on()
    juliet.sees(romeo, group="Friends", saved=True)


def without_a_daemon_the_words_say_what_to_do(lan):
    verona = lan.host("verona", daemon=False)
    juliet = verona.headless("link-local", "juliet", sign_on=False, responder="daemon")
    juliet.signs_on(wait=False)
    juliet.is_told("avahi-daemon")


def a_taken_port_gives_way_to_the_next(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    client = Client(verona, "capulets")
    client.person("link-local", "juliet")
    nurse = client.person("link-local", "nurse")
    romeo = mantua.headless("link-local", "romeo")
    assert mdns.find(mantua, "juliet@verona").port == 5298
    service = mdns.find(mantua, "nurse@verona")
    assert service.port == 5299 and service.value("port.p2pj") == "5299", service
    romeo.sees(nurse)
    romeo.writes(nurse, "where is she?")
    nurse.reads(romeo, "where is she?")


run(at_once=4)
