#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What people at Finch, Pidgin and BitlBee read of encryption on their screens, and what they are asked."""

import glob
import os

from bitlbee import BitlBee
from finch import Finch
from ocr import found
from pidgin import Pidgin
from tap import limit, run

PLAIN = "Not encrypted, because the program of Romeo does not encrypt"
ENCRYPTED = "Encrypted, not verified. To be sure that nobody is in between"
VERIFIED = "Verified. This conversation is encrypted"
CHANGED = "Changed! Romeo answers with another key than before"
WORD = "Encryption: Encrypted, not verified"
NUMBER = "Safety number"
SAME = "Does Romeo see the same safety number?"
STRANGER = "Romeo (romeo@mantua) wants to write to you."
NEW_KEY = "Romeo answers with another key than before."


def couple(lan, client):
    """Juliet at a screen, and Romeo, who uses this plugin too."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = client(verona, "juliet"), mantua.headless("link-local", "romeo", nick="Romeo")
    romeo.sees(juliet)
    juliet.sees("romeo" if client is BitlBee else "Romeo")
    return juliet, romeo


def key_file(directory):
    """Where the only account of a client has its key."""
    return glob.glob(os.path.join(directory, "link-local", "*", "identity.pem"))[0]


def text_of(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def with_a_new_key(romeo, juliet):
    """He loses his, and gets another."""
    romeo.signs_off()
    os.remove(key_file(romeo.client.dir))
    romeo.signs_on()
    romeo.sees(juliet)


def warned(lan, client, label):
    """Juliet writes to Romeo, whose program does not encrypt, and reads so."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = client(verona, "juliet"), mantua.headless("bonjour", "romeo", first="Romeo")
    romeo.sees(juliet)
    juliet.sees(label)
    juliet.writes(label, "is it you?")
    romeo.reads(juliet, "is it you?")
    juliet.is_told(PLAIN, label)
    return juliet


def stranger(lan, client, label):
    """Romeo, whose program does not encrypt, wants to write to Juliet, who wants to be asked."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = client(verona, "juliet", ask_strangers=True)
    romeo = mantua.headless("bonjour", "romeo", first="Romeo")
    romeo.sees(juliet)
    juliet.sees(label)
    romeo.writes(juliet, "buy this")
    return juliet, romeo


def is_asked_about_her(romeo, juliet):
    """Romeo writes to Juliet, who has a new key, now or as soon as she is back."""
    romeo.writes(juliet, "are you still you?")
    romeo.is_asked("juliet@verona answers with another key than before.")


def number_of(romeo, juliet):
    """The safety number as Romeo reads it out, in two halves."""
    groups = romeo.asks_info(juliet)[NUMBER].split()
    assert len(groups) == 6 and all(len(group) == 5 and group.isdigit() for group in groups), groups
    return " ".join(groups[:3]), " ".join(groups[3:])


def finch_warns_without_encryption(lan):
    juliet = warned(lan, Finch, "Romeo")
    juliet.sees("Romeo", "Encryption: Not encrypted")


def finch_verifies(lan):
    juliet, romeo = couple(lan, Finch)
    romeo.writes(juliet, "here I am")
    juliet.is_told(ENCRYPTED, "Romeo")
    juliet.reads("Romeo", "here I am")
    juliet.sees("Romeo", WORD)
    juliet.writes("Romeo", "/verify")
    juliet.is_told(SAME, "Verify")
    for half in number_of(romeo, juliet):
        juliet.is_told(half, "Verify")
    juliet.answers("Verify", "It is the Same")
    juliet.is_told(VERIFIED, "Romeo")
    juliet.sees("Romeo", "Encryption: Verified")
    info = juliet.asks_info("Romeo")
    assert " ".join(number_of(romeo, juliet)) in info, info


def finch_asks_about_a_new_key(lan):
    juliet, romeo = couple(lan, Finch)
    romeo.writes(juliet, "here I am")
    juliet.reads("Romeo", "here I am")
    with_a_new_key(romeo, juliet)
    romeo.writes(juliet, "do not read this yet")
    juliet.is_told(CHANGED, "Romeo")
    assert "do not read this yet" not in juliet.window("Romeo"), juliet.screen()
    juliet.is_told(NEW_KEY, "Changed Key")
    for half in number_of(romeo, juliet):
        juliet.is_told(half, "Changed Key")
    juliet.answers("Changed Key", "Accept")
    juliet.writes("Romeo", "now it is you")
    romeo.reads(juliet, "now it is you")
    romeo.writes(juliet, "now you can read")
    juliet.reads("Romeo", "now you can read")


def finch_asks_about_a_stranger(lan):
    juliet, romeo = stranger(lan, Finch, "Romeo")
    juliet.is_told(STRANGER, "Somebody New")
    assert not found("buy this", juliet.screen()), juliet.screen()
    juliet.answers("Somebody New", "Accept")
    romeo.writes(juliet, "thank you")
    juliet.reads("Romeo", "thank you")


def finch_makes_a_new_key(lan):
    juliet, romeo = couple(lan, Finch)
    romeo.writes(juliet, "here I am")
    juliet.reads("Romeo", "here I am")
    juliet.chooses("Show Fingerprint")
    mine = romeo.asks_info(juliet)["Fingerprint of their key"]
    juliet.is_told(mine[:39], "Fingerprint")
    juliet.keys("Enter")
    juliet.chooses("New Key...")
    juliet.answers("New Key", "Make New Key")
    is_asked_about_her(romeo, juliet)


@limit(240)
def pidgin_warns_without_encryption(lan):
    juliet = warned(lan, Pidgin, "Romeo")
    juliet.screenshot("not-encrypted")
    juliet.sees_padlock("Romeo", there=False)
    juliet.sees("Romeo", "Encryption: Not encrypted")


@limit(240)
def pidgin_verifies(lan):
    juliet, romeo = couple(lan, Pidgin)
    romeo.writes(juliet, "here I am")
    juliet.is_told(ENCRYPTED, "Romeo")
    juliet.reads("Romeo", "here I am")
    juliet.sees("Romeo", WORD)
    juliet.sees_padlock("Romeo")
    juliet.writes("Romeo", "/verify")
    juliet.is_told(SAME)
    juliet.screenshot("verify")
    for half in number_of(romeo, juliet):
        juliet.is_told(half, "Verify")
    juliet.answers("Verify", "It is the Same")
    juliet.is_told(VERIFIED, "Romeo")
    juliet.sees("Romeo", "Encryption: Verified")
    info = juliet.asks_info("Romeo", "info")
    assert found(" ".join(number_of(romeo, juliet)), info), info


@limit(240)
def pidgin_asks_about_a_new_key(lan):
    juliet, romeo = couple(lan, Pidgin)
    romeo.writes(juliet, "here I am")
    juliet.reads("Romeo", "here I am")
    with_a_new_key(romeo, juliet)
    romeo.writes(juliet, "do not read this yet")
    juliet.is_told(NEW_KEY)
    juliet.screenshot("changed")
    juliet.sees_padlock("Romeo", there=False)
    juliet.is_told(CHANGED, "Romeo")
    assert not found("do not read this yet", juliet.text("Romeo")), juliet.screen()
    for half in number_of(romeo, juliet):
        juliet.is_told(half, "Changed Key")
    juliet.answers("Changed Key", "Accept")
    juliet.writes("Romeo", "now it is you")
    romeo.reads(juliet, "now it is you")
    romeo.writes(juliet, "now you can read")
    juliet.reads("Romeo", "now you can read")


@limit(240)
def pidgin_asks_about_a_stranger(lan):
    juliet, romeo = stranger(lan, Pidgin, "Romeo")
    juliet.is_told(STRANGER)
    juliet.screenshot("stranger")
    assert not found("buy this", juliet.screen()), juliet.screen()
    juliet.answers("Somebody New", "Accept")
    romeo.writes(juliet, "thank you")
    juliet.reads("Romeo", "thank you")


@limit(300)
def pidgin_saves_its_key_and_takes_it_back(lan):
    juliet, romeo = couple(lan, Pidgin)
    romeo.writes(juliet, "here I am")
    juliet.reads("Romeo", "here I am")
    path = os.path.join(juliet.host.dir, "mine.pem")
    juliet.chooses("Export Key")
    juliet.gives_file("Export Key", path)
    juliet.is_told("Your key is saved as")
    juliet.raises("Export Key")
    juliet.keys("Escape")
    juliet.chooses("New Key")
    juliet.answers("New Key", "Make New Key")
    is_asked_about_her(romeo, juliet)
    juliet.chooses("Import Key")
    juliet.gives_file("Import Key", path)
    lan.wait(lambda: text_of(key_file(juliet.dir)) == text_of(path), "the key is there again")
    romeo.writes(juliet, "it is you again")
    juliet.reads("Romeo", "it is you again")


def bitlbee_warns_without_encryption(lan):
    juliet = warned(lan, BitlBee, "romeo")
    assert "Encryption: Not encrypted" in juliet.asks_info("romeo")


def bitlbee_verifies(lan):
    juliet, romeo = couple(lan, BitlBee)
    romeo.writes(juliet, "here I am")
    juliet.is_told(ENCRYPTED, "romeo")
    juliet.reads("romeo", "here I am")
    assert WORD in juliet.asks_info("romeo")
    juliet.writes("romeo", "/verify")
    juliet.is_told(SAME)
    for half in number_of(romeo, juliet):
        juliet.is_told(half)
    juliet.answers("You can use")
    juliet.is_told(VERIFIED, "romeo")
    info = juliet.asks_info("romeo")
    assert "Encryption: Verified" in info, info
    assert " ".join(number_of(romeo, juliet)) in info, info


def bitlbee_asks_about_a_new_key(lan):
    juliet, romeo = couple(lan, BitlBee)
    romeo.writes(juliet, "here I am")
    juliet.reads("romeo", "here I am")
    with_a_new_key(romeo, juliet)
    romeo.writes(juliet, "do not read this yet")
    juliet.is_told(CHANGED, "romeo")
    juliet.is_told(NEW_KEY)
    for half in number_of(romeo, juliet):
        juliet.is_told(half)
    assert "do not read this yet" not in juliet.screen(), juliet.screen()
    juliet.answers("You can use")
    juliet.writes("romeo", "now it is you")
    romeo.reads(juliet, "now it is you")
    romeo.writes(juliet, "now you can read")
    juliet.reads("romeo", "now you can read")


def bitlbee_asks_about_a_stranger(lan):
    juliet, romeo = stranger(lan, BitlBee, "romeo")
    juliet.is_told(STRANGER)
    assert "buy this" not in juliet.screen(), juliet.screen()
    juliet.answers("You can use")
    romeo.writes(juliet, "thank you")
    juliet.reads("romeo", "thank you")


def bitlbee_has_one_question_and_its_answer(lan):
    """As often as Romeo's key changes and Juliet comes and goes."""
    juliet, romeo = couple(lan, BitlBee)
    romeo.writes(juliet, "here I am")
    juliet.reads("romeo", "here I am")
    for text in "read no word", "nor this word":
        with_a_new_key(romeo, juliet)
        romeo.writes(juliet, text)
        juliet.is_told(NEW_KEY)
    juliet.signs_off()
    juliet.commands("yes", "Did I ask you something?")
    juliet.signs_on()
    romeo.sees(juliet)
    romeo.writes(juliet, "nor any other word")
    juliet.is_told(NEW_KEY)
    for answer in "no", "yes":
        juliet.writes("romeo", "/verify")
        juliet.is_told(NEW_KEY)
        assert not any(line.endswith(" word") for line in juliet.lines), juliet.screen()
        juliet.answers("You can use", answer)
    romeo.writes(juliet, "now all of them")
    juliet.reads("romeo", "now all of them")


def bitlbee_blocks(lan):
    juliet, romeo = couple(lan, BitlBee)
    romeo.writes(juliet, "hello")
    juliet.reads("romeo", "hello")
    juliet.commands("block romeo", "moved from allow- to block-list")
    romeo.writes(juliet, "hello again")
    romeo.asks_info(juliet)  # has asked her program behind that
    juliet.commands("allow romeo", "moved from block- to allow-list")
    romeo.writes(juliet, "better now")
    juliet.reads("romeo", "better now")
    assert "hello again" not in juliet.screen(), juliet.screen()


def bitlbee_says_that_a_key_is_exposed(lan):
    juliet = BitlBee(lan.host("verona"), "juliet")
    juliet.signs_off()
    os.chmod(key_file(os.path.join(juliet.dir, "purple", "juliet")), 0o644)
    juliet.commands("account link-local on", "Others on this computer can read your key")
    juliet.is_told("chmod go= on the files in")
    os.chmod(key_file(os.path.join(juliet.dir, "purple", "juliet")), 0o600)
    juliet.signs_on()


run(at_once=2)
