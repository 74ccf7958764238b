#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures: published, asked for once, checked, kept, and not limited by mDNS."""

from pictures import BLUE, GREEN, RED, png, shows
from tap import run


def a_picture_is_seen_changed_and_removed(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = verona.headless("link-local", "juliet"), mantua.headless("link-local", "romeo")
    juliet.shows(png(RED))
    shows(romeo, juliet, png(RED))
    romeo.shows(png(GREEN))
    shows(juliet, romeo, png(GREEN))
    juliet.shows(png(BLUE))
    shows(romeo, juliet, png(BLUE))
    juliet.shows(None)
    shows(romeo, juliet, None)
    juliet.shows(png(RED))
    shows(romeo, juliet, png(RED))


def and_so_it_is_with_prpl_bonjour(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = verona.headless("link-local", "juliet"), mantua.headless("bonjour", "romeo")
    juliet.sees(romeo)
    romeo.sees(juliet)
    juliet.shows(png(RED))
    shows(romeo, juliet, png(RED))
    romeo.shows(png(GREEN))
    shows(juliet, romeo, png(GREEN))
    juliet.shows(png(BLUE))
    shows(romeo, juliet, png(BLUE))
    romeo.shows(png(RED))
    shows(juliet, romeo, png(RED))
    juliet.shows(None)
    shows(romeo, juliet, None)
    romeo.shows(None)
    shows(juliet, romeo, None)


run()
