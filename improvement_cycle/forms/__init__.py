"""Forms: they read what was typed. Rules are the actions' business."""
