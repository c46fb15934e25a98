"""Ready-made improvement models. None is chosen for anybody; the report-card areas stand first."""

from improvement_cycle.presets.reader import FaultyPreset, Preset, preset, presets

__all__ = ["FaultyPreset", "Preset", "preset", "presets"]
