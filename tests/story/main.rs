//! The main job, end to end, with an unmodified Prometheus Alertmanager as the alarm.

mod alertmanager;
mod script;
