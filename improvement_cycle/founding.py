"""A new trust may begin with a ready-made improvement model. None is chosen for anybody who does not ask."""

from improvement_cycle.actions import improvement_models
from improvement_cycle.presets import presets
from trust.actors import Actor
from trust.enums import TrustKind
from trust.errors import BadInput
from trust.models import Trust
from trust.places import Founding
from trust.policies.wording import listed


def publish_preset(actor: Actor, trust: Trust, founding: Founding) -> str:
    """Registered with the ground floor: begin and publish the model asked for. Says what was done."""
    if not founding.preset:
        return ""
    fitting = presets(trust.kind)
    if founding.preset not in {each.key for each in fitting}:
        names = listed([f"“{each.label}” ({each.key})" for each in fitting])
        said = f"There is no such improvement model for a {TrustKind(trust.kind).label}. There is: {names}."
        raise BadInput(said, detail={"preset": said})
    model = improvement_models.create_from_preset(actor=actor, preset_key=founding.preset)
    improvement_models.publish(actor=actor, model_id=model.id)
    return f"The improvement model “{model.label}” is published."


def choices() -> list[tuple[str, str]]:
    """All models to choose from, each with the kind of trust it is for."""
    return [(each.key, f"{each.label} (for a {TrustKind(each.trust_kind).label})") for each in presets()]
