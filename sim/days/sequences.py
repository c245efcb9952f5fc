"""Lives that are worth telling by name: each told in a sentence, by the words of its deeds."""

from __future__ import annotations

from collections.abc import Mapping

SEQUENCES: Mapping[str, str] = {
    "bare~deploy_A~deploy_crashes_at_start~deploy_B~restore_default~deploy_B~force_B": (
        "A host from its first release on: a broken one, a good one, back, refused, forced."
    ),
    "three_releases~month_passes~deploy_D~month_passes~restore_oldest~month_passes~deploy_C": (
        "A quarter of a year in which every backup is older than any is kept."
    ),
    "two_releases~deploy_C~clock_repeats~deploy_D~clock_repeats~deploy_C~restore_default": (
        "The clock is set back again and again: deployments begin in the same second."
    ),
    "bare~deploy_A~clock_repeats~deploy_A": (
        "The second in which the first release was deployed comes again, and so does that release."
    ),
    "two_releases~clock_month_forward~deploy_C~clock_month_back~deploy_D~days_pass~deploy_C": (
        "A clock that was a month ahead: the newest backups bear older moments than the others."
    ),
    "bare~deploy_wrong_commit~kill_pm2~deploy_D~reboot~recover": (
        "PM2 died before the first release: a reboot brings that back, and the other tenants."
    ),
    "two_releases~kill_pm2~deploy_C~reboot~deploy_D~update_pm2~deploy_C": (
        "PM2 is killed, rebooted and upgraded between deployments."
    ),
    "two_releases~delete_environment~deploy_unimportable~restore_default~edit_live~deploy_C": (
        "A person deletes what the live release was started with, and mends another by hand."
    ),
    "two_releases~edit_pm2_config~deploy_C~edit_and_restart~deploy_D~mend_pm2_config~recover": (
        "PM2's configuration is wrong: nothing is touched until it is mended."
    ),
    "predecessor~restore_code_only~deploy_B~damage_newest_backup~restore_newest~restore_default": (
        "A host of the predecessor is adopted by a restore, and then has a damaged backup."
    ),
    "one_release~fill_disk~deploy_B~make_room~cut_index~forget_packages~deploy_B~open_index"
    "~deploy_B": "No room, then no index: nothing is touched until both are back.",
    "two_releases~hold_lock~deploy_C~recover~let_lock_go~stranger_comes~deploy_C"
    "~stranger_leaves~deploy_C": "Another deployer is at work, then a stranger has the port.",
    "two_releases~stop_caddy~deploy_C~start_caddy~caddy_leads_elsewhere~deploy_C~mend_caddy"
    "~recover": "Caddy is down, then leads elsewhere: no release can be proven, none can return.",
    "predecessor~stranger_comes~resurrect": (
        "A stranger had the port: the service crashed often, and serves well when it is adopted."
    ),
    "two_releases~month_passes~restore_default~edit_live~deploy_lacks_data~restore_newest": (
        "A person's mended release becomes the live one, beside the one that it was made from."
    ),
    "one_release~deploy_B~delete_environment~reboot~recover": (
        "Somebody made room in haste: after the next boot nothing starts, and that is said."
    ),
}
"""Each life by its words, without the prefix."""
