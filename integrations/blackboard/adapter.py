"""Blackboard Learn: LTI as it comes, with Proctoring Services where the school has its Proctoring placement."""

from collections.abc import Mapping

from integrations.lti_only.adapter import LtiOnly


class Blackboard(LtiOnly):
    """Serves `integrations.base.Integration`. All schools share one issuer, and none registers by itself: tools are
    made known at its developers' portal, so that no host may register in the issuer's name."""

    name = "blackboard"
    title = "Blackboard Learn"
    families = frozenset({"blackboardlearn"})
    hosted_hosts: Mapping[str, tuple[str, ...]] = {"blackboard.com": ()}
