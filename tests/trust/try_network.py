"""Whether anything leaves the machine: every command, the service and every page, with the network cut and watched."""

from __future__ import annotations

from every_command import FOREIGN, ran
from trial import Trial, Tried
from watched import ways


def nothing_leaves(seconds: float) -> Tried:
    """Run every command once, ask the service and visit the pages; whoever reaches beyond this machine is a fault."""
    came = ran()
    refused, asked = came.refused
    faults = [f"reached for the network: {line}" for line in dict.fromkeys(came.reached)]
    faults += [f"'{step.name}' did not end in time" for step in came.steps if step.code < 0]
    if refused != asked:
        faults.append(f"{asked - refused} of {asked} requests from {FOREIGN} or by another name got an answer")
    happened = f"{len(came.reached)} connects or look-ups ({', '.join(ways())}); {refused} foreign origins and names refused"
    return Tried(len(came.steps), happened, tuple(faults))


TRIALS = [Trial("network: every command, service and page", nothing_leaves, 1.0)]
