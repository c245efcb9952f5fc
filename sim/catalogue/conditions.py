"""Conditions: the states a host may be in when a deployment begins."""

from __future__ import annotations

from dataclasses import replace

from sim.states import front, hosts, past, pm2_configs, saved, start
from sim.states.start import changed, request
from sim.stories.scenario import Scenario, deployment

SICK = ("pm2_waiting", "proxy_down", "no_interpreter", "live_unfounded")
"""Hosts that could not go back if they had to: what serves there is broken to begin with."""

LIVE_IS_NOT_WHOLE = (
    (
        "wheel_rots",
        "The wheel that the live release keeps was damaged.",
        past.live_wheel_is_damaged,
    ),
    (
        "live_repackaged",
        "Somebody installed a package by hand.",
        hosts.live_environment_has_more,
    ),
    ("code_lost", "Somebody deleted the code of the live release.", hosts.live_code_is_lost),
    ("live_unfounded", "The live environment was deleted.", past.live_environment_is_lost),
)
"""What can be missing of the live release, or be there besides."""
NOTHING_STARTS = (
    ("pm2_config_torn", "PM2's configuration is half written.", pm2_configs.is_torn),
    (
        "pm2_config_of_another",
        "PM2's configuration calls the service otherwise.",
        pm2_configs.is_of_another,
    ),
    (
        "pm2_config_misspelt",
        "PM2's configuration names a program that is not there.",
        pm2_configs.is_misspelt,
    ),
    (
        "pm2_config_for_node",
        "PM2's configuration has Node run a program of Python.",
        pm2_configs.is_for_node,
    ),
    (
        "pm2_config_of_two",
        "PM2's configuration starts the service twice.",
        pm2_configs.starts_two,
    ),
    (
        "pm2_config_elsewhere",
        "PM2's configuration names a directory of former days.",
        pm2_configs.names_another_place,
    ),
    (
        "pm2_config_from_there",
        "PM2's configuration holds for whoever stands beside it alone.",
        pm2_configs.holds_from_one_place,
    ),
    ("site_elsewhere", "Caddy's file has a wrong port, not reloaded.", front.leads_elsewhere),
    ("site_of_another", "Caddy answers by itself, whatever it is asked.", front.leads_nowhere),
    (
        "site_malformed",
        "Another tenant's site cannot be read, and Caddy not be reloaded.",
        front.a_site_is_malformed,
    ),
)
"""What makes a start impossible, and is not seen as long as nothing is started."""


IS_NO_REASON = (
    ("pm2_empty", "PM2 does not know the service.", hosts.pm2_is_empty),
    ("pm2_stopped", "The service is stopped in PM2.", hosts.service_is_stopped),
    ("pm2_errored", "PM2 has given the service up.", hosts.service_is_errored),
    ("pm2_duplicated", "PM2 has two entries of the service.", hosts.service_is_duplicated),
    ("pm2_daemon_dead", "PM2's daemon died: orphans hold the ports.", hosts.daemon_is_dead),
    ("pm2_list_private", "Nobody else may read what PM2 has saved.", saved.is_private),
    ("pm2_waiting", "The service crashes in a loop.", hosts.service_crash_loops),
    ("stale_proxy", "The Caddyfile was changed and Caddy not reloaded.", front.proxy_is_stale),
    ("old_backups", "Every backup is older than the retention.", past.backups_are_old),
    ("live_edited", "A person edited the live release.", hosts.live_is_edited),
    ("manifest_lost", "The live release lost its manifest.", past.manifest_is_lost),
    ("site_new", "The site was added and Caddy not reloaded.", front.is_about_to_lead),
    ("page_in_proxy", "Caddy has a page of a megabyte in its file.", front.has_a_page_in_it),
    ("provisioned", "Caddy has our own site, which is told of the stop.", front.is_provisioned),
)
"""Hosts that a deployment takes as they are, and leaves well."""


def scenarios() -> list[Scenario]:
    """Return the scenarios of deployments onto such hosts."""
    found = [
        deployment(name, story, changed(start.two_releases, change), "C", 0, fatal=name in SICK)
        for name, story, change in (*IS_NO_REASON, *LIVE_IS_NOT_WHOLE)
    ]
    refused = [
        ("stranger_on_port", "Another program holds the port.", hosts.stranger_holds_the_port),
        ("stranger_aside", "Another program has the port on IPv6.", hosts.stranger_stands_aside),
        ("proxy_down", "Caddy is configured and does not run.", front.proxy_is_down),
        ("disk_full", "There is no room for another release.", hosts.disk_is_full),
        ("no_index", "The package index cannot be reached.", hosts.index_is_down),
        ("no_interpreter", "The interpreter of the environments is gone.", hosts.no_interpreter),
        ("no_pm2_config", "PM2's configuration is gone.", pm2_configs.is_lost),
        *NOTHING_STARTS,
        ("busy", "Another deployer holds the lock.", hosts.rival_deploys),
        ("foreign", "The app directory belongs to root.", hosts.app_is_foreign),
    ]
    found += [
        deployment(name, story, changed(start.two_releases, change), "C", 2, fatal=name in SICK)
        for name, story, change in refused
    ]
    first = changed(start.bare, front.leads_nowhere)
    story = "The first release serves, and Caddy answers in its place."
    found.append(deployment("first_behind_another", story, first, "A", 3, fatal=True))
    return [*found, *_damaged_journals()]


def _damaged_journals() -> list[Scenario]:
    begun = changed(start.two_releases, past.journal_is_damaged)
    story = "The journal of a deployment cannot be read"
    return [
        deployment("journal_damaged", f"{story}.", begun, "C", 3, fatal=True),
        replace(
            deployment(
                "journal_set_aside", f"{story}; a person goes on.", begun, "C", 0, fatal=True
            ),
            request=request("C", force="a reason"),
        ),
    ]
