//! Every limit of a rota, in one place, each with why.

/// Layers of a rota. Real ones have fewer than ten.
pub const LAYERS: usize = 50;
/// Places in the groups of one rota, all layers together: far more than a cell has people on call.
pub const PLACES: usize = 1_000;
/// Restrictions of a layer: one for each day of the week, several times over.
pub const RESTRICTIONS: usize = 50;
/// Overrides of a rota; those long past may be dropped, the ledger keeps them.
pub const OVERRIDES: usize = 1_000;
/// Absences of a rota; those long past may be dropped too.
pub const ABSENCES: usize = 1_000;
/// Members that one temporary override puts on.
pub const TEMPORARY_MEMBERS: usize = 100;
/// Characters of a member's or a layer's name.
pub const NAME: usize = 200;
/// Characters of a time zone's name; the longest of IANA's has 32.
pub const ZONE_NAME: usize = 64;
/// Units in one turn.
pub const TURN_LENGTH: u32 = 1_000;
/// Days of the longest stretch that is resolved at once: ten years.
pub const WINDOW_DAYS: i64 = 3_660;
/// Days ahead for which gaps and single points of failure are looked for, where nothing else is asked.
pub const COVERAGE_DAYS: i64 = 90;
/// Changes looked at in one resolved stretch, whether they show in its result or not.
pub const STEPS: usize = 200_000;
/// Members in all those lists of people on call together, met in one resolved stretch, that no group is: those of
/// layers side by side, of absences and of overrides.
pub const EXTRA_PLACES: usize = 1_000_000;
/// No rota reaches before this instant (1970-01-01T00:00:00Z): nobody is on call there.
pub const EARLIEST: i64 = 0;
/// No rota reaches to this instant (2100-01-01T00:00:00Z) or beyond: nobody is on call there.
pub const LATEST: i64 = 4_102_444_800;
