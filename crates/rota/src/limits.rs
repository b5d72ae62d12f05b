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
/// Bytes of a rota file. A cell's has a few thousand.
pub const FILE_BYTES: usize = 1_000_000;
/// Values in a rota file, aliases written out.
pub const FILE_VALUES: usize = 100_000;
/// How deep a rota file's values may lie in each other. The format itself needs six levels.
pub const FILE_DEPTH: usize = 16;
/// Aliases in a YAML file.
pub const FILE_ALIASES: usize = 1_000;
/// Faults of a file that are listed; whoever has so many needs no more of them.
pub const FILE_FAULTS: usize = 50;
/// People of a rota file.
pub const PEOPLE: usize = 1_000;
/// Teams of a rota file.
pub const TEAMS: usize = 200;

// Fairness and fatigue.

/// Holidays of one list of bank holidays: more than a century of them.
pub const HOLIDAYS: usize = 2_000;
/// Rotas whose fairness is measured together: all of a large cell's.
pub const FAIR_ROTAS: usize = 50;
/// People whose fairness is measured together.
pub const FAIR_PEOPLE: usize = 10_000;
/// Days on duty, each person's counted, that are looked at in one measurement: 100 people for ten years and more.
pub const FAIR_DAYS: i64 = 1_000_000;

// Calendars.

/// Events of one feed.
pub const FEED_EVENTS: usize = 20_000;
/// Characters of one text in a feed.
pub const FEED_TEXT: usize = 4_000;
/// Octets of a calendar file that is imported: some thousand events.
pub const IMPORT_OCTETS: usize = 2 * 1_024 * 1_024;
/// Octets of one unfolded line of it: a description of many pages.
pub const IMPORT_LINE: usize = 64 * 1_024;
/// Components inside each other: VCALENDAR, VEVENT, VALARM, and one to spare.
pub const IMPORT_DEPTH: usize = 4;
/// Events of it.
pub const IMPORT_EVENTS: usize = 5_000;
/// Overrides that one import proposes: as many as a rota may have.
pub const IMPORT_PROPOSED: usize = OVERRIDES;
/// What may be passed over: more than anybody would read.
pub const IMPORT_PASSED_OVER: usize = 2_000;
/// Days, weeks, months and dates looked at to unfold what recurs, the whole file together: five daily series of a
/// century each.
pub const IMPORT_STEPS: usize = 200_000;
/// Octets of a UID: those of RFC 7986, section 5.3, four times over.
pub const IMPORT_UID: usize = 1_020;
/// Octets of a mail address (RFC 5321 section 4.5.3.1: 64, the sign, 255).
pub const IMPORT_MAIL: usize = 320;
/// Turns that a recurrence may leave out at a time.
pub const IMPORT_INTERVAL: u32 = 1_000;
