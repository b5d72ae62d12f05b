//! The fictional cell: five organisations, twelve plainly fictional people named after plants, four rotas, a
//! policy. Everything here is data; `seed` records it.

use ctac_domain::directory::{Channel, OrganisationKind, Role};

/// A fictional organisation.
#[derive(Debug)]
pub struct Organisation {
    /// How the rest of this file names it.
    pub key: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its kind.
    pub kind: OrganisationKind,
}

/// The member organisations.
pub const ORGANISATIONS: [Organisation; 5] = [
    Organisation {
        key: "icb",
        name: "Exampleshire Integrated Care Board",
        kind: OrganisationKind::IntegratedCareBoard,
    },
    Organisation { key: "trust", name: "Exampleton General Hospitals", kind: OrganisationKind::AcuteTrust },
    Organisation { key: "council", name: "Exampleshire Council", kind: OrganisationKind::Council },
    Organisation { key: "hospice", name: "Example Meadow Hospice", kind: OrganisationKind::Hospice },
    Organisation { key: "ambulance", name: "Exampleshire Ambulance", kind: OrganisationKind::AmbulanceTrust },
];

/// A fictional person. Telephone numbers are from the range that Ofcom keeps for drama.
#[derive(Debug)]
pub struct Person {
    /// What they sign in with.
    pub login: &'static str,
    /// Their name.
    pub name: &'static str,
    /// Whose they are.
    pub organisation: &'static str,
    /// What they are in the cell.
    pub roles: &'static [Role],
    /// How they are told, in which order and after how many seconds.
    pub told: &'static [(Channel, u32)],
}

const SMS: (Channel, u32) = (Channel::Sms, 0);
const CALL: (Channel, u32) = (Channel::Voice, 0);
const PUSH: (Channel, u32) = (Channel::Push, 0);
const EMAIL: (Channel, u32) = (Channel::Email, 0);

/// The people. The administrator is last: from then on the cell administers itself.
pub const PEOPLE: [Person; 12] = [
    person("bramble", "Bramble Example", "icb", &[Role::IncidentLead, Role::Responder], &[PUSH, SMS]),
    person("clover", "Clover Example", "icb", &[Role::Auditor], &[EMAIL]),
    person("dahlia", "Dahlia Example", "trust", &[Role::Responder], &[SMS]),
    person("elder", "Elder Example", "trust", &[Role::Responder, Role::OrganisationAdmin], &[SMS]),
    person("fern", "Fern Example", "trust", &[Role::Loggist], &[EMAIL]),
    person("gorse", "Gorse Example", "council", &[Role::Responder, Role::IncidentLead], &[CALL]),
    person("hazel", "Hazel Example", "council", &[Role::Responder, Role::Communications], &[CALL]),
    person("ivy", "Ivy Example", "hospice", &[Role::Responder], &[SMS]),
    person("juniper", "Juniper Example", "hospice", &[Role::Observer], &[EMAIL]),
    person("larch", "Larch Example", "ambulance", &[Role::Responder], &[SMS, (Channel::Voice, 120)]),
    person("maple", "Maple Example", "ambulance", &[Role::IncidentLead], &[PUSH, (Channel::Voice, 60)]),
    person("aster", "Aster Example", "icb", &[Role::CellAdmin], &[EMAIL, SMS]),
];

const fn person(
    login: &'static str,
    name: &'static str,
    organisation: &'static str,
    roles: &'static [Role],
    told: &'static [(Channel, u32)],
) -> Person {
    Person { login, name, organisation, roles, told }
}

/// Where a fictional person is reached: the `index`-th of Ofcom's numbers for drama, or an address that cannot exist.
#[must_use]
pub fn address(person: &Person, index: usize, channel: Channel) -> String {
    match channel {
        Channel::Sms | Channel::Voice => format!("+447700900{index:03}"),
        Channel::Email => format!("{}@demo.invalid", person.login),
        Channel::Push => format!("https://push.invalid/{}", person.login),
    }
}

/// One rota of the demonstration: a file of `config/rotas`, whose people's logins are those of [`PEOPLE`].
#[derive(Debug)]
pub struct Rota {
    /// The file's name.
    pub file: &'static str,
    /// What stands in it.
    pub text: &'static str,
    /// The file of the deputy's rota, which stands before this one.
    pub deputy: Option<&'static str>,
}

/// The file of the rota that is paged first.
pub const FIRST: &str = "duty-responder.yaml";
/// The file of the rota that is paged when nobody there has answered.
pub const SECOND: &str = "deputy-responder.yaml";

/// The rotas: those who answer and those who lead, and their deputies before them.
pub const ROTAS: [Rota; 4] = [
    Rota { file: SECOND, text: include_str!("../../../../config/rotas/deputy-responder.yaml"), deputy: None },
    Rota { file: FIRST, text: include_str!("../../../../config/rotas/duty-responder.yaml"), deputy: Some(SECOND) },
    Rota { file: "deputy-lead.toml", text: include_str!("../../../../config/rotas/deputy-lead.toml"), deputy: None },
    Rota {
        file: "duty-lead.yaml",
        text: include_str!("../../../../config/rotas/duty-lead.yaml"),
        deputy: Some("deputy-lead.toml"),
    },
];
